"""Whether what is planned holds together, from one channel to the next and from one week to the next.

Each check gives findings with the operations behind them; a person may dismiss one with a reason, and it stays
dismissed for as long as it is about the same operations. Nothing here forbids anything.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import combinations
from typing import Final

from cmworkstation.domain.operation import Kind, Occurrence, Operation, State
from cmworkstation.domain.stated import Difference, FactKind, differences, facts
from cmworkstation.domain.values import dataclass, field

WEEK: Final = timedelta(days=7)
NEAR: Final = timedelta(days=14)  # within which two operations may speak of the same thing
SAME_SUBJECT: Final = 62  # of a hundred: two titles are about one thing
MENTIONED: Final = 82  # of a hundred: a text names a title
LONGEST_LIST: Final = 400  # findings that are returned
SPOKEN: Final = frozenset((Kind.NEWSLETTER, Kind.POST))
OPPOSITES: Final = tuple(
    tuple(re.compile(rf"\b(?:{side})\b", re.IGNORECASE) for side in pair.split(" / "))
    for pair in (
        "open|opens|reopens|stays open / closed|closes|stays closed|shut",
        "ouvert|ouverte|ouvre|rouvre|reste ouverte? / fermé|fermée|ferme|reste fermée?",
        "free|free of charge / paid|paying|costs|charge of",
        "gratuit|gratuite|gratuitement / payant|payante|coûte",
        "goes ahead|takes place|confirmed|maintained / cancelled|called off|postponed",
        "maintenu|maintenue|confirmé|confirmée|a lieu / annulé|annulée|reporté|reportée",
        "starts|begins|begin|start / ends|end|over|finished",
        "commence|débute|commencent|débutent / se termine|terminés?|finis?|achevés?",
        "allowed|permitted / forbidden|banned|not allowed",
        "autorisé|autorisée|permis / interdit|interdite",
        "increases|rises|more / decreases|falls|fewer|less",
        "augmente|augmentent / baisse|diminue|diminuent",
    )
)
_NEGATED: Final = re.compile(
    r"\b(?:not|no longer|never|won[’']t|isn[’']t|aren[’']t|doesn[’']t"
    r"|n[’']\w+ (?:pas|plus)|ne \w+ (?:pas|plus|jamais))\b",
    re.IGNORECASE,
)


class Check(StrEnum):
    """What is looked for."""

    THEME_GAP = "theme-gap"
    CHANNEL_SILENT = "channel-silent"
    SAME_AUDIENCE = "same-audience"  # the same day
    SAME_CHANNEL = "same-channel"  # the same day
    FACTS_DIFFER = "facts-differ"
    CONTRADICTION = "contradiction"  # key messages of one week
    ONE_CHANNEL = "one-channel"
    COUPON_OVER = "coupon-over"  # before the newsletter that tells of it
    EVENT_LATE = "event-late"  # told of too late
    EVENT_SILENT = "event-silent"  # not told of at all
    FATIGUE = "fatigue"


class Severity(StrEnum):
    """How much a finding matters."""

    WARN = "warn"
    CUE = "cue"


SEVERITIES: Final[Mapping[Check, Severity]] = {
    Check.THEME_GAP: Severity.CUE,
    Check.CHANNEL_SILENT: Severity.CUE,
    Check.SAME_AUDIENCE: Severity.WARN,
    Check.SAME_CHANNEL: Severity.CUE,
    Check.FACTS_DIFFER: Severity.WARN,
    Check.CONTRADICTION: Severity.WARN,
    Check.ONE_CHANNEL: Severity.CUE,
    Check.COUPON_OVER: Severity.WARN,
    Check.EVENT_LATE: Severity.WARN,
    Check.EVENT_SILENT: Severity.WARN,
    Check.FATIGUE: Severity.CUE,
}
# What is told of one pair of operations once: the first of these says it.
_OF_PAIRS: Final = (Check.CONTRADICTION, Check.FACTS_DIFFER)


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on something is told, in numbers a person can choose."""

    quiet_weeks: int = 2  # of a theme
    silent_weeks: int = 3  # of a channel
    event_days: int = 7  # by which an event is told of at the latest
    per_week: int = 3  # messages to one audience
    ahead_weeks: int = 6  # that are looked at


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold together. `about` are the ids of the operations behind it."""

    check: Check
    about: tuple[str, ...] = ()
    topic_id: str = ""
    channel: str = ""
    audience: str = ""
    first: date | None = None
    last: date | None = None
    n: int = 0
    said: tuple[Difference, ...] = ()
    texts: tuple[str, ...] = ()  # titles or messages of what it is about, in their order
    why: str = field(default="", compare=False)  # it was dismissed

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return SEVERITIES[self.check]

    @property
    def key(self) -> str:
        """Return what tells it apart from day to day; what it is about in other words or times is another one."""
        day = self.first.isoformat() if self.first else ""
        parts = (self.check, *sorted(self.about), self.topic_id, self.channel, self.audience, day)
        return f"{self.check}-{sha256('|'.join(parts).encode()).hexdigest()[:20]}"


def findings(
    planned: Sequence[Occurrence],
    today: date,
    themes: Iterable[str],
    channels: Iterable[str],
    limits: Limits,
) -> tuple[Finding, ...]:
    """Return what does not hold together from today on; `themes` are the ids of those that are active.

    `planned` also holds what took place lately, as far back as the longest of the limits. What matters most comes
    first, then what comes first.
    """
    said = [one for one in planned if one.operation.counts]
    last = today + limits.ahead_weeks * WEEK
    ahead = [one for one in said if today <= one.last_day and one.day <= last]
    found = [
        *_theme_gaps(said, today, last, themes, limits.quiet_weeks),
        *_silent_channels(said, today, last, channels, limits.silent_weeks),
        *_same_day(ahead),
        *_pairs(ahead),
        *_one_channel(ahead, said),
        *_coupons(ahead, said),
        *_events(ahead, said, today, limits.event_days),
        *_fatigue(ahead, limits.per_week),
    ]
    order = {Severity.WARN: 0, Severity.CUE: 1}
    found.sort(key=lambda one: (order[one.severity], one.first or last, one.check, one.key))
    return tuple(found[:LONGEST_LIST])


def of_operation(found: Iterable[Finding], operation_id: str) -> tuple[Finding, ...]:
    """Return the findings that are about one operation."""
    return tuple(one for one in found if operation_id in one.about)


# Gaps


def _stretches(
    days: Iterable[tuple[date, date]], today: date, last: date, most: timedelta
) -> Iterator[tuple[date, date]]:
    """Yield the stretches without anything that reach beyond today and are longer than `most`."""
    spans = sorted(days)
    before = max((ends for _, ends in spans if ends < today), default=None)
    begins = before + timedelta(1) if before is not None else today
    for starts, ends in spans:
        if ends < today:
            continue
        if min(starts, last) - begins >= most:
            yield begins, min(starts, last) - timedelta(1)
        begins = max(begins, ends + timedelta(1))
        if begins > last:
            return
    if last + timedelta(1) - begins >= most:
        yield begins, last


def _theme_gaps(
    said: Sequence[Occurrence], today: date, last: date, themes: Iterable[str], weeks: int
) -> Iterator[Finding]:
    by_theme: dict[str, list[Occurrence]] = defaultdict(list)
    for one in said:
        if one.operation.topic_id:
            by_theme[one.operation.topic_id].append(one)
    for theme in sorted(set(themes)):
        mine = by_theme.get(theme, [])
        if not mine:
            continue  # nobody has planned anything for it yet: an idea of the board, not a gap
        for begins, ends in _stretches(
            ((o.day, o.last_day) for o in mine), today, last, weeks * WEEK
        ):
            n = ((ends - begins).days + 1) // 7
            about = _around(mine, begins, ends)
            yield Finding(Check.THEME_GAP, about, theme, first=begins, last=ends, n=n)


def _silent_channels(
    said: Sequence[Occurrence], today: date, last: date, channels: Iterable[str], weeks: int
) -> Iterator[Finding]:
    for channel in sorted(set(channels)):
        mine = [one for one in said if channel in one.operation.channels]
        if not mine:
            continue
        for begins, ends in _stretches(
            ((o.day, o.last_day) for o in mine), today, last, weeks * WEEK
        ):
            n = ((ends - begins).days + 1) // 7
            about = _around(mine, begins, ends)
            yield Finding(
                Check.CHANNEL_SILENT, about, channel=channel, first=begins, last=ends, n=n
            )


def _around(mine: Sequence[Occurrence], begins: date, ends: date) -> tuple[str, ...]:
    """Return the operations between which a stretch lies."""
    before = max(
        (one for one in mine if one.last_day < begins), key=lambda o: o.last_day, default=None
    )
    after = min((one for one in mine if one.day > ends), key=lambda o: o.day, default=None)
    return tuple(dict.fromkeys(one.operation.id for one in (before, after) if one is not None))


# Clashes


def _same_day(ahead: Sequence[Occurrence]) -> Iterator[Finding]:
    by_day: dict[date, list[Occurrence]] = defaultdict(list)
    for one in ahead:
        by_day[one.day].append(one)
    for day, found in sorted(by_day.items()):
        for one, two in combinations(found, 2):
            if one.operation.id == two.operation.id:
                continue
            about, texts = _both(one, two)
            audience = _audience(one.operation)
            if audience and audience == _audience(two.operation):
                said = one.operation.audience
                yield Finding(
                    Check.SAME_AUDIENCE, about, audience=said, first=day, last=day, texts=texts
                )
                continue
            shared = [c for c in one.operation.channels if c in two.operation.channels]
            if shared:
                yield Finding(
                    Check.SAME_CHANNEL, about, channel=shared[0], first=day, last=day, texts=texts
                )


def _pairs(ahead: Sequence[Occurrence]) -> Iterator[Finding]:
    """Yield operations of one theme that contradict one another: each pair once."""
    by_theme: dict[str, list[Occurrence]] = defaultdict(list)
    for one in _first_times(ahead):
        if one.operation.topic_id:
            by_theme[one.operation.topic_id].append(one)
    for theme, found in sorted(by_theme.items()):
        for one, two in combinations(sorted(found, key=lambda o: (o.day, o.operation.id)), 2):
            if two.day - one.day > NEAR:
                continue
            finding = _contradiction(theme, one, two)
            if finding is not None:
                yield finding


def _contradiction(theme: str, one: Occurrence, two: Occurrence) -> Finding | None:
    first, second = one.operation, two.operation
    about, titles = _both(one, two)
    week = one.day.isocalendar()[:2] == two.day.isocalendar()[:2]
    if week and first.message and second.message:
        apart = differences(facts(first.message, one.day), facts(second.message, two.day))
        apart = tuple(
            each for each in apart if each.kind is not FactKind.TIME or _is_about(first, second)
        )
        if apart or contrary(first.message, second.message):
            texts = (first.message, second.message)
            return Finding(
                Check.CONTRADICTION,
                about,
                theme,
                first=one.day,
                last=two.day,
                said=apart,
                texts=texts,
            )
    if _is_about(first, second):
        apart = differences(facts(first.words(), one.day), facts(second.words(), two.day))
        if apart:
            return Finding(
                Check.FACTS_DIFFER,
                about,
                theme,
                first=one.day,
                last=two.day,
                said=apart,
                texts=titles,
            )
    return None


def contrary(one: str, two: str) -> bool:
    """Tell whether two sentences about the same thing say the opposite of one another."""
    for left, right in OPPOSITES:
        if (left.search(one) and right.search(two) and not left.search(two)) or (
            right.search(one) and left.search(two) and not left.search(one)
        ):
            return _like(one, two) >= SAME_SUBJECT - 12
    denied = bool(_NEGATED.search(one)) != bool(_NEGATED.search(two))
    return denied and _like(_NEGATED.sub(" ", one), _NEGATED.sub(" ", two)) >= MENTIONED


def _is_about(one: Operation, two: Operation) -> bool:
    """Tell whether two operations speak of the same thing, by their titles or because one names the other."""
    if _like(one.title, two.title) >= SAME_SUBJECT:
        return True
    return _names(one, two) or _names(two, one)


def _names(teller: Operation, told: Operation) -> bool:
    """Tell whether the words of one operation name the title of another, or are tied to it."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - not before two texts are compared

    title, words = told.title.casefold(), teller.words().casefold()
    return len(title) > 5 and fuzz.partial_ratio(title, words) >= MENTIONED  # noqa: PLR2004 - letters


