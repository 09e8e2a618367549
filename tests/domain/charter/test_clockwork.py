"""Deadlines on opening hours, across holidays, nights and clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.charter.clockwork import Clock, deadline, resolved_holidays, target_for
from cmworkstation.domain.charter.hours import NeverOpen, OpenHours, read_intervals
from cmworkstation.domain.charter.model import Calendar, Charter
from tests.domain.charter.builders import a_charter, shipped

PARIS = ZoneInfo("Europe/Paris")
LONDON = ZoneInfo("Europe/London")
ORMAIE = shipped("mediatheques-ormaie")
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-18:00",))


def paris(*when: int) -> datetime:
    """Return a local time in Paris."""
    return datetime(*when, tzinfo=PARIS)  # type: ignore[arg-type,misc]


def office(first_reply: str, warn_at: str = "0.5") -> Charter:
    """Return a charter with one target on a week of 9 to 18."""
    days = "\n".join(f'week.{day} = ["09:00-18:00"]' for day in WEEK)
    return a_charter(
        f'[[calendar]]\nid = "w"\ntimezone = "Europe/Paris"\n{days}\n'
        f'[[target]]\ncategory = "*"\nfirst_reply = "{first_reply}"\nclock = "calendar:w"\nwarn_at = {warn_at}\n',
    )


def due_of(
    charter: Charter, start: datetime, category: str = "x", visibility: str = "public"
) -> datetime:
    """Return the deadline in Paris."""
    found = deadline(charter, category, visibility, start)
    assert found is not None
    return found[0].astimezone(PARIS)


def test_a_holiday_and_a_weekend_are_skipped() -> None:
    assert due_of(ORMAIE, paris(2026, 8, 14, 18, 0), "plainte") == paris(2026, 8, 18, 14, 30)


def test_friday_evening_is_due_on_monday_morning() -> None:
    assert due_of(office("2h"), paris(2026, 11, 20, 17, 50)) == paris(2026, 11, 23, 10, 50)


def test_warning_comes_at_its_share_of_open_time() -> None:
    found = deadline(office("2h", "0.25"), "x", "public", paris(2026, 11, 20, 17, 50))
    assert found is not None
    assert found[1].astimezone(PARIS) == paris(2026, 11, 23, 9, 20)


def test_what_is_due_exactly_at_closing_is_not_moved_to_the_next_day() -> None:
    assert due_of(office("2h"), paris(2026, 11, 23, 16, 0)) == paris(2026, 11, 23, 18, 0)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (paris(2026, 11, 20, 17, 0), paris(2026, 11, 24, 17, 0)),  # Friday to Tuesday
        (
            paris(2026, 11, 21, 12, 0),
            paris(2026, 11, 25, 9, 0),
        ),  # closed Saturday: from Monday 9:00
        (paris(2026, 11, 23, 20, 0), paris(2026, 11, 26, 9, 0)),  # after hours: from Tuesday 9:00
    ],
)
def test_a_day_is_an_open_day(start: datetime, due: datetime) -> None:
    assert due_of(office("2d"), start) == due


def test_an_open_day_is_moved_into_that_days_hours() -> None:
    # Wednesday 13:00 is open without a break; Thursday closes from 12:30 to 14:00.
    target = due_of(ORMAIE, paris(2026, 11, 25, 13, 0), "question")
    assert target == paris(2026, 11, 26, 14, 0)
    # Friday 18:00 to Saturday, which closes at 17:00.
    assert due_of(ORMAIE, paris(2026, 11, 27, 18, 0), "question") == paris(2026, 11, 28, 17, 0)


def test_the_wall_clock_knows_no_nights_and_no_clock_change() -> None:
    start = paris(2026, 10, 25, 0, 30)
    found = Clock(ORMAIE).deadline("alerte", "public", start)
    assert found is not None
    assert found.due_at - start.astimezone(UTC) == timedelta(minutes=30)
    assert found.warn_at < found.due_at


def test_open_time_is_true_across_a_clock_change() -> None:
    calendar = Calendar(id="n", timezone="Europe/Paris", week={"sun": ("00:00-06:00",)})
    hours = OpenHours(calendar, date(2026, 10, 20))
    autumn = hours.between(paris(2026, 10, 25, 0, 0), paris(2026, 10, 25, 12, 0))
    assert autumn == 7 * 3600
    spring = OpenHours(calendar, date(2027, 3, 20))
    assert spring.between(paris(2027, 3, 28, 0, 0), paris(2027, 3, 28, 12, 0)) == 5 * 3600


def test_midnight_joins_two_days() -> None:
    week = {"mon": ("20:00-24:00",), "tue": ("00:00-02:00",)}
    hours = OpenHours(Calendar(id="n", timezone="Europe/Paris", week=week), date(2026, 11, 23))
    assert hours.after(paris(2026, 11, 23, 23, 0), 2 * 3600) == paris(2026, 11, 24, 1, 0)


def test_single_days_can_be_closed_or_opened() -> None:
    calendar = Calendar(
        id="c",
        timezone="Europe/Paris",
        week=WEEK,
        closed=(date(2026, 11, 23),),
        open={"2026-11-22": ("10:00-12:00",)},
    )
    hours = OpenHours(calendar, date(2026, 11, 20))
    assert hours.after(paris(2026, 11, 20, 17, 0), 2 * 3600) == paris(2026, 11, 22, 11, 0)
    assert hours.after(paris(2026, 11, 20, 17, 0), 4 * 3600) == paris(2026, 11, 24, 10, 0)


def test_a_calendar_that_never_opens_ends() -> None:
    hours = OpenHours(Calendar(id="c", timezone="UTC"), date(2026, 1, 1))
    with pytest.raises(NeverOpen):
        hours.after(datetime(2026, 1, 1, tzinfo=UTC), 1)
    charter = a_charter(
        '[[calendar]]\nid = "w"\ntimezone = "UTC"\n'
        '[[target]]\ncategory = "*"\nfirst_reply = "1d"\nclock = "calendar:w"\n',
    )
    assert deadline(charter, "", "public", datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_the_first_target_that_fits_holds() -> None:
    private = target_for(ORMAIE, "question", "private")
    public = target_for(ORMAIE, "question", "unlisted")
    default = target_for(ORMAIE, "", "public")
    assert private is not None
    assert public is not None
    assert default is not None
    assert (private.first_reply, public.first_reply, default.first_reply) == ("8h", "1d", "2d")
    assert target_for(a_charter(), "question", "public") is None


@given(st.integers(0, 10**7), st.integers(1, 10**6), st.integers(1, 10**6))
def test_counting_on_in_two_steps_is_counting_on_at_once(offset: int, one: int, two: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=offset)
    hours = OpenHours(ORMAIE.calendars[0], start.date())
    middle = hours.after(start, one)
    assert hours.after(middle, two) == hours.after(start, one + two)
    assert hours.between(start, middle) == pytest.approx(one)


@pytest.mark.parametrize(
    "texts",
    [
        ("9-12",),
        ("12:00-09:00",),
        ("09:00-12:00", "11:00-13:00"),
        ("23:00-24:30",),
        ("25:00-26:00",),
    ],
)
def test_bad_hours_are_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        read_intervals(texts)


def test_london_hours() -> None:
    found = deadline(
        shipped("fennick-lane"),
        "complaint",
        "public",
        datetime(2026, 12, 24, 16, 30, tzinfo=LONDON),
    )
    assert found is not None
    # 30 minutes on Thursday; 25, 26 (as 28) and 29 December are closed.
    assert found[0].astimezone(LONDON) == datetime(2026, 12, 30, 12, 30, tzinfo=LONDON)


@given(
    minutes=st.integers(0, 500_000), category=st.sampled_from(["question", "plainte", "alerte", ""])
)
def test_when_a_reply_is_due_is_told_alike_with_and_without_its_warning(
    minutes: int, category: str
) -> None:
    start = paris(2026, 1, 1, 0, 0) + timedelta(minutes=minutes)
    found = Clock(ORMAIE).deadline(category or "*", "public", start)
    alone = Clock(ORMAIE).due_at(category or "*", "public", start)
    assert alone == (found.due_at if found else None)


def test_frozen_holidays_come_before_those_that_are_known_today() -> None:
    frozen = resolved_holidays(ORMAIE, date(2026, 8, 1), date(2027, 2, 1))
    assert list(frozen) == ["FR"]
    assert list(frozen["FR"]) == ["2026", "2027"]
    assert "2026-08-15" in frozen["FR"]["2026"]
    friday = paris(2026, 8, 14, 18, 0)
    as_signed = Clock(ORMAIE, frozen).due_at("plainte", "public", friday)
    assert as_signed == paris(2026, 8, 18, 14, 30)
    frozen["FR"]["2026"].remove("2026-08-15")  # as if a later release of the library knew better
    moved = Clock(ORMAIE, frozen).due_at("plainte", "public", friday)
    assert moved == paris(2026, 8, 15, 13, 30)


def test_the_resolution_has_a_deadline_of_its_own() -> None:
    start = paris(2026, 11, 23, 10, 0)
    found = Clock(ORMAIE).deadline("plainte", "public", start, resolution=True)
    assert found is not None
    assert found.due_at == paris(2026, 12, 1, 9, 30)  # closed on Mondays and Sundays
    assert Clock(ORMAIE).deadline("question", "public", start, resolution=True) is None


def test_time_passed_is_told_on_the_clock_of_the_target() -> None:
    clock = Clock(office("2h"))
    friday, monday = paris(2026, 11, 20, 17, 0), paris(2026, 11, 23, 10, 0)
    assert clock.elapsed("x", "public", friday, monday) == ("calendar:w", 2 * 3600)
    assert Clock(a_charter()).elapsed("x", "public", friday, monday) == ("wall", 65 * 3600)
