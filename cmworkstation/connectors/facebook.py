"""Facebook Pages, through an app of the person's own and a token of the Page.

Rules that are not obvious:

- The person pastes a token of his own; with the app's secret it is exchanged for a lasting one, and that for the
  Page's. What ends it (a password change, a lost role, ninety days without a visit) nobody here can put off.
- The feed lists posts with their newest comments. Nothing asks for "since": what is known is known by its content.
- There are two levels of comments. An answer to an answer goes below the comment on top.
- A comment takes one picture, a post of ours up to ten: each goes up unseen before, with its description, and is let
  go of by the platform when nothing refers to it for a day. The post names them all in one request: until it is there,
  nobody sees any, and whatever ends before leaves none. Where a description is shown is the platform's affair.
- A message may be answered by whatever means for a day, by a person for a week, and then no more. Conversations have
  no time to page by: they are read from the newest down to the last known time.
- Names of people who have no role in the app may be hidden until Meta has reviewed it; a comment without an author is
  one whose author we may not see.

Source: Graph API v25/v26, as documented. Nobody has confirmed this connector with Facebook itself.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from cmworkstation.domain.account import (
    Capabilities,
    Idempotency,
    LengthRule,
    MediaRules,
    ModerationAct,
    PostRules,
    PrivateRules,
    Unit,
    Visibility,
)
from cmworkstation.domain.errors import (
    Ambiguous,
    BadAddress,
    Gone,
    NotSignedIn,
    NoUploadRight,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.message import Attachment, Held, Item, Kind, Writer
from cmworkstation.sdk import gathered, graph, metachat
from cmworkstation.sdk.connector import (
    Authorisation,
    Content,
    Credentials,
    Found,
    Identity,
    Manifest,
    OwnClient,
    Page,
    RawItem,
    Sent,
    SignIn,
    Target,
    Upload,
    Uploaded,
)
from cmworkstation.sdk.gathered import Gathered, Known
from cmworkstation.sdk.graph import Graph
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.measure import measure
from cmworkstation.sdk.metachat import Talks
from cmworkstation.sdk.multipart import Part
from cmworkstation.sdk.shapes import (
    Json,
    id_text,
    moment,
    number_in,
    object_in,
    objects,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import Sought
from cmworkstation.sdk.wellknown import secure_origin

API = "https://graph.facebook.com"
SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
    "pages_manage_posts",
    "pages_manage_metadata",
    "pages_messaging",
)
SHOWN = "type,url,description,media{image{src}}"
POST = f"id,message,created_time,permalink_url,from{{id,name}},attachments{{{SHOWN},subattachments{{{SHOWN}}}}}"
COMMENT = (
    "id,message,created_time,from{id,name},parent{id},is_hidden,permalink_url,"
    "attachment{type,url,description,media{image{src}}}"
)
NEWEST = 10  # comments that come along with each post of the feed
POSTS, FIRST_PAGES = 25, 2  # posts of a page of the feed; pages of the first reading
COMMENTS = 100
OWN_PAGES = 3  # how far back we look for our own answer
IN_A_POST = 10  # pictures
KEPT_S = 12 * 3600  # how long a picture that nothing refers to is taken to be there
PAGE_NAME = re.compile(r"(?:^|facebook\.com/)(?:profile\.php\?id=)?@?([\w.-]+)/?(?:\?.*)?$")

PICTURES = MediaRules(
    types=("image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"),
    most=1,
    max_bytes=4 * 2**20,  # what the platform recommends; above it, it makes them smaller itself
    has_alt=True,
)
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC, Visibility.PRIVATE),
    length=LengthRule(Unit.UTF16, 8000),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    posts=True,
    post=PostRules(LengthRule(Unit.UTF16, 63_206), replace(PICTURES, most=IN_A_POST)),
    moderation=(
        ModerationAct.HIDE,
        ModerationAct.RESTORE,
        ModerationAct.TRASH,
        ModerationAct.BLOCK,
        ModerationAct.UNBLOCK,
    ),
    trash_is_final=True,
    media=PICTURES,
    windows=metachat.WINDOWS,
    private=PrivateRules(
        LengthRule(Unit.UTF16, 2000), Idempotency.RECONCILE, own_list_complete=True
    ),
)


class FacebookConnector:
    """One Page."""

    manifest: ClassVar[Manifest] = Manifest(
        "facebook",
        "Facebook",
        SignIn.TOKEN,
        CAPABILITIES,
        poll_s=300,
        address_example="facebook.com/your.page",
        media_axes={"time": "hour", "granularity": "town", "modality": "many-many"},
        own_client=OwnClient(SCOPES),
        experimental=True,
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the secret of `finish`."""
        self._settings = settings
        self._page = settings.get("page_id", "")
        self._plain = http
        self._graph = Graph(
            http,
            settings.get("server", API),
            settings.get("version") or graph.VERSION,
            secret.get("access_token", ""),
            secret.get("client_secret", ""),
        )
        self._talks = Talks(
            self._graph, self._page, settings.get("name", ""), "messenger", "facebook"
        )
        self.capabilities = capabilities(settings)

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Take a Page by its address, name or number; the host of its interface may stand behind it."""
        typed, _, host = address.strip().partition(" ")
        name = PAGE_NAME.search(typed)
        if name is None:
            raise BadAddress("no name of a Page")
        server = secure_origin(host) if host.strip() else API
        settings = {"server": server, "page": name[1], "address": address.strip()}
        return Found(server, name[1], f"Graph API {graph.VERSION}", settings)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Refuse: a token is asked for."""
        raise Refused("no sign-in in the browser", code="unsupported")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Make the Page's lasting token of the one that was pasted. Raises `Refused` where it is of another Page."""
        del authorisation
        token, secret = answer.get("token", ""), found.private.get("client_secret", "")
        if not token:
            raise NotSignedIn("no token")
        with suppress(Refused):  # a system user's token, or a Page's, is lasting already
            token = _lasting(http, found, token, secret)
        page, token = _page_of(http, found, token, secret)
        settings = {"page_id": id_text(page.get("id")), "page": found.settings.get("page", "")}
        return Credentials(
            {"access_token": token}, {**settings, **_life(http, found, token, secret)}
        )

    def check(self) -> Identity:
        """Ask who the Page is."""
        found = self._graph.get(self._page or "me", {"fields": "id,name,username,link"})
        page_id, name = id_text(found.get("id")), text_in(found, "name")
        if not page_id or not name:
            raise ServerTrouble("a page without number or name")
        handle = text_in(found, "username")
        settings = {
            **self._settings,
            "page_id": page_id,
            "name": name,
            "writer_key": _key(page_id),
            "page": handle or page_id,
        }
        return Identity(
            f"@{handle}" if handle else name, name, capabilities(settings), "", settings
        )

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new comments and mentions, then messages where the token may read them."""
        known = Known.at(cursors.get("comments", ""))
        yield from gathered.pages("comments", known, self._news(known), {})
        if self._settings.get("chat") == "no" or self._graph.http.budget().is_low():
            return
        with suppress(Refused):  # without the right to read messages, comments are still read
            yield from self._talks.news(Known.at(cursors.get(metachat.STREAM, "")))

    def _news(self, known: Known) -> Iterator[Gathered]:
        fields = f"{POST},comments.limit({NEWEST}).order(reverse_chronological).filter(stream){{{COMMENT}}}"
        first = not known.seen
        asked = {"fields": fields, "limit": str(POSTS)}
        for page in self._graph.listed(f"{self._page}/feed", asked, FIRST_PAGES if first else 1):
            for post in page:
                yield from self._below(post, known)
        with suppress(Refused):  # mentions want a right of their own
            tagged = {"fields": POST, "limit": str(POSTS)}
            for page in self._graph.listed(f"{self._page}/tagged", tagged, 1):
                yield from (self._of_post(post) for post in page if self._is_strange(post))

    def _below(self, post: Json, known: Known) -> Iterator[Gathered]:
        """Yield a post of somebody else, and the comments below any, as many pages of them as hold something new."""
        if self._is_strange(post):
            yield self._of_post(post)
        below = object_in(post, "comments")
        entries = objects(below.get("data")) if below else []
        above = _post_raw(post)
        found = [_of_comment(one, above) for one in entries]
        yield from found
        whole = len(entries) >= NEWEST and bool(graph.next_in(below))
        if whole and all(known.is_fresh(one.raw) for one in found):
            for page in self._comments(id_text(post.get("id"))):
                fresh = [_of_comment(one, above) for one in page]
                yield from fresh
                if not any(known.is_fresh(one.raw) for one in fresh):
                    break

    def _comments(self, of: str, most: int = graph.ENOUGH, **more: str) -> Iterator[list[Json]]:
        asked = {
            "fields": COMMENT,
            "order": "reverse_chronological",
            "limit": str(COMMENTS),
            **more,
        }
        return self._graph.listed(f"{of}/comments", {"filter": "stream", **asked}, most)

    def _is_strange(self, post: Json) -> bool:
        author = id_text(object_in(post, "from").get("id"))
        return bool(author) and author != self._page

    @staticmethod
    def _of_post(post: Json) -> Gathered:
        return Gathered(_post_raw(post), moment(post.get("created_time")))

    def thread(self, target: Target) -> Page:
        """Read the post with all its comments, or the conversation, as they are now."""
        if target.visibility is Visibility.PRIVATE:
            return self._talks.page(target)
        try:
            post_id, _ = gathered.parted(target.native_id)
            post = self._graph.get(post_id, {"fields": POST})
        except Gone:
            return Page("thread", (), "", gone=(target.remote_id,))
        entries = [one for page in self._comments(post_id) for one in page]
        entries.sort(key=lambda one: text_in(one, "created_time"))
        raws = [_post_raw(post), *(_of_comment(one, _post_raw(post)).raw for one in entries)]
        there = {raw.native_id for raw in raws}
        gone = () if target.native_id in there else (target.remote_id,)
        return Page("thread", tuple(raws), "", gone=gone)

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand a post, a comment or a message. Raises `Unreadable`."""
        known = unpack(raw.payload)
        if raw.kind == "post":
            return (self._post_item(object_in(known, "post")),)
        if raw.kind == "comment":
            return (self._comment_item(object_in(known, "comment"), text_in(known, "post")),)
        if raw.kind == "message":
            return (self._talks.item(known),)
        raise Unreadable("an unknown kind of entry")

    def _post_item(self, found: Json) -> Item:
        id_, at = id_text(found.get("id")), moment(found.get("created_time"))
        if not id_ or at is None:
            raise Unreadable("a post without number or date")
        ours = not self._is_strange(found)
        return Item(
            remote_id=_key(id_),
            native_id=id_,
            kind=Kind.POST if ours else Kind.MENTION,
            writer=self._writer(object_in(found, "from"), id_, ours=ours),
            at=at,
            text=text_in(found, "message"),
            thread_id=_key(id_),
            url=text_in(found, "permalink_url"),
            context=ours,
            attachments=_shown_in(found),
        )

    def _comment_item(self, found: Json, post_id: str) -> Item:
        id_, at = id_text(found.get("id")), moment(found.get("created_time"))
        if not id_ or at is None or not post_id:
            raise Unreadable("a comment without number or date")
        above = id_text(object_in(found, "parent").get("id")) or post_id
        file = object_in(found, "attachment")
        return Item(
            remote_id=_key(id_),
            native_id=gathered.nested(post_id, id_),
            kind=Kind.COMMENT,
            writer=self._writer(object_in(found, "from"), id_),
            at=at,
            text=text_in(found, "message"),
            parent_id=_key(above),
            thread_id=_key(post_id),
            url=text_in(found, "permalink_url"),
            held=Held.HIDDEN if found.get("is_hidden") is True else Held.NO,
            attachments=(_attachment(file),) if file else (),
        )

    def _writer(self, found: Json, id_: str, *, ours: bool = False) -> Writer:
        author, name = id_text(found.get("id")), text_in(found, "name")
        if ours or author == self._page:
            return Writer(_key(self._page), self._settings.get("name", "") or name, "", is_us=True)
        return Writer(_key(author) if author else f"{_key(id_)}/somebody", name, "")

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Answer below the comment on top, or in the conversation while its window is open; or post as the Page."""
        _fits(target, content, self.capabilities)
        if target.begins:
            with_it = {
                f"attached_media[{n}]": json.dumps({"media_fbid": _picture(one)})
                for n, one in enumerate(content.media)
            }
            answer = self._graph.post(f"{self._page}/feed", {"message": content.text, **with_it})
            if not (id_ := id_text(answer.get("id"))):
                raise Ambiguous("no id in the answer")
            return _post_sent(self._own(id_, content.text, "", ""))
        if content.visibility is Visibility.PRIVATE:
            if self.capabilities.private is None:
                raise Refused("no right to send messages", code="permission-missing")
            return self._talks.send(target, content)
        if target.visibility is Visibility.PRIVATE:
            raise Refused("a message is not answered in public", code="unsupported")
        try:
            post_id, above = gathered.parted(target.native_id)[0], self._on_top(target)
        except ServerTrouble as error:  # nothing was sent
            raise RateLimited(error.detail, retry_after=60) from None
        with_it = {"attachment_id": _picture(content.media[0])} if content.media else {}
        answer = self._graph.post(f"{above}/comments", {"message": content.text, **with_it})
        if not (id_ := id_text(answer.get("id"))):
            raise Ambiguous("no id in the answer")
        return self._sent(self._own(id_, content.text, above, post_id), post_id)

    def upload(self, file: Upload) -> Uploaded:
        """Put a picture on the Page that nobody sees yet, with its description, unless it is there still."""
        now = int(self._plain.now().timestamp())
        until = file.remote_id.rpartition(":")[2]
        if until.isdigit() and now < int(until):
            return Uploaded(file.remote_id)
        part = Part("source", file.name, file.type, file.read())
        asked = {"published": "false"}
        if file.alt:
            asked["alt_text_custom"] = file.alt
        try:
            told = self._graph.upload(f"{self._page}/photos", asked, part)
        except Refused as error:
            if error.code == "permission-missing":  # a token from before posts were asked for
                raise NoUploadRight(error.detail, code=error.code, words=error.words) from None
            raise
        if not (id_ := id_text(told.get("id"))):
            raise ServerTrouble("a picture without id")
        return Uploaded(f"{id_}:{now + KEPT_S}")

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look among our comments below the one on top, or among our messages of the conversation."""
        wanted = Sought.saying(content.text, since)
        if target.begins:
            asked = {"fields": POST, "limit": str(POSTS)}
            for page in self._graph.listed(f"{self._page}/feed", asked, OWN_PAGES):
                for one in page:
                    ours = id_text(object_in(one, "from").get("id")) == self._page
                    if ours and metachat.says(one, wanted, "message", "created_time"):
                        return _post_sent(one)
            return None
        if content.visibility is Visibility.PRIVATE:
            return self._talks.find(target, content, since)
        post_id, above = gathered.parted(target.native_id)[0], self._on_top(target)
        for page in self._comments(above, OWN_PAGES):
            for one in page:
                ours = id_text(object_in(one, "from").get("id")) == self._page
                direct = (id_text(object_in(one, "parent").get("id")) or post_id) == above
                if ours and direct and metachat.says(one, wanted, "message", "created_time"):
                    return self._sent(one, post_id)
        return None

    def _own(self, id_: str, text: str, above: str, post_id: str) -> Json:
        """Return an answer of ours as the platform will list it."""
        ours = {"id": self._page, "name": self._settings.get("name", "")}
        found: Json = {"id": id_, "message": text, "from": ours, "created_time": self._now()}
        return found if above == post_id else {**found, "parent": {"id": above}}

    def _now(self) -> str:
        return self._plain.now().isoformat(timespec="seconds")

    @staticmethod
    def _sent(found: Json, post_id: str) -> Sent:
        raw = _of_comment(found, None, post_id).raw
        url = text_in(found, "permalink_url")
        return Sent(_key(id_text(found.get("id"))), raw.native_id, url, raw)

    def _on_top(self, target: Target) -> str:
        """Return what an answer goes below: the post, or the comment on top. Raises `Gone`."""
        post_id, own = gathered.parted(target.native_id)
        if own == post_id:
            return post_id
        found = self._graph.get(own, {"fields": "id,parent{id}"})
        return id_text(object_in(found, "parent").get("id")) or own

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Hide a comment or show it again, delete it, or bar its author from the Page or let them back."""
        private = target.visibility is Visibility.PRIVATE
        people = act in (ModerationAct.BLOCK, ModerationAct.UNBLOCK)
        if act not in self.capabilities.moderation or (private and not people):
            raise Refused(f"{act} is not offered here", code="unsupported")
        own = gathered.parted(target.native_id)[1]
        if act in (ModerationAct.HIDE, ModerationAct.RESTORE):
            hidden = "true" if act is ModerationAct.HIDE else "false"
            self._graph.post(own, {"is_hidden": hidden}, safe=True)
        elif act is ModerationAct.TRASH:
            with suppress(Gone):  # by somebody else, which is as good
                self._graph.delete(own)
        else:
            person = metachat.place(target)[1] if private else self._author_of(own)
            blocked = f"{self._page}/blocked"
            if act is ModerationAct.BLOCK:
                self._graph.post(blocked, {"user": person}, safe=True)
            else:
                self._graph.delete(blocked, {"user": person})

    def _author_of(self, comment: str) -> str:
        found = self._graph.get(comment, {"fields": "from{id}"})
        if not (author := id_text(object_in(found, "from").get("id"))):
            raise Refused("the platform hides who wrote this", code="author-hidden")
        return author

    def revoke(self) -> bool | None:
        """Leave the token: to give it back would end the person's own access to the app on all machines."""
        return None

    # Access that ends by itself

    def ends_at(self) -> datetime | None:
        """Return when the platform ends the access unless the person signs in again."""
        return graph.moment_of(self._settings.get("ends_at", ""))

    def renewable(self) -> bool:
        """Tell that only a person can renew it."""
        return False

    def renew(self) -> Credentials:
        """Refuse: a person has to paste a new token."""
        raise NotSignedIn("only a person can renew this")

    def close(self) -> None:
        """Let go of the network."""
        self._graph.http.close()
        self._plain.close()