def _like(one: str, two: str) -> float:
    from rapidfuzz import fuzz  # noqa: PLC0415 - not before two texts are compared

    return float(fuzz.token_set_ratio(one.casefold(), two.casefold()))


# Incoherence


def _one_channel(ahead: Sequence[Occurrence], said: Sequence[Occurrence]) -> Iterator[Finding]:
    """Yield what is agreed and said on one channel alone."""
    for one in _first_times(ahead):
        mine = one.operation
        if mine.state not in (State.AGREED, State.READY) or len(mine.channels) != 1:
            continue
        if mine.kind in (Kind.DIALOGUE, Kind.RELATION):
            continue
        elsewhere = any(
            set(other.operation.channels) - set(mine.channels)
            and abs(other.day - one.day) <= NEAR
            and other.operation.topic_id == mine.topic_id
            and _is_about(mine, other.operation)
            for other in said
            if other.operation.id != mine.id
        )
        if not elsewhere:
            yield Finding(
                Check.ONE_CHANNEL,
                (mine.id,),
                mine.topic_id,
                channel=mine.channels[0],
                first=one.day,
                texts=(mine.title,),
            )


def _coupons(ahead: Sequence[Occurrence], said: Sequence[Occurrence]) -> Iterator[Finding]:
    """Yield coupons that are over before the newsletter that tells of them goes out."""
    coupons = [one for one in _first_times(said) if one.operation.kind is Kind.COUPON]
    for letter in _first_times(ahead):
        if letter.operation.kind not in SPOKEN:
            continue
        for one in coupons:
            same = one.operation.topic_id == letter.operation.topic_id
            if same and one.last_day < letter.day and _names(letter.operation, one.operation):
                yield Finding(
                    Check.COUPON_OVER,
                    (one.operation.id, letter.operation.id),
                    one.operation.topic_id,
                    first=one.last_day,
                    last=letter.day,
                    texts=(one.operation.title, letter.operation.title),
                )


