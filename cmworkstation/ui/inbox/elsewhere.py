"""What a search finds beside messages: notes, drafts, answers, people; a few of each, above the messages."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.found import Found, Place
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.words.query import place, unmarked

FOUND = Qt.ItemDataRole.UserRole
MOST_ROWS = 5  # the others are scrolled to
ICONS = {
    Place.NOTE: "note",
    Place.REMARK: "history",
    Place.UNSENT: "draft",
    Place.ANSWER: "answers",
    Place.PERSON: "accounts",
}


class Elsewhere(QListWidget):
    """Hidden while there is nothing; Enter or a click opens."""

    wanted = Signal(object)  # Found

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        theme.mark(self, "nav")
        self.setAccessibleName(tr("Found elsewhere"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemActivated.connect(self._open)
        self.itemClicked.connect(self._open)
        self.hide()

    def show_finds(self, finds: Iterable[Found]) -> None:
        """Show these."""
        self.clear()
        height = theme.current().px(theme.COMPACT_ROW)
        for one in finds:
            said = f"{place(one.place)} · {phrases.line(unmarked(one.words), 160)}"
            item = QListWidgetItem(icons.icon(ICONS[one.place], "soft"), said, self)
            item.setData(FOUND, one)
            item.setToolTip(foreign.tooltip(said))
            item.setSizeHint(QSize(0, height))
        self.setFixedHeight(min(self.count(), MOST_ROWS) * height + 4)
        self.setVisible(bool(self.count()))

    def _open(self, item: QListWidgetItem) -> None:
        self.wanted.emit(item.data(FOUND))
