"""Reddit, through an app of the person's own that Reddit has approved: inbox, communities that we moderate, their mail.

Rules that are not obvious:

- Lists are newest first and reach back a thousand entries. A fullname that is asked for as an anchor stops working once
  its entry was deleted: lists are read from their top until nothing is fresh.
- What the author took away says "[deleted]" and has no author; what a moderator removed says "[removed]", or the words
  still, to moderators.
- A refusal comes as 200 with a code in `json.errors`; so does the wish for patience, in words and in seconds.
- Each program says who it is and by whom it is used; those that do not are slowed down.
- Our own comments may be listed some seconds late, which the outbox waits anyway.
- What people write to the moderators of a community (`sdk/modmail.py`) is private, and answered in our own name. An app
  that was let in without that right reads everything else.
- Inside communities that we moderate, to block somebody is to ban him there; elsewhere, he cannot write to us any more.

Source: Reddit API, as documented. Nobody has confirmed this connector with Reddit itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from math import isfinite
from typing import ClassVar
from urllib.parse import quote

from cmworkstation import __version__
from cmworkstation.domain.account import (
    Capabilities,
    Folder,
    Idempotency,
    LengthRule,
    ModerationAct,
    Unit,
    Visibility,
)
from cmworkstation.domain.budget import Budget
from cmworkstation.domain.errors import (
    Ambiguous,
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
from cmworkstation.sdk import begun, gathered, modmail, oauth
from cmworkstation.sdk.answer import SAID_NO, Answer
from cmworkstation.sdk.connector import (
    Authorisation,
    Content,
    Credentials,
    Found,
    Hits,
    Identity,
    Manifest,
    OwnClient,
    Page,
    RawItem,
    SearchFor,
    Sent,
    SignIn,
    Target,
)
from cmworkstation.sdk.gathered import Gathered, Known
from cmworkstation.sdk.hits import hits
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.measure import measure
from cmworkstation.sdk.rate_limits import parse_reset
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    number_in,
    object_from,
    object_in,
    objects,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import Sought
from cmworkstation.sdk.wellknown import secure_origin

HOST = "oauth.reddit.com"
API, SITE = f"https://{HOST}", "https://www.reddit.com"
REDIRECT = "http://127.0.0.1:8714/callback"
SCOPES = (
    *("identity", "read", "submit", "edit", "history", "privatemessages", "mysubreddits"),
    *("modposts", "modcontributors", "modmail"),
)
INBOX = "inbox"
LISTS = ("comments", "new", "about/modqueue")  # of a community that we moderate
PAGE, FIRST_PAGES, PAGES = 100, 2, 10
OWN_PAGES = 2
LONGEST_TITLE = 300
WHOLE = 500  # comments of a thread
DELETED, REMOVED = "[deleted]", "[removed]"
KINDS = {"t1": "comment", "t3": "post", "t4": "message"}
# What is kept; scores, votes and numbers of comments change all the time.
KEPT = frozenset(
    (
        "name author body selftext title subject created_utc edited link_id link_title parent_id subreddit permalink"
        " context type dest first_message_name removed_by_category banned_by spam removed num_reports ignore_reports"
    ).split()
)
PATIENCE = re.compile(r"(\d+) (millisecond|second|minute|hour)")
UNITS_S = {"millisecond": 0.001, "second": 1.0, "minute": 60.0, "hour": 3600.0}
LINK = re.compile(r"/comments/([0-9a-z]+)/")
USUAL_S, LONGEST_S = 60.0, 900.0
WORDS = 500
LOST = ("DELETED_COMMENT", "DELETED_LINK", "DELETED_THING")
CAPABILITIES = Capabilities(
    visibilities=(Visibility.PUBLIC, Visibility.PRIVATE),
    length=LengthRule(Unit.CODE_POINTS, 10_000),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    moderation=(
        *(ModerationAct.APPROVE, ModerationAct.TRASH, ModerationAct.RESTORE, ModerationAct.SPAM),
        *(ModerationAct.LOCK, ModerationAct.UNLOCK, ModerationAct.BLOCK, ModerationAct.UNBLOCK),
    ),
)


class RedditConnector:
    """One account, with the communities that it moderates."""

    manifest: ClassVar[Manifest] = Manifest(
        "reddit",
        "Reddit",
        SignIn.BROWSER,
        CAPABILITIES,
        poll_s=120,
        address_example=HOST,
        media_axes={"time": "day", "granularity": "world", "modality": "many-many"},
        own_client=OwnClient(SCOPES, REDIRECT),
        home=HOST,
        experimental=True,
    )
    searches: ClassVar[frozenset[SearchFor]] = frozenset({SearchFor.SEARCH, SearchFor.ACCOUNT})

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the secret of `finish`."""
        self._settings = settings
        self._secret = secret
        self._us = settings.get("handle", "").removeprefix("u/")
        self._server = settings.get("server", API)
        self._plain = http
        self._http = http.with_credentials(
            bearer=secret.get("access_token", ""), origin=self._server, headers=_named(self._us)
        )
        self.capabilities = CAPABILITIES

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Take the one host that there is, or another that was typed."""
        server = secure_origin(address.strip() or HOST)
        settings = {"server": server, "address": address.strip()}
        return Found(server, "Reddit", "Reddit API", settings)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Return the page where the person says yes, for good."""
        client = {"client_id": found.settings.get("client_id", "")}
        page, more = f"{_site(found.server)}/api/v1/authorize", {"duration": "permanent"}
        return oauth.authorisation(page, client, redirect_uri, " ".join(SCOPES), more)

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Exchange the code for access. Raises `NotSignedIn`, `Refused`."""
        code = oauth.code_from(authorisation, answer)
        assert authorisation is not None  # or there would be no code
        form = {"grant_type": "authorization_code", "code": code}
        form["redirect_uri"] = authorisation.private["redirect_uri"]
        client = found.settings.get("client_id", ""), found.private.get("client_secret", "")
        secret = _access(http, found.server, client, form)
        if "refresh_token" not in secret:
            raise Refused("no refresh token", code="access-for-a-day")
        return Credentials(secret)

    def check(self) -> Identity:
        """Ask who we are, and which communities we moderate."""
        user = text_in(self._get("api/v1/me"), "name")
        if not user:
            raise ServerTrouble("an account without a name")
        moderated: list[str] = []
        with suppress(Refused):
            listed = self._get("subreddits/mine/moderator", {"limit": str(PAGE)})
            moderated = [text_in(data, "display_name") for _, data in _children(listed)]
        settings = {
            **self._settings,
            "handle": f"u/{user}",
            "name": user,
            "moderated": "\n".join(filter(None, moderated)),
            "writer_key": _person(user),
        }
        able = replace(CAPABILITIES, posts=bool(self._settings.get("post_place")))
        return Identity(f"u/{user}", user, able, "", settings)

    @classmethod
    def has_several(cls, settings: Mapping[str, str]) -> bool:
        """Tell whether there are communities beside the inbox."""
        return bool(settings.get("moderated"))

    def folders(self) -> tuple[Folder, ...]:
        """Return the inbox and the communities that we moderate."""
        chosen = self._chosen()
        names = [INBOX, *(f"r/{name}" for name in self._moderated())]
        roles = {INBOX: INBOX}
        return tuple(Folder(name, name, roles.get(name, ""), name in chosen) for name in names)

    def _moderated(self) -> list[str]:
        return self._settings.get("moderated", "").split()

    def _chosen(self) -> list[str]:
        chosen = self._settings.get("folders", "").split()
        return chosen or [INBOX, *(f"r/{name}" for name in self._moderated())]

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield what came to the inbox, what is new in each community or waits there, and letters to its moderators."""
        chosen = self._chosen()
        if INBOX in chosen:
            asked = {"mark": "false"}
            yield from self._news(INBOX, f"message/{INBOX}", cursors, asked)
        for place in chosen:
            if place == INBOX:
                continue
            if self._http.budget().is_low():
                return
            with suppress(Refused):  # it is closed to us now; the others are read
                for list_ in LISTS:
                    path = f"{place}/{list_}"
                    yield from self._news(path, path, cursors, {})
        places = [one.removeprefix("r/") for one in chosen if one != INBOX]
        if places and not self._http.budget().is_low():
            with suppress(
                Refused
            ):  # access from before letters were asked for, or without that right there
                yield from self._letters(places, Known.at(cursors.get(modmail.KIND, "")))

    def _letters(self, places: Sequence[str], known: Known) -> Iterator[Page]:
        """Yield what is new in letters to moderators: those are read whose last time changed."""
        asked = {"entity": ",".join(places), "sort": "recent", "state": "all"}
        asked["limit"] = str(modmail.NEWEST)
        heads, found = dict(known.heads), []
        for _ in range(modmail.PAGES if known.heads else 1):
            listed = modmail.listed(self._get(modmail.PATH, asked))
            fresh = [(letter, at) for letter, at in listed if known.heads.get(letter) != at]
            for letter, at in reversed(fresh):
                with suppress(Gone):
                    path = f"{modmail.PATH}/{letter}"
                    found += modmail.messages(self._get(path, {"markRead": "false"}))
                heads.pop(
                    letter, None
                )  # what was written in last stands last: it is forgotten last
                heads[letter] = at
            if len(listed) < modmail.NEWEST or len(fresh) < len(listed):
                break
            asked["after"] = listed[-1][0]
        yield from gathered.pages(modmail.KIND, known, found, heads)

    def _news(
        self, stream: str, path: str, cursors: Mapping[str, str], asked: Mapping[str, str]
    ) -> Iterator[Page]:
        known = Known.at(cursors.get(stream, ""))
        most, found = PAGES if known.seen else FIRST_PAGES, []
        for page in self._listed(path, asked, most):
            part = [_gathered(kind, data) for kind, data in page]
            found += part
            if not any(known.is_fresh(one.raw) for one in part):
                break
        yield from gathered.pages(stream, known, found, {})

    def search(self, what: SearchFor, term: str, known: str) -> Hits:
        """Show the newest posts that the search finds, or what somebody posts and comments; there are no hashtags."""
        if what is SearchFor.TAG:
            raise Refused("no hashtags", code="watch-unsearchable")
        asked = {"sort": "new", "limit": str(PAGE)}
        if what is SearchFor.SEARCH:
            answer = self._get("search", {**asked, "q": term.strip(), "type": "link,comment"})
        else:
            name = re.sub(r"^(?:@|/?u/)", "", term.strip())
            answer = self._get(f"user/{quote(name, safe='')}/overview", asked)
        found = [one for one in _children(answer) if one[0] in ("t1", "t3")]
        return hits(({"kind": kind, "data": data} for kind, data in found), self._hit)

    def _hit(self, thing: Json) -> Item:
        return self.parse(_gathered(text_in(thing, "kind"), object_in(thing, "data")).raw)[0]

    def thread(self, target: Target) -> Page:
        """Read the whole conversation as it is now."""
        link, own = gathered.parted(target.native_id)
        if modmail.is_one(target):
            return self._letter(target)
        if own.startswith("t4_"):
            found = self._get(f"message/messages/{link.partition('_')[2]}")
            return _as_thread(list(_tree(found)), target, own)
        path, asked = f"comments/{link.partition('_')[2]}", {"limit": str(WHOLE), "sort": "new"}
        try:
            known = {text_in(data, "name"): (kind, data) for kind, data in self._told(path, asked)}
            if own not in known:  # a long thread is cut: around one comment it is not
                around = {**asked, "comment": own.partition("_")[2], "context": "8"}
                for kind, data in self._told(path, around):
                    known.setdefault(text_in(data, "name"), (kind, data))
        except Gone:
            return Page("thread", (), "", gone=(target.remote_id,))
        return _as_thread(list(known.values()), target, own)

    def _letter(self, target: Target) -> Page:
        try:
            said = modmail.messages(self._get(modmail.path_of(target), {"markRead": "false"}))
        except Gone:
            said = []
        raws = tuple(one.raw for one in reversed(said))
        there = target.native_id in {raw.native_id for raw in raws}
        return Page("thread", raws, "", gone=() if there else (target.remote_id,))

    def _told(self, path: str, asked: Mapping[str, str]) -> Iterator[tuple[str, Json]]:
        """Yield the post and its comments: two lists in one answer."""
        answer = self._asked(path, asked)
        self._judged(answer, only_refusals=True)
        both = answer.json()
        if not isinstance(both, list):
            raise ServerTrouble("no list in the answer")
        for one in both:
            yield from _tree(as_object(one))

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand a comment, a post, a private message or one to moderators. Raises `Unreadable`."""
        if raw.kind == modmail.KIND:
            return (modmail.item(raw),)
        if raw.kind not in KINDS.values():
            raise Unreadable("an unknown kind of entry")
        found = object_in(unpack(raw.payload), raw.kind)
        name, at = text_in(found, "name"), _epoch(found.get("created_utc"))
        if not name or at is None:
            raise Unreadable("a comment without number or date")
        words = text_in(found, "selftext" if raw.kind == "post" else "body")
        author, above, link = text_in(found, "author"), text_in(found, "parent_id"), _link(found)
        gone = words in (DELETED, REMOVED) or (author == DELETED and not words)
        place = text_in(found, "permalink") or text_in(found, "context")
        private = raw.kind == "message"
        first = text_in(found, "first_message_name") or name
        writer = self._writer(author, text_in(found, "subreddit"), name)
        return (
            Item(
                remote_id=_key(name),
                native_id=gathered.nested(first if private else link, name),
                kind=_kind(raw.kind, found),
                writer=writer,
                at=at,
                text="" if gone else words,
                title=_title(found),
                parent_id=_key(above) if above else "",
                thread_id=_key(first if private else link),
                visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
                url=f"{SITE}{place}" if place.startswith("/") else "",
                edited_at=_epoch(found.get("edited")),
                deleted=gone,
                held=Held.TRASH if words == REMOVED else _held(found),
                context=raw.kind == "post" and writer.is_us,
            ),
        )

    def _writer(self, author: str, place: str, name: str) -> Writer:
        if author == DELETED or not (author or place):
            return Writer(f"{_key(name)}/somebody", "", "")
        if not author:  # the moderators of a community, as one
            return Writer(f"reddit:r/{place.lower()}", f"r/{place}", f"r/{place}")
        ours = bool(self._us) and author.lower() == self._us.lower()
        return Writer(_person(author), author, f"u/{author}", f"{SITE}/user/{author}/", is_us=ours)

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Answer a comment, a post or a private message, or post in a community; Markdown, as everything there."""
        _fits(content)
        if target.begins:
            return self._begin(target, content)
        if modmail.is_one(target):
            return self._answer_letter(target, content)
        own = gathered.parted(target.native_id)[1]
        form = {"thing_id": own, "text": content.text, "raw_json": "1"}
        answer = object_in(self._post("api/comment", form), "json")
        things = objects(object_in(answer, "data").get("things"))
        made = object_in(things[0], "data") if things else {}
        if not text_in(made, "name"):
            raise Ambiguous("nothing is told of what was made")  # as in places under quarantine
        now = self._plain.now().timestamp()
        said = {"body": content.text, "author": self._us, "created_utc": now, "parent_id": own}
        return self._sent({**said, **made}, target)

    def _answer_letter(self, target: Target, content: Content) -> Sent:
        form = {"body": content.text, "isAuthorHidden": "false", "isInternal": "false"}
        answer = self._post(modmail.path_of(target), {**form, "raw_json": "1"})
        try:
            made = modmail.ours(answer, self._us, Sought.saying(content.text, None))
        except ServerTrouble as error:
            raise Ambiguous(error.detail) from None
        if made is None:
            raise Ambiguous("nothing is told of what was made")
        return self._letter_sent(made, target)

    @staticmethod
    def _letter_sent(made: Gathered, target: Target) -> Sent:
        raw = modmail.answering(made, target)
        return Sent(modmail.key(gathered.parted(raw.native_id)[1]), raw.native_id, "", raw)

    def places(self) -> tuple[Folder, ...]:
        """Return the communities that we moderate; another one is named by a person."""
        return tuple(Folder(f"r/{one}", f"r/{one}") for one in self._moderated())

    @classmethod
    def place_of(cls, typed: str) -> str:
        """Return a community as "r/name", "" where it is none."""
        said = typed.strip().strip("/").removeprefix("r/")
        return f"r/{said}" if re.fullmatch(r"\w{2,21}", said) else ""

    def _begin(self, target: Target, content: Content) -> Sent:
        place = begun.place_of(target).removeprefix("r/")
        title = begun.title_of(target, content.text, LONGEST_TITLE)
        form = {"sr": place, "kind": "self", "title": title, "text": content.text}
        made = object_in(object_in(self._post("api/submit", form), "json"), "data")
        if not text_in(made, "name"):
            raise Ambiguous("nothing is told of what was made")
        now = self._plain.now().timestamp()
        said: Json = {"selftext": content.text, "title": title, "author": self._us}
        said |= {"created_utc": now, "subreddit": place, "name": text_in(made, "name")}
        found = re.search(r"/r/\w+/comments/[^?#]*", text_in(made, "url"))
        return self._post_sent({**said, **({"permalink": found[0]} if found else {})})

    @staticmethod
    def _post_sent(data: Json) -> Sent:
        raw = _gathered("t3", data).raw
        name, place = text_in(data, "name"), text_in(data, "permalink")
        return Sent(_key(name), raw.native_id, f"{SITE}{place}" if place else "", raw)

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look among our own comments, the private messages that we sent, or in the letter to moderators."""
        wanted = Sought.saying(content.text, since)
        if modmail.is_one(target):
            answer = self._get(modmail.path_of(target), {"markRead": "false"})
            made = modmail.ours(answer, self._us, wanted)
            return self._letter_sent(made, target) if made else None
        if target.begins:
            for page in self._listed(f"user/{self._us}/submitted", {"sort": "new"}, OWN_PAGES):
                for _, data in page:
                    said = escape(text_in(data, "selftext"), quote=False)
                    fresh = not wanted.is_older(_epoch(data.get("created_utc")))
                    if fresh and said and wanted.is_said_by(said):
                        return self._post_sent(data)
            return None
        own = gathered.parted(target.native_id)[1]
        private = own.startswith("t4_")
        path = "message/sent" if private else f"user/{self._us}/comments"
        for page in self._listed(path, {} if private else {"sort": "new"}, OWN_PAGES):
            for _, data in page:
                at, body = _epoch(data.get("created_utc")), text_in(data, "body")
                there = text_in(data, "parent_id") == own and not wanted.is_older(at)
                if there and wanted.is_said_by(escape(body, quote=False)):
                    return self._sent(data, target)
            times = [at for at in (_epoch(data.get("created_utc")) for _, data in page) if at]
            if times and wanted.is_older(max(times)):
                break
        return None

    def _sent(self, made: Json, target: Target) -> Sent:
        above, own = gathered.parted(target.native_id)
        private = own.startswith("t4_")
        more = {"first_message_name": above} if private else {"link_id": above}
        raw = _gathered("t4" if private else "t1", {**more, **made}).raw
        name, place = text_in(made, "name"), text_in(made, "permalink")
        return Sent(_key(name), raw.native_id, f"{SITE}{place}" if place else "", raw)

    # Keeping order

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Approve, remove, lock; ban the author from a community of ours, or keep him from writing to us."""
        link, own = gathered.parted(target.native_id)
        name = target.author_handle.removeprefix("u/")
        if modmail.is_one(target) and act not in (ModerationAct.BLOCK, ModerationAct.UNBLOCK):
            raise Refused("a letter to moderators", code="unsupported")
        if act in (ModerationAct.APPROVE, ModerationAct.RESTORE):
            self._post("api/approve", {"id": own}, safe=True)
        elif act in (ModerationAct.TRASH, ModerationAct.SPAM):
            spam = "true" if act is ModerationAct.SPAM else "false"
            self._post("api/remove", {"id": own, "spam": spam}, safe=True)
        elif act in (ModerationAct.LOCK, ModerationAct.UNLOCK):
            self._post(f"api/{act}", {"id": link}, safe=True)
        elif act in (ModerationAct.BLOCK, ModerationAct.UNBLOCK):
            place = self._place_of(target)
            self._block(place, name, on=act is ModerationAct.BLOCK)
        else:
            raise Refused(f"{act} is not offered here", code="unsupported")

    def _block(self, place: str, name: str, *, on: bool) -> None:
        if not name or name.startswith("r/"):
            raise Refused("nobody to block", code="nobody-to-block")
        if place.lower() in {one.lower() for one in self._moderated()}:
            verb = "friend" if on else "unfriend"
            self._post(f"r/{place}/api/{verb}", {"type": "banned", "name": name}, safe=True)
        elif on:
            self._post("api/block_user", {"name": name}, safe=True)
        else:
            raise Refused("only in the settings of Reddit", code="unblock-there")

    def _place_of(self, target: Target) -> str:
        """Return the community in which something was written, "" for what was written to us alone."""
        own = gathered.parted(target.native_id)[1]
        if modmail.is_one(target):
            return modmail.place_of(self._get(modmail.path_of(target), {"markRead": "false"}))
        if own.startswith("t4_"):
            return ""
        found = [data for _, data in _children(self._get("api/info", {"id": own}))]
        return text_in(found[0], "subreddit") if found else ""

    def revoke(self) -> bool | None:
        """Give the access back."""
        token = self._secret.get("refresh_token") or self._secret.get("access_token", "")
        try:
            _token_asked(
                self._plain, self._server, self._client(), "revoke_token", {"token": token}
            )
        except WorkstationError:
            return False
        return True

    # Access that ends by itself

    def ends_at(self) -> datetime | None:
        """Return when access ends."""
        return oauth.ends_at(self._secret)

    def renewable(self) -> bool:
        """Tell whether there is a refresh token."""
        return bool(self._secret.get("refresh_token"))

    def renew(self) -> Credentials:
        """Exchange the refresh token, which stays good, for new access."""
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._secret.get("refresh_token", ""),
        }
        return Credentials(_access(self._plain, self._server, self._client(), form))

    def _client(self) -> tuple[str, str]:
        return self._settings.get("client_id", ""), self._secret.get("client_secret", "")

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()
        self._plain.close()

    # The way to the network

    def _asked(self, path: str, asked: Mapping[str, str]) -> Answer:
        url = f"{self._server}/{path}"
        answer = self._http.get(url, {**asked, "raw_json": "1"}, accept=SAID_NO)
        self._count(answer)
        return answer

    def _get(self, path: str, asked: Mapping[str, str] | None = None) -> Json:
        return self._judged(self._asked(path, asked or {}))

    def _listed(
        self, path: str, asked: Mapping[str, str], most: int
    ) -> Iterator[list[tuple[str, Json]]]:
        query = {**asked, "limit": str(PAGE)}
        for _ in range(most):
            answer = self._get(path, query)
            yield _children(answer)
            after = text_in(object_in(answer, "data"), "after")
            if not after or after == query.get("after"):
                return
            query["after"] = after

    def _post(self, path: str, form: Mapping[str, str], *, safe: bool = False) -> Json:
        url, said = f"{self._server}/{path}", {**form, "api_type": "json"}
        answer = self._http.post(url, form=said, accept=SAID_NO, safe=safe)
        self._count(answer)
        return self._judged(answer, safe=safe)

    def _judged(self, answer: Answer, *, safe: bool = True, only_refusals: bool = False) -> Json:
        """Return the object of an answer. Raises what its errors mean."""
        good = 200 <= answer.status < 300  # noqa: PLR2004 - HTTP's classes
        if good and only_refusals:
            return {}
        try:
            found = object_from(answer)
        except ServerTrouble:
            if good:
                raise (ServerTrouble if safe else Ambiguous)("no object") from None
            found = {}
        told = object_in(found, "json")
        errors = told.get("errors")
        if good and not errors:
            return found
        raise _told_no(told, errors) if good else _meant(answer.status, found)

    def _count(self, answer: Answer) -> None:
        """Keep what is left of ten minutes; Reddit tells what was used, not the whole."""
        try:
            left = int(float(answer.headers.get("x-ratelimit-remaining", "")))
            used = int(float(answer.headers.get("x-ratelimit-used", "")))
        except (ValueError, OverflowError):
            return
        reset = parse_reset(answer.headers.get("x-ratelimit-reset", ""), self._plain.now())
        self._http.note_budget(Budget(left + used, left, reset))


