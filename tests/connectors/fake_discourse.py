"""A Discourse on loopback: topics, private messages, notifications, the queue of its staff, as its interface has them.

It keeps what was really published, so that a test can count. Modelled on the forum's public source: several new posts
of a topic are drawn together into one notification under a new number; a request with an "Api-Key" that is the same
within two minutes gets the same answer; doubles of people are refused in the forum's own language, those of staff are
not; staff see what was deleted. All people and texts are invented.
"""

import html
import json
import re
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]

KEY = "5f0c1e8b7a6d493c2b1a0f9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a29181706"
USER_KEY = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
PEOPLE = {"alma": 1, "bruno": 2, "clara": 3, "nour": 4}
STAFF = ("alma", "bruno")
KINDS = {"mentioned": 1, "replied": 2, "private_message": 6, "posted": 9, "watching_first_post": 17}
DRAWN_TOGETHER = ("replied", "posted", "private_message")
FLAGS = {4: "It's Inappropriate", 7: "Something Else", 8: "It's Spam"}
NEAR, CHUNK = 20, 20
INDEX = 60


class Problem(Exception):
    """An error of the interface."""

    def __init__(
        self, status: int, kind: str = "", words: str = "Sorry, no.", **extras: Any
    ) -> None:
        super().__init__(kind)
        self.status = status
        self.body: Json = {"errors": [words], **({"error_type": kind} if kind else {})}
        if extras:
            self.body["extras"] = extras


def not_seen() -> Problem:
    return Problem(404, "not_found", "The requested URL or resource could not be found.")


def not_allowed() -> Problem:
    return Problem(403, "invalid_access", "You are not permitted to view the requested resource.")


