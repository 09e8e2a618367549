"""Searching at the command line: what an unclear query gets for an answer. `cli` prints the rest."""

import sys

from cmworkstation.domain.errors import QueryError
from cmworkstation.words.query import problem


def unclear(text: str, found: QueryError) -> int:
    """Say what is unclear in a query, with its place marked below the text; 2, as for any wrong use."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    mark = " " * found.at + "^" * max(1, found.length)
    sys.stderr.write(f"{shown}\n{mark}\n{problem(text, found)}\n")
    return 2
