"""Charters: which one governs an account, its rules ready to run, and saving a changed text."""

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cmworkstation import resources
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.charter import clockwork
from cmworkstation.domain.charter.attached import hashes_in
from cmworkstation.domain.charter.engine import Engine, compile_engine
from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.levels import at_level
from cmworkstation.domain.charter.model import Charter, Pack, by_id
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.writing import CHARTER_FORMAT
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import CharterInvalid, NotAllowed
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.packs import Packs
from cmworkstation.services.versions import Versions
from cmworkstation.store import charter_drafts, crises, media
from cmworkstation.store import charters as table
from cmworkstation.store.database import Workspace

HEADER = re.compile(r"^\[charter\].*\n(?:(?!\[).*\n?)*", re.MULTILINE)  # the first section's lines


@dataclass(frozen=True, slots=True)
class CharterRow:
    """One charter as the editor lists it."""

    id: str
    title: Mapping[str, str]
    version: str
    hash: str
    source: str
    draft: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Governing:
    """The charter of an account, read and compiled."""

    charter: Charter
    engine: Engine
    hash: str
    clock: clockwork.Clock
    crisis: str = ""  # the id of the level that holds, at which the charter is as it stands here


@dataclass(frozen=True, slots=True)
class Examined:
    """What the reader says of a text: the charter where it can be read, and all problems."""

    charter: Charter | None
    problems: tuple[Problem, ...]


class Charters:
    """The charters of this workspace. Compiled ones are kept until their text changes."""

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        versions: Versions,
        packs: Packs,
    ) -> None:
        """Take the workspace and the versions in it."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._levels: dict[tuple[str, str], Governing] = {}
        self._compiled: dict[str, Governing] = {}
        self._versions = versions
        self._packs = packs
        self._lock = threading.Lock()

    def listed(self) -> tuple[CharterRow, ...]:
        """Return all charters."""
        found = []
        for kept in table.all_charters(self._workspace.read(), self._clock.now()):
            charter = self._governing(kept.hash).charter
            found.append(
                CharterRow(
                    kept.id,
                    charter.header.title,
                    charter.header.version,
                    kept.hash,
                    kept.source,
                    kept.draft,
                    kept.updated_at,
                )
            )
        return tuple(found)

    def opened(self) -> tuple[CharterRow, ...]:
        """Return the texts of no approved charter: opened files, and charters before their first version."""
        found = []
        for one in charter_drafts.alone(self._workspace.read()):
            examined = self._header(one.text)
            title = examined.header.title if examined else {}
            title = title or ({"": one.name} if one.name else {})
            version = examined.header.version if examined else ""
            found.append(CharterRow(one.id, title, version, "", "", one.text, one.updated_at))
        return tuple(found)

    @staticmethod
    def _header(text: str) -> Charter | None:
        """Return a charter of which the header alone was read, whatever the rest is like: a text may be very long."""
        found = HEADER.search(text)
        if found is None:
            return None
        try:
            return read_charter(f'format = "{CHARTER_FORMAT}"\n{found[0]}')
        except CharterInvalid:
            return None

    def add_starter(self, name: str) -> tuple[str, Changes]:
        """Put a shipped charter into the workspace, as a draft where others have to sign; return its id."""
        self._acting.require(Act.KEEP)
        text = resources.text("charters", f"{name}.charter.toml")
        try:
            return self.save(text)
        except NotAllowed:
            return self._versions.open_text(text), Changes(charter=True)

    def examine(self, source: str) -> Examined:
        """Say everything that is wrong with a text, without changing anything."""
        try:
            charter = read_charter(source)
        except CharterInvalid as error:
            return Examined(None, tuple(one for one in error.problems if isinstance(one, Problem)))
        files = media.types(self._workspace.read(), hashes_in(source))
        return Examined(charter, find_problems(charter, self.packs(), files=files))

    def save(self, source: str) -> tuple[str, Changes]:
        """Put a text in use; the former one stays under its hash. Raises `CharterInvalid` when it has errors."""
        self._acting.require(Act.KEEP)
        examined = self.examine(source)
        errors = [one for one in examined.problems if one.severity == "error"]
        if examined.charter is None or errors:
            raise CharterInvalid("errors", errors or examined.problems)
        changes = self._versions.put_in_use(source, examined.charter)
        return examined.charter.header.id, changes

    def save_draft(self, charter_id: str, text: str) -> Changes:
        """Keep an unfinished text, with whatever problems it has."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            if text:
                charter_drafts.keep(
                    connection, charter_id, text, self._clock.now(), edited_by=self._acting.id
                )
            else:
                charter_drafts.drop(connection, charter_id)
        return Changes()

    def assign(self, account_id: AccountId, charter_id: str) -> Changes:
        """Let a charter govern an account; "" lets none."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            table.assign(connection, account_id, charter_id)
            self._journal.note(
                connection, "charter.assign", {"account": account_id, "charter": charter_id}
            )
        return Changes(charter=True, accounts=True)

    def assignments(self) -> dict[AccountId, str]:
        """Return account → id of its charter."""
        return table.assignments(self._workspace.read())

    def category_labels(self) -> dict[str, Mapping[str, str]]:
        """Return what the categories of the charters that govern are called, by id and language."""
        found: dict[str, Mapping[str, str]] = {}
        for account_id in self.assignments():
            governing = self.governing(account_id)
            for one in governing.charter.categories if governing else ():
                found.setdefault(one.id, one.label)
        return found

    def governing(self, account_id: AccountId) -> Governing | None:
        """Return the charter of an account, ready to run; None where there is none."""
        digest = table.governing(self._workspace.read(), account_id, self._clock.now())
        return self._at_level(self._governing(digest)) if digest else None

    def _at_level(self, quiet: Governing) -> Governing:
        """Return a charter as it holds at the level that was declared under it."""
        level = crises.level(self._workspace.read(), quiet.charter.header.id)
        if level not in by_id(quiet.charter.crises):
            return quiet
        with self._lock:
            known = self._levels.get((quiet.hash, level))
            if known is None:
                charter = at_level(quiet.charter, level)
                clock = clockwork.Clock(charter, quiet.clock.frozen)
                known = replace(quiet, charter=charter, clock=clock, crisis=level)
                self._levels[quiet.hash, level] = known
            return known

    def deadlines(
        self, account_id: AccountId, waiting: Iterable[tuple[Visibility, datetime, str]]
    ) -> list[tuple[datetime, datetime] | None]:
        """Return until when messages should be answered and when to warn, by the account's charter.

        Each is told by its visibility, since when it waits, and its category ("" for not yet known).
        """
        governing = self.governing(account_id)
        if governing is None:
            return [None for _ in waiting]
        with self._lock:
            found = [
                governing.clock.deadline(category or "*", visibility, since)
                for visibility, since, category in waiting
            ]
        return [(due.due_at, due.warn_at) if due else None for due in found]

    def packs(self) -> tuple[Pack, ...]:
        """Return the rule packs that ship with the program."""
        return self._packs.shipped()

    def governed_by(self, digest: str) -> Governing:
        """Return a version, whether it is in force or not, ready to run. Raises `KeyError`."""
        return self._governing(digest)

    def _governing(self, digest: str) -> Governing:
        with self._lock:
            known = self._compiled.get(digest)
            if known is None:
                connection = self._workspace.read()
                charter = read_charter(table.version_source(connection, digest))
                clock = clockwork.Clock(charter, table.frozen_holidays(connection, digest))
                packs = self._packs.of_version(connection, digest)
                known = Governing(charter, compile_engine(charter, packs), digest, clock)
                self._compiled[digest] = known
            return known
