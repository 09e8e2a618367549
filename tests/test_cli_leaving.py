"""Leaving from a shell: an export and its check, pages, mail, dates, and the plan of the backups."""

import io
import json
from pathlib import Path

import pyrage
import pytest

from cmworkstation.store import sealed
from tests.builders_workspace import a_town
from tests.test_cli import Run, run

__all__ = ["run"]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    services = a_town(tmp_path / "town")
    services.close()
    return tmp_path / "town"


def test_an_export_as_a_folder_is_checked_and_comes_back(
    run: Run, town: Path, tmp_path: Path
) -> None:
    first = run("export", tmp_path / "all", "--folder", "--workspace", town, "--json")
    assert first.status == 0
    checked = run("verify-export", tmp_path / "all", "--json")
    assert (checked.status, checked.data["wrong"]) == (0, [])
    assert checked.data["digest"] == first.data["digest"]
    run("import", tmp_path / "all" / "manifest.json", "--into", tmp_path / "new")
    again = run("export", tmp_path / "b.zip", "--workspace", tmp_path / "new", "--json")
    assert again.data["digest"] == first.data["digest"]
    (tmp_path / "all" / "tables" / "message.jsonl").write_bytes(b"")
    checked = run("verify-export", tmp_path / "all")
    assert checked.status == 1
    assert "tables/message.jsonl: other bytes than were written" in checked.out
    assert run("verify-export", tmp_path / "nowhere").status == 1


def test_pages_mail_and_dates_are_written(run: Run, town: Path, tmp_path: Path) -> None:
    there = ("--workspace", town)
    site = run("site", "wheelchair", tmp_path / "s", "--notes", *there)
    assert (site.status, "1 conversation" in site.out) == (0, True)
    assert (tmp_path / "s" / "index.html").exists()
    again = run("site", "all", tmp_path / "s", *there)
    assert again.status == 1
    assert "files in this folder already" in again.err
    mail = run("mailbox", "all", tmp_path / "m.mbox", "--no-names", *there, "--json")
    assert mail.data["messages"] == 16
    assert "Élise" not in (tmp_path / "m.mbox").read_text("utf-8")
    dates = run("calendar", tmp_path / "d.ics", "--only", "answer", *there)
    assert "3 dates" in dates.out
    unclear = run("mailbox", "from:", tmp_path / "n.mbox", *there)
    assert unclear.status == 2
    assert not (tmp_path / "n.mbox").exists()


def test_the_plan_is_shown_and_changed(run: Run, town: Path, tmp_path: Path) -> None:
    there = ("--workspace", town)
    assert "every day" in run("backup-plan", *there).out
    changed = run("backup-plan", "--every", "week", "--second", tmp_path / "usb", *there, "--json")
    assert (changed.data["every"], changed.data["second_there"]) == ("week", True)
    run("backup", *there)
    assert len(list((tmp_path / "usb").glob("*.db"))) == 1
    assert run("backup-plan", "--no-second", *there, "--json").data["second"] == ""


def test_an_encrypted_backup_is_made_tried_and_restored(
    run: Run, town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = pyrage.x25519.Identity.generate()
    lock = sealed.Lock((str(own.to_public()),))
    monkeypatch.setattr(sealed, "lock", lambda words, others=(): lock)
    there = ("--workspace", town)
    monkeypatch.setattr("sys.stdin", io.StringIO("four horses\nfour hooves\n"))
    assert run("backup-plan", "--encrypt", *there).status == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("four horses\nfour horses\n"))
    told = run("backup-plan", "--encrypt", *there)
    assert "encrypted" in told.out
    assert "Nobody can recover" in told.out
    made = Path(run("backup", *there, "--json").data["file"])
    assert made.name.endswith(sealed.SUFFIX)
    (tmp_path / "key").write_text(f"{own}\n", encoding="utf-8")
    (tmp_path / "wrong").write_text("four cows", encoding="utf-8")
    assert "can be restored" in run("rehearse", *there, "--key", tmp_path / "key").out
    wrong = run("restore", made, "--into", tmp_path / "new", "--key", tmp_path / "wrong")
    assert wrong.status == 1
    assert "does not open the backup" in wrong.err
    done = run("restore", made, "--into", tmp_path / "new", "--key", tmp_path / "key", "--json")
    assert done.status == 0
    assert json.loads(done.out)["copy"] == str(made)
    assert not list((tmp_path / "new").glob("workspace.opened*"))
    assert run("backup-plan", "--plain", *there, "--json").data["encrypted"] is False
