"""Figures of reach: exact on small numbers, and what holds of all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import ProfileId
from cmworkstation.domain.voices import (
    Load,
    Share,
    Turn,
    effective,
    new_voices,
    parity,
    relief,
    usual_few,
)

COUNTS = st.dictionaries(st.integers(0, 50), st.integers(1, 500), min_size=1, max_size=40)


def test_new_voices_are_those_who_were_not_answered_before() -> None:
    assert new_voices({1, 2, 3, 4}, {4, 9}) == Share(3, 4)
    assert new_voices(set(), {1}).share is None


def test_ten_people_with_a_reply_each_are_ten_voices_and_ninety_of_a_hundred_little_more_than_one() -> (
    None
):
    assert effective(dict.fromkeys(range(10), 1)) == pytest.approx(10)
    assert effective({1: 90, 2: 5, 3: 5}) == pytest.approx(1 / (0.81 + 0.0025 + 0.0025))
    assert effective({}) is None


@given(COUNTS)
def test_voices_in_effect_are_at_least_one_and_at_most_so_many_as_there_are_people(
    counts: dict[int, int],
) -> None:
    found = effective(counts)
    assert found is not None
    assert 1 - 1e-9 <= found <= len(counts) + 1e-9
    twice = effective({key: 2 * n for key, n in counts.items()})
    assert twice == pytest.approx(found)


@given(COUNTS)
def test_the_usual_few_have_no_less_than_their_part_and_no_more_than_all(
    counts: dict[int, int],
) -> None:
    few = usual_few(counts)
    assert few.of == sum(counts.values())
    assert few.n >= few.of * min(10, len(counts)) / len(counts) - 1e-9
    assert few.n <= few.of
    assert usual_few(counts, len(counts)) == Share(few.of, few.of)


def turns(audiences: list[int], answered: set[int]) -> list[Turn]:
    return [Turn(n, 60.0 * (n + 1) if n in answered else None) for n in audiences]


def test_parity_compares_the_smallest_third_with_the_largest_and_says_how_many_are_unknown() -> (
    None
):
    found = parity(turns([1, 2, 3, 40, 50, 60, 700, 800, 900], {1, 700, 800}), 1)
    assert found.unknown == 1
    assert found.small is not None
    assert found.large is not None
    assert found.small.answered == Share(1, 3)
    assert found.large.answered == Share(2, 3)
    assert found.small.median_s == 120.0
    assert found.ratio == pytest.approx(0.5)
    assert found.is_fair is False


def test_parity_is_not_told_of_few_people_nor_where_all_have_the_same_audience() -> None:
    assert parity(turns([1, 2, 3, 4, 5, 6, 7, 8], {1})).ratio is None
    assert parity(turns([5] * 30, {5})).small is None


@given(st.lists(st.integers(0, 20), min_size=9, max_size=60), st.sets(st.integers(0, 20)))
def test_nobody_is_in_both_thirds_and_equals_are_in_the_same(
    audiences: list[int], answered: set[int]
) -> None:
    found = parity(turns(audiences, answered))
    if found.small is None or found.large is None:
        return
    ordered = sorted(audiences)
    third = len(ordered) // 3
    assert found.small.answered.of == sum(n <= ordered[third - 1] for n in audiences)
    assert found.large.answered.of == sum(n >= ordered[-third] for n in audiences)
    assert found.small.answered.of + found.large.answered.of <= len(audiences)


def load(who: str, messages: int, worst: int, waiting: int = 0) -> Load:
    homes = tuple(map(ConversationId, range(waiting)))
    return Load(ProfileId(who), messages, worst, None, homes)


def test_relief_hands_half_of_what_waits_to_whoever_had_least() -> None:
    found = relief([load("ana", 14, 12, 11), load("bo", 3, 2), load("nadia", 0, 0)])
    assert [(one.of, one.to, one.theirs, len(one.conversations)) for one in found] == [
        ("ana", "nadia", 0, 6)
    ]


def test_relief_is_not_proposed_below_the_limit_nor_without_anything_that_waits_nor_alone() -> None:
    assert relief([load("ana", 30, 9, 5), load("bo", 0, 0)]) == ()
    assert relief([load("ana", 30, 20, 0), load("bo", 0, 0)]) == ()
    assert relief([load("ana", 30, 20, 9)]) == ()


def test_two_who_had_too_much_are_not_both_eased_by_the_same_one_where_there_are_others() -> None:
    found = relief(
        [load("ana", 30, 20, 8), load("bo", 28, 20, 8), load("cy", 1, 1), load("di", 2, 1)]
    )
    assert [(one.of, one.to) for one in found] == [("ana", "cy"), ("bo", "di")]
