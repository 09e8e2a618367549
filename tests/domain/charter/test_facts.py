"""Facts put in by reference: what becomes of them, and whether a text still states them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cmworkstation.domain.charter.clauses import Fact
from cmworkstation.domain.charter.facts import (
    FactState,
    fact_findings,
    fact_hash,
    joined,
    standings,
    still_in,
)
from cmworkstation.domain.charter.finding import Severity, apply_edits
from cmworkstation.domain.fact import FactUse, read_uses, write_uses

TODAY = date(2026, 7, 10)
FACT = Fact(
    id="sites",
    statement={"fr": "Le réseau compte sept médiathèques.", "en": "There are seven libraries."},
    source="https://ormaie.example/reseau",
    checked_on=TODAY,
    expires_on=TODAY + timedelta(days=200),
)
USE = FactUse("sites", FACT.statement["fr"], fact_hash(FACT))


def state(fact: Fact) -> FactState:
    return standings((USE,), (fact,), TODAY)[0].state


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, FactState.GOOD),
        ({"checked_on": TODAY + timedelta(days=1)}, FactState.GOOD),
        ({"source": "https://ormaie.example/autre"}, FactState.GOOD),
        ({"expires_on": None}, FactState.GOOD),
        ({"expires_on": TODAY + timedelta(days=31)}, FactState.GOOD),
        ({"expires_on": TODAY + timedelta(days=30)}, FactState.SOON),
        ({"expires_on": TODAY}, FactState.SOON),
        ({"expires_on": TODAY - timedelta(days=1)}, FactState.EXPIRED),
        ({"statement": {"fr": "Le réseau compte huit médiathèques."}}, FactState.CHANGED),
        ({"value": "8"}, FactState.CHANGED),
        ({"id": "other"}, FactState.GONE),
    ],
)
def test_what_becomes_of_a_fact(changes: dict[str, object], expected: FactState) -> None:
    assert state(replace(FACT, **changes)) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Bonjour, le réseau compte sept médiathèques. À bientôt", True),
        ("Sept médiathèques forment le réseau", True),
        ("Bonjour", False),
        ("", False),
    ],
)
def test_a_text_stands_on_a_fact_while_half_of_its_words_are_left(text: str, stands: bool) -> None:
    assert (still_in((USE,), text) == (USE,)) is stands


def test_a_changed_fact_is_said_amber_with_its_new_words_and_in_order_once_they_stand_there() -> (
    None
):
    changed = replace(FACT, statement={"fr": "Le réseau compte huit médiathèques."})
    text = f"Bonjour ! {USE.text} Merci"
    (finding,) = fact_findings(standings((USE,), (changed,), TODAY, text), text, "fr")
    assert (finding.severity, finding.match) == (Severity.WARN, USE.text)
    mended = apply_edits(text, finding.edits)
    assert mended == "Bonjour ! Le réseau compte huit médiathèques. Merci"
    assert fact_findings(standings((USE,), (changed,), TODAY, mended), mended, "fr") == ()


def test_an_expired_or_lost_fact_is_said_and_one_that_expires_soon_is_not() -> None:
    old = replace(FACT, expires_on=TODAY - timedelta(days=1))
    soon = replace(FACT, expires_on=TODAY + timedelta(days=2))

    def rules(*facts: Fact) -> list[str]:
        found = standings((USE,), facts, TODAY, USE.text)
        return [one.message["en"] for one in fact_findings(found, USE.text, "fr")]

    assert rules(old)[0].startswith("This fact is out of date")
    assert rules()[0].startswith("The charter no longer knows")
    assert rules(soon) == []


def test_facts_come_back_as_they_were_stored() -> None:
    assert read_uses(write_uses((USE,))) == (USE,)
    assert read_uses("[]") == ()


def test_a_fact_is_kept_once_as_it_was_last_put_in() -> None:
    later = replace(USE, text="There are seven libraries.")
    assert joined((USE,), (later,)) == (later,)
