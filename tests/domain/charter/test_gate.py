"""The gate to review: every obstacle is named with its place, and a sound charter passes."""

from datetime import date

import pytest

from cmworkstation.domain.charter.gate import obstacles
from cmworkstation.domain.charter.model import Charter
from tests.domain.charter.builders import CHARTERS, a_charter, a_rule, shipped, shipped_packs

ON = date(2026, 10, 5)
GOOD = '[[target]]\ncategory = "*"\nfirst_reply = "2d"\n[[speaker]]\nid = "s"\nmay = ["approve", "crisis", "send"]\n'
FORBIDS = a_rule("terms", 'terms = ["jamais"]', 'severity = "error"', 'message.fr = "Non."',
                 'bad = ["Jamais."]', 'good = ["Souvent."]')  # fmt: skip
ANSWER = (
    '[[answer]]\nid = "a"\nbody.fr = "Bonjour {prenom}, jamais le lundi."\nvariables = ["prenom"]\n'
)
EXTENDS = """[[use]]
pack = "fr-base"
version = "1"
[use.extend."fr-base/delai-flou"]
swaps = [["sans tarder", "avant"]]
good = ["sans tarder"]
"""


def keys(charter: Charter, on: date = ON) -> list[tuple[str, str]]:
    return [(one.key, one.path) for one in obstacles(charter, shipped_packs(), on)]


def test_a_sound_charter_has_no_obstacle() -> None:
    assert keys(a_charter(GOOD + FORBIDS)) == []


@pytest.mark.parametrize(
    ("more", "key", "path"),
    [
        ('[[rule]]\nid = "r"\nkind = "magic"\n', "unknown-value", "rule[r].kind"),
        (FORBIDS.replace("Jamais.", "Souvent."), "bad-example-passes", "rule[essai].bad"),
        (FORBIDS.replace('good = ["Souvent."]', 'good = ["Plus jamais."]'),
         "good-example-hit", "rule[essai].good"),
        ('[[fact]]\nid = "f"\nstatement.fr = "x"\nsource = "s"\nexpires_on = 2026-10-04\n',
         "already-expired", "fact[f].expires_on"),
        (ANSWER.replace("jamais", "pas") + "valid_until = 2026-10-04\n",
         "already-expired", "answer[a].valid_until"),
        (FORBIDS + ANSWER, "answer-hit", "answer[a].body"),
        (EXTENDS, "good-example-hit", "use[1].extend"),
    ],
)  # fmt: skip
def test_each_obstacle_is_named_with_its_place(more: str, key: str, path: str) -> None:
    assert (key, path) in keys(a_charter(GOOD + more))


def test_what_ends_on_the_day_itself_still_holds() -> None:
    fact = '[[fact]]\nid = "f"\nstatement.fr = "x"\nsource = "s"\nexpires_on = 2026-10-05\n'
    assert keys(a_charter(GOOD + fact)) == []


def test_an_answer_may_go_against_a_rule_when_it_says_why() -> None:
    reason = 'let_pass.essai = "Le règlement le dit ainsi."\n'
    assert keys(a_charter(GOOD + FORBIDS + ANSWER + reason)) == []
    assert keys(a_charter(GOOD + FORBIDS + ANSWER + 'let_pass.essai = " "\n')) != []


def test_a_blank_that_is_still_to_be_filled_is_no_obstacle() -> None:
    assert keys(a_charter(GOOD + ANSWER)) == []


def test_a_version_needs_a_number_of_its_own() -> None:
    charter = a_charter(GOOD)
    assert [one.key for one in obstacles(charter, (), ON, ["1.0"])] == ["number-used"]
    assert obstacles(charter, (), ON, ["0.9", "1.1"]) == ()


def test_a_shipped_charter_passes_but_for_what_was_over_before_its_day() -> None:
    for name in CHARTERS:
        charter = shipped(name)
        assert charter.header.effective_from is not None
        found = keys(charter, charter.header.effective_from)
        assert {key for key, _ in found} <= {"already-expired"}
