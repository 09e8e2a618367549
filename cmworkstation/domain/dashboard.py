"""The dashboard: what we heard, what we did, what changed. Tiles with their lines, as they were read; no words yet.

What is not here is left out on purpose: no return on anything, no score of anybody's influence, no mood on average, no
growth of followers, no table of who of us is best.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.pseudonyms import Named
from cmworkstation.domain.values import dataclass, field

DashboardNoteId = NewType("DashboardNoteId", str)

DAYS: Final = (7, 30, 90, 365)  # lengths of a period that are offered
USUAL_DAYS: Final = 7


class Tile(StrEnum):
    """A question of the dashboard, in the order in which they stand there."""

    CHANGED = "changed"
    ASKS = "asks"
    PLATFORMS = "platforms"
    WAITING = "waiting"
    TIMES = "times"
    PROMISES = "promises"
    VOICES = "voices"
    DEPENDENCE = "dependence"
    RULES = "rules"
    VOLUME = "volume"  # from here on: what watches heard
    THEMES = "themes"
    SOURCES = "sources"
    STANCE = "stance"
    EFFECTIVE = "effective"  # from here on: with whom we speak, and how people are treated
    FEW = "few"
    PARITY = "parity"
    PLACES = "places"
    UNHEARD = "unheard"
    PERSONAL = "personal"
    REPEATED = "repeated"
    BURDEN = "burden"


WATCH: Final = (Tile.VOLUME, Tile.THEMES, Tile.SOURCES, Tile.STANCE)
REACH: Final = (
    Tile.VOICES,
    Tile.EFFECTIVE,
    Tile.FEW,
    Tile.PARITY,
    Tile.PLACES,
    Tile.UNHEARD,
    Tile.PERSONAL,
    Tile.REPEATED,
    Tile.BURDEN,
)
# What leaves this machine in no report: who was not answered, and what was hard for one of us.
INTERNAL: Final = frozenset({Tile.UNHEARD, Tile.BURDEN})
NOW: Final = frozenset({Tile.WAITING, Tile.DEPENDENCE})  # as it stands, whatever the period


@dataclass(frozen=True, slots=True)
class Span:
    """A period: from a moment up to another one."""

    since: datetime
    until: datetime

    @property
    def before(self) -> "Span":
        """Return the period of the same length before."""
        return Span(self.since - (self.until - self.since), self.since)

    @classmethod
    def last(cls, days: int, until: datetime) -> "Span":
        """Return so many days up to a moment."""
        return cls(until - timedelta(days=days), until)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a tile. `values` stand in the order that the tile's columns have, None where nothing is known."""

    key: str  # what it is, for the words and for the rows behind
    values: tuple[float | None, ...]
    name: str = ""  # what people call it, where the program has no word of its own
    on: datetime | None = None  # a day that belongs to it
    note: str = ""  # a key of what more is to be said, such as a band
    quoted: bool = False  # `name` is what a private person wrote
    behind: tuple[ConversationId, ...] | None = None  # None: asked for when somebody looks


@dataclass(frozen=True, slots=True)
class Seen:
    """A tile as it was read: its one figure, the same of the period before, and its lines."""

    tile: Tile
    span: Span
    figure: float | None
    before: float | None
    lines: tuple[Line, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)
    people: tuple[Named, ...] = ()  # who may be named in what is quoted

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show."""
        return not any(value for line in self.lines for value in line.values)


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody noted beside a tile; it is shown with the periods in which it was written."""

    id: DashboardNoteId
    tile: Tile
    words: str
    by: ProfileId
    at: datetime
