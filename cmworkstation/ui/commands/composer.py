"""What can be done while writing an answer."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

COMPOSER: Final = (
    Command(
        "composer.send",
        N_("Send, or the next step before it"),
        ("Ctrl+Return", "Ctrl+Enter"),
        "composer",
        "answer",
        "send",
        help=N_("Enter alone never sends."),
    ),
    Command(
        "composer.insert_answer",
        N_("Insert an approved answer"),
        ("Ctrl+;",),
        "composer",
        "answer",
        "answers",
        help=N_("Or type :: in the text, or / at the start of a line."),
    ),
    Command(
        "composer.visibility",
        N_("Choose who can read it"),
        ("Alt+V",),
        "composer",
        "answer",
        "eye",
    ),
    Command(
        "composer.next_finding",
        N_("Next finding of the charter"),
        ("F8",),
        "composer",
        "answer",
        "finding",
        group=1,
    ),
    Command(
        "composer.previous_finding",
        N_("Previous finding of the charter"),
        ("Shift+F8",),
        "composer",
        "answer",
        group=1,
    ),
    Command(
        "composer.history",
        N_("Earlier versions of this draft"),
        ("Ctrl+Shift+H",),
        "composer",
        "answer",
        "history",
        group=2,
    ),
    Command(
        "composer.discard",
        N_("Discard this draft"),
        ("Ctrl+Shift+Backspace",),
        "composer",
        "answer",
        "trash",
        group=2,
    ),
    Command(
        "composer.close",
        N_("Leave the text, keep the draft"),
        ("Ctrl+W", "Esc"),
        "composer",
        "answer",
        "close",
        group=2,
    ),
)
