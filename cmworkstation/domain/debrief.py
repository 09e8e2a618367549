"""What is looked at after a crisis or a drill: its figures, questions to talk over, and what was agreed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from cmworkstation.domain.crisis_log import LogLine
from cmworkstation.domain.episode import Episode
from cmworkstation.domain.values import dataclass, field

# What is talked over, in this order; words/debriefs.py asks them.
QUESTIONS = ("noticed", "decided", "said", "stopped", "people", "keep", "change")


@dataclass(frozen=True, slots=True)
class Action:
    """Something that was agreed: what, by whom, until which day; done, or not done for a reason."""

    id: str
    episode_id: str
    words: str
    owner: str
    due_on: date
    done_at: datetime | None = None
    why: str = ""

    @property
    def open(self) -> bool:
        """Tell whether it is still to be done."""
        return self.done_at is None


@dataclass(frozen=True, slots=True)
class Uttered:
    """One thing that we said meanwhile: when, on which account, to whom ("" for everybody), in which words.

    `adds_to` names the statement that it is an addendum to, and `changed` says which fact was another one by then.
    """

    at: datetime
    account: str
    to: str
    words: str
    adds_to: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a time of crisis comes to. Times are counted from its beginning; None: it never happened."""

    length: timedelta | None
    to_level: dict[str, timedelta] = field(
        default_factory=dict
    )  # level → when it was first declared
    to_freeze: timedelta | None = None
    to_statement: timedelta | None = None
    statements: int = 0
    addenda: int = 0
    updates_late: int = 0
    answers: int = 0
    calls: int = 0
    reached: int = 0
    decisions: int = 0
    promises: int = 0


def figures(episode: Episode, log: Iterable[LogLine]) -> Figures:
    """Return the figures of a log. What its clock jumped or went back is not counted."""
    to_level: dict[str, timedelta] = {}
    counts = dict.fromkeys(COUNTED.values(), 0)
    to_freeze = to_statement = None
    last, since = episode.began_at, timedelta()
    for line in log:
        since += _passed(last, line)
        last = line.at
        if line.kind == "reply.not-posted":  # the word of an answer was taken back
            counts["answers"] = max(0, counts.get("answers", 0) - 1)
        if name := COUNTED.get(line.kind):
            counts[name] += 1
        if line.kind == "crisis.declare":
            to_level.setdefault(str(line.facts.get("level", "")), since)
        elif line.kind == "freeze.begin" and to_freeze is None:
            to_freeze = since
        elif line.kind == "statement.use" and to_statement is None:
            to_statement = since
        elif line.kind == "crisis.called" and line.facts.get("outcome") == "reached":
            counts["reached"] = counts.get("reached", 0) + 1
    if episode.ended_at:
        since += max(timedelta(), episode.ended_at - last)
    length = since if episode.ended_at else None
    return Figures(length, to_level, to_freeze, to_statement, **counts)


def _passed(last: datetime, line: LogLine) -> timedelta:
    """Return how much time passed up to a line: what its clock jumped, or went back, is none."""
    step = line.at - last
    if line.kind == "crisis.clock":
        jumped = line.facts.get("seconds")
        step -= timedelta(seconds=jumped if isinstance(jumped, int | float) else 0)
    return max(timedelta(), step)


COUNTED = {
    "statement.use": "statements",
    "statement.addendum": "addenda",
    "crisis.update-late": "updates_late",
    "reply.sent": "answers",
    "reply.posted": "answers",
    "drill.reply": "answers",
    "crisis.call": "calls",
    "crisis.note": "decisions",
    "promise.note": "promises",
    "promise.recognised": "promises",
}
