"""Alarms, live values and places in words."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cmworkstation.domain import foreign
from cmworkstation.domain.alert import (
    SPIKES,
    Alert,
    AlertKind,
    AlertState,
    Live,
    LiveValue,
    Series,
    SeriesKind,
)
from cmworkstation.domain.spikes import Basis
from cmworkstation.domain.talk_place import Decision, Place, PlaceKind
from cmworkstation.i18n import N_, labelled, number, tr, trn
from cmworkstation.words import presence, problems, times
from cmworkstation.words.dependence import one_decimal, percent

if TYPE_CHECKING:
    from cmworkstation.services.alerts import News

LONGEST_NAME = 60
MANIFOLD = 2.0  # from so much more on, a trend is told as "three times as much"
KINDS: Final[dict[AlertKind, str]] = {
    AlertKind.SPIKE: N_("Spike"),
    AlertKind.ONE_ACCOUNT: N_("Spike by one account"),
    AlertKind.SILENT: N_("Silent source"),
    AlertKind.UNREADABLE: N_("Unreadable source"),
    AlertKind.DRY: N_("Source without news"),
    AlertKind.OFFLINE: N_("Nothing can be reached"),
}
STATES: Final[dict[AlertState, str]] = {
    AlertState.NEW: N_("not seen yet"),
    AlertState.SEEN: N_("seen"),
    AlertState.CLOSED: N_("put away"),
}
SERIES: Final[dict[SeriesKind, str]] = {
    SeriesKind.INBOX: N_("The whole inbox"),
    SeriesKind.ACCOUNT: N_("Account {name}"),
    SeriesKind.LABEL: N_("Label {name}"),
    SeriesKind.QUERY: N_("Query {name}"),
    SeriesKind.SOURCE: N_("Source {name}"),
}
BASES: Final[dict[str, str]] = {
    Basis.WEEKS: N_("Usual is the median of this hour of the week over the last eight weeks."),
    Basis.NEAR: N_(
        "Usual is the median of this hour of the week and of those beside it: fewer than six weeks are known."
    ),
    Basis.DAYS: N_(
        "Usual is the median of this hour of all days: fewer than three weeks are known."
    ),
}
LIVE: Final[dict[str, str]] = {
    Live.VOLUME_1H: N_("In the last hour"),
    Live.BASELINE_1H: N_("Usual in this hour"),
    Live.VOLUME_24H: N_("In the last 24 hours"),
    Live.NEGATIVE_SHARE_24H: N_("Share against us, 24 hours"),
    Live.PRESS_MENTIONS_24H: N_("Stories of feeds and pages, 24 hours"),
}
DECISIONS: Final[dict[Decision, str]] = {
    Decision.PRESENT: N_("Be present"),
    Decision.LISTEN: N_("Listen only"),
    Decision.IGNORE: N_("Ignore"),
}
PLACES: Final[dict[PlaceKind, str]] = {
    PlaceKind.NETWORK: N_("Network"),
    PlaceKind.SITE: N_("Site"),
    PlaceKind.MAIL: N_("Mail"),
    PlaceKind.OTHER: N_("Other place"),
}


def kind(value: AlertKind) -> str:
    """Return what rang."""
    return tr(KINDS[value])


def state(value: AlertState) -> str:
    """Return what became of an alarm."""
    return tr(STATES[value])


def series(one: Series, name: str) -> str:
    """Return what is counted; `name` is that of the account, label, query or source."""
    said = foreign.line(name, LONGEST_NAME) or tr("that is no more")
    return tr(SERIES[one.kind]).format(name=said)


def subject(alert: Alert, name: str) -> str:
    """Return what an alarm is about."""
    if alert.kind is AlertKind.OFFLINE:
        return tr("All sources")
    return series(alert.series, name)


def headline(alert: Alert, now: datetime) -> str:
    """Return why an alarm rang, in one sentence."""
    if alert.kind in SPIKES:
        said = tr("{n} in an hour; usual at this hour {usual}, alarm from {alarm}.").format(
            n=number(alert.value), usual=figure(alert.usual), alarm=number(alert.alarm)
        )
        if alert.kind is AlertKind.ONE_ACCOUNT:
            made = max(1, round(alert.cause.share * alert.value))
            said += " " + tr("One account alone made {made} of {n}: this is no crowd.").format(
                made=number(made), n=number(alert.value)
            )
        return said
    since = times.moment(alert.since, now)
    if alert.kind is AlertKind.DRY:
        return tr("Is read, and has brought nothing since {since}; usually it brings {n}.").format(
            since=since, n=figure(alert.usual)
        )
    if alert.kind is AlertKind.UNREADABLE:
        return tr(
            "Answers, and nothing of it could be understood {n} times in a row: its format may have changed."
        ).format(n=number(alert.value))
    said = tr("Not read since {since}; tried {n} times in vain.").format(
        since=since, n=number(alert.value)
    )
    if not alert.value:
        said = tr("Not read since {since}.").format(since=since)
    reason = problems.sentence(alert.trouble) if alert.trouble else ""
    return f"{said} {reason}".strip()


def cause(alert: Alert, now: datetime) -> str:
    """Return what a spike is made of, in sentences; "" for what is no spike."""
    found = alert.cause
    if alert.kind not in SPIKES or found.first_at is None:
        return ""
    parts = []
    if found.terms:
        terms = ", ".join(foreign.line(one, LONGEST_NAME) for one in found.terms)
        parts.append(tr("New words: {terms}.").format(terms=terms))
    elif alert.kind is AlertKind.ONE_ACCOUNT:
        parts.append(tr("No word in it is new and shared by several people."))
    parts.append(
        tr("It began at {at} on {place}.").format(
            at=times.moment(found.first_at, now), place=place(found.place)
        )
    )
    people = trn("{n} account wrote.", "{n} accounts wrote.", found.authors)
    parts.append(people.format(n=number(found.authors)))
    return " ".join(parts)


def standing(alert: Alert, now: datetime) -> str:
    """Return whether an alarm goes on, or since when it is over."""
    if alert.ended_at is None:
        return tr("goes on")
    return tr("over since {at}").format(at=times.moment(alert.ended_at, now))


def basis(alert: Alert) -> str:
    """Return what the usual number stands on."""
    return tr(BASES[alert.basis]) if alert.basis in BASES else ""


def news(found: "News", names: dict[Series, str], now: datetime) -> str:
    """Return what one look has to tell, in one line: one alarm in words, several as a digest."""
    told = (*found.rang, *found.reminded)
    if len(told) == 1:
        one = told[0]
        said = labelled(subject(one, names.get(one.series, "")), headline(one, now))
        return tr("Still: {what}").format(what=said) if found.reminded else said
    spikes = [one for one in told if one.kind in SPIKES]
    silent = [one for one in told if one.kind not in SPIKES]
    parts = []
    if spikes:
        said = trn("{n} spike: {names}", "{n} spikes: {names}", len(spikes))
        parts.append(said.format(n=len(spikes), names=_named(spikes, names)))
    if silent:
        said = trn("{n} silent source: {names}", "{n} silent sources: {names}", len(silent))
        parts.append(said.format(n=len(silent), names=_named(silent, names)))
    return " · ".join(parts)


def _named(found: Sequence[Alert], names: dict[Series, str]) -> str:
    said = [
        foreign.line(names.get(one.series, ""), LONGEST_NAME) or subject(one, "")
        for one in found[:3]
    ]
    more = len(found) - len(said)
    return ", ".join(said) + (tr(" and {n} more").format(n=more) if more else "")


def figure(value: float) -> str:
    """Return a number of events, which may lie between two."""
    return number(int(value)) if value == int(value) else one_decimal(value)


def live_name(name: str) -> str:
    """Return what a live value is."""
    return tr(LIVE[name]) if name in LIVE else name


def live(value: LiveValue) -> str:
    """Return a live value with what explains it."""
    if value.value is None:
        return tr("Nobody can know: no feed and no page is watched.")
    if value.name == Live.VOLUME_1H:
        return tr("{n} in the last hour; usual at this hour {usual}, alarm from {alarm}.").format(
            n=figure(value.value), usual=figure(value.usual or 0), alarm=number(value.alarm or 0)
        )
    if value.name == Live.NEGATIVE_SHARE_24H:
        return tr("{share} %: {n} of {of}; {judged} of them were judged by somebody.").format(
            share=percent(value.value),
            n=number(value.counted),
            of=number(value.of),
            judged=number(value.judged),
        )
    return figure(value.value)


def place(key: str) -> str:
    """Return the name of a place."""
    if key == "mail":
        return tr("E-mail")
    if key in ("", "?"):
        return tr("an unknown place")
    return foreign.line(key, LONGEST_NAME) if "." in key else presence.platform(key)


def place_kind(value: PlaceKind) -> str:
    """Return what a place is."""
    return tr(PLACES[value])


def decision(value: Decision | None) -> str:
    """Return what was decided about a place."""
    return tr(DECISIONS[value]) if value else tr("No decision yet")


def trend(one: Place) -> str:
    """Return whether more or less is said at a place than in the 30 days before."""
    if one.trend is None:
        return tr("new") if one.lately else ""
    if one.trend >= MANIFOLD:
        return tr("× {n}").format(n=number(round(one.trend + 1)))
    share = round(one.trend * 100)
    if not share:
        return tr("as before")
    return tr("{share} %").format(share=f"{share:+d}".replace("-", "−"))


def unanswered(one: Place) -> str:
    """Return how much of what was asked at a place has no answer."""
    if one.unanswered_share is None:
        return ""
    return tr("{n} of {of}").format(n=number(one.unanswered), of=number(one.asked))


def noticed(places: Sequence[Place]) -> str:
    """Return which places somebody should decide about, "" where there are none."""
    found = [one for one in places if one.is_undecided]
    if not found:
        return ""
    first = found[0]
    said = trn(
        "{n} mention on {place} in 30 days, no decision yet.",
        "{n} mentions on {place} in 30 days, no decision yet.",
        first.lately,
    ).format(n=number(first.lately), place=place(first.key))
    more = len(found) - 1
    if more:
        others = trn("{n} other place waits, too.", "{n} other places wait, too.", more)
        said += " " + others.format(n=number(more))
    return said
