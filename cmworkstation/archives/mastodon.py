"""The archive of a Mastodon account: `outbox.json`, everything that was published, as ActivityPub has it.

Posts have the address that the server's interface gives them too (`uri`), so that what was fetched already is
recognised. Boosts, likes, bookmarks and files are left out. Sources: ActivityStreams 2.0; `BackupService` of
Mastodon 4.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, ClassVar
from urllib.parse import urlsplit

from cmworkstation.archives.jsons import values
from cmworkstation.archives.parts import BadPart, Part
from cmworkstation.archives.reading import Entry, Head, Reader, needs, stub
from cmworkstation.archives.sources import Source
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.archive import Owner
from cmworkstation.domain.errors import ArchiveUnusable, Unreadable
from cmworkstation.domain.message import Attachment, Item, Kind, Writer, attachment_kind
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.shapes import Json, as_object, moment, object_in, objects, text_in, unpack

OUTBOX, ACTOR = "outbox.json", "actor.json"
PUBLIC = {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}


class MastodonArchive(Reader):
    """What one account published."""

    format: ClassVar[str] = "mastodon"
    platform: ClassVar[str] = "mastodon"

    def __init__(self, source: Source, options: Mapping[str, str]) -> None:
        """Look who the archive is of. Raises `ArchiveUnusable`."""
        super().__init__(source, options)
        self.owner = _owner(source)

    @classmethod
    def marks(cls, part: Part, head: Head) -> bool:
        """Tell an archive by its outbox."""
        return part.base == OUTBOX and b"activitystreams" in head.bytes

    def part(self, part: Part) -> Iterator[Entry]:
        """Yield the activities of the outbox."""
        if part.base == OUTBOX:
            with part.open() as stream:
                for entry in self.of_json(stream, ("orderedItems", "*")):
                    yield _named(entry)

    @classmethod
    def parse(cls, value: object, raw: RawItem, owner: Owner) -> Sequence[Item]:
        """Return the post of an activity, and what stands for the one it answers."""
        activity = as_object(value)
        kind = text_in(activity, "type")
        post = object_in(activity, "object")
        if kind != "Create" or not post:
            if kind:
                return ()  # a boost, or what was not made by this account
            raise Unreadable("an activity without a type")
        item = _item(post, owner)
        parent = item.parent_id
        if not parent or _is_ours(parent, owner):
            return (item,)
        return (stub(parent, parent, _writer_at(parent), item), item)


def _named(entry: Entry) -> Entry:
    activity = as_object(entry.value)
    name = text_in(object_in(activity, "object"), "id") or text_in(activity, "id")
    entry.raw = RawItem(entry.raw.kind, name, entry.raw.payload)
    return entry


def _owner(source: Source) -> Owner:
    """Return whose outbox it is: by the actor where that is there, else by the first activity."""
    told = source.read(ACTOR)
    actor: Json = {}
    if told is not None:
        try:
            actor = unpack(told)
        except Unreadable:
            actor = {}
    id_ = text_in(actor, "id") or _first_actor(source)
    if not id_:
        raise ArchiveUnusable("unknown")
    place = urlsplit(id_)
    user = text_in(actor, "preferredUsername") or place.path.rstrip("/").rpartition("/")[2]
    server = f"{place.scheme}://{place.netloc}"
    url = text_in(actor, "url") or f"{server}/@{user}"
    name = text_in(actor, "name") or user
    return Owner(url, name, f"@{user}@{place.netloc}", url, server, (id_,))


def _first_actor(source: Source) -> str:
    for part in source.parts():
        if part.base != OUTBOX:
            continue
        try:
            with part.open() as stream:
                for found in values(stream, ("orderedItems", "*"), {}):
                    if actor := text_in(as_object(found.value), "actor"):
                        return actor
        except (BadPart, OSError):
            return ""
    return ""


def _item(post: Json, owner: Owner) -> Item:
    remote_id, at = text_in(post, "id"), moment(post.get("published"))
    needs(remote_id and at, "a post without address or time")
    assert at is not None
    parent = _id_in(post.get("inReplyTo"))
    visibility = _audience(post)
    public = Kind.REPLY if parent else Kind.POST
    kind = Kind.PRIVATE if visibility is Visibility.PRIVATE else public
    native_id = _last_step(remote_id)
    languages = object_in(post, "contentMap")
    return Item(
        remote_id=remote_id,
        native_id=native_id,
        kind=kind,
        writer=owner.writer(),
        at=at,
        html=text_in(post, "content") + _choices(post),
        parent_id=parent,
        visibility=visibility,
        language=next(iter(languages), ""),
        spoiler=text_in(post, "summary"),
        url=_id_in(post.get("url")) or remote_id,
        edited_at=moment(post.get("updated")),
        attachments=tuple(map(_attachment, objects(post.get("attachment")))),
    )


def _id_in(value: Any) -> str:  # noqa: ANN401 - an address, or an object that has one
    if isinstance(value, dict):
        return text_in(value, "id")
    return text_in({"it": value}, "it")


def _audience(post: Json) -> Visibility:
    to, copies = _names(post.get("to")), _names(post.get("cc"))
    if not PUBLIC.isdisjoint(to):
        return Visibility.PUBLIC
    if not PUBLIC.isdisjoint(copies):
        return Visibility.UNLISTED
    if any(one.endswith("/followers") for one in (*to, *copies)):
        return Visibility.FOLLOWERS
    return Visibility.PRIVATE


def _names(value: object) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, str)]


def _choices(post: Json) -> str:
    given = objects(post.get("oneOf")) or objects(post.get("anyOf"))
    if not given:
        return ""
    lines = "".join(f"<li>{escape(text_in(one, 'name'), quote=False)}</li>" for one in given)
    return f"<ul>{lines}</ul>"


def _attachment(found: Json) -> Attachment:
    type_, url = text_in(found, "mediaType"), _id_in(found.get("url"))
    # A path within the archive is no address.
    where = url if url.startswith(("https://", "http://")) else ""
    return Attachment(attachment_kind(type_), where, text_in(found, "name"), type=type_)


def _is_ours(address: str, owner: Owner) -> bool:
    return address.startswith(tuple(f"{one}/" for one in (owner.key, *owner.addresses)))


def _last_step(address: str) -> str:
    if "?" in address or "#" in address:
        return urlsplit(address).path.rpartition("/")[2]
    return address.partition("://")[2].partition("/")[2].rpartition("/")[2]  # a tenth of the time


def _writer_at(address: str) -> Writer:
    """Return who wrote a post, as far as its address says it: "https://host/users/NAME/statuses/1"."""
    place = urlsplit(address)
    steps = [one for one in place.path.split("/") if one]
    user = steps[1] if len(steps) > 1 and steps[0] in ("users", "u", "profile", "p") else ""
    user = steps[0][1:] if steps and steps[0].startswith("@") else user
    if not user:
        return Writer(f"{place.scheme}://{place.netloc}/", place.netloc, "")
    url = f"{place.scheme}://{place.netloc}/@{user}"
    return Writer(url, user, f"@{user}@{place.netloc}", url)
