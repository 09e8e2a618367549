"""Imports of archives: one row each, with how far it came, written in the transaction that stores the messages."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from cmworkstation.domain.archive import ArchiveImport, Contents, ImportState, Owner
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.ledger import Tally
from cmworkstation.store.coverage import at_or_none

COLUMNS = (
    "i.id, a.id, i.format, i.name, i.fingerprint, i.options, i.owner, i.state, i.done, i.total,"
    " i.seen, i.new, i.changed, i.skipped, i.failed, i.started_at, i.ended_at"
)
LISTED = f"SELECT {COLUMNS} FROM archive_import i JOIN account a ON a.no = i.account_no"


def begin(
    connection: sqlite3.Connection,
    account_no: int,
    name: str,
    contents: Contents,
    options: Mapping[str, str],
    at: datetime,
) -> int:
    """Write down that an import begins; return its number, that of an earlier one which goes on where it stopped."""
    said = json.dumps(dict(options), ensure_ascii=False, sort_keys=True)
    known = connection.execute(
        "SELECT id FROM archive_import WHERE account_no=? AND format=? AND fingerprint=? AND options=?"
        " AND state=? ORDER BY id DESC LIMIT 1",
        (account_no, contents.format, contents.fingerprint, said, ImportState.STOPPED.value),
    ).fetchone()
    if known is not None:
        return int(known[0])
    row = connection.execute(
        "INSERT INTO archive_import(account_no, format, name, fingerprint, options, owner, state, total, started_at)"
        " VALUES(?,?,?,?,?,?,?,?,?)",
        (
            account_no,
            contents.format,
            name,
            contents.fingerprint,
            said,
            json.dumps(asdict(contents.owner), ensure_ascii=False),
            ImportState.STOPPED.value,  # until it is done: a program that is killed writes nothing more
            contents.entries,
            to_ms(at),
        ),
    )
    return int(row.lastrowid or 0)


def advance(connection: sqlite3.Connection, import_id: int, entries: int, tally: Tally) -> None:
    """Move an import on by so many entries, and add what they brought."""
    connection.execute(
        "UPDATE archive_import SET done=done+?, seen=seen+?, new=new+?, changed=changed+?, skipped=skipped+?,"
        " failed=failed+? WHERE id=?",
        (entries, tally.seen, tally.new, tally.changed, tally.skipped, tally.failed, import_id),
    )


def finish(connection: sqlite3.Connection, import_id: int, at: datetime) -> None:
    """Write down that an archive was read to its end."""
    connection.execute(
        "UPDATE archive_import SET state=?, ended_at=?, total=done WHERE id=?",
        (ImportState.DONE.value, to_ms(at), import_id),
    )


def one(connection: sqlite3.Connection, import_id: int) -> ArchiveImport:
    """Return an import. Raises `KeyError`."""
    row = connection.execute(f"{LISTED} WHERE i.id=?", (import_id,)).fetchone()
    if row is None:
        raise KeyError(import_id)
    return _import(row)


def listed(connection: sqlite3.Connection, limit: int = 100) -> tuple[ArchiveImport, ...]:
    """Return the imports, the latest first."""
    rows = connection.execute(f"{LISTED} ORDER BY i.id DESC LIMIT ?", (limit,))
    return tuple(map(_import, rows))


def owner_of(connection: sqlite3.Connection, account_no: int, format_: str) -> Owner:
    """Return whose archive of a format was imported into an account last; nobody's where none was."""
    row = connection.execute(
        "SELECT owner FROM archive_import WHERE account_no=? AND format=? ORDER BY id DESC LIMIT 1",
        (account_no, format_),
    ).fetchone()
    return _owner(row[0]) if row else Owner()


def options_of(connection: sqlite3.Connection, format_: str) -> dict[str, str]:
    """Return how the last archive of a format was read, nothing where there was none."""
    row = connection.execute(
        "SELECT options FROM archive_import WHERE format=? ORDER BY id DESC LIMIT 1", (format_,)
    ).fetchone()
    return dict(json.loads(row[0])) if row else {}


def _import(row: tuple[object, ...]) -> ArchiveImport:
    id_, account_id, format_, name, fingerprint, options, owner, state, done, total = row[:10]
    tally, (started, ended) = row[10:15], row[15:]
    return ArchiveImport(
        int(str(id_)),
        AccountId(str(account_id)),
        str(format_),
        str(name),
        str(fingerprint),
        str(options),
        _owner(str(owner)),
        ImportState(str(state)),
        int(str(done)),
        int(str(total)),
        Tally(*(int(str(one)) for one in tally)),
        from_ms(int(str(started))),
        at_or_none(ended),
    )


def _owner(text: str) -> Owner:
    told = json.loads(text)
    return Owner(**{**told, "addresses": tuple(told.get("addresses", ()))})
