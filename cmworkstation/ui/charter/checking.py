"""Work on a charter's text that is done on a lane: reading, looking for problems, compiling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cmworkstation.domain.charter.engine import Engine, compile_engine
from cmworkstation.domain.charter.layout import Layout
from cmworkstation.domain.charter.mending import Spot, mend, spot_of
from cmworkstation.domain.charter.model import Charter, Pack
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.services.charters import Charters
from cmworkstation.ui.charter.naming import label_of, objects_of
from cmworkstation.ui.charter.problem_list import Located, said_of
from cmworkstation.ui.charter.sheets import BY_SECTION

LANE = "charter"
FORMS_MOST = 400_000  # characters: beyond, the text is shown as it is and nothing else


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one text."""

    text: str = ""
    charter: Charter | None = None
    layout: Layout | None = None
    problems: tuple[Problem, ...] = ()
    located: tuple[Located, ...] = ()
    engine: Engine | None = None
    marks: Mapping[tuple[str, int], tuple[int, str]] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """Return how many problems keep the text from being used."""
        return sum(one.severity == "error" for one in self.problems)

    def said(self, section: str, index: int) -> dict[str, list[tuple[str, str]]]:
        """Return the problems of an object by field, as (words, weight)."""
        found: dict[str, list[tuple[str, str]]] = {}
        for one in self.located:
            if (one.spot.section, one.spot.index) == (section, index):
                said = (said_of(one.problem), one.problem.severity)
                found.setdefault(one.spot.key, []).append(said)
        return found


def examined(charters: Charters, text: str) -> Known:
    """Return all that can be known of a text."""
    result = charters.examine(text)
    charter = result.charter
    if charter is None or len(text) > FORMS_MOST:
        located = tuple(Located(one, Spot("", -1, "")) for one in result.problems)
        return Known(text, charter, None, result.problems, located)
    layout, packs = Layout(text), charters.packs()
    return Known(
        text,
        charter,
        layout,
        result.problems,
        tuple(_located(one, charter, layout, packs) for one in result.problems),
        compile_engine(charter, packs),
        _marks(result.problems, layout),
    )


def _located(problem: Problem, charter: Charter, layout: Layout, packs: Sequence[Pack]) -> Located:
    spot = spot_of(problem, layout)
    label = ""
    sheet = BY_SECTION.get(spot.section)
    if sheet is not None and sheet.many and spot.index >= 0:
        objects = objects_of(charter, spot.section)
        if spot.index < len(objects):
            label = label_of(charter, spot.section, objects[spot.index])
    return Located(
        problem, spot, label, mend(problem, spot, charter, {one.id: one for one in packs})
    )


def _marks(problems: Sequence[Problem], layout: Layout) -> dict[tuple[str, int], tuple[int, str]]:
    found: dict[tuple[str, int], tuple[int, str]] = {}
    for one in problems:
        spot = spot_of(one, layout)
        count, worst = found.get((spot.section, spot.index), (0, ""))
        weight = "error" if "error" in (worst, one.severity) else one.severity
        found[spot.section, spot.index] = (count + 1, weight)
    return found
