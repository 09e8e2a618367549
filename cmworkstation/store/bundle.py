"""What a compliance bundle holds, table by table: readable names instead of our numbers, and never a secret.

A bundle is of a period: it holds the conversations in which something was said then, whole, since half a thread
proves little. Charters, people and the journal's chain are always whole; words of acts outside the period stay out.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, Final

Row = dict[str, Any]
_CHOSEN: Final = "(SELECT DISTINCT conversation_id FROM message WHERE at >= :since AND at < :until)"
_ACCOUNT: Final = "(SELECT id FROM account WHERE no = x.account_no) AS account"
PARTS: Final = {  # name of the file → what stands in it, in a fixed order
    "accounts": "SELECT id, platform, look, name, handle, server, removed_at FROM account x ORDER BY no",
    "conversations": (
        f"SELECT id, {_ACCOUNT}, status, title, author_name, author_handle, category, reason, last_at"
        f" FROM conversation x WHERE id IN {_CHOSEN} ORDER BY id"
    ),
    "messages": (
        f"SELECT id, {_ACCOUNT}, conversation_id, remote_id, parent_id, kind, ours, at, edited_at, deleted_at, held,"
        " visibility, language, author_name, author_handle, title, spoiler, text, url, attachments"
        f" FROM message x WHERE conversation_id IN {_CHOSEN} ORDER BY id"
    ),
    "revisions": (
        "SELECT message_id, n, seen_at, title, text FROM revision x WHERE message_id IN"
        f" (SELECT id FROM message WHERE conversation_id IN {_CHOSEN}) ORDER BY message_id, n"
    ),
    "replies": (
        f"SELECT id, {_ACCOUNT}, conversation_id, target_id, body, visibility, language, spoiler, state, profile_id,"
        " charter_hash, findings, facts, answer_id, answer_hash, edited_words, approval_id, created_at, sent_at,"
        f" remote_id, url FROM outbox x WHERE conversation_id IN {_CHOSEN} ORDER BY created_at, id"
    ),
    "steps": (
        "SELECT outbox_id, n, at, state, note FROM outbox_step x WHERE outbox_id IN"
        f" (SELECT id FROM outbox WHERE conversation_id IN {_CHOSEN}) ORDER BY outbox_id, n"
    ),
    "media": (
        "SELECT x.outbox_id, x.n, x.hash, x.alt, x.remote_id, m.name, m.type, m.size, m.width, m.height"
        " FROM outbox_media x JOIN media m ON m.hash = x.hash WHERE x.outbox_id IN"
        f" (SELECT id FROM outbox WHERE conversation_id IN {_CHOSEN}) ORDER BY x.outbox_id, x.n"
    ),
    "charters": (
        "SELECT hash, charter_id, version, status, effective_from, withdrawn_at, packs, made_by, why, created_at,"
        " source FROM charter_version x ORDER BY charter_id, created_at, hash"
    ),
    "packs": "SELECT hash, pack, source FROM pack_text x ORDER BY pack, hash",
    "signoffs": (
        "SELECT id, hash, charter_id, profile_id, speaker, words, at, fingerprint, signature, statement,"
        " ended_at"
        " FROM signoff x ORDER BY at, id"
    ),
    "approvals": (
        "SELECT id, conversation_id, target_id, author_id, policy, need, body, binding, state, why, created_at,"
        f" closed_at FROM approval_request x WHERE conversation_id IN {_CHOSEN} ORDER BY created_at, id"
    ),
    "approval_acts": (
        "SELECT request_id, n, at, kind, profile_id, binding, body, words, fingerprint, signature, erased"
        " FROM approval_act x"
        f" WHERE request_id IN (SELECT id FROM approval_request WHERE conversation_id IN {_CHOSEN})"
        " ORDER BY request_id, n"
    ),
    "waivers": (
        "SELECT id, outbox_id, charter_hash, rule, severity, passage, reason, words, profile_id, second_id, at"
        f" FROM waiver x WHERE outbox_id IN (SELECT id FROM outbox WHERE conversation_id IN {_CHOSEN})"
        " ORDER BY at, id"
    ),
    "walks": (
        "SELECT id, conversation_id, message_id, charter_hash, path, category, profile_id, at FROM triage_walk x"
        f" WHERE conversation_id IN {_CHOSEN} ORDER BY at, id"
    ),
    "promises": (
        "SELECT id, conversation_id, outbox_id, words, due_at, state, why, profile_id, created_at, closed_at"
        f" FROM promise x WHERE conversation_id IN {_CHOSEN} ORDER BY created_at, id"
    ),
    "times": (
        "SELECT outbox_id, kind, conversation_id, category, visibility, asked_at, answered_at, due_at, wall_s, open_s"
        f" FROM reply_time x WHERE conversation_id IN {_CHOSEN} ORDER BY outbox_id, kind"
    ),
    "people": "SELECT id, name, roles, local, created_at, ended_at FROM profile x ORDER BY created_at, id",
    "keys": (
        "SELECT fingerprint, profile_id, public, since, ended_at, ended_by, ended_why FROM profile_key x"
        " ORDER BY since, fingerprint"
    ),
    "journal": (
        "SELECT n, head, hash, salt, payload FROM journal x LEFT JOIN journal_payload USING (n)"
        " WHERE n <= :last ORDER BY n"
    ),
}


def rows(
    connection: sqlite3.Connection, part: str, since: int, until: int, last: int
) -> Iterator[Row]:
    """Yield the rows of a part of the bundle; `last` is the last act of the journal that belongs to it."""
    values = {"since": since, "until": until, "last": last}
    found = connection.execute(PARTS[part], values)
    names = [one[0] for one in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


def last_act(connection: sqlite3.Connection) -> int:
    """Return the number of the last act of the journal, 0 before the first."""
    return int(connection.execute("SELECT coalesce(max(n), 0) FROM journal").fetchone()[0])


def count(connection: sqlite3.Connection, since: int, until: int) -> int:
    """Return how many conversations belong to a period."""
    query = f"SELECT count(*) FROM conversation WHERE id IN {_CHOSEN}"
    return int(connection.execute(query, {"since": since, "until": until}).fetchone()[0])


def of_conversation(connection: sqlite3.Connection, conversation_id: int) -> dict[str, list[Row]]:
    """Return messages, revisions and sent replies of one conversation, for its page."""
    queries = {
        "messages": (
            "SELECT id, remote_id, ours, at, deleted_at, visibility, author_name, author_handle, spoiler, title,"
            " text, url FROM message WHERE conversation_id=? ORDER BY id"
        ),
        "revisions": (
            "SELECT message_id, n, seen_at, text FROM revision WHERE message_id IN"
            " (SELECT id FROM message WHERE conversation_id=?) ORDER BY message_id, n"
        ),
        "replies": (
            "SELECT id, remote_id FROM outbox WHERE conversation_id=? AND state = 'sent' ORDER BY sent_at, id"
        ),
    }
    found: dict[str, list[Row]] = {}
    for name, query in queries.items():
        cursor = connection.execute(query, (conversation_id,))
        names = [one[0] for one in cursor.description]
        found[name] = [dict(zip(names, row, strict=True)) for row in cursor]
    return found


def act_time(head: str) -> str:
    """Return when an act was done, as its head says; "" where that cannot be read."""
    try:
        return str(json.loads(head)["at"])
    except (ValueError, KeyError, TypeError):
        return ""
