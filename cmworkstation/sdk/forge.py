"""The interface of GitHub over HTTP: addresses, questions that cost nothing when nothing changed, what refusals mean.

- A limit may be said with 403 as well as with 429: by `Retry-After`, by an allowance of nothing with the moment at
  which it begins anew, or in words alone. Then nothing was done.
- GraphQL answers 200 whatever happened; what went wrong stands in `errors`.
- A list is followed by its `Link` header, and never to another server.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cmworkstation.domain.errors import (
    Ambiguous,
    BadAddress,
    Gone,
    NotSignedIn,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
)
from cmworkstation.sdk import links
from cmworkstation.sdk.address import host_of, joined, web_address
from cmworkstation.sdk.answer import Answer, problem_of
from cmworkstation.sdk.http import Http, origin_of
from cmworkstation.sdk.rate_limits import (
    LONGEST_PAUSE_S,
    USUAL_PAUSE_S,
    parse_reset,
    parse_retry_after,
)
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    list_from,
    moment,
    object_from,
    objects,
    text_in,
)

WEB, API = "https://github.com", "https://api.github.com"
VERSION = "2022-11-28"
HEADERS: Final = {"Accept": "application/vnd.github.full+json", "X-GitHub-Api-Version": VERSION}
FORBIDDEN = 403
NOT_MODIFIED = 304
PER_PAGE = 100
MOST_BYTES = (
    64 * 2**20
)  # of a page: a hundred bodies at their longest, as they were typed and as HTML
NAME = r"[A-Za-z0-9][\w.-]*"
PLACE = re.compile(rf"({NAME})(?:/([\w.-]+))?")
NOTIFICATIONS = "notifications"  # in place of a repository: what is written to us anywhere
SECOND = timedelta(seconds=1)
# What the words of a refusal mean: it has no codes.
MEANINGS: Final = (
    ("archived", "archived"),
    ("is locked", "locked"),
    ("conversation is locked", "locked"),
    ("blocked", "blocked"),
    ("saml", "saml"),
    ("not accessible by", "token-rights"),
    ("must have", "token-rights"),
    ("required scopes", "token-rights"),
    ("does not have permission", "token-rights"),
)


@dataclass(frozen=True, slots=True)
class Home:
    """One installation: where people read it, and where programs ask it."""

    web: str
    api: str
    graphql: str

    @property
    def host(self) -> str:
        """The host that people know it by."""
        return host_of(self.web)


def home_of(server: str) -> Home:
    """Return the addresses of an installation by the origin that people know."""
    if server == WEB:
        return Home(WEB, API, f"{API}/graphql")
    host = host_of(server)
    if host.endswith(".ghe.com"):  # GitHub's own, with the data in one region
        api = server.replace(host, f"api.{host}", 1)
        return Home(server, api, f"{api}/graphql")
    return Home(server, f"{server}/api/v3", f"{server}/api/graphql")


def place_in(typed: str) -> tuple[Home, str]:
    """Return installation and place ("owner/name", "owner", "notifications") of what a person typed.

    Raises `BadAddress`.
    """
    text = typed.strip().removesuffix(".git").removeprefix("@")
    text = re.sub(r"^git@([^:]+):", r"https://\1/", text)
    plain = PLACE.fullmatch(text)
    if plain and not ("." in plain[1] and plain[2] is None):
        return home_of(WEB), text.removesuffix("/")
    parts = web_address(text)
    server = origin_of(parts.geturl())
    if server in (API, "https://www.github.com", "http://github.com"):
        server = WEB
    path = re.sub(r"^/(orgs|users|repos|organizations)/", "/", parts.path)
    found = PLACE.match(path.strip("/"))
    if not found:
        raise BadAddress("an address without a repository")
    return home_of(server), "/".join(filter(None, found.groups()))


@dataclass(frozen=True, slots=True)
class Walked:
    """A page of what was updated: its entries, their newest change, and where the list goes on."""

    entries: list[Json]
    newest: datetime
    etag: str
    after: tuple[datetime, int] | None


class Forge:
    """One way to ask an installation with one person's token."""

    def __init__(self, http: Http, home: Home, token: str) -> None:
        """Take the way to the network."""
        self.home = home
        self.http = http.with_credentials(bearer=token, origin=origin_of(home.api), headers=HEADERS)

    def get(
        self,
        path: str,
        params: Mapping[str, object] | None = None,
        *,
        marks: Mapping[str, str] = {},
    ) -> Answer:
        """Read; with `marks` (If-None-Match, If-Modified-Since) the answer may be 304. Raises as `Http.get`."""
        headers = {name: mark for name, mark in marks.items() if mark}
        accepted = (NOT_MODIFIED, FORBIDDEN) if headers else (FORBIDDEN,)
        url = joined(f"{self.home.api}/", path)
        try:
            return self._judged(
                self.http.get(
                    url, params or {}, headers=headers, accept=accepted, max_bytes=MOST_BYTES
                )
            )
        except Refused as error:
            raise meant(error) from None

    def one(self, path: str) -> Json:
        """Read one thing."""
        return object_from(self.get(path))

    def send(self, verb: str, path: str, body: Json | None = None, *, safe: bool = False) -> Json:
        """Have something done, once; with `safe` a repetition would do no harm. Answers may be empty."""
        act = getattr(self.http, verb)
        url = joined(f"{self.home.api}/", path)
        try:
            answer = self._judged(act(url, json=body, accept=(FORBIDDEN,), safe=safe))
        except Refused as error:
            raise meant(error) from None
        if safe and not answer.body.strip():
            return {}
        return _sound(answer, safe=safe)

    def ask(self, query: str, variables: Json, *, safe: bool = True, partly: bool = False) -> Json:
        """Ask GraphQL; without `safe` it is something that must not be done twice.

        With `partly`, what could be told comes without what could not.
        """
        asked = {"query": query, "variables": variables}
        try:
            answer = self._judged(
                self.http.post(
                    self.home.graphql,
                    json=asked,
                    accept=(FORBIDDEN,),
                    safe=safe,
                    asks=not query.lstrip().startswith("mutation"),
                )
            )
        except Refused as error:
            raise meant(error) from None
        found = _sound(answer, safe=safe)
        told = partly and isinstance(found.get("data"), dict)
        for problem in () if told else objects(found.get("errors")):
            raise _problem(problem)
        if not isinstance(found.get("data"), dict):
            raise (ServerTrouble if safe else Ambiguous)("no data in the answer")
        return as_object(found["data"])

    def walk(
        self,
        path: str,
        params: Mapping[str, object],
        since: datetime,
        *,
        most: int,
        page: int = 1,
        mark: str = "",
    ) -> Iterator[Walked]:
        """Yield pages of what was updated since a moment, oldest change first.

        With `mark`, the ETag of the same question, nothing comes when nothing changed. It goes on by time rather than
        by page: what is edited meanwhile moves to the end of the list, and would take the place of something else.
        """
        told: set[tuple[object, str]] = set()
        known = {"sort": "updated", "direction": "asc", "per_page": PER_PAGE, **params}
        for number in range(most):
            asked = {**known, "since": stamp(since), **({"page": page} if page > 1 else {})}
            answer = self.get(path, asked, marks={} if number else {"If-None-Match": mark})
            if answer.status == NOT_MODIFIED:
                return
            entries = [as_object(one) for one in list_from(answer)]
            fresh = [one for one in entries if _version(one) not in told]
            told.update(map(_version, entries))
            times = [at for at in (moment(one.get("updated_at")) for one in entries) if at]
            newest = max(times, default=since)
            etag = "" if number or page > 1 else answer.headers.get("etag", "")
            more = bool(self.next_page(answer))
            if newest - SECOND > since:
                since, page = newest - SECOND, 1
            else:  # a whole page within a second
                page += 1
            yield Walked(fresh, newest, etag, (since, page) if more else None)
            if not more:
                return

    def listed(self, path: str, *, most: int, **params: object) -> tuple[list[Json], bool]:
        """Return a list and whether it is all of it."""
        answer = self.get(path, {"per_page": PER_PAGE, **params})
        found = [as_object(one) for one in list_from(answer)]
        for _ in range(most - 1):
            if not (after := self.next_page(answer)):
                return found, True
            answer = self.get(after)
            found += [as_object(one) for one in list_from(answer)]
        return found, not self.next_page(answer)

    def next_page(self, answer: Answer) -> str:
        """Return where a list goes on, "" where it ends; another server is nowhere."""
        for link in links.in_header(answer.headers.get("link", "")):
            if "next" in link.relations and origin_of(link.url) == origin_of(self.home.api):
                return link.url
        return ""

    def _judged(self, answer: Answer) -> Answer:
        """Return an answer that is none of those that say no in the way of 403."""
        if answer.status != FORBIDDEN:
            return answer
        headers, now = answer.headers, self.http.now()
        words = problem_of(answer)[1]
        asked = parse_retry_after(headers.get("retry-after", ""), now)
        if asked is None and headers.get("x-ratelimit-remaining", "") == "0":
            reset = parse_reset(headers.get("x-ratelimit-reset", ""), now)
            asked = (reset - now).total_seconds() if reset else USUAL_PAUSE_S
        if asked is None and re.search(r"rate limit|abuse detection", words, re.IGNORECASE):
            asked = USUAL_PAUSE_S
        if asked is not None:
            raise RateLimited("403", retry_after=min(LONGEST_PAUSE_S, max(1.0, asked)))
        raise Refused("403", code="403", words=words)


