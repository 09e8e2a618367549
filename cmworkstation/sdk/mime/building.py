"""The bytes of an answer.

Its header is written here and not by the standard library, which folds a long id as if it were words. Nothing that
a stranger wrote can begin a line of it.
"""

import base64
import binascii
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from cmworkstation.domain.errors import Refused
from cmworkstation.domain.preview import AGAIN
from cmworkstation.sdk.mime.addresses import LONGEST_ADDRESS
from cmworkstation.sdk.mime.fields import one_line
from cmworkstation.sdk.mime.mail import Mail, Person

LINE = 76  # characters; folded where there is a space
LONGEST_LINE = 998  # bytes that a server must take
REFERENCES = 20  # of the first and of the last that are kept
ENCODED_BYTES = 45  # of one encoded word
MOST_QUOTED = 200  # lines
MOST_RECIPIENTS = 100
SUBJECT_CAP = 500
DESCRIPTION_CAP = 1500
PIECE = 50  # characters of a file's name in one line
MEDIA_TYPE = re.compile(r"[a-z]+/[\w.+-]+", re.ASCII)
PLAIN_FILE = re.compile(r"[\w. ()-]+", re.ASCII)
# What an address cannot hold outside quotes; a sign that ends or splits a header is among it.
UNSAFE = re.compile(r"[\s<>()\[\]\\,;:\"\x00-\x1f\x7f]")
PLAIN_NAME = re.compile(r"[\w !#$%&'*+/=?^`{|}~-]*", re.ASCII)
SAFE_ID = re.compile(r"<[!-;=?-~]{1,990}>")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with an answer; `about` says what it shows."""

    name: str
    type: str
    about: str
    data: bytes = field(repr=False)


def answer(
    parent: Mail,
    *,
    text: str,
    message_id: str,
    sender: Person,
    own: Collection[str],
    at: datetime,
    everybody: bool = True,
    language: str = "",
    attribution: str = "",
    quoted: str = "",
    files: Sequence[Enclosed] = (),
) -> bytes:
    """Return a reply to `parent` with lines that end in CRLF.

    It goes to Reply-To, else From; to those whom the parent went to when it was written by ourselves. With
    `everybody`, the other people of To and Cc are in Cc, without our `own` addresses. `quoted` stands below the
    words, marked, after the line `attribution`; `files` go along, each with a description. `at` must have a zone.
    Raises `Refused` ("no-recipient") when there is nobody to answer.
    """
    ours = {address.casefold() for address in (*own, sender.address)}
    to, cc = recipients(parent, ours, everybody=everybody)
    if not to or not _sendable(sender.address) or not SAFE_ID.fullmatch(message_id):
        raise Refused("nobody to answer", code="no-recipient")
    lines = [
        _people("From", [sender]),
        _people("To", to),
        *([_people("Cc", cc)] if cc else []),
        _subject(parent.subject),
        f"Date: {format_datetime(at)}",
        f"Message-ID: {message_id}",
        *_threading(parent),
        *(
            [f"Content-Language: {language}"]
            if re.fullmatch(r"[A-Za-z]{2,8}(-\w{1,8})*", language, re.ASCII)
            else []
        ),
        "MIME-Version: 1.0",
    ]
    words = _joined(
        [
            'Content-Type: text/plain; charset="utf-8"',
            "Content-Transfer-Encoding: quoted-printable",
        ],
        _body(text, attribution, quoted),
    )
    if not files:
        return "\r\n".join(lines).encode("utf-8") + b"\r\n" + words
    mark = f"=_{sha256(message_id.encode()).hexdigest()[:32]}"  # in no part: "=_" stands in no encoding of ours
    lines.append(f'Content-Type: multipart/mixed; boundary="{mark}"')
    parts = b"".join(
        f"--{mark}\r\n".encode() + one + b"\r\n" for one in (words, *map(_enclosed, files))
    )
    return _joined(lines, parts + f"--{mark}--\r\n".encode())


def _joined(lines: Sequence[str], body: bytes) -> bytes:
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


def _enclosed(one: Enclosed) -> bytes:
    """Return a file as a part of a message."""
    kind = one.type if MEDIA_TYPE.fullmatch(one.type) else "application/octet-stream"
    about = [f"Content-Type: {kind}", *_disposition(one.name)]
    if one.about:
        about.append(
            _folded("Content-Description:", _encoded(one_line(one.about)[:DESCRIPTION_CAP]))
        )
    about.append("Content-Transfer-Encoding: base64")
    return _joined(about, base64.encodebytes(one.data).replace(b"\n", b"\r\n"))


def _disposition(name: str) -> Iterator[str]:
    """Yield the field that names a file, in pieces that every program joins (RFC 2231)."""
    plain = one_line(name)
    if plain.isascii() and PLAIN_FILE.fullmatch(plain) and len(plain) < LINE - 20:
        yield f'Content-Disposition: attachment;\r\n filename="{plain}"'
        return
    letters = [quote(char, safe="") for char in plain]
    pieces: list[str] = [""]
    for one in letters:
        if len(pieces[-1]) + len(one) > PIECE:
            pieces.append("")
        pieces[-1] += one
    pieces[0] = f"utf-8''{pieces[0]}"
    named = ";".join(f"\r\n filename*{n}*={piece}" for n, piece in enumerate(pieces))
    yield f"Content-Disposition: attachment;{named}"


def needs_utf8(raw: bytes) -> bool:
    """Tell whether a server must know SMTPUTF8 to take a message: an address holds letters beyond ASCII."""
    return not raw.partition(b"\r\n\r\n")[0].isascii()


def recipients(
    parent: Mail, own: Collection[str], *, everybody: bool = True
) -> tuple[list[Person], list[Person]]:
    """Return who stands in To and in Cc of the `answer` to `parent`; nobody in To where there is none to answer."""
    ours = {address.casefold() for address in own}
    written_by_us = parent.sender.address.casefold() in ours
    first = parent.to if written_by_us else parent.reply_to or (parent.sender,)
    to = _distinct(first, set() if written_by_us else ours) or _distinct(first, set())
    if not everybody:
        return to, []
    others = (*parent.to, *parent.cc)
    return to, _distinct(others, ours | {one.address.casefold() for one in to})


def _distinct(people: Collection[Person], without: set[str]) -> list[Person]:
    kept: dict[str, Person] = {}
    for one in people:
        key = one.address.casefold()
        if _sendable(one.address) and key not in without:
            kept.setdefault(key, one)
    return list(kept.values())[:MOST_RECIPIENTS]


def _sendable(address: str) -> bool:
    user, _, host = address.rpartition("@")
    return bool(user and host) and not UNSAFE.search(address) and len(address) <= LONGEST_ADDRESS


def _subject(subject: str) -> str:
    # The mark of an answer stays in plain letters, by which programs know it.
    bare = AGAIN.sub("", one_line(subject)[:SUBJECT_CAP])
    plain = (
        bare.isascii() and "=?" not in bare and all(len(word) < LINE for word in bare.split(" "))
    )
    return _folded("Subject: Re:", bare.split(" ") if plain else _encoded(bare))


def _threading(parent: Mail) -> Iterator[str]:
    # An id that we made because there was none would lead nobody anywhere.
    named = [] if parent.message_id.endswith("@missing.invalid>") else [parent.message_id]
    chain = parent.references or ((parent.in_reply_to,) if parent.in_reply_to else ())
    known = list(dict.fromkeys(one for one in (*chain, *named) if SAFE_ID.fullmatch(one)))
    if len(known) > 2 * REFERENCES:
        known = known[:REFERENCES] + known[-REFERENCES:]
    if named and SAFE_ID.fullmatch(named[0]):
        yield f"In-Reply-To: {named[0]}"
    if known:
        yield _folded("References:", known)


def _people(name: str, people: list[Person]) -> str:
    last = len(people) - 1
    units: list[str] = []
    for at, one in enumerate(people):
        comma = "" if at == last else ","
        said = _phrase(one_line(one.name)[:200])
        units += (
            [*said, f"<{_ascii(one.address)}>{comma}"] if said else [_ascii(one.address) + comma]
        )
    return _folded(f"{name}:", units)


def _phrase(name: str) -> list[str]:
    if not name:
        return []
    if not name.isascii() or "=?" in name:
        return _encoded(name)
    if PLAIN_NAME.fullmatch(name):
        return name.split(" ")
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.split(" ")


def _ascii(address: str) -> str:
    """Return an address with its host in the form that every server knows."""
    user, _, host = address.rpartition("@")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return address
    return f"{user}@{host}"


def _encoded(value: str) -> list[str]:
    """Return a text as encoded words, none of which cuts a letter in two."""
    pieces: list[bytes] = [b""]
    for char in value:
        data = char.encode("utf-8", "replace")
        if len(pieces[-1]) + len(data) > ENCODED_BYTES:
            pieces.append(b"")
        pieces[-1] += data
    return [f"=?utf-8?b?{base64.b64encode(one).decode()}?=" for one in pieces]


def _folded(name: str, units: list[str]) -> str:
    rows, row = [], name
    for unit in filter(None, units):
        if len(row) + 1 + len(unit) > LINE and row.strip() and row != name:
            rows.append(row)
            row = ""
        row += " " + unit
    return "\r\n".join([*rows, row])


def _body(text: str, attribution: str, quoted: str) -> bytes:
    whole = _plain(text).rstrip("\n") + "\n"
    if quoted:
        rows = _plain(quoted).strip("\n").split("\n")[:MOST_QUOTED]
        marked = (f">{row}" if row.startswith(">") else f"> {row}".rstrip() for row in rows)
        whole += "\n" + "".join(f"{row}\n" for row in (one_line(attribution), *marked) if row)
    packed = binascii.b2a_qp(whole.encode("utf-8", "replace"), istext=True, header=False)
    return packed.replace(b"\n", b"\r\n")


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
