"""Says which name in a search nothing has, with the nearest names as buttons that put themselves in its place."""

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.found import Unknown
from cmworkstation.domain.query.printing import named
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words.query import missing


def replaced(query: str, name: str, near: str) -> str:
    """Return a query with a name after a colon replaced by another."""
    place = re.compile(rf':\s*["“«]?\s*{re.escape(name)}\s*["”»]?\*?')
    return place.sub(lambda _: f":{named(near, open_end=False)}", query, count=1)


class MissingNames(QFrame):
    """Hidden while every name is known; speaks of the first that is not."""

    chosen = Signal(str, str)  # the name that nothing has, and the one that is meant

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        look = theme.current()
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        self.buttons: list[QPushButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(8))
        self._column.setSpacing(look.px(4))
        self._column.addWidget(self.said)
        self.hide()

    def show_names(self, unknown: Sequence[Unknown]) -> None:
        """Speak of the first of these, or be silent where there is none."""
        for button in self.buttons:
            self._column.removeWidget(button)
            button.deleteLater()
        self.buttons = []
        if not unknown:
            self.hide()
            return
        first = unknown[0]
        self.said.setText(missing(first))
        for near in first.near:
            shown = foreign.line(near, 60)
            button = QPushButton(shown.replace("&", "&&"))
            theme.mark(button, "link")
            button.setAccessibleName(tr("Search for {name} instead").format(name=shown))
            button.clicked.connect(partial(self.chosen.emit, first.name, near))
            self.buttons.append(button)
            self._column.addWidget(button)
        self.show()
