"""One answer for several people: the common text, each person's own words beside what they asked, and the way out.

Whatever stands in the field of a person was seen: it is what the service compares before anything leaves.
"""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.batch import Batch, BatchItem, ItemState
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout, turn
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.words import problems
from cmworkstation.words import silences as silence

if TYPE_CHECKING:
    from cmworkstation.services.batches import Left
    from cmworkstation.services.silences import Silent
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

PAUSE_MS = 300
UNDO_S = 10.0
NARROW = 560  # px at 100 %
STATES = {
    ItemState.QUEUED: (N_("in the outbox"), "outbox", "accent"),
    ItemState.ASKED: (N_("approval is asked for"), "approvals", "accent"),
    ItemState.GONE: (N_("discarded"), "deleted", "soft"),
}


class BatchDialog(QDialog):
    """Goes through a batch, person by person."""

    left = Signal(object)  # what became of it

    def __init__(self, window: "MainWindow", batch: Batch) -> None:
        """Show a batch."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._batch = batch
        self._failed: dict[int, str] = {}
        self.silent: Mapping[int, Silent] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("One answer for several people"))
        self._common_pause = self._timer(self._keep_common)
        self._own_pause = self._timer(self._keep_own)
        self._build()
        fit(self, window, 860, 640)
        self._fill(select=0)
        self._look_for_silence()

    def _timer(self, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(PAUSE_MS)
        timer.timeout.connect(then)
        return timer

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        self.common = self._field(tr("The text for all of them"), 3)
        self.common.setPlainText(self._batch.body)
        self.common.textChanged.connect(self._common_pause.start)
        label = _label(tr("The text for all of them"), "bold")
        said = tr(
            "{name} stands for each person’s name; {other} has a word for when it is not known."
            " A line of --- stands between wordings that take turns."
        )
        other = "{first_name|" + tr("there") + "}"
        hint = _label(said.format(name="{first_name}", other=other), "soft")
        for one in (label, self.common, hint):
            column.addWidget(one)
        self.list: QListWidget = remarks(tr("People in this answer"))
        self.list.currentRowChanged.connect(self._show)
        self.panes = QSplitter(Qt.Orientation.Horizontal)
        self.panes.setObjectName("batch")
        self.panes.setChildrenCollapsible(False)
        self.panes.addWidget(self.list)
        self.panes.addWidget(self._build_one())
        self.panes.setStretchFactor(1, 1)
        self.panes.setSizes([look.px(260), look.px(560)])
        column.addWidget(self.panes, 1)
        self.left_silent = _label("", "warn")
        self.left_silent.hide()
        self.first_silent = self._button(tr("Show the &first of them"), self._show_silent)
        theme.mark(self.first_silent, "link")
        self.first_silent.hide()
        column.addWidget(self.left_silent)
        column.addWidget(self.first_silent, 0, Qt.AlignmentFlag.AlignLeft)
        self.why = _label("", "soft")
        column.addWidget(self.why)
        column.addWidget(self._buttons())

    def _build_one(self) -> QWidget:
        look = theme.current()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(look.px(8), 0, 0, 0)
        column.setSpacing(look.px(8))
        self.asks = ForeignLabel("", lines=4)
        theme.mark(self.asks, "soft")
        self.head = _label("", "bold")
        self.own = self._field(tr("What this person gets"), 5)
        self.own.textChanged.connect(self._own_pause.start)
        column.addWidget(self.asks)
        column.addWidget(self.head)
        column.addWidget(self.own, 1)
        return holder

    def _field(self, name: str, lines: int) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setAccessibleName(name)
        field.setTabChangesFocus(True)
        height = lines * field.fontMetrics().lineSpacing() + theme.current().px(16)
        field.setMinimumHeight(height)
        if lines == 3:  # noqa: PLR2004 - the common text stays small, so that each person's has the room
            field.setMaximumHeight(height)
        return field

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.back = self._button(tr("&Previous"), partial(self._step, -1))
        self.next = self._button(tr("&Next"), partial(self._step, 1))
        self.out = self._button(tr("&Leave out"), self._leave_out)
        self.send = self._button("", self._queue)
        theme.mark(self.send, "primary")
        self.aside = self._button(tr("&Give up"), self._give_up)
        self.later = self._button(tr("Close; the drafts are kept"), self.close)
        for one in (self.back, self.next, self.out, self.send, self.aside, self.later):
            row.addWidget(one)
        return holder

    def _button(self, text: str, pressed: object) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    # --- showing ----------------------------------------------------------------------------------

    def _items(self) -> tuple[BatchItem, ...]:
        return tuple(one for one in self._batch.items if one.state is not ItemState.REMOVED)

    def current(self) -> BatchItem | None:
        """Return the person who is in front."""
        items, row = self._items(), self.list.currentRow()
        return items[row] if 0 <= row < len(items) else None

    def _fill(self, select: int | None = None) -> None:
        row = self.list.currentRow() if select is None else select
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._items():
            said, icon, role = self._state(one)
            name = foreign.line(one.to, 60) or tr("Somebody")
            self.list.addItem(remark(f"{name}\n{said}", icon, role))
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.list.blockSignals(False)
        if select is not None:
            self._show(self.list.currentRow())
        self._say()

    def _state(self, one: BatchItem) -> tuple[str, str, str]:
        if one.n in self._failed:
            return self._failed[one.n], "error", "error"
        if one.n in self.silent and one.state is ItemState.OPEN:
            seen = tr("seen") if one.seen else tr("not seen yet")
            left = silence.line(self.silent[one.n], self._services.clock.now())
            return f"{seen} · {left}", "warn", "warn"
        if one.state in STATES:
            said, icon, role = STATES[one.state]
            return tr(said), icon, role
        return (tr("seen"), "good", "good") if one.seen else (tr("not seen yet"), "eye", "soft")

    def _say(self) -> None:
        reason = self._services.batches.why_not(self._batch.id)
        n = len(self._batch.open)
        self.send.setText(trn("&Send {n} answer", "&Send {n} answers", n).format(n=n))
        self.send.setEnabled(not reason and not self._services.read_only)
        ready = tr("Each was seen, and each is different. They leave one by one.")
        self.why.setText(problems.reason(reason) if reason else ready)
        self._say_silence()

    def _look_for_silence(self) -> None:
        """Look whom of them we left in silence, on the reading lane; said before anything leaves."""
        read = partial(self._services.silences.of_batch, self._batch)
        self._window.jobs.run(jobs.READ, read, self._show_silence, lambda _: None, owner=self)

    def _show_silence(self, found: "Mapping[int, Silent]") -> None:
        self.silent = found
        self._fill()

    def _say_silence(self) -> None:
        left = [one for one in self._batch.open if one.n in self.silent]
        self.left_silent.setText(silence.said([self.silent[one.n] for one in left]))
        self.left_silent.setVisible(bool(left))
        self.first_silent.setVisible(bool(left))

    def _show_silent(self) -> None:
        for row, one in enumerate(self._items()):
            if one.n in self.silent and one.state is ItemState.OPEN:
                self.list.setCurrentRow(row)
                self.list.setFocus()
                return

    def _show(self, row: int) -> None:
        del row
        self._keep_own()
        one = self.current()
        self.own.blockSignals(True)
        self.own.setPlainText(one.body if one else "")
        self.own.blockSignals(False)
        is_open = one is not None and one.state is ItemState.OPEN
        self.own.setReadOnly(not is_open)
        self.out.setEnabled(is_open)
        self._shown_n = one.n if one is not None and is_open else None
        name = foreign.line(one.to, 60) if one else ""
        self.asks.set_foreign(one.asks if one else "")
        self.head.setText(tr("What {name} gets").format(name=name or tr("somebody")))
        self.back.setEnabled(self.list.currentRow() > 0)
        self.next.setEnabled(self.list.currentRow() < self.list.count() - 1)
        self._note_displayed()

    def _note_displayed(self) -> None:
        """The text in front was seen, once the dialog is on the screen."""
        if self._shown_n is None or not self.isVisible():
            return
        one = self.current()
        if one is None or one.seen or self.own.toPlainText() != one.body:
            return
        self._batch = self._services.batches.displayed(self._batch.id, one.n, one.body)
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the people above their words where it is narrow."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.current().px(NARROW)
        turn(self.panes, upright=narrow, shares=(1, 2))

    def showEvent(self, event: QShowEvent) -> None:
        """Count what is in front as seen."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._note_displayed)

    # --- what a person does -----------------------------------------------------------------------

    _shown_n: int | None = None

    def _keep_common(self) -> None:
        self._common_pause.stop()
        if self.common.toPlainText() == self._batch.body:
            return
        self._keep_own()
        self._take(self._services.batches.set_body(self._batch.id, self.common.toPlainText()))
        self._shown_n = None  # what stands in the field is not theirs any more
        self._fill(select=self.list.currentRow())

    def _keep_own(self) -> None:
        self._own_pause.stop()
        n, text = self._shown_n, self.own.toPlainText()
        one = next((item for item in self._batch.open if item.n == n), None)
        if one is None or text == one.body:
            return
        self._failed.pop(one.n, None)
        self._take(self._services.batches.write(self._batch.id, one.n, text))
        self._batch = self._services.batches.displayed(self._batch.id, one.n, text)
        self._fill()

    def _take(self, result: tuple[Batch, Changes]) -> None:
        self._batch, changes = result
        self._window.jobs.emit_changes(changes)

    def _step(self, by: int) -> None:
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))

    def _leave_out(self) -> None:
        one = self.current()
        if one is not None and one.state is ItemState.OPEN:
            self._keep_own()
            self._shown_n = None
            self._take(self._services.batches.remove(self._batch.id, one.n))
            self._fill(select=self.list.currentRow())

    def _queue(self) -> None:
        self._keep_common()
        self._keep_own()
        batches, wanted = self._services.batches, self._batch.id
        hold = self._services.settings.hold_seconds()
        self.send.setEnabled(False)
        self._window.jobs.run(
            jobs.WRITE,
            lambda: batches.queue(wanted, hold_s=hold),
            self._went,
            self._kept,
            owner=self,
        )

    def _went(self, result: "Left") -> None:
        self._window.jobs.emit_changes(result.changes)
        batches, wanted, services = self._services.batches, self._batch.id, self._services
        n = len(result.queued)
        hold = services.settings.hold_seconds()
        if n and hold:
            said = trn("{n} answer leaves in a moment.", "{n} answers leave in a moment.", n)
            window = self._window
            window.undo(
                said.format(n=n),
                hold,
                lambda: window.jobs.run(jobs.WRITE, lambda: batches.undo(wanted)),
            )
        if result.asked:
            said = trn(
                "{n} answer waits for approval.", "{n} answers wait for approval.", result.asked
            )
            self._window.say(said.format(n=result.asked))
        self.left.emit(result)
        if not result.failed:
            self._shown_n = None
            self.accept()
            return
        self._failed = {item.n: _why(error) for item, error in result.failed}
        self._batch = batches.batch(wanted)
        first = [one.n for one in self._items()].index(result.failed[0][0].n)
        self._fill(select=first)

    def _kept(self, error: Exception) -> None:
        self._fill()
        self._window.failed(error)

    def _give_up(self) -> None:
        """Discard what has not left, and put the batch aside."""
        self._own_pause.stop()
        self._shown_n = None
        gone = {one.draft_id for one in self._batch.open}
        drafts = [one for one in self._services.drafts.listed() if one.id in gone]
        for one in self._batch.open:
            self._take(self._services.batches.remove(self._batch.id, one.n))
        self._window.jobs.emit_changes(self._services.batches.close(self._batch.id))
        window, services = self._window, self._services

        def restore() -> None:
            for one in drafts:
                window.jobs.emit_changes(services.drafts.restore(one))

        self.reject()
        if drafts:
            said = trn("{n} draft discarded.", "{n} drafts discarded.", len(drafts))
            window.undo(said.format(n=len(drafts)), UNDO_S, restore)

    def done(self, result: int) -> None:
        """Keep what was typed last."""
        self._keep_common()
        self._keep_own()
        super().done(result)


def _why(error: WorkstationError) -> str:
    return problems.error(error).text


def _label(text: str, kind: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label
