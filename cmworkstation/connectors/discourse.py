"""Discourse: a forum, its topics and private messages, as one of its people reads them.

Rules that are not obvious:

- There are two ways in. Whoever runs the forum makes a key for a user ("Api-Key"); or the forum makes one for the
  person who allows it in the browser ("User-Api-Key") and shows it encrypted with an RSA key of this one sign-in. The
  private half of that key lives as long as the sign-in and is written nowhere.
- What waits for us is what the forum tells us of. It draws several new posts of a topic together into one
  notification that names the first of them, under a new number each time: from there on the topic is read to its end.
- A post keeps its number (`/p/12`) when it is moved; its topic and its place in it change. So both are asked for anew
  before each answer.
- With an "Api-Key" an identical answer within two minutes gives the first one again instead of a second post. With a
  "User-Api-Key" it does not, and staff may say the same twice: so we look in the topic before each answer, and again
  when an answer was refused, since the refusal of doubles is worded in the forum's language.
- A wrong key, a topic of others and an act that is not ours to do are all "403 invalid_access": who we are is asked for
  before a refusal is believed.
- Private messages to a group come without a notification each: their list is read, and from each of them what is new.
- There is no list of changes: the newest posts that were read are read again by their numbers, a few topics each time.
- Nothing tells the forum what was seen here.

Everything was seen with a fake only: no Discourse runs where this was written.
Source: the forum's public source and API description, 2026.
"""

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape
from typing import ClassVar
from urllib.parse import quote

from cmworkstation.domain.account import (
    Capabilities,
    Folder,
    Idempotency,
    LengthRule,
    MediaRules,
    ModerationAct,
    Unit,
    Visibility,
)
from cmworkstation.domain.errors import (
    Ambiguous,
    Gone,
    NotSignedIn,
    NotThisPlatform,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
    WorkstationError,
)
from cmworkstation.domain.message import FLAGGED, Attachment, Held, Item, Kind, Writer
from cmworkstation.sdk import begun, forumkeys, forumtopics
from cmworkstation.sdk.address import host_of, joined, web_address
from cmworkstation.sdk.answer import SAID_NO, Answer, problem_of
from cmworkstation.sdk.connector import (
    HISTORY,
    Authorisation,
    Content,
    Credentials,
    Found,
    Hits,
    Identity,
    Manifest,
    Page,
    RawItem,
    SearchFor,
    Sent,
    SignIn,
    Target,
    Upload,
    Uploaded,
)
from cmworkstation.sdk.forumkeys import APP_NAME
from cmworkstation.sdk.forumtopics import CHUNK, Topic, mark
from cmworkstation.sdk.hits import hits
from cmworkstation.sdk.http import Http, origin_of
from cmworkstation.sdk.measure import measure
from cmworkstation.sdk.multipart import Part
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    bookmark,
    id_text,
    moment,
    number_in,
    object_from,
    object_in,
    object_or_none,
    objects,
    pack,
    text_in,
    unpack,
)

LIST = 60  # notifications of a page: the most that the forum gives
LIST_OVERLAP = (
    5  # so many are asked for twice, since entries vanish when the forum draws them together
)
FIRST_PAGES, MOST_PAGES = 2, 20
HANDED_ON = 20  # notifications of one of our pages
MOST_OF_TOPIC, OWN_CHUNKS, THREAD_CHUNKS = 100, 10, 5
REMEMBERED, LOOKED_AT = 60, 3  # posts watched for changes, and topics of them at each reading
MOST_LOOKS = 5  # posts that vanished, looked up one by one
TURN_S = 180
MOST_WHOLE = 10  # posts of a search that are read whole at once
QUEUE = 20  # reviewables taken at once
EARLIER = timedelta(hours=1)  # how far the clocks of forum and computer may stand apart
PAUSE_S = 60.0
LONGEST, LONGEST_TITLE = 32_000, 200
MOST_FILES = 10
TELLING = {  # what the forum tells us of, by its number for it
    1: "mentioned", 2: "replied", 3: "quoted", 6: "private_message", 7: "invited_to_private_message",
    9: "posted", 11: "linked", 13: "invited_to_topic", 15: "group_mentioned", 17: "watching_first_post",
}  # fmt: skip
DRAWN_TOGETHER = (2, 6, 9)
OF_A_GROUP = 6  # as if we had been told of a private message
MAY_BEGIN = 1  # how a category says that we may begin topics in it
TALKS = 20  # conversations of a group that are read at once
ABOVE = "above"  # why a post came along that nobody told us of
OF_NO_INTEREST = frozenset({4, 5, 8, 10, 12, 14, 16, *range(18, 38)})
NOT_PUBLISHED_TWICE, READ_ONLY = 422, 503
REGULAR, SMALL_ACTION = 1, 3
INAPPROPRIATE, SOMETHING_ELSE = 4, 7  # kinds of flags
QUEUED = "review:"
PICTURE = re.compile(r"<img\b[^<>]{0,2000}>", re.IGNORECASE)
SOURCE = re.compile(r"\b(src|alt|class)\s{0,9}=\s{0,9}\"([^\"]{0,1000})\"", re.IGNORECASE)
UPLOADED = re.compile(r"\s*!\[[^\]\n]{0,600}\]\(upload://[^)\s]{1,200}\)")
KEPT = (
    "id", "post_number", "post_type", "topic_id", "reply_to_post_number", "username", "name", "user_id", "created_at",
    "updated_at", "version", "cooked", "raw", "hidden", "deleted_at", "user_deleted", "locale",
)  # fmt: skip
OURS = Capabilities(
    visibilities=(Visibility.PUBLIC, Visibility.PRIVATE),
    length=LengthRule(Unit.CODE_POINTS, LONGEST),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    moderation=(ModerationAct.REPORT, ModerationAct.MUTE, ModerationAct.UNMUTE),
    media=MediaRules(
        types=("image/jpeg", "image/png", "image/gif", "image/webp"),
        most=MOST_FILES,
        max_bytes=4 * 2**20,
        has_alt=True,
        alt_limit=500,
    ),
)
OF_PEOPLE = (
    ModerationAct.MUTE,
    ModerationAct.UNMUTE,
    ModerationAct.BLOCK,
    ModerationAct.UNBLOCK,
)
STAFF = replace(
    OURS,
    moderation=(
        ModerationAct.APPROVE,
        ModerationAct.HIDE,
        ModerationAct.TRASH,
        ModerationAct.RESTORE,
        ModerationAct.LOCK,
        ModerationAct.UNLOCK,
        *OURS.moderation,
        ModerationAct.BLOCK,
        ModerationAct.UNBLOCK,
    ),
)


