"""The one way to the network: deadlines, size limits, no leaking of credentials, clear errors.

Rules, with their reasons:

- Credentials and custom headers go to the account's own origin only. A redirect is followed for GET alone, at
  most five times, and without credentials once it leaves the origin: `requests` by itself would keep custom
  headers and a POST body.
- One deadline covers a whole request, since a server can stretch single reads for ever; the body is read in
  pieces and given up beyond a limit, counted after decompression.
- A request that is not safe to repeat is never repeated here. When nobody knows what became of it, that is
  `Ambiguous`, and the outbox settles it.
- Addresses come from people and from strangers. What a person typed may be a private host; what a server or a
  text names may not.

One `Http` belongs to one account and one thread.
"""

import random
import socket
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cmworkstation.domain.budget import Budget
from cmworkstation.domain.clock import Clock, SystemClock
from cmworkstation.domain.errors import (
    Ambiguous,
    BadAddress,
    Duplicate,
    Exercise,
    Gone,
    NotSignedIn,
    Offline,
    RateLimited,
    Refused,
    ServerTrouble,
)
from cmworkstation.sdk.address import host_of, is_public, joined, parts_of
from cmworkstation.sdk.answer import FIRST_ERROR, Answer, problem_of
from cmworkstation.sdk.credentials import OriginCredentials
from cmworkstation.sdk.rate_limits import budget_in, pause_in, wait_in, whole
from cmworkstation.sdk.transport import Transport

if TYPE_CHECKING:
    import requests

    from cmworkstation.sdk.multipart import Part

MAX_BYTES = 8 * 2**20
MAX_REDIRECTS = 5
STREAM_S = 600.0
SLOWEST = 32_000  # bytes a second at which a file still goes up
GET_TRIES = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
SEE_OTHER = 303


