"""A server of mail as a test directs it: IMAP with CONDSTORE, QRESYNC and IDLE where wanted, and SMTP with sign-in.

It keeps folders in memory, numbers messages as the protocol asks, and goes wrong when it is told to.
"""

import base64
import email
import re
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from cmworkstation.sdk.troubles import CUT
from tests.loopback import talking

US, PASSWORD = "mairie@ormaie.test", "clé-de-la-boîte-42"
SAID_NO = {
    "401": "[AUTHENTICATIONFAILED] Authentication failed.",
    "403": "[NOPERM] You may not.",
    "404": "[NONEXISTENT] No such mailbox.",
    "422": "[CANNOT] It cannot be.",
    "429 seconds": "[LIMIT] Too many questions.",
    "500": "[SERVERBUG] Internal error.",
}
SMTP_NO = {
    "401": ("AUTH", "535 5.7.8 Authentication credentials invalid"),
    "403": ("RCPT", "550 5.7.1 Not you"),
    "404": ("RCPT", "550 5.1.1 No such person"),
    "422": ("DATA", "554 5.6.0 Not these words"),
    "429 seconds": ("MAIL", "451 4.7.0 Later, please"),
}
AT_THE_DOT = {
    "500": b"421 4.3.0 Going away\r\n",
    "503": b"421 4.3.2 Shutting down\r\n",
    "html": b"<!doctype html>\r\n",
    "empty": b"\r\n",
    CUT: b"",
}


@dataclass
class Kept:
    """One message in a folder."""

    uid: int
    raw: bytes
    at: datetime
    modseq: int
    flags: set[str] = field(default_factory=set)


@dataclass
class Box:
    """A folder."""

    name: str
    role: str = ""
    validity: int = 7
    next_uid: int = 1
    modseq: int = 1
    kept: list[Kept] = field(default_factory=list)
    vanished: list[tuple[int, int]] = field(default_factory=list)  # number, and when

    def put(self, raw: bytes, at: datetime | None = None, flags: set[str] | None = None) -> Kept:
        """Add a message."""
        self.modseq += 1
        one = Kept(self.next_uid, raw, at or datetime.now(UTC), self.modseq, set(flags or ()))
        self.next_uid += 1
        self.kept.append(one)
        return one

    def drop(self, uid: int) -> Kept:
        """Take a message away for good."""
        self.modseq += 1
        one = next(one for one in self.kept if one.uid == uid)
        self.kept.remove(one)
        self.vanished.append((uid, self.modseq))
        return one

    def mark(self, uid: int, *flags: str, off: bool = False) -> None:
        """Set flags of a message, or take them off."""
        self.modseq += 1
        one = next(one for one in self.kept if one.uid == uid)
        one.flags = one.flags - set(flags) if off else one.flags | set(flags)
        one.modseq = self.modseq

    def number_anew(self) -> None:
        """Begin numbering from the start, as after a server was restored."""
        self.validity += 1
        for uid, one in enumerate(self.kept, 100):
            one.uid = uid
        self.next_uid = 100 + len(self.kept)


