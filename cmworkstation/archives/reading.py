"""What all formats of archives share: entries in an order that is the same each time, each understood alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, ClassVar

from cmworkstation.archives.jsons import Found, values
from cmworkstation.archives.parts import BadPart, Part
from cmworkstation.archives.sources import Source
from cmworkstation.domain.archive import Owner
from cmworkstation.domain.errors import ArchiveUnusable, Unreadable
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.shapes import Json, pack, unpack

KIND = "archive."  # begins the kinds of raw items that came from an archive; the format follows
PART = "part"  # in place of a format: a file of an archive that cannot be read


@dataclass(slots=True)
class Entry:
    """One thing in an archive, as it was found; `value` is what the reader knows of it already."""

    raw: RawItem
    value: object = None
    problem: str = ""


class Reader:
    """An archive of one format. `entries` gives the same things in the same order each time."""

    format: ClassVar[str]
    platform: ClassVar[str]
    same_ids: ClassVar[bool] = True  # as the live connector gives: what it fetched is recognised

    def __init__(self, source: Source, options: Mapping[str, str]) -> None:
        """Take the archive; `options` are what a person chose for it. Raises `ArchiveUnusable`."""
        self.source = source
        self.options = options
        self.owner = Owner()

    @property
    def look(self) -> str:
        """Return the platform as people know it."""
        return self.platform

    @classmethod
    def marks(cls, part: Part, head: "Head") -> bool:
        """Tell whether an archive with this part is of this format."""
        raise NotImplementedError

    def entries(self) -> Iterator[Entry]:
        """Yield what there is; a part that cannot be read is an entry with a problem, and the others follow."""
        try:
            for part in self.source.parts():
                yield from self.guarded(part)
        except ArchiveUnusable as error:  # it breaks off: what came before is there
            yield trouble(self.source.path.name, error.reason)

    def guarded(self, part: Part) -> Iterator[Entry]:
        """Yield the entries of a part, and at last why it could not be read to its end."""
        try:
            yield from self.part(part)
        except BadPart as error:
            yield trouble(part.name, error.reason)
        except (OSError, EOFError):
            yield trouble(part.name, "cut off")

    def part(self, part: Part) -> Iterator[Entry]:
        """Yield the entries of one part; of most there are none. Raises `BadPart`."""
        raise NotImplementedError

    @classmethod
    def parse(cls, value: object, raw: RawItem, owner: Owner) -> Sequence[Item]:
        """Return the messages of an entry; pure. Raises `Unreadable`."""
        raise NotImplementedError

    @classmethod
    def value_of(cls, raw: RawItem) -> object:
        """Return what the payload of an entry means. Raises `Unreadable`."""
        return unpack(raw.payload)

    def raw(self, native_id: str, payload: bytes) -> RawItem:
        """Return a thing as it is kept."""
        return RawItem(KIND + self.format, native_id, payload)

    def of_json(
        self, stream: BinaryIO, path: Sequence[str], more: Json | None = None
    ) -> Iterator[Entry]:
        """Yield the values at a path of a JSON document, each with what stands around it in `more`."""
        for found in values(stream, path, beside={}):
            yield self.entry(found, more)

    def entry(self, found: Found, more: Json | None = None) -> Entry:
        """Return a value as an entry; with `more`, both are kept together."""
        if found.problem:
            return Entry(self.raw("", found.payload), problem=found.problem)
        if more is None:
            return Entry(self.raw("", found.payload), found.value)
        known = {**more, "it": found.value}
        return Entry(self.raw("", pack(known)), known)


class Head:
    """The first bytes of a part, read when they are asked for."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._bytes: bytes | None = None

    @property
    def bytes(self) -> bytes:
        """Return them; none where the part cannot be read."""
        if self._bytes is None:
            try:
                with self._part.open() as stream:
                    self._bytes = stream.read(4096)
            except (BadPart, OSError, ArchiveUnusable):
                self._bytes = b""
        return self._bytes


def trouble(name: str, reason: str) -> Entry:
    """Return that a part of an archive cannot be read, or not to its end."""
    return Entry(RawItem(KIND + PART, name, pack({"part": name, "reason": reason})), problem=reason)


def stub(remote_id: str, url: str, writer: Writer, like: Item, kind: Kind = Kind.POST) -> Item:
    """Return what stands for a message that an archive names and does not hold, so that answers to it stand together.

    Its words are the address where it can be read; a connector that reads the thread puts the message in its place.
    """
    return Item(
        remote_id=remote_id,
        native_id="",
        kind=kind,
        writer=writer,
        at=like.at,
        text=url,
        url=url,
        visibility=like.visibility,
        context=True,
    )


def needs(value: object, why: str) -> None:
    """Raise `Unreadable` when something that a message cannot do without is missing."""
    if not value:
        raise Unreadable(why)
