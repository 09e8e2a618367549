"""A charter with the files of its answers, as one ZIP: the text or the signed version, and each file by its hash.

Nothing in it is believed. Its names are compared with those that there may be, and lead nowhere; sizes are held
against limits before and while they are read; a file counts only if its bytes have the hash by which the charter
names it, are what their name says, and tell of no place: as everything that is taken into this workspace.
"""

import zipfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from typing import Final

from cmworkstation.domain.charter.attached import HASH, files_of, hashes_in
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import CharterInvalid, NotAllowed
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.media import MOST_BYTES, examined
from cmworkstation.store import media
from cmworkstation.store.database import Workspace

SUFFIX: Final = ".cmwcharter"
TEXT, VERSION = "charter.toml", "version.json"  # what an archive is of: a text, or a signed version
FOLDER = "files/"
LARGEST: Final = 200 * 2**20  # bytes of an archive, and of all that is in it
MOST_FILES = 500
BEGINNING = b"PK\x03\x04"
# What the library raises over bytes that are no whole archive: of its own, of zlib, of a wrong text, of a password.
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError)
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MADE = (1980, 1, 1, 0, 0, 0)  # the same charter is the same archive


Brought = tuple[tuple[MediaFile, bytes], ...]


class Archive:
    """An opened archive: what it is of, and its files by their hashes."""

    def __init__(self, kind: str, text: str, files: Mapping[str, bytes]) -> None:
        """Keep what was read."""
        self.kind, self.text, self.files = kind, text, files


class Archives:
    """Writes charters with their files, and takes the files of such archives in."""

    def __init__(self, workspace: Workspace, clock: Clock, acting: Acting) -> None:
        """Take the workspace in which the files are kept."""
        self._workspace = workspace
        self._clock = clock
        self._acting = acting

    def named(self, text: str) -> tuple[str, ...]:
        """Return the files that a charter names and that are here, by their hashes, in a fixed order."""
        connection = self._workspace.read()
        return tuple(sorted(media.types(connection, hashes_in(text))))

    def packed(self, kind: str, text: str, charter: str) -> bytes:
        """Return an archive of a text (itself the `charter`, or the version that holds it) with its files.

        Raises `NotAllowed` ("archive-large") where they are more than an archive may hold.
        """
        connection = self._workspace.read()
        names = self.named(charter)
        total = sum(one.size for one in media.files(connection, names).values())
        if total + len(text.encode()) > LARGEST or len(names) > MOST_FILES:
            raise NotAllowed("archive-large")
        made = BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(zipfile.ZipInfo(kind, MADE), text, zipfile.ZIP_DEFLATED)
            for name in names:
                # Pictures do not get smaller, and are not to be unpacked by whoever reads them.
                archive.writestr(zipfile.ZipInfo(FOLDER + name, MADE), media.data(connection, name))
        return made.getvalue()

    def check(self, archive: Archive, charter: str) -> Brought:
        """Return the files of an archive that a charter names, looked at and not kept yet. Raises `NotAllowed`."""
        names = _names(charter)
        wanted = sorted(hashes_in(charter) & set(archive.files))
        return tuple(_checked(one, names.get(one, ""), archive.files[one]) for one in wanted)

    def lacks(self, brought: Brought) -> bool:
        """Tell whether one of these files is not here yet."""
        here = media.types(self._workspace.read(), [one.hash for one, _ in brought])
        return len(here) < len(brought)

    def keep(self, brought: Brought) -> None:
        """Keep files that were looked at."""
        self._acting.require(Act.KEEP)
        with self._workspace.write(durable=True) as connection:
            for file, data in brought:
                media.add(connection, file, data, self._clock.now())


def is_archive(raw: bytes) -> bool:
    """Tell whether a file is such an archive, and no plain text."""
    return raw.startswith(BEGINNING)


def opened(raw: bytes, longest: int) -> Archive:
    """Return what is in an archive; its text has `longest` bytes at most. Raises `NotAllowed`."""
    if len(raw) > LARGEST:
        raise NotAllowed("archive-large")
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            return _opened(archive, longest)
    except BROKEN:
        raise NotAllowed("archive-broken") from None


def _opened(archive: zipfile.ZipFile, longest: int) -> Archive:
    entries = archive.infolist()
    names = [one.filename for one in entries]
    kinds = [one for one in names if one in (TEXT, VERSION)]
    files = [one for one in names if _is_file(one)]
    strange = len(kinds) != 1 or len(kinds) + len(files) != len(names)
    packed = any(one.compress_type not in PLAIN for one in entries)
    if strange or packed or len(set(names)) != len(names):
        raise NotAllowed("archive-broken")
    if len(files) > MOST_FILES or sum(one.file_size for one in entries) > LARGEST:
        raise NotAllowed("archive-large")
    text = _part(archive, kinds[0], longest).decode("utf-8-sig").replace("\r\n", "\n")
    left = LARGEST
    found: dict[str, bytes] = {}
    for name in files:
        data = _part(archive, name, min(MOST_BYTES, left))
        left -= len(data)
        found[name.removeprefix(FOLDER)] = data
    return Archive(kinds[0], text, found)


def _is_file(name: str) -> bool:
    return name.startswith(FOLDER) and bool(HASH.fullmatch(name.removeprefix(FOLDER)))


def _part(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a part, read no further than it may be long, whatever the archive says of it."""
    if archive.getinfo(name).file_size > most:
        raise NotAllowed("archive-large")
    with archive.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise NotAllowed("archive-large")
    return data


def _names(charter: str) -> dict[str, str]:
    try:
        answers = read_charter(charter).answers
    except CharterInvalid:
        return {}  # an unfinished text may be opened; its files are then called by their kind
    return {one.hash: one.name for answer in answers for one in files_of(answer)}


def _checked(hash_: str, name: str, data: bytes) -> tuple[MediaFile, bytes]:
    if sha256(data).hexdigest() != hash_:
        raise NotAllowed("archive-changed")
    file, clean = examined(data, name)
    if file.hash != hash_ or clean != data:  # it tells of its maker or its place
        raise NotAllowed("archive-uncleaned")
    return file, data
