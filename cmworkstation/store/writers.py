"""Who wrote what comes in: authors are added, and renamed ones brought up to date."""

import sqlite3
from collections.abc import Sequence

from cmworkstation.domain.message import Item
from cmworkstation.store import (
    audiences,
    words,
)
from cmworkstation.store.slices import slices


def numbers(connection: sqlite3.Connection, platform: str, items: Sequence[Item]) -> dict[str, int]:
    """Return writer key → author id; new writers are added, renamed ones brought up to date."""
    writers = {item.writer.key: item.writer for item in items}
    found: dict[str, int] = {}
    for part in slices(list(writers)):
        marks = ",".join("?" * len(part))
        for author_id, key, name, handle in connection.execute(
            f"SELECT id, key, name, handle FROM author WHERE platform=? AND key IN ({marks})",
            (platform, *part),
        ):
            found[key] = author_id
            writer = writers[key]
            if (name, handle) != (writer.name, writer.handle):
                words.forget_author(connection, author_id)
                connection.execute(
                    "UPDATE author SET name=?, handle=? WHERE id=?",
                    (writer.name, writer.handle, author_id),
                )
                words.remember_author(connection, author_id)
    added = [(key, writer) for key, writer in writers.items() if key not in found]
    for key, writer in added:
        row = connection.execute(
            "INSERT INTO author(platform, key, name, handle, url, is_bot) VALUES(?,?,?,?,?,?)",
            (platform, key, writer.name, writer.handle, writer.url, int(writer.is_bot)),
        )
        found[key] = int(row.lastrowid or 0)
    words.remember_new_authors(
        connection, [(found[key], writer.name, writer.handle) for key, writer in added]
    )
    audiences.keep(
        connection,
        [(found[key], one.audience) for key, one in writers.items() if one.audience is not None],
    )
    return found
