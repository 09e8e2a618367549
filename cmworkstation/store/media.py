"""Files of drafts and replies: each is kept once, by the hash of its bytes, with the words that describe it."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import ConversationId, DraftId, OutboxId
from cmworkstation.domain.media import Held, Kept, MediaFile

COLUMNS = "m.hash, m.name, m.type, m.size, m.width, m.height"
SOURCE = {"draft": ("draft_media", "draft_id"), "outbox": ("outbox_media", "outbox_id")}
IN_USE = (
    "hash NOT IN (SELECT hash FROM draft_media) AND hash NOT IN (SELECT hash FROM outbox_media)"
    " AND hash NOT IN (SELECT hash FROM capture_media)"
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


def files(connection: sqlite3.Connection, hashes: Iterable[str]) -> dict[str, MediaFile]:
    """Return those of these files that are here, by their hash."""
    rows = connection.execute(
        f"SELECT {COLUMNS}, m.alt FROM media m WHERE hash IN (SELECT value FROM json_each(?))",
        (json.dumps(list(hashes)),),
    )
    return {row[0]: MediaFile(*row) for row in rows}


def kept(connection: sqlite3.Connection) -> list[Kept]:
    """Return all files, the one that was used last first."""
    alts: dict[str, dict[str, str]] = {}
    for hash_, language, alt in connection.execute("SELECT hash, language, alt FROM media_alt"):
        alts.setdefault(hash_, {})[language] = alt
    rows = connection.execute(
        f"SELECT {COLUMNS}, m.alt, m.added_at, m.used_at,"
        " coalesce(d.n, 0), coalesce(o.n, 0) FROM media m"
        " LEFT JOIN (SELECT hash, count(DISTINCT draft_id) AS n FROM draft_media GROUP BY hash) d ON d.hash = m.hash"
        " LEFT JOIN (SELECT hash, count(DISTINCT outbox_id) AS n FROM outbox_media GROUP BY hash) o ON o.hash = m.hash"
        " ORDER BY m.used_at DESC, m.hash"
    )
    return [
        Kept(
            MediaFile(*row[:7]),
            from_ms(row[7]),
            from_ms(row[8]),
            alts.get(row[0], {}),
            row[9],
            row[10],
        )
        for row in rows
    ]


def held_by(connection: sqlite3.Connection, hash_: str, limit: int) -> list[Held]:
    """Return the drafts and replies that hold a file, the latest first."""
    rows = connection.execute(
        "SELECT 'draft', d.id, d.conversation_id, p.name, d.updated_at AS at FROM draft_media x"
        " JOIN draft d ON d.id = x.draft_id JOIN message t ON t.id = d.target_id"
        " LEFT JOIN author p ON p.id = t.author_id WHERE x.hash = ?1"
        " UNION SELECT 'outbox', o.id, o.conversation_id, p.name, coalesce(o.sent_at, o.created_at)"
        " FROM outbox_media x JOIN outbox o ON o.id = x.outbox_id JOIN message t ON t.id = o.target_id"
        " LEFT JOIN author p ON p.id = t.author_id WHERE x.hash = ?1 ORDER BY at DESC LIMIT ?2",
        (hash_, limit),
    )
    return [
        Held(row[0], row[1], ConversationId(row[2]), row[3] or "", from_ms(row[4])) for row in rows
    ]


def alts(connection: sqlite3.Connection, hash_: str) -> dict[str, str]:
    """Return the words that describe a file, by language."""
    return dict(connection.execute("SELECT language, alt FROM media_alt WHERE hash=?", (hash_,)))


def describe(
    connection: sqlite3.Connection, files: Iterable[MediaFile], at: datetime, language: str = ""
) -> None:
    """Keep the words by which files were described, for the next time that they are used.

    `language` is that of the reply, "" where nobody knows it.
    """
    described = list(files)
    connection.executemany(
        "UPDATE media SET used_at=?, alt=iif(?2 = '', alt, ?2) WHERE hash=?3",
        [(to_ms(at), one.alt, one.hash) for one in described],
    )
    for one in described:
        if language and one.alt:
            put_alt(connection, one.hash, language, one.alt)


def put_alt(connection: sqlite3.Connection, hash_: str, language: str, alt: str) -> None:
    """Let a file be described by these words in a language; "" takes them away."""
    connection.execute(
        "DELETE FROM media_alt WHERE hash=?1 AND language=?2 AND alt <> ?3", (hash_, language, alt)
    )
    if alt:
        connection.execute(
            "INSERT OR IGNORE INTO media_alt(hash, language, alt) SELECT hash, ?2, ?3 FROM media WHERE hash=?1",
            (hash_, language, alt),
        )


def put_last_alt(connection: sqlite3.Connection, hash_: str, before: str, alt: str) -> None:
    """Let the words by which a file was described last follow, where they were the ones that changed."""
    connection.execute(
        "UPDATE media SET alt=? WHERE hash=? AND alt IN (?, '')", (alt, hash_, before)
    )


def forget(connection: sqlite3.Connection, hash_: str) -> bool:
    """Let go of a file that no draft and no reply holds; tell whether it went."""
    connection.execute(f"DELETE FROM media_alt WHERE hash=? AND {IN_USE}", (hash_,))
    return bool(
        connection.execute(f"DELETE FROM media WHERE hash=? AND {IN_USE}", (hash_,)).rowcount
    )


def put_back(connection: sqlite3.Connection, one: Kept, data: bytes) -> None:
    """Let a file be here again as it was."""
    add(connection, one.file, data, one.added_at)
    connection.execute(
        "UPDATE media SET used_at=? WHERE hash=?", (to_ms(one.used_at), one.file.hash)
    )
    for language, alt in one.alts.items():
        put_alt(connection, one.file.hash, language, alt)


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
