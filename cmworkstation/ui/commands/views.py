"""What can be done with searches that are kept as views."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

VIEWS: Final = (
    Command("views.save", N_("Save this search as a view"), menu="edit", page="inbox", group=3),
    Command("views.rename", N_("Change the view…"), page="inbox"),
    Command("views.up", N_("Move the view up"), page="inbox"),
    Command("views.down", N_("Move the view down"), page="inbox"),
    Command("views.remove", N_("Remove the view"), page="inbox"),
    Command("views.export", N_("Export saved views"), page="inbox"),
    Command("views.export_one", N_("Export this view"), page="inbox"),
    Command("views.import", N_("Import saved views"), page="inbox"),
)
