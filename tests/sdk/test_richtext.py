import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.sdk import html, richtext, tid

REFERENCE = (
    "\u2728 example mentioning @atproto.com to share the URL "
    "\U0001f468\u200d\u2764\ufe0f\u200d\U0001f468 https://en.wikipedia.org/wiki/CBOR."
)
FAMILY = "👩‍👩‍👧‍👦"


def marked(text: str, known: str = "did:plc:somebody") -> list[tuple[str, Any]]:
    """Return what is marked in a text, by its words and its feature."""
    raw = text.encode()
    return [
        (
            raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(),
            {key: value for key, value in one["features"][0].items() if key != "$type"},
        )
        for one in richtext.facets(text, lambda _: known)
    ]


def test_places_are_counted_in_bytes_as_the_reference_counts_them():
    places = [
        (one["index"]["byteStart"], one["index"]["byteEnd"])
        for one in richtext.facets(REFERENCE, lambda _: "did:plc:somebody")
    ]
    assert places == [(23, 35), (74, 108)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("see https://a.example/x.", ["https://a.example/x"]),
        ("(https://a.example/x)", ["https://a.example/x"]),
        ("https://a.example/x_(y)?!", ["https://a.example/x_(y)"]),
        (f"{FAMILY}https://a.example", ["https://a.example"]),
        ("https://a.example/@bob.test#top", ["https://a.example/@bob.test#top"]),
        ("@bob.test, @clara.test!", ["@bob.test", "@clara.test"]),
        ("write to me@bob.test", []),
        ("@bob and @bob.t3st-", []),
        ("#Ormaie #12 #été2026, ##x # y", ["#Ormaie", "#été2026"]),
        ("a#b", []),
        ("＃Ormaie", ["＃Ormaie"]),
        ("", []),
    ],
)
def test_links_names_and_hashtags_are_found_and_nothing_else(text: str, words: list[str]):
    assert [one for one, _ in marked(text)] == words


def test_whoever_is_nobody_is_not_marked():
    assert marked("@bob.test", known="") == []


@given(st.text(st.sampled_from(f"a @#.:/ é🦊{FAMILY}\nhttps://x.test@bob.test"), max_size=60))
def test_places_never_overlap_and_never_cut_a_sign(text: str):
    end = 0
    for one in richtext.facets(text, lambda _: "did:plc:x"):
        start = one["index"]["byteStart"]
        assert end <= start < one["index"]["byteEnd"]
        end = one["index"]["byteEnd"]
        assert text.encode()[start:end].decode()


@given(st.text(max_size=60))
def test_the_words_of_a_text_survive_its_way_through_html(text: str):
    shown = html.to_text(
        html.clean(richtext.to_html(text, richtext.facets(text, lambda _: "did:plc:x")))
    )
    assert re.sub(r"\s+", "", shown) == re.sub(
        r"\s+", "", html.to_text(html.clean(richtext.to_html(text, None)))
    )


@pytest.mark.parametrize(
    ("microseconds", "clock", "key"),
    [
        (0, 0, "2222222222222"),
        (1700000000000000, 0, "3ke6kg3wk2222"),
        (1700000000000000, 1023, "3ke6kg3wk22zz"),
        (1700000000000001, 0, "3ke6kg3wk2322"),
    ],
)
def test_record_keys_are_those_of_the_reference(microseconds: int, clock: int, key: str):
    assert tid.encoded(microseconds, clock) == key


@given(st.text(max_size=40))
def test_a_key_of_ours_always_leads_to_the_same_record_key(key: str):
    assert tid.from_key(key) == tid.from_key(key)
    assert tid.FORM.fullmatch(tid.from_key(key))


def test_record_keys_sort_by_the_time_in_ours():
    keys = [f"019{n:05x}-0000-7000-8000-{n:012x}" for n in range(0, 4000, 7)]
    made = [tid.from_key(key) for key in keys]
    assert made == sorted(made)
    assert len(set(made)) == len(keys)
