"""Saved views: searches with a name, their conversations and numbers, and their way out of and into a text."""

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Order
from cmworkstation.domain.errors import NotAllowed, QueryError
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.saved_view import LONGEST_NAME, SavedView, as_text, one_line, taken_apart
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.services.acting import Acting
from cmworkstation.store import views
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.domain.query import Field, Viewpoint
    from cmworkstation.domain.query.viewpoint import CategoryLabels

COUNTED = 1000  # conversations of a view; more are shown as "1000+"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a text brought: the views that are new, and the lines that could not be read, counted from 1."""

    new: tuple[SavedView, ...]
    unread: tuple[int, ...]


class Views:
    """What stands under "Saved views"."""

    def __init__(
        self,
        workspace: Workspace,
        clock: Clock,
        acting: Acting,
        categories: "Callable[[], CategoryLabels]" = dict,
    ) -> None:
        """Take the workspace; `categories` says what those of the charters are called."""
        self._workspace = workspace
        self._clock = clock
        self._acting = acting
        self._categories = categories

    def listed(self) -> tuple[SavedView, ...]:
        """Return all views in their order."""
        return views.listed(self._workspace.read())

    def ids(
        self, query: str, order: Order = Order.NEWEST, limit: int = -1, account_id: str = ""
    ) -> "array[int]":
        """Return the conversations that a query lists, of one account or of all. Raises `QueryError`."""
        from cmworkstation.domain.query import And, Field, Named, Query, parse  # noqa: PLC0415 - not for the first inbox
        from cmworkstation.store import finding  # noqa: PLC0415 - not for the first inbox

        wanted = parse(query)
        if account_id and wanted.node is not None:
            wanted = Query(And((Named(Field.ACCOUNT, account_id), wanted.node)))
        return finding.conversations(
            self._workspace.read(), wanted, order, limit, self._viewpoint()
        )

    def count(self, query: str) -> int:
        """Return how many conversations a query lists, up to `COUNTED`. Raises `QueryError`."""
        from cmworkstation.domain.query import parse  # noqa: PLC0415 - not for the first inbox
        from cmworkstation.store import finding  # noqa: PLC0415 - not for the first inbox

        return finding.conversation_count(
            self._workspace.read(), parse(query), COUNTED, self._viewpoint()
        )

    def counts(self) -> dict[str, int]:
        """Return the number of each view by its id; a view that cannot be understood any more has none."""
        found = {}
        for view in self.listed():
            try:
                found[view.id] = self.count(view.query)
            except QueryError:
                continue
        return found

    def values(self, field: "Field", begun: str) -> tuple[str, ...]:
        """Return names that a field may ask for and that hold what was begun."""
        from cmworkstation.store import query_values  # noqa: PLC0415 - not for the first inbox

        return query_values.values(self._workspace.read(), field, begun, self._categories)

    def add(self, name: str, query: str) -> SavedView:
        """Keep a search under a name. Raises `QueryError`, or `NotAllowed` where either is empty."""
        self._acting.require(Act.DRAFT)
        view = _checked(SavedView(uuid7(), name, query))
        with self._workspace.write(durable=True) as connection:
            views.add(connection, view, self._acting.id, self._clock.now())
        return view

    def change(self, view: SavedView) -> SavedView:
        """Give a view another name or query. Raises as `add` does."""
        self._acting.require(Act.DRAFT)
        view = _checked(view)
        with self._workspace.write(durable=True) as connection:
            views.change(connection, view)
        return view

    def remove(self, view_id: str) -> tuple[SavedView, tuple[str, ...]]:
        """Forget a view; return it with the order that it was part of, for `put_back`. Raises `KeyError`."""
        self._acting.require(Act.DRAFT)
        before = {view.id: view for view in self.listed()}
        gone = before[view_id]
        with self._workspace.write(durable=True) as connection:
            views.remove(connection, view_id)
        return gone, tuple(before)

    def put_back(self, gone: SavedView, order: Sequence[str]) -> None:
        """Undo a removal."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            views.add(connection, gone, self._acting.id, self._clock.now())
            views.arrange(connection, order)

    def move(self, view_id: str, by: int) -> None:
        """Move a view up (-1) or down (1) in the side bar, where there is room."""
        self._acting.require(Act.DRAFT)
        order = [view.id for view in self.listed()]
        place = order.index(view_id)
        order.insert(max(0, min(len(order) - 1, place + by)), order.pop(place))
        with self._workspace.write(durable=True) as connection:
            views.arrange(connection, order)

    def export(self, view_id: str = "") -> str:
        """Return one view, or all, as text."""
        return as_text(one for one in self.listed() if view_id in ("", one.id))

    def take_in(self, text: str) -> TakenIn:
        """Keep the views of a text; what stands there already is not kept twice."""
        self._acting.require(Act.DRAFT)
        known = {(view.name, view.query) for view in self.listed()}
        found, unread = taken_apart(text)
        new: list[SavedView] = []
        for line, name, query in found:
            try:
                view = _checked(SavedView(uuid7(), name, query))
            except (QueryError, NotAllowed):
                unread.append(line)
                continue
            if (view.name, view.query) not in known:
                known.add((view.name, view.query))
                new.append(view)
        with self._workspace.write(durable=True) as connection:
            for view in new:
                views.add(connection, view, self._acting.id, self._clock.now())
        return TakenIn(tuple(new), tuple(sorted(unread)))

    def _viewpoint(self) -> "Viewpoint":
        from cmworkstation.domain.query import Viewpoint  # noqa: PLC0415 - not for the first inbox

        return Viewpoint(self._clock.now(), self._acting.id, categories=self._categories)


def _checked(view: SavedView) -> SavedView:
    from cmworkstation.domain.query import parse  # noqa: PLC0415 - not for the first inbox

    name, query = one_line(view.name)[:LONGEST_NAME], one_line(view.query)
    if not name or not parse(query):
        raise NotAllowed("view-empty")
    return replace(view, name=name, query=query)
