"""The promise ledger at the command line. `cli` prints what it says.

cmworkstation promises [note | keep | broken | put-off | will-not | withdraw]
"""

from argparse import Namespace
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.cli_files import write_csv
from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain import foreign
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, MessageId, OutboxId
from cmworkstation.domain.moment import read as read_moment
from cmworkstation.domain.promise import Promise, PromiseId
from cmworkstation.i18n import N_, tr
from cmworkstation.words import promised

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

ACTS = ("list", "note", "keep", "broken", "put-off", "will-not", "withdraw")


def add_options(add: Adding) -> None:
    """Add what the ledger is asked for with."""
    one = add(
        "promises",
        tr("list what was promised, note it, and what became of it"),
        promises,
        reading=True,
    )
    one.add_argument("act", nargs="?", default="list", choices=ACTS)
    one.add_argument(
        "what", nargs="?", default="", help=tr("the conversation to note in, or the promise")
    )
    one.add_argument("words", nargs="*", help=tr("what was promised, as one would say it"))
    one.add_argument("--by", default="", metavar="DAY", help=tr("as “friday” or 2026-10-02"))
    one.add_argument("--to", type=int, default=0, metavar="ID", help=tr("to whom: their message"))
    one.add_argument("--reply", default="", metavar="ID", help=tr("the reply that said it"))
    one.add_argument("--why", default="", help=tr("what became of it, or why the day moves"))
    one.add_argument("--csv", metavar="FILE", help=tr("write it as a table"))


@unknown(N_("There is nothing called “{id}”."), "what")
def promises(services: "Services", options: Namespace) -> Said:
    """List what was promised, note it, or say what became of it. Raises `NotAllowed`, `KeyError`."""
    if options.csv:
        write_csv(services, Path(options.csv), services.promises.table())
    if options.act == "list":
        return _listed(services)
    ledger = services.promises
    if options.act == "note":
        made, _ = ledger.note(
            ConversationId(_number(options.what)),
            " ".join(options.words),
            _day(services, options.by),
            to=MessageId(options.to) if options.to else None,
            reply=OutboxId(options.reply) if options.reply else None,
        )
        return _said(services, made.id)
    wanted = PromiseId(options.what)
    if options.act == "keep":
        ledger.keep(wanted)
    elif options.act == "put-off":
        ledger.put_off(wanted, _day(services, options.by), options.why)
    else:
        acts = {"broken": ledger.broken, "will-not": ledger.will_not, "withdraw": ledger.release}
        acts[options.act](wanted, options.why)
    return _said(services, wanted)


def _listed(services: "Services") -> Said:
    now, found = services.clock.now(), services.promises.listed()
    lines = [_line(services, one) for one in found] or [tr("Nothing was promised yet.")]
    figures = services.promises.figures()
    facts = {"promises": [_facts(one) for one in found], "figures": asdict(figures)}
    late = any(one.is_late(now) for one in found)
    return Said(facts, (*lines, promised.figures(figures)), int(late))


def _said(services: "Services", promise_id: PromiseId) -> Said:
    one = services.promises.promise(promise_id)
    return Said(_facts(one), (_line(services, one),))


def _line(services: "Services", one: Promise) -> str:
    state = promised.state(one, services.clock.now())
    said = " · ".join(filter(None, (_short(one.words, 70), _short(one.why, 70))))
    return f"{one.id}  {state:<14} {words.exactly(one.due_at):<20} {_short(one.who, 24):<24} {said}"


def _facts(one: Promise) -> dict[str, object]:
    return asdict(one)


def _short(text: str, most: int) -> str:
    return foreign.line(text, most)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise KeyError(text)
    return int(text)


def _day(services: "Services", text: str) -> date:
    if text.casefold() in (tr("today"), "today"):
        return services.clock.now().astimezone().date()
    at = read_moment(text, services.clock.now().astimezone())
    if at is None:
        raise NotAllowed("promise-day")
    return at.date()
