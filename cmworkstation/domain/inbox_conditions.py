"""The conditions of an inbox rule as rows of a form, and as the query that they make.

Every query made of rows can be shown as the same rows again. A query that somebody typed may say more than rows can;
then it is shown as it is. A star behind a value stands for any ending.
"""

from dataclasses import dataclass

from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.query import (
    And,
    Field,
    Named,
    Node,
    Not,
    Or,
    Query,
    Told,
    Words,
    parse,
    printed,
)

STAR = "*"
# What a row can be about, None for words of the message; dates and the standing of replies are none of them.
ABOUT = (
    *(None, Field.FROM, Field.ACCOUNT, Field.PLATFORM, Field.LABEL),
    *(Field.IS, Field.HAS, Field.LANG, Field.CATEGORY, Field.ASSIGNEE),
)
TOLD = (Field.IS, Field.HAS)  # whose values the query language names itself


@dataclass(frozen=True, slots=True)
class Condition:
    """One row."""

    about: Field | None
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Conditions:
    """Rows that all must fit, or of which any one must (`any_of`)."""

    rows: tuple[Condition, ...] = ()
    any_of: bool = False


def query_of(conditions: Conditions, *, french: bool = False) -> str:
    """Return the query that rows make, in one of its languages; rows without a value are left out."""
    parts = tuple(_node(one) for one in conditions.rows if _value(one).strip(STAR + " "))
    if len(parts) < 2:  # noqa: PLR2004 - one alone is joined with nothing
        return printed(Query(parts[0]), french=french) if parts else ""
    return printed(Query(Or(parts) if conditions.any_of else And(parts)), french=french)


def conditions_of(query: str) -> Conditions | None:
    """Return the rows that make a query, None for one that cannot be read or that rows cannot say."""
    if not query.strip():
        return Conditions()
    try:
        node = parse(query).node
    except QueryError:
        return None
    if node is None:
        return Conditions()
    parts = node.parts if isinstance(node, And | Or) else (node,)
    rows = tuple(_row(part) for part in parts)
    known = tuple(one for one in rows if one is not None)
    return Conditions(known, isinstance(node, Or)) if len(known) == len(rows) else None


def _value(one: Condition) -> str:
    return " ".join(one.value.replace('"', " ").split())


def _node(one: Condition) -> Node:
    value = _value(one)
    said, goes_on = value.rstrip(STAR).strip(), value.endswith(STAR)
    if one.about is None:
        leaf: Node = Words(said, goes_on)
    elif one.about in TOLD:
        leaf = Told(one.about, said)
    else:
        leaf = Named(one.about, said, goes_on)
    return Not(leaf) if one.negated else leaf


def _row(node: Node) -> Condition | None:
    leaf, negated = (node.part, True) if isinstance(node, Not) else (node, False)
    if isinstance(leaf, Words):
        return Condition(None, leaf.text + STAR * leaf.prefix, negated)
    if isinstance(leaf, Told) and leaf.field in TOLD:
        return Condition(leaf.field, leaf.value, negated)
    if isinstance(leaf, Named) and leaf.field in ABOUT:
        return Condition(leaf.field, leaf.name + STAR * leaf.open_end, negated)
    return None
