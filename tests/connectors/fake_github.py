"""One small installation of GitHub: its lists, its GraphQL, its sign-in by a code, at one loopback address.

Lists are ordered, filtered and paged as the real ones are; an answer has an ETag, and one that did not change costs
nothing of the allowance. All people, repositories and words are invented.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]
TOKEN = "ghp_token-that-nobody-may-see"
CLIENT = "Iv1.clientofalma"
REFRESH = "ghr_refresh-that-nobody-may-see"
DEVICE = "device-code-that-nobody-may-see"
CODE = "WDJB-MJHT"
REPO, OTHER = "ormaie/reading-room", "ormaie/catalogue"
LONGEST = 65_536


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class No(Exception):
    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status, self.body = status, {"message": message, "documentation_url": "", **more}
        self.headers: dict[str, str] = {}


@dataclass
class FakeGithub(Misbehaving):
    """The whole state of one installation, in which we are alma."""

    people: dict[str, int] = field(default_factory=lambda: {"alma": 11, "clara": 12, "bruno": 13})
    repos: dict[str, Json] = field(default_factory=dict)
    threads: dict[tuple[str, int], Json] = field(default_factory=dict)
    comments: list[Json] = field(default_factory=list)
    remarks: list[Json] = field(default_factory=list)
    reviews: list[Json] = field(default_factory=list)
    said: list[Json] = field(default_factory=list)  # in discussions
    told: list[Json] = field(default_factory=list)  # notifications
    moved: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    deleted: set[tuple[str, int]] = field(default_factory=set)
    minimised: dict[str, str] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    created: list[Json] = field(default_factory=list)
    scopes: str | None = "notifications, public_repo, read:org"
    page: int = 100
    left: int = 5000
    typed: str = ""  # "": the code waits; "yes", "no", "expired", "slow"
    client: str = CLIENT
    short_lived: bool = False  # what an application of another kind gives out
    token_ends: str = ""
    count: int = 100
    clock: datetime = field(
        default_factory=lambda: datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
    )

    def __post_init__(self) -> None:
        for number, name in enumerate((REPO, OTHER), 501):
            self.repos[name] = {
                "id": number,
                "full_name": name,
                "name": name.partition("/")[2],
                "archived": False,
                "has_discussions": name == REPO,
                "permissions": {"admin": False, "push": True, "pull": True},
            }

    # What people do

    def tick(self) -> str:
        """Return the next second, as everything that happens has one of its own."""
        self.clock += timedelta(seconds=1)
        return stamp(self.clock)

    def next(self) -> int:
        self.count += 1
        return self.count

    def user(self, login: str) -> Json | None:
        if login not in self.people:
            return None
        kind = "Bot" if login.endswith("[bot]") else "User"
        page = f"{self.origin}/{login}"
        return {"id": self.people[login], "login": login, "type": kind, "html_url": page}

    def _written(self, by: str, text: str, at: str = "") -> Json:
        number, at = self.next(), at or self.tick()
        return {
            "id": number,
            "node_id": f"N_{number}",
            "user": self.user(by),
            "body": text,
            "body_html": f"<p>{escape(text)}</p>",
            "created_at": at,
            "updated_at": at,
        }

    def open(
        self,
        title: str = "The door is closed",
        text: str = "It says open until six.",
        *,
        by: str = "clara",
        repo: str = REPO,
        sort: str = "issues",
        at: str = "",
    ) -> Json:
        """Somebody opens an issue, a pull request or a discussion."""
        made = self._written(by, text, at)
        number = 1 + max([n for name, n in self.threads if name == repo], default=0)
        web = {"issues": "issues", "pulls": "pull", "discussions": "discussions"}[sort]
        made |= {
            "number": number,
            "title": title,
            "sort": sort,
            "locked": False,
            "state": "open",
            "comments": 0,
            "repository_url": f"{self.origin}/api/v3/repos/{repo}",
            "html_url": f"{self.origin}/{repo}/{web}/{number}",
            "repo": repo,
        }
        if sort == "pulls":
            made["pull_request"] = {"url": f"{self.origin}/api/v3/repos/{repo}/pulls/{number}"}
        self.threads[repo, number] = made
        return made

    def _bump(self, thread: Json, at: str) -> None:
        thread["updated_at"] = max(thread["updated_at"], at)
        thread["comments"] += 1

    def comment(self, thread: Json, text: str, *, by: str = "clara", at: str = "") -> Json:
        """Somebody writes below an issue or a pull request."""
        made = self._written(by, text, at)
        repo, number = thread["repo"], thread["number"]
        made["issue_url"] = f"{self.origin}/api/v3/repos/{repo}/issues/{number}"
        made["html_url"] = f"{thread['html_url']}#issuecomment-{made['id']}"
        made["thread"] = (repo, number)
        self.comments.append(made)
        self._bump(thread, made["updated_at"])
        return made

    def remark(self, thread: Json, text: str, *, by: str = "clara", to: Json | None = None) -> Json:
        """Somebody writes beside a line of a change."""
        made = self._written(by, text)
        repo, number = thread["repo"], thread["number"]
        made["pull_request_url"] = f"{self.origin}/api/v3/repos/{repo}/pulls/{number}"
        made["html_url"] = f"{thread['html_url']}#discussion_r{made['id']}"
        made["path"] = "src/doors.py"
        made["thread"] = (repo, number)
        if to:
            made["in_reply_to_id"] = to.get("in_reply_to_id", to["id"])
        self.remarks.append(made)
        self._bump(thread, made["updated_at"])
        return made

    def review(self, thread: Json, text: str, *, by: str = "bruno") -> Json:
        made = self._written(by, text)
        made["submitted_at"] = made.pop("created_at")
        made["html_url"] = f"{thread['html_url']}#pullrequestreview-{made['id']}"
        made["thread"] = (thread["repo"], thread["number"])
        made["state"] = "COMMENTED"
        self.reviews.append(made)
        self._bump(thread, made["updated_at"])
        return made

    def say(self, thread: Json, text: str, *, by: str = "clara", to: Json | None = None) -> Json:
        """Somebody speaks in a discussion; answers are one level deep."""
        made = self._written(by, text)
        made["html_url"] = f"{thread['html_url']}#discussioncomment-{made['id']}"
        made["thread"] = (thread["repo"], thread["number"])
        made["to"] = to["node_id"] if to else ""
        self.said.append(made)
        self._bump(thread, made["updated_at"])
        return made

    def edit(self, one: Json, text: str) -> None:
        one["body"], one["body_html"] = text, f"<p>{escape(text)}</p>"
        one["updated_at"] = one["edited"] = self.tick()

    def delete(self, one: Json) -> None:
        for kind in (self.comments, self.remarks, self.said):
            if one in kind:
                kind.remove(one)
        if "number" in one:
            self.deleted.add((one["repo"], one["number"]))

    def transfer(self, thread: Json, repo: str) -> Json:
        """An issue moves to another repository, with all its comments."""
        old = (thread["repo"], thread["number"])
        moved = self.open(
            thread["title"], thread["body"], by="clara", repo=repo, at=thread["created_at"]
        )
        for one in self.comments:
            if one["thread"] == old:
                one["thread"] = (repo, moved["number"])
                one["issue_url"] = f"{self.origin}/api/v3/repos/{repo}/issues/{moved['number']}"
        self.moved[old] = (repo, moved["number"])
        del self.threads[old]
        return moved

    def tell(self, thread: Json, reason: str = "mention") -> Json:
        kind = {"issues": "Issue", "pulls": "PullRequest"}.get(thread["sort"], "Discussion")
        url = f"{self.origin}/api/v3/repos/{thread['repo']}/{thread['sort']}/{thread['number']}"
        made = {
            "id": str(self.next()),
            "reason": reason,
            "updated_at": thread["updated_at"],
            "subject": {
                "title": thread["title"],
                "type": kind,
                "url": None if kind == "Discussion" else url,
            },
            "repository": {"id": self.repos[thread["repo"]]["id"], "full_name": thread["repo"]},
        }
        self.told.append(made)
        return made

    # What the server answers

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request."""
        parts = urlsplit(target)
        path, query = unquote(parts.path), dict(parse_qsl(parts.query))
        if path.startswith("/login/"):
            return self._login(path, dict(parse_qsl(body.decode())))
        more: dict[str, str] = {}
        try:
            status, found, more = self._route(verb, path, query, headers, body)
        except No as refusal:
            status, found, more = refusal.status, refusal.body, refusal.headers
        payload = b"" if found is None else json.dumps(found).encode()
        etag = f'W/"{sha256(payload).hexdigest()[:16]}"'
        kind = {"Content-Type": "application/json; charset=utf-8"}
        if verb == "GET" and status == 200:
            kind |= {"ETag": etag, "X-Poll-Interval": "60"}
            since = headers.get("If-Modified-Since")
            if headers.get("If-None-Match") == etag or (
                since and since == more.get("Last-Modified")
            ):
                return 304, {**kind, **self._limits()}, b""
        self.left -= 1
        scopes = {} if self.scopes is None else {"X-OAuth-Scopes": self.scopes}
        ends = (
            {"GitHub-Authentication-Token-Expiration": self.token_ends} if self.token_ends else {}
        )
        return status, {**kind, **self._limits(), **scopes, **ends, **more}, payload

    def _limits(self) -> dict[str, str]:
        reset = int((datetime.now(UTC) + timedelta(minutes=40)).timestamp())
        return {
            "X-RateLimit-Limit": "5000",
            "X-RateLimit-Remaining": str(max(0, self.left)),
            "X-RateLimit-Reset": str(reset),
            "X-RateLimit-Resource": "core",
        }

    def _login(  # noqa: PLR0911 - a table of answers
        self, path: str, form: Mapping[str, str]
    ) -> Reply:
        kind = {"Content-Type": "application/json"}

        def said(status: int = 200, **found: Any) -> Reply:
            return status, kind, json.dumps(found).encode()

        if form["client_id"] != self.client:
            return said(404, error="Not Found")
        if path == "/login/device/code":
            return said(
                device_code=DEVICE,
                user_code=CODE,
                verification_uri=f"{self.origin}/login/device",
                expires_in=900,
                interval=1,
            )
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] != REFRESH:
                return said(error="bad_refresh_token")
            return said(access_token=TOKEN, refresh_token="ghr_next", expires_in=28800)
        assert form["device_code"] == DEVICE
        assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:device_code"
        errors = {"": "authorization_pending", "no": "access_denied", "expired": "expired_token"}
        if self.typed in errors:
            return said(error=errors[self.typed], error_description="…")
        if self.typed == "slow":
            return said(error="slow_down", interval=6)
        ends: Json = {"expires_in": 28800, "refresh_token": REFRESH} if self.short_lived else {}
        return said(access_token=TOKEN, token_type="bearer", scope="public_repo", **ends)

    def _route(  # noqa: PLR0911, PLR0912 - a table of addresses
        self,
        verb: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> tuple[int, Any, dict[str, str]]:
        if path == "/api/v3/meta":
            return 200, {"verifiable_password_authentication": False}, {}
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            raise No(401, "Bad credentials")
        assert headers["User-Agent"].startswith("cmworkstation/")
        if self.left <= 0:
            raise No(403, "API rate limit exceeded for user ID 11.")
        fields = json.loads(body) if body else {}
        if path == "/api/graphql":
            return 200, self._graphql(fields), {}
        path = path.removeprefix("/api/v3/")
        for old, new in self.renamed.items():
            if path.startswith(f"repos/{old}"):
                where = f"{self.origin}/api/v3/{path.replace(old, new, 1)}"
                where += f"?{urlencode(query)}" if query else ""
                return (301 if verb == "GET" else 307), {"message": "Moved"}, {"Location": where}
        if path == "user":
            return 200, {**(self.user("alma") or {}), "name": "Alma"}, {}
        if path == "notifications":
            if self.scopes is None:
                raise No(403, "Resource not accessible by personal access token")
            return self._notifications(query)
        if found := re.fullmatch(r"(users|orgs)/([^/]+)(/repos)?", path):
            return self._owner(found[2], whole=bool(found[3]))
        if found := re.fullmatch(r"(?:orgs/[^/]+|user)/blocks/(.+)", path):
            if verb == "DELETE" and found[1] not in self.blocked:
                raise No(404, "Not Found")
            (self.blocked.add if verb == "PUT" else self.blocked.discard)(found[1])
            return 204, None, {}
        found = re.fullmatch(r"repos/([^/]+/[^/]+)(?:/(.*))?", path)
        if not found or found[1] not in self.repos:
            raise No(404, "Not Found")
        if not found[2]:
            return 200, self.repos[found[1]], {}
        return self._in_repo(verb, found[1], found[2], query, fields)

    def _owner(self, owner: str, *, whole: bool) -> tuple[int, Any, dict[str, str]]:
        ours = [one for name, one in self.repos.items() if name.startswith(f"{owner}/")]
        if not ours:
            raise No(404, "Not Found")
        if whole:
            return 200, ours, {}
        return 200, {"login": owner, "type": "Organization", "name": owner.capitalize()}, {}

    def _notifications(self, query: Mapping[str, str]) -> tuple[int, Any, dict[str, str]]:
        found = [one for one in self.told[::-1] if one["updated_at"] > query.get("since", "")]
        newest = max((one["updated_at"] for one in self.told), default="2026-01-01T00:00:00Z")
        return 200, found[: int(query["per_page"])], {"Last-Modified": newest}

    def _paged(
        self, found: list[Json], path: str, query: Mapping[str, str]
    ) -> tuple[int, Any, dict[str, str]]:
        if "since" in query:
            found = [one for one in found if one["updated_at"] >= query["since"]]
        by = {"updated": "updated_at"}.get(query.get("sort", ""), "created_at")
        found = sorted(found, key=lambda one: (one.get(by, ""), one["id"]))
        if query.get("direction") == "desc":
            found.reverse()
        size = min(int(query.get("per_page", 30)), self.page)
        number = int(query.get("page", 1))
        part = found[size * (number - 1) : size * number]
        more = {}
        if size * number < len(found):
            after = urlencode({**query, "page": number + 1})
            more = {"Link": f'<{self.origin}/api/v3/{path}?{after}>; rel="next", <x>; rel="last"'}
        hidden = ("thread", "sort", "repo", "to", "edited")
        clean = [{name: one[name] for name in one if name not in hidden} for one in part]
        return 200, clean, more

    def _thread(self, repo: str, number: int) -> Json:
        if (repo, number) in self.deleted:
            raise No(410, "This issue was deleted")
        if (repo, number) in self.moved:
            repo, number = self.moved[repo, number]
            refusal = No(301, "Moved Permanently")
            refusal.headers = {"Location": f"{self.origin}/api/v3/repos/{repo}/issues/{number}"}
            raise refusal
        found = self.threads.get((repo, number))
        if found is None or found["sort"] == "discussions":
            raise No(404, "Not Found")
        return found

    def _in_repo(  # noqa: PLR0911 - a table of addresses
        self, verb: str, repo: str, rest: str, query: Mapping[str, str], fields: Json
    ) -> tuple[int, Any, dict[str, str]]:
        path = f"repos/{repo}/{rest}"
        ours = [one for (name, _), one in self.threads.items() if name == repo]
        lists = {
            "issues": [
                one
                for one in ours
                if one["sort"] != "discussions" and (repo, one["number"]) not in self.deleted
            ],
            "issues/comments": [one for one in self.comments if one["thread"][0] == repo],
            "pulls/comments": [one for one in self.remarks if one["thread"][0] == repo],
        }
        if rest in lists:
            if self.repos[repo].get("has_issues") is False:
                raise No(410, "Issues are disabled for this repo")
            return self._paged(lists[rest], path, query)
        if found := re.fullmatch(r"(issues|pulls)/comments/(\d+)", rest):
            kind = self.comments if found[1] == "issues" else self.remarks
            one = next((one for one in kind if one["id"] == int(found[2])), None)
            if one is None:
                raise No(404, "Not Found")
            if verb == "DELETE":
                kind.remove(one)
                return 204, None, {}
            return 200, one, {}
        found = re.fullmatch(r"(issues|pulls)/(\d+)(?:/(.*))?", rest)
        if not found:
            raise No(404, "Not Found")
        thread = self._thread(repo, int(found[2]))
        here = (thread["repo"], thread["number"])
        if not found[3]:
            return 200, thread, {}
        if found[3] == "lock":
            thread["locked"] = verb == "PUT"
            return 204, None, {}
        if verb == "POST":
            return 201, self._post(thread, found[1], found[3], fields), {}
        kinds = {
            "comments": self.comments if found[1] == "issues" else self.remarks,
            "reviews": self.reviews,
        }
        return self._paged([one for one in kinds[found[3]] if one["thread"] == here], path, query)

    def _post(self, thread: Json, kind: str, what: str, fields: Json) -> Json:
        if len(fields["body"]) > LONGEST:
            raise No(
                422, "Validation Failed", errors=["body is too long (maximum is 65536 characters)"]
            )
        if self.repos[thread["repo"]]["archived"]:
            raise No(403, "Repository was archived so is read-only.")
        if thread["locked"] and not self.repos[thread["repo"]]["permissions"]["push"]:
            raise No(403, "Unable to create comment because issue is locked.")
        if kind == "issues":
            made = self.comment(thread, fields["body"], by="alma")
        else:
            number = int(what.split("/")[1])
            top = next(one for one in self.remarks if one["id"] == number)
            if "in_reply_to_id" in top:
                raise No(422, "Replies to replies are not supported")
            made = self.remark(thread, fields["body"], by="alma", to=top)
        self.created.append(made)
        return made

    # GraphQL

    def _graphql(self, fields: Json) -> Json:  # noqa: PLR0911 - a table of questions
        query, given = fields["query"], fields["variables"]
        if "nodes(ids" in query:
            known = {one["node_id"] for one in [*self.comments, *self.remarks, *self.said]}
            nodes = [self._state(one) if one in known else None for one in given["ids"]]
            errors = [{"type": "NOT_FOUND", "message": "no node"} for one in nodes if one is None]
            return {"data": {"nodes": nodes}, **({"errors": errors} if errors else {})}
        for name in ("unminimizeComment", "minimizeComment"):
            if f"{name}(" in query:
                if name == "minimizeComment":
                    self.minimised[given["id"]] = given["why"].lower().replace("_", "-")
                else:
                    self.minimised.pop(given["id"], None)
                return {"data": {name: {}}}
        if "deleteIssue(" in query or "deleteDiscussion" in query:
            every = [*self.threads.values(), *self.said]
            one = next((one for one in every if one["node_id"] == given["id"]), None)
            if one is None:
                return {"data": None, "errors": [{"type": "NOT_FOUND", "message": "no node"}]}
            self.delete(one)
            return {"data": {}}
        if "addDiscussionComment(" in query:
            return self._answer(given["input"])
        repo = f"{given['owner']}/{given['name']}"
        if repo not in self.repos:
            error = {"type": "NOT_FOUND", "message": "Could not resolve to a Repository"}
            return {"data": {"repository": None}, "errors": [error]}
        talks = [
            one
            for (name, number), one in self.threads.items()
            if name == repo and one["sort"] == "discussions" and (name, number) not in self.deleted
        ]
        if "number" in given:
            found = next(
                (self._talk(one) for one in talks if one["number"] == given["number"]), None
            )
            if found is None:
                error = {"type": "NOT_FOUND", "message": "Could not resolve to a Discussion"}
                return {"data": {"repository": {"discussion": None}}, "errors": [error]}
            return {"data": {"repository": {"discussion": found}}}
        by = "updated_at" if given["field"] == "UPDATED_AT" else "created_at"
        talks.sort(key=lambda one: one[by], reverse=True)
        start = int(given["after"] or 0)
        size = min(10, self.page)
        info = {"hasNextPage": start + size < len(talks), "endCursor": str(start + size)}
        nodes = [self._talk(one) for one in talks[start : start + size]]
        return {"data": {"repository": {"discussions": {"pageInfo": info, "nodes": nodes}}}}

    def _state(self, node: str) -> Json:
        hidden = self.minimised.get(node)
        return {"id": node, "isMinimized": bool(hidden), "minimizedReason": hidden}

    def _node(self, one: Json) -> Json:
        user = one["user"]
        author = user and {
            "login": user["login"],
            "url": user["html_url"],
            "__typename": user["type"],
            "databaseId": user["id"],
        }
        return {
            "id": one["node_id"],
            "databaseId": one["id"],
            "url": one["html_url"],
            "body": one["body"],
            "bodyHTML": one["body_html"],
            "createdAt": one["created_at"],
            "updatedAt": one["updated_at"],
            "lastEditedAt": one.get("edited"),
            "author": author,
            "deletedAt": None,
            **self._state(one["node_id"]),
        }

    def _talk(self, thread: Json) -> Json:
        here = [one for one in self.said if one["thread"] == (thread["repo"], thread["number"])]
        nodes = [
            {
                **self._node(one),
                "replies": {
                    "nodes": [self._node(two) for two in here if two["to"] == one["node_id"]]
                },
            }
            for one in here
            if not one["to"]
        ]
        more = {"number": thread["number"], "title": thread["title"], "locked": thread["locked"]}
        comments = {"pageInfo": {"hasPreviousPage": False}, "nodes": nodes}
        return {**self._node(thread), **more, "comments": comments}

    def _answer(self, given: Json) -> Json:
        thread = next(
            one for one in self.threads.values() if one["node_id"] == given["discussionId"]
        )
        if len(given["body"]) > LONGEST:
            error = {
                "type": "UNPROCESSABLE",
                "message": "Body is too long (maximum is 65536 characters)",
            }
            return {"data": {"addDiscussionComment": None}, "errors": [error]}
        to = next((one for one in self.said if one["node_id"] == given.get("replyToId")), None)
        if to and to["to"]:
            error = {"type": "UNPROCESSABLE", "message": "Parent comment is already in a thread"}
            return {"data": {"addDiscussionComment": None}, "errors": [error]}
        made = self.say(thread, given["body"], by="alma", to=to)
        self.created.append(made)
        return {"data": {"addDiscussionComment": {"comment": self._node(made)}}}
