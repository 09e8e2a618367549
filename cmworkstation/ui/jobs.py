"""Work off the window's thread: lanes of one thread each, results by one queued signal.

Work of one lane runs in order, lanes run side by side: "read" for what the window shows, "write" for what a
person did, one lane per account for the network. A job is a callable, or a callable that returns a
generator of `Progress` whose return value is the result; closing the generator is how it is cancelled.
Errors travel as values: an exception never crosses a thread or a slot by itself.

While one is there, cycles are collected on its thread alone: see `garbage.Collector`. For the same reason a job lets
go of its work, its result and its callbacks here, and never on a lane: a widget may belong to them.

What accounts bring in is told a few times a second at most, however many pages come: whoever is told looks at lists
and counts again. What a person did is told at once.
"""

from collections.abc import Callable, Generator
from inspect import isgenerator
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.progress import Progress
from cmworkstation.ui.garbage import Collector

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

READ: Final = "read"
WRITE: Final = "write"
ACCOUNT: Final = "account:"  # begins the lanes of accounts
TELL_MS: Final = 300  # between two times at which is told what came in
COLLECT_MS: Final = 200  # between two looks whether garbage is due

T = TypeVar("T")
Steps = Generator[Progress, None, object]
Work = Callable[[], T] | Callable[[], Generator[Progress, None, T]]


def account_lane(account_id: AccountId) -> str:
    """Return the lane on which an account's network work runs."""
    return f"{ACCOUNT}{account_id}"


def account_of(lane: str) -> AccountId | None:
    """Return whose lane this is, None for those that belong to no account."""
    return AccountId(lane.removeprefix(ACCOUNT)) if lane.startswith(ACCOUNT) else None


class Job:
    """One piece of work under way."""

    def __init__(
        self,
        lane: str,
        work: Work[Any],
        done: Callable[[Any], object] | None,
        failed: Callable[[Exception], object] | None,
        owner: QObject | None,
    ) -> None:
        self.lane = lane
        # Something leaves by it: a freeze needs none of those that have not begun.
        self.sends = False
        self.cancelled = False
        self.begun = False
        self.over = False
        self.told: list[Changes] = []  # of its steps, before it is over
        self._work: Work[Any] | None = work
        self._done = done
        self._failed = failed
        self._owner = owner
        self._result: object = None
        self._error: Exception | None = None

    def cancel(self) -> None:
        """Ask the work to stop at its next step; neither callback runs."""
        self.cancelled = True

    def _wanted(self) -> bool:
        return not self.cancelled and (self._owner is None or shiboken6.isValid(self._owner))

    def carry_out(self, walk: Callable[["Job", Steps], object]) -> None:
        """Do the work and keep what came of it; on the lane. `walk` goes through work that comes in steps."""
        try:
            if self._work is not None and not self.cancelled:
                self.begun = True
                self._result = self._work()
                if isgenerator(self._result):
                    self._result = walk(self, cast("Steps", self._result))
        except Exception as trouble:  # noqa: BLE001 - carried to the window as a value
            self._result, self._error = None, trouble

    def take(self) -> tuple[object, Exception | None]:
        """Return what came of it."""
        return self._result, self._error

    def let_go(self) -> None:
        """Forget everything that may belong to the window; on its thread."""
        self._work = self._done = self._failed = self._owner = None
        self._result = self._error = None


