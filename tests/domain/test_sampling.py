"""A sample shows every group, is the same for the same seed, and keeps proportions."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.sampling import Candidate, draw, share

SIZES = st.dictionaries(st.integers(0, 30), st.integers(1, 60), max_size=30)
SEEDS = st.integers(0, 2**32)


def month(sizes: dict[int, int]) -> list[Candidate[int]]:
    return [Candidate(f"{group}-{n}", group) for group, size in sizes.items() for n in range(size)]


@given(SIZES, st.integers(1, 40), SEEDS)
def test_nothing_is_drawn_twice_and_everything_is_of_the_month(
    sizes: dict[int, int], size: int, seed: int
) -> None:
    all_of_it = month(sizes)
    drawn = draw(all_of_it, size, seed)
    assert len(drawn) == len({one.id for one in drawn}) == min(size, len(all_of_it))
    assert set(drawn) <= set(all_of_it)


@given(SIZES, st.integers(1, 40), SEEDS)
def test_the_same_seed_gives_the_same_sample_in_whatever_order_it_is_read(
    sizes: dict[int, int], size: int, seed: int
) -> None:
    all_of_it = month(sizes)
    assert draw(all_of_it, size, seed) == draw(list(reversed(all_of_it)), size, seed)


@given(SIZES, st.integers(1, 40), SEEDS)
def test_every_group_is_seen_while_there_is_room_and_the_largest_where_there_is_not(
    sizes: dict[int, int], size: int, seed: int
) -> None:
    places = share(sizes, size, seed)
    assert all(places[name] <= sizes[name] for name in sizes)
    if len(sizes) <= size:
        assert all(places.values())
    else:
        seen = [sizes[name] for name in sizes if places[name]]
        unseen = [sizes[name] for name in sizes if not places[name]]
        assert len(seen) == size
        assert min(seen) >= max(unseen)


@given(SIZES, st.integers(1, 40), SEEDS)
def test_groups_that_are_due_more_than_one_place_share_the_others_to_within_one(
    sizes: dict[int, int], size: int, seed: int
) -> None:
    places = share(sizes, size, seed)
    if len(sizes) > size or sum(sizes.values()) <= size:
        return
    large = {name for name in sizes if places[name] > 1}
    left, members = sum(places[one] for one in large), sum(sizes[one] for one in large)
    for name in large:
        assert abs(places[name] - Fraction(left * sizes[name], members)) < 1 + Fraction(
            len(sizes), members
        )


def test_twenty_of_a_month_by_hand() -> None:
    # 20 places: the two small groups keep one each, 18 are shared 120 : 60 : 30.
    assert share({"a": 120, "b": 60, "c": 30, "d": 2, "e": 1}, 20) == {
        "a": 10,
        "b": 5,
        "c": 3,
        "d": 1,
        "e": 1,
    }


def test_another_seed_draws_others() -> None:
    all_of_it = month({1: 50, 2: 50})
    samples = {draw(all_of_it, 10, seed) for seed in range(20)}
    assert len(samples) > 15
    often = Counter(one.id for drawn in samples for one in drawn)
    assert max(often.values()) < 10  # nobody's reply is always among them
