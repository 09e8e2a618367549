"""Topics: opening them, filing conversations under them, deciding, and telling people what became of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed, QueryError
from cmworkstation.domain.ids import AuthorId, ConversationId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.topic import Topic, TopicId, TopicState, Voice, clean_title, named
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import topics
from cmworkstation.store.database import Connection, Workspace

SHORTEST_REASON = 3
Ids = Callable[[str], Iterable[int]]  # the conversations that a query lists; raises `QueryError`


@dataclass(frozen=True, slots=True)
class TopicUndo:
    """How to take back what was done with a topic: as it was, and what was filed or taken out."""

    topic: Topic
    filed: tuple[int, ...] = ()
    taken_out: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A topic on the board, with what it comes to."""

    topic: Topic
    conversations: int
    last_at: datetime | None
    people: int  # who wrote about it
    to_tell: int  # of them, who must still be told


class Topics:
    """The topics of a workspace; also the themes of operations and relations."""

    def __init__(
        self, workspace: Workspace, journal: Journal, clock: Clock, acting: Acting, ids: Ids
    ) -> None:
        """Take the workspace, and what carries out a query."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._ids = ids

    # What there is

    def listed(self, *, removed: bool = False) -> tuple[Topic, ...]:
        """Return all topics by their titles."""
        return topics.listed(self._workspace.read(), removed=removed)

    def topic(self, topic_id: TopicId) -> Topic:
        """Return one topic. Raises `KeyError`."""
        return topics.topic(self._workspace.read(), topic_id)

    def find(self, title: str) -> Topic | None:
        """Return the topic of a title, whatever its case and accents."""
        return named(self.listed(), title)

    def board(self) -> tuple[Standing, ...]:
        """Return all topics with their figures, the latest first."""
        connection = self._workspace.read()
        counted = topics.counts(connection)
        found = []
        for one in topics.listed(connection):
            n, last = counted.get(one.id, (0, None))
            people = self.voices(one.id)
            open_ = sum(person.is_open for person in people) if one.is_decided else 0
            found.append(Standing(one, n, last, len(people), open_))
        return tuple(
            sorted(found, key=lambda one: one.last_at or one.topic.opened_at, reverse=True)
        )

    def conversations(self, topic_id: TopicId) -> tuple[ConversationId, ...]:
        """Return the conversations filed under a topic, the latest first."""
        found = topics.conversations(self._workspace.read(), topic_id)
        return tuple(map(ConversationId, found))

    def of_conversation(self, conversation_id: ConversationId) -> tuple[Topic, ...]:
        """Return the topics that a conversation is filed under."""
        connection = self._workspace.read()
        ids = topics.of_conversations(connection, [conversation_id]).get(conversation_id, ())
        return tuple(topics.topic(connection, one) for one in ids)

    def of_conversations(self, wanted: Sequence[int]) -> Mapping[int, tuple[TopicId, ...]]:
        """Return conversation → the topics that it is filed under, for those that are."""
        return topics.of_conversations(self._workspace.read(), wanted)

    def voices(self, topic_id: TopicId) -> tuple[Voice, ...]:
        """Return everybody who wrote about a topic, from whatever network; who must still be told first.

        Told is whom we answered, in a thread in which they wrote, after the decision.
        """
        connection = self._workspace.read()
        return topics.voices(connection, topic_id, topics.topic(connection, topic_id).decided_at)

    # Themselves

    def make(self, title: str, about: str = "") -> tuple[Topic, Changes]:
        """Open a topic; return the one of that title where there is one. Raises `NotAllowed` ("topic-title")."""
        self._acting.require(Act.DRAFT)
        clean = _title(title)
        with self._workspace.write(durable=True) as connection:
            known = named(topics.listed(connection), clean)
            if known is not None:
                return known, Changes()
            now = from_ms(to_ms(self._clock.now()))  # as it is kept
            new = Topic(TopicId(uuid7()), clean, now, about.strip())
            new = replace(new, owner=self._acting.id)
            self._save(connection, new, "topic.make", {"title": clean})
        return new, Changes(topics=True)

    def change(
        self,
        topic_id: TopicId,
        *,
        title: str | None = None,
        about: str | None = None,
        query: str | None = None,
        owner: str | None = None,
    ) -> tuple[Changes, TopicUndo]:
        """Change what a topic is called, what it is about, which search it takes in, and who looks after it.

        Raises `NotAllowed` ("topic-title", "topic-taken"), `QueryError`, `KeyError`.
        """
        self._acting.require(Act.DRAFT)
        wanted = None if query is None else " ".join(query.split())
        ids = tuple(self._ids(wanted)) if wanted else ()
        with self._workspace.write(durable=True) as connection:
            before = topics.topic(connection, topic_id)
            new = before
            if title is not None:
                new = replace(new, title=_title(title))
                same = named(topics.listed(connection), new.title)
                if same is not None and same.id != topic_id:
                    raise NotAllowed("topic-taken")
            if about is not None:
                new = replace(new, about=about.strip())
            if wanted is not None:
                new = replace(new, query=wanted)
            if owner is not None:
                new = replace(new, owner=owner)
            filed = self._file(connection, topic_id, ids, "rule")
            facts = {"from": before.title, "to": new.title, "query": new.query}
            self._save(connection, new, "topic.change", facts)
        return self._touched(filed), TopicUndo(before, filed)

    def remove(self, topic_id: TopicId) -> tuple[Changes, TopicUndo]:
        """Take a topic off the board; its conversations stay where they are. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            before = topics.topic(connection, topic_id)
            new = replace(before, removed_at=self._clock.now())
            self._save(connection, new, "topic.remove", {"title": before.title})
            touched = topics.conversations(connection, topic_id)
        return self._touched(touched), TopicUndo(before)

    # Conversations

    def file(self, topic_id: TopicId, wanted: Sequence[int]) -> tuple[Changes, TopicUndo]:
        """File conversations under a topic. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            before = topics.topic(connection, topic_id)
            filed = self._file(connection, topic_id, wanted, "hand")
            if filed:
                self._note(connection, "topic.file", topic_id, {"in": list(filed)})
        return self._touched(filed), TopicUndo(before, filed)

    def take_out(self, topic_id: TopicId, wanted: Sequence[int]) -> tuple[Changes, TopicUndo]:
        """Take conversations out of a topic; its search does not bring them back. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            before = topics.topic(connection, topic_id)
            gone = topics.take_out(connection, topic_id, wanted)
            if gone:
                self._note(connection, "topic.file", topic_id, {"out": list(gone)})
        return self._touched(gone), TopicUndo(before, (), gone)

    def take_back(self, undo: TopicUndo) -> Changes:
        """Let a topic, and what is filed under it, be as before. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        id_ = undo.topic.id
        with self._workspace.write(durable=True) as connection:
            topics.unfile(connection, id_, undo.filed)
            topics.put_back(connection, id_, undo.taken_out)
            self._save(connection, undo.topic, "topic.back", {"title": undo.topic.title})
        return self._touched((*undo.filed, *undo.taken_out))

    def gather(self) -> Changes:
        """File what the searches of topics find by now; whoever took something out by hand is heeded."""
        changes = Changes()
        for one in self.listed():
            if not one.query or one.state is TopicState.TOLD:
                continue
            try:
                ids = tuple(self._ids(one.query))
            except QueryError:  # it named something that is no more
                continue
            known = topics.states(self._workspace.read(), one.id)
            if known.keys() >= set(ids):
                continue
            with self._workspace.write() as connection:
                filed = self._file(connection, one.id, ids, "rule")
            changes |= self._touched(filed)
        return changes

    # What becomes of it

    def move(
        self, topic_id: TopicId, state: TopicState, decision: str = ""
    ) -> tuple[Changes, TopicUndo]:
        """Move a topic on, or back. It is decided with a decision, and told back once nobody is left to tell.

        Raises `NotAllowed` ("topic-decision", "topic-untold"), `KeyError`.
        """
        self._acting.require(Act.DRAFT)
        now = self._clock.now()
        with self._workspace.write(durable=True) as connection:
            before = topics.topic(connection, topic_id)
            words = decision.strip() or before.decision
            if state in (TopicState.DECIDED, TopicState.TOLD) and len(words) < SHORTEST_REASON:
                raise NotAllowed("topic-decision")
            if state is TopicState.TOLD:
                people = topics.voices(connection, topic_id, before.decided_at)
                if before.decided_at is None or any(one.is_open for one in people):
                    raise NotAllowed("topic-untold")
            new = replace(before, state=state, decision=words)
            if not new.is_decided:  # what was decided is open again, and so is who knows of it
                new = replace(new, decided_at=None, decided_by="")
            elif before.decided_at is None or words != before.decision:
                new = replace(new, decided_at=now, decided_by=self._acting.id)
            closed = now if state is TopicState.TOLD else None
            new = replace(new, closed_at=closed)
            facts = {"title": new.title, "to": state.value, "decision": words}
            self._save(connection, new, "topic.state", facts)
        return Changes(topics=True), TopicUndo(before)

    def spare(self, topic_id: TopicId, author_id: AuthorId, why: str) -> Changes:
        """Say why somebody cannot or need not be told; "" takes that back. Raises `NotAllowed` ("topic-why")."""
        self._acting.require(Act.DRAFT)
        reason = " ".join(why.split())
        if why and len(reason) < SHORTEST_REASON:
            raise NotAllowed("topic-why")
        with self._workspace.write(durable=True) as connection:
            now = self._clock.now()
            topics.spare(connection, topic_id, author_id, reason, by=self._acting.id, at=now)
            facts = {"person": author_id, "spared": bool(reason)}
            self._note(connection, "topic.spare", topic_id, facts)
        return Changes(topics=True)

    def settle(self) -> Changes:
        """Close every decided topic of which everybody was told by now."""
        changes = Changes()
        for one in self.listed():
            if one.state is not TopicState.DECIDED:
                continue
            people = self.voices(one.id)
            if not people or any(person.is_open for person in people):
                continue
            with self._workspace.write(durable=True) as connection:
                done = replace(one, state=TopicState.TOLD, closed_at=self._clock.now())
                self._save(connection, done, "topic.told", {"title": one.title})
            changes |= Changes(topics=True)
        return changes

    def _file(
        self, connection: Connection, topic_id: TopicId, wanted: Iterable[int], how: str
    ) -> tuple[int, ...]:
        by, now = self._acting.id if how == "hand" else "", self._clock.now()
        return topics.file(connection, topic_id, wanted, how=how, by=by, at=now)

    def _save(
        self, connection: Connection, new: Topic, kind: str, facts: Mapping[str, object]
    ) -> None:
        topics.save(connection, new)
        self._note(connection, kind, new.id, facts)

    def _note(
        self, connection: Connection, kind: str, topic_id: TopicId, facts: Mapping[str, object]
    ) -> None:
        self._journal.note(connection, kind, {"topic": topic_id, **facts})

    def _touched(self, ids: Iterable[int]) -> Changes:
        return Changes(conversations=frozenset(ids), topics=True)


def _title(text: str) -> str:
    clean = clean_title(text)
    if not clean:
        raise NotAllowed("topic-title")
    return clean
