"""Stages of a relation and what is owed in it: pure rules, each with its reason."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cmworkstation.domain.contact import ContactId
from cmworkstation.domain.interest import YearSum
from cmworkstation.domain.relation import (
    Begin,
    Event,
    Facts,
    Goodbye,
    Kind,
    Light,
    Limits,
    Owed,
    Phase,
    Relation,
    RelationId,
    Talk,
    Tick,
    light,
    open_goodbyes,
    owed,
    phase_of,
    unthanked,
)

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIMITS = Limits(silence_days=21, news_days=45, thanks=timedelta(days=5))
RELATION = Relation(RelationId("r"), ContactId("c"), "Marché de nuit", "", Begin(), "", START)


def day(n: float) -> datetime:
    """Return the n-th day after the start."""
    return START + timedelta(days=n)


def an(kind: Kind, n: float, name: str = "", *, done: bool = True, is_sent: bool = True) -> Event:
    """Return something that happened on the n-th day."""
    return Event(f"{kind}{n}", RELATION.id, kind, day(n), name=name, done=done, is_sent=is_sent)


ASKED = an(Kind.BEGUN, 1)
STAGES = (
    ((), Talk(), 5, Phase.NONE, "not-asked"),
    ((an(Kind.BEGUN, 1, is_sent=False),), Talk(), 5, Phase.NONE, "not-asked"),
    ((ASKED,), Talk(ours=day(1)), 5, Phase.INVITED, "no-answer"),
    ((ASKED,), Talk(ours=day(1), theirs=day(0.5)), 90, Phase.INVITED, "no-answer"),
    ((ASKED,), Talk(theirs=day(2)), 5, Phase.BEGUN, "said-yes"),
    ((ASKED, an(Kind.ACCEPTED, 3)), Talk(), 5, Phase.BEGUN, "said-yes"),
    ((ASKED, an(Kind.CONTRIBUTION, 4)), Talk(), 5, Phase.ACTIVE, "gives"),
    ((ASKED, an(Kind.CONTRIBUTION, 4)), Talk(ours=day(6)), 27, Phase.ACTIVE, "gives"),
    ((ASKED, an(Kind.CONTRIBUTION, 4)), Talk(ours=day(6)), 27.5, Phase.QUIET, "silence"),
    ((ASKED, an(Kind.DECLINED, 2)), Talk(theirs=day(2)), 5, Phase.ENDED, "declined"),
    (
        (ASKED, an(Kind.CONTRIBUTION, 4), an(Kind.GOODBYE, 9, "said")),
        Talk(),
        10,
        Phase.ENDING,
        "said-end",
    ),
    (
        (ASKED, an(Kind.ACCEPTED, 2), an(Kind.GOODBYE, 9, "said", is_sent=False)),
        Talk(),
        10,
        Phase.BEGUN,
        "said-yes",
    ),
    ((ASKED, an(Kind.ENDED, 30)), Talk(), 31, Phase.ENDED, "ended"),
    (
        (ASKED, an(Kind.ACCEPTED, 2), an(Kind.ENDED, 30), an(Kind.REOPENED, 31)),
        Talk(ours=day(31)),
        32,
        Phase.BEGUN,
        "said-yes",
    ),
)


@pytest.mark.parametrize(("events", "talk", "at", "phase", "why"), STAGES)
def test_each_stage_follows_from_what_happened(
    events: tuple[Event, ...], talk: Talk, at: float, phase: Phase, why: str
) -> None:
    found = phase_of(events, talk, LIMITS, day(at))
    assert (found.phase, found.why) == (phase, why)


def kinds(facts: Facts, at: float) -> list[tuple[Owed, bool]]:
    """Return what is owed on a day, and whether its time has come."""
    found = owed(RELATION, facts, LIMITS, day(at))
    return [(one.kind, one.is_late(day(at))) for one in found]


def test_news_are_owed_after_the_days_of_the_charter_and_shown_a_week_before() -> None:
    facts = Facts(talk=Talk(ours=day(1), theirs=day(2)), events=(ASKED,))
    assert kinds(facts, 38) == []
    assert kinds(facts, 40) == [(Owed.NEWS, False)]
    assert kinds(facts, 46) == [(Owed.NEWS, True)]
    told = Facts(talk=facts.talk, events=(ASKED, an(Kind.NEWS, 44)))
    assert kinds(told, 46) == []


def test_thanks_are_owed_for_each_contribution_even_when_all_is_over() -> None:
    given = (ASKED, an(Kind.CONTRIBUTION, 2), an(Kind.CONTRIBUTION, 4), an(Kind.ENDED, 8))
    assert [one.at for one in unthanked(given)] == [day(2), day(4)]
    assert kinds(Facts(events=given), 8) == [(Owed.THANKS, True), (Owed.THANKS, False)]
    thanked = (*given, an(Kind.THANKS, 3))
    assert [one.at for one in unthanked(thanked)] == [day(4)]
    unsent = (*given, an(Kind.THANKS, 5, is_sent=False))
    assert len(unthanked(unsent)) == 2
    assert unthanked((*given, an(Kind.GOODBYE, 9, "thanked"))) == ()


def test_promises_gifts_and_a_project_without_goodbye_are_owed_too() -> None:
    facts = Facts(
        talk=Talk(ours=day(9), theirs=day(8)),
        promises=(("p", day(12), "le plan"), ("q", day(40), "la suite")),
        gifts=YearSum(2026, 80_000),
        project_over=date(2026, 3, 10),
        events=(ASKED,),
    )
    assert kinds(facts, 10) == [
        (Owed.GOODBYE, True),
        (Owed.GIFTS, True),
        (Owed.PROMISE, False),
    ]
    assert Owed.GIFTS not in dict(kinds(Facts(gifts=YearSum(2026, 79_999), events=(ASKED,)), 10))


def test_the_light_is_the_worst_of_what_is_owed() -> None:
    quiet = Facts(talk=Talk(ours=day(1), theirs=day(2)), events=(ASKED,))
    lights = [light(owed(RELATION, quiet, LIMITS, day(n)), day(n)) for n in (30, 40, 47)]
    assert lights == [Light.GOOD, Light.SOON, Light.LATE]


def test_a_goodbye_is_complete_when_each_part_is_done_or_left_out_for_a_reason() -> None:
    events = [ASKED, an(Kind.GOODBYE, 5, "said"), an(Kind.GOODBYE, 6, "thanked", is_sent=False)]
    left = open_goodbyes(events)
    assert left == (Goodbye.TOLD, Goodbye.THANKED, Goodbye.NEXT)
    events += [an(Kind.GOODBYE, 7, one.value, done=False) for one in left]
    assert open_goodbyes(events) == ()
    assert open_goodbyes([*events, an(Kind.REOPENED, 8)]) == tuple(Goodbye)


def test_what_is_not_clear_yet_is_named() -> None:
    assert Begin().missing() == tuple(Tick)
    assert Begin(topic="a", ask="b", who="c", gets="d", decline=" ").missing() == (Tick.DECLINE,)
    assert Begin(post_required=True).is_bought
    assert not Begin(post_required=True, paid=True).is_bought
