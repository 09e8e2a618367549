"""Checks on honesty: claims without a source, forbidden claims, interests without a label."""

import re
from collections.abc import Iterator

from cmworkstation.domain.charter.clauses import Fact, Rule
from cmworkstation.domain.charter.lexicon import Lexicon, longest, tokens_of
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.page import Page, Spot
from cmworkstation.domain.charter.rules.kinds import Finder, Makers
from cmworkstation.domain.charter.text_view import view_of

# Figures that state something about the world; hours, prices and dates do not.
FIGURE = re.compile(
    r"\d[\d ,.]{0,12}(?:%|pour cent\b|percent\b|per cent\b|millions?\b|milliards?\b|billions?\b)"
    r"|\b\d{1,4} (?:sur|out of|in every) \d{1,5}\b"
    r"|\b\d{1,4} (?:fois|times) (?:plus|moins|more|less|as)\b",
)
SPOTS_MAX = 1_000  # no reply has so many; a pasted book has
LABEL_WORDS = 6  # a label counts as "at the start" when it stands among the first words


def claim(rule: Rule, charter: Charter, lexicon: Lexicon, language: str) -> Finder:
    """A figure, or a phrase such as "studies show", without a link or a known fact beside it."""
    cues, unless = lexicon.add(rule.cues), lexicon.add(rule.unless)
    facts = [(fact, _words(statement)) for fact in charter.facts
             if (statement := fact.statement.get(language, ""))]  # fmt: skip

    def figures(page: Page) -> list[tuple[int, int]]:
        if not rule.numbers or page.letters.isdisjoint("0123456789"):
            return []
        inside = page.urls + page.mentions
        return [
            one.span()
            for one in FIGURE.finditer(page.view.lower)
            if not any(a <= one.start() < b for a, b in inside)
        ]

    def find(page: Page) -> Iterator[Spot]:
        spots = (page.hits.get(cues, []) + figures(page))[:SPOTS_MAX]
        if not spots or page.context.linked_facts:
            return
        done: set[tuple[int, int]] = set()
        for start, end in longest(spots, page.hits.get(unless, ())):
            sentence = page.sentence_at(start)
            if sentence in done:
                continue
            done.add(sentence)
            if not _has_link(page, sentence) and not _states_fact(page, sentence, facts):
                yield Spot(start, end)

    return find


def _has_link(page: Page, sentence: tuple[int, int]) -> bool:
    """Tell whether a link stands in the sentence or right behind it, on the same line."""
    line_end = page.view.text.find("\n", sentence[1])
    line_end = len(page.view.text) if line_end < 0 else line_end
    return any(sentence[0] <= start <= line_end for start, _ in page.urls)


def _words(statement: str) -> str:
    return " ".join(tokens_of(view_of(statement).lower).words)


def _states_fact(page: Page, sentence: tuple[int, int], facts: list[tuple[Fact, str]]) -> bool:
    said = " ".join(tokens_of(page.view.lower[sentence[0] : sentence[1]]).words)
    today = page.context.on
    return any(
        words in said or said in words
        for fact, words in facts
        if today is None or fact.expires_on is None or today <= fact.expires_on
    )


def disclosure(rule: Rule, charter: Charter, lexicon: Lexicon, language: str) -> Finder:
    """Words of an interest, or an interest that is known, without its label."""
    cues, unless = lexicon.add(rule.cues), lexicon.add(rule.unless)
    own = [one.label[language] for one in charter.disclosures if one.label.get(language)]
    paid = [one.label[language] for one in charter.disclosures
            if "paid" in one.when and one.label.get(language)]  # fmt: skip
    texts = [*paid, *own, *rule.labels]
    labels = lexicon.add(texts)

    def labelled(page: Page) -> bool:
        spans = page.hits.get(labels, ())
        if rule.where != "start":
            return bool(spans)
        starts = page.tokens.starts
        bound = starts[LABEL_WORDS - 1] if len(starts) >= LABEL_WORDS else len(page.view.text)
        return any(start <= bound for start, _ in spans)

    def find(page: Page) -> Iterator[Spot]:
        found = longest(page.hits.get(cues, ()), page.hits.get(unless, ()))
        if found and not labelled(page):
            edits = ((0, 0, f"{texts[0].rstrip('.')}. "),) if texts else ()
            yield Spot(*found[0], edits, values={"to": texts[0] if texts else ""})

    return find


def interest(rule: Rule, _charter: Charter, lexicon: Lexicon, _language: str) -> Finder:
    """We know of an interest towards this person (`cues`), and none of its labels stands at the start."""
    wanted = frozenset(rule.cues)
    label = lexicon.add(rule.labels)

    def find(page: Page) -> Iterator[Spot]:
        if wanted.isdisjoint(page.context.interests) or not page.tokens.words:
            return
        starts = page.tokens.starts
        bound = starts[min(LABEL_WORDS, len(starts)) - 1]
        if not any(start <= bound for start, _ in page.hits.get(label, ())):
            text = rule.labels[0] if rule.labels else ""
            edits = ((0, 0, f"{text.rstrip('.')}. "),) if text else ()
            yield Spot(0, 0, edits, values={"to": text})

    return find


MAKERS: Makers = {"claim": claim, "disclosure": disclosure, "interest": interest}
