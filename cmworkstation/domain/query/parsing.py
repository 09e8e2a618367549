"""Reads a person's query. What is unclear is a `QueryError` with its place; free words never are."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.query import names
from cmworkstation.domain.query.moments import moment
from cmworkstation.domain.query.terms import (
    AFTER,
    BEFORE,
    ON,
    And,
    Field,
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
from cmworkstation.domain.values import dataclass

MOST_LETTERS = 2_000  # each word costs a look into the index
MOST_TERMS = 50
DEEPEST = 20  # parentheses within each other

NO_LETTER = re.compile("[\0\ud800-\udfff]")
BLANK = re.compile(r"\s+")
FACE = re.compile(r"[:;=][\'o-]?[()]+(?=\s|$)")  # :) is no parenthesis
FIELD = re.compile(r"([^\W\d_]+):(?!//)")
QUOTED = re.compile(r'["“«]\s*([^"”»]*?)\s*(["”»]|$)(\*?)')
BARE = re.compile(r'[^\s()"]+')
QUOTES = re.compile('["“”«»]')
ANY_LETTER = re.compile(r"[^\W_]|[\U0001F000-\U0001FAFF\u2190-\u2BFF]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A term, or a sign ("(", ")", "-", "or"), with its place."""

    sign: str
    at: int
    length: int
    term: Leaf | None = None


def parse(text: str) -> Query:
    """Return what a text asks for. Raises `QueryError`."""
    if len(text) > MOST_LETTERS:
        raise QueryError("too-long", MOST_LETTERS, len(text) - MOST_LETTERS)
    pieces = _pieces(NO_LETTER.sub("\ufffd", text))
    terms = [piece for piece in pieces if piece.term is not None]
    if len(terms) > MOST_TERMS:
        extra = terms[MOST_TERMS]
        raise QueryError("too-many", extra.at, extra.length)
    if not terms:
        group = next((piece for piece in pieces if piece.sign in ("(", ")")), None)
        if group is not None:
            raise QueryError("group-empty", group.at, group.length)
        return Query()
    reader = _Reader(_with_operators(pieces))
    return Query(reader.whole())


def _pieces(text: str) -> list[_Piece]:
    """Cut a text into terms and signs; what holds no letter says nothing and is left out."""
    found: list[_Piece] = []
    at = 0
    while at < len(text):
        if blank := BLANK.match(text, at) or FACE.match(text, at):
            at = blank.end()
            continue
        if text[at] in "()":
            found.append(_Piece(text[at], at, 1))
            at += 1
            continue
        if text[at] == "-" and _begins_term(text, at + 1) and _stands_free(text, at):
            found.append(_Piece("-", at, 1))
            at += 1
            continue
        at, piece = _term(text, at)
        if piece is not None:
            found.append(piece)
    return _without_idle_minus(found)


def _stands_free(text: str, at: int) -> bool:
    return at == 0 or text[at - 1].isspace() or text[at - 1] == "("


def _begins_term(text: str, at: int) -> bool:
    return at < len(text) and not text[at].isspace() and text[at] not in "-)"


