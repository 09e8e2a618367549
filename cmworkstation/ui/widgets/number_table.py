"""A small table of numbers that is read, walked, opened line by line, and copied."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from cmworkstation.domain.table import harmless
from cmworkstation.ui import theme

ROWS_SHOWN = 8
MOST_LINES = 400  # that are filled in; a file has all of them
MEASURED = 60  # lines by which columns get their width
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumberTable(QTableWidget):
    """The first column says what a line is about, the others are numbers. The keys that copy copy all of it."""

    def __init__(self, name: str) -> None:
        """Begin empty."""
        super().__init__()
        self.setAccessibleName(name)
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setResizeContentsPrecision(MEASURED)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)

    def fill(self, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
        """Show other lines, the first of them where there are very many."""
        lines = lines[:MOST_LINES]
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(list(heads))
        self.setRowCount(len(lines))
        for at, line in enumerate(lines):
            for column, text in enumerate(line):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(RIGHT)
                self.setItem(at, column, item)
        self.resizeColumnsToContents()
        shown = min(len(lines), ROWS_SHOWN) + 2
        self.setFixedHeight(shown * theme.current().px(theme.CONTROL))
        if lines:
            self.setCurrentCell(0, 0)

    def as_text(self) -> str:
        """Return heads and lines as a spreadsheet takes them from the clipboard; no cell is a formula."""
        heads = [self.horizontalHeaderItem(n) for n in range(self.columnCount())]
        lines = [[item.text() if item else "" for item in heads]]
        for row in range(self.rowCount()):
            cells = [self.item(row, column) for column in range(self.columnCount())]
            lines.append([item.text() if item else "" for item in cells])
        return "".join("\t".join(map(_one_cell, line)) + "\n" for line in lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the table by the keys that copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_text())
        else:
            super().keyPressEvent(event)


def _one_cell(text: str) -> str:
    return harmless(" ".join(text.split()))
