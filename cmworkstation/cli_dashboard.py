"""Commands about the dashboard and reach: what they do, and what they say. `cli` prints it.

cmworkstation dashboard | reach
"""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_arguments import count
from cmworkstation.cli_files import walk, write_out
from cmworkstation.cli_said import Adding, Said
from cmworkstation.domain.dashboard import REACH, Seen, Tile
from cmworkstation.i18n import tr
from cmworkstation.services.table_export import as_text
from cmworkstation.words import dashboard as words
from cmworkstation.words import dashboard_page as pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmworkstation.domain.dashboard_report import Report
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add what we heard and did, and with whom we speak."""
    for name, said, run in (
        ("dashboard", tr("what we heard, what we did, what changed"), dashboard),
        ("reach", tr("with whom we speak, and how people are treated"), reach),
    ):
        one = add(name, said, run, reading=True)
        one.add_argument("--days", type=count, default=7)
        for form in ("html", "markdown", "csv"):
            one.add_argument(f"--{form}", type=Path, help=tr("write it to this file instead"))
        one.add_argument("--names", action="store_true", help=tr("with private persons' names"))


def dashboard(services: "Services", options: Namespace) -> Said:
    """Say what we heard, what we did and what changed, or write it to files."""
    if not services.read_only:
        services.times.keep_up()
    return _said(services, options, services.dashboard.tiles())


def reach(services: "Services", options: Namespace) -> Said:
    """Say with whom we speak and how people are treated, or write it to files."""
    return _said(services, options, REACH)


def write_due(services: "Services") -> tuple[str, ...]:
    """Write the report that the clock asks for; say where."""
    target = walk(services.dashboard_reports.write_due(pages.HtmlDashboard()))
    return () if target is None else (tr("Report: {file}").format(file=target),)


def _said(services: "Services", options: Namespace, tiles: "Sequence[Tile]") -> Said:
    span = services.dashboard.span(options.days)
    asked = {"html": options.html, "markdown": options.markdown, "csv": options.csv}
    files = {form: file for form, file in asked.items() if file is not None}
    if files:
        report = walk(services.dashboard_reports.read(span, tiles, names=options.names))
        for form, file in files.items():
            write_out(file, text(report, form))
        said = tuple(tr("Written: {file}").format(file=file) for file in files.values())
        return Said({"files": [str(file) for file in files.values()]}, said)
    seen = walk(services.dashboard.read_all(span, tiles))
    lines: list[str] = []
    for one in seen:
        card = words.card(one)
        lines.append(f"{card.title}: {card.figure} {card.empty or card.sentence}")
        lines += [
            f"  {row.name:<44} "
            + "  ".join(
                f"{name} {cell}" for name, cell in zip(card.heads[1:], row.cells, strict=True)
            )
            for row in card.rows
        ]
    return Said({"tiles": [_facts(one) for one in seen]}, tuple(lines))


def text(report: "Report", form: str) -> str:
    """Return a report in a form."""
    if form == "markdown":
        return pages.as_markdown(report)
    return as_text(pages.as_table(report)) if form == "csv" else pages.HtmlDashboard().page(report)


def _facts(seen: Seen) -> dict[str, object]:
    found = asdict(seen)
    del found["people"]
    return found
