"""What is planned, in words: kinds, states, times, and what does not hold together."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from cmworkstation.domain import foreign
from cmworkstation.domain.calendar_file import Entry
from cmworkstation.domain.calendar_reading import Why
from cmworkstation.domain.coherence import Check, Finding
from cmworkstation.domain.operation import Kind, Occurrence, Operation, State
from cmworkstation.domain.recurrence import Every, ends_on, every_of, times_of
from cmworkstation.domain.relay import Cell, How, NewsKind, Told
from cmworkstation.domain.slot import zone_of
from cmworkstation.domain.stated import FactKind
from cmworkstation.i18n import N_, labelled, number, tr, trn
from cmworkstation.words import days

if TYPE_CHECKING:
    from cmworkstation.services.calendar_import import Incoming

Names = Mapping[str, str]  # id → what it is called

KINDS: Final[Mapping[Kind, str]] = {
    Kind.NEWSLETTER: N_("newsletter"),
    Kind.POST: N_("post"),
    Kind.EVENT: N_("event"),
    Kind.COUPON: N_("coupon"),
    Kind.DIALOGUE: N_("dialogue"),
    Kind.RELATION: N_("relation"),
}
STATES: Final[Mapping[State, str]] = {
    State.IDEA: N_("idea"),
    State.AGREED: N_("agreed"),
    State.READY: N_("ready"),
    State.DONE: N_("done"),
    State.DROPPED: N_("dropped"),
}
EVERY: Final[Mapping[Every, str]] = {
    Every.ONCE: N_("once"),
    Every.DAY: N_("every day"),
    Every.WEEK: N_("every week"),
    Every.TWO_WEEKS: N_("every two weeks"),
    Every.MONTH: N_("every month, on the same day"),
    Every.WEEKDAY: N_("every month, on the same weekday"),
    Every.YEAR: N_("every year"),
    Every.OTHER: N_("by a rule of its own"),
}
CHECKS: Final[Mapping[Check, str]] = {
    Check.THEME_GAP: N_("A theme is silent"),
    Check.CHANNEL_SILENT: N_("A channel is silent"),
    Check.SAME_AUDIENCE: N_("The same people twice on one day"),
    Check.SAME_CHANNEL: N_("Two things on one channel the same day"),
    Check.FACTS_DIFFER: N_("Dates, prices or places differ"),
    Check.CONTRADICTION: N_("Key messages contradict one another"),
    Check.ONE_CHANNEL: N_("Said on one channel only"),
    Check.COUPON_OVER: N_("A coupon ends before it is announced"),
    Check.EVENT_LATE: N_("An event is announced late"),
    Check.EVENT_SILENT: N_("An event is announced nowhere"),
    Check.FATIGUE: N_("Too many messages to the same people"),
}
FACTS: Final[Mapping[FactKind, str]] = {
    FactKind.DAY: N_("day: {one} / {two}"),
    FactKind.TIME: N_("time: {one} / {two}"),
    FactKind.AMOUNT: N_("amount: {one} / {two}"),
    FactKind.SHARE: N_("share: {one} / {two}"),
    FactKind.PLACE: N_("place: {one} / {two}"),
}
FAULTS: Final[Mapping[Why, str]] = {
    Why.NOT_A_CALENDAR: N_("This is no calendar file."),
    Why.TOO_LARGE: N_("The file is larger than a calendar ever is."),
    Why.TOO_MANY: N_("The file has more events than can be taken in; the rest is left out."),
    Why.TOO_LONG: N_("The event has more lines than anybody writes."),
    Why.NO_START: N_("It does not say when it begins."),
    Why.UNREADABLE: N_("It is damaged, so that it cannot be read."),
    Why.OUT_OF_TIME: N_("Its year is one that nobody plans for."),
    Why.RULE: N_("It repeats in a way that is not kept here: it is taken once."),
    Why.EXTRA_DATES: N_("Single dates beside its rule are left out."),
    Why.ZONE: N_("Its time zone is unknown: it is read by the clock of this computer."),
    Why.NOT_CLOSED: N_("The file ends in the middle of it."),
}
NEWS: Final[Mapping[NewsKind, str]] = {
    NewsKind.POST: N_("post"),
    NewsKind.PAGE: N_("page"),
    NewsKind.OPERATION: N_("operation"),
}
TOLD: Final[Mapping[Told, str]] = {
    Told.DONE: N_("done"),
    Told.ADAPTED: N_("adapted"),
    Told.NOT_HERE: N_("not here"),
    Told.BEGUN: N_("begun"),
    Told.GAP: N_("missing"),
}
HOW: Final[Mapping[How, str]] = {
    How.ORIGIN: N_("it was said here first"),
    How.ADDRESS: N_("recognised by its address"),
    How.WORDS: N_("recognised by its words"),
    How.REPLY: N_("sent from here"),
    How.BY_HAND: N_("noted by hand"),
    How.NOBODY: "",
}
SHORT: Final = 48  # letters of a message beside another one
CATEGORY: Final[Mapping[Kind, str]] = {kind: kind.value.capitalize() for kind in Kind}
STATUS: Final = {State.IDEA: "TENTATIVE"}


REGIONS: Final = {  # whose holidays may be shown, by the names that people know
    "FR": N_("France"),
    "FR-57": N_("France, Moselle"),
    "FR-ALS": N_("France, Alsace"),
    "FR-GP": N_("Guadeloupe"),
    "FR-MQ": N_("Martinique"),
    "FR-RE": N_("Réunion"),
    "BE": N_("Belgium"),
    "CH-GE": N_("Switzerland, Geneva"),
    "LU": N_("Luxembourg"),
    "CA-QC": N_("Canada, Quebec"),
    "DE": N_("Germany"),
    "GB-ENG": N_("England"),
    "GB-SCT": N_("Scotland"),
    "IE": N_("Ireland"),
    "US": N_("United States"),
}


def region(key: str) -> str:
    """Return whose holidays are shown."""
    if not key:
        return tr("Nobody’s holidays")
    return tr(REGIONS[key]) if key in REGIONS else key


def kind(one: Kind) -> str:
    """Return what a kind is called."""
    return tr(KINDS[one])


def state(one: Operation) -> str:
    """Return how far an operation is."""
    if one.cancelled:
        return tr("cancelled in its calendar")
    return tr(STATES[one.state])


def day(at: date, *, year: bool = False) -> str:
    """Return a day as people say it: "Monday 3 November"."""
    weekdays = tr("Monday Tuesday Wednesday Thursday Friday Saturday Sunday").split()
    said = tr("{weekday} {day} {month}").format(
        weekday=weekdays[at.weekday()], day=at.day, month=month(at.month)
    )
    return f"{said} {at.year}" if year else said


def month(n: int) -> str:
    """Return the name of a month."""
    names = tr(
        "January February March April May June July August September October November December"
    )
    return names.split()[n - 1]


def weekdays() -> list[str]:
    """Return the short names of the days of a week, from Monday on."""
    return tr("Mon Tue Wed Thu Fri Sat Sun").split()


def when(one: Occurrence) -> str:
    """Return when something takes place, by the clock of its own zone."""
    zone = zone_of(one.operation.zone)
    begins, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
    several = one.last_day > one.day
    if one.operation.all_day:
        if several:
            return tr("{first} to {last}").format(first=day(one.day), last=day(one.last_day))
        return day(one.day)
    if several:
        first = f"{day(one.day)} {begins:%H:%M}"
        return tr("{first} to {last}").format(first=first, last=f"{day(one.last_day)} {ends:%H:%M}")
    clock = f"{begins:%H:%M}" if ends <= begins else f"{begins:%H:%M}–{ends:%H:%M}"
    said = f"{day(one.day)}, {clock}"
    local = one.starts_at.astimezone()
    if one.operation.zone and local.utcoffset() != begins.utcoffset():
        said += " " + tr("({zone})").format(zone=one.operation.zone)
    return said


def clock(one: Occurrence) -> str:
    """Return at what time something begins, by the clock of its own zone."""
    return f"{one.starts_at.astimezone(zone_of(one.operation.zone)):%H:%M}"


def heard(one: Occurrence, theme: str, warnings: int) -> str:
    """Return what a screen reader says: "newsletter, theme Roads, Monday 3 November, 2 warnings"."""
    mine = one.operation
    parts = [
        kind(mine.kind),
        foreign.line(mine.title, 80),
        tr("theme {theme}").format(theme=foreign.line(theme, 60)) if theme else tr("no theme"),
        when(one),
        state(mine),
    ]
    if mine.recurrence:
        parts.append(repeats(mine))
    if warnings:
        parts.append(trn("{n} warning", "{n} warnings", warnings).format(n=warnings))
    return ", ".join(parts)


def repeats(one: Operation) -> str:
    """Return how often an operation takes place."""
    first = one.starts_at.astimezone(zone_of(one.zone)).date()
    said = tr(EVERY[every_of(one.recurrence, first)])
    until, times = ends_on(one), times_of(one.recurrence)
    if times:
        return trn("{every}, {n} time", "{every}, {n} times", times).format(every=said, n=times)
    if until is None:
        return said
    return tr("{every} until {day}").format(every=said, day=days.short(until))


# What does not hold together


def check(one: Check) -> str:
    """Return what a check is called."""
    return tr(CHECKS[one])


def finding(one: Finding, themes: Names, channels: Names) -> str:
    """Return a finding as a sentence."""
    theme = foreign.line(themes.get(one.topic_id, ""), 60) or tr("without theme")
    channel = foreign.line(channels.get(one.channel, ""), 60) or tr("a channel that is gone")
    first, last = one.first, one.last
    texts = [
        foreign.line(text, SHORT if one.check is Check.CONTRADICTION else 80) for text in one.texts
    ]
    first_text, second_text = [*texts, "", ""][:2]
    values = {
        "theme": theme,
        "channel": channel,
        "audience": foreign.line(one.audience, 60),
        "n": number(one.n),
        "first": days.short(first) if first else "",
        "last": days.short(last) if last else "",
        "day": day(first) if first else "",
        "one": first_text,
        "two": second_text,
        "facts": "; ".join(
            tr(FACTS[each.kind]).format(one=each.one, two=each.two) for each in one.said
        ),
    }
    return (
        _sentence(one).format(**values).replace("..", ".")
    )  # after a month that ends in a full stop


def _sentence(one: Finding) -> str:
    if one.check is Check.THEME_GAP:
        return trn(
            "Nothing is said about “{theme}” for {n} week, from {first} to {last}.",
            "Nothing is said about “{theme}” for {n} weeks, from {first} to {last}.",
            one.n,
        )
    if one.check is Check.CHANNEL_SILENT:
        return trn(
            "Nothing is planned on “{channel}” for {n} week, from {first} to {last}.",
            "Nothing is planned on “{channel}” for {n} weeks, from {first} to {last}.",
            one.n,
        )
    if one.check is Check.EVENT_LATE:
        if one.n == 0:
            return tr("“{one}” is announced on the very day ({two}).")
        return trn(
            "“{one}” is announced only {n} day before ({two}, {first}).",
            "“{one}” is announced only {n} days before ({two}, {first}).",
            one.n,
        )
    if one.check is Check.CONTRADICTION and one.said:
        return tr("In one week, about “{theme}”: “{one}” and “{two}” ({facts}).")
    return {
        Check.SAME_AUDIENCE: tr("“{one}” and “{two}” both go to {audience} on {day}."),
        Check.SAME_CHANNEL: tr("“{one}” and “{two}” are both on “{channel}” on {day}."),
        Check.FACTS_DIFFER: tr("“{one}” and “{two}” do not say the same ({facts})."),
        Check.CONTRADICTION: tr("In one week, about “{theme}”: “{one}” and “{two}”."),
        Check.ONE_CHANNEL: tr("“{one}” is said on “{channel}” and nowhere else."),
        Check.COUPON_OVER: tr(
            "“{one}” ends on {first}; “{two}”, which tells of it, goes out on {last}."
        ),
        Check.EVENT_SILENT: tr("“{one}” is on {day}, and no post and no newsletter tells of it."),
        Check.FATIGUE: tr("{audience} get {n} messages in the week of {first}."),
    }[one.check]


# Calendar files


def fault(why: Why) -> str:
    """Return why something of a calendar file could not be read."""
    return tr(FAULTS[why])


def incoming(one: "Incoming") -> str:
    """Return what taking a file in would do, in one line."""
    parts = [
        trn("{n} new", "{n} new", len(one.new)).format(n=number(len(one.new))),
        trn("{n} changed", "{n} changed", len(one.changed)).format(n=number(len(one.changed))),
        trn("{n} cancelled", "{n} cancelled", len(one.cancelled)).format(
            n=number(len(one.cancelled))
        ),
        trn("{n} unchanged", "{n} unchanged", one.same).format(n=number(one.same)),
    ]
    said = [part for part, n in zip(parts, _numbers(one), strict=True) if n]
    if one.older:
        text = trn("{n} older than what is here", "{n} older than what is here", one.older)
        said.append(text.format(n=number(one.older)))
    if one.twice:
        text = trn("{n} in the file more than once", "{n} in the file more than once", one.twice)
        said.append(text.format(n=number(one.twice)))
    if one.ours:
        text = trn("{n} date of this program", "{n} dates of this program", one.ours)
        said.append(text.format(n=number(one.ours)))
    if one.faults:
        text = trn("{n} remark", "{n} remarks", len(one.faults))
        said.append(text.format(n=number(len(one.faults))))
    return " · ".join(said) or tr("There is nothing in it.")


def _numbers(one: "Incoming") -> tuple[int, ...]:
    return len(one.new), len(one.changed), len(one.cancelled), one.same


def entry(
    uid: str, one: Operation, instead: Collection[tuple[str, str]], *, details: bool
) -> Entry:
    """Return an operation as a calendar shows it; `instead` names the times of series that others take the place of."""
    zone = zone_of(one.zone)

    def at(moment: datetime) -> datetime | date:
        return moment.astimezone(zone).date() if one.all_day else moment

    replaced = {id_ for of, id_ in instead if one.uid and of == one.uid}
    but = [
        each for each in one.except_at if f"{each.astimezone(UTC):%Y%m%dT%H%M%SZ}" not in replaced
    ]
    of_series = None
    if one.recurrence_id and one.uid:
        said = datetime.strptime(one.recurrence_id, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        of_series = at(said)
    more = [one.message, one.details if details else ""]
    return Entry(
        uid,
        at(one.starts_at),
        one.title,
        "\n".join(filter(None, more)),
        CATEGORY[one.kind],
        at(one.ends_at) if one.all_day or one.ends_at > one.starts_at else None,
        one.zone,
        one.recurrence,
        tuple(at(each) for each in but),
        of_series,
        one.url,
        "CANCELLED" if one.cancelled else STATUS.get(one.state, "CONFIRMED"),
        blocks=one.kind is Kind.EVENT,
    )


# News and channels


def of_relation(one: Operation, now: datetime) -> str:
    """Return that a relation belongs to an operation, and when that is."""
    day_ = day(one.starts_at.astimezone(zone_of(one.zone)).date())
    said = (
        tr("Operation “{title}”, {day}")
        if one.ends_at >= now
        else tr("Operation “{title}”, {day}, over")
    )
    return said.format(title=foreign.line(one.title, 60), day=day_)


def news_kind(one: NewsKind) -> str:
    """Return what news is."""
    return tr(NEWS[one])


def told(one: Told) -> str:
    """Return how news stands on a channel."""
    return tr(TOLD[one])


def cell(one: Cell) -> str:
    """Return how news stands on a channel, and how that is known or why it is so."""
    said = told(one.told)
    if one.why:
        return labelled(said, foreign.line(one.why, 80))
    if one.how is not How.NOBODY:
        return f"{said}, {tr(HOW[one.how])}"
    return said
