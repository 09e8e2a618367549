"""Reddit behind its interface: an inbox, a community that we moderate, tokens. All people are invented."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]
US, CLARA, PAUL = "ormaie", "clara_example", "paul_example"
COLLEAGUE = "colleague_example"  # another moderator
PLACE = "Ormaie"
CLIENT, CLIENT_SECRET = "client-1", "secret-that-nobody-may-see"
ACCESS, REFRESH = "access-that-nobody-may-see", "refresh-that-nobody-may-see"
CODE, REDIRECT = "code-1", "http://127.0.0.1:8714/callback"
MODERATORS_SEE = ("num_reports", "banned_by", "spam", "removed", "removed_by_category")


class No(Exception):
    """A refusal: by its status, or, as Reddit prefers it, by a code in a good answer."""

    def __init__(self, status: int, reason: str = "", words: str = "", **more: object) -> None:
        super().__init__(reason)
        self.answer: tuple[int, Json] = (
            status,
            {"message": words, "error": status, "reason": reason},
        )
        if status == 200:
            self.answer = 200, {"json": {"errors": [[reason, words, "ratelimit"]], **more}}


@dataclass
class FakeReddit(Misbehaving):
    """One account, the moderator of one community."""

    letters: list[Json] = field(default_factory=list)  # to the moderators; messages under "said"
    things: list[Json] = field(default_factory=list)  # {"kind", "inbox", "data"}
    refusals: dict[str, No] = field(default_factory=dict)  # by the beginning of "VERB path"
    access: str = ACCESS
    has_secret: bool = False
    permanent: bool = True
    ended: bool = False
    redirect: str = REDIRECT
    challenge: str = ""  # is sent along, and not looked at
    revoked: list[str] = field(default_factory=list)
    locked: set[str] = field(default_factory=set)
    banned: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    allowance: Mapping[str, str] = field(default_factory=dict)
    moderated: tuple[str, ...] = (PLACE,)
    silent: bool = False  # nothing is told of a comment that was made
    cut: int = 500  # comments of a thread
    count: int = 0
    created: list[str] = field(default_factory=list)

    def _made(self, kind: str, inbox: bool, data: Json) -> Json:
        self.count += 1
        id_ = f"a{self.count}"
        now = datetime.now(UTC).timestamp() + self.count / 1000
        made = {"id": id_, "name": f"{kind}_{id_}", "created_utc": now, "score": self.count, **data}
        self.things.append({"kind": kind, "inbox": inbox, "data": made})
        return made

    def post(self, title: str = "The reading room", *, by: str = CLARA, place: str = PLACE) -> Json:
        made = self._made(
            "t3", False, {"title": title, "selftext": "", "author": by, "subreddit": place}
        )
        made["edited"] = False
        made["permalink"] = f"/r/{place}/comments/{made['id']}/the_reading_room/"
        return made

    def comment(
        self,
        text: str = "When do you open?",
        *,
        to: Json | None = None,
        by: str = CLARA,
        inbox: bool = True,
        kind: str = "comment_reply",
    ) -> Json:
        """Somebody answers; a post of ours elsewhere by default, so that it comes to the inbox alone."""
        if to is None:
            posts = [one["data"] for one in self.things if one["kind"] == "t3"]
            to = posts[0] if posts else self.post(by=US, place="books")
        above = to
        link = above.get("link_id", above["name"])
        data = {
            "body": text,
            "author": by,
            "parent_id": above["name"],
            "link_id": link,
            "link_title": "The reading room",
            "subreddit": above["subreddit"],
            "edited": False,
            "type": kind,
        }
        made = self._made("t1", inbox and by != US, data)
        made["permalink"] = f"/r/{above['subreddit']}/comments/{link[3:]}/x/{made['id']}/"
        return made

    def message(
        self, text: str = "A word in private.", *, by: str = CLARA, to: Json | None = None
    ) -> Json:
        data: Json = {
            "body": text,
            "author": by,
            "dest": CLARA if by == US else US,
            "subject": "Hello",
        }
        if to:
            data |= {
                "parent_id": to["name"],
                "first_message_name": to.get("first_message_name") or to["name"],
            }
        return self._made("t4", by != US, data)

    def letter(
        self,
        text: str = "May I post about our fair?",
        *,
        by: str = CLARA,
        to: Json | None = None,
        note: bool = False,
        place: str = PLACE,
    ) -> Json:
        """Somebody writes to the moderators, or on in a letter; a note is for moderators alone."""
        self.count += 1
        now = datetime.now(UTC) + timedelta(milliseconds=self.count)
        letter = to
        if letter is None:
            letter = {"id": f"l{self.count}", "subject": "A question", "isInternal": False}
            letter |= {"owner": {"displayName": place, "type": "subreddit"}, "said": []}
            self.letters.append(letter)
        author = {"name": by, "isMod": by in (US, COLLEAGUE), "isDeleted": False}
        said = {"id": f"m{self.count}", "author": author, "isInternal": note}
        said |= {"date": now.isoformat(), "bodyMarkdown": text, "body": f"<p>{text}</p>"}
        letter["said"].append(said)
        letter["lastUpdated"] = now.isoformat()
        return letter

    def _mail(self, number: str, asked: Mapping[str, str]) -> Json:
        """Answer with the list of letters, or one of them."""
        if number:
            assert asked["markRead"] == "false"
            return self._whole(number)
        assert (asked["sort"], asked["state"]) == ("recent", "all")
        places = asked["entity"].split(",")
        if not set(places) <= set(self.moderated):
            raise No(403, "private")
        there = [one for one in self.letters if one["owner"]["displayName"] in places]
        there.sort(key=lambda one: str(one["lastUpdated"]), reverse=True)
        names = [one["id"] for one in there]
        start = names.index(asked["after"]) + 1 if "after" in asked else 0
        part = there[start : start + int(asked["limit"])]
        newest = {one["said"][-1]["id"]: one["said"][-1] for one in part}
        told = {one["id"]: _told(one, one["said"][-1:]) for one in part}
        return {"conversations": told, "messages": newest, "conversationIds": list(told)}

    def _whole(self, number: str) -> Json:
        for one in self.letters:
            if one["id"] == number:
                said = {str(message["id"]): message for message in one["said"]}
                return {"conversation": _told(one, one["said"]), "messages": said, "modActions": {}}
        raise No(404, "CONVERSATION_NOT_FOUND")

    def _answer_letter(self, number: str, form: Mapping[str, str]) -> Json:
        assert (form["isInternal"], form["isAuthorHidden"]) == ("false", "false")
        there = [one for one in self.letters if one["id"] == number]
        if not there:
            raise No(404, "CONVERSATION_NOT_FOUND")
        self.letter(form["body"], by=US, to=there[0])
        self.created.append(there[0]["said"][-1]["id"])
        return self._whole(number)

    # What Reddit answers

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        parts = urlsplit(target)
        asked, path = dict(parse_qsl(parts.query)), parts.path.strip("/")
        given = {name.lower(): value for name, value in headers.items()}
        kind = {"Content-Type": "application/json; charset=UTF-8", **self.allowance}
        form = dict(parse_qsl(body.decode()))
        try:
            _named(given["user-agent"])
            for begin, refusal in self.refusals.items():
                if f"{verb} {path}".startswith(begin):
                    raise refusal
            if path in ("api/v1/access_token", "api/v1/revoke_token"):
                found: Any = self._give(path, given.get("authorization", ""), form)
                return (204, {}, b"") if found is None else (200, kind, json.dumps(found).encode())
            self._check(given.get("authorization", ""))
            found = self._read(path, asked) if verb == "GET" else self._write(path, form)
        except No as no:
            return no.answer[0], kind, json.dumps(no.answer[1]).encode()
        return 200, kind, json.dumps(found).encode()

    def _check(self, authorisation: str) -> None:
        if authorisation != f"Bearer {self.access}":
            raise No(401)

    def _give(self, path: str, basic: str, form: Mapping[str, str]) -> Json | None:
        secret = CLIENT_SECRET if self.has_secret else ""
        if basic != f"Basic {b64encode(f'{CLIENT}:{secret}'.encode()).decode()}":
            raise No(401)
        if path.endswith("revoke_token"):
            self.revoked.append(form["token"])
            return None
        if form["grant_type"] == "refresh_token":
            if self.ended or form["refresh_token"] != REFRESH:
                raise No(400, "invalid_grant")
            self.access = f"{ACCESS}-anew"
            return {"access_token": self.access, "token_type": "bearer", "expires_in": 86400}
        if form["code"] != CODE or form["redirect_uri"] != self.redirect:
            return {"error": "invalid_grant"}
        found = {"access_token": self.access, "token_type": "bearer", "expires_in": 86400}
        return found | ({"refresh_token": REFRESH} if self.permanent else {})

    def _read(self, path: str, asked: Mapping[str, str]) -> Any:
        assert asked["raw_json"] == "1"
        if path == "api/v1/me":
            return {"name": US, "id": "u1"}
        if path.startswith("api/mod/conversations"):
            return self._mail(path.removeprefix("api/mod/conversations").strip("/"), asked)
        if path == "subreddits/mine/moderator":
            found = [{"kind": "t5", "data": {"display_name": one}} for one in self.moderated]
            return {"kind": "Listing", "data": {"after": None, "children": found}}
        ours = [one for one in self.things if one["data"]["author"] == US]
        lists = {
            "message/inbox": [_in_inbox(one) for one in self.things if one["inbox"]],
            "message/sent": [one for one in ours if one["kind"] == "t4"],
            f"user/{US}/submitted": [one for one in ours if one["kind"] == "t3"],
            f"user/{US}/comments": [one for one in ours if one["kind"] == "t1"],
            "api/info": [one for one in self.things if one["data"]["name"] == asked.get("id")],
        }
        assert path != "message/inbox" or asked["mark"] == "false"
        if path == "search":
            assert (asked["sort"], asked["type"]) == ("new", "link,comment")
            return self._listed([one for one in self.things if _says(one, asked["q"])], asked)
        if by := re.fullmatch(r"user/([\w-]+)/overview", path):
            mine = [one for one in self.things if one["data"]["author"] == by[1]]
            return self._listed([one for one in mine if one["kind"] != "t4"], asked)
        return self._listed(lists[path], asked) if path in lists else self._read_place(path, asked)

    def _read_place(self, path: str, asked: Mapping[str, str]) -> Any:
        head, name, *rest = path.split("/")
        if head == "r" and name in self.moderated:
            kind = {"comments": ("t1",), "new": ("t3",), "about/modqueue": ("t1", "t3")}[
                "/".join(rest)
            ]
            there = [
                one
                for one in self.things
                if one["kind"] in kind and one["data"]["subreddit"] == name
            ]
            if rest[0] == "about":
                there = [one for one in there if one["data"].get("num_reports")]
            return self._listed(there, asked)
        if head == "message":
            return self._talk(rest[0], asked)
        if head == "comments":
            return self._thread(name, asked)
        raise No(403, "private")

    def _listed(self, found: list[Json], asked: Mapping[str, str]) -> Json:
        newest = [{"kind": one["kind"], "data": one["data"]} for one in found[::-1]]
        names = [one["data"]["name"] for one in newest]
        start = names.index(asked["after"]) + 1 if "after" in asked else 0
        part = newest[start : start + int(asked.get("limit", 25))]
        more = bool(part) and part[-1] is not newest[-1]
        after = part[-1]["data"]["name"] if more else None
        return {"kind": "Listing", "data": {"after": after, "children": part}}

    def _talk(self, id_: str, asked: Mapping[str, str]) -> Json:
        wanted = f"t4_{id_}"
        first = [one for one in self.things if one["data"]["name"] == wanted]
        below = [one for one in self.things if one["data"].get("first_message_name") == wanted]
        replies = self._listed(below, {"limit": "100"}) if below else ""
        return self._listed(
            [{**one, "data": {**one["data"], "replies": replies}} for one in first], asked
        )

    def _thread(self, id_: str, asked: Mapping[str, str]) -> list[Json]:
        link = f"t3_{id_}"
        posts = [one for one in self.things if one["data"]["name"] == link]
        if not posts:
            raise No(404)
        below = [one for one in self.things if one["data"].get("link_id") == link][-self.cut :]
        if comment := asked.get("comment"):
            below = [
                one
                for one in self.things
                if one["data"].get("link_id") == link and one["data"]["id"] == comment
            ]
        names = {one["data"]["name"] for one in below}

        def branch(above: str) -> Json | str:
            here = [one for one in below if one["data"]["parent_id"] == above]
            if above == link:
                here = [one for one in below if one["data"]["parent_id"] not in names]
            told = [
                {**one, "data": {**one["data"], "replies": branch(one["data"]["name"])}}
                for one in here
            ]
            more = {"kind": "more", "data": {"name": "t1__", "children": []}}
            children = [*({"kind": one["kind"], "data": one["data"]} for one in told), more]
            return {"kind": "Listing", "data": {"children": children}} if here else ""

        comments = branch(link) or {"kind": "Listing", "data": {"children": []}}
        return [self._listed(posts, asked), comments]  # type: ignore[list-item]

    def _write(self, path: str, form: Mapping[str, str]) -> Json:
        assert form["api_type"] == "json"
        match path.split("/"):
            case ["api", "comment"]:
                return self._answer(form)
            case ["api", "mod", "conversations", number]:
                return self._answer_letter(number, form)
            case ["api", "submit"]:
                made = self.post(form["title"], by=US, place=form["sr"])
                made["selftext"] = form["text"]
                self.created.append(made["name"])
                url = f"https://www.reddit.com{made['permalink']}"
                told = {"id": made["id"], "name": made["name"], "url": url}
                return {"json": {"errors": [], "data": told}}
            case ["api", "approve" | "remove" as verb]:
                data = self._thing(form["id"])["data"]
                data["num_reports"] = 0
                data["spam"] = form.get("spam") == "true"
                data["banned_by"] = US if verb == "remove" else None
            case ["api", "lock" | "unlock" as verb]:
                (self.locked.add if verb == "lock" else self.locked.discard)(form["id"])
            case ["r", name, "api", "friend" | "unfriend" as verb] if name in self.moderated:
                (self.banned.add if verb == "friend" else self.banned.discard)(form["name"])
            case ["api", "block_user"]:
                self.blocked.add(form["name"])
            case _:
                raise No(403, "private")
        return {}

    def _thing(self, name: str) -> Json:
        for one in self.things:
            if one["data"]["name"] == name:
                return one
        raise No(200, "DELETED_COMMENT", "that comment has been deleted")

    def _answer(self, form: Mapping[str, str]) -> Json:
        above = self._thing(form["thing_id"])
        if above["data"].get("link_id") in self.locked:
            raise No(200, "THREAD_LOCKED", "Comments are locked.")
        if above["kind"] == "t4":
            kind, made = "t4", self.message(form["text"], by=US, to=above["data"])
        else:
            kind, made = "t1", self.comment(form["text"], by=US, to=above["data"])
        self.created.append(made["name"])
        things = [] if self.silent else [{"kind": kind, "data": dict(made)}]
        return {"json": {"errors": [], "data": {"things": things}}}


def _told(letter: Json, said: list[Json]) -> Json:
    """Return a letter as it is told; among what happened to it stands what no message is."""
    known = [{"id": one["id"], "key": "messages"} for one in said]
    happened = [{"id": "act1", "key": "modActions"}]
    whole = {name: value for name, value in letter.items() if name != "said"}
    return {**whole, "objIds": [*happened, *known], "numMessages": len(letter["said"])}


def _says(one: Json, words: str) -> bool:
    said = " ".join(str(one["data"].get(name, "")) for name in ("title", "selftext", "body"))
    return one["kind"] != "t4" and words.lower() in said.lower()


def _named(agent: str) -> None:
    if not agent.startswith("desktop:cmworkstation:"):
        raise No(429, "too many requests")  # as those who do not say who they are


def _in_inbox(one: Json) -> Json:
    """Return a thing as the inbox tells it: a comment without its post's name, with its address as "context"."""
    if one["kind"] != "t1":
        return one
    data = {
        name: value for name, value in one["data"].items() if name not in ("link_id", "permalink")
    }
    return {
        **one,
        "data": {**data, "context": f"{one['data']['permalink']}?context=3", "was_comment": True},
    }
