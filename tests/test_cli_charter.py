"""Versions of a charter on the command line: the same services, the same gates as in the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders_workspace import a_workstation
from tests.pictures import drawn
from tests.services.test_answer_files import one, with_answer
from tests.services.test_versions import NEXT, TEXT
from tests.test_cli import Run, run

__all__ = ["run"]


@pytest.fixture
def here(run: Run, tmp_path: Path) -> Callable[..., Any]:
    services = a_workstation(tmp_path / "w")
    services.charters.save(TEXT)
    services.close()

    def once(*words: str | Path) -> Any:
        return run("charter", *words, "--workspace", tmp_path / "w")

    return once


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "next.toml"
    made.write_text(NEXT, encoding="utf-8")
    return made


def test_what_differs_and_what_it_would_change_is_said_before(here, file):
    changes = here("diff", "--file", file, "--json").data["changes"]
    paths = {one["path"] for one in changes}
    assert {"charter.version", "rule[essai].terms"} <= paths
    assert (
        "Rule “essai”, terms: changed\n  - jamais\n  + toujours" in here("diff", "--file", file).out
    )
    said = here("impact", "--file", file)
    assert "Nothing would change for what was written so far." in said.out
    assert here("versions", "--json").data["versions"][0]["version"] == "1.0"


def test_a_text_is_published_and_withdrawn(here, file):
    said = here("publish", "--file", file)
    assert said.status == 0, said
    first, second = here("versions", "--json").data["versions"]
    assert (first["version"], first["state"], second["state"]) == ("2.0", "in-force", "superseded")
    assert here("diff", "--from", "1.0", "--version", "2.0").status == 0
    assert here("withdraw").status == 1, "not without a reason"
    assert here("withdraw", "--why", "A mistake").status == 0
    first, second = here("versions", "--json").data["versions"]
    assert (first["state"], first["why"], second["state"]) == ("withdrawn", "A mistake", "in-force")


def test_what_cannot_be_published_is_listed_with_its_line(here, file):
    file.write_text(NEXT.replace('bad = ["Toujours."]', 'bad = ["Souvent."]'), encoding="utf-8")
    said = here("publish", "--file", file)
    assert said.status == 1
    assert "should be found by the rule" in said.out
    assert said.out.startswith("Line ")
    assert len(here("versions", "--json").data["versions"]) == 1


def test_the_page_for_visitors_is_printed_or_saved(here, tmp_path):
    said = here("export", "--public", "--in", "fr", "--format", "md")
    assert said.out.startswith("# ")
    assert "Version 1\\.0" in said.out
    page = tmp_path / "page.html"
    assert here("export", "--public", "--to", page).status == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert here("export", "--public", "--to", tmp_path / "no" / "page.html").status == 1


def test_a_version_takes_its_files_along_where_its_name_says_so_and_is_taken_in_with_them(
    here, run, tmp_path
):
    services = a_workstation(tmp_path / "w")
    plan = services.media.add(drawn(), "plan.png")
    services.charters.save(with_answer(one(plan.hash, "plan.png")))
    services.close()
    file = tmp_path / "ours.cmwcharter"
    assert here("export", "--to", file).status == 0
    assert file.read_bytes().startswith(b"PK")
    assert here("export", "--to", tmp_path / "ours.json").status == 0
    assert (tmp_path / "ours.json").read_text(encoding="utf-8").startswith("{")
    broken = tmp_path / "broken.cmwcharter"
    broken.write_bytes(file.read_bytes()[:-40])
    said = here("take-in", "--file", broken)
    assert said.status == 1
    assert "not a whole one" in said.err
    assert here("take-in", "--file", file).status == 1, "signed by nobody: there is nobody here"


@pytest.mark.parametrize(
    "words",
    [("sign",), ("send-back", "--why", "No good"), ("export", "--version", "9.9"), ("diff", "elsewhere"),
     ("take-in", "--file", "/nowhere.json"), ("withdraw", "--version", "7.7", "--why", "Wrong")],
)  # fmt: skip
def test_what_is_not_possible_is_said_and_changes_nothing(here, words):
    said = here(*words)
    assert said.status == 1
    assert said.err
    assert len(here("versions", "--json").data["versions"]) == 1
