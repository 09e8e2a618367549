"""X, through an app of the person's own, who pays for what is read and written.

Rules that are not obvious:

- Each post, person and message that is handed over costs credits, once a day: mentions are asked for from the last one
  on, private messages a few at a time and no further than the last known one, and nothing is expanded but the writer.
- Refresh tokens are used up by being used: whatever comes with new access replaces the whole of the old.
- An edit is another post with another number. The first number stands for all of them; the newest is answered.
- X writes texts with "&amp;", and links as "https://t.co/…"; both are undone. It puts the names of those who are
  answered before the text; they are passed over when a reply of ours is looked for.
- Since 2026 an app may answer only somebody who mentions the account. The rest of a conversation is read, and answered
  by hand. Blocking is for the largest customers; what is left is to bar somebody from private messages.
- Pictures go up before the reply, with their description in a request of their own, and are kept for a day.
- A private conversation in X Chat is encrypted and cannot be read; the older kind can.

Source: X API v2, as documented. Nobody has confirmed this connector with X itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape, unescape
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
    NoUploadRight,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
    WorkstationError,
)
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk import oauth
from cmworkstation.sdk.answer import SAID_NO, Answer
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
from cmworkstation.sdk.http import Http
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
    objects,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import LEADING_NAMES, Sought
from cmworkstation.sdk.weighted import URL
from cmworkstation.sdk.wellknown import secure_origin

HOST = "api.x.com"
API = f"https://{HOST}"
DIALOG = "https://x.com/i/oauth2/authorize"
REDIRECT = "http://127.0.0.1:8713/callback"
SCOPES = (
    *("tweet.read", "tweet.write", "tweet.moderate.write", "users.read"),
    *("dm.read", "dm.write", "mute.read", "mute.write", "media.write", "offline.access"),
)
POST = {
    "tweet.fields": "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,in_reply_to_user_id,lang,"
    "note_tweet,referenced_tweets",
    "expansions": "author_id",
    "user.fields": "name,username",
}
EVENT = {
    "dm_event.fields": "id,text,event_type,created_at,sender_id,dm_conversation_id",
    "event_types": "MessageCreate",
    "expansions": "sender_id",
    "user.fields": "name,username",
}
PAGE, FIRST_PAGES, PAGES = 100, 2, 8  # X keeps the newest 800 mentions
FEW, FEW_PAGES = 10, 10  # private messages of a page: each of them is paid for
HANDED_ON = 50
BEFORE_S = 60  # by how much clocks may differ
EPOCH_MS = 1_288_834_974_657  # where the time in the numbers of posts begins
MESSAGE = "dm"
WORDS = 500
KEPT_S = 3600  # how long an uploaded picture is taken to be there where X does not say it
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC, Visibility.PRIVATE),
    length=LengthRule(Unit.WEIGHTED, 280, url_cost=23),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    posts=True,
    moderation=(
        *(ModerationAct.HIDE, ModerationAct.RESTORE, ModerationAct.MUTE, ModerationAct.UNMUTE),
        *(ModerationAct.BLOCK, ModerationAct.UNBLOCK),
    ),
    media=MediaRules(
        types=("image/jpeg", "image/png", "image/webp"),
        most=4,
        max_bytes=5 * 2**20,
        has_alt=True,
        alt_limit=1000,
    ),
    private=PrivateRules(
        LengthRule(Unit.CODE_POINTS, 10_000), Idempotency.RECONCILE, own_list_complete=True
    ),
)


class XConnector:
    """One account of X."""

    manifest: ClassVar[Manifest] = Manifest(
        "x",
        "X",
        SignIn.BROWSER,
        CAPABILITIES,
        poll_s=900,
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
        self._us = settings.get("user_id", "")
        self._server = settings.get("server", API)
        self._plain = http
        self._http = http.with_credentials(
            bearer=secret.get("access_token", ""), origin=self._server
        )
        self.capabilities = CAPABILITIES

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Take the one host that there is, or another that was typed."""
        server = secure_origin(address.strip() or HOST)
        return Found(server, "X", "X API v2", {"server": server, "address": address.strip()})

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Return the page where the person says yes."""
        page = DIALOG if found.server == API else f"{found.server}/i/oauth2/authorize"
        client = {"client_id": found.settings.get("client_id", "")}
        return oauth.authorisation(page, client, redirect_uri, " ".join(SCOPES), {})

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Exchange the code, which lives half a minute. Raises `NotSignedIn`, `Refused`."""
        code = oauth.code_from(authorisation, answer)
        assert authorisation is not None  # or there would be no code
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": authorisation.private["redirect_uri"],
            "code_verifier": authorisation.private["code_verifier"],
        }
        client_id = found.settings.get("client_id", "")
        client_secret = found.private.get("client_secret", "")
        return Credentials(_access(http, found.server, client_id, client_secret, form))

    def check(self) -> Identity:
        """Ask who we are."""
        found = object_in(self._get("users/me", {"user.fields": "name,username"}), "data")
        user_id, user = id_text(found.get("id")), text_in(found, "username")
        if not user_id or not user:
            raise ServerTrouble("an account without number or name")
        settings = {
            **self._settings,
            "user_id": user_id,
            "handle": user,
            "name": text_in(found, "name") or user,
            "writer_key": _person(user_id),
        }
        return Identity(f"@{user}", settings["name"], CAPABILITIES, "twitter", settings)

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new mentions and replies, then private messages where the app may read them."""
        since = _since(cursors.get("mentions", ""))
        asked = {**POST, "max_results": str(PAGE), **({"since_id": since} if since else {})}
        path, most = f"users/{self._us}/mentions", PAGES if since else FIRST_PAGES
        found = [raw for page in self._listed(path, asked, most) for raw in page]
        yield from _pages("mentions", found, since)
        if self._http.budget().is_low():
            return
        try:
            since = _since(cursors.get("messages", ""))
            found = list(self._messages(since))
        except Refused:  # the app, or its plan, has no private messages
            return
        yield from _pages("messages", found, since)

    def _messages(self, since: str) -> Iterator[RawItem]:
        asked = {**EVENT, "max_results": str(FEW)}
        for page in self._listed("dm_events", asked, FEW_PAGES if since else 1):
            fresh = [one for one in page if not since or _number(_own(one)) > _number(since)]
            yield from fresh
            if len(fresh) < len(page):
                return

    def thread(self, target: Target) -> Page:
        """Read a conversation as it is now: of a public one, what the search of the last seven days knows."""
        kind, conversation, _, own = _parts(target.native_id)
        if kind == MESSAGE:
            asked = {**EVENT, "max_results": str(PAGE)}
            listed = self._listed(f"dm_conversations/{conversation}/dm_events", asked, 1)
            return Page("thread", tuple(next(listed, []))[::-1], "")
        ids = ",".join(dict.fromkeys((conversation, own)))
        answer = self._get("tweets", {**POST, "ids": ids})
        raws = {one.native_id: one for one in _raws(answer)}
        lost = {
            id_text(one.get("resource_id")) or text_in(one, "value")
            for one in objects(answer.get("errors"))
            if text_in(one, "type").endswith("/resource-not-found")
        }
        asked = {**POST, "query": f"conversation_id:{conversation}", "max_results": str(PAGE)}
        for page in self._listed("tweets/search/recent", asked, 3):
            raws |= {one.native_id: one for one in page}
        whole = sorted(raws.values(), key=lambda one: _number(_own(one)))
        return Page("thread", tuple(whole), "", gone=(target.remote_id,) if own in lost else ())

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand a post or a private message. Raises `Unreadable`."""
        if raw.kind not in ("post", MESSAGE):
            raise Unreadable("an unknown kind of entry")
        known = unpack(raw.payload)
        found = object_in(known, raw.kind)
        id_, at = id_text(found.get("id")), moment(found.get("created_at"))
        if not id_ or at is None:
            raise Unreadable("a post without number or date")
        writer = self._writer(object_in(known, "author"), _author_of(found), id_)
        if raw.kind == MESSAGE:
            return (_message(found, writer, at),)
        return (self._post(found, writer, at),)

    def _post(self, found: Json, writer: Writer, at: datetime) -> Item:
        id_, first = id_text(found.get("id")), _first(found)
        above = _above(found)
        conversation = id_text(found.get("conversation_id"))
        top = conversation == first or (not conversation and not above)
        answers = Kind.REPLY if above else Kind.MENTION
        kind = Kind.POST if writer.is_us and top else answers
        user = writer.handle.removeprefix("@") or "i"
        return Item(
            remote_id=_key(first),
            native_id=_native(found),
            kind=kind,
            writer=writer,
            at=_written(first) or at if first != id_ else at,
            text=_text_of(found),
            parent_id=text_in(found, "answers") or (_key(above) if above else ""),
            thread_id=_key(conversation or first),
            language=text_in(found, "lang") if text_in(found, "lang") != "und" else "",
            url=f"https://x.com/{user}/status/{id_}",
            edited_at=at if first != id_ else None,
            context=kind is Kind.POST or not (writer.is_us or self._is_for_us(found)),
        )

    def _is_for_us(self, found: Json) -> bool:
        named = objects(object_in(found, "entities").get("mentions"))
        ours = {self._us, self._settings.get("handle", "").lower()} - {""}
        known = {id_text(found.get("in_reply_to_user_id"))}
        known |= {id_text(one.get("id")) for one in named}
        return bool(ours & (known | {text_in(one, "username").lower() for one in named}))

    def _writer(self, author: Json, id_: str, post: str) -> Writer:
        if not id_:
            return Writer(f"{_key(post)}/somebody", "", "")
        user, is_us = text_in(author, "username"), id_ == self._us
        if is_us and not user:
            user = self._settings.get("handle", "")
        name = text_in(author, "name") or (self._settings.get("name", "") if is_us else "")
        handle, url = (f"@{user}", f"https://x.com/{user}") if user else ("", "")
        return Writer(_person(id_), name or user, handle, url, is_us=is_us)

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Answer a post, write one that answers nobody, or write into a private conversation."""
        kind, conversation, _, own = _there(target)
        _fits(content, private=kind == MESSAGE)
        now = self._plain.now().isoformat(timespec="seconds")
        said = escape(content.text, quote=False)
        ours: Json = {"author_id": self._us, "created_at": now, "text": said}
        if kind == MESSAGE:
            body: Json = {"text": content.text}
            path = f"dm_conversations/{conversation}/messages"
            id_ = id_text(object_in(self._post_to(path, body), "data").get("dm_event_id"))
            ours = {**ours, "dm_conversation_id": conversation, "event_type": "MessageCreate"}
            ours["sender_id"] = ours.pop("author_id")
        else:
            below: Json = {} if target.begins else {"reply": {"in_reply_to_tweet_id": own}}
            body = {"text": content.text, **below}
            if content.media:
                ids = [one.remote_id.partition(":")[0] for one in content.media]
                body["media"] = {"media_ids": ids}
            id_ = id_text(object_in(self._post_to("tweets", body), "data").get("id"))
            above = [] if target.begins else [{"type": "replied_to", "id": own}]
            ours = {**ours, "conversation_id": conversation or id_, "referenced_tweets": above}
        if not id_:
            raise Ambiguous("no id in the answer")
        return self._sent(kind, {**ours, "id": id_}, target)

    def upload(self, file: Upload) -> Uploaded:
        """Put a picture on the server with its description, unless it is there still."""
        now = int(self._plain.now().timestamp())
        until = file.remote_id.rpartition(":")[2]
        if until.isdigit() and now < int(until):
            return Uploaded(file.remote_id)
        part = Part("media", file.name, file.type, file.read())
        try:
            answer = self._http.upload(
                self._url("media/upload"), {"media_category": "tweet_image"}, [part], accept=SAID_NO
            )
            told = object_in(self._judged(answer), "data")
        except Refused as error:
            if error.code == "403":  # an access that was granted when files were not asked for
                raise NoUploadRight(error.detail, code=error.code, words=error.words) from None
            raise
        id_ = id_text(told.get("id"))
        if not id_:
            raise ServerTrouble("a file without id")
        if file.alt:
            described = {"id": id_, "metadata": {"alt_text": {"text": file.alt}}}
            self._post_to("media/metadata", described, safe=True)
        return Uploaded(f"{id_}:{now + (number_in(told, 'expires_after_secs') or KEPT_S) // 2}")

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look in our own timeline, or in the private conversation."""
        wanted = Sought.saying(_without_links(content.text), since)
        kind, conversation, _, own = _there(target)
        if kind == MESSAGE:
            path = f"dm_conversations/{conversation}/dm_events"
            asked, most = {**EVENT, "max_results": str(PAGE)}, 1
        else:
            path, most = f"users/{self._us}/tweets", 3
            start = (since - timedelta(seconds=BEFORE_S)).astimezone(UTC)
            asked = {**POST, "max_results": str(PAGE)}
            asked["start_time"] = start.strftime("%Y-%m-%dT%H:%M:%SZ")
        for page in self._listed(path, asked, most):
            for raw in page:
                found = object_in(unpack(raw.payload), kind)
                there = kind == MESSAGE or _above(found) == own
                if there and _author_of(found) == self._us and _says(found, wanted):
                    return self._sent(kind, found, target)
        return None

    def _sent(self, kind: str, found: Json, target: Target) -> Sent:
        # What we answer is known by its first number, whatever became of it; a private message does not say it.
        author = {"name": self._settings.get("name"), "username": self._settings.get("handle")}
        raw = _raw(
            kind, {**found, **({} if target.begins else {"answers": target.remote_id})}, author
        )
        first = id_text(found.get("id"))
        user = self._settings.get("handle", "") or "i"
        url = f"https://x.com/{user}/status/{first}" if kind != MESSAGE else ""
        return Sent(_key(first, kind), raw.native_id, url, raw)

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Hide a reply below a post of ours, mute its author, or bar him from private messages."""
        kind, _, author, own = _parts(target.native_id)
        if act in (ModerationAct.HIDE, ModerationAct.RESTORE) and kind != MESSAGE:
            url, hidden = self._url(f"tweets/{own}/hidden"), act is ModerationAct.HIDE
            self._judged(self._http.put(url, json={"hidden": hidden}, accept=SAID_NO, safe=True))
        elif act is ModerationAct.MUTE:
            self._post_to(f"users/{self._us}/muting", {"target_user_id": author}, safe=True)
        elif act is ModerationAct.UNMUTE:
            url = self._url(f"users/{self._us}/muting/{author}")
            self._judged(self._http.delete(url, accept=SAID_NO, safe=True))
        elif act in (ModerationAct.BLOCK, ModerationAct.UNBLOCK):
            self._post_to(f"users/{author}/dm/{act}", {}, safe=True)
        else:
            raise Refused(f"{act} is not offered here", code="unsupported")

    def revoke(self) -> bool | None:
        """Give the access back."""
        client_id = self._settings.get("client_id", "")
        form = {"token": self._secret.get("refresh_token") or self._secret.get("access_token", "")}
        try:
            secret = self._secret.get("client_secret", "")
            _asked(self._plain, self._server, "revoke", client_id, secret, form)
        except WorkstationError:
            return False
        return True

    # Access that ends by itself

    def ends_at(self) -> datetime | None:
        """Return when the two hours are over."""
        return oauth.ends_at(self._secret)

    def renewable(self) -> bool:
        """Tell whether there is a refresh token."""
        return bool(self._secret.get("refresh_token"))

    def renew(self) -> Credentials:
        """Exchange the refresh token for new access and another refresh token; both are stored in one."""
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._secret.get("refresh_token", ""),
        }
        client_id = self._settings.get("client_id", "")
        secret = self._secret.get("client_secret", "")
        return Credentials(_access(self._plain, self._server, client_id, secret, form))

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()
        self._plain.close()

    # The way to the network

    def _url(self, path: str) -> str:
        return f"{self._server}/2/{path}"

    def _get(self, path: str, asked: Mapping[str, str]) -> Json:
        found = self._judged(self._http.get(self._url(path), asked, accept=SAID_NO))
        if not found.keys() & {"data", "meta", "errors"}:
            raise ServerTrouble("neither data nor errors in the answer")
        return found

    def _listed(self, path: str, asked: Mapping[str, str], most: int) -> Iterator[list[RawItem]]:
        query = dict(asked)
        for _ in range(most):
            answer = self._get(path, query)
            yield _raws(answer)
            after = text_in(object_in(answer, "meta"), "next_token")
            if not after or after == query.get("pagination_token"):
                return
            query["pagination_token"] = after

    def _post_to(self, path: str, body: Json, *, safe: bool = False) -> Json:
        answer = self._http.post(self._url(path), json=body, accept=SAID_NO, safe=safe)
        return self._judged(answer, safe=safe)

    def _judged(self, answer: Answer, *, safe: bool = True) -> Json:
        good = 200 <= answer.status < 300  # noqa: PLR2004 - HTTP's classes
        try:
            found = object_from(answer)
        except ServerTrouble:
            if good:
                raise (ServerTrouble if safe else Ambiguous)("no object") from None
            found = {}
        if good:
            return found
        raise _meant(answer.status, found)


# Access


def _access(
    http: Http, server: str, client_id: str, client_secret: str, form: Mapping[str, str]
) -> dict[str, str]:
    """Return what to keep of an answer with a token. Raises `NotSignedIn` where X takes none of what was sent."""
    answer = _asked(http, server, "token", client_id, client_secret, form)
    found = {name: text_in(answer, name) for name in ("access_token", "refresh_token")}
    if not found["access_token"]:
        raise ServerTrouble("no token in the answer")
    if not found["refresh_token"]:
        raise Refused("no refresh token", code="no-lasting-access")
    if seconds := number_in(answer, "expires_in"):
        found["ends_at"] = str(int(http.now().timestamp()) + seconds)
    return found


def _asked(
    http: Http, server: str, what: str, client_id: str, secret: str, form: Mapping[str, str]
) -> Json:
    """Ask for a token, or give one back; an app without a secret names itself in the form."""
    own = http.with_credentials(basic=(client_id, secret) if secret else None, origin=server)
    try:
        url = f"{server}/2/oauth2/{what}"
        said = {**form, "client_id": client_id}
        answer = own.post(url, form=said, accept=SAID_NO, safe=True, asks=True)
    finally:
        own.close()
    if answer.status in SAID_NO:
        found = {} if not answer.body.startswith(b"{") else object_from(answer)
        raise NotSignedIn(text_in(found, "error") or str(answer.status))
    return object_from(answer)


def _meant(status: int, found: Json) -> Exception:
    """Return what a refusal means."""
    kind = text_in(found, "type").rpartition("/")[2]
    words = (text_in(found, "detail") or text_in(found, "title"))[:WORDS]
    lower = f"{text_in(found, 'title')} {words}".lower()
    if status == 401:  # noqa: PLR2004
        return NotSignedIn("401")
    if status == 402 or "credit" in lower or kind == "usage-capped":  # noqa: PLR2004
        return Refused(str(status), code="no-credits", words=words)
    if status in (404, 410) or kind == "resource-not-found" or "deleted or not visible" in lower:
        return Gone(str(status), code="gone", words=words)
    if "duplicate content" in lower:
        return Duplicate(str(status), code="duplicate", words=words)
    if "mentioned or otherwise engaged" in lower or "not been mentioned" in lower:
        return Refused(str(status), code="not-mentioned", words=words)
    code = kind if kind and kind != "about:blank" else str(status)
    return Refused(str(status), code=code, words=words)


# What is kept of an answer


def _key(id_: str, kind: str = "post") -> str:
    return f"x:{MESSAGE}/{id_}" if kind == MESSAGE else f"x:{id_}"


def _person(id_: str) -> str:
    return f"x:@{id_}"


def _first(found: Json) -> str:
    """Return the number of the first version of a post."""
    versions = found.get("edit_history_tweet_ids")
    known = [id_text(one) for one in versions] if isinstance(versions, list) else []
    return min(filter(None, known), key=_number, default=id_text(found.get("id")))


def _above(found: Json) -> str:
    referred = objects(found.get("referenced_tweets"))
    known = (id_text(one.get("id")) for one in referred if one.get("type") == "replied_to")
    return next(filter(None, known), "")


def _author_of(found: Json) -> str:
    return id_text(found.get("author_id")) or id_text(found.get("sender_id"))


def _native(found: Json) -> str:
    id_ = id_text(found.get("id"))
    conversation = id_text(found.get("conversation_id")) or id_
    return f"{conversation}/{_author_of(found)}/{id_}" if id_ else ""


def _parts(native_id: str) -> tuple[str, str, str, str]:
    """Return kind, conversation, author and number."""
    head, _, rest = native_id.partition(":")
    kind, rest = (MESSAGE, rest) if head == MESSAGE else ("post", native_id)
    conversation, _, more = rest.partition("/")
    author, _, id_ = more.partition("/")
    return kind, conversation, author, id_


def _there(target: Target) -> tuple[str, str, str, str]:
    """Return the parts of what is answered; of nothing, where a post answers nobody."""
    return ("post", "", "", "") if target.begins else _parts(target.native_id)


def _own(raw: RawItem) -> str:
    return _parts(raw.native_id)[3]


def _number(id_: str) -> int:
    return int(id_) if id_.isascii() and id_.isdigit() else 0


def _written(id_: str) -> datetime | None:
    """Return the time that the number of a post holds."""
    ms = (_number(id_) >> 22) + EPOCH_MS
    return datetime.fromtimestamp(ms / 1000, UTC) if 1 << 22 < _number(id_) < 1 << 63 else None


def _since(cursor: str) -> str:
    since = id_text(bookmark(cursor).get("since"))
    return since if _number(since) else ""


def _raws(answer: Json) -> list[RawItem]:
    """Return posts or private messages, each with whoever wrote it, in the order of the list."""
    users = {
        id_text(one.get("id")): one for one in objects(object_in(answer, "includes").get("users"))
    }
    data = answer.get("data", [])
    if not isinstance(data, list):
        raise ServerTrouble("no list in the answer")
    found = [as_object(one) for one in data]
    kinds = (MESSAGE if "event_type" in one or "sender_id" in one else "post" for one in found)
    return [
        _raw(kind, one, users.get(_author_of(one), {}))
        for kind, one in zip(kinds, found, strict=True)
    ]


def _raw(kind: str, found: Json, author: Json) -> RawItem:
    known = {name: author[name] for name in ("name", "username") if author.get(name)}
    native = _native(found)
    if kind == MESSAGE and native:
        conversation = id_text(found.get("dm_conversation_id"))
        native = f"{MESSAGE}:{conversation}/{_author_of(found)}/{id_text(found.get('id'))}"
    return RawItem(kind, native, pack({kind: found, "author": known}))


def _pages(stream: str, found: Sequence[RawItem], since: str) -> Iterator[Page]:
    """Yield what came newest first the other way round, the cursor behind each page."""
    turned = found[::-1]
    for start in range(0, len(turned), HANDED_ON):
        part = tuple(turned[start : start + HANDED_ON])
        since = max((since, *map(_own, part)), key=_number)
        yield Page(stream, part, f'{{"since": "{since}"}}' if since else "")


def _text_of(found: Json) -> str:
    """Return the words of a post as they were typed: longer ones stand in a note, links behind a short one."""
    note = object_in(found, "note_tweet")
    holder = note if text_in(note, "text") else found
    text = text_in(holder, "text")
    for one in objects(object_in(holder, "entities").get("urls")):
        short, whole = text_in(one, "url"), text_in(one, "expanded_url")
        if short and whole:
            text = text.replace(short, whole)
    return unescape(text)


def _message(found: Json, writer: Writer, at: datetime) -> Item:
    conversation = id_text(found.get("dm_conversation_id"))
    return Item(
        remote_id=_key(id_text(found.get("id")), MESSAGE),
        native_id=_raw(MESSAGE, found, {}).native_id,
        kind=Kind.PRIVATE,
        writer=writer,
        at=at,
        text=_text_of(found),
        parent_id=text_in(found, "answers"),
        thread_id=f"x:{MESSAGE}/{conversation}" if conversation else "",
        visibility=Visibility.PRIVATE,
    )


def _without_links(text: str) -> str:
    return URL.sub(" ", LEADING_NAMES.sub("", text, count=1))


def _says(found: Json, wanted: Sought) -> bool:
    said = escape(_without_links(_text_of(found)), quote=False)
    return not wanted.is_older(moment(found.get("created_at"))) and wanted.is_said_by(said)


def _fits(content: Content, *, private: bool) -> None:
    rule = CAPABILITIES.facing(Visibility.PRIVATE if private else Visibility.PUBLIC).length
    over = measure(content.text, rule) - (rule.limit or 0)
    if over > 0:
        raise TooLong(f"{over} over {rule.limit}", over=over)
