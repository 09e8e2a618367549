"""What is open and to which people were invited: questions that were put, projects, events that are agreed."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.invitation import Invitation, To

# A question that stands somewhere; whoever spoke there or contributed was invited.
DIALOGUES = (
    "SELECT d.id, d.question, d.question || ' ' || coalesce(t.title, ''), coalesce(d.topic_id, ''), d.ends_at"
    " FROM dialogue d LEFT JOIN topic t ON t.id = d.topic_id"
    " WHERE d.state='open' AND d.removed_at IS NULL AND (d.ends_at IS NULL OR d.ends_at > :now)"
    " AND EXISTS (SELECT 1 FROM dialogue_place p WHERE p.dialogue_id = d.id AND p.asked_at IS NOT NULL)"
    " AND NOT EXISTS (SELECT 1 FROM contribution c WHERE c.dialogue_id = d.id"
    " AND c.author_id IN (SELECT value FROM json_each(:authors)))"
    " AND NOT EXISTS (SELECT 1 FROM dialogue_place p JOIN message m ON m.conversation_id = p.conversation_id"
    " WHERE p.dialogue_id = d.id AND m.author_id IN (SELECT value FROM json_each(:authors)))"
    " ORDER BY d.created_at, d.id"
)
PROJECTS = (
    "SELECT r.project, r.project, r.project || ' ' || r.topic, r.topic_id, e.on_day FROM relation r"
    " LEFT JOIN project_end e ON e.project = r.project"
    " WHERE r.ended_at IS NULL AND (e.on_day IS NULL OR e.on_day >= :today)"
    " AND r.contact_id NOT IN (SELECT value FROM json_each(:contacts))"
    " AND EXISTS (SELECT 1 FROM relation_event b LEFT JOIN outbox o ON o.id = b.outbox_id"
    " WHERE b.relation_id = r.id AND b.kind='begun' AND (b.draft_id='' OR o.state='sent'))"
    " AND NOT EXISTS (SELECT 1 FROM relation mine WHERE mine.project = r.project"
    " AND mine.contact_id IN (SELECT value FROM json_each(:contacts)))"
    " GROUP BY r.project ORDER BY min(r.opened_at)"
)
EVENTS = (
    "SELECT id, title, title || ' ' || message || ' ' || coalesce((SELECT t.title FROM topic t"
    " WHERE t.id = operation.topic_id), ''), topic_id, ends_at FROM operation"
    " WHERE kind='event' AND state IN ('agreed', 'ready') AND ends_at > :now AND starts_at < :soon"
    " ORDER BY starts_at, id"
)


def open_to_others(
    connection: sqlite3.Connection,
    authors: Sequence[int],
    contacts: Sequence[str],
    now: datetime,
    soon: datetime,
) -> tuple[Invitation, ...]:
    """Return what others were invited to and a person, under all their names and cards, was not."""
    values = {
        "authors": json.dumps(list(authors)),
        "contacts": json.dumps(list(contacts)),
        "now": to_ms(now),
        "soon": to_ms(soon),
        "today": now.date().isoformat(),
    }
    found = []
    for to, query in ((To.DIALOGUE, DIALOGUES), (To.PROJECT, PROJECTS), (To.EVENT, EVENTS)):
        for id_, title, words, topic_id, until in connection.execute(query, values):
            ends = from_ms(until) if isinstance(until, int) else None
            found.append(Invitation(to, str(id_), str(title), str(words), str(topic_id), ends))
    return tuple(found)
