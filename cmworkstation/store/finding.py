"""Carries out a query: messages newest first, conversations, numbers, and which of some messages match.

Words, authors and accounts are asked of the index, which gives the newest first without a sort; dates are bounds of
the message ids, which are made from times. Where a term leaves few conversations, their messages are looked
through instead. Everything else is tested on what comes, one message after the other, until there are enough.
"""

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.conversation import Hit, Order
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.query import (
    And,
    Node,
    Not,
    Or,
    Query,
    Told,
    Viewpoint,
    When,
    here,
    leaves,
)
from cmworkstation.domain.query.terms import Field, Words
from cmworkstation.domain.values import dataclass, field
from cmworkstation.store import accounts, closing, places
from cmworkstation.store.query_terms import FIRST_ID, LAST_ID, Term, Terms

FEW = 300  # conversations that are looked through one by one
SLICES = 64  # of the time from the first to the last message, when all of them are gone through
BATCH = 400  # parameters per statement
SNIPPET = 160  # characters of a message that was not found by its words
ORDERS = {
    Order.NEWEST: "last_at DESC, id DESC",
    Order.LONGEST_WAIT: "waiting_since IS NULL, waiting_since, id",
    Order.DUE: "due_at IS NULL, due_at, last_at DESC",
}


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of the messages that match, oldest slice last, and which share of all was gone through."""

    ids: tuple[int, ...]
    share: float


def messages(
    connection: sqlite3.Connection,
    query: Query,
    limit: int = 50,
    before_id: int | None = None,
    viewpoint: Viewpoint | None = None,
) -> tuple[Hit, ...]:
    """Return the newest messages that match; `before_id` continues below an earlier page."""
    if query.node is None:
        return ()
    plan = _plan(connection, query.node, viewpoint)
    words = (
        "snippet(message_fts, 0, char(2), char(3), '…', 16)"
        if plan.match
        else f"substr(m.text, 1, {SNIPPET})"
    )
    found = plan.rows(
        connection,
        f"m.id, m.conversation_id, m.account_no, m.author_name, m.at, {words}, m.ours",
        limit,
        before_id,
    )
    names = accounts.ids_by_number(connection)
    return tuple(
        Hit(
            message_id=row[0],
            conversation_id=ConversationId(row[1]),
            account_id=names[row[2]],
            author_name=row[3],
            at=from_ms(row[4]),
            snippet=row[5],
            ours=bool(row[6]),
        )
        for row in found
    )


def count(
    connection: sqlite3.Connection,
    query: Query,
    cap: int = 1000,
    viewpoint: Viewpoint | None = None,
) -> int:
    """Return how many messages match, counting no further than `cap`."""
    if query.node is None:
        return 0
    plan = _plan(connection, query.node, viewpoint, any_order=True)
    return sum(1 for _ in plan.rows(connection, "m.id", cap, ordered=plan.few is None))


def matching(
    connection: sqlite3.Connection,
    query: Query,
    message_ids: Sequence[int],
    viewpoint: Viewpoint | None = None,
) -> set[int]:
    """Return which of these messages match."""
    if query.node is None:
        return set()
    test, values = _test(Terms(connection, viewpoint or here()), query.node)
    found: set[int] = set()
    for start in range(0, len(message_ids), BATCH):
        part = message_ids[start : start + BATCH]
        found.update(
            row[0]
            for row in connection.execute(
                "SELECT m.id FROM message m CROSS JOIN conversation c ON c.id = m.conversation_id"
                f" WHERE m.id IN ({','.join('?' * len(part))}) AND {test}",
                (*part, *values),
            )
        )
    return found


def within(
    connection: sqlite3.Connection,
    query: Query,
    low: int,
    high: int,
    viewpoint: Viewpoint | None = None,
) -> set[int]:
    """Return the ids of the messages that match, from `low` on and below `high`."""
    if query.node is None:
        return set()
    plan = _plan(connection, query.node, viewpoint, all_of_them=True)
    rows = plan.rows(connection, "m.id", -1, within=(low, high), ordered=False)
    return {row[0] for row in rows}


def each(
    connection: sqlite3.Connection, query: Query, viewpoint: Viewpoint | None = None
) -> Iterator[Slice]:
    """Yield all messages that match, newest first, in slices of time; one may stop after any of them."""
    if query.node is None:
        return
    plan = _plan(connection, query.node, viewpoint, all_of_them=True)
    for share, rows in plan.slices(connection, "m.id"):
        yield Slice(tuple(row[0] for row in rows), share)


def conversations(
    connection: sqlite3.Connection,
    query: Query,
    order: Order = Order.NEWEST,
    limit: int = -1,
    viewpoint: Viewpoint | None = None,
) -> "array[int]":
    """Return the conversations of which a message matches, in an order; `limit` -1 means all.

    Those that stand aside (spam, or nothing but context) are left out unless the query asks for them.
    """
    if query.node is None:
        return array("q")
    if order is Order.CLOSING:
        newest = conversations(connection, query, Order.NEWEST, -1, viewpoint)
        held, now = set(newest), (viewpoint or here()).now
        first = (one for one in closing.first(connection, None, now) if one in held)
        return closing.before(array("q", first), newest, limit)
    terms = Terms(connection, viewpoint or here())
    aside = "" if _asks_for_aside(query.node) else "c.status <> 5 AND "
    if _of_conversations(terms, query.node):
        few = _fewest(connection, _few_of(terms, _parts(query.node)))
        test, values = _test(terms, query.node)
        narrowed = f"c.id IN ({few.few}) AND " if few else ""
        rows = connection.execute(
            f"SELECT c.id FROM conversation c WHERE {aside}{narrowed}{test} ORDER BY {ORDERS[order]} LIMIT ?",
            (*(few.few_values if few else ()), *values, limit),
        )
        return array("q", (row[0] for row in rows))
    plan = _plan(connection, query.node, viewpoint, all_of_them=True)
    wanted = {
        row[0]
        for _, rows in plan.slices(connection, "m.conversation_id", 1 if plan.match else SLICES)
        for row in rows
    }
    return _ordered(connection, list(wanted), f"{aside}1", order, limit)


def conversation_count(
    connection: sqlite3.Connection,
    query: Query,
    cap: int = 1000,
    viewpoint: Viewpoint | None = None,
) -> int:
    """Return how many conversations `conversations` would give, counting no further than `cap`."""
    if query.node is None:
        return 0
    terms = Terms(connection, viewpoint or here())
    aside = "" if _asks_for_aside(query.node) else "c.status <> 5 AND "
    if _of_conversations(terms, query.node):
        few = _fewest(connection, _few_of(terms, _parts(query.node)))
        test, values = _test(terms, query.node)
        narrowed = f"c.id IN ({few.few}) AND " if few else ""
        row = connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM conversation c WHERE {aside}{narrowed}{test} LIMIT ?)",
            (*(few.few_values if few else ()), *values, cap),
        ).fetchone()
        return int(row[0])
    plan = _plan(connection, query.node, viewpoint, any_order=True)
    found: set[int] = set()
    columns = "m.conversation_id, c.status"
    for id_, status in plan.rows(connection, columns, -1, ordered=plan.few is None):
        if not aside or status != 5:  # noqa: PLR2004 - Status.ASIDE, as in the text above
            found.add(id_)
        if len(found) == cap:
            break
    return len(found)


def _ordered(
    connection: sqlite3.Connection, wanted: Sequence[int], test: str, order: Order, limit: int
) -> "array[int]":
    """Return conversations in an order; what is kept of each is its id and what it is sorted by."""
    rows: list[tuple[int, int | None, int | None, int]] = []
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        rows += connection.execute(
            "SELECT c.id, c.waiting_since, c.due_at, c.last_at FROM conversation c"
            f" WHERE c.id IN ({','.join('?' * len(part))}) AND {test}",
            part,
        ).fetchall()
    if order is Order.NEWEST:
        rows.sort(key=lambda row: (row[3], row[0]), reverse=True)
    else:
        column = 1 if order is Order.LONGEST_WAIT else 2
        rows.sort(key=lambda row: (row[column] is None, row[column] or 0, -row[3]))
    return array("q", (row[0] for row in (rows if limit < 0 else rows[:limit])))


@dataclass(slots=True)
class _Plan:
    """How messages are come by: what the index is asked, within which ids, among which few; and what is tested."""

    match: str = ""
    low: int = FIRST_ID
    high: int = LAST_ID
    few: Term | None = None
    index: str = ""  # of messages, which holds all that match and few others
    tests: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def rows(
        self,
        connection: sqlite3.Connection,
        columns: str,
        limit: int,
        before_id: int | None = None,
        *,
        within: tuple[int, int] = (FIRST_ID, LAST_ID),
        ordered: bool = True,
    ) -> Iterator[tuple[Any, ...]]:
        """Ask for rows of `m` and `c`, newest first; `before_id` continues below a row, `within` bounds the ids."""
        low, high = max(self.low, within[0]), min(self.high, within[1])
        in_places = bool(self.match) and self.few is None
        if before_id is not None and not in_places:
            high = min(high, before_id)
        test = "".join(f" AND {one}" for one in self.tests)
        meets = any("c." in text for text in (columns, *self.tests))
        joined = " CROSS JOIN conversation c ON c.id = m.conversation_id" if meets else ""
        # ?1 to ?4, also in terms; they stand first
        bottom, top = self._places(connection, low, high, before_id if in_places else None)
        values: tuple[object, ...] = (low, high, bottom, top)
        where = "m.id >= ?1 AND m.id < ?2 AND ?3 < ?4"
        if self.few is not None:
            source = f"message m{joined}"
            where += f" AND m.conversation_id IN ({self.few.few})"
            values = (*values, *self.few.few_values)
            if self.match:
                source = f"message m CROSS JOIN message_fts ON message_fts.rowid = m.place{joined}"
                where += " AND message_fts MATCH ?"
                values = (*values, self.match)
            order = "m.id DESC"
        elif self.match:
            source = f"message_fts CROSS JOIN message m ON m.place = message_fts.rowid{joined}"
            where = (
                "m.id >= ?1 AND m.id < ?2 AND message_fts.rowid >= ?3 AND message_fts.rowid < ?4"
                " AND message_fts MATCH ?"
            )
            values, order = (*values, self.match), "message_fts.rowid DESC"
        else:
            index = f" INDEXED BY {self.index}" if self.index else ""
            source, order = f"message m{index}{joined}", "m.id DESC"
        # A list of few is sorted; else the rows come in this order, and are taken as they come where none is wanted.
        by = f" ORDER BY {order}" if ordered else ""
        return connection.execute(
            f"SELECT {columns} FROM {source} WHERE {where}{test}{by} LIMIT ?",
            (*values, *self.values, limit),
        )

    def _places(
        self, connection: sqlite3.Connection, low: int, high: int, before_id: int | None
    ) -> tuple[int, int]:
        """Return within which places messages of some ids stand, and below an earlier row's."""
        bottom = FIRST_ID if low == FIRST_ID else places.natural(low)
        top = LAST_ID if high == LAST_ID else places.below(connection, high)
        return bottom, top if before_id is None else min(top, places.of(connection, before_id))

    def slices(
        self, connection: sqlite3.Connection, columns: str, most: int = SLICES
    ) -> Iterator[tuple[float, Iterator[tuple[Any, ...]]]]:
        """Yield all rows, newest first, in slices of time, each with the share of all that it completes."""
        if self.few is not None:
            yield 1.0, self.rows(connection, columns, -1)
            return
        low, high = connection.execute("SELECT min(id), max(id) FROM message").fetchone()
        if low is None:
            return
        low, high = max(low, self.low), min(high + 1, self.high)
        for n in range(most):
            top = high - (high - low) * n // most
            bottom = high - (high - low) * (n + 1) // most
            if bottom < top:
                yield (n + 1) / most, self.rows(connection, columns, -1, within=(bottom, top))


