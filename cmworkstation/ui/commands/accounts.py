"""What can be done with accounts."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

ACCOUNTS: Final = (
    Command(
        "accounts.add",
        N_("Add an account…"),
        ("Ctrl+Shift+A",),
        menu="accounts",
        icon="add",
        page="accounts",
    ),
    Command(
        "accounts.archive",
        N_("Import a platform’s archive…"),
        menu="accounts",
        icon="download",
        page="accounts",
        help=N_(
            "What a platform gave you when you asked for your data; mail in files, and tables."
        ),
    ),
    Command(
        "accounts.platforms",
        N_("What each platform can do…"),
        menu="accounts",
        icon="help",
        page="accounts",
        help=N_("What works there, and how far that was seen: a real server, a fake, nobody yet."),
    ),
    Command(
        "accounts.sign_in",
        N_("Sign in again…"),
        ("Ctrl+Shift+L",),
        menu="accounts",
        icon="key",
        page="accounts",
    ),
    Command(
        "accounts.read_now",
        N_("Read this account now"),
        ("Shift+F5",),
        menu="accounts",
        icon="refresh",
    ),
    Command(
        "accounts.pause",
        N_("Pause or resume this account"),
        ("Ctrl+Shift+P",),
        menu="accounts",
        icon="pause",
    ),
    Command("accounts.rename", N_("Rename this account…"), ("F2",), menu="accounts", icon="edit"),
    Command(
        "accounts.history",
        N_("Older messages and gaps…"),
        ("Ctrl+Shift+K",),
        menu="accounts",
        icon="history",
    ),
    Command(
        "accounts.folders",
        N_("Folders or repositories…"),
        ("Ctrl+Shift+B",),
        menu="accounts",
        icon="folder",
    ),
    Command(
        "accounts.places",
        N_("Where posts go…"),
        menu="accounts",
        icon="send",
        help=N_(
            "The category, community, room or channel in which a post of ours begins a thread."
        ),
    ),
    Command(
        "accounts.works",
        N_("Say that this platform works"),
        menu="accounts",
        icon="good",
        help=N_("Takes the mark of an experiment away; the menu of the account brings it back."),
    ),
    Command(
        "accounts.remove",
        N_("Remove this account…"),
        ("Ctrl+Shift+Delete",),
        menu="accounts",
        icon="remove",
        help=N_("Its messages stay readable."),
        group=1,
    ),
)
