"""Connections that go where they were meant to go, and end in time.

Two things `requests` cannot do by itself:

- **The address that was looked at is the one that is used.** A name is resolved once, each address is judged, and
  the connection is made to that very address: a name server that answers "203.0.113.5" to the question and
  "127.0.0.1" to the connection leads nowhere.
- **One deadline covers everything that is read**, the head of the answer included: a server that sends a letter
  every second would otherwise be listened to for ever.

Imported by `sdk.transport` when the first request is made: urllib3 takes its time.
"""

import http.client
import io
import socket
import time
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import requests.adapters
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from cmworkstation.sdk.address import is_public

LONGEST_CONNECT_S = 5.0


@dataclass(slots=True)
class Gate:
    """What holds for the request under way: until when (by the monotonic clock), and how far it may reach."""

    until: float = 0.0
    public_only: bool = True

    def left(self) -> float:
        """Return the seconds that are left; raise `TimeoutError` when there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left


class PrivateAddress(NewConnectionError):
    """A name that a stranger gave leads into this machine or a private network."""


def session(gate: Gate, agent: str) -> requests.Session:
    """Return a session that obeys `gate`, keeps no cookies and asks nobody's configuration."""
    made = requests.Session()
    made.trust_env = False  # ~/.netrc would replace our Authorization header
    # WORKAROUND(requests, 2.34): even when it does not follow redirects, it reads their bodies without any
    # limit to find the next request; what is left for us would look like half an answer.
    made.resolve_redirects = lambda *_, **__: iter(())  # type: ignore[method-assign]
    made.cookies.set_policy(
        DefaultCookiePolicy(allowed_domains=())
    )  # one set for all of .example would travel
    made.headers.update({"User-Agent": agent, "Accept-Encoding": "gzip, deflate"})
    adapter = _Adapter(gate)
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    return made


class _Adapter(requests.adapters.HTTPAdapter):
    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        super().__init__()

    def init_poolmanager(
        self,
        connections: int,
        maxsize: int,
        block: bool = False,
        **more: Any,  # noqa: ANN401 - requests' contract
    ) -> None:
        super().init_poolmanager(connections, maxsize, block, **more)
        self.poolmanager.pool_classes_by_scheme = _pools(self._gate)


def _pools(gate: Gate) -> dict[str, type[HTTPConnectionPool]]:
    """Return kinds of pools whose connections obey `gate`."""

    def connect(connection: HTTPConnection) -> socket.socket:
        return _connect(gate, connection)

    class Response(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
            super().__init__(sock, *args, **kwargs)
            self.fp = io.BufferedReader(_TimedReader(gate, sock, self.fp))

    class Plain(HTTPConnection):
        response_class = Response
        _new_conn = connect

    class Secure(HTTPSConnection):
        response_class = Response
        _new_conn = connect

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _connect(gate: Gate, connection: HTTPConnection) -> socket.socket:
    """Resolve once, judge every address, and connect to one of those that passed."""
    host, port = connection._dns_host.strip("[]"), connection.port  # noqa: SLF001 - as urllib3 itself does here
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # whatever keeps us from asking: nothing has left
        gone = error if isinstance(error, socket.gaierror) else socket.gaierror("no name")
        raise NameResolutionError(host, connection, gone) from None
    if gate.public_only and not all(is_public(str(one[4][0])) for one in found):
        raise PrivateAddress(connection, "private")
    problem: OSError = OSError("no address")
    for family, kind, protocol, _, address in found:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(min(LONGEST_CONNECT_S, gate.left()))
            for option in connection.socket_options or ():
                sock.setsockopt(*option)
            sock.connect(address)
        except OSError as error:
            sock.close()
            problem = error
            continue
        return sock
    if isinstance(problem, TimeoutError):
        raise ConnectTimeoutError(connection, "no connection in time") from None
    raise NewConnectionError(connection, "no connection") from None


class _TimedReader(io.RawIOBase):
    """Reads a socket; each read may take what is left of the deadline."""

    def __init__(self, gate: Gate, sock: socket.socket, first: io.BufferedIOBase) -> None:
        self._gate = gate
        self._sock = sock
        self._first = first  # keeps the socket open until the answer is closed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a writable buffer
        self._sock.settimeout(self._gate.left())
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        if not self.closed:
            self._first.close()
        super().close()
