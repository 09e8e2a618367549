"""Commands for looking back: what they do, and what they say. `cli` prints it.

cmworkstation export-table | figures | case-file
"""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cmworkstation.cli_arguments import count
from cmworkstation.cli_files import walk
from cmworkstation.cli_said import Adding, Said, WrongUse, short, unclear, unknown
from cmworkstation.domain.case_file import Wanted
from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.reply_time import Kind
from cmworkstation.domain.table import Format, Table
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.words import case_file as pages
from cmworkstation.words import in_language, times
from cmworkstation.words import review as words

CASE_FORMS: Final = (".html", ".jsonl")  # of a case file; PDF and paper need the window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add what looking back is asked for with."""
    one = add("export-table", tr("write a table for other programs"), export_table, reading=True)
    one.add_argument("table", choices=("conversations", "waits", "volumes", "clauses"))
    one.add_argument("--to", type=Path, required=True, help=tr("the file to write"))
    one.add_argument("--format", choices=("csv", "csv-semicolons", "jsonl"), default="csv")
    one.add_argument("--query", default="", help=tr("only conversations in which this is found"))
    one = add(
        "figures", tr("who waits now, and how long people waited over time"), figures, reading=True
    )
    one.add_argument("--kind", choices=("first", "next", "resolution"), default="first")
    one.add_argument("--by", choices=("all", "account", "category"), default="all")
    one.add_argument("--months", type=count, default=12)
    one.add_argument("--weeks", type=count, default=12)
    one = add(
        "case-file",
        tr("write conversations with their dossiers to one file"),
        case_file,
        reading=True,
    )
    one.add_argument("conversation", type=int, nargs="+")
    one.add_argument(
        "--to", type=Path, required=True, help=tr("the file to write; .html or .jsonl")
    )
    one.add_argument("--notes", action="store_true", help=tr("with internal notes"))
    one.add_argument("--no-names", action="store_true", help=tr("number private persons"))


def export_table(services: "Services", options: Namespace) -> Said:
    """Write a table to a file: conversations, waits by month, volumes by week, or the clause report."""
    made = {
        "conversations": lambda: services.tables.conversations(_ids(services, options.query)),
        "waits": lambda: words.months_table(walk(services.figures.waits(Kind.FIRST, 120))),
        "volumes": lambda: words.weeks_table(walk(services.figures.volumes(520))),
        "clauses": lambda: words.clauses_table(walk(services.clauses.report())),
    }
    table: Table = made[options.table]()
    n = walk(services.tables.write(table, options.to, Format(options.format)))
    said = trn("{file}: {n} row", "{file}: {n} rows", n).format(file=options.to, n=n)
    return Said({"file": str(options.to), "rows": n, "columns": list(table.columns)}, (said,))


def figures(services: "Services", options: Namespace) -> Said:
    """Say who waits now, and how long people waited and how much was written over time."""
    if not services.read_only:
        services.times.keep_up()
    now = services.clock.now()
    experience = services.figures.experience()
    waits = walk(services.figures.waits(Kind(options.kind), options.months, options.by))
    weeks = walk(services.figures.volumes(options.weeks))
    lines = [f"{n}  {what}" for n, what in words.experience(experience, now)]
    lines += [
        f"{words.month(one.begins):<10} {in_language(one.label) if one.label else one.key:<24} {one.figure.n:>6}"
        f"  {times.cell(one.figure.open_median):>10}  {times.cell(one.figure.open_p90):>10}"
        for one in waits
    ]
    lines += [
        f"{words.week(one.begins):<10} "
        + tr("by others {theirs}, by us {ours}, conversations {n}").format(
            theirs=one.theirs, ours=one.ours, n=one.conversations
        )
        for one in weeks
    ]
    facts = {
        "now": asdict(experience),
        "waits": [asdict(one) for one in waits],
        "weeks": [asdict(one) for one in weeks],
    }
    return Said(facts, tuple(lines))


@unknown(N_("There is no conversation {id}."))
def case_file(services: "Services", options: Namespace) -> Said:
    """Write conversations with all that belongs to them to one file. Raises `KeyError`."""
    if options.to.suffix not in CASE_FORMS:
        text = tr("A case file ends in {ends}, and “{name}” does not.")
        ends = ", ".join(CASE_FORMS)
        raise WrongUse(text.format(ends=ends, name=short(options.to.name)))
    if beyond := [one for one in options.conversation if not 0 <= one < 1 << 63]:
        raise KeyError(beyond[0])  # no file has room for such a number
    wanted = Wanted(options.notes, not options.no_names)
    n = walk(services.case_files.write(options.to, options.conversation, wanted, pages.HtmlCase()))
    said = trn("{file}: {n} conversation", "{file}: {n} conversations", n)
    return Said({"file": str(options.to), "conversations": n}, (said.format(file=options.to, n=n),))


def _ids(services: "Services", query: str) -> "Sequence[int] | None":
    """Return the conversations that a query finds. Raises `WrongUse` where it cannot be read."""
    try:
        return services.views.ids(query) if query else None
    except QueryError as error:
        raise unclear(query, error) from None