@dataclass
class FakeDiscourse(Misbehaving):
    """The whole state of one forum. `alma` is an admin, `bruno` a moderator."""

    folder: str = ""
    title: str = "The Fennick Lane Forum"
    version: str = "2026.10.0"
    settings: Json = field(
        default_factory=lambda: {
            "min_post_length": 5,
            "min_personal_message_post_length": 2,
            "max_post_length": 32000,
            "max_image_size_kb": 4096,
        }
    )
    tells_settings: bool = True
    refuses_doubles: bool = True
    approves_first: bool = False  # what people write waits for staff
    read_only: bool = False
    keys: dict[str, str] = field(default_factory=lambda: {KEY: "all users"})
    user_keys: dict[str, str] = field(default_factory=lambda: {USER_KEY: "clara"})
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)  # whose messages they read
    topics: dict[int, Json] = field(default_factory=dict)
    posts: dict[int, Json] = field(default_factory=dict)
    notifications: dict[str, list[Json]] = field(default_factory=dict)
    queue: dict[int, Json] = field(default_factory=dict)
    created: list[int] = field(default_factory=list)  # posts published through the interface
    files: dict[str, bytes] = field(default_factory=dict)
    acts: list[tuple[str, str, Json]] = field(default_factory=list)
    memory: dict[str, tuple[float, Json, int]] = field(default_factory=dict)
    at: datetime = field(
        default_factory=lambda: datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    )
    count: int = 100

    @property
    def base(self) -> str:
        """The address of the forum, with its folder."""
        return f"{self.origin}{self.folder}"

    # What people do

    def _next(self) -> int:
        self.count += 1
        self.at += timedelta(seconds=1)
        return self.count

    def topic(self, title: str = "Opening hours", *, by: str = "clara", **more: Any) -> Json:
        """Somebody begins a topic; return its first post."""
        id_ = self._next()
        to = more.pop("to", "")
        self.topics[id_] = {
            "id": id_, "title": title, "slug": re.sub(r"\W+", "-", title.lower()).strip("-"), "watched": False,
            "archetype": "private_message" if to else "regular", "closed": False, "people": [by, to], "at": self.at,
            **more,
        }  # fmt: skip
        return self._store(id_, more.pop("text", f"About: {title}"), by, 0)

    def write(self, topic: int, text: str, *, by: str = "nour", to: int = 0) -> Json:
        """Somebody writes in a topic, below the post at a place of it."""
        return self._store(topic, text, by, to)

    def edit(self, post: Json, text: str, *, ninja: bool = False) -> None:
        """An author edits; within five minutes the forum counts no new version."""
        post["raw"], post["updated_at"] = text, self._tick()
        post["version"] += 0 if ninja else 1

    def unsay(self, post: Json) -> None:
        """An author deletes: a stub is left."""
        post["user_deleted"] = True
        self.edit(post, "(post deleted by author)")

    def remove(self, post: Json) -> None:
        """Staff delete: only staff see it."""
        post["deleted_at"] = self._tick()

    def destroy(self, post: Json) -> None:
        """It is gone for everybody."""
        del self.posts[post["id"]]

    def tell(self, user: str, kind: str, post: Json, **data: Any) -> Json:
        """Tell somebody of a post, drawing together what they were told of its topic."""
        mine = self.notifications.setdefault(user, [])
        place = post["post_number"]
        if kind in DRAWN_TOGETHER:
            same = [
                one
                for one in mine
                if one["topic_id"] == post["topic_id"]
                and one["notification_type"] in [KINDS[name] for name in DRAWN_TOGETHER]
            ]
            place = min([place, *(one["post_number"] for one in same)])
            mine[:] = [one for one in mine if one not in same]
        entry: Json = {
            "id": self._next(), "user_id": PEOPLE[user], "notification_type": KINDS.get(kind, 0), "read": False,
            "created_at": _stamp(self.at), "topic_id": post["topic_id"], "post_number": place,
            "slug": self.topics[post["topic_id"]]["slug"], "fancy_title": "?",
            "data": {"original_post_id": post["id"], "display_username": post["username"], **data},
        }  # fmt: skip
        mine.append(entry)
        return entry

    def hold(self, text: str, *, by: str = "nour", topic: int = 0, raw_at: str = "") -> int:
        """Somebody writes what staff have to approve first; return its number."""
        id_ = self._next()
        self.queue[id_] = {
            "id": id_, "type": "ReviewableQueuedPost", "topic_id": topic, "created_at": raw_at or _stamp(self.at),
            "version": 0, "status": 0, "by": by, "payload": {"raw": text},
        }  # fmt: skip
        return id_

    def flag(self, post: Json, kind: int = 8) -> int:
        """A reader flags a post; return the number in the queue."""
        id_ = self._next()
        self.queue[id_] = {
            "id": id_, "type": "ReviewableFlaggedPost", "topic_id": post["topic_id"], "created_at": _stamp(self.at),
            "version": 0, "status": 0, "by": post["username"], "post_id": post["id"], "flag": kind,
        }  # fmt: skip
        return id_

    def _tick(self) -> str:
        self.at += timedelta(seconds=1)
        return _stamp(self.at)

    def _store(self, topic: int, text: str, by: str, to: int) -> Json:
        id_ = self._next()
        places = [one["post_number"] for one in self.posts.values() if one["topic_id"] == topic]
        self.posts[id_] = {
            "id": id_, "topic_id": topic, "post_number": max(places, default=0) + 1, "post_type": 1, "raw": text,
            "username": by, "name": by.capitalize(), "user_id": PEOPLE[by], "reply_to_post_number": to or None,
            "created_at": _stamp(self.at), "updated_at": _stamp(self.at), "version": 1, "hidden": False,
            "deleted_at": None, "user_deleted": False, "acted": [],
        }  # fmt: skip
        return self.posts[id_]

    def move(self, post: Json, topic: int) -> None:
        """Staff move a post: its number stays, its topic and place change."""
        places = [one["post_number"] for one in self.posts.values() if one["topic_id"] == topic]
        post |= {"topic_id": topic, "post_number": max(places) + 1, "reply_to_post_number": None}

    # What the forum answers

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request."""
        parts = urlsplit(target)
        if not parts.path.startswith(self.folder + "/"):
            return 404, {"Content-Type": "text/html"}, b"<h1>Nothing here"
        path = unquote(parts.path.removeprefix(self.folder)).strip("/").removesuffix(".json")
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        try:
            user, by_staff = self._who(headers)
            fields = _fields(headers, body)
            status, found = self._route(verb, path, query, fields, user, by_staff=by_staff)
        except Problem as problem:
            status, found = problem.status, problem.body
        return (
            status,
            {"Content-Type": "application/json; charset=utf-8"},
            json.dumps(found).encode(),
        )

    def _who(self, headers: Mapping[str, str]) -> tuple[str, bool]:
        given = {name.lower(): value for name, value in headers.items()}
        if "api-key" in given:
            user = given.get("api-username", "")
            if given["api-key"] not in self.keys or user not in PEOPLE:
                raise not_allowed()
            return user, True
        if "user-api-key" in given:
            if given["user-api-key"] not in self.user_keys:
                raise not_allowed()
            return self.user_keys[given["user-api-key"]], False
        return "", False

    def _route(  # noqa: PLR0911, PLR0912 - a table of addresses
        self,
        verb: str,
        path: str,
        query: Mapping[str, list[str]],
        body: Json,
        user: str,
        *,
        by_staff: bool,
    ) -> tuple[int, Any]:
        if path == "site/basic-info":
            return 200, {
                "title": self.title,
                "description": "",
                "logo_url": "",
                "login_required": False,
            }
        if path == "about":
            return 200, {"about": {"title": self.title, "version": self.version}}
        if path == "session/current":
            if not user:
                raise not_seen()
            me = {"id": PEOPLE[user], "username": user, "name": user.capitalize(), "trust_level": 2}
            named = [{"id": 41, "name": "staff", "has_messages": False}]
            named += [
                {"id": 50, "name": one, "has_messages": True} for one in self.groups.get(user, ())
            ]
            rights = {"admin": user == "alma", "moderator": user in STAFF}
            return 200, {"current_user": {**me, **rights, "groups": named}}
        if not user:
            raise Problem(403, "not_logged_in", "You need to be logged in to do that.")
        if path == "site/settings":
            if not self.tells_settings:
                raise not_allowed()
            return 200, self.settings
        if path == "search":
            return 200, self._found(query["q"][0], user)
        if path == "notifications":
            return 200, self._notifications(query, user)
        if found := re.fullmatch(r"t/(\d+)/(\d+)", path):
            return 200, self._topic(int(found[1]), int(found[2]), query, user)
        if found := re.fullmatch(r"t/(\d+)/posts", path):
            ids = [int(one) for one in query.get("post_ids[]", [])][:CHUNK]
            seen = [one for one in self._stream(int(found[1]), user) if one["id"] in ids]
            return 200, {"post_stream": {"posts": [self._shown(one, query) for one in seen]}}
        if found := re.fullmatch(r"topics/private-messages-group/(\w+)/(\w+)", path):
            if found[2] not in self.groups.get(user, ()):
                raise not_allowed()
            return 200, {"topic_list": {"topics": self._of_group(found[2], user)}}
        if path == "site":
            known = [
                {"id": 4, "name": "News", "permission": 1},
                {"id": 5, "name": "Works", "parent_category_id": 4, "permission": 1},
                {"id": 6, "name": "Staff", "permission": 3},
            ]
            return 200, {"categories": known}
        if path == f"topics/created-by/{user}":
            begun = [
                {"id": one["id"], "title": one["title"], "created_at": _stamp(one["at"])}
                for one in self.topics.values()
                if one["archetype"] == "regular" and one["people"][0] == user
            ]
            return 200, {"topic_list": {"topics": begun[::-1]}}
        if path == f"topics/private-messages-sent/{user}":
            begun = [
                {"id": one["id"], "title": one["title"], "created_at": _stamp(one["at"])}
                for one in self.topics.values()
                if one["archetype"] == "private_message" and one["people"][0] == user
            ]
            return 200, {"topic_list": {"topics": begun[::-1]}}
        if found := re.fullmatch(r"t/(\d+)/status", path):
            self._staff_only(user)
            assert body["status"] == "closed"
            self.topics[int(found[1])]["closed"] = body["enabled"] == "true"
            return 200, {"success": "OK"}
        if found := re.fullmatch(r"posts/by_number/(\d+)/(\d+)", path):
            seen = self._stream(int(found[1]), user)
            for one in seen:
                if one["post_number"] == int(found[2]):
                    return 200, self._shown(one, {"include_raw": ["true"]})
            raise not_seen()
        if path == "posts" and verb == "POST":
            return self._create(body, user, by_staff=by_staff)
        if found := re.fullmatch(r"posts/(\w+)/pending", path):
            mine = [one for one in self.queue.values() if one["by"] == user and "payload" in one]
            return 200, {"pending_posts": [self._pending(one) for one in mine]}
        if found := re.fullmatch(r"posts/(\d+)(?:/(\w+))?", path):
            post = self._visible(int(found[1]), user)
            if verb == "GET":
                return 200, self._shown(post, {"include_raw": ["true"]})
            return self._keep(verb, found[2] or "", post, user)
        if path == "post_actions":
            return self._post_action(body, user)
        if path == "uploads":
            return 200, self._upload(body)
        if path == "review":
            self._staff_only(user)
            return 200, self._review(query)
        if found := re.fullmatch(r"review/(\d+)(?:/perform/(\w+))?", path):
            self._staff_only(user)
            return self._perform(int(found[1]), found[2] or "", query)
        if found := re.fullmatch(r"(?:u|admin/users)/(\w+)/(\w+)", path):
            if path.startswith("admin"):
                self._staff_only(user)
            self.acts.append((found[2], found[1], body))
            return 200, {"success": "OK"}
        if path == "user-api-key/revoke":
            self.user_keys = {}
            return 200, {"success": "OK"}
        raise not_seen()

    def _staff_only(self, user: str) -> None:
        if user not in STAFF:
            raise not_allowed()

    def _notifications(self, query: Mapping[str, list[str]], user: str) -> Json:
        offset, limit = int(query["offset"][0]), min(INDEX, int(query["limit"][0]))
        mine = sorted(
            self.notifications.get(user, []), key=lambda one: str(one["created_at"]), reverse=True
        )
        return {
            "notifications": mine[offset : offset + limit],
            "total_rows_notifications": len(mine),
            "seen_notification_id": 0,
        }

    def _stream(self, topic: int, user: str) -> list[Json]:
        if topic not in self.topics or not self._may_see(topic, user):
            raise not_seen()
        inside = [one for one in self.posts.values() if one["topic_id"] == topic]
        seen = [one for one in inside if not one["deleted_at"] or user in STAFF]
        return sorted(seen, key=lambda one: int(one["post_number"]))

    def _of_group(self, group: str, user: str) -> list[Json]:
        mine = [one for one in self.topics.values() if one.get("group") == group]
        shown = [
            {
                "id": one["id"],
                "highest_post_number": self._stream(one["id"], user)[-1]["post_number"],
            }
            for one in mine
        ]
        return sorted(shown, key=lambda one: -int(one["id"]))

    def _found(self, asked: str, user: str) -> Json:
        """Find words, "@name" or "tags:name"; a post comes with its beginning only."""
        words = asked.removesuffix(" order:latest")
        assert words != asked
        seen = [
            one
            for one in self.posts.values()
            if not one["deleted_at"]
            and self._may_see(one["topic_id"], user)
            and self.topics[one["topic_id"]]["archetype"] != "private_message"
        ]
        if words.startswith("@"):
            seen = [one for one in seen if one["username"] == words[1:]]
        elif words.startswith("tags:"):
            tag = words.removeprefix("tags:")
            seen = [one for one in seen if tag in self.topics[one["topic_id"]].get("tags", ())]
        else:
            seen = [one for one in seen if words.lower() in one["raw"].lower()]
        kept = ("id", "username", "created_at", "topic_id", "post_number")
        posts = [
            {**{name: one[name] for name in kept}, "blurb": one["raw"][:20]}
            for one in sorted(seen, key=lambda one: -int(one["id"]))[:50]
        ]
        named = {one["topic_id"] for one in posts}
        topics = [
            {name: self.topics[one][name] for name in ("id", "title", "slug", "archetype")}
            for one in sorted(named)
        ]
        return {"posts": posts, "topics": topics, "users": [], "grouped_search_result": {}}

    def _may_see(self, topic: int, user: str) -> bool:
        return user not in self.topics[topic].get("hidden_from", ())

    def _visible(self, id_: int, user: str) -> Json:
        post = self.posts.get(id_)
        if post is None or (post["deleted_at"] and user not in STAFF):
            raise not_seen()
        if not self._may_see(post["topic_id"], user):
            raise not_allowed()
        return post

    def _topic(self, id_: int, place: int, query: Mapping[str, list[str]], user: str) -> Json:
        stream, about = self._stream(id_, user), self.topics[id_]
        if not stream:
            raise not_seen()
        start = max(
            0, next((n for n, one in enumerate(stream) if one["post_number"] >= place), 0) - 5
        )
        near = stream[start : start + NEAR]
        return {
            **{name: about[name] for name in ("id", "title", "slug", "archetype", "closed")},
            "posts_count": len(stream),
            "details": {
                "notification_level": 3 if about["watched"] else 2,
                "allowed_users": [{"username": one} for one in about["people"]],
            },
            "post_stream": {
                "posts": [self._shown(one, query) for one in near],
                "stream": [one["id"] for one in stream],
            },
        }

    def _shown(self, post: Json, query: Mapping[str, list[str]]) -> Json:
        topic = self.topics[post["topic_id"]]
        answered = [
            one
            for one in self.posts.values()
            if one["topic_id"] == post["topic_id"]
            and one["post_number"] == post["reply_to_post_number"]
        ]
        found = {name: value for name, value in post.items() if name not in ("raw", "acted")}
        found |= {
            "cooked": f"<p>{html.escape(post['raw'], quote=False)}</p>",
            "topic_slug": topic["slug"],
            "avatar_template": "/letter_avatar/x/{size}.png",
            "actions_summary": [{"id": kind, "acted": True} for kind in post["acted"]],
        }
        if answered:
            found["reply_to_user"] = {"username": answered[0]["username"]}
        if "include_raw" in query:
            found["raw"] = post["raw"]
        return found

    def _create(self, body: Json, user: str, *, by_staff: bool) -> tuple[int, Any]:
        key = json.dumps([user, body], sort_keys=True)
        if by_staff and key in self.memory and time.monotonic() - self.memory[key][0] < 120:
            return self.memory[key][2], self.memory[key][1]
        if self.read_only:
            raise Problem(
                503, "read_only", "The site is in read only mode. Interactions are disabled."
            )
        if "title" in body:
            topic: Json | None = {"id": 0, "closed": False}
            assert body["title"]
            assert body.get("archetype") == "private_message" or body["category"] in (4, 5)
        else:
            topic = self.topics.get(body.get("topic_id", 0))
        if topic is None or (topic["id"] and not self._may_see(topic["id"], user)):
            raise not_allowed()
        status, made = self._made(body, topic, user)
        if by_staff:
            self.memory[key] = (time.monotonic(), made, status)
        return status, made

    def _made(self, body: Json, topic: Json, user: str) -> tuple[int, Json]:
        raw = body["raw"].rstrip()
        if topic["closed"] and user not in STAFF:
            return 422, _failed("The specified topic is closed and no longer accepts new replies")
        if len(raw) < self.settings["min_post_length"]:
            return 422, _failed("Body is too short (minimum is 5 characters)")
        if len(raw) > self.settings["max_post_length"]:
            return 422, _failed("Body is limited to 32000 characters")
        if self.approves_first and user not in STAFF:
            id_ = self.hold(raw, by=user, topic=topic["id"], raw_at=_stamp(datetime.now(UTC)))
            pending = self._pending(self.queue[id_])
            return 200, {
                "success": True,
                "action": "enqueued",
                "pending_post": pending,
                "pending_count": 1,
            }
        doubles = [
            one
            for one in self.posts.values()
            if one["user_id"] == PEOPLE[user] and one["raw"] == raw and one["id"] in self.created
        ]
        if doubles and self.refuses_doubles and user not in STAFF:
            return 422, _failed("Le corps est trop proche de ce que vous venez de publier")
        if topic["id"]:
            place = int(body.get("reply_to_post_number") or 0)
            post = self._store(topic["id"], raw, user, place)
        else:
            post = self.topic(
                body["title"], by=user, to=body.get("target_recipients", ""), text=raw
            )
            self.topics[post["topic_id"]]["at"] = datetime.now(UTC)
        post |= {"created_at": _stamp(datetime.now(UTC)), "updated_at": _stamp(datetime.now(UTC))}
        self.created.append(post["id"])
        shown = self._shown(post, {"include_raw": ["true"]})
        return 200, {"success": True, "action": "create_post", "post": shown}

    def _pending(self, one: Json) -> Json:
        names = ("id", "topic_id", "created_at")
        raw = one["payload"]["raw"]
        return {**{name: one[name] for name in names}, "raw": raw, "raw_text": raw}

    def _keep(self, verb: str, act: str, post: Json, user: str) -> tuple[int, Any]:
        if user not in STAFF and post["user_id"] != PEOPLE[user]:
            raise not_allowed()
        if verb == "DELETE":
            self.remove(post)
            return 200, {}
        if act == "recover":
            post["deleted_at"] = None
        elif act == "unhide":
            post["hidden"] = False
        else:
            raise not_seen()
        return 200, self._shown(post, {})

    def _post_action(self, body: Json, user: str) -> tuple[int, Any]:
        post, kind = self._visible(int(body["id"]), user), int(body["post_action_type_id"])
        if kind in post["acted"]:
            raise not_allowed()
        if body.get("take_action") == "true":
            self._staff_only(user)
            post["hidden"] = True
        post["acted"].append(kind)
        self.acts.append(("flag", str(post["id"]), body))
        return 200, self._shown(post, {})

    def _upload(self, body: Json) -> Json:
        name = f"{hash(body['file']) & 0xFFFFFF:x}.png"
        self.files[name] = body["file"]
        short = f"upload://{name}"
        return {"id": 1, "url": f"/uploads/{name}", "short_url": short, "width": 1, "height": 1}

    def _review(self, query: Mapping[str, list[str]]) -> Json:
        assert query["status"] == ["pending"]
        waiting = [one for one in self.queue.values() if one["status"] == 0]
        hidden = ("by", "flag")
        shown = [
            {
                **{name: value for name, value in one.items() if name not in hidden},
                "target_created_by_id": PEOPLE[one["by"]],
                "reviewable_score_ids": [one["id"]] if "flag" in one else [],
            }
            for one in waiting
        ]
        scores = [
            {"id": one["id"], "score_type": {"id": one["flag"], "title": FLAGS[one["flag"]]}}
            for one in waiting
            if "flag" in one
        ]
        users = [
            {"id": id_, "username": name, "name": name.capitalize()} for name, id_ in PEOPLE.items()
        ]
        return {"reviewables": shown, "reviewable_scores": scores, "users": users, "meta": {}}

    def _perform(self, id_: int, act: str, query: Mapping[str, list[str]]) -> tuple[int, Any]:
        one = self.queue.get(id_)
        if one is None:
            raise not_seen()
        if not act:
            shown = {name: one[name] for name in ("id", "status", "version", "type")}
            return 200, {"reviewable": {**shown, "target_created_by_id": PEOPLE[one["by"]]}}
        if query.get("version") != [str(one["version"])]:
            raise Problem(409, "", "Somebody else changed this.")
        one["status"] = 1 if act == "approve_post" else 2
        one["version"] += 1
        if act == "approve_post":
            self._store(one["topic_id"], one["payload"]["raw"], one["by"], 0)
        return 200, {"reviewable_perform_result": {"success": True}}

    # The page where a person allows a key

    def allow(self, url: str, *, user: str = "clara", nonce: str = "") -> str:
        """Allow the key that an address asks for; return what the page shows."""
        query = dict(parse_qsl(urlsplit(url).query))
        assert {"application_name", "client_id", "scopes", "nonce", "public_key"} <= set(query)
        assert "auth_redirect" not in query
        public = serialization.load_pem_public_key(query["public_key"].encode())
        assert isinstance(public, rsa.RSAPublicKey)
        self.user_keys[USER_KEY] = user
        payload = {"key": USER_KEY, "nonce": nonce or query["nonce"], "push": False, "api": 4}
        sealed = b64encode(
            public.encrypt(json.dumps(payload).encode(), padding.PKCS1v15())
        ).decode()
        return "\n".join(sealed[at : at + 60] for at in range(0, len(sealed), 60)) + "\n"


def _failed(words: str) -> Json:
    return {"success": False, "action": "create_post", "errors": [words]}


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _fields(headers: Mapping[str, str], body: bytes) -> Json:
    kind = headers.get("Content-Type", "")
    if kind.startswith("multipart/"):
        boundary = kind.partition("boundary=")[2].encode()
        found: Json = {}
        for part in body.split(b"--" + boundary)[1:-1]:
            head, _, data = part.partition(b"\r\n\r\n")
            name = re.search(rb'name="([^"]*)"', head)
            assert name
            data = data.removesuffix(b"\r\n")
            found[name[1].decode()] = data if b"filename=" in head else data.decode()
        return found
    return dict(json.loads(body)) if body.strip().startswith(b"{") else {}
