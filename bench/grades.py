"""Grades: one figure each with two aims, the one that must be reached and the one that would be good."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Grade:
    """One figure beside its aims; `low` where less is better."""

    name: str
    value: float
    unit: str
    must: float
    good: float
    how: str
    low: bool = True

    @property
    def result(self) -> str:
        """Say which of the aims is reached."""
        if self._reaches(self.good):
            return "good"
        return "met" if self._reaches(self.must) else "MISSED"

    def _reaches(self, aim: float) -> bool:
        return self.value <= aim if self.low else self.value >= aim


def as_json(grades: Sequence[Grade]) -> str:
    """Return the grades as a JSON list."""
    found = [{**asdict(one), "result": one.result} for one in grades]
    return json.dumps(found, ensure_ascii=False, indent=1)


def as_table(grades: Sequence[Grade]) -> str:
    """Return the grades as lines for people, and what was missed."""
    head = f"{'figure':46} {'value':>9} {'unit':15} {'must':>7} {'good':>7} {'result':7} how"
    lines = [
        f"{one.name:46} {one.value:>9.4g} {one.unit:15} {one.must:>7g} {one.good:>7g}"
        f" {one.result:7} {one.how}"
        for one in grades
    ]
    missed = [one.name for one in grades if one.result == "MISSED"]
    return "\n".join([head, *lines, f"Missed: {', '.join(missed)}." if missed else "None missed."])
