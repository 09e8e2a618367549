"""A PDS with the network's view, the directory and the chat service behind it, all at one loopback address.

It keeps what was really created, so that a test can count, and refuses what the reference server refuses. All people
and posts are invented.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import regex

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]
Answer = tuple[int, Any]

PASSWORD = "abcd-efgh-ijkl-mnop"
MAIN_PASSWORD = "correct horse battery staple"
TALK = "3lconvo000001"
LABELER = "did:plc:ar7c4by46qjdydhdevvrndac#atproto_labeler"
CHAT = "did:web:api.bsky.chat#bsky_chat"
POST = "app.bsky.feed.post"
SCOPES = {PASSWORD: "com.atproto.appPassPrivileged", MAIN_PASSWORD: "com.atproto.access"}


def did_of(handle: str) -> str:
    """Return the permanent id of an invented person."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    digest = sha256(handle.encode()).digest()
    return "did:plc:" + "".join(letters[byte % 32] for byte in digest[:24])


def stamp(at: datetime) -> str:
    """Return a time as this network writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def cid_of(record: object) -> str:
    """Return a name that changes with what it names."""
    return "bafyrei" + sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:52]


def token_of(kind: str, turn: int, scope: str, seconds: int = 7200) -> str:
    """Return a token as a server makes it: what it says of itself can be read by anybody."""
    ends = int((datetime.now(UTC) + timedelta(seconds=seconds)).timestamp())
    body = {"scope": scope, "exp": ends, "turn": f"{kind}{turn}"}
    packed = urlsafe_b64encode(json.dumps(body).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJFUzI1NksifQ.{packed}.signature-that-nobody-may-see"


class No(Exception):
    """A refusal in the protocol's form."""

    def __init__(self, status: int, error: str, message: str = "") -> None:
        super().__init__(error)
        self.answer = status, {"error": error, "message": message or error}


