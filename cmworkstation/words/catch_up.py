"""What happened while the program was closed, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from cmworkstation.domain import foreign
from cmworkstation.domain.catch_up import CatchUp
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import tr, trn

NAMED = 3  # accounts that a line names


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: its icon, its words, and the command that shows it."""

    icon: str
    text: str
    command: str


def lines(found: CatchUp, names: Mapping[AccountId, str]) -> list[Line]:
    """Return what happened, a line each: first what came, then what is late, then what broke."""
    said = [
        Line("inbox", _came(found, names), "go.inbox") if found.came else None,
        _line(found.waiting, "reply", _waiting(found.waiting), "go.inbox"),
        _line(found.handed, "user", _handed(found), "inbox.mine"),
        _line(found.late, "hourglass", _late(found), "inbox.due_soon"),
        _line(
            found.promises,
            "bell",
            trn(
                "{n} promise is open although its day is over.",
                "{n} promises are open although their day is over.",
                found.promises,
            ),
            "go.promises",
        ),
        _line(
            found.owed,
            "users",
            trn(
                "To {n} person news, thanks or a goodbye is owed.",
                "News, thanks or goodbyes are owed {n} times.",
                found.owed,
            ),
            "contacts.owed",
        ),
        _line(
            found.approvals,
            "approvals",
            trn("{n} reply waits for approval.", "{n} replies wait for approval.", found.approvals),
            "go.approvals",
        ),
        _line(
            found.sent,
            "send",
            trn("{n} reply was sent.", "{n} replies were sent.", found.sent),
            "go.outbox",
        ),
        _line(
            found.unsent,
            "warn",
            trn(
                "{n} reply could not be sent and waits for your decision.",
                "{n} replies could not be sent and wait for your decision.",
                found.unsent,
            ),
            "go.outbox",
        ),
        Line("key", _troubled(found, names), "go.accounts") if found.troubled else None,
        _line(
            found.gaps,
            "clock",
            trn(
                "{n} interval was not read yet.",
                "{n} intervals were not read yet.",
                found.gaps,
            ),
            "intake.gaps",
        ),
        _line(
            found.unread,
            "error",
            trn(
                "{n} item could not be understood. It is kept as it came.",
                "{n} items could not be understood. They are kept as they came.",
                found.unread,
            ),
            "intake.quarantine",
        ),
    ]
    return [one for one in said if one is not None]


def in_short(found: CatchUp) -> str:
    """Return the heart of it in one sentence: what came, what is late, what broke."""
    broken = found.unsent + len(found.troubled) + found.unread
    parts = [
        trn("{n} message came", "{n} messages came", found.messages).format(n=found.messages),
        trn("{n} answer is late", "{n} answers are late", found.late).format(n=found.late)
        if found.late
        else "",
        trn("{n} thing went wrong", "{n} things went wrong", broken).format(n=broken)
        if broken
        else "",
    ]
    return ", ".join(filter(None, parts)) + "."


def _line(n: int, icon: str, text: str, command: str) -> Line | None:
    return Line(icon, text.format(n=n), command) if n else None


def _came(found: CatchUp, names: Mapping[AccountId, str]) -> str:
    first = [
        tr("{n} on {account}").format(n=n, account=foreign.line(names.get(id_, "?"), 40))
        for id_, n in found.came[:NAMED]
    ]
    rest = sum(n for _, n in found.came[NAMED:])
    if rest:
        first.append(tr("{n} elsewhere").format(n=rest))
    total = trn("{n} message came", "{n} messages came", found.messages)
    return tr("{total}: {parts}.").format(
        total=total.format(n=found.messages), parts=", ".join(first)
    )


def _waiting(n: int) -> str:
    return trn(
        "{n} conversation in which somebody wrote waits for us.",
        "{n} conversations in which somebody wrote wait for us.",
        n,
    )


def _handed(found: CatchUp) -> str:
    said = trn(
        "{n} conversation was handed to you by {givers}.",
        "{n} conversations were handed to you by {givers}.",
        found.handed,
    )
    givers = ", ".join(foreign.line(one, 40) for one in found.givers[:NAMED]) or tr("somebody")
    return said.replace("{givers}", givers)


def _late(found: CatchUp) -> str:
    said = trn("{n} answer is late.", "{n} answers are late.", found.late)
    if not found.late_since:
        return said
    since = trn("{n} of them since then.", "{n} of them since then.", found.late_since).format(
        n=found.late_since
    )
    return f"{said} {since}"


def _troubled(found: CatchUp, names: Mapping[AccountId, str]) -> str:
    listed = ", ".join(foreign.line(names.get(id_, "?"), 40) for id_ in found.troubled[:NAMED])
    return trn(
        "{n} account asks for you: {accounts}.",
        "{n} accounts ask for you: {accounts}.",
        len(found.troubled),
    ).format(n=len(found.troubled), accounts=listed)