def capabilities(settings: Mapping[str, str]) -> Capabilities:
    """Return what a Page can do: without the right to messages, comments alone."""
    if settings.get("chat") == "no":
        return replace(CAPABILITIES, visibilities=(Visibility.PUBLIC,), windows=(), private=None)
    return CAPABILITIES


# Signing in


def _lasting(http: Http, found: Found, token: str, secret: str) -> str:
    """Return the token of sixty days for one of an hour. Raises `Refused` where there is none to be had."""
    asked = {
        "grant_type": "fb_exchange_token",
        "client_id": found.settings.get("client_id", ""),
        "client_secret": secret,
        "fb_exchange_token": token,
    }
    api = Graph(http, found.server, graph.VERSION, quiet=(token, secret))
    return text_in(api.get("oauth/access_token", asked), "access_token") or token


def _page_of(http: Http, found: Found, token: str, secret: str) -> tuple[Json, str]:
    """Return the Page that was meant, and its own token. Raises `Refused` with the names of those that there are."""
    api = Graph(http, found.server, graph.VERSION, token, secret)
    fields = "id,name,username,link,access_token"
    try:
        pages = [one for page in api.listed("me/accounts", {"fields": fields}) for one in page]
    except Refused as error:
        if error.code == "permission-missing":
            raise
        return api.get("me", {"fields": "id,name,username,link"}), token  # it is a Page's already
    wanted = found.settings.get("page", "").casefold()
    for page in pages:
        names = [id_text(page.get("id")), text_in(page, "username"), text_in(page, "name")]
        names.append(text_in(page, "link").rstrip("/").rpartition("/")[2])
        if wanted in [name.casefold() for name in names if name] and text_in(page, "access_token"):
            return page, text_in(page, "access_token")
    there = ", ".join(text_in(page, "name") for page in pages)
    raise Refused("another page", code="page-not-found", words=there)


