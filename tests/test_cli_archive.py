"""`cmworkstation archive`: says what a file holds, takes it in where it belongs, and says what could not be read."""

import json
from pathlib import Path
from typing import Any

import pytest

from cmworkstation import cli
from tests.archives import samples


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def go(*words: object) -> tuple[int, str]:
        status = cli.main(
            ["archive", *(str(one) for one in words), "--workspace", str(tmp_path / "w")]
        )
        return status, capsys.readouterr().out

    return go


def test_a_file_is_looked_at_and_nothing_is_taken(run: Any, tmp_path: Path) -> None:
    sample = samples.mastodon(tmp_path)
    status, said = run(sample.path)
    assert status == 0
    assert "Archive of a Mastodon account · @mairie@social.example" in said
    assert "6 messages, from 2 Mar 2024 to 7 Mar 2024" in said
    assert "Nothing was taken in yet." in said
    facts = json.loads(run(sample.path, "--json")[1])
    assert facts["contents"]["messages"] == 6
    assert facts["accounts"] == []


def test_it_is_taken_in_once_and_what_could_not_be_read_is_listed(run: Any, tmp_path: Path) -> None:
    sample = samples.mastodon(tmp_path)
    status, said = run(sample.path, "--new", "Town hall")
    assert status == 1, "something wants a person"
    assert "As “Town hall”:" in said
    assert "6 messages are new here." in said
    assert "statuses/7: Its address or its time is missing." in said
    result = json.loads(run(sample.path, "--take", "--json")[1])["result"]
    assert (result["account"], result["new"]) == ("Town hall", 0)


def test_files_of_mail_are_read_with_the_addresses_that_are_ours(run: Any, tmp_path: Path) -> None:
    sample = samples.mbox(tmp_path)
    facts = json.loads(run(sample.path, "--json", "--mine", "mairie@town.example")[1])
    assert facts["contents"]["ours"] == 1
    status, said = run(sample.path, "--into", "nobody")
    assert status == 2
    assert said == ""


def test_a_table_is_read_by_what_its_columns_mean(run: Any, tmp_path: Path) -> None:
    sample = samples.table(tmp_path)
    columns = json.dumps(dict(sample.options or {}))
    facts = json.loads(run(sample.path, "--take", "--json", "--columns", columns)[1])
    assert facts["result"]["new"] == 4
    assert facts["contents"]["platform"] == "linkedin"


def test_what_is_no_archive_is_said(run: Any, tmp_path: Path, capsys: Any) -> None:
    other = tmp_path / "x.png"
    other.write_bytes(b"\x89PNG")
    assert cli.main(["archive", str(other), "--workspace", str(tmp_path / "w")]) == 1
    assert "no archive that the program knows" in capsys.readouterr().err
