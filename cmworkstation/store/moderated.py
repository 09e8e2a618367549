"""Whom we muted or blocked from here, as the journal tells it: the latest act on each person counts."""

import sqlite3

from cmworkstation.domain.account import ModerationAct
from cmworkstation.domain.ids import AccountId, AuthorId, MessageId
from cmworkstation.domain.moderation import PEOPLE, Moderated

KIND = '"kind":"message.moderate"'
OPENING = {back: act for act, back in PEOPLE.items()}


def people(connection: sqlite3.Connection) -> tuple[Moderated, ...]:
    """Return who is muted or blocked, the latest first."""
    found: dict[tuple[AccountId, AuthorId, ModerationAct], Moderated] = {}
    rows = connection.execute(
        "SELECT json_extract(p.payload, '$.act'), a.id, m.author_id, u.name, u.handle, m.id"
        " FROM journal j JOIN journal_payload p ON p.n = j.n"
        " JOIN account a ON a.id = json_extract(p.payload, '$.account')"
        " JOIN message m ON m.account_no = a.no AND m.remote_id = json_extract(p.payload, '$.message')"
        " JOIN author u ON u.id = m.author_id"
        f" WHERE instr(j.head, '{KIND}') AND json_valid(p.payload) ORDER BY j.n"
    )
    for word, account_id, author_id, name, handle, message_id in rows:
        act = ModerationAct(word) if word in tuple(ModerationAct) else None
        begun = OPENING.get(act, act) if act else None
        if begun not in PEOPLE:
            continue
        key = (AccountId(account_id), AuthorId(author_id), begun)
        found.pop(key, None)
        if act is begun:
            found[key] = Moderated(*key[:2], name, handle, MessageId(message_id), begun)
    return tuple(reversed(found.values()))
