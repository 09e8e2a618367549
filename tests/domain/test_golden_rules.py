"""The golden rules: every sentence has a check and a cue, every word is used, and every rule that is named exists."""

import pytest

from cmworkstation.domain.charter.builtin import BUILTIN_RULES
from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.golden_rules import GOLDEN, MORE, SENTENCES, matches, without
from cmworkstation.domain.values import replace
from cmworkstation.words import golden as words
from tests.domain.charter.builders import shipped, shipped_packs

STARTERS = ("town", "association", "shop", "ministry", "open-source")


def known_rules() -> set[str]:
    """Return every rule that the program ships, and one of each family that a charter adds."""
    found = set(BUILTIN_RULES) | {"core/promise", "claim/example", "disclosure/example"}
    return found | {f"{pack.id}/{rule.id}" for pack in shipped_packs() for rule in pack.rules}


def test_each_of_the_five_golden_rules_has_a_sentence_with_a_check_and_a_cue() -> None:
    assert {one.golden for one in SENTENCES} == {*GOLDEN, *MORE}
    for one in SENTENCES:
        assert one.checks, one.key
        assert one.cues, one.key


def test_no_sentence_names_a_rule_that_does_not_exist() -> None:
    missing = {one.key: without(one.rules, known_rules()) for one in SENTENCES}
    assert {key: rules for key, rules in missing.items() if rules} == {}
    assert without(("core/nothing-like-it",), known_rules()) == ("core/nothing-like-it",)


def test_every_sentence_check_and_cue_has_its_words_and_no_words_are_left_over() -> None:
    assert set(words.SAID) == {one.key for one in SENTENCES}
    assert set(words.CHECKS) == {check.key for one in SENTENCES for check in one.checks}
    assert set(words.CUES) == {cue.key for one in SENTENCES for cue in one.cues}
    assert [name for name, _ in words.in_order()] == [*GOLDEN, *MORE]
    assert sum(len(found) for _, found in words.in_order()) == len(SENTENCES)


def test_keys_are_used_once() -> None:
    for keys in (
        [one.key for one in SENTENCES],
        [check.key for one in SENTENCES for check in one.checks],
        [cue.key for one in SENTENCES for cue in one.cues],
    ):
        assert len(keys) == len(set(keys))


def test_a_pattern_names_a_whole_family() -> None:
    assert matches("disclosure/gift", ("disclosure/*",))
    assert not matches("core/interest", ("disclosure/*",))


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_without_a_principle_for_one_of_the_five_is_warned(name: str) -> None:
    charter = shipped(f"starter-{name}")
    for golden in GOLDEN:
        left = tuple(one for one in charter.principles if one.golden_rule != golden)
        poorer = replace(charter, principles=left)
        found = [one for one in find_problems(poorer, shipped_packs()) if one.key == "no-principle"]
        assert [one.severity for one in found] == ["warning"], golden
