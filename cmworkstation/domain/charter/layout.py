"""Where every key and every object of a charter's text begins and ends, to the character.

For texts that `tomllib` reads; nothing here judges a text. Offsets count code points. A line's end is
before its line feed (and its carriage return).
"""

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from cmworkstation.domain.charter.model import SECTIONS

Path = tuple[str, ...]

BASIC = r'"(?:[^"\\\n]|\\.)*+"'
LITERAL = r"'[^'\n]*+'"
LONG_BASIC = r'"""(?:[^"\\]|\\(?s:.)|"{1,2}(?!"))*+"{3,5}'
LONG_LITERAL = r"'''(?:[^']|'{1,2}(?!'))*+'{3,5}"
STRING = re.compile(f"{LONG_BASIC}|{LONG_LITERAL}|{BASIC}|{LITERAL}")
PART = rf"(?:[A-Za-z0-9_-]+|{BASIC}|{LITERAL})"
KEY = rf"{PART}(?:[ \t]*\.[ \t]*{PART})*+"
PARTS = re.compile(PART)
HEAD = re.compile(rf"[ \t]*(\[\[?)[ \t]*({KEY})[ \t]*\]\]?")
PAIR = re.compile(rf"[ \t]*({KEY})[ \t]*=[ \t]*")
PIECE = re.compile(
    rf"(?P<string>{STRING.pattern})|(?P<comment>#[^\n]*)|(?P<sign>[\[\]{{}}])|[^\"'#\[\]{{}}]+"
)
BARE = re.compile(r"[^#\n]*")
BOM = "\ufeff"
LISTS = frozenset((name,) for name, _, _, many in SECTIONS if many) | {("triage", "step")}


@dataclass(frozen=True, slots=True)
class Head:
    """`[path]` or `[[path]]`, with the comment lines that stand right above it."""

    path: Path
    many: bool
    start: int  # of its line
    end: int
    lead: int  # start of the comments right above


@dataclass(frozen=True, slots=True)
class Pair:
    """`key = value`: `path` is the whole path of the key, its table's included."""

    head: Head
    path: Path
    start: int  # of its line
    value: tuple[int, int]
    end: int  # of its line, a comment behind it included
    inside: tuple[str, ...] = ()  # comments within the value


@dataclass(slots=True)
class Block:
    """One object: its heads and pairs in their order. `at` is how deep its own path lies."""

    at: int
    heads: list[Head] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    whole: bool = True  # nothing of another object stands between its lines

    @property
    def start(self) -> int:
        """Where it begins, the comments right above its head included."""
        starts = [one.lead for one in self.heads] + [one.start for one in self.pairs]
        return min(starts)

    @property
    def end(self) -> int:
        """Where its last line ends."""
        ends = [one.end for one in self.heads] + [one.end for one in self.pairs]
        return max(ends)

    def main(self) -> Head | None:
        """Return its own head, None where only its keys or parts of it are written out."""
        return next((one for one in self.heads if len(one.path) == self.at), None)

    def field(self, key: str) -> list[Pair]:
        """Return the pairs that make up a field."""
        return [one for one in self.pairs if one.path[self.at : self.at + 1] == (key,)]

    def inline(self) -> Pair | None:
        """Return the pair that holds the whole object, or all objects, as its value."""
        return next((one for one in self.pairs if len(one.path) == self.at), None)


