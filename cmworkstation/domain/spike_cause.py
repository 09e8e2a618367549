"""What a spike is made of: the words that are new in it, where it began, and whether one account made it.

A word counts once for each account that uses it, so that nobody can make a cause by repeating themselves; words of one
account alone are its own affair and are not named.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import log

from cmworkstation.domain.alert import AlertKind, Cause
from cmworkstation.domain.charter.detect.stop_words import STOP_WORDS
from cmworkstation.domain.charter.text_view import folded
from cmworkstation.domain.values import dataclass

MONOPOLY = 0.5  # the share of one account from which a spike may be its work
MOST_TERMS = 5
FEWEST_PEOPLE = 2  # who use a word
SHORTEST = 3  # letters
LONGEST_TEXT = 4_000
_ASIDE = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@\w[\w.-]*(?:@[\w.:-]*\w)?")
_WORD = re.compile(r"#?[^\W\d_]+(?:[-'][^\W\d_]+)*")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'", re.IGNORECASE)
_GREETINGS = (
    "hello hi hey cheers thanks thank please coucou merci bonjour bonsoir salut cordialement"
)
_SMALL = frozenset(_GREETINGS.split()).union(*STOP_WORDS.values())


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was said: when, by which account (any key, "" where nobody knows), where and in which words."""

    at: datetime
    author: str
    place: str
    text: str
    key: str  # what opens it


def cause(events: Sequence[Event], before: Iterable[Event]) -> Cause:
    """Return what makes these events, the first of them first, differ from those of before."""
    if not events:
        return Cause()
    first = min(events, key=lambda one: (one.at, one.key))
    people = Counter(_who(one) for one in events)
    return Cause(
        terms(events, before),
        first.place,
        first.at,
        first.key,
        len(people),
        max(people.values()) / len(events),
    )


def kind(found: Cause, count: int, alarm: int) -> AlertKind:
    """Tell a spike from one that a single account made: without it there would be none."""
    rest = count - round(found.share * count)
    alone = found.share >= MONOPOLY and rest < alarm
    return AlertKind.ONE_ACCOUNT if alone else AlertKind.SPIKE


def terms(events: Iterable[Event], before: Iterable[Event]) -> tuple[str, ...]:
    """Return the words that are said by more people than before, the most unusual first, as most of them write them."""
    now, forms, n_now = _users(events)
    then, _, n_then = _users(before)
    scores = []
    for word, people in now.items():
        if len(people) < FEWEST_PEOPLE:
            continue
        share = len(people) / n_now
        usual = (len(then.get(word, ())) + 0.5) / (n_then + 1)
        if share > usual:
            scores.append((len(people) * log(share / usual), word))
    scores.sort(key=lambda one: (-one[0], one[1]))
    return tuple(
        min(forms[word].items(), key=lambda one: (-one[1], one[0]))[0]
        for _, word in scores[:MOST_TERMS]
    )


def _users(events: Iterable[Event]) -> tuple[dict[str, set[str]], dict[str, Counter[str]], int]:
    """Return word → who uses it, word → how it is written, and how many people there are."""
    used: dict[str, set[str]] = {}
    forms: dict[str, Counter[str]] = {}
    people = set()
    for one in events:
        who = _who(one)
        people.add(who)
        for form in set(_words(one.text)):
            word = folded(form.lower())
            used.setdefault(word, set()).add(who)
            forms.setdefault(word, Counter())[form.lower()] += 1
    return used, forms, len(people)


def _words(text: str) -> Iterable[str]:
    plain = _ASIDE.sub(" ", text[:LONGEST_TEXT].replace("’", "'"))
    for found in _WORD.findall(plain):
        word = _ELISION.sub("", found).removesuffix("'s")
        if len(word.lstrip("#")) >= SHORTEST and folded(word.lower()) not in _SMALL:
            yield word


def _who(event: Event) -> str:
    return event.author or event.key
