"""What is asked before an act of approval: words, or another text."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.differences import DifferencesView
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout


class WordsDialog(QDialog):
    """Asks for words that the author will read; the verb is on the button."""

    given = Signal(str)

    def __init__(self, parent: QWidget, title: str, question: str, verb: str) -> None:
        """Ask `question`."""
        super().__init__(parent)
        column = _column(self, parent, title, 420, 240)
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(question)
        self.field.setTabChangesFocus(True)
        label = _wrapped(question)
        label.setBuddy(self.field)
        column.addWidget(label)
        column.addWidget(self.field, 1)
        self.verb = _buttons(self, column, verb)
        self.verb.setEnabled(False)
        self.field.textChanged.connect(self._typed)
        self.verb.clicked.connect(self._give)
        self.field.setFocus()

    def _typed(self) -> None:
        self.verb.setEnabled(bool(self.field.toPlainText().strip()))

    def _give(self) -> None:
        self.given.emit(self.field.toPlainText().strip())
        self.accept()


class AmendDialog(QDialog):
    """Lets whoever approves change the text, and shows the differences before it counts."""

    amended = Signal(str)

    def __init__(self, parent: QWidget, text: str) -> None:
        """Begin with the text as it stands."""
        super().__init__(parent)
        self._before = text
        column = _column(self, parent, tr("Amend the reply"), 600, 480)
        column.addWidget(
            _wrapped(
                tr("The text as you amend it is what you approve. Its author sees the differences.")
            )
        )
        self.field = QPlainTextEdit(text)
        self.field.setAccessibleName(tr("The amended text"))
        self.field.setTabChangesFocus(True)
        column.addWidget(self.field, 1)
        column.addWidget(_wrapped(tr("Differences"), "bold"))
        self.shown = DifferencesView(text, text, tr("Differences"))
        column.addWidget(self.shown)
        self.verb = _buttons(self, column, tr("Approve as amended"))
        self.verb.setEnabled(False)
        self.field.textChanged.connect(self._typed)
        self.verb.clicked.connect(self._amend)
        self.field.setFocus()

    def _typed(self) -> None:
        text = self.field.toPlainText()
        self.shown.show_texts(self._before, text)
        self.verb.setEnabled(bool(text.strip()) and text != self._before)

    def _amend(self) -> None:
        self.amended.emit(self.field.toPlainText())
        self.accept()


def _column(dialog: QDialog, parent: QWidget, title: str, width: int, height: int) -> QVBoxLayout:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    t = theme.current()
    dialog.setMinimumSize(t.px(280), t.px(220))
    fit(dialog, parent, width, height)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(*(t.px(20),) * 4)
    column.setSpacing(t.px(8))
    return column


def _wrapped(text: str, kind: str = "soft") -> PlainLabel:
    label = PlainLabel(text)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label


def _buttons(dialog: QDialog, column: QVBoxLayout, verb: str) -> QPushButton:
    row = QWidget()
    flow = FlowLayout(row)
    do = QPushButton(verb)
    theme.mark(do, "primary")
    leave = QPushButton(tr("Cancel"))
    leave.clicked.connect(dialog.reject)
    flow.addWidget(do)
    flow.addWidget(leave)
    column.addWidget(row)
    return do
