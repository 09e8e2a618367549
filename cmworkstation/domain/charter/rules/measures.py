"""Checks that count: count, length, sentence, reading, caps."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.lexicon import Lexicon, Span
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.page import Page, Spot
from cmworkstation.domain.charter.rules.kinds import Finder, Makers

# A picture with what may follow it: variation selector, skin tone, joined pictures; or a flag; or a keycap.
_PICTURE = "[\u231a\u231b\u23e9-\u23f3\u25fd\u25fe\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]"
_ONE = f"{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]*"
EMOJI = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f\u20e3|{_ONE}(?:\u200d{_ONE})*",
)
CLASSES = {
    "emoji": EMOJI,
    "exclamation": re.compile("!"),
    "hashtag": re.compile(r"(?<![\w&/])#[^\W\d]\w*"),
}
NEAR = 40  # characters before a word that tell whether it opens a sentence
VOWELS = {
    "fr": re.compile("[aeiouyàâäéèêëîïôöùûüœæ]+"),
    "en": re.compile("[aeiouy]+"),
}
# Flesch (1948) for English, Kandel and Moles (1958) for French: base, per sentence, per word.
FORMULAS = {"en": (206.835, 1.015, 84.6), "fr": (207.0, 1.015, 73.6)}


def count(rule: Rule, _charter: Charter, lexicon: Lexicon, _language: str) -> Finder:
    """Too many, or too few, of a class of things or of listed terms."""
    slot = lexicon.add(rule.terms)
    least = rule.min_ or 0

    def spans(page: Page) -> list[Span]:
        match rule.class_:
            case "link":
                return list(page.urls)
            case "mention":
                return list(page.mentions)
            case "" | "terms":
                return page.hits.get(slot, [])
            case name:
                wanted = CLASSES.get(name)
                return [one.span() for one in wanted.finditer(page.view.text)] if wanted else []

    def find(page: Page) -> Iterator[Spot]:
        found = spans(page)
        values = {"n": str(len(found)), "max": _plain(rule.max_), "min": _plain(rule.min_)}
        most = None if rule.max_ is None else max(0, int(rule.max_))
        if most is not None and len(found) > most:
            start, end = found[most]
            yield Spot(start, end, values=values)
        elif len(found) < least and page.tokens.words:
            at = len(page.view.text)
            yield Spot(at, at, values=values)

    return find


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def length(rule: Rule, _charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """The text is too long, as its server counts; without a measure, in code points."""

    def find(page: Page) -> Iterator[Spot]:
        given = page.context.length
        size = len(page.view.text)
        measured = given.measured if given else len(page.view.original)
        limit = rule.max_ if rule.max_ is not None else (given.limit if given else None)
        over = measured - limit if limit is not None else 0
        if rule.max_ is None and given:
            over = given.over
        if over > 0:
            values = {"n": str(measured), "max": _plain(limit), "over": _plain(over)}
            yield Spot(max(0, size - int(over)), size, values=values)

    return find


def sentence(rule: Rule, _charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """One sentence has too many words."""
    most = rule.max_words or 25

    def find(page: Page) -> Iterator[Spot]:
        if len(page.tokens.words) <= most:
            return
        starts = page.tokens.starts
        for start, end in page.sentences:
            words = bisect_left(starts, end) - bisect_left(starts, start)
            if words > most:
                yield Spot(start, end, values={"n": str(words), "max": str(most)})

    return find


def syllables(word: str, language: str) -> int:
    """Return about how many syllables a word in lower case has; at least 1."""
    groups = len(VOWELS.get(language, VOWELS["en"]).findall(word))
    if groups > 1 and word.endswith(("e", "es")) and not word.endswith(("le", "ée", "ées")):
        groups -= 1
    return max(1, groups)


def reading(rule: Rule, _charter: Charter, _lexicon: Lexicon, language: str) -> Finder:
    """The text is hard to read; silent on short texts and in languages without a formula."""
    least = rule.min_ or 0
    formula = FORMULAS.get(language)

    def find(page: Page) -> Iterator[Spot]:
        words = [word for word in page.tokens.words if word.isalpha()]
        if formula is None or len(words) < max(1, rule.from_words):
            return
        base, per_sentence, per_word = formula
        sentences = max(1, len(page.sentences))
        total = sum(syllables(word, language) for word in words)
        score = base - per_sentence * len(words) / sentences - per_word * total / len(words)
        if score < least:
            yield Spot(0, len(page.view.text), values={"n": f"{score:.0f}", "min": f"{least:.0f}"})

    return find


def caps(rule: Rule, _charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """Words in capitals; neighbours in capitals are one run."""
    allowed = frozenset(rule.allow)

    def runs(page: Page) -> list[Span]:
        text = page.view.text
        found: list[Span] = []
        near = -1
        for start, end in zip(page.tokens.starts, page.tokens.ends, strict=True):
            word = text[start:end]
            if word.isupper() and word.isalpha() and word not in allowed:
                if near == start - 1 and found:
                    found[-1] = (found[-1][0], end)
                elif end - start >= rule.min_letters:
                    found.append((start, end))
                else:
                    continue
                near = end
        return found

    def find(page: Page) -> Iterator[Spot]:
        text = page.view.text
        if text == page.view.lower:
            return
        found = runs(page)
        for start, end in found if len(found) > rule.max_runs else ():
            calm = text[start:end].lower()
            if _opens_sentence(text, start):
                calm = calm[:1].upper() + calm[1:]
            yield Spot(start, end, ((start, end, calm),))

    return find


def _opens_sentence(text: str, at: int) -> bool:
    near = text[max(0, at - NEAR) : at]
    before = near.rstrip()
    return not before or before[-1] in ".!?…" or "\n" in near[len(before) :]


def alt(_rule: Rule, _charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """Pictures go along that nobody described for those who cannot see them."""

    def find(page: Page) -> Iterator[Spot]:
        if page.context.undescribed:
            at = len(page.view.text)
            yield Spot(at, at, values={"n": str(page.context.undescribed)})

    return find


MAKERS: Makers = {
    "alt": alt,
    "count": count,
    "length": length,
    "sentence": sentence,
    "reading": reading,
    "caps": caps,
}
