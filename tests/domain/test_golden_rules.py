"""The golden rules: every sentence has a check and a cue, every word is used, and every rule that is named exists."""

import ast
from pathlib import Path

import pytest

from cmworkstation.domain.charter.builtin import BUILTIN_RULES, CORE_STATE
from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.golden_rules import BY_CLOCK, GOLDEN, MORE, SENTENCES, matches, without
from cmworkstation.domain.values import replace
from cmworkstation.words import golden as words
from tests.domain import golden_shown
from tests.domain.charter.builders import shipped, shipped_packs

ROOT = Path(__file__).parents[2]
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
    missing = {
        check.key: without(check.rules, known_rules()) for one in SENTENCES for check in one.checks
    }
    assert {key: rules for key, rules in missing.items() if rules} == {}
    assert BY_CLOCK == CORE_STATE
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


def test_what_a_pack_checks_in_one_language_is_checked_in_the_other_too() -> None:
    for one in SENTENCES:
        for check in one.checks:
            packs = {rule.partition("/")[0] for rule in check.rules} & {"fr-base", "en-base"}
            assert packs in (set(), {"fr-base", "en-base"}), check.key


def test_each_check_and_each_cue_is_shown_by_a_test_that_exists() -> None:
    checks = {check.key for one in SENTENCES for check in one.checks}
    cues = {cue.key for one in SENTENCES for cue in one.cues}
    assert set(golden_shown.CHECKS) == checks
    assert set(golden_shown.CUES) == cues
    named: dict[str, set[str]] = {}
    for shown in (*golden_shown.CHECKS.values(), *golden_shown.CUES.values()):
        file, _, test = shown.partition("::")
        named.setdefault(file, set()).add(test)
    for file, wanted in named.items():
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert sorted(wanted - there) == [], file


def test_nothing_in_the_program_ranks_people_or_counts_what_they_bring_in() -> None:
    forbidden = {
        *("influence", "influencer", "follower_rank", "conversion", "conversions", "roi"),
        *("ranking", "leaderboard", "league", "klout", "revenue"),
    }
    found = {
        f"{file.stem}.{target.id}"
        for folder in ("domain", "services")
        for file in (ROOT / "cmworkstation" / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        for field in node.body
        if isinstance(field, ast.AnnAssign) and isinstance(target := field.target, ast.Name)
        if target.id in forbidden
    }
    assert found == set()
