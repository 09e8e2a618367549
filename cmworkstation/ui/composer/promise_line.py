"""What this reply promises, what sounds like a promise, and which open promise it keeps; lines under the text."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.promise import Promise, PromiseId
from cmworkstation.domain.promising import Proposal
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.buttons import tool
from cmworkstation.ui.widgets.labels import ElidedLabel
from cmworkstation.words import promised


class PromiseLine(QWidget):
    """One line a promise."""

    dropped = Signal(object)  # PromiseId: this reply promises it no more
    accepted = Signal(object)  # Proposal: note it with its day
    moved = Signal(object)  # Proposal: another day
    refused = Signal(object)  # Proposal: it is none
    kept = Signal(object, bool)  # PromiseId: this reply keeps it, or does not

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(4))
        self._shown: tuple[tuple[Promise, ...], tuple[Promise, ...], tuple[Proposal, ...]] = (
            (),
            (),
            (),
        )
        self.boxes: list[QCheckBox] = []
        self.hide()

    def show_promises(
        self,
        made: Sequence[Promise],
        open_: Sequence[Promise],
        draft_id: str,
        now: datetime,
        found: Sequence[Proposal] = (),
    ) -> bool:
        """Show what the draft promises, what sounds so, and what it could keep; tell whether something changed."""
        wanted = (tuple(made), tuple(open_), tuple(replace(one, said_at=now) for one in found))
        same = tuple(replace(one, said_at=now) for one in self._shown[2])
        if wanted == (*self._shown[:2], same):
            return False
        self._shown = wanted
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = []
        for one in made:
            self._column.addWidget(self._line(one))
        for proposal in found:
            self._column.addWidget(self._proposal(proposal, now.date()))
        for one in open_:
            state = promised.state(one, now)
            text = tr("This reply keeps the promise “{words}” ({state})")
            box = QCheckBox(text.format(words=one.phrase, state=state))
            box.setToolTip(foreign.tooltip(one.words))
            box.setChecked(one.kept_by == draft_id)
            box.toggled.connect(partial(self.kept.emit, one.id))
            self.boxes.append(box)
            self._column.addWidget(box)
        self.setVisible(bool(made or open_ or found))
        return True

    def proposals(self) -> tuple[Proposal, ...]:
        """Return what sounds like a promise, in the order of the text."""
        return self._shown[2]

    def tick(self, promise_id: PromiseId) -> None:
        """Let this reply keep a promise."""
        for box, one in zip(self.boxes, self._shown[1], strict=True):
            if one.id == promise_id:
                box.setChecked(True)

    def _proposal(self, one: Proposal, today: date) -> QWidget:
        """Show one: the words that made it, its day, and the three things that can be done about it."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        said = ElidedLabel(promised.sounds(one, today))
        said.setToolTip(foreign.tooltip(one.found.sentence))
        theme.mark(said, "soft")
        row.addWidget(said, 1)
        words = foreign.line(one.found.because, 60)
        if one.found.when:
            title = tr("Note the promise “{words}” when this is sent").format(words=words)
            row.addWidget(tool("good", title, partial(self.accepted.emit, one)))
        title = tr("Promise “{words}” by another day…").format(words=words)
        row.addWidget(tool("calendar", title, partial(self.moved.emit, one)))
        title = tr("“{words}” is no promise").format(words=words)
        row.addWidget(tool("close", title, partial(self.refused.emit, one)))
        return holder

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
