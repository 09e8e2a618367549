"""Long work under way, as a dialog shows it."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import Job, JobRunner
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import steps

COPIES: Final = "copies"  # the lane of copies, archives and bundles: one after the other


class Working(QWidget):
    """Work on a lane: how far it is, and a way to stop it. Hidden while nothing is done, and for `patience_ms` more."""

    busy = Signal(bool)

    def __init__(
        self, jobs: JobRunner, parent: QWidget, lane: str = COPIES, patience_ms: int = 0
    ) -> None:
        """Watch the lane."""
        super().__init__(parent)
        self._jobs = jobs
        self._lane = lane
        self._job: Job | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(patience_ms)
        self._patience.timeout.connect(self.show)
        self._said = PlainLabel()
        self._said.setWordWrap(True)
        theme.mark(self._said, "soft")
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
        self._said.setText(steps.progress(Progress(0, 0, "open")))
        self._bar.setRange(0, 0)
        if self._patience.interval():
            self._patience.start()
        else:
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
        self._patience.stop()
        self.hide()
        self.busy.emit(False)

    def _show(self, lane: str, step: Progress) -> None:
        if lane != self._lane or self._job is None:
            return
        self._said.setText(steps.progress(step))
        self._bar.setRange(0, step.total)
        self._bar.setValue(step.done)
