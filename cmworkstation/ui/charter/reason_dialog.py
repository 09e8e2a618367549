"""Asks for a reason before something is sent back or withdrawn."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.charter.lifecycle import REASON_MIN
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.backups.parts import label
from cmworkstation.ui.widgets.dialogs import fit


class ReasonDialog(QDialog):
    """One field and two buttons."""

    def __init__(
        self, parent: QWidget, title: str, text: str, act: str, done: Callable[[str], object]
    ) -> None:
        """Call `done` with the reason when the button `act` is pressed."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._done = done
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        column.addWidget(label(text))
        self.why = QLineEdit()
        self.why.setAccessibleName(tr("Reason"))
        self.why.setPlaceholderText(tr("Reason"))
        self.why.setMaxLength(400)
        self.why.textChanged.connect(self._look)
        column.addWidget(self.why)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = QPushButton(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.act = QPushButton(act)
        theme.mark(self.act, "primary")
        self.act.setDefault(True)
        self.act.clicked.connect(self._carry_out)
        row.addWidget(cancel)
        row.addWidget(self.act)
        column.addLayout(row)
        fit(self, parent, 440, 180)
        self._look()

    def _look(self) -> None:
        self.act.setEnabled(len(self.why.text().strip()) >= REASON_MIN)

    def _carry_out(self) -> None:
        why = self.why.text()
        self.accept()
        self._done(why)
