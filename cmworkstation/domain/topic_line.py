"""What was said with a person, topic by topic over time: whether we stay with the same subjects is seen at a glance."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cmworkstation.domain.asking import about
from cmworkstation.domain.contact import Moment
from cmworkstation.domain.values import dataclass

SAID = frozenset({"wrote", "answered", "promise", "relation"})
"""The kinds of moments in which something was said; that a topic of the board was touched is no saying of its own."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A topic with its moments, the newest first; "" for what belongs to none that is known."""

    topic: str
    moments: tuple[Moment, ...]

    @property
    def first(self) -> datetime:
        """When it came up first."""
        return self.moments[-1].at

    @property
    def last(self) -> datetime:
        """When it came up last."""
        return self.moments[0].at


def lanes(
    moments: Iterable[Moment], declared: Sequence[str], filed: Mapping[int, Sequence[str]]
) -> tuple[Lane, ...]:
    """Return the topics with what was said of each, the latest first, and last what belongs to none.

    A moment belongs to the topics of the board under which its conversation is `filed`, and to each topic that the
    person `declared` with which it has a word in common: the same as by which an ask counts as coherent.
    """
    known = {topic: about(topic) for topic in dict.fromkeys(declared)}
    found: dict[str, list[Moment]] = {}
    for moment in sorted(moments, key=lambda one: one.at, reverse=True):
        if moment.kind not in SAID:
            continue
        said = about(moment.words)
        topics = dict.fromkeys(filed.get(moment.conversation_id, ()))
        topics |= dict.fromkeys(topic for topic, words in known.items() if words & said)
        for topic in topics or {"": None}:
            found.setdefault(topic, []).append(moment)
    made = [Lane(topic, tuple(rows)) for topic, rows in found.items()]
    made.sort(key=lambda lane: lane.last, reverse=True)
    return tuple(sorted(made, key=lambda lane: not lane.topic))
