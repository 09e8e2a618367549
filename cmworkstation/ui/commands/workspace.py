"""What can be done with the workspace as a whole."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

WORKSPACE: Final = (
    Command(
        "workspace.back_up",
        N_("Back up now"),
        menu="workspace",
        icon="save",
        help=N_("Writes everything to a second file, opens it and counts it."),
    ),
    Command("workspace.backups", N_("Backups…"), menu="workspace", icon="history"),
    Command(
        "workspace.plan",
        N_("Plan of the backups…"),
        menu="workspace",
        icon="calendar",
        help=N_("How often, how many are kept, a second place, encryption."),
    ),
    Command(
        "workspace.restore",
        N_("Restore a backup…"),
        menu="workspace",
        icon="undo",
        help=N_("The present file is kept."),
        group=1,
    ),
    Command(
        "workspace.rescue",
        N_("Repair a damaged workspace…"),
        menu="workspace",
        icon="shield",
        group=1,
    ),
    Command(
        "workspace.export",
        N_("Export everything…"),
        menu="workspace",
        icon="upload",
        help=N_("An archive that other programs can read; no secrets are in it."),
        group=2,
    ),
    Command(
        "workspace.check_export",
        N_("Check an export…"),
        menu="workspace",
        icon="shield",
        help=N_("Says whether every file of it is as it was written; imports nothing."),
        group=2,
    ),
    Command(
        "workspace.take_in",
        N_("Import an archive…"),
        menu="workspace",
        icon="download",
        help=N_("The present file is kept."),
        group=2,
    ),
    Command(
        "workspace.site",
        N_("Save conversations as pages to read…"),
        menu="workspace",
        icon="public",
        help=N_("A folder that any browser opens, without this program and without a network."),
        group=3,
    ),
    Command(
        "workspace.mailbox",
        N_("Save conversations as mail…"),
        menu="workspace",
        icon="mail",
        help=N_("One file (mbox) that programs of mail open."),
        group=3,
    ),
    Command(
        "workspace.calendar",
        N_("Save dates for a calendar…"),
        menu="workspace",
        icon="calendar",
        help=N_("Answers that are due, promises, planned posts and reviews of the charter."),
        group=3,
    ),
)
