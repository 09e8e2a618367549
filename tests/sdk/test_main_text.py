"""The main text of a page: menus and footers are left out, and hostile pages end in words."""

import pytest

from cmworkstation.domain.errors import NotThisPlatform, ServerTrouble
from cmworkstation.sdk.answer import Answer
from cmworkstation.sdk.main_text import MainText, main_text

PAGE = """<html><head><title>Gazette d’Ormaie &amp; alentours</title><style>p{}</style></head><body>
<nav><a href="/">Accueil</a> <a href="/a">Agenda</a></nav>
<article><h1>La piscine ferme</h1>
<p>La piscine municipale ferme ses portes cet hiver, pour des travaux importants, annonce la mairie ce matin.</p>
<p>Les nageurs, eux, iront à Fenault, à douze kilomètres, ou attendront le printemps, disent-ils.</p>
<script>alert("piscine")</script></article>
<footer>Mentions légales, plan du site</footer></body></html>"""


def read(body: str, kind: str = "text/html; charset=utf-8") -> MainText:
    return main_text(Answer(200, {"content-type": kind}, body.encode(), "https://g.example/"))


def test_the_words_of_the_article_remain() -> None:
    found = read(PAGE)
    assert found.title == "Gazette d’Ormaie & alentours"
    said = "\n".join(found.paragraphs)
    assert "travaux importants" in said
    assert "Fenault" in said
    assert "alert" not in said
    assert "Mentions légales" not in said


def test_a_page_without_an_article_says_what_it_says() -> None:
    assert read("<p>Fermé</p><p>Ouvert lundi</p>").paragraphs == ("Fermé", "Ouvert lundi")
    assert read("Fermé\n\nOuvert", "text/plain").paragraphs == ("Fermé", "Ouvert")


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        ("%PDF", "application/pdf", NotThisPlatform),
        ("", "text/html", ServerTrouble),
        ("<p>" * 70_000, "text/html", ServerTrouble),
        ("<html><body></body></html>", "text/html", ServerTrouble),
    ],
)
def test_what_is_no_page_ends_in_words(body: str, kind: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(body, kind)


def test_a_page_that_is_nested_deeply_is_read_all_the_same() -> None:
    assert read("<div>" * 5_000 + "<p>La piscine ferme</p>").paragraphs[-1] == "La piscine ferme"
