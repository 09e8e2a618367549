"""Handing a message to a server that carries it on; the only place that imports `smtplib`.

A message counts as handed over when the server answers the final dot with 250. Before the dot has left, whatever
goes wrong means that nothing was sent, and so does a refusal in answer to it. Where the dot has left and no answer
comes, nobody knows: `Ambiguous`, and it is never sent again by this module.

All recipients or none: when one of them is refused, nothing is sent.
"""

import base64
import re
import smtplib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress

from cmworkstation.domain.errors import (
    Ambiguous,
    NotSignedIn,
    NotThisPlatform,
    Offline,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    WorkstationError,
)
from cmworkstation.killpoint import reach
from cmworkstation.sdk import tls

LOGIN_S = 30.0
ANSWER_S = 120.0  # for one answer, and for the message itself
WAIT_S = 300.0  # after "try again later"
OUR_NAME = "[127.0.0.1]"  # the name of a person's computer is nobody's business
WORDS_CAP = 300
LONGEST_LINE = 10_000
OK, MORE = range(200, 300), range(300, 400)
WRONG_SECRET = frozenset({432, 530, 534, 535, 538})
NO_ROOM = 552
GOING_AWAY = 421
GREETED, GO_ON, TAKEN = 220, 354, 250


class Carrier:
    """One person's way to send mail through one server."""

    def __init__(
        self, place: tls.Place, user: str, password: str, pins: Collection[str] = ()
    ) -> None:
        """Take where the server listens, who we are there, and the certificates that a person confirmed."""
        self._place = place
        self._user = user
        self._password = password
        self._pins = tuple(pins)

    def __repr__(self) -> str:
        """Name the server and nothing else."""
        return f"Carrier({str(self._place)!r})"

    def check(self) -> int:
        """Sign in and leave; return the most bytes that a message may have, 0 when the server names no limit.

        Raises `NotSignedIn`, `Refused`, `Untrusted`, `Offline`, `Temporary`.
        """
        with self._talking() as talk:
            said = talk.esmtp_features.get("size", "")
            return int(said) if said.isdigit() else 0

    def send(self, sender: str, recipients: Sequence[str], message: bytes) -> None:
        """Hand a message over, once.

        Raises `Refused`, `TooLong`, `NotSignedIn`, `RateLimited`, `Offline` when nothing was sent, else `Ambiguous`.
        """
        body = re.sub(rb"(?m)^\.", b"..", _with_line_ends(message))
        with self._nothing_sent(), self._talking() as talk:
            size = f" SIZE={len(message)}" if talk.has_extn("size") else ""
            self._said(talk, OK, f"MAIL FROM:<{_address(sender)}>{size}")
            for one in recipients:
                self._said(talk, OK, f"RCPT TO:<{_address(one)}>")
            self._said(talk, MORE, "DATA")
            talk.wire.allow(ANSWER_S)
            talk.wire.sendall(body)
            reach("mail.before-dot")
            self._finish(talk)

    def _finish(self, talk: "_Talk") -> None:
        """Send the dot and hear what became of the message."""
        talk.wire.allow(ANSWER_S)
        try:
            talk.wire.sendall(b".\r\n")
            reach("mail.after-dot")
            code, words = talk.getreply()
        except (WorkstationError, smtplib.SMTPException, OSError, ValueError):
            raise Ambiguous("no answer to the final dot") from None
        if code in OK:
            with suppress(WorkstationError, smtplib.SMTPException, OSError):
                talk.wire.sendall(b"QUIT\r\n")
            return
        if code == GOING_AWAY or code not in range(400, 600):
            raise Ambiguous(str(code))  # a server that goes away may have taken it
        raise self._refusal(code, words)

    @contextmanager
    def _nothing_sent(self) -> Iterator[None]:
        """Whatever breaks before the dot has left is no doubt."""
        try:
            yield
        except ServerTrouble as error:
            raise Offline(error.detail) from None

    @contextmanager
    def _talking(self) -> Iterator["_Talk"]:
        """Connect, say who we are, and hang up at the end."""
        wire = tls.connect(self._place, agree, self._pins, LOGIN_S)
        try:
            talk = _Talk(wire)
            if self._place.security is not tls.Security.STARTTLS:
                code, words = talk.getreply()
                if code != GREETED:
                    raise self._refusal(code, words)
            talk.ehlo()
            self._log_in(talk)
            yield talk
        except (smtplib.SMTPException, OSError, ValueError, UnicodeError):
            raise ServerTrouble("the server of mail broke off") from None
        finally:
            wire.close()

    def _log_in(self, talk: "_Talk") -> None:
        ways = talk.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in ways:
            secret = f"\0{self._user}\0{self._password}".encode()
            code, words = talk.docmd("AUTH", f"PLAIN {base64.b64encode(secret).decode()}")
        elif "LOGIN" in ways:
            code, words = talk.docmd("AUTH", "LOGIN")
            for part in (self._user, self._password):
                if code in MORE:
                    code, words = talk.docmd(base64.b64encode(part.encode()).decode())
        else:
            raise Refused("no sign-in offered", code="no-sign-in")
        if code not in OK:
            raise self._refusal(code, words)

    def _said(self, talk: "_Talk", good: range, words: str) -> None:
        talk.wire.allow(ANSWER_S)
        code, answer = talk.docmd(words)
        if code not in good:
            raise self._refusal(code, answer)

    def _refusal(self, code: int, said: bytes) -> WorkstationError:
        """Return what a refusal means; nothing was sent."""
        words = said.decode("utf-8", "replace")
        for secret in (self._password, base64.b64encode(self._password.encode()).decode()):
            words = words.replace(secret, "…") if secret else words
        words = " ".join(words.split())[:WORDS_CAP]
        if code in WRONG_SECRET or "5.7.30" in words:
            return NotSignedIn(f"smtp-{code}")
        if code in range(400, 500):
            return RateLimited(f"smtp-{code}", retry_after=WAIT_S)
        if code == NO_ROOM and "5.3.4" in words:
            return TooLong(f"smtp-{code}")
        if code in range(500, 600):
            return Refused(f"smtp-{code}", code=f"smtp-{code}", words=words)
        return ServerTrouble(f"smtp-{code}")


