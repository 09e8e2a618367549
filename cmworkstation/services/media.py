"""Files of replies: taken in by what they are, kept by the hash of their bytes.

What is kept of a picture is the picture: nothing of its maker, time and place. Nothing is decoded here; the header of
a picture is read first, so that one which is too large costs nothing.
"""

import os
import stat
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from cmworkstation.domain import filenames
from cmworkstation.domain.account import MediaRules, Visibility
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import NotAllowed, Unreadable
from cmworkstation.domain.ids import AccountId, MessageId
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.profile import Act
from cmworkstation.sdk import filetypes, pictures
from cmworkstation.services.acting import Acting
from cmworkstation.store import accounts, messages
from cmworkstation.store import media as table
from cmworkstation.store.database import Workspace

MOST_BYTES = 40 * 2**20  # of one file, wherever it goes
MOST_PIXELS = 64_000_000  # more is not decoded, to be made smaller, on any machine
PIECE = 2**20
# Pictures out of which we do not take what they tell of their place.
UNCLEANED = frozenset({"image/heic", "image/avif", "image/tiff"})


class Media:
    """The files of this workspace."""

    def __init__(self, workspace: Workspace, clock: Clock, acting: Acting) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._clock = clock
        self._acting = acting

    def take(self, path: Path) -> MediaFile:
        """Take in a file of this machine. Raises `NotAllowed` with what is wrong with it, and `StorageFull`."""
        self._acting.require_one(Act.DRAFT, Act.KEEP)
        return self.add(read_file(path), path.name)

    def add(self, data: bytes, name: str) -> MediaFile:
        """Take in a file by its bytes. Raises `NotAllowed` with what is wrong with it, and `StorageFull`."""
        self._acting.require_one(Act.DRAFT, Act.KEEP)
        found, clean = examined(data, name)
        with self._workspace.write(durable=True) as connection:
            table.add(connection, found, clean, self._clock.now())
        return self.file(found.hash)

    def file(self, hash_: str) -> MediaFile:
        """Return a file with the words that described it last. Raises `KeyError`."""
        return table.file(self._workspace.read(), hash_)

    def data(self, hash_: str) -> bytes:
        """Return the bytes of a file, as they are sent. Raises `KeyError`."""
        return table.data(self._workspace.read(), hash_)

    def files(self, hashes: Iterable[str]) -> dict[str, MediaFile]:
        """Return those of these files that are here, by their hash."""
        return table.files(self._workspace.read(), hashes)

    def descriptions(self, hashes: Iterable[str]) -> dict[str, dict[str, str]]:
        """Return the words that describe files, by hash and language."""
        connection = self._workspace.read()
        return {one: table.alts(connection, one) for one in hashes}

    def rules(
        self,
        account_id: AccountId,
        visibility: Visibility = Visibility.PUBLIC,
        answers: MessageId | None = None,
    ) -> MediaRules:
        """Return which files an account's server takes with a reply of this visibility to that message."""
        connection = self._workspace.read()
        can = accounts.account(connection, account_id).capabilities
        begins = bool(answers and can.post and messages.message(connection, answers).begins)
        return can.facing(visibility, begins=begins).media

    def known(self, hashes: Iterable[str]) -> frozenset[str]:
        """Return which of these files are here."""
        connection = self._workspace.read()
        return frozenset(one for one in hashes if table.has(connection, one))


def read_file(path: Path) -> bytes:
    """Return the bytes of a plain file. Raises `NotAllowed` for anything else, what is gone and what is too big."""
    try:
        if path.is_dir():
            raise NotAllowed("media-folder")
        # A device or a pipe would wait, or never end: it is opened without waiting, and looked at before it is read.
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except FileNotFoundError:
        raise NotAllowed("media-gone") from None
    except OSError:
        raise NotAllowed("media-unreadable") from None
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise NotAllowed("media-device")
        if about.st_size > MOST_BYTES:
            raise NotAllowed("media-large")
        try:
            return file.read(MOST_BYTES + 1)
        except OSError:
            raise NotAllowed("media-unreadable") from None


def examined(data: bytes, name: str) -> tuple[MediaFile, bytes]:
    """Return what a file is, and the bytes that are kept of it. Raises `NotAllowed`."""
    if not data:
        raise NotAllowed("media-empty")
    if len(data) > MOST_BYTES:
        raise NotAllowed("media-large")
    type_ = filetypes.type_of(data, name)
    if type_ == filetypes.PROGRAM or filenames.is_program(name, type_):
        raise NotAllowed("media-program")
    if _lies(type_, filetypes.named(name)):
        raise NotAllowed("media-lies")
    if type_ in UNCLEANED:
        raise NotAllowed("media-uncleaned")
    width = height = 0
    if pictures.kind_of(data):
        width, height = pictures.size_of(data)
        if width * height > MOST_PIXELS:
            raise NotAllowed("media-pixels")
        try:
            picture = pictures.read(data)
        except Unreadable:
            raise NotAllowed("media-broken") from None
        data = picture.clean
        on_its_side = picture.turn > 4  # noqa: PLR2004 - of Exif's eight
        width, height = (height, width) if on_its_side else (width, height)
    digest = sha256(data).hexdigest()
    return MediaFile(digest, _named(name, type_), type_, len(data), width, height), data


def described(file: MediaFile, alt: str) -> MediaFile:
    """Return a file with other words for those who cannot see it."""
    return replace(file, alt=" ".join(alt.split()))


def _lies(type_: str, said: str) -> bool:
    """Tell whether a name claims another kind of file; one kind of picture for another is no lie."""
    if not said or said == type_ or (type_ == filetypes.UNKNOWN and not said.startswith("image/")):
        return False
    general, claimed = type_.partition("/")[0], said.partition("/")[0]
    return ("image" in (general, claimed) and general != claimed) or "pdf" in said


def _named(name: str, type_: str) -> str:
    """Return a safe name whose ending says what the bytes are."""
    safe = filenames.safe(name, type_)
    right = filenames.ENDINGS.get(type_, "")
    if type_.startswith("image/") and filetypes.named(safe) != type_ and right:
        stem = safe.removesuffix(filenames.ending(safe))
        return f"{stem}.{right}"
    return safe
