"""Counting on opening hours, compared with a reference that walks minute by minute."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cmworkstation.domain.charter.hours import DAYS, MIDNIGHT, NeverOpen, OpenHours
from cmworkstation.domain.charter.model import Calendar

MINUTE = timedelta(minutes=1)
# Both hemispheres, changes of half an hour, at midnight, in the middle of the year, and none at all.
ZONES = (
    *("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland"),
    *("America/Asuncion", "Asia/Beirut", "Africa/Casablanca", "Asia/Kolkata", "America/St_Johns"),
)
# Around changes of the clock in these zones in 2024, and an ordinary week with a holiday.
DAYS_OF_INTEREST = (
    *(date(2024, 3, 8), date(2024, 3, 29), date(2024, 4, 5), date(2024, 4, 12), date(2024, 9, 27)),
    *(
        date(2024, 10, 4),
        date(2024, 10, 25),
        date(2024, 11, 1),
        date(2024, 12, 23),
        date(2024, 7, 8),
    ),
)


def hhmm(minutes: int) -> str:
    """Return minutes of the day as a charter writes them."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def day_hours(draw: st.DrawFn) -> tuple[str, ...]:
    """Return the hours of one day: none, some, up to midnight, or round the clock."""
    edges = draw(
        st.lists(
            st.one_of(st.integers(0, 96).map(lambda n: n * 15), st.just(0), st.just(MIDNIGHT)),
            max_size=6,
            unique=True,
        )
    )
    edges = sorted(edges)[: len(edges) // 2 * 2]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple(f"{hhmm(start)}-{hhmm(end)}" for start, end in pairs)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Return a calendar that is open at least now and then, or never."""
    return Calendar(
        id="c",
        timezone=draw(st.sampled_from(ZONES)),
        week={day: draw(day_hours()) for day in DAYS},
        holidays=draw(st.sampled_from(("", "FR", "US", "NZ"))),
        closed=tuple(draw(st.lists(st.sampled_from(DAYS_OF_INTEREST), max_size=1))),
        open=draw(
            st.dictionaries(
                st.sampled_from(DAYS_OF_INTEREST).map(date.isoformat), day_hours(), max_size=1
            )
        ),
    )


def slow_open(calendar: Calendar, hours: OpenHours) -> Callable[[datetime], bool]:
    """Return what says whether the minute that begins at a moment is open, by the clock on the wall alone."""
    zone = ZoneInfo(calendar.timezone)

    def is_open(at: datetime) -> bool:
        local = at.astimezone(zone)
        shown = local.hour * 60 + local.minute
        spans = hours.intervals(local.date())
        if not local.fold:
            return any(start <= shown < end for start, end in spans)
        # The clock shows this for the second time: open if what was open before has not ended by when it goes on.
        after = at
        while after.astimezone(zone).fold:
            after += MINUTE
        local_after = after.astimezone(zone)
        goes_on = local_after.hour * 60 + local_after.minute
        if local_after.date() != local.date():
            goes_on = MIDNIGHT
        return any(start < goes_on <= end for start, end in spans)

    return is_open


@settings(deadline=None)
@given(
    calendar=calendars(),
    day=st.sampled_from(DAYS_OF_INTEREST),
    minutes=st.integers(0, 24 * 60),
    length=st.integers(1, 4 * 24 * 60),
)
@example(  # an interval within the hour that is skipped, and one within the hour that comes twice
    calendar=Calendar(
        id="c", timezone="Europe/Paris", week=dict.fromkeys(DAYS, ("02:15-02:45", "03:00-03:30"))
    ),
    day=date(2024, 3, 30),
    minutes=0,
    length=2 * 24 * 60,
)
def test_open_time_between_two_moments_is_what_counting_minutes_gives(
    calendar: Calendar, day: date, minutes: int, length: int
) -> None:
    hours = OpenHours(calendar, day)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + minutes * MINUTE
    is_open = slow_open(calendar, hours)
    counted = sum(is_open(start + n * MINUTE) for n in range(length))
    try:
        assert hours.between(start, start + length * MINUTE) == counted * 60
    except NeverOpen:
        assert counted == 0


@settings(deadline=None)
@given(
    calendar=calendars(),
    day=st.sampled_from(DAYS_OF_INTEREST),
    minutes=st.integers(0, 24 * 60),
    wanted=st.integers(1, 10 * 60),
)
def test_a_deadline_is_the_first_moment_at_which_so_many_minutes_were_open(
    calendar: Calendar, day: date, minutes: int, wanted: int
) -> None:
    hours = OpenHours(calendar, day)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + minutes * MINUTE
    is_open = slow_open(calendar, hours)
    counted, at = 0, start
    while counted < wanted and at < start + timedelta(days=15):
        counted += is_open(at)
        at += MINUTE
    if counted == wanted:
        assert hours.after(start, wanted * 60) == at
        return
    try:
        assert hours.after(start, wanted * 60) > at
    except NeverOpen:
        assert not any(hours.intervals(day + timedelta(n)) for n in range(8))


@settings(deadline=None)
@given(
    calendar=calendars(),
    day=st.sampled_from(DAYS_OF_INTEREST),
    minutes=st.integers(0, 24 * 60),
    days=st.integers(0, 4),
)
def test_so_many_days_later_is_an_open_day_at_the_same_time_or_its_nearest(
    calendar: Calendar, day: date, minutes: int, days: int
) -> None:
    hours = OpenHours(calendar, day)
    zone = ZoneInfo(calendar.timezone)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + minutes * MINUTE
    try:
        found = hours.days_after(start, days)
    except NeverOpen:
        assert sum(bool(hours.intervals(day + timedelta(n))) for n in range(15)) <= days
        return
    assert found >= start
    begun = hours.after(start, 0.001).astimezone(zone).date()
    counts = set()
    for end in (found, found - timedelta(microseconds=1)):  # 24:00 belongs to the day that it ends
        last = end.astimezone(zone).date()
        between = [begun + timedelta(n + 1) for n in range((last - begun).days)]
        counts.add(sum(bool(hours.intervals(one)) for one in between))
    assert days in counts


@pytest.mark.parametrize("week", [{}, {"mon": ()}])
def test_an_empty_week_is_never_open(week: dict[str, tuple[str, ...]]) -> None:
    hours = OpenHours(Calendar(id="c", timezone="Europe/Paris", week=week), date(2026, 1, 1))
    with pytest.raises(NeverOpen):
        hours.after(datetime(2026, 1, 1, tzinfo=UTC), 1)
