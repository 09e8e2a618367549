"""Measuring, cleaning and matching text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.account import LengthRule, Unit
from cmworkstation.sdk import html
from cmworkstation.sdk.measure import count, measure, over

MASTODON = LengthRule(Unit.GRAPHEMES, 500, url_cost=23, short_mentions=True, counts_spoiler=True)
FAMILY = "👨‍👩‍👧‍👦"
ENGLAND = "🏴󠁧󠁢󠁥󠁮󠁧󠁿"


@pytest.mark.parametrize(
    ("text", "graphemes", "points", "utf16", "utf8"),
    [
        ("e\u0301", 1, 2, 2, 3),
        (FAMILY, 1, 7, 11, 25),
        ("🇫🇷🇬🇧", 2, 4, 8, 16),
        ("👍🏽", 1, 2, 4, 8),
        (ENGLAND, 1, 7, 14, 28),
        ("a\r\nb", 3, 4, 4, 4),
    ],
)
def test_units(text: str, graphemes: int, points: int, utf16: int, utf8: int) -> None:
    units = (Unit.GRAPHEMES, Unit.CODE_POINTS, Unit.UTF16, Unit.UTF8)
    assert [count(text, unit) for unit in units] == [graphemes, points, utf16, utf8]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("hello", 5),
        ("@alice@example.social hi", 9),
        ("see https://example.com/a/very/long/path?x=1 ok", 30),
        (FAMILY + "🇫🇷", 2),
        ("example.com/page", 16),
        ("(https://example.com/a)", 25),
        ("http://localhost/x", 18),
    ],
)
def test_as_mastodon_counts(text: str, length: int) -> None:
    assert measure(text, MASTODON) == length


def test_the_content_warning_counts_where_the_server_counts_it() -> None:
    assert measure("hi", MASTODON, "CW text") == 9
    assert measure("hi", LengthRule(Unit.CODE_POINTS, 500), "CW text") == 2


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("x" * 300, 300),
        ("é" * 300, 300),
        (FAMILY * 119, 298),  # 2,975 bytes
        (FAMILY * 120, 300),  # 3,000
        (FAMILY * 121, 303),
        ("https://example.com/a/very/long/path", 36),
    ],
)
def test_as_bluesky_counts_three_hundred_signs_and_three_thousand_bytes(
    text: str, length: int
) -> None:
    rule = LengthRule(Unit.GRAPHEMES, 300, unit_bytes=10)
    assert measure(text, rule) == length
    signs, size = count(text, Unit.GRAPHEMES), count(text, Unit.UTF8)
    assert (over(text, rule) == 0) == (signs <= 300 and size <= 3000)


def test_over() -> None:
    assert over("x" * 502, MASTODON) == 2
    assert over("x" * 500, MASTODON) == 0
    assert over("x" * 9999, LengthRule()) == 0


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "<iframe src=//evil.example></iframe>",
        "<svg onload=alert(1)>",
        "<style>*{background:url(//evil.example)}</style>",
        '<link rel=stylesheet href="//evil.example">',
        '<img src="file:///etc/passwd">',
        "<table><tr><td>" * 30,
        '<p style="background:url(x)" onclick="x()">y',
        "<!-- <script>x</script> -->",
        '<a href="data:text/html,x">x</a>',
    ],
)
def test_nothing_that_acts_loads_or_freezes_is_left(bad: str) -> None:
    clean = html.clean(bad).lower()
    for word in (
        "script",
        "onerror",
        "onload",
        "onclick",
        "javascript",
        "data:",
        "src=",
        "<table",
        "<svg",
        "style",
        "file:",
    ):
        assert word not in clean


def test_words_links_and_pictures_texts_stay() -> None:
    found = html.clean(
        '<p>Voir <a href="https://ormaie.example/x" class="y">ici</a></p><img alt="un chat" src="x">'
    )
    assert 'href="https://ormaie.example/x"' in found
    assert html.to_text(found) == "Voir ici\nun chat"


def test_lines_break_where_the_html_breaks_them() -> None:
    assert (
        html.to_text(html.clean("<p>un<br>deux</p><p>trois</p><ul><li>a</li><li>b</li></ul>"))
        == "un\ndeux\ntrois\n• a\n• b"
    )


@given(st.text(alphabet="<>&\"'/ abpliu=:;!-\n#0x", max_size=120))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = html.clean(text)
    assert html.clean(once) == once
    assert "<script" not in once


@given(st.text(max_size=200))
def test_plain_text_comes_back_from_html(text: str) -> None:
    plain = html.to_text(html.clean(html.from_text(text)))
    assert "".join(plain.split()) == "".join(
        ch for ch in text.replace("\0", "") if not ch.isspace()
    ) or any(ord(ch) < 32 or 0x7F <= ord(ch) < 0xA0 or ch in "\ufffd\u2028\u2029" for ch in text)


def test_very_deep_markup_becomes_lines() -> None:
    deep = html.clean("<blockquote>" * 500 + "mot")
    assert deep == "<p>mot</p>"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("@nadia@a.example Bonjour  !", "<p>@nadia Bonjour !</p>"),
        (
            "Voir https://x.example/a merci",
            "<p>voir <a href='https://x.example/a'>https://x.example/a</a> merci</p>",
        ),
        ("ligne une\n\nligne deux", "<p>ligne une</p><p>ligne deux</p>"),
        ("Été", "E\u0301te\u0301"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    ],
)
def test_our_reply_is_recognised(ours: str, theirs: str) -> None:
    assert html.normalise_for_match(ours) == html.normalise_for_match(theirs)


def test_another_reply_is_not() -> None:
    assert html.normalise_for_match("Dès 9 h.") != html.normalise_for_match("Dès 10 h.")