# Access


def _site(server: str) -> str:
    """Return where the pages and the tokens are; an account that lives elsewhere has all in one place."""
    return SITE if server == API else server


def _named(user: str) -> dict[str, str]:
    by = f" (by /u/{user})" if user else ""
    return {"User-Agent": f"desktop:cmworkstation:{__version__}{by}"}


def _access(
    http: Http, server: str, client: tuple[str, str], form: Mapping[str, str]
) -> dict[str, str]:
    """Return what to keep of an answer with a token. Raises `NotSignedIn` where Reddit takes none of what was sent."""
    answer = _token_asked(http, server, client, "access_token", form)
    found = object_from(answer)
    if text_in(found, "error"):  # said with 200, too
        raise NotSignedIn(text_in(found, "error"))
    kept = {name: text_in(found, name) for name in ("access_token", "refresh_token")}
    if not kept["access_token"]:
        raise ServerTrouble("no token in the answer")
    if seconds := number_in(found, "expires_in"):
        kept["ends_at"] = str(int(http.now().timestamp()) + seconds)
    return {name: value for name, value in kept.items() if value}


def _token_asked(
    http: Http, server: str, client: tuple[str, str], what: str, form: Mapping[str, str]
) -> Answer:
    site = _site(server)
    own = http.with_credentials(basic=client, origin=site, headers=_named(""))
    try:
        url = f"{site}/api/v1/{what}"
        answer = own.post(url, form=form, accept=SAID_NO, safe=True, asks=True)
    finally:
        own.close()
    if answer.status in SAID_NO:
        raise NotSignedIn(str(answer.status))
    return answer


