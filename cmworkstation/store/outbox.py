"""The outbox table: one row per reply, one line per step in its life.

`sending` is committed to the disk before the first byte leaves, with the session that does it. A row that
another, ended session left in `sending` is in doubt: it becomes `unknown`, never `queued`.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.fact import FactUse, read_uses
from cmworkstation.domain.ids import AccountId, ConversationId, MessageId, OutboxId
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.message import NEW
from cmworkstation.domain.reply import (
    OPEN_STATES,
    PERSON_STATES,
    OutboxRow,
    OutboxState,
    OutboxStep,
    StepNote,
)
from cmworkstation.domain.slot import Other, Slot
from cmworkstation.domain.values import dataclass
from cmworkstation.store import accounts, media, outcomes, promises, slots
from cmworkstation.store.interruptions import interrupted

# The same reply is there once among these; the index `outbox_once` says the same.
ON_ITS_WAY = (
    OutboxState.HELD,
    OutboxState.QUEUED,
    OutboxState.SENDING,
    OutboxState.LATER,
    OutboxState.UNKNOWN,
    OutboxState.ASK,
    OutboxState.BY_HAND,
)
# A part of a numbered thread waits until the one before it is sent, whatever its own state.
FREE = "(o.after_id = '' OR (SELECT b.state FROM outbox b WHERE b.id = o.after_id) = 'sent')"
COLUMNS = (
    "o.id, o.conversation_id, a.id, o.target_id, o.body, o.visibility, o.language, o.spoiler, o.once_key,"
    " o.state, o.seen_head, o.attempts, o.created_at, o.hold_until, o.not_before, o.started_at, o.sent_at,"
    " o.remote_id, o.url, o.error, o.error_words, m.author_name,"
    " substr(m.text, 1, 280) || CASE WHEN length(m.text) > 280 THEN ' …' ELSE '' END, o.approval_id,"
    f" o.after_id, o.part, o.parts, o.whole, NOT {FREE}, o.scheduled_at, o.zone, o.if_missed, o.by_hand,"
    f" substr(m.remote_id, 1, {len(NEW)}) = '{NEW}'"
)
SOURCE = "outbox o JOIN account a ON a.no = o.account_no JOIN message m ON m.id = o.target_id"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What must be known to settle a row in doubt."""

    first_started_at: datetime  # when the first attempt began
    looks: int  # how often we looked since then and found nothing


def add(
    connection: sqlite3.Connection,
    row: OutboxRow,
    *,
    body_digest: str,
    answer_id: str = "",
    charter_hash: str = "",
    findings: str = "[]",
    answer_hash: str = "",
    edited_words: int = 0,
    facts: str = "[]",
    outcomes_: str = "{}",
    by: str = "",
) -> None:
    """Queue a reply. Raises `sqlite3.IntegrityError` when the same reply is on its way already."""
    connection.execute(
        "INSERT INTO outbox(id, conversation_id, account_no, target_id, body, body_digest, visibility, language,"
        " spoiler, answer_id, once_key, state, seen_head, charter_hash, findings, answer_hash, edited_words, facts,"
        " outcomes, created_at, hold_until, not_before, profile_id, approval_id, after_id, part, parts, whole,"
        " scheduled_at, zone, if_missed)"
        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            row.id,
            row.conversation_id,
            accounts.number(connection, row.account_id),
            row.target_id,
            row.body,
            body_digest,
            row.visibility,
            row.language,
            row.spoiler,
            answer_id,
            row.once_key,
            row.state,
            row.seen_head,
            charter_hash,
            findings,
            answer_hash,
            edited_words,
            facts,
            outcomes_,
            to_ms(row.created_at),
            to_ms(row.hold_until) if row.hold_until else None,
            to_ms(row.not_before) if row.not_before else None,
            by,
            row.approval_id,
            row.after_id,
            row.part,
            row.parts,
            row.whole,
            *slots.columns(row.slot),
        ),
    )
    media.put_outbox(connection, row.id, row.media)
    _note(connection, row.id, row.state, row.created_at, "")


