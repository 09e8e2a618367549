"""Searching and saved views at the command line."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from cmworkstation import cli
from tests.builders_workspace import a_workstation, add_account, receive
from tests.store.builders import an_item


@pytest.fixture
def place(tmp_path: Path) -> str:
    with closing(a_workstation(tmp_path / "w")) as services:
        receive(services, add_account(services), [an_item("1", "A late parcel"), an_item("2", "x")])
    return str(tmp_path / "w")


def run(place: str, *words: str) -> int:
    return cli.main([words[0], *words[1:], "--workspace", place, "--lang", "en"])


def test_find_prints_counts_and_says_what_is_unclear(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "find", "est:nouveau", "PARCEL", "--json") == 0
    assert [one["author_name"] for one in json.loads(capsys.readouterr().out)["found"]] == [
        "Nadia Perrault"
    ]
    assert run(place, "find", "de:nadia", "--count") == 0
    assert capsys.readouterr().out == "2 messages found\n"
    assert run(place, "find", "late", "befor:2026") == 2
    told = capsys.readouterr().err.splitlines()
    assert told[:2] == ["late befor:2026", "     ^^^^^^"]


def test_views_are_kept_listed_exported_and_taken_in(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "views", "add", "Late", "is:new parcel") == 0
    assert run(place, "views") == 0
    assert capsys.readouterr().out.split() == ["Late", "1", "Late", "is:new", "parcel"]
    assert run(place, "views", "export") == 0
    text = capsys.readouterr().out
    assert run(place, "views", "remove", "late") == 0
    (tmp_path / "views.txt").write_text(text, "utf-8")
    assert run(place, "views", "import", str(tmp_path / "views.txt")) == 0
    assert run(place, "views", "remove", "none") == 2
    assert run(place, "views", "add", "x", "is:purple") == 2
    assert "is:purple\n   ^^^^^^\n" in capsys.readouterr().err
    assert run(place, "views", "list", "--json") == 0
    (view,) = json.loads(capsys.readouterr().out)["views"]
    assert (view["name"], view["query"], view["conversations"]) == ("Late", "is:new parcel", 1)
