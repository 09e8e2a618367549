"""Messages that are in the workspace already, and whether what comes in says anything new about them."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from cmworkstation.domain.message import FLAGGED, Item
from cmworkstation.store import (
    paragraphs,
)
from cmworkstation.store.received import Clean, Raw
from cmworkstation.store.slices import slices


@dataclass(slots=True)
class Known:
    """A message that is in the workspace already."""

    id: int
    conversation_id: int
    parent_id: str
    native_id: str
    title: str
    spoiler: str
    text: str
    html: str
    held: str
    deleted_at: int | None
    context: int
    attachments: str
    visibility: str
    at: int
    author_id: int

    @property
    def stands_in(self) -> bool:
        """Tell whether it only stands for a message that an archive names."""
        return bool(self.context) and not self.native_id


def find(
    connection: sqlite3.Connection, account_no: int, remote_ids: Sequence[str]
) -> dict[str, Known]:
    """Return remote id → message of those that are here."""
    found: dict[str, Known] = {}
    for part in slices(remote_ids):
        marks = ",".join("?" * len(part))
        for row in connection.execute(
            "SELECT remote_id, id, conversation_id, parent_id, native_id, title, spoiler, text, html, held, deleted_at,"
            " context, attachments, visibility, at, author_id FROM message"
            f" WHERE account_no=? AND remote_id IN ({marks})",
            (account_no, *part),
        ):
            found[row[0]] = Known(*row[1:])
    return found


def news(connection: sqlite3.Connection, account_no: int, raws: Sequence[Raw]) -> list[Raw]:
    """Return what says anything new; the rest would only be kept twice.

    Looking back meets mostly what is known, with other numbers of likes and answers around the same words.
    """
    names = {clean.item.remote_id for raw in raws for clean in raw.items}
    known = find(connection, account_no, list(names))

    def is_news(clean: Clean) -> bool:
        old = known.get(clean.item.remote_id)
        if old is None or (clean.item.parent_id and not old.parent_id):
            return True
        return says_other(old, clean) or stands_other(old, clean.item)

    return [raw for raw in raws if not raw.items or any(map(is_news, raw.items))]


def missing(connection: sqlite3.Connection, account_no: int, raws: Sequence[Raw]) -> list[Raw]:
    """Return what holds messages that are not known, without those that are.

    What only stood for a message until now gives way to the message itself. What only would stand for one comes in
    with who names it, not beside what is here: perhaps it was erased.
    """
    names = {clean.item.remote_id for raw in raws for clean in raw.items}
    known = find(connection, account_no, list(names))

    def is_missing(item: Item) -> bool:
        old = known.get(item.remote_id)
        return old is None or (old.stands_in and bool(item.native_id))

    kept = []
    for raw in raws:
        missing = tuple(clean for clean in raw.items if is_missing(clean.item))
        spoken = [clean for clean in raw.items if clean.item.native_id or not clean.item.context]
        if not raw.items or any(clean in missing for clean in spoken or missing):
            kept.append(raw if len(missing) == len(raw.items) else replace(raw, items=missing))
    return kept


def says_other(old: Known, clean: Clean) -> bool:
    """Tell whether it says something else than here: other words, another title or warning."""
    item = clean.item
    return (old.title, _warning(old.spoiler), old.text) != (
        item.title,
        _warning(item.spoiler),
        clean.text,
    ) or paragraphs.shown(old.html, old.text) != clean.html


def _warning(spoiler: str) -> str:
    """Return what an author warns of; what readers flag a message as is no edit of it."""
    return "" if spoiler.startswith(FLAGGED) else spoiler


def stands_other(old: Known, item: Item) -> bool:
    """Tell whether it stands otherwise than here: where it is held, who sees it, its files, or whether it is there."""
    context = int(item.context and old.context)
    return (old.held, old.context, old.attachments, old.visibility, old.spoiler) != (
        item.held,
        context,
        attachments_json(item),
        item.visibility,
        item.spoiler,
    ) or item.deleted != (old.deleted_at is not None)


def attachments_json(item: Item) -> str:
    """Return an item's attachments as JSON, "" when it has none."""
    if not item.attachments:
        return ""
    return json.dumps([asdict(attachment) for attachment in item.attachments], ensure_ascii=False)
