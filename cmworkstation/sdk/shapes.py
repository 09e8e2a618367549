"""Foreign JSON, taken as it comes: any value may be missing, null, or of another type than promised.

Nothing here raises for a value inside an object: what is not there is empty. What has to be an object or a list
as a whole is asked for by `object_from` and `list_from`.
"""

import json
from datetime import UTC, datetime
from typing import Any

from cmworkstation.domain.errors import ServerTrouble, Unreadable
from cmworkstation.sdk.answer import Answer

Json = dict[str, Any]  # an object of an interface; every value in it is foreign and of any type


def as_object(value: object) -> Json:
    """Return a value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def object_in(value: Json, key: str) -> Json:
    """Return the object under a key, else an empty one."""
    return as_object(value.get(key))


def objects(value: object) -> list[Json]:
    """Return the objects in a list; anything else in it is left out."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text_in(value: Json, key: str) -> str:
    """Return the text under a key, "" when there is none."""
    found = value.get(key)
    return _sound(found) if isinstance(found, str) else ""


def id_text(value: object) -> str:
    """Return an id, which is opaque text wherever it came as a number, "" when it is neither."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return _sound(str(value))


def number_in(value: Json, key: str) -> int:
    """Return the positive whole number under a key, else 0."""
    found = value.get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 0


def moment(value: object) -> datetime | None:
    """Return an ISO 8601 time in UTC, None when it is none; without a zone it is UTC already."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        if at is None or at.tzinfo is UTC:
            return at
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def object_from(answer: Answer) -> Json:
    """Return the object that a server answered. Raises `ServerTrouble` when it is none."""
    found = answer.json()
    if not isinstance(found, dict):
        raise ServerTrouble("not an object")
    return found


def list_from(answer: Answer) -> list[Any]:
    """Return the list that a server answered. Raises `ServerTrouble` when it is none."""
    found = answer.json()
    if not isinstance(found, list):
        raise ServerTrouble("not a list")
    return found


def object_or_none(answer: Answer) -> Json | None:
    """Return the object of a good answer, None for anything else."""
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP's classes
        return None
    try:
        return object_from(answer)
    except ServerTrouble:
        return None


def pack(known: Json) -> bytes:
    """Return an object as the payload of a raw item: the same object gives the same bytes."""
    return json.dumps(known, separators=(",", ":"), sort_keys=True).encode()


def unpack(payload: bytes) -> Json:
    """Return the object in a payload. Raises `Unreadable`."""
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("not an object")
    return found


def bookmark(cursor: str) -> Json:
    """Return what a cursor says, nothing when it is broken: reading again from the start does no harm."""
    try:
        return as_object(json.loads(cursor or "{}"))
    except (ValueError, RecursionError):
        return {}


def _sound(found: str) -> str:
    # Half a surrogate pair is legal in JSON and nowhere else.
    return found if found.isascii() else found.encode("utf-8", "replace").decode()
