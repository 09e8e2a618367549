"""A proxy that lets a request through and loses its answer, as a connection that breaks at the wrong moment."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Cutting:
    """Loses the next `cuts` answers to requests whose first line begins with `what`."""

    base_url: str = ""
    what: str = "POST "
    cuts: int = 0
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
                plan.cuts -= 1  # it was carried out; nobody hears of it
                return
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
