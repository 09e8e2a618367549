"""Did it help? Replies to complaints that are asked after, and what came of them."""

from collections.abc import Iterator
from datetime import timedelta

from cmworkstation.domain.charter.clockwork import Clock as CharterClock
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.experience import (
    AFTER,
    ASKED,
    COMPLAINT,
    LOOK_BACK_DAYS,
    SHORTEST_WHY,
    Experience,
    Helped,
)
from cmworkstation.domain.ids import ConversationId, OutboxId
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.drafts import Drafts
from cmworkstation.services.journal import Journal
from cmworkstation.store import experiences as table
from cmworkstation.store.database import Workspace


class Experiences:
    """What of complaints is not known to have helped yet. Read on the reading lane."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        drafts: Drafts,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters
        self._drafts = drafts
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def open(self) -> tuple[Experience, ...]:
        """Return the complaints that were answered and of which nothing was entered, what is due first."""
        return tuple(sorted(self._open(), key=lambda one: (not one.wrote_since, one.due_at)))

    def due(self) -> int:
        """Return of how many it is time to ask."""
        now = self._clock.now()
        return sum(one.is_due(now) for one in self._open())

    def counts(self, days: int = 30) -> dict[Helped, int]:
        """Return what was entered lately: outcome → how many."""
        since = self._clock.now() - timedelta(days=days)
        known = {one.value for one in Helped}
        found = table.outcomes(self._workspace.read(), since)
        return {Helped(key): n for key, n in found.items() if key in known}

    def settle(self, outbox_id: OutboxId, helped: Helped, why: str = "") -> Changes:
        """Enter whether a reply helped. That nobody will know wants a reason. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        if helped is Helped.UNKNOWN and len(why.strip()) < SHORTEST_WHY:
            raise NotAllowed("reason-missing")
        with self._workspace.write(durable=True) as connection:
            table.put(
                connection, outbox_id, helped, why.strip(), self._acting.id, self._clock.now()
            )
            told = {"reply": outbox_id, "outcome": helped.value}
            self._journal.note(connection, "experience.settle", told)
        return Changes(promises=True)

    def take_back(self, outbox_id: OutboxId) -> Changes:
        """Take back what was entered of a reply."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            table.remove(connection, outbox_id)
            self._journal.note(connection, "experience.take_back", {"reply": outbox_id})
        return Changes(promises=True)

    def ask(self, conversation_id: ConversationId) -> tuple[Draft, Changes]:
        """Begin a draft that asks whether it helped; one that is being written there is left as it is."""
        begun = self._drafts.begin(conversation_id)
        if begun.body.strip():
            return begun, Changes()
        body = ASKED.get(begun.language[:2], ASKED["en"])
        return self._drafts.save(replace(begun, body=body))

    def _open(self) -> Iterator[Experience]:
        connection = self._workspace.read()
        since = self._clock.now() - timedelta(days=LOOK_BACK_DAYS)
        for account_id in self._charters.assignments():
            governing = self._charters.governing(account_id)
            if governing is None:
                continue
            charter = governing.charter
            wanted = [one.id for one in charter.categories if one.action == COMPLAINT]
            if not wanted:
                continue
            clock = CharterClock(
                charter, governing.clock.frozen
            )  # ours: that of the charter serves others
            for id_, home, who, title, category, at, private, outcome, wrote in table.replied(
                connection, account_id, wanted, since
            ):
                if outcome:
                    continue
                side = "private" if private else "public"
                due = clock.after(AFTER, category, side, at) or at + timedelta(days=7)
                yield Experience(
                    OutboxId(id_), ConversationId(home), account_id, who, title, at, due, wrote
                )
