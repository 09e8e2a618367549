"""What can be done with promises."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _found(name: str, title: str, icon: str = "") -> Command:
    return Command(f"promises.{name}", title, menu="answer", icon=icon, page="promises", group=4)


PROMISES: Final = (
    Command(
        "promises.answer",
        N_("Answer, and keep the promise"),
        menu="answer",
        icon="reply",
        page="promises",
        group=4,
    ),
    Command(
        "promises.open_thread",
        N_("Open the conversation of the promise"),
        menu="answer",
        page="promises",
        group=4,
    ),
    Command(
        "promises.kept",
        N_("The promise is kept"),
        menu="answer",
        icon="good",
        page="promises",
        group=4,
    ),
    Command("promises.put_off", N_("Put the promise off"), menu="answer", page="promises", group=4),
    Command(
        "promises.will_not",
        N_("We will not keep the promise, because"),
        menu="answer",
        page="promises",
        group=4,
    ),
    Command(
        "promises.broken",
        N_("The promise was broken, because"),
        menu="answer",
        page="promises",
        group=4,
    ),
    Command(
        "promises.release",
        N_("Withdraw the promise, because"),
        menu="answer",
        page="promises",
        group=4,
    ),
    Command(
        "promises.save_table",
        N_("Save the promises as a table"),
        menu="answer",
        icon="save",
        page="promises",
        group=4,
    ),
    _found("accept", N_("Sounds like a promise: note it"), "good"),
    _found("move", N_("Sounds like a promise: by another day…")),
    _found("refuse", N_("Sounds like a promise: it is none")),
)
