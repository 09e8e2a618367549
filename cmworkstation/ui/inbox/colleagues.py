"""Naming a colleague in an internal note: @ and the beginning of a name, with or without accents."""

import re
from collections.abc import Callable, Iterable

from cmworkstation.domain.folding import fold
from cmworkstation.ui.widgets.completing import Offer, Suggestion

CALL = re.compile(r"(?:^|(?<=[\s(«\"'’]))@([^\s@]{0,40}(?: [^\s@]{1,40})?)$")


def source(names: Callable[[], Iterable[str]]) -> Callable[[str], Offer | None]:
    """Return what completes the names of `names`."""

    def offer(line: str) -> Offer | None:
        call = CALL.search(line)
        if call is None:
            return None
        wanted = fold(call[1])
        found = [
            Suggestion(name, f"@{name} ")
            for name in sorted(names())
            if any(fold(part).startswith(wanted) for part in _beginnings(name))
        ]
        return Offer(call.start(), found)

    return offer


def _beginnings(name: str) -> list[str]:
    """Return a name from each of its words on: somebody may be looked for by any of them."""
    parts = name.split()
    return [" ".join(parts[n:]) for n in range(len(parts))]