class _Talk(smtplib.SMTP):
    """The standard library's client over a wire of ours."""

    def __init__(self, wire: tls.Wire) -> None:
        super().__init__(local_hostname=OUR_NAME)
        self.wire = wire
        self.sock = wire  # type: ignore[assignment]


def greet(place: tls.Place, pins: Collection[str], within_s: float) -> None:
    """See whether a server of this kind answers there. Raises as `tls.connect`, and `NotThisPlatform`."""
    try:
        wire = tls.connect(place, agree, pins, within_s)
        greeted = place.security is tls.Security.STARTTLS or _reply(wire) == GREETED
        wire.close()
    except ServerTrouble:
        greeted = False
    if not greeted:
        raise NotThisPlatform("nobody there carries mail")


def agree(wire: tls.Wire) -> None:
    """Agree in plain words that encryption follows (STARTTLS). Raises `ServerTrouble`, `Refused`."""
    if _reply(wire) != GREETED:
        raise ServerTrouble("no greeting of a mail server")
    wire.sendall(f"EHLO {OUR_NAME}\r\n".encode())
    if _reply(wire) != TAKEN:
        raise ServerTrouble("no greeting of a mail server")
    wire.sendall(b"STARTTLS\r\n")
    if _reply(wire) != GREETED:
        raise Refused("no encryption", code="no-encryption")


def _reply(wire: tls.Wire) -> int:
    while line := wire.readline(LONGEST_LINE):
        if line[3:4] != b"-":
            return int(line[:3]) if line[:3].isdigit() else 0
    raise ServerTrouble("the connection was ended")


def _address(text: str) -> str:
    """Return an address as the envelope takes it. Raises `Refused` for what would end the line early."""
    if re.search(r"[\s<>\0]", text) or "@" not in text:
        raise Refused("not an address of mail", code="bad-recipient")
    local, _, domain = text.rpartition("@")
    with suppress(UnicodeError):
        domain = domain if domain.isascii() else domain.encode("idna").decode()
    if not (local + domain).isascii():
        raise Refused("an address in letters that not every server carries", code="bad-recipient")
    return f"{local}@{domain}"


def _with_line_ends(message: bytes) -> bytes:
    whole = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    return whole if whole.endswith(b"\r\n") else whole + b"\r\n"
