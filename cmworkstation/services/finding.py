"""Searching everything beside messages: notes, remarks, drafts, the response guide, people."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from cmworkstation.domain.found import Found, Place, Unknown
from cmworkstation.domain.query import parse
from cmworkstation.domain.query.viewpoint import CategoryLabels
from cmworkstation.store import elsewhere, giving_up, query_values
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.services.guide import Guide

T = TypeVar("T")
MOST = 3  # of each place; the search over messages is for going on and on


class Finding:
    """What else a query finds."""

    def __init__(
        self,
        workspace: Workspace,
        guide: "Callable[[], Guide]",
        categories: Callable[[], CategoryLabels] = dict,
    ) -> None:
        """Take the workspace, and the guide when it is needed; `categories` says what they are called."""
        self._workspace = workspace
        self._guide = guide
        self._categories = categories

    def until(self, is_enough: Callable[[], bool], look: Callable[[], T]) -> T | None:
        """Return what `look` finds on this thread; None where `is_enough` says so while it still looks."""
        return giving_up.until(self._workspace.read(), is_enough, look)

    def unknown(self, text: str) -> tuple[Unknown, ...]:
        """Return the names in a query that nothing is called, each with near ones. Raises `QueryError`."""
        return query_values.unknown(self._workspace.read(), parse(text), self._categories)

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
            *elsewhere.remarks(connection, query, most),
            *elsewhere.unsent(connection, query, most),
            *answers,
            *elsewhere.people(connection, query, most),
        )
