"""A Page of Facebook behind the Graph: feed, comments on two levels, conversations, and those who are barred.

All people and posts are invented.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.connectors.fake_graph import APP, APP_SECRET, FakeGraph, Json, No, newest, stamp

PAGE, PAGE_NAME, HANDLE = "2002", "Médiathèques d’Ormaie", "mediatheques.ormaie"
USER_TOKEN, LONG_TOKEN = "short-user-token-of-an-hour", "long-user-token-of-sixty-days"
PAGE_TOKEN = "page-token-that-nobody-may-see"
CLARA = "3003"
TALK = "t_4004"
MOST_PHOTOS = 10  # of one post


@dataclass
class FakeFacebook(FakeGraph):
    """One Page, and its people."""

    token: str = PAGE_TOKEN
    names: dict[str, str] = field(default_factory=lambda: {CLARA: "Clara", PAGE: PAGE_NAME})
    posts: list[Json] = field(default_factory=list)
    tagged: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    messages: list[Json] = field(default_factory=list)
    barred: set[str] = field(default_factory=set)
    scopes: tuple[str, ...] = ("pages_show_list", "pages_messaging")
    ends: tuple[int, int] = (0, 0)
    photos: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    attached: list[str] = field(default_factory=list)
    sent_as: list[Mapping[str, str]] = field(default_factory=list)

    # What people do

    def post(
        self,
        text: str = "We open the new reading room.",
        *,
        by: str = PAGE,
        at: datetime | None = None,
    ) -> Json:
        made = {
            "id": f"{PAGE}_{self.number()}",
            "message": text,
            "created_time": stamp(at or datetime.now(UTC)),
            "permalink_url": f"https://www.facebook.com/{self.count}",
            "from": self.person(by),
        }
        self.posts.append(made)
        return made

    def comment(
        self,
        text: str = "When do you open?",
        *,
        below: Json | None = None,
        by: str = CLARA,
        at: datetime | None = None,
        **more: object,
    ) -> Json:
        """Somebody comments on a post, or on a comment; the newest post by default."""
        above = below or self.posts[-1]
        made: Json = {
            "id": f"{above['id'].rpartition('_')[2]}_{self.number()}",
            "message": text,
            "created_time": stamp(at or datetime.now(UTC)),
            "from": self.person(by),
            "on": above.get("on", above["id"]),
            **more,
        }
        if "on" in above:
            made["parent"] = {"id": above.get("parent", above)["id"]}
        self.comments.append(made)
        return made

    def say(
        self,
        text: str = "Is it about my card?",
        *,
        by: str = CLARA,
        at: datetime | None = None,
        talk: str = TALK,
    ) -> Json:
        made: Json = {
            "id": f"m_{self.number()}",
            "created_time": stamp(at or datetime.now(UTC)),
            "from": self.person(by),
            "message": text,
            "talk": TALK,
        }
        self.messages.append(made)
        return made

    def person(self, id_: str) -> Json:
        return {"id": id_, "name": self.names.get(id_, f"Person {id_}")}

    # What the Graph answers

    def tokens(self) -> tuple[str, ...]:
        return (self.token, USER_TOKEN, LONG_TOKEN)

    def open(self, verb: str, path: str, asked: Mapping[str, str]) -> Json | None:
        if path == "oauth/access_token":
            if (asked["client_id"], asked["client_secret"]) != (APP, APP_SECRET):
                raise No(101, 0, "Error validating application.")
            if asked["fb_exchange_token"] != USER_TOKEN:
                raise No(100, 0, "Cannot exchange this token")
            return {"access_token": LONG_TOKEN, "token_type": "bearer", "expires_in": 5183944}
        if path == "debug_token":
            ends = {"expires_at": self.ends[0], "data_access_expires_at": self.ends[1]}
            return {"data": {"is_valid": True, "scopes": list(self.scopes), **ends}}
        return None

    def serve(self, verb: str, path: list[str], asked: Mapping[str, str]) -> Json:
        head, edge = path[0], path[1] if len(path) > 1 else ""
        known = {
            "GET accounts": self._accounts,
            "GET feed": lambda _, asked: self._listed(
                list(map(self._with_comments, self.posts)), asked
            ),
            "GET tagged": lambda _, asked: self._listed(self.tagged, asked),
            "GET conversations": lambda _, asked: self._talks(asked),
            "GET messages": self._messages,
            "GET comments": self._comments,
            "GET ": lambda id_, _: (
                self._card() if id_ in ("me", PAGE) else self._shown(self._thing(id_))
            ),
            "POST comments": self._answer,
            "POST feed": self._begin,
            "POST photos": self._take_photo,
            "POST messages": lambda _, asked: self._send(asked),
            "POST blocked": self._bar,
            "DELETE blocked": self._let_back,
            "POST ": self._hide,
            "DELETE ": self._delete,
        }
        if f"{verb} {edge}" not in known:
            raise No(2500, 0, f"Unknown path components: /{'/'.join(path)}")
        return known[f"{verb} {edge}"](head, asked)

    def _accounts(self, _: str, asked: Mapping[str, str]) -> Json:
        card = {**self._card(), "access_token": self.token}
        return self.paged([{"id": "9", "name": "Another Page", "access_token": "x"}, card], asked)

    def _listed(self, entries: list[Json], asked: Mapping[str, str]) -> Json:
        return self.paged(newest(entries, "created_time"), asked)

    def _messages(self, talk: str, asked: Mapping[str, str]) -> Json:
        found = [self._shown(one) for one in self.messages if one["talk"] == talk]
        return self._listed(found, asked)

    def _answer(self, id_: str, asked: Mapping[str, str]) -> Json:
        more: Json = {}
        if "attachment_id" in asked:
            self._attach(asked["attachment_id"])
            src = {"image": {"src": f"{self.origin}/photo.png"}}
            more["attachment"] = {"type": "photo", "url": f"{self.origin}/photo", "media": src}
        made = self.comment(asked["message"], below=self._thing(id_), by=PAGE, **more)
        self.created.append(made["id"])
        return {"id": made["id"]}

    def _begin(self, _: str, asked: Mapping[str, str]) -> Json:
        photos = [
            json.loads(value)["media_fbid"]
            for name, value in asked.items()
            if name.startswith("attached_media[")
        ]
        if len(photos) > MOST_PHOTOS:
            raise No(100, 0, "(#100) Too many photos")
        for one in photos:
            self._attach(one)
        made = self.post(asked["message"])
        if photos:
            made["attachments"] = {"data": [self._album(photos)]}
        self.created.append(made["id"])
        return {"id": made["id"]}

    def _album(self, photos: list[str]) -> Json:
        shown = [
            {"type": "photo", "media": {"image": {"src": f"{self.origin}/photo-{one}.png"}}}
            for one in photos
        ]
        if len(shown) == 1:
            return shown[0]
        return {"type": "album", "media": shown[0]["media"], "subattachments": {"data": shown}}

    def _take_photo(self, id_: str, asked: Mapping[str, str]) -> Json:
        if id_ != PAGE or asked.get("published") != "false":
            raise No(100, 0, "(#100) a picture that everybody would see")
        made = self.number()
        self.photos[made] = asked.get("alt_text_custom", ""), self.file
        return {"id": made}

    def _attach(self, photo: str) -> None:
        if photo not in self.photos:
            raise No(100, 33, f"Unsupported request. Object with ID '{photo}' does not exist")
        self.attached.append(photo)

    def _bar(self, _: str, asked: Mapping[str, str]) -> Json:
        self.barred.add(asked["user"])
        return {asked["user"]: True}

    def _let_back(self, _: str, asked: Mapping[str, str]) -> Json:
        self.barred.discard(asked["user"])
        return {"success": True}

    def _hide(self, id_: str, asked: Mapping[str, str]) -> Json:
        self._thing(id_)["is_hidden"] = asked["is_hidden"] == "true"
        return {"success": True}

    def _delete(self, id_: str, _: Mapping[str, str]) -> Json:
        self.comments.remove(self._thing(id_))
        return {"success": True}

    def _card(self) -> Json:
        return {
            "id": PAGE,
            "name": PAGE_NAME,
            "username": HANDLE,
            "link": f"https://www.facebook.com/{HANDLE}",
        }

    def _thing(self, id_: str) -> Json:
        for one in (*self.posts, *self.comments):
            if one.get("id") == id_:
                return one
        raise No(100, 33, f"Unsupported request. Object with ID '{id_}' does not exist")

    def _with_comments(self, post: Json) -> Json:
        found = [one for one in newest(self.comments, "created_time") if one["on"] == post["id"]]
        shown = [self._shown(one) for one in found]
        return {**post, "comments": self.paged(shown, {"limit": "10"})} if shown else dict(post)

    def _comments(self, id_: str, asked: Mapping[str, str]) -> Json:
        self._thing(id_)
        found = [
            one
            for one in newest(self.comments, "created_time")
            if one["on"] == id_ or one.get("parent", {}).get("id") == id_
        ]
        return self.paged([self._shown(one) for one in found], asked)

    def _talks(self, asked: Mapping[str, str]) -> Json:
        talks: dict[str, Json] = {}
        for one in newest(self.messages, "created_time"):
            talk = talks.setdefault(
                one["talk"],
                {
                    "id": one["talk"],
                    "updated_time": one["created_time"],
                    "link": f"/{PAGE}/inbox/{one['talk']}/",
                    "participants": {"data": [self.person(CLARA), self.person(PAGE)]},
                    "messages": {"data": []},
                },
            )
            talk["messages"]["data"].append(self._shown(one))
        return self.paged(list(talks.values()), asked)

    def _send(self, asked: Mapping[str, str]) -> Json:
        self.sent_as.append(dict(asked))
        recipient, text = json.loads(asked["recipient"]), json.loads(asked["message"])["text"]
        if "comment_id" in recipient:
            person = self._thing(recipient["comment_id"])["from"]["id"]
        else:
            person = recipient["id"]
            said = [one for one in self.messages if one["from"]["id"] == person]
            last = datetime.strptime(said[-1]["created_time"], "%Y-%m-%dT%H:%M:%S%z")
            age = datetime.now(UTC) - last
            tagged = asked.get("tag") == "HUMAN_AGENT"
            if age > timedelta(days=7) or (age > timedelta(days=1) and not tagged):
                raise No(10, 2018278, "This message is sent outside of allowed window.")
        made = self.say(text, by=PAGE)
        self.created.append(made["id"])
        return {"recipient_id": person, "message_id": made["id"]}

    @staticmethod
    def _shown(found: Json) -> Json:
        return {key: value for key, value in found.items() if key not in ("on", "talk")}
