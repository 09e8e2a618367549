"""Searching and saved views at the command line. `cli` prints what they say.

cmworkstation search | find | views
"""

import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.cli_arguments import count
from cmworkstation.cli_files import read_in
from cmworkstation.cli_said import Adding, Said, WrongUse, short, unclear
from cmworkstation.domain import foreign
from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.saved_view import SavedView
from cmworkstation.i18n import language, tr, trn
from cmworkstation.services.views import COUNTED
from cmworkstation.words.query import place, unmarked

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

VIEW_ACTS = ("list", "add", "remove", "export", "import")
LARGEST = 1_000_000  # bytes of a file with views


def add_options(add: Adding) -> None:
    """Add what searching and saved views are asked for with."""
    one = add("search", tr("search all messages"), search, reading=True)
    one.add_argument("query", nargs="+")
    one.add_argument("--limit", type=count, default=20)
    one = add("find", tr("search with fields, or count what is found"), find, reading=True)
    one.add_argument("query", nargs="+")
    one.add_argument("--limit", type=count, default=20)
    one.add_argument("--count", action="store_true", help=tr("say only how many there are"))
    one = add("views", tr("list, add, remove, export or import saved views"), views, reading=True)
    one.add_argument("act", nargs="?", default="list", choices=VIEW_ACTS)
    one.add_argument("words", nargs="*", metavar="NAME QUERY")


def search(services: "Services", options: Namespace) -> Said:
    """Print the newest messages that match."""
    query = " ".join(options.query)
    try:
        hits = services.inbox.search(query, options.limit)
    except QueryError as error:
        raise unclear(query, error) from None
    lines = [
        f"{hit.conversation_id:>6}  {words.when(hit.at, services.clock.now()):<16} {short(hit.author_name, 24):<24} "
        + short(hit.snippet.replace("\x02", "").replace("\x03", ""), 90)
        for hit in hits
    ]
    return Said([asdict(hit) for hit in hits], tuple(lines or [tr("Nothing was found.")]))


def find(services: "Services", options: Namespace) -> Said:
    """Print the newest messages that match, or how many there are."""
    query = " ".join(options.query)
    try:
        return _found(services, query, options)
    except QueryError as error:
        raise unclear(query, error) from None


def _found(services: "Services", query: str, options: Namespace) -> Said:
    if options.count:
        n = services.inbox.search_count(query, sys.maxsize)
        said = trn("{n} message found", "{n} messages found", n).format(n=n)
        return Said({"messages": n}, (said,))
    hits = services.inbox.search(query, options.limit)
    now = services.clock.now()
    lines = [
        f"{hit.conversation_id:>6}  {words.when(hit.at, now):<16} {_line(hit.author_name, 24):<24} "
        + _line(unmarked(hit.snippet), 90)
        for hit in hits
    ]
    others = services.finding.elsewhere(query, language(), options.limit)
    for one in others:
        at = one.at.rpartition("\n")[2]
        lines.append(f"{place(one.place)}: {_line(unmarked(one.words), 100)} ({_line(at, 60)})")
    facts = {"found": [asdict(hit) for hit in hits], "elsewhere": [asdict(one) for one in others]}
    return Said(facts, tuple(lines or [tr("Nothing was found.")]))


def views(services: "Services", options: Namespace) -> Said:
    """List, add, remove, export or import saved views. Raises `BackupMissing`."""
    given = options.words
    try:
        return _views(services, options)
    except QueryError as error:  # the name of a view comes before its query
        raise unclear(" ".join(given[1:]), error) from None
    except KeyError:
        text = tr("There is no saved view “{name}”.")
        raise WrongUse(text.format(name=short(" ".join(given)))) from None


def _views(services: "Services", options: Namespace) -> Said:
    given = options.words
    if options.act == "add":
        if not given[1:]:
            raise WrongUse(tr("Give the view a name, and then what it looks for."))
        made = services.views.add(given[0], " ".join(given[1:]))
        return Said(asdict(made), (made.name,))
    if options.act == "remove":
        gone, _ = services.views.remove(_named(services, " ".join(given)).id)
        return Said(asdict(gone), (tr("Removed: {name}").format(name=_line(gone.name, 80)),))
    if options.act == "export":
        text = services.views.export(_named(services, " ".join(given)).id if given else "")
        return Said({"text": text}, tuple(text.splitlines()))
    if options.act == "import":
        return _taken_in(services, given)
    numbers = services.views.counts()
    listed = services.views.listed()
    lines = [
        f"{_number(numbers.get(one.id)):>6}  {_line(one.name, 30):<30} {one.query}"
        for one in listed
    ]
    facts = [asdict(one) | {"conversations": numbers.get(one.id)} for one in listed]
    return Said({"views": facts}, tuple(lines or [tr("There is no saved view.")]))


def _taken_in(services: "Services", given: list[str]) -> Said:
    named = Path(given[0]) if given and given[0] != "-" else None
    text = read_in(named, LARGEST) if named else sys.stdin.read(LARGEST)
    taken = services.views.take_in(text)
    said = trn("{n} view is new.", "{n} views are new.", len(taken.new)).format(n=len(taken.new))
    lost = [tr("Line {n} could not be read.").format(n=line) for line in taken.unread]
    facts = {"new": [asdict(one) for one in taken.new], "unread": taken.unread}
    return Said(facts, (said, *lost), 1 if lost else 0)


def _named(services: "Services", name: str) -> SavedView:
    wanted = name.casefold()
    return next(
        (one for one in services.views.listed() if wanted in (one.name.casefold(), one.id)), None
    ) or _missing(name)


def _missing(name: str) -> SavedView:
    raise KeyError(name)


def _number(n: int | None) -> str:
    return "?" if n is None else f"{COUNTED}+" if n >= COUNTED else str(n)


def _line(text: str, most: int) -> str:
    return foreign.line(text)[:most]
