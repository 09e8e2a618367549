"""A compliance bundle: what was said in a period, why, by whom, and that nothing of it was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cmworkstation.domain.dossier import Dossier
from cmworkstation.domain.signature_check import SignatureCheck


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when; None where it has no beginning or no end."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One message as its page shows it, with earlier states of its words and, where it is ours, its dossier."""

    at: datetime
    author: str
    handle: str
    ours: bool
    visibility: str
    text: str
    spoiler: str
    url: str
    deleted_at: datetime | None
    before: tuple[tuple[datetime, str], ...]
    dossier: Dossier | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation as the bundle's index lists it; title and author are foreign."""

    id: int
    account: str
    title: str
    author: str
    at: datetime
    messages: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What the first page tells."""

    period: Period
    made_at: datetime
    by: str
    counts: Mapping[str, int]
    charters: tuple[tuple[str, str, str], ...]  # id, version, hash
    last_hash: str  # of the journal's last act


class Pages(Protocol):
    """Who puts a bundle into words, in a person's language."""

    @property
    def language(self) -> str:
        """The language of the pages."""
        ...

    def index(self, summary: Summary, part: Sequence[Conversation], number: int, of: int) -> str:
        """Return a page of the index; the first one tells the summary."""
        ...

    def conversation(self, one: Conversation, said: Sequence[Said]) -> str:
        """Return the page of a conversation."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that was written: how many rows of each kind, and how many pages."""

    counts: Mapping[str, int]
    pages: int


@dataclass(frozen=True, slots=True)
class Compared:
    """How a bundle stands to this workspace: what is different, as (file, row, what).

    What is alike may have been altered before the bundle was written: `signatures` are of the workspace's rows.
    """

    rows: int
    differences: tuple[tuple[str, str, str], ...]
    signatures: SignatureCheck

    @property
    def whole(self) -> bool:
        """Tell whether both say the same, and every signature fits it."""
        return not self.differences and not self.signatures.misfits
