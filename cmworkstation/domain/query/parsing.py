"""Reads a person's query. What is unclear is a `QueryError` with its place; free words never are."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest

from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.folding import fold
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
    Near,
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
NEAR_SIGN = re.compile(rf"(?:{'|'.join(names.NEAR)})/(\d*)")
FARTHEST = 50  # words between two that are near
ANY_LETTER = re.compile(r"[^\W_]|[\U0001F000-\U0001FAFF\u2190-\u2BFF]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What tells one language of queries from the other: its fields, and the words that are signs between terms."""

    field_of: Callable[[str], Field | None]
    signs: Mapping[str, str]
    wider: bool = False  # knows `near/5`, and tells a word in quotes from one that stands free


SEARCH = Dialect(names.field_of, names.SIGNS)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A term, or a sign ("(", ")", "-", "or"), with its place."""

    sign: str
    at: int
    length: int
    term: Leaf | None = None


def parse(text: str, dialect: Dialect = SEARCH) -> Query:
    """Return what a text asks for. Raises `QueryError`."""
    if len(text) > MOST_LETTERS:
        raise QueryError("too-long", MOST_LETTERS, len(text) - MOST_LETTERS)
    pieces = _pieces(NO_LETTER.sub("\ufffd", text), dialect)
    terms = [piece for piece in pieces if piece.term is not None]
    if len(terms) > MOST_TERMS:
        extra = terms[MOST_TERMS]
        raise QueryError("too-many", extra.at, extra.length)
    if not terms:
        group = next((piece for piece in pieces if piece.sign in ("(", ")")), None)
        if group is not None:
            raise QueryError("group-empty", group.at, group.length)
        return Query()
    pieces = _with_operators(pieces, dialect)
    _refuse_mixed(pieces)
    reader = _Reader(pieces)
    return Query(reader.whole())


def _pieces(text: str, dialect: Dialect) -> list[_Piece]:
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
        at, piece = _term(text, at, dialect)
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


def _term(text: str, at: int, dialect: Dialect) -> tuple[int, _Piece | None]:
    """Read one term; return where it ends, and None where it says nothing."""
    if quoted := QUOTED.match(text, at):
        goes_on = bool(quoted[3]) if dialect.wider else _goes_on(quoted)
        end, exact = quoted.end(), dialect.wider
        return end, _words(quoted[1], at, end, prefix=goes_on, exact=exact)
    if (field := FIELD.match(text, at)) and not _is_word(text, field, dialect):
        return _field_term(text, at, field, dialect)
    bare = BARE.match(text, at)
    assert bare is not None  # blanks, parentheses and quotes were taken
    word = bare[0]
    return bare.end(), _words(word.rstrip("*"), at, bare.end(), prefix=word.endswith("*"))


def _is_word(text: str, found: re.Match[str], dialect: Dialect) -> bool:
    """Tell whether a word merely has a colon behind it, as in "hours: Monday"."""
    return dialect.field_of(found[1]) is None and not BARE.match(text, found.end())


def _goes_on(quoted: re.Match[str]) -> bool:
    """Tell whether quoted words may go on: said so, or still being typed."""
    return bool(quoted[3]) or not quoted[2]


def _words(text: str, at: int, end: int, *, prefix: bool, exact: bool = False) -> _Piece | None:
    plain = " ".join(QUOTES.sub(" ", text).split())
    if not ANY_LETTER.search(plain):
        return None
    return _Piece("", at, end - at, Words(plain, prefix, exact))


def _field_term(text: str, at: int, found: re.Match[str], dialect: Dialect) -> tuple[int, _Piece]:
    name, start = found[1], found.end()
    field = dialect.field_of(name)
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


def _with_operators(pieces: Sequence[_Piece], dialect: Dialect) -> list[_Piece]:
    """Make words signs where they stand between two terms; elsewhere they are words like any other.

    What rules out may also stand at the beginning.
    """
    found = list(pieces)
    for n, here in enumerate(pieces):
        sign = _sign(here, dialect)
        before = found[n - 1].sign if n else "("
        after = pieces[n + 1].sign if n + 1 < len(pieces) else ")"
        if not sign or after not in ("", "(", "-"):
            continue
        if before in ("", ")") or (sign == "-" and before in ("(", "and", "or")):
            found[n] = _Piece(sign, here.at, here.length, here.term if sign == "near" else None)
    return found


def _sign(piece: _Piece, dialect: Dialect) -> str:
    """Return the sign that a word would be between terms, "" for a word that is none."""
    if not isinstance(piece.term, Words) or piece.length != len(piece.term.text):
        return ""
    word = fold(piece.term.text)
    if dialect.wider and NEAR_SIGN.fullmatch(word):
        return "near"
    return dialect.signs.get(word, "")


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
            if piece.sign == "and":  # says no more than what stands side by side
                self._n += 1
            parts.append(self._any(depth))
        if not parts:
            place = piece or self._pieces[self._n - 1]
            raise QueryError("group-empty" if piece else "group-open", place.at, place.length)
        return _joined(And, parts)

    def _any(self, depth: int) -> Node:
        parts = [self._close(depth)]
        while (piece := self._next()) is not None and piece.sign == "or":
            self._n += 1
            parts.append(self._close(depth))
        return _joined(Or, parts)

    def _close(self, depth: int) -> Node:
        left = self._one(depth)
        pairs: list[Node] = []
        while (piece := self._next()) is not None and piece.sign == "near":
            self._n += 1
            right = self._one(depth)
            pairs.append(_near(left, right, piece))
            left = right
        return _joined(And, pairs) if pairs else left

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


def _near(left: Node, right: Node, piece: _Piece) -> Near:
    assert isinstance(piece.term, Words)
    sign = NEAR_SIGN.fullmatch(fold(piece.term.text))
    assert sign is not None
    if not sign[1] or int(sign[1][:4]) > FARTHEST:
        raise QueryError("near-number", piece.at, piece.length)
    if not _is_choice(left) or not _is_choice(right):
        raise QueryError("near-what", piece.at, piece.length)
    return Near((left, right), int(sign[1]))


def _is_choice(node: Node) -> bool:
    """Tell whether something is words, or a choice of words."""
    if isinstance(node, Or):
        return all(isinstance(part, Words) for part in node.parts)
    return isinstance(node, Words)


def _refuse_mixed(pieces: Sequence[_Piece]) -> None:
    """Refuse `and` beside `or` without parentheses: people disagree on what that means."""
    said: list[str] = [""]
    for piece in pieces:
        if piece.sign == "(":
            said.append("")
        elif piece.sign == ")":
            if len(said) > 1:
                said.pop()
        elif piece.sign in ("and", "or"):
            if said[-1] not in ("", piece.sign):
                raise QueryError("mixed", piece.at, piece.length)
            said[-1] = piece.sign


def _joined(kind: type[And] | type[Or], parts: Sequence[Node]) -> Node:
    """Join parts; what is joined in the same way already is no part of its own."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if type(part) is kind else (part,))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
