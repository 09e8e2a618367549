"""Asking for approval, and giving one's word."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

APPROVALS: Final = (
    Command(
        "approvals.approve",
        N_("Approve"),
        ("Alt+Shift+A",),
        menu="answer",
        icon="good",
        help=N_("The reply then leaves by itself, after the time in which it can be undone."),
        group=5,
    ),
    Command("approvals.amend", N_("Amend…"), menu="answer", icon="edit", group=5),
    Command("approvals.ask_change", N_("Ask for a change…"), menu="answer", icon="reply", group=5),
    Command("approvals.decline", N_("Decline…"), menu="answer", icon="error", group=5),
    Command("approvals.delegate", N_("Hand to the deputy"), menu="answer", icon="user", group=5),
    Command(
        "approvals.withdraw",
        N_("Withdraw my request"),
        menu="answer",
        icon="undo",
        help=N_("The draft is yours again, and can be changed."),
        group=5,
    ),
    Command(
        "approvals.open_thread",
        N_("Show the conversation of this request"),
        menu="answer",
        icon="open",
        group=5,
    ),
    Command(
        "approvals.save_request",
        N_("Save request as file…"),
        menu="answer",
        icon="save",
        help=N_("For somebody on another machine: a signed file, without any secret."),
        group=6,
    ),
    Command(
        "approvals.open_request",
        N_("Open request…"),
        menu="answer",
        icon="open",
        page="approvals",
        help=N_("A request that a colleague sent you as a file."),
        group=6,
    ),
    Command(
        "approvals.take_in",
        N_("Take in answer…"),
        menu="answer",
        icon="intake",
        page="approvals",
        help=N_("The signed answer to a request that you sent as a file."),
        group=6,
    ),
)
