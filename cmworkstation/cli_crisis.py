"""The crisis desk at the command line. `cli` prints what it says.

cmworkstation crisis [list | declare | end] [charter] [level]
cmworkstation crisis desk | log | roster | statements | questions | debrief
cmworkstation crisis remind
cmworkstation crisis note --why WORDS
cmworkstation crisis post charter statement [--fill name=words]
"""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_said import Adding, Said
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.i18n import language, tr
from cmworkstation.words import crises as words
from cmworkstation.words import debriefs
from cmworkstation.words import desk as desk_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmworkstation.domain.episode import Episode
    from cmworkstation.services.crises import Ladder
    from cmworkstation.services.workstation import Services

LEVELS = ("list", "declare", "end")
DESK = ("desk", "log", "note", "roster", "statements", "post", "questions", "debrief", "remind")


def add_options(add: Adding) -> None:
    """Add what the levels and the desk are asked for with."""
    one = add(
        "crisis", tr("say which crisis level holds; declare one, or end it"), crisis, reading=True
    )
    one.add_argument("act", nargs="?", default="list", choices=(*LEVELS, *DESK))
    one.add_argument("charter", nargs="?", default="", help=tr("id of the charter"))
    one.add_argument(
        "level", nargs="?", default="", help=tr("id of the level or of the statement, as listed")
    )
    one.add_argument("--why", default="", help=tr("the reason, or what is to be noted"))
    one.add_argument(
        "--fill",
        action="append",
        default=[],
        metavar=tr("NAME=WORDS"),
        help=tr("fill a blank of the statement; what is proposed stands in the others"),
    )
    one.add_argument(
        "--place", default="", help=tr("post the statement into this place, by its name there")
    )
    one.add_argument("--to", type=Path, help=tr("write the report into this file (.md or .html)"))


def crisis(services: "Services", options: Namespace) -> Said:
    """List the levels and which holds, declare one or end it; or ask the desk. Raises `NotAllowed`."""
    if options.act in DESK:
        return _desk(services, options)
    if options.act != "list":
        level = options.level if options.act == "declare" else ""
        services.crises.declare(options.charter, level, options.why)
    ladders = services.crises.ladders()
    lines = [line for one in ladders for line in _lines(services, one)]
    facts = {
        "charters": [
            {
                "charter": one.charter.header.id,
                "holds": one.now.level if one.now else "",
                "since": one.now.since if one.now else None,
                "why": one.now.why if one.now else "",
                "levels": [each.id for each in one.levels],
                "may": sorted(one.may),
            }
            for one in ladders
        ]
    }
    nothing = tr("No charter in force knows crisis levels.")
    return Said(facts, tuple(lines or [nothing]), int(any(one.now for one in ladders)))


def remind(services: "Services") -> list[str]:
    """Do what the window's clockwork does, and say it: the word that is due, calls that pass on, what a drill plays."""
    services.exercises.carry_on()
    lines = []
    late = services.desk.due()
    if late is not None:
        lines.append(desk_words.due(late.at, over=late.over))
    lines += [desk_words.passed(one.person, one.following) for one in services.roster.pass_on()]
    now = services.clock.now()
    lines += [debriefs.action(one, now) for one in services.debriefs.remind()]
    played = services.exercises.round()
    return [*lines, desk_words.round_(played, now)] if played else lines


def _desk(services: "Services", options: Namespace) -> Said:
    if options.act == "note":
        services.desk.note(options.why)
    if options.act == "post":
        return _post(services, options)
    if options.act == "remind":
        lines = remind(services)
        return Said({"due": lines}, tuple(lines or [tr("Nothing is due.")]), int(bool(lines)))
    tellers = {
        "desk": _measured,
        "log": _log,
        "note": _log,
        "roster": _roster,
        "statements": _statements,
        "questions": _questions,
        "debrief": _debrief,
    }
    return tellers[options.act](services, options)


def _measured(services: "Services", options: Namespace) -> Said:
    """Say what is measured against the triggers, and whether we speak again in time."""
    now, lines, facts = services.clock.now(), [], []
    for ladder in services.crises.ladders():
        live = services.triggers.look(ladder.charter.header.id)
        if live is None or options.charter not in ("", ladder.charter.header.id):
            continue
        for one in live.triggers:
            level = words.name(live.charter, one.level)
            lines.append(
                f"{level} ({one.number}) · {desk_words.met(one)}: {desk_words.trigger(one)}"
            )
        if live.proposal:
            lines.append(desk_words.proposal(live.charter, live.proposal))
        facts.append(
            {
                "charter": live.charter.header.id,
                "values": dict(live.values),
                "met": [one.text or "terms" for one in live.triggers if one.met],
                "proposed": live.proposal.level if live.proposal else "",
            }
        )
    episode = services.desk.current()
    said = (
        desk_words.update(episode.update_at, now)
        if episode
        else desk_words.calm(services.desk.quiet_since(), now)
    )
    return Said({"charters": facts}, (*lines, said), int(episode is not None))