def under_way(
    connection: sqlite3.Connection, account_id: AccountId, target_id: int, body_digest: str
) -> bool:
    """Tell whether this very reply is on its way already."""
    states = ",".join(f"'{state}'" for state in ON_ITS_WAY)
    found = connection.execute(
        "SELECT 1 FROM outbox WHERE account_no=? AND target_id=? AND body_digest=?"
        f" AND state IN ({states})",
        (accounts.number(connection, account_id), target_id, body_digest),
    ).fetchone()
    return found is not None


def row(connection: sqlite3.Connection, outbox_id: OutboxId) -> OutboxRow:
    """Return one row. Raises `KeyError`."""
    found = connection.execute(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE o.id=?", (outbox_id,)
    ).fetchone()
    if found is None:
        raise KeyError(outbox_id)
    return _row(connection, found)


def media_sent_as(
    connection: sqlite3.Connection, account_id: AccountId, remote_id: str
) -> tuple[MediaFile, ...]:
    """Return the files of the reply that was published under an id, none where it was not sent from here."""
    found = connection.execute(
        "SELECT id FROM outbox WHERE state='sent' AND remote_id=?1 AND remote_id <> ''"
        " AND account_no=(SELECT no FROM account WHERE id=?2)",
        (remote_id, account_id),
    ).fetchone()
    return media.of_outbox(connection, OutboxId(found[0])) if found else ()


def was_posted_by_hand(connection: sqlite3.Connection, account_no: int) -> bool:
    """Tell whether replies were posted by hand on an account that were not seen there yet."""
    found = connection.execute(
        "SELECT 1 FROM outbox WHERE account_no=? AND by_hand=1 LIMIT 1", (account_no,)
    ).fetchone()
    return found is not None


def rows(connection: sqlite3.Connection, *, limit: int = 500) -> tuple[OutboxRow, ...]:
    """Return the outbox: first what needs a person, then what is on its way, then what is done."""
    order = " ".join(
        f"WHEN '{state}' THEN {place}"
        for place, states in enumerate((PERSON_STATES, OPEN_STATES))
        for state in states
    )
    found = connection.execute(
        f"SELECT {COLUMNS} FROM {SOURCE} ORDER BY CASE o.state {order} ELSE 2 END, o.created_at DESC LIMIT ?",
        (limit,),
    )
    return tuple(_row(connection, one) for one in found)


def answer_id(connection: sqlite3.Connection, outbox_id: OutboxId) -> str:
    """Return the approved answer that a reply began from, "" for none."""
    found = connection.execute("SELECT answer_id FROM outbox WHERE id=?", (outbox_id,)).fetchone()
    return str(found[0]) if found else ""


def said_since(
    connection: sqlite3.Connection, account_no: int, digest: str, since: datetime
) -> bool:
    """Tell whether the same words were queued for an account since then, and not given up."""
    row = connection.execute(
        "SELECT 1 FROM outbox WHERE account_no=? AND body_digest=? AND created_at >= ? AND state <> 'dropped' LIMIT 1",
        (account_no, digest, to_ms(since)),
    ).fetchone()
    return row is not None


def facts(connection: sqlite3.Connection, outbox_id: OutboxId) -> tuple[FactUse, ...]:
    """Return the facts that a reply stood on when it was queued."""
    found = connection.execute("SELECT facts FROM outbox WHERE id=?", (outbox_id,)).fetchone()
    return read_uses(found[0]) if found else ()


def profile_id(connection: sqlite3.Connection, outbox_id: OutboxId) -> str:
    """Return who wrote a reply, "" where nobody was entered."""
    found = connection.execute("SELECT profile_id FROM outbox WHERE id=?", (outbox_id,)).fetchone()
    return str(found[0]) if found else ""


def steps(connection: sqlite3.Connection, outbox_id: OutboxId) -> tuple[OutboxStep, ...]:
    """Return what happened to a reply, in order."""
    found = connection.execute(
        "SELECT at, state, note FROM outbox_step WHERE outbox_id=? ORDER BY n", (outbox_id,)
    )
    return tuple(OutboxStep(from_ms(one[0]), OutboxState(one[1]), one[2]) for one in found)


