"""Alarms, values that hold now, and places where people talk, at the command line. `cli` prints it.

cmworkstation alerts [list | look | rows | see | close | reopen | note | live]
cmworkstation places [list | rows | decide | history]
"""

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cmworkstation.cli_files import walk
from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain import foreign, said
from cmworkstation.domain.alert import Alert, Series
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.table import Format, Table
from cmworkstation.domain.talk_place import Decision, Place
from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.words import alerts as words
from cmworkstation.words import times

if TYPE_CHECKING:
    from datetime import datetime

    from cmworkstation.services.workstation import Services

SHORT = 8  # characters at the end of an id by which an alarm is named at least: they are random
LINE = 100  # of somebody's words
ALERTS: Final = ("list", "look", "rows", "see", "close", "reopen", "note", "live")
PLACES: Final = ("list", "rows", "decide", "history")
TABLES: Final[Mapping[str, Format]] = {".md": Format.MARKDOWN, ".jsonl": Format.JSON_LINES}


def add_options(add: Adding) -> None:
    """Add the two commands."""
    one = add("alerts", tr("what is said more than usual, and which sources fell silent"), alerts)
    one.add_argument("act", nargs="?", default="list", choices=ALERTS)
    one.add_argument("what", nargs="?", default="", help=tr("the end of an alarm’s id"))
    one.add_argument("--note", default=None, help=tr("what came of it"))
    one.add_argument("--all", action="store_true", help=tr("with those that were put away"))
    one.add_argument("--to", type=Path, help=tr("write a table: .csv, .md or .jsonl"))
    two = add("places", tr("where people talk about us, and what we decided about it"), places)
    two.add_argument("act", nargs="?", default="list", choices=PLACES)
    two.add_argument("what", nargs="?", default="", help=tr("a place, as listed"))
    choices = (*map(str, Decision), "none")
    two.add_argument("decision", nargs="?", default="none", choices=choices)
    two.add_argument("--why", default="", help=tr("the reason, which is kept"))
    two.add_argument("--to", type=Path, help=tr("write a table: .csv, .md or .jsonl"))


@unknown(N_("Nothing, or more than one, is called “{name}”."))
def alerts(services: "Services", options: Namespace) -> Said:
    """List alarms, look for them, show what is behind one, or say what came of it. Raises `KeyError`."""
    if options.to:
        return _written(services, services.alerts.table(closed=options.all), options.to)
    if options.act == "live":
        return _live(services)
    if options.act == "look":
        services.alerts.look(once=True)
    elif options.act == "rows":
        return _rows(services.alerts.rows(_one(services, options.what).id))
    elif options.act != "list":
        _change(services, options)
    listed = services.alerts.listed(closed=options.all)
    names, now = services.alerts.names(), services.clock.now()
    lines = []
    for one in listed:
        name = words.subject(one, names.get(one.series, ""))
        at = times.moment(one.at, now)
        lines.append(
            f"{one.id[-SHORT:]}  {at}  {words.kind(one.kind)}, {words.state(one.state)},"
            f" {words.standing(one, now)}  {name}"
        )
        told = (words.headline(one, now), words.cause(one, now), foreign.line(one.note, LINE))
        lines += [f"          {text}" for text in told if text]
    nothing = tr("Nothing rings.")
    facts = {"alerts": [_facts(one, names) for one in listed]}
    return Said(facts, tuple(lines or [nothing]), int(services.alerts.unseen() > 0))


def _change(services: "Services", options: Namespace) -> Changes:
    one = _one(services, options.what)
    if options.act == "note":
        return services.alerts.note(one.id, options.note or "")
    if options.act == "close":
        return services.alerts.close([one.id], options.note)
    act = services.alerts.see if options.act == "see" else services.alerts.reopen
    return act([one.id])


def _one(services: "Services", name: str) -> Alert:
    found = [
        one
        for one in services.alerts.listed(closed=True)
        if len(name) >= SHORT and one.id.endswith(name)
    ]
    if len(found) != 1:
        raise KeyError(name)
    return found[0]


