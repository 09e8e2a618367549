"""Freezes as files beside the database: what holds at once, whoever writes to the database at that moment.

One process alone writes to a workspace. Another one, or a window whose database is busy, damaged or read-only, freezes
by a file: whoever sends looks for such files in the transaction that claims a reply. The process that writes takes the
freeze into the database and removes the file, in this order.

What cannot be read freezes everything.
"""

import contextlib
import json
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.freeze import Freeze, Scope, ScopeKind
from cmworkstation.killpoint import reach
from cmworkstation.store.names import FILE, FREEZE

BEFORE, AFTER = FREEZE, ".json"
THAW = "thaw-"  # begins the name of a wish to lift one
BARRIER_S = 10  # how long a claim that is being committed is waited for


def write(folder: Path, new: Freeze) -> None:
    """Let a freeze hold for every process at this workspace. Raises `OSError`."""
    facts = {
        "kind": new.scope.kind,
        "key": new.scope.key,
        "since": to_ms(new.since),
        "by": new.by,
        "reason": new.reason,
    }
    path = folder / f"{BEFORE}{new.id}{AFTER}"
    partial = path.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as file:
        json.dump(facts, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    reach("freeze.before-file")
    partial.replace(path)
    reach("freeze.file-there")


def pending(folder: Path) -> tuple[Freeze, ...]:
    """Return the freezes that are not in the database yet, as far as anybody can tell."""
    try:
        names = [one for one in os.listdir(folder) if one.startswith(BEFORE)]  # noqa: PTH208 - asked for at every claim
    except OSError:
        return ()
    return tuple(_read(folder / one) for one in sorted(names) if one.endswith(AFTER))


def remove(folder: Path, freeze_id: str) -> None:
    """Remove the file of a freeze that is in the database now."""
    with contextlib.suppress(OSError):
        (folder / f"{BEFORE}{freeze_id}{AFTER}").unlink(missing_ok=True)


def ask_thaw(folder: Path, freeze_id: str, by: str) -> None:
    """Ask whoever writes to the database to lift a freeze. Raises `OSError`."""
    partial = folder / f"{THAW}{freeze_id}.part"
    partial.write_text(by, encoding="utf-8")
    partial.replace(folder / f"{THAW}{freeze_id}{AFTER}")


def thaws(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return which freezes are to be lifted, and by whom."""
    found = []
    for path in sorted(folder.glob(f"{THAW}*{AFTER}")):
        with contextlib.suppress(OSError, ValueError):
            freeze_id = path.name.removeprefix(THAW).removesuffix(AFTER)
            found.append((freeze_id, path.read_text(encoding="utf-8").strip()))
    return tuple(found)


def thawed(folder: Path, freeze_id: str) -> None:
    """Remove the wish to lift a freeze that is lifted."""
    with contextlib.suppress(OSError):
        (folder / f"{THAW}{freeze_id}{AFTER}").unlink(missing_ok=True)


def wait_for_claims(folder: Path) -> bool:
    """Wait until whatever was being committed as the file came is committed; False where it took too long.

    Whoever writes afterwards sees the file. Nothing is written here.
    """
    uri = f"{(folder / FILE).absolute().as_uri()}?mode=rw"
    try:
        with contextlib.closing(
            sqlite3.connect(uri, uri=True, timeout=BARRIER_S, isolation_level=None)
        ) as connection:
            connection.execute("PRAGMA wal_autocheckpoint=0")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error:
        return False
    return True


def _read(path: Path) -> Freeze:
    freeze_id = path.name.removeprefix(BEFORE).removesuffix(AFTER)
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        scope = Scope(ScopeKind(facts["kind"]), str(facts["key"]))
        since, by = from_ms(int(facts["since"])), str(facts["by"])
        return Freeze(freeze_id, scope, since, by, reason=str(facts["reason"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return Freeze(freeze_id, Scope(), _made_at(path), "")


def _made_at(path: Path) -> datetime:
    try:
        return from_ms(int(path.stat().st_mtime * 1000))
    except OSError:
        return from_ms(0)
