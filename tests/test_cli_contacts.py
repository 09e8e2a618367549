"""Contacts at the command line: made of an author, linked with evidence, merged and taken apart, and what is owed."""

from collections.abc import Callable
from typing import Any

from tests.test_cli import run
from tests.test_cli_people import here, town

__all__ = ["here", "run", "town"]
Here = Callable[..., Any]


def test_names_become_one_person_with_evidence_and_two_again(here: Here) -> None:
    assert "No contact yet." in here("contacts").out
    one = here("contacts", "make", "2", "--json").data["contact"]["id"]
    other = here("contacts", "make", "4", "--json").data["contact"]["id"]
    assert here("contacts", "link", one, "3").status == 1  # no evidence
    assert here("contacts", "link", one, "3", "--evidence", "she says so").status == 0
    merged = here("contacts", "merge", one, other, "--evidence", "she says so", "--json").data
    assert len(merged["identities"]) == 3
    assert merged["evidence"] == "she says so"
    assert "given 0 · asked 0" in here("contacts", "card", other).out
    found = here("contacts", "split", other, "--json").data["contacts"]
    assert [card["contact"]["id"] for card in found] == [one, other]
    assert len(here("contacts", "--json").data["contacts"]) == 2


def test_what_nobody_knows_is_wrong_use_and_nothing_is_owed_at_first(here: Here) -> None:
    assert here("contacts", "card", "nobody").status == 2
    assert here("contacts", "make", "somebody").status == 2
    assert here("contacts", "owed").out.strip() == "Nothing is owed to anybody."
    assert (
        here(
            "contacts", "suggest", here("contacts", "make", "2", "--json").data["contact"]["id"]
        ).status
        == 0
    )
