"""Moderating a message by name: each act is offered where the account's platform has it. M shows them as a menu."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

_HELP: Final = N_("About the message that is current, where its platform allows it.")
_ACTS: Final = (
    ("approve", N_("Moderate: approve"), "check"),
    ("hold", N_("Moderate: hold back"), "hold"),
    ("spam", N_("Moderate: mark as spam"), "spam"),
    ("trash", N_("Moderate: move to the bin"), "trash"),
    ("restore", N_("Moderate: restore"), "undo"),
    ("hide", N_("Moderate: hide"), "eye_off"),
    ("report", N_("Moderate: report"), "flag"),
    ("mute", N_("Moderate: mute the author"), "eye_off"),
    ("block", N_("Moderate: block the author"), "hold"),
    ("unmute", N_("Moderate: unmute the author"), "eye"),
    ("unblock", N_("Moderate: unblock the author"), "undo"),
    ("delete", N_("Moderate: delete for everybody"), "trash"),
    ("lock", N_("Moderate: lock the conversation"), "shield"),
    ("unlock", N_("Moderate: unlock the conversation"), "undo"),
)
MODERATE: Final = (
    *(
        Command(f"moderate.{name}", title, icon=icon, help=_HELP, page="inbox")
        for name, title, icon in _ACTS
    ),
    Command(
        "moderate.people",
        N_("Muted and blocked people…"),
        menu="accounts",
        icon="users",
        help=N_("Who was muted or blocked from here, and the way back."),
        page="inbox",
    ),
)
