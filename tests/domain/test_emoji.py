"""Emoji by their French and English names."""

import pytest

from cmworkstation.domain.emoji import found, table
from cmworkstation.domain.emoji_words import FRENCH


@pytest.mark.parametrize(
    ("typed", "sign"),
    [
        ("merci", "🙏"),
        ("coeur", "😍"),
        ("fusee", "🚀"),
        ("fusée", "🚀"),
        ("rocket", "🚀"),
        ("thumbs", "👍"),
        ("pouce lev", "👍"),
        ("europe", "🇪🇺"),
        ("hedgehog", "🦔"),
        ("ma", "😷"),
    ],
)
def test_a_name_in_either_language_finds_its_sign(typed: str, sign: str) -> None:
    assert sign in [one.sign for one in found(typed)]


def test_two_hundred_have_a_french_name_and_no_sign_stands_twice() -> None:
    lines = FRENCH.strip().splitlines()
    assert len(lines) >= 200
    signs = [one.sign.rstrip("\ufe0f") for one in table()]
    assert len(signs) == len(set(signs))
    assert all(one.english for one in table())
    assert all(one.french for one in table()[: len(lines)])


def test_nothing_typed_and_nonsense_find_nothing() -> None:
    assert found("") == ()
    assert found("qwxzv") == ()
