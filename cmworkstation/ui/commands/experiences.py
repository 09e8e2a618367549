"""What can be done about complaints that were answered."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str = "") -> Command:
    return Command(
        f"experiences.{name}",
        title,
        (),
        "page:experiences",
        "answer",
        icon,
        page="experiences",
        group=4,
    )


EXPERIENCES: Final = (
    _row("ask", N_("Ask whether the answer to the complaint helped"), "reply"),
    _row("helped", N_("The answer to the complaint helped"), "good"),
    _row("not_helped", N_("The answer did not help: take the complaint up again"), "refresh"),
    _row("leave", N_("Nobody will know whether the answer helped, because")),
    _row("open_thread", N_("Open the conversation of the complaint"), "external"),
)
