"""Bluesky, and other servers of the AT Protocol that its network reads.

Rules that are not obvious:

- We choose the key of a reply ourselves, out of the outbox's key. The record is put where it must be new: sending it
  again finds the same record and changes nothing, and nothing else is ever overwritten.
- There is no "what is new since": the newest notifications are read back until those that are known, ten minutes
  further, and always a hundred, since a device with a wrong clock may date its post back.
- Whether something of ours is there is asked of our own server, which knows at once; the network's view lags behind.
- Direct messages go through a service of their own, which knows no key and wants a permission of its own. They are
  strung together by the message before: the service has no first message to name.
- Nothing tells the server what was seen here: the team's badge in the app is left alone.

The access ends after two hours and is renewed with a token that is used once. Should the new pair be lost before it
is stored, the old token gives it again for a while, and after that the app password in the keyring begins a new
session: no crash locks the account out.
"""

import json
import re
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar

from cmworkstation.domain.account import (
    Capabilities,
    Idempotency,
    LengthRule,
    MediaRules,
    ModerationAct,
    PrivateRules,
    Unit,
    Visibility,
)
from cmworkstation.domain.errors import (
    Ambiguous,
    Duplicate,
    Gone,
    NotSignedIn,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
    WorkstationError,
)
from cmworkstation.domain.message import Held, Item, Kind, Writer
from cmworkstation.sdk import atchat, atposts, pictures, richtext, tid, xrpc
from cmworkstation.sdk.address import host_of
from cmworkstation.sdk.atrecords import POST, Records, stamp
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
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    bookmark,
    id_text,
    moment,
    object_in,
    objects,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import Sought

WANTED = ("mention", "reply", "quote")
HITS = 50  # of one search
PAGE, LOOKED_UP = 100, 25  # notifications of a page; posts that can be asked for at once
FIRST_PAGES, MOST_PAGES = 5, 200
HANDED_ON = 50  # notifications of one of our pages
OVERLAP = timedelta(minutes=10)
REMEMBERED = 600  # notifications known by their hash
MOST_ABOVE = 20  # levels above an answer
BELOW, MOST_HIGH = 100, 80  # levels below and above a message that is opened
PAUSE_S = 60.0  # before a reply is tried again whose place could not be looked at
MOST_PROVEN = 50  # posts that the network's view lacks, whose server is asked
LABELER = "did:plc:ar7c4by46qjdydhdevvrndac#atproto_labeler"
MESSAGES = "https://bsky.app/messages/"
REPORTED = "com.atproto.moderation.defs#reasonOther"
PLACE = re.compile(r"/profile/([^/?#]+)")
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC, Visibility.PRIVATE),
    length=LengthRule(Unit.GRAPHEMES, 300, unit_bytes=10),  # and 3,000 bytes
    idempotency=Idempotency.CHOSEN_ID,
    own_list_complete=True,
    moderation=(
        ModerationAct.HIDE,
        ModerationAct.RESTORE,
        ModerationAct.MUTE,
        ModerationAct.BLOCK,
        ModerationAct.REPORT,
        ModerationAct.UNMUTE,
        ModerationAct.UNBLOCK,
    ),
    has_language=True,
    media=MediaRules(
        types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        most=4,
        max_bytes=1_000_000,
        has_alt=True,
        alt_limit=2000,
    ),
    threads=True,
    posts=True,
    private=PrivateRules(
        LengthRule(Unit.GRAPHEMES, 1000, unit_bytes=10),
        Idempotency.RECONCILE,
        own_list_complete=True,
    ),
)