def _log(services: "Services", _: Namespace) -> Said:
    """Print the log of the crisis that goes on, or of the last one."""
    episode = _latest(services)
    log = services.desk.log(episode) if episode else ()
    said = [
        desk_words.line(one, services.profiles.name, services.roster.name, _level(services))
        for one in log
    ]
    lines = [
        f"{one.n}  {one.at:%Y-%m-%d %H:%M:%S}  {text}" for one, text in zip(log, said, strict=True)
    ]
    facts = {
        "log": [
            {"n": one.n, "at": one.at, "kind": one.kind, "by": one.by, "words": text}
            for one, text in zip(log, said, strict=True)
        ]
    }
    return Said(facts, tuple(lines or [tr("The log writes itself from the first level on.")]))


def _roster(services: "Services", _: Namespace) -> Said:
    """Print whom to call, in which order, with every number."""
    people, now = services.roster.ladder(), services.roster.on_call()
    names = {one.id: one.name for one in people}
    lines = [
        f"{n}. {desk_words.person(one, now=one.id in now, deputy=names.get(one.deputy_id, ''))}"
        for n, one in enumerate(people, 1)
    ]
    facts = {
        "roster": [
            {"name": one.name, "part": one.part, "phones": one.numbers, "on_call": one.id in now}
            for one in people
        ]
    }
    return Said(facts, tuple(lines or [desk_words.on_call(())]))


def _statements(services: "Services", options: Namespace) -> Said:
    """Print the holding statements, and why one cannot be used now."""
    found = services.statements.listed(language(), options.charter)
    lines = [
        f"{one.charter.header.id}  {one.statement.id:<20} {one.title}"
        + (f"  ({tr(desk_words.REASONS[one.reason])})" if one.reason else "")
        for one in found
    ]
    facts = {
        "statements": [
            {
                "charter": one.charter.header.id,
                "id": one.statement.id,
                "languages": one.languages,
                "reason": one.reason,
            }
            for one in found
        ]
    }
    return Said(facts, tuple(lines or [tr("No charter in force has a holding statement.")]))


def _post(services: "Services", options: Namespace) -> Said:
    """Post a statement on all accounts of its charter, filled with what is proposed and given."""
    statements = services.statements
    ready = statements.ready(options.charter, options.level)
    spoken = ready.languages[0] if ready.languages else ""
    again = statements.again(ready)
    values = {one.name: one.proposed for one in statements.blanks(ready, spoken, again)}
    for given in options.fill:
        name, equals, text = given.partition("=")
        if not equals or name not in values:
            raise NotAllowed("statement-blank")
        values[name] = text
    where = [one.id for one in statements.places(options.charter)]
    places = services.post_places.on(where, options.place)
    left = statements.post(
        options.charter, options.level, spoken, values, where, again, places=places
    )
    facts = {
        "queued": left.queued,
        "asked": left.asked,
        "by_hand": left.by_hand,
        "failed": [id_ for id_, _ in left.failed],
        "again": again,
    }
    said = tr("Queued: {queued}, asked for a word: {asked}, by hand: {hand}, failed: {failed}")
    line = said.format(
        queued=len(left.queued),
        asked=left.asked,
        hand=len(left.by_hand),
        failed=len(left.failed),
    )
    return Said(facts, (line,), int(bool(left.failed)))


def _questions(services: "Services", _: Namespace) -> Said:
    """Print who waits for us in the crisis, the longest wait first."""
    found = services.desk.questions(services.desk.current())
    lines = [f"{one.id}  {one.waiting_since:%Y-%m-%d %H:%M}  {one.author_name}" for one in found]
    facts = {"questions": [{"id": one.id, "since": one.waiting_since} for one in found]}
    return Said(facts, tuple(lines or [tr("Nobody waits for an answer.")]))


def _debrief(services: "Services", options: Namespace) -> Said:
    """Print the report of the crisis or drill that goes on, or of the last one; or write it into a file."""
    episode = _latest(services)
    if episode is None:
        return Said({}, (tr("Nothing yet."),))
    found = services.debriefs.of(episode.id)
    blocks = list(
        debriefs.blocks(
            found,
            services.clock.now(),
            _level(services),
            services.profiles.name,
            services.roster.name,
            services.exercises.played(episode),
        )
    )
    text = debriefs.as_markdown(blocks)
    if options.to is not None:
        page = options.to.suffix.lower() in (".html", ".htm")
        content = debriefs.as_html(blocks) if page else text
        services.tables.write_file(options.to, content.encode("utf-8"))
        return Said(
            {"file": str(options.to)}, (tr("Saved: {names}.").format(names=options.to.name),)
        )
    return Said({"report": text}, tuple(text.splitlines()))


def _latest(services: "Services") -> "Episode | None":
    return services.desk.current() or next(iter(services.desk.episodes()), None)


def _level(services: "Services") -> "Callable[[str], str]":
    ladders = services.crises.ladders()

    def name(level: str) -> str:
        for one in ladders:
            if level in {each.id for each in one.levels}:
                return words.name(one.charter, level)
        return level

    return name


def _lines(services: "Services", one: "Ladder") -> list[str]:
    at, charter = services.clock.now(), one.charter
    now = (
        words.holds(charter, one.now, services.profiles.name, at)
        if one.now
        else tr("{charter}: normal").format(charter=charter.header.id)
    )
    others = tr("not by you")
    listed = [
        f"  {each.level}  {each.id:<16} {words.name(charter, each.id)}"
        + ("" if each.id in one.may else f"  ({others})")
        for each in one.levels
    ]
    return [now, *([f"  {one.now.why}"] if one.now else []), *listed]
