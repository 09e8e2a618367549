"""The two interfaces of Lemmy: v3 (0.19) and v4 (1.0), their lists, their names, and what their refusals mean."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.errors import (
    Gone,
    NotSignedIn,
    NotThisPlatform,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    WorkstationError,
)
from cmworkstation.sdk.answer import SAID_NO, problem_of
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.shapes import (
    Json,
    moment,
    number_in,
    object_from,
    object_in,
    object_or_none,
    objects,
    text_in,
)

PAGE = 50  # the most that the server gives
PAUSE_S = 60.0
WHY = {"replies": "reply", "mentions": "mention"}
REFUSALS = {
    "locked": "comment-locked",
    "max_comment_depth_reached": "too-deep",
    "person_is_banned_from_community": "banned-here",
    "site_ban": "banned-here",
    "language_not_allowed": "language",
    "slurs": "slurs",
    "not_a_mod_or_admin": "not-a-moderator",
    "not_a_moderator": "not-a-moderator",
    "not_an_admin": "not-a-moderator",
    "person_is_blocked": "blocked",
}
SIGN_IN = {
    "missing_totp_token": "second-factor-digits",
    "incorrect_totp_token": "second-factor-wrong",
    "registration_application_is_pending": "not-yet-approved",
    "registration_application_pending": "not-yet-approved",
    "email_not_verified": "not-verified",
    "site_ban": "account-banned",
    "deleted": "account-banned",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a list: its number there, what it is, and why we are told of it."""

    number: int
    kind: str  # "comment", "post", "message"; anything else is not known
    view: Json
    why: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list."""

    entries: list[Entry]
    after: str  # where the next page begins, "" for the end


class Version(ABC):
    """What differs between two versions of the interface: addresses, pages, names."""

    name: str
    streams: tuple[str, ...]
    sign_in: str
    sign_out: str
    block: str
    upload: str
    every: str  # "of all communities, not only of those that we follow"
    new: str

    @abstractmethod
    def listed(self, http: Http, server: str, stream: str, place: str) -> Listed:
        """Return a page of what we are told, the newest first."""

    @abstractmethod
    def own(self, http: Http, server: str, person: str, place: str) -> tuple[list[Json], str]:
        """Return a page of our newest comments."""

    @abstractmethod
    def own_posts(self, http: Http, server: str, person: str) -> list[Json]:
        """Return our newest posts."""

    @abstractmethod
    def comments(
        self, http: Http, server: str, query: Mapping[str, object], place: str
    ) -> tuple[list[Json], str]:
        """Return a page of comments."""

    @abstractmethod
    def me(self, http: Http, server: str) -> Json:
        """Return who we are, what we moderate, and the languages of the server; empty for a stranger."""


class V3(Version):
    """Lemmy 0.19."""

    name = "v3"
    streams = ("replies", "mentions", "messages")
    sign_in, sign_out = "user/login", "user/logout"
    block, upload = "user/block", "/pictrs/image"
    every, new = "All", "New"

    def listed(self, http: Http, server: str, stream: str, place: str) -> Listed:
        """Return a page of one of the three lists."""
        path = {"replies": "user/replies", "mentions": "user/mention"}.get(
            stream, "private_message/list"
        )
        query: dict[str, object] = {"page": place or "1", "limit": PAGE, "unread_only": "false"}
        if stream != "messages":
            query["sort"] = self.new
        found = ask(http, f"{server}/api/v3/{path}", query)
        rows = found.get("private_messages" if stream == "messages" else stream)
        if not isinstance(rows, list):
            raise ServerTrouble("no list in the answer")
        entries = []
        for row in objects(rows):
            if stream == "messages":
                number = number_in(object_in(row, "private_message"), "id")
                entries.append(Entry(number, "message", row))
            else:
                about = object_in(row, "comment_reply") or object_in(row, "person_mention")
                entries.append(Entry(number_in(about, "id"), "comment", row, WHY[stream]))
        return Listed(entries, _next_number(place, len(rows)))

    def own(self, http: Http, server: str, person: str, place: str) -> tuple[list[Json], str]:
        """Return a page of our newest comments."""
        query = {"person_id": person, "sort": self.new, "page": place or "1", "limit": PAGE}
        rows = objects(ask(http, f"{server}/api/v3/user", query).get("comments"))
        return rows, _next_number(place, len(rows))

    def own_posts(self, http: Http, server: str, person: str) -> list[Json]:
        """Return our newest posts."""
        query = {"person_id": person, "sort": self.new, "page": "1", "limit": PAGE}
        return objects(ask(http, f"{server}/api/v3/user", query).get("posts"))

    def comments(
        self, http: Http, server: str, query: Mapping[str, object], place: str
    ) -> tuple[list[Json], str]:
        """Return a page of comments."""
        more = {**query, "page": place or "1"}
        rows = objects(ask(http, f"{server}/api/v3/comment/list", more).get("comments"))
        return rows, _next_number(place, len(rows))

    def me(self, http: Http, server: str) -> Json:
        """Return who we are."""
        found = ask(http, f"{server}/api/v3/site")
        return {**object_in(found, "my_user"), "all_languages": found.get("all_languages")}


class V4(Version):
    """Lemmy 1.0."""

    name = "v4"
    streams = ("notifications",)
    sign_in, sign_out = "account/auth/login", "account/auth/logout"
    block, upload = "account/block/person", "/api/v4/image"
    every, new = "all", "new"

    def listed(self, http: Http, server: str, stream: str, place: str) -> Listed:
        """Return a page of the one list."""
        del stream
        query = {"limit": PAGE, "unread_only": "false", **_from(place)}
        found = ask(http, f"{server}/api/v4/account/notification/list", query)
        rows = found.get("items", found.get("notifications"))
        if not isinstance(rows, list):
            raise ServerTrouble("no list in the answer")
        entries = []
        for row in objects(rows):
            about, view = object_in(row, "notification"), object_in(row, "data")
            kind = text_in(view, "type_").replace("private_", "")
            entries.append(Entry(number_in(about, "id"), kind, view, text_in(about, "kind")))
        return Listed(entries, text_in(found, "next_page") if len(rows) >= PAGE else "")

    def own(self, http: Http, server: str, person: str, place: str) -> tuple[list[Json], str]:
        """Return a page of our newest comments."""
        query = {"person_id": person, "type_": "comments", "limit": PAGE, **_from(place)}
        return self._page(ask(http, f"{server}/api/v4/person/content", query))

    def own_posts(self, http: Http, server: str, person: str) -> list[Json]:
        """Return our newest posts."""
        query = {"person_id": person, "type_": "posts", "limit": PAGE}
        return self._page(ask(http, f"{server}/api/v4/person/content", query))[0]

    def comments(
        self, http: Http, server: str, query: Mapping[str, object], place: str
    ) -> tuple[list[Json], str]:
        """Return a page of comments."""
        return self._page(ask(http, f"{server}/api/v4/comment/list", {**query, **_from(place)}))

    @staticmethod
    def _page(found: Json) -> tuple[list[Json], str]:
        rows = objects(found.get("items") or found.get("comments") or found.get("content"))
        return rows, text_in(found, "next_page") if len(rows) >= PAGE else ""

    def me(self, http: Http, server: str) -> Json:
        """Return who we are."""
        found = ask(http, f"{server}/api/v4/account")
        with suppress(Refused, ServerTrouble):  # without them, texts go without a language
            found["all_languages"] = ask(http, f"{server}/api/v4/site").get("all_languages")
        return found


VERSIONS: Mapping[str, Version] = {"v3": V3(), "v4": V4()}


def ask(http: Http, url: str, query: Mapping[str, object] | None = None) -> Json:
    """Return what a server answers. Raises what its refusal means."""
    try:
        return object_from(http.get(url, query or {}))
    except Refused as error:
        raise meaning(error) from None


def meaning(error: Refused) -> WorkstationError:
    """Return the error that a refusal stands for: nearly all of them come as 400, with a word of the server."""
    code = error.code if error.code and not error.code.isdecimal() else error.words
    if code in ("not_logged_in", "incorrect_login"):
        return NotSignedIn(code)
    if code in ("rate_limit_error", "too_many_requests"):
        return RateLimited(code, retry_after=PAUSE_S)
    if code == "invalid_body_field":
        return TooLong(code)
    if (
        isinstance(error, Gone)
        or code == "not_found"
        or code.startswith(("couldnt_find", "couldn't_find"))
    ):
        return Gone(error.detail, code=code or "404", words="")
    return Refused(
        error.detail,
        code=REFUSALS.get(code, code),
        words=error.words if code not in REFUSALS else "",
    )


def version_at(http: Http, server: str) -> tuple[str, Json]:
    """Return which version a server speaks, the newest first, and what it says of itself. Raises `NotThisPlatform`."""
    for api in ("v4", "v3"):
        found = object_or_none(http.get(f"{server}/api/{api}/site", accept=SAID_NO))
        if found and object_in(found, "site_view") and text_in(found, "version"):
            return api, found
    raise NotThisPlatform("no Lemmy")


def token(http: Http, page: str, user: str, password: str, digits: str) -> str:
    """Exchange a password for a token. Raises `NotSignedIn`, `Refused`."""
    body: Json = {"username_or_email": user, "password": password}
    if digits:
        body["totp_2fa_token"] = digits
    answer = http.post(page, json=body, accept=(400, 401, 403, 404), safe=True, asks=True)
    found = object_from(answer)
    code = text_in(found, "error")
    if code in SIGN_IN:
        raise Refused(code=SIGN_IN[code])
    if code in ("rate_limit_error", "too_many_requests"):
        raise RateLimited(code, retry_after=PAUSE_S)
    if answer.status >= 400:  # noqa: PLR2004
        raise NotSignedIn(problem_of(answer)[1] or str(answer.status))
    if not text_in(found, "jwt"):
        raise Refused(code="not-verified" if found.get("verify_email_sent") else "not-yet-approved")
    return text_in(found, "jwt")


def languages(me: Json) -> str:
    """Return the languages of a server as "fr=39 en=37"."""
    known = {text_in(one, "code"): number_in(one, "id") for one in objects(me.get("all_languages"))}
    return " ".join(
        f"{code}={id_}" for code, id_ in known.items() if re.fullmatch(r"[a-z]{2,3}", code)
    )


def _from(place: str) -> dict[str, object]:
    return {"page_cursor": place} if place else {}


def _next_number(place: str, length: int) -> str:
    return str(int(place or 1) + 1) if length >= PAGE and (place or "1").isdecimal() else ""


def thing(entry: Entry) -> Json:
    """Return the comment, post or message in an entry."""
    name = "private_message" if entry.kind == "message" else entry.kind
    return object_in(entry.view, name)


def line(view: Json) -> list[int]:
    """Return the numbers of the comments above one, from the post down ("0.24.27" gives 24)."""
    path = text_in(object_in(view, "comment"), "path")
    numbers = [int(one) for one in path.split(".") if re.fullmatch(r"[0-9]{1,18}", one)]
    return numbers[1:-1]


def time_in(found: Json, name: str) -> datetime | None:
    """Return a time under either version of its name."""
    return moment(found.get(name)) or moment(found.get(f"{name}_at"))
