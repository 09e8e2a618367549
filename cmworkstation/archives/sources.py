"""What a person points at, as parts in an order that is the same each time: reading goes on by counting."""

import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, cast

from cmworkstation.archives import zips
from cmworkstation.archives.parts import LARGEST, BadPart, Part, clean_name
from cmworkstation.domain.errors import ArchiveUnusable

HEAD = 65_536  # bytes from both ends by which a file is known again
LONGEST_READ = 4 << 20  # bytes of a part that is read as a whole
DEEPEST = 40  # folders within each other


class Source:
    """An archive that can be read again and again."""

    def __init__(self, path: Path, parts: Callable[[], Iterator[Part]]) -> None:
        """Take where it is, and what yields its parts."""
        self.path = path
        self.parts = parts

    def read(self, *bases: str, most: int = LONGEST_READ) -> bytes | None:
        """Return the first part of one of these names, without folders; None for none that can be read."""
        for one in self.parts():
            if one.base in bases:
                try:
                    with one.open() as stream:
                        return stream.read(most)
                except BadPart:
                    return None
        return None

    def fingerprint(self) -> str:
        """Return what tells whether this is the archive that it was: reading goes on only in the same."""
        digest = sha256()
        if self.path.is_dir():
            for one in self.parts():
                digest.update(f"{one.name}\0{one.size}\n".encode("utf-8", "replace"))
            return digest.hexdigest()
        with self.path.open("rb") as file:
            size = file.seek(0, 2)
            digest.update(str(size).encode())
            for at in (0, max(0, size - HEAD)):
                file.seek(at)
                digest.update(file.read(HEAD))
        return digest.hexdigest()


def opened(path: Path) -> Source:
    """Return the parts of a folder, a ZIP, a TAR or a file. Raises `ArchiveUnusable`."""
    try:
        if path.is_dir():
            return Source(path, partial(_of_folder, path))
        if not path.is_file():
            raise ArchiveUnusable("missing")
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as error:
        raise ArchiveUnusable("unreadable", type(error).__name__) from None
    if not head:
        raise ArchiveUnusable("empty")
    if head.startswith((zips.LOCAL, zips.END)):
        return Source(path, partial(_of_zip, path))
    if head.startswith(b"\x1f\x8b") or head[257:262] == b"ustar":
        return Source(path, partial(_of_tar, path))
    if head.startswith((b"7z\xbc\xaf\x27\x1c", b"Rar!")):
        raise ArchiveUnusable("packed")
    return Source(path, lambda: iter((_file(path, path.name),)))


def _file(path: Path, name: str) -> Part:
    def read() -> BinaryIO:
        try:
            return path.open("rb")
        except OSError:
            raise BadPart("cannot be opened") from None

    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    return Part(clean_name(name), size, read)


def _of_folder(top: Path, below: str = "", depth: int = 0) -> Iterator[Part]:
    """Yield files in the order of their names; links lead out of the archive and are left alone."""
    try:
        with os.scandir(top / below) as found:
            # Names and kinds only: a folder of a million files is held as a million short texts.
            listed = sorted(
                (one.name, one.is_dir(follow_symlinks=False))
                for one in found
                if not one.is_symlink()
            )
    except OSError:
        return
    for name, is_folder in listed:
        inner = f"{below}/{name}" if below else name
        if not is_folder:
            yield _file(top / inner, inner)
        elif depth < DEEPEST:
            yield from _of_folder(top, inner, depth + 1)


def _of_zip(path: Path) -> Iterator[Part]:
    try:
        yield from zips.entries(path)
    except OSError as error:
        raise ArchiveUnusable("unreadable", type(error).__name__) from None


def _of_tar(path: Path) -> Iterator[Part]:
    """Yield the files of a TAR as they stand in it; each must be read before the next is asked for."""
    try:
        with tarfile.open(path, "r|*") as tar:
            while (member := tar.next()) is not None:
                tar.members.clear()  # type: ignore[attr-defined]  # it would keep a million
                if member.isfile() and not member.issparse() and member.size <= LARGEST:
                    yield Part(
                        clean_name(member.name), member.size, partial(_of_member, tar, member)
                    )
    except (tarfile.TarError, EOFError, zlib.error, OSError):
        raise ArchiveUnusable("cut-off") from None


def _of_member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> BinaryIO:
    stream = tar.extractfile(member)
    if stream is None:
        raise BadPart("damaged")
    return cast("BinaryIO", stream)
