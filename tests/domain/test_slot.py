# ruff: noqa: DTZ001 - local times without a zone are what is tested here
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.crowding import Clash, crowding
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.slot import GRACE, Named, Other, Slot, resolve, zone_of

ZONES = ("Europe/Paris", "America/Guadeloupe", "Pacific/Noumea", "America/New_York", "Asia/Kolkata")
NOON = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(
        lambda at: at.replace(microsecond=0)
    ),
    st.sampled_from(ZONES),
)
def test_a_local_time_comes_back_unless_the_clock_jumps_over_it(local, zone):
    at, odd = resolve(local, zone)
    back = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert (back == local) is (odd is not Named.SKIPPED)
    if odd is Named.SKIPPED:
        assert timedelta() < back - local <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("local", "utc", "odd"),
    [
        (datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 1, 30), Named.SKIPPED),
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30), Named.TWICE),
        (datetime(2026, 7, 14, 9, 0), datetime(2026, 7, 14, 7, 0), Named.FINE),
    ],
)
def test_the_two_nights_of_paris(local, utc, odd):
    assert resolve(local, "Europe/Paris") == (utc.replace(tzinfo=UTC), odd)


def test_a_zone_that_nobody_knows_is_the_systems():
    assert zone_of("Mars/Olympus") is None
    assert zone_of("") is None
    assert zone_of("../../etc/passwd") is None


def test_some_minutes_late_is_still_in_time():
    slot = Slot(NOON)
    assert not slot.is_missed(NOON + GRACE)
    assert slot.is_missed(NOON + GRACE + timedelta(seconds=1))


TEXT = "La piscine ouvre samedi à neuf heures, et le bassin des petits à dix heures."


def other(minutes: int, body: str = "Autre chose, sur la voirie et les travaux du pont.") -> Other:
    return Other(OutboxId(str(minutes)), NOON + timedelta(minutes=minutes), body)


def test_what_leaves_within_the_hour_is_named_the_nearest_first():
    found = crowding(TEXT, NOON, [other(-59), other(10), other(60), other(-300)])
    assert [(one.why, one.other.id) for one in found] == [
        (Clash.CROWDED, "10"),
        (Clash.CROWDED, "-59"),
    ]


def test_the_same_words_are_named_whenever_they_leave():
    (found,) = crowding(TEXT, NOON, [other(-3000, f"Bonjour !\n{TEXT}\n— Nadia")])
    assert found.why is Clash.ALIKE


def test_alone_in_its_hour_nothing_speaks_against_it():
    assert crowding(TEXT, NOON, [other(120)]) == ()
