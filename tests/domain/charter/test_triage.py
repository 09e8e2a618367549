"""Walking the triage, changing it, and what its paths reach."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.model import Category, Charter, Step, Triage
from cmworkstation.domain.charter.patching import Reach, patch
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.triage import (
    BRANCHES,
    DEPTH_MAX,
    Answered,
    coverage,
    free_id,
    led_to,
    next_step,
    reasons,
    suggestion,
    walk,
    with_new_step,
    with_start,
    with_step,
    without_step,
)
from cmworkstation.domain.charter.triage_changes import changes_between
from cmworkstation.domain.charter.writing import write_charter
from tests.domain.charter.builders import CHARTERS, shipped

ORMAIE = shipped("mediatheques-ormaie")


def test_a_walk_stops_at_the_first_open_question() -> None:
    start = next_step(ORMAIE, {})
    assert start is not None
    assert start.id == "danger"
    here = walk(ORMAIE, {"danger": False, "loi": False})
    assert here.path == (Answered("danger", False), Answered("loi", False))
    assert here.step is not None
    assert here.step.id == "adresse"
    assert here.category == ""


def test_a_walk_ends_at_a_category_with_its_path() -> None:
    no = {step.id: False for step in ORMAIE.triage.steps}
    end = walk(ORMAIE, {**no, "adresse": True})
    assert end.category == "coup-de-gueule"
    assert end.step is None
    assert end.path[0] == Answered("danger", False)
    assert walk(ORMAIE, no).category == "rien"


def test_a_step_says_what_it_can_know() -> None:
    steps = {step.id: step for step in ORMAIE.triage.steps}
    assert suggestion(steps["repete"], {"author.hostile_7d": 4}) is True
    assert suggestion(steps["repete"], {"author.hostile_7d": 1}) is False
    assert suggestion(steps["repete"], {}) is None
    assert suggestion(steps["danger"], {"signal.danger": True}) is True
    assert suggestion(steps["danger"], {"signal.danger": False}) is None
    assert suggestion(steps["loi"], {}) is None


def test_what_hangs_on_something_unknown_is_left_to_the_person() -> None:
    step = Step(id="s", auto="not signal.danger and language == fr")
    assert suggestion(step, {"language": "fr"}) is None
    assert suggestion(step, {"language": "en"}) is False
    assert suggestion(step, {"language": "fr", "signal.danger": False}) is True
    assert suggestion(Step(id="s", auto="no such thing ("), {}) is None


def test_the_program_says_on_which_facts_its_answer_stands() -> None:
    step = Step(id="s", auto="message.mentions_us or message.on_our_account")
    both = {"message.mentions_us": False, "message.on_our_account": True}
    assert reasons(step, both) == (("message.on_our_account", True),)
    neither = dict.fromkeys(both, False)
    assert reasons(step, neither) == tuple(neither.items())
    step = Step(id="s", auto="visibility == public and not (author.sent_count >= 3)")
    known = {"visibility": "private", "author.sent_count": 5}
    assert reasons(step, known) == (("visibility", "private"),)
    assert reasons(Step(id="s"), known) == ()


def test_the_program_answers_what_it_can_and_is_overruled() -> None:
    facts = {"message.mentions_us": True, "signal.question": True}
    no = dict.fromkeys(("danger", "loi", "qui", "vrai", "vecu"), False)
    end = walk(ORMAIE, no, facts)
    assert end.category == "question"
    assert [one.step for one in end.path if one.by_program] == ["adresse", "demande"]
    assert end.path[-1] == Answered("demande", True, True, (("signal.question", True),))
    assert walk(ORMAIE, {**no, "demande": False, "apport": True}, facts).category == "idee"
    waits = walk(ORMAIE, no, facts, ask={"adresse"})
    assert waits.step is not None
    assert waits.step.id == "adresse"
    assert walk(ORMAIE, no).step is not None  # without facts everything is asked


# --- changing ---------------------------------------------------------------------------------------

SMALL = Triage(
    start="a",
    steps=(Step(id="a", yes="=one", no="b"), Step(id="b", yes="=two", no="=one")),
)


def charter_of(triage: Triage, *categories: str) -> Charter:
    """Return a charter of a triage and its categories alone."""
    return Charter(triage=triage, categories=tuple(Category(id=one) for one in categories))


def test_a_step_is_put_in_on_a_branch_and_what_was_there_follows_it() -> None:
    grown = with_new_step(SMALL, "a", "yes", Step(id="c", ask={"en": "?"}))
    assert [one.id for one in grown.steps] == ["a", "c", "b"]
    assert grown.steps[0].yes == "c"
    assert (grown.steps[1].yes, grown.steps[1].no) == ("=one", "=one")
    first = with_new_step(SMALL, "", "yes", Step(id="z", yes="=two"))
    assert first.start == "z"
    assert (first.steps[0].yes, first.steps[0].no) == ("=two", "a")
    alone = with_new_step(Triage(), "", "yes", Step(id="a"))
    assert alone == Triage(start="a", steps=(Step(id="a"),))


def test_without_a_step_what_led_there_goes_on_where_its_no_led() -> None:
    shorter = without_step(SMALL, "b")
    assert shorter == Triage(start="a", steps=(Step(id="a", yes="=one", no="=one"),))
    assert without_step(SMALL, "a") == Triage(
        start="b", steps=(Step(id="b", yes="=two", no="=one"),)
    )
    assert without_step(shorter, "a") == Triage()
    circle = led_to(SMALL, "b", "no", "b")
    assert without_step(circle, "b").steps == (Step(id="a", yes="=one", no=""),)


def test_texts_branches_and_the_start_are_changed_one_at_a_time() -> None:
    changed = with_step(SMALL, replace(SMALL.steps[1], ask={"en": "Really?"}))
    assert changed.steps[1].ask == {"en": "Really?"}
    assert changed.steps[0] == SMALL.steps[0]
    assert led_to(SMALL, "b", "yes", "=one").steps[1].yes == "=one"
    assert with_start(SMALL, "b").start == "b"


def test_an_id_is_made_of_the_words_of_a_question_and_is_new() -> None:
    assert free_id(SMALL, "Écrit-elle au titre de la presse ?") == "ecrit-elle-au"
    assert free_id(SMALL, "b") == "b-2"
    assert free_id(SMALL, "…") == "step"


# --- what its paths reach ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHARTERS)
def test_a_shipped_triage_reaches_everything(name: str) -> None:
    assert coverage(shipped(name)).whole


def test_what_no_path_reaches_is_reported() -> None:
    triage = replace(SMALL, steps=(*SMALL.steps, Step(id="far", yes="=three", no="nowhere")))
    found = coverage(charter_of(triage, "one", "two", "three"))
    assert found.unreached_steps == ("far",)
    assert found.unreached_categories == ("three",)  # the only way there begins nowhere
    assert found.lost == (("far", "no"),)
    assert not found.whole
    assert coverage(charter_of(SMALL, "one", "two")).whole


def test_a_loop_and_a_tree_too_deep_are_reported() -> None:
    circle = led_to(SMALL, "b", "no", "a")
    assert coverage(charter_of(circle, "one", "two")).loops == (("b", "a"),)
    deep = chain(DEPTH_MAX + 1)
    assert coverage(charter_of(deep, "end")).depth == DEPTH_MAX + 1
    assert not coverage(charter_of(deep, "end")).whole
    assert coverage(charter_of(chain(5000), "end")).depth == 5000


def chain(length: int) -> Triage:
    """Return a triage that asks so many questions in a row."""
    goals = [*(f"s{n}" for n in range(1, length)), "=end"]
    return Triage(
        start="s0",
        steps=tuple(Step(id=f"s{n}", yes="=end", no=goal) for n, goal in enumerate(goals)),
    )


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_whatever_is_done_to_a_triage_it_is_written_and_read_and_its_walks_end(
    data: st.DataObject,
) -> None:
    triage = ORMAIE.triage
    for _ in range(data.draw(st.integers(1, 8))):
        names = [one.id for one in triage.steps]
        goals = [*names, *(f"={one.id}" for one in ORMAIE.categories)]
        branch = data.draw(st.sampled_from(BRANCHES))
        act = data.draw(st.sampled_from(("new", "lead", "without", "start")))
        if act == "new":
            words = data.draw(st.text(max_size=20))
            new = Step(id=free_id(triage, words), ask={"fr": words})
            triage = with_new_step(triage, data.draw(st.sampled_from(["", *names])), branch, new)
        elif act == "lead" and names:
            step = data.draw(st.sampled_from(names))
            triage = led_to(triage, step, branch, data.draw(st.sampled_from(goals)))
        elif act == "without" and names:
            triage = without_step(triage, data.draw(st.sampled_from(names)))
        elif names:
            triage = with_start(triage, data.draw(st.sampled_from(names)))
    made = patch(ORMAIE.source, changes_between(ORMAIE.triage, triage))
    source = made.apply(ORMAIE.source)
    again = read_charter(source)
    assert again == replace(ORMAIE, triage=triage)
    assert write_charter(again) == write_charter(replace(ORMAIE, triage=triage))
    assert made.reach < Reach.FILE
    found = coverage(again)
    answers = {one.id: data.draw(st.booleans()) for one in triage.steps}
    end = walk(again, answers)
    assert end.category or not found.whole
    assert all(one.step not in found.unreached_steps for one in end.path)
    assert end.category not in found.unreached_categories
    bad = {one.key for one in find_problems(again, ()) if one.path.startswith("triage")}
    if triage.steps:
        assert ("triage-loop" in bad) is bool(found.loops)
