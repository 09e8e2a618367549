"""People, their keys and their mandates. Nobody is deleted: what somebody did outlives their time here."""

import sqlite3
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.profile import Key, Mandate, Profile, ProfileId, roles_of, roles_text


def all_profiles(
    connection: sqlite3.Connection, *, ended: bool = False
) -> tuple[tuple[Profile, datetime | None], ...]:
    """Return the people with the time at which they left, who is here longest first; `ended` also who left."""
    mandates: dict[str, set[Mandate]] = {}
    for profile_id, charter_id, speaker in connection.execute(
        "SELECT profile_id, charter_id, speaker FROM mandate"
    ):
        mandates.setdefault(profile_id, set()).add((charter_id, speaker))
    where = "" if ended else " WHERE ended_at IS NULL"
    return tuple(
        (
            Profile(
                ProfileId(id_), name, roles_of(roles), frozenset(mandates.get(id_, ())), bool(local)
            ),
            None if ended_at is None else from_ms(ended_at),
        )
        for id_, name, roles, local, ended_at in connection.execute(
            f"SELECT id, name, roles, local, ended_at FROM profile{where} ORDER BY created_at, rowid"
        )
    )


def profile(connection: sqlite3.Connection, profile_id: ProfileId) -> Profile:
    """Return one person, here or gone. Raises `KeyError`."""
    row = connection.execute(
        "SELECT name, roles, local FROM profile WHERE id=?", (profile_id,)
    ).fetchone()
    if row is None:
        raise KeyError(profile_id)
    mandates = connection.execute(
        "SELECT charter_id, speaker FROM mandate WHERE profile_id=?", (profile_id,)
    )
    return Profile(
        profile_id,
        row[0],
        roles_of(row[1]),
        frozenset((charter_id, speaker) for charter_id, speaker in mandates),
        bool(row[2]),
    )


def works_here(connection: sqlite3.Connection, profile_id: str) -> bool:
    """Tell whether somebody is one of this machine's people and has not left."""
    query = "SELECT 1 FROM profile WHERE id=? AND local AND ended_at IS NULL"
    return connection.execute(query, (profile_id,)).fetchone() is not None


def is_anybody_here(connection: sqlite3.Connection) -> bool:
    """Tell whether somebody was entered on this machine."""
    query = "SELECT 1 FROM profile WHERE local AND ended_at IS NULL LIMIT 1"
    return connection.execute(query).fetchone() is not None


def add(connection: sqlite3.Connection, new: Profile, at: datetime) -> None:
    """Enter a person."""
    connection.execute(
        "INSERT INTO profile(id, name, roles, local, created_at) VALUES(?,?,?,?,?)",
        (new.id, new.name, roles_text(new.roles), int(new.local), to_ms(at)),
    )
    _set_mandates(connection, new)


def change(connection: sqlite3.Connection, new: Profile) -> None:
    """Give a person the name, the roles and the mandates of `new`."""
    connection.execute(
        "UPDATE profile SET name=?, roles=? WHERE id=?", (new.name, roles_text(new.roles), new.id)
    )
    connection.execute("DELETE FROM mandate WHERE profile_id=?", (new.id,))
    _set_mandates(connection, new)


def end(connection: sqlite3.Connection, profile_id: ProfileId, at: datetime) -> None:
    """Note that a person left."""
    connection.execute("UPDATE profile SET ended_at=? WHERE id=?", (to_ms(at), profile_id))


def add_key(
    connection: sqlite3.Connection,
    profile_id: ProfileId,
    fingerprint: str,
    public: str,
    at: datetime,
) -> None:
    """Keep a person's public key."""
    connection.execute(
        "INSERT INTO profile_key(fingerprint, profile_id, public, since) VALUES(?,?,?,?)",
        (fingerprint, profile_id, public, to_ms(at)),
    )


def end_keys(
    connection: sqlite3.Connection, profile_id: ProfileId, at: datetime, by: ProfileId, why: str
) -> None:
    """Let no key of a person count from `at` on; what was signed before stays signed."""
    connection.execute(
        "UPDATE profile_key SET ended_at=?, ended_by=?, ended_why=? WHERE profile_id=? AND ended_at IS NULL",
        (to_ms(at), by, why, profile_id),
    )


def keys(connection: sqlite3.Connection, profile_id: ProfileId) -> tuple[Key, ...]:
    """Return a person's keys, the newest first."""
    rows = connection.execute(
        "SELECT fingerprint, public, since, ended_at, ended_by, ended_why FROM profile_key"
        " WHERE profile_id=? ORDER BY since DESC, rowid DESC",
        (profile_id,),
    )
    return tuple(_key(row) for row in rows)


def key(connection: sqlite3.Connection, fingerprint: str) -> tuple[Key, ProfileId]:
    """Return a key by its fingerprint, with whose it is. Raises `KeyError`."""
    row = connection.execute(
        "SELECT fingerprint, public, since, ended_at, ended_by, ended_why, profile_id FROM profile_key"
        " WHERE fingerprint=?",
        (fingerprint,),
    ).fetchone()
    if row is None:
        raise KeyError(fingerprint)
    return _key(row), ProfileId(row[6])


def _key(row: tuple[str, str, int, int | None, str, str]) -> Key:
    ended_at = None if row[3] is None else from_ms(row[3])
    return Key(row[0], row[1], from_ms(row[2]), ended_at, ProfileId(row[4]), row[5])


def _set_mandates(connection: sqlite3.Connection, new: Profile) -> None:
    connection.executemany(
        "INSERT INTO mandate(profile_id, charter_id, speaker) VALUES(?,?,?)",
        [(new.id, charter_id, speaker) for charter_id, speaker in sorted(new.mandates)],
    )
