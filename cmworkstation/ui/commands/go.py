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
    _go("times", N_("Go to the reply times"), 7, "T", "hourglass"),
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
    _go("accounts", N_("Go to the accounts"), 8, "P", "accounts"),
    _go("intake", N_("Go to the intake"), 9, "L", "intake"),
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
        "go.inbox_rules",
        N_("Go to the inbox rules"),
        ("Alt+Shift+F", "G, F"),
        _BOTH,
        "view",
        "filter",
        action="go.page",
        args=("inbox_rules",),
    ),
)
