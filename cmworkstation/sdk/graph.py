"""Meta's Graph, as Facebook, Instagram and Threads speak it: one way to ask, one way to say no, one way to count.

What is not obvious:

- The token goes in a header and never in an address; where the person's app has a secret, each request carries the
  proof that its sender knows it.
- A refusal is told by the code in the body, not by the status: an ended session comes as 400, and so does a limit.
- The allowance is told as what is used of it, in percent, by app and by business; the fullest counts.
- Empty pages with a next one are possible; a list ends where no next one is named.
"""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote, urlencode

from cmworkstation.domain.budget import Budget
from cmworkstation.domain.errors import (
    Ambiguous,
    Duplicate,
    Gone,
    NotSignedIn,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
)
from cmworkstation.sdk.answer import SAID_NO, Answer
from cmworkstation.sdk.connector import Authorisation, Found
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.loopback import new_state
from cmworkstation.sdk.multipart import Part
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    id_text,
    number_in,
    object_from,
    object_in,
    objects,
    text_in,
)

VERSION = "v26.0"  # an account may be pinned to another by its setting "version"
GOOD = 200
ENDED = (102, 190)
LIMITS = (4, 17, 32, 613)  # and 80000 to 80014: one per kind of business
PASSING = (1, 2)
DUPLICATES = (506, 1404006)
NOT_THERE = 33  # of code 100
WINDOW_OVER = 2018278  # of code 10
FIRST_RIGHT, LAST_RIGHT = 200, 299
FIRST_BUSINESS, LAST_BUSINESS = 80000, 80014
LIMITED_S = 300.0  # where no header says how long
ENOUGH = 50  # pages of a list
WORDS = 500
RENEWED_BEFORE = timedelta(
    days=30
)  # of sixty: a program that is opened once a month keeps its access


