"""A small form for a promise that was made elsewhere, or in a reply that did not say its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.ids import MessageId
from cmworkstation.domain.promise import SHORTEST_WORDS, Hearer, SentReply
from cmworkstation.i18n import tr
from cmworkstation.services.promises import Days
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import promised

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

LONGEST = 300  # characters of a promise
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Occasion:
    """What can be said of a promise in one conversation: to whom, by when, in which reply."""

    hearers: Sequence[Hearer]
    replies: Sequence[SentReply]
    days: Days
    now: datetime


class PromiseDialog(QDialog):
    """What was promised, to whom, by which day, and where it was said."""

    given = Signal(str, object, object, object)  # words, day, message id, outbox id or None

    def __init__(self, window: "MainWindow", found: Occasion, to: MessageId | None) -> None:
        """Offer whoever wrote last, or the author of a message, and the first open day."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Note a promise"))
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(24),) * 4)
        column.setSpacing(look.px(12))
        intro = PlainLabel(
            tr("For what you promised on the telephone, in person, or in a reply without a day.")
        )
        intro.setWordWrap(True)
        theme.mark(intro, "soft")
        column.addWidget(intro)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.words = QLineEdit()
        self.words.setMaxLength(LONGEST)
        self.words.setPlaceholderText(tr("For example: the new timetable"))
        self.words.textChanged.connect(self._typed)
        self.to, self.day, self.reply = QComboBox(), QComboBox(), QComboBox()
        self._offer(found, to)
        for label, field in (
            (tr("I promised…"), self.words),
            (tr("To whom"), self.to),
            (tr("By the end of"), self.day),
            (tr("Where it was said"), self.reply),
        ):
            field.setAccessibleName(label)
            _may_shrink(field)
            form.addRow(label, field)
        column.addLayout(form)
        note = PlainLabel(tr("Only days on which you are open are offered."))
        if not found.days.open:
            note.setText(tr("The charter’s calendar has no open day ahead."))
        note.setWordWrap(True)
        theme.mark(note, "meta")
        column.addWidget(note)
        column.addStretch(1)
        column.addWidget(self._buttons())
        self._typed()
        fit(self, window, 460, 420)

    def _offer(self, found: Occasion, to: MessageId | None) -> None:
        for one in found.hearers:
            name = foreign.line(one.name or tr("Somebody"), SHOWN)
            handle = foreign.line(one.handle, SHOWN)
            self.to.addItem(f"{name} · {handle}" if handle else name, one.message_id)
        self.to.setCurrentIndex(max(0, self.to.findData(to)))
        quick = {one.day: promised.quick(one, found.days.today) for one in found.days.quick}
        for day in found.days.open:
            self.day.addItem(quick.get(day, promised.day(day, found.days.today)), day)
        self.reply.addItem(tr("Elsewhere: telephone, in person, another page"), None)
        for reply in found.replies:
            said = f"{words.when(reply.sent_at, found.now)} · {foreign.line(reply.body, SHOWN)}"
            self.reply.addItem(said, reply.outbox_id)

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.note = QPushButton(tr("Note the promise"))
        theme.mark(self.note, "primary")
        self.note.setDefault(True)
        self.note.clicked.connect(self._give)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row.addWidget(self.note)
        row.addWidget(cancel)
        return holder

    def _said(self) -> str:
        return " ".join(self.words.text().split())

    def _typed(self) -> None:
        can = len(self._said()) >= SHORTEST_WORDS and self.day.count() > 0 and self.to.count() > 0
        self.note.setEnabled(can)

    def _give(self) -> None:
        day = self.day.currentData()
        if self.note.isEnabled() and isinstance(day, date):
            self.given.emit(self._said(), day, self.to.currentData(), self.reply.currentData())
            self.accept()


def _may_shrink(field: QWidget) -> None:
    """Let a list of long texts be as narrow as its dialog."""
    if isinstance(field, QComboBox):
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.setMinimumContentsLength(12)
        policy = field.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        field.setSizePolicy(policy)
