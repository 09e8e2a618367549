"""When a silence is a gap, whatever the clocks did meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.gap import LastReading, longest_silence, silent_since

NOW = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
YEARS = 5 * 365 * DAY
EPOCH = datetime(1970, 1, 1, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("poll_s", "longest"),
    [(20, 15 * MINUTE), (60, 15 * MINUTE), (300, 15 * MINUTE), (1800, 90 * MINUTE)],
)
def test_a_silence_of_three_readings_or_a_quarter_of_an_hour_is_no_gap(
    poll_s: float, longest: timedelta
) -> None:
    assert longest_silence(poll_s) == longest


FIRST = NOW - 90 * DAY


@pytest.mark.parametrize(
    ("read_at", "highest_at", "running", "since"),
    [
        pytest.param(None, None, None, None, id="never read"),
        pytest.param(NOW - MINUTE, NOW - MINUTE, MINUTE, NOW - MINUTE, id="all is well"),
        pytest.param(NOW - 3 * DAY, NOW - 3 * DAY, None, NOW - 3 * DAY, id="closed for three days"),
        pytest.param(NOW - 3 * DAY, NOW - 3 * DAY, MINUTE, NOW - 3 * DAY, id="asleep, or set forward"),
        pytest.param(NOW - 3 * DAY, NOW - 3 * DAY, 3 * DAY, NOW - 3 * DAY, id="busy for three days"),
        pytest.param(NOW + DAY - MINUTE, NOW + DAY, MINUTE, NOW - MINUTE, id="set back by a day while running"),
        pytest.param(NOW + YEARS, NOW + YEARS, None, None, id="set back by years while closed"),
        pytest.param(NOW - 2 * DAY, NOW - 2 * DAY, 3 * DAY, NOW - 3 * DAY, id="set back by a day within three"),
        pytest.param(NOW - HOUR, NOW + YEARS, None, NOW - HOUR, id="years ahead once, right again since"),
        pytest.param(NOW - 3 * DAY, NOW - 2 * DAY, None, NOW - 3 * DAY, id="a day ahead once, right again since"),
        pytest.param(EPOCH, NOW - 6 * DAY, None, NOW - 6 * DAY, id="in 1970 for a while, right again now"),
        pytest.param(EPOCH, NOW - 6 * DAY, MINUTE, NOW - 6 * DAY, id="in 1970 for a while, set right while running"),
    ],
)  # fmt: skip
def test_since_when_nothing_was_read(
    read_at: datetime | None,
    highest_at: datetime | None,
    running: timedelta | None,
    since: datetime | None,
) -> None:
    assert silent_since(LastReading(read_at, highest_at, FIRST), NOW, running) == since


moments = st.none() | st.integers(0, 70 * 365 * 86_400).map(lambda s: EPOCH + timedelta(seconds=s))


@given(moments, moments, st.none() | st.timedeltas(timedelta(0), timedelta(days=900)))
def test_a_silence_never_begins_in_the_future_nor_later_than_the_monotonic_clock_says(
    read_at: datetime | None, highest_at: datetime | None, running: timedelta | None
) -> None:
    since = silent_since(LastReading(read_at, highest_at, FIRST), NOW, running)
    if since is not None:
        assert since <= NOW
    if running is not None:
        assert since is not None
        assert since <= NOW - running
