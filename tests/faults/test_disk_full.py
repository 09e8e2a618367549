"""F5, F6: the disk takes no more. Nothing that was acknowledged is lost, reading goes on, and work resumes."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from cmworkstation import workspaces
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import StorageFull
from cmworkstation.domain.ground import ReadOnlyReason
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.workstation import open_services
from cmworkstation.store import ledger, room
from cmworkstation.store.database import FILE
from tests.clocks import SetClock
from tests.faults import counts, disks
from tests.faults.plugin import Ran
from tests.pretend import START
from tests.services.conftest import World
from tests.walking import walked

BEFORE = 30  # items that were read while there was room
WORDS = "Où et quand la bibliothèque ouvre-t-elle ses portes ? " * 80
LIMIT = pytest.param("limit", marks=pytest.mark.fault("F6"))
DISK = pytest.param("disk", marks=pytest.mark.fault("F5"))
KINDS = [LIMIT, *([DISK] if disks.may_mount() else [])]


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk that can end: a small one, or the usual one under a limit."""
    if request.param == "limit":
        yield tmp_path
        return
    with disks.small_disk(48 * 2**20) as folder:
        yield folder


class FullDesk:
    """A workstation, what it acknowledged, and the end of its disk."""

    def __init__(self, place: Path, kind: str) -> None:
        self.world = World(place / "w", SetClock(START))
        self.account = self.world.add_account()
        self.kind = kind
        self.relieve: Callable[[], None] = lambda: None
        self.said = ""  # the draft that was saved last
        self.write_posts(BEFORE)
        self.world.poll(self.account)
        services = self.world.services
        services.storage.prepare()
        first, second = map(ConversationId, services.inbox.ids(View())[:2])
        answer = replace(services.drafts.begin(second), body="Dès 9 h, bien à vous.")
        self.row = services.outbox.queue(answer, hold_s=0)[0]
        self.draft, _ = services.drafts.save(replace(services.drafts.begin(first), body="Bonjour"))

    def write_posts(self, count: int) -> None:
        done = len(self.world.server.posts)
        for n in range(done, done + count):
            self.world.server.write(f"p{n}", f"Question {n}. {WORDS}", minutes=n)

    def end_of_disk(self, steps: int) -> None:
        """Leave room for so many steps."""
        if self.kind == "disk":
            self.relieve = disks.fill(self.world.folder.parent, steps * disks.STEP)
        else:
            log = (self.world.folder / f"{FILE}-wal").stat().st_size
            self.relieve = disks.limit_files(log + steps * disks.STEP)

    def read_until_full(self) -> None:
        self.write_posts(400)
        with pytest.raises(StorageFull):
            self.world.poll(self.account)

    def write_until_full(self, most: int = 400) -> int:
        """Save the draft again and again; return how often that was acknowledged."""
        for n in range(most):
            body = f"Bonjour, état {n}. {WORDS}"
            try:
                saved, _ = self.world.services.drafts.save(replace(self.draft, body=body))
            except StorageFull:
                return n
            self.draft, self.said = saved, body
        return most

    def stored(self) -> tuple[int, int]:
        """Return how many items are there, and how many the cursor promises."""
        connection = self.world.services.workspace.read()
        (count,) = connection.execute("SELECT count(*) FROM message WHERE NOT ours").fetchone()
        return count, int(ledger.cursors(connection, 1).get("posts", "0"))

    def kept_draft(self) -> str:
        return self.world.services.drafts.listed()[0].body  # what is on the disk

    def wrong(self) -> list[str]:
        services = self.world.services
        return [
            *services.workspace.problems(),
            *services.inbox.recount(),
            *services.journal.verify().problems,
        ]


@pytest.fixture
def desk(place: Path, request: pytest.FixtureRequest) -> Iterator[FullDesk]:
    made = FullDesk(place, request.node.callspec.params["place"])
    yield made
    made.relieve()
    made.world.services.close()


def _small_reserve(monkeypatch: pytest.MonkeyPatch, *, looks_ahead: bool) -> None:
    """Make the reserve as small as these disks; without looking ahead every failure comes from SQLite itself."""
    monkeypatch.setattr(room, "RESERVE", 2**20)
    monkeypatch.setattr(room, "WANTED", 3 * 2**20)
    monkeypatch.setattr(room, "SCARCE", 64 * 1024 if looks_ahead else 0)
    monkeypatch.setattr(room, "LEAST_FOR_INTAKE", 256 * 1024 if looks_ahead else 0)


