"""Another name for one person, in their own conversations and elsewhere."""

import json
import re
from collections.abc import Callable, Iterable
from functools import cached_property

from cmworkstation.domain.pseudonyms import Named, Pseudonyms

ODD = re.compile(r"[\d@._-]")  # what no first name has
SHORTEST = 3  # letters of a word that makes a name distinct
LEAST = 5  # of an address

Change = Callable[[str], str]


class Renaming:
    """Replaces a person's name and handle.

    Near, where they took part, every part of their name counts. Far from there only what can mean nobody else does: a
    handle with its sign, and a name of at least two words.
    """

    def __init__(self, name: str, handle: str, instead: str, more: Iterable[str] = ()) -> None:
        """Take how they are called and what they are called instead; `more` are addresses of theirs."""
        self.instead = instead
        self.distinct = _distinct(name, handle, more)
        self._far = _pattern(self.distinct)
        self._parts = Pseudonyms([Named(0, name, handle)], lambda _: instead)

    def near(self, text: str) -> str:
        """Return a text of one of their own conversations without them."""
        return self._parts.without(self.far(text))

    def far(self, text: str) -> str:
        """Return a text of somebody else's conversation without them."""
        return self._far.sub(self.instead, text) if self._far else text

    def found_in(self, payload: bytes) -> bool:
        """Tell whether something as it was received names them, in letters or in the escapes of JSON."""
        return self._bytes is not None and self._bytes.search(payload) is not None

    @cached_property
    def _bytes(self) -> "re.Pattern[bytes] | None":
        forms = {one.encode() for one in self.distinct}
        forms |= {json.dumps(one)[1:-1].encode() for one in self.distinct}
        if not forms:
            return None
        either = b"|".join(re.escape(one) for one in sorted(forms, key=len, reverse=True))
        return re.compile(either, re.IGNORECASE)


def _distinct(name: str, handle: str, more: Iterable[str]) -> tuple[str, ...]:
    """Return the ways of calling a person that can mean nobody else, the longest first."""
    found = {one for one in more if re.search(r"[@/.:]", one) and len(one) > LEAST}
    bare = handle.strip().lstrip("@")
    local = bare.partition("@")[0]
    if bare:
        found |= {f"@{bare}", f"@{local}"}
        found |= {one for one in (bare, local) if ODD.search(one) and len(one) > SHORTEST}
    words = [one for one in re.findall(r"\w+", name) if len(one) >= SHORTEST]
    if len(words) > 1:
        found.add(name.strip())
    return tuple(sorted(found, key=len, reverse=True))


def _pattern(forms: tuple[str, ...]) -> "re.Pattern[str] | None":
    if not forms:
        return None
    either = "|".join(re.escape(one) for one in forms)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def within_json(text: str, change: Change) -> str:
    """Return JSON in whose texts something was changed; what is no JSON is changed as it stands."""
    try:
        value = json.loads(text)
    except ValueError:
        return change(text)
    changed = _changed(value, change)
    return text if changed == value else json.dumps(changed, ensure_ascii=False)


def _changed(value: object, change: Change) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_changed(one, change) for one in value]
    if isinstance(value, dict):
        return {key: _changed(one, change) for key, one in value.items()}
    return value
