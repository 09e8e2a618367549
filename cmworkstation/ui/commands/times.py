"""What can be done with the reply times."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

TIMES: Final = (
    Command(
        "times.export",
        N_("Save the reply times as a table…"),
        menu="view",
        icon="download",
        page="times",
    ),
)