def _without_idle_minus(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Leave out a minus before something that holds no letter."""
    return [
        piece
        for piece, after in zip_longest(pieces, pieces[1:])
        if piece.sign != "-"
        or (after is not None and after.at == piece.at + 1 and after.sign in ("", "("))
    ]


def _term(text: str, at: int) -> tuple[int, _Piece | None]:
    """Read one term; return where it ends, and None where it says nothing."""
    if quoted := QUOTED.match(text, at):
        return quoted.end(), _words(quoted[1], at, quoted.end(), prefix=_goes_on(quoted))
    if (field := FIELD.match(text, at)) and not _is_word(text, field):
        return _field_term(text, at, field)
    bare = BARE.match(text, at)
    assert bare is not None  # blanks, parentheses and quotes were taken
    word = bare[0]
    return bare.end(), _words(word.rstrip("*"), at, bare.end(), prefix=word.endswith("*"))


def _is_word(text: str, found: re.Match[str]) -> bool:
    """Tell whether a word merely has a colon behind it, as in "hours: Monday"."""
    return names.field_of(found[1]) is None and not BARE.match(text, found.end())


def _goes_on(quoted: re.Match[str]) -> bool:
    """Tell whether quoted words may go on: said so, or still being typed."""
    return bool(quoted[3]) or not quoted[2]


def _words(text: str, at: int, end: int, *, prefix: bool) -> _Piece | None:
    plain = " ".join(QUOTES.sub(" ", text).split())
    if not ANY_LETTER.search(plain):
        return None
    return _Piece("", at, end - at, Words(plain, prefix))


def _field_term(text: str, at: int, found: re.Match[str]) -> tuple[int, _Piece]:
    name, start = found[1], found.end()
    field = names.field_of(name)
    if field is None:
        raise QueryError("unknown-field", at, len(name) + 1)
    quoted = QUOTED.match(text, start)
    bare = None if quoted else BARE.match(text, start)
    if quoted:
        value, end = quoted[1], quoted.end()
        open_end = _goes_on(quoted)
    elif bare:
        value, end, open_end = bare[0].rstrip("*"), bare.end(), True
    else:
        raise QueryError("no-value", at, start - at)
    value = " ".join(QUOTES.sub(" ", value).split())
    if not ANY_LETTER.search(value):
        raise QueryError("no-value", at, end - at)
    leaf = _leaf(field, value, start, end, open_end=open_end)
    return end, _Piece("", at, end - at, leaf)


def _leaf(field: Field, value: str, start: int, end: int, *, open_end: bool) -> Leaf:
    if field in names.VALUES:
        told = names.value_of(field, value)
        if told is None:
            raise QueryError("unknown-value", start, end - start)
        return Told(field, told)
    if field in (BEFORE, AFTER, ON):
        try:
            return When(field, moment(value))
        except ValueError:
            raise QueryError("no-date", start, end - start) from None
    return Named(field, value, open_end)


def _with_operators(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Make `or` an operator where it stands between two terms; elsewhere it is a word like any other."""
    found = list(pieces)
    for n in range(1, len(pieces) - 1):
        here, before, after = pieces[n], found[n - 1], pieces[n + 1]
        if not isinstance(here.term, Words) or here.length != len(here.term.text):
            continue
        if here.term.text.casefold() not in names.OPERATORS:
            continue
        if before.sign in ("", ")") and after.sign in ("", "(", "-"):
            found[n] = _Piece("or", here.at, here.length)
    return found


class _Reader:
    """Builds the tree out of the pieces, from the left to the right."""

    def __init__(self, pieces: Sequence[_Piece]) -> None:
        self._pieces = pieces
        self._n = 0

    def whole(self) -> Node:
        """Read everything."""
        node = self._all(0)
        if (piece := self._next()) is not None:
            raise QueryError("group-not-open", piece.at, piece.length)
        return node

    def _next(self) -> _Piece | None:
        return self._pieces[self._n] if self._n < len(self._pieces) else None

    def _all(self, depth: int) -> Node:
        parts: list[Node] = []
        while (piece := self._next()) is not None and piece.sign != ")":
            parts.append(self._any(depth))
        if not parts:
            place = piece or self._pieces[self._n - 1]
            raise QueryError("group-empty" if piece else "group-open", place.at, place.length)
        return _joined(And, parts)

    def _any(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while (piece := self._next()) is not None and piece.sign == "or":
            self._n += 1
            parts.append(self._one(depth))
        return _joined(Or, parts)

    def _one(self, depth: int) -> Node:
        piece = self._pieces[self._n]
        self._n += 1
        if piece.sign == "-":
            part = self._one(depth)
            return part.part if isinstance(part, Not) else Not(part)
        if piece.term is not None:
            return piece.term
        if piece.sign == ")":  # after a minus or an `or`; these are never followed by one
            raise QueryError("group-not-open", piece.at, piece.length)
        if depth == DEEPEST:
            raise QueryError("group-deep", piece.at, piece.length)
        node = self._all(depth + 1)
        if self._next() is None:
            raise QueryError("group-open", piece.at, piece.length)
        self._n += 1
        return node


def _joined(kind: type[And] | type[Or], parts: Sequence[Node]) -> Node:
    """Join parts; what is joined in the same way already is no part of its own."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else (part,))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
