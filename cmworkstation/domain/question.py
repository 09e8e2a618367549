"""The questions of a message beside its answer: which are answered, and what a person says of each."""

from dataclasses import dataclass
from enum import StrEnum

from cmworkstation.domain.charter.detect.questions import Question
from cmworkstation.domain.charter.detect.replies import Answered


class QuestionMark(StrEnum):
    """What a person says of a question."""

    ANSWERED = "answered"
    FOLLOW_UP = "follow-up"
    NOT_OURS = "not-ours"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what the program sees, and what a person said, which counts more."""

    question: Question
    seen: Answered
    mark: QuestionMark | None = None

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to do about it."""
        return self.mark is not None or self.seen is Answered.ANSWERED

    @property
    def is_open(self) -> bool:
        """Tell whether it surely waits for an answer."""
        return self.mark is None and self.seen is Answered.OPEN