class Graph:
    """Requests to one host of the Graph, as one account."""

    def __init__(
        self,
        http: Http,
        server: str,
        version: str,
        token: str = "",
        secret: str = "",
        *,
        quiet: Sequence[str] = (),
    ) -> None:
        """Take the way to the network, the host and its version, and the account's token and app secret.

        Of what a refusal says, these are left out, and whatever else is to stay `quiet`.
        """
        self._http = http.with_credentials(bearer=token, origin=server) if token else http
        self._base = f"{server}/{version}" if version else server
        self._proof: dict[str, str] = {}
        if token and secret:
            digest = hmac.new(secret.encode(), token.encode(), sha256).hexdigest()
            self._proof = {"appsecret_proof": digest}
        self._private = tuple(one for one in (token, secret, *quiet) if one)

    @property
    def http(self) -> Http:
        """The way to the network, with the token."""
        return self._http

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Json:
        """Read an object. Raises what its error means, `ServerTrouble` where it is none."""
        asked = {**(params or {}), **self._proof}
        answer = self._http.get(f"{self._base}/{path}", asked, accept=SAID_NO)
        return self.judged(answer, safe=True)

    def listed(
        self, path: str, params: Mapping[str, str], most: int = ENOUGH
    ) -> Iterator[list[Json]]:
        """Yield the pages of a list."""
        asked = dict(params)
        for _ in range(most):
            answer = self.get(path, asked)
            yield entries_of(answer)
            after = next_in(answer)
            if not after or after == asked.get("after"):
                return
            asked["after"] = after

    def post(self, path: str, form: Mapping[str, str], *, safe: bool = False) -> Json:
        """Send a form. With `safe` a repetition would do no harm. Raises what the error means."""
        answer = self._http.post(
            f"{self._base}/{path}", form={**form, **self._proof}, accept=SAID_NO, safe=safe
        )
        return self.judged(answer, safe=safe)

    def upload(self, path: str, form: Mapping[str, str], part: Part) -> Json:
        """Send a form with a file that nobody sees yet: a repetition does no harm. Raises what the error means."""
        answer = self._http.upload(
            f"{self._base}/{path}", {**form, **self._proof}, [part], accept=SAID_NO
        )
        return self.judged(answer, safe=True)

    def delete(self, path: str, form: Mapping[str, str] | None = None) -> Json:
        """Delete; twice is no error."""
        asked = {**(form or {}), **self._proof}
        query = f"?{urlencode(asked)}" if asked else ""
        answer = self._http.delete(f"{self._base}/{path}{query}", accept=SAID_NO, safe=True)
        return self.judged(answer, safe=True)

    def judged(self, answer: Answer, *, safe: bool) -> Json:
        """Return the object of an answer. Raises what its error means, `ServerTrouble` or `Ambiguous` for none."""
        self._note_usage(answer.headers)
        try:
            found = object_from(answer)
        except ServerTrouble:
            if answer.status < GOOD + 100:
                raise ServerTrouble("no object") if safe else Ambiguous("no object") from None
            found = {}
        error = object_in(found, "error")
        if not error and answer.status < GOOD + 100:
            return found
        raise self._meant(answer, error, safe=safe)

    def _meant(self, answer: Answer, error: Json, *, safe: bool) -> Exception:
        """Return what a refusal means."""
        code, sub = number_in(error, "code"), number_in(error, "error_subcode")
        words = self._quiet(text_in(error, "error_user_msg") or text_in(error, "message"))
        name = f"{code}/{sub}" if sub else str(code or answer.status)
        if code in ENDED or (not code and answer.status == 401):  # noqa: PLR2004
            meant: Exception = NotSignedIn(name)
        elif code in LIMITS or FIRST_BUSINESS <= code <= LAST_BUSINESS:
            meant = RateLimited(name, retry_after=_regained_s(answer.headers))
        elif code in PASSING or error.get("is_transient") is True:
            meant = (ServerTrouble if safe else Ambiguous)(name)
        elif (code == 100 and sub == NOT_THERE) or (not code and answer.status in (404, 410)):  # noqa: PLR2004
            meant = Gone(name, code=name, words=words)
        elif code in DUPLICATES or sub in DUPLICATES:
            meant = Duplicate(name, code=name, words=words)
        else:
            meant = _refused(name, code, sub, words)
        return meant

    def _quiet(self, words: str) -> str:
        for secret in self._private:
            words = words.replace(secret, "…")
        return words[:WORDS]

    def _note_usage(self, headers: Mapping[str, str]) -> None:
        """Tell how much of the allowance is left, in percent of the fullest measure."""
        used = [share for one in usages(headers) for share in _shares(one)]
        if used:
            left = max(0, 100 - max(used))
            reset = self._http.now() + timedelta(seconds=_regained_s(headers))
            self._http.note_budget(Budget(100, left, reset))


def _refused(name: str, code: int, sub: int, words: str) -> Refused:
    if code == 100 and "too long" in words.lower():  # noqa: PLR2004
        return TooLong(name)
    if sub == WINDOW_OVER:
        return Refused(name, code="window-over", words=words)
    if code in (3, 10) or FIRST_RIGHT <= code <= LAST_RIGHT:
        return Refused(name, code="permission-missing", words=words)
    known = {368: "blocked-for-policy", 551: "person-unavailable"}
    return Refused(name, code=known.get(code, name), words=words)


# Lists


def entries_of(answer: Json) -> list[Json]:
    """Return the entries of a page; what is no object becomes an empty one. Raises `ServerTrouble` for no list."""
    found = answer.get("data")
    if not isinstance(found, list):
        raise ServerTrouble("no list in the answer")
    return [as_object(one) for one in found]


def next_in(answer: Json) -> str:
    """Return where the next page of a list begins, "" where there is none."""
    paging = object_in(answer, "paging")
    after = text_in(object_in(paging, "cursors"), "after")
    return after if text_in(paging, "next") else ""


# Allowance


def usages(headers: Mapping[str, str]) -> list[Json]:
    """Return what the headers say of what is used: of the app, and of each business."""
    app = _json_in(headers, "x-app-usage")
    business = _json_in(headers, "x-business-use-case-usage")
    return [
        one for one in (app, *(one for all_ in business.values() for one in objects(all_))) if one
    ]


