"""A WordPress on loopback: the comments of a site as core's REST interface serves them, odd corners included.

It keeps what was really stored, so that a test can count. Modelled on core 6.1: dates of the site's own time
zone in `after`, rights per role, doubles and floods refused, the trash, and the status that fails when it is
set a second time. All people and texts are invented.
"""

import html
import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]
Result = tuple[int, dict[str, str], Any]

PASSWORD = "abcd EFGH ijkl MNOP qrst UVWX"
ROLES = {"alma": "administrator", "bruno": "editor", "clara": "subscriber"}
USERS = {"alma": 1, "bruno": 2, "clara": 3}
SHOWN = {"1": "approved", "0": "hold", "spam": "spam", "trash": "trash"}
STORED = {
    "approved": "1",
    "approve": "1",
    "1": "1",
    "hold": "0",
    "0": "0",
    "spam": "spam",
    "trash": "trash",
}
LISTS: dict[str, tuple[str, ...]] = {
    "approve": ("1",),
    "hold": ("0",),
    "spam": ("spam",),
    "trash": ("trash",),
}
LISTS |= {"all": ("1", "0"), "any": ("1", "0", "spam", "trash")}
LONGEST = 65_525
BASES = {"posts": "post", "pages": "page", "books": "book"}


class Problem(Exception):
    """An error of the interface: code, status, and what it says."""

    def __init__(self, code: str, status: int, words: str = "Sorry, no.") -> None:
        super().__init__(code)
        self.answer: Result = (
            status,
            {},
            {"code": code, "message": words, "data": {"status": status}},
        )


