"""Knowing a reply of ours again by its words, and by the address under which a person posted it."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from cmworkstation.sdk.html import normalise_for_match
from cmworkstation.store import by_hand as table
from cmworkstation.store.database import Connection
from cmworkstation.store.received import Raw


def body_digest(body: str) -> str:
    """Return what tells one reply text from another, as platforms compare them."""
    return sha256(normalise_for_match(body).encode()).hexdigest()


def recognise(connection: Connection, account_no: int, raws: Sequence[Raw], now: datetime) -> None:
    """Let what was posted by hand take the ids under which its connector brings it; within the intake's transaction."""
    waiting = list(table.told(connection, account_no))
    for raw in raws:
        for clean in raw.items if waiting else ():
            item = clean.item
            if not item.writer.is_us or table.is_known(connection, account_no, item.remote_id):
                continue
            digest = body_digest(clean.text)
            met = [one for one in waiting if table.meets(connection, account_no, one, item, digest)]
            if not met:
                continue
            one = next((one for one in met if one.digest == digest), met[0])
            shown = (clean.text, clean.html) if one.digest == digest else None
            table.see(connection, one, item, shown, now)
            waiting.remove(one)
