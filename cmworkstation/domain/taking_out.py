"""Conversations that somebody takes out of the workspace: to read without this program, or in one of mail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cmworkstation.domain.case_file import Internal


@dataclass(frozen=True, slots=True)
class Share:
    """What goes along. Internal notes and drafts stay here unless somebody asks for them."""

    notes: bool = False
    drafts: bool = False
    names: bool = True  # of private persons; else they are numbered


@dataclass(frozen=True, slots=True)
class Piece:
    """A picture or file of one of our replies."""

    hash: str
    name: str
    type: str  # of media, "image/png"
    alt: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it stands now. What others wrote is foreign; `parent` is the `key` of what it answers.

    Words that their author took back do not go along, nor what a message said before it was edited: a case file
    and a whole export have them.
    """

    id: int
    key: str  # permanent on its platform
    parent: str
    at: datetime
    who: str
    handle: str
    person: object  # tells people apart
    ours: bool
    private: bool
    title: str
    text: str
    spoiler: str = ""
    language: str = ""
    url: str = ""
    deleted_at: datetime | None = None
    pieces: tuple[Piece, ...] = ()
    elsewhere: tuple[str, ...] = ()  # what its files are called that stayed on their server


@dataclass(frozen=True, slots=True)
class Whole:
    """A conversation with all that is to go along."""

    id: int
    account_id: str
    account: str
    account_handle: str
    platform: str
    title: str
    private: bool
    lines: tuple[Line, ...]
    drafts: tuple[Internal, ...] = ()
    notes: tuple[Internal, ...] = ()


# ------------------------------------------------------------------------------------- pages


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation in a list."""

    id: int
    at: datetime  # of its last message
    title: str
    account: str
    people: tuple[str, ...]
    messages: int
    private: bool


@dataclass(frozen=True, slots=True)
class Door:
    """A way to a list: what it is called, the page it begins on, and how many conversations it has."""

    name: str
    page: str
    n: int


@dataclass(frozen=True, slots=True)
class Front:
    """What the first page tells."""

    made_at: datetime
    by: str
    share: Share
    conversations: int
    messages: int
    months: tuple[Door, ...]  # named as 2026-03, the newest first
    accounts: tuple[Door, ...]
    people: tuple[Door, ...]
    words: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Some conversations of a month ("2026-03") or an account; `pages` are all pages of the list."""

    month: bool
    name: str
    rows: tuple[Row, ...]
    number: int
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A person or a word, and in which conversations."""

    name: str
    found: tuple[tuple[int, str], ...]  # id and title


@dataclass(frozen=True, slots=True)
class Register:
    """A page of people or of words; `doors` are all pages of the register."""

    people: bool
    name: str
    entries: tuple[Entry, ...]
    page: str
    doors: tuple[Door, ...]


class SitePages(Protocol):
    """Who puts a site into words, in a person's language."""

    def person(self, number: int) -> str:
        """Return what a private person is called whose name is left out."""
        ...

    def front(self, one: Front) -> str:
        """Return the first page."""
        ...

    def listing(self, one: Listing) -> str:
        """Return a list of conversations."""
        ...

    def register(self, one: Register) -> str:
        """Return a page of people or words."""
        ...

    def conversation(self, one: Whole, month: str, files: Mapping[str, str]) -> str:
        """Return a conversation; `files` says where each of its pieces lies, by its hash."""
        ...


def people_of(one: Whole) -> Iterator[tuple[object, str]]:
    """Yield everybody else who wrote, once, with the name they had last."""
    names: dict[object, str] = {}
    for line in one.lines:
        if not line.ours:
            names[line.person] = line.who or line.handle
    yield from names.items()


def in_pages(name: str, n: int, most: int) -> Sequence[str]:
    """Return the names of the pages that `n` rows take, `most` on each; the first is called `name`.html."""
    return [f"{name}.html", *(f"{name}-{at}.html" for at in range(2, (n + most - 1) // most + 1))]
