"""The archive of an account of X (Twitter): what it posted, and its direct messages.

The files are scripts that give a list to a variable. Permanent names are addresses with the post's number, by which
the platform finds it whoever wrote it. Sources: the archive's own `data/README.txt`, and archives as people describe
them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape, unescape
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO, ClassVar

from cmworkstation.archives.chains import linked
from cmworkstation.archives.jsons import values
from cmworkstation.archives.parts import Part
from cmworkstation.archives.reading import Entry, Head, Reader, needs, stub
from cmworkstation.archives.sources import Source
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.archive import Owner
from cmworkstation.domain.errors import Unreadable
from cmworkstation.domain.message import Attachment, Item, Kind, Writer
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.shapes import Json, as_object, id_text, moment, object_in, objects, text_in

TWEETS = re.compile(r"tweets?(-part\d+)?\.js")
MESSAGES = re.compile(r"direct-messages(-group)?(-part\d+)?\.js")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
SITE = "https://x.com"
ACCOUNT_CAP = 1 << 20


class XArchive(Reader):
    """What one account posted and wrote."""

    format: ClassVar[str] = "x"
    platform: ClassVar[str] = "x"
    look = "twitter"

    def __init__(self, source: Source, options: Mapping[str, str]) -> None:
        """Look who the archive is of."""
        super().__init__(source, options)
        self.owner = _owner(source)

    @classmethod
    def marks(cls, part: Part, head: Head) -> bool:
        """Tell by the scripts that only this platform writes."""
        named = TWEETS.fullmatch(part.base) or MESSAGES.fullmatch(part.base)
        return bool(named) and b"YTD." in head.bytes

    def part(self, part: Part) -> Iterator[Entry]:
        """Yield posts or direct messages."""
        if TWEETS.fullmatch(part.base):
            with part.open() as stream:
                for entry in self.of_json(stream, ("*",)):
                    entry.raw = RawItem(entry.raw.kind, _id_of(entry.value), entry.raw.payload)
                    yield entry
        elif MESSAGES.fullmatch(part.base):
            with part.open() as stream:
                yield from self._messages(stream)

    def _messages(self, stream: BinaryIO) -> Iterator[Entry]:
        beside: Json = {}
        found = values(stream, ("*", "dmConversation", "messages", "*"), beside)
        # The name of a conversation stands before its messages.
        named = ((text_in(beside, "conversationId"), one) for one in found)
        for talk, group in groupby(named, key=itemgetter(0)):
            for one, older in linked((found for _, found in group), _message_id):
                entry = self.entry(one, {"talk": talk, "older": older})
                entry.raw = RawItem(entry.raw.kind, _message_id(one.value), entry.raw.payload)
                yield entry

    @classmethod
    def parse(cls, value: object, raw: RawItem, owner: Owner) -> Sequence[Item]:
        """Return a post with what stands for the one it answers, or a direct message."""
        known = as_object(value)
        if "it" in known:
            return _direct(known, owner)
        post = object_in(known, "tweet") or known
        if text_in(post, "full_text").startswith("RT @") or not text_in(post, "full_text"):
            if not id_text(post.get("id_str") or post.get("id")):
                raise Unreadable("a post without address or time")
            return ()  # somebody else's words, or none
        return _posted(post, owner)


def _id_of(value: object) -> str:
    post = object_in(as_object(value), "tweet") or as_object(value)
    return id_text(post.get("id_str") or post.get("id"))


def _message_id(value: object) -> str:
    return text_in(object_in(as_object(value), "messageCreate"), "id")


def _owner(source: Source) -> Owner:
    told = source.read("account.js", most=ACCOUNT_CAP) or b""
    start = told.find(b"[")
    account: Json = {}
    if start >= 0:
        for found in values(BytesIO(told[start:]), ("*", "account"), {}):
            account = as_object(found.value)
    user = text_in(account, "username")
    return Owner(
        id_text(account.get("accountId")),
        text_in(account, "accountDisplayName") or user,
        f"@{user}" if user else "",
        f"{SITE}/{user}" if user else "",
    )


def _posted(post: Json, owner: Owner) -> Sequence[Item]:
    id_, at = id_text(post.get("id_str") or post.get("id")), _time(text_in(post, "created_at"))
    needs(id_ and at, "a post without address or time")
    assert at is not None
    above = id_text(post.get("in_reply_to_status_id_str") or post.get("in_reply_to_status_id"))
    parent = _name(above) if above else ""
    item = Item(
        remote_id=_name(id_),
        native_id=id_,
        kind=Kind.REPLY if parent else Kind.POST,
        writer=owner.writer(),
        at=at,
        html=_html(post),
        parent_id=parent,
        language=text_in(post, "lang"),
        url=f"{SITE}/{owner.handle.lstrip('@') or 'i'}/status/{id_}",
        attachments=tuple(_media(post)),
    )
    whom = id_text(post.get("in_reply_to_user_id_str") or post.get("in_reply_to_user_id"))
    if not parent or (owner.key and whom == owner.key):
        return (item,)
    user = text_in(post, "in_reply_to_screen_name")
    handle, url = (f"@{user}", f"{SITE}/{user}") if user else ("", "")
    writer = Writer(whom or handle or "?", user or "?", handle, url)
    return (stub(parent, f"{SITE}/{user or 'i'}/status/{above}", writer, item), item)


def _html(post: Json) -> str:
    """Return the words with the addresses that stand behind the platform's own short ones."""
    text = escape(unescape(text_in(post, "full_text")), quote=False)
    entities = object_in(post, "entities")
    for one in (*objects(entities.get("urls")), *objects(entities.get("media"))):
        short, whole = text_in(one, "url"), text_in(one, "expanded_url")
        if short and whole.startswith(("https://", "http://")):
            shown = escape(whole, quote=False)
            text = text.replace(
                escape(short, quote=False), f'<a href="{escape(whole)}">{shown}</a>'
            )
    return "<p>" + text.replace("\n", "<br>") + "</p>"


