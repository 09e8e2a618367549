"""The guided way of a text into force: problems, differences, impact, number and dates, signature.

For somebody who reads what others submitted: differences, impact, signature, or back with a reason.
"""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.domain.charter.lifecycle import State
from cmworkstation.domain.charter.numbering import renumbered
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import CharterInvalid
from cmworkstation.domain.ids import ConversationId
from cmworkstation.i18n import tr
from cmworkstation.services.versions import Prepared, VersionRow
from cmworkstation.ui import theme
from cmworkstation.ui.backups.parts import label
from cmworkstation.ui.charter.difference_view import DifferenceView
from cmworkstation.ui.charter.impact_view import LANE, ImpactView
from cmworkstation.ui.charter.publish_steps import (
    NumberStep,
    ProblemsStep,
    SignStep,
    a_column,
    heading,
)
from cmworkstation.ui.charter.reason_dialog import ReasonDialog
from cmworkstation.ui.jobs import READ, WRITE
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import versions as said

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Text:
    """What is to be published: a draft's id and text, or a version in review."""

    draft_id: str
    text: str
    row: VersionRow | None = None


class PublishDialog(QDialog):
    """One step at a time; nothing is done before the last button."""

    published = Signal(object)  # Changes
    jumped = Signal(int)  # line of the text

    def __init__(self, window: "MainWindow", what: Text) -> None:
        """Build the steps and begin to look at the text."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Publish the charter") if what.row is None else tr("Read and sign"))
        self._window = window
        self._services = cast("Services", window.services)
        self._what = what
        self._prepared: Prepared | None = None
        self._busy = False
        self._build()
        fit(self, window, 760, 620)
        self._go(0)
        self._prepare()

    # Building

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(12))
        self._title = heading("")
        column.addWidget(self._title)
        self._steps = QStackedWidget()
        column.addWidget(self._steps, 1)
        self.problems = ProblemsStep(self)
        self.problems.jumped.connect(self._jump)
        self.differences = QWidget(self)
        inside = a_column(self.differences)
        self._differs = label()
        inside.addWidget(self._differs)
        self.difference_view = DifferenceView()
        inside.addWidget(self.difference_view, 1)
        self.impact = ImpactView(self._window, self._open, self)
        self.number = NumberStep(self)
        self.number.changed.connect(self._look)
        self.sign = SignStep(self._services, self)
        named: list[tuple[str, QWidget]] = [
            (tr("What changes"), self.differences),
            (tr("What it would have changed"), self.impact),
            (tr("Signature"), self.sign),
        ]
        if self._what.row is None:
            named.insert(0, (tr("Problems"), self.problems))
            named.insert(3, (tr("Number and dates"), self.number))
        else:
            for one in (self.problems, self.number):
                one.hide()
        self._named = named
        for _, step in named:
            self._steps.addWidget(step)
        self._said = label(kind="error")
        self._said.hide()
        column.addWidget(self._said)
        column.addWidget(self._build_buttons())

    def _build_buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.back = QPushButton(tr("Back"))
        self.back.clicked.connect(lambda: self._go(self._steps.currentIndex() - 1))
        self.next = QPushButton(tr("Next"))
        theme.mark(self.next, "primary")
        self.next.clicked.connect(self._forward)
        self.send_back = QPushButton(tr("Send back…"))
        self.send_back.clicked.connect(self._ask_why)
        self.send_back.setVisible(self._what.row is not None)
        cancel = QPushButton(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        for one in (self.next, self.back, self.send_back, cancel):
            row.addWidget(one)
        self.next.setDefault(True)
        return holder

    # Looking

    def _prepare(self) -> None:
        work = partial(self._services.versions.prepared, self._what.text)
        self._window.jobs.run(READ, work, done=self._show, failed=self._failed, owner=self)

    def _show(self, found: Prepared) -> None:
        self._prepared = found
        self.problems.show_problems(found.obstacles)
        if found.holding is None:
            self._differs.setText(tr("Nothing is in force yet: everything in it is new."))
        else:
            text = tr("Compared with {number}, which is in force.")
            self._differs.setText(text.format(number=found.holding.number))
        self.difference_view.setVisible(found.holding is not None)
        self.difference_view.show_changes(found.changes)
        if found.proposal is not None:
            today = self._services.clock.now().date()
            self.number.propose(found.proposal, today, first=found.holding is None)
        self.sign.at_once.setVisible(self._what.row is None and found.may_sign and not found.alone)
        self.sign.at_once.setChecked(found.may_sign)
        self._look()

    def _go(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        title, widget = self._named[step]
        text = tr("{n} of {total}: {title}")
        self._title.setText(text.format(n=step + 1, total=len(self._named), title=title))
        if widget is self.impact and self._prepared is not None:
            self.impact.start(self._what.text)
        if widget is self.sign:
            self._show_signature()
        self._said.hide()
        self._look()

    def _show_signature(self) -> None:
        row = self._what.row
        alone = self._prepared is not None and self._prepared.alone
        if row is not None:
            starts = row.version.starts_at
            day = starts.astimezone().date() if starts else None
            self.sign.show_version(row.version.number, day, row, alone=alone)
            return
        number, starts_on, _ = self.number.chosen()
        later = starts_on > self._services.clock.now().date()
        self.sign.show_version(number, starts_on if later else None, None, alone=alone)

    def _look(self) -> None:
        step = self._named[self._steps.currentIndex()][1]
        last = step is self.sign
        found = self._prepared
        ready = found is not None and not self._busy
        if step is self.problems:
            ready = ready and found is not None and not found.obstacles
        if step is self.number:
            ready = ready and self.number.is_complete()
        if last and self._what.row is not None:
            ready = ready and found is not None and found.may_sign
        self.next.setText(self._last_word() if last else tr("Next"))
        self.next.setEnabled(ready)
        self.back.setEnabled(self._steps.currentIndex() > 0 and not self._busy)

    def _last_word(self) -> str:
        if self._what.row is not None:
            return tr("Sign")
        if self._prepared is not None and self._prepared.alone:
            later = self.number.chosen()[1] > self._services.clock.now().date()
            return tr("Schedule") if later else tr("Put in force")
        return tr("Submit to review")

    # Acting

    def _forward(self) -> None:
        at = self._steps.currentIndex()
        if at + 1 < len(self._named):
            self._go(at + 1)
            return
        self._busy = True
        self._look()
        self._window.jobs.run(WRITE, self._work(), done=self._over, failed=self._failed, owner=self)

    def _work(self) -> "partial[tuple[VersionRow, Changes]]":
        words = self.sign.words.toPlainText()
        if self._what.row is not None:
            return partial(self._services.versions.sign_off, self._what.row.version.hash, words)
        text = renumbered(self._what.text, *self.number.chosen())
        found = self._prepared
        sign = found is not None and (
            found.alone or (found.may_sign and self.sign.at_once.isChecked())
        )
        return partial(publish, self._services, self._what.draft_id, text, words, sign=sign)

    def _over(self, result: tuple[VersionRow, Changes]) -> None:
        row, changes = result
        self.accept()
        self.published.emit(changes)
        if row.state is State.REVIEW and row.standing is not None:
            text = tr("{number} is in review: {signatures}.")
            self._window.say(
                text.format(number=row.version.number, signatures=said.standing(row.standing)), 8000
            )
        else:
            text = tr("{number}: {state}.")
            state = said.since(row.version, row.state)
            self._window.say(text.format(number=row.version.number, state=state), 8000)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, CharterInvalid) and self._what.row is None and error.problems:
            self._go(0)
            self.problems.show_problems(tuple(error.problems))  # type: ignore[arg-type]
        self._said.setText(said.in_words(error))
        self._said.show()
        self._look()

    def _ask_why(self) -> None:
        ReasonDialog(
            self,
            tr("Send back"),
            tr("What has to be done before it can be signed?"),
            tr("Send back"),
            self._sent_back,
        ).open()

    def _sent_back(self, why: str) -> None:
        assert self._what.row is not None
        work = partial(self._services.versions.send_back, self._what.row.version.hash, why)
        self._window.jobs.run(WRITE, work, done=self._returned, failed=self._failed, owner=self)

    def _returned(self, changes: Changes) -> None:
        self.accept()
        self.published.emit(changes)
        self._window.say(tr("Sent back; its text is a draft again."))

    def _jump(self, line: int) -> None:
        self.reject()
        self.jumped.emit(line)

    def _open(self, conversation: ConversationId) -> None:
        self.reject()
        self._window.go("inbox")
        opener = getattr(self._window.page("inbox"), "open_conversation", None)
        if opener is not None:
            opener(conversation)

    def reject(self) -> None:
        """Stop what is under way and leave everything as it is."""
        self._window.jobs.cancel(LANE)
        super().reject()


def publish(
    services: "Services", draft_id: str, text: str, words: str, *, sign: bool
) -> tuple[VersionRow, Changes]:
    """Submit a text and sign it where that is wanted."""
    row, changes = services.versions.submit(text, draft_id=draft_id)
    if sign:
        row, more = services.versions.sign_off(row.version.hash, words)
        changes |= more
    return row, changes | services.sync.refresh_due()
