"""What can be done with the response guide."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str = "", help_: str = "") -> Command:
    return Command(
        f"guide.{name}", title, menu="charter", icon=icon, help=help_, page="guide", group=3
    )


def _part(name: str, title: str, icon: str) -> Command:
    return Command(
        f"guide.{name}",
        title,
        menu="charter",
        icon=icon,
        page="guide",
        action="guide.show",
        args=(name,),
        group=2,
    )


GUIDE: Final = (
    Command(
        "guide.search",
        N_("Search the answers"),
        ("Ctrl+Shift+Q",),
        menu="charter",
        icon="search",
        page="guide",
        group=2,
    ),
    _part("facts", N_("Fact sheet"), "info"),
    _part("due", N_("Answers and facts to review"), "refresh"),
    _part("missing", N_("Questions without an answer"), "answers"),
    _row("insert", N_("Put this entry into the reply"), "reply"),
    _row("new", N_("New answer…"), "add", N_("It goes into the draft of the charter.")),
    _row("change", N_("Propose a change of this answer…"), "edit"),
    _row("translate", N_("Translate this answer…"), "language"),
    _row("still_right", N_("This entry is still right…"), "done"),
    _row("approve", N_("Approve this answer…"), "good"),
    _row("retire", N_("Retire this answer"), "remove"),
    _row("bring_back", N_("Bring this answer back"), "undo"),
)
