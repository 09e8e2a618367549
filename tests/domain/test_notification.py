"""Notifications: nothing unless wished for, quiet hours, and one digest instead of floods."""

from datetime import UTC, datetime, time, timedelta

import pytest

from cmworkstation.domain.notification import (
    PAUSE_S,
    Content,
    Digest,
    Gathering,
    Kind,
    Quiet,
    Wishes,
    quiet_of,
    quiet_text,
)

THURSDAY = datetime(2026, 9, 3, tzinfo=UTC)
NIGHT = Quiet(time(19), time(8))
ALL = Wishes(on=True, content=Content.WORDS)


def at(hour: float, day: int = 0) -> datetime:
    return THURSDAY + timedelta(days=day, hours=hour)


def test_a_hundred_events_in_quiet_hours_give_one_digest():
    gathered, wishes, told = Gathering(), Wishes(on=True, quiet=NIGHT), []
    for n in range(13 * 60 + 5):
        if n % 7 == 0 and n < 700:
            gathered.add(Kind.NEW if n % 14 else Kind.DUE)
        told.append(gathered.take(wishes, at(19 + n / 60), 60.0 * n))
    assert [one for one in told if one] == [Digest(((Kind.NEW, 50), (Kind.DUE, 50)))]
    assert told.index(next(one for one in told if one)) == 780, "at eight in the morning"


@pytest.mark.parametrize(
    ("quiet", "when", "is_so"),
    [
        (NIGHT, at(18.99), False),
        (NIGHT, at(19), True),
        (NIGHT, at(3), True),
        (NIGHT, at(8), False),
        (Quiet(time(12), time(14)), at(13), True),
        (Quiet(time(12), time(14)), at(14), False),
        (Quiet(time(9), time(9)), at(9), False),
        (Quiet(time(9), time(9), frozenset({5})), at(15, day=2), True),
        (Quiet(time(9), time(9), frozenset({5})), at(15), False),
    ],
)
def test_quiet_hours_hold_by_the_clock_on_the_wall(quiet, when, is_so):
    assert quiet.covers(when) is is_so


def test_between_two_notifications_five_minutes_pass():
    gathered = Gathering()
    gathered.add(Kind.NEW)
    assert gathered.take(ALL, at(12), 0.0) == Digest(((Kind.NEW, 1),))
    gathered.add(Kind.NEW, 2)
    assert gathered.take(ALL, at(12), PAUSE_S - 1) is None
    assert gathered.take(ALL, at(12), PAUSE_S) == Digest(((Kind.NEW, 2),))


@pytest.mark.parametrize(
    ("wishes", "who", "words"),
    [
        (Wishes(on=True), "", ""),
        (Wishes(on=True, content=Content.AUTHOR), "Nadia", ""),
        (ALL, "Nadia", "Bonjour"),
        (Wishes(on=True, content=Content.WORDS, hidden=True), "", ""),
    ],
)
def test_no_more_is_said_than_was_wished_for_and_only_of_one_message_alone(wishes, who, words):
    gathered = Gathering()
    gathered.add(Kind.NEW, 1, "Nadia", "Bonjour")
    assert gathered.take(wishes, at(12), 0.0) == Digest(((Kind.NEW, 1),), who, words)
    gathered.add(Kind.NEW, 2, "Nadia", "Bonjour")
    assert gathered.take(wishes, at(12), 900.0) == Digest(((Kind.NEW, 2),))


def test_kinds_that_nobody_wished_for_are_not_told_later_either():
    gathered, few = Gathering(), Wishes(on=True, kinds=frozenset({Kind.FAILED}))
    gathered.add(Kind.NEW, 3)
    assert gathered.take(few, at(12), 0.0) is None
    assert gathered.take(ALL, at(12), 0.0) is None
    gathered.add(Kind.FAILED)
    assert gathered.take(few, at(12), 0.0) == Digest(((Kind.FAILED, 1),))


@pytest.mark.parametrize("quiet", [None, NIGHT, Quiet(time(7, 5), time(7, 6), frozenset({0, 6}))])
def test_quiet_hours_are_kept_as_text(quiet):
    assert quiet_of(quiet_text(quiet)) == quiet


@pytest.mark.parametrize("text", ["", "x", "19:00", "25:00 26:00", "19:00 x"])
def test_quiet_hours_that_cannot_be_read_are_none(text):
    assert quiet_of(text) is None
