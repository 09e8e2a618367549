"""Commands that list conversations and decide about them. `cli` prints what they say.

cmworkstation inbox | assign | label | snooze
"""

from argparse import Namespace
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.cli_arguments import count
from cmworkstation.cli_said import Adding, Said, no_account, short
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes, Conversation, Order, Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.moment import read as read_moment
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.i18n import tr, trn
from cmworkstation.words import standing

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

NOBODY = "-"
STATUSES = {one.name.lower().replace("_", "-"): one for one in Status}


def add_options(add: Adding) -> None:
    """Add what the inbox and decisions about it are asked for with."""
    one = add("inbox", tr("list who is waiting"), inbox, reading=True)
    one.add_argument("--label", default="", help=tr("what carries a label, or one below it"))
    one.add_argument("--assignee", default="", help=tr("what somebody has in hand; - is nobody"))
    one.add_argument("--status", default="", choices=("", *STATUSES), help=tr("where it stands"))
    one.add_argument("--limit", type=count, default=20)
    one.add_argument("--longest", action="store_true", help=tr("the longest wait first"))
    one.add_argument(
        "--order", choices=tuple(Order), default=Order.NEWEST, help=tr("what comes first")
    )
    one.add_argument("--account", default="", help=tr("name, handle or id of one account"))
    one = add("assign", tr("give conversations to somebody"), assign)
    one.add_argument("to", help=tr("name or id of a person; - is nobody"))
    one.add_argument("conversations", type=int, nargs="+")
    one.add_argument("--word", default="", help=tr("what they should know"))
    one.add_argument("--wait", action="store_true", help=tr("it waits for them"))
    one = add("label", tr("put labels on conversations, or list all labels"), label)
    one.add_argument("conversations", type=int, nargs="*")
    one.add_argument(
        "--on", action="append", default=[], help=tr("a label, such as Roads/Lighting")
    )
    one.add_argument("--off", action="append", default=[], help=tr("a label to take off"))
    one = add("snooze", tr("put conversations out of the way for a while"), snooze)
    one.add_argument("until", help=tr("a moment such as “tomorrow 9:00”, or “reply”"))
    one.add_argument("conversations", type=int, nargs="+")


def inbox(services: "Services", options: Namespace) -> Said:
    """List who is waiting."""
    account = services.accounts.by_name(options.account) if options.account else None
    if options.account and account is None:
        raise no_account(options.account)
    order = Order.LONGEST_WAIT if options.longest else Order(options.order)
    if not services.read_only:
        services.snoozes.wake()
    view = View(account_id=account.id if account else None, order=order)
    view = narrowed(services, view, options)
    rows = services.inbox.rows(services.inbox.ids(view, options.limit))
    names = {one.id: one.name for one in services.accounts.listed()}
    lines = [
        f"{row.id:>6}  {words.when(row.last_at, services.clock.now()):<16} {names.get(row.account_id, ''):<24} "
        f"{short(row.author_name, 24):<24} {short(row.words, 70)} {marks(services, row)}".rstrip()
        for row in rows
    ]
    return Said([asdict(row) for row in rows], tuple(lines or [tr("Nobody is waiting.")]))


def narrowed(services: "Services", view: View, options: Namespace) -> View:
    """Return a view as `--label`, `--assignee` and `--status` narrow it. Raises `NotAllowed` for unknown names."""
    if options.label or options.assignee:
        view = replace(view, status=None)
    if options.status:
        view = replace(view, status=STATUSES[options.status])
    if options.label:
        found = services.labels.find(options.label)
        if found is None:
            raise NotAllowed("label-unknown")
        view = replace(view, labels=services.labels.with_those_below(found.id))
    if options.assignee:
        view = replace(view, assignee=_person(services, options.assignee))
        if not view.assignee and not options.status:
            view = replace(view, status=Status.WAITING_US)
    return view


def marks(services: "Services", row: Conversation) -> str:
    """Return who has a conversation, until when it is out of the way, and its labels, in words."""
    said = [standing.in_hand(row, services.acting.id)]
    said += [standing.snoozed(row.snooze, services.clock.now())] if row.snooze else []
    said += [tr("muted")] if row.muted else []
    said += [foreign.line(one.path, 60) for one in row.labels]
    return ", ".join(one for one in said if one)


def assign(services: "Services", options: Namespace) -> Said:
    """Give conversations to somebody, or with "-" to nobody. Raises `NotAllowed`."""
    who = _person(services, options.to)
    if options.wait:
        changes, _ = services.assigning.ask_colleague(options.conversations, who, options.word)
    else:
        changes, _ = services.assigning.assign(options.conversations, who, options.word)
    return _said(services, changes)


def label(services: "Services", options: Namespace) -> Said:
    """Put labels on conversations and take others off; list all labels where nothing is named.

    Raises `NotAllowed`.
    """
    if not options.conversations:
        used = services.labels.used()
        known = services.labels.listed()
        facts = [{"id": one.id, "path": one.path, "conversations": used[one.id]} for one in known]
        lines = [f"{used[one.id]:>7}  {foreign.line(one.path, 120)}" for one in known]
        return Said({"labels": facts}, tuple(lines) or (tr("There is no label yet."),))
    off = [services.labels.find(path) for path in options.off]
    on = [services.labels.make(path)[0].id for path in options.on]
    gone = [one.id for one in off if one is not None]
    changes, _ = services.labels.change(options.conversations, on=on, off=gone)
    return _said(services, changes)


def snooze(services: "Services", options: Namespace) -> Said:
    """Put conversations out of the way until a moment, or until they write. Raises `NotAllowed`."""
    if options.until == Until.REPLY:
        until = Snooze(Until.REPLY)
    else:
        at = read_moment(options.until, services.clock.now().astimezone())
        if at is None:
            raise NotAllowed("past")
        until = Snooze(Until.DATE, at)
    changes, _ = services.snoozes.snooze(options.conversations, until)
    return _said(services, changes)


def _person(services: "Services", name: str) -> str:
    if name == NOBODY:
        return ""
    found = services.profiles.by_name(name)
    if found is None:
        raise NotAllowed("not-here")
    return found.id


def _said(services: "Services", changes: Changes) -> Said:
    rows = services.inbox.rows(sorted(changes.conversations))
    n = len(rows)
    said = trn("{n} conversation changed.", "{n} conversations changed.", n).format(n=n)
    lines = [
        f"{row.id:>6}  {foreign.line(row.author_name, 40)}  {marks(services, row)}" for row in rows
    ]
    facts = [
        {
            "id": row.id,
            "status": row.status.name,
            "assignee": row.assignee,
            "muted": row.muted,
            "labels": [one.path for one in row.labels],
        }
        for row in rows
    ]
    return Said({"conversations": facts}, (said, *lines))
