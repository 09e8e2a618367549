"""Writes a query as a person would type it, so that `parse` reads the same again."""

import re

from cmworkstation.domain.query import names
from cmworkstation.domain.query.moments import told
from cmworkstation.domain.query.terms import (
    And,
    Leaf,
    Named,
    Node,
    Not,
    Or,
    Query,
    Told,
    When,
    Words,
)

PLAIN = re.compile(r"[^\W_][^\s()\":*“”«»]*")


def printed(query: Query, *, french: bool = False) -> str:
    """Return a query as text, in one of the two languages."""
    return "" if query.node is None else _node(query.node, french, inner=False)


def _node(node: Node, french: bool, *, inner: bool) -> str:
    if isinstance(node, Not):
        return f"-{_node(node.part, french, inner=True)}"
    if isinstance(node, And):
        said = " ".join(_node(part, french, inner=isinstance(part, Or)) for part in node.parts)
        return f"({said})" if inner else said
    if isinstance(node, Or):
        word = names.OPERATORS[french]
        said = f" {word} ".join(_node(part, french, inner=True) for part in node.parts)
        return f"({said})" if inner else said
    return _leaf(node, french)


def _leaf(leaf: Leaf, french: bool) -> str:
    if isinstance(leaf, Words):
        return quoted(leaf.text, goes_on=leaf.prefix, star=True)
    name = names.shown_field(leaf.field, french=french)
    if isinstance(leaf, Named):
        return f"{name}:{named(leaf.name, open_end=leaf.open_end)}"
    if isinstance(leaf, Told):
        return f"{name}:{names.shown_value(leaf.field, leaf.value, french=french)}"
    assert isinstance(leaf, When)
    return f"{name}:{told(leaf.moment, french=french)}"


def named(name: str, *, open_end: bool) -> str:
    """Return a name as it is typed after a field; in quotes where it ends there."""
    if open_end and PLAIN.fullmatch(name):
        return name
    return f'"{name}"{"*" if open_end else ""}'


def quoted(text: str, *, goes_on: bool, star: bool) -> str:
    """Return words, in quotes where they would be read otherwise."""
    end = "*" if goes_on and star else ""
    if PLAIN.fullmatch(text) and text.casefold() not in names.OPERATORS:
        return f"{text}{end}"
    return f'"{text}"{end}'
