"""Operations take place by the clock on the wall, whatever is done to it, and repeat without end nowhere."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from dateutil.rrule import rruleset, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from cmworkstation.domain.operation import Kind, Occurrence, Operation, at_local, moved, whole_days
from cmworkstation.domain.recurrence import Every, checked, ends_on, every_of, occurrences, rule_of

PARIS = "Europe/Paris"


def an_operation(day: date, clock: time = time(9), zone: str = PARIS, rule: str = "") -> Operation:
    at = at_local(day, clock, zone)
    return Operation("a", Kind.EVENT, "Market", at, at, zone, recurrence=rule)


def local(one: Occurrence) -> str:
    from zoneinfo import ZoneInfo

    return f"{one.starts_at.astimezone(ZoneInfo(one.operation.zone)):%Y-%m-%d %H:%M}"


def test_what_repeats_takes_place_at_the_same_time_of_the_clock_after_it_was_changed() -> None:
    one = an_operation(date(2026, 10, 18), rule="FREQ=WEEKLY")  # the clock goes back on 25 October
    found = occurrences(one, date(2026, 10, 1), date(2026, 11, 8))
    assert [local(each) for each in found] == [
        "2026-10-18 09:00",
        "2026-10-25 09:00",
        "2026-11-01 09:00",
        "2026-11-08 09:00",
    ]
    assert found[1].starts_at - found[0].starts_at != found[2].starts_at - found[1].starts_at or (
        found[0].starts_at.hour != found[2].starts_at.hour
    )


def test_a_time_that_the_clock_jumps_over_is_as_much_later() -> None:
    one = an_operation(date(2027, 3, 21), time(2, 30), rule="FREQ=WEEKLY;COUNT=2")
    assert [local(each) for each in occurrences(one, date(2027, 3, 1), date(2027, 4, 30))] == [
        "2027-03-21 02:30",
        "2027-03-28 03:30",
    ]


def test_what_is_moved_over_a_change_of_the_clock_keeps_its_time_and_its_length() -> None:
    day = an_operation(date(2026, 10, 24))
    one = replace(day, ends_at=at_local(date(2026, 10, 24), time(11), PARIS))
    later = moved(one, 1)
    assert local(Occurrence(later, later.starts_at, later.ends_at)) == "2026-10-25 09:00"
    assert later.lasts == one.lasts


def test_a_whole_day_is_one_day_also_when_it_has_twenty_five_hours() -> None:
    starts, ends = whole_days(date(2026, 10, 25), date(2026, 10, 25), PARIS)
    one = Operation("a", Kind.EVENT, "Fair", starts, ends, PARIS, all_day=True)
    (found,) = occurrences(one, date(2026, 10, 25), date(2026, 10, 25))
    assert found.days() == (date(2026, 10, 25),)
    assert (ends - starts).total_seconds() == 25 * 3600


def test_a_series_leaves_out_what_it_is_told_to() -> None:
    one = an_operation(date(2026, 11, 2), rule="FREQ=DAILY;COUNT=3")
    but = at_local(date(2026, 11, 3), time(9), PARIS)
    found = occurrences(replace(one, except_at=(but,)), date(2026, 11, 1), date(2026, 11, 30))
    assert [each.day.day for each in found] == [2, 4]


def test_the_end_of_a_rule_is_heeded_in_all_its_forms() -> None:
    for until, days in (
        ("20261103", [2, 3]),
        ("20261104T080000Z", [2, 3, 4]),
        ("20261104T075959Z", [2, 3]),
    ):
        one = an_operation(date(2026, 11, 2), rule=checked(f"FREQ=DAILY;UNTIL={until}"))
        found = occurrences(one, date(2026, 11, 1), date(2026, 11, 30))
        assert [each.day.day for each in found] == days
    assert ends_on(an_operation(date(2026, 11, 2), rule="FREQ=DAILY;UNTIL=20261103")) == date(
        2026, 11, 3
    )


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=99999999999",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;UNTIL=soon",
        "FREQ=WEEKLY;FREQ=DAILY",
        "BYDAY=MO",
        "FREQ=YEARLY;BYEASTER=0",
        "FREQ=DAILY;BYMONTHDAY=" + ",".join("1" for _ in range(1000)),
        "not a rule",
    ],
)
def test_a_rule_that_is_none_or_repeats_within_a_day_is_refused(rule: str) -> None:
    with pytest.raises(ValueError):
        checked(rule)


def test_a_rule_that_fits_no_day_finds_none_and_looks_no_further_than_it_is_asked_to() -> None:
    one = an_operation(date(2026, 1, 1), rule=checked("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"))
    assert occurrences(one, date(2026, 1, 1), date(2030, 1, 1)) == ()


def test_a_daily_rule_is_found_centuries_later_without_being_written_out() -> None:
    one = an_operation(date(1970, 1, 1), rule="FREQ=DAILY")
    assert len(occurrences(one, date(1971, 1, 1), date(1971, 12, 31))) == 365
    assert len(occurrences(one, date(1970, 1, 1), date(2100, 1, 1))) == 1000  # the most there are


def test_words_of_repetition_and_their_rules_are_one() -> None:
    day = date(2026, 11, 10)  # a second Tuesday
    for every in Every:
        if every not in (Every.ONCE, Every.OTHER):
            rule = checked(rule_of(every, day))
            assert every_of(rule, day) is every
            assert occurrences(an_operation(day, rule=rule), day, day)
    assert every_of("FREQ=WEEKLY;INTERVAL=3", day) is Every.OTHER
    assert every_of("", day) is Every.ONCE


def test_times_of_a_series_have_keys_of_their_own() -> None:
    one = an_operation(date(2026, 11, 2), rule="FREQ=DAILY;COUNT=2")
    keys = [each.key for each in occurrences(one, date(2026, 11, 1), date(2026, 11, 9))]
    assert keys == ["a@20261102T080000Z", "a@20261103T080000Z"]
    alone = an_operation(date(2026, 11, 2))
    assert occurrences(alone, date(2026, 11, 2), date(2026, 11, 2))[0].key == "a"
    assert alone.starts_at == datetime(2026, 11, 2, 8, tzinfo=UTC)


@given(st.data())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_every_rule_gives_the_days_that_dateutil_gives(data: st.DataObject) -> None:
    freq = data.draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": freq, "INTERVAL": str(data.draw(st.integers(1, 4)))}
    some = lambda most: st.lists(  # noqa: E731 - of one test
        st.integers(1, most).map(str), min_size=1, max_size=3, unique=True
    ).map(",".join)
    if data.draw(st.booleans()):
        parts["BYMONTH"] = data.draw(some(12))
    if freq != "WEEKLY" and data.draw(st.booleans()):
        parts["BYMONTHDAY"] = data.draw(st.sampled_from(["1", "15,-1", "28", "-2,20", "7"]))
    if data.draw(st.booleans()):
        weekly = ["MO", "TU,TH", "SU"]
        nth = ["2TU", "-1FR", "1MO,3MO", "WE"]
        parts["BYDAY"] = data.draw(st.sampled_from(weekly if freq in ("DAILY", "WEEKLY") else nth))
    if freq == "YEARLY" and data.draw(st.booleans()):
        name = data.draw(st.sampled_from(["BYWEEKNO", "BYYEARDAY"]))
        parts[name] = data.draw(some(53))
    if freq in ("MONTHLY", "YEARLY") and "BYDAY" in parts and data.draw(st.booleans()):
        parts["BYSETPOS"] = data.draw(st.sampled_from(["1", "-1", "2"]))
    if freq == "WEEKLY":
        parts["WKST"] = data.draw(st.sampled_from(["MO", "SU"]))
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    day = data.draw(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
    one = an_operation(day, rule=checked(rule))
    last = date(2032, 12, 31)
    ours = [each.day for each in occurrences(one, day, last)]
    theirs = []
    begins = datetime.combine(day, time(9))
    # A day that fits any rule ends the search, which would go on to the year 9999.
    both = rruleset()
    both.rrule(rrulestr(f"RRULE:{rule};UNTIL=20330101T000000", dtstart=begins))
    both.rdate(datetime.combine(date(2033, 1, 2), time(9)))
    for at in both:
        if at.date() > last:
            break
        theirs.append(at.date())
    assert ours == theirs[:1000]
