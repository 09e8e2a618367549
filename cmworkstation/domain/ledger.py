"""What every reading of an account brought, and the items that could not be understood."""

from datetime import date, datetime

from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Tally:
    """How the items of one page ended."""

    seen: int = 0
    new: int = 0
    changed: int = 0
    skipped: int = 0
    failed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Add two counts."""
        return Tally(
            self.seen + other.seen,
            self.new + other.new,
            self.changed + other.changed,
            self.skipped + other.skipped,
            self.failed + other.failed,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of the ledger: a page that was read, a failure, or a run of polls that brought nothing."""

    id: int
    account_id: AccountId
    stream: str  # "" for the account as a whole
    started_at: datetime
    ended_at: datetime
    polls: int
    tally: Tally
    announced: int | None
    error: str  # class name of what went wrong, "" when nothing did

    @property
    def is_short(self) -> bool:
        """Tell whether the server sent less than it announced."""
        return self.announced is not None and self.announced > self.tally.seen

    @property
    def is_trouble(self) -> bool:
        """Tell whether a person may want to look at this line."""
        return bool(self.error or self.tally.failed or self.is_short)


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What one account brought on one day of this machine's calendar."""

    day: date
    account_id: AccountId
    polls: int
    tally: Tally
    failures: int = 0  # polls that ended with an error
    missing: int = 0  # items that a server announced and did not send


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An item that could not be understood."""

    raw_id: int
    account_id: AccountId
    kind: str  # what the connector calls it: "post", "notification" …
    native_id: str  # the platform's own id, foreign text; "" when it has none
    at: datetime
    reason: str  # a short technical text, worded by `words.quarantine_reason`
    aside: bool = False  # a person looked and needs it no more
    payload: bytes = field(default=b"", repr=False)  # as received; left out in lists
