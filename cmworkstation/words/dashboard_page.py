"""A report of the dashboard as one HTML file that runs nothing and loads nothing, as Markdown, and as a table.

Beside each drawing stands a table with the same numbers. Every word that somebody wrote passes `text_of`.
"""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Final

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.dashboard import Seen
from cmworkstation.domain.dashboard_report import Report
from cmworkstation.domain.pseudonyms import Pseudonyms
from cmworkstation.domain.redaction import without_contacts
from cmworkstation.domain.table import Cell, Table, markdown
from cmworkstation.i18n import labelled, language, tr
from cmworkstation.words import days
from cmworkstation.words.bundle import text_of
from cmworkstation.words.dashboard import Card, card, span_words

BAR, GAP, ROW_GAP, WIDE = 14, 2, 10, 320  # units of a drawing
ROOM: Final = 84  # for the number behind a bar
STYLE: Final = """
:root { color-scheme: light dark; --ground: #fbfbf9; --text: #1d1f21; --soft: #595e66; --line: #d4d4ce;
  --card: #ffffff; --first: #1f5fbf; --second: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181b; --text: #e6e6e3; --soft: #a4a9b0; --line: #3c4046;
  --card: #1e2124; --first: #7fb0ff; --second: #e0b05a; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); max-width: 76rem;
  margin: 1.5rem auto 4rem; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin-bottom: .2rem; } h2 { font-size: 1.05rem; margin: 0; }
.soft { color: var(--soft); font-size: .9rem; margin: .1rem 0 .6rem; }
.figure { font-size: 1.7rem; font-weight: 600; margin: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(23rem, 100%), 1fr)); gap: 1rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem;
  overflow-x: auto; }
svg { width: 100%; height: auto; display: block; margin: .4rem 0; }
svg text { font: 11px system-ui, sans-serif; fill: var(--text); }
.b0 { fill: var(--first); } .b1 { fill: none; stroke: var(--second); stroke-width: 1.5; stroke-dasharray: 4 2; }
ul.legend { list-style: none; padding: 0; margin: .2rem 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem;
  font-size: .85rem; }
ul.legend svg { width: 14px; display: inline-block; margin: 0 .35rem 0 0; vertical-align: -2px; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; } caption { text-align: left; color: var(--soft); }
th, td { text-align: right; padding: .25rem .4rem; border-top: 1px solid var(--line); vertical-align: top; }
th, td { overflow-wrap: normal; } td { white-space: nowrap; } tbody th { font-weight: 400; }
th:first-child { text-align: left; overflow-wrap: anywhere; }
thead th { border-top: 0; color: var(--soft); font-weight: 600; }
blockquote { margin: .6rem 0 0; padding-left: .7rem; border-left: 3px solid var(--line); white-space: pre-wrap; }
@media print { :root { --ground: #fff; --card: #fff; --text: #000; --soft: #333; --line: #999; --first: #1f5fbf;
  --second: #8a5a00; } body { max-width: none; margin: 0; font-size: 11pt; } section { break-inside: avoid; }
  .tiles { grid-template-columns: 1fr 1fr; } }
"""


class HtmlDashboard:
    """Puts a report into one page, in the language that is spoken now."""

    def page(self, report: Report) -> str:
        """Return it as HTML."""
        title = tr("Dashboard, {period}").format(
            period=span_words(report.span.since, report.span.until)
        )
        body = [f'<p class="soft">{text_of(head(report))}</p>', '<div class="tiles">']
        numbers = count(1)
        for one in cards(report):
            body += [*_section(one, report, next(numbers))]
        shown = text_of(title)
        return (
            f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            '<meta name="viewport" content="width=device-width">\n<meta name="robots" content="noindex">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{shown}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{shown}</h1>\n"
            + "\n".join(body)
            + f'\n</div>\n<p class="soft">{text_of(_absent())}</p>\n</main>\n</body>\n</html>\n'
        )


def as_markdown(report: Report) -> str:
    """Return a report as Markdown."""
    period = span_words(report.span.since, report.span.until)
    lines = [f"# {tr('Dashboard, {period}').format(period=period)}", "", markdown(head(report)), ""]
    for one in cards(report):
        lines += [f"## {one.title}", "", f"**{one.figure}** {markdown(one.empty or one.sentence)}"]
        if one.rows:
            lines += ["", _bars(one.heads), "|" + "---|" * len(one.heads)]
            lines += [_bars((row.name, *row.cells)) for row in one.rows]
        for remark in _remarks(one, report):
            lines += ["", f"> {markdown(remark)}"]
        lines.append("")
    return "\n".join([*lines, _absent(), ""])


