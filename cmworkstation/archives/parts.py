"""The files that an archive consists of, whatever holds them: a folder, a ZIP, a TAR, or one file alone.

A part's name is a label to recognise it by, and never a place where something is written.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

LONGEST_NAME = 400  # characters
LARGEST = 64 << 30  # bytes of one part that are read


class BadPart(Exception):
    """A part cannot be read on from here. The reason is a short technical text, worded by `words`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an archive; `name` has slashes whatever system wrote it."""

    name: str
    size: int  # bytes, as the archive says
    open: Callable[[], BinaryIO] = field(repr=False)  # raises `BadPart`, as does reading

    @property
    def base(self) -> str:
        """Return the name without its folders, in lower case."""
        return self.name.rpartition("/")[2].lower()

    @property
    def folder(self) -> str:
        """Return the folders of the name."""
        return self.name.rpartition("/")[0]


def clean_name(name: str) -> str:
    """Return a name as it is shown and compared: one line, with slashes, from the archive's own top."""
    plain = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)
    steps = [one for one in plain.replace("\\", "/").split("/") if one not in (".", "..")]
    return "/".join(steps).lstrip("/")[-LONGEST_NAME:]
