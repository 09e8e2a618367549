"""What others were invited to and a person was not, though it is their topic: said to them before they hear of it."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from cmworkstation.domain.asking import about, coherence
from cmworkstation.domain.folding import fold
from cmworkstation.domain.values import dataclass


class To(StrEnum):
    """To what people are invited."""

    DIALOGUE = "dialogue"  # a question that is open
    PROJECT = "project"  # others were asked to take part
    EVENT = "event"  # it is planned, and agreed


@dataclass(frozen=True, slots=True)
class Invitation:
    """Something to which others were invited: `topic_id` of the board, until when it can be joined."""

    to: To
    id: str
    title: str
    words: str  # by which it is held against topics
    topic_id: str = ""
    until: datetime | None = None
    wished: bool | None = None  # the person wishes to hear of it, None where nobody asked them


def fitting(
    invitations: Iterable[Invitation],
    topics: Iterable[tuple[str, str]],
    wishes: Iterable[tuple[str, bool]],
) -> tuple[Invitation, ...]:
    """Return the invitations that are about a person's topics, as (words, id), what ends first coming first.

    `wishes` are topics of which they said that they wish to hear, or do not: what they do not wish to hear of is
    left out. Where no topic of theirs is known, nothing fits.
    """
    known = tuple(topics)
    said = {fold(topic): (about(topic), wish) for topic, wish in wishes}
    found = []
    for one in invitations:
        words = about(one.words)
        fits = [wish for subject, wish in said.values() if subject and subject <= words]
        if False in fits:
            continue
        held = coherence(one.words, one.topic_id, known)
        if fits or (known and (held.same_topic or held.shared)):
            found.append(
                Invitation(
                    one.to,
                    one.id,
                    one.title,
                    one.words,
                    one.topic_id,
                    one.until,
                    True if fits else None,
                )
            )
    return tuple(sorted(found, key=_order))


def _order(one: Invitation) -> tuple[bool, float, str]:
    return one.until is None, one.until.timestamp() if one.until else 0.0, one.title
