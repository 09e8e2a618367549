"""What ends a wait, and the figures over many: J1 by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.ids import AccountId, ConversationId, OutboxId
from cmworkstation.domain.reply_time import (
    Kind,
    ReplyTime,
    Said,
    figure,
    measure,
    median,
    percentile,
)

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
THEIRS, ANSWER, QUESTION, DATED, STALL = (
    Said.THEIRS,
    Said.ANSWER,
    Said.QUESTION,
    Said.DATED,
    Said.STALL,
)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def ended(*thread: tuple[Said, int]) -> list[tuple[str, int, int]]:
    """Return (kind, minute asked, minutes in which it was our turn) of what the last message ended."""
    found = measure([(said, at(minute)) for said, minute in thread])
    return [
        (
            one.kind,
            int((one.asked_at - START).total_seconds() // 60),
            int(sum((b - a).total_seconds() for a, b in one.spans) // 60),
        )
        for one in found
    ]


def test_an_answer_ends_the_wait_since_the_first_message_that_nobody_answered() -> None:
    thread = [(THEIRS, 0), (THEIRS, 20), (ANSWER, 30)]
    assert ended(*thread) == [(Kind.FIRST, 0, 30), (Kind.RESOLUTION, 0, 30)]
    again = [*thread, (THEIRS, 100), (ANSWER, 110)]
    assert ended(*again) == [(Kind.NEXT, 100, 10), (Kind.RESOLUTION, 100, 10)]


def resolved(pauses: list[tuple[int, int]], *thread: tuple[Said, int]) -> list[int]:
    """Return for how many minutes it was our turn at the first answer, and at the resolution."""
    spans = [(at(begun), at(end)) for begun, end in pauses]
    found = measure([(said, at(minute)) for said, minute in thread], spans)
    return [int(sum((b - a).total_seconds() for a, b in one.spans) // 60) for one in found]


def test_a_pause_stops_the_resolution_and_never_the_first_answer() -> None:
    thread = [(THEIRS, 0), (ANSWER, 50)]
    assert resolved([(10, 50)], *thread) == [50, 10]
    assert resolved([(10, 30)], *thread) == [50, 30]
    assert resolved([(10, 20), (30, 40)], *thread) == [50, 30]
    assert resolved([(-10, 60)], *thread) == [50, 0]
    asked = [(THEIRS, 0), (QUESTION, 10), (THEIRS, 40), (ANSWER, 50)]
    assert resolved([(20, 30)], *asked) == [10, 20]  # it was not our turn


def test_a_stall_ends_nothing_and_the_clock_goes_on() -> None:
    assert ended((THEIRS, 0), (STALL, 10)) == [(Kind.STALL, 0, 0)]
    assert ended((THEIRS, 0), (STALL, 10), (ANSWER, 50)) == [
        (Kind.FIRST, 0, 50),
        (Kind.RESOLUTION, 0, 50),
    ]


def test_a_dated_word_ends_the_first_wait_and_the_resolution_goes_on() -> None:
    assert ended((THEIRS, 0), (DATED, 10)) == [(Kind.FIRST, 0, 10)]
    assert ended((THEIRS, 0), (DATED, 10), (ANSWER, 300)) == [(Kind.RESOLUTION, 0, 300)]


def test_while_we_wait_for_the_person_the_clock_stands_still() -> None:
    assert ended((THEIRS, 0), (QUESTION, 10)) == [(Kind.FIRST, 0, 10)]
    thread = [(THEIRS, 0), (QUESTION, 10), (THEIRS, 500), (ANSWER, 520)]
    assert ended(*thread) == [(Kind.NEXT, 500, 20), (Kind.RESOLUTION, 0, 30)]


def test_where_nobody_waited_nothing_is_measured() -> None:
    assert ended((ANSWER, 5)) == [(Kind.UNASKED, 5, 0)]
    assert ended((THEIRS, 0), (ANSWER, 5), (ANSWER, 6)) == [(Kind.UNASKED, 6, 0)]


def a_time(n: int, open_min: int, wall_min: int, *, due_min: int | None = None) -> ReplyTime:
    return ReplyTime(
        OutboxId(str(n)),
        Kind.FIRST,
        ConversationId(n),
        AccountId("a"),
        "",
        "public",
        "wall",
        START,
        at(wall_min),
        None if due_min is None else at(due_min),
        wall_min * 60,
        open_min * 60,
    )


def test_median_and_ninetieth_percentile_are_those_worked_out_by_hand() -> None:
    # In order: 5 10 12 20 30 45 60 90 120 480. Middle of ten: (30 + 45) / 2. Nine of ten do not exceed 120.
    opens = [30, 5, 480, 20, 12, 60, 10, 120, 45, 90]
    found = figure([a_time(n, one, one * 2, due_min=100) for n, one in enumerate(opens)])
    assert found is not None
    assert found.n == 10
    assert found.open_median == 37.5 * 60
    assert found.open_p90 == 120 * 60
    assert found.wall_median == 75 * 60
    assert found.wall_p90 == 240 * 60
    assert found.late == 4  # 120, 180, 240 and 960 minutes on the wall, due after 100
    assert len(found.conversations) == 10
    assert figure([]) is None


@pytest.mark.parametrize(
    ("lengths", "middle", "ninety"),
    [([7], 7, 7), ([1, 9], 5, 9), ([1, 2, 9], 2, 9), (list(range(1, 12)), 6, 10)],
)
def test_few_lengths(lengths: list[int], middle: float, ninety: float) -> None:
    assert median(lengths) == middle
    assert percentile(lengths, 90) == ninety


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
def test_half_and_nine_of_ten_do_not_exceed_the_figures(lengths: list[int]) -> None:
    lengths.sort()
    ninety = percentile(lengths, 90)
    assert ninety in lengths
    assert sum(one <= ninety for one in lengths) * 10 >= len(lengths) * 9
    assert sum(one < ninety for one in lengths) * 10 < len(lengths) * 9
    assert lengths[0] <= median(lengths) <= lengths[-1]


@given(
    st.lists(st.tuples(st.sampled_from(list(Said)), st.integers(1, 99)), min_size=1, max_size=12)
)
def test_what_is_measured_lies_within_the_thread(steps: list[tuple[Said, int]]) -> None:
    minute, thread = 0, []
    for said, step in steps:
        minute += step
        thread.append((said, at(minute)))
    for one in measure(thread):
        assert thread[0][1] <= one.asked_at <= thread[-1][1]
        assert all(start <= end <= thread[-1][1] for start, end in one.spans)
        assert list(one.spans) == sorted(one.spans)
        assert one.kind in (Kind.STALL, Kind.UNASKED) or one.spans[-1][1] == thread[-1][1]
