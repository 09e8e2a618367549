"""Messages that speak of acute danger: which one, what to do first, and whom the charter names for it."""

from dataclasses import dataclass

from cmworkstation.domain.charter.clauses import Contact
from cmworkstation.domain.charter.detect.danger import danger
from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.text_view import folded
from cmworkstation.domain.emergency import Number, numbers
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.services.charters import Charters
from cmworkstation.store import messages
from cmworkstation.store.database import Workspace

MOST = 12  # messages that nobody answered yet
TOPICS = frozenset(  # of a contact to turn to, without accents
    """danger urgence urgences securite secours violence violences protection suicide accident detresse
    emergency emergencies safety security safeguarding first-aid abuse distress""".split()
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What somebody wrote, of which kind (`detect.danger_words`), and whom to turn to."""

    message_id: MessageId
    kind: str
    words: str
    contacts: tuple[Contact, ...] = ()
    numbers: tuple[Number, ...] = ()


class Dangers:
    """Looks through what waits for an answer. Nothing found is no sign that all is well."""

    def __init__(self, workspace: Workspace, charters: Charters) -> None:
        """Take the workspace, and the charters with their contacts."""
        self._workspace = workspace
        self._charters = charters

    def of(self, conversation_id: ConversationId) -> Alarm | None:
        """Return the newest message since our last answer that speaks of danger, None where none does."""
        for one in messages.unanswered(self._workspace.read(), conversation_id, MOST):
            language = language_of(one.text) or one.language[:2]
            found = danger(one.text, language)
            if found is not None:
                governing = self._charters.governing(one.account_id)
                charter = governing.charter if governing else Charter()
                places = charter.header.jurisdictions
                return Alarm(
                    one.id,
                    found.kind,
                    found.words,
                    to_turn_to(charter),
                    numbers(found.kind, places),
                )
        return None


def to_turn_to(charter: Charter) -> tuple[Contact, ...]:
    """Return the contacts that a charter names for danger by their topics, in its order."""
    ordered = sorted(charter.contacts, key=lambda one: one.order)
    return tuple(one for one in ordered if TOPICS & {folded(topic.lower()) for topic in one.topics})
