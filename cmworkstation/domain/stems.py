"""Stems of French and English words, so that "fermée" finds "fermer": Snowball's, without accents and capitals.

A word has the stem of how it is written and that of how it is written without accents: who leaves them out finds
the same.
"""

from functools import cache, lru_cache
from typing import Any

from cmworkstation.domain.folding import fold

LANGUAGES = ("fr", "en")
LONGEST = 40  # letters; what is longer is no word
KNOWN = 200_000  # words whose stems are remembered
_NAMES = {"fr": "french", "en": "english"}


@lru_cache(KNOWN)
def stems(word: str, language: str) -> tuple[str, ...]:
    """Return the stems of a word in lower case, in a language of `LANGUAGES`: one or two."""
    if len(word) > LONGEST:
        return (fold(word),)
    engine = _engine(language)
    plain = fold(word)
    return tuple(dict.fromkeys((engine.stemWord(plain), fold(engine.stemWord(word)))))


@cache
def _engine(language: str) -> Any:  # noqa: ANN401 - the library is not typed
    import snowballstemmer  # noqa: PLC0415 - a start needs none of it

    return snowballstemmer.stemmer(_NAMES[language])
