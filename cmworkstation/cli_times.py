"""How long people waited for our replies, at the command line. `cli` prints what it says.

cmworkstation times
"""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_files import write_csv
from cmworkstation.cli_said import Adding, Said, short
from cmworkstation.i18n import tr
from cmworkstation.words import times as spans

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add the command."""
    one = add("times", tr("say how long people waited for our replies"), times, reading=True)
    one.add_argument("--days", type=int, default=90, help=tr("replies of so many days"))
    one.add_argument("--csv", type=Path, help=tr("write the replies one by one into this file"))


def times(services: "Services", options: Namespace) -> Said:
    """Print how long people waited: number, late ones, median and 90th percentile, in open time and by the clock."""
    if not services.read_only:
        services.times.keep_up()
    if options.csv:
        write_csv(services, options.csv, services.times.table(options.days))
    found = services.times.lines(options.days)
    rows = [
        (
            spans.of_line(one),
            str(one.figure.n),
            str(one.figure.late),
            spans.length(one.figure.open_median),
            spans.length(one.figure.open_p90),
            spans.length(one.figure.wall_median),
            spans.length(one.figure.wall_p90),
        )
        for one in found
    ]
    heads = (
        *(tr("of"), tr("replies"), tr("late"), tr("median, open"), tr("9 of 10, open")),
        *(tr("median, clock"), tr("9 of 10, clock")),
    )
    lines = [
        f"{short(row[0], 44):<44} " + " ".join(f"{one:>16}" for one in row[1:])
        for row in (heads, *rows)
    ]
    facts = {"times": [asdict(one) for one in found]}
    nothing = tr("No reply was measured in this time.")
    return Said(facts, tuple(lines) if found else (nothing,))
