"""Small forms of the crisis desk: a decision, the next word to the public, which conversations belong to it."""

from datetime import datetime, timedelta

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDateTimeEdit,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout


class _Form(QDialog):
    def __init__(self, parent: QWidget, title: str, about: str, verb: str) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        look = theme.current()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*(look.px(20),) * 4)
        self.column.setSpacing(look.px(12))
        said = PlainLabel(about)
        said.setWordWrap(True)
        theme.mark(said, "soft")
        self.column.addWidget(said)
        self._holder = QWidget()
        self.row = FlowLayout(self._holder)
        self.keep = QPushButton(verb)
        theme.mark(self.keep, "primary")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self.give)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.row.addWidget(self.keep)
        self.row.addWidget(cancel)

    def finish(self, width: int, height: int) -> None:
        """Put the buttons below, and open as designed."""
        self.column.addWidget(self._holder)
        fit(self, self._over, width, height)

    def give(self) -> None:
        """Hand over what was entered."""


class NoteForm(_Form):
    """Asks for a decision, or a note."""

    wanted = Signal(str, bool)

    def __init__(self, parent: QWidget) -> None:
        """Ask."""
        super().__init__(
            parent,
            tr("Into the log"),
            tr("It stands in the log with your name and the time, and cannot be changed."),
            tr("Write it down"),
        )
        self.words = QPlainTextEdit()
        self.words.setAccessibleName(tr("What was decided?"))
        self.words.setPlaceholderText(tr("What was decided?"))
        self.words.setTabChangesFocus(True)
        self.words.textChanged.connect(self._look)
        self.column.addWidget(self.words, 1)
        self.decision = QCheckBox(tr("This is a decision"))
        self.decision.setChecked(True)
        self.column.addWidget(self.decision)
        self._look()
        self.finish(460, 320)

    def _look(self) -> None:
        self.keep.setEnabled(bool(self.words.toPlainText().strip()))

    def give(self) -> None:
        """Hand it over."""
        self.wanted.emit(self.words.toPlainText(), self.decision.isChecked())
        self.accept()


class UpdateForm(_Form):
    """Asks when the public hears from us again."""

    wanted = Signal(object)  # datetime, None for no promise

    def __init__(self, parent: QWidget, before: datetime | None, now: datetime) -> None:
        """Propose what was promised, else an hour from now."""
        super().__init__(
            parent,
            tr("When we speak again"),
            tr(
                "You are reminded ten minutes before, and the desk says when it is late. Tell people this very time."
            ),
            tr("Keep"),
        )
        at = (before or now + timedelta(hours=1)).astimezone()
        self.at = QDateTimeEdit(QDateTime.fromSecsSinceEpoch(round(at.timestamp())))
        self.at.setAccessibleName(tr("When we speak again"))
        self.at.setCalendarPopup(True)
        self.column.addWidget(self.at)
        none = QPushButton(tr("Promise nothing"))
        none.setAutoDefault(False)
        none.clicked.connect(self._nothing)
        self.row.addWidget(none)
        self.finish(420, 220)

    def give(self) -> None:
        """Hand it over."""
        at = datetime.fromtimestamp(self.at.dateTime().toSecsSinceEpoch()).astimezone()
        self.wanted.emit(at)
        self.accept()

    def _nothing(self) -> None:
        self.wanted.emit(None)
        self.accept()


class SearchForm(_Form):
    """Asks by which search the conversations of a crisis are found."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget, query: str) -> None:
        """Show the search as it is."""
        super().__init__(
            parent,
            tr("Which conversations belong to it?"),
            tr(
                "Words, label:…, account:… as in any search. Left empty, whoever waits for an answer belongs to it."
            ),
            tr("Keep"),
        )
        self.query = QLineEdit(query)
        self.query.setAccessibleName(tr("Search"))
        self.query.setPlaceholderText("label:… OR …")
        self.column.addWidget(self.query)
        self.finish(460, 220)

    def give(self) -> None:
        """Hand it over."""
        self.wanted.emit(self.query.text())
        self.accept()
