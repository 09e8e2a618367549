"""The longest stall of the event loop while very many messages come in and a person searches."""

import time
from collections.abc import Callable, Sequence
from itertools import count

from PySide6.QtCore import QEventLoop, QTimer

from bench import connector
from bench.grades import Grade
from bench.million import Scale
from bench.paint import Person
from bench.scale_store import searches
from bench.stall import Ticks, Watch
from bench.window import settle
from cmworkstation.domain.conversation import Changes, Status
from cmworkstation.sdk.connector import Page
from cmworkstation.services.workstation import Services
from cmworkstation.ui.jobs import account_lane

RATE = 5_000  # messages a second that come in, by the clock
PAGE = 500  # of one page: what comes so fast comes in large ones
TYPE_EVERY_MS = 250


class Feed:
    """Lets pages come in at `RATE` by the clock, on an account's own lane; what cannot be taken yet waits.

    The pages are ready before: what a server and the line to it would take is no cost of this program.
    """

    def __init__(self, person: Person, services: Services, pages: Sequence[Page]) -> None:
        self._jobs = person.window.jobs
        account = services.accounts.listed()[0].id
        self._lane = account_lane(account)
        self._work: Callable[[], object] = lambda: services.sync.poll(account)
        self._pages = pages
        self._fed = 0
        self._begin = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(1000 * PAGE // RATE)
        self._timer.timeout.connect(self._feed)

    def start(self) -> None:
        """Let the first page come."""
        connector.BenchConnector.pending.clear()
        self._begin = time.perf_counter()
        self._timer.start()

    def stop(self) -> int:
        """Let nothing more come; return how many messages waited that the program had no time for."""
        self._timer.stop()
        left = len(connector.BenchConnector.pending) * PAGE
        connector.BenchConnector.pending.clear()
        return left

    def _feed(self) -> None:
        due = min(len(self._pages), int((time.perf_counter() - self._begin) * RATE / PAGE) + 1)
        connector.BenchConnector.pending.extend(self._pages[self._fed : due])
        self._fed = max(due, self._fed)
        if connector.BenchConnector.pending and not self._jobs.busy(self._lane):
            self._jobs.run(self._lane, self._work)


def stalled(person: Person, services: Services, scale: Scale, seconds: float) -> Grade:
    """Search again and again while messages come in."""
    total = int(RATE * seconds)
    made = scale.corpus(seed=11, size=total, first=scale.messages * 3)
    items = [item for _, item in made.items()]
    pages = [connector.page_of(items[n : n + PAGE]) for n in range(0, total, PAGE)]
    before, told = _messages(services), count()
    person.page.list.search_left.emit()
    person.page.views.view_chosen.emit(Status.WAITING_US.name)
    settle(person.window)

    def heard(changes: Changes) -> None:
        if changes.new_messages:
            next(told)

    person.window.jobs.changed.connect(heard)
    feed = Feed(person, services, pages)
    ticks, typed, took, left = _while_searching(person, feed, scale, seconds)
    came = _messages(services) - before
    person.window.jobs.changed.disconnect(heard)
    settle(person.window)
    how = (
        f"{came / took:,.0f} messages/s were taken in of {RATE:,} that came, as fast as the writer goes beside all else"
        f" ({left:,} waited at the end), told {next(told) / took:.1f} times a second, and {typed / took:.1f} searches/s"
        f" for {took:.0f} s; what this program's CPU can explain of the longest; by the clock {ticks.longest():.0f},"
        f" p99 {ticks.p99():.1f}"
    )
    return Grade("longest stall, intake and search", ticks.longest_own(), "ms", 50, 20, how)


def _while_searching(
    person: Person, feed: Feed, scale: Scale, seconds: float
) -> tuple[Ticks, int, float, int]:
    """Return how late the event loop was, how many searches there were, the seconds, and what waited at the end."""
    queries = [one.query for one in searches(scale)]
    typed = count()
    typist = QTimer()
    typist.setInterval(TYPE_EVERY_MS)
    typist.timeout.connect(
        lambda: person.page.list.searched.emit(queries[next(typed) % len(queries)])
    )
    loop = QEventLoop()
    begin = time.perf_counter()
    watch = Watch()
    feed.start()
    typist.start()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
    typist.stop()
    ticks = watch.stop()
    took = time.perf_counter() - begin
    return ticks, next(typed), took, feed.stop()


def _messages(services: Services) -> int:
    return int(services.workspace.read().execute("SELECT count(*) FROM message").fetchone()[0])