def _media(post: Json) -> Iterator[Attachment]:
    listed = objects(object_in(post, "extended_entities").get("media"))
    for one in listed or objects(object_in(post, "entities").get("media")):
        kind = "image" if text_in(one, "type") == "photo" else "video"
        yield Attachment(kind, text_in(one, "media_url_https"), text_in(one, "ext_alt_text"))


def _direct(known: Json, owner: Owner) -> Sequence[Item]:
    message = object_in(as_object(known.get("it")), "messageCreate")
    if not message:
        return ()  # somebody joined or left
    id_, at = text_in(message, "id"), moment(message.get("createdAt"))
    sender, talk = text_in(message, "senderId"), text_in(known, "talk")
    needs(id_ and at and sender, "a post without address or time")
    assert at is not None
    us = sender == owner.key
    older = text_in(known, "older")
    text = escape(text_in(message, "text"), quote=False)
    media = message.get("mediaUrls")
    files = [one for one in media if isinstance(one, str)] if isinstance(media, list) else []
    return (
        Item(
            remote_id=f"x:dm:{id_}",
            native_id=id_,
            kind=Kind.PRIVATE,
            writer=owner.writer() if us else Writer(sender, sender, ""),
            at=at,
            html="<p>" + text.replace("\n", "<br>") + "</p>",
            thread_id=f"x:dm:{older}" if older else "",
            visibility=Visibility.PRIVATE,
            url=f"{SITE}/messages/{talk}" if talk else "",
            attachments=tuple(Attachment("image", one) for one in files),
        ),
    )


def _name(id_: str) -> str:
    return f"{SITE}/i/status/{id_}"


def _time(text: str) -> datetime | None:
    """Return a time such as "Wed Oct 10 20:19:24 +0000 2018", whatever the language of the machine."""
    try:
        _, month, day, clock, zone, year = text.split()
        return moment(f"{year}-{MONTHS.index(month) + 1:02}-{day:>02}T{clock}{zone}")
    except ValueError:
        return moment(text)
