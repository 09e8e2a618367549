"""Lemmy: replies, mentions and private messages of one person, in communities of the fediverse.

Rules that are not obvious:

- Version 0.19 speaks API v3, 1.0 speaks v4 and keeps of v3 only what has no inbox. The server is asked which; one that
  was brought up to date since is noticed when its lists are gone. What differs stands in `sdk/lemmyapi.py`.
- A person signs in with the password, once: it is exchanged for a token that does not end, and is not kept.
- Numbers are those of this server only; threads are joined by permanent addresses (`ap_id`). A comment tells its place
  by numbers (`path`), so what stands above it is looked up and kept beside it.
- Lists can only be read from the newest entry down. Their first page is always read: by what it says now, edits and
  removals are found; what is no longer in it is asked for by its number.
- Private messages are strung together by the message before: nothing names the first one.
- No key and no refusal of doubles: we look among our own comments, which our own server lists at once.
- Removed by moderators is not deleted by its author: both come blanked, the first can be restored.
- Nothing tells the server what was seen here.

Everything was seen with a fake only: no Lemmy runs where this was written.
Source: the public source of Lemmy 0.19 and 1.0 (beta), 2026.
"""

import json
import re
import secrets
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, ClassVar
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
from cmworkstation.domain.message import Attachment, Held, Item, Kind, Writer
from cmworkstation.sdk import begun, lemmyapi
from cmworkstation.sdk.address import host_of, joined, web_address
from cmworkstation.sdk.answer import SAID_NO
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
from cmworkstation.sdk.hits import hits
from cmworkstation.sdk.http import Http, origin_of
from cmworkstation.sdk.lemmyapi import VERSIONS, Entry
from cmworkstation.sdk.measure import measure
from cmworkstation.sdk.multipart import Part
from cmworkstation.sdk.shapes import (
    Json,
    bookmark,
    id_text,
    moment,
    number_in,
    object_from,
    object_in,
    objects,
    pack,
    text_in,
    unpack,
)

FIRST_PAGES, MOST_PAGES = 2, 40
HANDED_ON = 25
REMEMBERED, MOST_LOOKS = 200, 5
MOST_ABOVE = 12  # levels above a comment that are looked up
THREAD_PAGES, OWN_PAGES = 6, 6
LONGEST, LONGEST_TITLE = 10_000, 200
HITS = 50  # of one search
MOST_FILES = 4
REASON = "CM Workstation: please look"  # the server wants one
DIGITS = re.compile(r"(.+?)\s+([0-9]{6})", re.DOTALL)
PICTURE = re.compile(r"!\[([^\]\n]{0,600})\]\((https?://[^)\s]{1,2000})[^)\n]{0,600}\)")
ADDRESS = re.compile(r"https?://\S+")
DATED = frozenset("published published_at updated updated_at".split())
KEPT = {  # of each part of an answer
    "comment": DATED
    | set(
        "id creator_id post_id content removed deleted ap_id path language_id distinguished locked".split()
    ),
    "post": DATED
    | set("id name body url creator_id removed deleted locked ap_id language_id".split()),
    "private_message": DATED
    | set("id creator_id recipient_id content removed deleted ap_id".split()),
    "creator": frozenset("id name display_name actor_id ap_id bot_account local".split()),
    "recipient": frozenset("id name display_name actor_id ap_id local".split()),
    "community": frozenset("id name title actor_id ap_id".split()),
}
MEMBER = Capabilities(
    visibilities=(Visibility.PUBLIC, Visibility.PRIVATE),
    length=LengthRule(Unit.UTF16, LONGEST),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    moderation=(ModerationAct.REPORT, ModerationAct.BLOCK, ModerationAct.UNBLOCK),
    has_language=True,
    media=MediaRules(
        types=("image/jpeg", "image/png", "image/gif", "image/webp"),
        most=MOST_FILES,
        max_bytes=10 * 2**20,
        has_alt=True,
        alt_limit=500,
    ),
)
MODERATOR = replace(
    MEMBER,
    moderation=(
        ModerationAct.TRASH,
        ModerationAct.RESTORE,
        ModerationAct.LOCK,
        ModerationAct.UNLOCK,
        *MEMBER.moderation,
    ),
)


