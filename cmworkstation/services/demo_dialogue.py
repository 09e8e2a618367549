"""What was discussed in the demonstration before it is opened: topics, questions to people, a question to an expert.

Everything goes the way that it goes for a person.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Protocol

from cmworkstation.domain.dialogue import About, Dialogue, PlaceId, Stance
from cmworkstation.domain.expert import Asked
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.topic import TopicState
from cmworkstation.services.workstation import Services

MOST = 4  # conversations that words find
ASKED_FOR = timedelta(days=12)  # as long as people may answer


class Subject(Protocol):
    """A topic."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def about(self) -> str:
        """What it is about."""

    @property
    def of(self) -> Sequence[str]:
        """Words by which its conversations are found."""

    @property
    def state(self) -> str:
        """How far it is."""

    @property
    def decision(self) -> str:
        """What was decided."""


class Question(Protocol):
    """A question to people."""

    @property
    def text(self) -> str:
        """The question."""

    @property
    def why(self) -> str:
        """Why it is asked."""

    @property
    def audience(self) -> str:
        """Whom it concerns."""

    @property
    def topic(self) -> str:
        """The title of its topic, "" for none."""

    @property
    def box(self) -> str:
        """A place that is no account."""

    @property
    def filed(self) -> Sequence[str]:
        """Words by which threads are found that belong to it."""

    @property
    def said(self) -> Sequence[tuple[str, str, str, str]]:
        """What was entered: who, words, stance, theme."""

    @property
    def synthesis(self) -> str:
        """All of it together."""

    @property
    def decision(self) -> str:
        """What was decided; with it, it is answered."""

    @property
    def poll(self) -> Sequence[tuple[str, int]]:
        """Choices and votes."""

    @property
    def source(self) -> str:
        """From where the result of the poll is known."""


def discuss(services: Services, subjects: Iterable[Subject]) -> None:
    """Open topics, file what belongs to them, and let them be as far as they are."""
    for one in subjects:
        topic, _ = services.topics.make(one.title, one.about)
        services.topics.file(
            topic.id, [home for words in one.of for home in _found(services, words)]
        )
        if one.state != TopicState.HEARD:
            state = TopicState(one.state)
            decided = state in (TopicState.DECIDED, TopicState.TOLD)
            first = TopicState.DECIDED if decided else state
            services.topics.move(topic.id, first, one.decision)
            if state is TopicState.TOLD:
                services.topics.move(topic.id, state)


def put(services: Services, question: Question, *, opened: bool) -> Dialogue:
    """Write a question down; `opened` puts it to people, and what they said is there."""
    topic = services.topics.find(question.topic) if question.topic else None
    ends = services.clock.now() + ASKED_FOR
    about = About(
        question.text,
        question.why,
        question.audience,
        topic_id=topic.id if topic else None,
        ends_at=ends if opened else None,
    )
    made, _ = services.dialogues.make(about)
    place, _ = services.dialogue_places.add(made.id, name=question.box)
    if not opened:
        return made
    services.dialogues.approve(made.id)
    services.dialogues.open(made.id)
    services.dialogue_places.asked_by_hand(place.id)
    for words in question.filed:
        for home in _found(services, words):
            services.dialogue_places.add(made.id, conversation_id=home, filed=True)
    _answer(services, question, place.id)
    if question.decision:
        _end(services, question, made)
    return made


def _answer(services: Services, question: Question, place_id: PlaceId) -> None:
    for who, words, stance, theme in question.said:
        services.contributions.enter(place_id, words, who, stance=Stance(stance), theme=theme)
    if question.poll:
        services.contributions.enter_poll(place_id, question.poll, question.source)


def _end(services: Services, question: Question, made: Dialogue) -> None:
    services.dialogues.close(made.id)
    services.dialogues.sum_up(made.id, question.synthesis)
    services.dialogues.decide(made.id, question.decision)
    for one in services.contributions.contributors(made.id):
        services.contributions.told(made.id, one.voice, question.box)
    services.dialogues.end(made.id)


def ask(
    services: Services, asked: tuple[str, str, str, str, int], person: Callable[[int], str]
) -> None:
    """Ask an expert about a conversation, given by words, with name, department, question and days."""
    words, name, department, question, days = asked
    due = services.clock.now() + timedelta(days=days)
    for home in _found(services, words)[:1]:
        services.experts.ask(home, None, Asked(name, question, department, due_at=due), person)


def _found(services: Services, words: str) -> list[ConversationId]:
    hits = services.inbox.search(words)
    return list(dict.fromkeys(hit.conversation_id for hit in hits))[:MOST]
