"""Topics as a board: a column for each state. Left and right walk between columns, up and down within one."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from cmworkstation.domain.topic import TopicState
from cmworkstation.i18n import number
from cmworkstation.services.topics import Standing
from cmworkstation.ui import theme
from cmworkstation.ui.dialogue.pane import ID, label
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.words import topics as words

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Board(QWidget):
    """Four lists side by side, one of which has the chosen topic."""

    chosen = Signal(str)
    activated = Signal(str)

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        look = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        self.columns: dict[TopicState, QListWidget] = {}
        self._heads = {}
        for state in TopicState:
            column = QVBoxLayout()
            column.setSpacing(look.px(4))
            head = label("bold", words.state(state))
            rows = found_rows(words.state(state))
            rows.currentItemChanged.connect(self._chose)
            rows.itemActivated.connect(self._activated)
            rows.installEventFilter(self)
            column.addWidget(head)
            column.addWidget(rows, 1)
            row.addLayout(column, 1)
            self.columns[state], self._heads[state] = rows, head

    def fill(self, board: Sequence[Standing], now: datetime) -> None:
        """Show topics in their columns."""
        for state, rows in self.columns.items():
            here = [one for one in board if one.topic.state is state]
            name = f"{words.state(state)} ({number(len(here))})"
            self._heads[state].setText(name)
            rows.setAccessibleName(name)
            rows.blockSignals(True)
            rows.clear()
            for one in here:
                rows.addItem(topic_row(one, now))
            rows.setCurrentRow(-1)
            rows.blockSignals(False)

    def choose(self, topic_id: str) -> None:
        """Choose a topic, in whichever column it stands."""
        for rows in self.columns.values():
            at = next((n for n in range(rows.count()) if rows.item(n).data(ID) == topic_id), -1)
            rows.blockSignals(True)
            rows.setCurrentRow(at)
            rows.blockSignals(False)

    def in_front(self) -> QListWidget:
        """Return the column with the chosen topic, or the first one with any."""
        lists = list(self.columns.values())
        with_row = (one for one in lists if one.currentRow() >= 0)
        return next(with_row, next((one for one in lists if one.count()), lists[0]))

    def _chose(self, item: QListWidgetItem | None, _before: object = None) -> None:
        if item is not None:
            id_ = str(item.data(ID))
            self.choose(id_)
            self.chosen.emit(id_)

    def _activated(self, item: QListWidgetItem) -> None:
        self.activated.emit(str(item.data(ID)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk to the next column that has a topic."""
        lists = list(self.columns.values())
        if event.type() != QEvent.Type.KeyPress or watched not in lists:
            return super().eventFilter(watched, event)
        assert isinstance(event, QKeyEvent)
        step = STEPS.get(Qt.Key(event.key()))
        if step is None:
            return super().eventFilter(watched, event)
        at = lists.index(watched) + step
        while 0 <= at < len(lists):
            if lists[at].count():
                lists[at].setFocus(Qt.FocusReason.OtherFocusReason)
                lists[at].setCurrentRow(max(0, lists[at].currentRow()))
                break
            at += step
        return True


def topic_row(one: Standing, now: datetime, *, with_state: bool = False) -> QListWidgetItem:
    """Return a topic as a row."""
    below = words.standing(one, now)
    if with_state:
        below = f"{words.state(one.topic.state)} · {below}"
    owed = one.topic.state is TopicState.DECIDED and one.to_tell
    item = found_row(one.topic.title, (), below, "warn" if owed else "soft")
    item.setData(ID, one.topic.id)
    return item
