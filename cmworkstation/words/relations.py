"""Contacts and relations with people, in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.asking import How
from cmworkstation.domain.contact import Added, Matter, Moment
from cmworkstation.domain.profile_links import Reason
from cmworkstation.domain.relation import (
    Debt,
    Event,
    Goodbye,
    Kind,
    Light,
    Limits,
    Owed,
    Phase,
    Standing,
    Tick,
)
from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.services.relations import Row
from cmworkstation.words import days, interests

PHASES: Mapping[Phase, str] = {
    Phase.NONE: N_("Not asked yet"),
    Phase.INVITED: N_("Invited"),
    Phase.BEGUN: N_("Begun"),
    Phase.ACTIVE: N_("Active"),
    Phase.QUIET: N_("Quiet"),
    Phase.ENDING: N_("Ending"),
    Phase.ENDED: N_("Ended"),
}
WHYS: Mapping[str, str] = {
    "not-asked": N_("The form is kept; nothing was asked yet."),
    "no-answer": N_("Asked {when}; no answer yet."),
    "said-yes": N_("They answered {when}."),
    "gives": N_("Their last contribution was {when}."),
    "silence": N_("Nothing was said since {when}; after {days} days that counts as quiet."),
    "said-end": N_("They were told {when} that it ends."),
    "declined": N_("They said no {when}."),
    "ended": N_("Ended {when}."),
}
TICKS: Mapping[Tick, str] = {
    Tick.TOPIC: N_("Why this is their subject"),
    Tick.ASK: N_("What we ask, in one sentence, and by when"),
    Tick.WHO: N_("Who we are"),
    Tick.GETS: N_("What they get"),
    Tick.DECLINE: N_("How to say no"),
}
GOODBYES: Mapping[Goodbye, str] = {
    Goodbye.SAID: N_("They were told that it ends"),
    Goodbye.TOLD: N_("They were told what came of it"),
    Goodbye.THANKED: N_("They were thanked"),
    Goodbye.NEXT: N_("They were asked whether we may come again"),
}
KINDS: Mapping[Kind, str] = {
    Kind.BEGUN: N_("Asked"),
    Kind.ACCEPTED: N_("They said yes"),
    Kind.DECLINED: N_("They said no"),
    Kind.NEWS: N_("News"),
    Kind.CONTRIBUTION: N_("They contributed"),
    Kind.THANKS: N_("Thanked"),
    Kind.GOODBYE: N_("Goodbye"),
    Kind.ENDED: N_("Ended"),
    Kind.REOPENED: N_("Goes on"),
}
MATTERS: Mapping[Matter, str] = {
    Matter.KEEP: N_("Keeping this card"),
    Matter.NEWS: N_("News about what they take part in"),
    Matter.NEXT: N_("Being asked again"),
    Matter.OTHERS: N_("Hearing of other operations"),
}
LIGHTS: Mapping[Light, str] = {
    Light.GOOD: N_("nothing owed"),
    Light.SOON: N_("soon"),
    Light.LATE: N_("owed"),
}
HOWS: Mapping[How, str] = {
    How.FORM: N_("by the form"),
    How.DIALOGUE: N_("in a dialogue"),
    How.DRAFT: N_("marked by hand"),
}
REASONS: Mapping[Reason, str] = {
    Reason.VERIFIED: N_("both own the verified address {about}"),
    Reason.EACH_OTHER: N_("one profile leads to the other: {about}"),
    Reason.WEBSITE: N_("both profiles give the address {about}"),
    Reason.NAME: N_("the same name and handle, and nothing else"),
}
MOMENTS: Mapping[str, str] = {
    "wrote": N_("They wrote"),
    "answered": N_("We answered"),
    "gift": N_("Between us"),
    "promise": N_("Promised"),
    "topic": N_("Topic"),
}
WARNINGS: Mapping[str, str] = {
    "missing": N_("Still unclear: {about}."),
    "uninvited": N_("Nobody invited us. Say who you are and why you write, or wait to be asked."),
    "post": N_("Whoever helps is not obliged to write about it, unless there is a paid contract."),
    "topic": N_("Another subject: this person was involved for {about}."),
    "giving": N_("Given {given}, asked {asked}: give first, an answer, thanks or news."),
    "silence": N_("Left without news of {about}: give them news before you ask again."),
    "unwanted": N_("They said that they do not want to hear of {about}."),
    "said-no": N_("They said that they do not want to be asked again."),
}


def phase(one: Phase) -> str:
    """Return where a relation stands."""
    return tr(PHASES[one])


def why(one: Standing, now: datetime, limits: Limits | None = None) -> str:
    """Return by which rule a relation stands there."""
    at = words.when(one.at, now) if one.at else ""
    days = (limits or Limits()).silence_days
    said = tr(WHYS[one.why]).format(when=at, days=number(days))
    return said.replace("..", ".")  # a day may end in a short month


def tick(one: Tick) -> str:
    """Return what must be clear before we ask."""
    return tr(TICKS[one])


def goodbye(one: Goodbye) -> str:
    """Return a part of the end."""
    return tr(GOODBYES[one])


def matter(one: Matter) -> str:
    """Return what somebody was asked about."""
    return tr(MATTERS[one])


def stands(project: str, phase_: Phase, light_: Light) -> str:
    """Return where we stand with somebody about a project, in a few words."""
    text = tr("{project}: {phase}, {light}")
    called = foreign.line(project, 40)
    return text.format(project=called, phase=phase(phase_), light=light(light_))


def light(one: Light) -> str:
    """Return how a relation is doing."""
    return tr(LIGHTS[one])


def event(one: Event) -> str:
    """Return what happened, in a line."""
    said = tr(GOODBYES[Goodbye(one.name)]) if one.kind is Kind.GOODBYE else tr(KINDS[one.kind])
    if not one.done:
        said = tr("Left out: {what}").format(what=said)
    if not one.is_sent:
        said = tr("{what}: in a message that did not leave yet").format(what=said)
    told = foreign.line(one.words, 160)
    return tr("{what}: {words}").format(what=said, words=told) if told else said


def debt(one: Debt, now: datetime) -> str:
    """Return what is owed, with its day."""
    day = words.when(one.due_at, now)
    late = one.is_late(now)
    told = foreign.line(one.words, 100)
    if one.kind is Owed.NEWS:
        text = tr("News owed since {day}") if late else tr("News by {day}")
    elif one.kind is Owed.THANKS:
        text = tr("Thanks owed since {day}: {words}") if late else tr("Thanks by {day}: {words}")
    elif one.kind is Owed.PROMISE:
        text = tr("Promised for {day}: {words}")
    elif one.kind is Owed.GOODBYE:
        text = tr("The project is over since {day}, and nobody said goodbye")
    else:
        text = tr("Gifts of this year come near {limit}; from there a written contract is due")
    return text.format(day=day, words=told, limit=interests.money(100_000))


def warned(key: str, about: str) -> str:
    """Return what speaks against beginning so."""
    if key == "cap":
        return too_often(about)
    if key == "missing":
        about = tick(Tick(about))
    given, _, asked = about.partition(" ")
    return tr(WARNINGS[key]).format(about=foreign.line(about, 160), given=given, asked=asked)


def too_often(on: str) -> str:
    """Return why somebody may not be asked again now; `on` are the days of the other asks, as 2026-05-03."""
    found = [days.day(date.fromisoformat(one)) for one in on.split()]
    text = trn(
        "This person was asked {n} time already, over all networks: {days}. Wait, or ask somebody else.",
        "This person was asked {n} times already, over all networks: {days}. Wait, or ask somebody else.",
        len(found),
    )
    return text.format(n=number(len(found)), days=", ".join(found))


def unwanted(topics: str) -> str:
    """Return that somebody does not want to hear of some topics."""
    return warned("unwanted", topics)


def asked(on: str, *, too_many: bool) -> str:
    """Return on which days somebody was asked before, and whether that was often enough."""
    if too_many:
        return too_often(on)
    found = [days.day(date.fromisoformat(one)) for one in on.split()]
    return tr("Asked before, over all networks: {days}.").format(days=", ".join(found))


def counters(given: int, asked: int) -> str:
    """Return what went back and forth within a year: "given 5 · asked 2"."""
    return tr("given {given} · asked {asked}").format(given=number(given), asked=number(asked))


def added(one: Added) -> str:
    """Return something that was added to a merged card."""
    kinds = {
        "link": tr("Name: {words}"),
        "topic": tr("Topic: {words}"),
        "consent": tr("Consent: {words}"),
        "relation": tr("Relation: {words}"),
    }
    fields = {
        "name": tr("What they are called: {words}"),
        "language": tr("Language: {words}"),
        "region": tr("Region: {words}"),
        "note": tr("Note: {words}"),
    }
    text = fields[one.id] if one.kind == "field" else kinds[one.kind]
    said = foreign.line(one.words, 160)
    if one.kind == "consent":
        about, _, topic = one.words.partition(" ")
        said = foreign.line(topic, 120) or matter(Matter(about))
    return text.format(words=said)


def reason(one: Reason, about: str) -> str:
    """Return why a name may be the same person."""
    return tr(REASONS[one]).format(about=foreign.line(about, 80))


def moment(one: Moment) -> str:
    """Return what happened with a person, in a line."""
    said = foreign.line(one.words, 160)
    if one.kind == "relation":
        return said
    if one.kind == "gift":
        kind, _, what = said.partition(" ")
        said = f"{interests.kind(kind)} {what}".strip()
    return tr("{what}: {words}").format(what=tr(MOMENTS[one.kind]), words=said)


def news(found: Sequence[tuple[Row, Debt]], now: datetime) -> str:
    """Return what is owed that nobody was told of yet: one thing in words, several as a number."""
    row, first = found[0]
    who = foreign.line(row.card.called, 60)
    said = tr("{who}: {what}").format(who=who, what=debt(first, now))
    rest = len(found) - 1
    if not rest:
        return said + "."
    more = trn("and {n} more thing is owed.", "and {n} more things are owed.", rest)
    return f"{said}, {more.format(n=number(rest))}"


def summary(debts: Iterable[Debt], now: datetime) -> str:
    """Return what is owed in one line, "" for nothing."""
    return " · ".join(debt(one, now) for one in debts)
