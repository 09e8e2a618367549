"""The pulse of the open window: reads accounts when they are due and carries out what the outbox owes.

One timer asks once a second what is due; the work itself runs on each account's own lane, so that a slow or
broken account never holds up another.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import Offline, WorkstationError
from cmworkstation.domain.ids import AccountId, OutboxId
from cmworkstation.ui.jobs import JobRunner, account_lane
from cmworkstation.ui.teller import Teller

if TYPE_CHECKING:
    from datetime import datetime

    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

PULSE_MS = 1000


class Live(QObject):
    """Keeps accounts read and the outbox moving while the window is open."""

    def __init__(self, window: "MainWindow", services: "Services", jobs: JobRunner) -> None:
        """Take the window to report to."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._jobs = jobs
        self._sending: set[OutboxId] = set()
        self._offline_since: datetime | None = None
        self._teller = Teller(window, services.clock)
        self._timer = QTimer(self)
        self._timer.setInterval(PULSE_MS)
        self._timer.timeout.connect(self._pulse)
        jobs.changed.connect(self._changed)
        window.read_again_wanted.connect(self.read_now)
        window.closing.connect(self._timer.stop)

    def start(self) -> None:
        """Begin, after the first paint."""
        if self._services.read_only:
            self._show_status()
            return
        self._services.accounts.follow_all()
        self._timer.start()
        self._show_status()

    def read_now(self) -> None:
        """Read all accounts at once, as the person asked."""
        self._services.schedule.hurry()
        self._pulse()

    def _pulse(self) -> None:
        for account_id in self._services.schedule.due():
            self._run(account_id, partial(self._services.sync.poll, account_id))
        for account_id, rows in self._services.outbox.due().items():
            for outbox_id in rows:
                if outbox_id not in self._sending:
                    self._sending.add(outbox_id)
                    self._deliver(account_id, outbox_id)
        for account_id in self._services.history.due():
            self._jobs.run(
                account_lane(account_id),
                partial(self._services.history.step, account_id),
                failed=self._could_not_look_back,
            )

    def _run(self, account_id: AccountId, work: Callable[[], object]) -> None:
        self._jobs.run(
            account_lane(account_id),
            work,
            done=lambda _: self._read(None),
            failed=self._read,
        )

    def _deliver(self, account_id: AccountId, outbox_id: OutboxId) -> None:
        def over(_: object) -> None:
            self._sending.discard(outbox_id)

        self._jobs.run(
            account_lane(account_id),
            partial(self._services.outbox.deliver, outbox_id),
            done=over,
            failed=partial(self._delivery_failed, outbox_id),
        )

    def _delivery_failed(self, outbox_id: OutboxId, error: Exception) -> None:
        self._sending.discard(outbox_id)
        self._window.failed(error)

    def _could_not_look_back(self, error: Exception) -> None:
        """Leave it to the next try: the account's card says what stands in the way."""
        if not isinstance(error, WorkstationError):
            self._window.failed(error)

    def _read(self, error: Exception | None) -> None:
        if isinstance(error, Offline):
            self._offline_since = self._offline_since or self._services.clock.now()
        else:
            self._offline_since = None
        if error is not None and not isinstance(error, WorkstationError):
            self._window.failed(error)
        self._show_status()

    def _changed(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes:
            self._teller.heard(changes)
            self._show_status()

    def _show_status(self) -> None:
        counts = self._services.inbox.counts()
        self._window.set_counts(counts)
        self._window.status.show_health(self._services.accounts.health())
        self._window.status.show_outbox(counts.outbox, counts.needs_person)
        self._window.status.show_offline(self._offline_since)
