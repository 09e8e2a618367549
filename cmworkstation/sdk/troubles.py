"""What servers do wrong, by name: the answer itself, and which of our errors it must become.

For tests: a fake server asks `answer_for`, the conformance kit asks `TROUBLES`. The names are what a test prints.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from cmworkstation.domain.errors import (
    Ambiguous,
    NotSignedIn,
    Offline,
    RateLimited,
    Refused,
    ServerTrouble,
    WorkstationError,
)

WAIT_S = 400  # what "429 …" asks us to wait, in every form that servers know
JSON = "application/json"
HTML = "text/html; charset=utf-8"
CUT = "connection cut"

Errors = tuple[type[WorkstationError], ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One wrong answer, and what a reader and a writer must make of it."""

    reading: Errors
    answering: Errors  # of a reply that the server did not store
    status: int = 200
    body: bytes = b'{"error": "Something is wrong here"}'
    kind: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


def _said_no(status: int) -> Trouble:
    return Trouble((Refused,), (Refused,), status)


def _failed(status: int) -> Trouble:
    page = b"<!doctype html><h1>We are sorry</h1><p>Come back later."
    return Trouble((ServerTrouble,), (Ambiguous,), status, page, HTML)


def _no_sense(body: bytes, kind: str = JSON) -> Trouble:
    return Trouble((ServerTrouble,), (Ambiguous,), 200, body, kind)


def _wait() -> Trouble:
    return Trouble((RateLimited,), (RateLimited,), 429)


TROUBLES: Mapping[str, Trouble] = {
    "401": Trouble((NotSignedIn,), (NotSignedIn,), 401),
    "403": Trouble((Refused, NotSignedIn), (Refused, NotSignedIn), 403),
    "404": _said_no(404),
    "410": _said_no(410),
    "422": _said_no(422),
    "429 seconds": _wait(),
    "429 date": _wait(),
    "429 epoch": _wait(),
    "429 left": _wait(),
    "429 iso": _wait(),
    "500": _failed(500),
    "502": _failed(502),
    "503": _failed(503),
    # A reader may believe the server; a writer cannot know what the gateway passed on.
    "503 wait": Trouble((RateLimited,), (Ambiguous,), 503),
    "504": _failed(504),
    "html": _no_sense(b"<!doctype html><p>Please accept our cookies", HTML),
    "empty": _no_sense(b""),
    "cut json": _no_sense(b'[{"id": "1", "version": "https://jsonf'),
    "null": _no_sense(b"null"),
    "number": _no_sense(b"7"),
    "other shape": _no_sense(b'{"surprise": {"nested": [1, null, "x"]}}'),
    CUT: Trouble((ServerTrouble, Offline), (Ambiguous,)),
}
WAITS = tuple(name for name in TROUBLES if name.startswith("429 "))
# After these the request was carried out all the same: only looking can tell.
IN_DOUBT = tuple(name for name, one in TROUBLES.items() if one.answering == (Ambiguous,))


def answer_for(name: str) -> tuple[int, dict[str, str], bytes] | None:
    """Return status, headers and body of a wrong answer; None where the connection is cut without one."""
    if name == CUT:
        return None
    one = TROUBLES[name]
    return one.status, {"Content-Type": one.kind, **_waiting(name)}, one.body


def _waiting(name: str) -> dict[str, str]:
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=WAIT_S)
    forms = {
        "429 seconds": {"Retry-After": str(WAIT_S)},
        "503 wait": {"Retry-After": str(WAIT_S)},
        "429 date": {"Retry-After": format_datetime(at, usegmt=True)},
        "429 epoch": {"RateLimit-Reset": str(int(at.timestamp()))},
        "429 left": {"X-RateLimit-Reset": str(WAIT_S)},
        "429 iso": {"X-RateLimit-Reset": at.isoformat().replace("+00:00", "Z")},
    }
    return forms.get(name, {})
