"""Disks that end: a small file system where this user may mount one, and a limit on files, which everybody may set."""

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

STEP = 60 * 1024
FILLER = "filler"


@contextmanager
def small_disk(size: int) -> Iterator[Path]:
    """Mount a file system of `size` bytes in memory and give its folder. Raises `OSError` where that is not allowed."""
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    try:
        _mount("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
        try:
            yield folder
        finally:
            _mount("umount", "-l", str(folder))
    finally:
        folder.rmdir()


def remount(folder: Path, *options: str) -> None:
    """Change a mounted file system: `ro`, `rw`, `size=…`."""
    _mount("mount", "-o", ",".join(("remount", *options)), str(folder))


@cache
def may_mount() -> bool:
    """Find out by trying whether this user may mount a file system here."""
    try:
        with small_disk(2**20):
            return True
    except OSError:
        return False


def fill(folder: Path, left: int) -> Callable[[], None]:
    """Fill the disk of a folder up to `left` bytes; return what makes the room free again."""
    filler = folder / FILLER
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(folder).free - left)
    return filler.unlink


def limit_files(size: int) -> Callable[[], None]:
    """Let no file of this process grow beyond `size` bytes; return what lifts the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _mount(*words: str) -> None:
    try:
        subprocess.run(words, check=True, capture_output=True, timeout=20)
    except subprocess.SubprocessError as error:
        raise OSError(str(error)) from error
