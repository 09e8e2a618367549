"""A line to a server of mail: encrypted and checked before anything is said, with deadlines and limits.

- The certificate is always checked: against the system's issuers and those that the program brings, and against
  the server's name. A certificate that a person compared and confirmed is recognised by its fingerprint instead.
- Without encryption nothing is said to any machine but this one (for tests, and for bridges on this computer).
- Words that came in before the encryption began were said by nobody knows whom; they end the connection.
- One deadline covers everything that is read or sent until the next `allow`, since a server can stretch single
  reads for ever; so does one limit of bytes.
"""

import hashlib
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cmworkstation.domain.errors import BadAddress, Offline, ServerTrouble, Untrusted

CONNECT_S = 10.0
DEADLINE_S = 60.0
MAX_BYTES = 32 * 2**20
LONGEST_LINE = 1_000_000
PIECE = 65_536
# What OpenSSL calls these in its X509_V_ERR_… codes.
REASONS = {
    9: "not-yet",
    10: "expired",
    18: "self-signed",
    19: "unknown-issuer",
    20: "unknown-issuer",
    21: "unknown-issuer",
    62: "name",
    64: "name",
}


class Security(StrEnum):
    """How a line is encrypted."""

    TLS = "tls"  # from the first byte
    STARTTLS = "starttls"  # agreed on in plain words, before anything else is said
    NONE = "none"  # on this machine only


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens."""

    host: str
    port: int
    security: Security = Security.TLS

    def __str__(self) -> str:
        """Return it as settings keep it: "tls://imap.example.org:993"."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.security}://{host}:{self.port}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """Return the place that settings keep. Raises `BadAddress`."""
        scheme, _, rest = text.partition("://")
        host, _, port = rest.rpartition(":")
        if scheme not in set(Security) or not host or not port.isdigit():
            raise BadAddress("not the place of a server")
        return cls(host.strip("[]"), int(port), Security(scheme))


class Wire:
    """A connection to one server, with the parts of a socket and of a file that mail clients use."""

    def __init__(self, sock: socket.socket) -> None:
        """Take over a connected socket."""
        self._sock = sock
        self._buffer = bytearray()
        self._until = 0.0
        self._left = 0
        self.allow(DEADLINE_S)

    def allow(self, seconds: float, max_bytes: int = MAX_BYTES) -> None:
        """Grant what follows so much time, and so many bytes to read."""
        self._until = time.monotonic() + seconds
        self._left = max_bytes

    def sendall(self, data: bytes) -> None:
        """Send. Raises `ServerTrouble` when the connection breaks or the time is over."""
        view = memoryview(data)
        try:
            for start in range(0, len(view), PIECE):
                self._sock.settimeout(self._time_left())
                self._sock.sendall(view[start : start + PIECE])
        except (OSError, ValueError):
            raise ServerTrouble("the connection broke") from None

    def readline(self, limit: int = LONGEST_LINE) -> bytes:
        """Return a line with its end; what is there when the other side hung up."""
        seen = 0
        while (end := self._buffer.find(b"\n", seen)) < 0:
            seen = len(self._buffer)
            if seen > limit:
                raise ServerTrouble("a line without end")
            if not self._more():
                return self._take(seen)
        return self._take(end + 1)

    def read(self, size: int) -> bytes:
        """Return so many bytes; fewer when the other side hung up."""
        if size - len(self._buffer) > self._left:
            raise ServerTrouble("an answer without end")
        while len(self._buffer) < size and self._more():
            pass
        return self._take(min(size, len(self._buffer)))

    def wait(self, seconds: float) -> bool:
        """Wait for something to be said; False when nobody did. Raises `ServerTrouble` when the other side hung up."""
        if self._buffer:
            return True
        try:
            self._sock.settimeout(seconds)
            part = self._sock.recv(PIECE)
        except TimeoutError:
            return False
        except (OSError, ValueError):
            raise ServerTrouble("the connection broke") from None
        if not part:
            raise ServerTrouble("the connection was ended")
        self._buffer += part
        return True

    def has_line(self) -> bool:
        """Tell whether a whole line came in already."""
        return b"\n" in self._buffer

    def makefile(self, *_: object, **__: object) -> "Reading":
        """Return what reads lines, as a socket does."""
        return Reading(self)

    def settimeout(self, _: float | None) -> None:
        """Change nothing: deadlines are set by `allow`."""

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            self._sock.close()

    def pretend(self, said: bytes) -> None:
        """Let the other side have said this: a greeting is not repeated once the line is encrypted."""
        self._buffer[:0] = said

    def encrypt(self, context: ssl.SSLContext, host: str) -> bytes:
        """Shake hands; return the other side's certificate. Raises what `ssl` raises, and `ServerTrouble`."""
        if self._buffer:
            raise ServerTrouble("words before the encryption began")
        self._sock.settimeout(self._time_left())
        wrapped = context.wrap_socket(self._sock, server_hostname=host)
        self._sock = wrapped
        return wrapped.getpeercert(binary_form=True) or b""

    def names(self) -> tuple[str, ...]:
        """Return the names to which the other side's checked certificate is made out."""
        found = self._sock.getpeercert() if isinstance(self._sock, ssl.SSLSocket) else None
        pairs = (found or {}).get("subjectAltName", ())
        return tuple(str(pair[1]) for pair in pairs if isinstance(pair, tuple))

    def _time_left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise ServerTrouble("no answer in time")
        return left

    def _more(self) -> bool:
        try:
            self._sock.settimeout(self._time_left())
            part = self._sock.recv(PIECE)
        except TimeoutError:
            raise ServerTrouble("no answer in time") from None
        except (OSError, ValueError):
            raise ServerTrouble("the connection broke") from None
        self._left -= len(part)
        if self._left < 0:
            raise ServerTrouble("an answer without end")
        self._buffer += part
        return bool(part)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken


