"""Deciding about many conversations at once: one transaction, one entry in the journal, one undo."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import Flag, auto

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes, Status
from cmworkstation.domain.profile import Act
from cmworkstation.domain.values import dataclass
from cmworkstation.killpoint import reach
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import decisions, pauses
from cmworkstation.store.database import Connection, Workspace
from cmworkstation.store.decisions import Decided


class Part(Flag):
    """What an act changes of conversations, and its undo puts back; the rest is left as it is by then."""

    STATUS = auto()  # with the reason, and until when it is out of the way
    ASSIGNEE = auto()
    MUTED = auto()
    LABELS = auto()


@dataclass(frozen=True, slots=True)
class Undo:
    """How to take back an act: what stood before, and which messages were unread."""

    before: Mapping[int, Decided]
    at: datetime
    parts: Part = Part.STATUS
    unread: tuple[int, ...] = ()


class Decision:
    """An act that is under way, within its transaction."""

    def __init__(
        self, connection: Connection, wanted: Sequence[int], parts: Part, now: datetime
    ) -> None:
        """Keep what stands before."""
        self.connection = connection
        self.now = now
        self.before = decisions.decided(connection, wanted)
        self.kind = ""
        self.facts: Mapping[str, object] = {}
        self._parts = parts
        self._unread: tuple[int, ...] = ()

    @property
    def changes(self) -> Changes:
        """What was touched."""
        return Changes(conversations=frozenset(self.before), labels=Part.LABELS in self._parts)

    @property
    def undo(self) -> Undo:
        """How to take it back."""
        return Undo(self.before, self.now, self._parts, self._unread)

    def read(self) -> None:
        """Mark the conversations as read, too."""
        self._unread = decisions.mark_read(self.connection, self.before)

    def note(self, kind: str, facts: Mapping[str, object]) -> None:
        """Say what the journal is told at the end."""
        self.kind, self.facts = kind, facts


class Deciding:
    """Opens and takes back such acts; everybody who may draft may do them."""

    def __init__(
        self, workspace: Workspace, journal: Journal, clock: Clock, acting: Acting
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting

    @contextmanager
    def begin(self, wanted: Sequence[int], parts: Part) -> Iterator[Decision]:
        """Open an act on conversations; those that do not exist are left out. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        now = from_ms(to_ms(self._clock.now()))  # as it will be read again
        with self._workspace.write(durable=True) as connection:
            act = Decision(connection, wanted, parts, now)
            yield act
            reach("deciding.changed")
            if Part.STATUS in parts:
                self._pause(act)
            facts = {"conversations": sorted(act.before), **act.facts}
            self._journal.note(connection, act.kind, facts)
            reach("deciding.noted")
        reach("deciding.kept")

    def _pause(self, act: Decision) -> None:
        """Let the clock of the resolution stand still while we wait for the person, and go on after."""
        now_ = decisions.standing(act.connection, act.before)
        waits = [one for one, status in now_.items() if status is Status.WAITING_THEM]
        ours = [one for one in waits if act.before[one].status is Status.WAITING_US]
        pauses.begin(act.connection, ours, act.now)
        pauses.end(act.connection, sorted(now_.keys() - set(waits)), act.now)

    def take_back(self, undo: Undo) -> Changes:
        """Put everything back that an act changed. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            if Part.STATUS in undo.parts:
                decisions.put_back_status(connection, undo.before)
                pauses.take_back(connection, undo.before, undo.at)
            if Part.ASSIGNEE in undo.parts:
                decisions.put_back_assignee(connection, undo.before)
            if Part.MUTED in undo.parts:
                decisions.put_back_muted(connection, undo.before)
            if Part.LABELS in undo.parts:
                decisions.put_back_labels(connection, undo.before)
            decisions.mark_unread(connection, undo.unread)
            self._journal.note(
                connection, "conversation.undo", {"conversations": sorted(undo.before)}
            )
        labels = Part.LABELS in undo.parts
        return Changes(conversations=frozenset(undo.before), labels=labels)
