"""Whom we left in silence, before a letter to many goes out to them among others."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from cmworkstation.domain.batch import Batch
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.relation import Owed
from cmworkstation.domain.values import dataclass
from cmworkstation.services.asks import Asks
from cmworkstation.services.contacts import Contacts
from cmworkstation.services.relations import Relations
from cmworkstation.store import drafts, messages, silences
from cmworkstation.store.database import Workspace

BEFORE = timedelta(
    days=1
)  # by how much an earlier message must be earlier: one question may come in pieces


class Left(StrEnum):
    """How somebody was left."""

    ANSWER = "answer"  # they wrote before, and we never answered them
    NEWS = "news"  # news are owed to them in a relation


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody of a batch who was left in silence: since when, and in which project where it is about news."""

    left: Left
    since: datetime
    about: str = ""


class Silences:
    """Looks through a batch, on the reading lane."""

    def __init__(
        self,
        workspace: Workspace,
        asks: Asks,
        contacts: Contacts,
        relations: Relations,
        clock: Clock,
    ) -> None:
        """Take the workspace, who is the same person, and what is owed to whom."""
        self._workspace = workspace
        self._asks = asks
        self._contacts = contacts
        self._relations = relations
        self._clock = clock

    def of_batch(self, batch: Batch) -> Mapping[int, Silent]:
        """Return number in the batch → how they were left, for those who were and whose answer has not left."""
        connection = self._workspace.read()
        found: dict[int, Silent] = {}
        for one in batch.open:
            try:
                draft = drafts.draft(connection, one.draft_id)
            except KeyError:
                continue  # it was discarded meanwhile
            target = messages.message(connection, draft.target_id)
            if target.ours:
                continue
            names = self._asks.names(target.author_id)
            since = silences.unanswered(connection, names, target.id, target.at - BEFORE)
            if since is not None:
                found[one.n] = Silent(Left.ANSWER, since)
                continue
            contact = self._contacts.of_author(target.author_id)
            now = self._clock.now()
            for row in self._relations.of_contact(contact) if contact else ():
                for debt in row.debts:
                    if debt.kind is Owed.NEWS and debt.is_late(now):
                        found.setdefault(
                            one.n, Silent(Left.NEWS, debt.due_at, row.relation.project)
                        )
        return found
