"""A door on loopback behind which a test answers as a server would."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = tuple[int, Mapping[str, str], bytes]
# Verb, target, headers and body of a request → the reply; None cuts the connection without one.
Answering = Callable[[str, str, Mapping[str, str], bytes], Reply | None]


@contextmanager
def listening(answer: Answering, name: str = "fake server") -> Iterator[str]:
    """Answer the requests to a free port of this machine; yield its origin. Every connection carries one request."""

    class Door(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = answer(self.command, self.path, dict(self.headers.items()), body)
            self.close_connection = True
            if reply is None:
                return
            status, headers, payload = reply
            self.send_response(status)
            for key, value in {"Content-Length": str(len(payload)), **headers}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815 - the names that http.server calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name=name)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


Talking = Callable[[socket.socket], None]  # carries on a whole conversation; returning hangs up


@contextmanager
def talking(talk: Talking, name: str = "fake server") -> Iterator[int]:
    """Carry on a conversation with everybody who connects to a free port of this machine; yield the port.

    At the end all connections are cut, so that nobody waits for somebody who does not hang up.
    """
    lines: set[socket.socket] = set()

    class Door(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            lines.add(self.request)
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with suppress(OSError, ValueError):
                talk(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = False

    with Server(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), name=name)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
            for line in set(lines):
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
