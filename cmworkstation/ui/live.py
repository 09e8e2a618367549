"""The pulse of the open window: reads accounts when they are due and carries out what the outbox owes.

One timer asks once a second what is due; the work itself runs on each account's own lane, so that a slow or
broken account never holds up another.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from cmworkstation import __version__
from cmworkstation.domain.account import AccountHealth
from cmworkstation.domain.conversation import Changes, Counts
from cmworkstation.domain.errors import (
    Offline,
    StorageFull,
    Untrusted,
    VaultLocked,
    VaultMissing,
    WorkstationError,
)
from cmworkstation.domain.ground import Ground, GroundKind
from cmworkstation.domain.ids import AccountId, OutboxId
from cmworkstation.domain.ledger import Tally
from cmworkstation.domain.notification import Kind
from cmworkstation.i18n import tr
from cmworkstation.ui import notices
from cmworkstation.ui.account_notices import AccountNotices
from cmworkstation.ui.backups.keeper import Keeper
from cmworkstation.ui.catch_up import CatchUpNotice
from cmworkstation.ui.crisis.acts import CrisisBand
from cmworkstation.ui.due_watch import DueWatch
from cmworkstation.ui.freeze.band import FreezeBand
from cmworkstation.ui.guide.counting import GuideCount
from cmworkstation.ui.jobs import READ, WRITE, Job, JobRunner, account_lane
from cmworkstation.ui.people.handed import HandedNotices
from cmworkstation.ui.promises.notices import PromiseNotices
from cmworkstation.ui.snooze_watch import SnoozeWatch
from cmworkstation.ui.teller import Teller
from cmworkstation.ui.upkeep_notice import UpkeepNotice

if TYPE_CHECKING:
    from datetime import datetime

    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.alert_watch import AlertWatch
    from cmworkstation.ui.main_window import MainWindow
    from cmworkstation.ui.patrol import Patrol

PULSE_MS = 1000
UNDERSTOOD_BY = "understood_by"  # setting: the version that last tried what waits in quarantine
PUSH = "push"  # the lane on which listeners begin and end
LOOK_FOR_ROOM_S = 15.0
# After the start, before each is looked at first.
DESK_S, ALARMS_S, WATCH_S, HOURLY_S, RETENTION_S = 10.0, 20.0, 20.0, 60.0, 120.0
SLEPT_S = 30.0  # a gap between two pulses, or a jump of the wall clock, that only a sleep or a correction makes


class Live(QObject):
    """Keeps accounts read and the outbox moving while the window is open."""

    def __init__(self, window: "MainWindow", services: "Services", jobs: JobRunner) -> None:
        """Take the window to report to."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._jobs = jobs
        self._sending: dict[OutboxId, Job] = {}
        self._offline_since: datetime | None = None
        self._ground = Ground()
        self._locked_out: dict[AccountId, Exception] = {}
        self._full = False
        self._looked_at = 0.0  # for room, by the monotonic clock
        self._pulsed_at: tuple[datetime, float] | None = None
        self._teller = Teller(window, services.clock)
        self._due = DueWatch(window, services, jobs, self._teller)
        self._snoozes = SnoozeWatch(window, services, jobs)
        self._crisis = CrisisBand(window, services)
        self._freeze = FreezeBand(window, services)
        self._handed = HandedNotices(window, services, jobs, self._teller)
        self._accounts = AccountNotices(window, services)
        self._promises = PromiseNotices(window, services)
        self._upkeep = UpkeepNotice(window, services, jobs)
        self._catch_up = CatchUpNotice(window, services, jobs)
        self._keeper = Keeper(window, services, jobs)
        self._guide = GuideCount(services, jobs, self._show_status, self)
        self._began = services.clock.monotonic()
        self._alarms: AlertWatch | None = None
        self._patrols: list[Patrol] = [self._due, self._snoozes, self._upkeep]
        # What begins so long after the start, which has better things to do; its modules are loaded then.
        self._later: list[tuple[float, Callable[[], Sequence[Patrol]]]] = [
            (DESK_S, self._of_desk),
            (ALARMS_S, self._of_alarms),
            (WATCH_S, self._of_watch),
            (HOURLY_S, self._of_hours),
            (RETENTION_S, self._of_retention),
        ]
        self._timer = QTimer(self)
        self._timer.setInterval(PULSE_MS)
        self._timer.timeout.connect(self._pulse)
        jobs.changed.connect(self._changed)
        window.read_again_wanted.connect(self.read_now)
        window.stay_wanted.connect(self._stay)
        window.closing.connect(self._timer.stop)

    def start(self) -> None:
        """Begin, after the first paint."""
        self._jobs.run(READ, self._services.storage.ground, done=self._show_ground)
        self._freeze.look()
        if self._services.read_only:
            self._show_status()
            return
        self._services.accounts.follow_all()
        self._jobs.run(WRITE, self._services.storage.prepare)
        self._timer.start()
        self._listen()
        self._understand_after_update()
        self._measure()
        self._guide.heard(Changes())
        self._show_status()

    def _listen(self) -> None:
        """Begin or stop listening to servers that call, as the accounts stand now."""
        self._jobs.run(PUSH, self._services.push.keep_up)

    def _measure(self) -> None:
        """Measure how long those waited whose replies were sent."""
        self._jobs.run(WRITE, self._services.times.keep_up, failed=self._nothing_new)

    def _understand_after_update(self) -> None:
        """Another version may understand what waits in quarantine: try once."""
        settings = self._services.settings
        if settings.value(UNDERSTOOD_BY) == __version__:
            return
        waiting = {one.account_id for one in self._services.accounts.health() if one.quarantined}
        for account_id in waiting:
            self._jobs.run(
                account_lane(account_id),
                partial(self._services.sync.understand_again, account_id),
                self._understood,
                failed=self._could_not_look_back,
            )
        self._jobs.run(WRITE, partial(settings.put, UNDERSTOOD_BY, __version__))

    def _understood(self, found: tuple[Tally, Changes]) -> None:
        self._jobs.emit_changes(found[1] | Changes(readings=True))

    def read_now(self) -> None:
        """Read all accounts at once, as the person asked; the keyring may be asked again, too."""
        self._services.accounts.ask_keyring_again()
        self._services.schedule.hurry()
        self._pulse()

    def _pulse(self) -> None:
        self._notice_sleep()
        self._keeper.pulse()
        self._promises.pulse()
        self._teller.pulse()
        if self._services.workspace.damage:
            return
        self._freeze.pulse()
        if self._is_full():
            return
        self._handed.pulse()
        self._crisis.pulse()
        self._catch_up.pulse()
        self._patrol()
        for account_id in self._services.schedule.due():
            self._run(account_id, partial(self._services.sync.poll, account_id))
        self._sending = {one: job for one, job in self._sending.items() if not job.over}
        for account_id, rows in self._services.outbox.due().items():
            for outbox_id in rows:
                if outbox_id not in self._sending:
                    self._deliver(account_id, outbox_id)
        for account_id in self._services.history.due():
            self._jobs.run(
                account_lane(account_id),
                partial(self._services.history.step, account_id),
                failed=self._could_not_look_back,
            )

    def _patrol(self) -> None:
        """Begin what is to begin by now, and let each look where it is time to."""
        running = self._services.clock.monotonic() - self._began
        for due in [one for one in self._later if running >= one[0]]:
            self._later.remove(due)
            self._patrols += due[1]()
        for one in self._patrols:
            one.pulse()

    def _of_desk(self) -> "Sequence[Patrol]":
        from cmworkstation.ui.crisis.desk_watch import DeskWatch  # noqa: PLC0415 - a start has better things to do

        return (DeskWatch(self._window, self._services, self._jobs),)

    def _of_alarms(self) -> "Sequence[Patrol]":
        from cmworkstation.ui.alert_watch import AlertWatch  # noqa: PLC0415 - as above

        self._alarms = AlertWatch(
            self._window, self._services, self._jobs, self._teller, self._show_status
        )
        return (self._alarms,)

    def _of_watch(self) -> "Sequence[Patrol]":
        from cmworkstation.ui.watch_reader import WatchReader  # noqa: PLC0415 - as above

        return (WatchReader(self._window, self._services, self._jobs),)

    def _of_hours(self) -> "Sequence[Patrol]":
        from cmworkstation.ui.contacts.watch import RelationWatch  # noqa: PLC0415 - as above
        from cmworkstation.ui.dashboard.watch import ReportWatch  # noqa: PLC0415 - as above
        from cmworkstation.ui.dependence_watch import DependenceWatch  # noqa: PLC0415 - as above
        from cmworkstation.ui.taking_out.calendar_watch import CalendarWatch  # noqa: PLC0415 - as above

        kinds = (DependenceWatch, RelationWatch, ReportWatch, CalendarWatch)
        return [kind(self._window, self._services, self._jobs) for kind in kinds]

    def _of_retention(self) -> "Sequence[Patrol]":
        from cmworkstation.ui.erasing.watch import RetentionWatch  # noqa: PLC0415 - as above

        return (RetentionWatch(self._window, self._services, self._jobs),)

    def _notice_sleep(self) -> None:
        """After a sleep, whichever clock ran on meanwhile, read soon and not all accounts at once."""
        now, running = self._services.clock.now(), self._services.clock.monotonic()
        before, self._pulsed_at = self._pulsed_at, (now, running)
        if before is None:
            return
        if max((now - before[0]).total_seconds(), running - before[1]) > SLEPT_S:
            self._services.schedule.wake()

    def _is_full(self) -> bool:
        """Show whether the disk is full, and look for room from time to time while it is."""
        storage = self._services.storage
        full = storage.trouble()
        if full is None:
            if self._full:
                self._full = False
                self._window.show_state(notices.FULL, None)
                self._window.say(tr("There is room on the disk again; work goes on."), 8000)
                self._services.schedule.wake()
            return False
        self._full = True
        self._window.show_state(notices.FULL, lambda: notices.words(storage.trouble() or full))
        running = self._services.clock.monotonic()
        if running - self._looked_at >= LOOK_FOR_ROOM_S:
            self._looked_at = running
            self._jobs.run(WRITE, self._look_for_room, failed=self._nothing_new)
        return True

    def _show_ground(self, ground: Ground) -> None:
        self._ground = ground
        if ground.kind is not GroundKind.GOOD:
            self._window.show_state(notices.GROUND, lambda: notices.ground(ground))

    def _stay(self) -> None:
        self._window.show_state(notices.GROUND, None)
        if not self._services.read_only:
            self._jobs.run(WRITE, partial(self._services.storage.stay_here, self._ground))

    def _look_for_room(self) -> Changes:
        self._services.storage.find_room()
        return self._services.drafts.save_unsaved()

    def _nothing_new(self, error: Exception) -> None:
        if not isinstance(error, StorageFull):
            self._window.failed(error)

    def _run(self, account_id: AccountId, work: Callable[[], object]) -> None:
        self._jobs.run(
            account_lane(account_id),
            work,
            done=lambda _: self._read(account_id, None),
            failed=partial(self._read, account_id),
        )

    def _deliver(self, account_id: AccountId, outbox_id: OutboxId) -> None:
        self._sending[outbox_id] = self._jobs.run(
            account_lane(account_id),
            partial(self._services.outbox.deliver, outbox_id),
            failed=partial(self._delivery_failed, account_id),
            sends=True,
        )

    def _delivery_failed(self, account_id: AccountId, error: Exception) -> None:
        if not isinstance(error, StorageFull):  # the band says it, and the row waits
            self._window.failed(error, account_id=account_id)

    def _could_not_look_back(self, error: Exception) -> None:
        """Leave it to the next try: the account's card says what stands in the way."""
        if not isinstance(error, WorkstationError):
            self._window.failed(error)

    def _read(self, account_id: AccountId, error: Exception | None) -> None:
        self._show_keyring(account_id, error)
        if isinstance(error, Offline) and not isinstance(error, Untrusted):
            self._offline_since = self._offline_since or self._services.clock.now()
        else:
            self._offline_since = None
        if error is None:
            self._accounts.was_read(account_id)
        elif isinstance(error, WorkstationError):
            self._accounts.could_not_read(account_id, error)
        else:
            self._window.failed(error)
        self._jobs.emit_changes(Changes(readings=True))

    def _show_keyring(self, account_id: AccountId, error: Exception | None) -> None:
        """Say once for all accounts whose secrets cannot be had that this is so."""
        self._locked_out.pop(account_id, None)
        if isinstance(error, VaultLocked | VaultMissing):
            self._locked_out[account_id] = error
        last = next(reversed(self._locked_out.values()), None)
        self._window.show_state(
            notices.KEYRING, None if last is None else lambda: notices.keyring(last)
        )

    def _changed(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes:
            self._teller.heard(changes)
            self._guide.heard(changes)
            if changes.new_messages:  # many a minute, and nobody waits for the numbers
                self._jobs.run(READ, self._status, self._say_status, owner=self)
            else:
                self._show_status()
            if changes.charter:
                self._crisis.look()
            if changes.alarms and self._alarms is not None:
                self._alarms.heard()
            if changes.freeze or changes.outbox:
                self._freeze.look()
            if changes.outbox and self._timer.isActive():
                self._measure()
            if changes.accounts and self._timer.isActive():
                self._listen()

    def _show_status(self) -> None:
        self._say_status(self._status())

    def _status(self) -> tuple[Counts, tuple[AccountHealth, ...]]:
        counts = self._services.inbox.counts()
        if counts.in_approval:
            counts = replace(counts, approvals=len(self._services.approvals.waiting()))
        return counts, self._services.accounts.health()

    def _say_status(self, found: tuple[Counts, tuple[AccountHealth, ...]]) -> None:
        counts, health = found
        counts = replace(
            counts,
            guide=self._guide.n,
            late_promises=self._promises.late(),
            alarms=self._alarms.n if self._alarms is not None else 0,
        )
        self._window.set_counts(counts)
        self._teller.counted(Kind.FAILED, counts.needs_person)
        self._teller.counted(Kind.APPROVAL, counts.approvals)
        self._window.status.show_health(health)
        self._window.status.show_outbox(counts.outbox, counts.needs_person)
        self._window.status.show_offline(self._offline_since)