class Http:
    """Requests to one origin with its credentials, and to others without."""

    def __init__(
        self,
        origin: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        basic: tuple[str, str] | None = None,
        bearer: str = "",
        allow_private: bool = False,
        clock: Clock | None = None,
        deadline_s: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
        may_write: Callable[[], bool] | None = None,
    ) -> None:
        """Take the account's origin ("https://host") and the credentials that belong to it alone.

        Where `may_write` says no, whatever would change something on a server is refused before it leaves.
        """
        self._may_write = may_write
        self.origin = origin_of(origin) if origin else ""
        self._credentials = OriginCredentials(self.origin, dict(headers or {}), basic, bearer)
        self._allow_private = allow_private
        self._clock = clock or SystemClock()
        self._deadline_s = deadline_s
        self._sleep = sleep
        self.trusted: tuple[str, ...] = ()  # fingerprints of certificates that a person confirmed
        self._transport = Transport()
        self._budgets = [
            Budget()
        ]  # shared with those made by `with_credentials`: one server, one limit

    def __repr__(self) -> str:
        """Name the origin and nothing else."""
        return f"Http({self.origin!r})"

    def get(
        self,
        url: str,
        params: Mapping[str, object] | Sequence[tuple[str, object]] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        max_bytes: int = MAX_BYTES,
    ) -> Answer:
        """Read; tried again twice after passing trouble. `accept` names statuses to return rather than raise."""
        for last in range(GET_TRIES):
            try:
                return self._get(url, params, headers or {}, accept, max_bytes)
            except (ServerTrouble, Offline):
                if last == GET_TRIES - 1:
                    raise
                self._sleep(random.uniform(0.1, 0.4) * 2**last)  # noqa: S311 - spreads load, protects nothing
        raise ServerTrouble("no answer")

    def stream(self, url: str, *, max_bytes: int, deadline_s: float = STREAM_S) -> Iterator[bytes]:
        """Yield a body too large for memory, piece by piece; asked for once.

        Raises `Refused` ("too-large") when it is announced as longer than `max_bytes`, `ServerTrouble` when it
        turns out to be.
        """
        until = self._deadline(deadline_s)
        target = self._absolute(url)
        home = origin_of(target)
        for _ in range(MAX_REDIRECTS + 1):
            response = self._ask("GET", target, until, home=home, headers={}, safe=True)
            try:
                if response.status_code not in REDIRECTS:
                    yield from self._good_body(response, target, until, max_bytes)
                    return
            finally:
                response.close()
            target = self._next_hop(target, home, response.headers.get("location", ""))
        raise ServerTrouble("too many redirects")

    def lead(self, url: str, further: Callable[[str], bool]) -> str:
        """Return where an address leads: one redirect after the other, as long as `further` says so of the next one.

        Only the header of each answer is read, without credentials, and the last address is not asked at all. No
        step may lead into a private network: a stranger may have chosen it. Raises as `get`; `ServerTrouble` too
        where an address leads nowhere.
        """
        until = self._deadline(self._deadline_s)
        target = self._absolute(url)
        for _ in range(MAX_REDIRECTS + 1):
            self._refuse_private(target)
            response = self._ask("GET", target, until, home="", headers={}, safe=True)
            response.close()
            if response.status_code not in REDIRECTS:
                answer = Answer(response.status_code, response.headers, b"", target)
                self._judge(answer, (), safe=True)
                return target
            target = self._next_hop(target, "", response.headers.get("location", ""))
            if not further(target):
                return target
        raise ServerTrouble("too many redirects")

    def post(
        self,
        url: str,
        *,
        json: object | None = None,
        form: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        safe: bool = False,
        asks: bool = False,
    ) -> Answer:
        """Send once. With `safe` a repetition would do no harm, and doubt is `ServerTrouble`.

        `asks`: it is a question, or renews what lets us in, and changes nothing that anybody sees.
        """
        return self._send("POST", url, json, form, headers or {}, accept, safe=safe, asks=asks)

    def upload(
        self,
        url: str,
        fields: Mapping[str, str],
        files: Iterable["Part"],
        *,
        accept: Collection[int] = (),
        safe: bool = True,
    ) -> Answer:
        """Send a form with files. What is uploaded and never referred to does no harm: doubt is `ServerTrouble`.

        Without `safe` it is published at once.
        """
        from cmworkstation.sdk.multipart import packed  # noqa: PLC0415

        kind, body = packed(fields, files)
        headers = {"Content-Type": kind}
        slow_s = self._deadline_s + len(body) / SLOWEST
        return self._send(
            "POST", url, None, None, headers, accept, safe=safe, raw=body, within_s=slow_s
        )

    def send_file(
        self, url: str, kind: str, data: bytes, *, accept: Collection[int] = ()
    ) -> Answer:
        """Send a file as it is, of a media type; what nothing refers to does no harm: doubt is `ServerTrouble`."""
        slow_s = self._deadline_s + len(data) / SLOWEST
        headers = {"Content-Type": kind}
        return self._send(
            "POST", url, None, None, headers, accept, safe=True, raw=data, within_s=slow_s
        )

    def put(
        self,
        url: str,
        *,
        json: object | None = None,
        form: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        safe: bool = False,
    ) -> Answer:
        """Replace, once."""
        return self._send("PUT", url, json, form, headers or {}, accept, safe=safe)

    def delete(
        self,
        url: str,
        *,
        json: object | None = None,
        form: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        safe: bool = False,
    ) -> Answer:
        """Delete, once."""
        return self._send("DELETE", url, json, form, headers or {}, accept, safe=safe)

    def with_credentials(
        self,
        *,
        bearer: str = "",
        basic: tuple[str, str] | None = None,
        origin: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> "Http":
        """Return another way to the network with these credentials for `origin` (this one's by default)."""
        made = Http(
            self.origin if origin is None else origin,
            headers=headers or self._credentials.headers,
            basic=basic,
            bearer=bearer,
            allow_private=self._allow_private,
            clock=self._clock,
            deadline_s=self._deadline_s,
            sleep=self._sleep,
            may_write=self._may_write,
        )
        made._budgets = self._budgets
        return made

    def before_writing(self) -> None:
        """Raise `Exercise` where nothing may be written; also for ways to a server that are not of the web."""
        if self._may_write is not None and not self._may_write():
            raise Exercise("nothing leaves while a drill goes on")

    def now(self) -> datetime:
        """Return the time, by the clock that everything else goes by."""
        return self._clock.now()

    def budget(self) -> Budget:
        """Return what the server last said of its rate limit."""
        return self._budgets[0]

    def note_budget(self, budget: Budget) -> None:
        """Keep what a server said of its rate limit in a way of its own."""
        self._budgets[0] = budget

    def close(self) -> None:
        """Close open connections."""
        self._transport.close()

    def _get(
        self,
        url: str,
        params: Mapping[str, object] | Sequence[tuple[str, object]] | None,
        headers: Mapping[str, str],
        accept: Collection[int],
        max_bytes: int,
    ) -> Answer:
        until = self._deadline(self._deadline_s)
        target = self._absolute(url)
        home = origin_of(target)
        for _ in range(MAX_REDIRECTS + 1):
            at_home = origin_of(target) == home
            answer = self._exchange(
                "GET",
                target,
                until,
                max_bytes,
                home=home,
                params=params,
                headers=headers if at_home else {},
                safe=True,
            )
            if answer.status not in REDIRECTS or answer.status in accept:
                return self._judge(self._credentials.without_secrets(answer), accept, safe=True)
            target = self._next_hop(target, home, answer.headers.get("location", ""))
            params = None
        raise ServerTrouble("too many redirects")

    def _next_hop(self, target: str, home: str, place: str) -> str:
        target = joined(target, place) if place else ""
        if not target:
            raise ServerTrouble("a redirect to nowhere")
        if origin_of(target) != home:
            self._refuse_private(target)
        return target

    def _good_body(
        self,
        response: Any,  # noqa: ANN401 - requests.Response
        target: str,
        until: float,
        max_bytes: int,
    ) -> Iterator[bytes]:
        if response.status_code >= FIRST_ERROR:
            words = b"".join(self._transport.pieces(response, until, MAX_BYTES, safe=True))
            answer = Answer(response.status_code, response.headers, words, target)
            self._judge(self._credentials.without_secrets(answer), (), safe=True)
        if (whole(response.headers.get("content-length", "")) or 0) > max_bytes:
            raise Refused("over the limit", code="too-large")
        yield from self._transport.pieces(response, until, max_bytes, safe=True)

    def _send(
        self,
        verb: str,
        url: str,
        body: object | None,
        form: Mapping[str, str] | Sequence[tuple[str, str]] | None,
        headers: Mapping[str, str],
        accept: Collection[int],
        *,
        safe: bool,
        asks: bool = False,
        raw: bytes | None = None,
        within_s: float = 0.0,
    ) -> Answer:
        if not asks:
            self.before_writing()
        # A connection kept from the last request may be closing at this very moment, and what is sent on it is lost
        # without a word: needless doubt. A fresh one costs a handshake.
        self.close()
        until = self._deadline(within_s or self._deadline_s)
        target = self._absolute(url)
        answer = self._exchange(
            verb,
            target,
            until,
            MAX_BYTES,
            home=origin_of(target),
            body=body,
            form=form if raw is None else raw,
            headers=headers,
            safe=safe,
        )
        if answer.status in REDIRECTS and answer.status not in accept:
            if answer.status == SEE_OTHER:  # what a server says when it did as it was asked
                raise (ServerTrouble if safe else Ambiguous)("303")
            raise Refused(f"{verb} answered with a redirect", code=str(answer.status))
        sent = body if form is None and isinstance(body, Mapping) else form
        return self._judge(self._credentials.without_secrets(answer, sent), accept, safe=safe)

    def _exchange(
        self,
        verb: str,
        target: str,
        until: float,
        max_bytes: int,
        *,
        home: str,
        params: Mapping[str, object] | Sequence[tuple[str, object]] | None = None,
        body: object | None = None,
        form: Mapping[str, str] | Sequence[tuple[str, str]] | bytes | None = None,
        headers: Mapping[str, str],
        safe: bool,
    ) -> Answer:
        """One request and its answer, whatever the status."""
        response = self._ask(
            verb,
            target,
            until,
            home=home,
            params=params,
            body=body,
            form=form,
            headers=headers,
            safe=safe,
        )
        try:
            parts = list(self._transport.pieces(response, until, max_bytes, safe=safe))
        finally:
            response.close()
        self._note_budget(response.headers)
        return Answer(response.status_code, response.headers, b"".join(parts), target)

    def _ask(
        self,
        verb: str,
        target: str,
        until: float,
        *,
        home: str,
        params: Mapping[str, object] | Sequence[tuple[str, object]] | None = None,
        body: object | None = None,
        form: Mapping[str, str] | Sequence[tuple[str, str]] | bytes | None = None,
        headers: Mapping[str, str],
        safe: bool,
    ) -> "requests.Response":
        """Send one request, with our credentials where they belong, and read the header of its answer."""
        return self._transport.ask(
            verb,
            target,
            until,
            public_only=self._public_only(target, home),
            params=params,
            body=body,
            form=form,
            headers={**self._credentials.headers_at(origin_of(target)), **headers},
            safe=safe,
        )

    def _deadline(self, seconds: float) -> float:
        """Return until when a request may take; loading the libraries for the first one does not count."""
        self._transport.ready()
        return time.monotonic() + seconds

    def _judge(self, answer: Answer, accept: Collection[int], *, safe: bool) -> Answer:
        """Return good and accepted answers; raise what the others mean."""
        status = answer.status
        if 200 <= status < 300 or status in accept:  # noqa: PLR2004 - HTTP's classes
            return answer
        if status == 401:  # noqa: PLR2004
            raise NotSignedIn("401")
        # A busy gateway may have passed on what is not safe to repeat: only 429 says that nothing was done.
        if status == 429 or (safe and status == 503 and answer.headers.get("retry-after")):  # noqa: PLR2004
            pause = pause_in(answer.headers, self._clock.now(), wait_in(answer))
            raise RateLimited(str(status), retry_after=pause)
        code, words = problem_of(answer)
        if status in (404, 410):
            raise Gone(str(status), code=code or str(status), words=words)
        if status == 409 and "duplicate" in code:  # noqa: PLR2004
            raise Duplicate(str(status), code=code, words=words)
        if 400 <= status < 500:  # noqa: PLR2004
            raise Refused(str(status), code=code or str(status), words=words)
        raise (ServerTrouble if safe else Ambiguous)(str(status))

    def _note_budget(self, headers: Mapping[str, str]) -> None:
        if budget := budget_in(headers, self._clock.now()):
            self._budgets[0] = budget

    def _absolute(self, url: str) -> str:
        target = joined(self.origin + "/", url) if self.origin else url
        parts = parts_of(target)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadAddress("only http and https addresses can be read")
        if self.origin and origin_of(target) != self.origin:
            self._refuse_private(target)
        return target

    def _public_only(self, target: str, home: str) -> bool:
        """Tell whether a request may not reach private networks: what nobody typed may not."""
        return not self._allow_private and origin_of(target) != (self.origin or home)

    def _refuse_private(self, target: str) -> None:
        if not self._allow_private and is_private(host_of(target)):
            raise BadAddress("an address on the private network, named by a stranger")


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, in lower case, without the usual port."""
    parts = parts_of(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    try:
        port = parts.port
    except ValueError:
        port = None
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme.lower()}://{host}" + (f":{port}" if port and port != usual else "")


def is_private(host: str) -> bool:
    """Tell whether a host name leads into this machine or a private network, in whatever way it is written."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)}
    except (OSError, UnicodeError):
        return False  # it leads nowhere; connecting will say so
    return not all(is_public(str(text)) for text in found)