@dataclass(slots=True)
class _Known:
    """The bookmark of a list: what its newest entries said, by number, with the name and number of each."""

    seen: dict[int, list[str]] = field(default_factory=dict)
    begun: bool = False  # an empty list was read as well

    @classmethod
    def of(cls, cursor: str) -> "_Known":
        found = bookmark(cursor)
        seen = {
            int(number): [id_text(part) for part in one]
            for number, one in object_in(found, "seen").items()
            if isinstance(one, list) and len(one) == 3 and re.fullmatch(r"[0-9]{1,18}", number)  # noqa: PLR2004
        }
        return cls(seen, bool(seen) or found.get("begun") is True)

    def covers(self, number: int) -> bool:
        return number in self.seen or (bool(self.seen) and 0 < number < min(self.seen))

    def note(self, entry: Entry) -> None:
        native = f"{entry.kind}:{number_in(lemmyapi.thing(entry), 'id')}"
        self.seen[entry.number] = [_mark(entry), native, text_in(lemmyapi.thing(entry), "ap_id")]
        for number in sorted(self.seen)[:-REMEMBERED]:
            del self.seen[number]

    def cursor(self) -> str:
        seen = {str(one): self.seen[one] for one in sorted(self.seen)}
        return json.dumps({"begun": True, "seen": seen})


