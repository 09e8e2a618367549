"""Crisis levels at the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MemoryKeyring
from tests.services.test_crises import LEVELS, WHY
from tests.test_cli import run
from tests.ui.composer.conftest import CHARTER, a_shop

__all__ = ["run"]


@pytest.fixture
def here(run: Any, tmp_path: Path, memory_keyring: MemoryKeyring) -> Callable[..., Any]:
    services = a_shop(tmp_path / "shop")
    services.charters.save(CHARTER + LEVELS)
    services.close()

    def once(*words: str) -> Any:
        return run(*words, "--workspace", tmp_path / "shop")

    return once


def test_a_level_is_declared_listed_and_ended(here: Callable[..., Any]) -> None:
    assert here("crisis").status == 0
    assert here("crisis", "declare", "shop", "storm").status == 1  # no reason
    declared = here("crisis", "declare", "shop", "storm", "--why", WHY)
    assert declared.status == 1  # something wants a person
    assert "Storm (level 2)" in declared.out
    (charter,) = here("crisis", "--json").data["charters"]
    assert (charter["holds"], charter["why"], charter["levels"]) == (
        "storm",
        WHY,
        ["watch", "storm"],
    )
    assert here("crisis", "end", "shop", "--why", "The bridge is open again").status == 0
    assert here("crisis", "declare", "nowhere", "storm", "--why", WHY).status == 1


def test_the_desk_is_asked_and_told(here: Callable[..., Any], tmp_path: Path) -> None:
    assert "No crisis." in here("crisis", "desk").out
    assert here("crisis", "statements", "--json").data["statements"][0]["reason"] == "calm"
    here("crisis", "declare", "shop", "storm", "--why", WHY)
    posted = here("crisis", "post", "shop", "we-read-you", "--fill", "next_update=15:30")
    assert posted.status == 0
    assert here("crisis", "post", "shop", "we-read-you", "--fill", "nothing=1").status == 1
    assert here("crisis", "note", "--why", "We close until noon").status == 0
    said = here("crisis", "log").out
    assert f"Level Storm: {WHY}" in said
    assert "Statement “We read you” went to 1 account" in said
    assert "Decision: We close until noon" in said
    assert here("crisis", "questions").status == 0
    assert "Nobody is on call now." in here("crisis", "roster").out
    report = tmp_path / "report.html"
    assert here("crisis", "debrief", "--to", report).status == 0
    assert "<h1>Report of the crisis</h1>" in report.read_text(encoding="utf-8")


def test_without_a_window_a_drill_plays_and_what_is_due_is_said(here: Callable[..., Any]) -> None:
    assert here("crisis", "remind").out == "Nothing is due.\n"
    played = here("drill", "play", "--like", "Shop")
    assert played.status == 1  # an exercise goes on
    assert "EXERCISE, for " in played.out
    assert "EXERCISE, for " in here("crisis", "remind").out
    assert "EXERCISE, for " in here("sync").out
    here("drill", "end")
    assert here("crisis", "remind").out == "Nothing is due.\n"
    assert "EXERCISE: report of the drill" in here("crisis", "debrief").out
