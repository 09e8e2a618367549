"""The dry run of a rule: what it would find and change, counted on the reading lane; and carrying it out on that."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.inbox_rule import DryRun, InboxRule
from cmworkstation.domain.message import Message
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.inbox_rules.names import Names
from cmworkstation.ui.jobs import READ, Job
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import inbox_rules as words
from cmworkstation.words import when
from cmworkstation.words.steps import progress

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

MESSAGE = int(Qt.ItemDataRole.UserRole)
SHOWN = 240  # letters of a message
LIST_HIGH = 200  # px at 100 %
Seen = tuple[DryRun, tuple[Message, ...]]


class Trial(QWidget):
    """Counts when asked to, says how far it is, and can be stopped."""

    conversation_wanted = Signal(object)  # id
    apply_wanted = Signal(object)  # InboxRule

    def __init__(self, window: "MainWindow", may_apply: Callable[[], bool]) -> None:
        """Begin with nothing counted."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._may_apply = may_apply
        self._rule: InboxRule | None = None
        self._job: Job | None = None
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        bar = QWidget()
        flow = FlowLayout(bar)
        self.starter = QPushButton(tr("Try it without changing anything"))
        self.starter.clicked.connect(lambda _=False: self.start())
        self.stopper = QPushButton(tr("Stop"))
        self.stopper.clicked.connect(lambda _=False: self.stop())
        self.applier = QPushButton(tr("Do it to what is here already…"))
        self.applier.clicked.connect(lambda _=False: self.apply_wanted.emit(self._rule))
        for button in (self.starter, self.stopper, self.applier):
            flow.addWidget(button)
        column.addWidget(bar)
        self.said = _label("bold")
        self.changes = _label("")
        column.addWidget(self.said)
        column.addWidget(self.changes)
        self.list = found_rows(tr("The newest messages that it would find"))
        self.list.setMinimumHeight(look.px(LIST_HIGH))
        self.list.itemActivated.connect(self._open)
        enter_acts_once(self.list)
        column.addWidget(self.list)
        window.jobs.progress.connect(self._show_progress)
        self.show_rule(None)

    def show_rule(self, rule: InboxRule | None) -> None:
        """Stand ready for a rule, with nothing counted."""
        self.stop()
        self._rule = rule
        self.said.setText("")
        self.changes.setText("")
        self.list.clear()
        for widget in (self.said, self.changes, self.list, self.applier):
            widget.hide()
        self.starter.setEnabled(rule is not None)

    def start(self) -> None:
        """Count."""
        rule = self._rule
        if rule is None:
            return
        self.show_rule(rule)
        self.said.setText(progress(Progress(0, 0, "rules")))
        self.said.show()
        self.stopper.show()
        self.starter.setEnabled(False)
        self._job = self._window.jobs.run(
            READ,
            lambda: self._services.inbox_rule_runs.dry_run(rule),
            done=self._came,
            failed=self._failed,
            owner=self,
        )

    def stop(self) -> None:
        """Stop counting; nothing was changed."""
        if self._job is not None:
            self._job.cancel()
            self.said.setText(tr("Stopped. Nothing was changed."))
        self._end()

    def busy(self) -> bool:
        """Tell whether it counts."""
        return self._job is not None

    def _end(self) -> None:
        self._job = None
        self.stopper.hide()
        self.starter.setEnabled(self._rule is not None)

    def _show_progress(self, lane: str, step: object) -> None:
        if lane == READ and self._job is not None and isinstance(step, Progress):
            self.said.setText(progress(step))

    def _failed(self, error: Exception) -> None:
        self._end()
        self.said.setText(tr("This could not be tried."))
        self._window.failed(error)

    def _came(self, found: DryRun) -> None:
        self._end()
        names = Names(self._services)
        self.said.setText(words.dry_run(found))
        self.changes.setText("\n".join(words.change(one, names.of) for one in found.changes))
        self.changes.setVisible(bool(found.messages))
        now = self._services.clock.now()
        for message in self._services.inbox_rule_runs.messages(found.first):
            below = tr("{who}, {when}").format(who=message.author_name, when=when(message.at, now))
            item = found_row((message.text or message.title)[:SHOWN], (), below)
            item.setData(MESSAGE, message.conversation_id)
            self.list.addItem(item)
        self.list.setVisible(bool(found.first))
        self.applier.setVisible(self._may_apply() and found.would_change)
        if self.list.count():
            self.list.setCurrentRow(0)

    def _open(self, item: QListWidgetItem) -> None:
        self.conversation_wanted.emit(item.data(MESSAGE))


def _label(kind: str) -> PlainLabel:
    made = PlainLabel()
    made.setWordWrap(True)
    if kind:
        theme.mark(made, kind)
    return made
