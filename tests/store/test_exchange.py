"""Everything out, everything in, and the same bytes out again; an archive that is not whole is refused whole."""

import base64
import json
import random
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from sqlite_utils import Database

from cmworkstation.domain.errors import (
    BackupDamaged,
    BackupMissing,
    NotAllowed,
    WorkspaceTooNew,
    WorkstationError,
)
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services import exchange
from cmworkstation.services.rescue import Rescue
from cmworkstation.store import migrations, tables
from cmworkstation.store.database import FILE, Workspace
from cmworkstation.store.export_list import VERSION
from cmworkstation.store.version import SCHEMA
from tests import pictures
from tests.builders_workspace import NOW, a_town, a_workstation
from tests.ui.places import a_full_workspace
from tests.walking import walked

SECRET_FREE = ("_fts", "tally", "sqlite_", "_migrations")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the archive of a workspace in which every kind of thing is, and nothing on its way."""
    place = tmp_path_factory.mktemp("full")
    services = a_full_workspace(place / "w")
    for row in services.outbox.rows():
        if row.state in (OutboxState.HELD, OutboxState.QUEUED):
            services.outbox.drop(row.id)
    services.media.add(pictures.drawn("png"), "door.png")
    services.media.add(pictures.drawn("jpg", colour=0xFFAA2233), "mill.jpg")
    walked(exchange.export(services.workspace, place / "all.zip"))
    services.close()
    return place / "all.zip"


def taken_in(archive: Path, folder: Path) -> dict[str, int]:
    rescue = Rescue(folder)
    counted = walked(exchange.take_in(rescue, archive, NOW))
    with rescue.claimed():
        rescue.finish()
    return counted


def exported(folder: Path, target: Path) -> bytes:
    with closing(Workspace(folder)) as workspace:
        walked(exchange.export(workspace, target))
    return target.read_bytes()


def test_out_in_and_out_again_gives_the_same_bytes(full: Path, tmp_path: Path):
    counted = taken_in(full, tmp_path / "w")
    assert counted == exchange.contents(full)
    assert min(counted[name] for name in ("message", "draft", "outbox", "charter", "revision")) > 0
    assert exported(tmp_path / "w", tmp_path / "again.zip") == full.read_bytes()
    services = a_workstation(tmp_path / "w")
    assert services.workspace.problems() == []
    assert services.inbox.recount() == []
    assert services.journal.verify().problems == ()
    assert services.inbox.search("wheelchair")
    services.close()


def test_every_table_is_in_it_but_those_that_are_made_again(full: Path, tmp_path: Path):
    taken_in(full, tmp_path / "w")
    with closing(sqlite3.connect(tmp_path / "w" / FILE)) as connection:
        all_of = {
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_schema WHERE type='table'")
        }
        kept = tables.kept(connection)
    assert set(exchange.contents(full)) == set(kept)
    assert {
        one for one in all_of - set(kept) if not any(part in one for part in SECRET_FREE)
    } == set()


def test_the_description_names_every_table_and_why_some_are_not_in_it(full: Path, tmp_path: Path):
    text = (Path(__file__).parents[2] / "docs" / "export-format.md").read_text("utf-8")
    listed = text.partition("## Tables")[2].partition("## Taking one in")[0]
    named, left_out = listed.partition("Not in it:")[::2]
    inside = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"^\| (.+?) \|", named, re.MULTILINE))))
    assert set(exchange.contents(full)) - inside == set()
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with closing(connection):
        migrations.apply(connection)
        every = {
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_schema WHERE type='table'")
        }
    indexes = {one for one in every if "_fts" in one or one.startswith(("sqlite_", "_"))}
    assert every - indexes - inside == set(re.findall(r"`(\w+)`", left_out)) & every


def test_a_reply_on_its_way_is_in_doubt_on_the_new_machine(tmp_path: Path):
    services = a_full_workspace(tmp_path / "old")
    waiting = [row.id for row in services.outbox.rows() if row.state is OutboxState.HELD]
    walked(exchange.export(services.workspace, tmp_path / "all.zip"))
    services.close()
    taken_in(tmp_path / "all.zip", tmp_path / "new")
    services = a_workstation(tmp_path / "new")
    assert waiting
    assert {services.outbox.row(one).state for one in waiting} == {OutboxState.UNKNOWN}
    services.close()


def test_the_present_workspace_is_set_aside_and_kept(full: Path, tmp_path: Path):
    a_town(tmp_path / "w").close()
    before = (tmp_path / "w" / FILE).read_bytes()
    taken_in(full, tmp_path / "w")
    (aside,) = (tmp_path / "w").glob("workspace-before-import-*.db")
    assert aside.read_bytes() == before


def test_one_byte_that_is_other_is_noticed_and_nothing_taken(full: Path, tmp_path: Path):
    whole = full.read_bytes()
    drawn = random.Random(5)
    folder = tmp_path / "w"
    for n in range(60):
        body = bytearray(whole)
        body[drawn.randrange(len(body))] ^= 1 << drawn.randrange(8)
        (tmp_path / "bad.zip").write_bytes(body)
        try:
            taken_in(tmp_path / "bad.zip", folder / str(n))
        except WorkstationError:
            assert not list((folder / str(n)).glob("*"))
        else:  # a bit that only says how to name or date an entry
            assert exported(folder / str(n), tmp_path / "again.zip") == whole


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """Write an archive whose parts were changed; the list of contents is mended where it is asked for."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return target


