"""In which language a short message is written; "" when it is not sure.

Small words, elisions and letters of seven languages are counted, each word's say shared among the languages that
have it. A text counts as one of them only where one is clearly ahead and no second one speaks up.
"""

import re
from collections import defaultdict
from collections.abc import Mapping

from cmworkstation.domain.charter.detect.stop_words import FOREIGN_WORDS, STOP_WORDS
from cmworkstation.domain.charter.page import sentences_of
from cmworkstation.domain.charter.text_view import folded, view_of

LANGUAGES = tuple(STOP_WORDS)
SKIPPED = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]*@[\w.@+-]+|[#$][\w-]+|`[^`]*`|\{[^}]*\}|[«“\"][^»”\"]{1,300}[»”\"]"
)
WORD = re.compile(r"[^\W\d_]+")
TEXT_MAX = 4_000  # characters that are looked at
NEEDED = 1.3  # words' worth of proof
AHEAD = 2.0  # times as much as the next one
STRAY = 1.0  # proof of another language that makes a text mixed
SHARE = 0.17  # of the words, counted for the winner
LONG = 4  # words from which the share matters

# What letters and spellings say, per occurrence (two count at most), in lower case with accents.
SPELLINGS: tuple[tuple[str, re.Pattern[str], float], ...] = (
    ("fr", re.compile(r"\b(?:qu|j|c|n|lorsqu|jusqu|quelqu|aujourd)'(?=[a-zà-ÿœh])"), 0.8),
    ("fr", re.compile(r"\b[ldstm]'(?=[aeiouyhà-ÿœ])"), 0.4),
    ("fr", re.compile(r"\w-(?:t-)?(?:vous|tu|je|il|ils|elle|on|ce|moi)\b"), 0.8),
    ("fr", re.compile(r"œ|\w[ùû]|\w[eé]e?s?\b(?<=ée)|\w(?:êt|ît|ôt|eur|eux|aux|ement)\b"), 0.5),
    ("fr", re.compile(r"\bçà?\b|\bà\b|\bdéjà\b|\bété\b|\btrès\b|\boù\b"), 0.6),
    ("en", re.compile(r"\b(?:i'm|i'd|i've|i'll|it's|that's|what's|\w+n't|\w+'(?:ll|re|ve))\b"), 1.0),
    ("en", re.compile(r"\w(?:ing|tion|ght|ould)\b"), 0.3),
    ("es", re.compile(r"[¿¡]|ñ|\w(?:ción|dad)\b|\b(?:está|qué|cómo|cuándo|dónde|más)\b"), 0.8),
    ("pt", re.compile(r"[ãõ]|ção\b|ções\b|\bnão\b|\bvocês?\b|lh[aeo]"), 0.8),
    ("it", re.compile(r"\b(?:dell|nell|all|dall|sull|un|c|quest)'(?=[aeiouè])|zion[ei]\b|\bè\b|\bperché\b"), 0.7),
    ("de", re.compile(r"ß|\w[äöü]\w|\b[äöü]\w|\w(?:ung|keit|heit|lich|isch)\b|\b(?:für|über|können|möchte)\b"), 0.7),
    ("nl", re.compile(r"\w(?:ij|aa|ee|oo|uu)[a-z]{0,12}\b(?<=(?:en|jk|jn|el|nd|ft|ar))|\b(?:'t|'s)\b|\wsch\w"), 0.3),
)  # fmt: skip
ELSEWHERE = re.compile(
    "[ășțşğıåøæłąęśźżćčřšžőűðþ]|[^\x00-\u024f\u2000-\u2bff\ufe0f\U0001f000-\U0001ffff]"
)
SPELLINGS_MAX = 2


def _shares() -> Mapping[str, tuple[tuple[str, float], ...]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for name, words in (*STOP_WORDS.items(), *FOREIGN_WORDS.items()):
        for word in words:
            owners[folded(word)].append(name)
    return {
        word: tuple((name, (1.0, 0.5, 0.25, 0.15)[min(len(names), 4) - 1]) for name in names)
        for word, names in owners.items()
    }


SHARES = _shares()


def language_of(text: str) -> str:
    """Return the language of a text among `LANGUAGES`, "" when it is not sure."""
    lower = SKIPPED.sub(" ", view_of(text[:TEXT_MAX]).lower)
    said = _language(lower)
    if said and any(
        other not in ("", said)
        for start, end in sentences_of(lower)
        if (other := _language(lower[start:end]))
    ):
        return ""
    return said


def _language(lower: str) -> str:
    words = [folded(word) for word in WORD.findall(lower)]
    if not words or len(ELSEWHERE.findall(lower)) * 12 > len(lower):
        return ""
    points: dict[str, float] = defaultdict(float)
    hits: dict[str, int] = defaultdict(int)
    for word in set(words):
        for name, share in SHARES.get(word, ()):
            points[name] += share if len(word) > 1 else share / 2
            hits[name] += words.count(word)
    for name, pattern, share in SPELLINGS:
        points[name] += share * min(SPELLINGS_MAX, len(pattern.findall(lower)))
    ranked = sorted(points.items(), key=lambda one: -one[1])
    if not ranked:
        return ""
    (best, most), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
    if best not in STOP_WORDS or most < NEEDED or most < AHEAD * second:
        return ""
    if len(words) >= LONG and hits[best] < SHARE * len(words):
        return ""
    return "" if _stray(words, best) else best


def _stray(words: list[str], best: str) -> bool:
    """Tell whether a run of words speaks another language: a mixed text is of neither."""
    alone: dict[str, float] = defaultdict(float)
    for word in set(words):
        owners = SHARES.get(word, ())
        if len(word) > 1 and best not in [name for name, _ in owners]:
            for name, share in owners:
                alone[name] += share
    return any(worth > STRAY + len(words) / 25 for worth in alone.values())
