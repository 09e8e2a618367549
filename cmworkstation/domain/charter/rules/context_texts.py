"""Checks that hold a draft against other texts: language, questions answered, repeated replies, topics, giving."""

import re
from collections.abc import Iterable, Iterator

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.detect.questions import questions
from cmworkstation.domain.charter.detect.replies import Answered, answered
from cmworkstation.domain.charter.detect.solicits import solicits
from cmworkstation.domain.charter.lexicon import Lexicon
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.page import Page, Spot
from cmworkstation.domain.charter.rules.kinds import Finder, Makers
from cmworkstation.domain.charter.text_view import folded
from cmworkstation.domain.charter.words import Words, primary

LIKE = 0.8  # from here on two replies say the same
WINDOW_H = 24.0
TIMES = 3  # the same reply, this one included, before anybody is told
QUESTION_SHOWN = 80
PART_MIN = 3  # letters; shorter parts of a name are particles
STEM = 5  # letters by which a topic's word is found in its other forms
NAMES: dict[str, Words] = {
    "fr": {"en": "French", "fr": "français"},
    "en": {"en": "English", "fr": "anglais"},
    "es": {"en": "Spanish", "fr": "espagnol"},
    "de": {"en": "German", "fr": "allemand"},
    "it": {"en": "Italian", "fr": "italien"},
    "nl": {"en": "Dutch", "fr": "néerlandais"},
    "pt": {"en": "Portuguese", "fr": "portugais"},
}


def language(rule: Rule, charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """The reply is in another language than the question; silent where the charter's people do not speak that one.

    Both must be told for sure, the draft's from its text: what its platform says of the message only confirms.
    """
    spoken = {primary(one) for one in charter.header.languages}

    def find(page: Page) -> Iterator[Spot]:
        asked = language_of(page.context.surroundings.message)
        declared = primary(page.context.surroundings.message_language)
        if not asked or (declared and declared != asked and declared in NAMES):
            return
        written = language_of(page.view.original)
        if written and written != asked and (asked in spoken or rule.policy == "always"):
            yield Spot(0, len(page.view.text), what=NAMES[asked])

    return find


def answered_kind(_rule: Rule, _charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """A question of the message has certainly no answer in the reply, and nobody ticked it off."""

    def find(page: Page) -> Iterator[Spot]:
        around = page.context.surroundings
        asked = language_of(around.message)
        if not page.tokens.words or not asked:
            return
        found = questions(around.message, asked)
        states = answered(found, page.view.original, page.language)
        at = len(page.view.text)
        for one, state in zip(found, states, strict=True):
            if state is Answered.OPEN and one.text not in around.questions_done:
                text = (
                    one.text if len(one.text) <= QUESTION_SHOWN else one.text[:QUESTION_SHOWN] + "…"
                )
                yield Spot(at, at, values={"to": text})

    return find


def duplicate(rule: Rule, _charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """The same reply again: too often in one day, or twice in one thread."""
    least = LIKE if rule.jaccard is None else rule.jaccard
    window = WINDOW_H if rule.window_h is None else rule.window_h

    def find(page: Page) -> Iterator[Spot]:
        around = page.context.surroundings
        alike = [one for one in around.repeats if one.likeness >= least]
        lately = sum(one.hours_ago <= window for one in alike) + 1
        most = rule.max_
        if most is None:
            daily = around.answer.same_day_max if around.answer else None
            most = TIMES - 1 if daily is None else daily
        if lately > most or any(one.same_thread for one in alike):
            yield Spot(0, len(page.view.text), values={"n": str(max(2, lately))})

    return find


def topics_in(words: Iterable[str], topics: Iterable[str]) -> tuple[str, ...]:
    """Return which topics, by their names in the charter, a text surely speaks of: all their words occur."""
    stems = {folded(word)[:STEM] for word in words}
    found = []
    for topic in topics:
        parts = [part[:STEM] for part in re.split(r"[-_ ]", folded(topic.lower()))]
        parts = [part for part in parts if len(part) >= PART_MIN]
        if parts and stems.issuperset(parts):
            found.append(topic)
    return tuple(found)


def topic(_rule: Rule, charter: Charter, _lexicon: Lexicon, language: str) -> Finder:
    """A favour is asked on a theme that this person never chose."""
    known = topics_of(charter)

    def find(page: Page) -> Iterator[Spot]:
        chosen = page.context.surroundings.person_topics
        if not chosen or not solicits(page.view.original, language):
            return
        about = topics_in(page.tokens.words, known)
        if about and set(about).isdisjoint(chosen):
            values = {"to": ", ".join(about), "from": ", ".join(chosen)}
            yield Spot(0, len(page.view.text), values=values)

    return find


def topics_of(charter: Charter) -> tuple[str, ...]:
    """Return the topics that a charter names, each once."""
    named = [name for one in charter.speakers for name in (*one.topics, *one.never)]
    named += [name for one in charter.contacts for name in one.topics]
    return tuple(dict.fromkeys(name for name in named if name != "*"))


def giving(rule: Rule, charter: Charter, _lexicon: Lexicon, language: str) -> Finder:
    """We ask this person for more than we give."""
    given = charter.relation.maintain.get("asks_per_gift_max")
    ratio = rule.max_ratio
    if ratio is None:
        ratio = float(given) if isinstance(given, int | float) else 1.0

    def find(page: Page) -> Iterator[Spot]:
        around = page.context.surroundings
        asks = around.asks + 1
        if around.asks and asks > ratio * around.gifts and solicits(page.view.original, language):
            values = {"n": str(asks), "max": str(around.gifts)}
            yield Spot(0, len(page.view.text), values=values)

    return find


MAKERS: Makers = {
    "language": language,
    "answered": answered_kind,
    "duplicate": duplicate,
    "topic": topic,
    "giving": giving,
}
