"""What can be done about briefings for colleagues."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str = "") -> Command:
    return Command(f"briefing.{name}", title, icon=icon, page="briefing", group=3)


BRIEFING: Final = (
    Command(
        "filing.briefing",
        N_("Put into a briefing…"),
        ("Ctrl+F8",),
        "list thread",
        "conversation",
        "newspaper",
        group=2,
    ),
    _row("new", N_("Brief another department"), "add"),
    _row("change", N_("Change the chosen department"), "edit"),
    _row("remove", N_("Brief the chosen department no more"), "remove"),
    _row("finish", N_("Finish the briefing"), "check"),
    _row("toggle", N_("Take the chosen item out of the briefing, or put it back")),
    _row("open", N_("Open the thread of the chosen item"), "external"),
    _row("names", N_("Name private persons in the briefing, or nobody"), "user"),
    _row("again", N_("Gather the briefing again"), "refresh"),
    _row("sent", N_("Read a briefing that the department got"), "open"),
)
