"""A professional account of Instagram behind its Graph: media, comments on two levels, tags, conversations, tokens.

All people and posts are invented.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.connectors.fake_graph import APP, APP_SECRET, FakeGraph, Json, No, newest, stamp

US, NAME, CLARA = "17841400000000001", "mediatheques.ormaie", "clara.example"
CODE, SHORT, LONG = "code-1", "short-token-of-an-hour", "long-token-of-sixty-days"
REDIRECT = "https://localhost/"
TALK = "aWdfZAG06"
SIXTY_DAYS = 5_184_000


@dataclass
class FakeInstagram(FakeGraph):
    """One account, and its people."""

    token: str = LONG
    media: list[Json] = field(default_factory=list)
    tagged: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    messages: list[Json] = field(default_factory=list)
    mentions: list[Mapping[str, str]] = field(default_factory=list)
    sent_as: list[Mapping[str, str]] = field(default_factory=list)
    wrapped: bool = False  # the token comes within a list, as it has

    def publish(self, text: str = "The new reading room.") -> Json:
        made = self._media(text, NAME)
        self.media.append(made)
        return made

    def tag(self, text: str = "With @mediatheques.ormaie today") -> Json:
        made = self._media(text, CLARA)
        self.tagged.append(made)
        return made

    def _media(self, text: str, by: str) -> Json:
        return {
            "id": self.number(),
            "caption": text,
            "permalink": f"https://www.instagram.com/p/{self.count}/",
            "timestamp": stamp(datetime.now(UTC)),
            "username": by,
        }

    def comment(
        self, text: str = "When do you open?", *, below: Json | None = None, by: str = CLARA
    ) -> Json:
        """Somebody comments on media, or on a comment; the newest media by default."""
        above = below or self.media[-1]
        made: Json = {
            "id": self.number(),
            "text": text,
            "timestamp": stamp(datetime.now(UTC)),
            "username": by,
            "from": {"id": f"igsid-{by}", "username": by},
            "hidden": False,
            "on": above.get("on", above["id"]),
        }
        if "on" in above:
            made["parent_id"] = above.get("parent_id") or above["id"]
        self.comments.append(made)
        return made

    def say(
        self, text: str = "Is it about my card?", *, by: str = CLARA, at: datetime | None = None
    ) -> Json:
        person = {"id": US if by == NAME else f"igsid-{by}", "username": by}
        made: Json = {
            "id": f"aWdfm{self.number()}",
            "created_time": stamp(at or datetime.now(UTC)),
            "from": person,
            "message": text,
        }
        self.messages.append(made)
        return made

    # What the Graph answers

    def open(self, verb: str, path: str, asked: Mapping[str, str]) -> Json | None:
        if path == "oauth/access_token":
            known = (APP, APP_SECRET, CODE, REDIRECT)
            names = ("client_id", "client_secret", "code", "redirect_uri")
            if tuple(asked[name] for name in names) != known:
                raise No(100, 0, "Invalid authorization code")
            found = {"access_token": SHORT, "user_id": int(US), "permissions": "x"}
            return {"data": [found]} if self.wrapped else found
        if path == "access_token":
            if (asked["client_secret"], asked["access_token"]) != (APP_SECRET, SHORT):
                raise No(101)
            return {"access_token": LONG, "token_type": "bearer", "expires_in": SIXTY_DAYS}
        if path == "refresh_access_token":
            if asked["access_token"] != self.token:
                raise No(190)
            self.token = f"{LONG}-anew"
            return {"access_token": self.token, "token_type": "bearer", "expires_in": SIXTY_DAYS}
        return None

    def serve(self, verb: str, path: list[str], asked: Mapping[str, str]) -> Json:
        head, edge = path[0], path[1] if len(path) > 1 else ""
        known = {
            "GET media": lambda _, asked: self._listed(list(map(self._counted, self.media)), asked),
            "GET tags": lambda _, asked: self._listed(self.tagged, asked),
            "GET conversations": lambda _, asked: self._talks(asked),
            "GET messages": lambda _, asked: self.paged(
                newest(self.messages, "created_time"), asked
            ),
            "GET comments": self._comments,
            "GET replies": self._replies,
            "GET ": self._one,
            "POST comments": self._answer,
            "POST replies": self._answer,
            "POST mentions": self._mention,
            "POST messages": self._send,
            "POST ": self._hide,
            "DELETE ": self._delete,
        }
        if f"{verb} {edge}" not in known:
            raise No(2500, 0, f"Unknown path components: /{'/'.join(path)}")
        return known[f"{verb} {edge}"](head, asked)

    def _listed(self, entries: list[Json], asked: Mapping[str, str]) -> Json:
        return self.paged(newest(entries, "timestamp"), asked)

    def _counted(self, media: Json) -> Json:
        count = len([one for one in self.comments if one["on"] == media["id"]])
        return {**media, "comments_count": count}

    def _thing(self, id_: str) -> Json:
        for one in (*self.media, *self.tagged, *self.comments):
            if one.get("id") == id_:
                return one
        raise No(100, 33, f"Object with ID '{id_}' does not exist")

    def _one(self, id_: str, _: Mapping[str, str]) -> Json:
        if id_ == "me":
            return {"id": "26", "user_id": US, "username": NAME, "name": "Médiathèques d’Ormaie"}
        return _shown(self._thing(id_))

    def _comments(self, id_: str, asked: Mapping[str, str]) -> Json:
        self._thing(id_)
        tops = [one for one in self.comments if one["on"] == id_ and "parent_id" not in one]
        return self._listed([self._with_replies(one) for one in tops], asked)

    def _with_replies(self, top: Json) -> Json:
        below = [_shown(one) for one in self.comments if one.get("parent_id", "") == top["id"]]
        return _shown(top) | ({"replies": {"data": below}} if below else {})

    def _replies(self, id_: str, asked: Mapping[str, str]) -> Json:
        self._thing(id_)
        return self._listed(
            [_shown(one) for one in self.comments if one.get("parent_id") == id_], asked
        )

    def _answer(self, id_: str, asked: Mapping[str, str]) -> Json:
        above = self._thing(id_)
        if "parent_id" in above:
            raise No(100, 0, "Replies to replies are not supported")
        made = self.comment(asked["message"], below=above, by=NAME)
        self.created.append(made["id"])
        return {"id": made["id"]}

    def _mention(self, _: str, asked: Mapping[str, str]) -> Json:
        self.mentions.append(dict(asked))
        return {"id": self.number()}

    def _talks(self, asked: Mapping[str, str]) -> Json:
        if not self.messages:
            return {"data": []}
        said = newest(self.messages, "created_time")
        people = [{"id": US, "username": NAME}, {"id": f"igsid-{CLARA}", "username": CLARA}]
        talk = {
            "id": TALK,
            "updated_time": said[0]["created_time"],
            "participants": {"data": people},
            "messages": {"data": said},
        }
        return self.paged([talk], asked)

    def _send(self, _: str, asked: Mapping[str, str]) -> Json:
        self.sent_as.append(dict(asked))
        made = self.say(json.loads(asked["message"])["text"], by=NAME)
        self.created.append(made["id"])
        return {"recipient_id": f"igsid-{CLARA}", "message_id": made["id"]}

    def _hide(self, id_: str, asked: Mapping[str, str]) -> Json:
        self._thing(id_)["hidden"] = asked["hide"] == "true"
        return {"success": True}

    def _delete(self, id_: str, _: Mapping[str, str]) -> Json:
        self.comments.remove(self._thing(id_))
        return {"success": True}


def _shown(found: Json) -> Json:
    return {key: value for key, value in found.items() if key != "on"}
