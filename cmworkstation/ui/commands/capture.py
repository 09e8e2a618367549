"""Taking messages in by hand."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

CAPTURE: Final = (
    Command(
        "capture.message",
        N_("Capture a message…"),
        ("Ctrl+Shift+V",),
        menu="conversation",
        icon="add",
        help=N_("From a paste, a screenshot, a saved page or a mail, wherever no connector reads."),
        group=6,
    ),
    Command(
        "capture.answer",
        N_("Capture an answer to this…"),
        menu="conversation",
        icon="reply",
        help=N_("In conversations of platforms that are read by hand."),
        group=6,
    ),
)
