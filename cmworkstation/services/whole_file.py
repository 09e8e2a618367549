"""A file that somebody asked for, whole or not there at all: whatever ends its writing, no half of it has its name."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cmworkstation.domain.errors import BackupFailed
from cmworkstation.store import files, room


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give the name under which to write; at the end the file gets its own, flushed.

    Raises `BackupFailed` where it cannot be written there; a disk without room is what `room` makes of it.
    """
    partial = target.with_name(target.name + ".part")
    try:
        yield partial
        files.place(partial, target)
    except OSError as error:
        if room.is_no_room(error):
            raise
        raise BackupFailed(type(error).__name__) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
