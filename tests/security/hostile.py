"""Forty texts that want more than to be read, and the things they reach for.

{file} is a file on this disk that nobody else opens, {origin} a server on this machine that nobody else asks.
"""

import ctypes
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MARK = "Q7ZK"  # stands in every text, so that a walk can tell that it saw them

TEXTS: dict[str, str] = {
    # What Qt's guess takes for markup, and what it does not
    "image of a file": 'Q7ZK <img src="file://{file}">',
    "image of a path": "Q7ZK <img src='{file}' width=1>",
    "image of a server": 'Q7ZK <img src="{origin}/pixel.png">',
    "image by a share": "Q7ZK <img src='//127.0.0.1/share/{file}'>",
    "image by a data address": 'Q7ZK <img src="data:image/svg+xml;base64,PHN2Zy8+">',
    "line break that makes it rich": "Q7ZK<br><img src='file://{file}'>",
    "letters that look like a tag": "Q7ZK a<b>c</b> is smaller",
    "entity before a tag": "Q7ZK &amp; <i>one</i> &lt;img src='file://{file}'&gt;",
    "a cry": "<URGENT> Q7ZK lisez ceci",
    "an address in brackets": "Q7ZK Anna <anna@social.example>",
    "a heart": "Q7ZK I <3 you & them",
    "html from the start": "<html><body background='file://{file}'>Q7ZK</body></html>",
    "qt from the start": "<qt>Q7ZK<img src='file://{file}'></qt>",
    "doctype": '<!DOCTYPE html [<!ENTITY x SYSTEM "file://{file}">]><p>Q7ZK &x;',
    # What else may load
    "style sheet of a file": "<link rel=stylesheet href='file://{file}'>Q7ZK",
    "style sheet of a server": '<link rel="stylesheet" href="{origin}/x.css">Q7ZK',
    "import in a style": "<style>@import url('file://{file}'); p {{ background: url({file}) }}</style>Q7ZK",
    "background of a table": "<table background='file://{file}'><tr><td>Q7ZK</table>",
    "list with a picture": "<ul style='list-style-image: url(file://{file})'><li>Q7ZK</ul>",
    "object and frame": "Q7ZK <object data='file://{file}'></object><iframe src='{origin}/'></iframe>",
    "script": "Q7ZK <script>new Image().src='{origin}/'</script>",
    "markdown picture": "Q7ZK ![x](file://{file}) [y]({origin}/)",
    # Links
    "link of another kind": "<a href='javascript:alert(1)'>Q7ZK</a> <a href='file://{file}'>here</a>",
    "link that names another place": "<a href='{origin}/'>https://mairie.example/ Q7ZK</a>",
    # Entities and quotes, for whoever escapes twice or never
    "escaped twice": "Q7ZK &amp;lt;b&amp;gt; &#60;img src=file://{file}&#62;",
    "quotes": "Q7ZK \"' onmouseover='x' \"><img src='file://{file}'>",
    "template": "Q7ZK {{name}} {{0.__class__}} %s %(x)s ${{file}}",
    "mnemonics": "Q7ZK &File && R&D\tCtrl+Q",
    # Directions and invisible signs
    "right to left override": "Q7ZK invoice\u202efdp.exe",
    "isolates left open": "Q7ZK \u2067\u2066\u2067 outside",
    "nested embeddings": "Q7ZK " + "\u202b\u202a" * 40 + "x",
    "zero width": "Q7\u200bZK ma\u200dirie \ufeff\u2060 Q7ZK",
    "arabic with markup": "Q7ZK \u0645\u0631\u062d\u0628\u0627 <img src='file://{file}'>",
    # Size
    "one endless word": "Q7ZK" + "w" * 3_000,
    "a heap of marks": "Q7ZK" + "e" + "\u0301\u0310\u0312" * 300,
    "emoji without end": "Q7ZK " + "👩\u200d👩\u200d👧\u200d👦" * 200,
    "many lines": "Q7ZK\n" * 300,
    "nested tables": "<table><tr><td>" * 24 + "Q7ZK",
    # Signs that are none
    "control signs": "Q7ZK \x00\x07\x1b[31mred\x1b[0m\x7f\u0085\u2028 end",
    "lone surrogates": "Q7ZK \ud83d \udc69 \ufffe\uffff end",
}  # fmt: skip


def texts(file: Path, origin: str) -> dict[str, str]:
    """Return all forty, reaching for this file and this server."""
    return {name: text.format(file=file, origin=origin) for name, text in TEXTS.items()}


class Watched:
    """A file and a server that notice whoever comes."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "canary.png"
        from PySide6.QtGui import QImage

        image = QImage(8, 8, QImage.Format.Format_RGB32)
        image.fill(0)
        assert image.save(str(self.file))
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._inotify = self._libc.inotify_init1(os.O_NONBLOCK)
        assert self._inotify >= 0
        in_open = 0x20
        assert self._libc.inotify_add_watch(self._inotify, os.fsencode(self.file), in_open) >= 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.setblocking(False)
        self.origin = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def seen(self) -> list[str]:
        """Return what happened since the last call: "opened", "asked"."""
        found = []
        with suppress(BlockingIOError):
            found += ["opened"] if os.read(self._inotify, 65536) else []
        try:
            caller, _ = self._listening.accept()
            caller.close()
            found.append("asked")
        except BlockingIOError:
            pass
        return found

    def close(self) -> None:
        os.close(self._inotify)
        self._listening.close()


@contextmanager
def watched(folder: Path) -> Iterator[Watched]:
    """Watch a new file and a new server."""
    made = Watched(folder)
    try:
        yield made
    finally:
        made.close()