def listed(parts: dict[str, bytes], **changes: object) -> None:
    manifest = json.loads(parts["manifest.json"])
    parts["manifest.json"] = json.dumps(manifest | changes).encode()


def with_table(parts: dict[str, bytes], table: str, body: bytes, columns: list[str]) -> None:
    """Put in a table with a true digest: what is in it is what is wrong."""
    from hashlib import sha256

    manifest = json.loads(parts["manifest.json"])
    manifest["tables"] = [one for one in manifest["tables"] if one["name"] != table] + [
        {
            "name": table,
            "columns": columns,
            "rows": body.count(b"\n"),
            "bytes": len(body),
            "sha256": sha256(body).hexdigest(),
        }
    ]
    parts[f"tables/{table}.jsonl"] = body
    parts["manifest.json"] = json.dumps(manifest).encode()


def with_row(parts: dict[str, bytes], table: str, **changes: object) -> None:
    """Change the first row of a table, with a true digest."""
    first, *others = parts[f"tables/{table}.jsonl"].splitlines(keepends=True)
    row = json.loads(first) | changes
    body = json.dumps(row).encode() + b"\n" + b"".join(others)
    with_table(parts, table, body, list(row))


HOSTILE: dict[str, Callable[[dict[str, bytes]], object]] = {
    "a file more": lambda parts: parts.update({"../../evil.txt": b"x"}),
    "a name that climbs": lambda parts: with_table(parts, "../../evil", b"", []),
    "a file less": lambda parts: parts.pop("tables/message.jsonl"),
    "no list": lambda parts: parts.pop("manifest.json"),
    "another format": lambda parts: listed(parts, format="other"),
    "no version": lambda parts: listed(parts, version=0),
    "a text that was put in": lambda parts: parts.update({"README.txt": b"Pay here"}),
    "a picture that is none of it": lambda parts: with_row(
        parts, "media", data={"file": "media/" + "0" * 64 + ".png"}
    ),
    "a table as a picture": lambda parts: with_row(
        parts, "media", data={"file": "tables/setting.jsonl"}
    ),
    "no tables": lambda parts: listed(parts, tables=[]),
    "a list that is none": lambda parts: parts.update({"manifest.json": b"[" * 5000}),
    "a table of SQLite": lambda parts: with_table(parts, "sqlite_schema", b"", ["sql"]),
    "the search index": lambda parts: with_table(parts, "message_fts_data", b"", ["id"]),
    "a column that is code": lambda parts: with_table(
        parts, "setting", b'{"name) SELECT 1 --":"x"}\n', ["name) SELECT 1 --"]
    ),
    "a value of another type": lambda parts: with_table(
        parts,
        "cursor",
        b'{"account_no":"one","stream":"s","value":"v"}\n',
        ["account_no", "stream", "value"],
    ),
    "a row of nobody": lambda parts: with_table(
        parts,
        "cursor",
        b'{"account_no":999,"stream":"s","value":"v"}\n',
        ["account_no", "stream", "value"],
    ),
    "a row that is no object": lambda parts: with_table(parts, "setting", b"[1]\n", ["name"]),
    "bytes that are none": lambda parts: with_table(
        parts, "setting", b'{"name":"a","value":{"base64":"***"}}\n', ["name", "value"]
    ),
    "the same row twice": lambda parts: with_table(
        parts, "setting", b'{"name":"a","value":"b"}\n' * 2, ["name", "value"]
    ),
    "a number that no database holds": lambda parts: with_table(
        parts,
        "cursor",
        b'{"account_no":%d,"stream":"s","value":"v"}\n' % 2**70,
        ["account_no", "stream", "value"],
    ),
    "a version without end": lambda parts: listed(parts, schema=float("inf")),
    "a last line without an end": lambda parts: with_table(
        parts, "setting", b'{"name":"a","value":"b"}', ["name", "value"]
    ),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_archive_is_refused_whole(full: Path, tmp_path: Path, how: str):
    archive = rewritten(full, tmp_path / "bad.zip", HOSTILE[how])
    with pytest.raises(BackupDamaged):
        taken_in(archive, tmp_path / "w")
    assert list((tmp_path / "w").iterdir()) == []
    assert sorted(one.name for one in tmp_path.iterdir()) == ["bad.zip", "w"]


@pytest.mark.parametrize("newer", [{"schema": SCHEMA + 1}, {"version": VERSION + 1}])
def test_an_archive_of_a_newer_program_is_left(
    full: Path, tmp_path: Path, newer: dict[str, object]
):
    archive = rewritten(full, tmp_path / "new.zip", lambda parts: listed(parts, **newer))
    with pytest.raises(WorkspaceTooNew):
        taken_in(archive, tmp_path / "w")
    with pytest.raises(WorkspaceTooNew):
        walked(exchange.verify(archive))
    assert list((tmp_path / "w").iterdir()) == []


def test_an_archive_of_the_first_version_is_taken_in(full: Path, tmp_path: Path):
    def first(parts: dict[str, bytes]) -> None:
        rows = [json.loads(line) for line in parts["tables/media.jsonl"].splitlines()]
        for row in rows:
            row["data"] = {"base64": base64.b64encode(parts.pop(row["data"]["file"])).decode()}
        del parts["README.txt"]
        body = "".join(json.dumps(row) + "\n" for row in rows).encode()
        with_table(parts, "media", body, list(rows[0]))
        listed(parts, version=1, files=[])

    taken_in(rewritten(full, tmp_path / "first.zip", first), tmp_path / "w")
    assert exported(tmp_path / "w", tmp_path / "again.zip") == full.read_bytes()


# ------------------------------------------------------------------------------------- as a folder


@pytest.fixture(scope="module")
def laid_out(full: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same export as a folder."""
    place = tmp_path_factory.mktemp("laid-out")
    taken_in(full, place / "w")
    with closing(Workspace(place / "w")) as workspace:
        walked(exchange.export(workspace, place / "all", folder=True))
    return place / "all"


def test_a_folder_holds_what_the_archive_holds(full: Path, laid_out: Path, tmp_path: Path):
    assert exchange.digest(laid_out) == exchange.digest(full)
    with zipfile.ZipFile(full) as archive:
        archive.extractall(tmp_path)
    there = {one.relative_to(tmp_path): one.read_bytes() for one in files_of(tmp_path)}
    assert {one.relative_to(laid_out): one.read_bytes() for one in files_of(laid_out)} == there
    counted = taken_in(laid_out, tmp_path / "w")
    assert counted == exchange.contents(full)
    assert exported(tmp_path / "w", tmp_path / "again.zip") == full.read_bytes()


def files_of(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


def test_pictures_lie_there_as_pictures_and_the_rows_name_them(laid_out: Path):
    rows = [
        json.loads(line)
        for line in (laid_out / "tables" / "media.jsonl").read_text("utf-8").splitlines()
    ]
    assert rows
    for row in rows:
        content = (laid_out / row["data"]["file"]).read_bytes()
        assert sha256(content).hexdigest() == row["hash"]
        assert len(content) == row["size"]
    assert any(row["data"]["file"].endswith((".png", ".jpg")) for row in rows)


def test_a_stranger_finds_an_explanation_in_two_languages(laid_out: Path):
    text = (laid_out / "README.txt").read_text("utf-8")
    for named in ("tables/message.jsonl", "manifest.json", "media/", "sha256sum"):
        assert text.count(named) >= 2
    assert "words of private persons" in text
    assert "personnes privées" in text


def test_a_folder_with_files_in_it_is_not_written_over(full: Path, tmp_path: Path):
    taken_in(full, tmp_path / "w")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Bonjour", encoding="utf-8")
    with closing(Workspace(tmp_path / "w")) as workspace, pytest.raises(NotAllowed):
        walked(exchange.export(workspace, tmp_path / "mine", folder=True))
    assert [one.name for one in files_of(tmp_path / "mine")] == ["letter.txt"]


@pytest.mark.parametrize("folder", [False, True], ids=["zip", "folder"])
def test_stopped_at_any_step_it_leaves_nothing(full: Path, tmp_path: Path, *, folder: bool):
    taken_in(full, tmp_path / "w")
    with closing(Workspace(tmp_path / "w")) as workspace:
        steps = len(list(exchange.export(workspace, tmp_path / "whole", folder=folder)))
        for n in range(1, steps, 7):
            work = exchange.export(workspace, tmp_path / "part", folder=folder)
            for _ in range(n):
                next(work)
            work.close()
            assert sorted(one.name for one in tmp_path.iterdir()) == ["w", "whole"]


# ------------------------------------------------------------------------------------- checking


def test_a_whole_export_is_found_whole(full: Path, laid_out: Path):
    found = walked(exchange.verify(full))
    assert found.wrong == ()
    assert found.rows == exchange.contents(full)
    assert walked(exchange.verify(laid_out)) == found


def test_what_is_changed_missing_or_more_is_named(laid_out: Path, tmp_path: Path):
    shutil.copytree(laid_out, tmp_path / "bad")
    table = tmp_path / "bad" / "tables" / "message.jsonl"
    table.write_bytes(table.read_bytes().replace(b"wheelchair", b"wheelchaiR"))
    (tmp_path / "bad" / "tables" / "draft.jsonl").unlink()
    (tmp_path / "bad" / "tables" / "letter.jsonl").write_bytes(b"{}\n")
    found = walked(exchange.verify(tmp_path / "bad"))
    assert {one.path: one.why for one in found.wrong} == {
        "tables/draft.jsonl": "missing",
        "tables/letter.jsonl": "more",
        "tables/message.jsonl": "changed",
    }
    with pytest.raises(BackupDamaged):
        taken_in(tmp_path / "bad", tmp_path / "w")


def test_a_truncated_table_is_named_and_refused(laid_out: Path, tmp_path: Path):
    shutil.copytree(laid_out, tmp_path / "bad")
    table = tmp_path / "bad" / "tables" / "message.jsonl"
    table.write_bytes(table.read_bytes()[:-40])
    (wrong,) = walked(exchange.verify(tmp_path / "bad")).wrong
    assert (wrong.path, wrong.why) == ("tables/message.jsonl", "changed")
    with pytest.raises(BackupDamaged):
        taken_in(tmp_path / "bad", tmp_path / "w")


def test_a_link_in_a_folder_is_followed_nowhere(laid_out: Path, tmp_path: Path):
    shutil.copytree(laid_out, tmp_path / "bad")
    (tmp_path / "bad" / "README.txt").unlink()
    (tmp_path / "bad" / "README.txt").symlink_to(laid_out / "README.txt")
    with pytest.raises(BackupDamaged):
        walked(exchange.verify(tmp_path / "bad"))


def test_what_points_at_the_list_of_contents_means_its_folder(laid_out: Path, full: Path):
    assert exchange.place(laid_out / "manifest.json") == laid_out
    assert exchange.place(full) == full


def test_what_is_no_archive_is_said(tmp_path: Path):
    (tmp_path / "text.zip").write_text("Bonjour", encoding="utf-8")
    with pytest.raises(BackupDamaged):
        exchange.contents(tmp_path / "text.zip")
    with pytest.raises(BackupMissing):
        exchange.contents(tmp_path / "nowhere.zip")


def test_a_bomb_is_refused_before_it_is_unpacked(full: Path, tmp_path: Path):
    bomb = b'{"name":"a","value":"' + b"0" * (80 << 20) + b'"}\n'
    archive = rewritten(
        full,
        tmp_path / "bomb.zip",
        lambda parts: with_table(parts, "setting", bomb, ["name", "value"]),
    )
    assert archive.stat().st_size < 1 << 20
    with pytest.raises(BackupDamaged, match="tightly"):
        taken_in(archive, tmp_path / "w")


def test_an_archive_of_an_older_schema_is_brought_up_to_date(full: Path, tmp_path: Path):
    known = sqlite3.connect(":memory:", isolation_level=None)
    migrations.steps.apply(Database(known), stop_before="m0003_history")

    def older(parts: dict[str, bytes]) -> None:
        for one in json.loads(parts["manifest.json"])["tables"]:
            columns = tables.columns(known, one["name"])
            rows = [json.loads(line) for line in parts[f"tables/{one['name']}.jsonl"].splitlines()]
            # a column that is gone since was there, too
            lines = [
                json.dumps({name: row.get(name, "") for name in columns}) + "\n" for row in rows
            ]
            with_table(parts, one["name"], "".join(lines).encode(), columns)
        manifest = json.loads(parts["manifest.json"])
        gone = [one["name"] for one in manifest["tables"] if not one["columns"]]
        manifest["tables"] = [one for one in manifest["tables"] if one["name"] not in gone]
        parts["manifest.json"] = json.dumps(manifest | {"schema": 2}).encode()
        for name in gone:
            del parts[f"tables/{name}.jsonl"]

    taken_in(rewritten(full, tmp_path / "old.zip", older), tmp_path / "w")
    services = a_workstation(tmp_path / "w")
    assert services.workspace.problems() == []
    assert services.inbox.search("wheelchair")
    services.close()