class Layout:
    """The objects of one text, by (section, number); a section with one object has number 0."""

    def __init__(self, text: str) -> None:
        """Walk the text once."""
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.comments: list[tuple[int, str]] = []
        self.blocks: dict[tuple[str, int], Block] = {}
        self.order: list[tuple[str, int]] = []  # of appearance
        self._lists: dict[Path, int] = {}
        self._last: tuple[str, int] | None = None
        self._starts: list[tuple[int, tuple[str, int]]] = []
        self._lines: list[int] = []
        self._walk()

    def block(self, section: str, index: int) -> Block | None:
        """Return an object's block; for a list written as one value, the block that holds that value."""
        found = self.blocks.get((section, index))
        if found is None and index:
            first = self.blocks.get((section, 0))
            found = first if first and first.inline() else None
        return found

    def count(self, section: str) -> int:
        """Return how many objects of a section have a head or a line of their own."""
        return self._lists.get(tuple(section.split(".")), 0)

    def at(self, offset: int) -> tuple[str, int] | None:
        """Return which object stands at an offset, None above the first one."""
        if not self._starts:
            self._starts = sorted((block.start, name) for name, block in self.blocks.items())
        found = bisect_right(self._starts, offset, key=lambda one: one[0])
        return self._starts[found - 1][1] if found else None

    def at_line(self, line: int) -> tuple[str, int] | None:
        """Return which object stands at a line, counted from 1."""
        if not self._lines:
            self._lines = [0, *(one.end() for one in re.finditer("\n", self.text))]
        last = len(self._lines)
        return self.at((self._lines[line] - 1) if line < last else len(self.text))

    def comments_in(self, start: int, end: int) -> list[str]:
        """Return the comments that begin within a range."""
        return [words for at, words in self.comments if start <= at < end]

    # Walking

    def _walk(self) -> None:
        text, at, lead = self.text, len(BOM) if self.text.startswith(BOM) else 0, None
        here = Head((), many=False, start=at, end=at, lead=at)
        while at < len(text):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            line = text[at:end]
            first = line.lstrip(" \t\r")[:1]
            if not first:
                lead = None
            elif first == "#":
                self._comment(at + line.index("#"), end)
                lead = at if lead is None else lead
            elif first == "[" and (head := HEAD.match(text, at)):
                stop = self._behind(head.end(), end)
                path = parts_of(head[2])
                here = Head(path, head[1] == "[[", at, stop, at if lead is None else lead)
                self._enter(here)
                lead = None
            elif pair := PAIR.match(text, at):
                value_end, inside = self._value(pair.end())
                end = text.find("\n", value_end)
                end = len(text) if end < 0 else end
                stop = self._behind(value_end, end)
                path = here.path + parts_of(pair[1])
                self._note(Pair(here, path, at, (pair.end(), value_end), stop, tuple(inside)))
                lead = None
            at = end + 1

    def _behind(self, at: int, end: int) -> int:
        """Note a comment behind a statement; return where the line ends."""
        begin = self.text.find("#", at, end)
        if begin >= 0:
            self._comment(begin, end)
        return end - 1 if end > at and self.text[end - 1] == "\r" else end

    def _comment(self, start: int, end: int) -> str:
        words = self.text[start:end].rstrip("\r")
        self.comments.append((start, words))
        return words

    def _value(self, at: int) -> tuple[int, list[str]]:
        text = self.text
        if string := STRING.match(text, at):
            return string.end(), []
        if text[at : at + 1] not in ("[", "{"):
            bare = BARE.match(text, at)
            return (at + len(bare[0].rstrip()) if bare else at), []
        depth, inside = 0, []
        while piece := PIECE.match(text, at):
            at = piece.end()
            if piece["comment"]:
                inside.append(self._comment(piece.start(), at))
            elif sign := piece["sign"]:
                depth += 1 if sign in "[{" else -1
                if depth == 0:
                    break
        return at, inside

    def _enter(self, head: Head) -> None:
        if head.many and head.path in LISTS:
            self._lists[head.path] = self._lists.get(head.path, 0) + 1
        self._block(head.path).heads.append(head)

    def _note(self, pair: Pair) -> None:
        block = self._block(pair.head.path or pair.path)
        block.pairs.append(pair)

    def _block(self, path: Path) -> Block:
        name, depth = self._name(path)
        if name not in self.blocks:
            self.blocks[name] = Block(depth)
            self.order.append(name)
        elif self._last != name:
            self.blocks[name].whole = False
        self._last = name
        return self.blocks[name]

    def _name(self, path: Path) -> tuple[tuple[str, int], int]:
        """Return which object a table belongs to: the last one of the longest list above it, else its section."""
        for depth in range(len(path), 0, -1):
            if count := self._lists.get(path[:depth]):
                return (".".join(path[:depth]), count - 1), depth
        return (path[0], 0), 1


def parts_of(key: str) -> Path:
    """Return the names of a dotted key as written."""
    return tuple(_bare(part) for part in PARTS.findall(key))


def _bare(part: str) -> str:
    if part[0] not in "\"'":
        return part
    return str(tomllib.loads(f"x = {part}")["x"])


def value_of(layout: Layout, pair: Pair) -> Any:  # noqa: ANN401 - any TOML value
    """Return the value of a pair, read."""
    return tomllib.loads("x = " + layout.text[slice(*pair.value)])["x"]
