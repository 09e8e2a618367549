"""Mastodon and the servers that speak its language: GoToSocial, Pleroma/Akkoma, Pixelfed, snac and others.

Rules that are not obvious:

- A reply names its author: where the person's text lacks the author's `@user@domain`, it is put in front, and
  the length is measured with it. A reply is never readable by more people than what it answers.
- `in_reply_to_id` is a number of this server only, while threads are joined by permanent addresses (`uri`).
  So while fetching, the messages above an answer are looked up and kept in the raw item beside it.
- Servers that page upwards (`min_id`) are read from the cursor on; of the others the newest pages are read
  backwards until the cursor is met, because some of them answer `min_id` with their newest page.

Source: the public API documentation of Mastodon 4.6; what each software does differently stands in `FLAVOURS`.
"""

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import ClassVar
from urllib.parse import parse_qs, quote, urlencode

from cmworkstation.domain.account import (
    NARROWNESS,
    Capabilities,
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
    NoUploadRight,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
    WorkstationError,
)
from cmworkstation.domain.message import Attachment, Item, Kind, Writer
from cmworkstation.domain.moderation import PEOPLE
from cmworkstation.sdk import links, oauth
from cmworkstation.sdk.address import parts_of
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
    Trait,
    Upload,
    Uploaded,
)
from cmworkstation.sdk.hits import hits
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.measure import measure
from cmworkstation.sdk.multipart import Part
from cmworkstation.sdk.oauth import PASTE
from cmworkstation.sdk.paging import Listed, NumberedList, is_newer, order
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    bookmark,
    id_text,
    list_from,
    moment,
    object_from,
    object_in,
    object_or_none,
    objects,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import Sought
from cmworkstation.sdk.wellknown import other_origin, secure_origin, software_at

CLIENT = {"client_name": "CM Workstation", "website": "https://cmworkstation.example"}
TYPE = re.compile(r"(?!image/svg)[a-z]+/[\w.+-]{1,60}")
FINE_SCOPES = (
    "read:accounts read:notifications read:search read:statuses"
    " write:blocks write:media write:mutes write:reports write:statuses"
)
HITS = 40  # of one question, the most that servers give
PAGE = 20  # entries per page; each of them may cost one more request for what it answers
FIRST_PAGES = 5  # how far back the first read goes
MOST_PAGES = 250  # per run
OWN_PAGES = 5  # how far back we look for our own reply
MOST_ANCESTORS = 40
PATHS = {"notifications": "/api/v1/notifications", "conversations": "/api/v1/conversations"}
KINDS = {"notifications": "notification", "conversations": "conversation"}
WANTED = ("mention", "quote", "update")
OF_NO_INTEREST = frozenset(
    "favourite reblog follow follow_request poll status quoted_update severed_relationships bookmark move"
    " moderation_warning added_to_collection collection_update emoji_reaction reaction"
    " pleroma:emoji_reaction pleroma:report pleroma:chat_mention admin.sign_up admin.report".split()
)
MOST_FOLLOWERS = 1 << 40  # more than there are people
FROM_API = {
    "public": Visibility.PUBLIC,
    "unlisted": Visibility.UNLISTED,
    "private": Visibility.FOLLOWERS,
    "mutuals_only": Visibility.FOLLOWERS,
    "local": Visibility.FOLLOWERS,
    "direct": Visibility.PRIVATE,
}
TO_API = {
    Visibility.PUBLIC: "public",
    Visibility.UNLISTED: "unlisted",
    Visibility.FOLLOWERS: "private",
    Visibility.PRIVATE: "direct",
}
ATTACHED = {"image": "image", "gifv": "video", "video": "video", "audio": "audio"}

MEDIA = MediaRules(
    types=(
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "video/mp4",
        "video/webm",
        "audio/mpeg",
        "audio/ogg",
    ),
    most=4,
    max_bytes=16 * 2**20,
    max_pixels=33_177_600,
    has_alt=True,
    alt_limit=1500,
)

OTHER = Capabilities(
    visibilities=NARROWNESS,
    length=LengthRule(Unit.CODE_POINTS, 500, counts_spoiler=True),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    moderation=(*PEOPLE, *PEOPLE.values(), ModerationAct.REPORT),
    has_spoiler=True,
    has_language=True,
    mentions_in_text=True,
    media=MEDIA,
    threads=True,
    posts=True,
)
FLAVOURS = {
    "mastodon": replace(
        OTHER,
        length=LengthRule(
            Unit.GRAPHEMES, 500, url_cost=23, short_mentions=True, counts_spoiler=True
        ),
        idempotency=Idempotency.KEY,
        key_life_s=3600,
    ),
    # Ignores the key, and gives no discount for links although it advertises one.
    "gotosocial": replace(OTHER, length=LengthRule(Unit.CODE_POINTS, 5000, counts_spoiler=True)),
    "pleroma": replace(
        OTHER,
        length=LengthRule(Unit.GRAPHEMES, 5000, counts_spoiler=True),
        idempotency=Idempotency.KEY,
        key_life_s=3600,
    ),
    # Lists our posts without our comments, and knows no private mention in this API.
    "pixelfed": replace(
        OTHER,
        visibilities=NARROWNESS[:3],
        length=LengthRule(Unit.CODE_POINTS, 500),
        own_list_complete=False,
        moderation=(*PEOPLE, *PEOPLE.values()),
    ),
    # Knows three audiences and calls the narrowest one "private".
    "snac": replace(
        OTHER,
        visibilities=(Visibility.PUBLIC, Visibility.UNLISTED, Visibility.PRIVATE),
        moderation=(ModerationAct.BLOCK, ModerationAct.UNBLOCK),
        has_language=False,
    ),
}
FAMILY = {**{key: key for key in FLAVOURS}, "akkoma": "pleroma", "hometown": "mastodon"}
PAGES_UPWARDS = ("mastodon", "gotosocial", "pleroma")
COARSE_SCOPES = {"pixelfed": "read write follow", "pleroma": "read write follow"}


