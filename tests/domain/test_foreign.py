"""Foreign text through its one door."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain import foreign

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    "bad",
    [
        "Marie\u202egnp.exe",
        "\u2066Mairie\u2069",
        "a\u200bb\u200fc",
        "x\0y\x07z",
        "ligne\nautre",
        "\ufeffnom",
        "\u061cx\u2067y",
    ],
)
def test_a_name_has_no_tricks(bad: str) -> None:
    shown = foreign.line(bad).strip(foreign.FSI + foreign.PDI)
    tricks = (
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff\0\x07\n"
    )
    assert not set(shown) & set(tricks)


def test_emoji_families_stay_whole_and_the_joiner_goes_elsewhere() -> None:
    assert FAMILY in foreign.line(FAMILY)
    assert foreign.line("ma\u200dirie") == "mairie"


def test_a_heap_of_marks_is_cut_to_three() -> None:
    assert len(foreign.line("e" + "\u0301" * 500).strip(foreign.FSI + foreign.PDI)) == 4


def test_caps() -> None:
    assert len(foreign.line("x" * 1000, 50).strip(foreign.FSI + foreign.PDI)) == 50
    assert foreign.block("a\n" * 5000).count("\n") < 2000
    assert len(foreign.block("x" * 100_000)) < 21_000
    words = foreign.block("x" * 1000).replace("\u200b", " ").split()
    assert max(map(len, words)) <= 200


@given(st.text(max_size=300))
def test_any_text_becomes_one_isolated_line(text: str) -> None:
    shown = foreign.line(text, 80)
    inner = shown.strip(foreign.FSI + foreign.PDI)
    assert "\n" not in shown
    assert len(inner) <= 80
    if any(unicodedata.bidirectional(char) in ("R", "AL") for char in inner):
        assert shown.startswith(foreign.FSI)
        assert shown.endswith(foreign.PDI)


def test_tool_tips_show_the_very_characters() -> None:
    assert foreign.tooltip("<img src=x> & co") == "<qt>&lt;img src=x&gt; &amp; co</qt>"
    assert foreign.tooltip("") == ""
