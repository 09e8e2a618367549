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

import json
import logging
import random
import re
import socket
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from cmworkstation import __version__
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
from cmworkstation.killpoint import reach
from cmworkstation.sdk import bombs, charsets
from cmworkstation.sdk.address import host_of, is_public, joined, parts_of

if TYPE_CHECKING:
    import requests

    from cmworkstation.sdk.multipart import Part
    from cmworkstation.sdk.wire import Gate

AGENT = f"cmworkstation/{__version__} (+https://cmworkstation.example)"
MAX_BYTES = 8 * 2**20
MAX_REDIRECTS = 5
FIRST_ERROR = 400
SHORTEST_SECRET = 6  # anything shorter stands in ordinary words
PRIVATE_FIELDS = frozenset(
    "code client_secret code_verifier password token access_token refresh_token".split()
)
SECRET_HEADER = re.compile(r"(?i)key$|token$")
MAX_ENCODINGS = 2
LONGEST_PAUSE_S = 900.0
STREAM_S = 600.0
SLOWEST = 32_000  # bytes a second at which a file still goes up
USUAL_PAUSE_S = 60.0
GET_TRIES = 3
WORDS_CAP = 500
LONGEST_NUMBER = 20  # digits
REDIRECTS = frozenset({301, 302, 303, 307, 308})
SEE_OTHER = 303
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
        self._headers = dict(headers or {})
        self._basic = basic
        self._bearer = bearer
        self._allow_private = allow_private
        self._clock = clock or SystemClock()
        self._deadline_s = deadline_s
        self._sleep = sleep
        self.trusted: tuple[str, ...] = ()  # fingerprints of certificates that a person confirmed
        self._session: requests.Session | None = None
        self._gate: Gate | None = None
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
            headers=headers or self._headers,
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
        if self._session is not None:
            self._session.close()
            self._session = None

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
                return self._judge(self._without_secrets(answer), accept, safe=True)
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
            words = b"".join(self._pieces(response, until, MAX_BYTES, safe=True))
            answer = Answer(response.status_code, response.headers, words, target)
            self._judge(self._without_secrets(answer), (), safe=True)
        if (_whole(response.headers.get("content-length", "")) or 0) > max_bytes:
            raise Refused("over the limit", code="too-large")
        yield from self._pieces(response, until, max_bytes, safe=True)

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
        return self._judge(self._without_secrets(answer, sent), accept, safe=safe)

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
        """One request and its answer, whatever the status.

        Causes are cut off (`from None`): their texts would show the address with its query.
        """
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
            parts = list(self._pieces(response, until, max_bytes, safe=safe))
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
        """Send one request and read the header of its answer."""
        import requests  # noqa: PLC0415 - a slow import that the first paint must not wait for
        import urllib3  # noqa: PLC0415

        session, gate = self._ready()
        left = max(0.5, until - time.monotonic())
        gate.until, gate.public_only = until, self._public_only(target, home)
        own = self._own_headers(target)
        doubt = ServerTrouble if safe else Ambiguous
        reach("http.before-send")
        try:
            response = session.request(
                verb,
                target,
                params=params,  # type: ignore[arg-type]
                json=body,
                data=form,  # type: ignore[arg-type]
                headers={**own, **headers},
                auth=_NoAuth(),
                timeout=(min(5.0, left), left),
                allow_redirects=False,
                stream=True,
            )
        except requests.exceptions.ConnectTimeout:
            raise Offline("no connection in time") from None
        except requests.exceptions.SSLError:
            raise Offline("no secure connection") from None
        except requests.exceptions.ConnectionError as error:
            if _is_private(error):
                raise BadAddress("a name that leads into the private network") from None
            if _never_left(error, urllib3):
                raise Offline("no connection") from None
            raise doubt("the connection broke") from None
        except requests.exceptions.Timeout:
            raise doubt("no answer in time") from None
        except (requests.exceptions.RequestException, ValueError, UnicodeError) as error:
            raise BadAddress(type(error).__name__) from None
        reach("http.after-send")
        return response

    def _pieces(
        self,
        response: Any,  # noqa: ANN401 - requests.Response
        until: float,
        max_bytes: int,
        *,
        safe: bool,
    ) -> Iterator[bytes]:
        """Yield the body of an answer, unpacked, as it comes. Raises `ServerTrouble`, or `Ambiguous` if not `safe`."""
        import requests  # noqa: PLC0415
        import urllib3  # noqa: PLC0415

        doubt = ServerTrouble if safe else Ambiguous
        try:
            yield from _body(response, self._gate, until, max_bytes)
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError):
            raise doubt("half an answer") from None
        except _TooMuch:
            raise doubt("an answer without end") from None

    def _without_secrets(
        self, answer: Answer, form: Mapping[str, str] | Sequence[tuple[str, str]] | None = None
    ) -> Answer:
        """Return an error without what we sent in confidence: its words are kept, shown and told on."""
        if answer.status < FIRST_ERROR:
            return answer
        fields = form.items() if isinstance(form, Mapping) else form or ()
        packed = self._own_headers(self.origin).get("Authorization", "").partition(" ")[2]
        private = [self._bearer, *(self._basic or ())[1:], packed]
        private += [
            value for name, value in fields if name in PRIVATE_FIELDS and isinstance(value, str)
        ]
        private += [value for name, value in self._headers.items() if SECRET_HEADER.search(name)]
        body = answer.body
        for secret in (one for one in private if len(one) >= SHORTEST_SECRET):
            for written in _as_written(secret):
                body = body.replace(written.encode(), "…".encode())
        return replace(answer, body=body)

    def _deadline(self, seconds: float) -> float:
        """Return until when a request may take; loading the libraries for the first one does not count."""
        self._ready()
        return time.monotonic() + seconds

    def _ready(self) -> "tuple[requests.Session, Gate]":
        if self._session is None or self._gate is None:
            from cmworkstation.sdk import wire  # noqa: PLC0415 - a slow import that the first paint must not wait for

            # It writes every address with its query into the log, where a feed's key would stand for all to read.
            logging.getLogger("urllib3").setLevel(logging.CRITICAL)
            self._gate = wire.Gate()
            self._session = wire.session(self._gate, AGENT)
        return self._session, self._gate

    def _own_headers(self, target: str) -> dict[str, str]:
        if self.origin and origin_of(target) != self.origin:
            return {}
        own = dict(self._headers)
        if self._bearer:
            own["Authorization"] = f"Bearer {self._bearer}"
        elif self._basic is not None:
            from base64 import b64encode  # noqa: PLC0415

            own["Authorization"] = "Basic " + b64encode(":".join(self._basic).encode()).decode()
        return own

    def _judge(self, answer: Answer, accept: Collection[int], *, safe: bool) -> Answer:
        """Return good and accepted answers; raise what the others mean."""
        status = answer.status
        if 200 <= status < 300 or status in accept:  # noqa: PLR2004 - HTTP's classes
            return answer
        if status == 401:  # noqa: PLR2004
            raise NotSignedIn("401")
        # A busy gateway may have passed on what is not safe to repeat: only 429 says that nothing was done.
        if status == 429 or (safe and status == 503 and answer.headers.get("retry-after")):  # noqa: PLR2004
            raise RateLimited(
                str(status), retry_after=self._pause(answer.headers, _wait_in(answer))
            )
        code, words = problem_of(answer)
        if status in (404, 410):
            raise Gone(str(status), code=code or str(status), words=words)
        if status == 409 and "duplicate" in code:  # noqa: PLR2004
            raise Duplicate(str(status), code=code, words=words)
        if 400 <= status < 500:  # noqa: PLR2004
            raise Refused(str(status), code=code or str(status), words=words)
        raise (ServerTrouble if safe else Ambiguous)(str(status))

    def _pause(self, headers: Mapping[str, str], otherwise: float = USUAL_PAUSE_S) -> float:
        """Return for how many seconds the server wants us to wait, never more than a quarter of an hour."""
        return pause_in(headers, self._clock.now(), otherwise)

    def _note_budget(self, headers: Mapping[str, str]) -> None:
        limit, remaining = _first(headers, LIMIT_NAMES), _first(headers, REMAINING_NAMES)
        if limit or remaining:
            reset = parse_reset(_first(headers, RESET_NAMES), self._clock.now())
            self._budgets[0] = Budget(_whole(limit), _whole(remaining), reset)

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


