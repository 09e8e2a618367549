"""What is stored that proves why a reply was sent: rows of many tables, gathered by the reply's id."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

Row = dict[str, Any]
NAMES = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")  # ids as we make them
WANTED = {  # what of which table belongs to a reply; ? is the reply's id
    "reply": (
        "SELECT o.*, a.name AS account_name, a.handle AS account_handle, a.look AS account_look,"
        " m.author_name AS target_author, m.text AS target_text, m.at AS target_at"
        " FROM outbox o JOIN account a ON a.no = o.account_no JOIN message m ON m.id = o.target_id WHERE o.id=?"
    ),
    "charter": (
        "SELECT v.* FROM charter_version v WHERE v.hash = (SELECT charter_hash FROM outbox WHERE id=?)"
    ),
    "signoffs": (
        "SELECT s.* FROM signoff s WHERE s.hash = (SELECT charter_hash FROM outbox WHERE id=?)"
        " AND s.ended_at IS NULL ORDER BY s.at"
    ),
    "waivers": "SELECT * FROM waiver WHERE outbox_id=? AND dropped_at IS NULL ORDER BY at, id",
    "approval": (
        "SELECT r.* FROM approval_request r WHERE r.id = (SELECT approval_id FROM outbox WHERE id=?)"
    ),
    "approval_acts": (
        "SELECT x.* FROM approval_act x WHERE x.request_id = (SELECT approval_id FROM outbox WHERE id=?)"
        " ORDER BY x.n"
    ),
    "walks": (
        "SELECT w.* FROM triage_walk w JOIN outbox o ON o.conversation_id = w.conversation_id"
        " WHERE o.id=? AND w.at <= o.created_at ORDER BY w.at DESC, w.id DESC LIMIT 1"
    ),
    "promises": "SELECT * FROM promise WHERE outbox_id=? ORDER BY due_at",
    "times": "SELECT * FROM reply_time WHERE outbox_id=? ORDER BY kind",
    "media": (
        "SELECT u.n, u.hash, u.alt, m.name, m.type, m.size FROM outbox_media u JOIN media m ON m.hash = u.hash"
        " WHERE u.outbox_id=? ORDER BY u.n"
    ),
    "corrects": (
        "SELECT m.at, m.text, coalesce((SELECT w.id FROM outbox w WHERE w.account_no = m.account_no"
        " AND w.remote_id = m.remote_id AND w.conversation_id = m.conversation_id AND w.state = 'sent'), '') AS reply"
        " FROM correction c JOIN message m ON m.id = c.message_id WHERE c.outbox_id=?1 OR c.said_id ="
        " (SELECT n.id FROM outbox o JOIN message n ON n.account_no = o.account_no AND n.remote_id = o.remote_id"
        " WHERE o.id=?1 AND o.remote_id <> '') ORDER BY c.at, c.id"
    ),
    "corrected_by": (
        "SELECT coalesce(r.sent_at, s.at, c.said_at) AS at, coalesce(r.body, s.text, c.address) AS text,"
        " coalesce(r.id, (SELECT x.id FROM outbox x WHERE x.account_no = s.account_no AND x.remote_id = s.remote_id"
        " AND x.conversation_id = s.conversation_id AND x.state = 'sent'), '') AS reply"
        " FROM outbox o JOIN message m ON m.account_no = o.account_no AND m.remote_id = o.remote_id"
        " JOIN correction c ON c.message_id = m.id"
        " LEFT JOIN outbox r ON r.id = c.outbox_id AND r.state = 'sent' LEFT JOIN message s ON s.id = c.said_id"
        " WHERE o.id=? AND o.remote_id <> '' AND (r.id IS NOT NULL OR s.id IS NOT NULL OR c.address <> '')"
        " ORDER BY 1, c.id"
    ),
    "adds_to": (
        "SELECT coalesce(o.sent_at, o.created_at) AS at, o.body AS text, o.id AS reply FROM statement_post p"
        " JOIN statement_use u ON u.id = p.use_id JOIN statement_post r ON r.use_id = u.adds_to"
        " JOIN outbox o ON o.id = r.outbox_id AND o.account_no = p.account_no"
        " WHERE p.outbox_id=? AND p.outbox_id <> '' AND u.adds_to <> '' AND o.state <> 'dropped'"
        " ORDER BY o.created_at, o.id"
    ),
    "added": (
        "SELECT o.sent_at AS at, o.body AS text, o.id AS reply FROM statement_post p"
        " JOIN statement_use u ON u.adds_to = p.use_id JOIN statement_post r ON r.use_id = u.id"
        " JOIN outbox o ON o.id = r.outbox_id AND o.account_no = p.account_no"
        " WHERE p.outbox_id=? AND p.outbox_id <> '' AND o.state = 'sent' ORDER BY o.sent_at, o.id"
    ),
    "steps": "SELECT * FROM outbox_step WHERE outbox_id=? ORDER BY n",
}


def of_reply(
    connection: sqlite3.Connection, outbox_id: str, acts: Mapping[str, list[int]] | None = None
) -> dict[str, list[Row]]:
    """Return all rows that belong to a reply, by subject. Raises `KeyError`.

    `acts` is what `acts_by_name` returned, for whoever asks for many replies.
    """
    found = {name: _rows(connection, query, outbox_id) for name, query in WANTED.items()}
    if not found["reply"]:
        raise KeyError(outbox_id)
    names = [outbox_id, *(row["id"] for row in (*found["approval"], *found["waivers"]))]
    if acts is None:
        found["journal"] = _acts(connection, names)
    else:
        numbers = sorted({n for name in names for n in acts.get(name, ())})
        found["journal"] = _numbered(connection, numbers)
    return found


def acts_by_name(connection: sqlite3.Connection) -> dict[str, list[int]]:
    """Return id → numbers of the acts whose payload names it, in one walk through the journal."""
    found: dict[str, list[int]] = {}
    for n, payload in connection.execute("SELECT n, payload FROM journal_payload ORDER BY n"):
        for name in set(NAMES.findall(payload)):
            found.setdefault(name, []).append(n)
    return found


def sent_as(connection: sqlite3.Connection, message_id: int) -> str | None:
    """Return the reply of the outbox that became a message of a thread, None for what was not sent from here."""
    row = connection.execute(
        "SELECT o.id FROM message m JOIN outbox o ON o.conversation_id = m.conversation_id"
        " AND o.remote_id = m.remote_id WHERE m.id=? AND o.state = 'sent' ORDER BY o.sent_at DESC",
        (message_id,),
    ).fetchone()
    return str(row[0]) if row else None


def sent_replies(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield (reply, when it was sent in ms, charter hash, stored text of that version) of what was sent."""
    yield from connection.execute(
        "SELECT o.id, o.sent_at, o.charter_hash, v.source FROM outbox o"
        " LEFT JOIN charter_version v ON v.hash = o.charter_hash"
        " WHERE o.state = 'sent' AND o.charter_hash <> '' ORDER BY o.sent_at, o.id"
    )


