"""What erased people were called, as keyed marks: what is said of them later comes in without their name.

Only what can mean nobody else counts: a handle with its sign or with odd letters in it, an address, a name of two
words. The names themselves are kept nowhere. Whoever writes to us anew has their name again, from then on.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from cmworkstation.domain.values import dataclass
from cmworkstation.store import erased, settings

NAMES = "erased_names"  # a setting: mark of a person → what they are called now, and the marks of their names
WORD = re.compile(r"\w+")
MOST = 8  # words of a name or an address


@dataclass(frozen=True, slots=True)
class Names:
    """The marks of names: of their first words, to look no further, and of all of it → what is said instead."""

    keys: tuple[bytes, ...]
    first: frozenset[str]
    whole: Mapping[str, str]

    def change(self, text: str) -> str:
        """Return a text without those names."""
        found = list(WORD.finditer(text)) if text else []
        parts, at, n = [], 0, 0
        while n < len(found):
            hit = self._hit(text, found, n)
            if hit is None:
                n += 1
                continue
            start, end, instead, n = hit
            parts += [text[at:start], instead]
            at = end
        return "".join((*parts, text[at:])) if parts else text

    def _hit(
        self, text: str, found: list["re.Match[str]"], n: int
    ) -> tuple[int, int, str, int] | None:
        """Return where the longest name begins and ends that starts at a word, its stand-in, and the next word."""
        if not any(_mark(key, "first", found[n][0]) in self.first for key in self.keys):
            return None
        start = found[n].start()
        signed = text[start - 1 : start] == "@"
        for last in range(min(len(found), n + MOST) - 1, n - 1, -1):
            said = " ".join(one[0] for one in found[n : last + 1])
            forms = (said, f"@{said}") if signed and last == n else (said,)
            for mark in (_mark(key, "name", form) for key in self.keys for form in forms):
                if mark in self.whole:
                    return start - signed, found[last].end(), self.whole[mark], last + 1
        return None


def add(connection: sqlite3.Connection, who: str, forms: Iterable[str], instead: str) -> None:
    """Keep what somebody was called, by the mark of who they were; within the transaction that erases them."""
    key = erased.key(connection)
    kept = list(dict.fromkeys(filter(None, map(_canonical, forms))))
    if not kept:
        return
    known = _known(connection)
    known[who] = (
        instead,
        [_mark(key, "name", one) for one in kept],
        sorted({_mark(key, "first", WORD.findall(one)[0]) for one in kept}),
    )
    settings.put(connection, NAMES, json.dumps(known, ensure_ascii=False))


def came_again(connection: sqlite3.Connection, platform: str, author_keys: Iterable[str]) -> None:
    """Somebody who was erased writes to us anew: their name is theirs again."""
    known = _known(connection)
    marks = {
        erased.mark(key, platform, one) for key in erased.keys(connection) for one in author_keys
    }
    if not marks.isdisjoint(known):
        left = {who: one for who, one in known.items() if who not in marks}
        settings.put(connection, NAMES, json.dumps(left, ensure_ascii=False))


def names(connection: sqlite3.Connection) -> Names | None:
    """Return what is to be recognised, None where nobody was erased."""
    known = _known(connection)
    if not known:
        return None
    whole = {mark: instead for instead, marks, _ in known.values() for mark in marks}
    first = frozenset(mark for _, _, marks in known.values() for mark in marks)
    return Names(erased.keys(connection), first, whole)


def _known(connection: sqlite3.Connection) -> dict[str, tuple[str, list[str], list[str]]]:
    kept = settings.value(connection, NAMES)
    return dict(json.loads(kept)) if kept else {}


def _canonical(form: str) -> str:
    """Return a way of calling somebody as its words; the sign counts where it alone tells that it is a name."""
    found = WORD.findall(form)
    if not 0 < len(found) <= MOST:
        return ""
    signed = form.startswith("@") and len(found) == 1
    return f"@{found[0]}" if signed else " ".join(found)


def _mark(key: bytes, what: str, said: str) -> str:
    return blake2b(f"{what}\0{said.casefold()}".encode(), digest_size=12, key=key).hexdigest()
