"""Walking the triage."""

from cmworkstation.domain.charter.triage import next_step, suggestion, walk
from tests.domain.charter.builders import shipped

ORMAIE = shipped("mediatheques-ormaie")


def test_a_walk_stops_at_the_first_open_question() -> None:
    start = next_step(ORMAIE, {})
    assert start is not None
    assert start.id == "danger"
    here = walk(ORMAIE, {"danger": False, "loi": False})
    assert here.path == (("danger", False), ("loi", False))
    assert here.step is not None
    assert here.step.id == "adresse"
    assert here.category == ""


def test_a_walk_ends_at_a_category_with_its_path() -> None:
    no = {step.id: False for step in ORMAIE.triage.steps}
    end = walk(ORMAIE, {**no, "adresse": True})
    assert end.category == "coup-de-gueule"
    assert end.step is None
    assert end.path[0] == ("danger", False)
    assert walk(ORMAIE, no).category == "rien"


def test_a_step_says_what_it_can_know() -> None:
    steps = {step.id: step for step in ORMAIE.triage.steps}
    assert suggestion(steps["repete"], {"author.hostile_7d": 4}) is True
    assert suggestion(steps["repete"], {"author.hostile_7d": 1}) is False
    assert suggestion(steps["repete"], {}) is None
    assert suggestion(steps["danger"], {"signal.danger": True}) is True
    assert suggestion(steps["danger"], {"signal.danger": False}) is None
    assert suggestion(steps["loi"], {}) is None
