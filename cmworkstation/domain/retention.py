"""How long what came in is kept: by kind, and by account where one differs from the others."""

from datetime import datetime
from enum import StrEnum

from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.values import dataclass

LEAST, MOST = 1, 600  # months


class Kept(StrEnum):
    """What a rule is about."""

    PUBLIC = "public"  # words of public conversations
    PRIVATE = "private"  # words of private conversations
    COPIES = "copies"  # items exactly as they were received
    CONTACTS = "contacts"  # who somebody is, of whom nothing was heard for so long
    MENTIONS = "mentions"  # what the watch found elsewhere, and changes of watched pages


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """What is older than `months` goes; an own rule of an account comes before that of all."""

    id: str
    kind: Kept
    months: int
    account_id: AccountId | None = None
    enabled: bool = False  # carried out every day; otherwise only when somebody asks for it
    ran_at: datetime | None = None
    done: int = 0  # how much went so far


@dataclass(frozen=True, slots=True)
class Due:
    """What a rule would take out now: how much, since when, and how much is kept by a hold or is still open."""

    rule: RetentionRule
    count: int
    oldest: datetime | None = None
    held: int = 0
    open: int = 0


def before(now: datetime, months: int) -> datetime:
    """Return the moment before which something is too old: so many calendar months ago."""
    whole = now.year * 12 + now.month - 1 - months
    year, month = divmod(whole, 12)
    for day in range(now.day, 27, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:  # the month is shorter
            continue
    return now.replace(year=year, month=month + 1)
