"""Taking everything out of a workspace into an archive that other programs can read, and taking such an archive in."""

from collections.abc import Generator
from datetime import datetime
from pathlib import Path

from cmworkstation.domain.progress import Progress
from cmworkstation.services.rescue import Rescue
from cmworkstation.store import exchange, swap
from cmworkstation.store.database import Workspace

SUFFIX = ".cmworkstation.zip"


def export(workspace: Workspace, target: Path) -> Generator[Progress, None, dict[str, int]]:
    """Write everything but secrets to an archive; return the number of rows by table.

    Raises `BackupFailed` and `NoRoom`.
    """
    return exchange.export(workspace.file, target)


def file_name(now: datetime) -> str:
    """Return what an archive is called unless a person calls it otherwise."""
    return f"cmworkstation-{now:%Y-%m-%d}{SUFFIX}"


def contents(archive: Path) -> dict[str, int]:
    """Return how many rows of each table an archive says it holds.

    Raises `BackupDamaged`, `BackupMissing` and `WorkspaceTooNew`.
    """
    return exchange.contents(archive)


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
