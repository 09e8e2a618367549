"""Requests for approval. What was done with one only grows; where it stands follows from that.

`state`, `body` and `binding` are kept beside the acts so that lists and the outbox need not replay them; `case`
replays them and refuses a row that says something else.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from cmworkstation.domain.approval import Act, ActKind, Bound, Request, State, ask, replay
from cmworkstation.domain.approval_case import Case
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, ConversationId, DraftId, MessageId, OutboxId
from cmworkstation.store import accounts

CLOSED = (State.DECLINED, State.WITHDRAWN, State.SENT)
# Approved rows wait for the outbox, void ones for their author.
UNSETTLED = (State.OPEN, State.CHANGE_ASKED, State.APPROVED, State.VOID)
COLUMNS = (
    "r.id, r.author_id, r.need, r.speakers, r.conversation_id, a.id, r.target_id, r.draft_id, r.charter_id, r.policy,"
    " r.created_at, r.statement, r.answer_id, r.findings, r.outbox_id, r.closed_at, r.state, r.binding"
)
SOURCE = "approval_request r JOIN account a ON a.no = r.account_no"


def add(connection: sqlite3.Connection, case: Case) -> None:
    """Keep a new request with its first act."""
    request = case.request
    connection.execute(
        "INSERT INTO approval_request(id, conversation_id, account_no, target_id, draft_id, author_id, charter_id,"
        " policy, need, speakers, statement, body, answer_id, findings, thread_head, binding, state,"
        " created_at) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            request.id,
            case.conversation_id,
            accounts.number(connection, case.account_id),
            case.target_id,
            case.draft_id,
            request.author,
            case.charter_id,
            case.policy,
            request.need,
            json.dumps(sorted(request.speakers)),
            case.statement,
            request.bound.text,
            case.answer_id,
            case.findings,
            request.bound.thread_head,
            request.bound.binding,
            request.state,
            to_ms(case.created_at),
        ),
    )
    for act in case.acts:
        _add_act(connection, request.id, act)


def note(
    connection: sqlite3.Connection, after: Request, act: Act, *, outbox_id: str | None = None
) -> None:
    """Add an act, and what the request became by it."""
    _add_act(connection, after.id, act)
    connection.execute(
        "UPDATE approval_request SET body=?, thread_head=?, binding=?, state=?, why=?,"
        " outbox_id=coalesce(?, outbox_id), closed_at=? WHERE id=?",
        (
            after.bound.text,
            after.bound.thread_head,
            after.bound.binding,
            after.state,
            after.why,
            outbox_id,
            to_ms(act.at) if after.state in CLOSED else None,
            after.id,
        ),
    )


def change_findings(connection: sqlite3.Connection, request_id: str, findings: str) -> None:
    """Keep what the charter says of the text that stands there now."""
    connection.execute("UPDATE approval_request SET findings=? WHERE id=?", (findings, request_id))


def case(connection: sqlite3.Connection, request_id: str) -> Case:
    """Return one request. Raises `KeyError`, and `NotAllowed` where its acts do not lead to what it says."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE r.id=?", (request_id,)
    ).fetchone()
    if row is None:
        raise KeyError(request_id)
    return _case(connection, row)


def unsettled(connection: sqlite3.Connection) -> tuple[Case, ...]:
    """Return the requests that are not over, the oldest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE r.closed_at IS NULL ORDER BY r.created_at, r.id"
    ).fetchall()
    return _cases(connection, rows)


def closed(connection: sqlite3.Connection, limit: int) -> tuple[Case, ...]:
    """Return the requests that are over, the latest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE r.closed_at IS NOT NULL ORDER BY r.closed_at DESC, r.id LIMIT ?",
        (limit,),
    ).fetchall()
    return _cases(connection, rows)


def of_draft(connection: sqlite3.Connection, draft_id: str) -> Case | None:
    """Return the latest request for a draft, None where nobody was asked."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE r.draft_id=? ORDER BY r.created_at DESC, r.id DESC LIMIT 1",
        (draft_id,),
    ).fetchone()
    return _case(connection, row) if row else None


def of_outbox(connection: sqlite3.Connection, outbox_id: str) -> Case | None:
    """Return the request by which a reply came to the outbox, None where none was needed."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE r.id = (SELECT approval_id FROM outbox WHERE id=?)",
        (outbox_id,),
    ).fetchone()
    return _case(connection, row) if row else None


def look(
    connection: sqlite3.Connection, request_id: str, profile_id: str, body: str, at: datetime
) -> None:
    """Keep which text somebody saw last."""
    connection.execute(
        "INSERT INTO approval_look(request_id, profile_id, at, body) VALUES(?,?,?,?)"
        " ON CONFLICT(request_id, profile_id) DO UPDATE SET at=excluded.at, body=excluded.body",
        (request_id, profile_id, to_ms(at), body),
    )


