"""What can be done at the crisis desk."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str = "", help_: str = "") -> Command:
    return Command(
        f"desk.{name}", title, menu="workspace", icon=icon, help=help_, page="crisis", group=4
    )


DESK: Final = (
    _row(
        "statement",
        N_("Use a holding statement…"),
        "send",
        N_("The chosen statement with its blanks, as it will stand on each account."),
    ),
    _row(
        "addendum",
        N_("Add to a statement that is out…"),
        "edit",
        N_("What has changed since, as a post of its own; what was sent stays as it was sent."),
    ),
    _row("addendum_drop", N_("Throw the addendum away")),
    _row("said_open", N_("Open the conversation of a statement"), "open"),
    _row("note", N_("Write a decision into the log…"), "note"),
    _row("update", N_("When we speak again…"), "hourglass"),
    _row("confirm", N_("What is confirmed…")),
    _row("compromised", N_("An account in other hands…"), "shield"),
    _row("belongs", N_("Which conversations belong to the crisis…")),
    _row("question", N_("Open the conversation that waits in the crisis"), "open"),
    _row("call", N_("Call the next of the roster"), "phone"),
    _row("reached", N_("The call reached somebody"), "good"),
    _row("missed", N_("The call reached nobody")),
    _row("person_add", N_("Put somebody on the roster…")),
    _row("person_change", N_("Change somebody of the roster…")),
    _row("person_up", N_("Call somebody of the roster earlier")),
    _row("person_remove", N_("Take somebody off the roster")),
    _row("print_roster", N_("Print the call list…"), "print"),
    _row("save_roster", N_("Save the roster as a table…"), "save"),
    _row("save_log", N_("Save the log of the crisis as a table…"), "save"),
    _row("debrief", N_("Debrief and report…"), "history"),
    _row("drill", N_("Begin or end a drill…"), "crisis"),
)
