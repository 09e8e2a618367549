"""Which tables hold what cannot be made again from others: those that are salvaged and exported."""

import sqlite3

DERIVED = ("tally",)  # counted again from conversations; the search index has its own names


def kept(connection: sqlite3.Connection) -> list[str]:
    """Return the tables of a database in the order in which they were made: whoever is named comes first."""
    found = connection.execute(
        "SELECT name FROM main.sqlite_schema WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE '%!_fts%' ESCAPE '!' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_migrations'"
        " ORDER BY rowid"
    )
    return [row[0] for row in found if row[0] not in DERIVED]


def columns(connection: sqlite3.Connection, table: str, schema: str = "main") -> list[str]:
    """Return the columns of a table, none where there is no such table."""
    return [row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")]


def drop_orphans(connection: sqlite3.Connection, table: str) -> None:
    """Delete the rows of a table that name a row which is not there."""
    for row in connection.execute(f"PRAGMA main.foreign_key_list({table})").fetchall():
        parent, column, key = row[2], row[3], row[4] or row[3]
        connection.execute(
            f"DELETE FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT {key} FROM {parent})"
        )
