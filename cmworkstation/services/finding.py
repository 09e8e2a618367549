"""Searching everything beside messages: notes, drafts, the response guide, people."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cmworkstation.domain.found import Found, Place
from cmworkstation.domain.query import parse
from cmworkstation.store import elsewhere
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.services.guide import Guide

MOST = 3  # of each place; the search over messages is for going on and on


class Finding:
    """What else a query finds."""

    def __init__(self, workspace: Workspace, guide: "Callable[[], Guide]") -> None:
        """Take the workspace, and the guide when it is needed."""
        self._workspace = workspace
        self._guide = guide

    def elsewhere(self, text: str, language: str = "en", most: int = MOST) -> tuple[Found, ...]:
        """Return finds of each place, at most so many of each. Raises `QueryError`."""
        query, connection = parse(text), self._workspace.read()
        answers: list[Found] = []
        if wanted := elsewhere.words_of(query, "answers"):
            entries = self._guide().search(" ".join(one.text for one in wanted))[:most]
            answers = [
                Found(Place.ANSWER, "\n".join(one.key), one.title(language)) for one in entries
            ]
        return (
            *elsewhere.notes(connection, query, most),
            *elsewhere.unsent(connection, query, most),
            *answers,
            *elsewhere.people(connection, query, most),
        )