@pytest.mark.parametrize("place", KINDS, indirect=True)
def test_nothing_is_lost_and_work_resumes_whatever_room_was_left(
    place: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, ran: Ran
) -> None:
    kind = request.node.callspec.params["place"]
    for steps in range(1, counts.now().sizes + 1):
        ran(seed=f"{steps} × 60 KiB left")
        _small_reserve(monkeypatch, looks_ahead=bool(steps % 2))
        desk = FullDesk(place / str(steps), kind) if kind == "limit" else FullDesk(place, kind)
        try:
            _live_through(desk, steps)
        finally:
            desk.world.services.close()
            shutil.rmtree(desk.world.folder)


def _live_through(desk: FullDesk, steps: int) -> None:
    services = desk.world.services
    desk.end_of_disk(steps)
    try:
        desk.read_until_full()
        count, promised = desk.stored()
        assert count == promised >= BEFORE, steps
        assert len(services.inbox.search("bibliothèque", 2000)) == count
        assert services.storage.trouble() is not None
        acknowledged = desk.write_until_full()
        if desk.kind == "disk":
            assert acknowledged >= 20, "the reserve is there for what a person makes"
        if acknowledged:
            assert desk.kept_draft() == desk.said
        with pytest.raises(StorageFull):
            services.outbox.deliver(desk.row.id)
        assert desk.world.server.requests == 0, "nothing leaves whose step cannot be recorded"
        if (
            desk.kind == "disk"
        ):  # below a limit a little may still fit: work would stop again at once
            assert not services.storage.find_room()
    finally:
        desk.relieve()
    assert services.storage.find_room()
    assert services.storage.trouble() is None
    assert (desk.world.folder / room.FILE).stat().st_size == room.RESERVE
    desk.world.poll(desk.account)
    assert desk.stored() == (BEFORE + 400,) * 2
    services.outbox.deliver(desk.row.id)
    services = desk.world.restart()
    assert services.outbox.row(desk.row.id).state is OutboxState.SENT
    assert len(desk.world.server.published) == 1
    if acknowledged:
        assert desk.kept_draft() == desk.said
    assert desk.wrong() == []


