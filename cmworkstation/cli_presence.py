"""Commands about presence: names, looks at names, how much we depend on platforms, the media map. `cli` prints it.

cmworkstation presence [list | add | set | remove | accounts | official | report | farewell | names | alike | look]
cmworkstation dependence [--closing ACCOUNT] [--count ACCOUNT N]
cmworkstation media-map [--place NAME TIME PLACE WAY]
"""

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cmworkstation.cli_files import walk, write_out
from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.handle_check import Result
from cmworkstation.domain.media_map import Axes, Granularity, Modality, Time
from cmworkstation.domain.official_list import FORMS
from cmworkstation.domain.presence import Presence, Standing, Weight, worst
from cmworkstation.domain.table import Format, Table
from cmworkstation.i18n import N_, language, tr, trn
from cmworkstation.words import dependence as figures
from cmworkstation.words import media_map as places
from cmworkstation.words import presence as words

if TYPE_CHECKING:
    from cmworkstation.services.presence import Row
    from cmworkstation.services.workstation import Services

SHORT = 8  # characters at the end of an id by which a row is named at least: they are random
FIELDS: Final = (
    *("platform", "handle", "address", "status", "purpose", "owner", "deputy", "recovery"),
    *("second_factor", "in_keyring", "renews_on", "verification", "linked_from", "made_on"),
    *("used_on", "bio", "rotated_on"),
)
DAYS: Final = frozenset(("renews_on", "made_on", "used_on", "rotated_on"))
TABLES: Final[Mapping[str, Format]] = {
    ".md": Format.MARKDOWN,
    ".jsonl": Format.JSON_LINES,
}


def add_options(add: Adding) -> None:
    """Add the three commands."""
    one = add(
        "presence",
        tr("which names are ours, who holds the keys, what is missing"),
        presence,
        reading=True,
    )
    one.add_argument("act", nargs="?", default="list", choices=tuple(ACTS))
    one.add_argument("what", nargs="?", default="", help=tr("a name, or the end of its id"))
    one.add_argument(
        "--set",
        dest="fields",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help=tr("a field of the name: {fields}").format(fields=", ".join(FIELDS)),
    )
    one.add_argument("--on", default="", metavar="PLATFORM", help=tr("the platform looked at"))
    one.add_argument("--result", default="", choices=("", *Result), help=tr("what was seen there"))
    one.add_argument("--by", default="", metavar="WHO", help=tr("who has taken the name"))
    one.add_argument("--form", default="markdown", choices=tuple(FORMS))
    one.add_argument("--to", type=Path, metavar="FILE", help=tr("write it into this file"))
    one = add("dependence", tr("how much we depend on each platform"), dependence, reading=True)
    one.add_argument("--closing", default="", metavar="ACCOUNT", help=tr("as if it closed"))
    one.add_argument(
        "--count", nargs=2, metavar=("ACCOUNT", "N"), help=tr("so many people follow it today")
    )
    one.add_argument("--to", type=Path, metavar="FILE", help=tr("write it into this file"))
    one = add(
        "media-map",
        tr("where accounts stand in time, place and way of speaking"),
        media_map,
        reading=True,
    )
    one.add_argument(
        "--place",
        nargs=4,
        metavar=("NAME", "TIME", "PLACE", "WAY"),
        help=tr("place an account, as: {example}").format(example="mairie hour town 1-many"),
    )
    one.add_argument("--to", type=Path, metavar="FILE", help=tr("write it into this file"))


# Names


@unknown(N_("Nothing, or more than one, is called “{name}”."))
def presence(services: "Services", options: Namespace) -> Said:
    """Do what was asked of the register. Raises `KeyError` where no name, or more than one, is called so."""
    return ACTS[options.act](services, options)


def _list(services: "Services", options: Namespace) -> Said:
    if options.to:
        return _written(services, services.presence.table(), options.to)
    rows = services.presence.rows()
    lines = [line for row in rows for line in _lines(row)]
    bad = any(worst(row.concerns) in (Weight.ERROR, Weight.WARN) for row in rows)
    facts = {"presence": [_facts(row) for row in rows]}
    return Said(facts, tuple(lines) or (tr("No name is in the register yet."),), int(bad))


