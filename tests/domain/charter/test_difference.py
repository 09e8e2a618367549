"""Differences between charters: none for equal ones, enough to get from one to the other, each field once."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmworkstation.domain.charter.clauses import Answer, Fact, Rule
from cmworkstation.domain.charter.difference import (
    ORDER_MATTERS,
    STEPS,
    Change,
    Kind,
    difference,
    names_of,
)
from cmworkstation.domain.charter.model import (
    SECTIONS,
    Approval,
    Charter,
    Header,
    Principle,
    Speaker,
    Step,
    Target,
    Triage,
    Voice,
)
from cmworkstation.domain.charter.numbering import next_number, proposal
from cmworkstation.domain.charter.shapes import shape_of
from tests.domain.charter.applying import applied
from tests.domain.charter.builders import CHARTERS, HEAD, a_charter, shipped

SEED = st.integers(0, 2**32)
PAIRS = 300


def made(seed: int) -> Charter:
    """Return an invented charter: few names, so that two of them have much in common."""
    dice = Random(seed)

    def name() -> str:
        return dice.choice("abcde")

    def text() -> str:
        return "".join(dice.choices("xyz é😀", k=dice.randint(0, 4)))

    def texts() -> dict[str, str]:
        return {language: text() for language in ("fr", "en") if dice.random() < 0.5}

    def names() -> tuple[str, ...]:
        return tuple(name() for _ in range(dice.randint(0, 2)))

    def day() -> date | None:
        return date(2026, 1, dice.randint(1, 3)) if dice.random() < 0.7 else None

    def extra() -> dict[str, object]:
        return (
            {dice.choice(["colour", "weight"]): dice.randint(0, 2)} if dice.random() < 0.3 else {}
        )

    def some(cls: type, once: bool = True, **fields: Callable[[], object]) -> tuple[Any, ...]:
        """Return a few; an id twice is an error of the file, and then nobody can tell which is which."""
        ids = dice.sample("abcde", dice.randint(0, 4)) if once else dice.choices("abc", k=3)
        return tuple(
            cls(id=one, extra=extra(), **{key: value() for key, value in fields.items()})
            for one in ids
        )

    limit = dice.choice([None, 1, 2])
    voice = Voice(do={"fr": names()} if dice.random() < 0.5 else {}, emoji_max=limit)
    return Charter(
        header=Header(id="test", title=texts(), version=text(), effective_from=day()),
        voice=voice,
        principles=some(Principle, text=texts, rules=names),
        speakers=some(Speaker, may=names, valid_from=day),
        triage=Triage(start=name(), steps=some(Step, once=False, ask=texts, yes=name)),
        targets=tuple(
            Target(category=name(), first_reply=text()) for _ in range(dice.randint(0, 4))
        ),
        approvals=some(Approval, once=False, when=text, need=lambda: dice.randint(0, 2)),
        rules=some(Rule, kind=name, terms=names, message=texts),
        facts=some(Fact, statement=texts, expires_on=day),
        answers=some(Answer, body=texts, let_pass=texts),
        extra=extra(),
    )


def in_any_order(charter: Charter) -> Charter:
    """Return the charter with those lists sorted whose order decides nothing."""
    values: dict[str, Any] = {}
    for name, attribute, _, many in SECTIONS:
        if many and name not in ORDER_MATTERS:
            found = getattr(charter, attribute)
            names = names_of(name, found)
            values[attribute] = tuple(
                one for _, one in sorted(zip(names, found, strict=True), key=lambda pair: pair[0])
            )
    return replace(charter, **values)


@given(SEED)
def test_a_charter_does_not_differ_from_itself(seed: int) -> None:
    assert difference(made(seed), made(seed)) == ()


@settings(max_examples=PAIRS)
@given(SEED, SEED)
def test_applying_the_differences_gives_the_other_charter(one: int, two: int) -> None:
    old, new = made(one), made(two)
    there = applied(old, difference(old, new))
    assert names_are_once(there) == names_are_once(new)
    assert in_any_order(there) == in_any_order(new)


def names_are_once(charter: Charter) -> dict[str, list[str]]:
    found = {name: sorted(names_of(name, getattr(charter, attribute)))
             for name, attribute, _, many in SECTIONS if many}  # fmt: skip
    return found | {STEPS: names_of(STEPS, charter.triage.steps)}


@given(SEED, SEED)
def test_every_changed_field_is_named_once(one: int, two: int) -> None:
    old, new = made(one), made(two)
    changes = difference(old, new)
    places = Counter((one.path, one.kind is Kind.MOVED) for one in changes)
    assert not [place for place, n in places.items() if n > 1]
    named = {(one.section, one.name, one.field) for one in changes}
    for name, attribute, _, many in SECTIONS:
        pairs = [("", getattr(old, attribute), getattr(new, attribute))]
        if many:
            before = dict(
                zip(names_of(name, getattr(old, attribute)), getattr(old, attribute), strict=True)
            )
            after = dict(
                zip(names_of(name, getattr(new, attribute)), getattr(new, attribute), strict=True)
            )
            pairs = [(key, before[key], after[key]) for key in before if key in after]
        for key, was, now in pairs:
            for field, slot in shape_of(type(was)).items():
                differs = getattr(was, slot.attribute) != getattr(now, slot.attribute)
                assert ((name, key, field) in named) == differs


@given(SEED, SEED)
def test_moved_is_said_only_where_the_order_decides(one: int, two: int) -> None:
    moved = {
        found.section for found in difference(made(one), made(two)) if found.kind is Kind.MOVED
    }
    assert moved <= ORDER_MATTERS


@pytest.mark.parametrize("name", CHARTERS)
def test_a_shipped_charter_gets_to_another_and_back(name: str) -> None:
    one, two = shipped(name), shipped(CHARTERS[0] if name != CHARTERS[0] else CHARTERS[1])
    assert in_any_order(applied(one, difference(one, two))) == in_any_order(two)


def test_one_step_that_moved_is_one_difference() -> None:
    steps = [f'[[triage.step]]\nid = "s{n}"\nyes = "=x"\n' for n in range(5)]
    old = a_charter("".join(steps))
    new = a_charter("".join([*steps[1:], steps[0]]))
    assert difference(old, new) == (Change(Kind.MOVED, STEPS, "s0", was=0, place=4),)


def test_a_change_names_its_place_as_problems_do() -> None:
    rule = '[[rule]]\nid = "gratuite"\nkind = "terms"\nterms = ["x"]\nmessage.fr = "{}"\n'
    (one,) = difference(a_charter(rule.format("avant")), a_charter(rule.format("après")))
    assert (one.path, one.kind, one.before, one.after) == (
        "rule[gratuite].message.fr",
        Kind.CHANGED,
        "avant",
        "après",
    )


# The number that is proposed

RULE = '[[rule]]\nid = "r"\nkind = "terms"\nterms = ["{}"]\nseverity = "{}"\nmessage.fr = "{}"\n'


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [
        ("", '[[fact]]\nid = "f"\nsource = "s"\n', "1.1"),
        ("", '[[speaker]]\nid = "s"\n', "2.0"),
        ('[[speaker]]\nid = "s"\n', "", "2.0"),
        ('[[target]]\ncategory = "*"\nfirst_reply = "2d"\n',
         '[[target]]\ncategory = "*"\nfirst_reply = "1d"\n', "2.0"),
        ('[[approval]]\nid = "a"\nneed = 1\n', '[[approval]]\nid = "a"\nneed = 2\n', "2.0"),
        ('[[crisis]]\nid = "c"\nlevel = 1\n', '[[crisis]]\nid = "c"\nlevel = 2\n', "2.0"),
        ('[[moderation]]\nid = "m"\naction = "keep"\n',
         '[[moderation]]\nid = "m"\naction = "hide"\n', "2.0"),
        ('[[moderation]]\nid = "m"\n', '[[moderation]]\nid = "m"\nnote.fr = "x"\n', "1.1"),
        (RULE.format("x", "warn", "m"), RULE.format("y", "warn", "m"), "1.1"),
        (RULE.format("x", "warn", "m"), RULE.format("x", "error", "m"), "2.0"),
        (RULE.format("x", "stop", "m"), RULE.format("x", "warn", "m"), "2.0"),
        (RULE.format("x", "stop", "m"), RULE.format("y", "stop", "m"), "2.0"),
        (RULE.format("x", "stop", "m"), RULE.format("x", "stop", "n"), "1.1"),
        (RULE.format("x", "stop", "m"), "", "2.0"),
    ],
)  # fmt: skip
def test_a_version_is_major_when_somebody_must_behave_differently(
    before: str, after: str, number: str
) -> None:
    old, new = a_charter(before), a_charter(after)
    offered = proposal(old, new, difference(old, new), date(2026, 3, 2), ["1.0"])
    assert offered.number == number
    assert offered.major == bool(offered.because) == (number == "2.0")


def test_a_number_is_larger_than_all_that_were_used() -> None:
    assert next_number(["1.9", "1.10", "0.99", "draft"], major=False) == "1.11"
    assert next_number(["1.9", "2.3"], major=True) == "3.0"
    assert next_number([], major=False) == "1.0"


def test_the_first_version_keeps_the_number_that_its_text_has() -> None:
    offered = proposal(
        None, a_charter(head=HEAD.replace('"1.0"', '"3.2"')), (), date(2026, 3, 2), []
    )
    assert offered.number == "3.2"


def test_dates_are_proposed_from_what_the_text_says_and_never_in_the_past() -> None:
    charter = a_charter()  # from 2026-01-01, looked at again on 2027-01-01
    soon = proposal(charter, charter, (), date(2026, 3, 2), [])
    assert (soon.effective_from, soon.review_by) == (date(2026, 3, 2), date(2027, 1, 1))
    late = proposal(charter, charter, (), date(2027, 6, 1), [])
    assert late.effective_from == date(2027, 6, 1)
    assert late.review_by == date(2027, 6, 1) + timedelta(days=365)
