"""The restricted dialect of patterns."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.charter.dialect import BadPattern, check_pattern, first_letters
from tests.domain.charter.builders import shipped, shipped_packs


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a+)+$", "regex-unbounded"),
        ("(a|aa)+b", "regex-repeated-group"),
        ("(a{0,20}){0,20}b", "regex-repeated-group"),
        (".*foo", "regex-unbounded"),
        ("a*a*b", "regex-unbounded"),
        ("a{3,}", "regex-unbounded"),
        ("a{,3}", "regex-unbounded"),
        ("a{1,201}", "regex-unbounded"),
        ("(?=a)b", "regex-group"),
        ("(?<!a)b", "regex-group"),
        ("(?P<x>a)", "regex-group"),
        ("(?i)a", "regex-group"),
        ("(?>a)", "regex-group"),
        ("a{1,3}+", "regex-group"),
        (r"(a)\1", "regex-escape"),
        (r"\x41", "regex-escape"),
        (r"\Aa", "regex-escape"),
        (r"[\b]", "regex-escape"),
        ("[[:alpha:]]", "regex-class"),
        ("[a", "regex-syntax"),
        ("(a", "regex-syntax"),
        ("a)", "regex-syntax"),
        ("a{1,2}{3}", "regex-syntax"),
        (r"\b?", "regex-syntax"),
        ("a\\", "regex-escape"),
        ("[z-a]", "regex-syntax"),
        ("a?", "regex-matches-nothing"),
        ("", "regex-matches-nothing"),
        ("a{0,20}a{0,20}a{0,20}b", "regex-too-costly"),
        ("a{1,200}a{1,200}b", "regex-too-costly"),
        ("(?:a|a)" * 12 + "b", "regex-too-costly"),
        ("a?" * 40 + "b", "regex-too-costly"),
        (r"\d{1,40}a\d{1,40}b\d{1,40}", "regex-too-many-repeats"),
        ("a" * 1001, "regex-too-long"),
        ("(" * 100 + "a" + ")" * 100, "regex-too-long"),
    ],
)
def test_patterns_outside_the_dialect_are_refused(pattern: str, reason: str) -> None:
    with pytest.raises(BadPattern) as caught:
        check_pattern(pattern)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "pattern",
    [
        r"\b(?:carte|compte|n°)\s{0,3}(?:n°\s{0,3})?\d{6,10}\b",
        r"\w{1,30}\s{1,3}\w{1,30}",
        r"[!?]{2,40}|!\s{0,2}!",
        r"[^\s\]]{1,60}\.",
        r"[]a]b",
        "a{1,3}?b",
        r"^(réf|ref)\.? ?\d{4}$",
    ],
)
def test_useful_patterns_are_accepted(pattern: str) -> None:
    check_pattern(pattern)


def test_all_shipped_patterns_are_accepted() -> None:
    rules = [rule for pack in shipped_packs() for rule in pack.rules]
    rules += shipped("mediatheques-ormaie").rules
    patterns = [rule.pattern for rule in rules if rule.pattern]
    assert len(patterns) > 6
    for pattern in patterns:
        check_pattern(pattern)


def test_few_first_letters_are_known() -> None:
    assert first_letters(r"\{[a-z]{2,40}\}|\[x\]") == {"{", "["}
    assert first_letters(r"\w{1,3}") == frozenset()


@given(st.text(alphabet="ab.|()?:{}[]^-\\dwsb,0123+*", max_size=14))
def test_any_text_is_accepted_or_refused_and_never_matches_nothing(pattern: str) -> None:
    try:
        check_pattern(pattern)
    except BadPattern:
        return
    assert re.compile(pattern).fullmatch("") is None


def test_steps_are_bounded_for_the_worst_accepted_patterns() -> None:
    # Time is measured in the benchmarks; here the bound itself: two equal neighbours multiply.
    assert check_pattern("a{1,15}a{1,15}b").work > 200
    assert check_pattern("a{1,15}b{1,15}c").work < 100
