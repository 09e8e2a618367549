"""Commands about messages alike, about answering them together, and about going through what waits one at a time."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

BATCH: Final = (
    Command(
        "batch.one_by_one",
        N_("One at a time"),
        ("Alt+Shift+O", "Shift+O"),
        "list thread",
        "conversation",
        "play",
        page="inbox",
        help=N_("Goes through the list one message after the other, with five keys."),
        group=4,
    ),
    Command(
        "batch.like",
        N_("Find similar to this"),
        menu="conversation",
        icon="copy",
        help=N_("Lists who waits and asks much the same."),
        group=4,
    ),
    Command(
        "batch.groups",
        N_("Groups of similar messages…"),
        menu="conversation",
        icon="copy",
        page="inbox",
        group=4,
    ),
    Command(
        "batch.selected",
        N_("Answer these together…"),
        menu="answer",
        icon="users",
        help=N_("One text for the selected people; each gets words of their own."),
        group=4,
    ),
    Command(
        "batch.resume",
        N_("Go on with an answer to several people…"),
        menu="answer",
        icon="users",
        page="inbox",
        group=4,
    ),
)
