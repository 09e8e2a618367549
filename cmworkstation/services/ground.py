"""What a folder stands on: asked of the system, judged by `domain.ground`."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from cmworkstation.domain.errors import NetworkFolder, OpenedReadOnly
from cmworkstation.domain.ground import Ground, GroundKind, ReadOnlyReason, judge

MOUNTS = Path("/proc/self/mountinfo")
REMOTE = 4  # what Windows calls a drive of another computer


def look(folder: Path) -> Ground:
    """Judge where a folder stands, or would stand; it need not exist."""
    place = folder.absolute()
    return judge(file_system(place), [(one.name, _dotted(one)) for one in (place, *place.parents)])


def refuse_network(folder: Path, *, made: bool) -> None:
    """Let no workspace be written to on a network drive; `made`: there is one already.

    Raises `NetworkFolder`, or `OpenedReadOnly` for one that can still be read.
    """
    ground = judge(file_system(folder.absolute()), [])
    if ground.kind is GroundKind.NETWORK:
        if made:
            raise OpenedReadOnly(ReadOnlyReason.NETWORK)
        raise NetworkFolder(ground.name)


def file_system(place: Path) -> str:
    """Return the system's word for the file system under a place, "remote" for a drive elsewhere, "" if unknown."""
    try:
        if os.name == "nt":
            return _windows(place)
        if sys.platform == "darwin":
            import subprocess  # noqa: PLC0415 - nowhere else is it needed

            said = subprocess.run(["/sbin/mount"], capture_output=True, check=False, timeout=5)
            return from_mount(said.stdout.decode("utf-8", "replace"), os.path.realpath(place))
        return from_mountinfo(MOUNTS.read_text("utf-8", "surrogateescape"), os.path.realpath(place))
    except (OSError, ValueError):
        return ""


def from_mountinfo(text: str, place: str) -> str:
    """Read Linux's list of mounts; the longest that holds the place counts, the last of equals."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        left, separator, right = line.partition(" - ")
        fields = left.split(" ")
        if separator and len(fields) > 4:  # noqa: PLR2004 - the fifth is the place
            found.append((_unescaped(fields[4]), right.split(" ")[0]))
    return _longest(found, place)


def from_mount(text: str, place: str) -> str:
    """Read what macOS' `mount` prints."""
    lines = (re.match(r"^.* on (/.*) \(([^,)]+)", line) for line in text.splitlines())
    return _longest([(match[1], match[2]) for match in lines if match], place)


def _longest(mounts: list[tuple[str, str]], place: str) -> str:
    best, name = -1, ""
    for point, kind in mounts:
        holds = place == point or place.startswith(point.rstrip("/") + "/")
        if holds and len(point) >= best:
            best, name = len(point), kind
    return name


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _windows(place: Path) -> str:
    import ctypes  # noqa: PLC0415 - as above

    if str(place).startswith(r"\\") and not str(place).startswith(("\\\\?\\", r"\\.")):
        return "remote"
    root = place.anchor or "C:\\"
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    if kernel.GetDriveTypeW(root) == REMOTE:
        return "remote"
    name = ctypes.create_unicode_buffer(64)
    kernel.GetVolumeInformationW(root, None, 0, None, None, None, name, 64)
    return name.value


def _dotted(folder: Path) -> frozenset[str]:
    return frozenset(_names(folder))


def _names(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as inside:
            yield from (one.name.lower() for one in inside if one.name.startswith("."))
    except OSError:
        return
