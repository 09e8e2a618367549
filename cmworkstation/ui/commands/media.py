"""The files of this workspace."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

MEDIA: Final = (
    Command(
        "media.library",
        N_("Media library…"),
        menu="answer",
        icon="image",
        help=N_("Pictures and files that were used, with their descriptions."),
        group=2,
    ),
)
