"""One line that says where a post goes, with a button for another place; and what speaks against it."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.post_place import Placed
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import ElidedLabel
from cmworkstation.words import post_places as words


class PlaceRow(QWidget):
    """Where a post goes; `wanted` once somebody asks for another place."""

    wanted = Signal()

    def __init__(self, name: str, indent: int = 0) -> None:
        """Show nothing yet; `name` is the accessible name of the button, `indent` what is left free before it."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(indent, 0, 0, 0)
        column.setSpacing(theme.current().px(2))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        self.said = ElidedLabel()
        row.addWidget(self.said, 1)
        self.change = QPushButton(tr("Another place…"))
        self.change.setAccessibleName(name)
        self.change.setAutoDefault(False)
        theme.mark(self.change, "link")
        self.change.clicked.connect(self._ask)
        row.addWidget(self.change)
        column.addLayout(row)
        self.lost = ElidedLabel()
        theme.mark(self.lost, "warn")
        column.addWidget(self.lost)

    def _ask(self, *_: object) -> None:
        self.wanted.emit()

    def show_place(self, found: Placed, now: datetime) -> None:
        """Say where the post goes, and whether its server still lists that."""
        theme.mark(self.said, "bold" if found.own else "meta")
        theme.restyle(self.said)
        for label, text in ((self.said, words.line(found)), (self.lost, words.lost(found, now))):
            label.setText(text)
            label.setAccessibleName(text)
        self.lost.setVisible(bool(self.lost.text()))
