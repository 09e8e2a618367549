"""Mail as messages: how a message is kept, and what becomes of it. For mailboxes on servers and for those in files.

A kept message is a line of JSON with what its folder knew of it, then the message as it was received.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from urllib.parse import quote

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.errors import Unreadable
from cmworkstation.domain.message import Attachment, Held, Item, Kind, Writer, attachment_kind
from cmworkstation.sdk import html, mime
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.shapes import Json, moment, number_in, object_in, pack, text_in, unpack

DEEPEST = 20  # levels of quotation that are told apart
NO_REPLY = re.compile(
    r"(?:no|ne)[-_.]?(?:reply|reponse|répondre|pas[-_.]?repondre)|wordpress@", re.IGNORECASE
)
NEAR = timedelta(days=3)  # how far a sender's clock may be wrong
HELD_BY_WORD = {"spam": Held.SPAM, "trash": Held.TRASH}


def item_of(raw: RawItem, own: set[str], *, lists: bool = False) -> Item:
    """Return the message of a kept mail; `own` are our addresses, `lists` whether lists wait for answers.

    Raises `Unreadable`.
    """
    known, message = opened(raw.payload)
    mail = mime.read(message)
    at = when(mail.date, moment(known.get("at")))
    if at is None:
        raise Unreadable("a message without a date")
    sender = writer_of(mail, own)
    ours = sender.address.casefold() in own
    aside = bool(mail.automatic or mail.list_id) and not lists
    parent = mail.in_reply_to or (mail.references[-1] if mail.references else "")
    if mail.bounce is not None:  # a machine's word, but for us: an answer did not arrive
        aside, parent = False, mail.bounce.message_id or parent
    first = next(iter(mail.references), "")
    address = sender.address
    return Item(
        remote_id=mail.message_id,
        native_id=raw.native_id,
        kind=Kind.PRIVATE,
        writer=Writer(
            address.casefold() or mail.message_id,
            sender.name or address.partition("@")[0],
            address,
            is_us=ours,
            is_bot=mail.automatic,
        ),
        at=at,
        html=as_html(mail.text) if mail.text.strip() else mail.html,
        text=mail.text.strip(),
        title=mail.subject,
        parent_id="" if parent == mail.message_id else parent,
        thread_id="" if first == mail.message_id else first,
        visibility=Visibility.PRIVATE,
        held=HELD_BY_WORD.get(text_in(known, "held"), Held.NO),
        context=aside and not ours,
        attachments=attachments_of(mail, object_in(known, "sizes")),
    )


def raw_of(message: bytes, known: Json, native_id: str, kind: str = "message") -> RawItem:
    """Return a message as it is kept, with what is known of it."""
    line = pack({**known, "size": len(message)})
    return RawItem(kind, native_id, line + b"\n" + message)


def opened(payload: bytes) -> tuple[Json, bytes]:
    """Return what is known of a kept message, and the message. Raises `Unreadable` when a part is missing."""
    line, _, message = payload.partition(b"\n")
    known = unpack(line)
    if not message or number_in(known, "size") != len(message):
        raise Unreadable("half a message")
    return known, message


def id_in(head: bytes) -> str:
    """Return the Message-ID that a message is known by, "" when it is none."""
    try:
        return mime.header(head).message_id
    except Unreadable:
        return ""


def own_addresses(settings: Mapping[str, str]) -> set[str]:
    """Return the addresses that are ours."""
    return {one.casefold() for one in (settings.get("mail", ""), *settings.get("own", "").split())}


def writer_of(mail: mime.Mail, own: set[str]) -> mime.Person:
    """Return who wrote a message: forms on the web write under our own name, or one that takes no answers."""
    told = next((one for one in mail.reply_to if one.address.casefold() not in own), None)
    sender = mail.sender
    form = sender.address.casefold() in own or NO_REPLY.match(sender.address)
    if told is None or not form:
        return sender
    return mime.Person(told.name or told.address.partition("@")[0], told.address)


def answered(mail: mime.Mail, own: set[str]) -> mime.Mail:
    """Return a message as it is answered: as one of who wrote it."""
    return replace(mail, sender=writer_of(mail, own))


def when(told: datetime | None, received: datetime | None) -> datetime | None:
    """Return when a message was written: its sender's word, unless the server received it on quite another day."""
    if told is None or received is None:
        return told or received
    told = told if told.tzinfo else told.replace(tzinfo=UTC)
    return told if abs(received - told) <= NEAR else received


def as_html(text: str, level: int = 0) -> str:
    """Return plain words as HTML, with what they quote as quotations."""
    parts: list[str] = []
    for quoted_, rows in groupby(text.strip().split("\n"), key=lambda row: row.startswith(">")):
        if quoted_:
            inner = "\n".join(row[1:].removeprefix(" ") for row in rows)
            deeper = as_html(inner, level + 1) if level < DEEPEST else html.from_text(inner)
            parts.append(f"<blockquote>{deeper}</blockquote>")
        else:
            parts.append(html.from_text("\n".join(rows)))
    return "".join(parts)


def attachments_of(mail: mime.Mail, sizes: Json) -> tuple[Attachment, ...]:
    """Return a message's files; each is named by the message and the number of its part."""
    where = quote(mail.message_id.strip("<>"), safe="@")
    return tuple(
        Attachment(
            attachment_kind(one.type),
            f"mid:{where}/{one.section}",
            title=one.name,
            size=number_in(sizes, one.section) or one.size,
        )
        for one in mail.parts
    )
