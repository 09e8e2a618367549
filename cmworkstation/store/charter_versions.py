"""Versions of charters and the signatures under them. A version's text never changes; what becomes of it does."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime

from cmworkstation.domain.charter.lifecycle import Status, Version
from cmworkstation.domain.charter.signing import SignOff
from cmworkstation.domain.clock import from_ms, to_ms

VERSION = (
    "hash, charter_id, version, status, created_at, starts_at, effective_from, withdrawn_at, turn, base,"
    " made_by, why"
)
SIGN_OFF = "id, hash, profile_id, speaker, words, at, fingerprint, signature, statement"


def of_charter(connection: sqlite3.Connection, charter_id: str) -> tuple[Version, ...]:
    """Return all versions of a charter, in the order in which they were made."""
    rows = connection.execute(
        f"SELECT {VERSION} FROM charter_version WHERE charter_id=? ORDER BY created_at, rowid",
        (charter_id,),
    )
    return tuple(_version(row) for row in rows)


def version(connection: sqlite3.Connection, digest: str) -> Version:
    """Return a version by its hash. Raises `KeyError`."""
    row = connection.execute(
        f"SELECT {VERSION} FROM charter_version WHERE hash=?", (digest,)
    ).fetchone()
    if row is None:
        raise KeyError(digest)
    return _version(row)


def keep(connection: sqlite3.Connection, one: Version, source: str = "") -> None:
    """Write what became of a version; its text only when it is new here."""
    values = (
        one.hash,
        one.charter_id,
        one.number,
        source,
        one.status,
        to_ms(one.created_at),
        _ms(one.starts_at),
        _ms(one.effective_from) or 0,
        _ms(one.withdrawn_at),
        one.turn,
        one.base,
        one.made_by,
        one.why,
    )
    connection.execute(
        "INSERT INTO charter_version(hash, charter_id, version, source, status, created_at, starts_at,"
        " effective_from, withdrawn_at, turn, base, made_by, why) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"
        " ON CONFLICT(hash) DO UPDATE SET status=excluded.status, created_at=excluded.created_at,"
        " starts_at=excluded.starts_at, effective_from=excluded.effective_from,"
        " withdrawn_at=excluded.withdrawn_at, turn=excluded.turn, base=excluded.base,"
        " made_by=excluded.made_by, why=excluded.why",
        values,
    )


def establish(connection: sqlite3.Connection, one: Version, at: datetime) -> None:
    """Let a charter exist from its first approved version on; `one` is what it falls back to."""
    connection.execute(
        "INSERT INTO charter(id, hash, draft, updated_at) VALUES(?,?,'',?)"
        " ON CONFLICT(id) DO UPDATE SET hash=excluded.hash, updated_at=excluded.updated_at",
        (one.charter_id, one.hash, to_ms(at)),
    )


# What is pinned


def pin(
    connection: sqlite3.Connection,
    digest: str,
    packs: Mapping[str, tuple[str, str]],
    holidays: Mapping[str, object],
) -> None:
    """Keep the packs (id → hash and text) and the holidays that a version was signed with."""
    for name, (pack_hash, text) in packs.items():
        connection.execute(
            "INSERT OR IGNORE INTO pack_text(hash, pack, source) VALUES(?,?,?)",
            (pack_hash, name, text),
        )
    hashes = {name: pack_hash for name, (pack_hash, _) in packs.items()}
    connection.execute(
        "UPDATE charter_version SET packs=?, holidays=? WHERE hash=?",
        (json.dumps(hashes, sort_keys=True), json.dumps(holidays, sort_keys=True), digest),
    )


def pinned(connection: sqlite3.Connection, digest: str) -> dict[str, str]:
    """Return id → hash of the packs that a version was signed with; none for one of an earlier program."""
    row = connection.execute("SELECT packs FROM charter_version WHERE hash=?", (digest,)).fetchone()
    found: dict[str, str] = json.loads(row[0]) if row else {}
    return found


def pack_text(connection: sqlite3.Connection, pack_hash: str) -> str:
    """Return the text of a pack by its hash. Raises `KeyError`."""
    row = connection.execute("SELECT source FROM pack_text WHERE hash=?", (pack_hash,)).fetchone()
    if row is None:
        raise KeyError(pack_hash)
    return str(row[0])


# Signatures


def sign_offs(connection: sqlite3.Connection, digest: str) -> tuple[SignOff, ...]:
    """Return the signatures that count under a version, the oldest first."""
    rows = connection.execute(
        f"SELECT {SIGN_OFF} FROM signoff WHERE hash=? AND ended_at IS NULL ORDER BY at, rowid",
        (digest,),
    )
    return tuple(
        SignOff(
            id=row[0],
            hash=row[1],
            profile_id=row[2],
            speaker=row[3],
            words=row[4],
            at=from_ms(row[5]),
            fingerprint=row[6],
            signature=row[7],
            statement=row[8],
        )
        for row in rows
    )


def add_sign_off(connection: sqlite3.Connection, charter_id: str, one: SignOff) -> None:
    """Keep a signature."""
    connection.execute(
        "INSERT INTO signoff(id, hash, charter_id, profile_id, speaker, words, at, fingerprint, signature,"
        " statement) VALUES(?,?,?,?,?,?,?,?,?,?)",
        (
            one.id,
            one.hash,
            charter_id,
            one.profile_id,
            one.speaker,
            one.words,
            to_ms(one.at),
            one.fingerprint,
            one.signature,
            one.statement,
        ),
    )


def ended_signatures(connection: sqlite3.Connection, digest: str) -> frozenset[str]:
    """Return the signatures under a version that count no more, so that an old file cannot bring them back."""
    rows = connection.execute(
        "SELECT signature FROM signoff WHERE hash=? AND ended_at IS NOT NULL AND signature <> ''",
        (digest,),
    )
    return frozenset(row[0] for row in rows)


def end_sign_offs(connection: sqlite3.Connection, digest: str, at: datetime) -> int:
    """Let the signatures under a version count no more; return how many did."""
    return connection.execute(
        "UPDATE signoff SET ended_at=? WHERE hash=? AND ended_at IS NULL", (to_ms(at), digest)
    ).rowcount


def _version(
    row: tuple[str, str, str, str, int, int | None, int, int | None, int, str, str, str],
) -> Version:
    status = Status(row[3])
    return Version(
        hash=row[0],
        charter_id=row[1],
        number=row[2],
        status=status,
        created_at=from_ms(row[4]),
        starts_at=None if row[5] is None else from_ms(row[5]),
        effective_from=from_ms(row[6]) if status is Status.APPROVED else None,
        withdrawn_at=None if row[7] is None else from_ms(row[7]),
        turn=row[8],
        base=row[9],
        made_by=row[10],
        why=row[11],
    )


def _ms(at: datetime | None) -> int | None:
    return None if at is None else to_ms(at)