def looked(connection: sqlite3.Connection, request_id: str, profile_id: str) -> str | None:
    """Return the text that somebody saw last, None where they saw none."""
    row = connection.execute(
        "SELECT body FROM approval_look WHERE request_id=? AND profile_id=?",
        (request_id, profile_id),
    ).fetchone()
    return str(row[0]) if row else None


def is_known_file(connection: sqlite3.Connection, file_id: str) -> bool:
    """Tell whether a signed file was taken in already."""
    query = "SELECT 1 FROM signed_file WHERE id=?"
    return connection.execute(query, (file_id,)).fetchone() is not None


def note_file(
    connection: sqlite3.Connection, file_id: str, kind: str, fingerprint: str, at: datetime
) -> None:
    """Keep that a signed file was taken in, so that it is not taken in again."""
    connection.execute(
        "INSERT INTO signed_file(id, kind, fingerprint, at) VALUES(?,?,?,?)",
        (file_id, kind, fingerprint, to_ms(at)),
    )


def _add_act(connection: sqlite3.Connection, request_id: str, act: Act) -> None:
    connection.execute(
        "INSERT INTO approval_act(request_id, n, at, kind, profile_id, binding, body, words, speaker, deputy, bound,"
        " variants, fingerprint, signature)"
        " SELECT ?1, coalesce(max(n), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13"
        " FROM approval_act WHERE request_id=?1",
        (
            request_id,
            to_ms(act.at),
            act.kind,
            act.by,
            act.binding,
            act.text,
            act.words,
            act.speaker,
            act.to,
            json.dumps(asdict(act.bound), ensure_ascii=False) if act.bound else "",
            json.dumps(act.variants, ensure_ascii=False),
            act.fingerprint,
            act.signature,
        ),
    )


def _acts(connection: sqlite3.Connection, request_id: str) -> tuple[Act, ...]:
    rows = connection.execute(
        "SELECT kind, profile_id, binding, at, body, words, speaker, deputy, bound, variants, fingerprint, signature"
        " FROM approval_act WHERE request_id=? ORDER BY n",
        (request_id,),
    )
    return tuple(
        Act(
            kind=ActKind(row[0]),
            by=row[1],
            binding=row[2],
            at=from_ms(row[3]),
            text=row[4],
            words=row[5],
            speaker=row[6],
            to=row[7],
            bound=_bound(json.loads(row[8])) if row[8] else None,
            variants=tuple(json.loads(row[9])),
            fingerprint=row[10],
            signature=row[11],
        )
        for row in rows
    )


def _bound(kept: Mapping[str, object]) -> Bound:
    texts: dict[str, Any] = {name: str(value) for name, value in kept.items() if name != "media"}
    media = kept.get("media")
    return Bound(**texts, media=tuple(media) if isinstance(media, list) else ())


def _cases(connection: sqlite3.Connection, rows: Iterable[tuple[object, ...]]) -> tuple[Case, ...]:
    """Return those that can be read: one that somebody altered keeps nobody from the others."""
    found = []
    for row in rows:
        with contextlib.suppress(NotAllowed):
            found.append(_case(connection, row))
    return tuple(found)


def _case(connection: sqlite3.Connection, row: tuple[object, ...]) -> Case:
    id_ = str(row[0])
    acts = _acts(connection, id_)
    first = acts[0].bound if acts else None
    if first is None:
        raise NotAllowed("approval-damaged")
    try:
        asked = ask(
            id_, str(row[1]), int(str(row[2])), json.loads(str(row[3])), first, acts[0].variants
        )
        request = replay(asked, acts[1:])
    except NotAllowed as error:
        raise NotAllowed("approval-damaged") from error
    if (request.state, request.bound.binding) != (row[16], row[17]):
        raise NotAllowed("approval-damaged")
    return Case(
        request=request,
        acts=acts,
        conversation_id=ConversationId(int(str(row[4]))),
        account_id=AccountId(str(row[5])),
        target_id=MessageId(int(str(row[6]))),
        draft_id=DraftId(str(row[7])),
        charter_id=str(row[8]),
        policy=str(row[9]),
        created_at=from_ms(int(str(row[10]))),
        statement=str(row[11]),
        answer_id=str(row[12]),
        findings=str(row[13]),
        outbox_id=OutboxId(str(row[14])) if row[14] else None,
        closed_at=from_ms(row[15]) if isinstance(row[15], int) else None,
    )