def _sound(answer: Answer, *, safe: bool) -> Json:
    try:
        return object_from(answer)
    except ServerTrouble as error:
        raise error if safe else Ambiguous("the answer makes no sense") from None


def _version(entry: Json) -> tuple[object, str]:
    return entry.get("id"), text_in(entry, "updated_at")


def meant(error: Refused) -> Refused:
    """Return what a refusal means, as far as its words tell."""
    words = error.words
    if isinstance(error, Gone):
        return error
    if re.search(r"too long", words, re.IGNORECASE):
        return TooLong(words)
    code = next((code for said, code in MEANINGS if said in words.lower()), error.code)
    return Refused(error.detail, code=code, words=words)


def _problem(problem: Json) -> Refused | RateLimited | NotSignedIn:
    kind, words = text_in(problem, "type"), text_in(problem, "message")[:500]
    if kind == "RATE_LIMITED" or "rate limit" in words.lower():
        return RateLimited("graphql", retry_after=USUAL_PAUSE_S)
    if kind == "NOT_FOUND":
        return Gone(kind, code=kind, words=words)
    if kind in ("FORBIDDEN", "INSUFFICIENT_SCOPES"):
        return Refused(
            kind, code=meant(Refused(kind, words=words)).code or "token-rights", words=words
        )
    return meant(Refused(kind or "graphql", code=kind, words=words))


def stamp(at: datetime) -> str:
    """Return a moment as the interface takes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def token_end(answer: Answer) -> str:
    """Return when a token ends, "" where it never does or the server does not say."""
    said = answer.headers.get("github-authentication-token-expiration", "")
    at = moment(
        re.sub(r" (UTC|[+-]\d{4})$", lambda one: "+00:00" if one[1] == "UTC" else one[1], said)
    )
    return at.isoformat() if at else ""


def token_scopes(answer: Answer) -> frozenset[str] | None:
    """Return what a token may do, None where it does not say (those of finer grain)."""
    said: Any = answer.headers.get("x-oauth-scopes")
    return (
        frozenset(one.strip() for one in said.split(",") if one.strip())
        if said is not None
        else None
    )