def _add(services: "Services", options: Namespace) -> Said:
    return _kept(services, _with(services.presence.new(options.on, options.what), options.fields))


def _set(services: "Services", options: Namespace) -> Said:
    row = _found(services, options.what)
    kept = services.presence.one(row.presence.id)
    return _kept(services, _with(kept, options.fields))


def _remove(services: "Services", options: Namespace) -> Said:
    row = _found(services, options.what)
    services.presence.remove(row.presence.id)
    return Said({"removed": row.presence.id}, (tr("Taken out of the register."),))


def _accounts(services: "Services", options: Namespace) -> Said:
    n, _ = services.presence.add_accounts()
    said = trn("{n} account taken in.", "{n} accounts taken in.", n).format(n=n)
    return Said({"added": n}, (said, *_list(services, options).lines))


def _official(services: "Services", options: Namespace) -> Said:
    text = services.presence.official(options.form, language(), words.platform)
    return _text(text, options.to)


def _report(services: "Services", options: Namespace) -> Said:
    row = _found(services, options.what)
    return _text(services.presence.report(row.presence.id, language(), words.platform), options.to)


def _farewell(services: "Services", options: Namespace) -> Said:
    row = _found(services, options.what)
    draft, _ = services.presence.farewell_draft(row.presence.id, language())
    said = tr("A draft is ready; nothing was sent.")
    return Said({"draft": draft.id}, (said, *draft.body.splitlines()))


def _names(services: "Services", options: Namespace) -> Said:
    names = [options.what] if options.what else None
    if options.to:
        return _written(services, services.handles.table(names), options.to)
    found = services.handles.lines(names)
    lines = [
        f"{foreign.line(one.handle, 24):<24} {words.platform(one.platform):<18} {words.result(one):<34} {one.address}"
        for one in found
    ]
    facts = {"names": [asdict(one) for one in found]}
    return Said(facts, tuple(lines) or (tr("No name is watched yet."),))


def _alike(services: "Services", options: Namespace) -> Said:
    if options.to:
        return _written(services, services.handles.lookalike_table(options.what), options.to)
    found = services.handles.lookalikes(options.what)
    lines = [
        f"{one.name:<28} {words.trick(one.trick):<30} {words.looked(last) if last else ''}".rstrip()
        for one, last in found
    ]
    facts = {"lookalikes": [asdict(one) for one, _ in found]}
    return Said(facts, tuple(lines) or (tr("This name is too short or too long."),))


def _look(services: "Services", options: Namespace) -> Said:
    if not options.result:
        raise NotAllowed("presence-name")
    check, _ = services.handles.log(options.on, options.what, Result(options.result), options.by)
    said = f"{foreign.line(check.handle, 60)} · {words.platform(check.platform)}: {words.looked(check)}"
    return Said(asdict(check), (said,))


ACTS: Final[Mapping[str, Callable[["Services", Namespace], Said]]] = {
    "list": _list,
    "add": _add,
    "set": _set,
    "remove": _remove,
    "accounts": _accounts,
    "official": _official,
    "report": _report,
    "farewell": _farewell,
    "names": _names,
    "alike": _alike,
    "look": _look,
}


# Dependence and the map


@unknown(N_("Nothing, or more than one, is called “{name}”."))
def dependence(services: "Services", options: Namespace) -> Said:
    """Say how much we depend on each platform, or what would be lost with an account; enter an audience."""
    if options.count:
        account = _account(services, options.count[0])
        if not options.count[1].isdecimal():
            raise NotAllowed("presence-count")
        services.dependence.count(account.id, int(options.count[1]))
    look = walk(services.dependence.look())
    if options.closing:
        account = _account(services, options.closing)
        found = services.dependence.closing(account.id, look)
        if options.to:
            return _written(services, services.dependence.people_table(found.people), options.to)
        now = services.clock.now()
        people = [figures.person(one, now) for one in found.people]
        acts = [figures.action(one) for one in found.actions]
        facts = {
            "account": account.name,
            "people": [asdict(one) for one in found.people],
            "promises": [one.id for one in found.promises],
            "waiting": list(found.waiting),
            "announcements": [one.id for one in found.announcements],
            "actions": list(found.actions),
        }
        lines = (figures.closing(found), figures.saved(found.saved, now), *acts, "", *people)
        return Said(facts, lines)
    if options.to:
        return _written(services, services.dependence.table(look), options.to)
    lines = (figures.headline(look), "")
    for figure in look.figures:
        head = (
            f"{figures.part(figure.part)}: {figures.effective(figure)}, {figures.band(figure.band)}"
        )
        lines += (head,)
        lines += tuple(
            f"  {words.platform(one):<24} {figures.amount(figure, one):>14}  {figures.share(figure, one):>6}"
            for one in look.platforms
        )
    facts = {
        "figures": [
            {
                "part": figure.part,
                "band": figure.band,
                "effective": figure.effective,
                "amounts": [asdict(one) for one in figure.amounts],
            }
            for figure in look.figures
        ]
    }
    return Said(facts, lines)