def signed_versions(connection: sqlite3.Connection) -> list[Row]:
    """Return every signature under a version, those that count no more included, with what the version says now."""
    return _rows(
        connection,
        "SELECT s.*, coalesce(v.version, '') AS number, v.packs,"
        " (SELECT min(created_at) FROM profile) AS first_person_at FROM signoff s"
        " LEFT JOIN charter_version v ON v.hash = s.hash ORDER BY s.at, s.rowid",
    )


def approval_acts(connection: sqlite3.Connection) -> list[Row]:
    """Return what was done with requests for approval, in the order in which it was done."""
    return _rows(
        connection,
        "SELECT x.*, coalesce(r.policy, '') AS policy FROM approval_act x"
        " LEFT JOIN approval_request r ON r.id = x.request_id ORDER BY x.at, x.request_id, x.n",
    )


def _acts(connection: sqlite3.Connection, names: list[str]) -> list[Row]:
    """Return the rows of the journal whose payload names one of these ids."""
    tests = " OR ".join("instr(p.payload, ?)" for _ in names)
    query = (
        "SELECT j.n, j.head, j.hash FROM journal_payload p JOIN journal j ON j.n = p.n"
        f" WHERE {tests} ORDER BY j.n"
    )
    return _rows(connection, query, *names)


def _numbered(connection: sqlite3.Connection, numbers: list[int]) -> list[Row]:
    marks = ",".join("?" * len(numbers))
    query = f"SELECT n, head, hash FROM journal WHERE n IN ({marks}) ORDER BY n"
    return _rows(connection, query, *numbers)


def _rows(connection: sqlite3.Connection, query: str, *values: str | int) -> list[Row]:
    found = connection.execute(query, values)
    names = [one[0] for one in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]