@pytest.mark.parametrize("place", KINDS, indirect=True)
def test_a_page_larger_than_the_cache_leaves_neither_items_nor_cursor(
    desk: FullDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SQLite undoes the whole transaction by itself when such a page finds no room in the middle of it.
    _small_reserve(monkeypatch, looks_ahead=False)
    desk.end_of_disk(50)
    desk.world.services.workspace._writer.execute("PRAGMA cache_size=20")
    desk.read_until_full()
    count, promised = desk.stored()
    assert count == promised
    desk.relieve()
    desk.relieve = lambda: None
    assert desk.world.services.storage.find_room()
    desk.world.poll(desk.account)
    assert desk.stored() == (BEFORE + 400,) * 2
    assert desk.world.services.accounts.health()[0].trouble == ""
    assert walked(desk.world.services.sync.understand_again(desk.account.id))[0].seen == 0


@pytest.mark.parametrize("place", [LIMIT], indirect=True)
def test_an_answer_that_cannot_be_written_down_is_kept_until_it_can(
    desk: FullDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, server = desk.world.services, desk.world.server
    reply = desk.world.kind.reply

    def and_the_disk_fills(self, target, content, *, once_key):
        sent = reply(self, target, content, once_key=once_key)
        desk.end_of_disk(0)
        return sent

    monkeypatch.setattr(desk.world.kind, "reply", and_the_disk_fills)
    with pytest.raises(StorageFull):
        services.outbox.deliver(desk.row.id)
    assert services.outbox.row(desk.row.id).state is OutboxState.SENDING
    assert desk.row.id in services.outbox.due()[desk.account.id], "it is not forgotten"
    with pytest.raises(StorageFull):
        services.outbox.deliver(desk.row.id)
    desk.relieve()
    services.outbox.deliver(desk.row.id)
    assert services.outbox.row(desk.row.id).state is OutboxState.SENT
    assert services.outbox.due() == {}
    assert (server.requests, len(server.published)) == (1, 1)


@pytest.mark.parametrize("place", [LIMIT], indirect=True)
def test_ended_before_the_answer_was_written_down_the_next_start_looks(
    desk: FullDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = desk.world.kind.reply

    def and_the_disk_fills(self, target, content, *, once_key):
        sent = reply(self, target, content, once_key=once_key)
        desk.end_of_disk(0)
        return sent

    with monkeypatch.context() as patch:
        patch.setattr(desk.world.kind, "reply", and_the_disk_fills)
        with pytest.raises(StorageFull):
            desk.world.services.outbox.deliver(desk.row.id)
    desk.relieve()
    services = desk.world.restart()
    assert services.outbox.row(desk.row.id).state is OutboxState.UNKNOWN
    desk.world.clock.advance(10)
    services.outbox.deliver(desk.row.id)
    assert services.outbox.row(desk.row.id).state is OutboxState.SENT
    assert desk.world.server.requests == 1


if disks.may_mount():

    @pytest.mark.parametrize("place", [DISK], indirect=True)
    def test_on_a_full_disk_a_start_lives_on_the_reserve_and_without_one_it_reads(
        desk: FullDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _small_reserve(monkeypatch, looks_ahead=True)
        world, folder = desk.world, desk.world.folder
        world.services.storage.prepare()
        world.services.close()
        relieve = disks.fill(folder.parent, 0)
        services = world.open()
        assert not services.read_only
        assert services.storage.trouble() is not None
        assert not (folder / room.FILE).exists()
        saved, _ = services.drafts.save(replace(desk.draft, body="On the reserve"))
        services.close()

        relieve()
        disks.fill(folder.parent, 0)  # and no reserve is left
        with pytest.raises(StorageFull) as refused:
            world.open()
        assert refused.value.wanted > 0
        loaders, vault = {"pretend": lambda: world.kind}, world.vault
        why = workspaces.why_only_read(refused.value)
        assert why is ReadOnlyReason.FULL
        world.services = open_services(folder, loaders, vault=vault, read_only=True, why=why)
        assert len(world.services.inbox.search("bibliothèque")) == BEFORE
        assert [one.body for one in world.services.drafts.listed()] == [saved.body]


@pytest.mark.parametrize("place", [LIMIT], indirect=True)
def test_a_limit_says_so_and_names_no_size(desk: FullDesk) -> None:
    desk.end_of_disk(2)
    desk.read_until_full()
    trouble = desk.world.services.storage.trouble()
    assert trouble is not None
    assert (trouble.detail, trouble.wanted) == ("SQLITE_IOERR_WRITE", 0)


@pytest.mark.fault("F5")
def test_a_nearly_full_disk_says_how_much_to_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = room.Room(tmp_path)
    monkeypatch.setattr(watched, "free", lambda: 2**20)
    with pytest.raises(StorageFull) as raised:
        watched.before(intake=True)
    assert raised.value.wanted == room.WANTED - 2**20
    assert not watched.look_again(lambda: None)
    monkeypatch.setattr(watched, "free", lambda: room.WANTED)
    assert watched.look_again(lambda: None)
    assert not watched.full


@pytest.mark.fault("F5")
def test_the_reserve_is_let_go_before_a_person_is_refused_and_only_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = room.Room(tmp_path)
    assert watched.lay_down()
    assert (tmp_path / room.FILE).stat().st_blocks * 512 >= room.RESERVE, "room is really taken"
    monkeypatch.setattr(watched, "free", lambda: room.SCARCE - 1)
    watched.before(intake=False)
    assert watched.full
    assert not (tmp_path / room.FILE).exists()
    watched.before(intake=False)  # a person's writing is tried all the same


@pytest.mark.fault("F5")
def test_a_system_that_does_not_tell_the_room_is_believed_to_have_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_knows(_: object) -> NoReturn:
        raise OSError

    monkeypatch.setattr(shutil, "disk_usage", nobody_knows)
    watched = room.Room(tmp_path)
    watched.before(intake=True)
    assert watched.lay_down()
