"""What belongs to an operation: drafts, what leaves at a time, approved answers; and what may be tied to one.

A tie is a name, and nothing of what it names is kept here: whatever is gone says so. A draft that was queued meanwhile
is what it became.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.operation import Link, LinkKind, Operation
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.values import dataclass
from cmworkstation.services.guide import Entry, EntryKind
from cmworkstation.store import plan_parts as table

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

MOST = 60  # of each sort that is offered
TIED = (LinkKind.DRAFT, LinkKind.OUTBOX, LinkKind.ANSWER)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that belongs to an operation, or may."""

    link: Link
    title: str  # how it begins, "" where it is gone
    at: datetime | None = None  # when it leaves, or left
    state: OutboxState | None = None
    account: str = ""
    conversation_id: ConversationId | None = None
    tied: bool = False


class PlanParts:
    """Looks them up."""

    def __init__(self, services: "Services", language: str = "") -> None:
        """Take whoever knows of answers, and in which language an answer is named; "" its charter's."""
        self._services = services
        self._language = language
        self._connection = services.workspace.read()

    def of(self, one: Operation) -> tuple[Part, ...]:
        """Return what belongs to an operation, in the order in which it was tied."""
        return tuple(self._part(link) for link in one.links if link.kind in TIED)

    def offered(self, one: Operation) -> tuple[Part, ...]:
        """Return what belongs to an operation, then what may be tied to it, the nearest first."""
        mine = self.of(one)
        known = {part.link for part in mine}
        now = self._services.clock.now()
        found = [_of_draft(each) for each in table.drafts(self._connection, MOST)]
        found += [_of_leaving(each) for each in table.coming(self._connection, now, MOST)]
        found += [self._of_answer(each) for each in self._answers()[:MOST]]
        return (*mine, *(part for part in found if part.link not in known))

    def _part(self, link: Link) -> Part:
        found: Part | None = None
        if link.kind is LinkKind.DRAFT:
            found = self._draft(link.target)
        elif link.kind is LinkKind.OUTBOX:
            rows = table.leaving(self._connection, [link.target])
            found = _of_leaving(rows[0]) if rows else None
        else:
            entries = (each for each in self._answers() if _name(each) == link.target)
            entry = next(entries, None)
            found = self._of_answer(entry) if entry else None
        if found is None:
            return Part(link, "", tied=True)
        return Part(
            link,
            found.title,
            found.at,
            found.state,
            found.account,
            found.conversation_id,
            tied=True,
        )

    def _draft(self, target: str) -> Part | None:
        id_, _, home = target.partition("/")
        there = table.draft(self._connection, id_)
        if there is not None:
            return _of_draft(there)
        queued = table.became(self._connection, home)
        return _of_leaving(queued) if queued else None

    def _of_answer(self, one: Entry) -> Part:
        title = one.title(self._language or one.default_language)
        return Part(Link(LinkKind.ANSWER, _name(one)), _line(title))

    def _answers(self) -> tuple[Entry, ...]:
        found = self._services.guide.entries()
        return tuple(each for each in found if each.kind is EntryKind.ANSWER)


def _of_draft(one: table.Written) -> Part:
    link = Link(LinkKind.DRAFT, f"{one.id}/{one.home}")
    at = one.slot.at if one.slot else None
    return Part(link, _line(one.text), at, None, one.account, one.conversation_id)


def _of_leaving(one: table.Leaving) -> Part:
    at = one.sent_at or (one.slot.at if one.slot else None)
    link = Link(LinkKind.OUTBOX, one.id)
    return Part(link, _line(one.text), at, one.state, one.account, one.conversation_id)


def _name(one: Entry) -> str:
    return f"{one.charter_id}/{one.id}"


def _line(text: str) -> str:
    return " ".join(text.split())[:200]
