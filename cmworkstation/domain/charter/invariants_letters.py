"""Invariants of letters: nothing in a charter reads otherwise than it is, and no two names look the same."""

import re
from collections.abc import Iterator

from cmworkstation.domain.charter.inquiry import ATTRIBUTES, Inquiry
from cmworkstation.domain.charter.problems import Problem

TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # turn the direction of what follows
SHOWN = 30


def check_letters(ask: Inquiry) -> Iterator[Problem]:
    """Yield the lines whose text turns its direction, and the ids that look like another one of their kind."""
    yield from _turns(ask.charter.source)
    for kind in ATTRIBUTES:
        ids = [
            one.id for one in ask.charter_objects(kind) if isinstance(getattr(one, "id", None), str)
        ]
        if not all(map(str.isascii, ids)):
            yield from _alike(ask, kind, ids)


def _turns(source: str) -> Iterator[Problem]:
    if TURNS.search(source):
        for number, line in enumerate(source.split("\n"), 1):
            if TURNS.search(line):
                name = TURNS.sub("", line).strip()[:SHOWN]
                yield Problem(number, 1, "", "warning", "turned-text", {"name": name})


def _alike(ask: Inquiry, kind: str, ids: list[str]) -> Iterator[Problem]:
    from cmworkstation.domain.alike import skeleton  # noqa: PLC0415 - a long table, seldom wanted

    first: dict[str, str] = {}
    for index, name in enumerate(ids):
        other = first.setdefault(skeleton(name), name)
        if other != name:
            yield ask.problem(kind, index, "id", "alike-id", name=name, other=other)