def _life(http: Http, found: Found, token: str, secret: str) -> dict[str, str]:
    """Return when the access ends and whether it is good for messages, as far as the platform says."""
    app = f"{found.settings.get('client_id', '')}|{secret}"
    try:
        api = Graph(http, found.server, graph.VERSION, app)
        told = object_in(api.get("debug_token", {"input_token": token}), "data")
    except (Refused, NotSignedIn, ServerTrouble):
        return {}
    ends = [number_in(told, name) for name in ("expires_at", "data_access_expires_at")]
    scopes = told.get("scopes")
    life = {"ends_at": str(min(one for one in ends if one))} if any(ends) else {}
    if isinstance(scopes, list):
        life["chat"] = "yes" if "pages_messaging" in scopes else "no"
    return life


# What is kept of an answer


def _key(number: str) -> str:
    return f"facebook:{number}"


def _post_raw(post: Json) -> RawItem:
    names = ("id", "message", "created_time", "permalink_url", "from", "attachments")
    kept = {name: post[name] for name in names if name in post}
    return RawItem("post", id_text(post.get("id")), pack({"post": kept}))


def _post_sent(post: Json) -> Sent:
    raw = _post_raw(post)
    return Sent(_key(raw.native_id), raw.native_id, text_in(post, "permalink_url"), raw)


