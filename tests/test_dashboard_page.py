"""A report of the dashboard as a file: the same bytes as the golden one, no script, no network, nobody named."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cmworkstation import i18n
from cmworkstation.domain.dashboard import DashboardNoteId, Line, Remark, Seen, Span, Tile
from cmworkstation.domain.dashboard_report import Every, Report, file_name, whole_before
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.pseudonyms import Named
from cmworkstation.services.table_export import as_text
from cmworkstation.words.dashboard_page import HtmlDashboard, as_markdown, as_table

GOLDEN = Path(__file__).parent / "files" / "dashboard.html"
NOW = datetime(2026, 9, 3, 14, 5, tzinfo=UTC)
SPAN = Span.last(7, NOW)
EVIL = '<script>alert("1")</script>'


def a_report(*, names: bool = False) -> Report:
    asks = Seen(
        Tile.ASKS,
        SPAN,
        6.0,
        4.0,
        (
            Line(
                "1",
                (4.0, 1.0),
                name="Ana Morel, is the pool open? Call 06 12 34 56 78",
                quoted=True,
            ),
            Line("2", (2.0, 2.0), name=f"@ana wrote to ana@mail.example {EVIL}?", quoted=True),
        ),
        {"open": 3.0, "of": 6.0},
        (Named(1, "Ana Morel", "@ana@social.example"),),
    )
    waits = Seen(
        Tile.TIMES, SPAN, 1800.0, None, (Line("first", (1800.0, 7200.0, None, 0.25, 4.0)),)
    )
    rules = Seen(Tile.RULES, SPAN, 0.0, 0.0)
    remark = Remark(
        DashboardNoteId("r"), Tile.ASKS, f"The pool was shut. {EVIL}", ProfileId(""), NOW
    )
    return Report(SPAN, NOW, (asks, waits, rules), (remark,), "Lucie Marchand", names)


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")


def test_the_page_is_the_golden_one() -> None:
    assert HtmlDashboard().page(a_report()) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", i18n.LANGUAGES)
def test_the_page_runs_nothing_and_loads_nothing_in_either_language(code: str) -> None:
    i18n.use_language(code)
    page = HtmlDashboard().page(a_report())
    i18n.use_language("en")
    found = Outline(page)
    assert not {"script", "img", "link", "iframe", "object", "a", "form"} & set(found.tags)
    assert not [name for name in found.attributes if name.startswith("on")]
    assert not {"src", "href", "style"} & set(found.attributes)
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|url\(|@import", page)
    assert f'lang="{code}"' in page


def test_a_drawing_never_stands_without_a_table_that_says_the_same() -> None:
    page = HtmlDashboard().page(a_report())
    sections = page.split("<section")[1:]
    drawn = [one for one in sections if 'role="img"' in one]
    assert len(drawn) == 2
    for one in drawn:
        numbers = re.findall(r"<text[^>]*>([^<]*)</text>", one)
        cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", one)
        assert numbers
        assert set(numbers) <= set(cells)


def test_private_persons_are_not_named_unless_somebody_wants_it() -> None:
    page, named = HtmlDashboard().page(a_report()), HtmlDashboard().page(a_report(names=True))
    for text in (page, as_markdown(a_report()), as_text(as_table(a_report()))):
        for secret in ("Ana", "Morel", "@ana", "mail.example", "06 12"):
            assert secret not in text
        assert "Person 1" in text
    assert "Ana Morel" in named
    assert "without the names" in page
    assert "with the names" in named


def test_what_people_wrote_is_shown_and_never_taken_for_a_mark() -> None:
    page = HtmlDashboard().page(a_report(names=True))
    assert EVIL not in page
    assert "&lt;script&gt;" in page
    assert "\\<script\\>" in as_markdown(a_report(names=True))


def test_the_table_has_every_number_once() -> None:
    rows = list(as_table(a_report()).rows)
    assert len(rows) == 3 + 2 * 2 + 5
    assert ("How long people waited", "First reply", "Promised", None) in rows


def test_a_whole_period_before_begins_and_ends_at_midnight() -> None:
    day = whole_before(Every.DAY, NOW)
    assert (day.since, day.until) == (
        NOW.replace(day=2, hour=0, minute=0),
        NOW.replace(hour=0, minute=0),
    )
    week = whole_before(Every.WEEK, NOW)
    assert week.since == datetime(2026, 8, 24, tzinfo=UTC)
    assert week.until - week.since == timedelta(days=7)
    assert file_name(Every.DAY, day) == "dashboard-2026-09-02.html"
    assert file_name(Every.WEEK, week) == "dashboard-2026-W35.html"
