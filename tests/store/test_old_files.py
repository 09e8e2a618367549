"""A file of each schema that was ever released opens, with everything that was in it."""

import lzma
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cmworkstation.domain.errors import StorageFull, UpdateStopped
from cmworkstation.domain.gap import DepthState
from cmworkstation.domain.progress import Progress
from cmworkstation.services import places
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store.database import FILE, Workspace
from cmworkstation.store.version import SCHEMA
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.pretend import START, PretendConnector

FILES = Path(__file__).parent / "files"
OLD = range(1, SCHEMA)


def unpacked(folder: Path, schema: int) -> Path:
    folder.mkdir()
    (folder / FILE).write_bytes(lzma.decompress((FILES / f"schema-{schema}.db.xz").read_bytes()))
    return folder


def opened(folder: Path) -> Services:
    return open_services(
        folder,
        {"pretend": lambda: PretendConnector},
        vault=Vault(memory_only=True),
        clock=SetClock(START),
    )


def test_there_is_a_file_of_each_schema_before_this_one() -> None:
    assert sorted(file.name for file in FILES.iterdir()) == [f"schema-{n}.db.xz" for n in OLD]


@pytest.mark.parametrize("schema", OLD)
def test_an_old_file_opens_with_everything_in_it(tmp_path: Path, schema: int) -> None:
    folder = unpacked(tmp_path / "w", schema)
    before = (folder / FILE).read_bytes()
    with closing(opened(folder)) as services:
        connection = services.workspace.read()
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert services.workspace.problems() == []
        assert services.inbox.recount() == []
        assert services.journal.verify().problems == ()
        assert len(services.inbox.search("question", 50)) == 12
        assert connection.execute(
            "SELECT count(*), sum(revisions), sum(history) FROM message"
        ).fetchone() == (13, 1, 0)
        assert [row.body for row in services.outbox.rows()] == ["Oui, dès 9 h."]
        (account,) = services.accounts.listed()
        depth = services.history.depth(account.id)
        oldest, read_from = connection.execute(
            "SELECT min(at), (SELECT min(started_at) FROM poll) FROM message WHERE NOT ours"
        ).fetchone()
        assert depth.oldest_at is not None
        assert depth.oldest_at.timestamp() * 1000 == oldest
        assert depth.read_from is not None
        assert depth.read_from.timestamp() * 1000 == read_from
        assert depth.state is DepthState.IDLE
    copy = folder / "backups" / f"before-schema-{SCHEMA}.db"
    assert len(copy.read_bytes()) == len(before)


@pytest.mark.parametrize("schema", OLD)
def test_the_time_since_the_old_program_read_last_is_a_gap(tmp_path: Path, schema: int) -> None:
    with closing(opened(unpacked(tmp_path / "w", schema))) as services:
        (account,) = services.accounts.listed()
        clock = services.clock
        assert isinstance(clock, SetClock)
        clock.advance(days=20)
        (gap,) = services.history.gaps(account.id)
        connection = services.workspace.read()
        assert (
            gap.since.timestamp() * 1000
            == connection.execute("SELECT max(ended_at) FROM poll").fetchone()[0]
        )
        assert gap.until is None


def test_an_update_tells_how_far_it_is_and_messages_have_places_in_the_index(
    tmp_path: Path,
) -> None:
    folder = unpacked(tmp_path / "w", 4)
    assert places.wants_update(folder)
    heard: list[Progress] = []
    with closing(Workspace(folder, told=heard.append)) as workspace:
        made = workspace.read().execute("SELECT sql FROM sqlite_schema WHERE name='message_fts'")
        assert "content_rowid='place'" in made.fetchone()[0]
        assert workspace.read().execute(
            "SELECT count(*) FROM message WHERE place IS NULL"
        ).fetchone() == (0,)
        assert workspace.problems() == []
    assert {"copy", "update"} <= {step.text for step in heard}
    assert not places.wants_update(folder)
    assert not places.wants_update(tmp_path)


@pytest.mark.parametrize("text", ["copy", "update"])
def test_an_update_that_a_person_stops_leaves_the_file_as_it_was(tmp_path: Path, text: str) -> None:
    folder = unpacked(tmp_path / "w", 4)
    kept = dump(folder)

    def told(step: Progress) -> None:
        if step.text == text:
            raise UpdateStopped("by a person")

    with pytest.raises(UpdateStopped):
        Workspace(folder, told=told)
    assert dump(folder) == kept
    assert places.wants_update(folder)
    Workspace(folder).close()
    assert not places.wants_update(folder)


def test_an_update_is_refused_where_the_disk_has_no_room_for_it(
    tmp_path: Path, monkeypatch
) -> None:
    folder = unpacked(tmp_path / "w", 4)
    kept, size = dump(folder), (folder / FILE).stat().st_size
    usage = shutil.disk_usage(folder)._replace(free=size)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(StorageFull) as full:
        Workspace(folder)
    assert full.value.wanted == size
    assert dump(folder) == kept


def dump(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        return list(connection.iterdump())
