"""Parts that the dialogs about copies share: words on a line, work under way, and copies in words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain.backup import Backup, Rehearsal, Why
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.inbox.phrases import number
from cmworkstation.ui.jobs import Job, JobRunner

LANE = "copies"


def label(text: str = "", kind: str = "") -> QLabel:
    """Return our own words on lines of their own."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(True)
    if kind:
        theme.mark(made, kind)
    return made


class Working(QWidget):
    """Long work on a lane: how far it is, and a way to stop it. Hidden while nothing is done."""

    busy = Signal(bool)

    def __init__(self, jobs: JobRunner, parent: QWidget, lane: str = LANE) -> None:
        """Watch the lane."""
        super().__init__(parent)
        self._jobs = jobs
        self._lane = lane
        self._job: Job | None = None
        self._said = label(kind="soft")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("At work"))
        self.stopper = QPushButton(tr("Stop"))
        self.stopper.clicked.connect(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self._said, 1)
        row.addWidget(self.stopper)
        column.addLayout(row)
        column.addWidget(self._bar)
        jobs.progress.connect(self._show)
        self.hide()

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Carry out a generator of steps; one of `done` and `failed` is called unless it is stopped."""
        self._said.setText(words.progress(Progress(0, 0, "open")))
        self._bar.setRange(0, 0)
        self.show()
        self.busy.emit(True)

        def over(then: Callable[[Any], object]) -> Callable[[Any], None]:
            def end(result: Any) -> None:  # noqa: ANN401 - whatever the work gives
                self._end()
                then(result)

            return end

        self._job = self._jobs.run(
            self._lane, work, done=over(done), failed=over(failed), owner=self
        )

    def stop(self) -> None:
        """Let the work end at its next step, without a result."""
        if self._job is not None:
            self._job.cancel()
            self._end()

    def _end(self) -> None:
        self._job = None
        self.hide()
        self.busy.emit(False)

    def _show(self, lane: str, step: Progress) -> None:
        if lane != self._lane or self._job is None:
            return
        self._said.setText(words.progress(step))
        self._bar.setRange(0, step.total)
        self._bar.setValue(step.done)


def title(one: Backup, now: datetime) -> str:
    """Return when a copy was made and how large it is."""
    return f"{moment(one.made_at, now)} · {words.size(one.size)}"


def moment(at: datetime, now: datetime) -> str:
    """Return a day as people say it, always with the time of the day."""
    said, clock = words.when(at, now), f"{at.astimezone():%H:%M}"
    return said if clock in said else f"{said} {clock}"


def contents(one: Backup) -> str:
    """Return what a copy holds, whether it was checked, and why it was made."""
    reasons = {
        Why.DAILY: tr("made by itself"),
        Why.ASKED: tr("made by you"),
        Why.BEFORE_UPDATE: tr("made before an update"),
        Why.UNKNOWN: "",
    }
    n = one.count("message")
    parts = [
        trn("{n} message", "{n} messages", n).format(n=number(n)) if one.rows else "",
        tr("opened and counted") if one.checked else tr("not checked"),
        reasons[one.why],
    ]
    return " · ".join(part for part in parts if part)


def last_copy(one: Backup | None, now: datetime) -> str:
    """Return a line about the newest copy."""
    if one is None:
        return tr("There is no backup of this workspace yet.")
    return tr("Last backup: {copy}, opened and counted.").format(copy=title(one, now))


def last_trial(one: Rehearsal | None, now: datetime) -> str:
    """Return a line about the last trial of a restore."""
    if one is None:
        return tr("No restore was tried yet.")
    when = words.when(one.at, now)
    if not one.well:
        return tr("The restore tried {when} failed: {what}").format(when=when, what=one.problems[0])
    text = tr(
        "A restore was tried {when}: {messages} messages in {conversations} conversations, all found."
    )
    return text.format(
        when=when, messages=number(one.messages), conversations=number(one.conversations)
    )
