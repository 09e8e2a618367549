"""Why something must be kept: the reason of a legal hold."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cmworkstation.i18n import tr
from cmworkstation.services.erasures import SHORTEST_REASON
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout


class HoldDialog(QDialog):
    """Asks for the reason."""

    reasoned = Signal(str)

    def __init__(self, window: QWidget, about: str, parent: QWidget | None = None) -> None:
        """Ask why `about` (a name or a title) must be kept."""
        super().__init__(parent or window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Legal hold"))
        look = theme.current()
        self.setMinimumWidth(look.px(300))
        fit(self, window, 460, 220)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        for text, kind in (
            (about, "title"),
            (
                tr(
                    "As long as the hold lasts, neither a person nor a rule can erase this. The reason is kept in the"
                    " journal."
                ),
                "soft",
            ),
        ):
            label = PlainLabel(text)
            label.setWordWrap(True)
            theme.mark(label, kind)
            column.addWidget(label)
        self.why = QLineEdit()
        self.why.setPlaceholderText(tr("Reason: the case, the request, the date"))
        self.why.setAccessibleName(self.why.placeholderText())
        self.why.textChanged.connect(lambda _: self._offer())
        column.addWidget(self.why)
        column.addStretch(1)
        holder = QWidget()
        row = FlowLayout(holder)
        self.doer = QPushButton(tr("Keep it"))
        theme.mark(self.doer, "primary")
        self.doer.setDefault(True)
        self.doer.clicked.connect(lambda _=False: self._give())
        cancel = QPushButton(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        row.addWidget(self.doer)
        row.addWidget(cancel)
        column.addWidget(holder)
        self._offer()

    def _offer(self) -> None:
        self.doer.setEnabled(len(" ".join(self.why.text().split())) >= SHORTEST_REASON)

    def _give(self) -> None:
        self.reasoned.emit(self.why.text())
        self.accept()
