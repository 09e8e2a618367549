"""The journal: an append-only chain of what people did, which can be checked and in which nothing can be changed.

Each row's head is canonical JSON (version, device, number, time, who, kind, digest of the payload); its hash
covers the previous hash and the head. Version 1 did not say who: there was one person. The payload stands apart
with a random salt: it can be erased, and the chain still proves that the act took place. SHA-256 throughout.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from cmworkstation.domain.values import dataclass

VERSION = 2
START = "0" * 64


class Fault(NamedTuple):
    """A row that is not as it was written: its number, what is wrong with it, and what its head still says."""

    n: int
    what: str  # "missing", "changed", "payload changed" or "renumbered"
    at: str = ""
    kind: str = ""

    def __str__(self) -> str:
        """Return number and fault."""
        return f"{self.n}: {self.what}"


@dataclass(frozen=True, slots=True)
class Check:
    """The result of checking the chain: how many rows, how many erased payloads, and what is wrong."""

    rows: int
    erased: int
    faults: tuple[Fault, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """The faults as short texts, the first altered row first."""
        return tuple(map(str, self.faults))


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
    """Go through the whole chain and name every row that is not as it was written, the first one first.

    Rows come one after the other and as bytes: whatever somebody put there, text or not, it is compared and named.
    """
    faults: list[Fault] = []
    erased: dict[str, int] = {}  # digest that a head names → row whose payload is not there
    previous, expected, rows = START.encode(), 1, 0
    for n, head, link, salt, payload in connection.execute(
        "SELECT j.n, CAST(j.head AS BLOB), CAST(j.hash AS BLOB), CAST(p.salt AS BLOB), CAST(p.payload AS BLOB)"
        " FROM journal j LEFT JOIN journal_payload p ON p.n = j.n ORDER BY j.n"
    ):
        rows += 1
        named, at, kind, digest = _read(head)
        own = n  # the number under which the act was written, as far as can be told
        if n != expected:
            what = "renumbered" if named == expected else "missing"
            faults.append(Fault(expected, what, *((at, kind) if named == expected else ())))
            own = expected if named == expected or n < expected else n
        if _sha256(previous + b"\n" + head).encode() != link:
            faults.append(Fault(own, "changed", at, kind))
        if payload is None:
            erased[digest] = own
        elif _sha256(salt + b"\n" + payload) != digest:
            faults.append(Fault(own, "payload changed", at, kind))
        previous, expected = link, own + 1
    moved = _moved(connection, erased)
    return Check(rows, len(erased) - len(moved), tuple(sorted([*faults, *moved], key=_number)))


def _moved(connection: sqlite3.Connection, erased: Mapping[str, int]) -> list[Fault]:
    """Return the payloads that stand under a number without a row: moved there, not erased."""
    found = connection.execute(
        "SELECT n, CAST(salt AS BLOB), CAST(payload AS BLOB) FROM journal_payload"
        " WHERE n NOT IN (SELECT n FROM journal)"
    )
    return [
        Fault(erased.get(_sha256(salt + b"\n" + payload), n), "payload changed")
        for n, salt, payload in found
    ]


def _number(fault: Fault) -> int:
    return fault.n


def acts(connection: sqlite3.Connection, limit: int = 200) -> tuple[Act, ...]:
    """Return the newest acts."""
    rows = connection.execute(
        "SELECT j.n, j.head, p.payload FROM journal j LEFT JOIN journal_payload p ON p.n = j.n"
        " ORDER BY j.n DESC LIMIT ?",
        (limit,),
    )
    return _acts(rows)


def between(connection: sqlite3.Connection, first: int, last: int | None) -> tuple[Act, ...]:
    """Return the acts from one number to another, or to the newest, the oldest first."""
    rows = connection.execute(
        "SELECT j.n, j.head, p.payload FROM journal j LEFT JOIN journal_payload p ON p.n = j.n"
        " WHERE j.n >= ?1 AND (?2 IS NULL OR j.n <= ?2) ORDER BY j.n",
        (first, last),
    )
    return _acts(rows)


def _acts(rows: Iterable[tuple[int, str, str | None]]) -> tuple[Act, ...]:
    found = []
    for n, head, payload in rows:
        try:
            read = json.loads(head)
            told = json.loads(payload) if payload else None
            found.append(Act(n, read["at"], read["kind"], told, read.get("by", "")))
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
        ):  # somebody altered it: `verify` names it
            found.append(Act(n, "", "", None))
    return tuple(found)


def canonical(value: Mapping[str, object]) -> str:
    """Return JSON with sorted keys and no spaces: one text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _read(head: bytes) -> tuple[int, str, str, str]:
    """Return number, time, kind and payload digest as a head names them; empty where it was made unreadable."""
    try:
        read = json.loads(head)
        return int(read["n"]), str(read["at"]), str(read["kind"]), str(read["payload"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0, "", "", ""


def _digest(salt: str, text: str) -> str:
    return _sha256(f"{salt}\n{text}".encode())


def _link(previous: str, head: str) -> str:
    return _sha256(f"{previous}\n{head}".encode())


def _sha256(raw: bytes) -> str:
    from hashlib import sha256  # noqa: PLC0415 - OpenSSL behind it is slow to load, and a start notes nothing

    return sha256(raw).hexdigest()
