"""Going to a page."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

_BOTH: Final = "list thread"


def _go(page: str, title: str, number: int, letter: str, icon: str) -> Command:
    return Command(
        f"go.{page}",
        title,
        (f"Alt+{number}", f"G, {letter}"),
        _BOTH,
        "view",
        icon,
        action="go.page",
        args=(page,),
    )


GO: Final = (
    _go("inbox", N_("Go to the inbox"), 1, "I", "inbox"),
    _go("outbox", N_("Go to the outbox"), 2, "O", "outbox"),
    _go("approvals", N_("Go to the approvals"), 3, "V", "approvals"),
    _go("guide", N_("Go to the answers"), 4, "R", "answers"),
    _go("promises", N_("Go to the promises"), 5, "M", "bell"),
    Command(
        "go.watch",
        N_("Go to the watch"),
        ("Alt+Shift+X", "G, W"),
        _BOTH,
        "view",
        "watch",
        action="go.page",
        args=("watch",),
    ),
    _go("charter", N_("Go to the charter"), 6, "H", "charter"),
    _go("times", N_("Go to the reply times"), 7, "D", "hourglass"),
    Command(
        "go.dialogue",
        N_("Go to the dialogue"),
        ("Ctrl+G", "G, T"),
        _BOTH,
        "view",
        "discuss",
        action="go.page",
        args=("dialogue",),
    ),
    Command(
        "go.review",
        N_("Go to the history"),
        ("Alt+Shift+H", "G, Y"),
        _BOTH,
        "view",
        "history",
        action="go.page",
        args=("review",),
    ),
    Command(
        "go.dashboard",
        N_("Go to the dashboard"),
        ("Ctrl+B", "G, B"),
        _BOTH,
        "view",
        "dashboard",
        action="go.page",
        args=("dashboard",),
    ),
    Command(
        "go.crisis",
        N_("Go to the crisis desk"),
        ("Ctrl+M", "G, K"),
        _BOTH,
        "view",
        "crisis",
        action="go.page",
        args=("crisis",),
    ),
    _go("accounts", N_("Go to the accounts"), 8, "P", "accounts"),
    _go("intake", N_("Go to the intake"), 9, "N", "intake"),
    Command(
        "go.operations",
        N_("Go to the operations"),
        ("Ctrl+F9", "G, L"),
        _BOTH,
        "view",
        "calendar",
        action="go.page",
        args=("operations",),
    ),
    Command(
        "go.presence",
        N_("Go to the presence"),
        ("Alt+Shift+G", "G, E"),
        _BOTH,
        "view",
        "presence",
        action="go.page",
        args=("presence",),
    ),
    Command(
        "go.alerts",
        N_("Go to the alarms"),
        ("Alt+Shift+Z", "G, Z"),
        _BOTH,
        "view",
        "radar",
        action="go.page",
        args=("alerts",),
    ),
    Command(
        "go.contacts",
        N_("Go to the contacts"),
        ("Alt+F3", "G, C"),
        _BOTH,
        "view",
        "users",
        action="go.page",
        args=("contacts",),
    ),
    Command(
        "go.inbox_rules",
        N_("Go to the inbox rules"),
        ("Alt+Shift+F", "G, F"),
        _BOTH,
        "view",
        "filter",
        action="go.page",
        args=("inbox_rules",),
    ),
    Command(
        "go.golden",
        N_("Golden rules: where the program keeps to them"),
        ("Shift+F1", "G, U"),
        _BOTH,
        "help",
        "good",
        action="go.page",
        args=("golden",),
    ),
)
