"""Has the rows ready that are about to come into sight: fetched and laid out in the pauses while somebody scrolls."""

from collections.abc import Iterator

from PySide6.QtCore import QElapsedTimer, QObject, QSize, QTimer
from PySide6.QtWidgets import QTableView

from cmworkstation.ui.inbox.list_model import ConversationModel
from cmworkstation.ui.inbox.row_delegate import RowDelegate

SLICE_MS = 2  # at a time; then whatever waits in the event loop has its turn


class Ahead(QObject):
    """Follows the scroll bar of a table; a screen of rows in the direction of the way is enough."""

    def __init__(self, table: QTableView, model: ConversationModel, delegate: RowDelegate) -> None:
        """Watch `table`."""
        super().__init__(table)
        self._table = table
        self._model = model
        self._delegate = delegate
        self._value = 0
        self._rows: Iterator[int] = iter(())
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(0)
        self._pause.timeout.connect(self.prepare)
        table.verticalScrollBar().valueChanged.connect(self._moved)

    def _moved(self, value: int) -> None:
        down, self._value = value > self._value, value
        height = self._delegate.row_height()
        first, shown = value // height, self._table.viewport().height() // height + 2
        last = first + shown
        self._rows = (
            iter(range(last - 1, min(last + shown, self._model.rowCount())))
            if down
            else iter(range(first, max(-1, first - shown), -1))
        )
        self._pause.start()

    def prepare(self) -> None:
        """Get some rows ready, and go on in the next pause; a page of rows that is not there takes one of its own."""
        size = QSize(self._table.columnWidth(0), self._delegate.row_height())
        spent = QElapsedTimer()
        spent.start()
        for row in self._rows:
            found = self._model.conversation(row)
            if found is not None:
                self._delegate.laid_out(self._model.index(row, 0), found, size)
            if spent.elapsed() >= SLICE_MS:
                self._pause.start()
                return
