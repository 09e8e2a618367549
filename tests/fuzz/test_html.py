"""HTML of strangers: cleaning ends, is done once and for all, and leaves nothing that acts."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.foreign import SHOWN_TAGS
from cmworkstation.sdk import html
from tests.fuzz.rounds import ends, rounds

PIECES = [
    *"<p> </p> </a> <img alt=' <script> </script> <style> </style> <svg/onload=x> <math> <table>".split(),
    *"<td> <!-- --> <![CDATA[ ]]> <? ?> &lt; &#x3c; &#0; &amp <b> <ul><li> <blockquote> <br>".split(),
    *"<a/href='https://x.test/'> <a/href=javascript:alert(1)> <base/href=//evil.test>".split(),
    *"<form/action=x> <isindex> <template> <noscript> <plaintext> <textarea>".split(),
    *("<img alt='cat' src=x onerror=y>", 'alt="', "<iframe srcdoc='", "<a name=x id=y style=z>"),
    *("\0", "\ufeff", "\u202e", "\ud800", "words", "'", '"', "<", ">", "/", "=", " ", "\n", "\r"),
]
MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)


class Seen(HTMLParser):
    """What a browser would meet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.facts: set[tuple[str, str]] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.facts |= {(name, value or "") for name, value in attrs}


@rounds(200)
@given(MARKUP)
def test_what_is_cleaned_holds_nothing_that_acts_and_keeps_its_words(markup):
    cleaned = html.clean(markup)
    twice = html.clean(cleaned)
    assert html.clean(twice) == twice
    assert html.to_text(twice).split() == html.to_text(cleaned).split()
    seen = Seen(cleaned)
    assert seen.tags <= SHOWN_TAGS
    assert {name for name, _ in seen.facts} <= {"href", "rel"}
    hrefs = [value for name, value in seen.facts if name == "href"]
    assert all(re.match(r"(https?|mailto):", one, re.IGNORECASE) for one in hrefs)


@rounds(100)
@given(MARKUP)
def test_words_of_any_markup_can_be_read_and_compared(markup):
    text = html.to_text(html.clean(markup))
    assert text == text.strip()
    assert html.normalise_for_match(markup)
    assert isinstance(html.from_text(text), str)


def nasty():
    from cmworkstation.sdk import html

    pieces = [
        "<img ",
        "<img alt='",
        '<img alt="',
        "<img alt=",
        "<",
        "<a ",
        "<a href='",
        "<!--",
        "<b>",
        "&",
        "<p><b>",
        "\n ",
        "<table><tr><td>",
        "</",
        "<svg><p>",
        "https://x.test/",
        "@a.",
        "@a@",
        "<li>",
        " \n",
        "https://",
        "\u0301",
        "<b",
    ]
    texts = [piece * (300_000 // len(piece)) for piece in pieces]
    return [
        lambda text=text, act=act: act(text)
        for text in texts
        for act in (
            html.clean,
            lambda text: html.to_text(html.clean(text)),
            html.words_for_match,
            html.from_text,
        )
    ]


def test_hostile_markup_is_cleaned_in_the_time_of_any_other():
    ends(nasty)


def test_half_a_pair_of_surrogates_is_no_reason_to_stop():
    assert html.clean("<p>\ud800</p>") == "<p>?</p>"
    assert html.normalise_for_match("\ud800") == html.normalise_for_match("?")


def test_an_image_keeps_its_words_and_a_thousand_unfinished_ones_cost_nothing():
    assert html.clean("<p>A <img src=x alt='grey cat'> B</p>") == "<p>A  grey cat  B</p>"
    assert html.clean("<img alt='" * 1_000) == ""