@dataclass
class FakeMail:
    """One mailbox and the server around it."""

    imap_port: int = 0
    smtp_port: int = 0
    can: str = "IDLE ENABLE CONDSTORE QRESYNC MOVE ID UIDPLUS SPECIAL-USE"
    saves: bool = False  # what we send is put among sent mail by the server
    size: int = 0
    trouble: str = ""
    send_trouble: str = ""
    stored: bool = False
    refuse_append: bool = False
    said: list[str] = field(default_factory=list)  # commands, without what follows AUTHENTICATE
    sent: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    boxes: dict[str, Box] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("INBOX", "Sent", "Junk", "Trash", "Projets &- co"):
            self.boxes[name] = Box(name, name if name in ("Sent", "Junk", "Trash") else "")

    @property
    def inbox(self) -> Box:
        return self.boxes["INBOX"]

    def receive(self, text: str, *, folder: str = "INBOX", **headers: str) -> Kept:
        """Let somebody write to us; header names are given with underscores."""
        with self.lock:
            return self.boxes[folder].put(a_message(text, **headers))

    # IMAP

    def imap(self, line: socket.socket) -> None:
        """Carry on one conversation with a reader."""
        Conversation(self, line).carry_on()

    # SMTP

    def smtp(self, line: socket.socket) -> None:
        """Carry on one conversation with a sender."""
        stream = line.makefile("rwb")
        with stream:
            self._smtp(line, stream)

    def _smtp(self, line: socket.socket, stream: Any) -> None:
        def say(text: str) -> None:
            stream.write(text.encode() + b"\r\n")
            stream.flush()

        sender, recipients = "", list[str]()
        say("220 mail.ormaie.test")
        while command := stream.readline():
            text = command.decode("utf-8", "replace").strip()
            verb = text.split(" ")[0].upper()
            self.said.append(verb if verb == "AUTH" else text)
            stage, answer = SMTP_NO.get(self.send_trouble, ("", ""))
            if stage and verb == stage:
                say(answer)
            elif verb == "EHLO":
                size = f"250-SIZE {self.size}\r\n" if self.size else ""
                say(f"250-mail.ormaie.test\r\n{size}250 AUTH PLAIN LOGIN")
            elif verb == "AUTH":
                good = base64.b64encode(f"\0{US}\0{PASSWORD}".encode()).decode()
                say("235 ok" if text.split(" ")[-1] == good else f"535 5.7.8 no {text}")
            elif verb == "MAIL":
                sender = text.partition("<")[2].partition(">")[0]
                say("250 ok")
            elif verb == "RCPT":
                recipients.append(text.partition("<")[2].partition(">")[0])
                say("250 ok")
            elif verb == "DATA":
                say("354 go on")
                body = _until_the_dot(stream)
                if body is None:
                    return
                wrong = AT_THE_DOT.get(self.send_trouble)
                if wrong is None or self.stored:
                    self._take(sender, recipients, body)
                if wrong is None:
                    say("250 taken")
                    continue
                stream.write(wrong)
                stream.flush()
                line.shutdown(socket.SHUT_RDWR)
                return
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("502 what?")

    def _take(self, sender: str, recipients: list[str], body: bytes) -> None:
        with self.lock:
            self.sent.append(body)
            self.envelopes.append((sender, list(recipients)))
            if self.saves:
                self.boxes["Sent"].put(body, flags={"\\Seen"})


