"""Interests with the person in sight: which hold, what the year adds up to, and a small form to enter one."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.interest import KINDS, Interest
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.services.interests import Standing
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.widgets.day_field import DayField
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import stepped
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import days
from cmworkstation.words import interests as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10.0
MOST_EUROS = 1_000_000.0


class InterestsBox(QWidget):
    """A few lines in the person's card."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nobody's."""
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(4))
        self._window: MainWindow | None = None
        self._services: Services | None = None
        self._author = AuthorId(0)
        self.hide()

    def show_person(
        self, window: "MainWindow", services: "Services", author_id: AuthorId, found: Standing
    ) -> None:
        """Show what holds with a person."""
        self._window, self._services, self._author = window, services, author_id
        self._empty()
        for one in found.interests:
            self._column.addWidget(self._line(one))
        total = PlainLabel(wordings.year(found.this_year))
        total.setWordWrap(True)
        theme.mark(total, "warn" if found.this_year.is_near else "soft")
        total.setVisible(bool(total.text()))
        self._column.addWidget(total)
        if not services.read_only and services.profiles.current().may(Act.DRAFT):
            add = QPushButton(tr("Note an interest…"))
            add.setToolTip(
                tr("A gift, a payment or a tie that a reply to this person has to name.")
            )
            theme.mark(add, "link")
            add.clicked.connect(self.add)
            self._column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self.show()

    def show_nobody(self) -> None:
        """Show nothing."""
        self._empty()
        self.hide()

    def add(self) -> None:
        """Ask for a new interest."""
        if self._window is None or self._services is None:
            return
        dialog = InterestDialog(self._window, self._services.clock.now().date())
        dialog.given.connect(partial(self._add, self._author))
        dialog.open()

    def _add(self, author: AuthorId, kind: str, said: str, cents: int | None, on: date) -> None:
        services = self._services
        assert services is not None
        self._run(
            lambda: services.interests.add(author, kind, said, cents, on),
            lambda made: self._undo(
                tr("Interest noted."), partial(services.interests.remove, made[0].id)
            ),
        )

    def _end(self, interest: Interest) -> None:
        services = self._services
        assert services is not None
        self._run(
            lambda: (interest, services.interests.end(interest.id)),
            lambda made: self._undo(
                tr("Interest ended."), partial(services.interests.resume, made[0].id)
            ),
        )

    def _run(self, act: object, then: object) -> None:
        assert self._window is not None

        def done(made: tuple[Interest, object]) -> None:
            self.changed.emit()
            then(made)  # type: ignore[operator]

        self._window.jobs.run(jobs.WRITE, act, done, owner=self)  # type: ignore[arg-type]

    def _undo(self, said: str, back: object) -> None:
        window = self._window
        assert window is not None

        def take_back() -> None:
            window.jobs.run(jobs.WRITE, back, lambda _: self.changed.emit(), owner=self)  # type: ignore[arg-type]

        window.undo(said, UNDO_S, take_back)

    def _line(self, one: Interest) -> QWidget:
        holder = QWidget()
        rows = QVBoxLayout(
            holder
        )  # one below the other: a wrapped text beside a button widens the column
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        words = PlainLabel(wordings.line(one, days.day(one.on_day)))
        words.setWordWrap(True)
        theme.mark(words, "warn")
        rows.addWidget(words)
        end = QPushButton(tr("End"))
        theme.mark(end, "link")
        end.setAccessibleName(tr("End: {words}").format(words=words.text()))
        end.clicked.connect(partial(self._end, one))
        rows.addWidget(end, 0, Qt.AlignmentFlag.AlignLeft)
        return holder

    def _empty(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class InterestDialog(QDialog):
    """Kind, words, value and day of an interest."""

    given = Signal(str, str, object, object)  # kind, words, cents or None, date

    def __init__(self, window: "MainWindow", today: date) -> None:
        """Offer a gift of today."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Interest with this person"))
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(24),) * 4)
        column.setSpacing(look.px(12))
        intro = PlainLabel(
            tr("As long as it holds, every reply to this person has to begin with its label.")
        )
        intro.setWordWrap(True)
        theme.mark(intro, "soft")
        column.addWidget(intro)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.kind = QComboBox()
        for name in KINDS:
            self.kind.addItem(wordings.kind(name), name)
        self.words = QLineEdit()
        self.words.setMaxLength(200)
        self.value = stepped(QDoubleSpinBox())
        self.value.setRange(0.0, MOST_EUROS)
        self.value.setSuffix(" €")
        self.day = DayField(tr("Since"), today, today=today, optional=False, past=True)
        for label, field in (
            (tr("Kind"), self.kind),
            (tr("What"), self.words),
            (tr("Value (0 for none)"), self.value),
            (tr("Since"), self.day),
        ):
            field.setAccessibleName(label)
            form.addRow(label, field)
        column.addLayout(form)
        self.trouble = PlainLabel()
        self.trouble.setWordWrap(True)
        theme.mark(self.trouble, "error")
        self.trouble.hide()
        column.addWidget(self.trouble)
        holder = QWidget()
        row = FlowLayout(holder)
        note = QPushButton(tr("Note it"))
        theme.mark(note, "primary")
        note.setDefault(True)
        note.clicked.connect(self._give)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row.addWidget(note)
        row.addWidget(cancel)
        column.addWidget(holder)
        fit(self, window, 440, 300)

    def _give(self) -> None:
        if not self.day.sound():
            self.trouble.setText(self.day.complaint())
            self.trouble.show()
            self.day.setFocus()
            return
        cents = round(self.value.value() * 100) or None
        self.given.emit(self.kind.currentData(), self.words.text(), cents, self.day.day())
        self.accept()
