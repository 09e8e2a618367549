"""The language of searches: what is read, what is written again, and where something is unclear."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.query import (
    And,
    Field,
    Named,
    Not,
    Or,
    Query,
    Told,
    When,
    Words,
    parse,
    printed,
)
from cmworkstation.domain.query.moments import Moment, moment
from cmworkstation.domain.query.names import FIELDS, VALUES

PIECES = (
    'parcel "late parcel" biblio* - -spam or ou ( ) from:nadia de:"Nadia P" compte:x étiquette:a/b is:unread'
    " est:non-lu has: avant:2026-11 before:7d on:hier is:purple xyz:1 http://a.example 18:30 :) « » “ ” 🚲 or -("
).split(" ")


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("from:nadia", "de:nadia"),
        ("account:mairie", "compte:mairie"),
        ("platform:mastodon", "plateforme:mastodon"),
        ('label:"to check"', 'étiquette:"to check"'),
        ("is:unread", "est:non-lu"),
        ("is:snoozed", "est:en-sommeil"),
        ("has:attachment", "avec:pièce-jointe"),
        ("before:2026-11-03", "avant:2026-11-03"),
        ("after:7d", "après:7j"),
        ("on:yesterday", "le:hier"),
        ("lang:fr", "langue:fr"),
        ("clause:tone", "clause:tone"),
        ("stage:failed", "étape:échec"),
        ("assignee:me", "responsable:me"),
        ("category:complaint", "catégorie:complaint"),
        ("in:notes", "dans:notes"),
        ("(parcel or -late) is:done", "(parcel ou -late) est:traité"),
    ],
)
def test_a_query_is_the_same_in_both_languages(english: str, french: str) -> None:
    query = parse(english)
    assert parse(french) == query
    assert printed(query, french=False) == english
    assert printed(query, french=True) == french


def test_or_binds_its_neighbours_first_and_is_a_word_where_it_joins_nothing() -> None:
    a, b, c = Words("a"), Words("b"), Words("c")
    assert parse("a b or c") == Query(And((a, Or((b, c)))))
    assert parse("(a b) or c") == Query(Or((And((a, b)), c)))
    assert parse("a -(b or c)") == Query(And((a, Not(Or((b, c))))))
    assert parse("a or") == Query(And((a, Words("or"))))
    assert parse("or a") == Query(And((Words("or"), a)))
    assert parse('a "or" b') == Query(And((a, Words("or"), b)))


@pytest.mark.parametrize(
    "text",
    [
        *("horaires : lundi", "hours: Monday", "18:30", "https://a.example/x", "super :)"),
        *("c'est ouvert ?", "-", "l’eau", "a*b", "--x", "C++", "NEAR AND NOT", "{x} ^y"),
    ],
)
def test_free_words_are_never_unclear(text: str) -> None:
    kinds = {type(part) for part in _parts(parse(text))}
    assert kinds <= {Words}


def _parts(query: Query) -> tuple[object, ...]:
    return query.node.parts if isinstance(query.node, And) else (query.node,) if query else ()


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("late frm:nadia", "unknown-field", (5, 4)),
        ("late is:purple x", "unknown-value", (8, 6)),
        ("before:soon", "no-date", (7, 4)),
        ("before:2026-13", "no-date", (7, 7)),
        ("before:2026-02-30", "no-date", (7, 10)),
        ("from:", "no-value", (0, 5)),
        ("a (b", "group-open", (2, 1)),
        ("a b)", "group-not-open", (3, 1)),
        ("a ()", "group-empty", (3, 1)),
        ("(" * 30 + "a" + ")" * 30, "group-deep", (20, 1)),
    ],
)
def test_what_is_unclear_is_said_with_its_place(
    text: str, code: str, place: tuple[int, int]
) -> None:
    with pytest.raises(QueryError) as told:
        parse(text)
    assert (told.value.code, (told.value.at, told.value.length)) == (code, place)


@settings(max_examples=400)
@given(
    st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
)
def test_any_text_is_read_or_is_unclear_at_a_place_inside_it(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as unclear:
        place = (unclear.at, unclear.at + unclear.length)
    else:
        assert parse(printed(query)) == query
        assert parse(printed(query, french=True)) == query
        return
    assert 0 <= place[0] < place[1] <= len(text)


NAMES = st.from_regex(r"[a-zé]{1,6}([ /.'][a-z0-9]{1,5})?", fullmatch=True)
LEAVES = st.one_of(
    st.builds(Words, NAMES, st.booleans()),
    st.builds(
        Named, st.sampled_from([f for f in Field if f not in VALUES][:3]), NAMES, st.booleans()
    ),
    st.sampled_from([Told(field, value) for field, rows in VALUES.items() for value in rows]),
    st.builds(
        When,
        st.sampled_from([Field.BEFORE, Field.AFTER, Field.ON]),
        st.sampled_from(
            [
                Moment(2026),
                Moment(2026, 11),
                Moment(2026, 11, 3),
                Moment(name="week"),
                Moment(ago=7, unit="d"),
            ]
        ),
    ),
)


def _joined(parts):
    return st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(lambda some: _flat(And, some)),
        st.lists(parts, min_size=2, max_size=3).map(lambda some: _flat(Or, some)),
        parts.map(lambda one: one.part if isinstance(one, Not) else Not(one)),
    )


def _flat(kind, parts):
    flat: list[object] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else (part,))
    return kind(tuple(flat))


@settings(max_examples=300)
@given(st.recursive(LEAVES, _joined, max_leaves=8), st.booleans())
def test_a_query_that_is_written_and_read_again_is_the_same(node, french: bool) -> None:
    assert parse(printed(Query(node), french=french)) == Query(node)


def test_no_name_of_a_field_or_of_a_value_means_two_things() -> None:
    fields = [name for both in FIELDS.values() for names in both for name in set(names)]
    assert len(set(fields)) == len({(f, n) for f, b in FIELDS.items() for ns in b for n in ns})
    for rows in VALUES.values():
        for language in (0, 1):
            told = [name for both in rows.values() for name in both[language]]
            assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("text", "began", "ended"),
    [
        ("2026-11-03", "2026-11-02T23:00", "2026-11-03T23:00"),
        ("03/11/2026", "2026-11-02T23:00", "2026-11-03T23:00"),
        ("2026-12", "2026-11-30T23:00", "2026-12-31T23:00"),
        ("2026", "2025-12-31T23:00", "2026-12-31T23:00"),
        ("hier", "2026-11-24T23:00", "2026-11-25T23:00"),
        ("today", "2026-11-25T23:00", "2026-11-26T23:00"),
        ("7d", "2026-11-18T23:00", "2026-11-19T23:00"),
        ("2sem", "2026-11-11T23:00", "2026-11-12T23:00"),
        ("week", "2026-11-22T23:00", "2026-11-29T23:00"),
        ("3h", "2026-11-26T09:00", "2026-11-26T10:00"),
    ],
)
def test_days_are_those_of_the_person(text: str, began: str, ended: str) -> None:
    now = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    span = moment(text).span(now, ZoneInfo("Europe/Paris"))
    assert tuple(at.strftime("%Y-%m-%dT%H:%M") for at in span) == (began, ended)