# What a refusal means


def _told_no(told: Json, errors: object) -> Exception:
    """Return what the first error of a good answer means."""
    first = errors[0] if isinstance(errors, list) and errors else []
    code, words = (*map(str, first), "", "")[:2] if isinstance(first, list) else ("", "")
    words = words[:WORDS]
    if code == "RATELIMIT":
        return RateLimited(code, retry_after=_patience(told, words))
    if code == "TOO_LONG":
        return TooLong(code)
    if code == "USER_REQUIRED":
        return NotSignedIn(code)
    return (Gone if code in LOST else Refused)(code, code=code, words=words)


def _patience(told: Json, words: str) -> float:
    """Return for how many seconds Reddit wants us to wait: a number beside the errors, or words in them."""
    seconds = told.get("ratelimit")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds > 0:
        return min(LONGEST_S, max(1.0, float(seconds)))
    found = PATIENCE.search(words)
    asked = int(found[1][:6]) * UNITS_S[found[2]] if found else USUAL_S
    return min(LONGEST_S, max(1.0, asked))


def _meant(status: int, found: Json) -> Exception:
    words = (text_in(found, "explanation") or text_in(found, "message"))[:WORDS]
    reason = text_in(found, "reason")
    if status == 401:  # noqa: PLR2004
        return NotSignedIn("401")
    kind = Gone if status in (404, 410) else Refused
    return kind(str(status), code=reason.lower() or str(status), words=words)


