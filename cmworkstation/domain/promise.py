"""Dated promises: what was promised to whom by which day, and whether it was kept.

A promise belongs to a draft at first. It is given when the reply arrives, and open from then on until a reply keeps
it, or until somebody says what became of it. One that was made elsewhere, such as on the telephone, is noted by hand
and open at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import NewType

from cmworkstation.domain.charter.finding import Edit, Finding
from cmworkstation.domain.charter.page import sentences_of
from cmworkstation.domain.charter.words import primary
from cmworkstation.domain.ids import AccountId, ConversationId, DraftId, MessageId, OutboxId
from cmworkstation.domain.profile import ProfileId

PromiseId = NewType("PromiseId", str)

DATE = "{date}"
FRIDAY, SATURDAY = 4, 5
OFFERED = 30  # open days that a person may choose from
FAR = timedelta(days=60)  # from there on a date in another year names it
LOOKED_AHEAD = 120  # days, for a calendar that is closed for long
SHORTEST_WORDS = 3  # characters of what was promised
SHORTEST_WHY = 10  # characters that explain why a promise will not be kept

DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}
MONTHS = {
    "en": (
        "January February March April May June July August September October November December"
    ).split(),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ).split(),
}
BY = {"en": "by {date}", "fr": "d’ici {date}"}
FOLLOW_UP = {
    "en": "You will have an answer to this {by}.",
    "fr": "Vous aurez une réponse sur ce point {by}.",
}
PUT_OFF = {
    "en": "We had promised you news {phrase}. We are not there yet: you will have them {new}.",
    "fr": "Nous vous avions promis des nouvelles {phrase}. Nous n’y sommes pas encore :"
    " vous les aurez {new}.",
}
IsOpen = Callable[[date], bool]


class PromiseState(StrEnum):
    """Where a promise stands."""

    DRAFT = "draft"  # in a reply that has not arrived yet
    OPEN = "open"
    KEPT = "kept"
    WONT = "wont"  # we will not, for a reason that was told
    BROKEN = "broken"  # its day passed, and it was not kept
    WITHDRAWN = "withdrawn"  # nobody waits for it any more: released, or noted in error
    REFUSED = "refused"  # a sentence that looked like one, and is none
    GONE = "gone"  # never given: its draft was discarded, or the words were taken out


GIVEN = (
    PromiseState.OPEN,
    PromiseState.KEPT,
    PromiseState.WONT,
    PromiseState.BROKEN,
    PromiseState.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise. `phrase` is the date as the reply says it, `words` the sentence around it."""

    id: PromiseId
    conversation_id: ConversationId
    account_id: AccountId
    message_id: MessageId
    draft_id: DraftId
    outbox_id: OutboxId
    phrase: str
    words: str
    first_due_at: datetime  # the day that was promised first
    due_at: datetime
    state: PromiseState
    why: str
    kept_by: str  # the reply that keeps it, or the draft that will
    by: ProfileId
    created_at: datetime
    closed_at: datetime | None = None
    who: str = ""  # the person it was given to
    language: str = ""

    def is_late(self, now: datetime) -> bool:
        """Tell whether the day is over."""
        return self.state is PromiseState.OPEN and now > self.due_at


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody of a conversation to whom something can be promised, by their newest message."""

    message_id: MessageId
    name: str
    handle: str
    language: str


@dataclass(frozen=True, slots=True)
class SentReply:
    """A reply of a conversation in which something may have been promised."""

    outbox_id: OutboxId
    sent_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Due:
    """What wants attention now."""

    late: tuple[Promise, ...]
    soon: tuple[Promise, ...]  # due today or tomorrow


@dataclass(frozen=True, slots=True)
class Figures:
    """How well promises were kept: of those that were due, how many by the day first promised, and how late."""

    due: int
    kept_on_date: int
    wont: int  # said so beforehand
    broken: int  # and not
    lateness: timedelta | None  # median of those that were kept late


def figures(promises: Iterable[Promise], now: datetime) -> Figures:
    """Return the figures of all promises that were due by now or are closed."""
    due = [
        one
        for one in promises
        if one.state in (PromiseState.KEPT, PromiseState.WONT, PromiseState.BROKEN)
        or (one.state is PromiseState.OPEN and one.first_due_at < now)
    ]
    kept = [one for one in due if one.state is PromiseState.KEPT]
    late = [
        (one.closed_at - one.first_due_at).total_seconds()
        for one in kept
        if one.closed_at is not None and one.closed_at > one.first_due_at
    ]
    return Figures(
        due=len(due),
        kept_on_date=len(kept) - len(late),
        wont=sum(one.state is PromiseState.WONT for one in due),
        broken=sum(one.state is PromiseState.BROKEN for one in due),
        lateness=timedelta(seconds=median(late)) if late else None,
    )


def whole_day(day: date, language: str) -> str:
    """Return a day with its year for readers, "3 September 2026"; without its weekday."""
    spoken = language if language in MONTHS else "en"
    number = "1er" if spoken == "fr" and day.day == 1 else str(day.day)
    return f"{number} {MONTHS[spoken][day.month - 1]} {day.year}"


def day_in_words(day: date, language: str, today: date) -> str:
    """Return "Friday 4 December" in the language of a draft; other languages than ours get "2026-12-04"."""
    spoken = primary(language)
    if spoken not in DAYS:
        return day.isoformat()
    number = "1er" if spoken == "fr" and day.day == 1 else str(day.day)
    said = f"{DAYS[spoken][day.weekday()]} {number} {MONTHS[spoken][day.month - 1]}"
    return f"{said} {day.year}" if day.year != today.year and day - today > FAR else said


def by_day(day: date, language: str, today: date) -> str:
    """Return "by Friday 4 December" in the language of a draft."""
    template = BY.get(primary(language), BY["en"])
    return template.replace(DATE, day_in_words(day, language, today))


def put_off(promise: Promise, day: date, language: str, today: date) -> str:
    """Return what to write to somebody whose promise is put off to another day."""
    spoken = primary(language)
    template = PUT_OFF.get(spoken, PUT_OFF["en"])
    new = by_day(day, language, today)
    lead = BY.get(spoken, BY["en"]).replace(DATE, "")
    phrase = promise.phrase  # "tomorrow" would mean another day by now
    if not phrase.startswith(lead):
        phrase = by_day(promise.first_due_at.date(), language, today)
    return template.replace("{phrase}", phrase).replace("{new}", new)


@dataclass(frozen=True, slots=True)
class Quick:
    """A day to choose with one press; `name` is "tomorrow", "next-open", "friday" or "week"."""

    name: str
    day: date


def quick_days(today: date, is_open: IsOpen) -> tuple[Quick, ...]:
    """Return tomorrow, the next Friday and the day in a week, moved to open days, each day once."""
    tomorrow = today + timedelta(1)
    friday = tomorrow + timedelta((FRIDAY - tomorrow.weekday()) % 7)
    found: dict[date, str] = {}
    for name, wanted in (
        ("tomorrow", tomorrow),
        ("friday", friday),
        ("week", today + timedelta(7)),
    ):
        day = next(iter(open_days(wanted, is_open, 1)), None)
        if day is None:
            continue
        moved = day != wanted
        found.setdefault(day, "next-open" if moved and name != "week" else name)
    return tuple(Quick(found[day], day) for day in sorted(found))


def open_days(start: date, is_open: IsOpen, most: int = OFFERED) -> tuple[date, ...]:
    """Return the open days from `start` on."""
    ahead = (start + timedelta(n) for n in range(LOOKED_AHEAD))
    found = [day for day in ahead if is_open(day)]
    return tuple(found[:most])


def is_weekday(day: date) -> bool:
    """Tell whether a day is open where no calendar says it."""
    return day.weekday() < SATURDAY


@dataclass(frozen=True, slots=True)
class Dated:
    """What puts a date into a draft: the edits, and the phrase that stands there then."""

    edits: tuple[Edit, ...]
    phrase: str


def dated(text: str, finding: Finding, day: date, language: str, today: date) -> Dated:
    """Return how to turn a vague or absolute promise into a dated one.

    A vague time is replaced. Beside any other passage the date goes to the end of its sentence, before the full stop.
    """
    said = day_in_words(day, language, today)
    for start, end, new in finding.edits:
        if DATE in new:
            phrase = new.replace(DATE, said)
            return Dated(((start, end, phrase),), phrase)
    return dated_at(text, finding.end, day, language, today)


def dated_at(text: str, at: int, day: date, language: str, today: date) -> Dated:
    """Return how to put a date where a word would begin, or to the end of the sentence in which an offset lies."""
    phrase = by_day(day, language, today)
    begins = not text[:at].strip() or text[at - 1].isspace()
    if begins and not text[at : at + 1].strip():
        return Dated(((at, at, phrase),), phrase)
    sentence = next((one for one in sentences_of(text) if one[0] <= at <= one[1]), (at, at))
    end = sentence[1]
    while end > sentence[0] and not (text[end - 1].isalnum() or text[end - 1] in ')]»"”'):
        end -= 1
    return Dated(((end, end, f", {phrase}"),), phrase)


def follow_up(text: str, day: date, language: str, today: date) -> Dated:
    """Return how to promise, at the end of a text, an answer by a day."""
    phrase = by_day(day, language, today)
    said = FOLLOW_UP.get(primary(language), FOLLOW_UP["en"]).replace("{by}", phrase)
    end = len(text.rstrip())
    return Dated(((end, len(text), said if not end else f" {said}"),), phrase)


def sentence_with(text: str, phrase: str) -> str:
    """Return the sentence of a text in which a phrase stands, "" where it does not."""
    at = text.find(phrase)
    if at < 0:
        return ""
    found = next((text[a:b] for a, b in sentences_of(text) if a <= at < b), phrase)
    return " ".join(found.split())
