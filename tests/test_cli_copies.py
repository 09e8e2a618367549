"""Copies of the workspace from a shell: made, tried, restored, and a damaged workspace saved."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cmworkstation import i18n
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services import exchange
from cmworkstation.store.database import FILE, Workspace
from tests.builders_workspace import a_town
from tests.test_cli import Run, a_sentence, run
from tests.ui.places import a_full_workspace
from tests.walking import walked

__all__ = ["run"]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    services = a_town(tmp_path / "town")
    services.close()
    return tmp_path / "town"


def messages(folder: Path) -> int:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        return int(connection.execute("SELECT count(*) FROM message").fetchone()[0])


def the_copy(folder: Path) -> Path:
    (found,) = (folder / "backups").glob("workspace-*.db")
    return found


def test_a_copy_is_made_and_said(run: Run, town: Path) -> None:
    made = run("backup", "--workspace", town)
    assert made.status == 0
    assert "16 messages, opened and counted" in made.out
    assert "Checking" in made.err
    made = run("backup", "--workspace", town, "--to", town.parent / "stick", "--json")
    assert (made.data["rows"]["message"], made.data["checked"]) == (16, True)
    assert Path(made.data["file"]).parent == town.parent / "stick"


def test_a_copy_is_tried_without_touching_anything(run: Run, town: Path) -> None:
    assert run("rehearse", "--workspace", town).status == 1
    run("backup", "--workspace", town)
    tried = run("rehearse", "--workspace", town)
    assert tried.status == 0
    assert "can be restored: 16 messages" in tried.out
    copy = the_copy(town)
    copy.write_bytes(copy.read_bytes()[:-4096])
    tried = run("rehearse", copy, "--workspace", town, "--json")
    assert (tried.status, len(tried.data["problems"])) == (1, 1)


def test_a_copy_is_restored_and_the_old_file_kept(run: Run, town: Path) -> None:
    run("backup", "--workspace", town)
    workspace = Workspace(town)
    with closing(workspace), workspace.write() as connection:
        connection.execute("DELETE FROM cursor")
        connection.execute("INSERT INTO setting VALUES('later', 'yes')")
    restored = run("restore", the_copy(town), "--workspace", town, "--json")
    assert restored.status == 0
    with closing(Workspace(town, read_only=True)) as workspace:
        assert workspace.read().execute("SELECT * FROM setting WHERE name='later'").fetchall() == []
    assert Path(restored.data["kept"]).exists()
    assert run("verify", "--workspace", town).status == 0


def test_a_copy_is_restored_into_an_empty_folder_only(run: Run, town: Path) -> None:
    run("backup", "--workspace", town)
    target = town.parent / "machine two"
    assert run("restore", the_copy(town), "--into", target).status == 0
    assert messages(target) == messages(town)
    refused = run("restore", the_copy(town), "--into", target)
    assert a_sentence(refused).startswith("There is a workspace in this folder already.")


def test_a_workspace_in_use_is_not_restored(run: Run, town: Path) -> None:
    run("backup", "--workspace", town)
    with closing(Workspace(town)):
        refused = run("restore", the_copy(town), "--workspace", town)
    assert "Another window already works" in a_sentence(refused)


@pytest.mark.parametrize("what", ["nothing", "text", "cut"])
def test_what_is_no_copy_is_said_in_both_languages(run: Run, town: Path, what: str) -> None:
    run("backup", "--workspace", town)
    copy = town.parent / "copy.db"
    if what == "text":
        copy.write_text("Liste de courses\n" * 300, encoding="utf-8")
    elif what == "cut":
        copy.write_bytes(the_copy(town).read_bytes()[:20_000])
    said = [
        a_sentence(run("restore", copy, "--workspace", town, "--lang", lang))
        for lang in ("en", "fr")
    ]
    i18n.use_language("en")
    assert said[0] != said[1]
    assert messages(town) == 16


def test_a_damaged_workspace_is_saved_with_its_copy(run: Run, town: Path) -> None:
    run("backup", "--workspace", town)
    file = town / FILE
    body = bytearray(file.read_bytes())
    body[:4096] = bytes(4096)
    file.write_bytes(body)
    refused = run("verify", "--workspace", town)
    assert "The workspace file is damaged" in a_sentence(refused)
    saved = run("salvage", "--workspace", town)
    assert saved.status == 0
    assert "16 messages could be read." in saved.out
    assert run("verify", "--workspace", town).status == 0
    (kept,) = town.glob("workspace-damaged-*.db")
    assert kept.read_bytes() == bytes(body)


def test_doctor_says_how_the_copies_are(run: Run, town: Path) -> None:
    before = run("doctor", "--workspace", town)
    assert "Last backup: none yet" in before.out
    run("backup", "--workspace", town)
    run("rehearse", "--workspace", town)
    after = run("doctor", "--workspace", town)
    assert "Last backup: today" in after.out
    assert "all well" in after.out
    facts = json.loads(run("doctor", "--workspace", town, "--json").out)
    assert facts["backup"]["checked"]
    assert facts["damage"] == ""
    assert facts["free_bytes"] > 0
    assert isinstance(facts["sqlite_wal_reset_fixed"], bool)


def test_everything_goes_out_and_comes_in_again(run: Run, town: Path) -> None:
    archive = town.parent / "all.zip"
    out = run("export", archive, "--workspace", town)
    assert out.status == 0
    assert "16 messages, 0 drafts, 0 replies" in out.out
    refused = run("import", archive, "--workspace", town)
    assert a_sentence(refused).startswith("There is a workspace in this folder already.")
    taken = run("import", archive, "--into", town.parent / "other", "--json")
    assert (taken.status, taken.data["rows"]["message"]) == (0, 16)
    replaced = run("import", archive, "--workspace", town, "--replace")
    assert "is kept as workspace-before-import-" in replaced.out
    assert run("verify", "--workspace", town).status == 0
    archive.write_bytes(archive.read_bytes()[:-30])
    broken = run("import", archive, "--into", town.parent / "third")
    assert "This file is not one that the program wrote" in a_sentence(broken)


def test_an_import_says_what_was_on_its_way(run: Run, tmp_path: Path) -> None:
    services = a_full_workspace(tmp_path / "old")
    waiting = [one for one in services.outbox.rows() if one.state is OutboxState.HELD]
    walked(exchange.export(services.workspace, tmp_path / "all.zip"))
    services.close()
    taken = run("import", tmp_path / "all.zip", "--into", tmp_path / "new")
    n = len(waiting)
    assert n >= 1
    assert f"{n} repl" in taken.out
    assert "before anything is sent again" in taken.out
    data = run("import", tmp_path / "all.zip", "--into", tmp_path / "again", "--json").data
    assert data["unclear"] == n


def test_an_export_beside_an_open_window_is_possible(run: Run, town: Path) -> None:
    with closing(Workspace(town)):
        out = run("export", town.parent, "--workspace", town)
    assert out.status == 0
    assert list(town.parent.glob("cmworkstation-*.cmworkstation.zip"))


def test_after_an_end_without_warning_nothing_is_read_into_a_damaged_file(
    run: Run, town: Path
) -> None:
    file = town / FILE
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name='revision'"
        root = connection.execute(query).fetchone()[0]
    body = bytearray(file.read_bytes())
    body[(root - 1) * 4096 : root * 4096] = bytes(4096)
    file.write_bytes(body)
    (town / "workspace.lock").write_text("1 killed\n", encoding="utf-8")
    assert "The workspace file is damaged" in a_sentence(run("sync", "--workspace", town))
    assert file.read_bytes() == bytes(body)
