"""Cues while somebody writes: how often this text goes out today, and what others were invited to."""

from datetime import datetime, timedelta

from cmworkstation.domain.charter.rules.context_texts import LIKE
from cmworkstation.domain.charter.shingles import likeness, shingles, sketch
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.contact import Matter
from cmworkstation.domain.invitation import Invitation, fitting
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import dataclass
from cmworkstation.services.asks import Asks
from cmworkstation.store import contact_times, contacts, invitations, messages, repeats
from cmworkstation.store.database import Connection, Workspace

AHEAD = timedelta(days=90)  # events that begin later are not spoken of yet


@dataclass(frozen=True, slots=True)
class Cue:
    """What is to be said while a draft is written.

    `times` is how often this text, or nearly this one, goes out today, this time included; `same_person` how many of
    the others went into the same conversation.
    """

    times: int = 1
    same_person: int = 0
    invitation: Invitation | None = None


class Cues:
    """Looks around a draft, on the reading lane."""

    def __init__(self, workspace: Workspace, asks: Asks, clock: Clock) -> None:
        """Take the workspace, and who is the same person."""
        self._workspace = workspace
        self._asks = asks
        self._clock = clock

    def look(self, draft: Draft) -> Cue:
        """Return what is to be said of a draft. Raises `KeyError`."""
        connection, now = self._workspace.read(), self._clock.now()
        times, same = self._times(connection, draft, now)
        return Cue(times, same, self._invitation(connection, draft, now))

    @staticmethod
    def _times(connection: Connection, draft: Draft, now: datetime) -> tuple[int, int]:
        ours = shingles(draft.body)
        if not ours:
            return 1, 0
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        alike = [
            one
            for one in dict.fromkeys(repeats.candidates(connection, sketch(ours), midnight))
            if likeness(ours, shingles(one.body)) >= LIKE
        ]
        same = sum(one.conversation_id == draft.conversation_id for one in alike)
        return len(alike) + 1, same

    def _invitation(self, connection: Connection, draft: Draft, now: datetime) -> Invitation | None:
        target = messages.message(connection, draft.target_id)
        if target.ours:
            return None
        authors = self._asks.names(target.author_id)
        contact = contacts.of_author(connection, target.author_id)
        cards = contacts.members(connection, contact) if contact else ()
        topics = [
            (title, "")
            for titles in contact_times.filed(connection, [draft.conversation_id]).values()
            for title in titles
        ]
        wishes: dict[str, bool] = {}
        if contact:
            topics += [(one.words, one.topic_id) for one in contacts.topics(connection, contact)]
            for said in contacts.consents(connection, contact):
                if said.ended_at is not None or said.matter is not Matter.OTHERS:
                    continue
                if said.topic:
                    wishes[said.topic] = said.granted
                elif not said.granted:
                    return None  # they do not want to hear of anything else
        if not topics and not wishes:
            return None
        found = invitations.open_to_others(connection, authors, cards, now, now + AHEAD)
        fits = fitting(found, topics, wishes.items())
        return fits[0] if fits else None
