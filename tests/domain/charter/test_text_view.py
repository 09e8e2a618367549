"""The way back from what the rules read to what was typed."""

import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.charter.finding import from_utf16, to_utf16
from cmworkstation.domain.charter.text_view import view_of

TEXTS = st.text(
    st.one_of(
        st.sampled_from("ae\u0301\u0300 \u00a0\u202f\t\n’İß😀\u1100\u1161\u11a8\u0bc6\u0bbe"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)


@given(TEXTS)
def test_view_has_one_length_and_ascending_places(text: str) -> None:
    view = view_of(text)
    assert len(view.text) == len(view.lower)
    spans = [view.span(at, at + 1) for at in range(len(view.text))]
    assert all(start < end for start, end in spans)
    assert all(one[0] <= two[0] for one, two in pairwise(spans))
    assert view.span(0, len(view.text)) == (0, len(text))


@given(TEXTS)
def test_view_holds_the_composed_text(text: str) -> None:
    assert unicodedata.is_normalized("NFC", view_of(text).text.replace("'", "x").replace(" ", "x"))


def test_spaces_and_apostrophes_become_plain() -> None:
    view = view_of("L’été\u202f: \u00a0 oui\u00a0!")
    assert view.lower == "l'été : oui !"
    at = view.lower.index("oui")
    assert view.original[slice(*view.span(at, at + 3))] == "oui"


def test_decomposed_letters_keep_their_place() -> None:
    typed = "Re\u0301ponse tre\u0300s  garantie"
    view = view_of(typed)
    assert view.text == "Réponse très garantie"
    at = view.text.index("très")
    assert typed[slice(*view.span(at, at + 4))] == "tre\u0300s"


def test_letters_that_would_grow_keep_their_capital() -> None:
    assert view_of("İSTANBUL Straße").lower == "İstanbul straße"


@given(st.text(max_size=20))
def test_utf16_offsets_go_there_and_back(text: str) -> None:
    for at in range(len(text) + 1):
        units = to_utf16(text, at)
        assert units == len(text[:at].encode("utf-16-le", "surrogatepass")) // 2
        assert from_utf16(text, units) == at
