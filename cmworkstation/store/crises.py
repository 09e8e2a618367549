"""The crisis levels that hold now, by charter. What was declared before stands in the journal."""

import json
import sqlite3

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.crisis import Declared
from cmworkstation.domain.profile import ProfileId
from cmworkstation.store import settings

NAME = "crisis:"  # of a setting, before the id of a charter
HIGHEST = "crisis_level"  # the setting with the highest number that holds anywhere


def level(connection: sqlite3.Connection, charter_id: str) -> str:
    """Return the id of the level that holds under a charter, "" in quiet times."""
    found = declared(connection, charter_id)
    return found.level if found else ""


def declared(connection: sqlite3.Connection, charter_id: str) -> Declared | None:
    """Return what holds under a charter, None in quiet times."""
    kept = settings.value(connection, f"{NAME}{charter_id}")
    return _read(charter_id, kept) if kept else None


def all_declared(connection: sqlite3.Connection) -> tuple[Declared, ...]:
    """Return what holds anywhere, the highest level first."""
    rows = connection.execute(
        "SELECT name, value FROM setting WHERE name >= ? AND name < ? AND value <> ''",
        (NAME, f"{NAME[:-1]};"),
    )
    found = (_read(name.removeprefix(NAME), value) for name, value in rows)
    return tuple(sorted(filter(None, found), key=lambda one: (-one.number, one.since)))


def put(connection: sqlite3.Connection, charter_id: str, new: Declared | None) -> None:
    """Let a level hold under a charter, or none."""
    facts = (
        {
            "level": new.level,
            "number": new.number,
            "since": to_ms(new.since),
            "by": new.by,
            "why": new.why,
        }
        if new
        else None
    )
    text = json.dumps(facts, ensure_ascii=False) if facts else ""
    settings.put(connection, f"{NAME}{charter_id}", text)
    highest = max((one.number for one in all_declared(connection)), default=0)
    settings.put(connection, HIGHEST, str(highest))


def _read(charter_id: str, kept: str) -> Declared | None:
    try:
        facts = json.loads(kept)
        return Declared(
            charter_id,
            str(facts["level"]),
            int(facts["number"]),
            from_ms(facts["since"]),
            ProfileId(str(facts["by"])),
            str(facts["why"]),
        )
    except (ValueError, KeyError, TypeError, OverflowError):
        return None
