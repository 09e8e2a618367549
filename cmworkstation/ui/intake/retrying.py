"""Trying again to understand what waits in quarantine: on each account's lane, with a bar and a way to stop."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import Quarantined, Tally
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import Job, account_lane

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class Retrying(QWidget):
    """Hidden while nothing is tried."""

    turned = Signal()  # work began or ended

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        """Have nothing to do yet."""
        super().__init__()
        self._window = window
        self._services = services
        self._jobs: list[Job] = []
        self._tried: dict[str, int] = {}  # lane → how many of its items
        self._result = Tally()
        look = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), 0, look.px(16), look.px(4))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Trying again to understand"))
        row.addWidget(self.bar, 1)
        stop = QPushButton(tr("Stop"))
        theme.mark(stop, "quiet")
        stop.clicked.connect(lambda _=False: self.stop())
        row.addWidget(stop)
        self.hide()
        window.jobs.progress.connect(self._went_on)

    def busy(self) -> bool:
        """Tell whether items are being tried."""
        return bool(self._jobs)

    def begin(self, items: Sequence[Quarantined]) -> None:
        """Try these items; nothing while others are tried."""
        if self._jobs or not items:
            return
        by_account: dict[AccountId, list[int]] = {}
        for one in items:
            by_account.setdefault(one.account_id, []).append(one.raw_id)
        self._result = Tally()
        self._tried = dict.fromkeys(map(account_lane, by_account), 0)
        self.bar.setRange(0, len(items))
        self.bar.setValue(0)
        for account_id, ids in by_account.items():
            job = self._window.jobs.run(
                account_lane(account_id),
                partial(self._services.sync.understand_again, account_id, ids),
                self._ended,
                partial(self._failed, account_id),
                owner=self,
            )
            self._jobs.append(job)
        self.show()
        self.turned.emit()

    def stop(self) -> None:
        """Try no more items; what was understood until then stays."""
        for job in self._jobs:
            job.cancel()
        self._look()
        self._window.jobs.emit_changes(Changes(accounts=True, readings=True))

    def _went_on(self, lane: str, step: object) -> None:
        if self._jobs and lane in self._tried and isinstance(step, Progress):
            self._tried[lane] = step.done
            self.bar.setValue(sum(self._tried.values()))

    def _ended(self, found: tuple[Tally, Changes]) -> None:
        tally, changes = found
        self._result += tally
        self._look()
        if not self._jobs:
            self._window.say(outcome(self._result), 8000)
        self._window.jobs.emit_changes(changes | Changes(readings=True))

    def _failed(self, account_id: AccountId, error: Exception) -> None:
        self._look()
        self._window.failed(error, account_id=account_id)

    def _look(self) -> None:
        if all(job.over or job.cancelled for job in self._jobs):
            self._jobs = []
        self.setVisible(bool(self._jobs))
        self.turned.emit()


def outcome(tally: Tally) -> str:
    """Return what came of trying again."""
    understood = tally.seen - tally.failed
    parts = []
    if understood:
        parts.append(
            trn("{n} item is understood now.", "{n} items are understood now.", understood).format(
                n=understood
            )
        )
    if tally.failed:
        parts.append(
            trn("{n} item still waits.", "{n} items still wait.", tally.failed).format(
                n=tally.failed
            )
        )
    return " ".join(parts)
