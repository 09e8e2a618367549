"""The cheat sheet: every command with its keys, by area, with a field to narrow it down."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.folding import fold
from cmworkstation.i18n import tr
from cmworkstation.ui import keys, theme
from cmworkstation.ui.commands import COMMANDS, Command
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


class CheatSheet(QDialog):
    """Stays open beside the window until it is put away."""

    def __init__(self, window: "MainWindow") -> None:
        """Show all commands that have keys."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keys"))
        t = theme.current()
        fit(self, window, 640, 640)
        self.field = SearchField(tr("Find a key or a command"), self)
        self.field.searched.connect(self._narrow)
        self.field.left.connect(self.close)
        note = QLabel(
            tr(
                "Single letters act only while a list or a conversation has the focus, never while you write."
            ),
            self,
        )
        theme.mark(note, "soft")
        note.setWordWrap(True)
        self._lines: list[tuple[str, tuple[QWidget, QWidget]]] = []
        self._titles: list[tuple[QWidget, list[QWidget]]] = []
        body = QWidget()
        theme.mark(body, "ground")
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, t.px(12), t.px(16))
        grid.setVerticalSpacing(t.px(4))
        grid.setHorizontalSpacing(t.px(16))
        grid.setColumnStretch(0, 1)
        for area, name in keys.AREAS.items():
            self._add_area(
                grid, tr(name), [row for row in COMMANDS if row.id.startswith(area + ".")]
            )
        grid.setRowStretch(grid.rowCount(), 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        scroll.setAccessibleName(tr("Keys"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(16),) * 4)
        column.setSpacing(t.px(12))
        column.addWidget(self.field)
        column.addWidget(note)
        column.addWidget(scroll, 1)

    def _add_area(self, grid: QGridLayout, name: str, rows: list[Command]) -> None:
        title = QLabel(name)
        theme.mark(title, "title")
        title.setContentsMargins(0, theme.current().px(12), 0, theme.current().px(4))
        grid.addWidget(title, grid.rowCount(), 0, 1, 2)
        parts: list[QWidget] = []
        for row in rows:
            if not keys.of(row):
                continue
            words, pressed = PlainLabel(keys.title(row)), _keys_of(row)
            words.setWordWrap(True)
            line = grid.rowCount()
            grid.addWidget(words, line, 0)
            grid.addWidget(pressed, line, 1)
            self._lines.append((fold(f"{keys.title(row)} {keys.say_all(row)}"), (words, pressed)))
            parts.append(words)
        self._titles.append((title, parts))

    def _narrow(self, query: str) -> None:
        wanted = fold(query)
        for text, line in self._lines:
            for widget in line:
                widget.setVisible(wanted in text)
        for title, parts in self._titles:
            title.setVisible(any(not part.isHidden() for part in parts))


def _keys_of(command: Command) -> QWidget:
    """Return the keys of a command as caps side by side."""
    holder = QWidget()
    holder.setAccessibleName(keys.say_all(command))
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.current().px(4))
    for said in dict.fromkeys(keys.say(key) for key in keys.of(command)):
        cap = PlainLabel(said)
        theme.mark(cap, "key")
        row.addWidget(cap, 0, Qt.AlignmentFlag.AlignTop)
    row.addStretch(1)
    return holder
