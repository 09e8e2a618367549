"""Keys in words; the table of `docs/keys.md`."""

from collections.abc import Sequence
from typing import Final

from cmworkstation.i18n import N_, tr
from cmworkstation.ui import keymap
from cmworkstation.ui.commands import COMMANDS, Command, is_bare

_NAMES: Final = {
    "Return": N_("Enter"),
    "Enter": N_("Enter"),
    "Esc": N_("Esc"),
    "Down": "↓",
    "Up": "↑",
    "Left": "←",
    "Right": "→",
    "Shift": N_("Shift"),
    "Ctrl": N_("Ctrl"),
    "Alt": N_("Alt"),
    "Delete": N_("Delete"),
    "Backspace": N_("Backspace"),
}
CONTEXTS: Final = {
    "global": N_("Everywhere"),
    "list": N_("In the list"),
    "thread": N_("In the conversation"),
    "composer": N_("While writing"),
    "triage": N_("In the triage"),
}
AREAS: Final = {
    "inbox": N_("Inbox"),
    "views": N_("Saved views"),
    "triage": N_("Triage"),
    "batch": N_("One at a time and together"),
    "moderate": N_("Moderating"),
    "composer": N_("Answer"),
    "media": N_("Pictures and files"),
    "outbox": N_("Outbox"),
    "capture": N_("Captured by hand"),
    "approvals": N_("Approvals"),
    "accounts": N_("Accounts"),
    "intake": N_("Intake"),
    "charter": N_("Charter"),
    "guide": N_("Answers"),
    "promises": N_("Promises"),
    "operations": N_("Operations"),
    "presence": N_("Presence"),
    "briefing": N_("Briefing"),
    "filing": N_("Topics and experts"),
    "dialogue": N_("Dialogue"),
    "contacts": N_("Contacts"),
    "inbox_rules": N_("Inbox rules"),
    "watch": N_("Watch"),
    "times": N_("Reply times"),
    "review": N_("History"),
    "golden": N_("Golden rules"),
    "experiences": N_("Did it help?"),
    "workspace": N_("Workspace"),
    "people": N_("People"),
    "erasing": N_("Erasing"),
    "crisis": N_("Crisis"),
    "dashboard": N_("Dashboard"),
    "desk": N_("Crisis desk"),
    "freeze": N_("Freeze"),
    "thaw": N_("Thaw"),
    "proof": N_("Proof"),
    "go": N_("Go to"),
    "app": N_("Program"),
}


def of(command: Command) -> tuple[str, ...]:
    """Return the keys of a command in the set and with the changes that this person chose."""
    return keymap.current().of(command)


def everywhere(command: Command) -> list[str]:
    """Return the keys of a command that act in the whole window, French forms included."""
    return [form for key in of(command) if not is_bare(key) for form in keymap.forms(key)]


def bare(command: Command) -> list[str]:
    """Return the keys of a command that act in attached widgets only."""
    return [key for key in of(command) if is_bare(key)]


def say(key: str) -> str:
    """Return a key as people read it: "Ctrl+Shift+R", "G then I", "Alt+↓"."""
    return (
        tr("{first} then {second}").format(
            first=_say_one(key.split(", ", maxsplit=1)[0]), second=_say_one(key.split(", ")[1])
        )
        if ", " in key
        else _say_one(key)
    )


def say_all(command: Command) -> str:
    """Return all keys of a command, each once, "" when it has none."""
    said = dict.fromkeys(say(key) for key in of(command))
    return ", ".join(said)


def title(command: Command) -> str:
    """Return what a command is called, in the person's language."""
    return tr(command.title).format(n=command.args[0] if command.args else "")


def table(commands: Sequence[Command] = COMMANDS) -> str:
    """Return the key table as Markdown, one section per area."""
    lines = ["# " + tr("Keys"), ""]
    for area, name in AREAS.items():
        lines += [f"## {tr(name)}", "", f"| {tr('Command')} | {tr('Keys')} |", "|---|---|"]
        lines += [
            f"| {title(one)} | {say_all(one).replace('|', chr(92) + '|')} |"
            for one in commands
            if one.id.partition(".")[0] == area
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _say_one(key: str) -> str:
    head, plus, last = key.rpartition("+")
    if key.endswith("++"):
        head, plus, last = key[:-2], "+", "+"
    parts = [*head.split("+"), last] if plus and head else [key]
    return "+".join(tr(_NAMES[part]) if part in _NAMES else part for part in parts)
