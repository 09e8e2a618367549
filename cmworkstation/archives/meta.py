"""The downloads of Facebook and Instagram, as JSON: posts, comments, and private messages.

Both write UTF-8 as if each byte were a letter ("Ã©" for "é"); that is taken back. Neither gives numbers to what it
lists, so that names are made of what a thing says and when: the same download gives the same names, and nothing in
it can be recognised among what a connector fetched.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from itertools import groupby
from typing import Any, ClassVar

from cmworkstation.archives.chains import linked
from cmworkstation.archives.jsons import Found, values
from cmworkstation.archives.parts import Part
from cmworkstation.archives.reading import Entry, Head, Reader, needs, trouble
from cmworkstation.archives.sources import Source
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.archive import Owner
from cmworkstation.domain.errors import ArchiveUnusable, Unreadable
from cmworkstation.domain.message import Attachment, Item, Kind, Writer
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.shapes import Json, as_object, number_in, object_in, objects, text_in, unpack

TALK = re.compile(r"message_(\d+)\.json")
POSTS = re.compile(r"(your_posts.*|posts_\d+|profile_posts_\d+|pages_posts_\d+)\.json")
COMMENTS = re.compile(r"(comments|post_comments(_\d+)?|reels_comments)\.json")
DEEPEST = 30
KINDS = {  # of files, by the lists in which a message has them
    "photos": "image",
    "videos": "video",
    "audio_files": "audio",
    "files": "file",
    "gifs": "image",
}


class MetaArchive(Reader):
    """What is the same in both downloads."""

    same_ids: ClassVar[bool] = False
    mark: ClassVar[bytes]  # stands in the names of its folders
    people: ClassVar[tuple[str, ...]]

    def __init__(self, source: Source, options: Mapping[str, str]) -> None:
        """Look who it is of."""
        super().__init__(source, options)
        told = source.read(*self.people)
        try:
            self.owner = self.who(_mended(unpack(told))) if told else Owner()
        except Unreadable:
            self.owner = Owner()

    @classmethod
    def marks(cls, part: Part, head: Head) -> bool:
        """Tell by folders and names that only these platforms have."""
        wanted = (
            TALK.fullmatch(part.base) or POSTS.fullmatch(part.base) or COMMENTS.fullmatch(part.base)
        )
        return bool(wanted) and cls.is_ours(part)

    @classmethod
    def is_ours(cls, part: Part) -> bool:
        """Tell whether a part is of this platform."""
        raise NotImplementedError

    @classmethod
    def who(cls, told: Json) -> Owner:
        """Return whose download it is."""
        raise NotImplementedError

    def entries(self) -> Iterator[Entry]:
        """Yield what there is; the files of one conversation in the order of their numbers, the newest first."""
        try:
            for _, group in groupby(self.source.parts(), key=_talk_of):
                yield from self._group(group)
        except ArchiveUnusable as error:
            yield trouble(self.source.path.name, error.reason)

    def _group(self, group: Iterator[Part]) -> Iterator[Entry]:
        first = next(group)
        if not TALK.fullmatch(first.base):
            yield from self.guarded(first)
            for part in group:
                yield from self.guarded(part)
            return
        # One conversation is a few files, since each has ten thousand messages.
        found = sorted((first, *group), key=lambda part: int(TALK.fullmatch(part.base)[1]))  # type: ignore[index]
        talk = first.folder.rpartition("/")[2]
        sides = self._told(found)
        for one, older in linked(sides, partial(_name_as_found, talk)):
            if isinstance(one, _Trouble):
                yield trouble(one.name, one.problem)
                continue
            yield self.entry(one, {"sort": "message", "talk": talk, "older": older})

    def _told(self, parts: Sequence[Part]) -> Iterator[Found]:
        for part in parts:
            try:
                with part.open() as stream:
                    yield from values(stream, ("messages", "*"), {})
            except Exception as error:  # noqa: BLE001 - told, and the other files follow
                yield _Trouble(part.name, getattr(error, "reason", "cut off"))

    def part(self, part: Part) -> Iterator[Entry]:
        """Yield posts or comments."""
        if not self.marks(part, Head(part)):
            return
        sort = "post" if POSTS.fullmatch(part.base) else "comment"
        listed = Head(part).bytes.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[")
        path = ("*",) if listed else (self.comments_in(part), "*")
        with part.open() as stream:
            for found in values(stream, path, {}):
                yield self.entry(found, {"sort": sort})

    @classmethod
    def comments_in(cls, part: Part) -> str:
        """Return under which name a file has its list, where it is no list itself."""
        raise NotImplementedError

    @classmethod
    def parse(cls, value: object, raw: RawItem, owner: Owner) -> Sequence[Item]:
        """Return a post, a comment or a message."""
        known = as_object(_mended(value))
        sort, it = text_in(known, "sort"), object_in(known, "it")
        if sort == "message":
            return cls.message(it, known, owner)
        return cls.post(it, owner) if sort == "post" else cls.comment(it, owner)

    @classmethod
    def message(cls, it: Json, known: Json, owner: Owner) -> Sequence[Item]:
        """Return a private message."""
        at, sender = _at(it.get("timestamp_ms")), text_in(it, "sender_name")
        needs(at and sender, "a post without address or time")
        assert at is not None
        text = text_in(it, "content")
        link = text_in(object_in(it, "share"), "link")
        text = "\n".join(one for one in (text, link if link not in text else "") if one)
        files = tuple(_files(it))
        if not text and not files:
            return ()  # a reaction, a call, a message that was taken back
        us = sender == owner.name
        talk, older = text_in(known, "talk"), text_in(known, "older")
        name = _message_name(talk, it)
        return (
            Item(
                remote_id=f"{cls.platform}:{name}",
                native_id=name,
                kind=Kind.PRIVATE,
                writer=owner.writer() if us else Writer(sender, sender, ""),
                at=at,
                text=text,
                thread_id=f"{cls.platform}:{older}" if older else "",
                visibility=Visibility.PRIVATE,
                attachments=files,
            ),
        )

    @classmethod
    def post(cls, it: Json, owner: Owner) -> Sequence[Item]:
        """Return a post of ours."""
        raise NotImplementedError

    @classmethod
    def comment(cls, it: Json, owner: Owner) -> Sequence[Item]:
        """Return a comment of ours."""
        raise NotImplementedError

    @classmethod
    def ours(
        cls, kind: Kind, at: datetime | None, text: str, title: str, files: Sequence[Attachment]
    ) -> Item:
        """Return something that the owner published; the writer is put in by the caller."""
        needs(at, "a post without address or time")
        assert at is not None
        urls = "\0".join(one.title for one in files)
        name = _digest(kind.value, str(at.timestamp()), text, title, urls)
        return Item(
            remote_id=f"{cls.platform}:{name}",
            native_id=name,
            kind=kind,
            writer=Writer("", "", ""),
            at=at,
            text=text,
            title=title,
            attachments=tuple(files),
        )


class _Trouble(Found):
    """That a file of a conversation cannot be read on."""

    __slots__ = ("name",)

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(b"", None, reason)
        self.name = name


class FacebookArchive(MetaArchive):
    """The download of an account or a page of Facebook."""

    format: ClassVar[str] = "facebook"
    platform: ClassVar[str] = "facebook"
    people = ("profile_information.json",)

    @classmethod
    def is_ours(cls, part: Part) -> bool:
        """Tell by the folders."""
        return not _is_instagram(part)

    @classmethod
    def comments_in(cls, part: Part) -> str:
        """Return the name of the list."""
        return "comments_v2" if COMMENTS.fullmatch(part.base) else "posts_v2"

    @classmethod
    def who(cls, told: Json) -> Owner:
        """Return whose download it is."""
        profile = object_in(told, "profile_v2") or object_in(told, "profile")
        name = text_in(object_in(profile, "name"), "full_name")
        url = text_in(profile, "profile_uri")
        return Owner(url or name, name, text_in(profile, "username") or name, url)

    @classmethod
    def post(cls, it: Json, owner: Owner) -> Sequence[Item]:
        """Return a post; one without words or files is a note of the platform."""
        text = "\n".join(filter(None, (text_in(one, "post") for one in objects(it.get("data")))))
        files, links = _attached(it)
        text = "\n".join([text, *(one for one in links if one not in text)]).strip()
        if not text and not files:
            return ()
        made = cls.ours(Kind.POST, _at(it.get("timestamp")), text, text_in(it, "title"), files)
        return (_by(made, owner),)

    @classmethod
    def comment(cls, it: Json, owner: Owner) -> Sequence[Item]:
        """Return a comment; what it stands below is said in words only."""
        told = next((object_in(one, "comment") for one in objects(it.get("data"))), {})
        files, links = _attached(it)
        text = "\n".join([text_in(told, "comment"), *links]).strip()
        if not text and not files:
            return ()
        at = _at(told.get("timestamp")) or _at(it.get("timestamp"))
        made = cls.ours(Kind.COMMENT, at, text, text_in(it, "title"), files)
        return (_by(made, owner),)


class InstagramArchive(MetaArchive):
    """The download of an account of Instagram."""

    format: ClassVar[str] = "instagram"
    platform: ClassVar[str] = "instagram"
    people = ("personal_information.json",)

    @classmethod
    def is_ours(cls, part: Part) -> bool:
        """Tell by the folders."""
        return _is_instagram(part)

    @classmethod
    def comments_in(cls, part: Part) -> str:
        """Return the name of the list."""
        return (
            "comments_reels_comments"
            if part.base.startswith("reels")
            else "comments_media_comments"
        )

    @classmethod
    def who(cls, told: Json) -> Owner:
        """Return whose download it is: the names of its fields are in the language of the account."""
        found = next(iter(objects(told.get("profile_user"))), {})
        fields = object_in(found, "string_map_data")
        user = _field(fields, "Username", "Nom d’utilisateur", "Nom d'utilisateur")
        name = _field(fields, "Name", "Nom")
        url = f"https://www.instagram.com/{user}/" if user else ""
        # Messages carry the name, comments the user: both are ours.
        return Owner(user or name, name or user, f"@{user}" if user else "", url)

    @classmethod
    def post(cls, it: Json, owner: Owner) -> Sequence[Item]:
        """Return a post: its words stand with it, or with its only picture."""
        media = objects(it.get("media"))
        first = next(iter(media), {})
        text = text_in(it, "title") or text_in(first, "title")
        at = _at(it.get("creation_timestamp")) or _at(first.get("creation_timestamp"))
        files = [_file(one) for one in media]
        return (_by(cls.ours(Kind.POST, at, text, "", files), owner),)

    @classmethod
    def comment(cls, it: Json, owner: Owner) -> Sequence[Item]:
        """Return a comment. Its fields come in this order, whatever they are called: words, whose post, when."""
        fields = object_in(it, "string_map_data")
        said = [text_in(as_object(one), "value") for one in fields.values()]
        times = [number_in(as_object(one), "timestamp") for one in fields.values()]
        text = _field(fields, "Comment", "Commentaire") or next(filter(None, said), "")
        whose = _field(fields, "Media Owner") or next(
            (one for one in said if one and one != text), ""
        )
        at = _at(next(filter(None, times), 0))
        needs(text, "a row without text")
        return (_by(cls.ours(Kind.COMMENT, at, text, f"@{whose}" if whose else "", ()), owner),)


def _talk_of(part: Part) -> str:
    return part.folder if TALK.fullmatch(part.base) else ""


def _is_instagram(part: Part) -> bool:
    name = part.name.lower()
    if "instagram" in name:
        return True
    old = part.base.startswith(("post_comments", "reels_comments")) or name.startswith(
        ("media/", "content/")
    )
    return "facebook" not in name and old


def _name_as_found(talk: str, value: object) -> str:
    return _message_name(talk, _mended(value))


def _message_name(talk: str, value: object) -> str:
    it = as_object(value)
    if not text_in(it, "sender_name"):
        return ""
    files = "\0".join(one.title for one in _files(it))
    return _digest(
        talk, text_in(it, "sender_name"), str(it.get("timestamp_ms")), text_in(it, "content"), files
    )


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _by(item: Item, owner: Owner) -> Item:
    return replace(item, writer=owner.writer())


def _at(value: object) -> datetime | None:
    """Return a time that is seconds or thousandths of them since 1970."""
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        return None
    seconds = value / 1000 if value > 10**11 else value
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _files(it: Json) -> Iterator[Attachment]:
    for key, kind in KINDS.items():
        if key in it:
            for one in objects(it[key]):
                yield _file(one, kind)


def _attached(it: Json) -> tuple[list[Attachment], list[str]]:
    files: list[Attachment] = []
    links: list[str] = []
    for group in objects(it.get("attachments")):
        for one in objects(group.get("data")):
            if media := object_in(one, "media"):
                files.append(_file(media))
            if url := text_in(object_in(one, "external_context"), "url"):
                links.append(url)
    return files, links


def _file(one: Json, kind: str = "image") -> Attachment:
    """Return a file of the download: it has a place in it, and no address."""
    name = text_in(one, "uri").rpartition("/")[2]
    kind = "video" if name.lower().endswith((".mp4", ".mov")) else kind
    return Attachment(kind, "", text_in(one, "description"), title=name)


def _field(fields: Json, *names: str) -> str:
    found = (text_in(object_in(fields, name), "value") for name in names)
    return next(filter(None, found), "")


def _mended(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - JSON
    """Return JSON whose texts are what they were before each byte became a letter."""
    if isinstance(value, str):
        return _mended_text(value)
    if depth > DEEPEST:
        return value
    if isinstance(value, dict):
        return {_mended_text(key): _mended(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_mended(one, depth + 1) for one in value]
    return value


def _mended_text(value: str) -> str:
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return value  # it is sound already
