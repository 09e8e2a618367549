"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word with the space after it; punctuation stands alone, so that a comma is no change of a word.
PIECE = re.compile(r"\w+(?:['’]\w+)*\s*|[^\w\s]+\s*|\s+")
LONGEST = 6000  # pieces; beyond that the whole text counts as replaced


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: `kind` is "same", "gone" or "new"."""

    kind: str
    text: str


def runs(old: str, new: str) -> tuple[Run, ...]:
    """Return both texts as one: joined, what is not "new" is the old text, what is not "gone" the new one."""
    before, after = PIECE.findall(old), PIECE.findall(new)
    if old == new:
        return (Run("same", old),) if old else ()
    if len(before) + len(after) > LONGEST:
        return tuple(Run(kind, text) for kind, text in (("gone", old), ("new", new)) if text)
    found: list[Run] = []
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Run("same", "".join(before[a:b])))
            continue
        if a < b:
            found.append(Run("gone", "".join(before[a:b])))
        if c < d:
            found.append(Run("new", "".join(after[c:d])))
    return tuple(found)


def share_kept(old: str, new: str) -> float:
    """Return which share of the words of `new` stood in `old`, in that order; 1.0 for a text without words."""
    before, after = (re.findall(r"\w+", text.casefold()) for text in (old, new))
    if not after:
        return 1.0
    if len(before) + len(after) > LONGEST:
        return float(before == after)
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(after)
