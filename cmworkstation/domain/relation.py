"""Relations with people who help us: begun with a clear ask, kept with news and thanks, ended with a goodbye.

The phase is not stored: it follows from what happened, by the rules of `phase_of`, so that it can be explained.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from cmworkstation.domain.contact import ContactId
from cmworkstation.domain.interest import YearSum
from cmworkstation.domain.values import dataclass, field

RelationId = NewType("RelationId", str)

LONGEST = 1000  # characters of an answer in a form
SHORTEST_REASON = 5
SOON = timedelta(days=7)  # before its day, what is owed is shown as coming


class Phase(StrEnum):
    """Where a relation stands."""

    NONE = "none"
    INVITED = "invited"  # asked, and no answer yet
    BEGUN = "begun"  # they said yes
    ACTIVE = "active"  # they give, and we talk
    QUIET = "quiet"  # nothing was said for a while
    ENDING = "ending"  # we told them that it ends
    ENDED = "ended"


OPEN = (Phase.NONE, Phase.INVITED, Phase.BEGUN, Phase.ACTIVE, Phase.QUIET, Phase.ENDING)


class Tick(StrEnum):
    """What must be clear before we ask somebody for something."""

    TOPIC = "topic"  # why this is their subject
    ASK = "ask"  # what, by when
    WHO = "who"  # who we are
    GETS = "gets"  # what they get for it
    DECLINE = "decline"  # how to say no


class Goodbye(StrEnum):
    """What a relation ends with."""

    SAID = "said"  # they were told that it ends
    TOLD = "told"  # … and what came of it
    THANKED = "thanked"
    NEXT = "next"  # they were asked whether we may come again


class Kind(StrEnum):
    """What happens in a relation."""

    BEGUN = "begun"  # the form was kept, and the ask is on its way
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NEWS = "news"  # they heard from us in another way than by a message
    CONTRIBUTION = "contribution"
    THANKS = "thanks"  # for a contribution
    GOODBYE = "goodbye"  # a part of the end; `name` says which
    ENDED = "ended"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Begin:
    """What the form says before the first word: the five ticks, whether they invited us, and what is tied to it."""

    topic: str = ""
    ask: str = ""
    who: str = ""
    gets: str = ""
    decline: str = ""
    invited: str = ""  # how we come to write: "" where nobody asked us to
    post_required: bool = False  # they get it only if they write about it
    paid: bool = False  # there is a paid contract, which has to be disclosed

    def missing(self) -> tuple[Tick, ...]:
        """Return what is not clear yet."""
        return tuple(tick for tick in Tick if not str(getattr(self, tick.value)).strip())

    @property
    def is_bought(self) -> bool:
        """Tell whether a post is asked for without a contract: that is no relation but a hidden advertisement."""
        return self.post_required and not self.paid


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation with somebody about a project."""

    id: RelationId
    contact_id: ContactId
    project: str
    topic_id: str
    begin: Begin
    owner: str
    opened_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `done` is false where a part of the end was left out for the reason in `words`.

    `draft_id` and `outbox_id` name the message that says it, where there is one: it counts once that was sent.
    """

    id: str
    relation_id: RelationId
    kind: Kind
    at: datetime
    words: str = ""
    name: str = ""
    done: bool = True
    by: str = ""
    draft_id: str = ""
    outbox_id: str = ""
    is_sent: bool = True  # False: its message did not leave yet


@dataclass(frozen=True, slots=True)
class Talk:
    """When we last wrote to a person, and they to us, on any network; None for never."""

    ours: datetime | None = None
    theirs: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What the charter says of relations, with what holds where it says nothing."""

    silence_days: int = 21  # without a word before an active relation counts as quiet
    news_days: int = 45  # without a word of ours before news are owed
    thanks: timedelta = timedelta(days=5)
    asks_max: int = 3  # asks of one person …
    asks_days: int = 90  # … within so many days, over all networks


@dataclass(frozen=True, slots=True)
class Standing:
    """The phase of a relation, and the rule by which it is that: a key, with the moment that decided."""

    phase: Phase
    why: str
    at: datetime | None = None


def _last(events: Iterable[Event], *kinds: Kind) -> Event | None:
    found = [one for one in events if one.kind in kinds and one.is_sent]
    return max(found, key=lambda one: (one.at, one.id)) if found else None


def phase_of(events: Iterable[Event], talk: Talk, limits: Limits, now: datetime) -> Standing:
    """Return where a relation stands, and why."""
    events = tuple(events)
    end = _last(events, Kind.ENDED, Kind.REOPENED, Kind.DECLINED)
    if end is not None and end.kind is not Kind.REOPENED:
        return Standing(Phase.ENDED, "declined" if end.kind is Kind.DECLINED else "ended", end.at)
    said = goodbyes(events).get(Goodbye.SAID)
    if said is not None and said.done and said.is_sent:
        return Standing(Phase.ENDING, "said-end", said.at)
    begun = _last(events, Kind.BEGUN)
    if begun is None:
        return Standing(Phase.NONE, "not-asked")
    return _begun(events, begun, talk, limits, now)


