"""The promises of drafts and replies. What becomes of them when a reply moves is written with the reply's own step."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId, ConversationId, DraftId, MessageId, OutboxId

if TYPE_CHECKING:  # a start reads the outbox, and none of what a promise is made of
    from cmworkstation.domain.promise import Hearer, Promise, SentReply
    from cmworkstation.domain.promising import Reply
    from cmworkstation.domain.reply import OutboxRow

COLUMNS = (
    "p.id, p.conversation_id, a.id, p.message_id, p.draft_id, p.outbox_id, p.phrase, p.words, p.first_due_at,"
    " p.due_at, p.state, p.why, p.kept_by, p.profile_id, p.created_at, p.closed_at, m.author_name, m.language"
)
MOST = 50  # people or replies of one conversation that are offered
GIVEN = "p.state IN ('open', 'kept', 'wont', 'broken', 'withdrawn')"
SOURCE = "promise p JOIN account a ON a.no = p.account_no JOIN message m ON m.id = p.message_id"


def add(connection: sqlite3.Connection, promise: "Promise") -> None:
    """Keep a new promise."""
    connection.execute(
        "INSERT INTO promise(id, conversation_id, account_no, message_id, draft_id, outbox_id, phrase, words,"
        " first_due_at, due_at, state, why, kept_by, profile_id, created_at, closed_at)"
        " SELECT ?, conversation_id, account_no, id, ?,?,?,?,?,?,?,?,?,?,?,? FROM message WHERE id=?",
        (
            promise.id,
            promise.draft_id,
            promise.outbox_id,
            promise.phrase,
            promise.words,
            to_ms(promise.first_due_at),
            to_ms(promise.due_at),
            promise.state,
            promise.why,
            promise.kept_by,
            promise.by,
            to_ms(promise.created_at),
            to_ms(promise.closed_at) if promise.closed_at else None,
            promise.message_id,
        ),
    )


def change(connection: sqlite3.Connection, promise: "Promise") -> None:
    """Keep where a promise stands now: its day, its state, and why."""
    connection.execute(
        "UPDATE promise SET due_at=?, state=?, why=?, kept_by=?, closed_at=? WHERE id=?",
        (
            to_ms(promise.due_at),
            promise.state,
            promise.why,
            promise.kept_by,
            to_ms(promise.closed_at) if promise.closed_at else None,
            promise.id,
        ),
    )


def promise(connection: sqlite3.Connection, promise_id: str) -> "Promise":
    """Return one promise. Raises `KeyError`."""
    found = _found(connection, "p.id=?", (promise_id,))
    if not found:
        raise KeyError(promise_id)
    return found[0]


def listed(connection: sqlite3.Connection) -> tuple["Promise", ...]:
    """Return all promises that were given, by their day."""
    return _found(connection, GIVEN)


def open_ones(connection: sqlite3.Connection) -> tuple["Promise", ...]:
    """Return the promises that are open, by their day."""
    return _found(connection, "p.state='open'")


def of_draft(connection: sqlite3.Connection, draft_id: DraftId) -> tuple["Promise", ...]:
    """Return what a draft promises."""
    return _found(connection, "p.draft_id=? AND p.outbox_id='' AND p.state='draft'", (draft_id,))


def of_conversation(connection: sqlite3.Connection, conversation_id: int) -> tuple["Promise", ...]:
    """Return the promises that were given in a conversation, by their day."""
    return _found(connection, f"p.conversation_id=? AND {GIVEN}", (conversation_id,))


def open_to(connection: sqlite3.Connection, author_id: int) -> tuple["Promise", ...]:
    """Return the open promises that were given to a person, in any conversation, by their day."""
    return _found(connection, "p.state='open' AND m.author_id=?", (author_id,))


def hearers(connection: sqlite3.Connection, conversation_id: int) -> tuple["Hearer", ...]:
    """Return who wrote in a conversation, whoever wrote last first, each with their newest message."""
    from cmworkstation.domain.promise import Hearer  # noqa: PLC0415 - see above

    found = connection.execute(
        "SELECT max(id), author_name, author_handle, language FROM message"
        " WHERE conversation_id=? AND NOT ours AND NOT context GROUP BY author_id ORDER BY 1 DESC LIMIT ?",
        (conversation_id, MOST),
    )
    return tuple(Hearer(MessageId(row[0]), *row[1:]) for row in found)


def account_of(connection: sqlite3.Connection, conversation_id: int) -> AccountId:
    """Return the account that a conversation is on. Raises `KeyError`."""
    row = connection.execute(
        "SELECT a.id FROM conversation c JOIN account a ON a.no = c.account_no WHERE c.id=?",
        (conversation_id,),
    ).fetchone()
    if row is None:
        raise KeyError(conversation_id)
    return AccountId(row[0])


def sent_replies(connection: sqlite3.Connection, conversation_id: int) -> tuple["SentReply", ...]:
    """Return the replies that arrived in a conversation, the newest first."""
    from cmworkstation.domain.promise import SentReply  # noqa: PLC0415 - see above

    found = connection.execute(
        "SELECT id, sent_at, body FROM outbox WHERE conversation_id=? AND state='sent' AND sent_at IS NOT NULL"
        " ORDER BY sent_at DESC LIMIT ?",
        (conversation_id, MOST),
    )
    return tuple(SentReply(OutboxId(row[0]), from_ms(row[1]), row[2]) for row in found)


def replies_since(
    connection: sqlite3.Connection, since: datetime, most: int
) -> tuple["Reply", ...]:
    """Return the replies to others that arrived since then, the newest first."""
    from cmworkstation.domain.promising import Reply  # noqa: PLC0415 - see above

    found = connection.execute(
        "SELECT o.id, o.conversation_id, a.id, o.target_id, m.author_name, o.body, o.sent_at FROM outbox o"
        " JOIN account a ON a.no = o.account_no JOIN message m ON m.id = o.target_id"
        " WHERE o.state='sent' AND o.sent_at >= ? AND NOT m.ours ORDER BY o.sent_at DESC LIMIT ?",
        (to_ms(since), most),
    )
    return tuple(
        Reply(
            OutboxId(row[0]),
            ConversationId(row[1]),
            AccountId(row[2]),
            MessageId(row[3]),
            row[4],
            row[5],
            from_ms(row[6]),
        )
        for row in found
    )


def known_in(connection: sqlite3.Connection, conversation_id: int) -> tuple["Promise", ...]:
    """Return what was promised in a conversation or is about to be, and what was refused as none."""
    return _found(connection, "p.conversation_id=? AND p.state <> 'gone'", (conversation_id,))


def next_due(connection: sqlite3.Connection, conversations: Iterable[int]) -> dict[int, datetime]:
    """Return conversation → the day of its next open promise."""
    wanted = tuple(conversations)
    marks = ",".join("?" * len(wanted))
    found = connection.execute(
        f"SELECT conversation_id, min(due_at) FROM promise WHERE state='open' AND conversation_id IN ({marks})"
        " GROUP BY 1",
        wanted,
    )
    return {row[0]: from_ms(row[1]) for row in found}


# What becomes of promises when a draft or a reply takes a step; within the transaction of that step.


def go_along(
    connection: sqlite3.Connection, draft_id: DraftId, rows: Sequence["OutboxRow"]
) -> None:
    """Tie a draft's promises to its reply, each to the part that says it; one taken out of the text is not given.

    The sentence around its words may be another one by now: by the author, or by whoever approved.
    """
    found = of_draft(connection, draft_id)
    if found:
        from cmworkstation.domain.promise import sentence_with  # noqa: PLC0415 - see above
    for one in found:
        row = next((part for part in rows if one.phrase in part.body), rows[0])
        stands = one.phrase in row.body
        connection.execute(
            "UPDATE promise SET outbox_id=?, state=?, words=? WHERE id=?",
            (
                row.id if stands else "",
                "draft" if stands else "gone",
                (sentence_with(row.body, one.phrase) if stands else "") or one.words,
                one.id,
            ),
        )
    connection.execute("UPDATE promise SET kept_by=? WHERE kept_by=?", (rows[-1].id, draft_id))


def come_back(connection: sqlite3.Connection, outbox_id: OutboxId, draft_id: DraftId) -> None:
    """Give a reply's promises to the draft that it became again."""
    connection.execute(
        "UPDATE promise SET outbox_id='', draft_id=? WHERE outbox_id=? AND state='draft'",
        (draft_id, outbox_id),
    )
    connection.execute("UPDATE promise SET kept_by=? WHERE kept_by=?", (draft_id, outbox_id))


