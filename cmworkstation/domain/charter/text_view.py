"""A draft as the rules read it, with the way back to the draft as typed.

NFC; non-breaking, narrow and thin spaces and tabs become a space, typographic apostrophes a plain one;
runs of spaces become one; lower case only where a letter stays one code point.
"""

import re
import unicodedata
from dataclasses import dataclass

PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003\u200a\t", " "),
        **dict.fromkeys("\u2019\u02bc\u2032\u2018", "'"),
        "\r": "\n",
    },
)
SPACES = re.compile("  +")
BARE = str.maketrans("àáâãäåçèéêëìíîïñòóôõöùúûüýÿœ", "aaaaaaceeeeiiiinooooouuuuyyo")


@dataclass(frozen=True, slots=True)
class TextView:
    """`text` keeps its capitals, `lower` does not; both have the same length.

    `starts` and `ends` hold, per character, where it begins and ends in the original; None where nothing
    moved.
    """

    original: str
    text: str
    lower: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of a place in the view."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.original)
            return at, at
        return self.starts[start], self.ends[end - 1]


def view_of(original: str) -> TextView:
    """Return the view of a draft."""
    if unicodedata.is_normalized("NFC", original):
        text, starts, ends = original, None, None
    else:
        text, starts, ends = _composed(original)
    text = text.translate(PLAIN)
    if "  " in text:
        text, starts, ends = _squeezed(text, starts, ends)
    return TextView(
        original,
        text,
        _lowered(text),
        None if starts is None else tuple(starts),
        None if ends is None else tuple(ends),
    )


def folded(lower: str) -> str:
    """Return a text in lower case without the accents of western languages, letter for letter."""
    return lower.translate(BARE)


def _lowered(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _composed(original: str) -> tuple[str, list[int], list[int]]:
    """Return the NFC form; each group of characters that compose together keeps one place."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    begin = 0
    for at in range(1, len(original) + 1):
        if at < len(original) and _joins(original[begin:at], original[at]):
            continue
        piece = unicodedata.normalize("NFC", original[begin:at])
        pieces.append(piece)
        starts += [begin] * len(piece)
        ends += [at] * len(piece)
        begin = at
    return "".join(pieces), starts, ends


def _joins(before: str, char: str) -> bool:
    if unicodedata.combining(char):
        return True
    if char < "\u0300":
        return False
    apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", char)
    return unicodedata.normalize("NFC", before + char) != apart


def _squeezed(
    text: str,
    starts: list[int] | None,
    ends: list[int] | None,
) -> tuple[str, list[int], list[int]]:
    starts = list(range(len(text))) if starts is None else starts
    ends = list(range(1, len(text) + 1)) if ends is None else ends
    pieces: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    at = 0
    for run in SPACES.finditer(text):
        pieces += [text[at : run.start()], " "]
        new_starts += [*starts[at : run.start()], starts[run.start()]]
        new_ends += [*ends[at : run.start()], ends[run.end() - 1]]
        at = run.end()
    pieces.append(text[at:])
    return "".join(pieces), new_starts + starts[at:], new_ends + ends[at:]
