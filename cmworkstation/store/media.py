"""Files of drafts and replies: each is kept once, by the hash of its bytes, with the words that describe it."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.ids import DraftId, OutboxId
from cmworkstation.domain.media import MediaFile

COLUMNS = "m.hash, m.name, m.type, m.size, m.width, m.height"
SOURCE = {"draft": ("draft_media", "draft_id"), "outbox": ("outbox_media", "outbox_id")}
IN_USE = (
    "hash NOT IN (SELECT hash FROM draft_media) AND hash NOT IN (SELECT hash FROM outbox_media)"
)


def add(connection: sqlite3.Connection, file: MediaFile, data: bytes, at: datetime) -> None:
    """Keep a file; one whose bytes are known keeps its name and its words."""
    connection.execute(
        "INSERT INTO media(hash, name, type, size, width, height, alt, added_at, used_at, data)"
        " VALUES(?,?,?,?,?,?,?,?,?,?) ON CONFLICT(hash) DO UPDATE SET used_at=excluded.used_at",
        (
            file.hash,
            file.name,
            file.type,
            file.size,
            file.width,
            file.height,
            file.alt,
            to_ms(at),
            to_ms(at),
            data,
        ),
    )


def file(connection: sqlite3.Connection, hash_: str) -> MediaFile:
    """Return a file as it was described last. Raises `KeyError`."""
    row = connection.execute(f"SELECT {COLUMNS}, m.alt FROM media m WHERE hash=?", (hash_,))
    found = row.fetchone()
    if found is None:
        raise KeyError(hash_)
    return MediaFile(*found)


def data(connection: sqlite3.Connection, hash_: str) -> bytes:
    """Return the bytes of a file. Raises `KeyError`."""
    found = connection.execute("SELECT data FROM media WHERE hash=?", (hash_,)).fetchone()
    if found is None:
        raise KeyError(hash_)
    return bytes(found[0])


def has(connection: sqlite3.Connection, hash_: str) -> bool:
    """Tell whether a file is here."""
    found = connection.execute("SELECT 1 FROM media WHERE hash=?", (hash_,)).fetchone()
    return found is not None


def types(connection: sqlite3.Connection, hashes: Iterable[str]) -> dict[str, str]:
    """Return hash → media type of those of these files that are here."""
    wanted = json.dumps(list(hashes))
    return dict(
        connection.execute(
            "SELECT hash, type FROM media WHERE hash IN (SELECT value FROM json_each(?))", (wanted,)
        )
    )


def all_files(connection: sqlite3.Connection, limit: int) -> list[MediaFile]:
    """Return what was used before, the latest first."""
    query = f"SELECT {COLUMNS}, m.alt FROM media m ORDER BY m.used_at DESC, m.hash LIMIT ?"
    return [MediaFile(*row) for row in connection.execute(query, (limit,))]


def describe(connection: sqlite3.Connection, files: Iterable[MediaFile], at: datetime) -> None:
    """Keep the words by which files were described, for the next time that they are used."""
    connection.executemany(
        "UPDATE media SET used_at=?, alt=iif(?2 = '', alt, ?2) WHERE hash=?3",
        [(to_ms(at), one.alt, one.hash) for one in files],
    )


def forget(connection: sqlite3.Connection, hash_: str) -> bool:
    """Let go of a file that no draft and no reply holds; tell whether it went."""
    return bool(
        connection.execute(f"DELETE FROM media WHERE hash=? AND {IN_USE}", (hash_,)).rowcount
    )


def of_draft(connection: sqlite3.Connection, draft_id: DraftId) -> tuple[MediaFile, ...]:
    """Return the files of a draft, in their order."""
    return _of(connection, "draft", draft_id)


def of_outbox(connection: sqlite3.Connection, outbox_id: OutboxId) -> tuple[MediaFile, ...]:
    """Return the files of a reply, in their order."""
    return _of(connection, "outbox", outbox_id)


def put_draft(
    connection: sqlite3.Connection, draft_id: DraftId, files: Sequence[MediaFile]
) -> None:
    """Let a draft have these files and no others."""
    connection.execute("DELETE FROM draft_media WHERE draft_id=?", (draft_id,))
    connection.executemany(
        "INSERT INTO draft_media(draft_id, n, hash, alt) VALUES(?,?,?,?)",
        [(draft_id, n, one.hash, one.alt) for n, one in enumerate(files)],
    )


def put_outbox(
    connection: sqlite3.Connection, outbox_id: OutboxId, files: Sequence[MediaFile]
) -> None:
    """Let a reply go with these files."""
    connection.executemany(
        "INSERT INTO outbox_media(outbox_id, n, hash, alt) VALUES(?,?,?,?)",
        [(outbox_id, n, one.hash, one.alt) for n, one in enumerate(files)],
    )


def remote_ids(connection: sqlite3.Connection, outbox_id: OutboxId) -> tuple[str, ...]:
    """Return under which id the server holds each file of a reply, "" where it does not."""
    query = "SELECT remote_id FROM outbox_media WHERE outbox_id=? ORDER BY n"
    return tuple(row[0] for row in connection.execute(query, (outbox_id,)))


def note_remote(
    connection: sqlite3.Connection, outbox_id: OutboxId, n: int, remote_id: str
) -> None:
    """Note under which id the server holds a file of a reply; "" for no longer."""
    connection.execute(
        "UPDATE outbox_media SET remote_id=? WHERE outbox_id=? AND n=?", (remote_id, outbox_id, n)
    )


def _of(connection: sqlite3.Connection, what: str, id_: str) -> tuple[MediaFile, ...]:
    table, key = SOURCE[what]
    query = (
        f"SELECT {COLUMNS}, u.alt FROM {table} u JOIN media m ON m.hash = u.hash"
        f" WHERE u.{key}=? ORDER BY u.n"
    )
    return tuple(MediaFile(*row) for row in connection.execute(query, (id_,)))
