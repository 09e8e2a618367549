"""Killed, out of room, or with the folder gone, while something leaves or comes in: the old state stays, or the new one
is whole; the workspace itself is untouched, and the next try finds nothing in its way."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path

import pyrage
import pytest

from cmworkstation.domain.backup import Every, Keep
from cmworkstation.domain.errors import BackupFailed, NoRoom, StorageFull, UserFixable
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.taking_out import Share
from cmworkstation.services import exchange, site
from cmworkstation.services.rescue import Rescue
from cmworkstation.services.workstation import Services
from cmworkstation.store.database import Workspace
from cmworkstation.words.leaving import Mail
from cmworkstation.words.site import HtmlSite
from tests.builders_workspace import NOW, a_town, a_workstation
from tests.faults import disks
from tests.faults.plugin import Ran
from tests.faults.world import KILLED, passages
from tests.walking import walked

pytestmark = pytest.mark.in_memory
WAYS = ("all.zip", "folder", "site", "m.mbox", "sealed", "second", "import")
OURS = ("export.", "folder.", "file.", "site.", "backup.", "import.", "swap.")
PLACED = (
    *("export.placed", "folder.placed", "file.placed", "swap.placed"),
    *("backup.placed", "backup.carried"),
)
LIFE = """
import sys
from pathlib import Path
from tests.faults import test_leaving_killed as leaving

