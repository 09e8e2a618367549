"""Conversations as mail: messages of RFC 5322 in a mailbox of RFC 4155 (mbox), which any program of mail opens.

Who has no address of mail gets an invented one that stays the same and leads nowhere: at a name under `.invalid`, which
RFC 2606 keeps free. What answers what stands in References, as programs of mail draw threads.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.header import Header
from email.headerregistry import Address
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.utils import format_datetime, formataddr
from hashlib import sha256
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.folding import fold
from cmworkstation.domain.media import end_of
from cmworkstation.domain.taking_out import Line, Whole

CHARSET: Final = Charset("utf-8")
CHARSET.body_encoding = QP
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
MESSAGE_ID = re.compile(r"<?([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.\[\]:-]+)>?")
NOT_SLUG = re.compile(r"[^a-z0-9]+")
FROM = re.compile(rb"^(>*From )", re.MULTILINE)
LONGEST_REFERENCES: Final = 20  # ids; programs keep the first and the newest
FIRST = datetime(1970, 1, 1, tzinfo=UTC)


def messages(one: Whole, data: Callable[[str], bytes], file: str) -> Iterator[bytes]:
    """Yield the messages of a conversation as they stand in a mailbox.

    `data` gives the bytes of a piece by its hash; `file` says, with "{name}", that a file stayed on its server.
    """
    ids = {line.key: _message_id(one, line) for line in one.lines}
    by_key = {line.key: line for line in one.lines}
    ours = _account_address(one)
    for line in one.lines:
        sender = _address(one, line, ours)
        parent = by_key.get(line.parent)
        to = _address(one, parent, ours) if line.ours and parent is not None else ours
        mail = _content(line, data, file)
        mail["From"] = _named(sender)
        mail["To"] = _named(to)
        mail["Date"] = format_datetime(_date(line.at))
        mail["Subject"] = _words(_subject(one, line, parent), "Subject")
        mail["Message-ID"] = f"<{ids[line.key]}>"
        if chain := _chain(line, by_key):
            mail["In-Reply-To"] = f"<{ids[chain[-1]]}>"
            kept = (
                chain
                if len(chain) <= LONGEST_REFERENCES
                else [chain[0], *chain[1 - LONGEST_REFERENCES :]]
            )
            mail["References"] = " ".join(f"<{ids[key]}>" for key in kept)
        if line.url.startswith(("https://", "http://")) and line.url.isascii():
            mail["Archived-At"] = f"<{foreign.line(line.url, 900).replace(' ', '')}>"
        if LANGUAGE.fullmatch(line.language):
            mail["Content-Language"] = line.language
        yield _in_box(mail, sender.addr_spec, line.at)


LANGUAGE = re.compile(r"[a-z]{2,3}")


def _in_box(mail: Message, sender: str, at: datetime) -> bytes:
    """Return a message with the line before it; lines that would be taken for such a line are quoted."""
    stamp = _date(at).astimezone(UTC).strftime("%a %b %d %H:%M:%S %Y")
    content = FROM.sub(rb">\1", mail.as_bytes())
    return f"From {sender} {stamp}\n".encode("ascii", "replace") + content.rstrip(b"\n") + b"\n\n"


def _body(line: Line, file: str) -> str:
    text = foreign.cleaned(line.text, keep="\n\t")
    said = [line.spoiler and foreign.line(line.spoiler, 500), text]
    said += [f"[{file.format(name=foreign.line(name, 200))}]" for name in line.elsewhere]
    return "\n\n".join(part for part in said if part) + "\n"


def _content(line: Line, data: Callable[[str], bytes], file: str) -> Message:
    """Return what a message holds, without the headers of its letter."""
    text = Message()
    text["MIME-Version"] = "1.0"
    text.set_payload(_body(line, file), CHARSET)
    if not line.pieces:
        return text
    mail = MIMEMultipart(boundary=f"={_digest(line.key)}=")  # the same at each export
    mail.attach(text)
    for n, piece in enumerate(line.pieces, 1):
        mail.attach(_attached(data(piece.hash), piece.type, piece.name or f"{n}", piece.alt))
    return mail


def _attached(content: bytes, type_: str, name: str, alt: str) -> Message:
    main, _, sub = type_.partition(";")[0].strip().lower().partition("/")
    if not re.fullmatch(r"[a-z]+", main) or not re.fullmatch(r"[a-z0-9.+-]+", sub):
        main, sub = "application", "octet-stream"
    if main in ("text", "message", "multipart"):  # as a file, whatever it is
        main, sub = "application", "octet-stream"
    shown = foreign.line(name, 120).replace("/", "_")
    if "." not in shown:
        shown = f"{shown}.{end_of(type_)}"
    part = MIMEBase(main, sub)
    part.set_payload(content)
    encode_base64(part)
    named = shown if shown.isascii() else ("utf-8", "", shown)
    part.add_header("Content-Disposition", "attachment", filename=named)
    if alt:
        part["Content-Description"] = _words(foreign.line(alt, 900), "Content-Description")
    return part


def _words(text: str, header: str) -> str:
    """Return words as they stand in a header, in pieces where they are not plain letters."""
    return text if text.isascii() else Header(text, "utf-8", header_name=header).encode()


def _named(address: Address) -> str:
    return formataddr((address.display_name, address.addr_spec))


def _chain(line: Line, by_key: dict[str, Line]) -> list[str]:
    """Return what a message answers, the first of all at the beginning; a circle ends where it began."""
    chain: list[str] = []
    seen = {line.key}
    at = line.parent
    while at in by_key and at not in seen:
        seen.add(at)
        chain.insert(0, at)
        at = by_key[at].parent
    return chain


def _subject(one: Whole, line: Line, parent: Line | None) -> str:
    if line.title:
        return foreign.line(line.title, 200)
    title = foreign.line(one.title, 120) or "…"
    return f"Re: {title}" if parent is not None and not title.startswith("Re:") else title


def _date(at: datetime) -> datetime:
    """Return a time that a mail can bear, also where a platform told one that none can."""
    return at.replace(microsecond=0) if at >= FIRST else FIRST


def _message_id(one: Whole, line: Line) -> str:
    """Return the id that a mail has, or one that is the same on every machine and at each export."""
    if one.platform == "mail" and (known := MESSAGE_ID.fullmatch(line.key)):
        return known[1]
    return f"{_digest(one.account_id, line.key)}@{_host(one)}"


def _address(one: Whole, line: Line, ours: Address) -> Address:
    if line.ours:
        return ours
    name = foreign.line(line.who or line.handle, 120)
    if ADDRESS.fullmatch(line.handle) and one.platform == "mail":
        return Address(name, addr_spec=line.handle)
    return Address(
        name, _slug(line.handle or line.who, one.account_id, str(line.person)), _host(one)
    )


def _account_address(one: Whole) -> Address:
    name = foreign.line(one.account, 120)
    if ADDRESS.fullmatch(one.account_handle) and one.platform == "mail":
        return Address(name, addr_spec=one.account_handle)
    return Address(name, _slug(one.account_handle, one.account_id, ""), _host(one))


def _slug(handle: str, account: str, key: str) -> str:
    """Return the name of an invented address: readable, and different for different people."""
    plain = NOT_SLUG.sub("-", fold(handle)).strip("-")[:40].strip("-")
    return f"{plain}.{_digest(account, key)[:8]}" if plain else _digest(account, key)[:16]


def _host(one: Whole) -> str:
    return f"{NOT_SLUG.sub('-', one.platform.lower()).strip('-') or 'platform'}.invalid"


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode(errors="replace")).hexdigest()[:32]