def _facts(one: Alert, names: Mapping[Series, str]) -> dict[str, object]:
    return {
        **asdict(one),
        "kind": str(one.kind),
        "state": str(one.state),
        "series": one.series.key,
        "name": names.get(one.series, ""),
    }


def _live(services: "Services") -> Said:
    found = services.alerts.live_values()
    lines = [
        f"{one.name}: {words.live_name(one.name)}: {words.live(one)}" for one in found.values()
    ]
    facts = {
        one.name: {"value": one.value, "usual": one.usual, "alarm": one.alarm, "of": one.of}
        for one in found.values()
    }
    return Said(facts, tuple(lines))


@unknown(N_("Nothing, or more than one, is called “{name}”."))
def places(services: "Services", options: Namespace) -> Said:
    """List the places, show what was said at one, decide about it, or show what was decided. Raises `KeyError`."""
    if options.to:
        return _written(services, services.talk_places.table(_people(services)), options.to)
    if options.act == "rows":
        return _rows(services.talk_places.rows(_place(services, options.what).key))
    if options.act == "decide":
        key = _place(services, options.what).key
        decision = None if options.decision == "none" else Decision(options.decision)
        services.talk_places.decide(key, decision, options.why)
    elif options.act == "history":
        return _history(services, options.what)
    found = services.talk_places.look()
    people, now = _people(services), services.clock.now()
    lines = [
        line
        for one in found
        for line in (
            f"{number(one.lately):>6}  {words.place(one.key)} ({words.place_kind(one.kind)})"
            f"  {words.trend(one)}".rstrip(),
            f"        {_standing(one, people, now)}",
        )
    ]
    noticed = words.noticed(found)
    if noticed:
        lines.append(noticed)
    facts = {"places": [asdict(one) for one in found]}
    nothing = tr("No account is here yet, and nothing was said anywhere in the last 60 days.")
    return Said(facts, tuple(lines or [nothing]), int(bool(noticed)))


def _standing(one: Place, people: Mapping[str, str], now: "datetime") -> str:
    decided = one.decided
    parts = [words.decision(decided.decision if decided else None)]
    if decided is not None:
        parts.append(foreign.line(decided.reason, LINE))
        parts.append(f"{people.get(decided.by, '')} {times.moment(decided.at, now)}".strip())
    asked = words.unanswered(one)
    if asked:
        parts.append(tr("unanswered: {share}").format(share=asked))
    return " · ".join(part for part in parts if part)


def _history(services: "Services", place: str) -> Said:
    people, now = _people(services), services.clock.now()
    found = services.talk_places.history(place)
    lines = [
        f"{times.moment(one.at, now)}  {words.decision(one.decision)}"
        f"  {foreign.line(one.reason, LINE)}  {people.get(one.by, '')}".rstrip()
        for one in found
    ]
    nothing = tr("Nothing was decided about it yet.")
    return Said({"decisions": [asdict(one) for one in found]}, tuple(lines or [nothing]))


def _place(services: "Services", name: str) -> Place:
    wanted = name.casefold()
    for one in services.talk_places.look():
        if wanted in (one.key.casefold(), words.place(one.key).casefold()):
            return one
    raise KeyError(name)


def _people(services: "Services") -> dict[str, str]:
    return {str(one.id): one.name for one in services.profiles.listed()}


def _rows(found: tuple[said.Said, ...]) -> Said:
    lines = [
        f"{one.said_at.astimezone():%Y-%m-%d %H:%M}  {foreign.line(one.author_name, 40)}:"
        f" {foreign.line(one.title or one.text, LINE)}"
        for one in found
    ]
    count = trn("{n} row", "{n} rows", len(found)).format(n=number(len(found)))
    return Said({"rows": [asdict(one) for one in found]}, (*lines, count))


def _written(services: "Services", table: Table, target: Path) -> Said:
    form = TABLES.get(target.suffix.lower(), Format.CSV)
    n = walk(services.tables.write(table, target, form))
    told = trn("{file}: {n} row", "{file}: {n} rows", n).format(file=target, n=n)
    return Said({"file": str(target), "rows": n, "columns": list(table.columns)}, (told,))
