"""Series: what is counted by quarters of an hour, what is usual, and how that was; counted once, then kept up.

A day is counted anew at every look, since messages come late; all eight weeks once a day. Not for several threads at
once without the lock that it holds.
"""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from cmworkstation.domain.alert import INBOX, Series, SeriesKind
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.spikes import (
    QUARTER_MS,
    WEEKS,
    WINDOW,
    Counts,
    Look,
    Wild,
    look,
    quarter,
    wildness,
)
from cmworkstation.domain.values import dataclass
from cmworkstation.store import labels, talk, watches
from cmworkstation.store.accounts import all_accounts
from cmworkstation.store.database import Workspace

KEPT = timedelta(weeks=WEEKS + 1, hours=2)
LATE = timedelta(hours=26)
ANEW = 86_400_000 // QUARTER_MS  # quarters


@dataclass(frozen=True, slots=True)
class Point:
    """One hour of a series: when it ends, how many, what is usual, and from how many on an alarm rings."""

    until: datetime
    count: int
    usual: float
    alarm: int
    known: bool  # what is usual


class SeriesBook:
    """The series of this workspace."""

    def __init__(self, workspace: Workspace, clock: Clock, zone: tzinfo | None = None) -> None:
        """Take the workspace, and where the clock on the wall hangs; None for that of this machine."""
        self._workspace = workspace
        self._clock = clock
        self._zone = zone
        self._lock = threading.Lock()
        self._tally: talk.Tally = {}
        self._begins: dict[Series, int] = {}
        self._wild: dict[Series, Wild] = {}
        self._counted = 0  # the quarter in which all of it was counted
        self._counted_at = 0  # the one in which the last day was

    def names(self) -> Mapping[Series, str]:
        """Return what is counted, with its name: the inbox, accounts, labels, queries, sources."""
        connection = self._workspace.read()
        found = {INBOX: ""}
        for account in all_accounts(connection):
            found[Series(SeriesKind.ACCOUNT, account.id)] = account.name
        for label in labels.all_labels(connection):
            found[Series(SeriesKind.LABEL, str(label.id))] = label.path
        for query in watches.queries(connection):
            if query.enabled:
                found[Series(SeriesKind.QUERY, query.id)] = query.name
        for source in watches.sources(connection):
            found[Series(SeriesKind.SOURCE, source.id)] = source.name
        return found

    def keep_up(self) -> None:
        """Count what came since the last look."""
        now = self._clock.now()
        present = quarter(now)
        with self._lock:
            if not 0 <= present - self._counted < ANEW or present < self._counted_at:
                self._tally = talk.tally(self._workspace.read(), now - KEPT, now)
                self._begins.clear()
                self._wild.clear()
                self._counted = present
            else:
                since = now - LATE
                begin = quarter(since) + 1
                fresh = talk.tally(self._workspace.read(), since, now)
                for series in {*fresh, *self._tally}:
                    old = self._tally.get(series, {})
                    kept = {at: n for at, n in old.items() if at < begin}
                    late = {at: n for at, n in fresh.get(series, {}).items() if at >= begin}
                    self._tally[series] = kept | late
            self._counted_at = present

    def counts(self, series: Series) -> Counts:
        """Return a series by quarters, as of the last `keep_up`."""
        return self._tally.get(series, {})

    def begins(self, series: Series) -> int:
        """Return the quarter from which on a series is known."""
        found = self._begins.get(series)
        if found is None:
            first = talk.first_at(self._workspace.read(), series)
            found = quarter(first or self._clock.now())
            self._begins[series] = found
        return found

    def look(self, series: Series, until: int) -> Look:
        """Look at the hour of a series before a quarter."""
        wild = self._wild.get(series)
        if wild is None:
            wild = wildness(self.counts(series), self.begins(series), until, self._zone)
            self._wild[series] = wild
        return look(self.counts(series), self.begins(series), until, self._zone, wild)

    def points(self, series: Series, until: datetime, hours: int) -> tuple[Point, ...]:
        """Return the last hours of a series up to a moment, the oldest first."""
        last = quarter(until)
        found = []
        for at in range(last - (hours - 1) * WINDOW, last + 1, WINDOW):
            seen = self.look(series, at)
            usual = seen.usual
            known = usual.basis != "nothing"
            found.append(Point(seen.until, seen.count, usual.median, usual.alarm, known))
        return tuple(found)

    @property
    def zone(self) -> tzinfo | None:
        """Return where the clock on the wall hangs, None for that of this machine."""
        return self._zone
