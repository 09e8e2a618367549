"""What this reply promises, and which open promise it keeps; a line under the text."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.promise import Promise, PromiseId
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.buttons import tool
from cmworkstation.ui.widgets.labels import ElidedLabel
from cmworkstation.words import promised


class PromiseLine(QWidget):
    """One line a promise."""

    dropped = Signal(object)  # PromiseId: this reply promises it no more
    kept = Signal(object, bool)  # PromiseId: this reply keeps it, or does not

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(4))
        self._shown: tuple[tuple[Promise, ...], tuple[Promise, ...]] = ((), ())
        self.boxes: list[QCheckBox] = []
        self.hide()

    def show_promises(
        self, made: Sequence[Promise], open_: Sequence[Promise], draft_id: str, now: datetime
    ) -> bool:
        """Show what the draft promises and what it could keep; tell whether something changed."""
        if (tuple(made), tuple(open_)) == self._shown:
            return False
        self._shown = (tuple(made), tuple(open_))
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = []
        for one in made:
            self._column.addWidget(self._line(one))
        for one in open_:
            state = promised.state(one, now)
            text = tr("This reply keeps the promise “{words}” ({state})")
            box = QCheckBox(text.format(words=one.phrase, state=state))
            box.setToolTip(foreign.tooltip(one.words))
            box.setChecked(one.kept_by == draft_id)
            box.toggled.connect(partial(self.kept.emit, one.id))
            self.boxes.append(box)
            self._column.addWidget(box)
        self.setVisible(bool(made or open_))
        return True

    def tick(self, promise_id: PromiseId) -> None:
        """Let this reply keep a promise."""
        for box, one in zip(self.boxes, self._shown[1], strict=True):
            if one.id == promise_id:
                box.setChecked(True)

    def _line(self, one: Promise) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        said = ElidedLabel(tr("Promised {words}; noted when this is sent").format(words=one.phrase))
        theme.mark(said, "soft")
        row.addWidget(said, 1)
        title = tr("Keep the words, but do not note the promise “{words}”").format(words=one.phrase)
        row.addWidget(tool("close", title, partial(self.dropped.emit, one.id)))
        return holder
