"""What sounds like a promise in replies that were sent: one key notes it, moves its day, or says that it is none."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.promising import Proposal
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import promised

ROW = Qt.ItemDataRole.UserRole
LINES = 3  # rows that are seen at once


class FoundPane(QWidget):
    """A short list above the ledger, hidden while nothing waits in it."""

    accepted = Signal(object)  # Proposal
    moved = Signal(object)
    refused = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        self.title = PlainLabel()
        self.title.setWordWrap(True)
        theme.mark(self.title, "section")
        column.addWidget(self.title)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Sounds like a promise"))
        theme.mark(self.list, "rows")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda _: self._tell(self.accepted))
        column.addWidget(self.list)
        self.foot = QWidget()
        row = FlowLayout(self.foot, gap=8)
        row.setContentsMargins(0, 0, 0, 0)
        self.buttons: dict[str, QPushButton] = {}
        offers: tuple[tuple[str, str, SignalInstance, str], ...] = (
            ("accept", tr("Note it"), self.accepted, "tinted"),
            ("move", tr("By another day…"), self.moved, ""),
            ("refuse", tr("It is no promise"), self.refused, ""),
            ("open", tr("Open the conversation"), self.opened, "quiet"),
        )
        for name, text, signal, kind in offers:
            button = QPushButton(text)
            theme.mark(button, kind)
            button.clicked.connect(partial(self._pressed, signal))
            self.buttons[name] = button
            row.addWidget(button)
        column.addWidget(self.foot)
        self.hide()

    def show_found(self, found: Sequence[Proposal], now: datetime) -> None:
        """Show what was found; what is chosen stays chosen, or its follower takes its place."""
        place = max(0, self.list.currentRow())
        had = self.list.hasFocus()
        self.list.clear()
        for one in found:
            item = QListWidgetItem(_said(one, now.date()))
            item.setData(ROW, one)
            item.setToolTip(foreign.tooltip(one.found.sentence))
            item.setSizeHint(QSize(0, theme.current().px(56)))
            self.list.addItem(item)
        self.title.setText(
            trn(
                "{n} sentence that was sent sounds like a promise, and is not in the ledger",
                "{n} sentences that were sent sound like promises, and are not in the ledger",
                len(found),
            ).format(n=len(found))
        )
        self.list.setCurrentRow(min(place, len(found) - 1))
        self.list.setFixedHeight(
            theme.current().px(56) * min(LINES, max(1, len(found))) + theme.current().px(4)
        )
        self.setVisible(bool(found))
        if had and found:
            self.list.setFocus()

    def proposal(self) -> Proposal | None:
        """Return what is chosen."""
        place = self.list.currentRow()
        found = self.list.item(place).data(ROW) if place >= 0 else None
        return found if isinstance(found, Proposal) else None

    def _pressed(self, signal: SignalInstance, *_: object) -> None:
        self._tell(signal)

    def _tell(self, signal: SignalInstance) -> None:
        one = self.proposal()
        if one is not None:
            signal.emit(one)


def _said(one: Proposal, today: date) -> str:
    """Return a row: the sentence, to whom, and by which words and which day."""
    said = tr("“{sentence}”, to {who}").format(
        sentence=foreign.line(one.found.sentence, 140), who=foreign.line(one.who, 40)
    )
    return f"{said}\n{promised.found(one, today)}"