class BlueskyConnector:
    """One account on one server of the AT Protocol."""

    searches: ClassVar[frozenset[SearchFor]] = frozenset(SearchFor)

    manifest: ClassVar[Manifest] = Manifest(
        "bluesky",
        "Bluesky",
        SignIn.PASSWORD,
        CAPABILITIES,
        poll_s=60,
        address_example="name.bsky.social",
        media_axes={"time": "minute", "granularity": "world", "modality": "1-followers"},
        real=frozenset(
            {
                Trait.SIGN_IN,
                Trait.INBOX,
                Trait.THREAD,
                Trait.REPLY,
                Trait.POSTS,
                Trait.ONCE,
                Trait.MEDIA,
                Trait.EDITS,
                Trait.DELETIONS,
                Trait.MODERATION,
                Trait.HISTORY,
                Trait.SEARCH,
            }
        ),
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the secret of `finish`."""
        self._settings = settings
        self._secret = secret
        self._server = settings.get("server", "")
        self._did = settings.get("did", "")
        self._plain = http
        self._http = http.with_credentials(
            bearer=secret.get("access_token", ""), origin=self._server
        )
        self._api = xrpc.Xrpc(self._http, self._server)
        self._talks = atchat.Talks(xrpc.Xrpc(self._http, self._server, proxy=atchat.SERVICE))
        self._records = Records(self._api, self._did)
        self._posts: dict[str, Json | None] = {}  # address → post; None when it cannot be read
        self.capabilities = capabilities(settings)

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Look for an account by its handle, by its page, by its permanent id, or with its server behind it."""
        name, _, typed = address.strip().partition(" ")
        page = PLACE.search(name)
        name = (page[1] if page else name).removeprefix("at://").lstrip("@").lower()
        server, did, name = xrpc.place_of(http, name, typed.strip())
        settings = {"server": server, "address": address.strip(), "user": name, "did": did}
        return Found(server, f"@{name}" if name else host_of(server), host_of(server), settings)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Refuse: an app password is asked for."""
        raise Refused("no sign-in in the browser", code="unsupported")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Begin a session with an app password. Raises `NotSignedIn`, and `Refused` for the account's own password."""
        del authorisation
        password = answer.get("password", "")
        user = answer.get("user", "").strip().lstrip("@") or found.settings.get("did", "")
        if not (user and password):
            raise NotSignedIn("no name or no password")
        session = xrpc.signed_in(http, found.server, user, password)
        secret = xrpc.tokens_of(session)
        scope = xrpc.scope_of(secret["access_token"])
        if scope == xrpc.WHOLE_ACCESS:  # we want no more than we need, and can do without the rest
            xrpc.ended(http, found.server, secret["refresh_token"])
            raise Refused("the account's own password", code="main-password")
        server = xrpc.moved_to(http, session, found.server)
        settings = {
            "server": server,
            "did": text_in(session, "did"),
            "handle": text_in(session, "handle"),
            "user": text_in(session, "handle"),
            "chat": "no" if scope == xrpc.PLAIN_ACCESS else "yes",
        }
        return Credentials({**secret, "password": password}, settings)

    def check(self) -> Identity:
        """Ask the server who we are. Raises `NotSignedIn` where the account stands still."""
        session = self._api.ask("com.atproto.server.getSession")
        if session.get("active") is False:
            stopped = text_in(session, "status") in ("takendown", "suspended")
            raise NotSignedIn("account-takendown" if stopped else "account-deactivated")
        did, handle = text_in(session, "did"), text_in(session, "handle")
        if not did:
            raise ServerTrouble("a session of nobody")
        name = ""
        with suppress(Refused, ServerTrouble):  # the network's view may be down: the name can wait
            name = text_in(
                self._api.ask("app.bsky.actor.getProfile", [("actor", did)]), "displayName"
            )
        settings = {**self._settings, "did": did, "handle": handle, "writer_key": did, "name": name}
        return Identity(f"@{handle}", name or handle, capabilities(settings), "", settings)

    def audience(self) -> int | None:
        """Return how many people follow us, as the network's view counts them."""
        did = self._settings.get("did", "")
        profile = self._api.ask("app.bsky.actor.getProfile", [("actor", did)])
        found = profile.get("followersCount")
        return found if type(found) is int and found >= 0 else None

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new mentions, replies and quotes, then direct messages where the app password may read them."""
        self._posts = {}
        yield from self._news(bookmark(cursors.get("notifications", "")))
        if self._settings.get("chat") == "yes" and not self._http.budget().is_low():
            place = text_in(bookmark(cursors.get(atchat.STREAM, "")), "log")
            yield from self._talks.since(place)

    def _news(self, known: Json) -> Iterator[Page]:
        until, seen = moment(known.get("until")), text_in(known, "seen").split()
        known_marks = frozenset(seen)
        floor = until - OVERLAP if until else None
        fresh: list[Json] = []
        before = ""
        for _ in range(MOST_PAGES if floor else FIRST_PAGES):
            entries, before = self._notifications(before)
            fresh += [one for one in entries if _mark(one) not in known_marks]
            times = [at for at in map(_told_at, entries) if at]
            if not before or (floor and times and min(times) < floor):
                break
        fresh.reverse()
        for start in range(0, len(fresh), HANDED_ON):
            part = fresh[start : start + HANDED_ON]
            raws = self._raws(part)
            times = [at for at in (until, *map(_told_at, part)) if at]
            until = max(times, default=None)
            seen = [*seen, *map(_mark, part)][-REMEMBERED:]
            place = {"until": until.isoformat() if until else "", "seen": " ".join(seen)}
            yield Page("notifications", tuple(raws), json.dumps(place))
            if self._http.budget().is_low():
                return  # what is left is read at the next run; replies keep their share

    def _notifications(self, before: str) -> tuple[list[Json], str]:
        """Return a page of what we are told, the newest first, and where the next one begins."""
        params: list[tuple[str, object]] = [("reasons", one) for one in WANTED]
        # Pages end by time, and skip what has the very time of their end: others end elsewhere the next time.
        params += [("limit", PAGE - self._http.now().minute % 10), ("priority", "false")]
        params += [("cursor", before)] if before else []
        answer = self._api.ask("app.bsky.notification.listNotifications", params)
        found = answer.get("notifications")
        if not isinstance(found, list):
            raise ServerTrouble("no notifications in the answer")
        after = text_in(answer, "cursor")
        return [as_object(one) for one in found], "" if after == before else after

    def _raws(self, entries: Sequence[Json]) -> list[RawItem]:
        """Return entries with their posts as they stand now, and what is above them."""
        self._look_up([text_in(one, "uri") for one in entries])
        wanted = [text_in(one, "uri") for one in entries]
        for _ in range(MOST_ABOVE):
            above = [self._parent_of(one) for one in wanted]
            wanted = [one for one in dict.fromkeys(above) if one]
            if not wanted or self._http.budget().is_low():
                break
            self._look_up(wanted)
        return [self._raw(one) for one in entries]

    def _raw(self, entry: Json) -> RawItem:
        uri = text_in(entry, "uri")
        post = self._posts.get(uri)
        known = {"notification": atposts.kept(entry), "post": post, "above": self._above(post)}
        return RawItem("notification", uri, pack(known))

    def _above(self, post: Json | None) -> list[Json]:
        """Return what is above a post as far as it was looked up, the first message first."""
        above: list[Json] = []
        while post and (post := self._posts.get(atposts.link_of(post, "parent"))):
            above.insert(0, post)
            if len(above) == MOST_ABOVE:
                break
        return above

    def _parent_of(self, uri: str) -> str:
        return atposts.link_of(self._posts.get(uri) or {}, "parent")

    def _look_up(self, uris: Sequence[str]) -> None:
        wanted = [
            one
            for one in dict.fromkeys(uris)
            if one not in self._posts and atposts.ADDRESS.fullmatch(one)
        ]
        for start in range(0, len(wanted), LOOKED_UP):
            part = wanted[start : start + LOOKED_UP]
            self._posts.update(dict.fromkeys(part))
            for post in self._read_posts(part):
                self._posts[text_in(post, "uri")] = atposts.kept(post)

    def _read_posts(self, uris: Sequence[str]) -> list[Json]:
        return objects(
            self._api.ask("app.bsky.feed.getPosts", [("uris", one) for one in uris]).get("posts")
        )

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield the mentions, replies and quotes of a stretch of time.

        The list can only be read from its newest entry down: what is newer than `until` is passed. Direct messages
        need no looking back: their log goes on where it was left.
        """
        self._posts = {}
        known = bookmark(cursor)
        before, oldest = text_in(known, "before"), moment(known.get("oldest"))
        while True:
            try:
                entries, after = self._notifications(before)
            except (Refused, ServerTrouble):
                # A place that the network's view no longer knows makes it stumble: if it answers without one, the
                # reading begins again.
                if not before:
                    raise
                before = ""
                entries, after = self._notifications(before)
            times = [at for at in map(_told_at, entries) if at]
            oldest = min([*filter(None, (oldest,)), *times], default=None)
            wanted = [
                one
                for one in reversed(entries)
                if (at := _told_at(one)) is None or (at <= until and (since is None or at >= since))
            ]
            reached = bool(since and times and min(times) < since)
            if wanted or after:
                place = {
                    "before": after,
                    "oldest": oldest.isoformat() if oldest else "",
                    "end": not after,
                }
                if not known.get("end"):
                    yield Page(HISTORY, tuple(self._raws(wanted)), json.dumps(place))
            if reached:
                return None
            if not after or known.get("end"):
                return oldest or until
            before = after

    def search(self, what: SearchFor, term: str, known: str) -> Hits:
        """Show a hashtag's or an account's newest posts, or what the network's search finds."""
        if what is SearchFor.ACCOUNT:
            actor = term.lstrip("@")
            asked: list[tuple[str, object]] = [("actor", actor), ("limit", HITS)]
            asked.append(("filter", "posts_with_replies"))
            answer = self._api.ask("app.bsky.feed.getAuthorFeed", asked)
            shown = [one for one in objects(answer.get("feed")) if not one.get("reason")]
            return hits((object_in(one, "post") for one in shown), self._hit)
        # Looking for nothing but a tag is looking for it as a word too.
        word = f"#{term.lstrip('#')}" if what is SearchFor.TAG else term
        asked = [("q", word), ("sort", "latest"), ("limit", HITS)]
        if what is SearchFor.TAG:
            asked.append(("tag", term.lstrip("#")))
        answer = self._api.ask("app.bsky.feed.searchPosts", asked)
        return hits(objects(answer.get("posts")), self._hit)

    def _hit(self, post: Json) -> Item:
        return self._item(post, context=False)

    def thread(self, target: Target) -> Page:
        """Read the thread around a message; of a conversation in private its newest hundred messages."""
        if target.visibility is Visibility.PRIVATE:
            return self._talks.read(_talk_of(target))
        try:
            posts, gone = self._around(target.remote_id)
        except Gone:
            return self._not_shown(target)
        root = next(filter(None, (atposts.link_of(one, "root") for one in posts)), "")
        if root.startswith(f"at://{self._did}/") and root != target.remote_id:
            with suppress(Gone):  # ours is read as a whole; of others' threads, what is near
                more, missing = self._around(root)
                known = {text_in(one, "uri"): one for one in [*more, *posts]}
                posts, gone = list(known.values()), [*gone, *missing]
        hidden = {uri for one in posts for uri in atposts.hidden_by(one)}
        raws = [_post_raw(one, hidden) for one in posts]
        return Page("thread", tuple(raws), "", gone=tuple(self._records.gone(gone[:MOST_PROVEN])))

    def look_up(self, remote_ids: Sequence[str]) -> Page:
        """Return posts as they are now: below one that was deleted, a thread no longer shows them."""
        wanted = [one for one in remote_ids if atposts.ADDRESS.fullmatch(one)]
        posts: list[Json] = []
        for start in range(0, len(wanted), LOOKED_UP):
            posts += self._read_posts(wanted[start : start + LOOKED_UP])
        there = {text_in(one, "uri") for one in posts}
        # Whom we blocked, or who blocked us, is not shown either.
        gone = self._records.gone([one for one in wanted if one not in there][:MOST_PROVEN])
        return Page("thread", tuple(_post_raw(one, ()) for one in posts), "", gone=tuple(gone))

    def _around(self, uri: str) -> tuple[list[Json], list[str]]:
        """Return what stands above and below a post, and what was deleted there. Raises `Gone`."""
        params = [("uri", uri), ("depth", BELOW), ("parentHeight", MOST_HIGH)]
        found = object_in(self._api.ask("app.bsky.feed.getPostThread", params), "thread")
        posts, gone = atposts.flat(found)
        if not posts:
            raise Gone("not shown", code="NotFound")
        return posts, gone

    def _not_shown(self, target: Target) -> Page:
        """The network's view lacks a message: it was deleted, or it is too new, or somebody is blocked."""
        try:
            found = self._records.read(target.remote_id)
        except Gone:
            return Page("thread", (), "", gone=(target.remote_id,))
        ours = _place_of(target)[0] == self._did
        return Page("thread", (self._own_raw(target.remote_id, found),) if ours else (), "")

    # Understanding

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Turn a notification, a post or a direct message into messages, those above it first."""
        known = unpack(raw.payload)
        if raw.kind == "message":
            return (self._private(known),)
        if raw.kind == "post":
            post = object_in(known, "post")
            return (
                self._item(
                    post, context=not self._is_for_us(post), hidden=known.get("hidden") is True
                ),
            )
        if raw.kind != "notification":
            raise Unreadable(f"{raw.kind}: unknown")
        entry = object_in(known, "notification")
        if (reason := text_in(entry, "reason")) not in WANTED:
            if reason:
                return ()
            raise Unreadable("a notification without reason")
        above = objects(known.get("above"))
        post = object_in(known, "post") or entry
        uri = text_in(post, "uri")
        hidden = any(uri in atposts.hidden_by(one) for one in above)
        items = [self._item(one, context=True) for one in above]
        return (*items, self._item(post, context=False, hidden=hidden))

    def _item(self, post: Json, *, context: bool, hidden: bool = False) -> Item:
        uri, record = text_in(post, "uri"), object_in(post, "record")
        told, written = moment(post.get("indexedAt")), moment(record.get("createdAt"))
        place = atposts.ADDRESS.fullmatch(uri)
        if not place or not (told or written):
            raise Unreadable("post without address or time")
        us = place[1] == self._did
        parent, root = (atposts.link_of(post, one) for one in ("parent", "root"))
        labels = atposts.labels_of(post)
        kind = Kind.REPLY if parent else Kind.POST if context or us else Kind.MENTION
        return Item(
            remote_id=uri,
            native_id=uri,
            kind=kind,
            writer=self._writer(object_in(post, "author"), place[1]),
            at=min(filter(None, (told, written))),
            html=richtext.to_html(text_in(record, "text"), record.get("facets"))
            + atposts.embedded_in(post),
            parent_id=parent,
            thread_id=root,
            language=atposts.language_of(post),
            spoiler=f"labels: {', '.join(labels)}" if labels else "",
            url=atposts.page_of(place[1], place[3]),
            held=Held.HIDDEN if hidden or atposts.HIDING & set(labels) else Held.NO,
            # Our own answers count, wherever they were written; our own posts only start threads.
            context=not parent if us else context,
            attachments=atposts.attachments_of(post, self._server if us else ""),
        )

    def _writer(self, author: Json, did: str) -> Writer:
        handle = text_in(author, "handle")
        labels = objects(author.get("labels"))
        return Writer(
            did,
            text_in(author, "displayName").strip() or handle or did,
            f"@{handle}" if handle else "",
            f"{richtext.PEOPLE}{did}",
            is_us=did == self._did,
            is_bot=any(text_in(one, "val") == "bot" for one in labels),
        )

    def _is_for_us(self, post: Json) -> bool:
        answered = atposts.link_of(post, "parent").startswith(f"at://{self._did}/")
        return answered or self._did in atposts.mentioned_in(post)

    def _private(self, known: Json) -> Item:
        message, talk = object_in(known, "message"), text_in(known, "convo")
        at, sender = moment(message.get("sentAt")), text_in(object_in(message, "sender"), "did")
        if not (talk and text_in(message, "id") and at and sender):
            raise Unreadable("message without conversation, id, time or sender")
        author = next(
            (one for one in objects(known.get("members")) if text_in(one, "did") == sender), {}
        )
        before, answered = text_in(known, "before"), object_in(message, "replyTo")
        parent = atchat.name_of(talk, text_in(answered, "id")) if answered else ""
        return Item(
            remote_id=atchat.name_of(talk, text_in(message, "id")),
            native_id=f"{talk}/{text_in(message, 'id')}",
            kind=Kind.PRIVATE,
            writer=self._writer(author, sender),
            at=at,
            html=richtext.to_html(text_in(message, "text"), message.get("facets"))
            + atposts.embedded_in(message),
            parent_id=text_in(known, "parent") or parent,
            thread_id=atchat.name_of(talk, before) if before else "",
            visibility=Visibility.PRIVATE,
            url=f"{MESSAGES}{talk}",
        )

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Publish a reply or a post under the key that `once_key` leads to, or send a direct message."""
        _fits(content, self.capabilities)
        if Visibility.PRIVATE in (content.visibility, target.visibility):
            return self._send_message(target, content)
        record = self._prepared(target, content)
        uri = self.chosen_id(self._settings, once_key)
        try:
            answer = self._records.put_new(POST, uri.rpartition("/")[2], record)
        except Gone:
            raise
        except Refused as error:
            raise _refusal(error) from None
        if text_in(answer, "uri") != uri or not text_in(answer, "cid"):
            raise Ambiguous("another address in the answer")
        return self._sent(uri, {**answer, "value": record})

    @classmethod
    def chosen_id(cls, settings: Mapping[str, str], once_key: str) -> str:
        """Return the address of the reply with this key."""
        return f"at://{settings.get('did', '')}/{POST}/{tid.from_key(once_key)}"

    def _prepared(self, target: Target, content: Content) -> Json:
        """Return a reply, or a post that answers nobody, as a record.

        What cannot be looked at now is tried again later: nothing was published.
        """
        handles: dict[str, str] = {}
        try:
            above = {} if target.begins else self._above_it(target, handles)

            def did_of(handle: str) -> str:
                name = handle.casefold()
                if name not in handles:
                    handles[name] = xrpc.did_at(self._http, self._server, name)
                return handles[name]

            facets = richtext.facets(content.text, did_of)
        except ServerTrouble as error:
            raise RateLimited(error.detail, retry_after=PAUSE_S) from None
        pictured = [json.loads(one.remote_id) | {"alt": one.alt} for one in content.media]
        return {
            "$type": POST,
            "text": content.text,
            "createdAt": stamp(content.created_at or self._http.now()),
            **above,
            **({"facets": facets} if facets else {}),
            **({"langs": [content.language]} if content.language else {}),
            **(
                {"embed": {"$type": "app.bsky.embed.images", "images": pictured}}
                if pictured
                else {}
            ),
        }

    def _above_it(self, target: Target, handles: dict[str, str]) -> Json:
        """Return how a reply hangs together with what it answers, and note who wrote that."""
        post = self._answered(target)
        handles[target.author_handle.lstrip("@").casefold()] = _place_of(target)[0]
        parent = {name: text_in(post, name) for name in ("uri", "cid")}
        root = object_in(object_in(object_in(post, "record"), "reply"), "root") or parent
        return {"reply": {"root": root, "parent": parent}}

    def _answered(self, target: Target) -> Json:
        """Return what is answered as it stands now, from our own server where it is ours."""
        if _place_of(target)[0] == self._did:
            found = self._records.read(target.remote_id)
            return {**found, "record": object_in(found, "value")}
        found = next(iter(self._read_posts([target.remote_id])), {})
        if not text_in(found, "cid"):
            raise Gone("not there", code="NotFound")
        viewer = object_in(found, "viewer")
        if viewer.get("replyDisabled") is True:
            raise Refused("reply disabled", code="reply-disabled")
        known = object_in(object_in(found, "author"), "viewer")
        if known.get("blockedBy") is True or text_in(known, "blocking"):
            raise Refused("blocked", code="blocked")
        return found

    def upload(self, file: Upload) -> Uploaded:
        """Put a picture on the server; the same bytes get the same name, so that once more does no harm."""
        data = file.read()
        blob = self._api.send_file("com.atproto.repo.uploadBlob", file.type, data).get("blob")
        if not isinstance(blob, dict):
            raise ServerTrouble("a file without name")
        width, height = pictures.size_of(data)
        shape = {"aspectRatio": {"width": width, "height": height}} if width and height else {}
        return Uploaded(pack({"image": blob, **shape}).decode())

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look on our own server for the record of this key; among the newest direct messages for these words."""
        if Visibility.PRIVATE in (content.visibility, target.visibility):
            return self._find_message(target, content, since)
        uri = self.chosen_id(self._settings, once_key)
        try:
            found = self._records.read(uri)
        except Gone:
            return None
        record = object_in(found, "value")
        answered = text_in(object_in(object_in(record, "reply"), "parent"), "uri")
        wanted = "" if target.begins else target.remote_id
        if (answered, text_in(record, "text")) != (wanted, content.text):
            raise ServerTrouble("something else stands under this key")
        return self._sent(uri, found)

    def _sent(self, uri: str, found: Json) -> Sent:
        raw = self._own_raw(uri, found)
        return Sent(uri, uri, f"{richtext.PEOPLE}{self._did}/post/{uri.rpartition('/')[2]}", raw)

    def _own_raw(self, uri: str, found: Json) -> RawItem:
        """Return a record of ours as the network will show it."""
        ours = {"did": self._did, "handle": self._settings.get("handle", "")}
        author = ours | {"displayName": self._settings.get("name", "")}
        post = {"uri": uri, "cid": text_in(found, "cid"), "author": author}
        return RawItem("post", uri, pack({"post": {**post, "record": object_in(found, "value")}}))

    def _send_message(self, target: Target, content: Content) -> Sent:
        talk = self._talk_with(target)
        message = {"text": content.text, "facets": richtext.facets(content.text, lambda _: "")}
        try:
            answer = self._talks.send(text_in(talk, "id"), message)
        except Gone:
            raise
        except Refused as error:
            raise _refusal(error) from None
        if not text_in(answer, "id"):
            raise Ambiguous("no id in the answer")
        return self._message_sent(target, talk, answer)

    def _talk_with(self, target: Target) -> Json:
        """Return the conversation that a private answer goes to."""
        if self.capabilities.private is None:
            raise Refused("no permission for direct messages", code=xrpc.NOT_PERMITTED)
        try:
            if target.visibility is Visibility.PRIVATE:
                return self._talks.one(_talk_of(target))
            return self._talks.with_person(_place_of(target)[0])
        except ServerTrouble as error:
            raise RateLimited(error.detail, retry_after=PAUSE_S) from None

    def _find_message(self, target: Target, content: Content, since: datetime) -> Sent | None:
        talk, wanted = self._talk_with(target), Sought.saying(content.text, since)
        for message in self._talks.messages(text_in(talk, "id")):
            said = richtext.to_html(text_in(message, "text"), None)
            if (
                text_in(object_in(message, "sender"), "did") == self._did
                and not wanted.is_older(moment(message.get("sentAt")))
                and wanted.is_said_by(said)
            ):
                return self._message_sent(target, talk, message)
        return None

    @staticmethod
    def _message_sent(target: Target, talk: Json, message: Json) -> Sent:
        name = atchat.name_of(text_in(talk, "id"), text_in(message, "id"))
        raw = atchat.raw_of(talk, message, "", parent=target.remote_id)
        return Sent(name, raw.native_id, f"{MESSAGES}{text_in(talk, 'id')}", raw)

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Hide an answer below a post of ours or show it again, mute or block its author, or report it."""
        if act not in self.capabilities.moderation:
            raise Refused(f"{act} is not offered here", code="unsupported")
        if target.visibility is Visibility.PRIVATE:
            raise Refused("not for direct messages", code="unsupported")
        did = _place_of(target)[0]
        if act in (ModerationAct.HIDE, ModerationAct.RESTORE):
            hidden = act is ModerationAct.HIDE
            self._records.hide(target.remote_id, self._http.now(), hidden=hidden)
        elif act in (ModerationAct.MUTE, ModerationAct.UNMUTE):
            self._api.act(f"app.bsky.graph.{act}Actor", {"actor": did}, safe=True)
        elif act in (ModerationAct.BLOCK, ModerationAct.UNBLOCK):
            self._records.block(did, self._http.now(), wanted=act is ModerationAct.BLOCK)
        elif act is ModerationAct.REPORT:
            cid = text_in(self._records.read(target.remote_id), "cid")
            subject = {"uri": target.remote_id, "cid": cid}
            labeler = xrpc.Xrpc(self._http, self._server, proxy=LABELER)
            report = {
                "reasonType": REPORTED,
                "subject": {"$type": "com.atproto.repo.strongRef", **subject},
            }
            labeler.act("com.atproto.moderation.createReport", report, safe=True)

    def revoke(self) -> bool | None:
        """End the session; the app password itself is taken back in the settings of Bluesky."""
        try:
            xrpc.ended(self._plain, self._server, self._secret.get("refresh_token", ""))
        except WorkstationError:
            return False
        return None

    # Access that ends by itself

    def ends_at(self) -> datetime | None:
        """Return when the access ends, as its token says."""
        return xrpc.end_of(self._secret.get("access_token", ""))

    def renewable(self) -> bool:
        """Tell whether there is a refresh token, or the app password."""
        return bool(self._secret.get("refresh_token") or self._secret.get("password"))

    def renew(self) -> Credentials:
        """Exchange the refresh token; where it is spent, begin a new session with the app password."""
        try:
            session = xrpc.renewed(self._plain, self._server, self._secret.get("refresh_token", ""))
        except (NotSignedIn, Refused) as error:
            password = self._secret.get("password", "")
            if not password or "account-" in f"{error.detail} {getattr(error, 'code', '')}":
                raise
            session = xrpc.signed_in(self._plain, self._server, self._did, password)
        return Credentials(xrpc.tokens_of(session))

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()
        self._plain.close()


def capabilities(settings: Mapping[str, str]) -> Capabilities:
    """Return what an account can do: without the permission for them, there are no direct messages."""
    if settings.get("chat") != "yes":
        return replace(CAPABILITIES, visibilities=(Visibility.PUBLIC,), private=None)
    return CAPABILITIES


def _fits(content: Content, known: Capabilities) -> None:
    rule = known.facing(content.visibility).length
    over = measure(content.text, rule) - (rule.limit or 0)
    if over > 0:
        raise TooLong(f"{over} over {rule.limit}", over=over)


def _refusal(error: Refused) -> Refused:
    if error.code == "InvalidSwap":  # something stands there: most likely this, a moment later
        return Duplicate(error.detail, code=error.code, words=error.words)
    if re.search(r"longer than|too (?:long|big)", error.words):
        return TooLong(error.words)
    return error


# Where things are


def _place_of(target: Target) -> tuple[str, str, str]:
    """Return author, collection and key of a post. Raises `Refused` where it is none."""
    place = atposts.ADDRESS.fullmatch(target.remote_id)
    if place is None:
        raise Refused("no post of this network", code="unsupported")
    return place[1], place[2], place[3]


# What is kept of an answer


def _mark(entry: Json) -> str:
    """Return by what a notification is known."""
    name = f"{id_text(entry.get('uri'))} {id_text(entry.get('cid'))}"
    return sha256((name.strip() or json.dumps(entry)).encode()).hexdigest()[:8]


def _post_raw(post: Json, hidden: Collection[str]) -> RawItem:
    uri = text_in(post, "uri")
    return RawItem("post", uri, pack({"post": atposts.kept(post), "hidden": uri in hidden}))


def _talk_of(target: Target) -> str:
    return target.native_id.partition("/")[0]


def _told_at(entry: Json) -> datetime | None:
    return moment(entry.get("indexedAt"))
