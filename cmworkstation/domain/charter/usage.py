"""How an approved answer was used: which text of it, and how much people changed before they sent it."""

import hashlib
from collections.abc import Sequence
from difflib import SequenceMatcher

from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.filling import FIELD
from cmworkstation.domain.charter.writing import section_lines

SHORT_HASH = 16


def answer_hash(answer: Answer) -> str:
    """Return the fingerprint of an answer as the charter has it."""
    return hashlib.sha256("\n".join(section_lines(answer)).encode()).hexdigest()


def text_hash(text: str) -> str:
    """Return the fingerprint of a text that is translated, short enough to stand in a charter."""
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:SHORT_HASH]


def edited_words(template: str, body: str) -> int:
    """Return by how many words a reply differs from its template; what fills a blank is no change."""
    before, after = template.split(), body.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    changed = 0
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone = before[start:end]
        blanks = _blanks(gone)
        changed += len(gone) - blanks if blanks else max(len(gone), new_end - new_start)
    return changed


def _blanks(words: Sequence[str]) -> int:
    return sum(bool(FIELD.search(word)) for word in words)
