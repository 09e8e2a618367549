"""A waiver holds for its passage: it outlives whatever is written elsewhere, and not a change of the passage."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cmworkstation.domain.charter.engine import compile_engine
from cmworkstation.domain.charter.finding import Finding, Severity
from cmworkstation.domain.waiver import (
    BESIDE,
    WORD,
    Need,
    Reason,
    missing_in,
    need_of,
    passage_from,
    passage_of,
    read_reason,
    stored,
)
from tests.domain.charter.builders import a_charter, a_rule

ENGINE = compile_engine(a_charter(a_rule("terms", 'terms = ["garanti*"]', 'severity = "error"')))
WORDS = st.sampled_from(
    "nous vous l’eau c’est 12 déjà 🙂 œuvre e\u0301te\u0301 𝔘n demain très-bien oui , ; … 👩‍👩‍👧‍👦".split()
)
SAID = st.lists(WORDS, max_size=12).map(" ".join)
EXAMPLES = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def found(text: str) -> Finding:
    (one,) = [one for one in ENGINE.lint(text, "fr") if one.rule == "essai"]
    return one


def passage(text: str):
    return passage_of(text, found(text))


@EXAMPLES
@given(SAID, SAID, SAID, SAID)
def test_a_passage_outlives_what_is_written_elsewhere(
    before: str, after: str, other_before: str, other_after: str
) -> None:
    """400 random drafts: everything but two words on either side is replaced."""
    kept = "un deux garanti trois quatre"
    assert passage(f"{before} {kept} {after}") == passage(f"{other_before} {kept} {other_after}")


@EXAMPLES
@given(SAID, SAID, st.integers(0, 2 * BESIDE), st.sampled_from(("neuf", "", "deux deux", "Deux")))
def test_a_passage_dies_when_one_of_its_words_changes(
    before: str, after: str, place: int, new: str
) -> None:
    """400 random drafts: one of the five words of the passage is replaced, taken out or doubled."""
    words = ["un", "deux", "garantir", "trois", "quatre"]
    changed = list(words)
    changed[place] = "garantis" if place == BESIDE else new
    assume(changed != words)
    old = f"{before} {' '.join(words)} {after}"
    mended = f"{before} {' '.join(one for one in changed if one)} {after}"
    if new == "" and place in (0, 1) and WORD.findall(before)[-1:] == [words[place]]:
        return  # the very same word moved up
    assert passage(old) != passage(mended)


def test_the_same_words_with_other_spaces_and_signs_are_the_same_passage() -> None:
    assert passage("C’est très bien : garanti, dès demain !") == passage(
        "C'est  très bien garanti\u00a0; dès\u202fdemain."
    )
    assert passage("e\u0301te\u0301 chaud garanti") == passage("été chaud garanti")


def test_a_passage_is_stored_as_one_text() -> None:
    one = passage("Il est « garanti » sur l’eau 🙂.")
    assert passage_from(one.rule, stored(one)) == one


def a_finding(severity: Severity, override: str = "") -> Finding:
    return Finding("r", {}, severity, 0, 1, "x", {}, {}, override=override)


@pytest.mark.parametrize(
    ("severity", "override", "need"),
    [
        (Severity.CUE, "", Need.NOTHING),
        (Severity.WARN, "none", Need.NOTHING),
        (Severity.ERROR, "reason", Need.REASON),
        (Severity.ERROR, "second-person", Need.SECOND),
        (Severity.ERROR, "none", Need.CHANGE),
        (Severity.STOP, "second-person", Need.SECOND),
        (Severity.STOP, "reason", Need.SECOND),  # never by its author's word alone
        (Severity.STOP, "", Need.SECOND),
        (Severity.STOP, "none", Need.CHANGE),
    ],
)
def test_each_level_wants_its_own(severity: Severity, override: str, need: Need) -> None:
    assert need_of(a_finding(severity, override)) is need


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("quoted", ""),
        ("because", "override-missing"),
        ("", "override-missing"),
        ("other", "words-missing"),
        ("other: too short", "words-missing"),
        ("other:  a   b   c   d   e", "words-missing"),  # spaces explain nothing
        ("other: the mayor asked for these words", ""),
    ],
)
def test_a_reason_is_a_code_and_other_wants_words(given: str, missing: str) -> None:
    assert missing_in(read_reason(given)) == missing


def test_words_may_hold_a_colon() -> None:
    assert read_reason("other: it says: never") == Reason("other", "it says: never")
