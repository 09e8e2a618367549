"""What can be done with inbox rules."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(
    name: str, title: str, icon: str = "", help_: str = "", keys: tuple[str, ...] = ()
) -> Command:
    return Command(
        f"inbox_rules.{name}",
        title,
        keys,
        menu="conversation",
        icon=icon,
        help=help_,
        page="inbox_rules",
        group=8,
    )


def _here(name: str, title: str, icon: str) -> Command:
    return Command(f"inbox.{name}", title, menu="conversation", icon=icon, page="inbox", group=8)


INBOX_RULES: Final = (
    _here("why_sorted", N_("Why was this sorted?"), "filter"),
    _here("rule_from_message", N_("Make an inbox rule from this message…"), "filter"),
    _here("rule_from_search", N_("Make an inbox rule from this search…"), "filter"),
    _row(
        "new", N_("New inbox rule…"), "add", N_("What happens by itself to messages that come in.")
    ),
    _row("try", N_("Dry run of this inbox rule"), "search", N_("It changes nothing.")),
    _row("switch", N_("Turn this inbox rule on or off"), "done"),
    _row("change", N_("Change this inbox rule…"), "edit"),
    _row("duplicate", N_("Duplicate this inbox rule"), "copy"),
    _row("up", N_("Let this inbox rule apply earlier"), keys=("Ctrl+Shift+Up",)),
    _row("down", N_("Let this inbox rule apply later"), keys=("Ctrl+Shift+Down",)),
    _row("remove", N_("Remove this inbox rule"), "remove"),
    _row("export", N_("Save all inbox rules as a file…"), "save"),
    _row("import", N_("Take inbox rules in from a file…"), "open"),
)
