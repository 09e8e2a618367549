"""The page of a company at LinkedIn, through an app of its own that LinkedIn has examined.

Rules that are not obvious:

- Each interface has the version of a month, and is switched off about a year later.
- Requests are counted by the day, and few at first: a list of notifications says which posts have news. Where the app
  may not read it, the newest posts are read each time.
- There are two levels of comments. An answer to an answer goes below the comment on top.
- The same post is a share, a post and an activity, each with a number: the comment says which activity is meant.
- LinkedIn does not say by what name a person goes, only by what number.

Source: LinkedIn Community Management API, as documented. Nobody has confirmed this connector with LinkedIn itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from html import escape
from typing import ClassVar
from urllib.parse import quote, urlencode

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
    BadAddress,
    Gone,
    NotSignedIn,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk import gathered, oauth
from cmworkstation.sdk.answer import SAID_NO
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
)
from cmworkstation.sdk.gathered import Gathered, Known
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.loopback import new_state
from cmworkstation.sdk.measure import measure
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    id_text,
    number_in,
    object_from,
    object_in,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import Sought
from cmworkstation.sdk.wellknown import secure_origin

HOST = "api.linkedin.com"
API, SITE = f"https://{HOST}", "https://www.linkedin.com"
VERSION = "202609"
REDIRECT = "https://localhost/"
SCOPES = ("r_organization_social", "w_organization_social", "rw_organization_admin")
NEWEST = 10  # posts that are read where nobody says which have news
LISTED, PAGES = 100, 10
ACTIONS = "List(COMMENT,ADMIN_COMMENT,SHARE_MENTION)"
COMPANY = re.compile(
    r"(?:(?:https?://)?(?:\w+\.)?linkedin\.com/company/)?([\w%.-]+)/?", re.IGNORECASE
)
COMMENT = re.compile(r"urn:li:comment:\((urn:li:\w+:[\w-]+),([\w-]+)\)")
RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")  # of the markup of posts: plain only behind a mark
MARKED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC,),
    length=LengthRule(Unit.CODE_POINTS, 1250),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    posts=True,
    moderation=(ModerationAct.DELETE,),
)


class LinkedinConnector:
    """One company."""

    manifest: ClassVar[Manifest] = Manifest(
        "linkedin",
        "LinkedIn",
        SignIn.BROWSER,
        CAPABILITIES,
        poll_s=1800,
        address_example="linkedin.com/company/your-company",
        media_axes={"time": "day", "granularity": "country", "modality": "1-followers"},
        own_client=OwnClient(SCOPES, REDIRECT),
        experimental=True,
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the secret of `finish`."""
        self._settings = settings
        self._secret = secret
        self._us = settings.get("organisation", "")
        self._server = settings.get("server", API)
        self._plain = http
        headers = {
            "LinkedIn-Version": settings.get("version") or VERSION,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        self._http = http.with_credentials(
            bearer=secret.get("access_token", ""), origin=self._server, headers=headers
        )
        self.capabilities = CAPABILITIES

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Take the page of a company, and another server where one is typed behind it."""
        page, _, server = address.strip().partition(" ")
        known = COMPANY.fullmatch(page)
        if known is None:
            raise BadAddress("no page of a company")
        origin = secure_origin(server.strip() or HOST)
        settings = {"server": origin, "address": address.strip(), "company": known[1].lower()}
        return Found(origin, "LinkedIn", f"LinkedIn API {VERSION}", settings)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Return the page where an administrator of the company says yes."""
        state = new_state()
        query = {
            "response_type": "code",
            "client_id": found.settings.get("client_id", ""),
            "redirect_uri": redirect_uri,
            "state": state,
            "scope": " ".join(SCOPES),
        }
        page = f"{_site(found.server)}/oauth/v2/authorization"
        return Authorisation(f"{page}?{urlencode(query)}", state, {"redirect_uri": redirect_uri})

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Exchange the code for access of sixty days. Raises `NotSignedIn`."""
        code = oauth.code_from(authorisation, answer)
        assert authorisation is not None  # or there would be no code
        form = {"grant_type": "authorization_code", "code": code}
        form["redirect_uri"] = authorisation.private["redirect_uri"]
        form["client_id"] = found.settings.get("client_id", "")
        form["client_secret"] = found.private.get("client_secret", "")
        return Credentials(_access(http, found.server, form))

    def check(self) -> Identity:
        """Ask which companies we administer, and take the one that was named."""
        wanted, others = self._settings.get("company", ""), []
        listed = self._get("organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED")
        for one in _elements(listed):
            urn = text_in(one, "organization")
            number = urn.rpartition(":")[2]
            found = self._get(f"organizations/{quote(number, safe='')}")
            name, short = text_in(found, "localizedName"), text_in(found, "vanityName")
            if wanted in (number, short.lower()) and urn:
                settings = {
                    **self._settings,
                    "organisation": urn,
                    "handle": short or number,
                    "name": name or short,
                    "writer_key": _key(urn),
                }
                return Identity(short or number, settings["name"], CAPABILITIES, "", settings)
            others.append(short or number)
        raise Refused("another company", code="no-organisation", words=", ".join(others))

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new comments below our posts, and below those that name us."""
        known = Known.at(cursors.get("comments", ""))
        heads = dict(known.heads)
        try:
            fresh = self._posts_with_news(known, heads)
        except Refused:  # the app may not read notifications
            fresh, heads = None, {}
        if fresh is None or not known.seen:
            fresh = list(dict.fromkeys((*self._newest_posts(), *(fresh or ()))))
        found: list[Gathered] = []
        for post in fresh:
            with suppress(Gone):
                found += self._comments_below(post)
        yield from gathered.pages("comments", known, found, heads)

    def _posts_with_news(self, known: Known, heads: dict[str, str]) -> list[str]:
        """Return the posts of notifications that are newer than what is known of each."""
        entity = quote(self._us, safe="")
        path = f"organizationalEntityNotifications?q=criteria&actions={ACTIONS}&organizationalEntity={entity}"
        for one in _elements(self._get(f"{path}&count={LISTED}")):
            post, at = text_in(one, "sourcePost"), str(number_in(one, "lastModifiedAt"))
            if post and int(at) > int(heads.get(post) or 0):
                heads[post] = at
        return [post for post, at in heads.items() if known.heads.get(post) != at]

    def _newest_posts(self) -> list[str]:
        return [id_ for one in self._own_posts() if (id_ := text_in(one, "id"))]

    def _comments_below(self, post: str) -> Iterator[Gathered]:
        """Yield all comments of a post, newest first as far as their times tell."""
        found: list[Gathered] = []
        for one in self._listed(post):
            found.append(_gathered(one, post))
            below = object_in(one, "commentsSummary")
            urn = _urn_of(one)
            if urn and (
                number_in(below, "aggregatedTotalComments") or below.get("selectedComments")
            ):
                found += [_gathered(reply, post, urn) for reply in self._listed(urn)]
        yield from sorted(found, key=lambda one: one.at or gathered.OLDEST, reverse=True)

    def _listed(self, urn: str) -> Iterator[Json]:
        for n in range(PAGES):
            path = f"socialActions/{quote(urn, safe='')}/comments"
            found = _elements(self._get(f"{path}?start={n * LISTED}&count={LISTED}"))
            yield from found
            if len(found) < LISTED:
                return

    def thread(self, target: Target) -> Page:
        """Read the post with all its comments, as they are now."""
        post, _, own = _parts(target.native_id)
        try:
            found = list(self._comments_below(post))[::-1]
        except Gone:
            return Page("thread", (), "", gone=(target.remote_id,))
        raws = [one.raw for one in found]
        with suppress(Refused):  # a post that only names us may be closed to us
            raws.insert(0, _post_raw(self._get(f"posts/{quote(post, safe='')}")))
        there = own in {_parts(raw.native_id)[2] for raw in raws}
        return Page("thread", tuple(raws), "", gone=() if there else (target.remote_id,))

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand a comment or a post. Raises `Unreadable`."""
        if raw.kind not in ("comment", "post"):
            raise Unreadable("an unknown kind of entry")
        known = unpack(raw.payload)
        found = object_in(known, raw.kind)
        return (self._post(found) if raw.kind == "post" else self._comment(found, known),)

    def _post(self, found: Json) -> Item:
        urn, at = text_in(found, "id"), _moment(found.get("createdAt"))
        if not urn or at is None:
            raise Unreadable("a post without number or date")
        return Item(
            remote_id=_key(urn),
            native_id=f"{urn}/{urn}/{urn}",
            kind=Kind.POST,
            writer=self._writer(text_in(found, "author"), urn),
            at=at,
            text=_plain(text_in(found, "commentary")),
            thread_id=_key(urn),
            url=f"{SITE}/feed/update/{urn}/",
            context=True,
        )

    def _comment(self, found: Json, known: Json) -> Item:
        urn, at = _urn_of(found), _moment(object_in(found, "created").get("time"))
        if not urn or at is None:
            raise Unreadable("a comment without number or date")
        post, above = text_in(known, "post"), text_in(known, "above")
        changed = _moment(object_in(found, "lastModified").get("time"))
        return Item(
            remote_id=_key(urn),
            native_id=f"{post}/{above or urn}/{urn}",
            kind=Kind.REPLY if above else Kind.COMMENT,
            writer=self._writer(text_in(found, "actor"), urn),
            at=at,
            text=text_in(object_in(found, "message"), "text"),
            parent_id=_key(above or post),
            thread_id=_key(post),
            url=f"{SITE}/feed/update/{post}/" if post else "",
            edited_at=changed if changed and changed > at else None,
        )

    def _writer(self, actor: str, urn: str) -> Writer:
        if not actor:
            return Writer(f"{_key(urn)}/somebody", "", "")
        if actor == self._us:
            handle = self._settings.get("handle", "")
            url = f"{SITE}/company/{handle}/" if handle else ""
            return Writer(_key(actor), self._settings.get("name", ""), handle, url, is_us=True)
        return Writer(_key(actor), "", "")

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Answer below the comment on top, in the name of the company, or post in its name."""
        _fits(content)
        if target.begins:
            return self._begin(content)
        post, top, _ = _parts(target.native_id)
        activity = _activity_of(top)
        body: Json = {
            "actor": self._us,
            "object": activity,
            "message": {"text": content.text},
        }
        if top != post:
            body["parentComment"] = top
        answer = self._http.post(
            f"{self._url()}/socialActions/{quote(top, safe='')}/comments", json=body
        )
        try:
            made = object_from(answer) if answer.body.strip() else {}
        except ServerTrouble:
            raise Ambiguous("no object") from None
        id_ = id_text(made.get("id")) or answer.headers.get("x-restli-id", "")
        if not id_:
            raise Ambiguous("no id in the answer")
        now = int(self._plain.now().timestamp() * 1000)
        created = object_in(made, "created") or {"time": now}
        said: Json = {**body, **made, "id": id_, "created": created}
        return _sent(said, post, top)

    def _begin(self, content: Content) -> Sent:
        """Post in the name of the company, for everybody; the number of the post stands in the answer's head."""
        said = RESERVED.sub(r"\\\g<0>", content.text)
        body: Json = {
            "author": self._us,
            "commentary": said,
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        answer = self._http.post(f"{self._url()}/posts", json=body)
        urn = answer.headers.get("x-restli-id", "")
        if not urn.startswith("urn:li:"):
            raise Ambiguous("no id in the answer")
        now = int(self._plain.now().timestamp() * 1000)
        return _post_sent({"id": urn, "author": self._us, "commentary": said, "createdAt": now})

    def _own_posts(self) -> list[Json]:
        author = quote(self._us, safe="")
        path = f"posts?q=author&author={author}&count={NEWEST}&sortBy=LAST_MODIFIED"
        return _elements(self._get(path))

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look among the answers below the comment on top."""
        wanted = Sought.saying(content.text, since)
        if target.begins:
            for found in self._own_posts():
                late = not wanted.is_older(_moment(found.get("createdAt")))
                said = escape(_plain(text_in(found, "commentary")), quote=False)
                if late and text_in(found, "author") == self._us and wanted.is_said_by(said):
                    return _post_sent(found)
            return None
        post, top, _ = _parts(target.native_id)
        for one in self._listed(top):
            said = escape(text_in(object_in(one, "message"), "text"), quote=False)
            late = not wanted.is_older(_moment(object_in(one, "created").get("time")))
            if late and text_in(one, "actor") == self._us and wanted.is_said_by(said):
                return _sent(one, post, top)
        return None

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Delete a comment: one of ours, or one below our posts."""
        if act is not ModerationAct.DELETE:
            raise Refused(f"{act} is not offered here", code="unsupported")
        _, top, own = _parts(target.native_id)
        known = COMMENT.fullmatch(own)
        if known is None:
            raise Refused("no comment", code="unsupported")
        actor, place = quote(self._us, safe=""), quote(top if top != own else known[1], safe="")
        url = f"{self._url()}/socialActions/{place}/comments/{known[2]}?actor={actor}"
        with suppress(Gone):  # twice is no error
            self._http.delete(url, safe=True)

    def revoke(self) -> bool | None:
        """Leave the token: LinkedIn takes none back from an app."""
        return None

    # Access that ends by itself

    def ends_at(self) -> datetime | None:
        """Return when the sixty days are over."""
        return oauth.ends_at(self._secret)

    def renewable(self) -> bool:
        """Tell whether there is a refresh token: LinkedIn gives one to some apps only."""
        return bool(self._secret.get("refresh_token"))

    def renew(self) -> Credentials:
        """Exchange the refresh token for another sixty days."""
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._secret.get("refresh_token", ""),
            "client_id": self._settings.get("client_id", ""),
            "client_secret": self._secret.get("client_secret", ""),
        }
        return Credentials(_access(self._plain, self._server, form))

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()
        self._plain.close()

    # The way to the network

    def _url(self) -> str:
        return f"{self._server}/rest"

    def _get(self, path: str) -> Json:
        return object_from(self._http.get(f"{self._url()}/{path}"))


def _site(server: str) -> str:
    """Return where the pages and the tokens are; an account that lives elsewhere has all in one place."""
    return SITE if server == API else server


def _access(http: Http, server: str, form: Mapping[str, str]) -> dict[str, str]:
    """Return what to keep of an answer with a token. Raises `NotSignedIn` where nothing that was sent is taken."""
    url = f"{_site(server)}/oauth/v2/accessToken"
    answer = http.post(url, form=form, accept=SAID_NO, safe=True, asks=True)
    if answer.status in SAID_NO:
        raise NotSignedIn(str(answer.status))
    found = object_from(answer)
    kept = {name: text_in(found, name) for name in ("access_token", "refresh_token")}
    if not kept["access_token"]:
        raise ServerTrouble("no token in the answer")
    if seconds := number_in(found, "expires_in"):
        kept["ends_at"] = str(int(http.now().timestamp()) + seconds)
    return {name: value for name, value in kept.items() if value}


# What is kept of an answer


def _key(urn: str) -> str:
    return f"linkedin:{urn}"


def _parts(native_id: str) -> tuple[str, str, str]:
    """Return the post, the comment on top and the comment itself."""
    post, _, rest = native_id.partition("/")
    top, _, own = rest.partition("/")
    return post, top or post, own or top or post


def _elements(answer: Json) -> list[Json]:
    found = answer.get("elements")
    if not isinstance(found, list):
        raise ServerTrouble("no list in the answer")
    return [as_object(one) for one in found]


def _activity_of(urn: str) -> str:
    known = COMMENT.fullmatch(urn)
    return known[1] if known else urn


def _urn_of(comment: Json) -> str:
    """Return the name of a comment, made of its number and its activity where it is not told whole."""
    told = text_in(comment, "commentUrn") or text_in(comment, "$URN")
    id_, activity = id_text(comment.get("id")), text_in(comment, "object")
    return told or (f"urn:li:comment:({activity},{id_})" if id_ and activity else "")


def _gathered(comment: Json, post: str, above: str = "") -> Gathered:
    """Return a comment without what changes all the time: who likes it, how many answered."""
    names = ("id", "commentUrn", "$URN", "actor", "object", "message", "created", "lastModified")
    kept = {name: comment[name] for name in names if name in comment}
    urn = _urn_of(comment)
    native = f"{post}/{above or urn}/{urn}" if urn else ""
    raw = RawItem("comment", native, pack({"comment": kept, "post": post, "above": above}))
    return Gathered(raw, _moment(object_in(comment, "created").get("time")))


def _post_raw(post: Json) -> RawItem:
    names = ("id", "author", "commentary", "createdAt")
    urn = text_in(post, "id")
    return RawItem(
        "post", f"{urn}/{urn}/{urn}", pack({"post": {one: post.get(one) for one in names}})
    )


def _post_sent(post: Json) -> Sent:
    raw = _post_raw(post)
    urn = text_in(post, "id")
    return Sent(_key(urn), raw.native_id, f"{SITE}/feed/update/{urn}/", raw)


def _plain(commentary: str) -> str:
    """Return a post's words without the marks before signs that mean something in its little markup."""
    return MARKED.sub(r"\1", commentary)


def _sent(comment: Json, post: str, top: str) -> Sent:
    raw = _gathered(comment, post, top if top != post else "").raw
    return Sent(_key(_urn_of(comment)), raw.native_id, f"{SITE}/feed/update/{post}/", raw)


def _moment(value: object) -> datetime | None:
    """Return a time that is milliseconds since 1970, None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _fits(content: Content) -> None:
    rule = CAPABILITIES.length
    over = measure(content.text, rule) - (rule.limit or 0)
    if over > 0:
        raise TooLong(f"{over} over {rule.limit}", over=over)
