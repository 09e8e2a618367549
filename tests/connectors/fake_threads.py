"""A profile of Threads behind its Graph: posts, conversations, mentions, containers and their publication.

All people and posts are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.connectors.fake_graph import APP, APP_SECRET, FakeGraph, Json, No, newest, stamp

US, NAME, CLARA = "17800000000000001", "mediatheques.ormaie", "clara.example"
CODE, SHORT, LONG = "code-1", "short-token-of-an-hour", "THAAlong-token-of-sixty-days"
REDIRECT = "https://localhost/"
SIXTY_DAYS = 5_184_000


@dataclass
class FakeThreads(FakeGraph):
    """One profile, and its people."""

    token: str = LONG
    version: str = "v1.0"
    posts: list[Json] = field(default_factory=list)
    replies: list[Json] = field(default_factory=list)
    mentions: list[Json] = field(default_factory=list)
    containers: dict[str, Json] = field(default_factory=dict)

    def publish(self, text: str = "The new reading room.", *, by: str = NAME) -> Json:
        made: Json = {
            "id": self.number(),
            "text": text,
            "timestamp": stamp(datetime.now(UTC)),
            "username": by,
            "media_type": "TEXT_POST",
            "permalink": f"https://www.threads.com/@{by}/post/{self.count}",
            "is_reply": False,
        }
        if by == NAME:
            self.posts.append(made)
        return made

    def mention(self, text: str = "Thank you @mediatheques.ormaie") -> Json:
        made = self.publish(text, by=CLARA)
        self.mentions.append(made)
        return made

    def answer_to(
        self, text: str = "When do you open?", *, to: Json | None = None, by: str = CLARA
    ) -> Json:
        """Somebody replies; to our newest post by default."""
        above = to or self.posts[-1]
        made: Json = {
            "id": self.number(),
            "text": text,
            "timestamp": stamp(datetime.now(UTC)),
            "username": by,
            "media_type": "TEXT_POST",
            "permalink": f"https://www.threads.com/@{by}/post/{self.count}",
            "is_reply": True,
            "is_reply_owned_by_me": by == NAME,
            "hide_status": "NOT_HUSHED",
            "root_post": above.get("root_post", {"id": above["id"]}),
            "replied_to": {"id": above["id"]},
        }
        self.replies.append(made)
        return made

    # What the Graph answers

    def open(self, verb: str, path: str, asked: Mapping[str, str]) -> Json | None:
        if path == "oauth/access_token":
            known = (APP, APP_SECRET, CODE, REDIRECT)
            names = ("client_id", "client_secret", "code", "redirect_uri")
            if tuple(asked[name] for name in names) != known:
                raise No(100, 0, "Invalid authorization code")
            return {"access_token": SHORT, "user_id": int(US)}
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
            "GET threads": lambda _, asked: self._listed(list(map(self._told, self.posts)), asked),
            "GET mentions": lambda _, asked: self._listed(self.mentions, asked),
            "GET replies": lambda _, asked: self._listed(
                [one for one in self.replies if one["username"] == NAME], asked
            ),
            "GET conversation": self._conversation,
            "GET ": self._one,
            "POST threads": self._contain,
            "POST threads_publish": self._publish,
            "POST manage_reply": self._hide,
        }
        if f"{verb} {edge}" not in known:
            raise No(2500, 0, f"Unknown path components: /{'/'.join(path)}")
        return known[f"{verb} {edge}"](head, asked)

    def _listed(self, entries: list[Json], asked: Mapping[str, str]) -> Json:
        return self.paged(newest(entries, "timestamp"), asked)

    def _told(self, post: Json) -> Json:
        below = [one for one in self.replies if one["root_post"] == {"id": post["id"]}]
        return {**post, "has_replies": bool(below)}

    def _thing(self, id_: str) -> Json:
        for one in (*self.posts, *self.mentions, *self.replies):
            if one.get("id") == id_:
                return one
        raise No(100, 33, f"Object with ID '{id_}' does not exist")

    def _one(self, id_: str, _: Mapping[str, str]) -> Json:
        if id_ == "me":
            return {"id": US, "username": NAME, "name": "Médiathèques d’Ormaie"}
        if id_ in self.containers:
            return {"id": id_, "status": self.containers[id_]["status"]}
        return dict(self._thing(id_))

    def _conversation(self, id_: str, asked: Mapping[str, str]) -> Json:
        if self._thing(id_)["username"] != NAME:
            raise No(10, 0, "Application does not have permission for this action")
        return self._listed([one for one in self.replies if one["root_post"] == {"id": id_}], asked)

    def _contain(self, _: str, asked: Mapping[str, str]) -> Json:
        if "reply_to_id" in asked:
            self._thing(asked["reply_to_id"])
        id_ = self.number()
        self.containers[id_] = {**asked, "status": "FINISHED"}
        return {"id": id_}

    def _publish(self, _: str, asked: Mapping[str, str]) -> Json:
        container = self.containers.get(asked["creation_id"])
        if container is None:
            raise No(100, 33, "The container does not exist")
        if container["status"] != "FINISHED":
            raise No(24, 0, "Media already published")
        container["status"] = "PUBLISHED"
        if above := container.get("reply_to_id"):
            made = self.answer_to(container["text"], to=self._thing(above), by=NAME)
        else:
            made = self.publish(container["text"])
        self.created.append(made["id"])
        return {"id": made["id"]}

    def _hide(self, id_: str, asked: Mapping[str, str]) -> Json:
        self._thing(id_)["hide_status"] = "HIDDEN" if asked["hide"] == "true" else "UNHUSHED"
        return {"success": True}
