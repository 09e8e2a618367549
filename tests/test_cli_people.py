"""People on the command line: entered, acting for one run, exchanging cards; a role holds there as in the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cmworkstation import workspaces
from cmworkstation.services.workstation import Services
from cmworkstation.vault import TRUSTED
from tests.builders_workspace import a_town
from tests.conftest import MemoryKeyring
from tests.test_cli import Run, run

__all__ = ["run"]


@pytest.fixture
def town(tmp_path: Path, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("cmworkstation.vault.TRUSTED", TRUSTED | {MemoryKeyring.__module__})
    a_town(tmp_path / "town").close()
    return tmp_path / "town"


@pytest.fixture
def here(run: Run, town: Path) -> Callable[..., Any]:
    def once(*words: str | Path) -> Any:
        return run(*words, "--workspace", town)

    return once


def opened(town: Path) -> Services:
    return workspaces.open_own(town)


def enter(here: Callable[..., Any]) -> None:
    assert here("people", "--add", "Ines Carvalho", "--role", "keeper").status == 0
    said = here("people", "--add", "Tom Abara", "--role", "drafter", "--speaks", "ormaie:animation")
    assert said.status == 0, said


def test_people_are_entered_and_listed(here: Callable[..., Any]) -> None:
    assert here("people").out.startswith("Nobody is entered")
    assert here("people", "--add", "Tom", "--role", "drafter").status == 1
    enter(here)
    ines, tom = here("people", "--json").data["people"]
    assert (ines["name"], ines["roles"], ines["acts"]) == ("Ines Carvalho", ["keeper"], True)
    assert (tom["mandates"], tom["acts"], len(tom["keys"])) == ([["ormaie", "animation"]], False, 1)
    said = here("people", "--lang", "fr").out
    assert "garde de la charte · agit maintenant" in said


def test_a_drafter_has_no_way_to_the_outbox(here: Callable[..., Any], town: Path) -> None:
    enter(here)
    (first, *_) = here("inbox", "--json").data
    said = here("reply", str(first["id"]), "Thank you.", "--as", "tom abara")
    assert (said.status, said.out) == (1, "")
    assert said.err == "Your role does not let you send. Ask for approval.\n"
    assert here("outbox", "--json").data == []
    assert here("people", "--add", "Eve", "--role", "keeper", "--as", "Tom Abara").status == 1
    assert [one["acts"] for one in here("people", "--json").data["people"]] == [True, False]


def test_a_spokesperson_sends_and_the_journal_says_who(
    here: Callable[..., Any], town: Path
) -> None:
    enter(here)
    here("people", "--add", "Ada Berg", "--role", "spokesperson")
    (first, *_) = here("inbox", "--json").data
    assert here("reply", str(first["id"]), "Thank you.", "--as", "Ada Berg").status == 0
    services = opened(town)
    act = services.journal.acts(1)[0]
    assert (act.kind, services.profiles.name(act.by)) == ("reply.queue", "Ada Berg")
    services.close()


def test_nobody_by_that_name_acts(here: Callable[..., Any]) -> None:
    said = here("inbox", "--as", "Nobody")
    assert said.status == 2
    assert "“" in said.err
    assert "Nobody" in said.err


def test_cards_are_given_and_taken_with_the_fingerprint_that_was_compared(
    here: Callable[..., Any], run: Run, tmp_path: Path
) -> None:
    enter(here)
    a_town(tmp_path / "other").close()
    other = ("--workspace", tmp_path / "other")
    run("people", "--add", "Yara Lind", "--role", "keeper", *other)
    card = tmp_path / "yara.json"
    given = run("people", "--card", card, *other)
    mark = given.out.splitlines()[0].rpartition(": ")[2]
    take = ("people", "--take-in", card, "--role", "approver", "--fingerprint")
    assert "another fingerprint" in here(*take, "0000 1111").err
    assert here(*take, mark).status == 0
    yara = here("people", "--json").data["people"][-1]
    assert (yara["name"], yara["local"], yara["roles"]) == ("Yara Lind", False, ["approver"])
    assert here(*take, mark).status == 1
    assert here("people", "--take-in", tmp_path / "nothing", "--role", "reader").status == 1
    assert here("people", "--add", "X", "--role", "reader", "--speaks", "what").status == 1
