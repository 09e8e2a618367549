"""Erasing at the command line: found, told, held, erased, and how long things are kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import Run, run
from tests.ui.composer.test_media import a_place

__all__ = ["run"]


@pytest.fixture
def here(run: Run, tmp_path: Path) -> Callable[..., Any]:
    a_place(tmp_path / "w", "").close()

    def once(*words: str | Path | int) -> Any:
        return run(*map(str, words), "--workspace", str(tmp_path / "w"))

    return once


def somebody(here: Callable[..., Any]) -> tuple[str, str]:
    """Return id and handle of somebody who wrote to us."""
    (line, *_) = here("person", "nadia").out.splitlines()
    id_, _, rest = line.strip().partition("  ")
    return id_, rest.split("  ")[1].split(" · ")[0]


def test_a_person_is_found_told_and_erased_once_the_handle_was_given(
    here: Callable[..., Any], tmp_path: Path
) -> None:
    id_, handle = somebody(here)
    assert here("person", "--id", id_, "--tell", tmp_path / "her.md").status == 0
    assert handle in (tmp_path / "her.md").read_text(encoding="utf-8")
    refused = here("person", "--id", id_, "--let-go", "erase", "--handle", "somebody")
    assert refused.status != 0
    assert "--handle" in refused.err
    done = here("person", "--id", id_, "--let-go", "erase", "--handle", handle)
    assert (done.status, "“Erased person 1”" in done.out) == (0, True)
    assert here("person", "nadia").out == "Nobody is called so.\n"
    assert here("verify").status == 0


def test_a_hold_forbids_it_until_it_ends(here: Callable[..., Any]) -> None:
    id_, handle = somebody(here)
    hold = here("hold", "--person", id_, "--why", "Complaint of 3 May").out.split()[0]
    refused = here("person", "--id", id_, "--let-go", "erase", "--handle", handle)
    assert "legal hold" in refused.err
    here("hold", "--end", hold)
    assert here("person", "--id", id_, "--let-go", "erase", "--handle", handle).status == 0


def test_rules_are_made_carried_out_and_taken_out(here: Callable[..., Any]) -> None:
    assert here("retention").out == "Everything is kept for ever.\n"
    made = here("retention", "--set", "public", "--months", 12)
    assert "Public conversations: 12 months" in made.out
    assert "Done: 0 went." in here("retention", "--let-go").out
    here("retention", "--remove", made.out.split()[0])
    assert here("retention").out == "Everything is kept for ever.\n"


def test_nobody_has_such_an_id(here: Callable[..., Any]) -> None:
    said = here("person", "--id", 987654)
    assert (said.status, "987654" in said.err) == (2, True)


def test_backups_from_before_are_listed_and_go_one_by_one(
    here: Callable[..., Any], tmp_path: Path
) -> None:
    assert "No backup is older" in here("person", "--copies").out
    assert here("backup").status == 0
    id_, handle = somebody(here)
    assert here("person", "--id", id_, "--let-go", "erase", "--handle", handle).status == 0
    (line,) = here("person", "--copies").out.splitlines()
    path = line.partition("  ")[0]
    assert Path(path).exists()
    assert "1 person erased since" in line
    gone = here("person", "--drop-copy", path).out
    assert "1 backup deleted" in gone
    assert not Path(path).exists()