class Reading:
    """A wire as a file; closing it leaves the wire open."""

    def __init__(self, wire: Wire) -> None:
        """Read from this wire."""
        self._wire = wire

    def readline(self, limit: int = LONGEST_LINE) -> bytes:
        """Return a line."""
        return self._wire.readline(limit)

    def close(self) -> None:
        """Leave the wire to whoever opened it."""


Upgrade = Callable[[Wire], object]  # agrees in plain words that encryption follows


def connect(
    place: Place, upgrade: Upgrade, pins: Collection[str] = (), within_s: float = DEADLINE_S
) -> Wire:
    """Return a checked line to a server.

    `pins` are fingerprints that a person confirmed. Raises `Untrusted` with the fingerprint to compare, `Offline`
    when nobody listens there, `BadAddress` for plain words to another machine, `ServerTrouble`, and what
    `upgrade` raises.
    """
    if place.security is Security.NONE:
        if not _is_here(place.host):
            raise BadAddress("a password goes to another machine over an encrypted line only")
        return _dial(place, within_s)
    if pins:
        wire, seen = _shake_hands(place, upgrade, _blind(), within_s)
        if fingerprint(seen) in pins:
            return wire
        wire.close()
    try:
        return _shake_hands(place, upgrade, _checking(), within_s)[0]
    except ssl.SSLCertVerificationError as error:
        reason = REASONS.get(error.verify_code, "other")
        raise _explained(place, upgrade, "changed" if pins else reason, within_s) from None


def fingerprint(certificate: bytes) -> str:
    """Return the SHA-256 fingerprint of a certificate as people compare it: "AB:CD:…"."""
    digest = hashlib.sha256(certificate).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _dial(place: Place, within_s: float) -> Wire:
    try:
        address = (place.host, place.port)
        sock = socket.create_connection(address, min(CONNECT_S, within_s))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except TimeoutError:
        raise Offline("no connection in time") from None
    except (OSError, UnicodeError):
        raise Offline("no connection") from None
    wire = Wire(sock)
    wire.allow(within_s)
    return wire


def _shake_hands(
    place: Place, upgrade: Upgrade, context: ssl.SSLContext, within_s: float
) -> tuple[Wire, bytes]:
    wire = _dial(place, within_s)
    with _closed_on_trouble(wire):
        if place.security is Security.STARTTLS:
            upgrade(wire)
        try:
            return wire, wire.encrypt(context, place.host)
        except ssl.SSLCertVerificationError:
            raise
        except (OSError, ValueError):  # a line that knows no encryption, or too old a kind of it
            raise Offline("no secure connection") from None


def _explained(place: Place, upgrade: Upgrade, reason: str, within_s: float) -> Untrusted:
    """Look at a refused certificate once more, so that a person can compare it. Nothing is said on that line."""
    wire, seen = _shake_hands(place, upgrade, _blind(), within_s)
    wire.close()
    names: tuple[str, ...] = ()
    if reason == "name":
        with suppress(ssl.SSLError, Offline, ServerTrouble):
            wire, _ = _shake_hands(place, upgrade, _checking(names=False), within_s)
            names = wire.names()
            wire.close()
    return Untrusted(reason, host=place.host, fingerprint=fingerprint(seen), names=names)


@contextmanager
def _closed_on_trouble(wire: Wire) -> Iterator[None]:
    try:
        yield
    except BaseException:
        wire.close()
        raise


@lru_cache(maxsize=2)
def _checking(*, names: bool = True) -> ssl.SSLContext:
    context = ssl.create_default_context()
    with suppress(ImportError, OSError):
        import certifi  # noqa: PLC0415 - comes with requests; some systems give Python no issuers

        context.load_verify_locations(certifi.where())
    context.check_hostname = names
    return context


def _blind() -> ssl.SSLContext:
    """Return what shows a certificate without judging it: its fingerprint is compared before anything is said."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
