"""Briefings for colleagues at the command line: listed, said, written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cmworkstation import workspaces
from cmworkstation.domain.briefing import Department, DepartmentId
from tests.test_cli import run
from tests.test_cli_people import here, town

__all__ = ["here", "run", "town"]
Here = Callable[..., Any]


@pytest.fixture
def briefed(town: Path) -> None:
    """Let a department be briefed about books."""
    services = workspaces.open_own(town)
    services.briefings.keep_department(Department(DepartmentId(""), "Mill and quality"))
    services.close()


def test_departments_are_listed_and_a_briefing_names_nobody(here: Here, briefed: None) -> None:
    assert "Mill and quality" in here("briefing").out
    said = here("briefing", "Mill and quality", "--days", "120").out
    assert "What people ask" in said
    assert "conversation" in said


def test_its_files_are_written_into_a_folder(here: Here, briefed: None, tmp_path: Path) -> None:
    made = here("briefing", "mill and quality", "--days", "120", "--to", tmp_path, "--json").data
    assert sorted(Path(one).suffix for one in made["files"]) == [".html", ".md", ".xml"]
    (feed,) = tmp_path.glob("*.xml")
    assert "<rss" in feed.read_text(encoding="utf-8")


def test_a_department_that_nobody_knows_is_said(here: Here) -> None:
    assert here("briefing", "Nobody").status == 2
