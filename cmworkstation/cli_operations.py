"""Operations at the command line: listed, planned, taken in from a calendar file, written to one, checked.

cmworkstation operations [list | add | import | export | checks | relays]
"""

from argparse import Namespace
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_files import walk, write_csv
from cmworkstation.cli_said import Adding, Said
from cmworkstation.domain import foreign
from cmworkstation.domain.coherence import Severity
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.moment import read as read_moment
from cmworkstation.domain.operation import Kind, State, whole_days
from cmworkstation.domain.relay import Told
from cmworkstation.i18n import labelled, tr, trn
from cmworkstation.words import leaving, planning
from cmworkstation.words import operations as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

ACTS = ("list", "add", "import", "export", "checks", "relays")
DAYS = 42


def add_options(add: Adding) -> None:
    """Add what operations are asked for with."""
    one = add(
        "operations",
        tr("what is planned by theme: list, add, import, export, check"),
        operations,
        reading=True,
    )
    one.add_argument("act", nargs="?", default="list", choices=ACTS)
    one.add_argument("what", nargs="*", help=tr("the title of a new operation, or the file"))
    one.add_argument("--kind", default=Kind.POST.value, choices=[kind.value for kind in Kind])
    one.add_argument("--on", default="", metavar="DAY", help=tr("as “friday” or 2026-10-02"))
    one.add_argument("--days", type=int, default=0, help=tr("how many days, from today on"))
    one.add_argument("--theme", default="", help=tr("a topic of the board, or a new one"))
    one.add_argument("--message", default="", help=tr("the key message, in one sentence"))
    one.add_argument("--audience", default="", help=tr("to whom"))
    one.add_argument("--channel", action="append", default=[], help=tr("an account, or a place"))
    one.add_argument("--state", default=State.IDEA.value, choices=["idea", "agreed", "ready"])
    one.add_argument("--dry-run", action="store_true", help=tr("only say what would be taken in"))
    one.add_argument("--csv", metavar="FILE", help=tr("write it as a table"))


def operations(services: "Services", options: Namespace) -> Said:
    """Do what is asked for. Raises `NotAllowed`, `BackupMissing`."""
    if options.csv:
        write_csv(services, Path(options.csv), services.operations.table())
    acts = {
        "list": _listed,
        "add": _added,
        "import": _taken_in,
        "export": _written,
        "checks": _checked,
        "relays": _relayed,
    }
    return acts[options.act](services, options)


def _listed(services: "Services", options: Namespace) -> Said:
    today = services.operations.today()
    plan = services.plans.look(today, today + timedelta(days=options.days or DAYS))
    lines, facts = [], []
    for one in plan.items:
        title, below = planning.row(one, plan)
        lines.append(f"{title}\n    {below}")
        mine = one.occurrence.operation if one.occurrence is not None else None
        facts.append(
            {
                "id": mine.id if mine else one.key,
                "kind": mine.kind.value if mine else str(one.beside),
                "state": mine.state.value if mine else "",
                "title": one.title,
                "theme": plan.themes.get(one.topic_id, ""),
                "day": one.day.isoformat(),
                "last_day": one.last_day.isoformat(),
                "warnings": one.warnings,
            }
        )
    return Said({"operations": facts}, tuple(lines) or (tr("Nothing is planned in these weeks"),))


def _added(services: "Services", options: Namespace) -> Said:
    operations = services.operations
    day = _day(services, options.on)
    starts_at, ends_at = whole_days(day, day + timedelta(max(0, options.days - 1)), "")
    topic = services.topics.make(options.theme)[0].id if options.theme.strip() else ""
    one = replace(
        operations.new(day, Kind(options.kind), str(topic)),
        title=" ".join(options.what),
        starts_at=starts_at,
        ends_at=ends_at,
        message=options.message,
        audience=options.audience,
        channels=tuple(operations.channel(name)[0].id for name in options.channel),
        state=State(options.state),
    )
    operations.keep(one)
    text = tr("Planned: {title}, {day}").format(
        title=foreign.line(one.title, 80), day=words.day(day)
    )
    return Said({"id": one.id, "day": day.isoformat()}, (text,))


def _taken_in(services: "Services", options: Namespace) -> Said:
    found = services.calendar_imports.look(_file(options))
    if found.does_something and not options.dry_run:
        services.calendar_imports.take_in(found)
    lines = [words.incoming(found)]
    for one in found.faults:
        where = tr("line {n}").format(n=one.line) if one.line else ""
        title = foreign.line(one.title, 80)
        lines.append("  ".join(filter(None, (title, words.fault(one.why), where))))
    facts = {
        "new": len(found.new),
        "changed": len(found.changed),
        "cancelled": len(found.cancelled),
        "same": found.same,
        "faults": [{"title": one.title, "why": one.why, "line": one.line} for one in found.faults],
    }
    return Said(facts, tuple(lines))


def _written(services: "Services", options: Namespace) -> Said:
    from cmworkstation.services.dates import DateKind  # noqa: PLC0415 - for this act only

    file = _file(options)
    entries = leaving.entries(services.dates.listed({DateKind.OPERATION}), names=True)
    n = services.dates.write(file, entries, tr("CM Workstation"))
    text = trn("{file}: {n} date", "{file}: {n} dates", n)
    return Said({"file": str(file), "dates": n}, (text.format(file=file, n=n),))


def _checked(services: "Services", options: Namespace) -> Said:
    del options
    operations = services.operations
    found, themes = operations.findings(), operations.theme_names()
    channels = {one.id: one.name for one in operations.channels()}
    said = [words.finding(one, themes, channels) for one in found]
    facts = [
        {"check": one.check, "severity": one.severity, "about": list(one.about), "said": text}
        for one, text in zip(found, said, strict=True)
    ]
    lines = [
        labelled(tr("warning") if one.severity is Severity.WARN else tr("cue"), text)
        for one, text in zip(found, said, strict=True)
    ]
    warned = any(one.severity is Severity.WARN for one in found)
    return Said(
        {"findings": facts}, tuple(lines) or (tr("What is planned holds together"),), int(warned)
    )


def _relayed(services: "Services", options: Namespace) -> Said:
    del options
    rows = walk(services.relays.rows())
    lines, facts = [], []
    for row in rows:
        lines.append(foreign.line(row.news.title, 100))
        lines += [
            f"    {foreign.line(one.channel.name, 40)}: {words.cell(one)}" for one in row.cells
        ]
        facts.append(
            {
                "news": row.news.title,
                "channels": {one.channel.name: one.told for one in row.cells},
                "gaps": [one.channel.name for one in row.cells if one.told is Told.GAP],
            }
        )
    missing = any(row.gaps for row in rows)
    return Said({"news": facts}, tuple(lines) or (tr("No news is followed yet"),), int(missing))


def _file(options: Namespace) -> Path:
    if not options.what:
        raise NotAllowed("operation-file")
    return Path(" ".join(options.what))


def _day(services: "Services", text: str) -> date:
    today = services.operations.today()
    if not text or text.casefold() in (tr("today"), "today"):
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        at = read_moment(text, services.clock.now().astimezone())
    if at is None:
        raise NotAllowed("operation-day")
    return at.date()
