"""Files of messages: shown or saved when a person asks for it, never opened by us, kept nowhere else.

A file comes from its connector where that has its own way to it (mail), else from the web address that a stranger
named: without our credentials, over https or from the account's own server. It is written to the folder that the
person chose, under a name of ours, and takes its place when all of it is there. On Windows it carries the mark by
which the system knows that it came from elsewhere, and asks before it runs what is in it.
"""

import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path

from cmworkstation.domain import filenames
from cmworkstation.domain.account import Account
from cmworkstation.domain.errors import BadAddress, Gone, Refused
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.message import Attachment, Message
from cmworkstation.domain.progress import Progress
from cmworkstation.sdk.connector import HasAttachments
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.sync import target_of

BY_HAND = (
    "manual"  # the platform whose files were taken in with its messages, and stand in the workspace
)
KEPT = "kept:"
MOST_SHOWN = 8 * 2**20
MOST_SAVED = 100 * 2**20
# The beginnings of what is shown; anything else, such as SVG with its scripts and links, is refused.
SIGNS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM")
WEBP = (b"RIFF", b"WEBP")
FROM_ELSEWHERE = "[ZoneTransfer]\r\nZoneId=3\r\n"  # the internet, as Windows numbers it


class Attachments:
    """Reads and saves files of messages."""

    def __init__(
        self, platforms: Platforms, accounts: Accounts, kept: Callable[[str], bytes]
    ) -> None:
        """Take the ways to the network, and what returns a file that the workspace itself keeps, by its hash."""
        self._platforms = platforms
        self._accounts = accounts
        self._kept = kept

    def picture(self, message: Message, one: Attachment) -> bytes:
        """Return the bytes of a picture, 8 MiB at most; on a lane of the network.

        Raises `BadAddress`, `Refused` for what is no picture, `Temporary`, and `KeyError` for an unknown account.
        """
        found = b"".join(self._pieces(message, one, MOST_SHOWN))
        if not is_picture(found):
            raise Refused("no picture", code="no-picture")
        return found

    def save(
        self, message: Message, one: Attachment, path: Path, *, over: bool = False
    ) -> Generator[Progress, None, Path]:
        """Write a file to `path` once all of it has come; closing the steps leaves nothing behind.

        Progress counts bytes. Only with `over` may something stand at `path`. Raises what `picture` does, and
        `OSError` where the folder takes no file.
        """
        if not over:
            path.open("xb").close()  # the name is ours from here on
        half = path.with_name(f".{uuid7()}.part")
        try:
            yield from self._write(message, one, half)
            half.replace(path)
        except BaseException:
            for left in (half,) if over else (half, path):
                with suppress(OSError):
                    left.unlink(missing_ok=True)
            raise
        return path

    def save_into(
        self, message: Message, one: Attachment, folder: Path
    ) -> Generator[Progress, None, Path]:
        """Write a file into a folder, as `save` does, under its own name made safe, or the next that is free."""
        path = folder / free_name(folder, filenames.of(one))
        return (yield from self.save(message, one, path))

    def _write(self, message: Message, one: Attachment, half: Path) -> Iterator[Progress]:
        with half.open("xb") as file:
            done = 0
            for piece in self._pieces(message, one, MOST_SAVED):
                file.write(piece)
                done += len(piece)
                yield Progress(done, one.size, "save")
            file.flush()
            os.fsync(file.fileno())
        mark_as_foreign(half)

    def _pieces(self, message: Message, one: Attachment, most: int) -> Iterator[bytes]:
        if one.size > most:
            raise Refused("over the limit", code="too-large")
        account = self._accounts.one(message.account_id)
        size = 0
        for piece in self._source(account, message, one, most):
            size += len(piece)
            if size > most:
                raise Refused("over the limit", code="too-large")
            yield piece

    def _source(
        self, account: Account, message: Message, one: Attachment, most: int
    ) -> Iterator[bytes]:
        if account.platform == BY_HAND:
            return iter((self._of_workspace(one.url),))
        installed = account.platform in self._platforms.known()
        if installed and issubclass(self._platforms.kind(account.platform), HasAttachments):
            connector = self._platforms.connector(account)
            assert isinstance(connector, HasAttachments)
            return connector.attachment(target_of(message, account), one.url)
        return self._read(account, one.url, most)

    def _of_workspace(self, url: str) -> bytes:
        try:
            return self._kept(url.removeprefix(KEPT))
        except KeyError:
            raise Gone from None

    def _read(self, account: Account, url: str, most: int) -> Iterator[bytes]:
        if not url.startswith("https://") and not _on(account.server, url):
            raise BadAddress("only files with a safe address are loaded")
        http = self._platforms.http(account.server)
        try:
            yield from http.stream(url, max_bytes=most)
        finally:
            http.close()


def is_picture(data: bytes) -> bool:
    """Tell whether bytes begin as a PNG, JPEG, GIF, BMP or WebP."""
    return data.startswith(SIGNS) or (data[:4], data[8:12]) == WEBP


def free_name(folder: Path, name: str) -> str:
    """Return a name that no file in the folder has: "plan.pdf", or else "plan (2).pdf"."""
    found, n = name, 1
    while (folder / found).exists():
        n += 1
        found = filenames.numbered(name, n)
    return found


def mark_as_foreign(path: Path, system: str = sys.platform) -> None:
    """Write the mark of the web beside a file's content where the system knows it (Windows, NTFS)."""
    if system != "win32":
        return
    beside = Path(f"{path}:Zone.Identifier")
    with suppress(OSError), beside.open("w", encoding="ascii", newline="") as mark:
        mark.write(FROM_ELSEWHERE)


def _on(server: str, url: str) -> bool:
    return bool(server) and url.startswith(server.rstrip("/") + "/")
