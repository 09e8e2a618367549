"""Giving an object of a charter another name, with everything that names it."""

import pytest

from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.patching import Reach, SetField, patch
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.references import objects, rename
from tests.domain.charter.builders import CHARTERS, a_charter, shipped, shipped_packs


@pytest.mark.parametrize("name", CHARTERS)
def test_renaming_any_object_of_a_shipped_charter_breaks_no_reference(name: str) -> None:
    charter = shipped(name)
    before = {(one.key, one.path) for one in find_problems(charter, shipped_packs())}
    seen: set[str] = set()
    renamed = 0
    for section, index, one in objects(charter):
        if section == "charter" or not getattr(one, "id", "") or section in seen:
            continue
        if (
            index % 3 == 0 or len(rename(charter, section, index, "other-name")) > 1
        ):  # something names it
            seen.add(section)
        made = patch(charter.source, rename(charter, section, index, "other-name"))
        after = read_charter(made.apply(charter.source))
        found = {(one.key, one.path) for one in find_problems(after, shipped_packs())}
        assert {key for key, _ in found} == {key for key, _ in before}, (section, one.id)
        assert made.reach is Reach.FIELD
        renamed += 1
    assert renamed >= 10


def test_names_within_conditions_texts_and_prefixes_follow() -> None:
    charter = a_charter(
        """
[[category]]
id = "plainte"
action = "reply"
[[fact]]
id = "nb"
[[triage.step]]
id = "a"
yes = "=plainte"
no = "plainte"
[[approval]]
id = "p"
when = "category in [plainte, plainte-2] and visibility == public"
[[answer]]
id = "r"
body.fr = "{fact:nb} et {nb}"
source = ["fact:nb", "nb"]
"""
    )
    after = read_charter(
        patch(charter.source, rename(charter, "category", 0, "grief")).apply(charter.source)
    )
    assert after.approvals[0].when == "category in [grief, plainte-2] and visibility == public"
    assert (after.triage.steps[0].yes, after.triage.steps[0].no) == ("=grief", "plainte")
    after = read_charter(
        patch(charter.source, rename(charter, "fact", 0, "n2")).apply(charter.source)
    )
    assert after.answers[0].body["fr"] == "{fact:n2} et {nb}"
    assert after.answers[0].source == ("fact:n2", "nb")
    changes = rename(charter, "category", 0, "grief")
    places = {(one.section, one.index) for one in changes if isinstance(one, SetField)}
    assert places == {("category", 0), ("approval", 0), ("triage.step", 0)}
