"""Silence: whether a source that is read again and again has fallen silent, without believing the clock on the wall.

A source is silent when it was tried three times at least without success over three of its periods, by the monotonic
clock; or when nothing tried it for as long, since whoever reads it hangs. A machine that slept begins anew.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from cmworkstation.domain.alert import AlertKind, Series
from cmworkstation.domain.spikes import QUARTER_MS, WEEKS, Counts, moment, quarter
from cmworkstation.domain.values import dataclass

PERIODS = 3
TRIES = 3
UNTRIED_S = 1800.0  # at least, before a source that nothing tries counts as silent
SLEPT_S = 900.0  # between two looks: the machine slept, or the program had other things to do
UNREADABLE = 3  # readings in a row
SPANS = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
USUALLY = 10  # events in all but one of the last weeks, before their absence says anything
WEEKS_KNOWN = 4
OFFLINE = "Offline"


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of one source. `tries` are those since the last success, all of them in vain."""

    series: Series
    name: str
    period_s: float
    succeeded_at: datetime | None
    tries: int = 0
    trouble: str = ""  # class name of the last error
    unreadable: int = 0  # readings in a row that brought only what cannot be understood
    dead: bool = False  # nothing tries it any more until a person does something
    began_at: datetime | None = None  # since when it is asked


@dataclass(frozen=True, slots=True)
class Silence:
    """A source that is silent: how, since when, and how often it was tried."""

    source: Source
    kind: AlertKind
    since: datetime | None
    tries: int


class Watching:
    """Remembers, by the monotonic clock, since when each source has brought no success."""

    def __init__(self) -> None:
        """Begin to watch."""
        self._since: dict[Series, tuple[datetime | None, float]] = {}
        self._looked: float | None = None

    def silences(
        self, sources: Sequence[Source], running: float, *, once: bool = False
    ) -> tuple[Silence, ...]:
        """Return the sources that are silent now; where nothing at all can be reached, one for all of them.

        `once`: this run ends after the look, so that tries are all there is to reckon with.
        """
        if self._looked is not None and running - self._looked > SLEPT_S:
            self._since.clear()
        self._looked = running
        found = []
        for one in sources:
            marker, since = self._since.get(one.series, (None, -1.0))
            if since < 0 or marker != one.succeeded_at:
                since = running
                self._since[one.series] = (one.succeeded_at, running)
            kind = _kind(one, running - since, once=once)
            if kind is not None:
                tries = one.unreadable if kind is AlertKind.UNREADABLE else one.tries
                found.append(Silence(one, kind, one.succeeded_at or one.began_at, tries))
        cut_off = [one for one in found if one.source.trouble == OFFLINE]
        if len(cut_off) > 1 and len(cut_off) == len(sources):
            last = max(cut_off, key=lambda one: one.since.timestamp() if one.since else 0.0)
            return (Silence(last.source, AlertKind.OFFLINE, last.since, last.tries),)
        return tuple(found)


def _kind(one: Source, elapsed: float, *, once: bool) -> AlertKind | None:
    long = elapsed >= PERIODS * one.period_s
    if one.tries >= TRIES and (long or once):
        return AlertKind.SILENT
    if one.dead and (long or once):
        return AlertKind.SILENT
    if elapsed >= max(PERIODS * one.period_s, UNTRIED_S) and not once:
        return AlertKind.SILENT
    return AlertKind.UNREADABLE if one.unreadable >= UNREADABLE else None


def dried(
    counts: Counts, since: int, until: int, zone: tzinfo | None = None
) -> tuple[datetime, int] | None:
    """Return since when a series brings nothing, and how much it usually brings in that time; None where it does.

    Usual is what all of the last weeks but one brought in the same days.
    """
    now = moment(until).astimezone(zone)
    for span in SPANS:
        quarters = int(span.total_seconds() * 1000) // QUARTER_MS
        if sum(counts.get(one, 0) for one in range(until - quarters, until)):
            return None
        weeks = []
        for back in range(1, WEEKS + 1):
            wall = (now - timedelta(weeks=back)).replace(tzinfo=None)
            end = quarter(wall.astimezone() if zone is None else wall.replace(tzinfo=zone))
            if end - quarters >= since:
                weeks.append(sum(counts.get(one, 0) for one in range(end - quarters, end)))
        weeks.sort()
        if len(weeks) >= WEEKS_KNOWN and weeks[1] >= USUALLY:
            return moment(until - quarters), weeks[1]
    return None
