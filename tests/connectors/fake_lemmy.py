"""A Lemmy on loopback, of version 0.19 (API v3) or 1.0 (API v4): one server, a few people, one community.

It keeps what was really published, so that a test can count. Modelled on the public source: content of what was deleted
or removed comes blanked, 1.0 leaves such things out of its list, of v3 it keeps everything but the inbox, and nearly
every refusal is 400 with a word. All people and texts are invented.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]

PASSWORD = "correct horse battery"
DIGITS = "123456"
TOKEN = "eyJ0eXAiOiJKV1Qi.eyJzdWIiOiIyIn0.c2lnbmF0dXJl"
PEOPLE = {"alma": 2, "bruno": 3, "clara": 4, "nour": 5}
LANGUAGES = [{"id": 0, "code": "und"}, {"id": 37, "code": "en"}, {"id": 39, "code": "fr"}]
LONGEST = 10_000


class Problem(Exception):
    """An error of the interface."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.status, self.body = status, {"error": code}


@dataclass
class FakeLemmy(Misbehaving):
    """The whole state of one server. `alma` is whoever signs in."""

    api: str = "v3"
    digits: str = ""  # the second factor that is asked for
    pending: str = ""  # why a sign-in is refused: the server's word
    moderates: bool = False
    admin: bool = False
    allowed: tuple[int, ...] = (0, 37, 39)  # languages of the community
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    posts: dict[int, Json] = field(default_factory=dict)
    comments: dict[int, Json] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    told: list[Json] = field(
        default_factory=list
    )  # what alma is told of: id, kind, and a comment, post or action
    created: list[str] = field(
        default_factory=list
    )  # comments and messages published through the interface
    files: dict[str, bytes] = field(default_factory=dict)
    acts: list[tuple[str, Json]] = field(default_factory=list)
    blocked_by: set[int] = field(default_factory=set)
    at: datetime = field(
        default_factory=lambda: datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    )
    count: int = 100

    # What people do

    def _next(self) -> int:
        self.count += 1
        self.at += timedelta(seconds=1)
        return self.count

    def post(self, title: str = "Opening hours", *, by: str = "alma", body: str = "") -> Json:
        """Somebody posts; return the post."""
        id_ = self._next()
        self.posts[id_] = {
            "id": id_, "name": title, "body": body, "creator_id": PEOPLE[by], "removed": False, "deleted": False,
            "locked": False, "at": self.at, "edited": None, "ap_id": f"{self.origin}/post/{id_}",
        }  # fmt: skip
        return self.posts[id_]

    def write(
        self, text: str, *, to: Json, by: str = "nour", told: str = "", ap_id: str = ""
    ) -> Json:
        """Somebody comments on a post or a comment; alma is told where it answers her, or as `told` says."""
        id_ = self._next()
        above = to.get("path", "0")
        post = to["post_id"] if "path" in to else to["id"]
        self.comments[id_] = {
            "id": id_, "post_id": post, "content": text, "creator_id": PEOPLE[by], "path": f"{above}.{id_}",
            "removed": False, "deleted": False, "at": self.at, "edited": None, "language_id": 0,
            "ap_id": ap_id or f"{self.origin}/comment/{id_}",
        }  # fmt: skip
        if told or (to["creator_id"] == PEOPLE["alma"] and by != "alma"):
            self.tell(told or "reply", comment=id_)
        return self.comments[id_]

    def tell(self, kind: str, **what: int) -> Json:
        """Tell alma of something."""
        entry = {"id": self._next(), "kind": kind, "at": self.at, **what}
        self.told.append(entry)
        return entry

    def say(self, text: str, *, by: str = "nour", to: str = "alma") -> Json:
        """Somebody sends a private message."""
        id_ = self._next()
        self.messages[id_] = {
            "id": id_, "content": text, "creator_id": PEOPLE[by], "recipient_id": PEOPLE[to], "removed": False,
            "deleted": False, "at": self.at, "edited": None, "ap_id": f"{self.origin}/private_message/{id_}",
        }  # fmt: skip
        self.told.append(
            {"id": self._next(), "kind": "private_message", "at": self.at, "message": id_}
        )
        return self.messages[id_]

    def edit(self, thing: Json, text: str) -> None:
        """An author edits."""
        thing["content"], thing["edited"] = text, self.at + timedelta(minutes=1)

    # What the server answers

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        try:
            found = self._route(verb, parts.path, query, headers, body)
            status = 200
        except Problem as problem:
            status, found = problem.status, problem.body
        return status, {"Content-Type": "application/json"}, json.dumps(found).encode()

    def _route(
        self, verb: str, path: str, query: Json, headers: Mapping[str, str], body: bytes
    ) -> Any:
        if path == "/pictrs/image" and self.api == "v3":
            self._signed(headers)
            return {
                "msg": "ok",
                "files": [{"file": self._keep(headers, body), "delete_token": "x"}],
            }
        found = re.match(r"/api/(v\d)/(.+)", path)
        if found is None or (found[1] == "v4" and self.api == "v3"):
            raise Problem("not_found", 404)
        route, fields = found[2], json.loads(body) if body.startswith(b"{") else {}
        if self.api == "v4" and found[1] == "v3" and re.match(r"user/|private_message", route):
            raise Problem("not_found", 404)  # the inbox is gone
        if route == "site":
            return self._site(headers)
        if route in ("user/login", "account/auth/login"):
            return self._login(fields)
        self._signed(headers)
        if route == "image":
            name = self._keep(headers, body)
            return {"image_url": f"{self.origin}/api/v4/image/{name}", "filename": name}
        if verb == "POST":
            return self._post(route, fields)
        return self._get(route, query)

    def _signed(self, headers: Mapping[str, str]) -> None:
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            raise Problem("not_logged_in" if self.api == "v3" else "incorrect_login", 400)

    def _site(self, headers: Mapping[str, str]) -> Json:
        found: Json = {
            "site_view": {"site": {"name": "Fennick Lane"}, "local_site": {}},
            "version": "0.19.9" if self.api == "v3" else "1.0.0-beta.1",
            "all_languages": LANGUAGES,
        }
        if self.api == "v3" and headers.get("Authorization", "")[7:] in self.tokens:
            found["my_user"] = self._me()
        return found

    def _me(self) -> Json:
        local = {"id": 1, "admin": self.admin}
        moderates = [{"community": {"id": 1}}] if self.moderates else []
        view = {"local_user": local, "person": self._person(PEOPLE["alma"])}
        return {"local_user_view": view, "moderates": moderates}

    def _login(self, body: Json) -> Json:
        if (body["username_or_email"], body["password"]) != ("alma", PASSWORD):
            raise Problem("incorrect_login", 401)
        if self.pending:
            raise Problem(self.pending)
        if self.digits:
            if "totp_2fa_token" not in body:
                raise Problem("missing_totp_token")
            if body["totp_2fa_token"] != self.digits:
                raise Problem("incorrect_totp_token")
        self.tokens.add(TOKEN)
        return {"jwt": TOKEN, "registration_created": False, "verify_email_sent": False}

    def _get(self, route: str, query: Json) -> Json:  # noqa: PLR0911, PLR0912 - a table of addresses
        limit, page = int(query.get("limit", 10)), int(query.get("page", 1))
        start = limit * (page - 1)
        if limit > 50:
            raise Problem("couldnt_get_comments")
        if route == "account":
            return self._me()
        if route == "comment":
            return {"comment_view": self._comment(self._one(self.comments, query))}
        if route == "post":
            return {"post_view": self._of_post(self._one(self.posts, query))}
        if route == "search":
            return self._search(query, limit)
        if route in ("user", "person/content") and "username" in query:
            return self._by(query["username"], limit)
        if route == "comment/list":
            return self._comment_list(query, limit, start)
        if route == "community":
            if query["name"] != "fennick@lemmy.example":
                raise Problem("couldnt_find_community" if self.api == "v3" else "not_found", 404)
            return {"community_view": {"community": {"id": 1, "name": "fennick"}}}
        if route == "person/content" and query["type_"] == "posts":
            return {"items": self._own_posts(query)}
        if route in ("user", "person/content"):
            return self._own(route, query, limit, start)
        if route == "account/notification/list" and self.api == "v4":
            return self._notifications(query, limit)
        if route in ("user/replies", "user/mention"):
            kind = "reply" if route.endswith("replies") else "mention"
            rows = [one for one in reversed(self.told) if one["kind"] == kind and "comment" in one]
            name = "comment_reply" if kind == "reply" else "person_mention"
            shown = [
                {
                    name: {"id": one["id"], "read": False},
                    **self._comment(self.comments[one["comment"]]),
                }
                for one in rows[start : start + limit]
            ]
            shown += [one["strange"] for one in self.told if "strange" in one and kind == "reply"]
            return {"replies" if kind == "reply" else "mentions": shown}
        if route == "private_message/list":
            listed = sorted(self.messages.values(), key=lambda one: -int(one["id"]))
            shown = [self._message(one) for one in listed[start : start + limit]]
            return {"private_messages": shown}
        raise Problem("not_found", 404)

    def _one(self, things: Mapping[int, Json], query: Json) -> Json:
        if int(query["id"]) not in things:
            raise Problem("not_found" if self.api == "v4" else "couldnt_find_comment", 404)
        return things[int(query["id"])]

    def _notifications(self, query: Json, limit: int) -> Json:
        below = int(query.get("page_cursor", "0")) or self.count + 1
        rows = [one for one in reversed(self.told) if one["id"] < below]
        page = rows[:limit]
        items = [one["strange"] if "strange" in one else self._notification(one) for one in page]
        after = {"next_page": str(page[-1]["id"])} if page else {}
        return {"items": [one for one in items if one], **after}

    def _notification(self, one: Json) -> Json | None:
        kind = {"mod": "mod_action"}.get(one["kind"], one["kind"])
        about = {"id": one["id"], "kind": kind, "read": False, "published_at": _stamp(one["at"])}
        if "action" in one:
            data: Json = {"type_": "mod_action", "target_comment": {"id": one["action"]}}
        elif "comment" in one:
            if _hidden(self.comments[one["comment"]]):
                return None
            data = {"type_": "comment", **self._comment(self.comments[one["comment"]])}
        elif "post" in one:
            data = {"type_": "post", **self._of_post(self.posts[one["post"]])}
        else:
            if _hidden(self.messages[one["message"]]):
                return None
            data = {"type_": "private_message", **self._message(self.messages[one["message"]])}
        return {"notification": about, "data": data}

    def _comment_list(self, query: Json, limit: int, start: int) -> Json:
        rows = [one for one in self.comments.values() if str(one["post_id"]) == query["post_id"]]
        rows.sort(key=lambda one: -int(one["id"]))
        return self._page(rows, query, limit, start, "comments")

    def _search(self, query: Json, limit: int) -> Json:
        assert (query["type_"], query["sort"], query["listing_type"]) == ("All", "New", "All")
        said = query["q"].lower()
        posts = [
            one for one in self.posts.values() if said in f"{one['name']} {one['body']}".lower()
        ]
        comments = [one for one in self.comments.values() if said in one["content"].lower()]
        return {
            "type_": "All",
            "posts": [self._of_post(one) for one in posts[::-1][:limit]],
            "comments": [self._comment(one) for one in comments[::-1][:limit]],
            "communities": [],
            "users": [],
        }

    def _by(self, name: str, limit: int) -> Json:
        if name not in PEOPLE:
            raise Problem("couldnt_find_person", 404)
        posts = [one for one in self.posts.values() if one["creator_id"] == PEOPLE[name]]
        comments = [one for one in self.comments.values() if one["creator_id"] == PEOPLE[name]]
        views = [self._of_post(one) for one in posts[::-1][:limit]]
        answers = [self._comment(one) for one in comments[::-1][:limit]]
        if self.api == "v3":
            return {"posts": views, "comments": answers}
        return {"items": [*views, *answers]}

    def _own(self, route: str, query: Json, limit: int, start: int) -> Json:
        rows = [
            one for one in self.comments.values() if str(one["creator_id"]) == query["person_id"]
        ]
        rows.sort(key=lambda one: -int(one["id"]))
        found = self._page(rows, query, limit, start, "comments" if route == "user" else "items")
        return {**found, "posts": self._own_posts(query)} if route == "user" else found

    def _own_posts(self, query: Json) -> list[Json]:
        rows = [one for one in self.posts.values() if str(one["creator_id"]) == query["person_id"]]
        return [self._of_post(one) for one in sorted(rows, key=lambda one: -int(one["id"]))]

    def _begin(self, body: Json) -> Json:
        if not body["name"].strip() or len(body["name"]) > 200:
            raise Problem("invalid_post_title")
        made = self.post(body["name"])
        made |= {"body": body["body"], "at": datetime.now(UTC)}
        self.created.append(f"post:{made['id']}")
        return {"post_view": self._of_post(made)}

    def _page(self, rows: list[Json], query: Json, limit: int, start: int, name: str) -> Json:
        if self.api == "v3":
            return {name: [self._comment(one) for one in rows[start : start + limit]]}
        below = int(query.get("page_cursor", "0")) or self.count + 1
        page = [one for one in rows if one["id"] < below][:limit]
        after = {"next_page": str(page[-1]["id"])} if page else {}
        return {"items": [{"type_": "comment", **self._comment(one)} for one in page], **after}

    # Views, by the names of each version

    def _dated(self, thing: Json) -> Json:
        hidden = _hidden(thing)
        found = {name: value for name, value in thing.items() if name not in ("at", "edited")}
        if hidden and "content" in found:
            found["content"] = ""
        names = ("published", "updated") if self.api == "v3" else ("published_at", "updated_at")
        found[names[0]] = _stamp(thing["at"])
        if thing["edited"]:
            found[names[1]] = _stamp(thing["edited"])
        return found

    def _person(self, id_: int) -> Json:
        name = next(name for name, number in PEOPLE.items() if number == id_)
        address = "actor_id" if self.api == "v3" else "ap_id"
        url = f"{self.origin}/u/{name}"
        return {
            "id": id_,
            "name": name,
            "display_name": name.capitalize(),
            address: url,
            "bot_account": False,
        }

    def _comment(self, one: Json) -> Json:
        post = self.posts[one["post_id"]]
        return {
            "comment": self._dated(one),
            "creator": self._person(one["creator_id"]),
            "post": self._dated(post),
            "community": {"id": 1, "name": "fennick"},
        }

    def _of_post(self, one: Json) -> Json:
        community = {"id": 1, "name": "fennick"}
        return {
            "post": self._dated(one),
            "creator": self._person(one["creator_id"]),
            "community": community,
        }

    def _message(self, one: Json) -> Json:
        return {
            "private_message": self._dated(one),
            "creator": self._person(one["creator_id"]),
            "recipient": self._person(one["recipient_id"]),
        }

    # What alma does

    def _post(self, route: str, body: Json) -> Json:
        if route in ("comment", "private_message"):
            text = body["content"].strip()
            if len(text.encode("utf-16-le")) // 2 > LONGEST or not text:
                raise Problem("invalid_body_field")
            return self._comment_on(body, text) if route == "comment" else self._say(body, text)
        if route == "post":
            return self._begin(body)
        if route == "post/lock":
            self.posts[body["post_id"]]["locked"] = body["locked"]
            return {"ok": True}
        if found := re.fullmatch(r"(comment|post|private_message)/(report|remove)", route):
            return self._moderate(found[1], found[2], body)
        if route in ("user/block", "account/block/person"):
            self.acts.append(("block", body))
            return {"blocked": body["block"]}
        if route in ("user/logout", "account/auth/logout"):
            self.tokens.clear()
            return {"success": True}
        raise Problem("not_found", 404)

    def _comment_on(self, body: Json, text: str) -> Json:
        post = self.posts.get(body["post_id"])
        if post is None:
            raise Problem("couldnt_find_post" if self.api == "v3" else "not_found", 404)
        above = self.comments[body["parent_id"]] if "parent_id" in body else post
        if post["locked"]:
            raise Problem("locked")
        if body.get("language_id", 0) not in self.allowed:
            raise Problem("language_not_allowed")
        if above["creator_id"] in self.blocked_by:
            raise Problem("person_is_blocked")
        if above.get("path", "").count(".") >= 50:
            raise Problem("max_comment_depth_reached")
        if "badword" in text:
            raise Problem("slurs")
        made = self.write(text, to=above, by="alma")
        made |= {
            "at": datetime.now(UTC).replace(microsecond=0),
            "language_id": body.get("language_id", 0),
        }
        self.created.append(f"comment:{made['id']}")
        return {"comment_view": self._comment(made)}

    def _say(self, body: Json, text: str) -> Json:
        name = next(name for name, id_ in PEOPLE.items() if id_ == body["recipient_id"])
        made = self.say(text, by="alma", to=name)
        made["at"] = datetime.now(UTC).replace(microsecond=0)
        self.created.append(f"message:{made['id']}")
        return {"private_message_view": self._message(made)}

    def _moderate(self, kind: str, act: str, body: Json) -> Json:
        assert body["reason"]
        self.acts.append((f"{kind}/{act}", body))
        if act == "remove":
            if not (self.moderates or self.admin):
                raise Problem("not_a_mod_or_admin")
            things = self.comments if kind == "comment" else self.posts
            things[body[f"{kind}_id"]]["removed"] = body["removed"]
        return {"ok": True}

    def _keep(self, headers: Mapping[str, str], body: bytes) -> str:
        boundary = headers["Content-Type"].partition("boundary=")[2].encode()
        part = body.split(b"--" + boundary)[1]
        head, _, data = part.partition(b"\r\n\r\n")
        assert b'name="images[]"' in head
        name = f"{self._next()}.png"
        self.files[name] = data.removesuffix(b"\r\n")
        return name


def _hidden(thing: Json) -> bool:
    return bool(thing["deleted"] or thing["removed"])


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
