"""What can be done with answers on their way."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

OUTBOX: Final = (
    Command(
        "outbox.send_now", N_("Send now"), ("Ctrl+Shift+S",), menu="answer", icon="send", group=3
    ),
    Command(
        "outbox.take_back",
        N_("Take back into the draft"),
        ("Ctrl+Shift+Z",),
        menu="answer",
        icon="undo",
        group=3,
    ),
    Command(
        "outbox.retry", N_("Try again"), ("Ctrl+Shift+T",), menu="answer", icon="refresh", group=3
    ),
    Command(
        "outbox.it_arrived",
        N_("It arrived: mark as sent"),
        ("Alt+Y",),
        menu="answer",
        icon="good",
        help=N_("For answers of which no machine can know whether they were published."),
        group=3,
    ),
    Command(
        "outbox.it_did_not",
        N_("It did not arrive"),
        ("Alt+D",),
        menu="answer",
        icon="error",
        group=3,
    ),
    Command(
        "outbox.look",
        N_("Let the program look whether it arrived"),
        ("Alt+L",),
        menu="answer",
        icon="search",
        help=N_("It looks among your own posts; nothing is sent."),
        group=3,
    ),
    Command(
        "outbox.by_hand",
        N_("Post by hand…"),
        ("Alt+Shift+U",),
        menu="answer",
        icon="open",
        help=N_("You post it in your browser; the program does not send it."),
        group=3,
    ),
    Command(
        "outbox.not_posted",
        N_("Not posted: back to the draft"),
        menu="answer",
        icon="undo",
        help=N_("For answers that you were to post by hand."),
        group=3,
    ),
    Command(
        "outbox.correct",
        N_("Not posted after all…"),
        menu="answer",
        icon="undo",
        help=N_("For answers that you said were posted by hand, within a week."),
        group=3,
    ),
    Command(
        "outbox.drop",
        N_("Give this answer up"),
        ("Alt+G",),
        menu="answer",
        icon="remove",
        help=N_("Nothing more is sent; its text is kept."),
        group=3,
    ),
    Command(
        "outbox.open_thread",
        N_("Show the conversation of this answer"),
        ("Ctrl+Shift+G",),
        menu="answer",
        icon="open",
        group=3,
    ),
    Command(
        "outbox.dossier",
        N_("Dossier of this answer…"),
        menu="answer",
        icon="shield",
        help=N_("Why, by whom and under which charter it was sent."),
        group=3,
    ),
    Command(
        "outbox.make_answer",
        N_("Make an answer of it…"),
        menu="answer",
        icon="answers",
        help=N_("The reply becomes an answer for everybody, in the draft of the charter."),
        group=3,
    ),
)
