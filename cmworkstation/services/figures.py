"""Figures over time, for charts: how long people waited, how much was written; and who waits at this moment."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from cmworkstation.domain.charter.clockwork import SECONDS
from cmworkstation.domain.charter.hours import read_duration
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.promise import Promise
from cmworkstation.domain.reply_time import Bucket, Figure, Kind, ReplyTime, figure, spread
from cmworkstation.services.charters import Charters
from cmworkstation.store import accounts, promises, times
from cmworkstation.store import figures as table
from cmworkstation.store.database import Workspace

BY: Final = ("all", "account", "category")
MOST_MONTHS: Final = 1_200  # no network is older, and a calendar begins somewhere
MOST_WEEKS: Final = 5_200
THANK: Final = "thank"
BEHIND: Final = 200  # conversations behind one bar that are listed


@dataclass(frozen=True, slots=True)
class Month:
    """The waits of one month or week for one channel or category ("" for all): its first day, and the figure."""

    begins: datetime
    key: str
    label: Mapping[str, str]
    figure: Figure


@dataclass(frozen=True, slots=True)
class Promised:
    """What a charter promises: a length in seconds, and whether it is counted in opening time."""

    seconds: int
    opening: bool


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people waited: over time, of the whole time, how it is spread, and what was promised."""

    spans: tuple[datetime, ...]  # when each month or week began, the oldest first
    periods: tuple[Month, ...]
    whole: tuple[Month, ...]  # one for each channel or category; `begins` is the first day of all
    opening: tuple[Bucket, ...]
    wall: tuple[Bucket, ...]
    promised: tuple[Promised, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """What was written in one week: its Monday, messages by others and by us, and in how many conversations."""

    begins: datetime
    ends: datetime
    theirs: int
    ours: int
    conversations: int


@dataclass(frozen=True, slots=True)
class Experience:
    """Who waits for us now, and what we owe: no return on anything, but people."""

    waiting: int  # conversations
    people: int
    oldest: ConversationId | None
    oldest_since: datetime | None
    late: tuple[Promise, ...]
    soon: tuple[Promise, ...]  # due within a day
    thanks: tuple[ConversationId, ...]


class FigureBook:
    """Figures of the whole workspace, read a month or a week at a time. Run the generators on the reading lane."""

    def __init__(self, workspace: Workspace, charters: Charters, clock: Clock) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters
        self._clock = clock

    def waits(
        self, kind: Kind, months: int = 12, by: str = "all"
    ) -> Generator[Progress, None, tuple[Month, ...]]:
        """Return how long people waited, month by month, the oldest first."""
        found = yield from self.waited(kind, months, by)
        return found.periods

    def waited(
        self, kind: Kind, months: int = 12, by: str = "all", *, weekly: bool = False
    ) -> Generator[Progress, None, Waits]:
        """Return how long people waited, by month or by week and altogether."""
        label_of = self._labels(by)
        now, months = self._clock.now(), min(months, MOST_MONTHS)
        spans = week_spans(now, months * 52 // 12) if weekly else month_spans(now, months)
        found: list[Month] = []
        every: list[ReplyTime] = []
        for done, (begins, ends) in enumerate(spans):
            yield Progress(done, len(spans), "read")
            measured = times.measured(self._workspace.read(), begins, ends)
            some = [one for one in measured if one.kind is kind]
            found += _summed(some, by, begins, label_of)
            every += some
        return Waits(
            tuple(begins for begins, _ in spans),
            tuple(found),
            tuple(_summed(every, by, spans[0][0], label_of)),
            spread(every, opening=True),
            spread(every, opening=False),
            self.promised(kind),
        )

    def promised(self, kind: Kind) -> tuple[Promised, ...]:
        """Return the different lengths that charters in force promise; of days of a calendar none can be told."""
        found = set()
        for account_id in self._charters.assignments():
            governing = self._charters.governing(account_id)
            for one in governing.charter.targets if governing else ():
                text = one.resolution if kind is Kind.RESOLUTION else one.first_reply
                try:
                    amount, unit = read_duration(text)
                except ValueError:
                    continue
                opening = one.clock.startswith("calendar:")
                if not (opening and unit == "d"):
                    found.add(Promised(amount * SECONDS[unit], opening))
        return tuple(sorted(found, key=lambda one: one.seconds))

    def volumes(self, weeks: int = 26) -> Generator[Progress, None, tuple[Week, ...]]:
        """Return how much was written, week by week, the oldest first."""
        found = []
        spans = week_spans(self._clock.now(), min(weeks, MOST_WEEKS))
        for done, (begins, ends) in enumerate(spans):
            yield Progress(done, len(spans), "read")
            one = table.written(self._workspace.read(), begins, ends)
            found.append(Week(begins, ends, one.theirs, one.ours, one.conversations))
        return tuple(found)

    def behind(self, week: Week) -> tuple[ConversationId, ...]:
        """Return the conversations of a week, the latest first."""
        return table.conversations_between(self._workspace.read(), week.begins, week.ends, BEHIND)

    def experience(self) -> Experience:
        """Return who waits now, and what we owe."""
        connection = self._workspace.read()
        now = self._clock.now()
        waiting, people = table.waiting(connection)
        oldest = table.oldest(connection)
        given = promises.open_ones(connection)
        late = tuple(one for one in given if one.is_late(now))
        soon = tuple(one for one in given if now <= one.due_at <= now + timedelta(days=1))
        thanks: list[ConversationId] = []
        for account_id in self._charters.assignments():
            governing = self._charters.governing(account_id)
            thankful = {
                one.id
                for one in (governing.charter.categories if governing else ())
                if one.action == THANK
            }
            if thankful:
                thanks += table.of_categories(connection, account_id, thankful)
        return Experience(
            waiting,
            people,
            oldest[0] if oldest else None,
            oldest[1] if oldest else None,
            late,
            soon,
            tuple(thanks),
        )

    def _labels(self, by: str) -> Callable[[str], Mapping[str, str]]:
        if by == "account":
            names = {one.id: one.name for one in accounts.all_accounts(self._workspace.read())}
            return lambda key: {"": names.get(AccountId(key), key)}
        labels: dict[str, Mapping[str, str]] = {}
        if by == "category":
            for account_id in self._charters.assignments():
                governing = self._charters.governing(account_id)
                if governing is not None:
                    labels |= {one.id: one.label for one in governing.charter.categories}
        return lambda key: labels.get(key, {})


def _summed(
    every: list[ReplyTime], by: str, begins: datetime, label_of: Callable[[str], Mapping[str, str]]
) -> list[Month]:
    groups: dict[str, list[ReplyTime]] = {}
    for one in every:
        groups.setdefault(_key(one, by), []).append(one)
    summed = ((key, figure(group)) for key, group in sorted(groups.items()))
    return [Month(begins, key, label_of(key), one) for key, one in summed if one is not None]


def month_spans(now: datetime, months: int) -> list[tuple[datetime, datetime]]:
    """Return when each of the last months began and ended on this machine's clock, this one last."""
    year, month = now.astimezone().year, now.astimezone().month
    begins = [_begin(year, month + 1)]
    for _ in range(months):
        begins.append(_begin(year, month))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return list(pairwise(reversed(begins)))


def week_spans(now: datetime, weeks: int) -> list[tuple[datetime, datetime]]:
    """Return when each of the last weeks began and ended on this machine's clock, this one last."""
    today = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    monday = today - timedelta(days=today.weekday())
    begins = [
        (monday + timedelta(weeks=n)).astimezone(UTC) for n in range(-weeks + 1, 2)
    ]  # each in the zone as it is then, so that summer time moves nothing
    return list(pairwise(begins))


def _begin(year: int, month: int) -> datetime:
    year, month = (year + 1, 1) if month > 12 else (year, month)  # noqa: PLR2004 - December
    return datetime(year, month, 1).astimezone(UTC)


def _key(one: ReplyTime, by: str) -> str:
    if by == "account":
        return one.account_id
    return one.category if by == "category" else ""