def _picture(file: Upload) -> str:
    return file.remote_id.partition(":")[0]


def _of_comment(comment: Json, above: RawItem | None, post_id: str = "") -> Gathered:
    post = post_id or (above.native_id if above else "")
    native = gathered.nested(post, id_text(comment.get("id")))
    raw = RawItem("comment", native, pack({"comment": comment, "post": post}))
    return Gathered(raw, moment(comment.get("created_time")), above)


def _fits(target: Target, content: Content, known: Capabilities) -> None:
    """Raise `TooLong` or `Refused` for what the platform would not take, before anybody is asked."""
    can = known.facing(content.visibility, begins=target.begins)
    over = measure(content.text, can.length) - (can.length.limit or 0)
    if over > 0:
        raise TooLong(f"{over} over {can.length.limit}", over=over)
    if len(content.media) > can.media.most:
        raise Refused(f"more pictures than {can.media.most}", code="media")


def _shown_in(post: Json) -> tuple[Attachment, ...]:
    """Return pictures and films of a post: those of an album stand one below the other. No previews of links."""
    whole = objects(object_in(post, "attachments").get("data"))
    parts = [objects(object_in(one, "subattachments").get("data")) or [one] for one in whole]
    found = (_attachment(one) for some in parts for one in some)
    return tuple(one for one in found if one.kind != "file" and one.url)


def _attachment(found: Json) -> Attachment:
    kinds = {
        "photo": "image",
        "sticker": "image",
        "animated_image_share": "image",
        "video_inline": "video",
    }
    return Attachment(
        kinds.get(text_in(found, "type"), "file"),
        text_in(object_in(object_in(found, "media"), "image"), "src") or text_in(found, "url"),
        text_in(found, "description"),
    )