@unknown(N_("Nothing, or more than one, is called “{name}”."))
def media_map(services: "Services", options: Namespace) -> Said:
    """Say where accounts stand, and what is missing; place one."""
    if options.place:
        name, *axes = options.place
        named = [
            one for one in services.media_map.points() if one.name.casefold() == name.casefold()
        ]
        if len(named) != 1:
            raise KeyError(name)
        try:
            wanted = Axes(Time(axes[0]), Granularity(axes[1]), Modality(axes[2]))
        except ValueError:
            raise KeyError(" ".join(axes)) from None
        services.media_map.place(named[0].subject, wanted)
    if options.to:
        return _written(services, services.media_map.table(), options.to)
    found = services.media_map.points()
    missing = services.media_map.holes()
    facts = {"points": [asdict(one) for one in found], "missing": asdict(missing)}
    return Said(facts, (*(places.point(one) for one in found), places.holes(missing)))


# What they share


def _account(services: "Services", name: str) -> Account:
    found = services.accounts.by_name(name)
    if found is None:
        raise KeyError(name)
    return found


def _found(services: "Services", name: str) -> "Row":
    rows = services.presence.rows()
    wanted = name.casefold()
    found = [one for one in rows if len(name) >= SHORT and one.presence.id.endswith(wanted)]
    found = found or [one for one in rows if one.presence.handle.casefold() == wanted]
    if len(found) != 1:
        raise KeyError(name)
    return found[0]


def _with(one: Presence, given: list[str]) -> Presence:
    """Return a row with other fields. Raises `KeyError` for a field or a value that is none."""
    changed: dict[str, object] = {}
    for field in given:
        name, equals, value = field.partition("=")
        if not equals or name not in FIELDS:
            raise KeyError(field)
        try:
            changed[name] = _value(name, value)
        except ValueError:
            raise KeyError(field) from None
    return replace(one, **changed)  # type: ignore[arg-type]


def _value(name: str, text: str) -> object:
    if name in DAYS:
        return date.fromisoformat(text) if text else None
    if name == "status":
        return Standing(text)
    return text in ("1", "yes", "true", "oui") if name == "in_keyring" else text


def _kept(services: "Services", one: Presence) -> Said:
    services.presence.keep(one)
    row = next(row for row in services.presence.rows() if row.presence.id == one.id)
    return Said(_facts(row), tuple(_lines(row)))


def _lines(row: "Row") -> list[str]:
    one = row.presence
    name = f"{foreign.line(one.handle, 28):<28} {words.platform(one.platform):<18}"
    head = f"{one.id[-SHORT:]}  {name} {words.standing(one.status):<14} {foreign.line(one.address, 80)}"
    said = words.concerns(row.concerns)
    return [head.rstrip(), *([f"          {said}"] if said else [])]


def _facts(row: "Row") -> dict[str, object]:
    return {**asdict(row.presence), "concerns": [str(one.concern) for one in row.concerns]}


def _text(text: str, target: Path | None) -> Said:
    if target is None:
        return Said({"text": text}, tuple(text.rstrip("\n").split("\n")))
    write_out(target, text)
    return Said({"file": str(target)}, (str(target),))


def _written(services: "Services", table: Table, target: Path) -> Said:
    form = TABLES.get(target.suffix.lower(), Format.CSV)
    n = walk(services.tables.write(table, target, form))
    said = trn("{file}: {n} row", "{file}: {n} rows", n).format(file=target, n=n)
    return Said({"file": str(target), "rows": n, "columns": list(table.columns)}, (said,))
