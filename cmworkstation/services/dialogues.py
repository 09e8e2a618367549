"""Dialogues: from an idea to a question put to people, to a decision, to everybody who contributed being told."""

from collections.abc import Callable
from datetime import datetime

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.dialogue import (
    About,
    Dialogue,
    DialogueId,
    DialogueState,
    Place,
)
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import contributions, dialogues
from cmworkstation.store.database import Connection, Workspace

SHORTEST = 3  # letters of what is asked, decided, or told as a reason
LIVE = (DialogueState.OPEN, DialogueState.CLOSED)


@dataclass(frozen=True, slots=True)
class DialogueUndo:
    """How to take back what was done with a dialogue."""

    dialogue: Dialogue


class Dialogues:
    """The dialogues of a workspace."""

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        paused: Callable[[], str],
    ) -> None:
        """Take what tells which crisis level stops dialogues ("" where none does)."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._paused = paused

    # What there is

    def listed(self) -> tuple[Dialogue, ...]:
        """Return all dialogues, the latest first."""
        return dialogues.listed(self._workspace.read())

    def dialogue(self, dialogue_id: DialogueId) -> Dialogue:
        """Return one dialogue. Raises `KeyError`."""
        return dialogues.dialogue(self._workspace.read(), dialogue_id)

    def places(self, dialogue_id: DialogueId) -> tuple[Place, ...]:
        """Return where the question is put and how far it is there, then the threads that were filed."""
        return dialogues.places(self._workspace.read(), dialogue_id)

    def of_conversation(self, conversation_id: ConversationId) -> tuple[Dialogue, ...]:
        """Return the dialogues that a conversation is part of."""
        return dialogues.of_conversation(self._workspace.read(), conversation_id)

    # Making

    def make(self, about: About) -> tuple[Dialogue, Changes]:
        """Write down a question that we want to put to people. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        now = from_ms(to_ms(self._clock.now()))
        new = _with(Dialogue(DialogueId(uuid7()), "", now, owner=self._acting.id), about)
        with self._workspace.write(durable=True) as connection:
            self._save(connection, new, "dialogue.make")
        return new, Changes(topics=True)

    def change(self, dialogue_id: DialogueId, about: About) -> tuple[Changes, DialogueUndo]:
        """Change what is written down of a dialogue.

        What was approved is an idea again once the question itself is another one. Raises `NotAllowed`, `KeyError`.
        """
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            before = dialogues.dialogue(connection, dialogue_id)
            new = _with(before, about)
            if new.question != before.question and before.state is not DialogueState.IDEA:
                if before.state is not DialogueState.APPROVED:
                    raise NotAllowed("dialogue-asked")
                new = replace(new, state=DialogueState.IDEA, approved_at=None, approved_by="")
            self._save(connection, new, "dialogue.change")
        return Changes(topics=True), DialogueUndo(before)

    def sum_up(self, dialogue_id: DialogueId, synthesis: str) -> tuple[Changes, DialogueUndo]:
        """Write down what people said, all of it together. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            before = dialogues.dialogue(connection, dialogue_id)
            new = replace(before, synthesis=synthesis.strip())
            self._save(connection, new, "dialogue.change")
        return Changes(topics=True), DialogueUndo(before)

    def remove(self, dialogue_id: DialogueId) -> tuple[Changes, DialogueUndo]:
        """Take a dialogue off the list, as long as nobody was asked. Raises `NotAllowed`, `KeyError`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            before = dialogues.dialogue(connection, dialogue_id)
            if before.state in (*LIVE, DialogueState.ANSWERED):
                raise NotAllowed("dialogue-asked")
            self._save(connection, replace(before, removed_at=self._clock.now()), "dialogue.remove")
        return Changes(topics=True), DialogueUndo(before)

    def take_back(self, undo: DialogueUndo) -> Changes:
        """Let a dialogue be as it was. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            self._save(connection, undo.dialogue, "dialogue.back")
        return Changes(topics=True)

    # States

    def approve(self, dialogue_id: DialogueId) -> tuple[Changes, DialogueUndo]:
        """Agree to an idea: it has a reason why it is asked, and a place. Raises `NotAllowed`, `KeyError`."""
        self._acting.require(Act.APPROVE)

        def new(connection: Connection, one: Dialogue, now: datetime) -> Dialogue:
            if len(one.why) < SHORTEST:
                raise NotAllowed("dialogue-why")
            if not dialogues.places(connection, one.id):
                raise NotAllowed("dialogue-nowhere")
            return replace(one, approved_at=now, approved_by=self._acting.id)

        return self._step(dialogue_id, DialogueState.IDEA, DialogueState.APPROVED, new)

    def open(self, dialogue_id: DialogueId) -> tuple[Changes, DialogueUndo]:
        """Open an approved dialogue: from now on it is asked, and answers are gathered. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        if self._paused():
            raise NotAllowed("dialogue-crisis")
        return self._step(
            dialogue_id,
            DialogueState.APPROVED,
            DialogueState.OPEN,
            lambda _c, one, now: replace(one, opened_at=now, starts_at=one.starts_at or now),
        )

    def close(self, dialogue_id: DialogueId) -> tuple[Changes, DialogueUndo]:
        """End the time in which people may answer; what came until now is gathered. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)

        def new(connection: Connection, one: Dialogue, now: datetime) -> Dialogue:
            for place in dialogues.places(connection, one.id):
                contributions.gather(connection, place, now, now)
            return replace(one, closed_at=now)

        return self._step(dialogue_id, DialogueState.OPEN, DialogueState.CLOSED, new)

    def decide(
        self, dialogue_id: DialogueId, decision: str, *, unchanged: bool = False
    ) -> tuple[Changes, DialogueUndo]:
        """Write down what was decided, or why nothing changed. Raises `NotAllowed` ("dialogue-decision")."""
        self._acting.require(Act.DRAFT)
        said = _said(decision, "dialogue-decision")

        def new(_connection: Connection, one: Dialogue, now: datetime) -> Dialogue:
            if one.decided_at is not None and one.decision == said:
                return replace(one, unchanged=unchanged)
            one = replace(one, decision=said, unchanged=unchanged, decided_at=now)
            return replace(one, decided_by=self._acting.id)

        return self._step(dialogue_id, DialogueState.CLOSED, DialogueState.CLOSED, new)

    def end(self, dialogue_id: DialogueId) -> tuple[Changes, DialogueUndo]:
        """End a dialogue: with a decision, and everybody told or not told with a reason.

        Raises `NotAllowed` ("dialogue-decision", "dialogue-untold").
        """
        self._acting.require(Act.DRAFT)

        def new(connection: Connection, one: Dialogue, now: datetime) -> Dialogue:
            if one.decided_at is None or len(one.decision) < SHORTEST:
                raise NotAllowed("dialogue-decision")
            people = contributions.contributors(connection, one.id, one.decided_at)
            if any(each.is_open for each in people):
                raise NotAllowed("dialogue-untold")
            return replace(one, answered_at=now)

        return self._step(dialogue_id, DialogueState.CLOSED, DialogueState.ANSWERED, new)

    def _step(
        self,
        dialogue_id: DialogueId,
        before: DialogueState,
        after: DialogueState,
        new: Callable[[Connection, Dialogue, datetime], Dialogue],
    ) -> tuple[Changes, DialogueUndo]:
        now = from_ms(to_ms(self._clock.now()))
        with self._workspace.write(durable=True) as connection:
            was = dialogues.dialogue(connection, dialogue_id)
            if was.state is not before:
                raise NotAllowed("dialogue-state")
            self._save(
                connection, replace(new(connection, was, now), state=after), "dialogue.state"
            )
        return Changes(topics=True), DialogueUndo(was)

    def _save(self, connection: Connection, new: Dialogue, kind: str) -> None:
        dialogues.save(connection, new)
        facts = {"dialogue": new.id, "state": new.state.value, "question": new.question}
        if new.decision:
            facts |= {"decision": new.decision}
        self._journal.note(connection, kind, facts)


def _said(text: str, why: str) -> str:
    clean = text.strip()
    if len(clean) < SHORTEST:
        raise NotAllowed(why)
    return clean


def _with(one: Dialogue, about: About) -> Dialogue:
    if about.starts_at and about.ends_at and about.ends_at <= about.starts_at:
        raise NotAllowed("dialogue-ends")
    return replace(
        one,
        question=_said(about.question, "dialogue-question"),
        why=about.why.strip(),
        audience=about.audience.strip(),
        rules=about.rules.strip(),
        topic_id=about.topic_id,
        starts_at=about.starts_at,
        ends_at=about.ends_at,
    )
