from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.ui.inbox.differences import MANY, Plan, course, plan


def ids(*values: int) -> "array[int]":
    return array("q", values)


def carried_out(old: "array[int]", steps: Plan) -> "array[int]":
    found = old[:]
    for row, count in steps.removals:
        del found[row : row + count]
    for row, new in steps.insertions:
        found[row:row] = new
    return found


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        (ids(), ids(), 0),
        (ids(), ids(1, 2, 3), 1),
        (ids(1, 2, 3), ids(9, 8, 1, 2, 3), 1),
        (ids(1, 2, 3), ids(1, 3), 1),
        (ids(1, 2, 3), ids(), 1),
    ],
    ids=["nothing", "first rows", "newcomers", "one left", "all left"],
)
def test_simple_changes_take_one_step(old, new, steps):
    found = plan(old, new)
    assert found.usable
    assert found.steps == steps
    assert carried_out(old, found) == new


def test_a_row_that_moved_is_taken_out_and_put_in_again():
    old, new = ids(1, 2, 3, 4), ids(3, 1, 2, 4)
    found = plan(old, new, touched={3})
    assert found.steps == 2
    assert carried_out(old, found) == new


def test_another_order_asks_for_a_new_start():
    assert not plan(ids(1, 2, 3, 4), ids(4, 3, 2, 1)).usable


def test_more_steps_than_are_worth_it_ask_for_a_new_start():
    old = ids(*range(0, 5 * MANY, 2))
    new = ids(*range(0, 5 * MANY, 4))  # every other one leaves: one step each
    assert not plan(old, new).usable


@given(
    st.lists(st.integers(0, 60), unique=True),
    st.lists(st.integers(0, 60), unique=True),
    st.sets(st.integers(0, 60)),
)
def test_a_usable_plan_always_ends_at_the_new_list(old, new, touched):
    first, second = array("q", old), array("q", new)
    found = plan(first, second, touched)
    if found.usable:
        assert carried_out(first, found) == second


def test_newcomers_wait_while_somebody_reads_below_and_the_rest_follows():
    way = course(ids(3, 2, 1), ids(9, 8, 2, 1), below=True)
    assert (list(way.shown), list(way.newcomers)) == ([2, 1], [9, 8])
    assert way.plan.removals == ((0, 1),)
    assert way.plan.insertions == ()
    at_the_top = course(ids(3, 2, 1), ids(9, 8, 2, 1))
    assert (list(at_the_top.shown), list(at_the_top.newcomers)) == ([9, 8, 2, 1], [])
