"""Alarms: what rang, for which series, why, and what became of it; and the live values that a crisis level asks for."""

from datetime import datetime, timedelta
from enum import StrEnum

from cmworkstation.domain.values import dataclass

LONGEST_NOTE = 2_000
REMIND_AFTER = timedelta(days=1)


class AlertKind(StrEnum):
    """What rang."""

    SPIKE = "spike"
    ONE_ACCOUNT = "one-account"  # a spike that one account made: of a lower kind
    SILENT = "silent"  # a source could not be read for three of its periods
    UNREADABLE = "unreadable"  # a source answers with what cannot be understood
    DRY = "dry"  # a source is read and brings nothing where it usually brings something
    OFFLINE = "offline"  # nothing at all could be read


SPIKES = frozenset({AlertKind.SPIKE, AlertKind.ONE_ACCOUNT})
SILENCES = frozenset(AlertKind) - SPIKES
QUIET = frozenset({AlertKind.ONE_ACCOUNT})  # shown, and told to nobody who looks elsewhere


class AlertState(StrEnum):
    """What a person made of an alarm."""

    NEW = "new"
    SEEN = "seen"
    CLOSED = "closed"


class SeriesKind(StrEnum):
    """What is counted."""

    INBOX = "inbox"  # everything that people write to us
    ACCOUNT = "account"
    LABEL = "label"
    QUERY = "query"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Series:
    """What is counted: its kind, and the id of the account, label, query or source; "" for the whole inbox."""

    kind: SeriesKind
    id: str = ""

    @property
    def key(self) -> str:
        """Return it as it is kept."""
        return f"{self.kind}:{self.id}" if self.id else str(self.kind)


INBOX = Series(SeriesKind.INBOX)


def series_of(key: str) -> Series:
    """Return a series from what is kept of it. Raises `ValueError`."""
    kind, _, id_ = key.partition(":")
    return Series(SeriesKind(kind), id_)


@dataclass(frozen=True, slots=True)
class Cause:
    """What a spike is made of, as it was when it rang."""

    terms: tuple[str, ...] = ()  # words of several people, the most unusual first
    place: str = ""  # where the first of it was said
    first_at: datetime | None = None
    first: str = ""  # what opens it: "message:12", "mention:…"
    authors: int = 0  # how many accounts
    share: float = 0.0  # of the events: what the loudest account wrote


@dataclass(frozen=True, slots=True)
class Alert:
    """One alarm. `since` is where the hour or the silence begins; numbers of a silence count its failed readings."""

    id: str
    kind: AlertKind
    series: Series
    since: datetime
    at: datetime
    value: int
    usual: float = 0.0
    alarm: int = 0  # it rings from so many on
    basis: str = ""  # what `usual` stands on (`spikes.Basis`)
    peak: int = 0
    cause: Cause = Cause()
    trouble: str = ""  # class name of the error of a silent source
    state: AlertState = AlertState.NEW
    note: str = ""
    ended_at: datetime | None = None
    reminded_at: datetime | None = None
    by: str = ""  # who closed it


class Live(StrEnum):
    """Values that hold now, by the names that the triggers of a charter's crisis levels know."""

    VOLUME_1H = "volume_1h"
    BASELINE_1H = "baseline_1h"
    VOLUME_24H = "volume_24h"
    NEGATIVE_SHARE_24H = "negative_share_24h"
    PRESS_MENTIONS_24H = "press_mentions_24h"


@dataclass(frozen=True, slots=True)
class LiveValue:
    """One value now, with what explains it. `value` is None where nobody can know it."""

    name: str
    value: float | None
    series: Series
    usual: float | None = None  # for a volume: the median of the same hour of the week
    alarm: int | None = None  # an alarm rings from so many on
    counted: int = 0  # for a share: how many
    of: int = 0  # of how many
    judged: int = 0  # of which so many were sorted by somebody
