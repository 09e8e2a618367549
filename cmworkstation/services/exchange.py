"""Taking everything out of a workspace into an export that other programs can read, and taking one in."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cmworkstation.domain.progress import Progress
from cmworkstation.services.rescue import Rescue
from cmworkstation.store import carry, exchange, swap
from cmworkstation.store.database import Workspace
from cmworkstation.store.export_list import MANIFEST, Contents, Wrong
from cmworkstation.store.names import READY

SUFFIX = ".cmworkstation.zip"


@dataclass(frozen=True, slots=True)
class Verified:
    """How an export was found: `digest` is the same for the same contents, in a ZIP as in a folder."""

    rows: Mapping[str, int]  # table → how many
    files: int
    size: int  # bytes, unpacked
    digest: str
    wrong: tuple[Wrong, ...]  # files that are not as they were written


def export(
    workspace: Workspace, target: Path, *, folder: bool = False
) -> Generator[Progress, None, dict[str, int]]:
    """Write everything but secrets to a ZIP file, or to a new folder; return the number of rows by table.

    Raises `BackupFailed`, `NoRoom`, and `StoreDamaged` where the workspace itself cannot be read.
    """
    return exchange.export(workspace.file, target, folder=folder)


def export_and_verify(
    workspace: Workspace, target: Path, *, folder: bool = False
) -> Generator[Progress, None, Verified]:
    """Write as `export`, then read it again from the disk and say how it was found."""
    yield from export(workspace, target, folder=folder)
    return (yield from verify(target))


def file_name(now: datetime, *, folder: bool = False) -> str:
    """Return what an export is called unless a person calls it otherwise."""
    return f"cmworkstation-{now:%Y-%m-%d}{'' if folder else SUFFIX}"


def place(chosen: Path) -> Path:
    """Return the export that a person means: a folder, where they point at the list of contents in it."""
    return chosen.parent if chosen.name == MANIFEST else chosen


def contents(archive: Path) -> dict[str, int]:
    """Return how many rows of each table an export says it holds.

    Raises `BackupDamaged`, `BackupMissing` and `WorkspaceTooNew`.
    """
    return exchange.contents(archive).rows


def digest(archive: Path) -> str:
    """Return by what an export is known to hold the same as another. Raises as `contents`."""
    return exchange.contents(archive).digest


def verify(archive: Path) -> Generator[Progress, None, Verified]:
    """Compare every file of an export with what was written; nothing is taken in. Raises as `contents`."""
    found, wrong = yield from exchange.verify(archive)
    return _verified(found, wrong)


def _verified(found: Contents, wrong: tuple[Wrong, ...]) -> Verified:
    size = sum(one.size for one in found.listed)
    return Verified(found.rows, len(found.listed) + 1, size, found.digest, wrong)


def on_their_way(rescue: Rescue) -> int:
    """Return how many replies are unclear once what `take_in` made ready is in its place: they were on their way."""
    return carry.on_their_way(rescue.folder / READY)


def take_in(
    rescue: Rescue, archive: Path, now: datetime
) -> Generator[Progress, None, dict[str, int]]:
    """Make everything ready for a workspace of an archive; the present file will be set aside.

    Replies that were on their way in it are looked up before anything is sent: another machine may have sent them.
    Raises as `contents`, and `NoRoom`; nothing is taken of an archive that is refused.
    """
    rescue.withdraw()
    counted = yield from exchange.take_in(rescue.folder, archive)
    yield Progress(1, 1, "write")  # the last moment at which it can be stopped
    swap.order(
        rescue.folder,
        "workspace-before-import",
        now,
        keep=False,
        doubt=True,
        act="",
        facts={},
    )
    return counted
