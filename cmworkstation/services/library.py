"""The media library: the files of this workspace, described in each language, with all that holds them.

A draft, a reply or an answer of any version of a charter holds a file: what was signed once stays whole. A file that
nothing holds can be let go of.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cmworkstation.domain.charter.answers import title_of
from cmworkstation.domain.charter.attached import files_of, hashes_in
from cmworkstation.domain.charter.words import Words
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.folding import fold
from cmworkstation.domain.media import Held, Kept, MediaFile
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.guide import readable
from cmworkstation.store import charters as charter_texts
from cmworkstation.store import media as table
from cmworkstation.store.database import Connection, Workspace

SHOWN = 20  # drafts and replies that are named
ALT_LONGEST = 2000  # characters


@dataclass(frozen=True, slots=True)
class AnswerUse:
    """An answer that a file goes along with."""

    charter_id: str
    charter_title: Words
    answer_id: str
    title: Words


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file as the library shows it; `charters` counts the texts of charters that name it, kept versions too."""

    file: MediaFile
    added_at: datetime
    used_at: datetime
    alts: Words
    drafts: int
    replies: int
    charters: int

    @property
    def held(self) -> bool:
        """Tell whether something needs it."""
        return bool(self.drafts or self.replies or self.charters)

    def alt(self, language: str) -> str:
        """Return what it shows, in a language or else as it was said last."""
        return self.alts.get(language) or self.file.alt or next(iter(self.alts.values()), "")


@dataclass(frozen=True, slots=True)
class Uses:
    """Where a file is used: drafts and replies, the latest first, and answers."""

    held: tuple[Held, ...]
    answers: tuple[AnswerUse, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """A file that was let go of, for undo."""

    kept: Kept
    data: bytes


class Library:
    """What there is, who holds it, and what it shows."""

    def __init__(
        self, workspace: Workspace, charters: Charters, clock: Clock, acting: Acting
    ) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters
        self._clock = clock
        self._acting = acting

    def files(self, words: str = "") -> tuple[LibraryFile, ...]:
        """Return the files, the one used last first; with `words`, what has all of them in name or descriptions."""
        connection = self._workspace.read()
        named = _named(connection)
        wanted = fold(words).split()
        found = (
            LibraryFile(
                one.file,
                one.added_at,
                one.used_at,
                one.alts,
                one.drafts,
                one.replies,
                named.get(one.file.hash, 0),
            )
            for one in table.kept(connection)
        )
        return tuple(one for one in found if _has(one, wanted))

    def languages(self) -> tuple[str, ...]:
        """Return the languages in which files are described: those of the charters here."""
        texts = (readable(row.draft or row.source) for row in self._charters.listed())
        return tuple(
            dict.fromkeys(one for charter in texts if charter for one in charter.header.languages)
        )

    def uses(self, hash_: str) -> Uses:
        """Return what holds a file: drafts, replies, and answers of charters and of their drafts."""
        found: dict[tuple[str, str], AnswerUse] = {}
        for row in self._charters.listed():
            for text in (row.draft, row.source):
                charter = readable(text)
                for answer in charter.answers if charter else ():
                    if any(one.hash == hash_ for one in files_of(answer)):
                        name = title_of(answer, charter.header.default_language) if charter else ""
                        title = answer.title or {"": name}
                        use = AnswerUse(row.id, row.title, answer.id, title)
                        found.setdefault((row.id, answer.id), use)
        held = table.held_by(self._workspace.read(), hash_, SHOWN)
        return Uses(tuple(held), tuple(found.values()))

    def described(self, file: MediaFile, language: str) -> MediaFile:
        """Return a file with its words in a language, else with those that were said last."""
        return _with_alt(file, table.alts(self._workspace.read(), file.hash), language)

    def describe(self, hash_: str, language: str, alt: str) -> None:
        """Say what a file shows, in a language. What was put into drafts and replies stays as it is there."""
        self._acting.require_one(Act.DRAFT, Act.KEEP)
        text = " ".join(alt.split())[:ALT_LONGEST]
        with self._workspace.write(durable=True) as connection:
            before = table.alts(connection, hash_).get(language, "")
            table.put_alt(connection, hash_, language, text)
            table.put_last_alt(connection, hash_, before, text)

    def remove(self, hash_: str) -> Removed:
        """Let go of a file. Raises `NotAllowed` while a draft, a reply or a charter needs it, and `KeyError`."""
        self._acting.require_one(Act.DRAFT, Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            one = next((one for one in table.kept(connection) if one.file.hash == hash_), None)
            if one is None:
                raise KeyError(hash_)
            data = table.data(connection, hash_)
            if hash_ in _named(connection) or not table.forget(connection, hash_):
                raise NotAllowed("media-in-use")
        return Removed(one, data)

    def put_back(self, removed: Removed) -> None:
        """Let a file that was let go of be here again as it was."""
        self._acting.require_one(Act.DRAFT, Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            table.put_back(connection, removed.kept, removed.data)


def _named(connection: Connection) -> Mapping[str, int]:
    """Return in how many texts of charters each file is named."""
    found: dict[str, int] = {}
    for text in charter_texts.every_text(connection):
        for one in hashes_in(text):
            found[one] = found.get(one, 0) + 1
    return found


def _with_alt(file: MediaFile, alts: Words, language: str) -> MediaFile:
    return replace(file, alt=alts.get(language) or file.alt)


def _has(one: LibraryFile, wanted: list[str]) -> bool:
    said = fold(" ".join((one.file.name, one.file.alt, *one.alts.values())))
    return all(word in said for word in wanted)
