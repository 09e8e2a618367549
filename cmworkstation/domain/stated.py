"""Facts in a text that can be compared with those of another: days, times, amounts, shares, places.

Only what is written out is a fact: "next Friday" is none. Two texts contradict one another where both name facts of a
kind and none is the same; one of them may say more than the other. English and French.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from cmworkstation.domain.promise import MONTHS
from cmworkstation.domain.values import dataclass

LONGEST = 6000  # characters of a text that are looked at
ALIKE = 85  # of a hundred, from which on two places are one
_NUMBERS = {name: n for names in MONTHS.values() for n, name in enumerate(map(str.lower, names), 1)}
_NUMBERS |= {"fevrier": 2, "aout": 8, "decembre": 12}
_NUMBERS |= {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9}
_NUMBERS |= {
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
    "janv": 1,
    "févr": 2,
    "avr": 4,
    "juil": 7,
    "déc": 12,
}
_MONTH: Final = "|".join(sorted(map(re.escape, _NUMBERS), key=len, reverse=True))
_SPACE = "[ \u00a0\u202f]"


class FactKind(StrEnum):
    """What a fact says."""

    DAY = "day"
    TIME = "time"
    AMOUNT = "amount"
    SHARE = "share"  # in percent
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `value` to compare it by, and as the text says it."""

    kind: FactKind
    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What two texts say differently, as each of them says it."""

    kind: FactKind
    one: str
    two: str


_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}))?\b")
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:er|st|nd|rd|th)?{_SPACE}(?:of{_SPACE})?({_MONTH})\b\.?(?:{_SPACE}(\d{{4}}))?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b({_MONTH})\.?{_SPACE}(\d{{1,2}})(?:st|nd|rd|th)?\b(?!{_SPACE}?[h:€])(?:,?{_SPACE}(\d{{4}}))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    rf"\b([01]?\d|2[0-3])(?:{_SPACE}?[hH]{_SPACE}?([0-5]\d)?|:([0-5]\d))(?:{_SPACE}?([ap]m))?(?![\w])",
    re.IGNORECASE,
)
_TWELVE = re.compile(rf"\b(1[0-2]|0?[1-9])(?:[.]([0-5]\d))?{_SPACE}?([ap])\.?m\b", re.IGNORECASE)
_FIGURE = rf"(?<![\d.,])(?:\d{{1,3}}(?:(?:{_SPACE}|[.,])\d{{3}}){{1,4}}|\d{{1,12}})(?:[.,]\d{{1,2}})?(?![\d])"
_UNITS = {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP"}
_UNITS |= {
    "$": "USD",
    "usd": "USD",
    "dollars": "USD",
    "pounds": "GBP",
    "livres": "GBP",
    "chf": "CHF",
}
_AFTER = re.compile(
    rf"({_FIGURE}){_SPACE}?(€|£|\$|eur(?:os?)?\b|gbp\b|usd\b|chf\b|dollars\b|pounds\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(€|£|\$){_SPACE}?({_FIGURE})")
_SHARE = re.compile(rf"(?<![\d.,])(\d{{1,6}}(?:[.,]\d{{1,4}})?){_SPACE}?%")
_FRENCH_PLACE = re.compile(
    r"\b(?:\d{1,4}(?: ?bis| ?ter)?,? )?(?:rue|avenue|place|quai|boulevard|chemin|allée|impasse|salle|halle|square|cour)"
    r"(?: (?:de la|de l’|de l'|des|du|de|d’|d')?[ ]?[\w’'-]+){1,4}",
    re.IGNORECASE,
)
_ENGLISH_PLACE = re.compile(
    r"\b(?:\d{1,4} )?(?:[A-Z][\w’'-]+ ){1,3}(?:Street|Road|Lane|Square|Hall|Park|Avenue|Bridge|Library|School|Centre"
    r"|Yard|Mill|Quay|Field|Garden|Gardens)\b"
)


def facts(text: str, around: date) -> tuple[Fact, ...]:
    """Return the facts of a text, each once; a day without a year is the one nearest to `around`."""
    text = text[:LONGEST]
    found: dict[tuple[FactKind, str], Fact] = {}
    for one in (
        *_days(text, around),
        *_times(text),
        *_amounts(text),
        *_shares(text),
        *_places(text),
    ):
        found.setdefault((one.kind, one.value), one)
    return tuple(found.values())


def differences(one: Sequence[Fact], two: Sequence[Fact]) -> tuple[Difference, ...]:
    """Return the kinds of which both name facts and have none in common."""
    found = []
    for kind in FactKind:
        mine = [fact for fact in one if fact.kind is kind]
        theirs = [fact for fact in two if fact.kind is kind]
        if mine and theirs and not any(_same(a, b) for a in mine for b in theirs):
            found.append(Difference(kind, mine[0].said, theirs[0].said))
    return tuple(found)


def _same(one: Fact, two: Fact) -> bool:
    if one.kind is not FactKind.PLACE:
        return one.value == two.value
    from rapidfuzz import fuzz  # noqa: PLC0415 - not before two places are compared

    return bool(fuzz.token_set_ratio(one.value, two.value) >= ALIKE)


def _days(text: str, around: date) -> Iterator[Fact]:
    for match in _ISO.finditer(text):
        yield from _day(match[0], int(match[3]), int(match[2]), match[1], around)
    for match in _SLASHED.finditer(text):
        yield from _day(match[0], int(match[1]), int(match[2]), match[3], around)
    for match in _DAY_MONTH.finditer(text):
        yield from _day(match[0], int(match[1]), _NUMBERS[match[2].lower()], match[3], around)
    for match in _MONTH_DAY.finditer(text):
        before = text[: match.start()].rstrip()
        if not before[-1:].isdigit() and not before.endswith(("st", "nd", "rd", "th")):
            yield from _day(match[0], int(match[2]), _NUMBERS[match[1].lower()], match[3], around)


def _day(said: str, day: int, month: int, year: str | None, around: date) -> Iterator[Fact]:
    years = (int(year),) if year else (around.year - 1, around.year, around.year + 1)
    possible = []
    for one in years:
        try:
            possible.append(date(one, month, day))
        except ValueError:  # the 31st of a shorter month, or no date at all
            continue
    if possible:
        nearest = min(possible, key=lambda one: abs((one - around).days))
        yield Fact(FactKind.DAY, nearest.isoformat(), said)


def _times(text: str) -> Iterator[Fact]:
    for match in _CLOCK.finditer(text):
        hour, minute = int(match[1]), match[2] or match[3] or "00"
        if match[4] and match[4].lower() == "pm" and hour < 12:  # noqa: PLR2004 - hours of half a day
            hour += 12
        yield Fact(FactKind.TIME, f"{hour:02}:{minute}", match[0])
    for match in _TWELVE.finditer(text):
        hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
        yield Fact(FactKind.TIME, f"{hour:02}:{match[2] or '00'}", match[0])


def _amounts(text: str) -> Iterator[Fact]:
    for match in _AFTER.finditer(text):
        yield Fact(FactKind.AMOUNT, f"{_number(match[1])} {_UNITS[match[2].lower()]}", match[0])
    for match in _BEFORE.finditer(text):
        yield Fact(FactKind.AMOUNT, f"{_number(match[2])} {_UNITS[match[1]]}", match[0])


def _shares(text: str) -> Iterator[Fact]:
    for match in _SHARE.finditer(text):
        yield Fact(FactKind.SHARE, match[1].replace(",", "."), match[0])


def _number(said: str) -> str:
    """Return a figure in one form: "1 234,50", "1,234.50" and "1234.5" are one."""
    bare = re.sub(_SPACE, "", said)
    tail = re.search(r"[.,](\d{1,2})$", bare)
    cents = tail[1] if tail else ""
    whole = re.sub(r"[.,]", "", bare[: tail.start()] if tail else bare)
    cents = cents.rstrip("0")
    return f"{int(whole)}.{cents}" if cents else str(int(whole))


def _places(text: str) -> Iterator[Fact]:
    for pattern in (_FRENCH_PLACE, _ENGLISH_PLACE):
        for match in pattern.finditer(text):
            said = match[0].strip(" ,.;:")
            value = re.sub(r"[’'-]", " ", said.lower())
            yield Fact(FactKind.PLACE, " ".join(value.split()), said)