# What is kept of an answer


def _key(name: str) -> str:
    return f"reddit:{name}"


def _person(user: str) -> str:
    return f"reddit:u/{user.lower()}"


def _children(listing: Json) -> list[tuple[str, Json]]:
    """Return kind and content of the entries of a list."""
    children = object_in(listing, "data").get("children")
    if not isinstance(children, list):
        raise ServerTrouble("no list in the answer")
    found = [as_object(one) for one in children]
    return [(text_in(one, "kind"), object_in(one, "data")) for one in found]


def _tree(listing: Json) -> Iterator[tuple[str, Json]]:
    """Yield all entries of a list, those below each of them among them."""
    for kind, data in _children(listing):
        if kind in KINDS:
            yield kind, data
        if isinstance(below := data.get("replies"), dict):
            yield from _tree(below)


def _gathered(kind: str, data: Json) -> Gathered:
    kept = {name: value for name, value in data.items() if name in KEPT}
    kind_ = KINDS.get(kind, kind)
    name = text_in(data, "name")
    above = text_in(data, "first_message_name") or name if kind == "t4" else _link(data)
    native = gathered.nested(above, name) if name else ""
    raw = RawItem(kind_, native, pack({kind_: kept}))
    return Gathered(raw, _epoch(data.get("created_utc")))


