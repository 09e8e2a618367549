"""Who works here, who acts, and the proof of what was done."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

PEOPLE: Final = (
    Command(
        "people.show",
        N_("People…"),
        menu="workspace",
        icon="users",
        help=N_("Who works here, with which roles, keys and cards."),
        group=4,
    ),
    Command(
        "people.act_as",
        N_("Act as…"),
        ("Ctrl+Shift+W",),
        menu="workspace",
        icon="user",
        help=N_("Let another person of this machine work on."),
        group=4,
    ),
)

ERASING: Final = (
    Command(
        "erasing.person",
        N_("What is known of a person…"),
        menu="workspace",
        icon="user",
        help=N_("Tell it to them, keep it for a case, or erase it everywhere."),
        group=5,
    ),
    Command(
        "erasing.copies",
        N_("Backups from before an erasure…"),
        menu="workspace",
        icon="save",
        help=N_("They are kept; here you choose which ones go."),
        group=5,
    ),
    Command(
        "erasing.retention",
        N_("How long things are kept…"),
        menu="workspace",
        icon="history",
        help=N_("Rules by kind and account, and what is under a legal hold."),
        group=5,
    ),
    Command(
        "erasing.hold",
        N_("Legal hold on this conversation…"),
        menu="workspace",
        icon="shield",
        help=N_("Keeps it from being erased, whoever asks for it, until somebody ends the hold."),
        group=5,
    ),
)

CRISIS: Final = (
    Command(
        "crisis.change",
        N_("Crisis level…"),
        menu="workspace",
        icon="crisis",
        help=N_("Declare a level of the charter, or that all is normal again; it holds at once."),
        group=4,
    ),
)

PROOF: Final = (
    Command(
        "proof.journal",
        N_("Journal…"),
        menu="workspace",
        icon="intake",
        help=N_("Who did what, and whether all of it is as it was written."),
        group=2,
    ),
    Command(
        "proof.bundle",
        N_("Compliance bundle…"),
        menu="workspace",
        icon="shield",
        help=N_("Proves to others what was said, why and by whom."),
        group=2,
    ),
    Command(
        "proof.case_file",
        N_("Case file of the conversations…"),
        menu="conversation",
        icon="print",
        help=N_(
            "Those that are selected in the inbox: to be printed or saved for somebody outside."
        ),
        page="inbox",
        group=4,
    ),
    Command(
        "proof.conversations",
        N_("Save the list as a table…"),
        menu="conversation",
        icon="download",
        help=N_("One row per conversation of the present view."),
        page="inbox",
        group=4,
    ),
)
