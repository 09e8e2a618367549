"""The questions of the message that a draft answers, and which of them are answered."""

from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.detect.questions import questions
from cmworkstation.domain.charter.detect.replies import answered
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import MessageId
from cmworkstation.domain.profile import Act
from cmworkstation.domain.question import Asked, QuestionMark
from cmworkstation.domain.reply import Draft
from cmworkstation.services.acting import Acting
from cmworkstation.store import messages
from cmworkstation.store import questions as table
from cmworkstation.store.database import Workspace

MOST = 8  # questions of one message that are shown


class Questions:
    """What messages ask. The program says nothing where it is unsure, and nothing here keeps a reply back."""

    def __init__(self, workspace: Workspace, acting: Acting, clock: Clock) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._acting = acting
        self._clock = clock

    def of_draft(self, draft: Draft) -> tuple[Asked, ...]:
        """Return the questions of the message that a draft answers, in its order."""
        connection = self._workspace.read()
        text = messages.message(connection, draft.target_id).text
        spoken = language_of(text) or draft.language[:2]
        found = questions(text, spoken)[:MOST]
        if not found:
            return ()
        seen = answered(found, draft.body, language_of(draft.body) or spoken)
        marks = table.marks(connection, draft.target_id)
        known = {one.value for one in QuestionMark}
        return tuple(
            Asked(
                one, sight, QuestionMark(said) if (said := marks.get(one.text)) in known else None
            )
            for one, sight in zip(found, seen, strict=True)
        )

    def done(self, message_id: MessageId) -> tuple[str, ...]:
        """Return the questions of a message that a person ticked off."""
        return tuple(table.marks(self._workspace.read(), message_id))

    def mark(self, message_id: MessageId, question: str, mark: QuestionMark | None) -> None:
        """Keep what the acting person says of a question; None lets the program decide. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        if not question.strip():
            raise NotAllowed("not-supported")
        with self._workspace.write(durable=True) as connection:
            now = self._clock.now()
            table.put(connection, message_id, question, mark or "", self._acting.id, now)
