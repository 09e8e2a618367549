"""Every example of every rule that ships."""

import pytest

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.engine import lint_with
from tests.domain.charter.builders import CHARTERS, shipped, shipped_packs

CASES = [
    (f"{pack.id}/{rule.id}", rule, "fennick-lane", language, text, hit)
    for pack in shipped_packs()
    for rule in pack.rules
    for language, text, hit in rule.examples(pack.lang)
] + [
    (f"{name}/{rule.id}", rule, name, language, text, hit)
    for name in CHARTERS
    for rule in shipped(name).rules
    for language, text, hit in rule.examples()
]


@pytest.mark.parametrize(
    ("rule", "charter", "language", "text", "hit"),
    [case[1:] for case in CASES],
    ids=[f"{case[0]}-{n}" for n, case in enumerate(CASES)],
)
def test_example(rule: Rule, charter: str, language: str, text: str, hit: bool) -> None:
    assert bool(lint_with(rule, shipped(charter), text, language)) is hit


def test_all_packs_have_examples_and_two_languages() -> None:
    assert len(CASES) > 70
    for pack in shipped_packs():
        for rule in pack.rules:
            assert rule.bad
            assert rule.good
            assert set(rule.message) >= {"fr", "en"}
            assert not rule.extra, rule.id
