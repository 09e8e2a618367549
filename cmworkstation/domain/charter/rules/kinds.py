"""What a kind of check is, and the names of all kinds, those of later rings included."""

from collections.abc import Callable, Iterable, Mapping

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.lexicon import Lexicon
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.page import Page, Spot

Finder = Callable[[Page], Iterable[Spot]]
Maker = Callable[[Rule, Charter, Lexicon, str], Finder]
Makers = Mapping[str, Maker]

# Kinds that want more than the text: those of the context ring, and `silence`, which is told by the clock alone.
CONTEXT_KINDS = frozenset(
    {
        "language",
        "answered",
        "duplicate",
        "mandate",
        "topic",
        "invited",
        "giving",
        "greeting",
        "answer-state",
        "crisis",
        "silence",
    },
)
