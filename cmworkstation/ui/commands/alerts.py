"""What can be done with alarms, and with places where people talk."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str, keys: tuple[str, ...] = ()) -> Command:
    return Command(f"watch.{name}", title, keys, "list", "view", icon, page="watch", group=5)


ALERTS: Final = (
    _row("alarms", N_("Alarms: spikes and silent sources"), "radar"),
    _row("places", N_("Alarms: where people talk about us"), "public"),
    _row("alert_rows", N_("Show what was said when it rang"), "open"),
    _row("alert_seen", N_("The alarm was seen"), "good"),
    _row("alert_close", N_("Put the alarm away…"), "done"),
    _row("alert_reopen", N_("Take the alarm back"), "undo"),
    _row("alerts_table", N_("Save the alarms as a table…"), "download"),
    _row("place_rows", N_("Show what was said at the place"), "open"),
    _row("place_present", N_("Be present at the place…"), "users"),
    _row("place_listen", N_("Only listen at the place…"), "watch"),
    _row("place_ignore", N_("Ignore the place…"), "close"),
    _row("place_undecide", N_("Take the decision about the place back"), "undo"),
    _row("place_history", N_("What was decided about the place before…"), "history"),
    _row("places_table", N_("Save the places as a table…"), "download"),
)
