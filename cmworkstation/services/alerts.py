"""Alarms: spikes of what is said, and sources that fall silent; looked for once per interval, told once, kept as rows.

`look` is called from one lane: every few minutes while the window is open, and once by the command `sync`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from cmworkstation.domain.alert import (
    INBOX,
    LONGEST_NOTE,
    REMIND_AFTER,
    SILENCES,
    SPIKES,
    Alert,
    AlertKind,
    AlertState,
    Live,
    LiveValue,
    Series,
    SeriesKind,
)
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.said import Said
from cmworkstation.domain.silence import Silence, Source, Watching, dried
from cmworkstation.domain.spike_cause import Event, cause, kind
from cmworkstation.domain.spikes import (
    FEWEST_EVENTS,
    FLOOR,
    WINDOW,
    Last,
    Look,
    Verdict,
    in_hour,
    judge,
    moment,
    quarter,
)
from cmworkstation.domain.table import Table
from cmworkstation.domain.talk_place import place_of
from cmworkstation.domain.values import dataclass
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.circumstances import HOSTILE
from cmworkstation.services.journal import Journal
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.series_book import Point, SeriesBook
from cmworkstation.store import alerts as table
from cmworkstation.store import listening, live_values, talk
from cmworkstation.store.database import Connection, Workspace

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BEFORE = timedelta(days=3)  # what a cause is compared with
MOST_ROWS = 600
BACK = (
    24 * WINDOW
)  # quarters that are looked at again: messages come late, and the program may have been closed
JUMPED_S = 300.0  # by which the clock on the wall and the other one may disagree between two looks
# Which series say nothing of their own while one of these goes on: they count the same messages.
WITHIN: Mapping[SeriesKind, SeriesKind] = {
    SeriesKind.INBOX: SeriesKind.ACCOUNT,
    SeriesKind.LABEL: SeriesKind.ACCOUNT,
    SeriesKind.SOURCE: SeriesKind.QUERY,
}
ORDER = (
    SeriesKind.ACCOUNT,
    SeriesKind.QUERY,
    SeriesKind.INBOX,
    SeriesKind.LABEL,
    SeriesKind.SOURCE,
)
COLUMNS = (
    *("kind", "series", "name", "rang_at", "since", "ended_at", "value", "usual", "alarm_from"),
    *("peak", "terms", "place", "accounts", "share_of_one", "trouble", "state", "note"),
)


@dataclass(frozen=True, slots=True)
class News:
    """What one look found: what rings now, what is told of once more, and what is over."""

    rang: tuple[Alert, ...] = ()
    reminded: tuple[Alert, ...] = ()
    over: tuple[Alert, ...] = ()

    @property
    def changes(self) -> Changes:
        """Return whether pages have to look again."""
        return Changes(alarms=bool(self.rang or self.reminded or self.over))


class Alerts:
    """The alarms of this workspace."""

    def __init__(
        self,
        workspace: Workspace,
        accounts: Accounts,
        platforms: Platforms,
        charters: Charters,
        journal: Journal,
        acting: Acting,
        clock: Clock,
        zone: tzinfo | None = None,
    ) -> None:
        """Take the workspace, and where the clock on the wall hangs; None for that of this machine."""
        self._workspace = workspace
        self._accounts = accounts
        self._platforms = platforms
        self._charters = charters
        self._journal = journal
        self._acting = acting
        self._clock = clock
        self._watching = Watching()
        self._clocks: tuple[datetime, float] | None = None
        self._jumped: float | None = None  # when, by the monotonic clock
        self.book = SeriesBook(workspace, clock, zone)

    # --- looking ------------------------------------------------------------------------------------

    def look(self, *, once: bool = False) -> News:
        """Look at every series and every source, and keep what rings. `once`: this run ends after the look."""
        now, running = self._clock.now(), self._clock.monotonic()
        self._notice_jump(now, running)
        connection = self._workspace.read()
        sources = self._sources(connection)
        silences = self._watching.silences(sources, running, once=once)
        self.book.keep_up()
        believed = self._is_believed(connection, now)
        rising, calm, peaks = self._spikes(connection, now) if believed else ((), (), {})
        dry = self._dry(sources, silences, now, running) if believed else None
        goes_on = table.going_on(connection)
        silent = {one.series: one for one in goes_on if one.kind in SILENCES}
        rings = self._silent(silences, dry, silent, now)
        named = {
            (one.source.series if one.kind is not AlertKind.OFFLINE else INBOX, one.kind)
            for one in silences
        }
        back = [
            one.id
            for one in silent.values()
            if (one.series, one.kind) not in named
            and not (one.kind is AlertKind.DRY and (dry is None or one.series in dry))
        ]
        rang = (*rising, *rings)
        due = table.to_remind(connection, now - REMIND_AFTER, now)
        due = {one: told for one, told in due.items() if one not in back}
        if not (rang or back or due or calm or peaks):
            return News()
        with self._workspace.write(durable=True) as writing:
            for new in rang:
                table.add(writing, new)
            table.end(writing, (*calm, *back), now)
            table.set_state(writing, back, AlertState.CLOSED, "")
            for alert_id, peak in peaks.items():
                table.raise_peak(writing, alert_id, peak)
            table.reminded(writing, due, now)
            told = tuple(table.one(writing, one) for one, tell in due.items() if tell)
            over = tuple(table.one(writing, one) for one in (*calm, *back))
        return News(rang, told, over)

    def _notice_jump(self, now: datetime, running: float) -> None:
        before, self._clocks = self._clocks, (now, running)
        if before is None:
            return
        wall, other = (now - before[0]).total_seconds(), running - before[1]
        if abs(wall - other) > JUMPED_S:
            self._jumped = running

    def _is_believed(self, connection: Connection, now: datetime) -> bool:
        """Tell whether the clock on the wall may be right: it is not where something was read later than now."""
        highest = listening.highest_at(connection)
        return highest is None or now >= highest - timedelta(seconds=JUMPED_S)

    def _sources(self, connection: Connection) -> tuple[Source, ...]:
        listed = self._accounts.listed()
        period = self._platforms.poll_seconds
        return (*listening.accounts(connection, listed, period), *listening.sources(connection))

    def _spikes(
        self, connection: Connection, now: datetime
    ) -> tuple[tuple[Alert, ...], tuple[str, ...], dict[str, int]]:
        """Return what rises, the ids of spikes that are over, and new peaks of those that go on."""
        until = quarter(now)
        last = table.last_spikes(connection)
        goes_on = {one.series: one for one in table.going_on(connection) if one.kind in SPIKES}
        rising: list[Alert] = []
        calm: list[str] = []
        peaks: dict[str, int] = {}
        loud = {one.kind for one in goes_on}
        series = sorted(self.book.names(), key=lambda one: ORDER.index(one.kind))
        for one in series:
            known = goes_on.pop(one, None)
            if known is not None:
                seen = self.book.look(one, until)
                if judge(seen, last[one]) is Verdict.OVER:
                    calm.append(known.id)
                elif seen.count > known.peak:
                    peaks[known.id] = seen.count
                continue
            within = WITHIN.get(one.kind)
            if within in loud:
                continue
            lasts = [last[other] for other in last if other == one or other.kind is within]
            found = self._rise(one, until, max(lasts, key=_ended, default=None))
            if found is not None:
                rising.append(self._alert(connection, one, found, now, self.book.look(one, until)))
                loud.add(one.kind)
        calm += [one.id for one in goes_on.values()]  # of accounts or queries that are no more
        return tuple(rising), tuple(calm), peaks

    def _rise(self, series: Series, until: int, last: Last | None) -> Look | None:
        """Return the highest hour that rings since the last alarm, None where none does."""
        counts = self.book.counts(series)
        begin = until - BACK
        if last is not None:
            begin = max(begin, quarter(_ended(last)) + 1)
        best: Look | None = None
        for at in range(until, begin - 1, -1):
            if in_hour(counts, at) < FEWEST_EVENTS:
                continue
            seen = self.book.look(series, at)
            if judge(seen, last) is Verdict.RISES and (best is None or seen.count > best.count):
                best = seen
        return best

    def _alert(
        self, connection: Connection, series: Series, seen: Look, now: datetime, present: Look
    ) -> Alert:
        """Return an alarm for an hour, which is over where the present one is calm."""
        since = seen.until - HOUR
        events = self._events(connection, series, since, seen.until)
        found = cause(events, self._events(connection, series, since - BEFORE, since))
        usual = seen.usual
        return Alert(
            *(uuid7(), kind(found, seen.count, usual.alarm), series, since, now, seen.count),
            *(usual.median, usual.alarm, usual.basis, seen.count, found),
            ended_at=seen.until if present.count < present.usual.calm else None,
        )

    def _events(
        self, connection: Connection, series: Series, since: datetime, until: datetime
    ) -> tuple[Event, ...]:
        found = talk.rows(connection, series, since, until, MOST_ROWS)
        return tuple(
            Event(
                one.said_at,
                one.author,
                place_of(one.platform, one.address, one.server),
                f"{one.title} {one.text}",
                one.key,
            )
            for one in found
        )

    def _dry(
        self,
        sources: Sequence[Source],
        silences: Sequence[Silence],
        now: datetime,
        running: float,
    ) -> dict[Series, tuple[datetime, int]] | None:
        """Return which sources bring nothing though they are read; None where the clock was set lately.

        Where all of several bring nothing, it is not they that are silent.
        """
        if self._jumped is not None and running - self._jumped < DAY.total_seconds():
            return None
        silent = {one.source.series for one in silences}
        heard = [one for one in sources if one.series not in silent and one.succeeded_at]
        until = quarter(now)
        found = {}
        for one in heard:
            counts, begins = self.book.counts(one.series), self.book.begins(one.series)
            dry = dried(counts, begins, until, self.book.zone)
            if dry is not None:
                found[one.series] = dry
        return {} if len(found) > 1 and len(found) == len(heard) else found

    def _silent(
        self,
        silences: Sequence[Silence],
        dry: Mapping[Series, tuple[datetime, int]] | None,
        known: Mapping[Series, table.Open],
        now: datetime,
    ) -> tuple[Alert, ...]:
        """Return alarms for what fell silent and has none yet."""
        found = []
        for one in silences:
            series = INBOX if one.kind is AlertKind.OFFLINE else one.source.series
            if series in known and known[series].kind is one.kind:
                continue
            since = min(one.since or now, now)
            found.append(
                Alert(
                    *(uuid7(), one.kind, series, since, now, one.tries),
                    trouble=one.source.trouble,
                    reminded_at=now,
                )
            )
        for series, (since, usually) in (dry or {}).items():
            if series not in known:
                found.append(
                    Alert(
                        *(uuid7(), AlertKind.DRY, series, since, now, 0),
                        usual=usually,
                        reminded_at=now,
                    )
                )
        return tuple(found)

    # --- reading ------------------------------------------------------------------------------------

    def listed(self, *, closed: bool = False) -> tuple[Alert, ...]:
        """Return alarms, the newest first; those that were closed only where asked for."""
        return table.listed(self._workspace.read(), closed=closed)

    def one(self, alert_id: str) -> Alert:
        """Return an alarm. Raises `KeyError`."""
        return table.one(self._workspace.read(), alert_id)

    def unseen(self) -> int:
        """Return how many alarms nobody has seen."""
        return table.count_new(self._workspace.read())

    def rows(self, alert_id: str) -> tuple[Said, ...]:
        """Return what was said in the hour of a spike, the first of it first; of a silence, what came last before it.

        Raises `KeyError`.
        """
        one = self.one(alert_id)
        connection = self._workspace.read()
        if one.kind in SPIKES:
            return talk.rows(connection, one.series, one.since, one.since + HOUR, MOST_ROWS)
        return talk.rows(connection, one.series, one.since - DAY, one.since, MOST_ROWS)

    def names(self) -> Mapping[Series, str]:
        """Return what is counted, with its name; the inbox has none."""
        return self.book.names()

    def points(
        self, series: Series, until: datetime | None = None, hours: int = 48
    ) -> tuple[Point, ...]:
        """Return the last hours of a series up to a moment, with what is usual; on a lane."""
        self.book.keep_up()
        return self.book.points(series, until or moment(quarter(self._clock.now())), hours)

    def live_values(self, series: Series = INBOX) -> Mapping[str, LiveValue]:
        """Return what holds now for the inbox or another series, by the names of `Live`; on a lane.

        A volume is that of the last hour, to the quarter; a share is of everything that came, judged or not.
        """
        now, connection = self._clock.now(), self._workspace.read()
        self.book.keep_up()
        until = quarter(now)
        counts = self.book.counts(series)
        seen = self.book.look(series, until)
        volume = max(seen.count, in_hour(counts, until + 1))
        usual, alarm = max(seen.usual.median, FLOOR), seen.usual.alarm
        hostile = self._hostile()
        judged = live_values.against(connection, series, now - DAY, hostile)
        press = live_values.press(connection, now - DAY)
        share = judged.against / judged.of if judged.of else 0.0
        found = (
            LiveValue(Live.VOLUME_1H, volume, series, usual, alarm),
            LiveValue(Live.BASELINE_1H, usual, series, seen.usual.median, alarm),
            LiveValue(Live.VOLUME_24H, judged.of, series),
            LiveValue(
                Live.NEGATIVE_SHARE_24H,
                share,
                series,
                counted=judged.against,
                of=judged.of,
                judged=judged.judged,
            ),
            LiveValue(Live.PRESS_MENTIONS_24H, press, series, counted=press or 0),
        )
        return {one.name: one for one in found}

    def _hostile(self) -> tuple[str, ...]:
        """Return the categories of all charters in force for what wants nothing but to hurt."""
        found = set()
        for row in self._charters.listed():
            charter = self._charters.governed_by(row.hash).charter
            found |= {one.id for one in charter.categories if one.action in HOSTILE}
        return tuple(sorted(found))

    # --- what people make of them -------------------------------------------------------------------

    def see(self, ids: Sequence[str]) -> Changes:
        """Note that alarms were seen."""
        self._acting.require(Act.DRAFT)
        return self._set(ids, AlertState.SEEN)

    def close(self, ids: Sequence[str], note: str | None = None) -> Changes:
        """Put alarms away, with what came of them; they stay in the list of all."""
        self._acting.require(Act.DRAFT)
        return self._set(ids, AlertState.CLOSED, note)

    def reopen(self, ids: Sequence[str]) -> Changes:
        """Take alarms back that were put away."""
        self._acting.require(Act.DRAFT)
        return self._set(ids, AlertState.SEEN)

    def note(self, alert_id: str, note: str) -> Changes:
        """Keep what there is to say about an alarm. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        self.one(alert_id)
        with self._workspace.write(durable=True) as connection:
            table.set_note(connection, alert_id, note.strip()[:LONGEST_NOTE])
        return Changes(alarms=True)

    def _set(self, ids: Sequence[str], state: AlertState, note: str | None = None) -> Changes:
        with self._workspace.write(durable=True) as connection:
            table.set_state(connection, ids, state, self._acting.id)
            for one in ids if note is not None else ():
                table.set_note(connection, one, (note or "").strip()[:LONGEST_NOTE])
            if state is AlertState.CLOSED:
                self._journal.note(connection, "alert.close", {"alerts": list(ids)})
        return Changes(alarms=True)

    def table(self, *, closed: bool = True) -> Table:
        """Return all alarms as a table."""
        names = self.names()
        rows = [
            (
                *(one.kind, one.series.key, names.get(one.series, ""), one.at, one.since),
                *(one.ended_at, one.value, one.usual, one.alarm, one.peak),
                *(" ".join(one.cause.terms), one.cause.place, one.cause.authors),
                *(round(one.cause.share, 3), one.trouble, one.state, one.note),
            )
            for one in self.listed(closed=closed)
        ]
        return Table(COLUMNS, rows, len(rows))


def _ended(last: Last) -> datetime:
    return last.ended_at or last.at
