"""What can be done on the dashboard."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str = "", keys: tuple[str, ...] = ()) -> Command:
    return Command(
        f"dashboard.{name}", title, keys, "page:dashboard", "view", icon, page="dashboard", group=4
    )


DASHBOARD: Final = (
    _row("board", N_("Dashboard: what we heard and did"), "dashboard"),
    _row("reach", N_("Dashboard: with whom we speak"), "users"),
    _row("longer", N_("A longer period on the dashboard"), "calendar"),
    _row("shorter", N_("A shorter period on the dashboard"), "calendar"),
    _row("save", N_("The dashboard as a file, now or by itself…"), "download"),
    _row("goal", N_("A goal for new voices…"), "flag"),
    _row("invite", N_("Invite people from where we hear little…"), "add"),
    _row("read", N_("Read the dashboard anew"), "refresh"),
)
