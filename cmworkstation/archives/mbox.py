"""Mail in files: mbox, one message after another, and Maildir, a file for each.

Messages are kept as a mailbox on a server gives them, so that the connector of mail answers them and finds their files.
Large files within messages are left out, as they are when a mailbox is read; their names and sizes stay.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, ClassVar

from cmworkstation.archives.parts import BadPart, Part
from cmworkstation.archives.reading import Entry, Head, Reader
from cmworkstation.archives.sources import Source
from cmworkstation.domain.archive import Owner
from cmworkstation.domain.errors import Unreadable
from cmworkstation.domain.message import Item
from cmworkstation.sdk import mime
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.mailitems import item_of, opened, raw_of
from cmworkstation.sdk.shapes import Json

BEGIN = b"From "
QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
SMALL = 128 * 1024  # bytes of a message that is kept as a whole, as when a mailbox is read
LARGEST = 256 << 20  # bytes of one message that is read
LABELS = re.compile(
    rb"^X-Gmail-Labels:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE | re.MULTILINE
)
HELD = {"spam": "spam", "junk": "spam", "trash": "trash", "corbeille": "trash", "deleted": "trash"}
HEAD_CAP = 65_536


class MboxArchive(Reader):
    """Mail in files of the form mbox."""

    format: ClassVar[str] = "mbox"
    platform: ClassVar[str] = "mail"
    look = "email"

    def __init__(self, source: Source, options: Mapping[str, str]) -> None:
        """Take our addresses from the options: mail does not say whose it is."""
        super().__init__(source, options)
        self.owner = owner_from(options)

    @classmethod
    def marks(cls, part: Part, head: Head) -> bool:
        """Tell by the first line; files without an ending may be mbox as well."""
        return _may_be_mbox(part) and head.bytes.startswith(BEGIN) and b"\n" in head.bytes

    def part(self, part: Part) -> Iterator[Entry]:
        """Yield the messages of one file."""
        if not _may_be_mbox(part):
            return
        held = _held_by_name(part)
        with part.open() as stream:
            if stream.read(len(BEGIN)) != BEGIN:
                return
            stream.readline(LARGEST)
            yield from (mail_entry(self, one, held) for one in _messages(stream))

    @classmethod
    def value_of(cls, raw: RawItem) -> object:
        """Return nothing: a message is read from its own bytes."""
        opened(raw.payload)
        return None

    @classmethod
    def parse(cls, value: object, raw: RawItem, owner: Owner) -> Sequence[Item]:
        """Return the message. Raises `Unreadable`."""
        del value
        own = {one.casefold() for one in owner.addresses}
        return (item_of(raw, own),)


class MaildirArchive(MboxArchive):
    """Mail in folders of the form Maildir."""

    format: ClassVar[str] = "maildir"

    @classmethod
    def marks(cls, part: Part, head: Head) -> bool:
        """Tell by the folders that a Maildir has, or by a file of one message."""
        return _in_maildir(part) or part.base.endswith(".eml")

    def part(self, part: Part) -> Iterator[Entry]:
        """Yield the message of one file."""
        if not self.marks(part, Head(part)):
            return
        with part.open() as stream:
            message = stream.read(LARGEST + 1)
        if len(message) > LARGEST:
            raise BadPart("too large")
        held = "trash" if part.name.rpartition(":2,")[2].find("T") >= 0 else _held_by_name(part)
        yield mail_entry(self, message, held)


def owner_from(options: Mapping[str, str]) -> Owner:
    """Return whose mail it is, from the addresses that a person typed."""
    addresses = tuple(re.split(r"[\s,;]+", options.get("addresses", "").strip()))
    addresses = tuple(one for one in addresses if "@" in one)
    first = addresses[0] if addresses else ""
    return Owner(first, first.partition("@")[0], first, addresses=addresses)


def mail_entry(reader: Reader, message: bytes, held: str) -> Entry:
    """Return a message as it is kept, without large files."""
    known: Json = {}
    if held := held or _label(message[:HEAD_CAP]):
        known["held"] = held
    if len(message) > SMALL:
        message, known["sizes"] = mime.without_files(message)
    try:
        name = mime.header(message).message_id
    except Unreadable:
        name = ""
    return Entry(raw_of(message, known, name, f"archive.{reader.format}"))


def _messages(stream: BinaryIO) -> Iterator[bytes]:
    """Yield messages as they were before they were put into the file; a line "From " parts them."""
    lines: list[bytes] = []
    size, blank, quoted = 0, False, False
    while line := stream.readline(LARGEST + 1):  # a line may be all there is
        if blank and line.startswith(BEGIN):
            yield _unquoted(lines, quoted)
            lines, size, blank, quoted = [], 0, False, False
            continue
        size += len(line)
        if size > LARGEST:
            raise BadPart("too large")
        quoted = quoted or line.startswith(b">")
        blank = line in (b"\n", b"\r\n")
        lines.append(line)
    if lines:
        yield _unquoted(lines, quoted)


def _unquoted(lines: list[bytes], quoted: bool) -> bytes:
    if lines and lines[-1] in (b"\n", b"\r\n"):
        lines.pop()  # parts the message from the next one
    message = b"".join(lines)
    return QUOTED.sub(rb"\1", message) if quoted else message


def _may_be_mbox(part: Part) -> bool:
    return part.base.endswith((".mbox", ".mbx", ".mbs")) or "." not in part.base


def _in_maildir(part: Part) -> bool:
    return part.folder.rpartition("/")[2] in ("cur", "new") and "." in part.base


def _held_by_name(part: Part) -> str:
    steps = (one.strip(".").partition(".")[0].lower() for one in part.name.split("/")[-3:])
    return next((HELD[one] for one in steps if one in HELD), "")


def _label(head: bytes) -> str:
    """Return what Gmail's labels make of a message."""
    found = LABELS.search(head)
    labels = found[1].decode("ascii", "replace").lower().split(",") if found else ()
    return next((HELD[one.strip()] for one in labels if one.strip() in HELD), "")