class Conversation:
    """What one reader and the server say to each other."""

    def __init__(self, server: FakeMail, line: socket.socket) -> None:
        self.server = server
        self.line = line
        self.stream: Any = line.makefile("rwb")
        self.box: Box | None = None
        self.qresync = False

    def carry_on(self) -> None:
        with self.stream:
            trouble = self.server.trouble
            if trouble in ("empty", CUT):
                return
            if trouble == "html":
                self.say(b"<!doctype html><p>Please accept our cookies")
                return
            self.say(b"* OK ready")
            while line := self.stream.readline():
                tag, _, command = line.strip().partition(b" ")
                if not self.answer(tag, command):
                    return

    def say(self, *lines: bytes) -> None:
        for line in lines:
            self.stream.write(line + b"\r\n")
        self.stream.flush()

    def answer(self, tag: bytes, command: bytes) -> bool:
        """Answer one command; False hangs up."""
        verb = command.split(b" ")[0].upper().decode()
        self.server.said.append(verb if verb == "LOGIN" else command.decode("utf-8", "replace"))
        with self.server.lock:
            no = SAID_NO.get(self.server.trouble, "")
            signing = verb in ("AUTHENTICATE", "LOGIN")
            at_the_door = self.server.trouble in ("401", "429 seconds", "500")
            if no and (signing if at_the_door else verb in ("EXAMINE", "SELECT")):
                if verb == "AUTHENTICATE":
                    self.say(b"+ ")
                    self.stream.readline()
                self.say(tag + b" NO " + no.encode())
                return True
            if self.server.trouble == "cut json" and b"FETCH" in command.upper():
                self.say(b"* 1 FETCH (UID 1 BODY[] {1000}", b"half of it")
                return False
            if self.server.trouble == "other shape" and b"FETCH" in command.upper():
                self.say(b"* 1 FETCH (UID (1 BODY[] ]] ", tag + b" OK done")
                return True
            method = getattr(self, f"do_{verb.lower()}", None)
            if method is None:
                self.say(tag + b" BAD what?")
                return True
            return method(tag, command.partition(b" ")[2]) is not False

    # Commands: each says its answer; False hangs up.

    def do_capability(self, tag: bytes, _: bytes) -> None:
        self.say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN " + self.server.can.encode(), tag + b" OK done")  # fmt: skip

    def do_authenticate(self, tag: bytes, _: bytes) -> None:
        self.say(b"+ ")
        said = base64.b64decode(self.stream.readline()).decode()
        good = said == f"\0{US}\0{PASSWORD}"
        self.say(tag + (b" OK in" if good else f" NO [AUTHENTICATIONFAILED] not {said!r}".encode()))  # fmt: skip

    def do_id(self, tag: bytes, _: bytes) -> None:
        self.say(b'* ID ("name" "Fake")', tag + b" OK done")

    def do_enable(self, tag: bytes, rest: bytes) -> None:
        self.qresync = b"QRESYNC" in rest
        self.say(b"* ENABLED " + rest, tag + b" OK done")

    def do_noop(self, tag: bytes, _: bytes) -> None:
        self.say(tag + b" OK done")

    def do_logout(self, tag: bytes, _: bytes) -> bool:
        self.say(b"* BYE", tag + b" OK done")
        return False

    def do_list(self, tag: bytes, _: bytes) -> None:
        for box in self.server.boxes.values():
            role = f"\\{box.role}" if box.role else ""
            self.say(f'* LIST (\\HasNoChildren {role}) "/" "{box.name}"'.encode())
        self.say(tag + b" OK done")

    def do_create(self, tag: bytes, rest: bytes) -> None:
        name = _unquoted(rest)
        self.server.boxes[name] = Box(name)
        self.say(tag + b" OK done")

    def do_select(self, tag: bytes, rest: bytes) -> None:
        self._open(tag, rest, b"READ-WRITE")

    def do_examine(self, tag: bytes, rest: bytes) -> None:
        self._open(tag, rest, b"READ-ONLY")

    def _open(self, tag: bytes, rest: bytes, how: bytes) -> None:
        self.box = self.server.boxes.get(_unquoted(rest))
        if self.box is None:
            self.say(tag + b" NO [NONEXISTENT] No such mailbox")
            return
        lines = [
            f"* {len(self.box.kept)} EXISTS",
            "* 0 RECENT",
            "* FLAGS (\\Answered \\Seen \\Deleted)",
            f"* OK [UIDVALIDITY {self.box.validity}] valid",
            f"* OK [UIDNEXT {self.box.next_uid}] next",
        ]
        if "CONDSTORE" in self.server.can:
            lines.append(f"* OK [HIGHESTMODSEQ {self.box.modseq}] changes")
        self.say(*(line.encode() for line in lines), tag + b" OK [" + how + b"] done")

    def do_append(self, tag: bytes, rest: bytes) -> None:
        match = re.fullmatch(rb'(".*?"|\S+) (?:\((.*?)\) )?(?:"(.*?)" )?\{(\d+)\}', rest)
        assert match is not None
        box = self.server.boxes.get(_unquoted(match[1]))
        if self.server.refuse_append:
            self.say(tag + b" NO [OVERQUOTA] Full")
            return
        if box is None:
            self.say(tag + b" NO [TRYCREATE] No such mailbox")
            return
        self.say(b"+ go on")
        raw = self.stream.read(int(match[4]))
        self.stream.readline()
        box.put(raw, flags=set((match[2] or b"").decode().split()))
        self.say(tag + b" OK done")

    def do_idle(self, tag: bytes, _: bytes) -> None:
        assert self.box is not None
        self.say(b"+ listening")
        known = len(self.box.kept)
        self.server.lock.release()
        try:
            while not select.select([self.line], [], [], 0.01)[0]:
                if len(self.box.kept) != known:
                    known = len(self.box.kept)
                    self.say(f"* {known} EXISTS".encode())
            self.stream.readline()  # DONE
        finally:
            self.server.lock.acquire()
        self.say(tag + b" OK done")

    def do_uid(self, tag: bytes, rest: bytes) -> None:
        verb, _, more = rest.partition(b" ")
        getattr(self, f"uid_{verb.decode().lower()}")(more.decode())
        self.say(tag + b" OK done")

    def uid_search(self, rest: str) -> None:
        assert self.box is not None
        tokens = re.findall(r'"(?:\\.|[^"\\])*"|\S+', rest)
        wanted = _criteria(tokens, self.box)
        found = [str(one.uid) for n, one in enumerate(self.box.kept, 1) if wanted(n, one)]
        self.say(f"* SEARCH {' '.join(found)}".rstrip().encode())

    def uid_fetch(self, rest: str) -> None:
        assert self.box is not None
        match = re.fullmatch(r"(\S+) \((.*?)\)(?: \(CHANGEDSINCE (\d+)( VANISHED)?\))?", rest)
        assert match is not None
        since = int(match[3] or 0)
        for number, one in enumerate(self.box.kept, 1):
            if _in_set(one.uid, match[1]) and one.modseq > since:
                self._fetch(number, one, match[2])
        if match[4]:
            gone = [uid for uid, at in self.box.vanished if at > since and _in_set(uid, match[1])]
            if gone:
                self.say(f"* VANISHED (EARLIER) {','.join(map(str, gone))}".encode())

    def _fetch(self, number: int, one: Kept, items: str) -> None:
        parts = [f"UID {one.uid}".encode()]
        for item in re.findall(r"BODY\.PEEK\[[^\]]*\](?:<\d+\.\d+>)?|\S+", items):
            if item == "FLAGS":
                parts.append(f"FLAGS ({' '.join(sorted(one.flags))})".encode())
            elif item == "INTERNALDATE":
                parts.append(f'INTERNALDATE "{one.at:%d-%b-%Y %H:%M:%S +0000}"'.encode())
            elif item == "RFC822.SIZE":
                parts.append(f"RFC822.SIZE {len(one.raw)}".encode())
            elif item == "BODYSTRUCTURE":
                parts.append(b"BODYSTRUCTURE " + _structure(email.message_from_bytes(one.raw)))
            else:
                parts.append(_section(one.raw, item))
        self.say(f"* {number} FETCH (".encode() + b" ".join(parts) + b")")

    def uid_store(self, rest: str) -> None:
        assert self.box is not None
        numbers, _, flags = rest.split(" ", 2)
        for one in self.box.kept:
            if _in_set(one.uid, numbers):
                self.box.mark(one.uid, *flags.strip("()").split())

    def uid_move(self, rest: str) -> None:
        assert self.box is not None
        numbers, _, name = rest.partition(" ")
        for one in list(self.box.kept):
            if _in_set(one.uid, numbers):
                self.server.boxes[_unquoted(name.encode())].put(self.box.drop(one.uid).raw, one.at)


