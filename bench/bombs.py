"""Peak memory while documents are read that are small to send and huge to hold.

A process of its own warms up, then forks for each bomb; the fork lets the kernel forget its peak, reads the bomb as
the program would, and says by how much its peak rose above what it held before, which for a document that was handed
over includes no byte of it. Linux only, where the kernel says so.
"""

import gzip
import json
import os
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.rows import Row, below
from cmworkstation.connectors import feed
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.sdk import html, mime
from cmworkstation.sdk.answer import Answer, read_json
from cmworkstation.sdk.http import Http

AIM_MB = 32.0
SIZE = 8 * 2**20
UNPACKED = 100 * 2**20
PATHS = ("/gzip", "/gzip-gzip", "/gzip-gzip-gzip", "/deflate")
ROOT = Path(__file__).resolve().parents[1]


def packed() -> dict[str, tuple[str, bytes]]:
    """Return what the server sends, by path: its encoding, and the bytes."""
    zeros = gzip.compress(bytes(UNPACKED), 9)
    return {
        "/gzip": ("gzip", zeros),
        "/gzip-gzip": ("gzip, gzip", gzip.compress(zeros, 9)),
        "/gzip-gzip-gzip": ("gzip, gzip, gzip", gzip.compress(gzip.compress(zeros, 9), 9)),
        "/deflate": ("deflate", zlib.compress(bytes(UNPACKED), 9)),
    }


def bombs() -> dict[str, Callable[[str], object]]:
    """Return the bombs by name; each is given the address of the server."""
    found: dict[str, Callable[[str], object]] = {
        f"over http: {path[1:]}": partial(_fetch, path) for path in packed()
    }
    for name, piece in {
        "arrays in a row": b"[],",
        "objects in a row": b'{"a":1},',
        "short texts": b'"ab",',
        "figures": b"1000,",
    }.items():
        body = b"[" + piece * (SIZE // len(piece)) + b"1]"
        found[f"JSON: {name}"] = partial(_take, read_json, body)
    for name, body in {
        "100,000 deep": b"[" * 100_000 + b"]" * 100_000,
        "objects 100,000 deep": b'{"a":' * 100_000,
        "one text": b'"' + b"x" * SIZE + b'"',
    }.items():
        found[f"JSON: {name}"] = partial(_take, read_json, body)
    laughs = b"".join(b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    rss = b"<rss version='2.0'><channel><title>x</title>"
    for name, body in {
        "a billion laughs": b"<!DOCTYPE x [<!ENTITY l0 'ha'>"
        + laughs
        + b"]>"
        + rss
        + b"<item>&l9;",
        "laughs behind a comment": b"<!--"
        + bytes(50_000).replace(b"\0", b"x")
        + b"--><!DOCTYPE x ["
        + laughs
        + b"]>"
        + rss,
        "two million elements": rss + b"<a/>" * (SIZE // 4),
        "100,000 deep": rss + b"<a>" * 100_000,
    }.items():
        found[f"XML: {name}"] = partial(_take, _read_feed, body)
    mixed = b"From: a@x.test\nContent-Type: multipart/mixed; boundary=b\n\n"
    for name, raw in {
        "300,000 parts": mixed + b"--b\nContent-Type: text/plain\n\nx\n" * 300_000,
        "one field": b"To: " + b"a@x.test, " * (SIZE // 10),
        "40,000 deep": b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
            for n in range(40_000)
        ),
        "letters of four bytes": b"Content-Type: text/plain; charset=utf-8\n\n"
        + "🎨".encode() * (SIZE // 4),
        "packed words": b"Content-Transfer-Encoding: base64\n\n" + b"QUFB" * (SIZE // 4),
    }.items():
        found[f"mail: {name}"] = partial(_take, mime.read, raw)
    found["HTML: images without end"] = lambda _: html.clean("<img alt='" * (SIZE // 10))
    found["a charter of 200,000 rules"] = lambda _: read_charter("[[rule]]\n" * 200_000)
    return found


def _take(read: Callable[[bytes], object], body: bytes, _: str) -> object:
    return read(body)


def _fetch(path: str, origin: str) -> object:
    return Http(origin, allow_private=True).get(path)


def _read_feed(body: bytes) -> object:
    answer = Answer(200, {"content-type": "application/xml"}, body, "https://x.test/")
    return feed._read(answer, answer.url)


def measure() -> list[Row]:
    """Return the row of the worst bomb."""
    found = measured()
    worst = max(found, key=lambda name: found[name])
    how = f"resident, worst of {len(found)} bombs: {worst}"
    return [below("peak memory over a bomb", found[worst], "MB", AIM_MB, how)]


def measured() -> dict[str, float]:
    """Return by how many megabytes the peak of each bomb stood above what was held before."""
    with _serving() as origin:
        command = [sys.executable, "-m", "bench.bombs", origin]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextmanager
def _serving() -> Iterator[str]:
    sent = packed()

    class Bomber(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            encoding, body = sent[self.path]
            self.send_response(200)
            self.send_header("Content-Encoding", encoding)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bomber)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _said(name: str) -> int:
    """Return a figure of this process in kB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(name + ":")[2].split()[0])


def _peak_of(act: Callable[[str], object], origin: str) -> float:
    """Return the rise of the peak in a fork that reads one bomb, in MB."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
        before = _said("VmRSS")
        with suppress(WorkstationError):
            act(origin)
        os.write(writer, str(_said("VmHWM") - before).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        kilobytes = int(said.read())
    os.waitpid(child, 0)
    return kilobytes / 1000


def _warm(origin: str) -> None:
    """Load what reading needs, so that no bomb is blamed for it."""
    ordinary = (
        b"<rss version='2.0'><channel><title>x</title><item><title>y</title></item></channel></rss>"
    )
    _read_feed(ordinary)
    mime.read(b"From: a@x.test\nContent-Type: text/html\n\n<p>x")
    html.clean("<p>x")
    read_json(b"[1]")
    with suppress(WorkstationError):
        Http(origin, allow_private=True).get("/gzip-gzip-gzip")


def main() -> None:
    """Print the peaks of all bombs as JSON."""
    origin = sys.argv[1]
    _warm(origin)
    print(json.dumps({name: _peak_of(act, origin) for name, act in bombs().items()}))


if __name__ == "__main__":
    main()
