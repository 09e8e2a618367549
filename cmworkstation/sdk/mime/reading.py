"""From bytes to a message: which parts are its words, which are files, and who sent it to whom."""

import binascii
from dataclasses import replace
from hashlib import sha256

from cmworkstation.domain.errors import Unreadable
from cmworkstation.sdk import charsets
from cmworkstation.sdk import html as markup
from cmworkstation.sdk.mime import flowed
from cmworkstation.sdk.mime.addresses import people
from cmworkstation.sdk.mime.fields import base64, date, fields, first, ids, one_line, typed, words
from cmworkstation.sdk.mime.mail import Bounce, Mail, Part, Person
from cmworkstation.sdk.mime.structure import Box, boxes, header_of

WORDS_CAP = 2 * 2**20  # bytes of one part's words that are unpacked; who writes a book sends a file
WORDS_IN_ALL = 8 * 2**20
MACHINES = {"bulk", "list", "junk", "auto_reply"}
SHOWN = {"text/plain", "text/html"}
PERSONLESS = Person("", "")
# What servers write into a message that they keep: it changes, and the message does not.
CHANGING = {"status", "x-status", "x-keywords", "x-uid", "x-mozilla-status", "x-mozilla-status2"}
LINE_CAP = 500  # characters of a field that is shown


def read(raw: bytes) -> Mail:
    """Return what a message says. Raises `Unreadable` when there is neither a header nor a word."""
    raw = _lines(raw)
    defects: list[str] = []
    root = boxes(raw, defects)
    reader = _Reader(raw, defects)
    text, html = reader.words(root)
    mail = _headed(header_of(raw)[0], root.head, defects)
    if not root.head and not text.strip() and not html.strip():
        raise Unreadable("no mail")
    return replace(
        mail,
        bounce=_bounce(raw, root),
        text=text.strip("\n"),
        html=html,
        parts=tuple(reader.parts),
        defects=tuple(defects),
    )


def header(raw_header: bytes) -> Mail:
    """Return what a header alone says; it has no words and no parts. Raises `Unreadable` when it has no field."""
    block = header_of(_lines(raw_header))[0]
    head = fields(block)
    if not head:
        raise Unreadable("no header")
    return _headed(block, head, [])


def part(raw: bytes, section: str) -> bytes:
    """Return the content of one part, decoded; never longer than the message. Raises `Unreadable`: no such part."""
    raw = _lines(raw)
    todo = [boxes(raw, [])]
    while todo:
        box = todo.pop()
        if _number(box) == section and not box.boxes:
            return _content(raw, box)
        todo += box.boxes
    raise Unreadable("no such part")


def without_files(raw: bytes) -> tuple[bytes, dict[str, int]]:
    """Return a message with its files left empty, and the bytes of each of them by the number of its part."""
    raw = _lines(raw)
    root = boxes(raw, [])
    reader = _Reader(raw, [])
    reader.words(root)
    sizes = {one.section: one.size for one in reader.parts}
    left, todo = [], [root]
    while todo:
        box = todo.pop()
        todo += box.boxes
        if not box.boxes and _number(box) in sizes:
            left.append((box.begin, box.end))
    pieces, at = [], 0
    for begin, end in sorted(left):
        pieces.append(raw[at:begin])
        at = max(at, end)
    return b"".join((*pieces, raw[at:])), sizes


def decoded(part_header: bytes, content: bytes) -> bytes:
    """Return the content of a part that was fetched by itself, with its own header (`BODY[2.MIME]`)."""
    return _unpacked(first(fields(_lines(part_header)), "content-transfer-encoding"), content)


def _lines(raw: bytes) -> bytes:
    """Return a message whose lines end as lines do: some programs of old end them with CR alone."""
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _number(box: Box) -> str:
    return box.section or "1"


def _content(raw: bytes, box: Box, cap: int | None = None) -> bytes:
    end = box.end if cap is None else min(box.end, box.begin + cap)
    return _unpacked(first(box.head, "content-transfer-encoding"), raw[box.begin : end])