class LemmyConnector:
    """One person's account on one server."""

    manifest: ClassVar[Manifest] = Manifest(
        "lemmy",
        "Lemmy",
        SignIn.PASSWORD,
        MODERATOR,
        poll_s=120,
        address_example="@name@lemmy.example",
        media_axes={"time": "day", "granularity": "world", "modality": "many-many"},
    )
    searches: ClassVar[frozenset[SearchFor]] = frozenset({SearchFor.SEARCH, SearchFor.ACCOUNT})

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the token of `finish`."""
        self._settings = settings
        self._server = settings.get("server", "")
        self._us = settings.get("person_id", "")
        self._key = settings.get("writer_key", "")
        self._version = VERSIONS.get(settings.get("api", ""), VERSIONS["v3"])
        self._plain = http
        self._http = http.with_credentials(
            bearer=secret.get("jwt", ""), origin=origin_of(self._server)
        )
        self._seen: dict[tuple[str, int], Json | None] = {}  # looked up in this run
        self.capabilities = capabilities(settings)

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Look for a server at "lemmy.example", "@name@lemmy.example" or the page of a person there."""
        name, at, host = address.strip().lstrip("@").rpartition("@")
        typed = host if at and "/" not in name else address.strip()
        parts = web_address(typed)
        page = re.match(r"/u/([\w.-]+)$", parts.path.rstrip("/"))
        server = origin_of(parts.geturl())
        api, site = lemmyapi.version_at(http, server)
        title = text_in(object_in(object_in(site, "site_view"), "site"), "name")
        user = name if at and "/" not in name else page[1] if page else ""
        settings = {"server": server, "api": api, "user": user, "address": address.strip()}
        software = f"Lemmy {text_in(site, 'version')}".strip()
        return Found(server, title or host_of(server), software, settings)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Refuse: a password is asked for."""
        raise Refused("no sign-in in the browser", code="unsupported")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Exchange "user" and "password" for a token; six digits behind the password are the second factor's."""
        del authorisation
        user = answer.get("user", "").strip().lstrip("@") or found.settings.get("user", "")
        user = user.removesuffix(
            f"@{host_of(found.server)}"
        )  # what is left with "@" is an e-mail address
        password = answer.get("password", "")
        if not user or not password:
            raise NotSignedIn("no name or no password")
        version = VERSIONS.get(found.settings.get("api", ""), VERSIONS["v3"])
        page = f"{found.settings.get('server', found.server)}/api/{version.name}/{version.sign_in}"
        digits = DIGITS.fullmatch(password)
        try:
            token = lemmyapi.token(http, page, user, password, "")
        except (NotSignedIn, Refused):
            if digits is None:
                raise
            token = lemmyapi.token(http, page, user, digits[1], digits[2])
        return Credentials({"jwt": token}, {"user": user})

    def check(self) -> Identity:
        """Ask the server who we are, and which version it speaks by now. Raises `NotSignedIn`."""
        api, site = lemmyapi.version_at(self._plain, self._server)
        self._version = VERSIONS[api]
        me = self._version.me(self._http, self._server)
        view = object_in(me, "local_user_view")
        person, local = object_in(view, "person"), object_in(view, "local_user")
        if not number_in(person, "id"):
            raise NotSignedIn("the server knows us no more")
        moderates = local.get("admin") is True or bool(objects(me.get("moderates")))
        handle = f"@{text_in(person, 'name')}@{host_of(self._server)}"
        settings = {
            **self._settings,
            "api": api,
            "version": text_in(site, "version"),
            "person_id": id_text(person.get("id")),
            "writer_key": _address(person),
            "moderates": "1" if moderates else "0",
            "languages": lemmyapi.languages(me),
        }
        name = text_in(person, "display_name") or text_in(person, "name")
        return Identity(handle, name, capabilities(settings), "", settings)

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield what is new in each list, with what changed on its first page."""
        self._seen = {}
        try:
            yield from self._lists(cursors)
        except Gone:
            if not self._has_moved():
                raise
            yield from self._lists(cursors)

    def _lists(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        for stream in self._version.streams:
            yield from self._read(stream, _Known.of(cursors.get(stream, "")))

    def _has_moved(self) -> bool:
        """Tell whether the server was brought up to date since, so that its inbox is elsewhere; go there."""
        before = self._version
        with suppress(NotThisPlatform):
            self._version = VERSIONS[lemmyapi.version_at(self._plain, self._server)[0]]
        return self._version is not before

    def _read(self, stream: str, known: _Known) -> Iterator[Page]:
        first, fresh = self._fresh(stream, known)
        if not (fresh or known.begun):
            yield Page(stream, (), known.cursor())
        before = _Known(dict(known.seen))
        everything = [*first, *(one for one in fresh if one not in first)]
        for start in range(0, len(fresh), HANDED_ON):
            part = fresh[start : start + HANDED_ON]
            raws = self._raws(part, everything)
            for entry in part:
                if entry.number:
                    known.note(entry)
            yield Page(stream, tuple(raws), known.cursor())
        yield from self._changes(stream, before, known, first)

    def _fresh(self, stream: str, known: _Known) -> tuple[list[Entry], list[Entry]]:
        """Return the first page, and what is new, the oldest first; broken entries come along, but not alone."""
        first: list[Entry] = []
        fresh: dict[str, Entry] = {}
        place = ""
        for n in range(MOST_PAGES if known.begun else FIRST_PAGES):
            page = self._version.listed(self._http, self._server, stream, place)
            first = first if n else page.entries
            new = [one for one in page.entries if not known.covers(one.number)]
            fresh.update((str(one.number or json.dumps(one.view)), one) for one in new)
            met = any(known.covers(one.number) for one in page.entries)
            if met or not page.after or page.after == place:
                break
            place = page.after
        if not any(one.number for one in fresh.values()):
            return first, []
        return first, sorted(fresh.values(), key=lambda one: one.number)

    def _changes(
        self, stream: str, before: _Known, known: _Known, first: Sequence[Entry]
    ) -> Iterator[Page]:
        """Yield what was edited, removed or restored among the newest, and what is gone from among them."""
        now = {one.number: one for one in first}
        changed = [
            one
            for number, one in sorted(now.items())
            if number in before.seen and before.seen[number][0] != _mark(one)
        ]
        lowest = min(now, default=0) if len(first) >= lemmyapi.PAGE else 0
        missing = [one for one in sorted(before.seen) if one >= lowest and one not in now]
        gone: list[str] = []
        raws = self._raws(changed, first, secrets.token_hex(4)) if changed else []
        for entry in changed:
            known.note(entry)
        for number in missing[-MOST_LOOKS:]:
            _, native, name = before.seen[number]
            kind, _, id_ = native.partition(":")
            view = self._look_at(kind, int(id_ or 0)) if kind in ("comment", "post") else None
            if view is None:
                gone += [name] if name else []
                known.seen.pop(number, None)
                continue
            entry = Entry(number, kind, view)
            if _mark(entry) != before.seen[number][0]:
                raws += self._raws([entry], first, secrets.token_hex(4))
                known.note(entry)
        if raws or gone:
            yield Page(stream, tuple(raws), known.cursor(), gone=tuple(gone))

    def _raws(
        self, entries: Sequence[Entry], around: Sequence[Entry], turn: str = ""
    ) -> list[RawItem]:
        """Return entries as they are kept, with what stands above them."""
        raws: list[RawItem] = []
        told: set[str] = set()
        for entry in entries:
            if entry.kind == "comment":
                raws += [one for one in self._above(entry.view) if one.native_id not in told]
                raws.append(self._raw_comment(entry.view, entry.why, turn))
            elif entry.kind == "message":
                raws.append(_raw_message(entry.view, _before(entry, around), turn=turn))
            elif entry.kind == "post":
                raws.append(_raw_post(entry.view, entry.why, turn))
            elif entry.kind == "mod_action":
                raws += self._acted_upon(entry.view)
            else:
                known = {"entry": entry.view, "why": entry.why, "number": entry.number}
                raws.append(RawItem("entry", str(entry.number or ""), pack(known)))
            told.update(one.native_id for one in raws)
        return raws

    def _acted_upon(self, view: Json) -> list[RawItem]:
        """Return what moderators did something to, as it stands now; who acts is nobody's words to us."""
        for kind in ("comment", "post"):
            id_ = number_in(object_in(view, f"target_{kind}"), "id")
            now = self._look_at(kind, id_) if id_ else None
            if now is not None:
                turn = secrets.token_hex(4)
                made = (
                    self._raw_comment(now, "", turn)
                    if kind == "comment"
                    else _raw_post(now, "", turn)
                )
                return [made]
        return []

    def _above(self, view: Json) -> list[RawItem]:
        """Return the post of a comment, and the comments between them."""
        post = self._look_at("post", number_in(object_in(view, "post"), "id"))
        above = [_raw_post(post)] if post else []
        for id_ in lemmyapi.line(view)[-MOST_ABOVE:]:
            found = self._look_at("comment", id_)
            if found is not None:
                above.append(self._raw_comment(found))
        return above

    def _raw_comment(self, view: Json, why: str = "", turn: str = "", parent: str = "") -> RawItem:
        line = lemmyapi.line(view)
        above = self._look_at("comment", line[-1]) if line and not parent else None
        answered = object_in(above, "comment") if above else {}
        if not line:  # it answers the post itself
            answered = object_in(view, "post")
        known: Json = {
            "view": _kept(view, "comment", "creator", "post", "community"),
            "why": why,
            "parent": parent or text_in(answered, "ap_id"),
            "to": number_in(answered, "creator_id"),
        }
        if turn:
            known["turn"] = turn
        id_ = number_in(object_in(view, "comment"), "id")
        return RawItem("comment", f"comment:{id_}" if id_ else "", pack(known))

    def _look_at(self, kind: str, id_: int) -> Json | None:
        """Return a comment or a post as it is now, None where there is none."""
        if (kind, id_) not in self._seen:
            try:
                found = object_in(self._get(kind, {"id": id_}), f"{kind}_view")
            except Gone:
                found = {}
            self._seen[kind, id_] = found or None
        return self._seen[kind, id_]

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield what was written to us in a stretch of time, one list after the other; a server keeps all of it."""
        self._seen = {}
        try:
            return (yield from self._back(since, until, cursor))
        except Gone:
            if not self._has_moved():
                raise
            return (yield from self._back(since, until, cursor))

    def _back(
        self, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        known = bookmark(cursor)
        oldest = moment(known.get("oldest"))
        stream, place = text_in(known, "stream"), text_in(known, "place")
        streams = self._version.streams
        for name in streams[streams.index(stream) if stream in streams else 0 :]:
            place = place if name == stream else ""
            if name == stream and text_in(known, "done"):
                continue
            while True:
                page = self._version.listed(self._http, self._server, name, place)
                times = [at for at in map(_written_at, page.entries) if at]
                oldest = min([*filter(None, (oldest,)), *times], default=None)
                wanted = [
                    one
                    for one in reversed(page.entries)
                    if _is_within(_written_at(one), since, until)
                ]
                reached = bool(since and times and max(times) < since)
                done = reached or not page.after or page.after == place
                place = page.after
                after = {
                    "stream": name,
                    "place": place,
                    "done": "yes" if done else "",
                    "oldest": oldest.isoformat() if oldest else "",
                }
                if page.entries:
                    raws = self._raws(wanted, page.entries)
                    yield Page(HISTORY, tuple(raws), json.dumps(after))
                if done:
                    break
        return None if since else oldest or until

    def search(self, what: SearchFor, term: str, known: str) -> Hits:
        """Show the newest posts and comments that the server's search finds or that somebody wrote; no hashtags.

        Both versions answer the search of v3: 1.0 keeps it.
        """
        if what is SearchFor.TAG:
            raise Refused("no hashtags", code="watch-unsearchable")
        if what is SearchFor.SEARCH:
            asked = {
                "q": term.strip(),
                "type_": "All",
                "sort": "New",
                "listing_type": "All",
                "limit": HITS,
            }
            url = f"{self._server}/api/v3/search"
            found = lemmyapi.ask(self._http, url, asked)
        else:
            name = term.strip().lstrip("@").removesuffix(f"@{host_of(self._server)}")
            place = "user" if self._version.name == "v3" else "person/content"
            found = self._get(place, {"username": name, "sort": "New", "limit": HITS})
        rows = [one for name in ("posts", "comments", "items") for one in objects(found.get(name))]
        return hits(rows, self._hit)

    def _hit(self, view: Json) -> Item:
        known: Json = {"view": view, "why": ""}
        return (
            self._comment_item(known, view) if "comment" in view else self._post_item(known, view)
        )

    def thread(self, target: Target) -> Page:
        """Read the post with its newest comments and what stands above the message, or the private messages."""
        self._seen = {}
        kind, id_, other = _native(target)
        if kind == "message":
            return self._talk(target, other)
        view = self._look_at(kind, id_)
        if view is None:
            return Page("thread", (), "", gone=(target.remote_id,))
        post = number_in(object_in(view, "post"), "id")
        turn = secrets.token_hex(4)
        found: dict[int, Json] = {}
        place = ""
        for _ in range(THREAD_PAGES):
            query = {
                "post_id": post,
                "sort": self._version.new,
                "type_": self._version.every,
                "limit": lemmyapi.PAGE,
            }
            rows, after = self._version.comments(self._http, self._server, query, place)
            found.update((number_in(object_in(one, "comment"), "id"), one) for one in rows)
            if not after or after == place:
                break
            place = after
        if kind == "comment":
            found[id_] = view
        self._seen.update({("comment", number): one for number, one in found.items()})
        raws = self._above(view) if kind == "comment" else [_raw_post(view, turn=turn)]
        told = {raw.native_id for raw in raws}
        for number in sorted(found):
            if f"comment:{number}" not in told:
                raws.append(self._raw_comment(found[number], turn=turn if number == id_ else ""))
        return Page("thread", tuple(raws), "")

    def _talk(self, target: Target, other: int) -> Page:
        """Return the newest private messages with somebody."""
        entries = [one for one in self._messages() if _partner(one.view, self._us) == other]
        raws = [_raw_message(one.view, _before(one, entries)) for one in reversed(entries)]
        listed = {text_in(lemmyapi.thing(one), "ap_id") for one in entries}
        full = len(entries) >= lemmyapi.PAGE
        return Page(
            "thread",
            tuple(raws),
            "",
            gone=() if full or target.remote_id in listed else (target.remote_id,),
        )

    def _messages(self) -> list[Entry]:
        """Return the newest private messages, also ours, the newest first."""
        stream = self._version.streams[-1]
        found: list[Entry] = []
        place = ""
        for _ in range(FIRST_PAGES):
            page = self._version.listed(self._http, self._server, stream, place)
            found += [one for one in page.entries if one.kind == "message"]
            place = page.after
            if not place:
                break
        return found

    # Understanding

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand a comment, a post or a private message. Raises `Unreadable`."""
        known = unpack(raw.payload)
        view = object_in(known, "view")
        if raw.kind == "comment":
            return (self._comment_item(known, view),)
        if raw.kind == "post":
            return (self._post_item(known, view),)
        if raw.kind == "message":
            return (self._message_item(known, view),)
        raise Unreadable("a notification of a new kind")

    def _comment_item(self, known: Json, view: Json) -> Item:
        found, post = object_in(view, "comment"), object_in(view, "post")
        why = text_in(known, "why")
        item = self._item(found, object_in(view, "creator"), "comment", text_in(found, "content"))
        to_us = bool(self._us) and id_text(known.get("to")) == self._us
        kind = {"mention": Kind.MENTION, "reply": Kind.REPLY}.get(why)
        return replace(
            item,
            kind=kind or (Kind.REPLY if to_us else Kind.COMMENT),
            parent_id=text_in(known, "parent") or text_in(post, "ap_id"),
            thread_id=text_in(post, "ap_id"),
            url=f"{self._server}/comment/{number_in(found, 'id')}",
            context=not (item.writer.is_us or why or to_us),
        )

    def _post_item(self, known: Json, view: Json) -> Item:
        found, why = object_in(view, "post"), text_in(known, "why")
        link = text_in(found, "url")
        said = "\n\n".join(filter(None, (text_in(found, "body"), link)))
        item = self._item(found, object_in(view, "creator"), "post", said)
        return replace(
            item,
            kind=Kind.MENTION if why == "mention" else Kind.POST,
            title=text_in(found, "name"),
            url=f"{self._server}/post/{number_in(found, 'id')}",
            context=item.writer.is_us or not why,
        )

    def _message_item(self, known: Json, view: Json) -> Item:
        found = object_in(view, "private_message")
        item = self._item(found, object_in(view, "creator"), "message", text_in(found, "content"))
        partner = _partner(view, self._us)
        return replace(
            item,
            native_id=f"message:{number_in(found, 'id')}:{partner}",
            kind=Kind.PRIVATE,
            visibility=Visibility.PRIVATE,
            parent_id=text_in(known, "parent"),
            thread_id=text_in(known, "before"),
            url=f"{self._server}/inbox",
        )

    def _item(self, found: Json, creator: Json, kind: str, text: str) -> Item:
        id_, at = number_in(found, "id"), lemmyapi.time_in(found, "published")
        name = text_in(found, "ap_id")
        if not (id_ and at and name and text_in(creator, "name")):
            raise Unreadable("a comment without number, address, date or author")
        removed, deleted = found.get("removed") is True, found.get("deleted") is True
        return Item(
            remote_id=name,
            native_id=f"{kind}:{id_}",
            kind=Kind.COMMENT,
            writer=self._writer(creator),
            at=at,
            text=text,
            edited_at=lemmyapi.time_in(found, "updated") if not (removed or deleted) else None,
            deleted=deleted,
            held=Held.TRASH if removed and not deleted else Held.NO,
            attachments=tuple(
                Attachment("image", url, alt)
                for alt, url in PICTURE.findall(text)[: MOST_FILES * 5]
            ),
        )

    def _writer(self, found: Json) -> Writer:
        name, address, number = text_in(found, "name"), _address(found), id_text(found.get("id"))
        key = address or f"{self._server}/person/{number}"
        host = host_of(address)
        return Writer(
            key,
            text_in(found, "display_name") or name,
            f"@{name}@{host}" if host else "",
            address,
            is_us=bool(number) and number == self._us,
            is_bot=found.get("bot_account") is True,
        )

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Publish a comment below a comment or a post, or send a private message to whoever wrote it."""
        text = _body(content)
        over = measure(text, self.capabilities.length) - LONGEST
        if over > 0:
            raise TooLong(f"{over} over {LONGEST}", over=over)
        try:
            if target.begins:
                place, body = "post", self._begun(target, content, text)
            else:
                place, body = self._prepared(target, content, text)
        except ServerTrouble as error:  # nothing was published
            raise RateLimited(error.detail, retry_after=lemmyapi.PAUSE_S) from None
        try:
            answer = self._publish(place, body)
        except Refused as error:
            if error.code != "language" or "language_id" not in body:
                raise
            del body["language_id"]  # it was refused, so nothing stands there
            answer = self._publish(place, body)
        return self._sent(target, answer)

    def places(self) -> tuple[Folder, ...]:
        """Return the communities that we moderate or follow."""
        me = self._version.me(self._http, self._server)
        found: dict[str, Folder] = {}
        for row in (*objects(me.get("moderates")), *objects(me.get("follows"))):
            one = object_in(row, "community") or row
            name = text_in(one, "name")
            home = host_of(text_in(one, "ap_id") or text_in(one, "actor_id")) or host_of(
                self._server
            )
            if name and (key := self.place_of(f"{name}@{home}")):
                title = text_in(one, "title") or name
                found[key] = Folder(key, f"{title} (!{key})")
        return tuple(found.values())

    @classmethod
    def place_of(cls, typed: str) -> str:
        """Return a community as "name@server", "" where it is none."""
        said = typed.strip().removeprefix("!").removeprefix("c/")
        return said if re.fullmatch(r"\w{2,60}@[\w.-]+(:\d+)?", said) else ""

    def _begun(self, target: Target, content: Content, text: str) -> Json:
        """Return a post as it is published in a community. Raises `Gone` where there is no such community."""
        name = begun.place_of(target)
        community = object_in(self._get("community", {"name": name}), "community_view")
        id_ = number_in(object_in(community, "community"), "id")
        if not id_:
            raise Gone("no such community", code="not_found")
        title = begun.title_of(target, content.text, LONGEST_TITLE)
        return {
            "name": title,
            "community_id": id_,
            "body": text,
            **self._language(content),
        }

    def _language(self, content: Content) -> Json:
        known = dict(part.split("=") for part in self._settings.get("languages", "").split())
        return {"language_id": int(known[content.language])} if content.language in known else {}

    def _prepared(self, target: Target, content: Content, text: str) -> tuple[str, Json]:
        """Return where an answer goes, and as what. Raises `Gone`, `Refused`."""
        kind, id_, other = _native(target)
        private = Visibility.PRIVATE in (content.visibility, target.visibility)
        if kind == "message":
            if not other:
                raise Refused("nobody to write to", code="unsupported")
            return "private_message", {"content": text, "recipient_id": other}
        view = self._living(target, kind, id_)
        if private:
            person = number_in(object_in(view, "creator"), "id")
            return "private_message", {"content": text, "recipient_id": person}
        body: Json = {"content": text, "post_id": number_in(object_in(view, "post"), "id")}
        if kind == "comment":
            body["parent_id"] = id_
        return "comment", {**body, **self._language(content)}

    def _living(self, target: Target, kind: str, id_: int) -> Json:
        """Return what is answered as it is now. Raises `Gone` where nobody sees it any more."""
        self._seen = {}
        view = self._look_at(kind, id_)
        found = object_in(view or {}, kind)
        post = object_in(view or {}, "post")
        if not found or any(
            one.get(flag) is True for one in (found, post) for flag in ("deleted", "removed")
        ):
            raise Gone("not there", code="not_found")
        if found.get("locked") is True or post.get("locked") is True:
            raise Refused("locked", code="comment-locked")
        return view or {}

    def _publish(self, place: str, body: Json) -> Json:
        try:
            answer = self._http.post(self._url(place), json=body)
        except Refused as error:
            raise lemmyapi.meaning(error) from None
        try:
            return object_from(answer)
        except ServerTrouble as error:
            raise Ambiguous(error.detail) from None

    def _sent(self, target: Target, answer: Json) -> Sent:
        """Return the proof in an answer: a comment, a post, or a private message."""
        if target.begins:
            return self._post_sent(object_in(answer, "post_view"))
        view = object_in(answer, "comment_view")
        if not view:
            return self._sent_message(target, object_in(answer, "private_message_view"))
        found = object_in(view, "comment")
        id_, name = number_in(found, "id"), text_in(found, "ap_id")
        if not id_ or not name:
            raise Ambiguous("no number in the answer")
        url = f"{self._server}/comment/{id_}"
        return Sent(name, f"comment:{id_}", url, self._raw_comment(view, parent=target.remote_id))

    def _post_sent(self, view: Json) -> Sent:
        found = object_in(view, "post")
        id_, name = number_in(found, "id"), text_in(found, "ap_id")
        if not id_ or not name:
            raise Ambiguous("no number in the answer")
        return Sent(name, f"post:{id_}", f"{self._server}/post/{id_}", _raw_post(view))

    def _own_post(self, content: Content, since: datetime) -> Sent | None:
        wanted = _words(_body(content))
        for row in self._version.own_posts(self._http, self._server, self._us):
            found = object_in(row, "post")
            at = lemmyapi.time_in(found, "published")
            if at is not None and at < since:
                continue
            if found.get("deleted") is not True and _words(text_in(found, "body")) == wanted:
                return self._post_sent(row)
        return None

    def _sent_message(self, target: Target, view: Json) -> Sent:
        found = object_in(view, "private_message")
        id_, name = number_in(found, "id"), text_in(found, "ap_id")
        if not id_ or not name:
            raise Ambiguous("no number in the answer")
        native = f"message:{id_}:{_partner(view, self._us)}"
        return Sent(name, native, f"{self._server}/inbox", _raw_message(view, "", target.remote_id))

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look among our own newest comments or posts, or among the private messages, for these words."""
        if target.begins:
            return self._own_post(content, since.replace(microsecond=0))
        kind, id_, other = _native(target)
        wanted, since = _words(_body(content)), since.replace(microsecond=0)
        if kind == "message" or Visibility.PRIVATE in (content.visibility, target.visibility):
            partner = other or number_in(object_in(self._look_at(kind, id_) or {}, "creator"), "id")
            for one in self._messages():
                found = lemmyapi.thing(one)
                at = lemmyapi.time_in(found, "published")
                ours = id_text(found.get("creator_id")) == self._us
                fresh = at is None or at >= since
                theirs = number_in(found, "recipient_id") == partner
                if ours and fresh and theirs and _words(text_in(found, "content")) == wanted:
                    return self._sent_message(target, one.view)
            return None
        place = ""
        for _ in range(OWN_PAGES):
            rows, after = self._version.own(self._http, self._server, self._us, place)
            for row in rows:
                found = object_in(row, "comment")
                at = lemmyapi.time_in(found, "published")
                if at is not None and at < since:
                    return None
                line = lemmyapi.line(row)
                here = line[-1] == id_ if line and kind == "comment" else False
                here = here or (kind == "post" and not line and number_in(found, "post_id") == id_)
                if here and _words(text_in(found, "content")) == wanted:
                    return self._sent(target, {"comment_view": row})
            if not after or after == place:
                break
            place = after
        return None

    def upload(self, file: Upload) -> Uploaded:
        """Put a picture on the server, once: it stays there."""
        if file.remote_id:
            return Uploaded(file.remote_id)
        place = f"{self._server}{self._version.upload}"
        part = Part("images[]", file.name, file.type, file.read())
        try:
            found = object_from(self._http.upload(place, {}, [part]))
        except Refused as error:
            raise lemmyapi.meaning(error) from None
        names = [text_in(one, "file") for one in objects(found.get("files"))]
        url = text_in(found, "image_url") or (
            f"{self._server}/pictrs/image/{quote(names[0])}" if names and names[0] else ""
        )
        url = joined(f"{self._server}/", url) if url else ""
        if not re.fullmatch(r"https?://[^\s()<>]+", url):
            raise ServerTrouble("a file without address")
        return Uploaded(url)

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Report a message, block its author, or, as a moderator, remove it, restore it, or close its post."""
        if act not in self.capabilities.moderation:
            raise Refused(f"{act} is not offered here", code="unsupported")
        kind, id_, other = _native(target)
        name = {"message": "private_message_id"}.get(kind, f"{kind}_id")
        if act in (ModerationAct.BLOCK, ModerationAct.UNBLOCK):
            view = {} if other else self._look_at(kind, id_) or {}
            person = other or number_in(object_in(view, "creator"), "id")
            if not person:
                raise Gone("not there", code="not_found")
            self._do(
                self._version.block, {"person_id": person, "block": act is ModerationAct.BLOCK}
            )
        elif act is ModerationAct.REPORT:
            place = "private_message" if kind == "message" else kind
            self._do(f"{place}/report", {name: id_, "reason": REASON})
        elif kind == "message":
            raise Refused("not for private messages", code="unsupported")
        elif act in (ModerationAct.LOCK, ModerationAct.UNLOCK):
            post = number_in(object_in(self._look_at(kind, id_) or {}, "post"), "id")
            if not post:
                raise Gone("not there", code="not_found")
            locked = act is ModerationAct.LOCK
            self._do("post/lock", {"post_id": post, "locked": locked, "reason": REASON})
        else:
            removed = act is ModerationAct.TRASH
            self._do(f"{kind}/remove", {name: id_, "removed": removed, "reason": REASON})

    def _do(self, place: str, body: Json) -> None:
        try:
            self._http.post(self._url(place), json=body, safe=True)
        except Refused as error:
            found = lemmyapi.meaning(error)
            if "already" not in f"{error.code} {error.words}":  # twice is no error
                raise found from None

    def revoke(self) -> bool | None:
        """Sign out; False when the server could not be asked."""
        try:
            self._http.post(self._url(self._version.sign_out), json={}, accept=SAID_NO, safe=True)
        except NotSignedIn:
            return True
        except WorkstationError:
            return False
        return True

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()
        self._plain.close()

    def _url(self, path: str) -> str:
        return f"{self._server}/api/{self._version.name}/{path}"

    def _get(self, path: str, query: Mapping[str, object]) -> Json:
        return lemmyapi.ask(self._http, self._url(path), query)


def capabilities(settings: Mapping[str, str]) -> Capabilities:
    """Return what an account can do."""
    known = MODERATOR if settings.get("moderates") == "1" else MEMBER
    return replace(known, posts=bool(settings.get("post_place")))


# The interface of the server


# What is kept of an answer


def _kept(view: Json, *names: str) -> Json:
    return {
        name: {key: value for key, value in object_in(view, name).items() if key in KEPT[name]}
        for name in names
        if name in view
    }


def _raw_post(view: Json, why: str = "", turn: str = "") -> RawItem:
    id_ = number_in(object_in(view, "post"), "id")
    known: Json = {"view": _kept(view, "post", "creator", "community"), "why": why}
    if turn:
        known["turn"] = turn
    return RawItem("post", f"post:{id_}" if id_ else "", pack(known))


def _raw_message(view: Json, before: str, parent: str = "", turn: str = "") -> RawItem:
    id_ = number_in(object_in(view, "private_message"), "id")
    known: Json = {
        "view": _kept(view, "private_message", "creator", "recipient"),
        "before": before,
    }
    known |= {name: value for name, value in (("parent", parent), ("turn", turn)) if value}
    return RawItem("message", f"message:{id_}" if id_ else "", pack(known))


def _before(entry: Entry, around: Sequence[Entry]) -> str:
    """Return the address of the private message before this one between the same two people."""
    pair = _pair(entry)
    earlier = [
        one
        for one in around
        if one.kind == "message" and _pair(one) == pair and one.number < entry.number
    ]
    newest = max(earlier, key=lambda one: one.number, default=None)
    return text_in(lemmyapi.thing(newest), "ap_id") if newest else ""


def _pair(entry: Entry) -> frozenset[int]:
    found = lemmyapi.thing(entry)
    return frozenset((number_in(found, "creator_id"), number_in(found, "recipient_id")))


def _partner(view: Json, us: str) -> int:
    found = object_in(view, "private_message")
    ours = id_text(found.get("creator_id")) == us
    return number_in(found, "recipient_id" if ours else "creator_id")


def _mark(entry: Entry) -> str:
    found = lemmyapi.thing(entry)
    said: list[Any] = [
        found.get(name) for name in ("content", "name", "body", "removed", "deleted")
    ]
    return blake2b(json.dumps(said).encode(), digest_size=4).hexdigest()


def _written_at(entry: Entry) -> datetime | None:
    return lemmyapi.time_in(lemmyapi.thing(entry), "published")


def _is_within(at: datetime | None, since: datetime | None, until: datetime) -> bool:
    return at is None or (at <= until and (since is None or at >= since))


def _address(person: Json) -> str:
    return text_in(person, "actor_id") or text_in(person, "ap_id")


def _native(target: Target) -> tuple[str, int, int]:
    """Return kind, number and, of a private message, the other person. Raises `Refused` where it is none of ours."""
    found = re.fullmatch(
        r"(comment|post|message):([0-9]{1,18})(?::([0-9]{1,18}))?", target.native_id
    )
    if found is None:
        raise Refused("nothing of this platform", code="unsupported")
    return found[1], int(found[2]), int(found[3] or 0)


def _body(content: Content) -> str:
    """Return a text as it is published, with its pictures below it."""
    lines = []
    for one in content.media:
        alt = " ".join(re.sub(r"[\[\]]", " ", one.alt).split())
        lines.append(f"![{alt}]({one.remote_id})")
    return "\n\n".join(filter(None, (content.text.strip(), "\n".join(lines))))


def _words(text: str) -> str:
    """Return what tells one answer from another; servers may lead pictures and links through themselves."""
    return " ".join(ADDRESS.sub("", text).split())
