"""Quotations hold what a message says and nothing else; what is pasted is plain, with its links and without spies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.pasting import plain, tracked, without_tracking
from cmworkstation.domain.quoting import quotation

SAID = "Bonjour,\nle catalogue est en panne.\nQuand revient-il\u00a0? Merci !"


@pytest.mark.parametrize(
    ("look", "language", "quoted"),
    [
        ("mastodon", "fr", "«\u00a0le catalogue est en panne. Quand revient-il ?\u00a0» "),
        ("mastodon", "en", "“le catalogue est en panne. Quand revient-il ?” "),
        ("email", "fr", "> le catalogue est en panne.\n> Quand revient-il ?\n\n"),
    ],
)
def test_each_platform_has_its_way_to_quote(look: str, language: str, quoted: str) -> None:
    selected = "le catalogue est en panne.\u2029Quand revient-il\u00a0?"
    assert quotation(selected, SAID, look, language) == quoted


@given(
    said=st.text("ab c", max_size=40),
    canary=st.text("xyz", min_size=3, max_size=12),
    before=st.text("ab ", max_size=8),
    after=st.text("ab ", max_size=8),
)
def test_what_the_message_does_not_say_cannot_be_quoted(
    said: str, canary: str, before: str, after: str
) -> None:
    for look in ("mastodon", "email"):
        assert quotation(f"{before}{canary}{after}", said, look, "fr") == ""


def test_nothing_selected_quotes_nothing_and_a_book_is_cut() -> None:
    assert quotation(" \n", SAID, "email", "fr") == ""
    long = "mot " * 2000
    assert len(quotation(long, long, "email", "fr")) < 2020


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://a.example/p?utm_source=x&utm_medium=y", "https://a.example/p"),
        ("https://a.example/p?id=3&fbclid=abc#top", "https://a.example/p?id=3#top"),
        ("https://a.example/?gclid=1&q=%C3%A9t%C3%A9", "https://a.example/?q=%C3%A9t%C3%A9"),
        ("https://a.example/p?utmost=1", "https://a.example/p?utmost=1"),
        ("https://a.example/p?", "https://a.example/p?"),
        ("https://a.example/utm_source=x", "https://a.example/utm_source=x"),
    ],
)
def test_only_what_tracks_is_taken_out_of_an_address(url: str, clean: str) -> None:
    assert without_tracking(url) == clean
    text = f"Voir {url} et {url}."
    for start, end, new in reversed(tracked(text)):
        text = text[:start] + new + text[end:]
    assert url == clean or ("utm_" not in text and "clid" not in text)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            '<p>See <a href="https://a.example/x">our page</a> today.</p>',
            "See our page (https://a.example/x) today.",
        ),
        ('<a href="https://a.example/">https://a.example/</a>', "https://a.example/"),
        ('<a href="https://a.example/x">a.example/x</a>!', "https://a.example/x!"),
        (
            '<ul><li>one</li><li><a href="https://b.example">two</a></li></ul>',
            "- one\n\n- two (https://b.example)",
        ),
        (
            '<style>p{}</style><script>x()</script><a href="https://c.example">c</a>',
            "c (https://c.example)",
        ),
        ('<a href="javascript:alert(1)">bad</a>', ""),
        ("<b>no link</b>", ""),
    ],
)
def test_text_from_the_web_is_plain_and_keeps_its_links(markup: str, text: str) -> None:
    assert plain(markup) == text
