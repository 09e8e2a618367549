"""Other texts for the same reply, for whoever approves to choose from."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

LETTERS = "ABC"


class VariantsDialog(QDialog):
    """Asks for up to two texts beside the one in the composer."""

    kept = Signal(object)  # the texts that are not empty

    def __init__(self, parent: QWidget, text: str, variants: Sequence[str]) -> None:
        """Show the text in the composer and what was written beside it."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Texts to choose from"))
        t = theme.current()
        self.setMinimumSize(t.px(300), t.px(300))
        fit(self, parent, 560, 520)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(20),) * 4)
        column.setSpacing(t.px(8))
        intro = PlainLabel(
            tr("Whoever approves chooses one of these texts. Leave empty what you do not need.")
        )
        intro.setWordWrap(True)
        theme.mark(intro, "soft")
        column.addWidget(intro)
        self.texts = [QPlainTextEdit(one) for one in (text, *variants, "", "")[: len(LETTERS)]]
        for letter, field in zip(LETTERS, self.texts, strict=True):
            name = PlainLabel(tr("Text {letter}").format(letter=letter))
            theme.mark(name, "bold")
            name.setBuddy(field)
            field.setAccessibleName(name.text())
            field.setTabChangesFocus(True)
            column.addWidget(name)
            column.addWidget(field, 1)
        self.texts[0].setReadOnly(True)
        row = QWidget()
        flow = FlowLayout(row)
        keep = QPushButton(tr("Keep these texts"))
        theme.mark(keep, "primary")
        keep.setDefault(True)
        keep.clicked.connect(self._keep)
        leave = QPushButton(tr("Cancel"))
        leave.clicked.connect(self.reject)
        flow.addWidget(keep)
        flow.addWidget(leave)
        column.addWidget(row)
        self.texts[1].setFocus()

    def _keep(self) -> None:
        texts = [one.toPlainText().strip() for one in self.texts[1:]]
        self.kept.emit([one for one in texts if one])
        self.accept()
