"""Files that must be whole or not there: written under another name, flushed, and named last."""

import os
from pathlib import Path

CHUNK = 1 << 20


def flush(path: Path) -> None:
    """Wait until the disk holds this file or, where the system offers it, this folder's list of names."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def place(partial: Path, target: Path) -> None:
    """Give a finished file its name, so that an end at any moment leaves the old file or the new one."""
    flush(partial)
    partial.replace(target)
    flush(target.parent)


def write(target: Path, text: str) -> None:
    """Write a small text whole or not at all."""
    partial = target.with_name(target.name + ".part")
    partial.write_text(text, encoding="utf-8")
    place(partial, target)


def sha256(path: Path) -> str:
    """Return the digest of a file."""
    from hashlib import sha256 as digest  # noqa: PLC0415 - OpenSSL is slow to load, and a start needs none

    found = digest()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            found.update(part)
    return found.hexdigest()