def _unpacked(encoding: str, content: bytes) -> bytes:
    encoding = encoding.partition(";")[0].strip().lower()
    if encoding == "base64":
        return base64(content)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(content)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _uudecoded(content)
    return content


def _uudecoded(content: bytes) -> bytes:
    out = bytearray()
    for row in content.splitlines():
        if row.startswith((b"begin ", b"end")) or not row.strip():
            continue
        try:
            out += binascii.a2b_uu(row)
        except binascii.Error:
            # As some programs write it: more signs than the first one says.
            needed = (((row[0] - 32) & 63) * 4 + 5) // 3
            try:
                out += binascii.a2b_uu(row[:needed])
            except binascii.Error:
                continue
    return bytes(out)


class _Reader:
    """Goes through the parts and sorts words from files."""

    def __init__(self, raw: bytes, defects: list[str]) -> None:
        self._raw = raw
        self._defects = defects
        self._left = WORDS_IN_ALL
        self.parts: list[Part] = []

    def words(self, box: Box) -> tuple[str, str]:
        """Return the words of a part as (text, html), either may be empty; files go to `parts`."""
        if box.boxes:
            found = [self.words(one) for one in box.boxes]
            if box.kind.value == "multipart/alternative":
                return _best(found)
            return _together(found)
        kind = box.kind.value or "text/plain"
        if kind.startswith("multipart/"):
            kind = "text/plain"  # without a part: what is there may be words
        how = typed(first(box.head, "content-disposition"))
        name = how.parameters.get("filename") or box.kind.parameters.get("name", "")
        if kind in SHOWN and how.value != "attachment" and not name:
            return self._said(box, kind)
        self.parts.append(self._file(box, kind, name, inline=how.value == "inline"))
        return "", ""

    def _said(self, box: Box, kind: str) -> tuple[str, str]:
        cap = min(WORDS_CAP, self._left)
        data = _content(self._raw, box, cap)[:cap]
        if box.end - box.begin > cap:
            self._note("words over the limit")
        self._left -= len(data)
        said, defect = charsets.text(data, box.kind.parameters.get("charset", ""))
        if defect:
            self._note(defect)
        said = said.replace("\r\n", "\n").replace("\r", "\n")
        if kind == "text/html":
            return "", said
        if box.kind.parameters.get("format", "").lower() == "flowed":
            said = flowed.joined(said, delsp=box.kind.parameters.get("delsp", "").lower() == "yes")
        return said, ""

    def _file(self, box: Box, kind: str, name: str, *, inline: bool) -> Part:
        marked = one_line(first(box.head, "content-id"))[:LINE_CAP].strip("<> ")
        if not name and kind == "message/rfc822":
            name = words(first(fields(header_of(self._raw, box.begin)[0]), "subject")) + ".eml"
        inline = inline or (bool(marked) and kind.startswith("image/"))
        size = self._size(box)
        return Part(_number(box), name[:LINE_CAP], kind[:100], size, marked, inline)

    def _size(self, box: Box) -> int:
        whole = box.end - box.begin
        encoding = first(box.head, "content-transfer-encoding").strip().lower()
        if encoding == "base64":
            breaks = sum(self._raw.count(one, box.begin, box.end) for one in (b"\n", b"\r", b"="))
            return max(0, whole - breaks) * 3 // 4
        if encoding == "quoted-printable":
            return max(0, whole - 2 * self._raw.count(b"=", box.begin, box.end))
        return whole

    def _note(self, defect: str) -> None:
        if defect not in self._defects:
            self._defects.append(defect)


def _best(found: list[tuple[str, str]]) -> tuple[str, str]:
    """Return the words of parts that say the same: the richest of each sort, which is the last."""
    text = next((text for text, _ in reversed(found) if text.strip()), "")
    html = next((html for _, html in reversed(found) if html.strip()), "")
    return text, html