def waiting(
    connection: sqlite3.Connection,
) -> list[tuple[OutboxId, AccountId, datetime | None, bool]]:
    """Return the rows that something is to be done for, oldest first, until when each waits, and whether planned.

    Accounts in need of sign-in wait themselves. Whether a wait is over is for the caller to say, who has a clock
    that does not jump.
    """
    found = connection.execute(
        "SELECT o.id, a.id, CASE o.state WHEN 'held' THEN o.hold_until ELSE o.not_before END,"
        " o.state = 'held' AND o.scheduled_at IS NOT NULL FROM outbox o JOIN account a ON a.no = o.account_no"
        " WHERE a.state NOT IN ('dead', 'paused') AND a.removed_at IS NULL"
        f" AND o.state IN ('held', 'queued', 'later', 'unknown') AND {FREE} ORDER BY o.created_at"
    )
    return [(OutboxId(one[0]), AccountId(one[1]), _time(one[2]), bool(one[3])) for one in found]


def sent_by_another(
    connection: sqlite3.Connection, outbox_id: OutboxId, remote_id: str
) -> datetime | None:
    """Return when a post was written by the platform's clock, if another row of the outbox sent it."""
    found = connection.execute(
        "SELECT coalesce(m.at, o.sent_at) FROM outbox o LEFT JOIN message m"
        " ON m.account_no = o.account_no AND m.remote_id = o.remote_id"
        " WHERE o.state='sent' AND o.remote_id=? AND o.id <> ?"
        " AND o.account_no = (SELECT account_no FROM outbox WHERE id=?)",
        (remote_id, outbox_id, outbox_id),
    ).fetchone()
    return _time(found[0]) if found else None


def lately_sent(
    connection: sqlite3.Connection, account_no: int, since: datetime
) -> list[tuple[MessageId, str]]:
    """Return message and native id of an account's answers that were sent at `since` or later, oldest first."""
    found = connection.execute(
        "SELECT m.id, m.native_id FROM outbox o JOIN message m"
        " ON m.account_no = o.account_no AND m.remote_id = o.remote_id"
        " WHERE o.state='sent' AND o.account_no=? AND o.sent_at >= ? AND m.deleted_at IS NULL ORDER BY o.sent_at",
        (account_no, to_ms(since)),
    )
    return [(MessageId(one[0]), one[1]) for one in found]


def around(
    connection: sqlite3.Connection, account_no: int, since: datetime, but: str = ""
) -> list[Other]:
    """Return an account's replies that are planned or on their way, or were sent since a moment."""
    found = connection.execute(
        "SELECT id, coalesce(sent_at, scheduled_at, created_at), body FROM outbox WHERE account_no=? AND id <> ?"
        " AND (state IN ('held', 'queued', 'later', 'missed') OR (state = 'sent' AND sent_at >= ?)) ORDER BY 2",
        (account_no, but, to_ms(since)),
    )
    return [Other(OutboxId(one[0]), from_ms(one[1]), one[2]) for one in found]


def open_by_account(connection: sqlite3.Connection) -> dict[AccountId, int]:
    """Return account id → how many of its replies are on their way."""
    states = ",".join(f"'{state}'" for state in OPEN_STATES)
    found = connection.execute(
        "SELECT a.id, count(*) FROM outbox o JOIN account a ON a.no = o.account_no"
        f" WHERE o.state IN ({states}) GROUP BY a.id"
    )
    return {AccountId(row[0]): row[1] for row in found}


def next_due_at(connection: sqlite3.Connection) -> datetime | None:
    """Return when the next row will want attention."""
    found = connection.execute(
        "SELECT min(CASE o.state WHEN 'held' THEN o.hold_until ELSE coalesce(o.not_before, 0) END) FROM outbox o"
        f" WHERE o.state IN ('held', 'queued', 'later', 'unknown') AND {FREE}"
    ).fetchone()[0]
    return from_ms(found) if found is not None else None


def claim(connection: sqlite3.Connection, outbox_id: OutboxId, session: str, now: datetime) -> bool:
    """Take a row whose wait is over for sending: only one taker wins.

    The commit must reach the disk before any byte leaves.
    """
    at = to_ms(now)
    won = connection.execute(
        "UPDATE outbox AS o SET state='sending', session=?, started_at=?,"
        " first_started_at=coalesce(first_started_at, ?), attempts=attempts+1, error='', error_words=''"
        f" WHERE id=? AND state IN ('held', 'queued', 'later') AND {FREE}",
        (session, at, at, outbox_id),
    ).rowcount
    if won:
        _note(connection, outbox_id, OutboxState.SENDING, now, "")
    return bool(won)


