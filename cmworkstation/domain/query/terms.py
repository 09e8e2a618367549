"""What a query says, as frozen values."""

from collections.abc import Iterator
from enum import StrEnum

from cmworkstation.domain.query.moments import Moment
from cmworkstation.domain.values import dataclass


class Field(StrEnum):
    """What a term may ask about; the value is its English name."""

    FROM = "from"
    ACCOUNT = "account"
    PLATFORM = "platform"
    LABEL = "label"
    IS = "is"
    HAS = "has"
    BEFORE = "before"
    AFTER = "after"
    ON = "on"
    LANG = "lang"
    CLAUSE = "clause"
    STAGE = "stage"
    ASSIGNEE = "assignee"
    CATEGORY = "category"
    IN = "in"
    SOURCE = "source"  # of what is watched; no search knows it


BEFORE, AFTER, ON = Field.BEFORE, Field.AFTER, Field.ON


@dataclass(frozen=True, slots=True)
class Words:
    """A word, or several that stand in this order; with `prefix` the last of them may go on.

    `exact`: stood in quotes, where that makes a difference.
    """

    text: str
    prefix: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Something that people named: an author, an account, a label …; `open_end` where its name may go on."""

    field: Field
    name: str
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One of a field's own values, by its English name: `is:unread`."""

    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class When:
    """Before, on or after a moment; "after" begins with it."""

    field: Field
    moment: Moment


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but this."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of these; two or more, none of them an `And`."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these; two or more, none of them an `Or`."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Near(And):
    """Two, each words or a choice of words, with at most `most` words between them."""

    most: int = 0


Leaf = Words | Named | Told | When
Node = Leaf | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query; `node` is None where nothing is asked."""

    node: Node | None = None

    def __bool__(self) -> bool:
        """Tell whether anything is asked."""
        return self.node is not None


def leaves(node: Node | None) -> Iterator[Leaf]:
    """Yield every term of a query, also those that are ruled out."""
    if isinstance(node, Not):
        yield from leaves(node.part)
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    elif node is not None:
        yield node
