"""A case file: conversations with all that belongs to them, for somebody who has not this program."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cmworkstation.domain.bundle import Said


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a case file holds: internal notes are left out unless somebody asks for them."""

    notes: bool = False
    names: bool = True  # of private persons


@dataclass(frozen=True, slots=True)
class Internal:
    """A note or an annotation: never meant for those outside."""

    at: datetime
    by: str
    words: str


PER_MESSAGE = {"html": 270, "pdf": 600, "jsonl": 380}  # bytes beside its words, as measured
PER_DOSSIER = {"html": 1750, "pdf": 1500, "jsonl": 2000}


@dataclass(frozen=True, slots=True)
class Contents:
    """How much some conversations hold: messages and their letters, dossiers of our replies, internal notes."""

    conversations: int
    messages: int
    letters: int
    dossiers: int
    internal: int  # notes and remarks

    def size(self, form: str) -> int:
        """Return about how many bytes a file of a form ("html", "pdf", "jsonl") will have."""
        dossiers = self.dossiers * PER_DOSSIER[form]
        return round(self.letters * 1.1) + self.messages * PER_MESSAGE[form] + dossiers


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation of a case file."""

    id: int
    account: str
    title: str
    said: tuple[Said, ...]
    notes: tuple[Internal, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above everything."""

    made_at: datetime
    by: str
    conversations: int
    wanted: Wanted


class CasePages(Protocol):
    """Who puts a case file into words, in a person's language."""

    def person(self, number: int) -> str:
        """Return what a private person is called whose name is left out."""
        ...

    def top(self, head: Head) -> str:
        """Return how the page begins."""
        ...

    def case(self, one: Case) -> str:
        """Return one conversation."""
        ...

    def end(self) -> str:
        """Return how the page ends."""
        ...

    def lines(self, one: Case) -> Sequence[str]:
        """Return one conversation as JSON Lines."""
        ...
