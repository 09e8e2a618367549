"""The tiny language of conditions, as in `category in [plainte] and visibility == public`.

    expr := and {"or" and};  and := not {"and" not};  not := ["not"] (cmp | "(" expr ")")
    cmp  := atom [(">="|"<="|"=="|"!="|">"|"<") atom | "in" "[" id {"," id} "]"]
    atom := (number | dotted-id) ["*" atom]

A text is parsed to a tree and the tree is walked; nothing is ever executed. A name on the left is a field
and must be known; a name on the right is a field where there is one of that name, else a word.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from cmworkstation.domain.charter.finding import Severity

FIELDS = frozenset(
    """category visibility account platform language crisis.level author.sent_count author.hostile_7d
    author.role reply.topic reply.from_answer reply.statement reply.edited_words reply.new_contact lint.max
    message.mentions_us message.on_our_account message.age_h signal.danger signal.personal_data
    signal.question volume_1h volume_24h baseline_1h negative_share_24h press_mentions_24h
    complaints_same_batch confirmed account_compromised waiting_h sources_failing
    mentions_24h query_1h query_baseline_1h""".split(),
)
RULE_FIELDS = FIELDS | {"voice.address", "voice.speaker_form", "voice.greeting"}

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d][\w-]*(?:\.[^\W\d][\w-]*)*)"
    r"|(?P<sign>>=|<=|==|!=|>|<|\*|\(|\)|\[|\]|,))",
)
WORDS = frozenset({"and", "or", "not", "in"})
DEPTH = 20
LENGTH = 2000


class BadCondition(ValueError):
    """The text is no condition; `reason` is a problem key, `word` the place where it went wrong."""

    def __init__(self, reason: str, word: str = "") -> None:
        """Keep both."""
        super().__init__(f"{reason}: {word}")
        self.reason = reason
        self.word = word


@dataclass(frozen=True, slots=True)
class Atom:
    """A number or a name, perhaps multiplied by another atom."""

    value: float | str
    is_field: bool = False
    times: "Atom | None" = None


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right`; with `op` "" the left side alone must be true; "in" looks through `among`."""

    left: Atom
    op: str = ""
    right: Atom | None = None
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Logic:
    """`op` is "and", "or" or "not"."""

    op: str
    parts: tuple["Tree", ...]


Tree = Compare | Logic


def parse(text: str, fields: frozenset[str] = FIELDS) -> Tree:
    """Return the tree of a condition. Raises `BadCondition`."""
    parser = _Parser(text, fields)
    tree = parser.either(0)
    if parser.here:
        raise BadCondition("condition-syntax", parser.here)
    return tree


def evaluate(tree: Tree, context: Mapping[str, object]) -> bool:
    """Tell whether the condition holds; a comparison with a value that is not known does not.

    A value may be a tuple of words: it is equal to each of them, and to no other.
    """
    if isinstance(tree, Logic):
        if tree.op == "not":
            return not evaluate(tree.parts[0], context)
        results = (evaluate(part, context) for part in tree.parts)
        return all(results) if tree.op == "and" else any(results)
    left = _value(tree.left, context)
    if left is None:
        return False
    if tree.op == "":
        return bool(left)
    if tree.op == "in":
        return any(one in tree.among for one in _texts(left))
    right = _value(tree.right, context) if tree.right else None
    return right is not None and _compare(tree.op, left, right)


def decide(tree: Tree, context: Mapping[str, object]) -> bool | None:
    """Tell whether the condition holds; None where that hangs on a value that is not known."""
    if isinstance(tree, Logic):
        results = [decide(part, context) for part in tree.parts]
        if tree.op == "not":
            return None if results[0] is None else not results[0]
        settled = tree.op == "or"  # one such part settles it, whatever the others are
        if settled in results:
            return settled
        return None if None in results else not settled
    return None if unknown_fields(tree, context) else evaluate(tree, context)


def fields_of(tree: Tree) -> tuple[str, ...]:
    """Return the fields that a condition asks for, in the order in which they stand in it."""
    if isinstance(tree, Logic):
        return tuple(dict.fromkeys(name for part in tree.parts for name in fields_of(part)))
    names: list[str] = []
    for side in (tree.left, tree.right):
        atom = side
        while atom:
            if atom.is_field:
                names.append(str(atom.value))
            atom = atom.times
    return tuple(dict.fromkeys(names))


