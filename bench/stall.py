"""The longest stall of the window's event loop while messages come in, beside an idle window.

A precise timer of 5 ms notes how late each of its ticks is. Another program on the machine makes ticks late,
too: hence the idle window right before, and the CPU that this program used meanwhile. A late tick during
which the program used less CPU than it was late was made to wait by the machine.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest

from bench import connector, workspace
from bench.corpus import START, STEP, Corpus
from bench.rows import Row, below, plain
from bench.window import settle, shown
from cmworkstation.services.workstation import Services
from cmworkstation.ui.jobs import account_lane
from cmworkstation.ui.live import Live

TICK_MS = 5
IDLE_MS = 3_000
MESSAGES = 10_000
AIM_MS = 50.0


@dataclass
class Ticks:
    """By how many milliseconds each tick was late, and the CPU that was used since the one before."""

    late: list[float] = field(default_factory=list)
    used: list[float] = field(default_factory=list)

    def longest(self) -> float:
        """Return the longest stall."""
        return max(self.late)

    def p99(self) -> float:
        """Return the stall that one tick in a hundred exceeds."""
        return sorted(self.late)[int(len(self.late) * 0.99)]

    def longest_own(self) -> float:
        """Return the longest stall that this program's own work can have made."""
        return max(min(late, used) for late, used in zip(self.late, self.used, strict=True))


class Watch(QObject):
    """Ticks until it is stopped. `clock` counts the CPU: of the whole process, or of the window's thread alone."""

    def __init__(self, clock: Callable[[], float] = time.process_time) -> None:
        super().__init__()
        self._clock = clock
        self.ticks = Ticks()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._at, self._cpu = time.perf_counter(), self._clock()

    def _tick(self) -> None:
        at, cpu = time.perf_counter(), self._clock()
        self.ticks.late.append(max(0.0, (at - self._at) * 1000 - TICK_MS))
        self.ticks.used.append((cpu - self._cpu) * 1000)
        self._at, self._cpu = at, cpu

    def stop(self) -> Ticks:
        """End, and return what was seen."""
        self._tick()  # a stall that lasted to the end counts
        self._timer.stop()
        return self.ticks


def measure(services: Services, size: int = workspace.SIZE, messages: int = MESSAGES) -> list[Row]:
    """Watch the idle window, then let messages come in on an account's lane; the workspace takes them."""
    account = services.accounts.listed()[0]
    since = START + STEP * size
    corpus = Corpus(size=messages, accounts=1, seed=9, first=2 * size, since=since)
    items = [item for _, item in corpus.items()]
    pages = [items[n : n + 100] for n in range(0, len(items), 100)]
    with shown(services) as window:
        live = Live(window, services, window.jobs)  # not started: nothing else is read meanwhile
        watch = Watch()
        QTest.qWait(IDLE_MS)
        idle = watch.stop()
        before = services.workspace.read().execute("SELECT count(*) FROM message").fetchone()[0]
        connector.BenchConnector.pending[:] = [connector.lines_of(page) for page in pages]
        begin = time.perf_counter()
        watch = Watch()
        work: Callable[[], object] = lambda: services.sync.poll(account.id)  # noqa: E731
        window.jobs.run(account_lane(account.id), work)
        settle(window)
        busy = watch.stop()
        seconds = time.perf_counter() - begin
        after = services.workspace.read().execute("SELECT count(*) FROM message").fetchone()[0]
        live.deleteLater()
    how = (
        f"{after - before:,} messages in {seconds:.1f} s through the sync lane, timer of {TICK_MS} ms;"
        f" p99 {busy.p99():.1f}; of the longest, this program's CPU can explain {busy.longest_own():.1f};"
        f" the idle window before: longest {idle.longest():.1f}, p99 {idle.p99():.1f}"
    )
    return [
        below("longest stall during intake", busy.longest(), "ms", AIM_MS, how),
        plain("p99 stall during intake", busy.p99(), "ms", f"of {len(busy.late):,} ticks"),
        plain("longest stall, idle window", idle.longest(), "ms", "the same timer, as control"),
    ]