def settle_sent(
    connection: sqlite3.Connection,
    outbox_id: OutboxId,
    remote_id: str,
    url: str,
    now: datetime,
    note: str = "",
) -> None:
    """Record that the platform holds the reply, under its own id, and what comes of that the first time."""
    first = connection.execute(
        "SELECT 1 FROM outbox WHERE id=? AND state <> 'sent'", (outbox_id,)
    ).fetchone()
    connection.execute(
        "UPDATE outbox SET state='sent', sent_at=?, remote_id=?, url=?, error='', error_words='', not_before=NULL"
        " WHERE id=?",
        (to_ms(now), remote_id, url, outbox_id),
    )
    if first:
        outcomes.count(connection, outbox_id)
        promises.given(connection, outbox_id, now)
    _note(connection, outbox_id, OutboxState.SENT, now, note)


def turn(
    connection: sqlite3.Connection,
    outbox_id: OutboxId,
    state: OutboxState,
    now: datetime,
    *,
    of: Sequence[OutboxState],
    not_before: datetime | None = None,
    error: str = "",
    words: str = "",
    note: str = "",
) -> bool:
    """Give a row another state than `sent`, and say why; False when it stands in none of the states `of` any more.

    Between reading a row and this call a network may have been waited for, and somebody may have decided.
    """
    marks = ",".join("?" * len(of))
    turned = connection.execute(
        "UPDATE outbox SET state=?, not_before=?, error=?, error_words=?"
        f" WHERE id=? AND state IN ({marks})",
        (state, to_ms(not_before) if not_before else None, error, words[:500], outbox_id, *of),
    ).rowcount
    if turned:
        _note(connection, outbox_id, state, now, note or error)
        if state is OutboxState.DROPPED:
            promises.gone_with_reply(connection, outbox_id)
    return bool(turned)


def hold_again(
    connection: sqlite3.Connection,
    outbox_id: OutboxId,
    now: datetime,
    until: datetime,
    slot: Slot | None,
) -> None:
    """Let a reply that waits be held until a moment again, and planned for a time or for none."""
    held = connection.execute(
        "UPDATE outbox SET state='held', hold_until=?, not_before=NULL, scheduled_at=?, zone=?, if_missed=?"
        " WHERE id=? AND state IN ('held', 'queued', 'later')",
        (to_ms(until), *slots.columns(slot), outbox_id),
    ).rowcount
    if held:
        _note(connection, outbox_id, OutboxState.HELD, now, StepNote.THAWED)


def send_anyway(connection: sqlite3.Connection, outbox_id: OutboxId) -> None:
    """Keep that a person wants this reply sent although the thread moved on."""
    connection.execute("UPDATE outbox SET sent_anyway=1 WHERE id=?", (outbox_id,))


def wants_sending_anyway(connection: sqlite3.Connection, outbox_id: OutboxId) -> bool:
    """Tell whether a person said so."""
    return bool(
        connection.execute("SELECT sent_anyway FROM outbox WHERE id=?", (outbox_id,)).fetchone()[0]
    )


def was_in_doubt(connection: sqlite3.Connection, outbox_id: OutboxId) -> bool:
    """Tell whether this reply may have been published by an earlier attempt."""
    found = connection.execute(
        "SELECT 1 FROM outbox_step WHERE outbox_id=? AND state='unknown' LIMIT 1", (outbox_id,)
    ).fetchone()
    return found is not None


def doubt(connection: sqlite3.Connection, outbox_id: OutboxId) -> Doubt:
    """Return since when a row may have been published, and how often we looked."""
    started, looks = connection.execute(
        "SELECT coalesce(first_started_at, created_at), looks FROM outbox WHERE id=?", (outbox_id,)
    ).fetchone()
    return Doubt(from_ms(started), looks)


def last_doubt_at(connection: sqlite3.Connection, outbox_id: OutboxId) -> datetime | None:
    """Return when the latest attempt ended that may still be carried out, None without one.

    An attempt that the platform answered with a refusal is none, although the row waits in `unknown` after it.
    """
    found = connection.execute(
        "SELECT max(ended.at) FROM outbox_step ended"
        " JOIN outbox_step began ON began.outbox_id = ended.outbox_id AND began.n = ended.n - 1"
        " WHERE ended.outbox_id=? AND began.state='sending' AND ended.state='unknown' AND ended.note <> ?",
        (outbox_id, StepNote.REFUSED_IN_DOUBT),
    ).fetchone()[0]
    return from_ms(found) if found is not None else None


