"""X behind its API v2: posts, conversations, private messages, tokens that are used up. All people are invented."""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesParser
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]
US, NAME, HANDLE = "1700000000000000001", "Médiathèques d’Ormaie", "ormaie"
CLARA, PAUL = "1700000000000000002", "1700000000000000003"
PEOPLE = {
    US: {"id": US, "name": NAME, "username": HANDLE},
    CLARA: {"id": CLARA, "name": "Clara Example", "username": "clara_example"},
    PAUL: {"id": PAUL, "name": "Paul Example", "username": "paul_example"},
}
CLIENT, CLIENT_SECRET = "client-1", "secret-that-nobody-may-see"
ACCESS, REFRESH = "access-that-nobody-may-see", "refresh-that-nobody-may-see"
CODE, REDIRECT = "code-1", "http://127.0.0.1:8713/callback"
FIRST = 1_900_000_000_000_000_000
ALWAYS = ("id", "text", "edit_history_tweet_ids")


class No(Exception):
    """A refusal as a problem of JSON."""

    def __init__(self, status: int, detail: str = "", kind: str = "about:blank") -> None:
        super().__init__(detail)
        title = {401: "Unauthorized", 402: "CreditsDepleted", 403: "Forbidden"}.get(status, "Error")
        self.answer = (
            status,
            {"title": title, "detail": detail or title, "type": kind, "status": status},
        )


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@dataclass
class FakeX(Misbehaving):
    """One account, and people around it."""

    posts: list[Json] = field(default_factory=list)
    messages: list[Json] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    muted: set[str] = field(default_factory=set)
    barred: set[str] = field(default_factory=set)
    refusals: dict[str, No] = field(default_factory=dict)  # by the beginning of "VERB path"
    access: str = ACCESS
    refresh: str = REFRESH  # the only one that is good
    has_secret: bool = True
    lasting_access: bool = True
    challenge: str = ""
    redirect: str = REDIRECT
    revoked: list[str] = field(default_factory=list)
    page: int = 100
    count: int = 0
    created: list[str] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # id → description, bytes
    attached: list[str] = field(
        default_factory=list
    )  # ids, in the order in which posts showed them
    allowance: Mapping[str, str] = field(default_factory=dict)

    def number(self) -> str:
        self.count += 1
        return str(FIRST + self.count)

    def post(
        self,
        text: str = "When do you open, @ormaie?",
        *,
        by: str = CLARA,
        to: Json | None = None,
        names: bool = True,
    ) -> Json:
        """Somebody writes; to us by default."""
        id_ = self.number()
        made: Json = {
            "id": id_,
            "text": escape(text, quote=False),
            "created_at": stamp(datetime.now(UTC)),
            "author_id": by,
            "conversation_id": to["conversation_id"] if to else id_,
            "edit_history_tweet_ids": [id_],
            "lang": "en",
        }
        if to:
            made["referenced_tweets"] = [{"type": "replied_to", "id": to["id"]}]
            made["in_reply_to_user_id"] = to["author_id"]
        if names:
            made["entities"] = {"mentions": [{"username": HANDLE, "id": US}]}
        self.posts.append(made)
        return made

    def edit(self, post: Json, text: str) -> Json:
        """An edit is another post, and takes the place of the one before."""
        id_ = self.number()
        made = {
            **post,
            "id": id_,
            "text": text,
            "edit_history_tweet_ids": [*post["edit_history_tweet_ids"], id_],
        }
        self.posts[self.posts.index(post)] = made
        self.posts.sort(key=lambda one: one["id"])
        return made

    def message(self, text: str = "A word in private.", *, by: str = CLARA) -> Json:
        made: Json = {
            "id": self.number(),
            "event_type": "MessageCreate",
            "text": escape(text, quote=False),
            "created_at": stamp(datetime.now(UTC)),
            "sender_id": by,
            "dm_conversation_id": f"{US}-{CLARA}",
        }
        self.messages.append(made)
        return made

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        parts = urlsplit(target)
        asked, path = dict(parse_qsl(parts.query)), parts.path.removeprefix("/2/")
        given = {name.lower(): value for name, value in headers.items()}
        kind = {"Content-Type": "application/json; charset=utf-8", **self.allowance}
        try:
            for begin, refusal in self.refusals.items():
                if f"{verb} {path}".startswith(begin):
                    raise refusal
            if path.startswith("oauth2/"):
                status, found = self._give(
                    path, given.get("authorization", ""), dict(parse_qsl(body.decode()))
                )
            else:
                self._check(given.get("authorization", ""))
                status = 201 if verb == "POST" else 200
                if given.get("content-type", "").startswith("multipart/"):
                    found = self._take_file(path, given["content-type"], body)
                else:
                    found = self._serve(verb, path.split("/"), asked, json.loads(body or b"{}"))
        except No as no:
            status, found = no.answer
            kind["Content-Type"] = "application/problem+json"
        return status, kind, json.dumps(found).encode()

    def _check(self, authorisation: str) -> None:
        if authorisation != f"Bearer {self.access}":
            raise No(401)

    def _give(self, path: str, basic: str, form: Mapping[str, str]) -> tuple[int, Json]:
        packed = b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        known = basic == f"Basic {packed}" if self.has_secret else not basic
        if not known or form["client_id"] != CLIENT:
            return 401, {"error": "unauthorized_client", "error_description": "Missing header"}
        if path.endswith("revoke"):
            self.revoked.append(form["token"])
            return 200, {"revoked": True}
        bad = 400, {"error": "invalid_request", "error_description": "The value was invalid."}
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] != self.refresh:
                return bad
            self.access, self.refresh = f"{ACCESS}-anew", f"{self.refresh}-anew"
        else:
            digest = sha256(form["code_verifier"].encode()).digest()
            proven = urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
            if form["code"] != CODE or form["redirect_uri"] != self.redirect or not proven:
                return bad
        found = {"token_type": "bearer", "expires_in": 7200, "access_token": self.access}
        return 200, found | ({"refresh_token": self.refresh} if self.lasting_access else {})

    def _serve(self, verb: str, path: list[str], asked: Mapping[str, str], body: Json) -> Json:
        match verb, path:
            case "GET", ["users", "me"]:
                told = {"data": PEOPLE[US]}
            case "GET", ["users", user, "mentions"] if user == US:
                found = [one for one in self.posts if self._names_us(one)]
                told = self._listed(self._since(found, asked), asked)
            case "GET", ["users", user, "tweets"] if user == US:
                found = [one for one in self.posts if one["author_id"] == US]
                start = asked.get("start_time", "")
                told = self._listed([one for one in found if one["created_at"] >= start], asked)
            case "GET", ["tweets"]:
                told = self._by_number(asked)
            case "GET", ["tweets", "search", "recent"]:
                wanted = asked["query"].removeprefix("conversation_id:")
                found = [one for one in self.posts if one["conversation_id"] == wanted]
                told = self._listed([one for one in found if one["id"] != wanted], asked)
            case "GET", ["dm_events"]:
                told = self._listed(self.messages, asked)
            case "GET", ["dm_conversations", wanted, "dm_events"]:
                found = [one for one in self.messages if one["dm_conversation_id"] == wanted]
                told = self._listed(found, asked)
            case "POST", ["tweets"]:
                told = self._create(body)
            case "POST", ["dm_conversations", wanted, "messages"]:
                made = self.message(body["text"], by=US)
                self.created.append(made["id"])
                told = {"data": {"dm_conversation_id": wanted, "dm_event_id": made["id"]}}
            case _:
                told = self._act(verb, path, body)
        return told

    def _act(self, verb: str, path: list[str], body: Json) -> Json:
        match verb, path:
            case "POST", ["media", "metadata"]:
                self.files[body["id"]] = (
                    body["metadata"]["alt_text"]["text"],
                    self.files[body["id"]][1],
                )
                told = {"data": {"id": body["id"]}}
            case "PUT", ["tweets", id_, "hidden"]:
                (self.hidden.add if body["hidden"] else self.hidden.discard)(id_)
                told = {"data": {"hidden": body["hidden"]}}
            case "POST", ["users", user, "muting"] if user == US:
                self.muted.add(body["target_user_id"])
                told = {"data": {"muting": True}}
            case "DELETE", ["users", user, "muting", whom] if user == US:
                self.muted.discard(whom)
                told = {"data": {"muting": False}}
            case "POST", ["users", whom, "dm", "block" | "unblock" as what]:
                (self.barred.add if what == "block" else self.barred.discard)(whom)
                told = {"data": {what: True}}
            case _:
                raise No(404, "Not Found")
        return told

    def _take_file(self, path: str, kind: str, body: bytes) -> Json:
        form = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        parts = {one.get_param("name", header="content-disposition"): one for one in form.walk()}
        if path != "media/upload" or parts["media_category"].get_payload() != "tweet_image":
            raise No(400, "media_category", "https://api.x.com/2/problems/invalid-request")
        id_ = self.number()
        self.files[id_] = "", bytes(parts["media"].get_payload(decode=True) or b"")
        return {"data": {"id": id_, "media_key": f"3_{id_}", "expires_after_secs": 86_400}}

    def _names_us(self, post: Json) -> bool:
        named = (post.get("entities") or {}).get("mentions", [])
        return post["author_id"] != US and any(one["id"] == US for one in named)

    def _since(self, found: list[Json], asked: Mapping[str, str]) -> list[Json]:
        since = asked.get("since_id")
        if since is not None and not since.isdigit():
            raise No(400, "since_id", "https://api.x.com/2/problems/invalid-request")
        return [one for one in found if one["id"] is None or int(one["id"]) > int(since or 0)]

    def _listed(self, found: list[Json], asked: Mapping[str, str]) -> Json:
        newest, start = found[::-1], int(asked.get("pagination_token") or 0)
        size = min(self.page, int(asked["max_results"]))
        part = newest[start : start + size]
        meta: Json = {"result_count": len(part)}
        if start + size < len(newest):
            meta["next_token"] = str(start + size)
        return {**self._told(part, asked), "meta": meta}

    def _told(self, found: list[Json], asked: Mapping[str, str]) -> Json:
        """Return posts with the fields that were asked for, and no more."""
        if not found:
            return {}
        fields = {
            *ALWAYS,
            *f"{asked.get('tweet.fields')},{asked.get('dm_event.fields')}".split(","),
        }
        data = [{name: value for name, value in one.items() if name in fields} for one in found]
        if "expansions" not in asked:
            return {"data": data}
        people = dict.fromkeys(one.get("author_id") or one.get("sender_id") for one in found)
        users = [PEOPLE[one] for one in people if one in PEOPLE]
        return {"data": data, "includes": {"users": users}}

    def _by_number(self, asked: Mapping[str, str]) -> Json:
        ids = asked["ids"].split(",")
        found = [one for one in self.posts if one["id"] in ids]
        there = {one["id"] for one in found}
        kind = "https://api.twitter.com/2/problems/resource-not-found"
        errors = [
            {"value": one, "resource_id": one, "title": "Not Found Error", "type": kind}
            for one in ids
            if one not in there
        ]
        return self._told(found, asked) | ({"errors": errors} if errors else {})

    def _create(self, body: Json) -> Json:
        """Publish a reply as X does: the name of whoever is answered before it, links made short."""
        above = None
        if "reply" in body:
            wanted = body["reply"]["in_reply_to_tweet_id"]
            above = next((one for one in self.posts if one["id"] == wanted), None)
            if above is None:
                words = "You attempted to reply to a Post that is deleted or not visible to you."
                raise No(403, words)
            if above["author_id"] != US and not self._names_us(above):
                raise No(403, "You have not been mentioned or otherwise engaged by the author.")
        shown = (body.get("media") or {}).get("media_ids", [])
        if not set(shown) <= set(self.files):
            raise No(400, "media_ids", "https://api.x.com/2/problems/invalid-request")
        self.attached += shown
        text, links = body["text"], re.findall(r"https?://\S+", body["text"])
        for n, link in enumerate(links):
            text = text.replace(link, f"https://t.co/{n}")
        if shown:
            text = f"{text} https://t.co/picture"
        if above:
            text = f"@{PEOPLE[above['author_id']]['username']} {text}"
        if any(one["text"] == escape(text, quote=False) for one in self.posts):
            raise No(403, "You are not allowed to create a Tweet with duplicate content.")
        made = self.post(text, by=US, to=above, names=False)
        short = [{"url": f"https://t.co/{n}", "expanded_url": one} for n, one in enumerate(links)]
        made["entities"] = {"urls": short}
        self.created.append(made["id"])
        return {"data": {"id": made["id"], "text": made["text"]}}
