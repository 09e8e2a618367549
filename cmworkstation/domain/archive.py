"""Archives: what a platform gave somebody who asked for their own data, and how far it was imported."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import Tally
from cmworkstation.domain.message import Writer
from cmworkstation.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose archive it is, as the platform names them; what an archive does not say is empty."""

    key: str = ""  # permanent, as the live connector knows people of this platform
    name: str = ""
    handle: str = ""
    url: str = ""
    server: str = ""  # origin of the server, where the platform has more than one
    addresses: tuple[str, ...] = ()  # others by which we are known there

    def writer(self, *, is_us: bool = True) -> Writer:
        """Return the owner as who wrote a message."""
        name = self.name or self.handle or self.key
        return Writer(self.key or self.handle or name, name, self.handle, self.url, is_us=is_us)


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds, counted by reading all of it."""

    format: str  # which reader understands it: "mastodon", "mbox" …
    platform: str
    look: str
    owner: Owner
    fingerprint: str
    entries: int  # things in it, messages or not
    messages: int
    ours: int
    private: int
    unreadable: int
    since: datetime | None
    until: datetime | None
    same_ids: bool = True  # as the live account has: what was fetched already is recognised


class ImportState(StrEnum):
    """How far an import came."""

    STOPPED = "stopped"  # by a person, or with the program; it can go on
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ArchiveImport:
    """One import of one archive into one account."""

    id: int
    account_id: AccountId
    format: str
    name: str  # of the file or folder
    fingerprint: str
    options: str  # JSON: how it was read, such as the columns of a table
    owner: Owner
    state: ImportState
    done: int  # entries that were taken in, or passed
    total: int
    tally: Tally
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a table, to say by what its columns mean.

    The guess has column names under "text", "date", "author", "permalink", "answers" and "identity", and under
    "date_format" how dates are written, as `strptime` knows it: "" for ISO 8601, and for seconds since 1970. A person
    adds "time_zone", "platform", "us" (the author that is us) and "private" ("1").
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guess: Mapping[str, str]
