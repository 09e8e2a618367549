"""The repository of a Bluesky account (a CAR file): every post it made, under the names that the network gives them.

A post does not say its own key: keys stand in the nodes of a tree, in other blocks. So the file is read twice, first
for the keys. Who is answered stands in a post by its address alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from cmworkstation.archives.parts import BadPart, Part
from cmworkstation.archives.reading import Entry, Head, Reader, needs, stub
from cmworkstation.archives.sources import Source
from cmworkstation.domain.archive import Owner
from cmworkstation.domain.errors import Unreadable
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk import atposts, dagcbor, richtext
from cmworkstation.sdk.atrecords import POST
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.shapes import Json, as_object, moment, object_in, pack, text_in


class BlueskyArchive(Reader):
    """What one account posted."""

    format: ClassVar[str] = "bluesky"
    platform: ClassVar[str] = "bluesky"

    def __init__(self, source: Source, options: Mapping[str, str]) -> None:
        """Look whose repository it is."""
        super().__init__(source, options)
        did = next((_did(part) for part in source.parts() if self.marks(part, Head(part))), "")
        self.owner = Owner(did, did, "", f"{richtext.PEOPLE}{did}" if did else "", "")

    @classmethod
    def marks(cls, part: Part, head: Head) -> bool:
        """Tell by the name, and by how such a file begins."""
        return part.base.endswith(".car") and b"roots" in head.bytes[:200]

    def part(self, part: Part) -> Iterator[Entry]:
        """Yield the posts."""
        if not self.marks(part, Head(part)):
            return
        did, keys = _keys(part)
        for name, content in _blocks(part):
            for key in keys.get(name, ()):
                uri = f"at://{did}/{POST}/{key}"
                try:
                    known = {"uri": uri, "record": dagcbor.as_json(dagcbor.decoded(content))}
                except Unreadable as error:
                    yield Entry(self.raw(uri, content), problem=error.detail)
                    continue
                yield Entry(self.raw(uri, pack(known)), known)

    @classmethod
    def parse(cls, value: object, raw: RawItem, owner: Owner) -> Sequence[Item]:
        """Return the post, and what stands for the one it answers."""
        known = as_object(value)
        uri, record = text_in(known, "uri"), object_in(known, "record")
        at, place = moment(record.get("createdAt")), atposts.ADDRESS.fullmatch(uri)
        needs(at and place, "a post without address or time")
        assert at is not None
        assert place is not None
        post: Json = {"uri": uri, "record": record, "author": {"did": place[1]}}
        parent, root = (atposts.link_of(post, one) for one in ("parent", "root"))
        item = Item(
            remote_id=uri,
            native_id=uri,
            kind=Kind.REPLY if parent else Kind.POST,
            writer=owner.writer(),
            at=at,
            html=richtext.to_html(text_in(record, "text"), record.get("facets"))
            + atposts.embedded_in(post),
            parent_id=parent,
            thread_id=root,
            language=atposts.language_of(post),
            url=atposts.page_of(place[1], place[3]),
            attachments=atposts.attachments_of(post, ""),
        )
        above = [one for one in dict.fromkeys((root, parent)) if one]
        others = [one for one in map(_elsewhere, above) if one and one[0] != place[1]]
        return (*(_stub(did, address, page, item) for did, address, page in others), item)


def _elsewhere(address: str) -> tuple[str, str, str] | None:
    place = atposts.ADDRESS.fullmatch(address)
    return (place[1], address, atposts.page_of(place[1], place[3])) if place else None


def _stub(did: str, address: str, page: str, item: Item) -> Item:
    return stub(address, page, Writer(did, did, "", f"{richtext.PEOPLE}{did}"), item)


def _did(part: Part) -> str:
    """Return whose repository it is: the commit stands at its beginning, as a rule."""
    try:
        for _, content in _blocks(part):
            told = dagcbor.decoded(content)
            if isinstance(told, dict) and "sig" in told and isinstance(told.get("did"), str):
                return str(told["did"])
    except (BadPart, Unreadable):
        return ""
    return ""


def _keys(part: Part) -> tuple[str, dict[str, list[str]]]:
    """Return whose repository it is, and the keys of posts by the name of the block that holds them."""
    did, keys = "", dict[str, list[str]]()
    try:
        for _, content in _blocks(part):
            if b"$type" in content[:4096] and b"sig" not in content:
                continue  # a record
            told = dagcbor.decoded(content)
            if isinstance(told, dict) and "sig" in told:
                did = str(told.get("did") or did)
            elif isinstance(told, dict) and isinstance(told.get("e"), list):
                _read_node(told["e"], keys)
    except BadPart:
        if not keys:
            raise
    except Unreadable as error:
        raise BadPart(error.detail) from None
    return did, keys


def _read_node(entries: Sequence[object], keys: dict[str, list[str]]) -> None:
    """Add the keys of one node: each is told by how much of the one before it begins it."""
    before = b""
    for entry in entries:
        one = as_object(entry)
        shared, rest, value = one.get("p"), one.get("k"), one.get("v")
        if not isinstance(shared, int) or not isinstance(rest, bytes):
            return
        before = before[:shared] + rest
        path = before.decode("ascii", "replace")
        if path.startswith(f"{POST}/") and isinstance(value, dagcbor.Link):
            keys.setdefault(str(value), []).append(path.removeprefix(f"{POST}/"))


def _blocks(part: Part) -> Iterator[tuple[str, bytes]]:
    with part.open() as stream:
        try:
            yield from dagcbor.blocks(stream)
        except Unreadable as error:
            raise BadPart(error.detail) from None
