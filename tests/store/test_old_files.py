"""A file of each schema that was ever released opens, with everything that was in it."""

import lzma
from contextlib import closing
from pathlib import Path

import pytest

from cmworkstation.domain.gap import DepthState
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store.database import FILE
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
