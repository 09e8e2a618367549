"""A tile with all its numbers: the chart, the table that says the same, and what people noted beside it."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words as plain_words
from cmworkstation.domain import foreign
from cmworkstation.domain.dashboard import DashboardNoteId, Remark, Tile
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.dashboard.tile_card import LEAST, NAME, chart_of
from cmworkstation.ui.jobs import WRITE
from cmworkstation.ui.review.bar_chart import BarChart
from cmworkstation.ui.review.figure_part import FigurePart, Shown
from cmworkstation.ui.review.row_chart import RowChart
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.remarks import remarks
from cmworkstation.words import dashboard as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ITEM = Qt.ItemDataRole.UserRole
DRAWN = 14  # rows of the chart; the table has all of them
UNDO_S = 10.0


class TileDialog(QDialog):
    """Enter on a mark or a line opens what stands behind it."""

    row_opened = Signal(object)
    noted = Signal()

    def __init__(self, window: "MainWindow", card: words.Card, noted: Sequence[Remark]) -> None:
        """Show a card."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._card = card
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(card.title)
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(320))
        fit(self, window, 680, 640)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, look.px(12))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(card.title)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        said = PlainLabel(card.empty or f"{card.figure} · {card.sentence}")
        said.setWordWrap(True)
        column.addWidget(said)
        chart = BarChart() if card.seen.tile is Tile.VOLUME else RowChart(NAME, LEAST)
        self.part = FigurePart(window, card.title, f"dashboard-{card.seen.tile}", chart)
        self.part.opened.connect(self.row_opened)
        self.part.show_all(self._shown())
        if not card.drawn:
            self.part.frame_.hide()
            self.part.picture_saver.hide()
        column.addWidget(self.part)
        column.addWidget(self._build_remarks(noted))
        column.addStretch(1)
        scroll.setWidget(inner)
        outer.addWidget(scroll, 1)
        foot = QWidget()
        row = FlowLayout(foot)
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        row.addWidget(close)
        outer.addWidget(foot)

    def _shown(self) -> Shown:
        card = self._card
        drawn = card.rows[:DRAWN]
        # What is opened is the line itself: whoever shows this knows how to come by its rows.
        return Shown(
            chart_of(card, drawn),
            card.heads,
            tuple((row.name, *row.cells) for row in card.rows),
            lambda group, _: drawn[group],  # type: ignore[arg-type,return-value]
            lambda at: card.rows[at],  # type: ignore[arg-type,return-value]
            card.table,
        )

    # What people note

    def _build_remarks(self, noted: Sequence[Remark]) -> QWidget:
        look = theme.current()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        title = QLabel(tr("Remarks in this period"))
        theme.mark(title, "title")
        column.addWidget(title)
        self.list = remarks(tr("Remarks in this period"))
        self.list.setMaximumHeight(look.px(160))
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        column.addWidget(self.list)
        self.words = QLineEdit()
        self.words.setAccessibleName(tr("New remark"))
        self.words.setPlaceholderText(tr("What explains this figure?"))
        self.words.returnPressed.connect(self.note)
        column.addWidget(self.words)
        foot = QWidget()
        row = FlowLayout(foot)
        self.adder = QPushButton(icons.icon("note"), look.beside(tr("Add remark")))
        self.adder.setAutoDefault(False)
        self.adder.clicked.connect(self.note)
        self.remover = QPushButton(icons.icon("trash"), look.beside(tr("Remove remark")))
        self.remover.setAutoDefault(False)
        self.remover.clicked.connect(self.remove)
        for button in (self.adder, self.remover):
            row.addWidget(button)
        column.addWidget(foot)
        for one in noted:
            self._add(one)
        self._allow()
        return holder

    def _add(self, one: Remark) -> None:
        when = plain_words.when(one.at, self._services.clock.now())
        item = QListWidgetItem(f"{when}\n{foreign.cleaned(one.words)}")
        item.setData(ITEM, one.id)
        self.list.addItem(item)

    def _allow(self) -> None:
        self.list.setVisible(self.list.count() > 0)
        self.remover.setEnabled(self.list.currentItem() is not None)

    def note(self) -> None:
        """Keep what was written."""
        said = self.words.text().strip()
        if not said:
            self.words.setFocus()
            return
        write = partial(self._services.dashboard.note, self._card.seen.tile, said)
        self._window.jobs.run(WRITE, write, self._noted, self._window.failed, owner=self)

    def _noted(self, one: Remark) -> None:
        self.words.clear()
        self._add(one)
        self._allow()
        self.noted.emit()

    def remove(self) -> None:
        """Take the chosen remark away, for as long as nobody takes that back."""
        item: QListWidgetItem | None = self.list.currentItem()
        if item is None:
            return
        note_id = DashboardNoteId(item.data(ITEM))
        self.list.takeItem(self.list.row(item))
        self._allow()
        window, noted = self._window, self.noted
        back = partial(
            window.jobs.run,
            WRITE,
            partial(self._services.dashboard.put_back, note_id),
            lambda _: None,
            window.failed,
        )

        def removed(_: Remark) -> None:
            noted.emit()
            window.undo(tr("The remark was removed."), UNDO_S, back)

        remove = partial(self._services.dashboard.remove, note_id)
        window.jobs.run(WRITE, remove, removed, window.failed, owner=self)
