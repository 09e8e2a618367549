"""Copies of the workspace: what is known of one, which are kept, and how a trial went."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

DAYS: Final = 7  # the newest copy of each of so many days is kept
WEEKS: Final = 4  # and of each of so many weeks


class Why(StrEnum):
    """Why a copy was made; only those made by the clock are ever taken away again."""

    DAILY = "daily"
    ASKED = "asked"
    BEFORE_UPDATE = "before-update"
    UNKNOWN = "unknown"  # a file without a note beside it


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy. It is `checked` when it was opened, checked and counted after it was written."""

    path: Path
    made_at: datetime
    size: int  # bytes
    why: Why = Why.UNKNOWN
    schema: int = 0
    program: str = ""  # the version that made it
    workspace: str = ""  # which workspace it is of
    sha256: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)  # table → how many
    sealed: bool = False  # encrypted: it wants a passphrase or a key
    came_from: str = ""  # the encrypted file that it was opened from

    @property
    def checked(self) -> bool:
        """Whether its note says that it was found whole."""
        return bool(self.sha256)

    def count(self, table: str) -> int:
        """Return how many rows of a table it holds, 0 where that is not known."""
        return self.rows.get(table, 0)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A trial: a copy was restored aside, opened, counted and searched, and thrown away."""

    backup: str  # name of the file
    at: datetime
    messages: int = 0
    conversations: int = 0
    found: int = 0  # hits of a search for a word that is in it
    problems: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether nothing was wrong."""
        return not self.problems


class Every(StrEnum):
    """How often the clock makes a copy."""

    HOUR = "hour"
    SIX_HOURS = "six-hours"
    DAY = "day"
    WEEK = "week"
    NEVER = "never"

    @property
    def length(self) -> timedelta:
        """Return after how long a copy is too old."""
        return {
            Every.HOUR: timedelta(hours=1),
            Every.SIX_HOURS: timedelta(hours=6),
            Every.DAY: timedelta(days=1),
            Every.WEEK: timedelta(weeks=1),
            Every.NEVER: timedelta.max,
        }[self]


class Keep(StrEnum):
    """How many of the clock's copies are kept: the newest of so many days, and of so many weeks."""

    FEW = "few"
    USUAL = "usual"
    MANY = "many"

    @property
    def days(self) -> int:
        """Return of how many days."""
        return {Keep.FEW: 3, Keep.USUAL: DAYS, Keep.MANY: 30}[self]

    @property
    def weeks(self) -> int:
        """Return of how many weeks."""
        return {Keep.FEW: 1, Keep.USUAL: WEEKS, Keep.MANY: 26}[self]


@dataclass(frozen=True, slots=True)
class Plan:
    """When copies are made, how many are kept, where else they go, and for whom they are encrypted."""

    every: Every = Every.DAY
    keep: Keep = Keep.USUAL
    second: Path | None = None  # another folder, on a disk that may be absent
    sealed: bool = False
    passphrase: bool = False  # a passphrase opens them; else keys of other people alone
    keys: tuple[str, ...] = ()  # public keys (age1…) of whoever else opens them


@dataclass(frozen=True, slots=True)
class Second:
    """How the other folder stands."""

    folder: Path
    there: bool
    last: "Backup | None" = None


def surplus(
    backups: Iterable[Backup], workspace: str, keep: Keep = Keep.USUAL
) -> tuple[Backup, ...]:
    """Return which copies may go: of those that the clock made of this workspace, all but so many days and weeks.

    Days and weeks are those on which there is a copy: who comes back after a month away loses nothing.
    """
    ours = sorted(
        (one for one in backups if one.why is Why.DAILY and one.workspace == workspace),
        key=lambda one: one.made_at,
        reverse=True,
    )
    days: dict[object, Backup] = {}
    weeks: dict[object, Backup] = {}
    for one in ours:
        local = one.made_at.astimezone()
        days.setdefault(local.date(), one)
        weeks.setdefault(local.isocalendar()[:2], one)
    kept = {
        one.path for one in [*list(days.values())[: keep.days], *list(weeks.values())[: keep.weeks]]
    }
    return tuple(one for one in ours if one.path not in kept)
