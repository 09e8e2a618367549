"""Commands for looking back: what they do, and what they say. `cli` prints it.

cmworkstation export-table | figures | case-file
"""

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from cmworkstation.cli_copies import Said, walk
from cmworkstation.domain.case_file import Wanted
from cmworkstation.domain.reply_time import Kind
from cmworkstation.domain.table import Format, Table
from cmworkstation.i18n import tr, trn
from cmworkstation.words import case_file as pages
from cmworkstation.words import in_language, times
from cmworkstation.words import review as words

CASE_FORMS: Final = (".html", ".jsonl")  # of a case file; PDF and paper need the window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmworkstation.services.workstation import Services


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


def case_file(services: "Services", options: Namespace) -> Said:
    """Write conversations with all that belongs to them to one file. Raises `KeyError`."""
    if beyond := [one for one in options.conversation if not 0 <= one < 1 << 63]:
        raise KeyError(beyond[0])  # no file has room for such a number
    wanted = Wanted(options.notes, not options.no_names)
    n = walk(services.case_files.write(options.to, options.conversation, wanted, pages.HtmlCase()))
    said = trn("{file}: {n} conversation", "{file}: {n} conversations", n)
    return Said({"file": str(options.to), "conversations": n}, (said.format(file=options.to, n=n),))


def _ids(services: "Services", query: str) -> "Sequence[int] | None":
    return services.views.ids(query) if query else None
