"""Threads, through an app of the person's own.

Rules that are not obvious:

- An answer is made in two steps: a container, which nobody sees, and its publication. The same container is published
  once, however often that is asked for: while the program runs, a second try takes the container of the first. After
  that, our own replies, which are listed without delay, say whether it arrived.
- Nothing says that a post has new replies: the conversations of the newest posts are read each time.
- Each emoji counts as its bytes of UTF-8, everything else as one.
- Files would have to stand at a public address, which a computer at a desk has not: answers are texts.
- Hiding goes by the reply on top, and takes all that stands below it along.
- The access lasts sixty days, and is renewed in time while the program is used.

Source: Threads API v1.0, as documented. Nobody has confirmed this connector with Threads itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import ClassVar

from cmworkstation.domain.account import (
    Capabilities,
    Idempotency,
    LengthRule,
    ModerationAct,
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
from cmworkstation.domain.message import Attachment, Held, Item, Kind, Writer
from cmworkstation.sdk import gathered, graph
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
from cmworkstation.sdk.measure import URL, measure
from cmworkstation.sdk.metachat import BREATH_S, says
from cmworkstation.sdk.metasignin import MetaSignIn
from cmworkstation.sdk.shapes import Json, id_text, moment, object_in, pack, text_in, unpack
from cmworkstation.sdk.sought import Sought
from cmworkstation.sdk.wellknown import secure_origin

HOST = "graph.threads.net"
VERSION = "v1.0"
DOORS = Doors(
    api=f"https://{HOST}",
    dialog="https://threads.com/oauth/authorize",
    token=f"https://{HOST}/oauth/access_token",
    exchange="th_exchange_token",
    refresh="th_refresh_token",
)
SCOPES = (
    "threads_basic",
    "threads_read_replies",
    "threads_manage_replies",
    "threads_content_publish",
    "threads_manage_mentions",
    "threads_delete",
)
REDIRECT = "https://localhost/"
POST = (
    "id,text,timestamp,username,permalink,media_type,media_url,root_post,replied_to,is_reply,"
    "is_reply_owned_by_me,hide_status"
)
NEWEST = 10  # posts whose conversations are read
FIRST_POSTS = 25
LISTED, OWN_PAGES = 50, 3
MOST_LINKS = 5
PUBLISHED, DEAD = "PUBLISHED", ("ERROR", "EXPIRED")  # states of a container
HIDDEN = ("HIDDEN", "COVERED", "BLOCKED", "RESTRICTED")
SHOWN = {"IMAGE": "image", "VIDEO": "video", "CAROUSEL_ALBUM": "image", "AUDIO": "audio"}
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC,),
    length=LengthRule(Unit.EMOJI_BYTES, 500),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    posts=True,
    moderation=(ModerationAct.HIDE, ModerationAct.RESTORE),
    threads=True,
)


class ThreadsConnector(MetaSignIn):
    """One profile."""

    doors, scopes = DOORS, SCOPES
    manifest: ClassVar[Manifest] = Manifest(
        "threads",
        "Threads",
        SignIn.BROWSER,
        CAPABILITIES,
        poll_s=300,
        address_example=HOST,
        media_axes={"time": "minute", "granularity": "world", "modality": "1-followers"},
        own_client=OwnClient(SCOPES, REDIRECT),
        home=HOST,
        experimental=True,
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the secret of `finish`."""
        self._settings = settings
        self._secret = secret
        self._plain = http
        self._server = settings.get("server", DOORS.api)
        self._graph = Graph(
            http,
            self._server,
            settings.get("version") or VERSION,
            secret.get("access_token", ""),
            secret.get("client_secret", ""),
        )
        self._containers: dict[
            str, str
        ] = {}  # the outbox's key → what was made and perhaps published
        self.capabilities = CAPABILITIES

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Take the one host that there is, or another that was typed."""
        server = secure_origin(address.strip() or HOST)
        settings = {"server": server, "address": address.strip()}
        return Found(server, "Threads", f"Threads API {VERSION}", settings)

    def check(self) -> Identity:
        """Ask who we are."""
        found = self._graph.get("me", {"fields": "id,username,name"})
        user_id, user = id_text(found.get("id")), text_in(found, "username")
        if not user_id or not user:
            raise ServerTrouble("an account without number or name")
        settings = {
            **self._settings,
            "user_id": user_id,
            "handle": user,
            "name": text_in(found, "name") or user,
            "writer_key": _key(f"@{user}"),
        }
        return Identity(f"@{user}", settings["name"], CAPABILITIES, "", settings)

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new replies below our newest posts, then mentions where the token may read them."""
        known = Known.at(cursors.get("replies", ""))
        yield from gathered.pages("replies", known, list(self._news(known)), {})
        if self._graph.http.budget().is_low():
            return
        with suppress(Refused):
            yield from self._mentions(Known.at(cursors.get("mentions", "")))

    def _news(self, known: Known) -> Iterator[Gathered]:
        most = NEWEST if known.seen else FIRST_POSTS
        asked = {"fields": f"{POST},has_replies", "limit": str(most)}
        for post in graph.entries_of(self._graph.get("me/threads", asked)):
            id_ = id_text(post.get("id"))
            if not id_ or post.get("has_replies") is False:
                continue
            above = _post_raw(post, root=True)
            for page in self._conversation(id_):
                found = [_gathered(one, above) for one in page]
                yield from found
                if found and not any(known.is_fresh(one.raw) for one in found):
                    break

    def _conversation(self, id_: str, most: int = graph.ENOUGH) -> Iterator[list[Json]]:
        asked = {"fields": POST, "reverse": "true", "limit": str(LISTED)}
        return self._graph.listed(f"{id_}/conversation", asked, most)

    def _mentions(self, known: Known) -> Iterator[Page]:
        asked = {"fields": POST, "limit": str(LISTED)}
        found = graph.entries_of(self._graph.get("me/mentions", asked))
        raws = (
            Gathered(_post_raw(one, kind="mention"), moment(one.get("timestamp"))) for one in found
        )
        yield from gathered.pages("mentions", known, raws, {})

    def thread(self, target: Target) -> Page:
        """Read the post on top with its whole conversation, as it is now."""
        root_id, own_id = gathered.parted(target.native_id)
        try:
            root = self._graph.get(root_id, {"fields": POST})
        except Gone:
            return Page("thread", (), "", gone=(target.remote_id,))
        if not self._is_ours(
            root
        ):  # its conversation is somebody else's: what was asked for is all that we may read
            own = root if root_id == own_id else self._one(own_id)
            alone = (_post_raw(own, kind="mention"),) if own else ()
            return Page("thread", alone, "", gone=() if own else (target.remote_id,))
        found = [one for page in self._conversation(root_id) for one in page]
        found.sort(key=lambda one: moment(one.get("timestamp")) or gathered.OLDEST)
        raws = (_post_raw(root, root=True), *map(_post_raw, found))
        there = target.native_id in {raw.native_id for raw in raws}
        return Page("thread", raws, "", gone=() if there else (target.remote_id,))

    def _one(self, id_: str) -> Json | None:
        with suppress(Gone):
            return self._graph.get(id_, {"fields": POST})
        return None

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand a post. Raises `Unreadable`."""
        known = unpack(raw.payload)
        if raw.kind not in ("post", "reply", "mention"):
            raise Unreadable("an unknown kind of entry")
        found = object_in(known, "post")
        id_, at = id_text(found.get("id")), moment(found.get("timestamp"))
        if not id_ or at is None:
            raise Unreadable("a post without number or date")
        root = id_text(object_in(found, "root_post").get("id"))
        above = id_text(object_in(found, "replied_to").get("id")) or root
        kinds = {"post": Kind.POST, "reply": Kind.REPLY, "mention": Kind.MENTION}
        file = SHOWN.get(text_in(found, "media_type"))
        return (
            Item(
                remote_id=_key(id_),
                native_id=gathered.nested(root, id_) if root else id_,
                kind=kinds[raw.kind],
                writer=self._writer(found, id_),
                at=at,
                text=text_in(found, "text"),
                parent_id=_key(above) if above else "",
                thread_id=_key(root or id_),
                url=text_in(found, "permalink"),
                held=Held.HIDDEN if text_in(found, "hide_status") in HIDDEN else Held.NO,
                context=raw.kind == "post",
                attachments=(Attachment(file, text_in(found, "media_url")),) if file else (),
            ),
        )

    def _writer(self, found: Json, id_: str) -> Writer:
        user = text_in(found, "username")
        if self._is_ours(found):
            user = user or self._settings.get("handle", "")
            return Writer(_key(f"@{user}"), user, f"@{user}", is_us=True)
        if not user:
            return Writer(f"{_key(id_)}/somebody", "", "")
        return Writer(_key(f"@{user}"), user, f"@{user}", f"https://www.threads.com/@{user}")

    def _is_ours(self, found: Json) -> bool:
        user = text_in(found, "username")
        ours = bool(user) and user == self._settings.get("handle")
        return ours or found.get("is_reply_owned_by_me") is True

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Make a container, and publish it; a second try in this session publishes the same one."""
        _fits(content)
        root, own = ("", "") if target.begins else gathered.parted(target.native_id)
        container = self._containers.get(once_key)
        state = self._state_of(container) if container else ""
        if state == PUBLISHED:
            raise Ambiguous("published before")  # our own replies tell which it is
        if state in DEAD:
            container = None
        if not container:
            container = self._contained(own, content)
            self._containers[once_key] = container
        answer = self._graph.post("me/threads_publish", {"creation_id": container})
        if not (id_ := id_text(answer.get("id"))):
            raise Ambiguous("no id in the answer")
        now = self._plain.now().isoformat(timespec="seconds")
        found: Json = {
            "id": id_,
            "text": content.text,
            "timestamp": now,
            "username": self._settings.get("handle", ""),
            **({"replied_to": {"id": own}, "root_post": {"id": root}} if own else {}),
        }
        return _sent(found)

    def _contained(self, above: str, content: Content) -> str:
        """Return the number of a new container: one that is lost was never seen by anybody."""
        form = {
            "media_type": "TEXT",
            "text": content.text,
            **({"reply_to_id": above} if above else {}),
        }
        try:
            if container := id_text(self._graph.post("me/threads", form, safe=True).get("id")):
                return container
        except ServerTrouble as error:
            raise RateLimited(error.detail, retry_after=BREATH_S) from None
        raise RateLimited("no container in the answer", retry_after=BREATH_S)

    def _state_of(self, container: str) -> str:
        try:
            found = self._graph.get(container, {"fields": "status,error_message"})
        except Gone:
            return DEAD[0]
        except ServerTrouble as error:  # nothing was sent
            raise RateLimited(error.detail, retry_after=BREATH_S) from None
        return text_in(found, "status")

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look among our own replies."""
        wanted = Sought.saying(content.text, since)
        own = "" if target.begins else gathered.parted(target.native_id)[1]
        asked = {"fields": POST, "limit": str(LISTED)}
        place = "me/threads" if target.begins else "me/replies"
        for page in self._graph.listed(place, asked, OWN_PAGES):
            for one in page:
                there = id_text(object_in(one, "replied_to").get("id")) == own
                if there and says(one, wanted, "text", "timestamp"):
                    return _sent(one)
            times = [at for at in (moment(one.get("timestamp")) for one in page) if at]
            if times and wanted.is_older(max(times)):
                break
        return None

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Hide a reply with all that stands below it, or show it again."""
        if act not in self.capabilities.moderation:
            raise Refused(f"{act} is not offered here", code="unsupported")
        hidden = "true" if act is ModerationAct.HIDE else "false"
        own = gathered.parted(target.native_id)[1]
        self._graph.post(f"{own}/manage_reply", {"hide": hidden}, safe=True)


