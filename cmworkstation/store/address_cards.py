"""Who wrote to us under the addresses of a contact card, and contacts that nothing was added to."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from cmworkstation.domain.ids import AuthorId
from cmworkstation.store import contacts

OWN = ("contact_topic", "contact_consent", "relation", "contact_merge")


def key_of(address: str) -> str:
    """Return an address as two that mean the same are the same: without case, scheme, "@" in front and "/" behind."""
    plain = address.strip().casefold()
    for scheme in ("https://", "http://", "mailto:", "acct:", "xmpp:", "matrix:"):
        plain = plain.removeprefix(scheme)
    return plain.removeprefix("www.").lstrip("@").rstrip("/")


def by_address(
    connection: sqlite3.Connection, wanted: Collection[str]
) -> Mapping[str, tuple[AuthorId, ...]]:
    """Return address → the authors who have it, for those addresses (as `key_of` makes them) that somebody has."""
    found: dict[str, dict[AuthorId, None]] = defaultdict(dict)
    if not wanted:
        return {}
    for author, url, key, handle in connection.execute("SELECT id, url, key, handle FROM author"):
        for one in (url, key, handle if "@" in handle.strip("@") else ""):
            if one and (plain := key_of(one)) in wanted:
                found[plain][AuthorId(author)] = None
    return {key: tuple(authors) for key, authors in found.items()}


def named(
    connection: sqlite3.Connection, authors: Iterable[int]
) -> Mapping[int, tuple[str, str, str]]:
    """Return author → network, name and handle."""
    found = {}
    for author in authors:
        row = connection.execute(
            f"SELECT {contacts.NETWORK}, a.name, a.handle FROM author a WHERE a.id=?", (author,)
        ).fetchone()
        found[author] = (str(row[0]), str(row[1]), str(row[2]))
    return found


def is_bare(connection: sqlite3.Connection, contact_id: str) -> bool:
    """Tell whether a contact is one name and nothing that was noted since."""
    row = connection.execute(
        "SELECT language || region || note FROM contact WHERE id=?", (contact_id,)
    ).fetchone()
    if row is None or row[0]:
        return False
    counts = [
        connection.execute(
            f"SELECT count(*) FROM {table} WHERE contact_id=?", (contact_id,)
        ).fetchone()[0]
        for table in (*OWN, "contact_author")
    ]
    return counts == [0] * len(OWN) + [1]


def remove(connection: sqlite3.Connection, contact_id: str) -> None:
    """Take a bare contact out; its author is nobody's again."""
    connection.execute("DELETE FROM contact_author WHERE contact_id=?", (contact_id,))
    connection.execute("DELETE FROM contact WHERE id=?", (contact_id,))