@dataclass
class FakeWordpress(Misbehaving):
    """The whole state of one site."""

    offset: timedelta = timedelta(hours=2)  # of the site's clock from UTC
    trash: bool = True  # False: EMPTY_TRASH_DAYS is 0
    pretty: bool = True  # readable addresses
    strict: bool = False  # newer cores refuse a wrong password wherever it is shown
    flood_status: int = 400
    flooding: bool = False
    rewrites: Callable[[str], str] = field(default=lambda text: text)  # an extension changes texts
    strips_authorization: bool = False
    closed: set[int] = field(default_factory=set)
    hidden_lists: set[str] = field(default_factory=lambda: {"books"})  # kinds without a list
    passwords: dict[str, str] = field(default_factory=lambda: dict.fromkeys(USERS, PASSWORD))
    articles: dict[int, Json] = field(default_factory=dict)
    comments: dict[int, Json] = field(default_factory=dict)
    created: list[int] = field(default_factory=list)  # comments published through the interface
    written: list[int] = field(default_factory=list)  # articles written through the interface
    strange: list[Any] = field(default_factory=list)  # what an extension puts on the first page
    revoked: list[str] = field(default_factory=list)
    at: datetime = field(
        default_factory=lambda: datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    )
    count: int = 100

    # What people do

    def article(self, title: str = "Opening hours", kind: str = "posts") -> int:
        """Publish an article; return its number."""
        number = self._next()
        self.articles[number] = {"base": kind, "title": title, "at": self.at}
        return number

    def visit(self, article: int, text: str, *, by: str = "Nour", parent: int = 0) -> Json:
        """A visitor writes with the form; it waits for moderation."""
        comment = self._store(article, text, parent, by, f"{by.lower()}@visitor.example")
        comment["agent"], comment["ip"] = "Visitor/1.0", "203.0.113.7"
        return comment

    def by_staff(self, article: int, text: str, *, user: str = "bruno", parent: int = 0) -> Json:
        """A colleague answers in the administration."""
        comment = self._store(article, text, parent, user, f"{user}@site.example")
        comment |= {"user": USERS[user], "status": "1"}
        return comment

    def _next(self) -> int:
        self.count += 1
        self.at += timedelta(seconds=1)
        return self.count

    def _store(self, article: int, text: str, parent: int, name: str, email: str) -> Json:
        number = self._next()
        self.comments[number] = {
            "id": number, "post": article, "parent": parent, "user": 0, "name": name, "email": email, "url": "",
            "ip": "127.0.0.1", "agent": "", "at": self.at, "content": text, "status": "0", "type": "comment",
            "before": "",
        }  # fmt: skip
        return self.comments[number]

    # What the site answers

    @property
    def root(self) -> str:
        """The address of the interface."""
        return f"{self.origin}/wp-json/" if self.pretty else f"{self.origin}/?rest_route=/"

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        route = query.pop("rest_route", "") or re.sub(r"^/wp-json", "", parts.path)
        if not parts.path.startswith("/wp-json") and "rest_route=" not in parts.query:
            page = '<!doctype html><meta name="generator" content="WordPress 6.1.9"><p>Welcome'
            link = {"Link": f'<{self.root}>; rel="https://api.w.org/"'}
            return 200, {"Content-Type": "text/html; charset=UTF-8", **link}, page.encode()
        try:
            user = self._user(headers)
            fields = json.loads(body) if body else {}
            status, more, found = self._route(verb, route, query, fields, user, headers)
        except Problem as problem:
            status, more, found = problem.answer
        kind = {"Content-Type": "application/json; charset=UTF-8"}
        return status, {**kind, **more}, json.dumps(found).encode()

    def _user(self, headers: Mapping[str, str]) -> str:
        given = headers.get("Authorization", "")
        if self.strips_authorization or not given:
            return ""
        for user, password in self.passwords.items():
            if given == "Basic " + b64encode(f"{user}:{password}".encode()).decode():
                return user
        if self.strict:
            raise Problem("incorrect_password", 401)
        return ""

    def _route(  # noqa: PLR0911 - a table of addresses
        self, verb: str, route: str, query: Json, body: Json, user: str, headers: Mapping[str, str]
    ) -> Result:
        if route == "/":
            return 200, {}, self._about()
        route = route.removeprefix("/wp/v2/")
        if route == "users/me":
            return self._me(user, query)
        if route.startswith("users/me/application-passwords/"):
            return self._passwords(verb, route.rpartition("/")[2], user)
        if route == "comments":
            if verb == "POST":
                return self._create(body, user, headers)
            return self._list(query, user)
        if found := re.fullmatch(r"comments/(\d+)", route):
            comment = self.comments.get(int(found[1]))
            if comment is None:
                raise Problem("rest_comment_invalid_id", 404, "Invalid comment ID.")
            if verb == "POST":
                return self._update(comment, body, user, headers)
            if verb == "DELETE":
                return self._delete(comment, query, user)
            self._may_read(comment, query, user)
            return 200, {}, self._shown(comment, query)
        if route == "posts" and verb == "POST":
            return self._write(body, user)
        if route == "posts" and "author" in query:
            self._may_write(user)
            mine = [one for one in self.articles if self.articles[one].get("user") == USERS[user]]
            shown = [self._own_article(one) for one in sorted(mine, reverse=True)]
            return 200, self._totals(len(shown), 100), shown
        if route in BASES and route not in self.hidden_lists:
            wanted = {int(number) for number in query["include"].split(",")}
            found_articles = [
                self._article(number, one)
                for number, one in self.articles.items()
                if number in wanted and one["base"] == route
            ]
            return 200, self._totals(len(found_articles), 1), found_articles
        raise Problem("rest_no_route", 404, "No route was found matching the URL.")

    def _about(self) -> Json:
        page = f"{self.origin}/wp-admin/authorize-application.php"
        ways = {"application-passwords": {"endpoints": {"authorization": page}}}
        return {
            "name": "Ormaie &amp; co",
            "home": self.origin,
            "url": self.origin,
            "gmt_offset": self.offset / timedelta(hours=1),
            "namespaces": ["oembed/1.0", "wp/v2"],
            "authentication": ways,
        }

    def _me(self, user: str, query: Json) -> Result:
        if not user:
            raise Problem("rest_not_logged_in", 401, "You are not currently logged in.")
        me: Json = {"id": USERS[user], "name": user.capitalize(), "slug": user}
        if query.get("context") == "edit":
            me["capabilities"] = {"read": True, "moderate_comments": self._moderates(user)}
            me["capabilities"] |= dict.fromkeys(
                ("publish_posts", "edit_posts"), self._moderates(user)
            )
        return 200, {}, me

    def _passwords(self, verb: str, name: str, user: str) -> Result:
        if not user:
            raise Problem("rest_not_logged_in", 401)
        uuid = f"00000000-0000-4000-8000-00000000000{USERS[user]}"
        if verb == "DELETE" and name == uuid:
            self.revoked.append(user)
            self.passwords[user] = "nobody knows"
            return 200, {}, {"deleted": True}
        return 200, {}, {"uuid": uuid, "name": "CM Workstation"}

    def _moderates(self, user: str) -> bool:
        return ROLES.get(user) in ("administrator", "editor")

    def _list(self, query: Json, user: str) -> Result:
        for name in ("status", "author", "author_email"):
            usual = "approve" if name == "status" else ""
            if query.get(name, usual) != usual and not self._moderates(user):
                words = f"Query parameter not permitted: {name}"
                raise Problem("rest_forbidden_param", 403 if user else 401, words)
        if query.get("context") == "edit" and not self._moderates(user):
            raise Problem("rest_forbidden_context", 403 if user else 401)
        per_page, number = int(query.get("per_page", 10)), int(query.get("page", 1))
        if not 1 <= per_page <= 100 or number < 1:
            raise Problem("rest_invalid_param", 400, "Invalid parameter(s): per_page")
        if any(not value for value in query.values()):
            raise Problem("rest_invalid_param", 400, "Invalid parameter(s)")
        kept = LISTS[query.get("status", "approve")]
        found = [one for one in self.comments.values() if one["status"] in kept]
        found = [one for one in found if query.get("type", "comment") == one["type"]]
        for name, key in (("post", "post"), ("parent", "parent"), ("author", "user")):
            if name in query:
                found = [one for one in found if one[key] == int(query[name])]
        if "after" in query:  # compared with the time on the site's own clock
            after = datetime.fromisoformat(query["after"]).replace(tzinfo=UTC)
            found = [one for one in found if one["at"] + self.offset > after]
        if "before" in query:
            before = datetime.fromisoformat(query["before"]).replace(tzinfo=UTC)
            found = [one for one in found if one["at"] + self.offset < before]
        by_id = query.get("orderby") == "id"
        found.sort(
            key=lambda one: (0 if by_id else one["at"], one["id"]),
            reverse=query.get("order", "desc") == "desc",
        )
        page = found[per_page * (number - 1) : per_page * number]
        shown = [self._shown(one, query) for one in page]
        shown = [*self.strange, *shown] if number == 1 else shown
        return 200, self._totals(len(found), per_page), shown

    def _totals(self, total: int, per_page: int) -> dict[str, str]:
        return {"X-WP-Total": str(total), "X-WP-TotalPages": str(-(-total // per_page))}

    def _may_read(self, comment: Json, query: Json, user: str) -> None:
        if query.get("context") == "edit" and not self._moderates(user):
            raise Problem("rest_forbidden_context", 403 if user else 401)
        if comment["status"] != "1" and not self._moderates(user):
            raise Problem("rest_cannot_read", 403 if user else 401)

    def _shown(self, comment: Json, query: Json) -> Json:
        at, edit = comment["at"], query.get("context") == "edit"
        number, base = comment["id"], self.articles[comment["post"]]["base"]
        found: Json = {
            "id": number,
            "post": comment["post"],
            "parent": comment["parent"],
            "author": comment["user"],
            "author_name": html.escape(comment["name"]),
            "author_url": comment["url"],
            "date": (at + self.offset).strftime("%Y-%m-%dT%H:%M:%S"),
            "date_gmt": at.strftime("%Y-%m-%dT%H:%M:%S"),
            "content": {"rendered": f"<p>{comment['content']}</p>\n"},
            "link": f"{self.origin}/?p={comment['post']}#comment-{number}",
            "status": SHOWN[comment["status"]],
            "type": comment["type"],
            "_links": {
                "up": [{"embeddable": True, "href": f"{self.root}wp/v2/{base}/{comment['post']}"}],
                "self": [{"href": f"{self.root}wp/v2/comments/{number}"}],
            },
        }
        if edit:
            found["content"]["raw"] = comment["content"]
            found |= {
                "author_email": comment["email"],
                "author_ip": comment["ip"],
                "author_user_agent": comment["agent"],
            }
        if "_fields" in query:
            names = {name.partition(".")[0] for name in query["_fields"].split(",")}
            found = {name: value for name, value in found.items() if name in names}
        return found

    def _article(self, number: int, one: Json) -> Json:
        return {
            "id": number,
            "type": BASES[one["base"]],
            "link": f"{self.origin}/?p={number}",
            "title": {"rendered": html.escape(one["title"])},
            "excerpt": {"rendered": "<p>It begins like this.</p>"},
            "date_gmt": one["at"].strftime("%Y-%m-%dT%H:%M:%S"),
        }

    def _may_write(self, user: str) -> None:
        if not self._moderates(user):
            raise Problem("rest_cannot_create", 403 if user else 401)

    def _write(self, body: Json, user: str) -> Result:
        """Keep an article; of a draft, the date is the one of its last change."""
        self._may_write(user)
        number = self.article(html.unescape(body["title"]))
        told = {"user": USERS[user], "content": body["content"], "status": body["status"]}
        self.articles[number] |= {**told, "at": datetime.now(UTC).replace(microsecond=0)}
        self.written.append(number)
        return 201, {}, self._own_article(number)

    def _own_article(self, number: int) -> Json:
        one = self.articles[number]
        at = one["at"].strftime("%Y-%m-%dT%H:%M:%S")
        found = {**self._article(number, one), "author": one["user"], "status": one["status"]}
        found |= {
            "modified_gmt": at,
            "content": {"raw": one["content"], "rendered": one["content"]},
        }
        return found

    def _create(self, body: Json, user: str, headers: Mapping[str, str]) -> Result:
        if not user:
            raise Problem("rest_comment_login_required", 401)
        if body.get("author", USERS[user]) != USERS[user] and not self._moderates(user):
            raise Problem("rest_comment_invalid_author", 403)
        article = body.get("post", 0)
        if article not in self.articles:
            raise Problem("rest_comment_invalid_post_id", 403)
        if article in self.closed:
            words = "Sorry, comments are <strong>closed</strong> for this item."
            raise Problem("rest_comment_closed", 403, words)
        text = re.sub(r"[\x00-\x08\x0b-\x1f]", "", body.get("content", "")).strip()
        if not text:
            raise Problem("rest_comment_content_invalid", 400)
        if len(text.encode()) > LONGEST:
            raise Problem("comment_content_column_length", 400)
        same = [
            one
            for one in self.comments.values()
            if (one["post"], one["parent"], one["user"])
            == (article, body.get("parent", 0), USERS[user])
            and one["content"]
            == re.sub(r"\\(.?)", r"\1", text)  # it takes backslashes away to compare
            and one["status"] != "trash"
        ]
        if same:
            raise Problem("comment_duplicate", 409, "Duplicate comment detected.")
        if self.flooding and not self._moderates(user):
            raise Problem("comment_flood", self.flood_status, "You are posting too quickly.")
        comment = self._store(article, self.rewrites(text), body.get("parent", 0), user, "")
        comment |= {"user": USERS[user], "status": "1" if self._moderates(user) else "0"}
        comment |= {"at": datetime.now(UTC).replace(microsecond=0), "email": f"{user}@site.example"}
        comment["agent"] = headers.get("User-Agent", "")
        self.created.append(comment["id"])
        place = {"Location": f"{self.root}wp/v2/comments/{comment['id']}"}
        return 201, place, self._shown(comment, {"context": "edit"})

    def _update(self, comment: Json, body: Json, user: str, headers: Mapping[str, str]) -> Result:
        if not self._moderates(user):
            raise Problem("rest_cannot_edit", 403 if user else 401)
        # Whatever is changed, address and program are written anew: ours, unless both are sent along.
        comment["ip"] = body.get("author_ip") or "127.0.0.1"
        comment["agent"] = body.get("author_user_agent") or headers.get("User-Agent", "")
        if "content" in body:
            comment["content"] = body["content"]
        if "status" in body and not self._set_status(comment, body["status"]):
            raise Problem("rest_comment_failed_edit", 500, "Updating comment status failed.")
        return 200, {}, self._shown(comment, {"context": "edit"})

    def _set_status(self, comment: Json, wanted: str) -> bool:
        if wanted in ("unspam", "untrash"):
            if comment["status"] not in ("spam", "trash"):
                return False
            comment["status"] = comment["before"] or "0"
            return True
        if STORED[wanted] == comment["status"]:
            return False
        if wanted == "trash" and not self.trash:
            del self.comments[comment["id"]]
            return True
        if wanted in ("spam", "trash"):
            comment["before"] = comment["status"]
        comment["status"] = STORED[wanted]
        return True

    def _delete(self, comment: Json, query: Json, user: str) -> Result:
        if not self._moderates(user):
            raise Problem("rest_cannot_delete", 403 if user else 401)
        if query.get("force") == "true":
            del self.comments[comment["id"]]
            return 200, {}, {"deleted": True, "previous": self._shown(comment, {})}
        if not self.trash:
            raise Problem("rest_trash_not_supported", 501, "Does not support trashing.")
        if comment["status"] == "trash":
            raise Problem("rest_already_trashed", 410, "The comment has already been trashed.")
        self._set_status(comment, "trash")
        return 200, {}, self._shown(comment, {"context": "edit"})
