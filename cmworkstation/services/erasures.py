"""Erasing people, showing them what is known of them, and what must be kept all the same.

What the platforms hold is theirs: it goes where the person deletes it, or asks them to.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.erasure import Erased, Hold, Traces, Way
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId, ConversationId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.killpoint import reach
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.whole_file import whole_file
from cmworkstation.store import erased, erasing, holds, seen_only, traces
from cmworkstation.store.database import Connection, Workspace

MOST_FOUND = 50
Line = Callable[[str, dict[str, Any]], str]  # words what is known: its kind and its facts
Name = Callable[[int], str]  # makes a name of the number of somebody who was erased
SHORTEST_REASON = 3


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can be asked for: who they are, where, and how many messages they wrote."""

    id: AuthorId
    platform: str
    name: str
    handle: str
    messages: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an erasure did; it names nobody."""

    erased: Erased
    messages: int
    watched: int  # of theirs that the watch had found
    renamed: int
    copies: int
    acts: int
    changes: Changes


class Erasures:
    """The erasures and legal holds of a workspace."""

    def __init__(
        self, workspace: Workspace, journal: Journal, acting: Acting, clock: Clock
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def people(self, typed: str) -> tuple[Contact, ...]:
        """Return people in whose name or handle words begin so, the newest first."""
        found = traces.people(self._workspace.read(), typed, MOST_FOUND)
        return tuple(Contact(AuthorId(one[0]), *one[1:]) for one in found)

    def everyone(self, typed: str) -> tuple[Contact, ...]:
        """Return people as `people` does, and those who never wrote to us and whom the watch found called so."""
        if self._acting.current().may(Act.KEEP):
            with self._workspace.write() as connection:
                seen_only.take_up(connection, typed, MOST_FOUND)
        return self.people(typed)

    def known(self, author_id: AuthorId) -> Traces:
        """Return what is known of a person, counted. Raises `KeyError`."""
        return traces.of(self._workspace.read(), author_id)

    def tell(
        self,
        target: Path,
        author_id: AuthorId,
        line: Line,
    ) -> Generator[Progress, None, int]:
        """Write everything that is known of a person to a file, a line each; return how many.

        Raises `KeyError`, `BackupFailed` and `NoRoom`.
        """
        self._acting.require(Act.KEEP)
        return self._tell(target, author_id, line)

    def _tell(
        self, target: Path, author_id: AuthorId, line: Line
    ) -> Generator[Progress, None, int]:
        facts = self.known(author_id)
        done = 0
        with (
            whole_file(target) as partial,
            partial.open("w", encoding="utf-8", errors="replace", newline="\n") as file,
        ):
            for done, (kind, one) in enumerate(self._told(author_id), 1):
                file.write(line(kind, one) + "\n")
                if done % 100 == 0:
                    yield Progress(done, facts.messages, "write")
        with self._workspace.write(durable=True) as connection:
            self._journal.note(connection, "person.tell", {"rows": done})
        return done

    def _told(self, author_id: AuthorId) -> Iterator[tuple[str, dict[str, Any]]]:
        return traces.told(self._workspace.read(), author_id)

    def erase(
        self, author_id: AuthorId, way: Way, instead: str
    ) -> Generator[Progress, None, Receipt]:
        """Erase or anonymise a person, who is called `instead` from now on. There is no way back.

        All of it is one transaction; the list by which they are recognised is on the disk before it, so that what
        was begun is ended by the next start. Raises `KeyError`, and `NotAllowed` where a legal hold forbids it, where a
        reply to them has not left yet ("erase-on-its-way"), and for ourselves ("erase-us").
        """
        self._acting.require(Act.KEEP)
        self._allow(author_id)
        return self._erase(author_id, way, instead)

    def _erase(
        self, author_id: AuthorId, way: Way, instead: str
    ) -> Generator[Progress, None, Receipt]:
        yield Progress(0, 0, "erase")
        renaming = erasing.renaming_of(self._workspace.read(), author_id, instead)
        newest = erasing.newest_raw(self._workspace.read())
        copies: list[int] = []
        for one in erasing.raws_naming(self._workspace.read(), renaming):
            if one is None:
                yield Progress(0, 0, "erase")
            else:
                copies.append(one)
        now = self._clock.now()
        with self._listed_if_done(), self._workspace.write(durable=True) as connection:
            self._allow(author_id)
            renaming = erasing.renaming_of(connection, author_id, instead)
            copies += erasing.raws_naming_after(connection, renaming, newest)  # they came meanwhile
            new = Erased(erased.mark_of(connection, author_id), way, instead, now)
            self._list(connection, [new])
            watched = seen_only.count(connection, author_id)
            gone = erasing.erase(connection, author_id, instead, way, now, copies)
            erased.add(connection, new)
            self._journal.note(
                connection,
                "person.erase",
                {"mark": new.mark, "way": way.value, "messages": gone.messages},
            )
            reach("erase.done")
        self._workspace.scrub()
        changes = Changes(
            conversations=frozenset(map(ConversationId, gone.conversations)),
            drafts=True,
            mentions=bool(watched),
        )
        return Receipt(new, gone.messages, watched, gone.renamed, gone.copies, gone.acts, changes)

    def forget(self, people: Sequence[AuthorId], name: Name) -> tuple[int, Changes]:
        """Let people become nobody in their conversations, whoever may; return how many and what changed.

        Whom a hold keeps, whom a reply is on its way to, and we ourselves, are left out.
        """
        self._acting.require(Act.KEEP)
        connection = self._workspace.read()
        may = [one for one in people if not traces.why_not(connection, one)]
        now = self._clock.now()
        with self._listed_if_done(), self._workspace.write(durable=True) as connection:
            first = self.next_number()
            called: dict[int, str] = {one: name(n) for n, one in enumerate(may, first)}
            new = [
                Erased(erased.mark_of(connection, one), Way.ANONYMISE, instead, now)
                for one, instead in called.items()
            ]
            self._list(connection, new)
            homes = erasing.forget(connection, called)
            for person in new:
                erased.add(connection, person)
        changed = frozenset(map(ConversationId, homes))
        return len(may), Changes(conversations=changed, drafts=True)

    def finish_begun(self) -> int:
        """Erase who stands in the list beside the database and not in it: an end came between; return how many.

        Whom the database alone names, after an import, is named beside it too, for whatever takes its place.
        """
        keys, people = erased.read(self._workspace.folder)
        known = {one.mark for one in self.listed()}
        if known - {one.mark for one in people}:
            with self._workspace.write() as connection:
                erased.adopt(connection, keys)
                beside = [one for one in people if one.mark not in known]
                self._list(connection, beside)
        if all(one.mark in known for one in people):
            return 0
        with self._workspace.write(durable=True) as connection:
            found = erasing.reapply(connection, keys, people)
        self._workspace.scrub()
        return found

    def _list(self, connection: Connection, new: Iterable[Erased]) -> None:
        """Write the list beside the database, with those who are erased in the open transaction."""
        people = (*erased.listed(connection), *new)
        erased.write(self._workspace.folder, erased.keys(connection), people)
        reach("erase.listed")

    @contextmanager
    def _listed_if_done(self) -> Iterator[None]:
        """Put the list beside the database back where an erasure fails: a hold may come before anybody tries again."""
        keys, people = erased.read(self._workspace.folder)
        try:
            yield
        except BaseException:
            erased.write(self._workspace.folder, keys, people)
            raise

    def listed(self) -> tuple[Erased, ...]:
        """Return everybody who was erased, the earliest first."""
        return erased.listed(self._workspace.read())

    def next_number(self) -> int:
        """Return the number of the person who is erased next, to make a name of it."""
        return len(self.listed()) + 1

    def hold_person(self, author_id: AuthorId, reason: str) -> tuple[Hold, Changes]:
        """Keep a person, and all conversations with them, from being erased. Raises `NotAllowed` without a reason."""
        return self._hold(Hold(uuid7(), reason, self._clock.now(), author_id=author_id))

    def hold_conversation(
        self, conversation_id: ConversationId, reason: str
    ) -> tuple[Hold, Changes]:
        """Keep a conversation from being erased. Raises `NotAllowed` without a reason."""
        return self._hold(Hold(uuid7(), reason, self._clock.now(), conversation_id=conversation_id))

    def end_hold(self, hold_id: str) -> Changes:
        """Let something be erased again."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            if holds.end(connection, hold_id, self._clock.now()):
                self._journal.note(connection, "hold.end", {"hold": hold_id})
        return Changes()

    def holds(self) -> tuple[Hold, ...]:
        """Return all holds, those that hold first."""
        return holds.listed(self._workspace.read())

    def _hold(self, new: Hold) -> tuple[Hold, Changes]:
        self._acting.require(Act.KEEP)
        reason = " ".join(new.reason.split())
        if len(reason) < SHORTEST_REASON:
            raise NotAllowed("hold-why")
        new = replace(new, reason=reason, by=self._acting.id)
        with self._workspace.write(durable=True) as connection:
            holds.add(connection, new)
            self._journal.note(
                connection,
                "hold.begin",
                {
                    "hold": new.id,
                    "person": new.author_id,
                    "conversation": new.conversation_id,
                },
            )
        return new, Changes()

    def _allow(self, author_id: AuthorId) -> None:
        why = traces.why_not(self._workspace.read(), author_id)
        if why:
            raise NotAllowed(why)
