"""What each rule says, for where only its name was kept."""

from cmworkstation.domain.charter.builtin import CLAUSES
from cmworkstation.domain.charter.rule_words import is_name, rule_words
from tests.domain.charter.builders import a_charter, shipped, shipped_packs


def test_every_rule_of_a_charter_and_of_its_packs_says_its_sentence_with_its_passage_open():
    said = rule_words(shipped("fennick-lane"), shipped_packs())
    assert said["health-claim"]["en"].startswith("A health claim needs")
    assert any(one.startswith("en-base/") for one in said)
    assert all(
        "{match}" in text or "{" not in text for one in said.values() for text in one.values()
    )


def test_what_a_sentence_was_filled_with_is_left_open_and_a_check_of_every_charter_says_its_clause():
    said = rule_words(a_charter(), ())
    assert said["voice/emoji"]["fr"] == "Ton de la charte"
    assert said["links/http"]["fr"].startswith("Ce lien n’est pas chiffré")
    rule = '[[rule]]\nid = "swap"\nkind = "swap"\nswaps = [["a", "b"]]\nmessage.fr = "« {match} » : dites « {to} »."\n'
    assert rule_words(a_charter(rule), ())["swap"] == {"fr": "« {match} » : dites « … »."}


def test_a_clause_that_is_but_the_name_of_its_rule_is_known_in_both_languages():
    assert is_name("Rule “no-caps” of the charter", "no-caps")
    assert is_name(CLAUSES["rule"]["fr"].replace("{rule}", "no-caps"), "no-caps")
    assert not is_name("We answer no-caps people too", "no-caps")