class JobRunner(QObject):
    """Runs jobs and brings their results to the thread that made it."""

    changed = Signal(object)  # Changes
    failed = Signal(object, str)  # Exception and lane, of jobs that have no `failed` of their own
    progress = Signal(str, object)  # lane, Progress
    idle = Signal()  # nothing is under way any more

    _over = Signal(object)  # Job
    _part = Signal(object)  # Changes of a step of a job that goes on

    def __init__(self, parent: QObject | None = None) -> None:
        """Belong to the calling thread: callbacks run there."""
        super().__init__(parent)
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._open: dict[str, list[Job]] = {}
        self._held: list[Job] | None = None
        self._closed = False
        self._over.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._untold = Changes()
        self._part.connect(self._gather, Qt.ConnectionType.QueuedConnection)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TELL_MS)
        self._soon.timeout.connect(self._tell_rest)
        # For good: threads of a closed runner may still end their work.
        self._collector = Collector()
        self._collects = QTimer(self)
        self._collects.timeout.connect(self._collector.collect)
        self._collects.start(COLLECT_MS)

    def run(
        self,
        lane: str,
        work: Work[T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject | None = None,
        sends: bool = False,
    ) -> Job:
        """Do `work` on a lane, then call `done` or `failed` here, unless `owner` was destroyed meanwhile.

        `sends` says that something leaves by it: see `drop_sending`.
        """
        job = Job(lane, work, done, failed, owner)
        job.sends = sends
        if self._closed:
            job.cancel()
            return job
        self._open.setdefault(lane, []).append(job)
        if self._held is None:
            self._submit(job)
        else:
            self._held.append(job)
        return job

    def hold(self) -> None:
        """Begin no job until `release`: a window that is being built has the processor for itself."""
        self._held = self._held or []

    def release(self) -> None:
        """Begin what was held, and from now on each job at once."""
        held, self._held = self._held or [], None
        for job in held:
            self._submit(job)

    def _submit(self, job: Job) -> None:
        if job.lane not in self._lanes:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - behind the first paint

            self._lanes[job.lane] = ThreadPoolExecutor(1, thread_name_prefix=job.lane)
        self._lanes[job.lane].submit(self._carry_out, job)

    def cancel(self, lane: str) -> None:
        """Cancel everything on a lane that is not over."""
        for job in self._open.get(lane, ()):
            job.cancel()

    def drop_sending(self) -> None:
        """Cancel what would let something leave and has not begun; what is on its way is awaited."""
        for jobs in self._open.values():
            for job in jobs:
                if job.sends and not job.begun:
                    job.cancel()

    def busy(self, lane: str = "") -> bool:
        """Tell whether a lane, or any lane at all, has work that is not over, or that was not told yet."""
        if lane:
            return bool(self._open.get(lane))
        return any(self._open.values()) or bool(self._untold)

    def emit_changes(self, changes: Changes) -> None:
        """Tell the pages what changed; may be called from any thread."""
        if changes:
            self.changed.emit(changes)

    def _gather(self, changes: Changes) -> None:
        """Tell now what came in where nothing was told lately, else together with what comes until then."""
        self._untold |= changes
        if not self._soon.isActive():
            self._tell()

    def _tell(self) -> None:
        told, self._untold = self._untold, Changes()
        if told and not self._closed:
            self._soon.start()
            self.changed.emit(told)

    def _tell_rest(self) -> None:
        self._tell()
        if not self.busy():
            self.idle.emit()

    def close(self, wait_s: float = 2.0) -> bool:
        """Cancel all but writing, wait a little, and tell whether everything ended."""
        self._closed = True
        self._collects.stop()
        self._soon.stop()  # here: who lets go of this object last may be a lane
        for lane in list(self._open):
            if lane != WRITE:
                self.cancel(lane)
        self.release()
        from concurrent.futures import wait  # noqa: PLC0415 - as above

        ends: list[Future[None]] = []
        for pool in self._lanes.values():
            ends.append(pool.submit(lambda: None))
            pool.shutdown(wait=False)
        return not wait(ends, wait_s).not_done

    def _carry_out(self, job: Job) -> None:
        job.carry_out(self._walk)
        self._over.emit(job)

    def _walk(self, job: Job, steps: Steps) -> object:
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                if isinstance(end.value, Changes):
                    return end.value.without(Changes.joined(job.told))
                return cast("object", end.value)
            if step.changes:
                job.told.append(step.changes)
                self._part.emit(step.changes)
            if job.cancelled:
                steps.close()
                return None
            self.progress.emit(job.lane, step)

    def _finish(self, job: Job) -> None:
        job.over = True
        self._open[job.lane].remove(job)
        result, error = job.take()
        if isinstance(result, Changes):  # a cancelled job may have written before it stopped
            (self._gather if job.told else self.emit_changes)(result)
        try:
            if job._wanted():  # noqa: SLF001 - a job is this module's own record
                self._answer(job, result, error)
        finally:
            job.let_go()
        if not self.busy():
            self.idle.emit()

    def _answer(self, job: Job, result: object, error: Exception | None) -> None:
        if error is None:
            if job._done is not None:  # noqa: SLF001
                job._done(result)  # noqa: SLF001
        elif job._failed is not None:  # noqa: SLF001
            job._failed(error)  # noqa: SLF001
        else:
            self.failed.emit(error, job.lane)