def a_message(text: str, **headers: str) -> bytes:
    """Return a message to us, with a name of its own."""
    message = EmailMessage()
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    usual = {
        "From": "Zoé Petit <zoe@voisin.test>",
        "To": US,
        "Subject": "Une question",
        "Message-ID": f"<{next(_numbers)}@voisin.test>",
        "Date": datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000"),
    }
    for name, value in {**usual, **given}.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@contextmanager
def serving(fake: FakeMail) -> Iterator[FakeMail]:
    """Serve it on two free ports of this machine."""
    with ExitStack() as stack:
        fake.imap_port = stack.enter_context(talking(fake.imap, "fake imap"))
        fake.smtp_port = stack.enter_context(talking(fake.smtp, "fake smtp"))
        yield fake


_numbers = iter(range(1000, 10_000_000))


def _unquoted(text: bytes) -> str:
    return text.strip().strip(b'"').decode()


def _in_set(number: int, numbers: str) -> bool:
    for part in numbers.split(","):
        first, _, last = part.partition(":")
        if int(first) <= number <= (10**9 if last == "*" else int(last or first)):
            return True
    return False


Wanted = Callable[[int, Kept], bool]


def _criteria(tokens: list[str], box: Box) -> Wanted:
    """Return what tells whether a message meets all criteria."""
    tests: list[Wanted] = []
    rest = list(tokens)
    while rest:
        tests.append(_criterion(rest, box))
    return lambda n, one: all(test(n, one) for test in tests)


