"""A spoilt page is noticed, nothing is written any more, and what it does not hold is saved beside the copy."""

import contextlib
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.backup import Why
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import StoreDamaged, WorkstationError
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.rescue import Rescue
from cmworkstation.services.workstation import Services
from cmworkstation.store import backup, loose_pages
from cmworkstation.store.database import FILE, Workspace
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive
from tests.faults import counts, seeds
from tests.faults.corruption import KINDS, spoil
from tests.walking import walked

CASES = [(list(KINDS)[seed % len(KINDS)], seed) for seed in seeds.of("F8", counts.now().damages)]
OLD, NEW = 400, 60  # messages that the copy has, and those that came since
pytestmark = pytest.mark.fault("F8")
USERS = ("draft", "outbox", "charter_version", "setting", "journal", "account")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with a copy, and with messages, drafts and replies that came after the copy."""
    folder = tmp_path_factory.mktemp("damage") / "w"
    services = a_workstation(folder)
    account = add_account(services)
    for first, count in ((0, OLD), (OLD, NEW)):
        items = [
            a_message(f"q{n}", f"Question {n} sur les horaires : " + "mot " * 40, 400 - n / 10)
            for n in range(first, first + count)
        ]
        receive(services, account, items)
        _write(services, first, 8)
        if not first:
            walked(services.backups.make(Why.DAILY))
    services.close()
    return folder


def _write(services: Services, first: int, count: int) -> None:
    homes = sorted(services.inbox.ids(View(status=None)))[first:]
    for n in range(count):
        draft = services.drafts.begin(ConversationId(homes[n]))
        draft = replace(draft, body=f"Réponse {first + n} " + "mot " * 30)
        services.drafts.save(draft)
        if n % 2:
            services.outbox.queue(draft, hold_s=0)


def rows(file: Path, table: str) -> set[tuple[object, ...]]:
    columns = {"message": "id, text", "journal": "n, head", "setting": "name", "account": "id"}
    what = columns.get(table, "*" if table == "charter_version" else "id, body")
    with closing(sqlite3.connect(file)) as connection:
        connection.text_factory = _as_far_as_it_is_text
        return set(connection.execute(f"SELECT {what} FROM {table}"))


def _as_far_as_it_is_text(raw: bytes) -> str:
    return raw.decode(errors="replace")


def on_pages(file: Path, pages: set[int]) -> dict[str, int]:
    """Return how many rows of each table stand on these pages, by table; a page of no table counts nothing.

    A page above others stands for all that is reached through it.
    """
    found: dict[str, int] = {}
    with closing(sqlite3.connect(file)) as connection:
        body = file.read_bytes()
        tables = connection.execute(
            "SELECT name, rootpage FROM sqlite_schema WHERE type='table' AND rootpage > 0"
        ).fetchall()
    for name, root in tables:
        found[name] = _under(body, root, pages, spoilt=False)
    return found


def _under(body: bytes, page: int, pages: set[int], *, spoilt: bool) -> int:
    spoilt = spoilt or page in pages
    at = (page - 1) * 4096
    kind, cells = body[at], int.from_bytes(body[at + 3 : at + 5], "big")
    if kind in (0x0D, 0x0A):
        return cells if spoilt else 0
    own = cells if kind == 0x02 and spoilt else 0  # an index holds rows above its leaves, too
    below = [int.from_bytes(body[at + 8 : at + 12], "big")]
    for n in range(cells):
        cell = at + int.from_bytes(body[at + 12 + 2 * n : at + 14 + 2 * n], "big")
        below.append(int.from_bytes(body[cell : cell + 4], "big"))
    return own + sum(_under(body, one, pages, spoilt=spoilt) for one in below)


@pytest.mark.parametrize(("kind", "seed"), CASES, ids=[f"{kind}-{seed}" for kind, seed in CASES])
def test_a_spoilt_page_is_noticed_and_the_rest_is_saved(
    whole: Path, tmp_path: Path, kind: str, seed: int
):
    folder = tmp_path / "w"
    shutil.copytree(whole, folder)
    file = folder / FILE
    pages = spoil(file, kind, seed)
    spoilt = file.read_bytes()
    noticed = _noticed(folder)
    changed = _changed(whole / FILE, file) if not noticed else 0
    # One bit within a word that no index and no chain of digests holds makes another word, and nobody can tell.
    assert noticed or changed <= int(kind == "flipped")
    assert file.read_bytes() == spoilt or not noticed  # what is noticed is not written to
    file.write_bytes(spoilt)

    rescue = Rescue(folder)
    assert rescue.can_salvage()
    walked(rescue.salvage(NOW))
    with rescue.claimed():
        aside = rescue.finish()
    assert aside is not None
    assert aside.read_bytes() == spoilt  # kept as it is
    _is_whole(folder)
    lost = on_pages(whole / FILE, pages)
    for table in ("message", *USERS):
        before, after = rows(whole / FILE, table), rows(file, table)
        missing = len(before - after)
        assert missing <= lost[table], (
            f"{table}: {missing} of {len(before)} missing, {lost[table]} on the pages"
        )


@pytest.mark.parametrize("table", ["message", "draft", "outbox", "journal"])
def test_what_is_lost_of_a_table_comes_from_the_copy(whole: Path, tmp_path: Path, table: str):
    """The first page of a table is gone, and with it the way to all others."""
    folder = tmp_path / "w"
    shutil.copytree(whole, folder)
    file = folder / FILE
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name=?"
        root = connection.execute(query, (table,)).fetchone()[0]
    body = bytearray(file.read_bytes())
    body[(root - 1) * 4096 : root * 4096] = bytes(4096)
    file.write_bytes(body)
    rescue = Rescue(folder)
    result = walked(rescue.salvage(NOW))
    with rescue.claimed():
        rescue.finish()
    assert result.backup.startswith("workspace-")
    (copy,) = (folder / "backups").glob("workspace-*.db")
    assert rows(copy, table) <= rows(file, table)
    _is_whole(folder)


@pytest.mark.parametrize("lost", ["the way to the pages", "a page"])
def test_without_a_copy_messages_keep_their_place_and_come_again(tmp_path: Path, lost: str):
    """Where only the way to the pages is lost all is found; else the indexes keep the place, and the platform tells."""
    services = a_workstation(tmp_path / "w")
    account = add_account(services)
    items = [a_message(f"q{n}", f"Question {n} " + "mot " * 90, 40 - n / 10) for n in range(60)]
    receive(services, account, items)
    _write(services, 0, 4)
    services.close()
    file = tmp_path / "w" / FILE
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name='message'"
        root = connection.execute(query).fetchone()[0]
        before = set(connection.execute("SELECT id, remote_id, text FROM message"))
    body = bytearray(file.read_bytes())
    page = root if lost == "the way to the pages" else _first_leaf(body, root)
    on_it = on_pages(file, {page})["message"]
    body[(page - 1) * 4096 : page * 4096] = bytes(4096)
    file.write_bytes(body)
    rescue = Rescue(tmp_path / "w")
    result = walked(rescue.salvage(NOW))
    assert result.saved["message"] + result.husks == 60
    assert result.husks == (0 if lost == "the way to the pages" else on_it)
    assert on_it > 0
    with rescue.claimed():
        rescue.finish()
    services = a_workstation(tmp_path / "w")
    receive(services, account, items)  # the platform is asked again
    with closing(sqlite3.connect(file)) as connection:
        assert set(connection.execute("SELECT id, remote_id, text FROM message")) == before
        assert connection.execute("SELECT count(*) FROM draft").fetchone()[0] == 2
    assert services.inbox.recount() == []
    assert services.workspace.problems() == []
    services.close()


def test_a_long_message_is_read_over_all_its_pages(tmp_path: Path):
    services = a_workstation(tmp_path / "w")
    account = add_account(services)
    items = [a_message(f"q{n}", f"{n} " + "très long " * 900, 40 - n / 10) for n in range(40)]
    receive(services, account, items)
    services.close()
    file = tmp_path / "w" / FILE
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name='message'"
        root = connection.execute(query).fetchone()[0]
        names = [row[1] for row in connection.execute("PRAGMA table_info(message)")]
        wanted = {row[0]: row for row in connection.execute("SELECT * FROM message")}
        body = bytearray(file.read_bytes())
        body[(root - 1) * 4096 : root * 4096] = bytes(4096)
        (tmp_path / "spoilt.db").write_bytes(body)
        found = list(loose_pages.rows(tmp_path / "spoilt.db", connection, "message"))
    assert {values[0]: tuple(values) for _, values in found} == wanted
    assert all(columns == names for columns, _ in found)


def _first_leaf(body: bytearray, root: int) -> int:
    at = (root - 1) * 4096
    cell = at + int.from_bytes(body[at + 12 : at + 14], "big")
    return int.from_bytes(body[cell : cell + 4], "big")


def test_damage_met_in_use_stops_all_writing_at_once(whole: Path, tmp_path: Path):
    folder = tmp_path / "w"
    shutil.copytree(whole, folder)
    file = folder / FILE
    with closing(sqlite3.connect(file)) as connection:
        root = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name='message'"
        ).fetchone()[0]
    workspace = Workspace(folder)
    with file.open("r+b") as spoilt:
        spoilt.seek((root - 1) * 4096)
        spoilt.write(bytes(4096))
    with pytest.raises(StoreDamaged):
        workspace.read().execute("SELECT max(length(text)) FROM message").fetchone()
    assert workspace.damage
    with pytest.raises(StoreDamaged), workspace.write() as connection:
        connection.execute("INSERT INTO setting VALUES('a', 'b')")
    with pytest.raises(StoreDamaged), workspace.write():
        pytest.fail("the transaction was opened")
    workspace.close()
    with closing(Workspace(folder)) as workspace:
        assert workspace.ended_badly  # the next session looks before it goes on


def test_an_end_without_warning_is_known_at_the_next_start(tmp_path: Path):
    with closing(Workspace(tmp_path)) as workspace:
        assert not workspace.ended_badly
    with closing(Workspace(tmp_path)) as workspace:
        assert not workspace.ended_badly
        left = (tmp_path / "workspace.lock").read_bytes()
    (tmp_path / "workspace.lock").write_bytes(left)  # as a kill leaves it
    with closing(Workspace(tmp_path)) as workspace:
        assert workspace.ended_badly


def _noticed(folder: Path) -> bool:
    """Tell whether the program notices: at the start, by the look after an end without warning, or by the copy."""
    try:
        with closing(Workspace(folder)) as workspace:
            if workspace.quick_problems():
                workspace.stop_writing("found")
                return True
            with contextlib.suppress(StoreDamaged):
                walked(backup.copy(workspace.file, folder / "probe.db", Why.ASKED, NOW))
                return False
            workspace.stop_writing("found")
            return True
    except WorkstationError:
        return True


def _changed(before: Path, after: Path) -> int:
    """Return how many rows of a spoilt file are other than they were."""
    return sum(len(rows(before, table) - rows(after, table)) for table in ("message", *USERS))


def _is_whole(folder: Path) -> None:
    services = a_workstation(folder)
    try:
        assert services.workspace.problems() == []
        assert services.inbox.recount() == []
        assert services.inbox.search("horaires")
        assert services.journal.acts(1)[0].kind == "workspace.salvaged"
    finally:
        services.close()