def _events(
    ahead: Sequence[Occurrence], said: Sequence[Occurrence], today: date, days: int
) -> Iterator[Finding]:
    """Yield events that nobody is told of in time."""
    for one in _first_times(ahead):
        event = one.operation
        if event.kind is not Kind.EVENT or one.day < today:
            continue
        told = [
            other
            for other in said
            if other.operation.kind in SPOKEN
            and other.day <= one.day
            and other.operation.topic_id == event.topic_id
            and _is_about(event, other.operation)
        ]
        first = min(told, key=lambda other: (other.day, other.operation.id), default=None)
        if first is None:
            if one.day - today <= days * timedelta(1) * 2:
                yield Finding(
                    Check.EVENT_SILENT,
                    (event.id,),
                    event.topic_id,
                    first=one.day,
                    n=days,
                    texts=(event.title,),
                )
        elif (one.day - first.day).days < days:
            yield Finding(
                Check.EVENT_LATE,
                (event.id, first.operation.id),
                event.topic_id,
                first=first.day,
                last=one.day,
                n=(one.day - first.day).days,
                texts=(event.title, first.operation.title),
            )


def _fatigue(ahead: Sequence[Occurrence], most: int) -> Iterator[Finding]:
    by_week: dict[tuple[str, date], list[Occurrence]] = defaultdict(list)
    for one in ahead:
        if audience := _audience(one.operation):
            monday = one.day - timedelta(one.day.weekday())
            by_week[audience, monday].append(one)
    for (_, monday), found in sorted(by_week.items()):
        if len(found) > most:
            about = tuple(dict.fromkeys(one.operation.id for one in found))
            yield Finding(
                Check.FATIGUE,
                about,
                audience=found[0].operation.audience,
                first=monday,
                last=monday + timedelta(6),
                n=len(found),
            )


def _first_times(found: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """Return each operation once, at its first time: what it says does not change from one time to the next."""
    first: dict[str, Occurrence] = {}
    for one in found:
        first.setdefault(one.operation.id, one)
    return tuple(first.values())


def _both(one: Occurrence, two: Occurrence) -> tuple[tuple[str, str], tuple[str, str]]:
    return (one.operation.id, two.operation.id), (one.operation.title, two.operation.title)


def _audience(one: Operation) -> str:
    return " ".join(one.audience.casefold().split())
