"""What events of Matrix are, and what one reading of a room holds.

Every value is foreign: what has another shape than promised is taken for missing.
"""

from datetime import UTC, datetime
from html import escape

from cmworkstation.domain.account import Visibility
from cmworkstation.sdk.matrixapi import READ
from cmworkstation.sdk.shapes import Json, number_in, object_in, objects, text_in


def relations(content: Json) -> tuple[str, str]:
    """Return what a message answers, and the first message of its thread; "" for neither."""
    relation = object_in(content, "m.relates_to")
    parent = text_in(object_in(relation, "m.in_reply_to"), "event_id")
    if text_in(relation, "rel_type") != "m.thread":
        return parent, ""
    root = text_in(relation, "event_id")
    # Where it only falls back, the message before it is named for clients that know no threads.
    return (root if relation.get("is_falling_back") is True or not parent else parent), root


def at(event: Json, key: str = "origin_server_ts") -> datetime | None:
    """Return when an event was written by its server's clock, None where that is no time."""
    try:
        return datetime.fromtimestamp(number_in(event, key) / 1000, UTC) if event.get(key) else None
    except (OverflowError, ValueError, OSError):
        return None


def is_message(event: Json) -> bool:
    """Tell whether an event is shown, with those of a kind that is missing: they are looked at by a person."""
    kind = text_in(event, "type")
    wanted = (*READ, "m.room.tombstone")
    if kind == "m.room.redaction" or is_redacted(event) or edited_by(event):
        return False
    return kind in wanted or not kind


def is_redacted(event: Json) -> bool:
    """Tell whether an event was deleted, and is only an empty place."""
    return "redacted_because" in object_in(event, "unsigned")


def edited_by(event: Json) -> str:
    """Return the message that an event edits, "" for none."""
    relation = object_in(object_in(event, "content"), "m.relates_to")
    return text_in(relation, "event_id") if text_in(relation, "rel_type") == "m.replace" else ""


def edit_in(event: Json) -> Json:
    """Return the newest edit of a message, as the server tells it together with the message."""
    related = object_in(object_in(event, "unsigned"), "m.relations")
    return object_in(related, "m.replace")


def visibility(known: Json) -> Visibility:
    """Return who reads what stands in a room: everybody, where everybody may join."""
    return Visibility.PUBLIC if known.get("open") is True else Visibility.PRIVATE


def paragraph(text: str) -> str:
    """Return plain text as HTML."""
    return f"<p>{escape(text, quote=False)}</p>".replace("\n", "<br>") if text else ""


# What a reading holds


def timeline(found: Json) -> list[Json]:
    """Return the events of a room, the oldest first."""
    return objects(object_in(found, "timeline").get("events"))


def says_something(found: Json) -> bool:
    """Tell whether a room has news, other than who is in it."""
    state = objects(object_in(found, "state").get("events"))
    return bool(timeline(found)) or any(text_in(one, "type") != "m.room.member" for one in state)


def is_cut(found: Json) -> bool:
    """Tell whether more was written than the answer holds; not where we have just joined."""
    state = objects(object_in(found, "state").get("events"))
    new = any(text_in(one, "type") == "m.room.create" for one in state)
    return object_in(found, "timeline").get("limited") is True and not new


def gap(room: str, found: Json, since: str) -> Json:
    """Return what has to be read back between an answer and the reading before it."""
    began = text_in(object_in(found, "timeline"), "prev_batch")
    return {"room": room, "from": began, "to": since}
