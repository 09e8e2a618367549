"""Ways that let something through and lose the answer, as a connection that breaks at the wrong moment."""

import re
import select
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Cutting:
    """Loses the next `cuts` answers to requests whose first line begins with `what`, after `passing` that arrive."""

    base_url: str = ""
    what: str = "POST "
    cuts: int = 0
    passing: int = 0
    seen: list[str] = field(default_factory=list)


@contextmanager
def cutting(base_url: str) -> Iterator[Cutting]:
    """Serve another way to `base_url` on a free loopback port."""
    parts = urlsplit(base_url)
    upstream = (parts.hostname or "", parts.port or 80)
    plan = Cutting()

    class Way(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            request = _request(self.rfile)
            if not request:
                return
            line = request.split(b"\r\n", 1)[0].decode("latin-1")
            plan.seen.append(line)
            with socket.create_connection(upstream, timeout=30) as there:
                there.sendall(request)
                answer = b"".join(iter(lambda: there.recv(65536), b""))
            if plan.cuts and line.startswith(plan.what):
                if not plan.passing:
                    plan.cuts -= 1  # it was carried out; nobody hears of it
                    return
                plan.passing -= 1
            self.wfile.write(answer)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Way) as server:
        plan.base_url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield plan
        finally:
            server.shutdown()
            thread.join()


def _request(stream: Any) -> bytes:
    """Return one whole request; asks the other side to close the connection after its answer."""
    head: list[bytes] = []
    length = 0
    for line in stream:
        if line in (b"\r\n", b""):
            break
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
        if not line.lower().startswith(b"connection:"):
            head.append(line)
    if not head:
        return b""
    return b"".join([*head, b"Connection: close\r\n\r\n", stream.read(length)])


@contextmanager
def cutting_mail(upstream: tuple[str, int], certificate: tuple[str, str]) -> Iterator[Cutting]:
    """Serve another way to a server of SMTP, with a certificate of its own, that can lose the answer to a final dot.

    `seen` gets the Message-ID of every message whose dot went through. Its
    `base_url` is "smtp://HOST:PORT", to be spoken to with STARTTLS.
    """
    plan = Cutting(what="the final dot")
    inside = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    inside.load_cert_chain(*certificate)
    outside = ssl.create_default_context(cafile=certificate[0])

    class Way(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(upstream, timeout=30) as there:
                here: socket.socket = self.request
                _pass(there, here, b"\n")
                if not _until_encrypted(here, there):
                    return
                with (
                    outside.wrap_socket(there, server_hostname="localhost") as upstairs,
                    inside.wrap_socket(here, server_side=True) as downstairs,
                ):
                    for line in (downstairs, upstairs):
                        line.settimeout(0.2)
                    self._talk(downstairs, upstairs)

        def _talk(self, here: ssl.SSLSocket, there: ssl.SSLSocket) -> None:
            message, data = bytearray(), False
            while True:
                ready = [line for line in (here, there) if line.pending()]
                ready = ready or select.select([here, there], [], [], 10)[0]
                if not ready:
                    return
                for line in ready:
                    try:
                        part = line.recv(65536)
                    except TimeoutError:  # what came was the business of the encryption alone
                        continue
                    if not part:
                        return
                    if line is there:
                        here.sendall(part)
                        data = data or part.startswith(b"354")
                        continue
                    there.sendall(part)
                    message += part if data else b""
                    if data and message.endswith(b"\r\n.\r\n"):
                        found = re.search(rb"(?im)^message-id:\s*(\S+)", message)
                        plan.seen.append(found[1].decode() if found else "")
                        message, data = bytearray(), False
                        if plan.cuts:
                            plan.cuts -= 1
                            there.settimeout(30)
                            there.recv(65536)  # it was taken; nobody hears of it
                            return

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Way) as server:
        plan.base_url = f"smtp://localhost:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield plan
        finally:
            server.shutdown()
            thread.join()


def _pass(one: socket.socket, other: socket.socket, until: bytes) -> bytes:
    said = b""
    while not said.endswith(until) and (part := one.recv(65536)):
        said += part
    other.sendall(said)
    return said


def _until_encrypted(here: socket.socket, there: socket.socket) -> bool:
    """Pass plain words to and fro until both sides agree on encryption."""
    while command := _pass(here, there, b"\n"):
        answer = b""
        while not re.search(rb"(?m)^\d{3} .*\n$", answer):
            part = there.recv(65536)
            if not part:
                return False
            answer += part
        here.sendall(answer)
        if command.upper().startswith(b"STARTTLS"):
            return answer.startswith(b"220")
    return False