def _plan(
    connection: sqlite3.Connection,
    node: Node,
    viewpoint: Viewpoint | None,
    *,
    all_of_them: bool = False,
    any_order: bool = False,
) -> _Plan:
    """Plan how to come by the newest; or by all of them: then the index is asked once for each slice.

    Where the order does not matter, a list of conversations need not be short to be gone through.
    """
    terms = Terms(connection, viewpoint or here())
    plan = _Plan()
    wanted: list[str] = []
    unwanted: list[str] = []
    left: list[Node] = []
    for part in _parts(node):
        if isinstance(part, When):
            low, high = terms.bounds(part)
            plan.low, plan.high = max(plan.low, low), min(plan.high, high)
        elif match := _match(terms, part):
            wanted.append(match)
        elif isinstance(part, Not) and (match := _match(terms, part.part)):
            unwanted.append(match)
        else:
            left.append(part)
    if wanted:
        plan.match = " AND ".join(f"({one})" for one in wanted)
        if unwanted:
            plan.match = f"({plan.match}) NOT ({' OR '.join(unwanted)})"
    else:
        left += [
            part for part in _parts(node) if isinstance(part, Not) and _match(terms, part.part)
        ]
    listed = _few_of(terms, left)
    plan.few = _fewest(connection, listed)
    if plan.few is None and not plan.match:
        plan.few = listed[0] if listed and any_order else None
        plan.index = next(filter(None, (_index(terms, part) for part in left)), "")
    terms.in_slices = all_of_them and plan.few is None
    for part in left:
        test, values = _test(terms, part)
        plan.tests.append(test)
        plan.values += values
    return plan


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, And) else (node,)


