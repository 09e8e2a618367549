"""Why we are in a conversation, and with whom: what stands above the text of every reply."""

from cmworkstation.domain.charter.surroundings import Arrival
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.correction import Correction
from cmworkstation.domain.interest import Interest, current
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import dataclass
from cmworkstation.services.asks import Asks
from cmworkstation.services.context import Encounters
from cmworkstation.store import accounts, contacts, corrections, interests, messages, relations
from cmworkstation.store.database import Workspace
from cmworkstation.store.last_words import LastWord, last_word


@dataclass(frozen=True, slots=True)
class Here:
    """How we come to be here, what was last said elsewhere, what binds us, and what the person cares about."""

    arrival: Arrival
    is_first: bool  # we never wrote to them
    last: LastWord | None
    interests: tuple[Interest, ...]
    topics: tuple[str, ...]  # as they declared them
    corrects: Correction | None = None  # what of ours this draft corrects


class WhyHere:
    """Looks around a draft, on the reading lane."""

    def __init__(
        self, workspace: Workspace, encounters: Encounters, asks: Asks, clock: Clock
    ) -> None:
        """Take the workspace, how we come into conversations, and who is the same person."""
        self._workspace = workspace
        self._encounters = encounters
        self._asks = asks
        self._clock = clock

    def look(self, draft: Draft) -> Here:
        """Return what stands above a draft. Raises `KeyError`."""
        connection = self._workspace.read()
        target = messages.message(connection, draft.target_id)
        arrival = self._encounters.arrival(target, accounts.account(connection, draft.account_id))
        corrects = corrections.of_draft(connection, draft.id)
        if target.ours:
            return Here(arrival, False, None, (), (), corrects)
        names = self._asks.names(target.author_id)
        today = self._clock.now().date()
        contact = contacts.of_author(connection, target.author_id)
        return Here(
            arrival,
            is_first=relations.talk(connection, names).ours is None,
            last=last_word(connection, names, draft.conversation_id),
            interests=tuple(
                one
                for name in names
                for one in current(interests.of_author(connection, name), today)
            ),
            topics=tuple(one.words for one in contacts.topics(connection, contact))
            if contact
            else (),
            corrects=corrects,
        )
