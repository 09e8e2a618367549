"""What a server answered, and what the body of an error says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cmworkstation.domain.errors import ServerTrouble
from cmworkstation.sdk import bombs, charsets

FIRST_ERROR = 400
WORDS_CAP = 500
# Statuses that a question may be answered with when the thing asked for is not there; 429 only says "not now".
SAID_NO = tuple(status for status in range(400, 500) if status != 429)  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. Its repr shows neither query nor body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = field(repr=False)

    def json(self) -> Any:  # noqa: ANN401 - whatever the server sent
        """Return the body as JSON values. Raises `ServerTrouble` when it is none."""
        return read_json(self.body)

    def text(self) -> str:
        """Return the body as text, by the charset that the server names, else UTF-8."""
        named = self.headers.get("content-type", "").lower().partition("charset=")[2]
        return charsets.text(self.body, named.partition(";")[0])[0]


def read_json(body: bytes) -> Any:  # noqa: ANN401 - whatever the server sent
    """Return JSON values, of limited depth and number. Raises `ServerTrouble`."""
    if not body.strip():
        raise ServerTrouble("an empty answer")
    if trouble := bombs.in_json(body):
        raise ServerTrouble(trouble)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ServerTrouble("not JSON") from None


def problem_of(answer: Answer) -> tuple[str, str]:
    """Return (code, words) of an error body, as far as it has such things; the words are foreign text."""
    found = error_in(answer)
    code = found.get("errcode") or found.get("code")
    code = code or (
        found.get("error") if found.get("error_description") or found.get("message") else ""
    )
    words = found.get("error_description") or found.get("message") or found.get("error") or ""
    several = found.get("errors")  # a list of sentences, with their kind beside it
    if not words and isinstance(several, list):
        code = code or found.get("error_type")
        words = " ".join(one for one in several if isinstance(one, str))
    return (str(code) if isinstance(code, str | int) else ""), str(words)[:WORDS_CAP]


def error_in(answer: Answer) -> dict[str, Any]:
    """Return the object that an error body in JSON holds; empty where it holds none."""
    if "json" not in answer.headers.get("content-type", ""):
        return {}
    try:
        found = answer.json()
    except ServerTrouble:
        return {}
    return found if isinstance(found, dict) else {}
