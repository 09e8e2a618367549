"""Closing courtesies: recognised where a message says nothing else, and never where it may ask for something."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.courtesy import is_closing_courtesy

PHRASES = tomllib.loads(Path(__file__).with_name("courtesies.toml").read_text(encoding="utf-8"))
COURTESIES = [one for half in PHRASES.values() for one in half["courtesies"]]
OTHERS = [one for half in PHRASES.values() for one in half["others"]]


def test_at_least_forty_courtesies_of_a_hundred_and_twenty_phrases_are_told_with_precision() -> (
    None
):
    for half in PHRASES.values():
        right = sum(map(is_closing_courtesy, half["courtesies"]))
        wrong = sum(map(is_closing_courtesy, half["others"]))
        assert right / (right + wrong) >= 0.95
        assert right / len(half["courtesies"]) >= 0.9
    assert len(COURTESIES) >= 40
    assert len(COURTESIES) + len(OTHERS) >= 120


@pytest.mark.parametrize("text", OTHERS)
def test_what_only_sounds_like_a_courtesy_is_none(text: str) -> None:
    assert not is_closing_courtesy(text)


@pytest.mark.parametrize(
    "more", [" ?", "?", " https://a.example", " 12", " mais", " not", " …", "؟"]
)
@pytest.mark.parametrize("text", COURTESIES[:30])
def test_a_question_mark_a_link_a_digit_or_a_negative_word_is_never_hidden(
    text: str, more: str
) -> None:
    assert not is_closing_courtesy(text + more)


@given(st.text(max_size=220))
def test_whatever_is_written_can_be_judged(text: str) -> None:
    if is_closing_courtesy(text):
        assert "?" not in text
        assert not any(one.isdigit() for one in text.replace("<3", ""))


def test_what_is_long_is_more_than_a_courtesy() -> None:
    assert is_closing_courtesy("Merci " * 5)
    assert not is_closing_courtesy("Merci " * 13)
    assert not is_closing_courtesy("Merci" + "!" * 300)
