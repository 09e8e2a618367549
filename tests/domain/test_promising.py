"""Promises are recognised by themselves: held against sentences of our own, half of which no rule was made from."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.promising import fold, recognise

SAID_ON = date(2026, 3, 4)  # a Wednesday
FOLDER = Path(__file__).parent / "promising"
LANGUAGES = ("fr", "en")
LEAST = 0.9


@dataclass(frozen=True)
class Example:
    text: str
    promises: bool
    day: date | None
    held_out: bool


def examples(language: str) -> Iterator[Example]:
    """Half of them, by a digest of their words, are for the figure alone, and so are all that were written later."""
    for name in (language, f"later_{language}"):
        with (FOLDER / f"{name}.toml").open("rb") as file:
            said = tomllib.load(file)
        for text, day in said["promise"].items():
            kept = name != language or _held_out(text)
            yield Example(text, True, date.fromisoformat(day) if day else None, kept)
        for text in said["other"]["texts"]:
            yield Example(text, False, None, name != language or _held_out(text))


def _held_out(text: str) -> bool:
    return sha256(text.encode()).digest()[0] % 2 == 1


@dataclass
class Figures:
    """How many were found of those that promise, how many of those found do, and how many days were right."""

    recall: float
    precision: float
    days: float
    n: int


def measured(language: str, *, held_out: bool) -> Figures:
    asked = [one for one in examples(language) if one.held_out is held_out]
    found = {one.text: recognise(one.text, SAID_ON) for one in asked}
    hits = [one for one in asked if one.promises and found[one.text]]
    wrong = [one for one in asked if not one.promises and found[one.text]]
    days = [one for one in hits if found[one.text][0].day == one.day]
    return Figures(
        recall=len(hits) / sum(one.promises for one in asked),
        precision=len(hits) / (len(hits) + len(wrong)),
        days=len(days) / len(hits),
        n=len(asked),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_at_least_sixty_promises_and_sixty_that_look_like_one(language):
    asked = list(examples(language))
    assert sum(one.promises for one in asked) >= 60
    assert sum(not one.promises for one in asked) >= 60
    assert sum(one.held_out for one in asked) >= 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_in_ten_promises_are_recognised_and_nine_in_ten_recognised_are_promises(
    language, record_property
):
    figures = measured(language, held_out=True)
    for name in ("recall", "precision", "days", "n"):
        record_property(f"{language} {name}", getattr(figures, name))
    print(f"{language}, held out: {figures}")
    assert figures.recall >= LEAST
    assert figures.precision >= LEAST
    assert figures.days >= LEAST


PIECES = [
    "We will call you ",
    "nous vous répondrons ",
    "before ",
    "avant le ",
    "31/02",
    "48 h",
    "«",
    "“",
    "?",
    ". ",
    "İ",
]


@given(
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.text("aé’ \n?!.İß«»0/-ñ", max_size=8)), max_size=12
    ).map("".join)
)
def test_whatever_is_written_the_words_shown_stand_in_the_text_and_no_day_is_over(text):
    assert len(fold(text)) == len(text)
    for one in recognise(text, SAID_ON):
        said = text[one.start : one.end]
        assert one.because in said
        assert one.when in said
        assert (one.day is None) == (one.when == "")
        assert one.day is None or one.day >= SAID_ON
        assert one.sentence == " ".join(said.split())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Nous vous répondrons avant le 1er janvier.", "2026-12-31"),
        ("Nous vous répondrons le 2 mars.", "2027-03-02"),
        ("We will answer you by 28 February 2027.", "2027-02-28"),
        ("We will answer you before Wednesday.", "2026-03-10"),
        ("We will answer you before tomorrow.", "2026-03-04"),
        ("Nous vous répondrons sous deux ou trois jours.", "2026-03-07"),
        ("We'll answer you about Friday's concert tomorrow.", "2026-03-05"),
    ],
)
def test_a_day_is_worked_out_from_the_day_on_which_it_is_said(text, day):
    (found,) = recognise(text, SAID_ON)
    assert found.day == date.fromisoformat(day)


def test_what_is_quoted_or_asked_is_left_out_and_the_rest_of_the_reply_is_read():
    text = "> We will call you tomorrow.\nYou wrote “we will call you”. Will we call you? We will write today."
    (found,) = recognise(text, SAID_ON)
    assert (found.sentence, found.when) == ("We will write today.", "today")
