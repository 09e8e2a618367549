"""One database takes the place of another: after a restore, a salvage or an import.

The new file is built and checked beside the old one, under the name `READY`; then an order is written, and only
then anything happens to the old file. Whoever holds the workspace's lock carries the order out before the database
is opened; each step can be done again, so that an end at any moment is made good by the next start. The old file
is set aside under the name in the order and never deleted.
"""

import contextlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cmworkstation.domain.errors import StoreDamaged
from cmworkstation.domain.ids import uuid7
from cmworkstation.killpoint import reach
from cmworkstation.store import carry, erased, erasing, files, journal, settings
from cmworkstation.store.names import FILE, ORDER, READY

DONE = "swap_done"  # name of the setting that says which order a database was adapted for


@dataclass(frozen=True, slots=True)
class Order:
    """What is to happen to the present file, and what the new one takes over from it."""

    id: str
    at: str  # ISO
    aside: str  # name that the present file gets
    carry: bool  # drafts and replies of the present file are taken over
    doubt: bool  # replies that were on their way in the new file may be out already
    act: str  # what the journal says of it, "" for nothing
    facts: Mapping[str, str]


def order(
    folder: Path,
    aside: str,
    at: datetime,
    *,
    keep: bool,
    doubt: bool,
    act: str,
    facts: Mapping[str, str],
) -> Order:
    """Write the order that `READY` takes the present file's place; `aside` begins the name of the present one."""
    name = f"{aside}-{at:%Y%m%d-%H%M%S}"
    n = 2
    while (folder / f"{name}.db").exists():
        name, n = f"{aside}-{at:%Y%m%d-%H%M%S}-{n}", n + 1
    made = Order(uuid7(), at.isoformat(), f"{name}.db", keep, doubt, act, dict(facts))
    files.write(folder / ORDER, json.dumps(asdict(made), ensure_ascii=False))
    return made


def pending(folder: Path) -> Order | None:
    """Return the order that waits, None when there is none."""
    try:
        return Order(**json.loads((folder / ORDER).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:  # written whole or not at all: somebody else was here
        raise StoreDamaged("the order for a restore cannot be read") from error


def finish(folder: Path) -> Order | None:
    """Carry out the order that waits; call it with the workspace's lock held and its database closed."""
    wanted = pending(folder)
    if wanted is None:
        return None
    ready, present = folder / READY, folder / FILE
    if ready.exists():  # else the new file is in its place already
        reach("swap.begun")
        _adapt(ready, present, wanted)
        reach("swap.adapted")
        _set_aside(present, folder / wanted.aside)
        reach("swap.aside")
        files.place(ready, present)
        reach("swap.placed")
    (folder / ORDER).unlink()
    files.flush(folder)
    return wanted


def withdraw(folder: Path) -> None:
    """Forget an order that nobody has begun to carry out, and the file that waited."""
    for name in (ORDER, READY):
        (folder / name).unlink(missing_ok=True)


def _adapt(ready: Path, present: Path, wanted: Order) -> None:
    connection = sqlite3.connect(ready.absolute().as_uri(), uri=True, isolation_level=None)
    with contextlib.closing(connection):
        connection.execute("PRAGMA synchronous=FULL")
        attached = wanted.carry and _attach(connection, present)
        connection.execute("BEGIN IMMEDIATE")
        if settings.value(connection, DONE) != wanted.id:
            now = datetime.fromisoformat(wanted.at)
            if wanted.doubt:
                carry.doubt(connection, now)
            if attached and carry.descends(connection):
                _take_over(connection)
            erasing.reapply(connection, *erased.read(present.parent))
            if wanted.act:
                device = settings.value(connection, "device") or wanted.id
                settings.put(connection, "device", device)
                journal.append(connection, device, now, wanted.act, wanted.facts)
            settings.put(connection, DONE, wanted.id)
        connection.execute("COMMIT")


def _take_over(connection: sqlite3.Connection) -> None:
    """Take over what can be read of the present file; a page of it that cannot be read stops no restore."""
    connection.execute("SAVEPOINT carry")
    try:
        carry.take_over(connection)
    except sqlite3.DatabaseError:
        connection.execute("ROLLBACK TO carry")
    connection.execute("RELEASE carry")


def _attach(connection: sqlite3.Connection, present: Path) -> bool:
    if not present.exists():
        return False
    try:
        connection.execute("ATTACH ? AS present", (present.absolute().as_uri() + "?mode=ro",))
        connection.execute("SELECT count(*) FROM present.sqlite_schema").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True


def _set_aside(present: Path, aside: Path) -> None:
    """Rename the present file with its log; what was renamed before an interruption is not there any more."""
    for end in ("-wal", "-shm", ""):
        source = present.with_name(present.name + end)
        if source.exists():
            source.replace(aside.with_name(aside.name + end))
    files.flush(present.parent)
