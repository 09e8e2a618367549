"""A folder that somebody asked for, whole or not there at all: no half of it has its name."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from cmworkstation.domain.errors import BackupFailed, NoRoom, NotAllowed
from cmworkstation.killpoint import reach
from cmworkstation.store import files, room

PART = ".part"


@contextlib.contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give the folder in which to write; at the end it is flushed and gets its own name.

    Raises `NotAllowed` where a folder of that name holds something, `BackupFailed` where it cannot be written there,
    and `NoRoom` where the disk takes no more.
    """
    partial = target.with_name(target.name + PART)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise NotAllowed("folder-has-files")
        away(partial)
        partial.mkdir()
        yield partial
        reach("folder.written")
        _flush_all(partial)
        if target.exists():
            target.rmdir()  # empty, as was seen
        partial.rename(target)
        files.flush(target.parent)
        reach("folder.placed")
    except OSError as error:
        raise failure(error, target) from error
    finally:
        with contextlib.suppress(OSError):
            away(partial)


def failure(error: OSError, target: Path) -> BackupFailed | NoRoom:
    """Return what an error of the system means to whoever wanted something written there."""
    if not room.is_no_room(error):
        return BackupFailed(type(error).__name__)
    while not target.exists():
        target = target.parent
    return NoRoom(0, shutil.disk_usage(target).free)


def away(partial: Path) -> None:
    """Take away what an earlier end left."""
    if partial.is_dir() and not partial.is_symlink():
        shutil.rmtree(partial)
    else:
        partial.unlink(missing_ok=True)


def _flush_all(folder: Path) -> None:
    for inner, _, names in os.walk(folder, topdown=False):
        for name in names:
            files.flush(Path(inner, name))
        files.flush(Path(inner))