def given(connection: sqlite3.Connection, outbox_id: OutboxId, now: datetime) -> None:
    """The reply arrived: what it promises is open, and what it keeps is kept."""
    connection.execute(
        "UPDATE promise SET state='open' WHERE outbox_id=? AND state='draft'", (outbox_id,)
    )
    connection.execute(
        "UPDATE promise SET state='kept', closed_at=? WHERE kept_by=? AND state='open'",
        (to_ms(now), outbox_id),
    )


def not_given(connection: sqlite3.Connection, outbox_id: OutboxId) -> bool:
    """The reply did not arrive after all: what it promises is not promised yet, what it kept is open.

    False where one of its promises is over by now, and nothing is changed of that one.
    """
    over = connection.execute(
        "SELECT 1 FROM promise WHERE outbox_id=? AND state NOT IN ('open', 'draft', 'gone', 'refused')",
        (outbox_id,),
    ).fetchone()
    if over:
        return False
    connection.execute(
        "UPDATE promise SET state='draft' WHERE outbox_id=? AND state='open'", (outbox_id,)
    )
    connection.execute(
        "UPDATE promise SET state='open', closed_at=NULL WHERE kept_by=? AND state='kept'",
        (outbox_id,),
    )
    return True


def gone_with_reply(connection: sqlite3.Connection, outbox_id: OutboxId) -> None:
    """The reply was given up: nothing was promised, and nothing is kept by it."""
    connection.execute(
        "UPDATE promise SET state='gone' WHERE outbox_id=? AND state='draft'", (outbox_id,)
    )
    connection.execute(
        "UPDATE promise SET kept_by='' WHERE kept_by=? AND state='open'", (outbox_id,)
    )


