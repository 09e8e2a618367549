"""The freeze at the command line. `cli` prints what it says.

cmworkstation freeze [all | platform | account | label | topic] [what] [--why]
cmworkstation thaw [list | lift | mistake | keep | drop | let-out | take-back] [id] [--why] [--at]
cmworkstation drill [list | begin | play | inject | end] [name or file]
"""

import json
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_said import Adding, Said
from cmworkstation.domain import foreign
from cmworkstation.domain.drill import Injected
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.freeze import Decision, Freeze, HeldReply, Scope, ScopeKind
from cmworkstation.domain.ids import OutboxId
from cmworkstation.i18n import tr, trn
from cmworkstation.words import desk
from cmworkstation.words import freeze as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

SCOPES = ("all", "platform", "account", "label", "topic")
ACTS = ("list", "lift", "mistake", "keep", "drop", "let-out", "take-back")
DRILLS = ("list", "begin", "play", "inject", "end")
SHOWN = 80  # characters of a reply


def add_options(add: Adding) -> None:
    """Add what freezing, thawing and drills are asked for with."""
    one = add(
        "freeze", tr("stop at once everything that leaves or acts by itself"), freeze, reading=True
    )
    one.add_argument("scope", nargs="?", default="all", choices=SCOPES)
    one.add_argument(
        "what", nargs="?", default="", help=tr("name of a platform, account, label or topic")
    )
    one.add_argument("--why", default="", help=tr("the reason, which is kept"))
    one = add(
        "thaw",
        tr("list what a freeze holds back, decide about it, lift the freeze"),
        thaw,
        reading=True,
    )
    one.add_argument("act", nargs="?", default="list", choices=ACTS)
    one.add_argument("id", nargs="?", default="", help=tr("id of a freeze or a reply, as listed"))
    one.add_argument("--why", default="", help=tr("the reason, which is kept"))
    one.add_argument("--now", action="store_true", help=tr("at once, although its time has passed"))
    one = add("drill", tr("play a crisis during which nothing can leave"), drill)
    one.add_argument("act", nargs="?", default="list", choices=DRILLS)
    one.add_argument(
        "what",
        nargs="?",
        default="",
        help=tr(
            "its name; or a file of messages; or a script to play, without one the shipped one"
        ),
    )
    one.add_argument("--like", default="", help=tr("the account whose charter is rehearsed"))


def freeze(services: "Services", options: Namespace) -> Said:
    """Freeze, whoever has the workspace open; say what holds now. Raises `NotAllowed`."""
    pressed, _ = services.freezing.freeze(_scope(services, options), options.why)
    standing = services.freezing.standing()
    lines = [words.began(pressed, services.profiles.name, services.clock.now(), _names(services))]
    if standing.unwritten:
        lines.append(words.unwritten())
    if standing.held:
        lines.append(_count(standing.held))
    return Said({"freeze": pressed.id, "unwritten": standing.unwritten}, tuple(lines), 0)


def _scope(services: "Services", options: Namespace) -> Scope:
    kind = ScopeKind(options.scope)
    if kind is ScopeKind.ALL:
        return Scope()
    key = " ".join(options.what.split())
    if kind is ScopeKind.ACCOUNT:
        found = services.accounts.by_name(key)
        if found is None:
            raise NotAllowed("freeze-scope")
        return Scope(kind, found.id)
    if kind is ScopeKind.LABEL:
        label = next((one for one in services.labels.listed() if one.path == key), None)
        if label is None:
            raise NotAllowed("freeze-scope")
        return Scope(kind, str(label.id))
    if kind is ScopeKind.TOPIC:
        topic = next((one for one in services.brake.topics() if one.title == key), None)
        if topic is None:
            raise NotAllowed("freeze-scope")
        return Scope(kind, topic.id)
    known = {name for one in services.accounts.listed() for name in (one.platform, one.look)}
    if key not in known:
        raise NotAllowed("freeze-scope")
    return Scope(kind, key)


def thaw(services: "Services", options: Namespace) -> Said:
    """List what is held back, lift a freeze, or decide about one reply. Raises `NotAllowed`."""
    acts: dict[str, Callable[[], object]] = {
        "lift": lambda: _lift(services, options.id),
        "mistake": lambda: services.freezing.go_on(_freeze_id(services, options.id)),
        "keep": lambda: services.thawing.keep(OutboxId(options.id), at_once=options.now),
        "drop": lambda: services.thawing.drop(OutboxId(options.id), options.why),
        "let-out": lambda: services.thawing.let_out(OutboxId(options.id), options.why),
        "take-back": lambda: services.thawing.take_back(OutboxId(options.id)),
        "list": lambda: None,
    }
    if options.act not in ("list", "lift", "mistake"):
        try:
            services.outbox.row(OutboxId(options.id))
        except KeyError:
            raise NotAllowed("not-frozen") from None
    acts[options.act]()
    if not services.read_only:
        services.thawing.carry_out()
    return _listed(services)


