"""A triage being walked: the answers a person gave, what the program adds to them, and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.triage import Walk, walk


@dataclass(frozen=True, slots=True)
class Walker:
    """One message on its way. Every act returns the walker that follows.

    `ask` are the steps to which the program keeps its answer to itself, because the person went back to them.
    """

    charter: Charter
    facts: Mapping[str, object] = field(default_factory=dict)
    answers: Mapping[str, bool] = field(default_factory=dict)
    ask: frozenset[str] = frozenset()

    @property
    def now(self) -> Walk:
        """How far it has come."""
        return walk(self.charter, self.answers, self.facts, self.ask)

    @property
    def is_moved(self) -> bool:
        """Tell whether the person did anything yet."""
        return bool(self.answers or self.ask)

    def answered(self, *, yes: bool) -> "Walker":
        """Answer the step that waits; nothing happens where none does."""
        step = self.now.step
        if step is None:
            return self
        return replace(self, answers={**self.answers, step.id: yes})

    def back(self) -> "Walker":
        """Take back the last answer, whoever gave it, and ask the person."""
        path = self.now.path
        return self.back_to(path[-1].step) if path else self

    def back_to(self, step_id: str) -> "Walker":
        """Take back an answer and all that came after it, and ask the person."""
        names = [one.step for one in self.now.path]
        if step_id not in names:
            return self
        kept = names[: names.index(step_id)]
        return replace(
            self,
            answers={name: yes for name, yes in self.answers.items() if name in kept},
            ask=frozenset({*(name for name in self.ask if name in kept), step_id}),
        )

    def overruled(self, step_id: str) -> "Walker":
        """Answer a step that was answered the other way round."""
        given = next((one for one in self.now.path if one.step == step_id), None)
        if given is None:
            return self
        again = self.back_to(step_id)
        return replace(again, answers={**again.answers, step_id: not given.yes})

    def restarted(self) -> "Walker":
        """Begin again, with what the program can answer."""
        return replace(self, answers={}, ask=frozenset())
