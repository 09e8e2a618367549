"""Walking the open conversation through the triage."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

TRIAGE: Final = (
    Command(
        "triage.walk",
        N_("Triage this conversation"),
        ("Ctrl+T", "Shift+T"),
        "list thread",
        "conversation",
        "triage",
        help=N_("Answer the charter’s questions; the last answer sets the category."),
        group=2,
    ),
    Command("triage.yes", N_("Answer the question: yes"), ("Alt+Shift+Y", "Y", "O"), "triage"),
    Command("triage.no", N_("Answer the question: no"), ("Alt+Shift+N", "N"), "triage"),
    Command("triage.back", N_("Take back the last answer"), ("Alt+Shift+B", "Backspace"), "triage"),
    Command("triage.restart", N_("Start the triage over"), ("Alt+Shift+R",)),
    Command("triage.again", N_("Triage again"), menu="conversation", group=2),
    Command("triage.choose", N_("Choose a category…"), menu="conversation", icon="tag", group=2),
)
