"""The half of a fake server that all fakes share: a door on loopback, and what goes wrong behind it.

`trouble` holds what happens to the next requests whose verb and path begin in a certain way ("POST /api",
"/api" for any verb), `lasting` what happens to all. What happens is a name of `sdk.troubles`, or one of:

slow            no answer until the test ends
redirect URL    the way leads elsewhere
after:NAME      the request is carried out, and then answered with this trouble
after:half      … and its true answer breaks off in the middle
after:BODY      … and answered 200 with this JSON
"""

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from cmworkstation.sdk.troubles import TROUBLES, answer_for
from tests.loopback import listening

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Misbehaving(ABC):
    """A server that answers as its subclass says, unless it is told to go wrong. `origin` is known once it serves."""

    origin: str = ""
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    trouble: deque[tuple[str, str]] = field(default_factory=deque)
    lasting: str = ""
    released: threading.Event = field(default_factory=threading.Event)

    @abstractmethod
    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request as the real server would."""

    def answer(
        self, verb: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Reply | None:
        """Answer one request; None means that the connection is cut without an answer."""
        self.requests.append((verb, target, dict(headers)))
        what = self._what_happens(verb, urlsplit(target).path)
        if what and not what.startswith("after:"):
            return self._wrong(what)
        true = self.respond(verb, target, headers, body)
        if not what:
            return true
        what = what.removeprefix("after:")
        if what == "half":
            status, more, payload = true
            whole = {**more, "Content-Length": str(len(payload))}
            return status, whole, payload[: len(payload) // 2]
        if what in TROUBLES:
            return answer_for(what)
        return 200, {"Content-Type": "application/json"}, what.encode()

    def sent_elsewhere(self) -> str:
        """Return everything that was ever sent here, as one text."""
        return repr(self.requests)

    def _what_happens(self, verb: str, path: str) -> str:
        if self.trouble:
            wanted, what = self.trouble[0]
            only, _, prefix = wanted.rpartition(" ")
            if path.startswith(prefix) and only in ("", verb):
                self.trouble.popleft()
                return what
        return self.lasting

    def _wrong(self, what: str) -> Reply | None:
        if what == "slow":
            self.released.wait(20)
            return None
        if what.startswith("redirect "):
            return 302, {"Location": what.partition(" ")[2]}, b""
        if what in TROUBLES:
            return answer_for(what)
        words = f'{{"error": "Trouble {what}"}}'.encode()
        return int(what), {"Content-Type": "application/json"}, words


F = TypeVar("F", bound=Misbehaving)


@contextmanager
def serving(fake: F) -> Iterator[F]:
    """Serve a fake on a free loopback port; its `origin` is set."""

    def reply(verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        return fake.answer(verb, target, headers, body)  # as it is by then: a test may exchange it

    with listening(reply, type(fake).__name__) as fake.origin:
        try:
            yield fake
        finally:
            fake.released.set()
