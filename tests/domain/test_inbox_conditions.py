"""Conditions of inbox rules as rows, and the query that they make: each can be had back from the other."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmworkstation.domain.inbox_conditions import (
    ABOUT,
    TOLD,
    Condition,
    Conditions,
    conditions_of,
    query_of,
)
from cmworkstation.domain.query import Field, parse
from cmworkstation.domain.query.names import VALUES

WORD = st.text("abcéÉøß'-–.,:;()!?@/*or 0", min_size=1, max_size=12).map(
    lambda text: " ".join(text.replace("*", " ").split())
)
NAMED = st.builds(
    lambda text, star: text + star,
    WORD.filter(lambda text: any(letter.isalnum() for letter in text)),
    st.sampled_from(["", "*"]),
)


def row(about: Field | None) -> st.SearchStrategy[Condition]:
    values = st.sampled_from(sorted(VALUES[about])) if about in TOLD else NAMED
    return st.builds(Condition, st.just(about), values, st.booleans())


ROWS = st.lists(st.sampled_from(ABOUT).flatmap(row), min_size=1, max_size=4)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, any_of=st.booleans(), french=st.booleans())
def test_rows_come_back_from_the_query_that_they_make(rows, any_of, french):
    made = Conditions(tuple(rows), any_of and len(rows) > 1)
    assert conditions_of(query_of(made, french=french)) == made


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, any_of=st.booleans())
def test_a_query_made_of_rows_is_the_same_in_both_languages(rows, any_of):
    made = Conditions(tuple(rows), any_of)
    assert parse(query_of(made)) == parse(query_of(made, french=True))


@pytest.mark.parametrize(
    "query", ["a (b or c)", "before:2026", "stage:sent", "-(a b)", "from:", "(a"]
)
def test_what_rows_cannot_say_stays_a_search(query):
    assert conditions_of(query) is None


def test_rows_without_a_value_say_nothing():
    empty = Conditions((Condition(None, " "), Condition(Field.FROM, ""), Condition(None, "parcel")))
    assert query_of(empty) == "parcel"
    assert conditions_of("") == Conditions()