def _criterion(rest: list[str], box: Box) -> Wanted:
    word = rest.pop(0)
    key = word.upper()
    if key == "OR":
        left, right = _criterion(rest, box), _criterion(rest, box)
        return lambda n, one: left(n, one) or right(n, one)
    if key == "UID":
        numbers = rest.pop(0)
        last = box.kept[-1].uid if box.kept else 0
        # "n:*" always means the last message as well, however small its number.
        return lambda _, one: _in_set(one.uid, numbers) or (numbers.endswith("*") and one.uid == last)  # fmt: skip
    if key == "HEADER":
        name, value = rest.pop(0), re.sub(r"\\(.)", r"\1", rest.pop(0)[1:-1])
        return lambda _, one: value in (email.message_from_bytes(one.raw).get(name) or "")
    if key in ("SINCE", "BEFORE"):
        day = datetime.strptime(rest.pop(0), "%d-%b-%Y").replace(tzinfo=UTC)
        if key == "SINCE":
            return lambda _, one: one.at >= day
        return lambda _, one: one.at < day
    assert re.fullmatch(r"[\d,:*]+", word), word
    return lambda n, _: _in_set(n, word)


def _section(raw: bytes, item: str) -> bytes:
    match = re.fullmatch(r"BODY\.PEEK\[(.*?)\](?:<(\d+)\.(\d+)>)?", item)
    assert match is not None
    try:
        content = _content(raw, match[1])
    except IndexError:
        return f"BODY[{match[1]}] NIL".encode()
    if match[3]:
        content = content[int(match[2]) :][: int(match[3])]
    name = f"BODY[{match[1]}]" + (f"<{match[2]}>" if match[3] else "")
    return f"{name} {{{len(content)}}}\r\n".encode() + content


def _content(raw: bytes, section: str) -> bytes:
    head, _, body = raw.partition(b"\r\n\r\n")
    if section == "":
        return raw
    if section == "HEADER":
        return head + b"\r\n\r\n"
    wants_head = section.endswith(".MIME")
    part: Any = email.message_from_bytes(raw)
    if not part.is_multipart():
        return body
    for number in section.removesuffix(".MIME").split("."):
        part = part.get_payload(int(number) - 1)
    whole = part.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    head, _, body = bytes(whole).partition(b"\r\n\r\n")
    return head + b"\r\n\r\n" if wants_head else body


def _structure(part: Any) -> bytes:
    if part.is_multipart():
        inner = b"".join(_structure(one) for one in part.get_payload())
        boundary = part.get_boundary()
        kind = part.get_content_subtype()
        return b"(" + inner + f' "{kind}" ("boundary" "{boundary}") NIL NIL NIL)'.encode()
    size = len(part.get_payload())
    packed = part.get("Content-Transfer-Encoding", "7bit")
    how = part.get_content_disposition()
    disposition = f'("{how}" ("filename" "{part.get_filename()}"))' if how else "NIL"
    kind, _, inner = part.get_content_type().partition("/")
    lines = " 1" if kind == "text" else ""
    head = f'"{kind}" "{inner}" NIL NIL NIL "{packed}" {size}{lines}'
    return f"({head} NIL {disposition} NIL NIL)".encode()


def _until_the_dot(stream: Any) -> bytes | None:
    rows: list[bytes] = []
    while row := stream.readline():
        if row == b".\r\n":
            return b"".join(rows)
        rows.append(row[1:] if row.startswith(b".") else row)
    return None


def days_ago(days: float) -> datetime:
    """Return a time in the past."""
    return datetime.now(UTC) - timedelta(days=days)
