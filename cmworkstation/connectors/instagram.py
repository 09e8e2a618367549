"""Instagram's professional accounts, through an app of the person's own (Instagram login).

Rules that are not obvious:

- Media are listed with the number of their comments; those whose number changed are read, and the newest few always: a
  number may stay the same while one comment goes and another comes.
- There are two levels of comments. An answer to an answer goes below the comment on top; nothing can be changed later.
- Where the account was tagged is listed; who only named it in a caption or a comment is told to servers alone. What we
  answer to a tag stands below somebody else's media and cannot be looked for: only a person can tell if it arrived.
- The access lasts sixty days, and is renewed in time while the program is used.

Source: Instagram Platform, as documented for v25/v26. Nobody has confirmed this connector with Instagram itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from cmworkstation.domain.account import (
    Capabilities,
    Idempotency,
    LengthRule,
    ModerationAct,
    PrivateRules,
    Unit,
    Visibility,
)
from cmworkstation.domain.errors import (
    Ambiguous,
    Gone,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.message import Held, Item, Kind, Writer
from cmworkstation.sdk import gathered, graph, metachat
from cmworkstation.sdk.connector import (
    Content,
    Found,
    Identity,
    Manifest,
    OwnClient,
    Page,
    RawItem,
    Sent,
    SignIn,
    Target,
)
from cmworkstation.sdk.gathered import Gathered, Known
from cmworkstation.sdk.graph import Doors, Graph
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.measure import measure
from cmworkstation.sdk.metachat import Talks
from cmworkstation.sdk.metasignin import MetaSignIn
from cmworkstation.sdk.shapes import (
    Json,
    id_text,
    moment,
    object_in,
    objects,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import Sought
from cmworkstation.sdk.wellknown import secure_origin

HOST = "graph.instagram.com"
DOORS = Doors(
    api=f"https://{HOST}",
    dialog="https://www.instagram.com/oauth/authorize",
    token="https://api.instagram.com/oauth/access_token",  # noqa: S106 - an address
    exchange="ig_exchange_token",
    refresh="ig_refresh_token",
)
SCOPES = (
    "instagram_business_basic",
    "instagram_business_manage_comments",
    "instagram_business_manage_messages",
)
REDIRECT = "https://localhost/"
MEDIA = "id,caption,permalink,timestamp,username"
COMMENT = "id,text,timestamp,username,from,hidden,parent_id"
NEWEST = 3  # media whose comments are read whatever their number says
MOST_MEDIA, FIRST_PAGES, PAGES = 50, 2, 1
COMMENTS, OWN_PAGES = 50, 3
TAGGED = "tag:"  # before the native id of media of others
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC, Visibility.PRIVATE),
    length=LengthRule(Unit.CODE_POINTS, 2200),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    moderation=(ModerationAct.HIDE, ModerationAct.RESTORE, ModerationAct.TRASH),
    trash_is_final=True,
    windows=metachat.WINDOWS,
    private=PrivateRules(
        LengthRule(Unit.UTF8, 1000), Idempotency.RECONCILE, own_list_complete=True
    ),
)


class InstagramConnector(MetaSignIn):
    """One professional account."""

    doors, scopes = DOORS, SCOPES
    manifest: ClassVar[Manifest] = Manifest(
        "instagram",
        "Instagram",
        SignIn.BROWSER,
        CAPABILITIES,
        poll_s=300,
        address_example=HOST,
        media_axes={"time": "day", "granularity": "world", "modality": "1-followers"},
        own_client=OwnClient(SCOPES, REDIRECT),
        home=HOST,
        experimental=True,
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the secret of `finish`."""
        self._settings = settings
        self._secret = secret
        self._us = settings.get("user_id", "")
        self._plain = http
        self._server = settings.get("server", DOORS.api)
        self._graph = Graph(
            http,
            self._server,
            settings.get("version") or graph.VERSION,
            secret.get("access_token", ""),
            secret.get("client_secret", ""),
        )
        name = settings.get("name", "")
        self._talks = Talks(self._graph, self._us, name, "instagram", "instagram")
        self.capabilities = capabilities(settings)

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Take the one host that there is, or another that was typed."""
        server = secure_origin(address.strip() or HOST)
        settings = {"server": server, "address": address.strip()}
        return Found(server, "Instagram", f"Instagram API {graph.VERSION}", settings)

    def check(self) -> Identity:
        """Ask who we are."""
        found = self._graph.get("me", {"fields": "user_id,username,name"})
        user_id, user = id_text(found.get("user_id")), text_in(found, "username")
        if not user_id or not user:
            raise ServerTrouble("an account without number or name")
        settings = {
            **self._settings,
            "user_id": user_id,
            "handle": user,
            "name": text_in(found, "name") or user,
            "writer_key": _key(user),
        }
        return Identity(f"@{user}", settings["name"], capabilities(settings), "", settings)

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new comments, then tags and messages where the token may read them."""
        known = Known.at(cursors.get("comments", ""))
        heads: dict[str, str] = {}
        yield from gathered.pages("comments", known, list(self._news(known, heads)), heads)
        if self._graph.http.budget().is_low():
            return
        with suppress(Refused):
            yield from self._tags(Known.at(cursors.get("tags", "")))
        with suppress(Refused):
            yield from self._talks.news(Known.at(cursors.get(metachat.STREAM, "")))

    def _news(self, known: Known, heads: dict[str, str]) -> Iterator[Gathered]:
        """Yield the comments of media whose number of them changed; `heads` gets the numbers."""
        asked = {"fields": f"{MEDIA},comments_count", "limit": str(MOST_MEDIA)}
        pages = PAGES if known.heads else FIRST_PAGES
        turn = 0
        for page in self._graph.listed("me/media", asked, pages):
            for media in page:
                id_, number = id_text(media.get("id")), id_text(media.get("comments_count"))
                turn += 1
                heads[id_] = number
                if id_ and number != "0" and (turn <= NEWEST or known.heads.get(id_) != number):
                    yield from self._below(media, known)

    def _below(self, media: Json, known: Known) -> Iterator[Gathered]:
        above = _media_raw(media)
        for page in self._comments(above.native_id):
            found = [one for comment in page for one in _of_comment(comment, above)]
            yield from found
            if found and not any(known.is_fresh(one.raw) for one in found):
                break

    def _comments(self, of: str, most: int = graph.ENOUGH) -> Iterator[list[Json]]:
        asked = {"fields": f"{COMMENT},replies{{{COMMENT}}}", "limit": str(COMMENTS)}
        return self._graph.listed(f"{of}/comments", asked, most)

    def _tags(self, known: Known) -> Iterator[Page]:
        asked = {"fields": MEDIA, "limit": str(MOST_MEDIA)}
        found = [
            Gathered(_media_raw(one, TAGGED), moment(one.get("timestamp")))
            for page in self._graph.listed(f"{self._us}/tags", asked, PAGES)
            for one in page
        ]
        yield from gathered.pages("tags", known, found, {})

    def thread(self, target: Target) -> Page:
        """Read the media with all its comments, or the conversation, as they are now."""
        if target.visibility is Visibility.PRIVATE:
            return self._talks.page(target)
        media_id = gathered.parted(target.native_id)[0].removeprefix(TAGGED)
        try:
            media = self._graph.get(media_id, {"fields": MEDIA})
            if target.native_id.startswith(TAGGED):
                return Page("thread", (_media_raw(media, TAGGED),), "")
            comments = [one for page in self._comments(media_id) for one in page]
        except Gone:
            return Page("thread", (), "", gone=(target.remote_id,))
        above = _media_raw(media)
        found = [one for comment in comments for one in _of_comment(comment, above)]
        found.sort(key=lambda one: one.at or gathered.OLDEST)
        raws = (above, *(one.raw for one in found))
        there = target.native_id in {raw.native_id for raw in raws}
        return Page("thread", raws, "", gone=() if there else (target.remote_id,))

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand media, a comment or a message. Raises `Unreadable`."""
        known = unpack(raw.payload)
        if raw.kind in ("media", "tag"):
            return (self._media_item(object_in(known, "media"), tagged=raw.kind == "tag"),)
        if raw.kind == "comment":
            return (self._comment_item(object_in(known, "comment"), text_in(known, "media")),)
        if raw.kind == "message":
            item = self._talks.item(known)
            ours = item.writer.is_us or item.writer.handle == f"@{self._settings.get('handle')}"
            return (replace(item, writer=replace(item.writer, is_us=ours)),)
        raise Unreadable("an unknown kind of entry")

    def _media_item(self, found: Json, *, tagged: bool) -> Item:
        id_, at = id_text(found.get("id")), moment(found.get("timestamp"))
        if not id_ or at is None:
            raise Unreadable("a post without number or date")
        return Item(
            remote_id=_key(id_),
            native_id=f"{TAGGED}{id_}" if tagged else id_,
            kind=Kind.MENTION if tagged else Kind.POST,
            writer=self._writer(found, id_, ours=not tagged),
            at=at,
            text=text_in(found, "caption"),
            thread_id=_key(id_),
            url=text_in(found, "permalink"),
            context=not tagged,
        )

    def _comment_item(self, found: Json, media_id: str) -> Item:
        id_, at = id_text(found.get("id")), moment(found.get("timestamp"))
        if not id_ or at is None or not media_id:
            raise Unreadable("a comment without number or date")
        return Item(
            remote_id=_key(id_),
            native_id=gathered.nested(media_id, id_),
            kind=Kind.COMMENT,
            writer=self._writer(found, id_),
            at=at,
            text=text_in(found, "text"),
            parent_id=_key(id_text(found.get("parent_id")) or media_id),
            thread_id=_key(media_id),
            held=Held.HIDDEN if found.get("hidden") is True else Held.NO,
        )

    def _writer(self, found: Json, id_: str, *, ours: bool = False) -> Writer:
        user = text_in(found, "username") or text_in(object_in(found, "from"), "username")
        if ours or (user and user == self._settings.get("handle")):
            user = user or self._settings.get("handle", "")
            return Writer(_key(user), user, f"@{user}", is_us=True)
        if not user:
            return Writer(f"{_key(id_)}/somebody", "", "")
        return Writer(_key(user), user, f"@{user}", f"https://www.instagram.com/{user}/")

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Answer below the comment on top, below media that tag us, or in the conversation while its window is open."""
        _fits(content, self.capabilities)
        if content.visibility is Visibility.PRIVATE:
            return self._talks.send(target, content)
        if target.visibility is Visibility.PRIVATE:
            raise Refused("a message is not answered in public", code="unsupported")
        if target.native_id.startswith(TAGGED):
            form = {"media_id": target.native_id.removeprefix(TAGGED), "message": content.text}
            answer = self._graph.post(f"{self._us}/mentions", form)
            above, media = "", form["media_id"]
        else:
            try:
                above, media = self._on_top(target), gathered.parted(target.native_id)[0]
            except ServerTrouble as error:  # nothing was sent
                raise RateLimited(error.detail, retry_after=metachat.BREATH_S) from None
            path = f"{above}/replies" if above else f"{media}/comments"
            answer = self._graph.post(path, {"message": content.text})
        if not (id_ := id_text(answer.get("id"))):
            raise Ambiguous("no id in the answer")
        now = self._plain.now().isoformat(timespec="seconds")
        found: Json = {"id": id_, "text": content.text, "timestamp": now}
        found["username"] = self._settings.get("handle", "")
        return _sent({**found, "parent_id": above} if above else found, media)

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look among our answers below the comment on top, or among our messages of the conversation."""
        if content.visibility is Visibility.PRIVATE:
            return self._talks.find(target, content, since)
        if target.native_id.startswith(TAGGED):
            raise Refused("comments below media of others are not listed", code="cannot-look")
        wanted = Sought.saying(content.text, since)
        above, media = self._on_top(target), gathered.parted(target.native_id)[0]
        asked = {"fields": COMMENT, "limit": str(COMMENTS)}
        path = f"{above}/replies" if above else f"{media}/comments"
        for page in self._graph.listed(path, asked, OWN_PAGES):
            for one in page:
                ours = text_in(one, "username") == self._settings.get("handle", "")
                if ours and metachat.says(one, wanted, "text", "timestamp"):
                    return _sent({**one, "parent_id": above} if above else one, media)
        return None

    def _on_top(self, target: Target) -> str:
        """Return the comment that an answer goes below, "" for media of ours. Raises `Gone`, `Refused`."""
        media, own = gathered.parted(target.native_id)
        if own == media:
            return ""
        found = self._graph.get(own, {"fields": "id,parent_id,hidden"})
        if found.get("hidden") is True:
            raise Refused("a hidden comment", code="comment-hidden")
        return id_text(found.get("parent_id")) or own

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Hide a comment or show it again, or delete it for good."""
        ours = target.visibility is not Visibility.PRIVATE and not target.native_id.startswith(
            TAGGED
        )
        if act not in self.capabilities.moderation or not ours:
            raise Refused(f"{act} is not offered here", code="unsupported")
        own = gathered.parted(target.native_id)[1]
        if act is ModerationAct.TRASH:
            with suppress(Gone):  # by somebody else, which is as good
                self._graph.delete(own)
        else:
            hidden = "true" if act is ModerationAct.HIDE else "false"
            self._graph.post(own, {"hide": hidden}, safe=True)