class _TooMuch(Exception):
    """The body is too large, too slow or packed too often."""


def _body(
    response: Any,  # noqa: ANN401 - requests.Response
    gate: "Gate | None",
    until: float,
    max_bytes: int,
) -> Iterator[bytes]:
    encodings = response.headers.get("content-encoding", "")
    if encodings.count(",") >= MAX_ENCODINGS:
        raise _TooMuch
    size = 0
    while True:
        if time.monotonic() >= until:
            raise _TooMuch
        if gate is not None:
            gate.until = until  # another request may have been made between two pieces
        # What is there, without waiting for more.
        part = response.raw.read1(65536, decode_content=True)
        if not part:
            break
        size += len(part)
        if size > max_bytes:
            raise _TooMuch
        yield part
    expected = response.headers.get("content-length", "")
    if not encodings and size < (_whole(expected) or 0):
        raise OSError("cut")


class _NoAuth:
    """Keeps `requests` from looking for credentials of its own."""

    def __call__(self, request: Any) -> Any:  # noqa: ANN401 - requests' contract
        return request


LIMIT_NAMES = ("x-ratelimit-limit", "ratelimit-limit", "x-rate-limit-limit")
REMAINING_NAMES = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
RESET_NAMES = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")


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


def pause_in(headers: Mapping[str, str], now: datetime, otherwise: float = USUAL_PAUSE_S) -> float:
    """Return for how many seconds an answer asks us to wait, in whatever form; never more than a quarter of an hour.

    `otherwise` where it does not say.
    """
    asked = parse_retry_after(headers.get("retry-after", ""), now)
    if asked is None:
        reset = parse_reset(_first(headers, RESET_NAMES), now)
        asked = (reset - now).total_seconds() if reset else otherwise
    return min(LONGEST_PAUSE_S, max(1.0, asked))


