"""Promises are recognised by themselves: held against sentences of our own, half of which no rule was made from."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from cmworkstation.domain.promising import recognise

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
