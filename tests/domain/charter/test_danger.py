"""Words of acute danger: told with precision, in French and English; what only sounds so is left alone."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.charter.detect.danger import danger
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.signals import signals

SAID = tomllib.loads(Path(__file__).with_name("dangers.toml").read_text(encoding="utf-8"))
DANGERS = [
    (half, language, kind, text)
    for half in ("seen", "held_out")
    for language in ("fr", "en")
    for kind, texts in SAID[half][language].items()
    for text in texts
]
HARMLESS = [
    (language, text)
    for part in ("harmless", "more_harmless")
    for language, texts in SAID[part].items()
    for text in texts
]


@pytest.mark.parametrize("half", ["seen", "held_out"])
def test_of_what_is_taken_for_danger_at_least_ninety_five_in_a_hundred_are(half: str) -> None:
    of_half = [one for one in DANGERS if one[0] == half]
    found = [one for one in of_half if danger(one[3], one[1])]
    wrong = [one for one in HARMLESS if danger(one[1], one[0])]
    assert len(found) / (len(found) + len(wrong)) >= 0.95
    assert len(found) / len(of_half) >= 0.9
    assert len(DANGERS) >= 60
    assert len(HARMLESS) >= 150


@pytest.mark.parametrize(("language", "text"), HARMLESS)
def test_what_only_sounds_like_danger_is_none(language: str, text: str) -> None:
    assert danger(text, language) is None
    assert danger(text) is None


@pytest.mark.parametrize(("half", "language", "kind", "text"), DANGERS)
def test_whatever_is_found_is_of_the_kind_that_was_said(
    half: str, language: str, kind: str, text: str
) -> None:
    found = danger(text, language)
    if half == "seen":
        assert found is not None
    assert found is None or found.kind == kind
    assert danger(text) == found


def test_the_sentence_that_says_it_is_named_and_what_they_quote_is_not_theirs() -> None:
    found = danger("Bonjour. Mon  mari va me tuer. Merci de fermer le fil.", "fr")
    assert found is not None
    assert found.words == "Mon mari va me tuer."
    assert danger("> I want to kill myself\nWho wrote this?", "en") is None
    assert danger("She wrote “I want to kill myself” on the wall", "en") is None


def test_the_signal_of_a_message_is_given_or_unknown_and_never_denied() -> None:
    assert signals(Charter(), "je veux mourir", "fr")["signal.danger"] is True
    assert "signal.danger" not in signals(Charter(), "bonjour à tous", "fr")


@given(st.text(max_size=300))
def test_whatever_is_written_can_be_judged(text: str) -> None:
    found = danger(text)
    assert found is None or found.words in " ".join(text.split()) or found.words