# What is kept of an answer


def _key(name: str) -> str:
    return f"threads:{name}"


def _post_raw(post: Json, *, kind: str = "", root: bool = False) -> RawItem:
    """Return a post as it is kept; without the address of its file, which is another each time."""
    unstable = ("has_replies", "media_url")
    kept = {name: value for name, value in post.items() if name not in unstable}
    id_, above = id_text(post.get("id")), id_text(object_in(post, "root_post").get("id"))
    native = gathered.nested(above, id_) if above else id_
    return RawItem(kind or ("post" if root else "reply"), native, pack({"post": kept}))


def _gathered(post: Json, above: RawItem) -> Gathered:
    return Gathered(_post_raw(post), moment(post.get("timestamp")), above)


def _sent(found: Json) -> Sent:
    raw = _post_raw(found, root=not object_in(found, "replied_to"))
    url = text_in(found, "permalink")
    return Sent(_key(id_text(found.get("id"))), raw.native_id, url, raw)


def _fits(content: Content) -> None:
    rule = CAPABILITIES.length
    over = measure(content.text, rule) - (rule.limit or 0)
    if over > 0:
        raise TooLong(f"{over} over {rule.limit}", over=over)
    if len(set(URL.findall(content.text))) > MOST_LINKS:
        raise Refused("more than five links", code="too-many-links")