def _match(terms: Terms, node: Node) -> str:
    """Return what the index is asked for a part of a query, "" where it cannot answer all of it."""
    if isinstance(node, Not):
        return ""
    if not isinstance(node, And | Or):
        return terms.match(node)
    positive = [_match(terms, part) for part in node.parts if not isinstance(part, Not)]
    negative = [_match(terms, part.part) for part in node.parts if isinstance(part, Not)]
    if not positive or not all((*positive, *negative)):
        return ""
    if isinstance(node, Or):
        return "" if negative else f"({' OR '.join(f'({one})' for one in positive)})"
    said = " AND ".join(f"({one})" for one in positive)
    return f"(({said}) NOT ({' OR '.join(negative)}))" if negative else f"({said})"


def _test(terms: Terms, node: Node) -> tuple[str, list[object]]:
    """Return a test that a message `m` of a conversation `c` passes, and its values."""
    if isinstance(node, Not):
        test, more = _test(terms, node.part)
        return f"NOT {test}", more
    if not isinstance(node, And | Or):
        term = terms.term(node)
        return f"({term.test})", list(term.values)
    tests: list[str] = []
    values: list[object] = []
    for part in node.parts:
        test, more = _test(terms, part)
        tests.append(test)
        values += more
    return f"({(' AND ' if isinstance(node, And) else ' OR ').join(tests)})", values


def _few_of(terms: Terms, parts: Sequence[Node]) -> list[Term]:
    """Return the terms that must hold and whose conversations an index lists."""
    found = [terms.term(part) for part in parts if not isinstance(part, And | Or | Not | Words)]
    return [term for term in found if term.few]


def _index(terms: Terms, part: Node) -> str:
    return "" if isinstance(part, And | Or | Not) else terms.term(part).index


def _fewest(connection: sqlite3.Connection, wanted: Sequence[Term]) -> Term | None:
    """Return the term that leaves the fewest conversations, where they are few."""
    best: tuple[int, Term | None] = (FEW, None)
    for term in wanted:
        row = connection.execute(
            f"SELECT count(*) FROM ({term.few} LIMIT {FEW})", term.few_values
        ).fetchone()
        if row[0] < best[0]:
            best = (row[0], term)
    return best[1]


def _of_conversations(terms: Terms, node: Node) -> bool:
    return all(terms.term(leaf).of_conversation for leaf in leaves(node))


def _asks_for_aside(node: Node) -> bool:
    return any(
        isinstance(leaf, Told)
        and leaf.field is Field.IS
        and leaf.value in ("aside", "spam", "held")
        for leaf in leaves(node)
    )