def count_look(connection: sqlite3.Connection, outbox_id: OutboxId) -> None:
    """Note that we looked for this reply and did not find it."""
    connection.execute("UPDATE outbox SET looks=looks+1 WHERE id=?", (outbox_id,))


def forget_looks(connection: sqlite3.Connection, outbox_id: OutboxId) -> None:
    """Begin a new round of looking, after a new attempt."""
    connection.execute("UPDATE outbox SET looks=0 WHERE id=?", (outbox_id,))


def recover(connection: sqlite3.Connection, session: str, now: datetime, wait: timedelta) -> int:
    """Turn what an ended session left in `sending` to `unknown`; return how many rows that were."""
    left = interrupted(connection, session)
    for outbox_id in left:
        forget_looks(connection, outbox_id)
        turn(
            connection,
            outbox_id,
            OutboxState.UNKNOWN,
            now,
            of=(OutboxState.SENDING,),
            not_before=now + wait,
            error="Ambiguous",
            note=StepNote.INTERRUPTED,
        )
    return len(left)


def not_sent(connection: sqlite3.Connection, outbox_id: OutboxId, at: datetime) -> None:
    """Give a reply that a person said they had posted back into their hands: it was not posted after all."""
    connection.execute(
        "UPDATE outbox SET state='by-hand', sent_at=NULL, remote_id='', url='', by_hand=0 WHERE id=?",
        (outbox_id,),
    )
    _note(connection, outbox_id, OutboxState.BY_HAND, at, StepNote.NOT_AFTER_ALL)


def note(connection: sqlite3.Connection, outbox_id: OutboxId, at: datetime, why: StepNote) -> None:
    """Write down something that happened to a reply without its state changing; what just did is not told twice."""
    state, last = connection.execute(
        "SELECT o.state, s.note FROM outbox o LEFT JOIN outbox_step s ON s.outbox_id = o.id"
        " WHERE o.id=? ORDER BY s.n DESC LIMIT 1",
        (outbox_id,),
    ).fetchone()
    if last != why:
        _note(connection, outbox_id, OutboxState(state), at, why)


def _note(
    connection: sqlite3.Connection, outbox_id: OutboxId, state: OutboxState, at: datetime, note: str
) -> None:
    connection.execute(
        "INSERT INTO outbox_step(outbox_id, n, at, state, note)"
        " SELECT ?, coalesce(max(n), 0) + 1, ?, ?, ? FROM outbox_step WHERE outbox_id=?",
        (outbox_id, to_ms(at), state, note, outbox_id),
    )


def _time(value: object) -> datetime | None:
    return from_ms(value) if isinstance(value, int) else None


def _row(connection: sqlite3.Connection, found: tuple[object, ...]) -> OutboxRow:
    return OutboxRow(
        id=OutboxId(str(found[0])),
        conversation_id=ConversationId(int(str(found[1]))),
        account_id=AccountId(str(found[2])),
        target_id=MessageId(int(str(found[3]))),
        body=str(found[4]),
        visibility=Visibility(str(found[5])),
        language=str(found[6]),
        spoiler=str(found[7]),
        once_key=str(found[8]),
        state=OutboxState(str(found[9])),
        seen_head=str(found[10]),
        attempts=int(str(found[11])),
        created_at=from_ms(int(str(found[12]))),
        hold_until=_time(found[13]),
        not_before=_time(found[14]),
        started_at=_time(found[15]),
        sent_at=_time(found[16]),
        remote_id=str(found[17]),
        url=str(found[18]),
        error=str(found[19]),
        error_words=str(found[20]),
        target_author=str(found[21]),
        target_text=str(found[22]),
        approval_id=str(found[23]),
        media=media.of_outbox(connection, OutboxId(str(found[0]))),
        after_id=OutboxId(str(found[24])),
        part=int(str(found[25])),
        parts=int(str(found[26])),
        whole=str(found[27]),
        behind=bool(found[28]),
        slot=slots.slot(*found[29:32]),
        by_hand=bool(found[32]),
        begins=bool(found[33]),
    )
