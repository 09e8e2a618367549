"""Links that servers announce, in headers and in pages."""

import pytest

from cmworkstation.sdk import links


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('<https://a.example/?min_id=9>; rel="prev"', [("https://a.example/?min_id=9", {"prev"})]),
        (
            '<u1>; rel="next", <u2>; title="a, b"; rel=prev',
            [("u1", {"next"}), ("u2", {"prev"})],
        ),
        ('<u>; rel="Start alternate"', [("u", {"start", "alternate"})]),
        ("<u>; rel=https://api.w.org/", [("u", {"https://api.w.org/"})]),
        ("<u>; title=x", []),
        ("u; rel=next", []),
        ("<<>>;;rel=", []),
        ("", []),
    ],
)
def test_a_link_header_is_read(header: str, found: list[tuple[str, set[str]]]) -> None:
    assert [(one.url, set(one.relations)) for one in links.in_header(header)] == found


def test_a_page_says_which_documents_belong_to_it() -> None:
    page = """<!doctype html><LINK href='/f?a=1&amp;b=2' REL="alternate home" type="Application/RSS+xml; x=y">
    <link rel="stylesheet"><link rel="https://api.w.org/" href="https://a.example/wp-json/" /><a href="/no">"""
    first, second = links.in_page(page)
    assert (first.url, first.type) == ("/f?a=1&b=2", "application/rss+xml")
    assert "alternate" in first.relations
    assert second.relations == {"https://api.w.org/"}
