"""The command about briefings for colleagues: what it does, and what it says. `cli` prints it.

cmworkstation briefing [DEPARTMENT] [--days N] [--to FOLDER]
"""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_arguments import count
from cmworkstation.cli_files import walk
from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain.briefing import Department
from cmworkstation.domain.dashboard import Span
from cmworkstation.i18n import N_, labelled, tr, trn
from cmworkstation.words import briefings as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add what colleagues should know."""
    one = add("briefing", tr("what colleagues should know, without names"), briefing)
    one.add_argument(
        "department", nargs="?", default="", help=tr("whose briefing; none lists them")
    )
    one.add_argument("--days", type=count, default=0, help=tr("of so many days up to now"))
    one.add_argument("--to", type=Path, help=tr("the folder to write its files into"))


@unknown(N_("Nothing here is called “{name}”."), "department")
def briefing(services: "Services", options: Namespace) -> Said:
    """Say who is briefed; or what the briefing of one department says, and write it as files.

    Raises `KeyError` where nobody is called so.
    """
    departments = services.briefings.departments()
    if not options.department:
        lines = tuple(labelled(one.name, words.about(one)) for one in departments)
        return Said(
            {"departments": [one.name for one in departments]},
            lines or (tr("Nobody is briefed yet"),),
        )
    one = _named(departments, options.department)
    span = services.briefings.span(one)
    if options.days:
        span = Span.last(options.days, services.clock.now())
    found = walk(services.briefings.gather(one.id, span))
    pages = words.BriefingPages()
    if options.to is None:
        sketch = services.briefings.sketch(one.id, span)
        said = tuple((kind, text) for kind, text, _ in pages.lines(found, sketch, ""))
        return Said({"blocks": [list(block) for block in said]}, (words.as_text(said),))
    made, _ = services.briefings.issue(found, pages)
    files = services.briefings.write_files(made.id, options.to, pages)
    return Said(
        {"briefing": made.id, "files": [str(file) for file in files]},
        tuple(tr("Written: {file}").format(file=file) for file in files),
    )


def write_due(services: "Services") -> tuple[str, ...]:
    """Write the briefings that the clock asks for; say how many."""
    made = walk(services.briefings.write_due(words.BriefingPages()))
    n = len(made)
    said = trn("{n} briefing written.", "{n} briefings written.", n).format(n=n)
    return (said,) if made else ()


def _named(departments: tuple[Department, ...], name: str) -> Department:
    for one in departments:
        if name.casefold() in (one.name.casefold(), one.id):
            return one
    raise KeyError(name)
