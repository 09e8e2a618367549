"""A search for secrets in everything that a program leaves behind: files, the database and its log, what it said.

A secret is looked for as it is and in the forms in which it could hide: other encodings, quoted, in Base64 at any
offset, compressed.
"""

import json
import sqlite3
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote, quote_plus

ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\xda\x78", b"\x78\xda", b"\x1f\x8b")
LARGEST = 1 << 24


def forms(secret: str) -> set[bytes]:
    """Return the bytes by which a secret could be recognised."""
    plain = secret.encode()
    found = {
        plain,
        secret.encode("utf-16-le"),
        secret.encode("utf-16-be"),
        quote(secret, safe="").encode(),
        quote_plus(secret).encode(),
        json.dumps(secret)[1:-1].encode(),
        plain.hex().encode(),
        secret.replace(" ", "").encode(),
    }
    for before in range(3):  # in the middle of a longer text, Base64 begins at one of three offsets
        packed = b64encode(b"\0" * before + plain)
        whole = packed[4 if before else 0 : -4]
        found |= {whole, whole.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def hits(
    secrets: Iterable[str], folders: Iterable[Path], said: Mapping[str, str] | None = None
) -> list[str]:
    """Return where secrets are: "place: secret", for all files below `folders` and everything that was `said`."""
    wanted = {secret: forms(secret) for secret in secrets}
    places = [*_files(folders), *((name, text.encode()) for name, text in (said or {}).items())]
    return [
        f"{place}: {secret}"
        for place, data in places
        for secret, looks in wanted.items()
        if any(look in data for look in looks)
    ]


def _files(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if not file.is_file():
                continue
            data = file.read_bytes()
            yield str(file), data
            yield f"{file} (name)", file.name.encode()
            for number, unpacked in enumerate(_unpacked(data)):
                yield f"{file} (compressed, {number})", unpacked
            if data.startswith(b"SQLite format 3"):
                yield from _rows(file)


def _unpacked(data: bytes) -> Iterator[bytes]:
    for head in ZLIB:
        at = data.find(head)
        while at >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj(47).decompress(data[at:], LARGEST)
            at = data.find(head, at + 1)


def _rows(file: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every value of every table: a compressed one may lie scattered over pages."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type='table'").fetchall()
        for (name,) in tables:
            table = name.decode()
            try:
                rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            except sqlite3.Error:
                continue  # the insides of a search index, which only its module reads
            for row in rows:
                for value in row:
                    if isinstance(value, bytes) and value[:1] == b"\x78":
                        for unpacked in _unpacked(value):
                            yield f"{file} ({table})", unpacked
