"""What comes in without what was erased here: people, their words, and their names in the words of others."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.message import FLAGGED
from cmworkstation.store import (
    erased,
    erased_names,
    messages,
    paragraphs,
)
from cmworkstation.store.received import Clean, Raw

NEVER_MS = 1 << 62


def without_erased(
    connection: sqlite3.Connection, account_no: int, platform: str, raws: Sequence[Raw]
) -> Sequence[Raw]:
    """Leave out what was erased here: messages that lost their words, and what people wrote before they were erased.

    Where a name was taken out of a message and its platform says the same as then, it stays without that name.
    """
    items = [clean.item for raw in raws for clean in raw.items]
    emptied = erased.emptied(connection, account_no, [one.remote_id for one in items])
    until = erased.until(connection, platform, items)
    unnamed = erased.unnamed(connection, account_no, [one.remote_id for one in items])
    if unnamed:
        secret = erased.key(connection)
        raws = [_without_names(raw, unnamed, secret) for raw in raws]
    if until:
        again = {
            one.writer.key for one in items if to_ms(one.at) > until.get(one.writer.key, NEVER_MS)
        }
        erased_names.came_again(connection, platform, again)
    if (names := erased_names.names(connection)) is not None:
        raws = [_said_without(raw, names) for raw in raws]
    if not (emptied or until):
        return raws

    def stays(clean: Clean) -> bool:
        item = clean.item
        return item.remote_id not in emptied and to_ms(item.at) > until.get(item.writer.key, -1)

    left = [_with(raw, filter(stays, raw.items)) for raw in raws]
    return [new for raw, new in zip(raws, left, strict=True) if new.items or not raw.items]


def _without_names(raw: Raw, unnamed: Mapping[str, erased.Unnamed], secret: bytes) -> Raw:
    """Return an item with the words that messages of it have here; what it is as received would name people again."""

    def tidy(clean: Clean) -> Clean:
        item, here = clean.item, unnamed.get(clean.item.remote_id)
        if here is None or here.said != erased.said(secret, item.title, item.spoiler, clean.text):
            return clean
        spoiler = item.spoiler if item.spoiler.startswith(FLAGGED) else here.spoiler
        files = messages.attachments(here.attachments)
        same = replace(item, title=here.title, spoiler=spoiler, attachments=files)
        return Clean(same, paragraphs.shown(here.html, here.text), here.text)

    return _with(raw, map(tidy, raw.items))


def _said_without(raw: Raw, names: erased_names.Names) -> Raw:
    """Return an item that names nobody who was erased, whoever says it, and whenever."""

    def tidy(clean: Clean) -> Clean:
        item = clean.item
        text, title = names.change(clean.text), names.change(item.title)
        spoiler = names.change(item.spoiler)
        files = tuple(replace(one, alt=names.change(one.alt)) for one in item.attachments)
        told = names.change(clean.html) != clean.html  # an address behind a name
        same = replace(item, title=title, spoiler=spoiler, attachments=files)
        if text == clean.text and same == item and not told:
            return clean
        return Clean(same, paragraphs.of_text(text), text)

    left = _with(raw, map(tidy, raw.items))
    if left is raw:
        return raw
    # Beside others that stand alike it must stay one of its own.
    own = [one.item.remote_id for one in left.items]
    return replace(left, payload=left.payload + json.dumps(own).encode())


def _with(raw: Raw, left: Iterable[Clean]) -> Raw:
    """Return an item with other messages; of what was received then, no more is kept than how these stand."""
    items = tuple(left)
    if items == raw.items:
        return raw
    stands = [(one.item.held.value, one.item.visibility.value, one.item.deleted) for one in items]
    return replace(raw, payload=json.dumps(stands).encode(), items=items)
