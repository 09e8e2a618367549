"""The journal: an append-only chain of what people did, which can be checked and in which nothing can be changed.

Each row's head is canonical JSON (version, device, number, time, who, kind, digest of the payload); its hash
covers the previous hash and the head. Version 1 did not say who: there was one person. The payload stands apart
with a random salt: it can be erased, and the chain still proves that the act took place. SHA-256 throughout.
"""

import json
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

VERSION = 2
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Check:
    """The result of checking the chain: how many rows, how many erased payloads, and what is wrong."""

    rows: int
    erased: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the journal."""

    n: int
    at: str
    kind: str
    payload: Mapping[str, object] | None
    by: str = ""  # who did it: a profile's id, "" where nobody had entered themselves


def append(
    connection: sqlite3.Connection,
    device: str,
    at: datetime,
    kind: str,
    payload: Mapping[str, object],
    *,
    by: str = "",
) -> int:
    """Add one act; return its number. Belongs in the transaction that does what it tells."""
    last = connection.execute("SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1").fetchone()
    n, previous = (last[0] + 1, last[1]) if last else (1, START)
    salt = os.urandom(16).hex()
    text = canonical(payload)
    head = canonical(
        {
            "v": VERSION,
            "device": device,
            "n": n,
            "at": at.isoformat(timespec="milliseconds"),
            "by": by,
            "kind": kind,
            "payload": _digest(salt, text),
        }
    )
    connection.execute(
        "INSERT INTO journal(n, head, hash) VALUES(?,?,?)", (n, head, _link(previous, head))
    )
    connection.execute(
        "INSERT INTO journal_payload(n, salt, payload) VALUES(?,?,?)", (n, salt, text)
    )
    return n


def verify(connection: sqlite3.Connection) -> Check:
    """Go through the whole chain and name every row that is not as it was written."""
    problems: list[str] = []
    previous, expected, rows, erased = START, 1, 0, 0
    for n, head, link, salt, payload in connection.execute(
        "SELECT j.n, j.head, j.hash, p.salt, p.payload FROM journal j LEFT JOIN journal_payload p ON p.n = j.n"
        " ORDER BY j.n"
    ):
        rows += 1
        if n != expected:
            problems.append(f"{expected}: missing")
            expected = n
        if _link(previous, head) != link:
            problems.append(f"{n}: changed")
        if payload is None:
            erased += 1
        elif _payload_of(head) != _digest(salt, payload):
            problems.append(f"{n}: payload changed")
        previous, expected = link, expected + 1
    return Check(rows, erased, tuple(problems))


def acts(connection: sqlite3.Connection, limit: int = 200) -> tuple[Act, ...]:
    """Return the newest acts."""
    found = []
    for n, head, payload in connection.execute(
        "SELECT j.n, j.head, p.payload FROM journal j LEFT JOIN journal_payload p ON p.n = j.n"
        " ORDER BY j.n DESC LIMIT ?",
        (limit,),
    ):
        read = json.loads(head)
        told = json.loads(payload) if payload else None
        found.append(Act(n, read["at"], read["kind"], told, read.get("by", "")))
    return tuple(found)


def canonical(value: Mapping[str, object]) -> str:
    """Return JSON with sorted keys and no spaces: one text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _payload_of(head: str) -> str:
    """Return the payload's digest as the head names it; "" when somebody made the head unreadable."""
    try:
        return str(json.loads(head)["payload"])
    except (ValueError, KeyError, TypeError):
        return ""


def _digest(salt: str, text: str) -> str:
    return _sha256(f"{salt}\n{text}")


def _link(previous: str, head: str) -> str:
    return _sha256(f"{previous}\n{head}")


def _sha256(text: str) -> str:
    from hashlib import sha256  # noqa: PLC0415 - OpenSSL behind it is slow to load, and a start notes nothing

    return sha256(text.encode()).hexdigest()