def _shares(usage: Json) -> list[int]:
    names = ("call_count", "total_time", "total_cputime")
    return [number_in(usage, name) for name in names if name in usage]


def _regained_s(headers: Mapping[str, str]) -> float:
    """Return after how many seconds there is access again, as far as anybody says."""
    minutes = [number_in(one, "estimated_time_to_regain_access") for one in usages(headers)]
    return max([60.0 * one for one in minutes if one], default=LIMITED_S)


def _json_in(headers: Mapping[str, str], name: str) -> Json:
    try:
        return as_object(json.loads(headers.get(name, "") or "{}"))
    except (ValueError, RecursionError):
        return {}


# Access


@dataclass(frozen=True, slots=True)
class Doors:
    """Where a platform of Meta lets people in: the page that asks them, and what gives tokens.

    `exchange` and `refresh` are the names of the grants for the token of sixty days.
    """

    api: str
    dialog: str
    token: str
    exchange: str
    refresh: str


def at(server: str, doors: Doors, url: str) -> str:
    """Return an address of the platform, moved to the host of an account that lives elsewhere."""
    if server == doors.api:
        return url
    return server + "/" + url.partition("://")[2].partition("/")[2]


def begun(doors: Doors, found: Found, redirect_uri: str, scopes: tuple[str, ...]) -> Authorisation:
    """Return the page where the person says yes."""
    state = new_state()
    query = {
        "client_id": found.settings.get("client_id", ""),
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": ",".join(scopes),
        "state": state,
    }
    page = at(found.server, doors, doors.dialog)
    private = {"redirect_uri": redirect_uri}
    return Authorisation(f"{page}?{urlencode(query, quote_via=quote)}", state, private)


def tokens_for(
    http: Http, doors: Doors, found: Found, code: str, redirect_uri: str
) -> dict[str, str]:
    """Exchange a code for access of an hour, and that for access of sixty days."""
    secret = found.private.get("client_secret", "")
    form = {
        "client_id": found.settings.get("client_id", ""),
        "client_secret": secret,
        "grant_type": "authorization_code",
        "redirect_uri": redirect_uri,
        "code": code,
    }
    plain = Graph(http, found.server, "", quiet=(secret, code))
    answer = http.post(
        at(found.server, doors, doors.token), form=form, accept=SAID_NO, safe=True, asks=True
    )
    first = plain.judged(answer, safe=True)
    first = (objects(first.get("data")) or [first])[0]  # Instagram has answered in both ways
    short = text_in(first, "access_token")
    if not short:
        raise ServerTrouble("no token in the answer")
    asked = {"grant_type": doors.exchange, "client_secret": secret, "access_token": short}
    long = Graph(http, found.server, "", quiet=(secret, short)).get("access_token", asked)
    return {**kept(long, http.now()), "user_id": id_text(first.get("user_id"))}


def renewed(http: Http, doors: Doors, server: str, token: str) -> dict[str, str]:
    """Exchange access of sixty days for another sixty."""
    asked = {"grant_type": doors.refresh, "access_token": token}
    return kept(
        Graph(http, server, "", quiet=(token,)).get("refresh_access_token", asked), http.now()
    )


def kept(answer: Json, now: datetime) -> dict[str, str]:
    """Return what to keep of an answer with a token: it, and when it ends (seconds since 1970)."""
    token = text_in(answer, "access_token")
    if not token:
        raise ServerTrouble("no token in the answer")
    seconds = number_in(answer, "expires_in")
    ends = {"ends_at": str(int(now.timestamp()) + seconds)} if seconds else {}
    return {"access_token": token, **ends}


def renewed_at(secret: Mapping[str, str]) -> datetime | None:
    """Return from when access should be renewed, None where nothing says when it ends."""
    ends = moment_of(secret.get("ends_at", ""))
    return ends - RENEWED_BEFORE if ends else None


def moment_of(seconds: str) -> datetime | None:
    """Return a moment from seconds since 1970, None for 0 and for what is no number."""
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdigit() and int(seconds) else None