def _together(found: list[tuple[str, str]]) -> tuple[str, str]:
    """Return the words of parts that follow each other; where one has only one sort, the other is made from it."""
    found = [(text, html) for text, html in found if text.strip() or html.strip()]
    if len(found) <= 1:
        return found[0] if found else ("", "")
    rich = any(html.strip() for _, html in found)
    plain = any(text.strip() for text, _ in found)
    texts = [text.strip("\n") if text.strip() else _plain(html) for text, html in found]
    htmls = [html if html.strip() else markup.from_text(text) for text, html in found]
    return "\n\n".join(texts) if plain else "", "\n".join(htmls) if rich else ""


def _plain(html: str) -> str:
    return markup.to_text(markup.clean(html))


def _headed(block: bytes, head: dict[str, list[bytes]], defects: list[str]) -> Mail:
    own = ids(first(head, "message-id"))
    if not own:
        defects.append("no message id")
    at = date(first(head, "date"))
    if at is None:
        defects.append("no date")
    from_ = people(first(head, "from")) or people(first(head, "sender"))
    if not from_:
        defects.append("no sender")
    submitted = first(head, "auto-submitted").partition(";")[0].strip().lower()
    precedence = first(head, "precedence").strip().lower()
    return Mail(
        message_id=own[0] if own else _made(block),
        in_reply_to=next(iter(ids(first(head, "in-reply-to"))), ""),
        references=ids(first(head, "references")),
        date=at,
        sender=from_[0] if from_ else PERSONLESS,
        reply_to=people(first(head, "reply-to")),
        to=_all(head, "to"),
        cc=_all(head, "cc"),
        subject=words(first(head, "subject"))[:LINE_CAP],
        list_id=_list(words(first(head, "list-id"))),
        automatic=submitted not in ("", "no") or precedence in MACHINES,
        bounce=None,
        text="",
        html="",
        parts=(),
        defects=tuple(defects),
    )


def _all(head: dict[str, list[bytes]], name: str) -> tuple[Person, ...]:
    values = (charsets.text(value)[0] for value in head.get(name, [])[:20])
    return tuple(dict.fromkeys(one for value in values for one in people(value)))


def _list(value: str) -> str:
    inner = value.rpartition("<")[2].partition(">")[0]
    return (inner or value)[:LINE_CAP].strip().lower()


def _made(block: bytes) -> str:
    """Return an id for a message without one: the same header gives the same, however its lines end."""
    lasting = [
        row.rstrip()
        for row in block.split(b"\n")
        if row.partition(b":")[0].strip().lower().decode("ascii", "replace") not in CHANGING
    ]
    digest = sha256(b"\n".join(lasting).strip()).hexdigest()
    return f"<{digest}@missing.invalid>"


def _bounce(raw: bytes, root: Box) -> Bounce | None:
    """Return what a report of delivery says (RFC 3464), None for anything else."""
    report = root.kind.parameters.get("report-type", "delivery-status").lower()
    if root.kind.value != "multipart/report" or report != "delivery-status":
        return None
    original, facts = "", dict[str, list[bytes]]()
    for box in root.boxes:
        if box.kind.value in ("message/delivery-status", "message/global-delivery-status"):
            facts = _facts(_content(raw, box, 65_536))
        elif box.kind.value in (
            "message/rfc822",
            "text/rfc822-headers",
            "message/global",
            "message/global-headers",
        ):
            returned = fields(header_of(_content(raw, box, 262_144))[0])
            original = next(iter(ids(first(returned, "message-id"))), original)
    original = next(iter(ids(first(facts, "original-message-id"))), original)
    if not original and not facts:
        return None
    said = first(facts, "final-recipient") or first(facts, "original-recipient")
    return Bounce(
        original,
        one_line(first(facts, "action")).lower()[:40],
        one_line(first(facts, "status")).partition(" ")[0][:20],
        one_line(said.rpartition(";")[2])[:LINE_CAP],
        one_line(first(facts, "diagnostic-code").partition(";")[2])[:LINE_CAP],
    )


def _facts(content: bytes) -> dict[str, list[bytes]]:
    """Return the fields of a report: those of the message, and of the first recipient."""
    return fields(content.replace(b"\r\n", b"\n").replace(b"\n\n", b"\n"))
