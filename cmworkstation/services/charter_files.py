"""Versions as files: out with their signatures and all they were signed with, and into another workspace.

A file is one JSON object; with the files of its answers it is an archive of that and of them. Nothing in it is
believed: the text must have its hash, the packs and files must have theirs, and every signature must be of somebody
whose key this workspace knows, over exactly these bytes.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from cmworkstation.domain.charter import signing
from cmworkstation.domain.charter.lifecycle import Status, Version
from cmworkstation.domain.charter.reading import SIZE_MAX, pack_hash, read_charter, read_pack
from cmworkstation.domain.charter.signing import SignOff
from cmworkstation.domain.charter.writing import charter_hash
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import BadSignature, CharterInvalid, NotAllowed
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.services.acting import Acting
from cmworkstation.services.charter_archive import VERSION, Archives, is_archive, opened
from cmworkstation.services.profiles import Profiles
from cmworkstation.services.versions import VersionRow, Versions
from cmworkstation.store import charter_versions, charters
from cmworkstation.store.database import Workspace

FORMAT = "cmw-charter-version/1"
LARGEST = 4 * SIZE_MAX
MOST = 100  # signatures and packs of one file


class CharterFiles:
    """Writes versions to files and takes them in."""

    def __init__(
        self,
        workspace: Workspace,
        clock: Clock,
        acting: Acting,
        profiles: Callable[[], Profiles],
        versions: Versions,
        archives: Archives,
    ) -> None:
        """Take the workspace, and who knows whose keys."""
        self._archives = archives
        self._workspace = workspace
        self._clock = clock
        self._acting = acting
        self._profiles = profiles
        self._versions = versions

    def written(self, digest: str) -> str:
        """Return the file of a version. Raises `KeyError`."""
        connection = self._workspace.read()
        one = charter_versions.version(connection, digest)
        packs = {
            name: charter_versions.pack_text(connection, pack_hash)
            for name, pack_hash in charter_versions.pinned(connection, digest).items()
        }
        names = self._profiles().name
        said = {
            "format": FORMAT,
            "source": charters.version_source(connection, digest),
            "hash": digest,
            "starts_at": to_ms(one.starts_at) if one.starts_at else None,
            "made_by": one.made_by,
            "packs": packs,
            "holidays": charters.frozen_holidays(connection, digest),
            "sign_offs": [
                {
                    "by": it.profile_id,
                    "name": names(it.profile_id),
                    "speaker": it.speaker,
                    "words": it.words,
                    "at": to_ms(it.at),
                    "key": it.fingerprint,
                    "signature": it.signature,
                }
                for it in charter_versions.sign_offs(connection, digest)
            ],
        }
        return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def with_files(self, digest: str) -> int:
        """Return how many files of its answers are here to go along with a version. Raises `KeyError`."""
        source = charters.version_source(self._workspace.read(), digest)
        return len(self._archives.named(source))

    def packed(self, digest: str) -> bytes:
        """Return an archive of a version and the files of its answers. Raises `KeyError`, and `NotAllowed`."""
        source = charters.version_source(self._workspace.read(), digest)
        return self._archives.packed(VERSION, self.written(digest), source)

    def take_in_file(self, raw: bytes) -> tuple[VersionRow, Changes]:
        """Take in a version from the bytes of a file, with the files of its answers where they came along.

        Files that are missing here are taken also with a version that is here already. Raises as `take_in`, and
        `NotAllowed` for an archive that is not what it should be; then nothing was taken in.
        """
        self._acting.require(Act.KEEP)
        if not is_archive(raw):
            return self.take_in(_decoded(raw))
        archive = opened(raw, LARGEST)
        if archive.kind != VERSION:
            raise NotAllowed("archive-of-text")
        source = _read(archive.text)["source"]
        brought = self._archives.check(archive, source)
        try:
            row, changes = self.take_in(archive.text)
        except NotAllowed as error:
            if error.reason != "version-known" or not self._archives.lacks(brought):
                raise
            row, changes = self._versions.row(charter_hash(source)), Changes(charter=True)
        self._archives.keep(brought)
        return row, changes

    def take_in(self, text: str) -> tuple[VersionRow, Changes]:
        """Take in a version with the signatures under it; enough of them, by people known here, put it in force.

        Raises `NotAllowed` ("not-a-version-file", "version-file-changed", "no-signatures"), `BadSignature`, and
        `CharterInvalid`; then nothing was taken in.
        """
        self._acting.require(Act.KEEP)
        said = _read(text)
        source, digest = said["source"], said["hash"]
        if charter_hash(source) != digest:
            raise NotAllowed("version-file-changed")
        charter = read_charter(source)
        packs = {name: _pack_hash(name, body) for name, body in said["packs"].items()}
        starts = said["starts_at"]
        version = Version(
            hash=digest,
            charter_id=charter.header.id,
            number=charter.header.version,
            status=Status.REVIEW,
            created_at=from_ms(
                min([to_ms(self._clock.now()), *(it["at"] for it in said["sign_offs"])])
            ),
            starts_at=None if starts is None else from_ms(starts),
            made_by=said["made_by"],
        )
        signed = [self._verified(version, packs, it) for it in said["sign_offs"]]
        if not signed:
            raise NotAllowed("no-signatures")
        bodies = {name: (packs[name], body) for name, body in said["packs"].items()}
        changes = self._versions.take_in(version, source, charter, signed, bodies, said["holidays"])
        return self._versions.row(digest), changes

    def _verified(
        self, version: Version, packs: Mapping[str, str], it: Mapping[str, Any]
    ) -> SignOff:
        at = from_ms(it["at"])
        said = signing.statement(version, packs, speaker=it["speaker"], words=it["words"], at=at)
        who = self._profiles().verify(said, it["key"], it["signature"])
        if who.id != it["by"]:
            raise BadSignature("wrong")
        return SignOff(
            id=uuid7(),
            hash=version.hash,
            profile_id=who.id,
            speaker=it["speaker"],
            words=it["words"],
            at=at,
            fingerprint=it["key"],
            signature=it["signature"],
            statement=said.decode(),
        )


SHAPE: Mapping[str, type | tuple[type, ...]] = {
    "source": str,
    "hash": str,
    "starts_at": (int, type(None)),
    "made_by": str,
    "packs": dict,
    "holidays": dict,
    "sign_offs": list,
}
SIGNED: Mapping[str, type] = {
    "by": str,
    "speaker": str,
    "words": str,
    "at": int,
    "key": str,
    "signature": str,
}
LATEST = 253402300799000  # the end of the year 9999, in ms


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise NotAllowed("not-a-version-file") from None


def _read(text: str) -> dict[str, Any]:
    """Return what a file says, in the shape that this program writes. Raises `NotAllowed`."""
    bad = NotAllowed("not-a-version-file")
    if len(text) > LARGEST:
        raise bad
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise bad from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise bad
    if not all(isinstance(said.get(key), kind) for key, kind in SHAPE.items()):
        raise bad
    if (
        len(said["sign_offs"]) > MOST
        or len(said["packs"]) > MOST
        or not _are_days(said["holidays"])
    ):
        raise bad
    for it in said["sign_offs"]:
        if not isinstance(it, dict) or not all(
            isinstance(it.get(key), kind) for key, kind in SIGNED.items()
        ):
            raise bad
    moments = [it["at"] for it in said["sign_offs"]]
    moments += [said["starts_at"]] if said["starts_at"] is not None else []
    if not all(0 <= at <= LATEST for at in moments):
        raise bad
    return said


def _are_days(holidays: Mapping[str, object]) -> bool:
    return all(
        isinstance(years, dict)
        and all(
            isinstance(days, list) and all(isinstance(day, str) for day in days)
            for days in years.values()
        )
        for years in holidays.values()
    )


def _pack_hash(name: str, body: object) -> str:
    """Return the hash of a pack's text. Raises `NotAllowed` for what is no such pack."""
    try:
        pack = read_pack(body if isinstance(body, str) else "")
    except CharterInvalid:
        raise NotAllowed("not-a-version-file") from None
    if pack.id != name:
        raise NotAllowed("not-a-version-file")
    return pack_hash(pack)