def capabilities(settings: Mapping[str, str]) -> Capabilities:
    """Return what a professional account can do."""
    del settings  # Instagram advertises nothing of it
    return CAPABILITIES


# What is kept of an answer


def _key(name: str) -> str:
    return f"instagram:{name}"


def _media_raw(media: Json, tagged: str = "") -> RawItem:
    names = ("id", "caption", "permalink", "timestamp", "username")
    kept = {name: media[name] for name in names if name in media}
    id_ = id_text(media.get("id"))
    return RawItem("tag" if tagged else "media", f"{tagged}{id_}", pack({"media": kept}))


def _of_comment(comment: Json, above: RawItem) -> list[Gathered]:
    """Return a comment and the answers that came along with it."""
    own = {name: value for name, value in comment.items() if name != "replies"}
    answers = objects(object_in(comment, "replies").get("data"))
    below = [{"parent_id": id_text(comment.get("id")), **one} for one in answers]
    return [
        Gathered(_comment_raw(one, above.native_id), moment(one.get("timestamp")), above)
        for one in (*below, own)
    ]


def _comment_raw(comment: Json, media_id: str) -> RawItem:
    native = gathered.nested(media_id, id_text(comment.get("id")))
    return RawItem("comment", native, pack({"comment": comment, "media": media_id}))


def _sent(found: Json, media_id: str) -> Sent:
    raw = _comment_raw(found, media_id)
    return Sent(_key(id_text(found.get("id"))), raw.native_id, "", raw)


def _fits(content: Content, known: Capabilities) -> None:
    rule = known.facing(content.visibility).length
    over = measure(content.text, rule) - (rule.limit or 0)
    if over > 0:
        raise TooLong(f"{over} over {rule.limit}", over=over)
