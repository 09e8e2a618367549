"""A server that speaks Mastodon's language on loopback, in five flavours that differ as the real ones do.

It keeps what was really created, so that a test can count. All people and posts are invented.
"""

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]

TOKEN = "token-that-nobody-may-see"
CLIENT_SECRET = "client-secret-that-nobody-may-see"
VERSIONS = {
    "mastodon": "4.5.1",
    "gotosocial": "0.20.0 git-0a1b2c3",
    "pleroma": "2.7.2 (compatible; Akkoma 3.13.2)",
    "pixelfed": "3.5.3 (compatible; Pixelfed 0.12.4)",
    "snac": "4.0.0 (not true; really snac/2.75)",
}
LIMITS = {"mastodon": 500, "gotosocial": 5000, "pleroma": 5000, "pixelfed": 500, "snac": 100000}
UPWARDS = ("mastodon", "gotosocial", "pleroma")
HTML_404 = b"<h1>404 Not Found</h1>"


@dataclass
class FakeMastodon(Misbehaving):
    """The whole state of one server."""

    flavour: str = "mastodon"
    domain: str = "social.example"
    followers: int | None = None
    statuses: dict[str, Json] = field(default_factory=dict)
    notifications: list[Json] = field(default_factory=list)
    conversations: list[Json] = field(default_factory=list)
    created: list[Json] = field(default_factory=list)  # what was published through the API
    keys: dict[str, str] = field(default_factory=dict)
    moderated: list[tuple[str, str]] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    bodies: list[Json] = field(default_factory=list)
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    codes: dict[str, str] = field(default_factory=dict)  # code → PKCE challenge
    deny: bool = False  # the person says no in the browser
    budget: tuple[int, int] = (300, 299)
    count: int = 0
    files: dict[str, Json] = field(
        default_factory=dict
    )  # id → description, bytes, status it belongs to
    slow_files: int = 0  # how often the next file is still worked on when somebody asks

    # What people do

    def account(self, user: str) -> Json:
        """Return an account: "clara@far.example" lives elsewhere, "bruno" here, "alma" is us."""
        name, _, domain = user.partition("@")
        home = f"https://{domain}" if domain else self.origin
        full = f"{name}@{domain or self.domain}"
        return {
            "id": f"9{sum(user.encode()):07d}",
            "username": name,
            "acct": full if self.flavour == "snac" else user,
            "display_name": name.capitalize(),
            "url": f"{home}/@{name}",
            "bot": False,
            **({} if self.followers is None else {"followers_count": self.followers}),
        }

    def next_id(self) -> str:
        """Return the next number, in the form that this software gives its numbers."""
        self.count += 1
        return {
            "mastodon": f"1150000000000{self.count:05d}",
            "gotosocial": f"01JCMW0000000000000000{self.count:04d}",
            "pleroma": f"AnkQ0000000000{self.count:04d}",
            "pixelfed": f"7500000000000{self.count:05d}",
            "snac": f"1795495{self.count:03d}{self.count:032x}",
        }[self.flavour]

    def write(
        self,
        text: str = "Good evening, when do you open?",
        *,
        by: str = "clara@far.example",
        to: Json | None = None,
        visibility: str = "public",
        notify: bool = True,
        **more: object,
    ) -> Json:
        """Somebody writes a status; it reaches us as a mention where it names us."""
        number = self.next_id()
        author = self.account(by)
        at = more.pop("at", None) or datetime.now(UTC)
        assert isinstance(at, datetime)
        named = f"@alma@{self.domain}" in text or "@alma " in text
        home = author["url"].rpartition("/@")[0]
        status: Json = {
            "id": number,
            "uri": f"{home}/users/{author['username']}/statuses/{number}",
            "url": f"{author['url']}/{number}",
            "created_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "edited_at": None,
            "in_reply_to_id": to["id"] if to else None,
            "in_reply_to_account_id": to["account"]["id"] if to else None,
            "visibility": visibility,
            "language": "en",
            "sensitive": False,
            "spoiler_text": "",
            "content": f"<p>{html.escape(text, quote=False)}</p>",
            "account": author,
            "mentions": [self.account("alma")] if named and self.flavour != "snac" else [],
            "tags": [],
            "emojis": [],
            "media_attachments": [],
            **more,
        }
        self.statuses[number] = status
        if named and notify:
            self.notify("mention", status)
        return status

    def notify(self, kind: str, status: Json | None, by: str = "clara@far.example") -> Json:
        """Tell us something; return the notification."""
        one: Json = {
            "id": self.next_id() if self.flavour != "snac" else f"1795495{self.count:09d}",
            "type": kind,
            "created_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "account": status["account"] if status else self.account(by),
        }
        if status:
            one["status"] = status
        self.count += 1
        self.notifications.append(one)
        if status and status["visibility"] == "direct":
            talk = {"id": self.next_id(), "unread": True, "accounts": [one["account"]]}
            self.conversations.append({**talk, "last_status": status})
        return one

    def edit(self, status: Json, text: str) -> None:
        """The author changes a status."""
        status["content"] = f"<p>{html.escape(text, quote=False)}</p>"
        status["edited_at"] = datetime.now(UTC).isoformat().replace("+00:00", "Z")

    def delete(self, status: Json) -> None:
        """The author deletes a status."""
        del self.statuses[status["id"]]
        self.created = [one for one in self.created if one["id"] != status["id"]]

    # What the server answers

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request."""
        parts = urlsplit(target)
        path = unquote(parts.path)
        query = parse_qsl(parts.query, keep_blank_values=True)
        if path in ("/api/v1/media", "/api/v2/media") and verb == "POST":
            fields = _parts(headers, body)
        else:
            fields = _fields(headers, body)
        status, more, found = self._route(verb, path, query, headers, fields)
        payload = found if isinstance(found, bytes) else json.dumps(found).encode()
        kind = "text/html" if isinstance(found, bytes) else "application/json; charset=utf-8"
        if self.flavour in ("mastodon", "gotosocial"):
            reset = (datetime.now(UTC) + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
            more |= {"X-RateLimit-Limit": str(self.budget[0]), "X-RateLimit-Reset": reset}
            more["X-RateLimit-Remaining"] = str(self.budget[1])
        return status, {"Content-Type": kind, **more}, payload

    def _route(  # noqa: PLR0911, PLR0912 - a table of addresses
        self,
        verb: str,
        path: str,
        query: list[tuple[str, str]],
        headers: Mapping[str, str],
        body: Json,
    ) -> tuple[int, dict[str, str], Any]:
        if self.flavour == "pleroma" and any(not value for _, value in query):
            return 400, {}, {"error": "empty parameter"}
        public = self._public(verb, path, body, dict(query))
        if public is not None:
            return public
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            strange = self.flavour == "snac" and path.endswith("verify_credentials")
            return 422 if strange else 401, {}, {"error": "The access token is invalid"}
        if path == "/api/v1/accounts/verify_credentials":
            source = {"privacy": "unlisted", "language": "fr"}
            return 200, {}, {**self.account("alma"), "acct": "alma", "source": source}
        if path == "/api/v1/notifications":
            return self._notifications(query)
        if path == "/api/v1/conversations":
            if self.flavour == "pixelfed":
                return 404, {}, HTML_404
            found = [] if self.flavour == "snac" else self.conversations
            return self._page(path, found, dict(query), lambda one: one["last_status"]["id"])
        if path.startswith(("/api/v1/media", "/api/v2/media")):
            return self._media(verb, path, body)
        if path == "/api/v1/statuses" and verb == "POST":
            return self._publish(headers, body)
        if path.startswith("/api/v1/statuses/"):
            return self._status(path.split("/")[4:])
        if path.startswith("/api/v1/timelines/tag/") or path == "/api/v2/search":
            return self._shown(path, dict(query))
        if path.startswith("/api/v1/accounts/"):
            return self._accounts(verb, path.split("/")[4:], dict(query))
        if path == "/api/v1/reports" and self.flavour not in ("pixelfed", "snac"):
            self.moderated.append(("report", body["account_id"]))
            return 200, {}, {"id": "1"}
        return 404, {}, HTML_404

    def _public(  # noqa: PLR0911 - a table of addresses
        self, verb: str, path: str, body: Json, query: Mapping[str, str]
    ) -> tuple[int, dict[str, str], Any] | None:
        modern = self.flavour in ("mastodon", "gotosocial")
        rules = {"max_characters": LIMITS[self.flavour], "characters_reserved_per_url": 23}
        about: Json = {"title": "A test", "version": VERSIONS[self.flavour]}
        about |= {"configuration": {"statuses": rules}} if self.flavour != "pleroma" else {}
        if path == "/api/v2/instance" and modern:
            source = "https://code.example/gotosocial" if self.flavour == "gotosocial" else ""
            return 200, {}, {**about, "domain": self.domain, "source_url": source}
        if path == "/api/v1/instance":
            forks = {"max_toot_chars": 5000} if self.flavour == "pleroma" else {}
            return 200, {}, {**about, "uri": f"https://{self.domain}", **forks}
        if path == "/.well-known/nodeinfo" and self.flavour != "mastodon":
            return 200, {}, {"links": [{"rel": "x", "href": f"{self.origin}/nodeinfo/2.0"}]}
        if path == "/nodeinfo/2.0":
            name = "akkoma" if self.flavour == "pleroma" else self.flavour
            return 200, {}, {"software": {"name": name, "version": "1.2.3"}}
        if path == "/.well-known/oauth-authorization-server" and self.flavour == "mastodon":
            scopes = (
                "read write read:accounts read:notifications read:statuses write:statuses".split()
            )
            return 200, {}, {"scopes_supported": [*scopes, "write:blocks", "write:mutes"]}
        if path == "/api/v1/apps":
            if isinstance(body["redirect_uris"], list) and self.flavour != "mastodon":
                refusal: Any = HTML_404 if self.flavour == "snac" else {"error": "Bad Request"}
                return 404 if self.flavour == "snac" else 400, {}, refusal
            return 200, {}, {"client_id": "client-1", "client_secret": CLIENT_SECRET, "id": 1}
        if path == "/oauth/authorize":
            return self._authorise(query)
        if path == "/oauth/token":
            return self._token(body)
        if path == "/oauth/revoke":
            self.revoked.append(body["token"])
            self.tokens.discard(body["token"])
            return 200, {}, {}
        return None

    def _authorise(self, query: Mapping[str, str]) -> tuple[int, dict[str, str], Any]:
        if self.deny:
            answer = {"error": "access_denied", "state": query["state"]}
        else:
            self.codes["code-1"] = query.get("code_challenge", "")
            answer = {"code": "code-1", "state": query["state"]}
        return 302, {"Location": f"{query['redirect_uri']}?{urlencode(answer)}"}, {}

    def _token(self, body: Json) -> tuple[int, dict[str, str], Any]:
        import base64
        import hashlib

        if body.get("grant_type") == "refresh_token":
            return self._rotated(body)
        digest = hashlib.sha256(body.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        known = self.codes.pop(body["code"], None)
        if known is None or (self.flavour == "mastodon" and known != challenge):
            words = "The provided authorization grant is invalid"
            return 400, {}, {"error": "invalid_grant", "error_description": words}
        self.tokens.add(TOKEN)
        more = (
            {"refresh_token": "refresh-1", "expires_in": 600} if self.flavour == "pleroma" else {}
        )
        return (
            200,
            {},
            {"access_token": TOKEN, "token_type": "Bearer", "scope": "read write", **more},
        )

    def _rotated(self, body: Json) -> tuple[int, dict[str, str], Any]:
        """Give new access for a refresh token that was not used before."""
        turn = int(body["refresh_token"].rpartition("-")[2])
        if body["client_secret"] != CLIENT_SECRET or f"{TOKEN}-{turn}" in self.tokens:
            return 400, {}, {"error": "invalid_grant"}
        fresh = f"{TOKEN}-{turn}"
        self.tokens = {fresh}
        more = {"refresh_token": f"refresh-{turn + 1}", "expires_in": 600}
        return 200, {}, {"access_token": fresh, "token_type": "Bearer", **more}

    def _notifications(self, query: list[tuple[str, str]]) -> tuple[int, dict[str, str], Any]:
        kinds = [value for key, value in query if key == "types[]"]
        if self.flavour == "gotosocial" and "quote" in kinds:
            return 400, {}, {"error": "unknown notification type"}
        filters = self.flavour in ("mastodon", "pleroma") and kinds
        found = [one for one in self.notifications if not filters or one.get("type") in kinds]
        return self._page(
            "/api/v1/notifications", found, dict(query), lambda one: one.get("id", "")
        )

    def _page(
        self, path: str, found: list[Json], query: Mapping[str, str], number: Any
    ) -> tuple[int, dict[str, str], Any]:
        limit = int(query.get("limit", "1"))
        newest_first = found[::-1]
        if "max_id" in query:
            newest_first = [
                one for one in newest_first if _order(number(one)) < _order(query["max_id"])
            ]
        if "min_id" in query:
            since = _order(query["min_id"])
            newer = [one for one in newest_first if not number(one) or _order(number(one)) > since]
            upwards = self.flavour in UPWARDS
            newest_first = newer[-limit:] if upwards and newer else newer
        page = newest_first[:limit]
        links = {}
        if page and self.flavour in ("mastodon", "gotosocial"):
            above = f'<{self.origin}{path}?limit={limit}&min_id={number(page[0])}>; rel="prev"'
            below = f'<{self.origin}{path}?limit={limit}&max_id={number(page[-1])}>; rel="next"'
            links = {"Link": f"{below}, {above}"}
        return 200, links, page

    def _shown(self, path: str, query: Mapping[str, str]) -> tuple[int, dict[str, str], Any]:
        """What anybody may see: posts with a hashtag, and posts with words in them."""
        public = [one for one in self.statuses.values() if one["visibility"] != "direct"]
        tag = path.removeprefix("/api/v1/timelines/tag/") if "/tag/" in path else ""
        words = [f"#{tag}"] if tag else query["q"].split()
        hit = [
            one
            for one in public
            if all(word.casefold() in one["content"].casefold() for word in words)
            and _order(one["id"]) > _order(query.get("since_id", ""))
        ][::-1][: int(query["limit"])]
        return 200, {}, hit if tag else {"accounts": [], "hashtags": [], "statuses": hit}

    def _media(self, verb: str, path: str, body: Json) -> tuple[int, dict[str, str], Any]:
        if verb == "POST":
            if self.flavour == "pixelfed" and path.startswith("/api/v2"):
                return 404, {}, HTML_404
            number = self.next_id()
            self.files[number] = {**body, "status": ""}
            return (202 if self.slow_files else 200), {}, {"id": number, "url": None}
        number = path.rpartition("/")[2]
        known = self.files.get(number)
        if known is None or known["status"]:
            return 404, {}, {"error": "Record not found"}
        self.slow_files = max(0, self.slow_files - 1)
        return (206 if self.slow_files else 200), {}, {"id": number}

    def _publish(self, headers: Mapping[str, str], body: Json) -> tuple[int, dict[str, str], Any]:
        self.bodies.append(body)
        key = headers.get("Idempotency-Key", "")
        if key and key in self.keys:
            if self.flavour in ("mastodon", "pleroma"):
                return 200, {}, self.statuses[self.keys[key]]
            if self.flavour == "pixelfed":
                return 400, {}, {"error": "Duplicate idempotency key."}
        self.keys.setdefault(key, "")
        parent = self.statuses.get(body.get("in_reply_to_id", ""))
        if body.get("in_reply_to_id") and parent is None and self.flavour != "snac":
            return (
                404,
                {},
                {"error": "The status you are trying to reply to does not appear to exist."},
            )
        limit = LIMITS[self.flavour]
        if len(body["status"]) > limit:
            words = f"Validation failed: Text character limit of {limit} exceeded"
            return 400 if self.flavour == "gotosocial" else 422, {}, {"error": words}
        wanted = body.get("media_ids", [])
        if any(one not in self.files or self.files[one]["status"] for one in wanted):
            return 422, {}, {"error": "Validation failed: Media attachments could not be found"}
        visibility = body.get("visibility", "public")
        if self.flavour == "snac" and visibility == "direct":
            visibility = "private"
        status = self.write(
            body["status"], by="alma", to=parent, visibility=visibility, notify=False
        )
        status |= {"language": body.get("language"), "spoiler_text": body.get("spoiler_text", "")}
        for one in wanted:
            self.files[one]["status"] = status["id"]
        status["media_attachments"] = [
            {
                "id": one,
                "type": "image",
                "url": f"{self.origin}/files/{one}",
                "description": self.files[one].get("description"),
            }
            for one in wanted
        ]
        self.keys[key] = status["id"]
        self.created.append(status)
        return 200, {}, status

    def _status(self, rest: list[str]) -> tuple[int, dict[str, str], Any]:
        status = self.statuses.get(rest[0])
        if status is None:
            gone: Any = HTML_404 if self.flavour == "snac" else {"error": "Record not found"}
            return 404, {}, gone
        if rest[1:] == ["context"]:
            above: list[Json] = []
            one = status
            while one["in_reply_to_id"] in self.statuses:
                one = self.statuses[one["in_reply_to_id"]]
                above.insert(0, one)
            below: list[Json] = []
            for other in self.statuses.values():
                if other["in_reply_to_id"] in {status["id"], *(one["id"] for one in below)}:
                    below.append(other)
            return 200, {}, {"ancestors": above, "descendants": below}
        return 200, {}, status

    def _accounts(
        self, verb: str, rest: list[str], query: Mapping[str, str]
    ) -> tuple[int, dict[str, str], Any]:
        if rest == ["lookup"]:
            return 200, {}, self.account(query["acct"])
        if verb == "POST" and rest[1] in ("mute", "block", "unmute", "unblock"):
            if self.flavour == "snac" and "mute" in rest[1]:
                return 404, {}, HTML_404
            self.moderated.append((rest[1], rest[0]))
            return 200, {}, {"id": rest[0]}
        ours = [one for one in self.statuses.values() if one["account"]["id"] == rest[0]]
        if self.flavour == "pixelfed":
            ours = [one for one in ours if not one["in_reply_to_id"]]
        return self._page("/own", ours, query, lambda one: one["id"])


def _fields(headers: Mapping[str, str], body: bytes) -> Json:
    if not body:
        return {}
    if "json" in headers.get("Content-Type", ""):
        found = json.loads(body)
        assert isinstance(found, dict)
        return found
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _parts(headers: Mapping[str, str], body: bytes) -> Json:
    """Return the fields of a form with files, read by the standard library."""
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    found: Json = {}
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        if part.get_filename():
            found |= {"bytes": data, "name": part.get_filename(), "type": part.get_content_type()}
        else:
            found[str(name)] = data.decode()
    return found


def _order(number: str) -> tuple[int, str]:
    return len(number), number