def parse_retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header (seconds or an HTTP date), None when it says nothing."""
    value = value.strip()
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def parse_reset(value: str, now: datetime) -> datetime | None:
    """Return when a rate limit begins anew: from epoch seconds, seconds left, or an ISO-8601 time."""
    value = value.strip()
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return None
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    epoch_from = 1_000_000_000  # smaller numbers are seconds that are left
    try:
        return (
            datetime.fromtimestamp(number, UTC)
            if number > epoch_from
            else now + timedelta(seconds=number)
        )
    except (OverflowError, ValueError, OSError):
        return None


def problem_of(answer: Answer) -> tuple[str, str]:
    """Return (code, words) of an error body, as far as it has such things; the words are foreign text."""
    found = _error_in(answer)
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


def _error_in(answer: Answer) -> dict[str, Any]:
    if "json" not in answer.headers.get("content-type", ""):
        return {}
    try:
        found = answer.json()
    except ServerTrouble:
        return {}
    return found if isinstance(found, dict) else {}


def _wait_in(answer: Answer) -> float:
    """Return the seconds to wait that an error body names, where no header does."""
    found = _error_in(answer)
    more = found.get("extras")
    seconds = more.get("wait_seconds") if isinstance(more, dict) else None
    if isinstance(ms := found.get("retry_after_ms"), int | float):
        seconds = ms / 1000
    return float(seconds) if isinstance(seconds, int | float) else USUAL_PAUSE_S


def _as_written(secret: str) -> set[str]:
    """Return the forms in which a server may repeat what it was sent: plain, in JSON, in a form, in HTML."""
    quoted = json.dumps(secret)[1:-1]
    return {
        secret,
        quoted,
        quoted.replace("/", "\\/"),
        json.dumps(secret, ensure_ascii=False)[1:-1],
        quote(secret, safe=""),
        quote_plus(secret),
        escape(secret),
    }


def _reason(error: Exception) -> object:
    """Return what `requests` wraps when a connection fails."""
    inner: object = error.args[0] if error.args else None
    return getattr(inner, "reason", inner)


def _is_private(error: Exception) -> bool:
    return type(_reason(error)).__name__ == "PrivateAddress"


def _never_left(error: Exception, urllib3: Any) -> bool:  # noqa: ANN401 - the module
    """Tell whether a connection failed before any byte of the request left."""
    reason = _reason(error)
    kinds = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    return isinstance(reason, kinds) or "NameResolutionError" in type(reason).__name__


def _first(headers: Mapping[str, str], names: Sequence[str]) -> str:
    return next((headers[name] for name in names if headers.get(name)), "")


def _whole(text: str) -> int | None:
    digits = text.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0].strip()
    return (
        int(digits)
        if digits.isascii() and digits.isdecimal() and len(digits) < LONGEST_NUMBER
        else None
    )
