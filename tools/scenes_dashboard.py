"""Pictures of the dashboard: its tiles, one of them with its table and remarks, and reach."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from cmworkstation.domain.contact import Matter
from cmworkstation.domain.dashboard import Tile
from cmworkstation.ui.presence.rows_dialog import RowsDialog

if TYPE_CHECKING:
    from tools.scenes import Stage

NOTE = {
    "en": "The pool closed on Tuesday: half of the questions are about that.",
    "fr": "La piscine a fermé mardi : la moitié des questions en parlent.",
}
ASKED = {"en": "by telephone, in May", "fr": "au téléphone, en mai"}


def dashboard(stage: "Stage") -> Iterator[str]:
    """The page in both parts, and a tile with its table."""
    stage.services.times.keep_up()
    stage.services.dashboard.note(Tile.ASKS, NOTE[stage.language])
    page = stage.page("dashboard")
    page.period.setCurrentIndex(1)
    stage.settle()
    yield ""
    bar = page.board.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    yield "-middle"
    bar.setValue(bar.maximum())
    yield "-below"
    page.board.open_table(Tile.ASKS)
    stage.settle()
    yield "-table"
    for dialog in stage.window.findChildren(QDialog):
        dialog.reject()
    page.show_part("reach")
    stage.settle()
    yield "-reach"
    bar = page.reach.verticalScrollBar()
    bar.setValue(bar.maximum())
    yield "-reach-below"
    page.invite()
    stage.settle()
    yield "-inviting"
    (where,) = stage.window.findChildren(RowsDialog)
    where.list.itemActivated.emit(where.list.item(0))
    stage.settle()
    yield "-nobody"
    for dialog in stage.window.findChildren(RowsDialog):
        dialog.reject()
    for card in stage.services.contacts.listed():
        stage.services.contacts.consent(card.id, Matter.NEXT, True, ASKED[stage.language])
    page.invite()
    stage.settle()
    where = next(one for one in stage.window.findChildren(RowsDialog) if one.isVisible())
    where.list.itemActivated.emit(where.list.item(0))
    stage.settle()
    yield "-invited"
    for dialog in stage.window.findChildren(RowsDialog):
        dialog.reject()
