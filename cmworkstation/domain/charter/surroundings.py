"""What surrounds a draft, as far as the context ring wants to know it. Gathered elsewhere, never looked up here."""

from dataclasses import dataclass
from enum import StrEnum


class Arrival(StrEnum):
    """How we come to be in a conversation; nobody is there uninvited for any but the last."""

    UNKNOWN = ""
    MENTIONED = "mentioned"  # the message names us
    ADDRESSED = "addressed"  # it was written to us
    HOST = "host"  # the thread is ours: it began with us, or stands on our own site
    PRESENT = "present"  # we spoke in it before
    UNINVITED = "uninvited"


@dataclass(frozen=True, slots=True)
class Repeat:
    """An earlier reply that resembles the draft; `likeness` from 0 to 1."""

    likeness: float
    hours_ago: float
    same_thread: bool = False


@dataclass(frozen=True, slots=True)
class AnswerUse:
    """The approved answer that a draft began from, as it stands today.

    `reason` is why it may not be used ("" when it may), as `answers.obstacle` says it.
    """

    id: str
    reason: str = ""
    review_due: bool = False
    used_today: int = 0
    same_day_max: int | None = None
    own_words: int = 0
    own_words_min: int | None = None
    other_audience: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The conversation and the person around a draft. What is not known is empty, and leaves its rules silent.

    `speakers` are the mandates of whoever writes; None where nobody has to have one.
    """

    message: str = ""  # what is answered
    message_language: str = ""  # as its platform says
    speakers: tuple[str, ...] | None = None
    repeats: tuple[Repeat, ...] = ()
    arrival: Arrival = Arrival.UNKNOWN
    asks: int = 0  # times we asked this person for something within a year
    gifts: int = 0  # times we gave something: an answer, thanks, a present
    person: str = ""  # by which name they can be greeted; "" where nobody can tell
    is_first: bool = False  # we said nothing in this conversation since they came into it
    person_topics: tuple[str, ...] = ()  # that the person chose, or wrote to us about
    answer: AnswerUse | None = None
    expired_facts: tuple[str, ...] = ()
    crisis: str = ""  # id of the level that holds
    act: str = "answers"  # what sending is: scheduled, dialogue, solicitations, answers or thanks
    holding: bool = False  # it is a holding statement
    addendum: bool = False  # it adds to a statement of ours that is out
    questions_done: tuple[
        str, ...
    ] = ()  # questions that a person marked as answered, later or not ours
