"""The state ring: what the clock alone brings about, told from values and the time. Pure; whoever calls looks them up.

Silence after a message, thanks that are owed, promises that fall due; facts, answers and the charter itself that
run out or want a review.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cmworkstation.domain.charter.builtin import SEVERITIES
from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.state_words import REMINDERS
from cmworkstation.domain.charter.words import Words

UNTOUCHED = timedelta(hours=2)  # a conversation that somebody took and left
AHEAD = timedelta(days=1)  # a promise is shown this long before it is due
NAMELESS = frozenset(kind for kind, words in REMINDERS.items() if "{name}" not in words["en"])
AHEAD_DAYS = 30  # facts, answers and reviews


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation in which somebody waits for us; times aware, None where there is none."""

    id: str
    since: datetime
    warn_at: datetime | None = None
    due_at: datetime | None = None
    taken_at: datetime | None = None  # when one of us said they would answer
    touched_at: datetime | None = None  # when a draft or a note was last written


@dataclass(frozen=True, slots=True)
class Promised:
    """An open promise."""

    id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing that time has brought about: which rule, about what, how heavy, since or until when, in words."""

    rule: str
    kind: str
    subject: str
    severity: Severity
    at: date  # a datetime where the hour matters
    message: Words


def silences(charter: Charter, waiting: Iterable[Waiting], now: datetime) -> Iterator[Reminder]:
    """Yield the conversations that wait too long; past the target before past the warning, each once."""
    severity = _severity(charter, "core/silence", Severity.WARN)
    if severity is None:
        return
    for one in waiting:
        kind, at = _silence(one, now)
        if at is not None:
            weight = Severity.ERROR if kind == "past-target" else severity
            yield _reminder("core/silence", kind, one.id, weight, at)


def thanked_for(charter: Charter) -> frozenset[str]:
    """Return the categories whose messages a charter wants thanks for; none where it says no time for it."""
    if not charter.relation.end.get("thanks_within"):
        return frozenset()
    return frozenset(one.id for one in charter.categories if one.action == "thank")


def thankless(charter: Charter, given: Iterable[Waiting], now: datetime) -> Iterator[Reminder]:
    """Yield the contributions that nobody has thanked for by their `due_at`."""
    severity = _severity(charter, "core/no-thanks", Severity.WARN)
    if severity is None:
        return
    for one in given:
        if one.due_at is not None and now >= one.due_at:
            yield _reminder("core/no-thanks", "no-thanks", one.id, severity, one.due_at)


def promises_due(
    promises: Iterable[Promised], now: datetime, ahead: timedelta = AHEAD
) -> Iterator[Reminder]:
    """Yield the promises that are late, and those that fall due soon."""
    for one in promises:
        if one.due_at < now:
            yield _reminder("core/promise", "promise-late", one.id, Severity.ERROR, one.due_at)
        elif one.due_at <= now + ahead:
            yield _reminder("core/promise", "promise-due", one.id, Severity.WARN, one.due_at)


def expiring(charter: Charter, on: date, ahead_days: int = AHEAD_DAYS) -> Iterator[Reminder]:
    """Yield what of a charter has run out or will within `ahead_days`: facts, answers, mandates, its own review."""
    until = on + timedelta(days=ahead_days)
    header = charter.header
    dated = [("charter-review", header.id, header.review_by)]
    dated += [("fact", one.id, one.expires_on) for one in charter.facts]
    for answer in charter.answers:
        dated.append(("answer", answer.id, answer.valid_until))
        dated.append(("answer-review", answer.id, answer.review_by))
    dated += [("statement", one.id, one.valid_until) for one in charter.statements]
    dated += [("mandate", one.id, one.valid_until) for one in charter.speakers]
    for kind, name, day in dated:
        if day is not None and day < on:
            yield _reminder("core/expiry", f"{kind}-over", name, Severity.ERROR, day)
        elif day is not None and day <= until:
            yield _reminder("core/expiry", f"{kind}-soon", name, Severity.CUE, day)


def _silence(one: Waiting, now: datetime) -> tuple[str, datetime | None]:
    if one.due_at is not None and now >= one.due_at:
        return "past-target", one.due_at
    if one.warn_at is not None and now >= one.warn_at:
        return "past-warning", one.warn_at
    if one.taken_at is not None:
        last = max(one.taken_at, one.touched_at or one.taken_at)
        if now - last >= UNTOUCHED:
            return "untouched", last
    return "", None


def _severity(charter: Charter, rule: str, usual: Severity) -> Severity | None:
    """Return the severity that a charter wants for a rule, None where it is off."""
    severity = usual
    for use in charter.uses:
        if rule in use.off:
            return None
        given = use.severity.get(rule)
        if given in SEVERITIES:
            severity = Severity(given)
    return severity


def _reminder(rule: str, kind: str, subject: str, severity: Severity, at: date) -> Reminder:
    words = REMINDERS[kind]
    if kind not in NAMELESS:
        words = {lang: text.replace("{name}", subject) for lang, text in words.items()}
    return Reminder(rule, kind, subject, severity, at, words)
