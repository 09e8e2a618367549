r"""The regular expressions that a charter may contain.

A subset of what Python and RE2 both understand: no look-around, no back-reference, no named, atomic or
flag groups; a group takes only `?`; every other repeat stands on one character or class and is bounded.
On top of that an upper bound of the work for one starting point is computed and limited, so that no
accepted pattern takes longer than 0.1 s on 10 000 characters: two repeats that can share the same
characters multiply their work, two that cannot (`\d{1,5}\s{1,3}`) only add it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

REPEAT_MAX = 200
WIDE = 20
WIDE_MAX = 2
WORK_MAX = 800
LENGTH_MAX = 1000
ZERO_WIDTH = frozenset({"^", "$", r"\b", r"\B"})
CLASS_ESCAPES = "dDwWsS"
TEXT_ESCAPES = "nt"
NARROW_FIRST = 6
ALPHABET = "".join(map(chr, range(256))) + "ſK\u2019\u202f\u2009İΩж中あ😀\u0301\n"
QUANTIFIER = re.compile(r"[*+?]|\{[^}]*\}")
BOUNDED = re.compile(r"\{(\d{1,4})(?:,(\d{1,4}))?\}")


class BadPattern(ValueError):
    """The pattern is outside the dialect; `reason` is a problem key, `part` the offending piece."""

    def __init__(self, reason: str, part: str = "") -> None:
        """Keep both."""
        super().__init__(f"{reason}: {part}")
        self.reason = reason
        self.part = part


@dataclass(frozen=True, slots=True)
class Cost:
    """Bounds for matching a piece at one place: steps, ways to succeed, and what it may begin with."""

    work: int = 0
    ways: int = 1
    first: frozenset[str] = frozenset()
    empty: bool = True  # it may match nothing


@lru_cache(8192)
def check_pattern(pattern: str) -> Cost:
    """Return the cost of a pattern of the dialect. Raises `BadPattern`."""
    if len(pattern) > LENGTH_MAX:
        raise BadPattern("regex-too-long")
    reader = _Reader(pattern)
    cost = reader.alternatives(0)
    if reader.at < len(pattern):
        raise BadPattern("regex-syntax", pattern[reader.at :])
    if cost.work > WORK_MAX:
        raise BadPattern("regex-too-costly", str(cost.work))
    if cost.empty:
        raise BadPattern("regex-matches-nothing")
    try:
        re.compile(pattern)
    except re.error as error:
        raise BadPattern("regex-syntax", str(error)) from error
    return cost


def first_letters(pattern: str) -> frozenset[str]:
    """Return the few characters, one of which every match begins with; empty where there are many."""
    cost = check_pattern(pattern)
    return cost.first if len(cost.first) <= NARROW_FIRST else frozenset()


@lru_cache(4096)
def _letters(atom: str) -> frozenset[str]:
    """Return which characters of a sample alphabet an atom matches, in either case."""
    try:
        compiled = re.compile(atom, re.IGNORECASE | re.DOTALL)
    except re.error as error:
        raise BadPattern("regex-syntax", atom) from error
    sample = ALPHABET + "".join(char for char in atom if char > "\xff")
    return frozenset(char for char in sample if compiled.fullmatch(char))


def _then(one: Cost, two: Cost) -> Cost:
    """Return the cost of `one` followed by `two`, where each way through `one` tries `two` anew."""
    first = one.first | two.first if one.empty else one.first
    work = one.work + one.ways * max(1, two.work)
    return Cost(work, one.ways * two.ways, first, one.empty and two.empty)


def _or(branches: list[Cost]) -> Cost:
    """Return the cost of alternatives: only those that begin with the same character add up."""
    first = frozenset[str]().union(*(one.first for one in branches))
    empty = any(one.empty for one in branches)
    work = ways = 0
    for letter in first or {""}:
        open_ones = [one for one in branches if one.empty or letter in one.first]
        work = max(work, sum(one.work for one in open_ones))
        ways = max(ways, sum(one.ways for one in open_ones))
    return Cost(work + len(branches), ways, first, empty)


class _Reader:
    """A recursive descent over the pattern; costs are joined from right to left."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.wide = 0

    def peek(self, length: int = 1) -> str:
        return self.pattern[self.at : self.at + length]

    def alternatives(self, depth: int) -> Cost:
        if depth > WIDE:
            raise BadPattern("regex-too-long")
        branches = [self.sequence(depth)]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence(depth))
        return branches[0] if len(branches) == 1 else _or(branches)

    def sequence(self, depth: int) -> Cost:
        pieces: list[tuple[Cost, bool]] = []
        while self.at < len(self.pattern) and self.peek() not in "|)":
            pieces.append(self.group(depth) if self.peek() == "(" else self.single())
        rest = Cost()
        for piece, single in reversed(pieces):
            # A run of one class cannot be split in several ways when what follows begins otherwise.
            if single and piece.ways > 1 and not rest.empty and not piece.first & rest.first:
                heads = piece.ways * 2
                joined = _then(Cost(piece.work, 1, piece.first, piece.empty), rest)
                rest = Cost(joined.work + heads, joined.ways, joined.first, joined.empty)
            else:
                rest = _then(piece, rest)
        return rest

    def group(self, depth: int) -> tuple[Cost, bool]:
        self.at += 1
        if self.peek(2) == "?:":
            self.at += 2
        elif self.peek() == "?":
            raise BadPattern("regex-group", "(" + self.peek(3))
        cost = self.alternatives(depth + 1)
        if self.peek() != ")":
            raise BadPattern("regex-syntax", ")")
        self.at += 1
        quantifier = self.quantifier()
        if quantifier == "?":
            return Cost(cost.work + 1, cost.ways + 1, cost.first, empty=True), False
        if quantifier:
            raise BadPattern("regex-repeated-group", quantifier)
        return cost, False

    def single(self) -> tuple[Cost, bool]:
        atom = self.atom()
        quantifier = self.quantifier()
        if atom in ZERO_WIDTH:
            if quantifier:
                raise BadPattern("regex-syntax", atom + quantifier)
            return Cost(1), False
        least, most = self.bounds(quantifier)
        if most - least > WIDE:
            self.wide += 1
            if self.wide > WIDE_MAX:
                raise BadPattern("regex-too-many-repeats", quantifier)
        return Cost(max(1, most), most - least + 1, _letters(atom), least == 0), True

    def bounds(self, quantifier: str) -> tuple[int, int]:
        if not quantifier:
            return 1, 1
        if quantifier == "?":
            return 0, 1
        match = BOUNDED.fullmatch(quantifier)
        if not match:
            raise BadPattern("regex-unbounded", quantifier)
        least, most = int(match[1]), int(match[2] or match[1])
        if most > REPEAT_MAX or least > most or most == 0:
            raise BadPattern("regex-unbounded", quantifier)
        return least, most

    def quantifier(self) -> str:
        match = QUANTIFIER.match(self.pattern, self.at)
        if not match:
            return ""
        self.at = match.end()
        if self.peek() == "+":
            raise BadPattern("regex-group", match[0] + "+")
        if self.peek() == "?":
            self.at += 1
        if self.peek() and self.peek() in "*+?{":
            raise BadPattern("regex-syntax", match[0] + self.peek())
        return match[0]

    def atom(self) -> str:
        char = self.peek()
        if char == "\\":
            return self.escape()
        if char == "[":
            return self.char_class()
        if char in "*+?{":
            raise BadPattern("regex-syntax", char)
        self.at += 1
        return char if char in ".^$" else re.escape(char)

    def escape(self) -> str:
        piece = self.peek(2)
        self.at += 2
        letter = piece[1:]
        if not letter or (letter.isalnum() and letter not in CLASS_ESCAPES + TEXT_ESCAPES + "bB"):
            raise BadPattern("regex-escape", piece)
        return piece

    def char_class(self) -> str:
        begin = self.at
        self.at += 1
        if self.peek() == "^":
            self.at += 1
        first = True
        while self.peek() and (first or self.peek() != "]"):
            first = False
            if self.peek() == "\\":
                if self.escape() in ZERO_WIDTH:
                    raise BadPattern("regex-escape", self.pattern[begin : self.at])
            elif self.peek() == "[" or self.peek(2) in {"--", "&&", "||", "~~"}:
                raise BadPattern("regex-class", self.pattern[begin : self.at + 1])
            else:
                self.at += 1
        if not self.peek():
            raise BadPattern("regex-syntax", "]")
        self.at += 1
        return self.pattern[begin : self.at]