leaving.live(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
"""


def steps(services: Services, place: Path, way: str) -> Generator[Progress, None, object]:
    """Return the work of one way out, into a folder."""
    wanted = services.taking_out.chosen()
    if way in ("all.zip", "folder"):
        return exchange.export(services.workspace, place / way, folder=way == "folder")
    if way == "site":
        return services.sites.write(place / way, wanted, Share(), HtmlSite())
    if way == "m.mbox":
        return services.mailboxes.write(place / way, wanted, Share(), Mail())
    if way == "second":
        return services.backups.catch_up()
    return services.backups.make(folder=place)


def live(town: Path, place: Path, way: str) -> None:
    """Go one way out, or in, from beginning to end."""
    if way == "import":
        rescue = Rescue(place)
        with rescue.claimed():
            walked(exchange.take_in(rescue, town.parent / "all.zip", NOW))
            rescue.finish()
        return
    with closing(a_workstation(town)) as services:
        walked(steps(services, place, way))


def is_whole(place: Path, way: str, key: str) -> bool:
    """Tell whether what came of a way is there, and all of it."""
    if way in ("all.zip", "folder"):
        return not walked(exchange.verify(place / way)).wrong
    if way == "site":
        return (place / way / "index.html").exists()
    if way == "m.mbox":
        return (place / way).read_bytes().startswith(b"From ")
    if way == "import":
        with closing(a_workstation(place)) as services:
            return len(services.inbox.search("wheelchair")) > 0
    (copy,) = place.glob("*.age.zip" if way == "sealed" else "*.db")
    rescue = Rescue(place / "look")
    opened = rescue.described(copy)
    if way == "sealed":
        opened = walked(rescue.unlock(opened, key))
    whole = rescue.compare(opened).undecided == 0
    shutil.rmtree(place / "look", ignore_errors=True)
    return whole


@pytest.fixture(scope="module")
def key() -> str:
    return str(pyrage.x25519.Identity.generate())


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory, key: str) -> Path:
    """Return a folder with a town, an export of it, and a plan with a second place and encryption."""
    folder = tmp_path_factory.mktemp("origin")
    with closing(a_town(folder / "town")) as services:
        walked(exchange.export(services.workspace, folder / "all.zip"))
    return folder


def town_in(origin: Path, place: Path, way: str, key: str) -> Path:
    """Return a copy of the town, prepared for a way."""
    shutil.copytree(origin, place, dirs_exist_ok=True)
    out = place / "out"
    out.mkdir()
    with closing(a_workstation(place / "town")) as services:
        if way == "sealed":
            services.backups.encrypt("", [str(pyrage.x25519.Identity.from_str(key).to_public())])
        if way == "second":
            services.backups.change(Every.DAY, Keep.USUAL, out)
            walked(services.backups.make())
    return place / "town"


def child(town: Path, out: Path, way: str, **asked: str) -> int:
    ended = subprocess.run(
        [sys.executable, "-c", LIFE, str(town), str(out), way],
        env={**os.environ, **asked, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode in (0, KILLED), ended.stderr.decode()
    return ended.returncode


@pytest.mark.fault("F4", "F18")
@pytest.mark.parametrize("way", WAYS)
def test_killed_anywhere_nothing_is_half_there_and_the_next_try_succeeds(
    origin: Path, tmp_path: Path, ran: Ran, way: str, key: str
) -> None:
    town = town_in(origin, tmp_path, way, key)
    out, log = tmp_path / "out", tmp_path / "log"
    before = (town / "workspace.db").read_bytes()
    assert child(town, out, way, CMW_KILL_LOG=str(log)) == 0
    assert is_whole(out, way, key)
    points = [one for one in passages(log) if one.startswith(OURS)]
    assert len(points) >= (1 if way == "second" else 2), points
    for point in dict.fromkeys((points[len(points) // 2], points[-1])):
        empty(out, way)
        assert child(town, out, way, CMW_KILL_AT=point) == KILLED
        ran(seed=f"{way} {point}")
        placed = point.startswith(PLACED)
        if placed:
            assert is_whole(out, way, key)
        elif way != "import":
            assert all(
                one.name.endswith(".part") or one.name.startswith(".") for one in out.iterdir()
            )
        Workspace(town).close()  # opens as ever
    empty(out, way)
    assert child(town, out, way) == 0
    assert is_whole(out, way, key)
    assert not list(out.glob("*.part"))
    assert not list(town.glob("*.part"))
    if way in ("all.zip", "folder", "import"):
        assert (town / "workspace.db").read_bytes() == before


def empty(out: Path, way: str) -> None:
    """Take away what came of the last time, but what it left by the way."""
    for one in list(out.iterdir()):
        if one.name.startswith(".") or (one.name.endswith(".part") and way != "import"):
            continue
        shutil.rmtree(one) if one.is_dir() else one.unlink()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with closing(a_town(tmp_path / "w")) as made:
        made.backups.encrypt("", [str(pyrage.x25519.Identity.generate().to_public())])
        yield made


@pytest.mark.fault("F6")
@pytest.mark.parametrize("way", WAYS[:5])
def test_a_limit_in_the_middle_is_told_and_leaves_nothing(
    services: Services, tmp_path: Path, way: str
) -> None:
    _out_of_room(services, tmp_path / "out", way, lambda _: disks.limit_files(1000))


if disks.may_mount():

    @pytest.mark.fault("F5")
    @pytest.mark.parametrize("way", WAYS[:5])
    def test_a_full_disk_in_the_middle_is_told_and_leaves_nothing(
        services: Services, way: str
    ) -> None:
        with disks.small_disk(16 * 2**20) as folder:
            _out_of_room(services, folder / "out", way, lambda at: disks.fill(at, 4096))


def _out_of_room(
    services: Services, folder: Path, way: str, end: Callable[[Path], Callable[[], None]]
) -> None:
    folder.mkdir()
    services.sites, services.mailboxes  # noqa: B018 - built while there is room
    relieve = end(folder)
    try:
        with pytest.raises((NoRoom, BackupFailed, StorageFull)):
            walked(steps(services, folder, way))
    finally:
        relieve()
    assert [one.name for one in folder.iterdir() if one.name != disks.FILLER] == []
    assert services.workspace.problems() == []


@pytest.mark.fault("F6")
@pytest.mark.parametrize("way", WAYS[:4])
def test_a_folder_that_vanishes_in_the_middle_is_told(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(site, "LISTED", 1)
    out = tmp_path / "stick" / "out"
    out.mkdir(parents=True)
    work = steps(services, out, way)
    next(work)
    shutil.rmtree(tmp_path / "stick")
    with pytest.raises(UserFixable):
        walked(work)
    assert services.workspace.problems() == []