@dataclass
class FakeBluesky(Misbehaving):
    """The whole state of one small network, in which we are alma.example."""

    handles: dict[str, str] = field(
        default_factory=lambda: {
            f"{one}.example": did_of(f"{one}.example") for one in ("alma", "clara", "bruno")
        }
    )
    names: dict[str, str] = field(default_factory=lambda: {"clara.example": "Clara"})
    status: str = ""  # "deactivated", "takendown": why our account stands still
    followers: object = None
    second_factor: bool = False
    home: str = ""  # where our document says that we live, if not here
    scope: str = "com.atproto.appPassPrivileged"
    posts: dict[str, Json] = field(default_factory=dict)
    told: list[Json] = field(default_factory=list)  # notifications, the oldest first
    records: dict[tuple[str, str], Json] = field(
        default_factory=dict
    )  # of ours, by collection, key
    unseen: set[str] = field(default_factory=set)  # posts that the network's view does not show yet
    created: list[str] = field(default_factory=list)
    bodies: list[Json] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    muted: set[str] = field(default_factory=set)
    blocked: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)  # posts that may not be answered
    blocked_by: set[str] = field(default_factory=set)
    reports: list[Json] = field(default_factory=list)
    messages: dict[str, list[Json]] = field(default_factory=dict)  # conversation → messages
    members: dict[str, list[str]] = field(default_factory=dict)
    log: list[Json] = field(default_factory=list)
    turn: int = 0
    access: str = ""
    refresh: dict[str, Json] = field(
        default_factory=dict
    )  # refresh token → session that follows it
    spent_for_good: bool = False  # a used refresh token is refused at once
    count: int = 0
    page: int = 100
    budget: tuple[int, int] = (3000, 2999)

    # What people do

    def person(self, handle: str) -> Json:
        """Return a person as posts name them."""
        return {
            "did": self.handles[handle],
            "handle": handle,
            "displayName": self.names.get(handle, handle.partition(".")[0].capitalize()),
            "labels": [],
        }

    def write(
        self,
        text: str = "Good evening, when do you open?",
        *,
        by: str = "clara.example",
        to: Json | None = None,
        reason: str = "",
        at: datetime | None = None,
        told_at: datetime | None = None,
        labels: tuple[str, ...] = (),
        **more: object,
    ) -> Json:
        """Somebody writes a post; `reason` is why we are told of it."""
        self.count += 1
        now = at or datetime.now(UTC)
        key = f"3l{self.count:011d}".translate(str.maketrans("0189", "abcd"))
        record: Json = {
            "$type": POST,
            "text": text,
            "createdAt": stamp(now),
            "langs": ["en"],
            **more,
        }
        if to is not None:
            known = to["record"].get("reply", {}).get("root")
            parent = {"uri": to["uri"], "cid": to["cid"]}
            record["reply"] = {"root": known or parent, "parent": parent}
        post = self._keep(f"at://{self.handles[by]}/{POST}/{key}", by, record, told_at or now)
        post["labels"] = [
            {"val": one, "src": "did:plc:labeler", "uri": post["uri"]} for one in labels
        ]
        if by == "alma.example":
            self.records[POST, key] = record
        if reason:
            self.tell(reason, post, told_at or now)
        return post

    def tell(self, reason: str, post: Json, at: datetime | None = None) -> Json:
        """Tell us of a post."""
        entry = {key: post[key] for key in ("uri", "cid", "author", "record", "labels")}
        entry |= {"reason": reason, "isRead": False, "indexedAt": stamp(at or datetime.now(UTC))}
        self.told.append(entry)
        self.told.sort(key=lambda one: str(one.get("indexedAt", "")))
        return entry

    def _keep(self, uri: str, by: str, record: Json, at: datetime) -> Json:
        post = {
            "uri": uri,
            "cid": cid_of(record),
            "author": self.person(by),
            "record": record,
            "indexedAt": stamp(at),
            "likeCount": 0,
            "labels": [],
        }
        if "embed" in record and record["embed"]["$type"] == "app.bsky.embed.images":
            post["embed"] = {
                "$type": "app.bsky.embed.images#view",
                "images": [
                    {
                        "alt": one["alt"],
                        "fullsize": f"{self.origin}/img/{one['image']['ref']['$link']}",
                    }
                    for one in record["embed"]["images"]
                ],
            }
        self.posts[uri] = post
        return post

    def delete(self, post: Json) -> None:
        """The author deletes a post."""
        del self.posts[post["uri"]]
        self.told = [one for one in self.told if one["uri"] != post["uri"]]
        self.records.pop((POST, post["uri"].rpartition("/")[2]), None)

    def say(
        self,
        text: str,
        *,
        by: str = "clara.example",
        at: datetime | None = None,
        talk: str = TALK,
        **more: object,
    ) -> Json:
        """Somebody sends a direct message."""
        self.count += 1
        message = {
            "$type": "chat.bsky.convo.defs#messageView",
            "id": f"3m{self.count:011d}",
            "rev": f"{self.count:013d}",
            "text": text,
            "sender": {"did": self.handles[by]},
            "sentAt": stamp(at or datetime.now(UTC)),
            **more,
        }
        self.members.setdefault(talk, ["alma.example", "clara.example"])
        self.messages.setdefault(talk, []).append(message)
        self._log("logCreateMessage", talk, message)
        return message

    def unsay(self, message: Json, talk: str = TALK) -> None:
        """A direct message is deleted."""
        place = self.messages[talk].index(message)
        left = {key: message[key] for key in ("id", "rev", "sender", "sentAt")}
        self.messages[talk][place] = {"$type": "chat.bsky.convo.defs#deletedMessageView", **left}
        self._log("logDeleteMessage", talk, self.messages[talk][place])

    def _log(self, kind: str, talk: str, message: Json) -> None:
        self.log.append(
            {
                "$type": f"chat.bsky.convo.defs#{kind}",
                "convoId": talk,
                "rev": f"r{len(self.log) + 1:06d}",
                "message": message,
            }
        )

    # Sessions

    def session(self, scope: str = "", seconds: int = 7200) -> Json:
        """Begin a session for us."""
        self.turn += 1
        self.scope = scope or self.scope
        self.access = token_of("access", self.turn, self.scope, seconds)
        refresh = token_of("refresh", self.turn, "com.atproto.refresh", 90 * 86400)
        self.refresh[refresh] = {}
        return {
            "accessJwt": self.access,
            "refreshJwt": refresh,
            "did": self.handles["alma.example"],
            "handle": "alma.example",
            "didDoc": self.document(self.handles["alma.example"]),
            "active": not self.status,
            **({"status": self.status} if self.status else {}),
        }

    def document(self, did: str) -> Json:
        """Return the directory's document of a person."""
        handle = next((name for name, one in self.handles.items() if one == did), "")
        if not handle:
            raise No(404, "NotFound")
        service = {
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": self.home or self.origin,
        }
        return {"id": did, "alsoKnownAs": [f"at://{handle}"], "service": [service]}

    # What the server answers

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request."""
        parts = urlsplit(target)
        path, query = unquote(parts.path), parse_qsl(parts.query)
        try:
            status, found = self._route(verb, path, query, headers, body)
        except No as refusal:
            status, found = refusal.answer
        reset = int((datetime.now(UTC) + timedelta(minutes=5)).timestamp())
        limits = {
            "RateLimit-Limit": str(self.budget[0]),
            "RateLimit-Remaining": str(self.budget[1]),
        }
        limits |= {"RateLimit-Reset": str(reset), "RateLimit-Policy": f"{self.budget[0]};w=300"}
        payload = (
            b""
            if found is None
            else found
            if isinstance(found, bytes)
            else json.dumps(found).encode()
        )
        return status, {"Content-Type": "application/json; charset=utf-8", **limits}, payload

    def _route(
        self,
        verb: str,
        path: str,
        query: list[tuple[str, str]],
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        if path.startswith("/did:"):
            return 200, self.document(path[1:])
        name = path.removeprefix("/xrpc/")
        fields = json.loads(body) if body and "json" in headers.get("Content-Type", "") else {}
        public = self._public(name, dict(query), fields, headers, body)
        if public is not None:
            return public
        given = headers.get("Authorization", "").removeprefix("Bearer ")
        if not given:
            raise No(401, "AuthMissing", "Authentication Required")
        if given != self.access:
            raise No(400, "ExpiredToken", "Token has expired")
        if name.startswith("chat.bsky."):
            return self._chat(name, query, fields, headers)
        return self._ours(name, query, fields, headers, body)

    def _public(
        self,
        name: str,
        query: Mapping[str, str],
        fields: Json,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer | None:
        if name == "com.atproto.server.describeServer":
            return 200, {"did": "did:web:pds.example", "availableUserDomains": [".example"]}
        if name == "com.atproto.identity.resolveHandle":
            did = self.handles.get(query.get("handle", ""))
            if did is None:
                raise No(400, "InvalidRequest", "Unable to resolve handle")
            return 200, {"did": did}
        if name == "com.atproto.server.createSession":
            return self._sign_in(fields)
        if name in ("com.atproto.server.refreshSession", "com.atproto.server.deleteSession"):
            if body:
                raise No(
                    400, "InvalidRequest", "A request body was provided when none was expected"
                )
            given = headers.get("Authorization", "").removeprefix("Bearer ")
            if given not in self.refresh:
                raise No(400, "ExpiredToken", "Token has been revoked")
            if name.endswith("deleteSession"):
                del self.refresh[given]
                self.access = ""
                return 200, None
            return self._rotate(given)
        return None

    def _sign_in(self, fields: Json) -> Answer:
        if fields["identifier"] not in ("alma.example", self.handles["alma.example"]):
            raise No(401, "AuthenticationRequired", "Invalid identifier or password")
        if fields["password"] not in SCOPES:
            raise No(401, "AuthenticationRequired", "Invalid identifier or password")
        if self.status == "takendown":
            raise No(401, "AccountTakedown", "Account has been taken down")
        if self.second_factor and fields["password"] == MAIN_PASSWORD:
            raise No(
                401, "AuthFactorTokenRequired", "A sign in code has been sent to your email address"
            )
        whole = fields["password"] == MAIN_PASSWORD
        return 200, self.session(SCOPES[MAIN_PASSWORD] if whole else "")

    def _rotate(self, given: str) -> Answer:
        """A used refresh token gives the same pair once more, unless it is spent for good."""
        if self.refresh[given] and self.spent_for_good:
            raise No(400, "ExpiredToken", "Token has been revoked")
        if not self.refresh[given]:
            self.refresh[given] = self.session()
        return 200, self.refresh[given]

    def _ours(  # noqa: PLR0911, PLR0912 - a table of names
        self,
        name: str,
        query: list[tuple[str, str]],
        fields: Json,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        asked = dict(query)
        if name == "com.atproto.server.getSession":
            ours = {"did": self.handles["alma.example"], "handle": "alma.example"}
            return 200, {**ours, "active": not self.status, "status": self.status}
        if name == "app.bsky.actor.getProfile":
            handle = next(one for one, did in self.handles.items() if did == asked["actor"])
            viewer = (
                {"blocking": self.blocked[asked["actor"]]} if asked["actor"] in self.blocked else {}
            )
            known = {} if self.followers is None else {"followersCount": self.followers}
            return 200, {
                **self.person(handle),
                **known,
                "viewer": {**viewer, "muted": asked["actor"] in self.muted},
            }
        if name == "app.bsky.notification.listNotifications":
            return self._listed(query, asked)
        if name == "app.bsky.feed.searchPosts":
            words = asked["q"].casefold().split()
            found = [
                uri
                for uri, post in self.posts.items()
                if self._shown(uri)
                and all(word in post["record"]["text"].casefold() for word in words)
            ]
            return 200, {"posts": [self._view(uri) for uri in found[::-1][: int(asked["limit"])]]}
        if name == "app.bsky.feed.getAuthorFeed":
            if asked["actor"] not in self.handles:
                raise No(400, "InvalidRequest", "Profile not found")
            theirs = [
                uri
                for uri, post in self.posts.items()
                if post["author"]["handle"] == asked["actor"] and self._shown(uri)
            ]
            return 200, {"feed": [{"post": self._view(uri)} for uri in theirs[::-1]]}
        if name == "app.bsky.feed.getPosts":
            wanted = [value for key, value in query if key == "uris"]
            if len(wanted) > 25:
                raise No(400, "InvalidRequest", "uris must not have more than 25 elements")
            return 200, {"posts": [self._view(one) for one in wanted if self._shown(one)]}
        if name == "app.bsky.feed.getPostThread":
            if not self._shown(asked["uri"]):
                raise No(400, "NotFound", f"Post not found: {asked['uri']}")
            return 200, {"thread": self._thread(asked["uri"])}
        if name == "com.atproto.repo.getRecord":
            uri = f"at://{asked['repo']}/{asked['collection']}/{asked['rkey']}"
            record = self.posts.get(uri, {}).get("record")
            if asked["repo"] == self.handles["alma.example"]:
                record = self.records.get((asked["collection"], asked["rkey"]))
            if record is None:
                raise No(400, "RecordNotFound", "Could not locate record")
            return 200, {"uri": uri, "cid": cid_of(record), "value": record}
        if name == "com.atproto.repo.putRecord":
            return self._put(fields)
        if name == "com.atproto.repo.deleteRecord":
            self.records.pop((fields["collection"], fields["rkey"]), None)
            self.blocked = {
                did: uri for did, uri in self.blocked.items() if not uri.endswith(fields["rkey"])
            }
            return 200, {}
        if name == "com.atproto.repo.uploadBlob":
            if len(body) > 1_000_000:
                raise No(413, "PayloadTooLarge", "request entity too large")
            kind, key = headers["Content-Type"], "bafkrei" + sha256(body).hexdigest()[:52]
            self.files[key] = (kind, body)
            blob = {"$type": "blob", "ref": {"$link": key}, "mimeType": kind, "size": len(body)}
            return 200, {"blob": blob}
        if name in ("app.bsky.graph.muteActor", "app.bsky.graph.unmuteActor"):
            (self.muted.discard if "unmute" in name else self.muted.add)(fields["actor"])
            return 200, None
        if name == "com.atproto.moderation.createReport":
            if headers.get("atproto-proxy") != LABELER:
                raise No(501, "MethodNotImplemented")
            self.reports.append(fields)
            return 200, {"id": len(self.reports)}
        raise No(501, "MethodNotImplemented", "Method Not Implemented")

    def _shown(self, uri: str) -> bool:
        return uri in self.posts and uri not in self.unseen

    def _view(self, uri: str) -> Json:
        post = self.posts[uri]
        viewer: Json = {"replyDisabled": True} if uri in self.closed else {}
        author = dict(post["author"])
        if author["handle"] in self.blocked_by:
            author["viewer"] = {"blockedBy": True}
        key = ("app.bsky.feed.threadgate", uri.rpartition("/")[2])
        gate = {"threadgate": {"record": self.records[key]}} if key in self.records else {}
        return {**post, "author": author, "viewer": viewer, **gate}

    def _thread(self, uri: str) -> Json:
        def below(at: str) -> Json:
            answers = [
                one["uri"]
                for one in self.posts.values()
                if one["record"].get("reply", {}).get("parent", {}).get("uri") == at
                and self._shown(one["uri"])
            ]
            kind = "app.bsky.feed.defs#threadViewPost"
            return {
                "$type": kind,
                "post": self._view(at),
                "replies": [below(one) for one in answers],
            }

        found = below(uri)
        one = found
        while parent := one["post"]["record"].get("reply", {}).get("parent", {}).get("uri"):
            if not self._shown(parent):
                one["parent"] = {
                    "$type": "app.bsky.feed.defs#notFoundPost",
                    "uri": parent,
                    "notFound": True,
                }
                break
            one["parent"] = {
                "$type": "app.bsky.feed.defs#threadViewPost",
                "post": self._view(parent),
            }
            one = one["parent"]
        return found

    def _listed(self, query: list[tuple[str, str]], asked: Mapping[str, str]) -> Answer:
        kinds = [value for key, value in query if key == "reasons"]
        found = [
            one
            for one in self.told[::-1]
            if not kinds or one.get("reason", "mention") in (*kinds, "")
        ]
        start = 0
        if "cursor" in asked:
            if not asked["cursor"].startswith("at-"):
                raise No(400, "InvalidRequest", "Malformed cursor")
            start = int(asked["cursor"][3:])
        end = start + min(int(asked["limit"]), self.page)
        more = {"cursor": f"at-{end}"} if end < len(found) else {}
        return 200, {"notifications": found[start:end], **more}

    def _put(self, fields: Json) -> Answer:
        self.bodies.append(fields)
        place, record = (fields["collection"], fields["rkey"]), fields["record"]
        uri = f"at://{fields['repo']}/{place[0]}/{place[1]}"
        if fields["collection"] == POST:
            self._check(fields["rkey"], record)
        known = self.records.get(place)
        if known == record:
            return 200, {"uri": uri, "cid": cid_of(record)}
        if "swapRecord" in fields and fields["swapRecord"] != (cid_of(known) if known else None):
            raise No(400, "InvalidSwap", f"Record was at {cid_of(known) if known else None}")
        self.records[place] = record
        if fields["collection"] == POST:
            self._keep(uri, "alma.example", record, datetime.now(UTC))
            self.created.append(uri)
        if fields["collection"] == "app.bsky.graph.block":
            self.blocked[record["subject"]] = uri
        return 200, {"uri": uri, "cid": cid_of(record), "commit": {"rev": "1"}}

    def _check(self, key: str, record: Json) -> None:
        """Refuse what the reference server refuses of a post."""
        if not regex.fullmatch("[2-7a-j][2-7a-z]{12}", key):
            raise No(400, "InvalidRequest", "Invalid app.bsky.feed.post record key")
        text = record["text"]
        if len(regex.findall(r"\X", text)) > 300:
            raise No(
                400,
                "InvalidRequest",
                f"Invalid {POST} record: string too big (maximum 300 graphemes) at $.record.text",
            )
        if len(text.encode()) > 3000:
            raise No(
                400,
                "InvalidRequest",
                f"Invalid {POST} record: string too big (maximum 3000) at $.record.text",
            )
        assert record["createdAt"].endswith("Z")
        for facet in record.get("facets", []):
            index = facet["index"]
            text.encode()[index["byteStart"] : index["byteEnd"]].decode()
        for one in record.get("embed", {}).get("images", []):
            if one["image"]["ref"]["$link"] not in self.files:
                raise No(400, "BlobNotFound", "Could not find blob")

    def _chat(
        self, name: str, query: list[tuple[str, str]], fields: Json, headers: Mapping[str, str]
    ) -> Answer:
        if headers.get("atproto-proxy") != CHAT:
            raise No(501, "XRPCNotSupported")
        if self.scope == "com.atproto.appPass":
            raise No(400, "InvalidToken", "Bad token method")
        asked, what = dict(query), name.rpartition(".")[2]
        if what == "getLog":
            place = asked.get("cursor", "")
            if place and not place.startswith("r"):
                raise No(400, "InvalidRequest", "Invalid cursor")
            logs = [one for one in self.log if place and one["rev"] > place][: self.page]
            last = logs[-1]["rev"] if logs else place or f"r{len(self.log):06d}"
            return 200, {"logs": logs, "cursor": last}
        if what == "listConvos":
            return 200, {"convos": [self._convo(one) for one in self.messages]}
        if what == "getConvoForMembers":
            handle = next(one for one, did in self.handles.items() if did == asked["members"])
            if handle in self.blocked_by:
                raise No(400, "InvalidRequest", "recipient has disabled incoming messages")
            self.messages.setdefault(TALK, [])
            self.members.setdefault(TALK, ["alma.example", handle])
            return 200, {"convo": self._convo(TALK)}
        talk = asked.get("convoId") or fields.get("convoId", "")
        if talk not in self.messages:
            raise No(400, "InvalidConvo", "Convo not found")
        if what == "getConvo":
            return 200, {"convo": self._convo(talk)}
        if what == "getMessages":
            return 200, {"messages": self.messages[talk][::-1][: int(asked["limit"])]}
        if what == "sendMessage":
            self.bodies.append(fields)
            return 200, self.say(fields["message"]["text"], by="alma.example", talk=talk)
        raise No(501, "MethodNotImplemented")

    def _convo(self, talk: str) -> Json:
        members = [self.person(one) for one in self.members[talk]]
        return {"id": talk, "rev": "1", "members": members, "unreadCount": 0, "status": "accepted"}
