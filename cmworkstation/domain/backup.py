"""Copies of the workspace: what is known of one, which are kept, and how a trial went."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
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


def surplus(backups: Iterable[Backup], workspace: str) -> tuple[Backup, ...]:
    """Return which copies may go: of those that the clock made of this workspace, all but 7 days and 4 weeks.

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
    kept = {one.path for one in [*list(days.values())[:DAYS], *list(weeks.values())[:WEEKS]]}
    return tuple(one for one in ours if one.path not in kept)
