"""Cleaning without a parser, where it would change nothing."""

import pytest

from cmworkstation.sdk import html


@pytest.mark.parametrize(
    "inside", ["", "Bonjour", " a\n b\t", "\x0b\x0c\x01\x85\u2028", "“L’été” 🇫🇷 = 'x' / \"y\""]
)
def test_a_paragraph_without_markup_is_what_the_cleaner_makes_of_it(inside: str) -> None:
    paragraph = f"<p>{inside}</p>"
    assert html.PARAGRAPH.fullmatch(paragraph)
    assert html._cleaner().clean(paragraph) == paragraph == html.clean(paragraph)
    assert html.to_text(paragraph) == html.to_text(f"<p>{inside}<br></p>")


@pytest.mark.parametrize("inside", ["a<b>c", "a & b", "\u00a0", "a\rb", "a\0b", "\ufeff", "1 > 0"])
def test_whatever_parsers_change_in_a_paragraph_is_left_to_them(inside: str) -> None:
    assert not html.PARAGRAPH.fullmatch(f"<p>{inside}</p>")
