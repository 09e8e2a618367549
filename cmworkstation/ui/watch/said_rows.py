"""What was said, as rows that open where it stands: behind an alarm, and behind the count of a place."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from cmworkstation import words as all_words
from cmworkstation.domain import foreign
from cmworkstation.domain.said import Said
from cmworkstation.domain.talk_place import place_of
from cmworkstation.i18n import tr
from cmworkstation.ui.presence.rows_dialog import RowsDialog, Shown
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.words import alerts as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LINE = 160  # characters of somebody's words


def show_said(
    window: "MainWindow", title: str, note: str, found: Sequence[Said], marked: str = ""
) -> RowsDialog:
    """Open the rows; `marked` is the key of the one with which it began."""
    now = cast("Services", window.services).clock.now()
    rows = []
    for one in found:
        who = foreign.line(one.author_name, 60) or tr("Somebody")
        place = words.place(place_of(one.platform, one.address, one.server))
        below = f"{who} · {place} · {all_words.when(one.said_at, now)}"
        if one.key == marked:
            below += " · " + tr("with this it began")
        said = foreign.line(f"{one.title} {one.text}", LINE) or tr("(no words)")
        rows.append(Shown(said, below, one, "accent" if one.key == marked else "soft"))
    dialog = RowsDialog(window, title, note, rows)

    def open_one(one: object) -> None:
        if isinstance(one, Said):
            dialog.accept()
            open_said(window, one)

    dialog.offer("open", tr("Open it"), open_one, on_enter=True)
    dialog.open()
    return dialog


def open_said(window: "MainWindow", one: Said) -> None:
    """Show a message in its conversation, a mention on the page of the watch."""
    message_id = one.message_id
    if message_id is not None:
        services = cast("Services", window.services)
        open_conversation(window, services.dependence.conversation_of(message_id))
        return
    window.go("watch")
    opener = getattr(window.page("watch"), "show_mention", None)
    if opener is not None:
        opener(one.mention_id)
