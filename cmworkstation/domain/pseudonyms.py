"""Other names for private persons, the same for the same person throughout a file."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SHORTEST = 3  # letters of a part of a name that is replaced by itself
WORD = re.compile(r"(?<!\w)@?(\w+)")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody: what tells them from others, and how they are called."""

    key: object
    name: str
    handle: str


class Pseudonyms:
    """Replaces names, handles and the parts of names wherever they stand in a text."""

    def __init__(self, people: Iterable[Named], word: Callable[[int], str]) -> None:
        """Give each of them a number, in the order in which they come; `word` makes a name of it."""
        self._names: dict[object, str] = {}
        self._instead: dict[str, str] = {}
        for one in people:
            new = self._names.setdefault(one.key, word(len(self._names) + 1))
            parts = [
                part
                for part in re.findall(r"\w+", one.name)
                if len(part) >= SHORTEST and not part[0].islower()
            ]
            handle = one.handle.lstrip("@")
            for called in (one.name, one.handle, handle, handle.partition("@")[0], *parts):
                if called.strip():
                    self._instead.setdefault(called.strip().casefold(), new)
        beginning: dict[str, list[str]] = defaultdict(list)
        for called in sorted(self._instead, key=len, reverse=True):
            first = WORD.match(called)
            beginning[first[1] if first else ""].append(called)
        odd = beginning.pop("", [])
        self._beginning = {first: _either(some) for first, some in beginning.items()}
        self._odd = _either(odd) if odd else None  # begin with no word: a picture, a sign

    def of(self, key: object) -> str:
        """Return what somebody is called instead. Raises `KeyError`."""
        return self._names[key]

    def without(self, text: str) -> str:
        """Return a text in which nobody is named any more."""
        if self._odd is not None:
            text = self._odd.sub(self._other, text)
        parts: list[str] = []
        done = at = 0
        while (word := WORD.search(text, at)) is not None:
            names = self._beginning.get(word[1].casefold())
            found = names.match(text, word.start()) if names is not None else None
            at = word.end()
            if found is not None:
                parts += [text[done : found.start()], self._other(found)]
                at = done = found.end()
        return "".join((*parts, text[done:]))

    def _other(self, found: "re.Match[str]") -> str:
        said = found.group().casefold()
        return self._instead.get(said) or self._instead[said.lstrip("@")]


def _either(names: Iterable[str]) -> "re.Pattern[str]":
    either = "|".join(re.escape(one) for one in names)
    return re.compile(rf"(?<!\w)@?(?:{either})(?!\w)", re.IGNORECASE)
