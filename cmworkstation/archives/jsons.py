"""JSON of any size, read value by value: what stands at one path of a document, in the words of the file.

A value that is broken is told as such with its bytes, and reading goes on behind it where its end can be seen.
"""

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from cmworkstation.archives.parts import BadPart
from cmworkstation.sdk import bombs

CHUNK = 256 * 1024  # characters
LONGEST = 16 << 20  # characters of one value
LARGE = 1 << 20  # from here on a value is counted before it is built
SPACE = re.compile(r"[ \t\r\n]*")
BLANKS = " \t\r\n"
EACH = "*"  # a step of a path: each element of a list
# A text in quotes, or signs that open and close; whatever else there is stands between.
PIECE = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},]', re.DOTALL)
DECODER = json.JSONDecoder()


class Found:
    """A value at the path: its words as bytes of the file, and what they mean; or why they cannot be read."""

    __slots__ = ("payload", "problem", "value")

    def __init__(self, payload: bytes, value: object = None, problem: str = "") -> None:
        self.payload = payload
        self.value = value
        self.problem = problem


def values(stream: BinaryIO, path: Sequence[str], beside: dict[str, Any]) -> Iterator[Found]:
    """Yield the values at a path of the document, such as ("orderedItems", "*").

    Other values of the objects on the way are put into `beside` by their names, as far as they were met. What stands
    before the document is passed: the files of one platform are scripts. Raises `BadPart` where the rest cannot be
    read.
    """
    yield from _Walk(stream, beside).document(path)


class _Walk:
    def __init__(self, stream: BinaryIO, beside: dict[str, Any]) -> None:
        self._stream, self._beside = stream, beside
        head = stream.read(4)
        wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
        # What is no UTF-8 comes through as it is, and is told of the value that it stands in.
        self._decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")(
            "replace" if wide else "surrogateescape"
        )
        self._text = self._decoder.decode(head)
        self._at, self._ended = 0, False

    def document(self, path: Sequence[str]) -> Iterator[Found]:
        sign = self._sign()
        if sign not in ("[", "{"):
            self._pass_script()
        yield from self._walk(path)

    def _pass_script(self) -> None:
        """Go on behind "window.YTD.tweets.part0 = "."""
        while (at := self._text.find("=", self._at)) < 0 and len(self._text) < CHUNK:
            if not self._more():
                raise BadPart("not JSON")
        if at < 0:
            raise BadPart("not JSON")
        self._at = at + 1

    def _walk(self, path: Sequence[str]) -> Iterator[Found]:
        if not path:
            yield self._value()
            return
        sign = self._sign()
        if path[0] == EACH and sign == "[":
            yield from self._list(path[1:])
        elif path[0] != EACH and sign == "{":
            yield from self._object(path[0], path[1:])
        else:
            self._value()  # of another shape than expected: nothing of ours

    def _list(self, rest: Sequence[str]) -> Iterator[Found]:
        self._at += 1
        while (sign := self._sign()) != "]":
            if not sign:
                raise BadPart("cut off")
            if sign == ",":
                self._at += 1
                continue
            if rest:
                yield from self._walk(rest)
            else:
                yield self._value()  # as `_walk` would, without a generator for each of a million
            if self._sign() not in (",", "]"):
                raise BadPart("cut off" if not self._sign() else "not JSON")
        self._at += 1

    def _object(self, wanted: str, rest: Sequence[str]) -> Iterator[Found]:
        self._at += 1
        while (sign := self._sign()) != "}":
            if not sign:
                raise BadPart("cut off")
            if sign == ",":
                self._at += 1
                continue
            name = self._value().value
            if not isinstance(name, str) or self._sign() != ":":
                raise BadPart("not JSON")
            self._at += 1
            if name == wanted:
                yield from self._walk(rest)
            else:
                self._beside[name] = self._value().value
        self._at += 1

    def _value(self) -> Found:
        """Read the value that begins here; go behind it."""
        self._sign()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                if len(self._text) - self._at <= LONGEST and self._more():
                    self._count()
                    continue
                return self._broken()
            if end == len(self._text) and self._more():
                continue  # a number may go on
            words = self._text[self._at : end]
            self._at = end
            try:
                return Found(words.encode(), value)
            except UnicodeEncodeError:
                return Found(words.encode("utf-8", "surrogateescape"), None, "wrong encoding")

    def _count(self) -> None:
        """Raise `BadPart` before a value is built that is small to send and huge to hold."""
        if len(self._text) > LARGE:
            why = bombs.in_json(self._text.encode("utf-8", "replace"))
            if why:
                raise BadPart(why)

    def _broken(self) -> Found:
        """Pass a value that is no JSON, up to the comma or bracket behind it."""
        depth = 0
        for piece in PIECE.finditer(self._text, self._at):
            sign = piece.group()
            if sign in ("[", "{"):
                depth += 1
            elif sign in ("]", "}"):
                depth -= 1
            if depth < 0 or (depth == 0 and sign == ","):
                end = piece.start()
                break
        else:
            raise BadPart("cut off" if self._ended else "not JSON")
        if end == self._at:
            raise BadPart("not JSON")
        words, self._at = self._text[self._at : end], end
        return Found(words.encode("utf-8", "surrogateescape"), None, "not JSON")

    def _sign(self) -> str:
        """Return the next sign that is no space, "" at the end."""
        while True:
            if self._at < len(self._text) and (sign := self._text[self._at]) not in BLANKS:
                return sign  # most stand side by side, or behind one space
            match = SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read on, as much again as waits; False at the end of the file."""
        if self._ended:
            return False
        data = self._stream.read(max(CHUNK, len(self._text) - self._at))
        self._ended = not data
        self._text = self._text[self._at :] + self._decoder.decode(data, self._ended)
        self._at = 0
        return bool(data)
