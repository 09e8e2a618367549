"""Saved pages: what they say of themselves, and their words made harmless."""

from datetime import UTC, datetime

import pytest

from cmworkstation.sdk import saved_page

AT = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
HEAD = """<!DOCTYPE html>
<!-- saved from url=(0033)https://far.example/saved?utm_source=x -->
<html><head><meta charset="utf-8"><title>La piscine – Forum</title>"""
BODY = """</head><body><nav>Accueil Connexion</nav><article><h1>La piscine</h1>
<p>Ouvre-t-elle <b>lundi</b> ?</p><script>steal()</script><img src="https://t.example/p.gif" onerror="x()">
<p onclick="bad()">Merci <a href="javascript:bad()">ici</a>.</p></article>
<aside>Publicité</aside></body></html>"""
WORDS = "La piscine\n\nOuvre-t-elle lundi ?\n\nMerci ici."


def page(head: str = "", body: str = BODY) -> saved_page.SavedPage:
    return saved_page.read(f"{HEAD}{head}{body}".encode())


def test_words_of_the_main_part_are_left_and_nothing_that_acts() -> None:
    found = page()
    assert found.text.split() == WORDS.split()
    for bad in ("script", "steal", "onclick", "onerror", "javascript", "<img", "Publicité"):
        assert bad not in found.html


def test_the_browser_says_where_it_was_saved_from() -> None:
    assert page().address == "https://far.example/saved?utm_source=x"
    assert page().title == "La piscine – Forum"


def test_opengraph_is_read() -> None:
    found = page(
        """<meta property="og:title" content="La &amp; piscine"><meta property="og:url" content="https://far.example/p/1">
        <meta property="og:site_name" content="Forum"><meta name="author" content="Nadia Lefèvre">
        <meta property="article:published_time" content="2026-11-23T18:30:00+01:00">"""
    )
    assert (found.title, found.address, found.site) == (
        "La & piscine",
        "https://far.example/p/1",
        "Forum",
    )
    assert (found.author, found.at) == ("Nadia Lefèvre", AT)


def test_json_ld_says_it_best_also_within_a_graph() -> None:
    found = page(
        """<link rel="canonical" href="https://far.example/p/1"><meta name="author" content="The site">
        <script type="application/ld+json">{"@type": "Organization", "name": "Far"}</script>
        <script type="application/ld+json">{"@graph": [{"@type": ["DiscussionForumPosting"],
        "headline": "La piscine", "text": "Ouvre-t-elle lundi ?", "datePublished": "2026-11-23T17:30:00Z",
        "author": [{"@type": "Person", "name": "Nadia Lefèvre", "alternateName": "@nadia"}]}]}</script>"""
    )
    assert (found.author, found.handle, found.at) == ("Nadia Lefèvre", "@nadia", AT)
    assert (found.text, found.html) == ("Ouvre-t-elle lundi ?", "")
    assert found.address == "https://far.example/p/1"


def test_a_page_that_is_drawn_by_a_script_has_its_description() -> None:
    said = "Ouvre-t-elle lundi ? On attend une réponse."
    found = page(
        f'<meta property="og:description" content="{said}">', "</head><body><div></div></body>"
    )
    assert found.text == said


def test_an_address_in_the_place_of_an_author_is_none() -> None:
    assert page('<meta property="article:author" content="https://far.example/n">').author == ""


def test_other_encodings_are_read() -> None:
    latin = '<html><head><meta charset="iso-8859-1"></head><body><p>Été</p></body></html>'
    assert saved_page.read(latin.encode("latin-1")).text == "Été"
    assert saved_page.read(latin.encode("utf-16")).text == "Été"


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\0\xff",
        b"<![foo[",
        b"<html><script type='application/ld+json'>{\"@type\": ",
        b'<script type="application/ld+json">' + b"[" * 20_000 + b"</script>",
        b"<div>" * 20_000,
        b"<meta " + b"a='" * 20_000,
        b'<script type="application/ld+json">{"@type":"Comment","author":7,"text":[],"url":{}}</script>',
    ],
)
def test_what_is_broken_says_less_and_breaks_nothing(broken: bytes) -> None:
    found = saved_page.read(broken)
    assert found.author == ""
    assert found.at is None


@pytest.mark.parametrize("begun", ["<!--", "<![CDATA[", "<?", "<title>a<", "</", "<a b='"])
def test_what_is_begun_a_million_times_and_never_ended_is_read_to_its_end(begun: str) -> None:
    page = "<article><p>Bonjour</p></article>" + begun * (1_000_000 // len(begun))
    assert saved_page.read(page.encode()).text == "Bonjour"