class _Spent(Exception):
    """What is left of the server's allowance belongs to replies. Never leaves this module."""


class MastodonConnector:
    """One account on one Mastodon-compatible server."""

    searches: ClassVar[frozenset[SearchFor]] = frozenset(SearchFor)

    manifest: ClassVar[Manifest] = Manifest(
        "mastodon",
        "Mastodon",
        SignIn.BROWSER,
        FLAVOURS["mastodon"],
        poll_s=60,
        address_example="social.example",
        media_axes={"time": "minute", "granularity": "world", "modality": "1-followers"},
        real=frozenset(
            {
                Trait.SIGN_IN,
                Trait.INBOX,
                Trait.THREAD,
                Trait.REPLY,
                Trait.POSTS,
                Trait.ONCE,
                Trait.PRIVATE,
                Trait.MEDIA,
                Trait.EDITS,
                Trait.DELETIONS,
                Trait.MODERATION,
                Trait.SEARCH,
            }
        ),
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the secret of `finish`."""
        self._settings = settings
        self._secret = secret
        self._server = settings.get("server", "")
        self._software = settings.get("software", "other")
        self._domain = settings.get("domain") or parts_of(self._server).netloc
        self._plain = http
        self._http = http.with_credentials(
            bearer=secret.get("access_token", ""), origin=self._server
        )
        self._filters = True  # until the server refuses to filter notifications by type
        self._seen: dict[str, Json | None] = {}  # native id → status; None when it cannot be read
        self.capabilities = capabilities(settings)
        self.limit = self.capabilities.length

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Look for a server at "social.example", "https://social.example/@user" or "@user@social.example"."""
        typed = secure_origin(address)
        server, instance = typed, _instance(http, typed)
        if instance is None:
            server = other_origin(http, typed)
            instance = _instance(http, server) if server else None
        if instance is None:
            raise NotThisPlatform(typed)
        settings = {"server": server, **_facts(instance)}
        name, version = software_at(http, server)
        if name:
            settings["software"] = FAMILY.get(name.lower(), "other")
        label = f"{name.capitalize()} {version}".strip() if name else _label(settings)
        return Found(server, text_in(instance, "title") or settings["domain"], label, settings)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Register with the server and return the address where the person says yes."""
        redirect_uri = redirect_uri or PASTE
        scopes = _scopes(http, found)
        client = _register(http, found.server, list(dict.fromkeys((redirect_uri, PASTE))), scopes)
        # `force_login` lets a second account of the same server sign in.
        more = {"force_login": "true"}
        page = f"{found.server}/oauth/authorize"
        return oauth.authorisation(page, client, redirect_uri, scopes, more)

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Exchange the code for a token. Raises `NotSignedIn` when the person said no."""
        code = oauth.code_from(authorisation, answer)
        assert authorisation is not None  # or there would be no code
        known = authorisation.private
        token = oauth.token_for(http, f"{found.server}/oauth/token", authorisation, code)
        secret = _tokens(token, http.now())
        scopes = text_in(token, "scope") or known["scopes"]
        return Credentials(
            {**secret, "client_secret": known["client_secret"]},
            {"client_id": known["client_id"], "scopes": scopes, "server": found.server},
        )

    def audience(self) -> int | None:
        """Return how many people follow us, None where the software does not say."""
        account = object_from(self._http.get("/api/v1/accounts/verify_credentials"))
        return _followers(account)

    def check(self) -> Identity:
        """Ask the server who we are, and how long a text may be today."""
        answer = self._http.get("/api/v1/accounts/verify_credentials", accept=(422,))
        if answer.status == 422:  # noqa: PLR2004 - snac says so of a token that it does not know
            raise NotSignedIn("token not accepted")
        account = object_from(answer)
        facts = _facts(_instance(self._plain, self._server) or {})
        software = self._settings.get("software") or facts["software"]
        settings = {**self._settings, **{key: value for key, value in facts.items() if value}}
        settings["software"] = software
        settings["account_id"] = id_text(account.get("id"))
        settings["writer_key"] = text_in(account, "url") or text_in(account, "uri")
        settings["handle"] = self._handle(account)
        settings["default_visibility"] = text_in(object_in(account, "source"), "privacy")
        settings["default_language"] = text_in(object_in(account, "source"), "language")
        name = text_in(account, "display_name") or text_in(account, "username")
        look = "mastodon" if software == "other" else software
        return Identity(settings["handle"], name, capabilities(settings), look, settings)

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new notifications, then private mentions where the server lists them."""
        self._seen = {}
        yield from self._read(
            "notifications", text_in(bookmark(cursors.get("notifications", "")), "min_id")
        )
        if self._http.budget().is_low():
            return
        # Private mentions arrive as notifications as well: a server without this list loses nothing.
        with suppress(Refused):
            yield from self._read(
                "conversations", text_in(bookmark(cursors.get("conversations", "")), "min_id")
            )

    def _read(self, stream: str, since: str) -> Iterator[Page]:
        listed = NumberedList(lambda where: self._list(stream, where), _place, MOST_PAGES)
        upwards = since and self._software in PAGES_UPWARDS
        pages = listed.upwards(since) if upwards else listed.backwards(since, FIRST_PAGES)
        for entries, position in pages:
            raws = self._raws(stream, entries)
            whole = len(raws) == len(entries)
            place = position if whole else _last_place(entries[: len(raws)])
            if whole or place:
                yield Page(stream, tuple(raws), json.dumps({"min_id": place}) if place else "")
            if not whole or self._http.budget().is_low():
                return  # what is left is read at the next run; replies keep their share

    def _raws(self, stream: str, entries: Sequence[object]) -> list[RawItem]:
        """Return entries with what is above them, as many as can be looked up before replies would be short."""
        taken: list[RawItem] = []
        for entry in entries:
            try:
                above = self._above(stream, entry)
            except _Spent:
                break
            taken.append(_raw_item(stream, entry, above))
        return taken

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield the notifications of a stretch of time, then its private mentions where the server lists them.

        Lists are paged by number, not by time: from the newest entry down, what is newer than `until` is passed.
        """
        self._seen = {}
        known = bookmark(cursor)
        floor = moment(known.get("floor"))
        if text_in(known, "stream") != "conversations":
            floor = yield from self._back("notifications", since, until, known)
            known = {"floor": floor.isoformat() if floor else ""}
        with suppress(Refused):
            yield from self._back("conversations", since, until, known)
        return floor

    def _back(
        self, stream: str, since: datetime | None, until: datetime, known: Json
    ) -> Generator[Page, None, datetime | None]:
        """Yield a list from where `known` says; return the oldest time in it, None when `since` was reached."""
        before, oldest = text_in(known, "max_id"), moment(known.get("oldest"))
        while True:
            page = self._list(stream, {"max_id": before} if before else {})
            older = [one for one in page.entries if not before or is_newer(before, _place(one))]
            told = [(_times(KINDS[stream], as_object(one)), one) for one in older]
            times = [times for times, _ in told if times]
            oldest = min([*filter(None, (oldest,)), *map(min, times)], default=None)
            if not older:
                return oldest or until
            if since and times and max(map(max, times)) < since:
                return None
            wanted = [one for times, one in told if _is_within(times, since, until)]
            numbers = [number for number in map(_place, older) if number]
            before = page.older or min(numbers, key=order, default="")
            place = {**known, "stream": stream, "max_id": before}
            place["oldest"] = oldest.isoformat() if oldest else ""
            raws = tuple(self._raw_of_old(stream, one) for one in reversed(wanted))
            yield Page(HISTORY, raws, json.dumps(place))
            if not before:
                return oldest or until

    def _list(self, stream: str, where: Mapping[str, str]) -> Listed:
        """Return one page; where the server knows no filter by kind, everything comes and `parse` leaves it out."""
        query = [("limit", str(PAGE)), *where.items()]
        filtered = stream == "notifications" and self._filters
        if filtered:
            query += [("types[]", kind) for kind in WANTED]
            query += [("include_filtered", "true")] if self._software == "mastodon" else []
        answer = self._http.get(
            f"{PATHS[stream]}?{urlencode(query)}", accept=(400, 422) if filtered else ()
        )
        if answer.status in (400, 422):
            self._filters = False
            return self._list(stream, where)
        near = _numbers_in(answer.headers.get("link") or "", self._server)
        return Listed(list_from(answer), near.get("prev", ""), near.get("next", ""))

    def _above(self, stream: str, entry: object) -> list[Json]:
        """Return what is above an entry. Raises `_Spent`."""
        if not isinstance(entry, dict) or text_in(entry, "type") in OF_NO_INTEREST:
            return []
        status = _status_in(KINDS[stream], entry)
        return self._ancestors(status) if status else []

    def _raw_of_old(self, stream: str, entry: object) -> RawItem:
        """Return an entry of long ago; what is above it can wait until somebody opens the conversation."""
        above: list[Json] = []
        with suppress(_Spent):
            above = self._above(stream, entry)
        return _raw_item(stream, entry, above)

    def _ancestors(self, status: Json) -> list[Json]:
        """Return the messages above one, the thread's first message first, as far as they can be read.

        Raises `_Spent`.
        """
        above: list[Json] = []
        while (parent_id := id_text(status.get("in_reply_to_id"))) and len(above) < MOST_ANCESTORS:
            if parent_id not in self._seen:
                self._look_above(status, parent_id)
            parent = self._seen[parent_id]
            if parent is None:
                break
            above.insert(0, parent)
            status = parent
        return above

    def _look_above(self, status: Json, parent_id: str) -> None:
        self._spend()
        with suppress(Refused, ServerTrouble):
            for one in objects(self._context(id_text(status.get("id"))).get("ancestors")):
                self._seen[id_text(one.get("id"))] = one
        if parent_id not in self._seen:
            self._spend()
            self._seen[parent_id] = None
            with suppress(Refused, ServerTrouble):
                self._seen[parent_id] = self._status(parent_id)

    def _spend(self) -> None:
        """Raise `_Spent` when one more request would be taken from what is kept for replies."""
        if self._http.budget().is_low():
            raise _Spent

    def _status(self, native_id: str) -> Json:
        return object_from(self._http.get(f"/api/v1/statuses/{quote(native_id, safe='')}"))

    def _context(self, native_id: str) -> Json:
        return object_from(self._http.get(f"/api/v1/statuses/{quote(native_id, safe='')}/context"))

    def search(self, what: SearchFor, term: str, known: str) -> Hits:
        """Show a hashtag's or an account's newest posts, or what the server's search finds among those it knows."""
        if what is SearchFor.SEARCH:
            query = {"q": term, "type": "statuses", "limit": str(HITS)}
            found = object_from(self._http.get(f"/api/v2/search?{urlencode(query)}"))
            return hits(objects(found.get("statuses")), self._hit)
        if what is SearchFor.TAG:
            path = f"/api/v1/timelines/tag/{quote(term.lstrip('#'), safe='')}"
        else:
            query = {"acct": term.lstrip("@").removesuffix(f"@{self._domain}")}
            person = object_from(self._http.get(f"/api/v1/accounts/lookup?{urlencode(query)}"))
            path = f"/api/v1/accounts/{quote(id_text(person.get('id')), safe='')}/statuses"
        since = {"since_id": known} if known else {}
        entries = objects(
            list_from(self._http.get(f"{path}?{urlencode({'limit': str(HITS), **since})}"))
        )
        newest = max((id_text(one.get("id")) for one in entries), key=order, default=known)
        return hits(entries, self._hit, newest)

    def _hit(self, status: Json) -> Item:
        return self._item(status, "", "", context=False)

    def thread(self, target: Target) -> Page:
        """Read the thread around a message: what is above it, itself, what is below."""
        try:
            status = self._status(target.native_id)
        except Gone:
            return Page("thread", (), "", gone=(target.remote_id,))
        context: Json = {}
        with suppress(Gone):
            context = self._context(id_text(status.get("id")) or target.native_id)
        above, below = (objects(context.get(key)) for key in ("ancestors", "descendants"))
        statuses = [*above, status, *below]
        uris = {id_text(one.get("id")): self._remote_id(one) for one in statuses}
        first = statuses[0]
        root = "" if id_text(first.get("in_reply_to_id")) else self._remote_id(first)
        return Page("thread", tuple(self._thread_item(one, uris, root) for one in statuses), "")

    def _thread_item(self, status: Json, uris: Mapping[str, str], root: str) -> RawItem:
        parent = uris.get(id_text(status.get("in_reply_to_id")), "")
        known = {"status": status, "parent": parent, "thread": root}
        return RawItem("status", id_text(status.get("id")), pack(known))

    # Understanding

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Turn a notification, a conversation or a status into messages, those above it first."""
        known = unpack(raw.payload)
        entry = known.get(raw.kind)
        if not isinstance(entry, dict):
            raise Unreadable(f"{raw.kind}: not an object")
        if raw.kind == "status":
            context = not self._mentions_us(entry)
            links = (text_in(known, "parent"), text_in(known, "thread"))
            return (self._item(entry, *links, context=context),)
        return self._understood(raw.kind, entry, objects(known.get("ancestors")))

    def _understood(self, kind: str, entry: Json, above: Sequence[Json]) -> Sequence[Item]:
        status, what = _status_in(kind, entry), text_in(entry, "type")
        if what in OF_NO_INTEREST or (status is None and kind == "conversation"):
            return ()
        if status is None:
            if what and what not in WANTED:
                return ()
            raise Unreadable(f"{what or 'notification'}: no status")
        if what == "update" and not (self._mentions_us(status) or self._is_us(status)):
            return ()
        items = []
        first = above[0] if above else None
        root = self._remote_id(first) if first and not id_text(first.get("in_reply_to_id")) else ""
        parent = ""
        for one in above:
            items.append(self._item(one, parent, root, context=True))
            parent = self._remote_id(one)
        return (*items, self._item(status, parent, root, context=False))

    def _item(self, status: Json, parent: str, thread: str, *, context: bool) -> Item:
        remote_id, at = self._remote_id(status), moment(status.get("created_at"))
        if not remote_id or at is None:
            raise Unreadable("status without address or time")
        us, answers = self._is_us(status), bool(id_text(status.get("in_reply_to_id")))
        visibility = self._visibility(status)
        if visibility is Visibility.PRIVATE:
            kind = Kind.PRIVATE
        elif answers:
            kind = Kind.REPLY
        else:
            kind = Kind.POST if context or us else Kind.MENTION
        return Item(
            remote_id=remote_id,
            native_id=id_text(status.get("id")),
            kind=kind,
            writer=self._writer(object_in(status, "account"), us=us),
            at=at,
            html=text_in(status, "content") + _choices(object_in(status, "poll")),
            parent_id=parent,
            thread_id=thread,
            visibility=visibility,
            language=text_in(status, "language"),
            spoiler=text_in(status, "spoiler_text"),
            url=text_in(status, "url") or text_in(status, "uri"),
            edited_at=moment(status.get("edited_at")),
            # Our own answers count, wherever they were written; our own posts only start threads.
            context=not answers if us else context,
            attachments=tuple(map(_attachment, objects(status.get("media_attachments")))),
        )

    def _remote_id(self, status: Json) -> str:
        native_id = id_text(status.get("id"))
        made = f"{self._server}/statuses/{native_id}" if native_id else ""
        return text_in(status, "uri") or text_in(status, "url") or made

    def _visibility(self, status: Json) -> Visibility:
        name = text_in(status, "visibility")
        if name == "private" and self._software == "snac":
            return Visibility.PRIVATE
        return FROM_API.get(name, Visibility.PRIVATE)  # unknown: taken as the narrowest

    def _handle(self, account: Json) -> str:
        acct = text_in(account, "acct") or text_in(account, "username")
        if not acct:
            return ""
        return f"@{acct}" if "@" in acct else f"@{acct}@{self._domain}"

    def _writer(self, account: Json, *, us: bool) -> Writer:
        handle = self._handle(account)
        url = text_in(account, "url") or text_in(account, "uri")
        name = text_in(account, "display_name") or text_in(account, "username") or handle or "?"
        return Writer(
            url or handle or self._server,
            name,
            handle,
            url,
            is_us=us,
            is_bot=account.get("bot") is True,
            audience=_followers(account),
        )

    def _is_us(self, status: Json) -> bool:
        account, ours = object_in(status, "account"), self._settings
        same_id = id_text(account.get("id")) == ours.get("account_id", "") != ""
        return same_id or text_in(account, "url") == ours.get("writer_key", "") != ""

    def _mentions_us(self, status: Json) -> bool:
        ours = self._settings.get("account_id", "")
        if ours and id_text(status.get("in_reply_to_account_id")) == ours:
            return True
        mentions = objects(status.get("mentions"))
        if any(ours and id_text(one.get("id")) == ours for one in mentions):
            return True
        named = self._settings.get("handle", "").casefold()
        if mentions:
            return any(self._handle(one).casefold() == named for one in mentions)
        return bool(named) and named in text_in(status, "content").casefold()  # snac lists nobody

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Publish a reply, or a post to nobody; `once_key` travels as the idempotency key, which some honour."""
        text = self._addressed(target, content.text)
        body = {
            "status": text,
            "in_reply_to_id": target.native_id,
            "visibility": TO_API[self._audience(target, content)],
            "spoiler_text": content.spoiler,
            "sensitive": bool(content.spoiler),
            "language": content.language[:2] if self.capabilities.has_language else "",
            "media_ids": [one.remote_id for one in content.media],
        }
        self._measure(text, content.spoiler)
        try:
            answer = self._http.post(
                "/api/v1/statuses",
                json={key: value for key, value in body.items() if value},
                headers={"Idempotency-Key": once_key},
                accept=(400, 409),
            )
        except Gone:
            raise
        except Refused as error:
            raise _refusal(error) from None
        _settled(answer)
        try:
            status = object_from(answer)
        except ServerTrouble as error:
            raise Ambiguous("the answer is no status") from error
        return self._sent(target, status)

    def upload(self, file: Upload) -> Uploaded:
        """Put a file on the server with its description, and ask whether it is ready to be referred to."""
        if file.remote_id:
            # Asked under the id of a file that was let go of, or belongs to a status by now: it goes up again.
            where = f"/api/v1/media/{quote(file.remote_id, safe='')}"
            answer = self._http.get(where, accept=(404, 422))
            if answer.status in (200, 206):
                return Uploaded(file.remote_id, ready=answer.status == 200)  # noqa: PLR2004
        description = {"description": file.alt} if file.alt else {}
        part = Part("file", file.name, file.type, file.read())
        try:
            answer = self._http.upload("/api/v2/media", description, [part])
        except Gone:  # software that knows the older address only
            answer = self._http.upload("/api/v1/media", description, [part])
        except Refused as error:
            if error.detail == "403":  # an access that was granted when files were not asked for
                raise NoUploadRight(error.detail, code=error.code, words=error.words) from None
            raise
        if not (remote_id := id_text(object_from(answer).get("id"))):
            raise ServerTrouble("a file without id")
        return Uploaded(remote_id, ready=answer.status != 202)  # noqa: PLR2004 - taken, and worked on

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look through our own posts, then below the message itself, for this answer with this text."""
        del once_key  # no server tells it
        wanted = Sought.saying(self._addressed(target, content.text), since, changed=True)
        for status in self._own_since(target, since):
            at = moment(status.get("created_at"))
            if (
                at is not None
                and not wanted.is_older(at)
                and self._is_us(status)
                and self._same_id(id_text(status.get("in_reply_to_id")), target.native_id)
                and wanted.is_said_by(text_in(status, "content"))
                and text_in(status, "uri")
            ):
                return self._sent(target, status)
        return None

    def _own_since(self, target: Target, since: datetime) -> Iterator[Json]:
        before = ""
        account_id = quote(self._settings.get("account_id", ""), safe="")
        for _ in range(OWN_PAGES):
            query = {"limit": "40", "exclude_reblogs": "true"} | (
                {"max_id": before} if before else {}
            )
            answer = self._http.get(f"/api/v1/accounts/{account_id}/statuses?{urlencode(query)}")
            page = objects(answer.json())
            yield from page
            times = [at for at in (moment(one.get("created_at")) for one in page) if at]
            lowest = min((id_text(one.get("id")) for one in page), key=order, default="")
            if not page or lowest == before or (times and max(times) < since):
                break
            before = lowest
        if target.native_id:
            with suppress(Gone):
                yield from objects(self._context(target.native_id).get("descendants"))

    def _same_id(self, one: str, other: str) -> bool:
        # The first ten digits of snac's numbers are the time of the last edit.
        return one == other or (self._software == "snac" and one[10:] == other[10:] != "")

    def _sent(self, target: Target, status: Json) -> Sent:
        native_id, uri = id_text(status.get("id")), text_in(status, "uri")
        if not native_id or not uri:
            raise Ambiguous("no id in the answer")
        above = {} if target.begins else {id_text(status.get("in_reply_to_id")): target.remote_id}
        raw = self._thread_item(status, above, target.thread_id)
        return Sent(uri, native_id, text_in(status, "url") or uri, raw)

    def _addressed(self, target: Target, text: str) -> str:
        handle = target.author_handle.lstrip("@")
        if not handle or f"@{handle}".casefold() == self._settings.get("handle", "").casefold():
            return text
        user, _, domain = handle.partition("@")
        names = [re.escape(handle)]
        if domain in ("", self._domain):
            names.append(re.escape(user) + r"(?!@)")
        named = re.search(rf"(?<![\w@/])@(?:{'|'.join(names)})(?![\w-])", text, re.IGNORECASE)
        return text if named else f"@{handle} {text}"

    def _audience(self, target: Target, content: Content) -> Visibility:
        narrow = max(NARROWNESS.index(content.visibility), NARROWNESS.index(target.visibility))
        for visibility in NARROWNESS[narrow:]:
            if visibility in self.capabilities.visibilities:
                return visibility
        raise Refused("this server has no audience that narrow", code="visibility")

    def _measure(self, text: str, spoiler: str) -> None:
        limit = self.limit.limit
        over = measure(text, self.limit, spoiler) - limit if limit else 0
        if over > 0:
            raise TooLong(f"{over} over {limit}", over=over)

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Mute or block the author of a message, take that back, or report the message to its moderators."""
        if act not in self.capabilities.moderation:
            raise Refused(f"{act} is not offered here", code="unsupported")
        account_id = self._author_of(target)
        if act is ModerationAct.REPORT:
            report = {"account_id": account_id, "status_ids": [target.native_id]}
            self._http.post("/api/v1/reports", json=report)
        else:
            path = f"/api/v1/accounts/{quote(account_id, safe='')}/{act.value}"
            self._http.post(path, json={}, safe=True)

    def _author_of(self, target: Target) -> str:
        try:
            found = object_in(self._status(target.native_id), "account")
        except Gone:  # the message is gone, its author may still be there
            query = urlencode({"acct": target.author_handle.lstrip("@")})
            found = object_from(self._http.get(f"/api/v1/accounts/lookup?{query}"))
        if not (account_id := id_text(found.get("id"))):
            raise ServerTrouble("author without id")
        return account_id

    def revoke(self) -> bool:
        """Make our tokens useless on the server; False when it could not be asked."""
        url = f"{self._server}/oauth/revoke"
        try:
            for kind in ("refresh_token", "access_token"):
                if token := self._secret.get(kind, ""):
                    form = {**self._client(), "token": token}
                    self._plain.post(url, form=form, accept=SAID_NO, safe=True)
        except WorkstationError:
            return False
        return True

    def _client(self) -> dict[str, str]:
        return {
            "client_id": self._settings.get("client_id", ""),
            "client_secret": self._secret.get("client_secret", ""),
        }

    # Access that ends by itself

    def ends_at(self) -> datetime | None:
        """Return when the access ends, None where the server gave it for good."""
        return oauth.ends_at(self._secret)

    def renewable(self) -> bool:
        """Tell whether the server gave a refresh token."""
        return bool(self._secret.get("refresh_token"))

    def renew(self) -> Credentials:
        """Exchange the refresh token for new access. Raises `Refused`, `Temporary`."""
        form = {
            **self._client(),
            "grant_type": "refresh_token",
            "refresh_token": self._secret.get("refresh_token", ""),
        }
        answer = object_from(self._plain.post(f"{self._server}/oauth/token", form=form, safe=True))
        if not text_in(answer, "access_token"):
            raise ServerTrouble("no token in the answer")
        return Credentials(_tokens(answer, self._plain.now()))

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()
        self._plain.close()


def capabilities(settings: Mapping[str, str]) -> Capabilities:
    """Return what a server allows, from its software and from what it advertised at the last `check`."""
    software = settings.get("software", "other")
    known = FLAVOURS.get(software, OTHER)
    length = replace(known.length, limit=_count(settings, "max_characters") or known.length.limit)
    if length.url_cost is not None:
        length = replace(length, url_cost=_count(settings, "url_cost") or length.url_cost)
    return replace(known, length=length, media=_media_rules(settings, known.media))


def _media_rules(settings: Mapping[str, str], known: MediaRules) -> MediaRules:
    """Return which files a server takes, from what it advertised; pictures are what its limits are about."""
    types = tuple(settings.get("media_types", "").split()) or known.types
    return replace(
        known,
        types=types,
        most=_count(settings, "media_most") or known.most,
        max_bytes=_count(settings, "media_bytes") or known.max_bytes,
        max_pixels=_count(settings, "media_pixels") or known.max_pixels,
        alt_limit=_count(settings, "alt_limit") or known.alt_limit,
    )


def _count(settings: Mapping[str, str], name: str) -> int:
    text = settings.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


# What stands at an address


def _instance(http: Http, server: str) -> Json | None:
    """Return what the server says of itself, newer form first; None when it is no such server."""
    trouble: ServerTrouble | None = None
    for path in ("/api/v2/instance", "/api/v1/instance"):
        try:
            answer = http.get(f"{server}{path}", accept=SAID_NO)
        except ServerTrouble as error:
            trouble = error
            continue
        found = object_or_none(answer)
        if found and text_in(found, "version") and _domain_of(found):
            return found
    if trouble:
        raise trouble
    return None


def _facts(instance: Json) -> dict[str, str]:
    """Return what matters of a server's description, as settings."""
    configuration = object_in(instance, "configuration")
    rules = object_in(configuration, "statuses")
    files = object_in(configuration, "media_attachments")
    types = files.get("supported_mime_types")
    names = types if isinstance(types, list) else []
    limit = rules.get("max_characters") or instance.get("max_toot_chars")
    return {
        "software": _software(text_in(instance, "version"), text_in(instance, "source_url")),
        "version": text_in(instance, "version"),
        "domain": _domain_of(instance),
        "max_characters": id_text(limit),
        "url_cost": id_text(rules.get("characters_reserved_per_url")),
        "media_types": " ".join(
            one for one in names if isinstance(one, str) and TYPE.fullmatch(one)
        ),
        "media_most": id_text(rules.get("max_media_attachments")),
        "media_bytes": id_text(files.get("image_size_limit")),
        "media_pixels": id_text(files.get("image_matrix_limit")),
        "alt_limit": id_text(files.get("description_limit") or instance.get("description_limit")),
    }


def _domain_of(instance: Json) -> str:
    names = (text_in(instance, key) for key in ("account_domain", "domain", "uri"))
    return re.sub(r"^\w+://", "", next(filter(None, names), "")).rstrip("/")


def _software(version: str, source: str) -> str:
    """Tell the software by its version: "2.9 (compatible; Akkoma 3.1)", "4.0 (not true; really snac/2.7)"."""
    if "gotosocial" in f"{version} {source}".lower():
        return "gotosocial"
    inner = re.search(r"\((?:compatible;|not true; really)\s*([A-Za-z]+)", version)
    if inner:
        return FAMILY.get(inner[1].lower(), "other")
    if "(" in version or not re.match(r"\d+\.\d+", version):
        return "other"
    return "gotosocial" if version.startswith("0.") else "mastodon"


def _tokens(answer: Json, now: datetime) -> dict[str, str]:
    """Return what to keep of a server's answer: tokens, and when the access ends (seconds since 1970)."""
    found = {key: answer[key] for key in ("access_token", "refresh_token") if text_in(answer, key)}
    seconds = id_text(answer.get("expires_in"))
    if re.fullmatch(r"[1-9][0-9]{0,9}", seconds):
        found["ends_at"] = str(int(now.timestamp()) + int(seconds))
    return found


def _label(settings: Mapping[str, str]) -> str:
    software = settings["software"]
    return (
        settings["version"]
        if software == "other"
        else f"{software.capitalize()} {settings['version']}"
    )


# Signing in


def _scopes(http: Http, found: Found) -> str:
    """Return the smallest scopes that this server knows."""
    software = found.settings.get("software", "other")
    if software not in ("mastodon", "gotosocial"):
        return COARSE_SCOPES.get(software, "read write")
    return oauth.fitting_scopes(http, found.server, FINE_SCOPES)


def _register(http: Http, server: str, uris: Sequence[str], scopes: str) -> dict[str, str]:
    """Register this program; older servers want the addresses as one text. Raises `Refused`, `Temporary`."""
    trouble: WorkstationError = ServerTrouble("no registration")
    for given in (list(uris), "\n".join(uris), uris[0]):
        body = {**CLIENT, "redirect_uris": given, "scopes": scopes}
        try:
            client = object_from(http.post(f"{server}/api/v1/apps", json=body, safe=True))
        except (Refused, ServerTrouble) as error:
            trouble = error
            continue
        names = ("client_id", "client_secret")
        if all(id_text(client.get(name)) for name in names):
            return {name: id_text(client.get(name)) for name in names}
    raise trouble


# Answers of the server


def _settled(answer: Answer) -> None:
    """Raise what a refusal of a new status means; return when the status was accepted."""
    if answer.status == 409:  # noqa: PLR2004 - Pleroma is still busy with the same key
        raise Ambiguous("the same key is being processed")
    if answer.status == 400:  # noqa: PLR2004
        code, words = problem_of(answer)
        if "idempotency" in words.lower():  # Pixelfed has seen this key, whatever came of it
            raise Ambiguous("the key was used before")
        raise _refusal(Refused("400", code=code, words=words))


def _refusal(error: Refused) -> Refused:
    said = f"{error.code} {error.words}"
    if re.search(r"character limit|too long|characters? .*(limit|exceed)", said, re.IGNORECASE):
        return TooLong(said.strip())
    return error


def _numbers_in(header: str, server: str) -> dict[str, str]:
    """Return the numbers that a Link header leads to: "prev" → min_id, "next" → max_id; of this server only."""
    found: dict[str, str] = {}
    for link in links.in_header(header):
        parts = parts_of(link.url)
        query = parse_qs(parts.query)
        for name, keys in (("prev", ("min_id", "since_id")), ("next", ("max_id",))):
            numbers = [query[key][0] for key in keys if key in query]
            if name in link.relations and numbers and parts[:2] == parts_of(server)[:2]:
                found[name] = numbers[0]
    return found


def _raw_item(stream: str, entry: object, above: Sequence[Json]) -> RawItem:
    kind = KINDS[stream]
    known = {kind: entry, "ancestors": list(above)}
    return RawItem(kind, id_text(as_object(entry).get("id")), pack(known))


def _last_place(entries: Sequence[object]) -> str:
    """Return the highest number of some entries, "" when none of them has one."""
    return max(filter(None, map(_place, entries)), key=order, default="")


def _place(entry: object) -> str:
    """Return the number by which an entry is paged: conversations by their last message."""
    found = as_object(entry)
    last = found.get("last_status")
    return id_text(last.get("id")) if isinstance(last, dict) else id_text(found.get("id"))


def _status_in(kind: str, entry: Json) -> Json | None:
    status = entry.get("last_status" if kind == "conversation" else "status")
    return status if isinstance(status, dict) else None


def _times(kind: str, entry: Json) -> list[datetime]:
    """Return when something was written, and when we were told of it."""
    status = _status_in(kind, entry) or {}
    return list(filter(None, (moment(status.get("created_at")), moment(entry.get("created_at")))))


def _is_within(times: Sequence[datetime], since: datetime | None, until: datetime) -> bool:
    """Tell whether something belongs to a stretch of time; what has no time comes along."""
    return not times or (min(times) <= until and (since is None or max(times) >= since))


def _choices(poll: Json) -> str:
    """Return what a poll lets people choose from, as HTML; the words around it make no sense without."""
    titles = (escape(text_in(one, "title"), quote=False) for one in objects(poll.get("options")))
    lines = "".join(f"<li>{title}</li>" for title in titles if title)
    return f"<ul>{lines}</ul>" if lines else ""


def _attachment(found: Json) -> Attachment:
    url = text_in(found, "url") or text_in(found, "remote_url") or text_in(found, "preview_url")
    return Attachment(
        ATTACHED.get(text_in(found, "type"), "file"), url, text_in(found, "description")
    )


def _followers(account: Json) -> int | None:
    """Return how many follow somebody; software that hides it, or says -1, does not say."""
    found = account.get("followers_count")
    return found if type(found) is int and 0 <= found < MOST_FOLLOWERS else None
