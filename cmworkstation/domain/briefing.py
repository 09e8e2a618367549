"""Briefings for colleagues: what a department should know of a day or a week, without the names of private persons.

A department is asked after: which conversations concern it, and what it wants to read. What goes into a briefing is
proposed from what is there already; a person adds, takes out and introduces. What was given away is kept as it was.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.dashboard_report import Every
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.pseudonyms import Named
from cmworkstation.domain.values import dataclass

DepartmentId = NewType("DepartmentId", str)
BriefingId = NewType("BriefingId", str)
PickId = NewType("PickId", str)

LONGEST_NAME: Final = 80
LONGEST_NOTE: Final = 1_000
LONGEST_INTRO: Final = 4_000
SHORTEST_REASON: Final = 10  # letters that say why private persons are named
MOST: Final = 20  # of each part of a briefing
QUOTED: Final = 400  # characters of what somebody wrote
FEED: Final = 20  # briefings that a feed holds
Block = tuple[str, str]  # "title", "head", "text", "soft" or "item", and its words
Line = tuple[str, str, str]  # a block, and the key of the item that it is, "" for none


class Part(StrEnum):
    """What a briefing has, in its order."""

    CHOSEN = "chosen"  # what a person put in
    RISKS = "risks"
    MENTIONS = "mentions"
    ASKS = "asks"
    PROMISES = "promises"
    PRAISE = "praise"
    ASKING = "asking"  # our open questions to people, to be passed on
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Department:
    """Who reads a briefing. `query` says which conversations concern them, "" all; `watches` which saved queries."""

    id: DepartmentId
    name: str
    address: str = ""  # of mail
    query: str = ""
    watches: tuple[str, ...] = ()  # ids; none means all
    parts: tuple[Part, ...] = tuple(Part)
    every: Every = Every.NEVER
    folder: str = ""  # where files are written, "" for nowhere
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """Something that a person wants a department to read: a message, or a mention."""

    id: PickId
    department_id: DepartmentId
    at: datetime
    message_id: MessageId | None = None
    mention_id: str = ""
    note: str = ""
    by: str = ""  # a profile's id
    briefing_id: BriefingId = BriefingId("")  # in which it went out

    @property
    def key(self) -> str:
        """Return the key of the item that it becomes."""
        return f"mention:{self.mention_id}" if self.mention_id else f"message:{self.message_id}"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a briefing says. `key` is the same for the same thing whenever it is gathered again."""

    part: Part
    key: str
    words: str
    at: datetime | None = None
    who: Named | None = None  # the private person whose words they are
    place: str = ""  # where it was said: the word of a platform
    note: str = ""  # why a colleague chose it
    kind: str = ""  # what it is, for the words: a state, a kind of alarm
    times: int = 0  # how often it was asked or told
    open: int = 0  # how many of these have no answer
    due: datetime | None = None
    conversation_id: ConversationId | None = None
    address: str = ""  # of what was said elsewhere


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a person did to a briefing before it goes out."""

    intro: str = ""
    out: frozenset[str] = frozenset()  # keys of items that were taken out
    names: str = ""  # why private persons are named; "" they are not


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that a briefing of a department could say of a period, and whom it could name."""

    department: Department
    span: Span
    made_at: datetime
    items: tuple[Item, ...]
    people: tuple[Named, ...] = ()
    capped: bool = False  # more was asked than could be looked through

    def wanted(self, sketch: Sketch) -> tuple[Item, ...]:
        """Return the items that nobody took out."""
        return tuple(one for one in self.items if one.key not in sketch.out)


@dataclass(frozen=True, slots=True)
class Briefing:
    """A briefing as it was given away: `blocks` are its very words."""

    id: BriefingId
    department_id: DepartmentId
    department: str
    span: Span
    made_at: datetime
    blocks: tuple[Block, ...]
    by: str = ""  # a profile's id; "" by the clock
    names: str = ""  # why private persons are named in it
    quotes: tuple[tuple[int, str], ...] = ()  # which block is which item, by its key


def file_stem(department: str, every: Every, span: Span) -> str:
    """Return what the files of a briefing are called, without ending: "Voirie-2026-11-26", "Voirie-2026-W48"."""
    day = span.since.astimezone().date()
    if every is Every.WEEK:
        year, week, _ = day.isocalendar()
        return f"{department}-{year}-W{week:02}"
    return f"{department}-{day.isoformat()}"
