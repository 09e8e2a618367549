"""Commands for what leaves the workspace: what they do, and what they say. `cli` prints it.

cmworkstation site | mailbox | calendar
"""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_files import walk
from cmworkstation.cli_said import Adding, Said, unclear
from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.taking_out import Share
from cmworkstation.i18n import tr, trn
from cmworkstation.words import leaving
from cmworkstation.words.site import HtmlSite

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

KINDS = tuple(leaving.KINDS)


def add_options(add: Adding) -> None:
    """Add what leaves for people without this program."""
    one = add("site", tr("write conversations as pages to read"), site, reading=True)
    one.add_argument(
        "query", help=tr("which conversations, as “find” understands it; “all” for all")
    )
    one.add_argument("folder", type=Path, help=tr("a folder that is new or empty"))
    one.add_argument("--notes", action="store_true", help=tr("with internal notes"))
    one.add_argument("--drafts", action="store_true", help=tr("with drafts that were never sent"))
    one.add_argument("--no-names", action="store_true", help=tr("private persons are numbered"))
    one = add("mailbox", tr("write conversations as mail (mbox)"), mailbox, reading=True)
    one.add_argument(
        "query", help=tr("which conversations, as “find” understands it; “all” for all")
    )
    one.add_argument("file", type=Path, help=tr("the mailbox (.mbox)"))
    one.add_argument("--no-names", action="store_true", help=tr("private persons are numbered"))
    one = add("calendar", tr("write what is due as a calendar"), calendar, reading=True)
    one.add_argument("file", type=Path, help=tr("the calendar (.ics); one of this name is renewed"))
    one.add_argument("--only", action="append", choices=KINDS, help=tr("dates of this kind"))
    one.add_argument("--names", action="store_true", help=tr("with names and what it is about"))


def site(services: "Services", options: Namespace) -> Said:
    """Write a readable site."""
    wanted = _chosen(services, options.query)
    share = Share(options.notes, options.drafts, not options.no_names)
    n = walk(services.sites.write(options.folder, wanted, share, HtmlSite()))
    text = trn("{file}: {n} conversation", "{file}: {n} conversations", n)
    said = text.format(file=options.folder / "index.html", n=n)
    return Said({"folder": str(options.folder), "conversations": n}, (said,))


def mailbox(services: "Services", options: Namespace) -> Said:
    """Write conversations as mail."""
    wanted = _chosen(services, options.query)
    share = Share(names=not options.no_names)
    n = walk(services.mailboxes.write(options.file, wanted, share, leaving.Mail()))
    text = trn("{file}: {n} message", "{file}: {n} messages", n)
    return Said({"file": str(options.file), "messages": n}, (text.format(file=options.file, n=n),))


def calendar(services: "Services", options: Namespace) -> Said:
    """Write what is due as a calendar."""
    from cmworkstation.services.dates import ALL_KINDS, DateKind  # noqa: PLC0415 - for this command only

    kinds = frozenset(map(DateKind, options.only)) if options.only else ALL_KINDS
    entries = leaving.entries(services.dates.listed(kinds), names=options.names)
    n = services.dates.write(options.file, entries, tr("CM Workstation"))
    text = trn("{file}: {n} date", "{file}: {n} dates", n)
    return Said({"file": str(options.file), "dates": n}, (text.format(file=options.file, n=n),))


def renew(services: "Services") -> None:
    """Write the calendar that is kept up to date, where there is one and something changed."""
    services.dates.renew(lambda one: leaving.followed(services, one), tr("CM Workstation"))


def _chosen(services: "Services", text: str) -> Sequence[int]:
    """Return the conversations that a query finds. Raises `WrongUse` where it cannot be read."""
    try:
        return services.taking_out.chosen("" if text.casefold() in ("all", tr("all")) else text)
    except QueryError as error:
        raise unclear(text, error) from None
