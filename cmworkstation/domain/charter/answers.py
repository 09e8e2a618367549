"""Approved answers: finding the one that fits what a person asks.

Words are compared without case and accents, by their beginning, and with a slip of the hand or two. A word
that few answers have counts more than one that many have, and one that stands in a sample question more than
one in the text of the answer.

In quiet times every valid answer may be inserted. At a crisis level, an answer that names levels in
`during` is for those only, one that names the level in `not_during` rests, and where the level pauses
"answers" only those that name it in `during` remain.
"""

import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.filling import body_in
from cmworkstation.domain.charter.lexicon import WORD
from cmworkstation.domain.charter.model import Charter, by_id

TITLE_WEIGHT, ASK_WEIGHT, ID_WEIGHT, LABEL_WEIGHT, BODY_WEIGHT = 1.0, 1.0, 0.9, 0.6, 0.45
EXACT, PREFIX, NEAR, STEM = 1.0, 0.85, 0.8, 0.65
NEAR_RATIO = 76  # of a hundred: one slip in a word of four letters, two in a long one
SHORT = 4  # shorter words are compared letter by letter
STEM_LENGTH = 5
SMALL = 0.12  # what a word counts that only holds a sentence together
PHRASE_SHARE = 0.3  # of the score: how much the whole question is alike
SCORE_MIN = 0.22
SURE = 0.62  # below, the guide does not speak up by itself
SUGGESTED = 3
SENTENCE = re.compile(r"[^.!?\n]+[?]?")
SMALL_WORDS = frozenset(
    """a ai au aux avec avez bonjour bonsoir c ce cela ces cet cette comment d dans de des du elle en est et etes etre
    eu faire fait faut il ils j je l la le les leur lui m ma mais me merci mes moi mon n ne nos notre nous on ou par
    pas peut peux plus pour pourquoi pouvez qu quand que quel quelle quelles quels qui s sa salut sans se ses si
    son sont sur svp t ta te tes toi ton tu un une va vais vers voir vos votre vous y cest jai quoi bien
    about am an and any are as at be been but by can could day did do does dear for from get got had has have hello
    hey hi how i if in is it its just me my no not of or our please s so some t thank thanks that the their them
    there they this to up us was we what when where which who why will with would you your""".split(),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer, how well it fits (0 to 1), and why it may not be inserted ("" when it may).

    Reasons: "retired", "expired", "not-yet", "not-approved", "no-language", "crisis". `matched` are the words of
    the answer, folded, for which it was found.
    """

    answer: Answer
    score: float
    reason: str = ""
    matched: tuple[str, ...] = ()

    @property
    def insertable(self) -> bool:
        """Tell whether the answer may be put into a reply now."""
        return not self.reason


def find_answers(
    charter: Charter,
    query: str,
    language: str,
    on: date,
    crisis_level: str | None = None,
    category: str = "",
) -> tuple[Suggestion, ...]:
    """Return the answers that fit a query, best first; those that may not be inserted come last.

    An empty query gives all of them, those of `category` first.
    """
    words = fold(query)
    scores = _scores(charter, query) if words else {}
    found: list[Suggestion] = []
    for place, answer in enumerate(charter.answers):
        score, matched = scores.get(place, (0.0, ()))
        if words and score < SCORE_MIN:
            continue
        score += 0.1 * (bool(category) and answer.category == category)
        reason = obstacle(charter, answer, language, on, crisis_level)
        found.append(Suggestion(answer, score, reason, matched))
    found.sort(key=lambda one: (bool(one.reason), -one.score))
    return tuple(found)


def suggest_answers(
    charter: Charter,
    message: str,
    language: str,
    on: date,
    crisis_level: str | None = None,
) -> tuple[Suggestion, ...]:
    """Return the few answers that surely fit a message, best first; none when in doubt.

    Each of its sentences is asked by itself, so that greetings and stories around a question do not hide it.
    """
    best: dict[int, tuple[float, tuple[str, ...]]] = {}
    for sentence in SENTENCE.findall(message[:2000]):
        for place, (score, matched) in _scores(charter, sentence).items():
            telling = [word for word in matched if word not in SMALL_WORDS]
            enough = len(telling) > 1 or len(_telling(sentence)) == 1
            if enough and score >= SURE and score > best.get(place, (0.0, ()))[0]:
                best[place] = (score, matched)
    ranked = sorted(best.items(), key=lambda one: -one[1][0])
    found = [
        Suggestion(charter.answers[place], score, "", matched)
        for place, (score, matched) in ranked
        if not obstacle(charter, charter.answers[place], language, on, crisis_level)
    ]
    return tuple(found[:SUGGESTED])


def obstacle(
    charter: Charter,
    answer: Answer,
    language: str,
    on: date,
    crisis_level: str | None = None,
) -> str:
    """Return why an answer may not be inserted, "" when it may."""
    if answer.retired_on and answer.retired_on <= on:
        return "retired"
    if answer.valid_until and answer.valid_until < on:
        return "expired"
    if answer.valid_from and answer.valid_from > on:
        return "not-yet"
    if not answer.approved_by:
        return "not-approved"
    if not body_in(answer, language, charter.header.default_language):
        return "no-language"
    return "crisis" if crisis_level and _rests(charter, answer, crisis_level) else ""


def variants(answer: Answer) -> tuple[str, ...]:
    """Return the languages in which an answer has a text."""
    return tuple(language for language, text in answer.body.items() if text)


def title_of(answer: Answer, language: str, default: str = "") -> str:
    """Return what to call an answer: its title, else its first sample question, else its name."""
    for words in (answer.title, {lang: asks[0] for lang, asks in answer.asks.items() if asks}):
        for wanted in (language, default, *words):
            if words.get(wanted):
                return words[wanted]
    return answer.id


@lru_cache(4096)
def fold(text: str) -> tuple[str, ...]:
    """Return the words of a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(WORD.findall(plain))


def spans_of(text: str, matched: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where the words for which an answer was found stand in a text, as code points."""
    wanted = set(matched)
    return tuple(
        match.span() for match in WORD.finditer(text) if wanted.intersection(fold(match[0]))
    )


def _rests(charter: Charter, answer: Answer, level: str) -> bool:
    if level in answer.not_during:
        return True
    if answer.during:
        return level not in answer.during
    crisis = by_id(charter.crises).get(level)
    return crisis is not None and "answers" in crisis.pauses


# --------------------------------------------------------------------------------------------- comparing

Fields = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class _Index:
    """The words of all answers: each with the answers that have it, and the weight of its best place there."""

    words: tuple[str, ...]  # sorted
    places: Mapping[str, Mapping[int, float]]
    phrases: tuple[tuple[int, str], ...]  # (answer, its question without the small words)
    size: int
    rarest: float = field(default=1.0)

    def rarity(self, word: str) -> float:
        return math.log(1 + self.size / len(self.places[word]))


def _scores(charter: Charter, query: str) -> dict[int, tuple[float, tuple[str, ...]]]:
    """Return answer → (score, matched words) for all answers that have anything of a query."""
    labels = {one.id: tuple(one.label.values()) for one in charter.categories}
    index = _index(
        tuple(tuple(_fields(answer, labels.get(answer.category, ()))) for answer in charter.answers)
    )
    total = 0.0
    gained: dict[int, float] = {}
    matched: dict[int, dict[str, None]] = {}
    for word in dict.fromkeys(fold(query)):
        like = _alike(index, word)
        nearest = max(like, key=lambda one: like[one], default="")
        rarity = index.rarity(nearest) if nearest else index.rarest
        importance = min(len(word), 8) * rarity * (SMALL if word in SMALL_WORDS else 1.0)
        total += importance
        best: dict[int, tuple[float, str]] = {}
        for known, likeness in like.items():
            for place, weight in index.places[known].items():
                if likeness * weight > best.get(place, (0.0, ""))[0]:
                    best[place] = (likeness * weight, known)
        for place, (gain, known) in best.items():
            gained[place] = gained.get(place, 0.0) + importance * gain
            if known not in SMALL_WORDS:
                matched.setdefault(place, {})[known] = None
    phrases = _phrase_likeness(index, query)
    return {
        place: (
            (1 - PHRASE_SHARE) * gain / total + PHRASE_SHARE * phrases.get(place, 0.0),
            tuple(matched.get(place, ())),
        )
        for place, gain in gained.items()
    }


def _fields(answer: Answer, labels: Sequence[str]) -> Iterator[tuple[float, str]]:
    yield ID_WEIGHT, answer.id
    yield from ((TITLE_WEIGHT, text) for text in answer.title.values())
    yield from ((ASK_WEIGHT, text) for texts in answer.asks.values() for text in texts)
    yield from ((LABEL_WEIGHT, text) for text in (*labels, answer.folder) if text)
    yield from ((BODY_WEIGHT, text) for text in answer.body.values())


@lru_cache(8)
def _index(answers: tuple[Fields, ...]) -> _Index:
    places: dict[str, dict[int, float]] = {}
    phrases: list[tuple[int, str]] = []
    for place, fields in enumerate(answers):
        for weight, text in fields:
            for word in fold(text):
                known = places.setdefault(word, {})
                known[place] = max(weight, known.get(place, 0.0))
            if weight == ASK_WEIGHT:
                phrases.append((place, " ".join(_telling(text))))
    rarest = math.log(1 + len(answers))
    return _Index(tuple(sorted(places)), places, tuple(phrases), len(answers), rarest)


def _alike(index: _Index, word: str) -> dict[str, float]:
    """Return the words of the guide that a word of the query can stand for, with their likeness."""
    found = {word: EXACT} if word in index.places else {}
    if len(word) < SHORT:
        return found
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - not before somebody searches

    stem = word[: max(STEM_LENGTH, len(word) - SHORT)]
    for beginning, likeness in ((word, PREFIX), (stem, STEM)):
        at = bisect_left(index.words, beginning)
        while (
            len(beginning) >= SHORT
            and at < len(index.words)
            and index.words[at].startswith(beginning)
        ):
            found.setdefault(index.words[at], likeness)
            at += 1
    for near, _, _ in process.extract(
        word, index.words, scorer=fuzz.ratio, score_cutoff=NEAR_RATIO, limit=12
    ):
        if len(near) >= SHORT:
            found[near] = max(NEAR, found.get(near, 0.0))
    return found


def _phrase_likeness(index: _Index, query: str) -> dict[int, float]:
    """Return answer → how much one of its questions is like the whole query, 0 to 1."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - as above

    asked = " ".join(_telling(query))
    if not asked:
        return {}
    texts = [text for _, text in index.phrases]
    found: dict[int, float] = {}
    for _, ratio, at in process.extract(
        asked, texts, scorer=fuzz.token_set_ratio, score_cutoff=50, limit=20
    ):
        place = index.phrases[at][0]
        found[place] = max(found.get(place, 0.0), ratio / 100)
    return found


def _telling(text: str) -> list[str]:
    return [word for word in fold(text) if word not in SMALL_WORDS]
