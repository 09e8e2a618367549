"""Searches that are kept in the side bar, and their plain text form: a line for the name, one for the query.

    name: Late parcels
    query: is:late parcel

Views are separated by an empty line; lines that begin with # say nothing. `taken_apart` reads what `as_text` writes.
"""

from collections.abc import Iterable, Sequence

from cmworkstation.domain.values import dataclass

NAMED, ASKED = "name:", "query:"
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class SavedView:
    """A search with a name; `query` is its text."""

    id: str
    name: str
    query: str


def one_line(text: str) -> str:
    """Return a text in one line, as names and queries are kept."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def as_text(views: Iterable[SavedView]) -> str:
    """Return views as text."""
    return "\n".join(f"{NAMED} {one.name}\n{ASKED} {one.query}\n" for one in views)


def taken_apart(text: str) -> tuple[list[tuple[int, str, str]], list[int]]:
    """Return (line, name, query) of each view in a text, and the lines that belong to none, counted from 1."""
    found: list[tuple[int, str, str]] = []
    lost: list[int] = []
    name: tuple[int, str] | None = None
    lines: Sequence[str] = text.removeprefix("\ufeff").splitlines()
    for number, line in enumerate(lines, 1):
        said = one_line(line)
        if not said or said.startswith("#"):
            continue
        if said.casefold().startswith(NAMED) and said[len(NAMED) :].strip():
            if name is not None:
                lost.append(name[0])
            name = number, said[len(NAMED) :].strip()[:LONGEST_NAME]
        elif said.casefold().startswith(ASKED) and name is not None:
            found.append((number, name[1], said[len(ASKED) :].strip()))
            name = None
        else:
            lost.append(number)
    if name is not None:
        lost.append(name[0])
    return found, sorted(lost)
