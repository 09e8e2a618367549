"""Who was erased: recognised by a keyed mark, so that neither a platform nor an old copy brings them back.

The list stands in the database and, beside it, in a file that a restore leaves where it is. The key of the marks is
part of both: they hide who somebody was from whoever reads them, not from whoever guesses a name and tries it.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.erasure import Erased, Way
from cmworkstation.domain.errors import StoreDamaged
from cmworkstation.domain.message import FLAGGED, Item
from cmworkstation.store import files, settings

FILE = "erased.json"
KEY = "erasure_key"
NEVER = "erased:"  # begins ids and keys that no platform gives
BATCH = 400


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A message out of which a name was taken: the digest of what its platform says, and its words here."""

    said: str
    title: str
    spoiler: str
    text: str
    html: str
    attachments: str


def key(connection: sqlite3.Connection) -> bytes:
    """Return the key of new marks; made when it is first needed, within the open transaction."""
    if not keys(connection):
        settings.put(connection, KEY, secrets.token_hex(32))
    return keys(connection)[0]


def keys(connection: sqlite3.Connection) -> tuple[bytes, ...]:
    """Return all keys of marks: behind its own one, those of workspaces in whose place this one was put."""
    return tuple(map(bytes.fromhex, (settings.value(connection, KEY) or "").split()))


def adopt(connection: sqlite3.Connection, known: Iterable[bytes]) -> None:
    """Recognise marks that were made with other keys too."""
    every = dict.fromkeys((*keys(connection), *known))
    settings.put(connection, KEY, " ".join(one.hex() for one in every))


def mark(secret: bytes, platform: str, author_key: str) -> str:
    """Return the mark of a person of a platform."""
    return blake2b(f"{platform}\0{author_key}".encode(), digest_size=16, key=secret).hexdigest()


def mark_of(connection: sqlite3.Connection, author_id: int) -> str:
    """Return the mark of somebody who is here, within the open transaction. Raises `KeyError`."""
    row = connection.execute("SELECT platform, key FROM author WHERE id=?", (author_id,)).fetchone()
    if row is None:
        raise KeyError(author_id)
    return mark(key(connection), *row)


def add(connection: sqlite3.Connection, one: Erased) -> None:
    """Note that somebody was erased; a later time replaces an earlier one."""
    connection.execute(
        "INSERT INTO erasure(mark, way, name, at) VALUES(?,?,?,?)"
        " ON CONFLICT(mark) DO UPDATE SET at=max(at, excluded.at), way=excluded.way, name=excluded.name",
        (one.mark, one.way.value, one.name, to_ms(one.at)),
    )


def listed(connection: sqlite3.Connection) -> tuple[Erased, ...]:
    """Return everybody who was erased, the earliest first."""
    rows = connection.execute("SELECT mark, way, name, at FROM erasure ORDER BY at, mark")
    return tuple(Erased(row[0], Way(row[1]), row[2], from_ms(row[3])) for row in rows)


def until(connection: sqlite3.Connection, platform: str, items: Iterable[Item]) -> dict[str, int]:
    """Return author key → until when (ms) nothing of theirs comes in, of those among the writers who were erased.

    What somebody wrote who only has another name now stands here already, under that name.
    """
    return until_of(connection, platform, (one.writer.key for one in items))


def until_of(
    connection: sqlite3.Connection, platform: str, author_keys: Iterable[str]
) -> dict[str, int]:
    """Return the same for the keys of people."""
    if connection.execute("SELECT 1 FROM erasure LIMIT 1").fetchone() is None:
        return {}
    every = keys(connection)
    writers = set(author_keys)
    marks = {mark(secret, platform, name): name for secret in every for name in writers}
    found: dict[str, int] = {}
    names = list(marks)
    for start in range(0, len(names), BATCH):
        part = names[start : start + BATCH]
        wanted = ",".join("?" * len(part))
        for one, at in connection.execute(
            f"SELECT mark, at FROM erasure WHERE mark IN ({wanted})", part
        ):
            found[marks[one]] = at
    return found


def emptied(
    connection: sqlite3.Connection, account_no: int, remote_ids: Sequence[str]
) -> frozenset[str]:
    """Return which of these messages are here without their words, which they are not to get back."""
    query = "SELECT 1 FROM message WHERE account_no=? AND erased_at IS NOT NULL LIMIT 1"
    if connection.execute(query, (account_no,)).fetchone() is None:
        return frozenset()
    found: set[str] = set()
    for start in range(0, len(remote_ids), BATCH):
        part = remote_ids[start : start + BATCH]
        wanted = ",".join("?" * len(part))
        found.update(
            row[0]
            for row in connection.execute(
                "SELECT remote_id FROM message WHERE account_no=? AND erased_at IS NOT NULL"
                f" AND remote_id IN ({wanted})",
                (account_no, *part),
            )
        )
    return frozenset(found)


def said(secret: bytes, title: str, spoiler: str, text: str) -> str:
    """Return what tells by what a platform says whether it still says the same; a flag of readers is no word of it."""
    own = "" if spoiler.startswith(FLAGGED) else spoiler
    return blake2b(f"{title}\0{own}\0{text}".encode(), digest_size=16, key=secret).hexdigest()


def unnamed(
    connection: sqlite3.Connection, account_no: int, remote_ids: Sequence[str]
) -> dict[str, Unnamed]:
    """Return those of these messages out of which a name was taken here, by their ids."""
    query = "SELECT 1 FROM message WHERE account_no=? AND said_digest IS NOT NULL LIMIT 1"
    if connection.execute(query, (account_no,)).fetchone() is None:
        return {}
    found: dict[str, Unnamed] = {}
    for start in range(0, len(remote_ids), BATCH):
        part = remote_ids[start : start + BATCH]
        wanted = ",".join("?" * len(part))
        for name, *rest in connection.execute(
            "SELECT remote_id, said_digest, title, spoiler, text, html, attachments FROM message"
            f" WHERE account_no=? AND said_digest IS NOT NULL AND remote_id IN ({wanted})",
            (account_no, *part),
        ):
            found[name] = Unnamed(*rest)
    return found


def write(folder: Path, known: Iterable[bytes], people: Iterable[Erased]) -> None:
    """Write keys and list beside the database. Raises `OSError`."""
    kept = {
        "key": " ".join(one.hex() for one in known),
        "erased": [[one.mark, one.way.value, one.name, to_ms(one.at)] for one in people],
    }
    files.write(folder / FILE, json.dumps(kept, ensure_ascii=False, separators=(",", ":")))


def read(folder: Path) -> tuple[tuple[bytes, ...], tuple[Erased, ...]]:
    """Return keys and list of the file, nothing where there is none. Raises `StoreDamaged`."""
    try:
        kept: Mapping[str, object] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        rows = kept["erased"]
        assert isinstance(rows, list)
        people = tuple(Erased(row[0], Way(row[1]), row[2], from_ms(int(row[3]))) for row in rows)
        return tuple(map(bytes.fromhex, str(kept["key"]).split())), people
    except FileNotFoundError:
        return (), ()
    except (ValueError, TypeError, KeyError, IndexError, AssertionError) as error:
        raise StoreDamaged("the list of those who were erased cannot be read") from error
