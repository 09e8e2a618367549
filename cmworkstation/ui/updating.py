"""An older workspace is brought up to date: how far it is, and a button that leaves it as it was."""

import threading
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from cmworkstation.domain.errors import UpdateStopped
from cmworkstation.domain.progress import Progress, Told
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.backups import parts
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.words import steps

LANE = "update"


class UpdateDialog(QDialog):
    """Shows the progress of opening on a lane; `over` brings what came of it."""

    over = Signal(object)
    _heard = Signal(object)

    def __init__(self, open_: Callable[[Told], object]) -> None:
        """Begin to open; `open_` tells how far it is and ends with whatever that raises."""
        super().__init__()
        self._stop = threading.Event()
        self._jobs = JobRunner(self)
        self.setWindowTitle(tr("The workspace is brought up to date"))
        t = theme.current()
        fit(self, self, 460, 240)
        column = QVBoxLayout(self)
        column.setContentsMargins(t.px(24), t.px(16), t.px(24), t.px(16))
        column.setSpacing(t.px(12))
        column.addWidget(parts.label(tr("The workspace is brought up to date"), "section"))
        column.addWidget(
            parts.label(
                tr("An older version made it. A copy as it was is kept among the backups first.")
            )
        )
        self.line = parts.label(" ")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(tr("Progress of the update"))
        self.stop = QPushButton(tr("Stop and leave it as it was"))
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.reject)
        column.addWidget(self.bar)
        column.addWidget(self.line)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.stop)
        column.addLayout(row)
        self._heard.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self.over.connect(self._end)
        self._jobs.run(LANE, lambda: open_(self._told), self.over.emit, self.over.emit)

    def _told(self, step: Progress) -> None:
        """Hear from the lane how far it is."""
        if self._stop.is_set():
            raise UpdateStopped("by a person")
        self._heard.emit(step)

    def _end(self, _: object) -> None:
        self._jobs.close()

    def _show(self, step: Progress) -> None:
        if self._stop.is_set():
            return
        self.bar.setRange(0, step.total)
        self.bar.setValue(step.done)
        self.line.setText(steps.progress(step))

    def reject(self) -> None:
        """Stop at the next step; the dialog stays until nothing is under way."""
        self._stop.set()
        self.stop.setEnabled(False)
        self.bar.setRange(0, 0)
        self.line.setText(tr("Stopping …"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is stopping."""
        event.ignore()
        self.reject()
