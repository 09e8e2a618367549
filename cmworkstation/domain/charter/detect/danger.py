"""Whether a message speaks of acute danger: to whoever writes, to others, or by whoever writes. French and English.

It is told with precision first. Nothing found is no sign that all is well, and the program never says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cmworkstation.domain.charter.detect.danger_words import HARMLESS, PATTERNS
from cmworkstation.domain.charter.page import sentences_of
from cmworkstation.domain.charter.text_view import folded, view_of

LOOKED_AT = 4000  # characters of a message
LANGUAGES = tuple(PATTERNS)
AFTER = 12  # characters after a sentence: a smiley stands behind the full stop
QUOTED = re.compile(r"(?m)^>.*$|[\"«“][^\"»”\n]{1,200}[\"»”]")


@dataclass(frozen=True, slots=True)
class Danger:
    """What a message says: `kind` as in `danger_words`, and the words that say it."""

    kind: str
    words: str


def danger(text: str, language: str = "") -> Danger | None:
    """Return the first sentence of a message that certainly speaks of danger, None where none does.

    Without a language, or in one that is not known here, both French and English are looked for.
    """
    view = view_of(text[:LOOKED_AT])
    lower = QUOTED.sub(lambda match: " " * len(match[0]), folded(view.lower))
    for spoken in (language,) if language in PATTERNS else LANGUAGES:
        patterns, harmless = _compiled(spoken)
        for kind, pattern in patterns.items():
            for match in pattern.finditer(lower):
                start, end = _sentence(lower, match.start())
                if not harmless.search(lower, start, end + AFTER):
                    return Danger(kind, " ".join(view.text[start:end].split()))
    return None


def _sentence(lower: str, at: int) -> tuple[int, int]:
    return next(((a, b) for a, b in sentences_of(lower) if a <= at < b), (0, len(lower)))


@lru_cache(maxsize=len(LANGUAGES))
def _compiled(language: str) -> tuple[Mapping[str, re.Pattern[str]], re.Pattern[str]]:
    kinds = {kind: re.compile("|".join(words)) for kind, words in PATTERNS[language].items()}
    return kinds, re.compile("|".join(HARMLESS[language]))
