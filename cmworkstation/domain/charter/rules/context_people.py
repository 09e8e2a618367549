"""Checks on who speaks, where and when: mandate, invitation, state of an approved answer, crisis."""

from collections.abc import Iterator
from datetime import date

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.lexicon import Lexicon
from cmworkstation.domain.charter.model import Charter, Speaker, by_id
from cmworkstation.domain.charter.page import Page, Spot
from cmworkstation.domain.charter.rules.context_texts import topics_in
from cmworkstation.domain.charter.rules.context_words import HOLDING, OUTSIDE, PARTS, STATES
from cmworkstation.domain.charter.rules.kinds import Finder, Makers
from cmworkstation.domain.charter.surroundings import AnswerUse, Arrival
from cmworkstation.domain.charter.words import Words, primary


def mandate(_rule: Rule, charter: Charter, _lexicon: Lexicon, language: str) -> Finder:
    """Whoever writes speaks outside their mandate: account, language, kind of message, topic, crisis level."""
    known = by_id(charter.speakers)

    def find(page: Page) -> Iterator[Spot]:
        held = page.context.surroundings.speakers
        if held is None or not page.tokens.words:
            return
        mandates = [known[name] for name in held if name in known]
        reasons = [next(_outside(one, charter, page, language), ("", "")) for one in mandates]
        reasons = reasons or [("none", "")]
        if all(reason for reason, _ in reasons):
            reason, about = reasons[0]
            yield Spot(0, len(page.view.text), what=_filled(OUTSIDE[reason], topic=about))

    return find


def _outside(
    speaker: Speaker, charter: Charter, page: Page, language: str
) -> Iterator[tuple[str, str]]:
    """Yield why a mandate does not reach as far as this draft, with the topic where that is it."""
    context = page.context
    category = by_id(charter.categories).get(context.category)
    crisis = by_id(charter.crises).get(context.surroundings.crisis)
    if not _holds(speaker, context.on):
        yield "over", ""
    if "send" not in speaker.may:
        yield "send", ""
    if speaker.accounts and context.account and context.account not in speaker.accounts:
        yield "account", ""
    if language and speaker.languages and language not in map(primary, speaker.languages):
        yield "language", ""
    if crisis and crisis.speakers and speaker.id not in crisis.speakers:
        yield "crisis", ""
    if category and category.roles and speaker.id not in category.roles:
        yield "category", ""
    for topic in topics_in(page.tokens.words, speaker.never):
        yield "topic", topic


def _holds(speaker: Speaker, today: date | None) -> bool:
    return today is None or (
        (speaker.valid_from is None or speaker.valid_from <= today)
        and (speaker.valid_until is None or today <= speaker.valid_until)
    )


def _filled(words: Words, **values: str) -> Words:
    done = dict(words)
    for name, value in values.items():
        done = {lang: text.replace("{" + name + "}", value) for lang, text in done.items()}
    return done


def invited(_rule: Rule, _charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """We enter a conversation to which nobody invited us."""

    def find(page: Page) -> Iterator[Spot]:
        if page.context.surroundings.arrival is Arrival.UNINVITED and page.tokens.words:
            yield Spot(0, len(page.view.text))

    return find


def answer_state(rule: Rule, _charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """The approved answer may not be used (`class` "state"), or is worn (`class` "use"); without a class, both."""

    def find(page: Page) -> Iterator[Spot]:
        around = page.context.surroundings
        use = around.answer or AnswerUse("")
        found: list[Words] = []
        if rule.class_ in ("", "state"):
            found += _unusable(use, around.expired_facts)
        if rule.class_ in ("", "use"):
            found += _worn(use)
        for what in found:
            yield Spot(0, len(page.view.text), what=what, values={"to": use.id})

    return find


def _unusable(use: AnswerUse, expired_facts: tuple[str, ...]) -> Iterator[Words]:
    if use.reason:
        yield STATES.get(use.reason, STATES["gone"])
    if use.other_audience:
        yield STATES["audience"]
    if expired_facts:
        yield STATES["facts"]


def _worn(use: AnswerUse) -> Iterator[Words]:
    if use.review_due:
        yield STATES["review"]
    if use.same_day_max is not None and use.used_today >= use.same_day_max:
        yield _filled(STATES["often"], n=str(use.used_today), max=str(use.same_day_max))
    if use.own_words_min is not None and use.own_words < use.own_words_min:
        yield _filled(STATES["words"], n=str(use.own_words), max=str(use.own_words_min))


def crisis(rule: Rule, charter: Charter, _lexicon: Lexicon, language: str) -> Finder:
    """What is sent is paused at this level (`class` "pause"), or a holding statement lacks a part (`class` "parts")."""
    levels = by_id(charter.crises)
    parts = HOLDING.get(language, {})

    def find(page: Page) -> Iterator[Spot]:
        around = page.context.surroundings
        level = levels.get(around.crisis)
        if level is None or not page.tokens.words or around.addendum:
            return
        if around.holding:
            if rule.class_ in ("", "parts"):
                for name, pattern in parts.items():
                    if not pattern.search(page.view.lower):
                        at = len(page.view.text)
                        yield Spot(at, at, what=PARTS[name])
        elif around.act in level.pauses and rule.class_ in ("", "pause"):
            yield Spot(0, len(page.view.text), what=level.label or {"en": level.id})

    return find


MAKERS: Makers = {
    "mandate": mandate,
    "invited": invited,
    "answer-state": answer_state,
    "crisis": crisis,
}