def _lift(services: "Services", wanted: str) -> None:
    services.freezing.thaw(_freeze_id(services, wanted))


def _freeze_id(services: "Services", wanted: str) -> str:
    """Return the freeze that is meant: the one that is named, or the only one."""
    found = services.freezing.standing().freezes
    if not wanted and len(found) == 1:
        return found[0].id
    return wanted


def _listed(services: "Services") -> Said:
    standing, held, now = (
        services.freezing.standing(),
        services.thawing.held(),
        services.clock.now(),
    )
    names = _names(services)
    lines = []
    for one in standing.freezes:
        lines.append(f"{one.id}  {words.began(one, services.profiles.name, now, names)}")
        lines += [f"  {foreign.line(one.reason, SHOWN)}"] if one.reason else []
    lines += [_line(reply, now) for reply in held.replies]
    lines += [
        f"  {foreign.line(rule.name, 40)}: {words.of_rule(rule)}"
        for rule in held.rules
        if rule.decision is Decision.OPEN
    ]
    facts = {
        "freezes": [_facts(one) for one in standing.freezes],
        "held": [
            {
                "reply": one.row.id,
                "decision": str(one.verdict.decision),
                "body": one.row.whole or one.row.body,
                "time_passed": one.time_passed,
                "moved": one.moved,
            }
            for one in held.replies
        ],
        "rules": [{"rule": one.rule_id, "messages": one.messages} for one in held.rules],
    }
    if not lines:
        lines = [tr("Nothing is frozen, and nothing is held back.")]
    return Said(facts, tuple(lines), int(bool(standing.freezes or held.open)))


def _line(one: HeldReply, at: datetime) -> str:
    said = "; ".join(words.about(one, at))
    body = foreign.line(one.row.whole or one.row.body, SHOWN)
    return f"  {one.row.id}  {body}" + (f"  ({said})" if said else "")


def _facts(one: Freeze) -> dict[str, object]:
    return {
        "id": one.id,
        "scope": str(one.scope.kind),
        "key": one.scope.key,
        "since": one.since,
        "by": one.by,
        "why": one.reason,
    }


def _names(services: "Services") -> words.Names:
    return words.Names.of(
        services.accounts.listed(), services.labels.listed(), services.brake.topics()
    )


def _count(held: int) -> str:
    return trn("{n} thing is held back.", "{n} things are held back.", held).format(n=held)


def drill(services: "Services", options: Namespace) -> Said:
    """List drills, begin one, let messages of a file come in, or end it. Raises `NotAllowed`."""
    like = services.accounts.by_name(options.like) if options.like else None
    if options.act == "begin":
        services.drills.begin(options.what, like.id if like else None)
    elif options.act == "play":
        from cmworkstation.services import exercises  # noqa: PLC0415 - for this command only

        script = exercises.of_file(Path(options.what)) if options.what else None
        charter = (
            services.charters.assignments().get(like.id, "") if like else _with_levels(services)
        )
        services.exercises.begin(charter, script)
        services.exercises.carry_on()
    elif options.act == "inject":
        services.drills.inject(_invented(Path(options.what)))
        changes = tr("The messages came in, each marked as an exercise.")
        return Said({}, (changes,), 0)
    elif options.act == "end":
        services.exercises.end()
    found = services.drills.listed()
    now = services.clock.now()
    lines = [words.drill(one, now) for one in found]
    played = services.exercises.round()
    if played is not None:
        lines.append(desk.round_(played, now))
    going_on = services.drills.current()
    facts = {
        "drills": [
            {"id": one.id, "name": one.name, "began": one.began_at, "ended": one.ended_at}
            for one in found
        ]
    }
    return Said(
        facts, tuple(lines or [tr("There was no exercise yet.")]), int(going_on is not None)
    )


def _with_levels(services: "Services") -> str:
    """Return the first charter in force that knows levels of crisis, "" where none does."""
    return next((one.charter.header.id for one in services.crises.ladders()), "")


def _invented(path: Path) -> list[Injected]:
    """Return the messages of a file: one JSON object a line with writer and text. Raises `NotAllowed`."""
    try:
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        return [
            Injected(
                str(one.get("id") or n),
                str(one["writer"]),
                str(one["text"]),
                str(one.get("key", "")),
                str(one.get("under", "")),
                str(one.get("language", "")),
            )
            for n, one in enumerate(found, 1)
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise NotAllowed("drill-file") from None
