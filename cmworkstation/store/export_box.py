"""What an export lies in: a ZIP file or a folder, written and read alike.

Nothing in it says when or where it was made: every entry of a ZIP bears the first date that a ZIP knows. What is
written has its name only when it is whole. Nothing of what is read is trusted: names are compared with the list of
contents before anything is opened, and no more is unpacked than an entry says it is long.
"""

import contextlib
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol, cast

from cmworkstation.domain.errors import BackupDamaged, BackupMissing
from cmworkstation.killpoint import reach
from cmworkstation.store import files, room
from cmworkstation.store.whole_folder import PART, failure, whole_folder

STILL = (1980, 1, 1, 0, 0, 0)  # the time of every entry: the first that a ZIP can name
FREE_OF_SUSPICION = 64 << 20  # below this an entry may be packed as tightly as it likes
TIGHTEST = 200  # unpacked bytes for one packed byte, above that


class Out(Protocol):
    """Where an export is written to, one file after the other."""

    def open(
        self, name: str, *, packed: bool = True
    ) -> contextlib.AbstractContextManager[IO[bytes]]:
        """Begin a file; `packed` false for what is tightly packed already, such as a picture."""
        ...


class Box(Protocol):
    """An export that is read."""

    def names(self) -> list[str]:
        """Return the names of all files, a name twice where it is there twice."""
        ...

    def size(self, name: str) -> int:
        """Return how many bytes a file says it has."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """Open a file whose name was found among `names`."""
        ...


@contextlib.contextmanager
def written(target: Path, *, folder: bool) -> Iterator[Out]:
    """Give what is written to; at the end it is flushed and gets its name. An end before that leaves nothing.

    Raises `NotAllowed` where a folder of that name holds something, `BackupFailed` where it cannot be written there,
    and `NoRoom` where the disk takes no more.
    """
    if folder:
        with whole_folder(target) as partial:
            yield _FolderOut(partial)
        return
    partial = target.with_name(target.name + PART)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            yield _ZipOut(archive)
        reach("export.written")
        files.place(partial, target)
        reach("export.placed")
    except OSError as error:
        raise failure(error, target) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Box]:
    """Open an export for reading. Raises `BackupMissing` and `BackupDamaged`."""
    try:
        if path.is_dir():
            yield _FolderBox(path)
        else:
            with zipfile.ZipFile(path) as archive:
                yield _ZipBox(archive)
    except FileNotFoundError as error:
        raise BackupMissing(type(error).__name__) from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise BackupDamaged(f"archive: {error}") from error
    except (OSError, RuntimeError) as error:  # not readable, or under a password
        if room.is_no_room(error):  # it is the other side that has no room
            raise
        raise BackupMissing(type(error).__name__) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise BackupDamaged(f"archive: {error}") from error
        raise


class _ZipOut:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def open(
        self, name: str, *, packed: bool = True
    ) -> contextlib.AbstractContextManager[IO[bytes]]:
        entry = zipfile.ZipInfo(name, STILL)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        entry.create_system = 3  # the same bytes on every system
        return self._archive.open(entry, "w", force_zip64=True)


class _FolderOut:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(
        self, name: str, *, packed: bool = True
    ) -> contextlib.AbstractContextManager[IO[bytes]]:
        del packed
        path = self._folder / name
        path.parent.mkdir(exist_ok=True)
        return path.open("xb")


class _ZipBox:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        for entry in archive.infolist():
            if entry.file_size > max(FREE_OF_SUSPICION, TIGHTEST * entry.compress_size):
                raise BackupDamaged("packed more tightly than any text")

    def names(self) -> list[str]:
        return self._archive.namelist()

    def size(self, name: str) -> int:
        return self._archive.getinfo(name).file_size

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(name)


class _FolderBox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Return what lies in it, two levels deep; a link is no file of ours."""
        return sorted(self._within(self._folder, ""))

    def _within(self, folder: Path, before: str) -> Iterator[str]:
        with os.scandir(folder) as entries:
            for one in entries:
                if one.is_dir(follow_symlinks=False) and not before:
                    yield from self._within(folder / one.name, f"{one.name}/")
                elif one.is_file(follow_symlinks=False):
                    yield before + one.name
                else:
                    raise BackupDamaged("something that is no file")

    def size(self, name: str) -> int:
        return (self._folder / name).stat().st_size

    def open(self, name: str) -> IO[bytes]:
        return cast("IO[bytes]", (self._folder / name).open("rb"))
