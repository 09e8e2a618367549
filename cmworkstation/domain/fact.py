"""A fact as a text took it up, with what it stated then."""

import json
from collections.abc import Iterable

from cmworkstation.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact as it was when a text took it up: its words there, and the fingerprint of what it stated."""

    id: str
    text: str
    hash: str


def write_uses(uses: Iterable[FactUse]) -> str:
    """Return the facts as they are stored."""
    rows = [{"id": use.id, "value": use.text, "hash": use.hash} for use in uses]
    return json.dumps(rows, ensure_ascii=False)


def read_uses(stored: str) -> tuple[FactUse, ...]:
    """Return the facts of a stored list."""
    return tuple(
        FactUse(str(row["id"]), str(row["value"]), str(row["hash"])) for row in json.loads(stored)
    )
