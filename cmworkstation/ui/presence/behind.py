"""What stands behind each of the five figures on a platform."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from cmworkstation import words as all_words
from cmworkstation.domain import foreign
from cmworkstation.domain.dependence import Part
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import MessageId
from cmworkstation.domain.mirrors import Announcement
from cmworkstation.i18n import tr
from cmworkstation.services.depending import Look
from cmworkstation.services.reach import Known
from cmworkstation.ui.composer.popovers import WordsPopover, place_of
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.presence.audience_dialog import AudienceDialog
from cmworkstation.ui.presence.rows_dialog import RowsDialog, Shown
from cmworkstation.ui.review.behind import BehindDialog
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.words import dependence as words
from cmworkstation.words import presence

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


def open_behind(window: "MainWindow", seen: Look, part: Part, platform: str) -> None:
    """Open what a figure counts on a platform; what is long to read comes from the reading lane."""
    services = cast("Services", window.services)
    title = tr("{part}: {platform}").format(
        part=words.part(part), platform=presence.platform(platform)
    )
    if part is Part.INBOUND:
        window.jobs.run(
            READ,
            partial(services.dependence.conversations, platform),
            lambda found: BehindDialog(window, title, found).open(),
            window.failed,
            owner=window,
        )
    elif part is Part.PEOPLE:
        window.jobs.run(
            READ,
            partial(services.dependence.only_there, seen, platform),
            partial(_people, window, title),
            window.failed,
            owner=window,
        )
    elif part is Part.ANNOUNCEMENTS:
        found = [one for one in seen.announcements if one.platform == platform]
        announcement_rows(window, found, title)
    elif part is Part.HISTORY:
        _history(window, seen, platform, title)
    else:
        AudienceDialog(window).open()


def person_row(one: Known, now: datetime) -> Shown:
    """Return a person as a row."""
    who = foreign.line(one.name, 60) or tr("Somebody")
    handle = foreign.line(one.handle, 60)
    title = f"{who} · {handle}" if handle and handle != who else who
    below = tr("last wrote {when}").format(when=all_words.when(one.last_at, now))
    if one.elsewhere:
        where = ", ".join(presence.platform(place) for place in one.elsewhere)
        below += " · " + tr("also on {where} ({why})").format(
            where=where, why=tr(words.WHY[one.why])
        )
    else:
        below += " · " + tr("only there")
    return Shown(title, below, one, "soft" if one.elsewhere else "warn")


def announcement_rows(
    window: "MainWindow", found: Sequence[Announcement], title: str
) -> RowsDialog:
    """Show announcements that exist on one platform only; they can be opened, or marked as said elsewhere."""
    services = cast("Services", window.services)
    now = services.clock.now()
    rows = [
        Shown(
            foreign.line(one.text, 160),
            f"{presence.platform(one.platform)} · {all_words.when(one.at, now)}",
            one.id,
        )
        for one in found
    ]
    note = tr(
        "Compared with everything we published within a year: no other platform has the same text, a text like it, or a"
        " link to it."
    )
    dialog = RowsDialog(window, title, note, rows)

    def open_post(id_: object) -> None:
        dialog.accept()
        home = services.dependence.conversation_of(MessageId(cast("int", id_)))
        open_conversation(window, home)

    def marked(id_: MessageId, place: str) -> None:
        try:
            window.jobs.emit_changes(services.dependence.exists_elsewhere([id_], place))
        except WorkstationError as error:
            window.failed(error)
            return
        item = dialog.list.currentItem()
        if item is not None:
            dialog.list.takeItem(dialog.list.row(item))
        back = partial(services.dependence.exists_elsewhere, [id_], "")
        window.undo(
            tr("Noted where it exists as well."), 10, lambda: window.jobs.emit_changes(back())
        )

    def mark(id_: object) -> None:
        popover = WordsPopover(
            dialog,
            tr("Where does it exist as well?"),
            tr("For example: the newsletter, the website, a poster."),
            2,
        )
        popover.chosen.connect(partial(marked, MessageId(cast("int", id_))))
        popover.left.connect(dialog.list.setFocus)
        popover.show_by(place_of(marker, dialog))

    dialog.offer("open", tr("Open the conversation"), open_post, on_enter=True)
    marker = dialog.offer("copy", tr("It exists elsewhere, too…"), mark)
    marker.setEnabled(bool(rows) and not services.read_only)
    dialog.open()
    return dialog


def _people(window: "MainWindow", title: str, found: tuple[Known, ...]) -> None:
    services = cast("Services", window.services)
    now = services.clock.now()
    note = tr(
        "They wrote to us within a year, on no other platform, under no name and handle that we know elsewhere, and"
        " nobody noted another way."
    )
    table = ("people", partial(services.dependence.people_table, found))
    dialog = RowsDialog(window, title, note, [person_row(one, now) for one in found], table)

    def open_person(one: object) -> None:
        if isinstance(one, Known):
            dialog.accept()
            open_conversation(window, services.dependence.conversation_of(one.last_id))

    dialog.offer("open", tr("Open the conversation"), open_person, on_enter=True)
    dialog.open()


def _history(window: "MainWindow", seen: Look, platform: str, title: str) -> None:
    services = cast("Services", window.services)
    now = services.clock.now()
    rows = []
    for one in seen.saved:
        if (one.account.look or one.account.platform) == platform:
            name = foreign.line(one.account.name, 60)
            rows.append(Shown(name, words.saved_parts(one, now), one.account.id))
    note = tr("Days that were not read and that nothing filled, and days before the first reading.")
    dialog = RowsDialog(window, title, note, rows)

    def to_accounts(_: object) -> None:
        dialog.accept()
        window.go("accounts")

    dialog.offer("accounts", tr("Show the accounts"), to_accounts, on_enter=True)
    dialog.open()
