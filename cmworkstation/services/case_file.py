"""Case files: conversations with messages, earlier states, dossiers and, where asked for, notes, in one file.

A page loads nothing and runs nothing; without names, private persons are numbered throughout.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from cmworkstation.domain.case_file import Case, CasePages, Contents, Head, Internal, Wanted
from cmworkstation.domain.clock import Clock, from_ms
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.pseudonyms import Named, Pseudonyms
from cmworkstation.killpoint import reach
from cmworkstation.services.acting import Acting
from cmworkstation.services.bundle import Dossiers, said_of
from cmworkstation.services.profiles import Profiles
from cmworkstation.services.proof import Proof
from cmworkstation.services.whole_file import whole_file
from cmworkstation.store import case_file as table
from cmworkstation.store import notes
from cmworkstation.store.database import Workspace

T = TypeVar("T")
HTML, JSON_LINES = ".html", ".jsonl"


class CaseFiles:
    """Gathers and writes case files. Run the generators on a lane."""

    def __init__(
        self,
        workspace: Workspace,
        proof: Proof,
        profiles: Profiles,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take what a case file tells of."""
        self._workspace = workspace
        self._proof = proof
        self._profiles = profiles
        self._acting = acting
        self._clock = clock

    def head(self, conversations: Sequence[int], wanted: Wanted) -> Head:
        """Return what stands above a case file."""
        by = self._acting.current().name
        return Head(self._clock.now(), by, len(conversations), wanted)

    def contents(self, conversations: Sequence[int]) -> Contents:
        """Return how much there is to tell of some conversations, before anything is written."""
        return table.contents(self._workspace.read(), conversations)

    def case(self, at: int, conversations: Sequence[int], wanted: Wanted, pages: CasePages) -> Case:
        """Return one conversation as it will stand among the others. Raises `KeyError`."""
        others = self._others(conversations, wanted, pages)
        case = self._case(ConversationId(conversations[at]), wanted, self._proof.many())
        return case if others is None else _without(case, others)

    def cases(
        self, conversations: Sequence[int], wanted: Wanted, pages: CasePages
    ) -> Iterator[Case]:
        """Yield the conversations one by one. Raises `KeyError`."""
        dossiers = self._proof.many()
        others = self._others(conversations, wanted, pages)
        for one in conversations:
            case = self._case(ConversationId(one), wanted, dossiers)
            yield case if others is None else _without(case, others)

    def write(
        self, target: Path, conversations: Sequence[int], wanted: Wanted, pages: CasePages
    ) -> Generator[Progress, None, int]:
        """Write a case file: JSON Lines where the name ends in .jsonl, else a page; return how many conversations.

        Closing the generator leaves nothing. Raises `BackupFailed` when it cannot be written there, `NoRoom`
        and `KeyError`.
        """
        in_lines = target.suffix == JSON_LINES
        done = 0
        with (
            whole_file(target) as partial,
            partial.open("w", encoding="utf-8", errors="replace", newline="\n") as file,
        ):
            if not in_lines:
                file.write(pages.top(self.head(conversations, wanted)))
            for done, case in enumerate(self.cases(conversations, wanted, pages), 1):
                file.write("\n".join((*pages.lines(case), "")) if in_lines else pages.case(case))
                reach("file.slice")
                yield Progress(done, len(conversations), "write")
            if not in_lines:
                file.write(pages.end())
        return done

    def _others(
        self, conversations: Sequence[int], wanted: Wanted, pages: CasePages
    ) -> Pseudonyms | None:
        """Return what everybody is called instead, None where names stay."""
        if wanted.names:
            return None
        connection = self._workspace.read()
        people = (Named(*one) for home in conversations for one in table.people(connection, home))
        return Pseudonyms(people, pages.person)

    def _case(self, home: ConversationId, wanted: Wanted, dossiers: Dossiers) -> Case:
        connection = self._workspace.read()
        account, title, author = table.head(connection, home)
        return Case(
            home,
            account,
            title or author,
            tuple(said_of(connection, home, dossiers)),
            tuple(self._internal(home)) if wanted.notes else (),
        )

    def _internal(self, home: ConversationId) -> list[Internal]:
        """Return notes and annotations, the oldest first."""
        connection = self._workspace.read()
        name = self._profiles.name
        found = [
            Internal(one.created_at, name(one.by), one.body)
            for one in notes.of_conversation(connection, home)
        ]
        found += [
            Internal(from_ms(at), name(by), text)
            for at, by, text in table.annotations(connection, home)
        ]
        return sorted(found, key=lambda one: one.at)


def file_name(now: datetime) -> str:
    """Return what a case file is called unless a person calls it otherwise."""
    return f"case-{now:%Y-%m-%d}{HTML}"


def _without(case: Case, others: Pseudonyms) -> Case:
    """Return a conversation in which no private person is named; addresses on the web name people, too."""
    said = tuple(
        replace(
            _renamed(one, others),
            handle=one.handle if one.ours else "",
            author=one.author if one.ours else others.without(one.author),
            url="",
            dossier=one.dossier
            and replace(_renamed(one.dossier, others), url="", by=one.dossier.by),
        )
        for one in case.said
    )
    return replace(_renamed(replace(case, said=()), others), account=case.account, said=said)


def _renamed(value: T, others: Pseudonyms) -> T:
    """Return a value in which every text is without names, however deep it lies."""
    if isinstance(value, str) and type(value) is str:
        return cast("T", others.without(value))
    if isinstance(value, tuple):
        return tuple(_renamed(one, others) for one in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        changed: dict[str, Any] = {
            one.name: _renamed(getattr(value, one.name), others) for one in fields(value)
        }
        return replace(value, **changed)
    return value