def _begun(
    events: tuple[Event, ...], begun: Event, talk: Talk, limits: Limits, now: datetime
) -> Standing:
    """Return where a relation stands in which they were asked."""
    given = _last(events, Kind.CONTRIBUTION)
    yes = _last(events, Kind.ACCEPTED)
    answered = talk.theirs if talk.theirs is not None and talk.theirs > begun.at else None
    if given is None and yes is None and answered is None:
        return Standing(Phase.INVITED, "no-answer", begun.at)
    heard = (given, _last(events, Kind.NEWS, Kind.THANKS), yes)
    spoken = [one.at for one in heard if one is not None]
    spoken += [at for at in (answered, talk.ours) if at is not None and at >= begun.at]
    last = max(spoken)
    if now - last > timedelta(days=limits.silence_days):
        return Standing(Phase.QUIET, "silence", last)
    if given is not None:
        return Standing(Phase.ACTIVE, "gives", given.at)
    return Standing(Phase.BEGUN, "said-yes", yes.at if yes else answered)


def goodbyes(events: Iterable[Event]) -> Mapping[Goodbye, Event]:
    """Return what was done of the end, or left out for a reason; the last word on each counts."""
    events = tuple(events)
    again = _last(events, Kind.REOPENED)
    found: dict[Goodbye, Event] = {}
    for one in sorted(events, key=lambda one: (one.at, one.id)):
        if one.kind is Kind.GOODBYE and (again is None or one.at > again.at):
            found[Goodbye(one.name)] = one
    return found


def open_goodbyes(events: Iterable[Event]) -> tuple[Goodbye, ...]:
    """Return what of the end is neither done nor left out with a reason."""
    said = goodbyes(events)
    return tuple(one for one in Goodbye if one not in said or not said[one].is_sent)


def unthanked(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the contributions for which nobody has thanked since, the earliest first."""
    events = tuple(events)
    thanks = [
        one.at
        for one in events
        if one.is_sent
        and (one.kind is Kind.THANKS or (one.kind is Kind.GOODBYE and one.name == Goodbye.THANKED))
    ]
    given = (one for one in events if one.kind is Kind.CONTRIBUTION)
    return tuple(
        one
        for one in sorted(given, key=lambda one: (one.at, one.id))
        if not any(at >= one.at for at in thanks)
    )


class Owed(StrEnum):
    """What we owe somebody, or should be careful about."""

    NEWS = "news"
    THANKS = "thanks"
    PROMISE = "promise"
    GOODBYE = "goodbye"  # the project is over, and they were not told
    GIFTS = "gifts"  # four fifths of what may be given in a year

    @property
    def is_ours(self) -> bool:
        """Tell whether nothing else reminds of it: promises have a ledger of their own."""
        return self is not Owed.PROMISE


class Light(StrEnum):
    """How a relation is doing at a glance; words say the same."""

    GOOD = "good"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Debt:
    """One thing that is owed: since or until when, and the fact by which it is told once and not again."""

    kind: Owed
    due_at: datetime
    fact: str
    words: str = ""

    def is_late(self, now: datetime) -> bool:
        """Tell whether its time has come."""
        return now >= self.due_at


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known around a relation that events do not say."""

    talk: Talk = Talk()
    promises: tuple[tuple[str, datetime, str], ...] = ()  # id, due, words
    gifts: YearSum | None = None
    project_over: date | None = None  # since when its project, or operation, is over
    events: tuple[Event, ...] = field(default_factory=tuple)


def owed(relation: Relation, facts: Facts, limits: Limits, now: datetime) -> tuple[Debt, ...]:
    """Return what we owe in a relation, the most urgent first; nothing in one that is ended but thanks."""
    standing = phase_of(facts.events, facts.talk, limits, now)
    found = [
        Debt(Owed.THANKS, one.at + limits.thanks, one.id, one.words)
        for one in unthanked(facts.events)
    ]
    if standing.phase not in (Phase.NONE, Phase.ENDED):
        found += _kept_up(relation, facts, limits, standing, now)
    return tuple(sorted(found, key=lambda one: (one.due_at, one.kind)))


def _kept_up(
    relation: Relation, facts: Facts, limits: Limits, standing: Standing, now: datetime
) -> Iterable[Debt]:
    heard = [
        one.at
        for one in facts.events
        if one.is_sent and one.kind in (Kind.NEWS, Kind.THANKS, Kind.BEGUN, Kind.GOODBYE)
    ]
    heard += [at for at in (facts.talk.ours,) if at is not None]
    last = max(heard, default=relation.opened_at)
    due = last + timedelta(days=limits.news_days)
    if standing.phase is not Phase.ENDING and due <= now + SOON:
        yield Debt(Owed.NEWS, due, f"{last:%Y%m%d%H%M%S}")
    for name, day, words in facts.promises:
        if day <= now + SOON:
            yield Debt(Owed.PROMISE, day, name, words)
    if facts.gifts is not None and facts.gifts.is_near:
        yield Debt(Owed.GIFTS, now, f"{facts.gifts.year}")
    over = facts.project_over
    if over is not None and over <= now.date():
        at = datetime(over.year, over.month, over.day, tzinfo=now.tzinfo)
        yield Debt(Owed.GOODBYE, at, over.isoformat())


def light(debts: Iterable[Debt], now: datetime) -> Light:
    """Return how a relation is doing: the worst of what is owed."""
    debts = tuple(debts)
    if any(one.is_late(now) and one.kind is not Owed.GIFTS for one in debts):
        return Light.LATE
    return Light.SOON if debts else Light.GOOD
