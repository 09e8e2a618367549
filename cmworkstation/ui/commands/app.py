"""What concerns the whole program."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

_BOTH: Final = "list thread"

APP: Final = (
    Command("app.undo", N_("Undo"), ("Ctrl+Z", "Z"), _BOTH, "edit", "undo"),
    Command("app.refresh", N_("Read all accounts now"), ("F5",), menu="file", icon="refresh"),
    Command(
        "app.catch_up",
        N_("What happened since I was away"),
        menu="view",
        icon="history",
        help=N_("What came, what is late, what went wrong."),
    ),
    Command(
        "app.open_workspace",
        N_("Open another workspace…"),
        menu="workspace",
        icon="folder",
        help=N_("A folder with a workspace, or an empty one for a new workspace."),
        group=3,
    ),
    Command(
        "app.open_copy",
        N_("Open a copy to read it…"),
        menu="workspace",
        help=N_("A backup, or a workspace on a disk that cannot be written to."),
        group=3,
    ),
    Command(
        "app.stay_here",
        N_("Keep the workspace in this folder"),
        help=N_("After the warning about a cloud folder or a drive without a journal."),
    ),
    Command(
        "app.preferences", N_("Preferences…"), ("Ctrl+,",), menu="file", icon="settings", group=1
    ),
    Command(
        "app.keys",
        N_("Change the keys…"),
        menu="file",
        icon="keyboard",
        help=N_("Another set of keys, or another key for one command."),
        group=1,
    ),
    Command(
        "app.share_screen",
        N_("I share my screen, or no longer"),
        menu="file",
        icon="lock",
        help=N_("Notifications then say how many, and never who or what."),
        group=1,
    ),
    Command("app.quit", N_("Quit"), ("Ctrl+Q",), menu="file", icon="quit", group=2),
    Command("app.next_pane", N_("Next pane"), ("F6",), menu="view", group=2),
    Command("app.previous_pane", N_("Previous pane"), ("Shift+F6",), menu="view", group=2),
    Command(
        "app.zoom_in", N_("Larger"), ("Ctrl++", "Ctrl+="), menu="view", icon="zoom_in", group=3
    ),
    Command("app.zoom_out", N_("Smaller"), ("Ctrl+-",), menu="view", icon="zoom_out", group=3),
    Command("app.zoom_reset", N_("Normal size"), ("Ctrl+0",), menu="view", group=3),
    Command(
        "app.theme_light",
        N_("Light theme"),
        menu="view",
        icon="theme",
        action="app.theme",
        args=("light",),
        group=4,
    ),
    Command(
        "app.theme_dark",
        N_("Dark theme"),
        menu="view",
        icon="unlisted",
        action="app.theme",
        args=("dark",),
        group=4,
    ),
    Command(
        "app.theme_light_contrast",
        N_("Light theme, high contrast"),
        menu="view",
        action="app.theme",
        args=("light-contrast",),
        group=4,
    ),
    Command(
        "app.theme_dark_contrast",
        N_("Dark theme, high contrast"),
        menu="view",
        action="app.theme",
        args=("dark-contrast",),
        group=4,
    ),
    Command(
        "app.theme_system",
        N_("Theme of the system"),
        menu="view",
        action="app.theme",
        args=("system",),
        group=4,
    ),
    Command(
        "app.english",
        "English",
        icon="language",
        menu="view",
        action="app.language",
        args=("en",),
        group=5,
    ),
    Command(
        "app.french",
        "Français",
        icon="language",
        menu="view",
        action="app.language",
        args=("fr",),
        group=5,
    ),
    Command(
        "app.full_screen", N_("Full screen"), ("F11",), menu="view", icon="fullscreen", group=6
    ),
    Command("app.palette", N_("Find a command…"), ("Ctrl+K",), menu="help", icon="palette"),
    Command("app.cheat_sheet", N_("Keys"), ("F1", "?"), _BOTH, "help", "keyboard"),
    Command(
        "app.copy_report",
        N_("Copy a report of the last trouble"),
        menu="help",
        icon="copy",
        help=N_("What went wrong, without passwords, names or messages."),
        group=1,
    ),
    Command("app.about", N_("About CM Workstation"), menu="help", icon="info", group=1),
)
