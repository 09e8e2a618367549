"""The media library on the command line: the same services, the same refusals as in the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import pictures
from tests.builders_workspace import a_workstation
from tests.services.test_answer_files import one, with_answer
from tests.test_cli import Run, run

__all__ = ["run"]


@pytest.fixture
def here(run: Run, tmp_path: Path) -> Callable[..., Any]:
    a_workstation(tmp_path / "w").close()

    def once(*words: str | Path) -> Any:
        return run("media", *words, "--workspace", tmp_path / "w")

    return once


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    made = tmp_path / "plan.png"
    made.write_bytes(pictures.told_png(pictures.drawn()))
    return made


def test_a_file_is_taken_in_described_in_each_language_and_found_by_its_words(
    here: Callable[..., Any], plan: Path
) -> None:
    assert here("list").out == "No files here.\n"
    assert here("add", "--file", plan).status == 0
    assert here("describe", "plan.png", "--text", "The way in", "--in", "en").status == 0
    said = here("describe", "plan.png", "--text", "L’entrée", "--in", "fr")
    assert "en: The way in" in said.out
    (found,) = here("list", "ENTREE", "--json").data["files"]
    assert found["descriptions"] == {"en": "The way in", "fr": "L’entrée"}
    assert (found["name"], found["width"], found["drafts"]) == ("plan.png", 40, 0)
    assert here("list", "nowhere", "--json").data["files"] == []


def test_what_a_charter_needs_is_not_removed_and_what_nobody_needs_is(
    here: Callable[..., Any], plan: Path, tmp_path: Path
) -> None:
    hash_ = here("add", "--file", plan, "--json").data["hash"]
    services = a_workstation(tmp_path / "w")
    services.charters.save(with_answer(one(hash_, "plan.png")))
    other = services.media.add(pictures.drawn(colour=0xFF00FF00), "other.png")
    services.close()
    said = here("remove", hash_[:10])
    assert said.status == 1
    assert "needs this file" in said.err
    assert here("remove", other.hash[:10]).status == 0
    assert [found["name"] for found in here("list", "--json").data["files"]] == ["plan.png"]


def test_what_is_no_such_file_is_said(here: Callable[..., Any], tmp_path: Path) -> None:
    bad = tmp_path / "holiday.jpg"
    bad.write_bytes(b"%PDF-1.7")
    assert "not what its name says" in here("add", "--file", bad).err
    assert here("remove", "nothing.png").status == 2
    assert here("add").status == 2
