"""What can be done with what came in."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _part(key: str, title: str, icon: str) -> Command:
    return Command(
        f"intake.{key}",
        title,
        menu="accounts",
        icon=icon,
        action="intake.show",
        args=(key,),
        page="intake",
        group=2,
    )


INTAKE: Final = (
    _part("readings", N_("Show every reading"), "history"),
    _part("days", N_("Show what came in day by day"), "calendar"),
    _part("quarantine", N_("Show what could not be understood"), "warn"),
    _part("gaps", N_("Show when nothing was read"), "clock"),
    Command(
        "intake.trouble",
        N_("Show only trouble, or everything"),
        menu="accounts",
        icon="filter",
        page="intake",
        group=2,
    ),
    Command(
        "intake.export",
        N_("Export the ledger as CSV…"),
        menu="accounts",
        icon="save",
        page="intake",
        group=2,
    ),
    Command(
        "intake.try_again",
        N_("Try to understand the chosen items again"),
        ("Ctrl+Shift+Y",),
        menu="accounts",
        icon="refresh",
        group=3,
    ),
    Command(
        "intake.try_all",
        N_("Try to understand all items again"),
        menu="accounts",
        page="intake",
        group=3,
    ),
    Command(
        "intake.set_aside",
        N_("Set the chosen items aside"),
        ("Ctrl+Shift+X",),
        menu="accounts",
        help=N_("They are counted no more; what was received is kept."),
        group=3,
    ),
    Command("intake.put_back", N_("Put items back that were set aside"), menu="accounts", group=3),
    Command("intake.copy", N_("Copy the item as it was received"), menu="accounts", group=3),
    Command(
        "intake.fill", N_("Fill the chosen gap now"), menu="accounts", icon="download", group=3
    ),
    Command(
        "intake.older", N_("Fetch older messages of the chosen account…"), menu="accounts", group=3
    ),
    Command("intake.save", N_("Save the item as it was received…"), menu="accounts", group=3),
)
