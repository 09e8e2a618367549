"""The line under a mailbox: `imapclient` and the standard library's `imaplib` over a wire of `sdk.tls`.

The only place that imports them. Their own way to the network has no deadline for an answer as a whole, and their
log holds all that is said: both are replaced here.
"""

import imaplib
import logging
import re
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

import imapclient

from cmworkstation.domain.errors import NotThisPlatform, Refused, ServerTrouble, WorkstationError
from cmworkstation.sdk import tls

REFUSED = imaplib.IMAP4.error
BROKE_OFF = imaplib.IMAP4.abort
NO_SENSE = imapclient.exceptions.ProtocolError
ASK_S = 60.0
LONGEST_LINE = 8 * 2**20
PULSE_S = 1.0  # how soon a listener notices that it is no longer wanted
NEWS = re.compile(rb"^\* (?:\d+ (?:EXISTS|EXPUNGE|FETCH)|VANISHED)\b")


class _Imap4(imaplib.IMAP4):
    """The standard library's client over a wire of ours."""

    def __init__(self, wire: tls.Wire) -> None:
        self._wire = wire
        super().__init__("", 0)

    def open(self, *_: object, **__: object) -> None:
        """Use the wire that is open."""
        self.sock = self._wire  # type: ignore[assignment]

    def read(self, size: int) -> bytes:
        """Read a literal."""
        return self._wire.read(size)

    def readline(self) -> bytes:
        """Read a line; the numbers of a whole folder may stand in one."""
        return self._wire.readline(LONGEST_LINE)

    def send(self, data: Any) -> None:  # noqa: ANN401 - bytes of any kind
        """Say something."""
        self._wire.sendall(bytes(data))

    def shutdown(self) -> None:
        """Hang up."""
        self._wire.close()

    def _log(self, line: object) -> None:
        """Keep no record: it would hold the password."""


class Client(imapclient.IMAPClient):  # type: ignore[misc]
    """The library over a wire of ours."""

    def __init__(self, wire: tls.Wire) -> None:
        logging.getLogger("imapclient").setLevel(logging.CRITICAL)
        self.wire = wire
        super().__init__("", 0, ssl=False)
        self._imap.debug = 0  # the library writes all that is said into its log
        self.normalise_times = False

    def _create_IMAP4(self) -> _Imap4:  # noqa: N802 - the library's name
        return _Imap4(self.wire)

    def _set_read_timeout(self) -> None:
        """Leave deadlines to the wire."""

    def learn_changes(self) -> bool:
        """Ask to be told of changes; return whether the server also tells who vanished."""
        self._cached_capabilities = None
        if not self.has_capability("ENABLE"):
            return False
        wanted = [name for name in ("CONDSTORE", "QRESYNC") if self.has_capability(name)]
        enabled = self.enable(*wanted) if wanted else []
        return b"QRESYNC" in [bytes(name).upper() for name in enabled]

    def said(self, what: str) -> list[bytes]:
        """Return what the server said without being asked, once."""
        return [line for line in self._imap.untagged_responses.pop(what, ()) if line]

    def idle_once(
        self, heard: Callable[[], object], stopped: Callable[[], bool], reissue_s: float
    ) -> None:
        """Listen until it is time to say anew that we are there."""
        self.wire.allow(ASK_S)
        tag = self._imap._command("IDLE")  # noqa: SLF001 - the library's own way reads without deadlines
        if self._imap._get_response() is not None:  # noqa: SLF001
            raise ServerTrouble("no sign to begin listening")
        until = time.monotonic() + reissue_s
        while not stopped() and time.monotonic() < until:
            if self.wire.wait(PULSE_S) and self._news():
                heard()
        self.wire.allow(10.0)
        self._imap.send(b"DONE\r\n")
        self._consume_until_tagged_response(tag, "IDLE")

    def _news(self) -> bool:
        """Read what was said; tell whether any of it is news."""
        news = False
        self.wire.allow(ASK_S)
        while line := self.wire.readline():
            if line.startswith(b"* BYE"):
                raise ServerTrouble("the server said good-bye")
            news = news or NEWS.match(line) is not None
            if not self.wire.has_line():
                return news
        raise ServerTrouble("the connection was ended")

    def hang_up(self) -> None:
        """Say good-bye without waiting for an answer; the connection may be dead, or another thread's."""
        self.wire.allow(1.0)
        with suppress(WorkstationError):
            self.wire.sendall(b"bye LOGOUT\r\n")
        self.wire.close()


def greeted(wire: tls.Wire) -> Client:
    """Return the client once the server has greeted. Raises `ServerTrouble`."""
    try:
        return Client(wire)
    except imaplib.IMAP4.error:  # "BYE", or no words of a mailbox at all
        raise ServerTrouble("no greeting of a mail server") from None


def greet(place: tls.Place, pins: Collection[str], within_s: float) -> None:
    """See whether a server of this kind answers there. Raises as `tls.connect`, and `NotThisPlatform`."""
    try:
        wire = tls.connect(place, agree, pins, within_s)
        greeted = place.security is tls.Security.STARTTLS or wire.readline().startswith(b"* ")
        wire.close()
    except ServerTrouble:
        greeted = False
    if not greeted:
        raise NotThisPlatform("no mailbox answers there")


def agree(wire: tls.Wire) -> None:
    """Agree in plain words that encryption follows (STARTTLS). Raises `ServerTrouble`, `Refused`."""
    if not wire.readline().startswith(b"* OK"):
        raise ServerTrouble("no greeting of a mail server")
    wire.sendall(b"s STARTTLS\r\n")
    while line := wire.readline():
        if line.startswith(b"s "):
            if line[2:4].upper() != b"OK":
                raise Refused("no encryption", code="no-encryption")
            return
    raise ServerTrouble("the connection was ended")
