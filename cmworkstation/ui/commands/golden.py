"""What can be done on the page of golden rules."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str = "") -> Command:
    return Command(f"golden.{name}", title, (), "page:golden", "help", icon, page="golden", group=2)


GOLDEN: Final = (
    _row("show", N_("Show the place of the chosen golden rule"), "eye"),
    _row("replies", N_("Open the reply in which the golden rule spoke"), "external"),
    _row("paper", N_("The golden rules on paper, or as a file…"), "print"),
)
