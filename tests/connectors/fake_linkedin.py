"""LinkedIn behind its versioned interface: a company, its posts, comments on two levels. All of it is invented."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]
US, NAME, SHORT = "urn:li:organization:4001", "Médiathèques d’Ormaie", "ormaie"
OTHER = "urn:li:organization:4002"
CLARA = "urn:li:person:clara1"
CLIENT, CLIENT_SECRET = "client-1", "secret-that-nobody-may-see"
ACCESS, REFRESH = "access-that-nobody-may-see", "refresh-that-nobody-may-see"
CODE, REDIRECT = "code-1", "https://localhost/"
SIXTY_DAYS = 5_184_000


class No(Exception):
    """A refusal in LinkedIn's form."""

    def __init__(self, status: int, code: str = "", message: str = "") -> None:
        super().__init__(code)
        self.answer = status, {"status": status, "code": code, "message": message or code}


@dataclass
class FakeLinkedin(Misbehaving):
    """One company, and people around it."""

    posts: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)  # with "post" and "top" beside what is told
    notifications: list[Json] = field(default_factory=list)
    refusals: dict[str, No] = field(default_factory=dict)  # by the beginning of "VERB path"
    versions: tuple[str, ...] = ("202609", "202610")
    companies: tuple[str, ...] = (OTHER, US)
    access: str = ACCESS
    gives_refresh: bool = True
    tells_body: bool = True
    ended: bool = False
    count: int = 0
    created: list[str] = field(default_factory=list)

    def number(self) -> int:
        self.count += 1
        return 7_000_000_000_000_000_000 + self.count

    def now(self) -> int:
        return int(datetime.now(UTC).timestamp() * 1000) + self.count

    def post(self, text: str = "The new reading room.") -> Json:
        made: Json = {
            "id": f"urn:li:share:{self.number()}",
            "author": US,
            "commentary": text,
            "createdAt": self.now(),
            "lastModifiedAt": self.now(),
            "activity": f"urn:li:activity:{self.number()}",
        }
        self.posts.append(made)
        return made

    def comment(
        self,
        text: str = "When do you open?",
        *,
        to: Json | None = None,
        by: str = CLARA,
        below: Json | None = None,
    ) -> Json:
        """Somebody comments on our newest post, or answers a comment on top."""
        post = to["post"] if to else below or (self.posts[-1] if self.posts else self.post())
        id_, at = str(self.number()), self.now()
        made: Json = {
            "id": id_,
            "actor": by,
            "object": post["activity"],
            "commentUrn": f"urn:li:comment:({post['activity']},{id_})",
            "message": {"attributes": [], "text": text},
            "created": {"actor": by, "time": at},
            "lastModified": {"actor": by, "time": at},
            "likesSummary": {"totalLikes": self.count},
            "post": post,
            "top": to["commentUrn"] if to else "",
        }
        self.comments.append(made)
        action = "ADMIN_COMMENT" if by == US else "COMMENT"
        told = {"action": action, "sourcePost": post["id"], "lastModifiedAt": at}
        self.notifications.append(told)
        return made

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        parts = urlsplit(target)
        asked = dict(parse_qsl(parts.query))
        path = [unquote(one) for one in parts.path.strip("/").split("/")]
        given = {name.lower(): value for name, value in headers.items()}
        kind = {"Content-Type": "application/json"}
        try:
            for begin, refusal in self.refusals.items():
                if f"{verb} {'/'.join(path[1:])}".startswith(begin):
                    raise refusal
            if path[0] == "oauth":
                return 200, kind, json.dumps(self._give(dict(parse_qsl(body.decode())))).encode()
            self._check(given)
            return self._serve(verb, path[1:], asked, json.loads(body or b"{}"), kind)
        except No as no:
            return no.answer[0], kind, json.dumps(no.answer[1]).encode()

    def _check(self, given: Mapping[str, str]) -> None:
        if given.get("authorization") != f"Bearer {self.access}":
            raise No(401, "EXPIRED_ACCESS_TOKEN")
        if given.get("linkedin-version") not in self.versions:
            raise No(426, "NONEXISTENT_VERSION")
        if given.get("x-restli-protocol-version") != "2.0.0":
            raise No(400, "PROTOCOL")

    def _give(self, form: Mapping[str, str]) -> Json:
        if (form["client_id"], form["client_secret"]) != (CLIENT, CLIENT_SECRET):
            raise No(401, "invalid_client")
        if form["grant_type"] == "refresh_token":
            if self.ended or form["refresh_token"] != REFRESH:
                raise No(400, "invalid_grant")
            self.access = f"{ACCESS}-anew"
        elif (form["code"], form["redirect_uri"]) != (CODE, REDIRECT):
            raise No(400, "invalid_request")
        found: Json = {"access_token": self.access, "expires_in": SIXTY_DAYS}
        return found | ({"refresh_token": REFRESH} if self.gives_refresh else {})

    def _serve(
        self, verb: str, path: list[str], asked: Mapping[str, str], body: Json, kind: dict[str, str]
    ) -> Reply:
        match verb, path:
            case "POST", ["socialActions", urn, "comments"]:
                made = self._answer(urn, body)
                told = json.dumps(_told(made)).encode() if self.tells_body else b""
                return 201, {**kind, "x-restli-id": made["id"]}, told
            case "POST", ["posts"]:
                if (body["author"], body["visibility"]) != (US, "PUBLIC"):
                    raise No(403, "ACCESS_DENIED")
                new = self.post(body["commentary"])
                self.created.append(new["id"])
                return 201, {**kind, "x-restli-id": new["id"]}, b""
            case "DELETE", ["socialActions", _, "comments", id_]:
                self._delete(id_, asked["actor"])
                return 204, {}, b""
        return 200, kind, json.dumps(self._read(path, asked)).encode()

    def _read(self, path: list[str], asked: Mapping[str, str]) -> Json:
        match path:
            case ["organizationAcls"]:
                found = [{"organization": one, "role": asked["role"]} for one in self.companies]
            case ["organizations", number]:
                ours = US.endswith(f":{number}")
                return {
                    "id": int(number),
                    "localizedName": NAME if ours else "Another company",
                    "vanityName": SHORT if ours else "another",
                }
            case ["organizationalEntityNotifications"]:
                assert asked["actions"] == "List(COMMENT,ADMIN_COMMENT,SHARE_MENTION)"
                found = self.notifications[::-1][: int(asked["count"])]
            case ["posts"]:
                found = self.posts[::-1][: int(asked["count"])]
            case ["posts", urn]:
                return self._post(urn)
            case ["socialActions", urn, "comments"]:
                start, count = int(asked["start"]), int(asked["count"])
                found = self._below(urn)[start : start + count]
            case _:
                raise No(404, "RESOURCE_NOT_FOUND")
        return {"paging": {"start": 0}, "elements": found}

    def _post(self, urn: str) -> Json:
        for one in self.posts:
            if urn in (one["id"], one["activity"]):
                return {name: value for name, value in one.items() if name != "activity"}
        raise No(404, "RESOURCE_NOT_FOUND")

    def _below(self, urn: str) -> list[Json]:
        if urn.startswith("urn:li:comment:"):
            return [_told(one) for one in self.comments if one["top"] == urn]
        id_ = self._post(urn)["id"]
        tops = [one for one in self.comments if one["post"]["id"] == id_ and not one["top"]]
        return [
            {
                **_told(one),
                "commentsSummary": {"aggregatedTotalComments": self._replies(one["commentUrn"])},
            }
            for one in tops
        ]

    def _replies(self, urn: str | None) -> int:
        return sum(one["top"] == urn for one in self.comments)

    def _answer(self, urn: str, body: Json) -> Json:
        if "parentComment" not in body:  # below a post
            post = next((one for one in self.posts if urn in (one["id"], one["activity"])), None)
            if post is None:
                raise No(404, "RESOURCE_NOT_FOUND")
            made = self.comment(body["message"]["text"], by=body["actor"], below=post)
            self.created.append(made["id"])
            return made
        tops = [one for one in self.comments if one["commentUrn"] == urn and not one["top"]]
        if not tops or body["parentComment"] != urn or body["object"] != tops[0]["object"]:
            raise No(404, "RESOURCE_NOT_FOUND")
        made = self.comment(body["message"]["text"], to=tops[0], by=body["actor"])
        self.created.append(made["id"])
        return made

    def _delete(self, id_: str, actor: str) -> None:
        found = [one for one in self.comments if one["id"] == id_]
        if not found or actor != US:
            raise No(404, "RESOURCE_NOT_FOUND")
        self.comments.remove(found[0])


def _told(comment: Json) -> Json:
    return {name: value for name, value in comment.items() if name not in ("post", "top")}
