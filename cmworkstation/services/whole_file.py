"""A file that somebody asked for, whole or not there at all: whatever ends its writing, no half of it has its name."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cmworkstation.domain.errors import BackupFailed, NoRoom
from cmworkstation.killpoint import reach
from cmworkstation.store import files, room


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give the name under which to write; at the end the file gets its own, flushed.

    What is no file, such as a pipe, is written to as it is. Raises `BackupFailed` where it cannot be written there,
    `NoRoom` where the disk takes no more.
    """
    there = target.exists() and not target.is_file()
    partial = target if there else target.with_name(target.name + ".part")
    try:
        yield partial
        reach("file.written")
        if not there:
            files.place(partial, target)
        reach("file.placed")
    except OSError as error:
        if room.is_no_room(error):
            raise NoRoom(0, shutil.disk_usage(target.parent).free) from error
        raise BackupFailed(type(error).__name__) from error
    finally:
        if not there:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
