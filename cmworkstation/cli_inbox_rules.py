"""Commands for inbox rules: what they do, and what they say. `cli` prints it.

cmworkstation inbox-rules list | show | dry-run | on | off | apply | export | import
"""

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cmworkstation.cli_files import read_in, walk, write_out
from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain import foreign
from cmworkstation.domain.inbox_rule import InboxRule
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.words import inbox_rules as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

LONGEST_FILE: Final = 4_000_000  # bytes


def add_options(add: Adding) -> None:
    """Add what inbox rules are asked for with."""
    one = add("inbox-rules", tr("rules that sort what comes in"), run, reading=True)
    one.add_argument("act", choices=tuple(ACTS))
    one.add_argument("rule", nargs="?", default="", help=tr("name or id of a rule"))
    one.add_argument("--file", type=Path, help=tr("the file; the standard ones when left out"))
    one.add_argument(
        "--anyway", action="store_true", help=tr("also where it finds much of what comes in")
    )


@unknown(N_("No inbox rule, or more than one, is called “{name}”."), "rule")
def run(services: "Services", options: Namespace) -> Said:
    """Do what was asked. Raises `KeyError` where no rule is called so."""
    return ACTS[options.act](services, options)


def found(services: "Services", name: str) -> InboxRule:
    """Return the rule of a name or an id. Raises `KeyError`, also where two are called so."""
    listed = services.inbox_rules.listed()
    named = [one for one in listed if one.id == name] or [
        one for one in listed if one.name.casefold() == name.casefold()
    ]
    if len(named) != 1:
        raise KeyError(name)
    return named[0]


def _list(services: "Services", _options: Namespace) -> Said:
    listed, fired = services.inbox_rules.listed(), services.inbox_rules.fired()
    lines = [
        f"{words.standing(one):<4} {foreign.line(one.folder, 24):<24} {foreign.line(one.name, 40):<40}"
        f" {words.fired(fired.get(one.id))}"
        for one in listed
    ]
    return Said(
        {"rules": [_facts(one) for one in listed]}, tuple(lines) or (tr("No inbox rules yet."),)
    )


def _show(services: "Services", options: Namespace) -> Said:
    rule = found(services, options.rule)
    name = words.titled(services.inbox_rules.topics(removed=True))
    lines = [
        tr("{name}: {state}").format(name=foreign.line(rule.name), state=words.standing(rule)),
        tr("finds: {query}").format(query=foreign.line(rule.query)),
        *(words.action(one, name) for one in rule.actions),
    ]
    now = services.clock.now()
    effects = services.inbox_rule_runs.of_rule(rule.id, 20)
    lines += [words.effect(one, now, name) for one in effects]
    facts = _facts(rule) | {"effects": [asdict(one) for one in effects]}
    return Said(facts, tuple(lines))


def _dry_run(services: "Services", options: Namespace) -> Said:
    rule = found(services, options.rule)
    seen = walk(services.inbox_rule_runs.dry_run(rule))
    shown = services.inbox_rule_runs.messages(seen.first[:10])
    name = words.titled(services.inbox_rules.topics(removed=True))
    lines = [words.dry_run(seen), *(words.change(one, name) for one in seen.changes)]
    lines += [
        f"  {foreign.line(one.author_name, 24):<24} {foreign.line(one.text or one.title, 72)}"
        for one in shown
    ]
    facts = {
        "rule": rule.id,
        "messages": seen.messages,
        "conversations": seen.conversations,
        "first": list(seen.first),
        "changes": [
            {"kind": one.kind, "value": one.value, "would": would, "already": already}
            for one, would, already in seen.changes
        ],
    }
    return Said(facts, tuple(lines))


def _switch(services: "Services", options: Namespace) -> Said:
    rule = found(services, options.rule)
    on = options.act == "on"
    services.inbox_rules.switch(rule.id, on=on, anyway=options.anyway)
    said = tr("“{name}” is on.") if on else tr("“{name}” is off.")
    return Said({"rule": rule.id, "on": on}, (said.format(name=foreign.line(rule.name)),))


def _apply(services: "Services", options: Namespace) -> Said:
    done = walk(services.inbox_rule_runs.apply(found(services, options.rule).id))
    facts = {"run": done.run, "messages": done.messages, "effects": done.effects}
    return Said(facts, (words.run_done(done),))


def _export(services: "Services", options: Namespace) -> Said:
    wanted = [found(services, options.rule).id] if options.rule else []
    text = services.inbox_rules.export(wanted)
    if options.file is None:
        return Said({"text": text}, (text.rstrip("\n"),))
    write_out(options.file, text)
    return Said({"file": str(options.file)}, (tr("The rules were written."),))


def _import(services: "Services", options: Namespace) -> Said:
    kept, _ = services.inbox_rules.take_in(_text(options.file))
    said = trn(
        "{n} rule was added, turned off.", "{n} rules were added, turned off.", len(kept)
    ).format(n=len(kept))
    return Said({"rules": [_facts(one) for one in kept]}, (said,))


def _text(file: Path | None) -> str:
    if file is None:
        return sys.stdin.read(LONGEST_FILE)
    return read_in(file, LONGEST_FILE)


def _facts(rule: InboxRule) -> dict[str, object]:
    return asdict(rule)


ACTS: Final[Mapping[str, Callable[["Services", Namespace], Said]]] = {
    "list": _list,
    "show": _show,
    "dry-run": _dry_run,
    "on": _switch,
    "off": _switch,
    "apply": _apply,
    "export": _export,
    "import": _import,
}
