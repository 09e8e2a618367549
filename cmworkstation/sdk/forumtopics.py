"""Topics and posts of a Discourse forum, as its interface has them: each is read once in a run."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b

from cmworkstation.domain.errors import Gone, Refused, ServerTrouble
from cmworkstation.sdk.shapes import Json, number_in, object_in, objects, text_in

Query = Mapping[str, object] | Sequence[tuple[str, object]]
CHUNK = 20  # posts that can be asked for by number at once
MOST_PARENTS = 10
WATCHING = 3


@dataclass(slots=True)
class Topic:
    """A topic as far as it was read: what it is, the numbers of all its posts, and those posts that came along."""

    about: Json
    stream: list[int]
    posts: dict[int, Json] = field(default_factory=dict)  # by id

    @property
    def first(self) -> int:
        """The id of the post that begins the topic, 0 where it is out of our sight."""
        return self.stream[0] if self.stream else 0

    def take(self, found: Sequence[Json]) -> None:
        """Keep posts that came along."""
        self.posts.update({number_in(one, "id"): one for one in found if number_in(one, "id")})

    def at(self, place: int) -> Json | None:
        """Return the post at a place of the topic, where it came along."""
        return next(
            (one for one in self.posts.values() if number_in(one, "post_number") == place), None
        )

    def onwards(self, place: int) -> list[int]:
        """Return the ids of all posts from a place on."""
        later = [one for one in self.posts.values() if number_in(one, "post_number") >= place]
        start = min(later, key=lambda one: number_in(one, "post_number"), default={})
        id_ = number_in(start, "id")
        return self.stream[self.stream.index(id_) :] if id_ in self.stream else []


class Topics:
    """The topics that were read in this run."""

    def __init__(self, ask: Callable[[str, Query], Json]) -> None:
        """Take the way to the forum; it raises `Refused` for what is not ours to see."""
        self._ask = ask
        self._known: dict[int, Topic | None] = {}

    def forget(self) -> None:
        """Begin a run."""
        self._known = {}

    def one(self, id_: int, place: int) -> Topic | None:
        """Return a topic with the posts around a place, None where it is out of our sight."""
        if id_ not in self._known:
            try:
                found = self._ask(f"t/{id_}/{max(1, place)}.json", {"include_raw": "true"})
            except Refused:
                self._known[id_] = None
                return None
            posts = object_in(found, "post_stream")
            stream = posts.get("stream")
            if not isinstance(stream, list):
                raise ServerTrouble("a topic without posts")
            made = Topic(_about(found), [one for one in stream if isinstance(one, int)])
            made.take(objects(posts.get("posts")))
            self._known[id_] = made
        return self._known[id_]

    def look_at(self, topic: Topic, place: int) -> None:
        """Read the post at a place of a topic, where we may see it."""
        with suppress(Refused):
            topic.take([self._ask(f"posts/by_number/{topic.about['id']}/{place}.json", {})])

    def load(self, topic: Topic, ids: Sequence[int]) -> None:
        """Read these posts of a topic unless they were read."""
        missing = [one for one in dict.fromkeys(ids) if one not in topic.posts]
        topic.take(self.posts(topic.about["id"], missing))

    def posts(self, topic_id: int, ids: Sequence[int]) -> list[Json]:
        """Return those of some posts of a topic that we may see, as they are now."""
        found: list[Json] = []
        for start in range(0, len(ids), CHUNK):
            query = [("post_ids[]", one) for one in ids[start : start + CHUNK]]
            answer = self._ask(f"t/{topic_id}/posts.json", [*query, ("include_raw", "true")])
            posts = object_in(answer, "post_stream").get("posts")
            if not isinstance(posts, list):
                raise ServerTrouble("no posts in the answer")
            found += objects(posts)
        return found

    def post(self, id_: int) -> Json | None:
        """Return a post as it is now, None when the forum knows none. Raises `Refused` for one that we may not see."""
        try:
            return self._ask(f"posts/{id_}.json", {}) if id_ else None
        except Gone:
            return None

    def above(self, topic: Topic, posts: Sequence[Json]) -> list[Json]:
        """Return the first post of a topic, and what some of its posts answer, unless it is among them."""
        places = {number_in(one, "reply_to_post_number") for one in posts} - {0}
        missing = sorted(one for one in places if topic.at(one) is None)[:MOST_PARENTS]
        for place in missing:
            self.look_at(topic, place)
        wanted = [topic.posts.get(topic.first), *(topic.at(one) for one in sorted(places))]
        ids = {number_in(one, "id") for one in posts}
        return [
            one
            for n, one in enumerate(wanted)
            if one and number_in(one, "id") not in ids and one not in wanted[:n]
        ]


def _about(topic: Json) -> Json:
    level = object_in(topic, "details").get("notification_level")
    names = ("id", "title", "slug", "archetype")
    if not number_in(topic, "id"):
        raise ServerTrouble("a topic without number")
    people = [
        text_in(one, "username")
        for one in objects(object_in(topic, "details").get("allowed_users"))
    ]
    about = {name: topic.get(name) for name in names}
    return {**about, "watched": level == WATCHING, "people": people}


def mark(post: Json) -> str:
    """Return what a post says and how it stands, in eight letters."""
    flags = [bool(post.get(name)) for name in ("hidden", "deleted_at", "user_deleted")]
    said = [text_in(post, "raw") or text_in(post, "cooked"), flags]
    return blake2b(json.dumps(said).encode(), digest_size=4).hexdigest()