@dataclass(slots=True)
class _Known:
    """The bookmark: the highest notification, and the newest posts with what they said, by id."""

    id: int = 0
    posts: dict[str, list[str]] = field(default_factory=dict)  # id → topic, mark, why

    @classmethod
    def of(cls, cursor: str) -> "_Known":
        found = bookmark(cursor)
        posts = {
            id_: [id_text(part) for part in one]
            for id_, one in object_in(found, "posts").items()
            if isinstance(one, list) and len(one) == 3 and id_.isdecimal()  # noqa: PLR2004
        }
        return cls(number_in(found, "id"), posts)

    def note(self, post: Json, why: str) -> None:
        id_ = str(number_in(post, "id"))
        self.posts.pop(id_, None)
        self.posts[id_] = [str(number_in(post, "topic_id")), mark(post), why]
        while len(self.posts) > REMEMBERED:
            del self.posts[next(iter(self.posts))]

    def cursor(self) -> str:
        return json.dumps({"id": self.id, "posts": self.posts})


class DiscourseConnector:
    """One person's account on one forum."""

    manifest: ClassVar[Manifest] = Manifest(
        "discourse",
        "Discourse",
        SignIn.PASSWORD,
        STAFF,
        poll_s=180,
        address_example="forum.example.org",
        media_axes={"time": "day", "granularity": "world", "modality": "many-many"},
    )
    searches: ClassVar[frozenset[SearchFor]] = frozenset(SearchFor)

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the key of `finish`."""
        self._settings = settings
        self._server = settings.get("server", "")
        self._user = settings.get("user", "")
        self._us = settings.get("user_id", "")
        self._staff = settings.get("staff") == "1"
        self._by_person = bool(secret.get("user_api_key"))
        self._http = http.with_credentials(
            headers=forumkeys.headers(settings, secret), origin=origin_of(self._server)
        )
        self._topics = forumtopics.Topics(self._get)
        self._review: Json | None = None  # what waits for staff, read in this run
        self.capabilities = capabilities(settings)

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Look for a forum at "forum.example.org", at any of its pages, or in a folder of a site."""
        parts = web_address(address)
        origin = origin_of(parts.geturl())
        folder = parts.path.strip("/").partition("/")[0]
        for server in dict.fromkeys((origin, f"{origin}/{folder}" if folder else origin)):
            known = object_or_none(http.get(f"{server}/site/basic-info.json", accept=SAID_NO))
            if known and "title" in known and "logo_url" in known:
                break
        else:
            raise NotThisPlatform("no forum")
        about = object_or_none(http.get(f"{server}/about.json", accept=SAID_NO)) or {}
        version = text_in(object_in(about, "about"), "version")  # not told to strangers everywhere
        title = text_in(known, "title")
        settings = {"server": server, "title": title, "address": address.strip()}
        return Found(server, title or host_of(server), f"Discourse {version}".strip(), settings)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Return the page where a person allows this program a key; it shows the key, encrypted, to be copied.

        A forum sends nobody back to a loopback address unless its staff allowed that one.
        """
        return forumkeys.asked(found.settings.get("server", found.server))

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Take "user" and "password" (the key that staff made), or "code" (what the forum's page showed)."""
        if authorisation is not None and answer.get("code"):
            key = forumkeys.opened(authorisation.private, answer["code"])
            client = authorisation.private.get("client", "")
            return Credentials({"user_api_key": key}, {"way": "person", "client": client})
        user = answer.get("user", "").strip().lstrip("@")
        key = "".join(answer.get("password", "").split())
        if not user or not key or not key.isascii() or not user.isprintable():
            raise NotSignedIn("user name and key are needed")
        return Credentials({"api_key": key}, {"user": user, "way": "staff"})

    def check(self) -> Identity:
        """Ask the forum who we are and what it lets us do. Raises `NotSignedIn`."""
        me = self._me()
        staff = any(me.get(name) is True for name in ("admin", "moderator"))
        settings = {
            **self._settings,
            "user": text_in(me, "username"),
            "user_id": id_text(me.get("id")),
            "staff": "1" if staff else "0",
            "trust": id_text(me.get("trust_level")),
            "way": "person" if self._by_person else "staff",
            "groups": " ".join(_groups_with_messages(me)),
            **self._rules(),
        }
        handle = f"@{settings['user']}@{host_of(self._server)}"
        name = text_in(me, "name") or settings["user"]
        return Identity(handle, name, capabilities(settings), "", settings)

    def _me(self) -> Json:
        try:
            answer = object_from(self._http.get(self._url("session/current.json")))
        except Refused:  # 403 for a key that is not known, 404 for nobody
            raise NotSignedIn("the key is not accepted") from None
        me = object_in(answer, "current_user")
        if not (number_in(me, "id") and text_in(me, "username")):
            raise ServerTrouble("a person without number or name")
        return me

    def _rules(self) -> dict[str, str]:
        """Return the lengths and sizes that the forum tells of; nothing where it does not."""
        try:
            found = object_from(self._http.get(self._url("site/settings.json")))
        except (Refused, ServerTrouble):
            return {}
        names = {
            "longest": "max_post_length",
            "shortest": "min_post_length",
            "shortest_private": "min_personal_message_post_length",
            "picture_kb": "max_image_size_kb",
        }
        told = {ours: id_text(found.get(theirs)) for ours, theirs in names.items()}
        return {name: value for name, value in told.items() if value.isdecimal()}

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield what the forum tells us of, then what changed among the newest of it, then what waits for staff."""
        self._topics.forget()
        self._review = None
        known = _Known.of(cursors.get("notifications", ""))
        before = replace(known, posts=dict(known.posts))
        entries = self._told_since(known.id)
        for start in range(0, len(entries), HANDED_ON):
            part = entries[start : start + HANDED_ON]
            raws = self._raws(part, known)
            known.id = max([known.id, *(number_in(one, "id") for one in part)])
            yield Page("notifications", tuple(raws), known.cursor())
        yield from self._changes(before, known)
        for group in self._settings.get("groups", "").split():
            yield from self._group(group, cursors.get(f"group {group}", ""))
        if self._staff:
            yield from self._queue(bookmark(cursors.get("review", "")))

    def _group(self, group: str, cursor: str) -> Iterator[Page]:
        """Yield what is new among the private messages of a group of ours: the forum tells nobody of each of them."""
        known = object_in(bookmark(cursor), "topics")
        user, name = quote(self._user, safe=""), quote(group, safe="")
        try:
            found = self._get(f"topics/private-messages-group/{user}/{name}.json")
        except Refused:  # we left it
            return
        now = {
            str(number_in(one, "id")): number_in(one, "highest_post_number")
            for one in objects(object_in(found, "topic_list").get("topics"))
        }
        fresh = [id_ for id_, place in now.items() if place > number_in(known, id_)]
        if not (fresh or not cursor):
            return
        told = [
            {
                "notification_type": OF_A_GROUP,
                "topic_id": int(id_),
                "post_number": number_in(known, id_) + 1,
            }
            for id_ in fresh[:TALKS]
        ]
        kept = {id_: place for id_, place in now.items() if id_ not in fresh[TALKS:]}
        raws = self._raws(told)
        yield Page(f"group {group}", tuple(raws), json.dumps({"topics": {**known, **kept}}))

    def _told_since(self, id_: int) -> list[Json]:
        """Return the notifications above a number, the oldest first; broken ones come along, but not alone."""
        fresh: dict[str, Json] = {}
        offset = 0
        for _ in range(MOST_PAGES if id_ else FIRST_PAGES):
            entries, total = self._listed(offset)
            names = {id_text(one.get("id")) or json.dumps(one): one for one in entries}
            if fresh and names and fresh.keys().isdisjoint(names):
                offset = max(0, offset - LIST // 2)  # the list moved up in the meantime
                continue
            fresh = {**names, **fresh}
            offset += LIST - LIST_OVERLAP
            met = any(0 < number_in(one, "id") <= id_ for one in entries)
            if met or offset + LIST_OVERLAP >= total:
                break
        fresh = {name: one for name, one in fresh.items() if not 0 < number_in(one, "id") <= id_}
        if not any(number_in(one, "id") for one in fresh.values()):
            return []
        return sorted(fresh.values(), key=lambda one: number_in(one, "id"))

    def _listed(self, offset: int) -> tuple[list[Json], int]:
        """Return a page of notifications, the newest first, and how many there are: a page may have holes."""
        answer = self._get("notifications.json", {"limit": LIST, "offset": offset})
        found = answer.get("notifications")
        if not isinstance(found, list):
            raise ServerTrouble("no notifications in the answer")
        total = number_in(answer, "total_rows_notifications") or offset + len(found)
        return [as_object(one) for one in found], total

    def _raws(self, entries: Sequence[Json], known: _Known | None = None) -> list[RawItem]:
        """Return what some notifications tell of, in the order in which it was written."""
        raws: list[RawItem] = []
        topics: dict[int, list[Json]] = {}
        for entry in entries:
            kind, place = number_in(entry, "notification_type"), number_in(entry, "topic_id")
            if kind and place and number_in(entry, "post_number") and kind not in OF_NO_INTEREST:
                topics.setdefault(place, []).append(entry)
            elif kind not in OF_NO_INTEREST:
                raws.append(_raw_notification(entry))
        posts: list[tuple[Json, RawItem]] = []
        for topic_id, some in topics.items():
            topic = self._topics.one(topic_id, min(number_in(one, "post_number") for one in some))
            if topic is None:  # told of, and out of our sight by now
                raws += map(_raw_notification, some)
            else:
                posts += self._told_of(topic, some, known)
        posts.sort(key=lambda pair: (text_in(pair[0], "created_at"), number_in(pair[0], "id")))
        return [*raws, *(raw for _, raw in posts)]

    def _told_of(
        self, topic: Topic, entries: Sequence[Json], known: _Known | None
    ) -> list[tuple[Json, RawItem]]:
        """Return the posts of a topic that some notifications tell of, with what stands above them."""
        why = {number_in(one, "post_number"): _why(one) for one in entries}
        wanted: set[int] = set()
        for entry in entries:
            place = number_in(entry, "post_number")
            if number_in(entry, "notification_type") in DRAWN_TOGETHER:
                later = topic.onwards(place)[-MOST_OF_TOPIC:]
                wanted.update(one for one in later if not known or str(one) not in known.posts)
                continue
            if topic.at(place) is None:
                self._topics.look_at(topic, place)
            wanted.update(number_in(one, "id") for one in (topic.at(place),) if one)
        self._topics.load(topic, [*wanted, *topic.stream[:1]])
        told = [topic.posts[one] for one in sorted(wanted) if one in topic.posts]
        above = self._topics.above(topic, told)
        found = []
        for post in (*above, *told):
            reason = why.get(number_in(post, "post_number"), "")
            found.append((post, self._raw(topic, post, ABOVE if post in above else reason)))
            if known and post not in above:
                known.note(post, reason)
        return found

    def _raw(
        self, topic: Topic, post: Json, why: str = "", *, answers: str = "", ours: bool = False
    ) -> RawItem:
        id_ = number_in(post, "id")
        flags = "" if ours else self._flags(id_)
        answered = topic.at(number_in(post, "reply_to_post_number")) or {}
        known: Json = {
            "post": {name: post[name] for name in KEPT if name in post},
            "topic": {
                **{name: value for name, value in topic.about.items() if name != "people"},
                "first": topic.first,
            },
            "why": why,
            "parent": number_in(answered, "id"),
            "to": text_in(object_in(post, "reply_to_user"), "username"),
        }
        known |= {name: said for name, said in (("flags", flags), ("answers", answers)) if said}
        return RawItem("post", str(id_) if id_ else "", pack(known))

    def _changes(self, before: _Known, known: _Known) -> Iterator[Page]:
        """Yield what was edited, hidden or deleted among the newest posts; a few topics each time."""
        topics = list(dict.fromkeys(one[0] for one in before.posts.values()))
        turn = int(self._http.now().timestamp() // TURN_S) * LOOKED_AT
        chosen = dict.fromkeys(topics[(turn + n) % len(topics)] for n in range(LOOKED_AT) if topics)
        raws: list[RawItem] = []
        gone: list[str] = []
        looks = MOST_LOOKS
        for topic_id in chosen:
            ids = [int(id_) for id_, one in before.posts.items() if one[0] == topic_id]
            now: dict[int, Json | None] = {}
            with suppress(Refused):
                now.update(
                    (number_in(one, "id"), one) for one in self._topics.posts(int(topic_id), ids)
                )
            for id_ in [one for one in ids if one not in now][:looks]:
                looks -= 1
                with suppress(Refused):  # it is there, out of our sight
                    now[id_] = self._topics.post(id_)
            for id_ in [one for one in ids if one in now]:
                _, said, why = before.posts[str(id_)]
                post = now[id_]
                if post is None:
                    gone.append(self._name(id_))
                    known.posts.pop(str(id_), None)
                elif mark(post) != said:
                    place = number_in(post, "post_number")
                    topic = self._topics.one(number_in(post, "topic_id"), place)
                    if topic is not None:
                        topic.take([post])
                        raws.append(self._raw(topic, post, why))
                    known.note(post, why)
        if raws or gone:
            yield Page("notifications", tuple(raws), known.cursor(), gone=tuple(gone))

    def _queue(self, known: Json) -> Iterator[Page]:
        """Yield what waits for staff: flagged posts, and posts that nobody sees before they are approved."""
        answer = self._waits()
        people = {number_in(one, "id"): one for one in objects(answer.get("users"))}
        waiting = sorted(objects(answer.get("reviewables")), key=lambda one: number_in(one, "id"))
        seen = object_in(known, "seen")
        now: dict[str, str] = {}
        raws: list[RawItem] = []
        for entry in waiting[-QUEUE:]:
            id_, kind = str(number_in(entry, "id")), text_in(entry, "type")
            now[id_] = kind
            if id_ in seen:
                continue
            if kind == "ReviewableQueuedPost":
                writer = people.get(_one_id(entry, "target_created_by", "created_by"), {})
                raws.append(_raw_queued(entry, writer))
            elif kind == "ReviewableFlaggedPost":
                raws += self._flagged(entry)
        gone = [
            self._queue_name(id_)
            for id_, kind in seen.items()
            if id_ not in now and kind == "ReviewableQueuedPost"
        ]
        if raws or gone or now != seen:
            yield Page("review", tuple(raws), json.dumps({"seen": now}), gone=tuple(gone))

    def _waits(self) -> Json:
        """Return what waits for staff; nothing for others, and for a key that is kept from it."""
        if self._review is None:
            self._review = {}
            if self._staff:
                with suppress(Refused):
                    self._review = self._get("review.json", {"status": "pending"})
        return self._review

    def _flags(self, id_: int) -> str:
        """Return what readers flagged a post as, in the forum's words; "" where none of it waits for staff."""
        answer = self._waits()
        scores = {id_text(one.get("id")): one for one in objects(answer.get("reviewable_scores"))}
        mine = [
            one for one in objects(answer.get("reviewables")) if number_in(one, "post_id") == id_
        ]
        listed = [one.get("reviewable_score_ids") for one in mine]
        ids = [id_text(one) for found in listed if isinstance(found, list) for one in found]
        named = [scores.get(one, {}) for one in ids]
        titles = [text_in(object_in(one, "score_type"), "title") for one in named]
        said = f"{FLAGGED} {', '.join(dict.fromkeys(filter(None, titles)))}".strip()
        return said if mine else ""

    def _flagged(self, entry: Json) -> list[RawItem]:
        try:
            post = self._topics.post(number_in(entry, "post_id"))
        except Refused:
            return []
        topic = post and self._topics.one(
            number_in(post, "topic_id"), number_in(post, "post_number")
        )
        if not post or not topic:
            return []
        topic.take([post])
        first = topic.posts.get(topic.first)
        above = [self._raw(topic, first, ABOVE)] if first and first is not post else []
        return [*above, self._raw(topic, post, "flagged")]

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield what the forum told us of in a stretch of time; it forgets the oldest of it.

        The list is paged by offset: where a page begins is found again by its number, however the list moved.
        """
        self._topics.forget()
        self._review = None
        known = bookmark(cursor)
        last, offset, oldest = (
            number_in(known, "id"),
            number_in(known, "offset"),
            moment(known.get("oldest")),
        )
        while True:
            entries, total = self._listed(max(0, offset - LIST_OVERLAP))
            older = [one for one in entries if not last or 0 < number_in(one, "id") < last]
            if not older:
                if offset + LIST - LIST_OVERLAP >= total:
                    return None if since and oldest and oldest < since else oldest or until
                offset += LIST - LIST_OVERLAP
                continue
            times = [at for at in (moment(one.get("created_at")) for one in older) if at]
            wanted = [one for one in reversed(older) if _is_within(one, since, until)]
            self._topics.forget()
            raws = self._raws(wanted)
            written = [self._written_at(raw) for raw in raws]
            oldest = min([*filter(None, (oldest, *written)), *times], default=None)
            last = min((number_in(one, "id") for one in older if number_in(one, "id")), default=0)
            offset += LIST - LIST_OVERLAP
            place = {
                "id": last,
                "offset": offset,
                "oldest": oldest.isoformat() if oldest else "",
            }
            yield Page(HISTORY, tuple(raws), json.dumps(place))
            if since and times and max(times) < since - EARLIER:
                return None
            if not last:
                return oldest or until

    @staticmethod
    def _written_at(raw: RawItem) -> datetime | None:
        known = unpack(raw.payload)
        told = object_in(known, "post") if known.get("why") != ABOVE else {}
        return moment(told.get("created_at"))

    def search(self, what: SearchFor, term: str, known: str) -> Hits:
        """Show what the forum's search finds, what has a tag, or what somebody writes, the newest first.

        The list has the beginning of each post only: what is new is read whole, a few at a time, the oldest first.
        """
        term = term.strip()
        words = {
            SearchFor.TAG: f"tags:{term.lstrip('#')}",
            SearchFor.ACCOUNT: f"@{term.lstrip('@')}",
            SearchFor.SEARCH: term,
        }[what]
        found = self._get("search.json", {"q": f"{words} order:latest"})
        topics = {number_in(one, "id"): one for one in objects(found.get("topics"))}
        newest = int(known) if re.fullmatch(r"[0-9]{1,18}", known) else 0
        ids = sorted(number_in(one, "id") for one in objects(found.get("posts")))
        posts = []
        for id_ in [one for one in ids if one > newest][:MOST_WHOLE]:
            newest = id_
            with suppress(
                Gone, Refused
            ):  # seen in the list, and taken away or out of our sight since
                posts.append(self._get(f"posts/{id_}.json"))
        return hits(posts, lambda post: self._hit(post, topics), str(newest))

    def _hit(self, post: Json, topics: Mapping[int, Json]) -> Item:
        return self._post_item({"post": post, "topic": topics.get(number_in(post, "topic_id"), {})})

    def thread(self, target: Target) -> Page:
        """Read a topic as it is now: its beginning, what stands around the message, and its end."""
        if target.native_id.startswith(QUEUED):
            return Page("thread", (), "")
        self._topics.forget()
        self._review = None
        post = self._topics.post(_post_id(target))
        topic = post and self._topics.one(
            number_in(post, "topic_id"), number_in(post, "post_number")
        )
        if not post or not topic:
            return Page("thread", (), "", gone=(target.remote_id,))
        self._topics.load(topic, [*topic.stream[:1], *topic.stream[-CHUNK * THREAD_CHUNKS :]])
        topic.take([post])
        found = sorted(topic.posts.values(), key=lambda one: number_in(one, "post_number"))
        self._topics.above(topic, found)
        found = sorted(topic.posts.values(), key=lambda one: number_in(one, "post_number"))
        return Page("thread", tuple(self._raw(topic, one) for one in found), "")

    # Understanding

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand a post, or what waits to become one. Raises `Unreadable`."""
        known = unpack(raw.payload)
        if raw.kind == "notification":
            entry = object_in(known, "notification")
            if number_in(entry, "notification_type") in TELLING:
                return ()  # of a topic that was out of our sight
            raise Unreadable("a notification of a new kind")
        if raw.kind == "queued":
            return (self._queued_item(object_in(known, "queued"), object_in(known, "by")),)
        if number_in(object_in(known, "post"), "post_type") == SMALL_ACTION:
            return ()  # "closed this topic", "invited somebody"
        return (self._post_item(known),)

    def _post_item(self, known: Json) -> Item:
        post, topic, why = (
            object_in(known, "post"),
            object_in(known, "topic"),
            text_in(known, "why"),
        )
        id_, place, at = (
            number_in(post, "id"),
            number_in(post, "post_number"),
            moment(post.get("created_at")),
        )
        if not (id_ and place and at and text_in(post, "username")):
            raise Unreadable("a post without number, place, date or author")
        writer = self._writer(post)
        private = text_in(topic, "archetype") == "private_message"
        begins, first = place == 1, number_in(topic, "first")
        to_us = why == "replied" or text_in(known, "to").casefold() == self._user.casefold() != ""
        told = why != ABOVE and (bool(why) or to_us or private or topic.get("watched") is True)
        kind = Kind.COMMENT
        if private:
            kind = Kind.PRIVATE
        elif why in ("mentioned", "group_mentioned"):
            kind = Kind.MENTION
        elif to_us:
            kind = Kind.REPLY
        elif begins and not told:
            kind = Kind.POST
        number, above = number_in(post, "version"), number_in(known, "parent") or first
        slug, topic_id = text_in(topic, "slug") or "-", number_in(post, "topic_id")
        held = Held.TRASH if moment(post.get("deleted_at")) else Held.NO
        if post.get("hidden") is True and not held:
            held = Held.HIDDEN
        return Item(
            remote_id=self._name(id_),
            native_id=str(id_),
            kind=kind,
            writer=writer,
            at=at,
            html=text_in(post, "cooked"),
            text="" if text_in(post, "cooked") else text_in(post, "raw"),
            title=unescape(text_in(topic, "title")) if begins else "",
            parent_id=text_in(known, "answers")
            or (self._name(above) if above and not begins else ""),
            thread_id=self._name(first) if first else "",
            visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
            language=text_in(post, "locale").partition("_")[0],
            spoiler=text_in(known, "flags"),
            url=f"{self._server}/t/{slug}/{topic_id}/{place}",
            edited_at=moment(post.get("updated_at")) if number > 1 else None,
            deleted=post.get("user_deleted") is True,
            held=held,
            context=begins and not private if writer.is_us else not told,
            attachments=self._pictures(text_in(post, "cooked")),
        )

    def _writer(self, found: Json) -> Writer:
        name, number = text_in(found, "username"), id_text(found.get("user_id"))
        return Writer(
            f"{self._server}/users/{number or name}",
            text_in(found, "name") or name,
            f"@{name}",
            f"{self._server}/u/{quote(name)}",
            is_us=bool(number) and number == self._us,
            is_bot=number.startswith("-"),  # the forum itself
        )

    def _queued_item(self, entry: Json, by: Json) -> Item:
        id_, at = number_in(entry, "id"), moment(entry.get("created_at"))
        payload = object_in(entry, "payload")
        if not (id_ and at and text_in(payload, "raw")):
            raise Unreadable("a waiting post without number, date or words")
        return Item(
            remote_id=self._queue_name(id_),
            native_id=f"{QUEUED}{id_}",
            kind=Kind.COMMENT,
            writer=self._writer(
                {**by, "user_id": by.get("id"), "username": by.get("username") or "?"}
            ),
            at=at,
            text=text_in(payload, "raw"),
            title=text_in(payload, "title"),
            url=self._queue_name(id_),
            held=Held.HOLD,
        )

    def _pictures(self, cooked: str) -> tuple[Attachment, ...]:
        found: list[Attachment] = []
        for tag in PICTURE.findall(cooked)[:MOST_FILES]:
            said = {name.lower(): unescape(value) for name, value in SOURCE.findall(tag)}
            if said.get("src") and not re.search(r"\b(emoji|avatar)\b", said.get("class", "")):
                url = joined(f"{self._server}/", said["src"])
                found.append(Attachment("image", url, said.get("alt", "")))
        return tuple(found)

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Publish an answer below a post, in public or within its private messages."""
        raw = _body(content)
        private = Visibility.PRIVATE in (content.visibility, target.visibility)
        self._fits(raw, private=private)
        if target.begins:
            return self._begin(target, content, raw)
        if target.native_id.startswith(QUEUED):
            raise Refused("a post that nobody sees yet", code="waits-for-approval")
        since = content.created_at - EARLIER if content.created_at else None
        aside = private and target.visibility is not Visibility.PRIVATE
        try:
            topic, post = self._place(target)
            if aside:
                there = self._own_aside(target, post, raw, since) if since else None
            else:
                found = self._own(topic, post, raw, since) if since else None
                there = self._sent(topic, found) if found else None
        except ServerTrouble as error:  # nothing was published
            raise RateLimited(error.detail, retry_after=PAUSE_S) from None
        if there is not None:
            return there
        if aside:
            return self._write_aside(target, topic, post, raw, since)
        body: Json = {"raw": raw, "topic_id": topic.about["id"], "nested_post": "true"}
        if number_in(post, "post_number") > 1:
            body["reply_to_post_number"] = number_in(post, "post_number")
        answer = self._send(body)
        if answer.status == NOT_PUBLISHED_TWICE:
            return self._refused(answer, topic, post, raw, since)
        return self._published(answer, topic)

    def places(self) -> tuple[Folder, ...]:
        """Return the categories in which we may begin topics, each below the one that it belongs to."""
        known = objects(self._get("site.json").get("categories"))
        names = {number_in(one, "id"): text_in(one, "name") for one in known}
        found = []
        for one in known:
            above = names.get(number_in(one, "parent_category_id"), "")
            title = " / ".join(filter(None, (above, text_in(one, "name"))))
            if number_in(one, "permission") == MAY_BEGIN and number_in(one, "id"):
                found.append(Folder(id_text(one.get("id")), title))
        return tuple(sorted(found, key=lambda one: one.title.casefold()))

    @classmethod
    def place_of(cls, typed: str) -> str:
        """Return the number of a category, "" where it is none."""
        return typed.strip() if re.fullmatch(r"[0-9]{1,9}", typed.strip()) else ""

    def _begin(self, target: Target, content: Content, raw: str) -> Sent:
        """Begin a topic in a category. We look first: what the forum takes for a double differs by its settings."""
        title = begun.title_of(target, content.text, LONGEST_TITLE)
        body: Json = {
            "raw": raw,
            "title": title,
            "category": int(begun.place_of(target)),
            "nested_post": "true",
        }
        since = content.created_at - EARLIER if content.created_at else None
        try:
            there = self._own_topic(content, since) if since else None
        except ServerTrouble as error:  # nothing was published
            raise RateLimited(error.detail, retry_after=PAUSE_S) from None
        if there is not None:
            return there
        answer = self._send(body)
        if answer.status == NOT_PUBLISHED_TWICE:
            code, words = problem_of(answer)
            with suppress(ServerTrouble, Refused):
                if there := self._own_topic(content, since):
                    return there
            raise Refused("422", code=code or "422", words=words)
        return self._topic_begun(answer, title, "regular", "")

    def _own_topic(self, content: Content, since: datetime | None) -> Sent | None:
        """Return the topic that we began with these words, or what waits to become it."""
        wanted, since = _words(_body(content)), since.replace(microsecond=0) if since else None
        self._topics.forget()
        found = self._get(f"topics/created-by/{quote(self._user, safe='')}.json")
        for one in objects(object_in(found, "topic_list").get("topics"))[:TALKS]:
            at = moment(one.get("created_at"))
            if at is not None and since is not None and at < since:
                continue
            topic = self._topics.one(number_in(one, "id"), 1)
            first = topic.posts.get(topic.first, {}) if topic else {}
            ours = id_text(first.get("user_id")) == self._us
            if topic and ours and _words(text_in(first, "raw")) == wanted:
                return self._sent(topic, first)
        return self._own_waiting(None, content, since) if since else None

    def _write_aside(
        self, target: Target, topic: Topic, post: Json, raw: str, since: datetime | None
    ) -> Sent:
        """Answer a public post in private: a new conversation with whoever wrote it."""
        title = f"Re: {unescape(text_in(topic.about, 'title'))}"[:LONGEST_TITLE]
        body: Json = {
            "raw": raw,
            "title": title,
            "archetype": "private_message",
            "target_recipients": text_in(post, "username"),
            "nested_post": "true",
        }
        answer = self._send(body)
        if answer.status == NOT_PUBLISHED_TWICE:
            code, words = problem_of(answer)
            with suppress(ServerTrouble, Refused):
                if there := self._own_aside(target, post, raw, since):
                    return there
            raise Refused("422", code=code or "422", words=words)
        return self._topic_begun(answer, title, "private_message", target.remote_id)

    def _topic_begun(self, answer: Answer, title: str, archetype: str, answers: str) -> Sent:
        """Return the proof that a topic was begun, or that its first post waits for approval."""
        try:
            whole = object_from(answer)
        except ServerTrouble as error:
            raise Ambiguous(error.detail) from None
        if text_in(whole, "action") == "enqueued":
            return self._waiting(object_in(whole, "pending_post"))
        made = object_in(whole, "post")
        if not number_in(made, "id") or not number_in(made, "topic_id"):
            raise Ambiguous("no number in the answer")
        about = {
            "id": made["topic_id"],
            "title": title,
            "slug": text_in(made, "topic_slug"),
            "archetype": archetype,
            "watched": False,
        }
        return self._sent(Topic(about, [made["id"]]), made, answers)

    def _own_aside(
        self, target: Target, post: Json, raw: str, since: datetime | None
    ) -> Sent | None:
        """Return the private conversation that we began with somebody by these words."""
        found = self._get(f"topics/private-messages-sent/{quote(self._user, safe='')}.json")
        since = since.replace(microsecond=0) if since else None
        for one in objects(object_in(found, "topic_list").get("topics"))[:TALKS]:
            at = moment(one.get("created_at"))
            topic = None
            if at is None or since is None or at >= since:
                topic = self._topics.one(number_in(one, "id"), 1)
            first = topic.posts.get(topic.first, {}) if topic else {}
            ours = id_text(first.get("user_id")) == self._us
            to_them = topic and text_in(post, "username") in topic.about["people"]
            if topic and ours and to_them and _words(text_in(first, "raw")) == _words(raw):
                return self._sent(topic, first, target.remote_id)
        return None

    def _place(self, target: Target) -> tuple[Topic, Json]:
        """Return topic and post as they are now. Raises `Gone`, `Refused`."""
        self._topics.forget()
        try:
            post = self._get(f"posts/{_post_id(target)}.json")
        except Gone as error:
            raise Gone("not there", code=error.code or "not_found", words=error.words) from None
        if post.get("user_deleted") is True or moment(post.get("deleted_at")):
            raise Gone("deleted", code="not_found")
        topic = self._topics.one(number_in(post, "topic_id"), number_in(post, "post_number"))
        if topic is None:
            raise Gone("its topic is not there", code="not_found")
        topic.take([post])
        return topic, post

    def _send(self, body: Json) -> Answer:
        """Publish. A forum that is only read for now says so itself: then nothing was published."""
        accept = (NOT_PUBLISHED_TWICE, READ_ONLY)
        try:
            answer = self._http.post(self._url("posts.json"), json=body, accept=accept)
        except Refused as error:
            self._believe(error)
            raise
        if answer.status == READ_ONLY:
            if problem_of(answer)[0] == "read_only":
                raise RateLimited("read_only", retry_after=PAUSE_S)
            raise Ambiguous("503")
        return answer

    def _refused(
        self, answer: Answer, topic: Topic, post: Json, raw: str, since: datetime | None
    ) -> Sent:
        """Return the answer that stands there already, which is why a double was refused; else raise the refusal."""
        code, words = problem_of(answer)
        with suppress(ServerTrouble, Refused):
            self._topics.forget()
            again = self._topics.one(topic.about["id"], number_in(post, "post_number"))
            found = again and self._own(again, post, raw, since)
            if again and found:
                return self._sent(again, found)
        raise Refused("422", code=code or "422", words=words)

    def _published(self, answer: Answer, topic: Topic) -> Sent:
        try:
            made = object_from(answer)
        except ServerTrouble as error:
            raise Ambiguous(error.detail) from None
        if text_in(made, "action") == "enqueued":
            return self._waiting(object_in(made, "pending_post"))
        post = object_in(made, "post") or made
        if not number_in(post, "id") or not number_in(post, "post_number"):
            raise Ambiguous("no number in the answer")
        return self._sent(topic, post)

    def _waiting(self, pending: Json) -> Sent:
        """Return our answer that staff have to approve before anybody sees it."""
        id_ = number_in(pending, "id")
        if not id_:
            raise Ambiguous("no number in the answer")
        entry = {**pending, "payload": {"raw": text_in(pending, "raw")}}
        by = {"id": int(self._us or 0), "username": self._user}
        return Sent(
            self._queue_name(id_), f"{QUEUED}{id_}", self._queue_name(id_), _raw_queued(entry, by)
        )

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look among our posts in this topic for this answer, and among those that wait for approval.

        A post that answers nobody is looked for among the topics that we began.
        """
        if target.begins:
            return self._own_topic(content, since)
        try:
            topic, post = self._place(target)
        except Gone:
            return None
        private = content.visibility is Visibility.PRIVATE
        if private and target.visibility is not Visibility.PRIVATE:
            return self._own_aside(target, post, _body(content), since)
        found = self._own(topic, post, _body(content), since)
        return self._sent(topic, found) if found else self._own_waiting(topic, content, since)

    def _own(self, topic: Topic, post: Json, raw: str, since: datetime | None) -> Json | None:
        """Return our post below another one with these words, from the end of the topic back to `since`."""
        place, wanted = number_in(post, "post_number"), _words(raw)
        since = since.replace(microsecond=0) if since else None
        for n in range(OWN_CHUNKS):
            end = len(topic.stream) - n * CHUNK
            ids = topic.stream[max(0, end - CHUNK) : max(0, end)]
            if not ids:
                break
            self._topics.load(topic, ids)
            posts = [topic.posts[one] for one in reversed(ids) if one in topic.posts]
            for one in posts:
                at = moment(one.get("created_at"))
                ours = id_text(one.get("user_id")) == self._us
                answered = number_in(one, "reply_to_post_number") or 1
                fresh = at is None or since is None or at >= since
                if ours and fresh and answered == place and _words(text_in(one, "raw")) == wanted:
                    return one
            times = [at for at in (moment(one.get("created_at")) for one in posts) if at]
            if since and times and min(times) < since:
                break
        return None

    def _own_waiting(self, topic: Topic | None, content: Content, since: datetime) -> Sent | None:
        try:
            answer = self._get(f"posts/{quote(self._user, safe='')}/pending.json")
        except Refused:
            return None
        for one in objects(answer.get("pending_posts")):
            at = moment(one.get("created_at"))
            raw = text_in(one, "raw_text") or text_in(one, "raw")
            fresh = at is None or at >= since.replace(microsecond=0)
            here = number_in(one, "topic_id") == (topic.about["id"] if topic else 0)
            if fresh and here and _words(raw) == _words(_body(content)):
                return self._waiting({**one, "raw": raw})
        return None

    def _sent(self, topic: Topic, post: Json, answers: str = "") -> Sent:
        id_, slug = number_in(post, "id"), text_in(topic.about, "slug") or "-"
        url = f"{self._server}/t/{slug}/{topic.about['id']}/{number_in(post, 'post_number')}"
        topic.take([post])
        return Sent(
            self._name(id_), str(id_), url, self._raw(topic, post, answers=answers, ours=True)
        )

    def _fits(self, raw: str, *, private: bool) -> None:
        rule = self.capabilities.length
        over = measure(raw, rule) - (rule.limit or LONGEST)
        if over > 0:
            raise TooLong(f"{over} over {rule.limit}", over=over)
        shortest = _whole(self._settings, "shortest_private" if private else "shortest")
        if len(raw.strip()) < shortest:
            raise Refused(code="too-short")

    def upload(self, file: Upload) -> Uploaded:
        """Put a picture on the forum; the same bytes get the same name, so that once more does no harm."""
        fields = {"type": "composer", "upload_type": "composer", "synchronous": "true"}
        part = Part("file", file.name, file.type, file.read())
        try:
            found = object_from(self._http.upload(self._url("uploads.json"), fields, [part]))
        except Refused as error:
            self._believe(error)
            raise
        short = text_in(found, "short_url")
        if not re.fullmatch(r"upload://[\w.-]{1,200}", short):
            raise ServerTrouble("a file without name")
        width, height = number_in(found, "width"), number_in(found, "height")
        return Uploaded(f"{width}x{height} {short}" if width and height else f" {short}")

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Approve, hide, bin or restore a post, flag it, close its topic, mute or silence its author."""
        if act not in self.capabilities.moderation:
            raise Refused(f"{act} is not offered here", code="unsupported")
        if target.native_id.startswith(QUEUED):
            self._decide(target, act)
            return
        post = self._get(f"posts/{_post_id(target)}.json")
        id_ = number_in(post, "id")
        deleted, hidden = moment(post.get("deleted_at")) is not None, post.get("hidden") is True
        if act in OF_PEOPLE:
            self._act_on(text_in(post, "username"), number_in(post, "user_id"), act)
        elif act in (ModerationAct.LOCK, ModerationAct.UNLOCK):
            closed = "true" if act is ModerationAct.LOCK else "false"
            place = f"t/{number_in(post, 'topic_id')}/status.json"
            self._do("put", place, {"status": "closed", "enabled": closed})
        elif act is ModerationAct.TRASH and not deleted:
            self._do("delete", f"posts/{id_}.json", {})
        elif act is ModerationAct.RESTORE and (deleted or hidden):
            self._do("put", f"posts/{id_}/{'recover' if deleted else 'unhide'}.json", {})
        elif act is ModerationAct.HIDE and not hidden:
            self._flag(post, {"post_action_type_id": str(INAPPROPRIATE), "take_action": "true"})
        elif act is ModerationAct.REPORT and not _is_flagged(post):
            flag = {
                "post_action_type_id": str(SOMETHING_ELSE),
                "message": f"{APP_NAME}: please look",
            }
            self._flag(post, flag)

    def _flag(self, post: Json, flag: Mapping[str, str]) -> None:
        self._do("post", "post_actions.json", {"id": str(number_in(post, "id")), **flag})

    def _act_on(self, user: str, id_: int, act: ModerationAct) -> None:
        """Mute somebody for us, or silence them for everybody."""
        if act in (ModerationAct.MUTE, ModerationAct.UNMUTE):
            level = "mute" if act is ModerationAct.MUTE else "normal"
            place = f"u/{quote(user, safe='')}/notification_level.json"
            self._do("put", place, {"notification_level": level})
        else:
            verb = "silence" if act is ModerationAct.BLOCK else "unsilence"
            # 409: silenced already
            self._do("put", f"admin/users/{id_}/{verb}.json", {"reason": APP_NAME}, (409,))

    def _decide(self, target: Target, act: ModerationAct) -> None:
        """Let a post that waits be seen, or refuse it; where somebody was quicker, it stays as they decided."""
        place = f"review/{quote(target.native_id.removeprefix(QUEUED), safe='')}"
        entry = object_in(self._get(f"{place}.json"), "reviewable")
        verbs = {ModerationAct.APPROVE: "approve_post", ModerationAct.TRASH: "reject_post"}
        if act in OF_PEOPLE:
            writer = _one_id(entry, "target_created_by", "created_by")
            self._act_on(target.author_handle.lstrip("@"), writer, act)
        elif act not in verbs:
            raise Refused(f"{act} is not for a post that waits", code="waits-for-approval")
        elif entry.get("status") in (0, "pending"):
            version = number_in(entry, "version")
            place = f"{place}/perform/{verbs[act]}.json?version={version}"
            self._do("put", place, {}, (409,))  # somebody decides at this moment

    def revoke(self) -> bool | None:
        """Give back the key that the forum made for this person; one that staff made is theirs to take back."""
        if not self._by_person:
            return None
        try:
            self._http.post(self._url("user-api-key/revoke"), json={}, accept=(403, 404), safe=True)
        except NotSignedIn:
            return True
        except WorkstationError:
            return False
        return True

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()

    # The forum's interface

    def _url(self, path: str) -> str:
        return f"{self._server}/{path}"

    def _get(
        self, path: str, query: Mapping[str, object] | Sequence[tuple[str, object]] | None = None
    ) -> Json:
        try:
            return object_from(self._http.get(self._url(path), query or {}))
        except Refused as error:
            self._believe(error)
            raise

    def _do(
        self, verb: str, path: str, body: Mapping[str, str], accept: Sequence[int] = ()
    ) -> None:
        try:
            getattr(self._http, verb)(self._url(path), json=body, accept=accept, safe=True)
        except Refused as error:
            self._believe(error)
            raise

    def _believe(self, error: Refused) -> None:
        """Raise `NotSignedIn` where a refusal means that nobody knows us."""
        if error.detail == "403" or error.code == "not_logged_in":
            self._me()

    def _name(self, id_: int) -> str:
        return f"{self._server}/p/{id_}"

    def _queue_name(self, id_: int | str) -> str:
        return f"{self._server}/review/{id_}"


def capabilities(settings: Mapping[str, str]) -> Capabilities:
    """Return what an account can do: by what the forum lets it do, and by the key that it has."""
    known = STAFF if settings.get("staff") == "1" else OURS
    if settings.get("way") != "person":
        known = replace(known, idempotency=Idempotency.KEY, key_life_s=120)
    most = MOST_FILES if settings.get("trust", "1") != "0" else 1
    size = _whole(settings, "picture_kb") * 1024
    media = replace(known.media, most=most, max_bytes=size or known.media.max_bytes)
    limit = _whole(settings, "longest") or LONGEST
    posts = bool(settings.get("post_place"))
    return replace(known, media=media, posts=posts, length=LengthRule(Unit.CODE_POINTS, limit))


# What is kept of an answer


def _groups_with_messages(me: Json) -> list[str]:
    """Return the groups whose private messages we read."""
    named = (text_in(one, "name") for one in objects(me.get("groups")) if one.get("has_messages"))
    return [one for one in named if re.fullmatch(r"[\w.-]{1,60}", one)]


def _raw_notification(entry: Json) -> RawItem:
    return RawItem("notification", id_text(entry.get("id")), pack({"notification": entry}))


def _raw_queued(entry: Json, by: Json) -> RawItem:
    names = ("id", "type", "topic_id", "created_at", "reply_to_post_number")
    kept = {name: entry[name] for name in names if name in entry}
    payload = object_in(entry, "payload")  # a whole letter may be in it
    kept["payload"] = {name: payload[name] for name in ("raw", "title") if name in payload}
    writer = {name: by[name] for name in ("id", "username", "name") if name in by}
    id_ = number_in(entry, "id")
    return RawItem("queued", f"{QUEUED}{id_}", pack({"queued": kept, "by": writer}))


def _one_id(entry: Json, *names: str) -> int:
    """Return the first number among what an entry names, as an object or by its id."""
    found = (
        number_in(entry, f"{name}_id") or number_in(object_in(entry, name), "id") for name in names
    )
    return next(filter(None, found), 0)


def _why(entry: Json) -> str:
    kind = number_in(entry, "notification_type")
    return TELLING.get(kind, str(kind))


def _is_within(entry: Json, since: datetime | None, until: datetime) -> bool:
    at = moment(entry.get("created_at"))
    return at is None or (at - EARLIER <= until and (since is None or at + EARLIER >= since))


def _is_flagged(post: Json) -> bool:
    """Tell whether we flagged a post already."""
    return any(
        one.get("acted") is True and number_in(one, "id") == SOMETHING_ELSE
        for one in objects(post.get("actions_summary"))
    )


def _body(content: Content) -> str:
    """Return a text as it is published, with its pictures below it."""
    lines = []
    for one in content.media:
        size, _, short = one.remote_id.partition(" ")
        alt = " ".join(re.sub(r"[\[\]|]", " ", one.alt).split())
        lines.append(f"![{alt}|{size}]({short})" if size else f"![{alt}]({short})")
    return "\n\n".join(filter(None, (content.text.rstrip(), "\n".join(lines))))


def _words(raw: str) -> str:
    """Return what tells one answer from another: pictures may have been put there once more."""
    return " ".join(UPLOADED.sub("", raw).split())


def _post_id(target: Target) -> int:
    return int(target.native_id) if re.fullmatch(r"[0-9]{1,18}", target.native_id) else 0


def _whole(settings: Mapping[str, str], name: str) -> int:
    text = settings.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0