def as_table(report: Report) -> Table:
    """Return a report as one long table: tile, line, column, value."""
    rows: list[tuple[Cell, ...]] = []
    for one in cards(report):
        rows.append((one.title, "", "", one.seen.figure))
        rows += [
            (one.title, row.name, name, value)
            for row in one.rows
            for name, value in zip(one.heads[1:], row.line.values, strict=True)
        ]
    return Table(("tile", "line", "column", "value"), rows, len(rows))


def cards(report: Report) -> list[Card]:
    """Return the tiles of a report in words, private persons unnamed where nobody wanted otherwise."""
    return [card(one, None if report.names else unnamed(one)) for one in report.seen]


def unnamed(seen: Seen) -> Callable[[str], str]:
    """Return what takes people, and by what they could be reached, out of the words of a tile."""
    others = Pseudonyms(seen.people, lambda n: tr("Person {n}").format(n=n))
    return lambda text: others.without(without_contacts(text))


def head(report: Report) -> str:
    """Return when and by whom a report was made, and whether it names private persons."""
    made = tr("Made {when}").format(when=words.exactly(report.made_at))
    by = tr("by {name}").format(name=foreign.line(report.by, 80)) if report.by else ""
    named = (
        tr("with the names of private persons")
        if report.names
        else tr("without the names of private persons")
    )
    return " · ".join(filter(None, (made, by, named)))


def _absent() -> str:
    return tr(
        "Left out on purpose: any return on investment, scores of influence, a mood on average, followers as a goal,"
        " and tables of who of us is best."
    )


def _remarks(one: Card, report: Report) -> list[str]:
    return [
        labelled(days.short_of(it.at), foreign.cleaned(it.words, keep=chr(10)))
        for it in report.remarks
        if it.tile is one.seen.tile
    ]


def _section(one: Card, report: Report, n: int) -> list[str]:
    said = text_of(one.empty or one.sentence)
    found = [
        f'<section aria-labelledby="t{n}">',
        f'<h2 id="t{n}">{text_of(one.title)}</h2>',
        f'<p class="figure">{text_of(one.figure)}</p><p class="soft">{said}</p>',
    ]
    if one.rows:
        if one.drawn:
            found += [*_legend(one), _drawing(one)]
        found += _table(one)
    found += [f"<blockquote>{text_of(remark)}</blockquote>" for remark in _remarks(one, report)]
    return [*found, "</section>"]


def _legend(one: Card) -> list[str]:
    if len(one.drawn) == 1:
        return []
    signs = [
        f'<li><svg viewBox="0 0 14 12" aria-hidden="true"><rect class="b{n}" x="1" y="1" width="12" height="10"/></svg>'
        f"{text_of(one.heads[column + 1])}</li>"
        for n, column in enumerate(one.drawn)
    ]
    return ['<ul class="legend">', *signs, "</ul>"]


def _drawing(one: Card) -> str:
    """Return bars below one another, each line's name above them, so that no name is cut."""
    most = max((row.line.values[n] or 0 for row in one.rows for n in one.drawn), default=0) or 1
    y, parts = 0, []
    for row in one.rows:
        y += BAR
        parts.append(f'<text x="0" y="{y - 3}">{text_of(foreign.line(row.name, 52))}</text>')
        for n, column in enumerate(one.drawn):
            value = row.line.values[column]
            wide = (WIDE - ROOM) * (value or 0) / most
            if value:
                parts.append(
                    f'<rect class="b{n}" x="0" y="{y}" width="{max(wide, 1):.1f}" height="{BAR - 3}"/>'
                )
            parts.append(
                f'<text x="{wide + 6:.1f}" y="{y + BAR - 5}">{text_of(row.cells[column])}</text>'
            )
            y += BAR + GAP
        y += ROW_GAP
    label = text_of(tr("{what}: drawing; the table below says the same").format(what=one.title))
    return f'<svg viewBox="0 0 {WIDE} {y}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _table(one: Card) -> list[str]:
    heads = "".join(f'<th scope="col">{text_of(name)}</th>' for name in one.heads)
    rows = [
        f'<tr><th scope="row">{text_of(row.name)}</th>'
        + "".join(f"<td>{text_of(cell)}</td>" for cell in row.cells)
        + "</tr>"
        for row in one.rows
    ]
    return [f"<table><thead><tr>{heads}</tr></thead><tbody>", *rows, "</tbody></table>"]


def _bars(cells: Sequence[str]) -> str:
    return "".join(f"| {markdown(one)} " for one in cells) + "|"
