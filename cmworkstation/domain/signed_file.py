"""Files that carry a signed statement from one machine to another: requests for approval, and answers to them.

A file is one line of canonical JSON: what is said, whose key, and the signature over what is said. It is read only if
writing what was read gives the very same bytes, so that no byte can be changed without being noticed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cmworkstation.domain.approval import Act, ActKind
from cmworkstation.domain.errors import NotAllowed

REQUEST = "cmw-request/1"
ANSWER = "cmw-answer/1"
REQUEST_SUFFIX, ANSWER_SUFFIX = ".cmwrequest", ".cmwanswer"
LARGEST = 1_000_000  # bytes; a thread's excerpt and three texts are a hundredth of it


@dataclass(frozen=True, slots=True)
class Signed:
    """What a file says, and who says that they said it."""

    said: Mapping[str, Any]
    fingerprint: str
    signature: str

    @property
    def payload(self) -> bytes:
        """Return the bytes that were signed."""
        return canonical(self.said)


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the one way to write a value."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def write(signed: Signed) -> bytes:
    """Return the bytes of a file."""
    facts = {"said": signed.said, "key": signed.fingerprint, "signature": signed.signature}
    return canonical(facts) + b"\n"


def read(raw: bytes, form: str) -> Signed:
    """Return what a file says. Raises `NotAllowed` where it is not of this form or not as it was written."""
    if len(raw) > LARGEST:
        raise NotAllowed("file-too-large")
    try:
        found = json.loads(raw.decode())
        signed = Signed(found["said"], found["key"], found["signature"])
        form_of = signed.said["format"]
        whole = write(signed) == raw
        texts = all(isinstance(found[name], str) for name in ("key", "signature"))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotAllowed("file-broken") from None
    if form_of != form:
        raise NotAllowed("file-other" if form_of in (REQUEST, ANSWER) else "file-broken")
    if not whole or not texts:
        raise NotAllowed("file-broken")
    return signed


def act_payload(request_id: str, act: Act) -> bytes:
    """Return the bytes that somebody signs who judges a request, here or on another machine."""
    return canonical(said_of(request_id, act))


def said_of(request_id: str, act: Act) -> dict[str, str]:
    """Return an act as an answer says it. In whose mandate it counts is for the charter on the other side to say."""
    return {
        "format": ANSWER,
        "request": request_id,
        "kind": act.kind.value,
        "by": act.by,
        "binding": act.binding,
        "at": act.at.astimezone(UTC).isoformat(timespec="seconds"),
        "text": act.text,
        "words": act.words,
    }


def act_of(said: Mapping[str, Any]) -> tuple[str, Act]:
    """Return which request an answer is to, and the act. Raises `NotAllowed`."""
    try:
        act = Act(
            kind=ActKind(said["kind"]),
            by=said["by"],
            binding=said["binding"],
            at=datetime.fromisoformat(said["at"]),
            text=said["text"],
            words=said["words"],
        )
        request_id = said["request"]
        same = said_of(request_id, act) == said
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotAllowed("file-broken") from None
    if not same or not all(isinstance(value, str) for value in said.values()):
        raise NotAllowed("file-broken")
    return request_id, act
