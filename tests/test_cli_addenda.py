"""What was said in a crisis and what is added to it, at the command line."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.domain.clock import SystemClock
from tests.builders_workspace import a_workstation
from tests.clocks import SetClock
from tests.conftest import MemoryKeyring
from tests.services.test_addenda import CHANGED, TEXT, leaves
from tests.services.test_crises import WHY
from tests.services.test_desk import TRIGGERS
from tests.test_cli import run
from tests.ui.composer.conftest import CHARTER, a_shop

__all__ = ["run"]


@pytest.fixture
def here(run: Any, tmp_path: Path, memory_keyring: MemoryKeyring) -> Callable[..., Any]:
    """Return what asks in a workspace where a statement is out."""
    services = a_shop(tmp_path / "shop")
    services.charters.save(CHARTER + TRIGGERS)
    services.close()
    now = SetClock(SystemClock().now())  # the command line has no other clock
    services = a_workstation(tmp_path / "shop", now)
    services.crises.declare("shop", "storm", WHY)
    where = [one.id for one in services.statements.places("shop")]
    left = services.statements.post("shop", "we-read-you", "en", {"next_update": "15:30"}, where)
    for outbox_id in (*left.queued, *left.by_hand):
        leaves(services, outbox_id, "post-1")
    services.close()

    def once(*words: str | Path) -> Any:
        return run(*words, "--workspace", tmp_path / "shop")

    return once


def use_of(here: Callable[..., Any]) -> str:
    return str(here("addenda", "--json").data["said"][0]["id"])


def test_what_was_said_is_listed_and_what_overtook_it_makes_the_status(
    here: Callable[..., Any],
) -> None:
    listed = here("addenda")
    assert listed.status == 0
    assert listed.out.splitlines()[-1] == "1 statement is out."
    assert "We read you" in listed.out
    use = use_of(here)
    kept = here("addenda", "write", use[-8:], "--changed", CHANGED, "--words", "closed until then.")
    assert kept.status == 0
    assert "Addendum to our statement of" in kept.out
    overtaken = here("addenda")
    assert overtaken.status == 1
    assert "  + " in overtaken.out
    assert "1 statement is out. It is overtaken." in overtaken.out


def test_an_addendum_is_written_posted_and_shown_with_its_statement(
    here: Callable[..., Any], tmp_path: Path
) -> None:
    use = use_of(here)
    here("addenda", "write", use, "--changed", CHANGED, "--words", TEXT)
    posted = here("addenda", "post", use)
    assert posted.status == 0
    assert "failed: 0" in posted.out
    shown = here("addenda", "show", use, "--json").data
    (added,) = shown["added"]
    assert (shown["statement"], added["adds_to"], added["state"]) == (use, use, "out")
    assert added["changed"] == CHANGED
    page = tmp_path / "said.txt"
    assert here("addenda", "show", use, "--to", page).status == 0
    text = page.read_text(encoding="utf-8")
    assert text.index("We read you") < text.index(f"Changed: {CHANGED}") < text.index(TEXT)
    assert here("addenda", "post", use).status == 2, "nothing is being written any more"


def test_everything_that_was_said_is_written_into_a_table(
    here: Callable[..., Any], tmp_path: Path
) -> None:
    use = use_of(here)
    here("addenda", "write", use, "--changed", CHANGED, "--words", TEXT)
    target = tmp_path / "said.csv"
    assert here("addenda", "--since", "all", "--to", target).status == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(one["adds_to"], one["stage"]) for one in rows] == [("", "sent"), (use, "written")]
    assert rows[1]["words"].endswith(TEXT)


def test_one_is_thrown_away_and_taken_back_by_its_whole_id(here: Callable[..., Any]) -> None:
    use = use_of(here)
    here("addenda", "write", use, "--changed", CHANGED, "--words", TEXT)
    dropped = here("addenda", "drop", use, "--json").data["dropped"]
    assert len(here("addenda", "--json").data["said"]) == 1
    assert here("addenda", "back", dropped).status == 0
    assert len(here("addenda", "--json").data["said"]) == 2


def test_what_is_not_known_and_an_account_that_is_none_are_said(here: Callable[..., Any]) -> None:
    assert here("addenda", "show", "nothing").status == 2
    assert here("addenda", "back", "nothing").status == 2
    use = use_of(here)
    here("addenda", "write", use, "--changed", CHANGED, "--words", TEXT)
    wrong = here("addenda", "post", use, "--on", "Nowhere")
    assert wrong.status == 2
    assert "“Nowhere”" in wrong.err
    assert here("addenda", "--lang", "fr").out.strip()
