"""Asking people for something: how often in a period over all networks, and whether it is their subject at all."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from cmworkstation.domain.charter.detect.stop_words import STOP_WORDS
from cmworkstation.domain.folding import fold
from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.stems import LANGUAGES, stems
from cmworkstation.domain.values import dataclass

ENOUGH = 8  # letters of a stem: “photograph” and “photography” are one subject
SHORTEST = 3  # letters of a word that says what something is about
WORD = re.compile(r"[^\W\d_]+")
COMMON = frozenset().union(*STOP_WORDS.values())


class How(StrEnum):
    """How an ask came to be known as one."""

    FORM = "form"  # the form by which a relation begins
    DIALOGUE = "dialogue"  # a question to people that was launched
    DRAFT = "draft"  # whoever wrote it marked it


@dataclass(frozen=True, slots=True)
class Ask:
    """An ask of a person: `at` when it left, or is about to; `is_sent` once it did."""

    id: str
    author_id: AuthorId
    at: datetime
    how: How
    words: str = ""
    relation_id: str = ""
    draft_id: str = ""
    outbox_id: str = ""
    is_sent: bool = False


@dataclass(frozen=True, slots=True)
class Cap:
    """How often one person may be asked for something, over all networks."""

    most: int
    days: int


def within(asks: Iterable[Ask], cap: Cap, now: datetime) -> tuple[Ask, ...]:
    """Return the asks of the period, the earliest first."""
    since = now - timedelta(days=cap.days)
    return tuple(sorted((one for one in asks if one.at > since), key=lambda one: one.at))


def free_from(asks: Iterable[Ask], cap: Cap, now: datetime) -> datetime | None:
    """Return from when on one more ask is possible; None where it is now."""
    found = within(asks, cap, now)
    if len(found) < cap.most:
        return None
    return found[len(found) - cap.most].at + timedelta(days=cap.days)


# Coherence of topics


def about(text: str) -> frozenset[str]:
    """Return what a text is about: the stems of its words, without those that say nothing of it."""
    words = {word.lower() for word in WORD.findall(text)}
    return frozenset(
        stem[:ENOUGH]
        for word in words
        if len(word) >= SHORTEST and fold(word) not in COMMON
        for language in LANGUAGES
        for stem in stems(word, language)
    )


@dataclass(frozen=True, slots=True)
class Coherence:
    """Whether an ask is about what somebody was involved for; `shared` are the words by which it is."""

    holds: bool
    shared: tuple[str, ...] = ()
    same_topic: bool = False


def coherence(asked: str, asked_topic: str, known: Iterable[tuple[str, str]]) -> Coherence:
    """Compare an ask with what a person declared or was involved for, both as (words, topic's id).

    The same row of the topic board is the same subject. Else one word of the subject in common is enough: this only
    ever warns. Where nothing is known of the person, nothing can be said, and it holds.
    """
    known = tuple(known)
    if not known:
        return Coherence(holds=True)
    if asked_topic and any(topic == asked_topic for _, topic in known):
        return Coherence(holds=True, same_topic=True)
    wanted = about(asked)
    shared = wanted & frozenset().union(*(about(words) for words, _ in known))
    return Coherence(bool(shared) or not wanted, tuple(sorted(shared)))


def refused(text: str, topics: Iterable[str]) -> tuple[str, ...]:
    """Return the topics of which somebody does not want to hear and that a text is about: all their words are in it.

    One word in common warns elsewhere; this may stop an ask, and so wants the whole topic.
    """
    said = about(text)
    return tuple(one for one in topics if (wanted := about(one)) and wanted <= said)


# Familiarity

FAMILIAR = {
    "fr": re.compile(
        r"\b(?:tu|te|toi|ta|tes|salut|coucou)\b|\bt['’](?=\w)"
        r"|(?<!\ble )(?<!\bun )(?<!\bdu )(?<!\bau )(?<!\bce )(?<!\bquel )(?<!\bautre )(?<!\bbon )\bton\b",
        re.IGNORECASE,
    ),
    "en": re.compile(r"^\W*(?:hey|hiya|yo|what['’]?s up|mate|buddy)\b", re.IGNORECASE),
}


def is_familiar(text: str, language: str) -> bool:
    """Tell whether a text speaks as among friends, which nobody does who writes to somebody for the first time."""
    pattern = FAMILIAR.get(language)
    return bool(pattern and pattern.search(text))
