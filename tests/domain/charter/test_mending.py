"""Problems know their object and field, and those that a machine can mend are gone afterwards."""

import pytest

from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.layout import Layout
from cmworkstation.domain.charter.mending import MENDERS, Spot, mend, spot_of
from cmworkstation.domain.charter.patching import patch
from cmworkstation.domain.charter.reading import read_charter
from tests.domain.charter.builders import HEAD, shipped_packs

PACKS = {one.id: one for one in shipped_packs()}
TWO_STEPS = """\
[[category]]
id = "c"
action = "reply"

[triage]
start = "a"

[[triage.step]]
id = "a"
yes = "=c"
no = "=c"

[[triage.step]]
id = "b"
yes = "=c"
no = "=c"
"""
CASES = {
    "unknown-reference": ('[[speaker]]\nid = "a"\ndeputy = "b"', Spot("speaker", 0, "deputy")),
    "unknown-rule": (
        '[[principle]]\nid = "p"\nrules = ["x", "core/topic"]',
        Spot("principle", 0, "rules"),
    ),
    "unknown-value": ('[[speaker]]\nid = "a"\nmay = ["fly", "draft"]', Spot("speaker", 0, "may")),
    "unknown-key": ('[[fact]]\nid = "f"\ncolour = "red" # mine', Spot("fact", 0, "colour")),
    "unused": (
        '[[answer]]\nid = "a"\nvariables = ["x", "y?"]\nbody.fr = "{x}"',
        Spot("answer", 0, "variables"),
    ),
    "undeclared": ('[[answer]]\nid = "a"\nbody.fr = "{x}"', Spot("answer", 0, "body")),
    "unknown-language": (
        '[[audience]]\nid = "a"\nlabel.fr = "a"\nlabel.de = "b"',
        Spot("audience", 0, "label"),
    ),
    "no-default-target": ('[[target]]\ncategory = ""\nfirst_reply = "2h"', None),
    "label-missing": (
        '[[disclosure]]\nid = "a"\nwhen = ["paid"]\nlabel.fr = "Pub"',
        Spot("disclosure", -1, ""),
    ),
    "no-keep-ground": ('[[moderation]]\nid = "a"\naction = "hide"', Spot("moderation", -1, "")),
    "scheduled-runs-on": ('[[crisis]]\nid = "a"\nlevel = 3', Spot("crisis", 0, "pauses")),
    "pack-version": ('[[use]]\npack = "fr-base"\nversion = "0"', Spot("use", 0, "version")),
    "pack-hash": ('[[use]]\npack = "fr-base"\nsha256 = "00"', Spot("use", 0, "sha256")),
    "unknown-pack": ('[[use]]\npack = "core"\n\n[[use]]\npack = "nowhere"', Spot("use", 1, "pack")),
    "unreachable": (
        TWO_STEPS,
        Spot("triage.step", 1, "id"),
    ),
    "no-start": (
        '[triage]\n\n[[triage.step]]\nid = "a"\nyes = "a"\nno = "a"',
        Spot("triage", 0, "start"),
    ),
    "dates-order": (
        '[[speaker]]\nid = "a"\nvalid_from = 2026-02-02\nvalid_until = 2026-01-01',
        Spot("speaker", 0, "valid_from"),
    ),
}


@pytest.mark.parametrize("key", MENDERS)
def test_a_problem_that_a_machine_can_mend_is_gone_afterwards(key):
    more, spot = CASES[key]
    text = HEAD + "\n# above\n" + more + "\n"
    charter = read_charter(text)
    problems = [one for one in find_problems(charter, shipped_packs()) if one.key == key]
    assert problems, [one.key for one in find_problems(charter, shipped_packs())]
    problem = problems[0]
    found = spot_of(problem, Layout(text))
    assert spot is None or found == spot
    made = mend(problem, found, charter, PACKS)
    assert made is not None
    after = patch(text, made.changes).apply(text)
    left = find_problems(read_charter(after), shipped_packs())
    assert (problem.path, problem.params) not in [
        (one.path, one.params) for one in left if one.key == key
    ]
    assert "# above" in after


def test_what_only_a_person_can_decide_is_left_to_him():
    text = HEAD + '\n[[category]]\nid = "c"\naction = "fly"\n\n[[rule]]\nid = "r"\nkind = "terms"\n'
    charter = read_charter(text)
    layout = Layout(text)
    problems = find_problems(charter, shipped_packs())
    left = {"unknown-value", "missing", "no-examples", "no-principle"}
    assert left <= {one.key for one in problems}
    for problem in problems:
        if problem.key in left:
            assert mend(problem, spot_of(problem, layout), charter, PACKS) is None


def test_the_second_of_two_that_share_a_name_is_found_by_its_line():
    text = HEAD + '\n[[fact]]\nid = "f"\nsource = "s"\nstatement.fr = "a"\n\n[[fact]]\nid = "f"\n'
    charter = read_charter(text)
    spots = {
        one.key: spot_of(one, Layout(text))
        for one in find_problems(charter)
        if one.path.startswith("fact")
    }
    assert spots["duplicate-id"] == Spot("fact", 1, "id")
    assert spots["missing"] == Spot("fact", 1, "statement")
