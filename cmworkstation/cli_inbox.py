"""Commands that decide about conversations. `cli` prints what they say.

cmworkstation assign | label | snooze, and what `inbox --label --assignee --status` lists
"""

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from cmworkstation.cli_copies import Said
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes, Conversation, Status, View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.moment import read as read_moment
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.i18n import tr, trn
from cmworkstation.words import standing

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

NOBODY = "-"
STATUSES = {one.name.lower().replace("_", "-"): one for one in Status}


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