def literals(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield (field, word) for each word that a field is compared with, so that it can be checked."""
    if isinstance(tree, Logic):
        for part in tree.parts:
            yield from literals(part)
    elif isinstance(tree.left.value, str):
        words = tree.among
        if tree.right and not tree.right.is_field and isinstance(tree.right.value, str):
            words = (tree.right.value,)
        for word in words:
            yield tree.left.value, word


def unknown_fields(tree: Tree, context: Mapping[str, object]) -> frozenset[str]:
    """Return the fields that the condition asks for and `context` does not hold."""
    return frozenset(name for name in fields_of(tree) if context.get(name) is None)


def _value(atom: Atom, context: Mapping[str, object]) -> object:
    value = context.get(str(atom.value)) if atom.is_field else atom.value
    if atom.times is None or value is None:
        return value
    other = _value(atom.times, context)
    if isinstance(value, int | float) and isinstance(other, int | float):
        return value * other
    return None


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(str(one) for one in value)
    return (str(value).lower() if isinstance(value, bool) else str(value),)


def _compare(op: str, left: object, right: object) -> bool:
    ranks = _ranks(left, right)
    if ranks is not None:
        return _ORDER[op](*ranks)
    if op in {"==", "!="}:
        return (not set(_texts(left)).isdisjoint(_texts(right))) is (op == "==")
    return False


def _ranks(left: object, right: object) -> tuple[float, float] | None:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left, right
    names = ("none", *Severity)
    if left in names and right in names:
        return names.index(str(left)), names.index(str(right))
    return None


_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}


class _Parser:
    """A cursor over the tokens; `here` is the current one, "" at the end."""

    def __init__(self, text: str, fields: frozenset[str]) -> None:
        if len(text) > LENGTH:
            raise BadCondition("condition-too-long")
        self.fields = fields
        self.tokens = list(_tokens(text))
        self.at = 0

    @property
    def here(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        word = self.here
        if not word or (wanted and word != wanted):
            raise BadCondition("condition-syntax", word or wanted)
        self.at += 1
        return word

    def either(self, depth: int) -> Tree:
        return self._chain("or", self.both, depth)

    def both(self, depth: int) -> Tree:
        return self._chain("and", self.negated, depth)

    def _chain(self, word: str, part: Callable[[int], Tree], depth: int) -> Tree:
        if depth > DEPTH:
            raise BadCondition("condition-too-long")
        parts = [part(depth)]
        while self.here == word:
            self.take()
            parts.append(part(depth))
        return parts[0] if len(parts) == 1 else Logic(word, tuple(parts))

    def negated(self, depth: int) -> Tree:
        if self.here == "not":
            self.take()
            return Logic("not", (self.positive(depth),))
        return self.positive(depth)

    def positive(self, depth: int) -> Tree:
        if self.here != "(":
            return self.compared()
        self.take("(")
        tree = self.either(depth + 1)
        self.take(")")
        return tree

    def compared(self) -> Tree:
        left = self.atom(left=True)
        if self.here == "in":
            self.take()
            return Compare(left, "in", among=self.listed())
        if self.here in _ORDER:
            op = self.take()
            return Compare(left, op, self.atom(left=False))
        if not left.is_field:
            raise BadCondition("condition-syntax", str(left.value))
        return Compare(left)

    def listed(self) -> tuple[str, ...]:
        self.take("[")
        names = [self.name()]
        while self.here == ",":
            self.take()
            names.append(self.name())
        self.take("]")
        return tuple(names)

    def name(self) -> str:
        word = self.take()
        if not (word[0].isalnum() or word[0] == "_") or word in WORDS:
            raise BadCondition("condition-syntax", word)
        return word

    def atom(self, *, left: bool) -> Atom:
        word = self.name()
        if word[0].isdecimal():
            value: float | str = float(word) if "." in word else int(word)
            known = False
        else:
            value = word
            known = word in self.fields
            if not known and (left or "." in word):
                raise BadCondition("condition-unknown-field", word)
        if self.here != "*":
            return Atom(value, known)
        self.take("*")
        return Atom(value, known, self.atom(left=True))


def _tokens(text: str) -> Iterator[str]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise BadCondition("condition-syntax", text[at : at + 12].strip())
        yield match[match.lastgroup or 0]
        at = match.end()
