"""What visitors may know of a charter: a whitelist, copied field by field into values of its own.

Nothing else can reach the public page, because the page is made of `Visitors` and never sees the charter. Contacts,
claims, mandates, persons, facts, notes, conditions and everything that the model does not know stay inside.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from cmworkstation.domain.charter.clauses import Moderation
from cmworkstation.domain.charter.hours import DAYS, DURATION
from cmworkstation.domain.charter.model import Calendar, Charter, Target, by_id
from cmworkstation.domain.charter.words import Words, said

TERM: Final = re.compile(r"(\d{1,4}) (day|week|month|year)s?")
INTERVAL: Final = re.compile(r"([0-2]\d:[0-5]\d)-([0-2]\d:[0-5]\d)")
ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
ACTIONS: Final = ("keep", "hide", "delete", "report")
KEPT: Final = ("messages", "private_messages", "evidence")  # what visitors have a stake in


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of moderation, what is done, and the steps where sanctions grow."""

    ground: str
    action: str
    notice: bool
    ladder: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """An announced reply time: for which messages ("" for all others), on which side, how long, counted how."""

    messages: str
    side: str
    amount: int
    unit: str
    open_time: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of one calendar; `days` are (first day, last day, intervals) counted from Monday."""

    timezone: str
    days: tuple[tuple[int, int, tuple[tuple[str, str], ...]], ...]
    holidays: bool


@dataclass(frozen=True, slots=True)
class Visitors:
    """Everything that the public page may say, in one language."""

    language: str
    title: str
    organisation: str
    version: str
    since: date | None
    principles: tuple[str, ...]
    accounts: tuple[tuple[str, str], ...]  # platform, handle
    ways: tuple[str, ...]  # how we answer
    promises: tuple[Promise, ...]
    hours: tuple[Hours, ...]
    grounds: tuple[Ground, ...]
    appeal: tuple[str, ...]
    labels: tuple[tuple[str, tuple[str, ...]], ...]  # label, what it says
    kept: tuple[tuple[str, int, str], ...]  # what, how many, unit


def visitors(charter: Charter, language: str, since: date | None = None) -> Visitors:
    """Return what visitors may know, in `language` or else in the charter's own."""
    head = charter.header

    def text(words: Words) -> str:
        return said(words, language, head.default_language).strip()

    return Visitors(
        language=language,
        title=text(head.title),
        organisation=head.organisation.strip(),
        version=head.version,
        since=since or head.effective_from,
        principles=tuple(filter(None, (text(one.text) for one in charter.principles))),
        accounts=tuple(_account(one) for one in head.accounts),
        ways=charter.voice.do.get(language, ()),
        promises=tuple(_promises(charter, language)),
        hours=tuple(_hours(one) for one in charter.calendars if _is_used(one, charter)),
        grounds=tuple(
            _ground(one, text(one.ground)) for one in charter.moderation if text(one.ground)
        ),
        appeal=_appeal(charter),
        labels=tuple((text(one.label), one.when) for one in charter.disclosures if text(one.label)),
        kept=tuple(_kept(charter)),
    )


def _account(name: str) -> tuple[str, str]:
    platform, _, handle = name.partition(":")
    return (platform, handle) if handle else ("", platform)


def _promises(charter: Charter, language: str) -> Iterable[Promise]:
    labels = by_id(charter.categories)
    for one in charter.targets:
        length = DURATION.fullmatch(one.first_reply)
        category = labels.get(one.category)
        if length is None or (category is None and one.category != "*"):
            continue
        name = said(category.label, language, charter.header.default_language) if category else ""
        if category is not None and not name:
            continue
        yield Promise(
            name, _side(one), int(length[1]), length[2], one.clock.startswith("calendar:")
        )


def _side(target: Target) -> str:
    return target.visibility if target.visibility in {"public", "private"} else ""


def _is_used(calendar: Calendar, charter: Charter) -> bool:
    """Tell whether these are the usual hours: those of all other messages, else any that a target counts by."""
    usual = [one.clock for one in charter.targets if one.category == "*"]
    clocks = [one for one in usual if one.startswith("calendar:")]
    clocks = clocks or [one.clock for one in charter.targets]
    return f"calendar:{calendar.id}" in clocks


def _hours(calendar: Calendar) -> Hours:
    days: list[tuple[int, int, tuple[tuple[str, str], ...]]] = []
    for n, day in enumerate(DAYS):
        intervals = tuple(
            (one[1], one[2])
            for text in calendar.week.get(day, ())
            if (one := INTERVAL.fullmatch(text))
        )
        if not intervals:
            continue
        if days and days[-1][1] == n - 1 and days[-1][2] == intervals:
            days[-1] = (days[-1][0], n, intervals)
        else:
            days.append((n, n, intervals))
    return Hours(calendar.timezone, tuple(days), bool(calendar.holidays))


def _ground(one: Moderation, ground: str) -> Ground:
    action = one.action if one.action in ACTIONS else ""
    return Ground(ground, action, one.notice, one.ladder)


def _appeal(charter: Charter) -> tuple[str, ...]:
    """Return the addresses for appeals that moderation names: of those contacts, the e-mail and nothing else."""
    contacts = by_id(charter.contacts)
    found: dict[str, None] = {}
    for one in charter.moderation:
        contact = contacts.get(one.appeal.removeprefix("contact:"))
        if contact is not None and ADDRESS.fullmatch(contact.email.strip()):
            found[contact.email.strip()] = None
    return tuple(found)


def _kept(charter: Charter) -> Iterable[tuple[str, int, str]]:
    for name in KEPT:
        term = TERM.fullmatch(str(getattr(charter.retention, name)).strip())
        if term is not None:
            yield name, int(term[1]), term[2]