def gone_with_draft(connection: sqlite3.Connection, draft_id: DraftId) -> None:
    """The draft was discarded: nothing was promised."""
    connection.execute(
        "UPDATE promise SET state='gone' WHERE draft_id=? AND outbox_id='' AND state='draft'",
        (draft_id,),
    )


def back_with_draft(connection: sqlite3.Connection, draft_id: DraftId) -> None:
    """The draft is back: so is what it promises."""
    connection.execute(
        "UPDATE promise SET state='draft' WHERE draft_id=? AND outbox_id='' AND state='gone'",
        (draft_id,),
    )


def _found(
    connection: sqlite3.Connection, where: str, values: tuple[object, ...] = ()
) -> tuple["Promise", ...]:
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE {where} ORDER BY p.due_at, p.id", values
    )
    return tuple(_promise(row) for row in rows)


def _promise(row: tuple[object, ...]) -> "Promise":
    from cmworkstation.domain.profile import ProfileId  # noqa: PLC0415 - see above
    from cmworkstation.domain.promise import Promise, PromiseId, PromiseState  # noqa: PLC0415

    return Promise(
        id=PromiseId(str(row[0])),
        conversation_id=ConversationId(int(str(row[1]))),
        account_id=AccountId(str(row[2])),
        message_id=MessageId(int(str(row[3]))),
        draft_id=DraftId(str(row[4])),
        outbox_id=OutboxId(str(row[5])),
        phrase=str(row[6]),
        words=str(row[7]),
        first_due_at=from_ms(int(str(row[8]))),
        due_at=from_ms(int(str(row[9]))),
        state=PromiseState(str(row[10])),
        why=str(row[11]),
        kept_by=str(row[12]),
        by=ProfileId(str(row[13])),
        created_at=from_ms(int(str(row[14]))),
        closed_at=from_ms(row[15]) if isinstance(row[15], int) else None,
        who=str(row[16]),
        language=str(row[17]),
    )