def _as_thread(found: Sequence[tuple[str, Json]], target: Target, own: str) -> Page:
    known = sorted(
        (_gathered(kind, data) for kind, data in found), key=lambda one: one.at or gathered.OLDEST
    )
    there = {text_in(data, "name") for _, data in found}
    gone = () if own in there else (target.remote_id,)
    return Page("thread", tuple(one.raw for one in known), "", gone=gone)


def _link(found: Json) -> str:
    """Return the post that something stands below; in the inbox, its address alone says it."""
    name = text_in(found, "name")
    if name.startswith("t3_"):
        return name
    in_address = LINK.search(text_in(found, "context") or text_in(found, "permalink"))
    return text_in(found, "link_id") or (f"t3_{in_address[1]}" if in_address else name)


def _kind(kind: str, found: Json) -> Kind:
    if kind == "comment":
        if text_in(found, "type") == "username_mention":
            return Kind.MENTION
        return Kind.REPLY if text_in(found, "parent_id").startswith("t1_") else Kind.COMMENT
    return Kind.PRIVATE if kind == "message" else Kind.POST


def _title(found: Json) -> str:
    return next(
        filter(None, (text_in(found, name) for name in ("title", "link_title", "subject"))), ""
    )


def _held(found: Json) -> Held:
    """Return where something stands with the moderators, as they alone are told."""
    by = text_in(found, "removed_by_category")
    if by == "automod_filtered":
        return Held.HOLD
    if found.get("spam") is True:
        return Held.SPAM
    if (
        found.get("banned_by")
        or found.get("removed") is True
        or by not in ("", "deleted", "author")
    ):
        return Held.TRASH
    waits = number_in(found, "num_reports") and found.get("ignore_reports") is not True
    return Held.HOLD if waits else Held.NO


def _epoch(value: object) -> datetime | None:
    """Return a time that is seconds since 1970, None where it is none: `edited` may be false."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _fits(content: Content) -> None:
    rule = CAPABILITIES.length
    over = measure(content.text, rule) - (rule.limit or 0)
    if over > 0:
        raise TooLong(f"{over} over {rule.limit}", over=over)
