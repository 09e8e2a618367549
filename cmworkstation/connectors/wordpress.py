"""WordPress: the comments of one's own site, through its REST interface (version 2, core 5.6 or newer).

Rules that are not obvious:

- WordPress answers a wrong password as if nobody had signed in: what needs no rights is served, the rest is
  401. So every reading asks for something that a stranger may not have, and every reply names its author,
  which a stranger may not do.
- Permanent names: a comment is `<home>/?comment=<id>`, an article `<home>/?p=<id>`. The readable addresses
  change with the title; the numbers never do. An article is the first message of its comments' thread.
- `after` compares local dates of the site (comment_date), so 26 hours are read twice; what the cursor covers
  is left out. There is no list of changes: the newest 200 comments are read again by their numbers and
  compared with what they were, which finds new states, edits, late arrivals and deletions.
- An identical answer of the same author at the same place is refused (409) without limit in time: sending
  again after doubt is harmless. The comparison is with what is stored, so a text is sent as it will be stored.
- Changing a comment overwrites its author's address and browser with ours unless both are sent along.
- Setting the status that a comment has already answers 500. Moving to the trash goes by DELETE, since
  `status: trash` deletes for good where the site has no trash.

Source: the public REST handbook of WordPress, and core 6.1 as it behaves.
"""

import html as entities
import json
import re
import secrets
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, ClassVar
from urllib.parse import urlencode

from cmworkstation.domain.account import (
    Capabilities,
    Folder,
    Idempotency,
    LengthRule,
    ModerationAct,
    Unit,
    Visibility,
)
from cmworkstation.domain.errors import (
    Ambiguous,
    BadAddress,
    Duplicate,
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
from cmworkstation.domain.message import Held, Item, Kind, Writer
from cmworkstation.sdk import begun, html, links
from cmworkstation.sdk.address import host_of, joined, parts_of, web_address
from cmworkstation.sdk.answer import Answer, problem_of
from cmworkstation.sdk.connector import (
    HISTORY,
    Authorisation,
    Content,
    Credentials,
    Found,
    Identity,
    Manifest,
    Page,
    RawItem,
    Sent,
    SignIn,
    Target,
    Trait,
)
from cmworkstation.sdk.http import Http, is_private, origin_of
from cmworkstation.sdk.measure import count
from cmworkstation.sdk.shapes import (
    Json,
    as_object,
    bookmark,
    list_from,
    moment,
    number_in,
    object_from,
    object_in,
    pack,
    text_in,
    unpack,
)
from cmworkstation.sdk.sought import Sought

APP_NAME = "CM Workstation"
APP_ID = (
    "6f0f3c52-5b8e-4a53-9d3c-0f6f1b7f2a11"  # names this program in a person's list of passwords
)
LINK = "https://api.w.org/"
FIELDS = "id,post,parent,author,author_name,author_email,author_url,date_gmt,content,link,status,type,_links.up"
POST_FIELDS = "id,type,link,title,excerpt,date_gmt"
PER_PAGE = 100
MOST_PAGES = 50  # per run; the rest comes with the next run
THREAD_PAGES = 10
NEWEST_PAGES = 2
OVERLAP = timedelta(hours=26)
MOST_LOOKS = 10  # comments that vanished, looked up one by one
LONGEST = 65_525  # bytes of a TEXT column, less ten
FLOOD_S = 15.0
LONGEST_TITLE = 200
OWN_ARTICLES = 50  # of ours, looked through for one
OLDEST = datetime(1970, 1, 2, tzinfo=UTC)
EARLIER = timedelta(hours=1)  # how far the clocks of site and computer may stand apart
UNKNOWN_IDS = ("rest_comment_invalid_id", "rest_comment_invalid_post_id", "rest_post_invalid_id")
HELD = {
    "approved": Held.NO,
    "hold": Held.HOLD,
    "spam": Held.SPAM,
    "trash": Held.TRASH,
    "post-trashed": Held.TRASH,
}
WANTED = {
    ModerationAct.APPROVE: "approved",
    ModerationAct.HOLD: "hold",
    ModerationAct.SPAM: "spam",
    ModerationAct.TRASH: "trash",
}
RESTORING = {"spam": "unspam", "trash": "untrash"}
PLAIN = Capabilities(
    visibilities=(Visibility.PUBLIC,),
    length=LengthRule(Unit.UTF8, LONGEST),
    idempotency=Idempotency.NATURAL,
    own_list_complete=True,
)
MODERATOR = replace(PLAIN, moderation=(*WANTED, ModerationAct.RESTORE))


class WordpressConnector:
    """One person's account on one WordPress site."""

    manifest: ClassVar[Manifest] = Manifest(
        "wordpress",
        "WordPress",
        SignIn.PASSWORD,
        MODERATOR,
        poll_s=300,
        address_example="www.example.org",
        media_axes={"time": "lasting", "granularity": "world", "modality": "1-many"},
        real=frozenset(
            {
                Trait.SIGN_IN,
                Trait.INBOX,
                Trait.THREAD,
                Trait.REPLY,
                Trait.POSTS,
                Trait.ONCE,
                Trait.EDITS,
                Trait.DELETIONS,
                Trait.MODERATION,
            }
        ),
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find`, `finish` and `check` made them, and the application password."""
        self._settings = settings
        self._root = settings.get("root", "")
        self._home = settings.get("home", "")
        self._title = settings.get("title", "")
        self._us = settings.get("user_id", "")
        self._moderates = settings.get("moderates", "1") == "1"
        credentials = (settings.get("user", ""), secret.get("password", ""))
        self._http = http.with_credentials(basic=credentials, origin=origin_of(self._root))
        self._articles: set[int] = set()  # already told of in this run of the program

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Look for a site at "example.org", any of its pages, or the address of its administration."""
        typed = _typed(address)
        answer = http.get(typed, accept=range(400, 600))
        root = _root_in(answer, typed)
        if (
            host_of(root) != host_of(typed)
            and is_private(host_of(root))
            and not is_private(host_of(typed))
        ):
            raise BadAddress("an interface on the private network")
        index = _index(http, root)
        if parts_of(root).scheme != "https" and not is_private(host_of(root)):
            raise BadAddress("WordPress takes application passwords over https only")
        version = re.search(r"content=[\"']WordPress ([\d.]+)", answer.text()[:100_000])
        settings = {
            "root": root,
            "home": (text_in(index, "home") or answer.url.partition("?")[0]).rstrip("/"),
            "title": entities.unescape(text_in(index, "name")),
            "authorize": _authorize_address(index),
        }
        software = f"WordPress {version[1] if version else ''}".strip()
        return Found(origin_of(root), settings["title"] or host_of(root), software, settings)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Return the page of the site where a person allows this program a password of its own.

        Without a loopback address the page shows the password, to be copied. A site's core before 6.3.2 refuses
        the way back over plain http: then the person copies it as well.
        """
        page = found.settings.get("authorize", "")
        if not page:
            raise Refused(code="application-passwords-disabled")
        state = secrets.token_urlsafe(32)
        query = {"app_name": APP_NAME, "app_id": APP_ID}
        if redirect_uri.startswith(("http://127.0.0.1", "http://[::1]")):
            # WordPress has no state of its own; it keeps the query of this address.
            query["success_url"] = f"{redirect_uri}?{urlencode({'state': state})}"
        joint = "&" if "?" in page else "?"
        return Authorisation(f"{page}{joint}{urlencode(query)}", state)

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Take "user" and "password", or what the site's page sent back ("user_login" and "password")."""
        user = (answer.get("user") or answer.get("user_login") or "").strip()
        password = " ".join(answer.get("password", "").split())
        if not user or not password or ":" in user:
            raise NotSignedIn("user name and application password are needed")
        made_by_site = authorisation is not None and "user_login" in answer
        if made_by_site and not _arrives(http, found, user, password):
            # The site made this password a moment ago: the header with it does not reach WordPress.
            raise Refused(code="authorization-stripped")
        return Credentials({"password": password}, {"user": user})

    def check(self) -> Identity:
        """Ask the site who we are and whether we may moderate. Raises `NotSignedIn`, `Refused`, `Temporary`."""
        me = object_from(self._get("users/me", {"context": "edit"}))
        rights = object_in(me, "capabilities")
        moderates = rights.get("moderate_comments") is True
        settings = {"user_id": str(number_in(me, "id")), "moderates": "1" if moderates else "0"}
        if settings["user_id"] == "0":
            raise ServerTrouble("a user without number")
        handle = f"{text_in(me, 'slug') or text_in(me, 'username')}@{host_of(self._home)}"
        name = self._title or text_in(me, "name")
        able = MODERATOR if moderates else PLAIN
        writes = rights.get("publish_posts") is True or rights.get("edit_posts") is True
        able = replace(able, posts=writes and bool(self._settings.get("post_place")))
        return Identity(handle, name, able, settings=settings)

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield new comments with their articles, oldest first; then what changed among the newest."""
        if not self._moderates:
            self._get("users/me")  # a list that everybody may read would not tell a dead password
        position = _Position.of(cursors.get("comments", ""))
        told: set[int] = set()
        yield from self._by_date(position, told)
        yield from self._changes(cursors.get("changes", ""), position, told)

    def _by_date(self, position: "_Position", told: set[int]) -> Iterator[Page]:
        query: dict[str, object] = {"orderby": "date_gmt", "order": "asc"}
        if position.at:
            query["after"] = _local((moment(position.at) or OLDEST) - OVERLAP)
        before = position.copy()  # later pages are judged by where this run began
        for number in range(1, MOST_PAGES + 1):
            entries, total, pages = self._list({**query, "page": number})
            fresh = [entry for entry in entries if not before.covers(entry)]
            promised = min(PER_PAGE, max(0, total - PER_PAGE * (number - 1)))
            ids = {number_in(as_object(entry), "id") for entry in fresh} - {0}
            if ids and ids <= told:  # the site gives one page for all
                return
            if fresh:
                raws = (*self._articles_of(fresh), *map(_raw_comment, fresh))
                told.update(ids)
                position.include(fresh)
                known = len(entries) - len(fresh)
                announced = max(0, promised - known) + len(raws) - len(fresh)
                yield Page("comments", raws, position.cursor(), announced)
                self._told(raws)
            if number >= pages or not entries:
                return

    def _changes(self, cursor: str, position: "_Position", told: set[int]) -> Iterator[Page]:
        known, turn = _prints_in(cursor)
        newest: dict[int, Json] = {}
        for number in range(1, NEWEST_PAGES + 1):
            entries, _, pages = self._list({"orderby": "id", "order": "desc", "page": number})
            newest.update((number_in(entry, "id"), entry) for entry in map(as_object, entries))
            if number >= pages:
                break
        newest.pop(0, None)
        changed, fresh = [], []
        for id_ in sorted(newest):
            if id_ in known:
                if known[id_] != _print(newest[id_]):
                    changed.append(_raw_comment(newest[id_], turn=turn + 1))
            elif id_ not in told and (known or not position.covers(newest[id_])):
                fresh.append(newest[id_])
        gone, unsettled = self._vanished(known, newest)
        prints = {id_: _print(newest[id_]) for id_ in newest}
        prints.update({id_: known[id_] for id_ in unsettled})
        if not (changed or fresh or gone or prints != known):
            return
        raws = (*self._articles_of(fresh), *map(_raw_comment, fresh), *changed)
        after = json.dumps(
            {"turn": turn + bool(changed), "prints": {str(k): prints[k] for k in sorted(prints)}}
        )
        yield Page("changes", raws, after, gone=tuple(map(self._name, gone)))
        self._told(raws)

    def _vanished(
        self, known: Mapping[int, str], newest: Mapping[int, Json]
    ) -> tuple[list[int], list[int]]:
        """Return the comments that no longer exist, and those that are left for the next look."""
        # Below the lowest of a full list are those that newer ones pushed out.
        lowest = min(newest) if len(newest) >= PER_PAGE * NEWEST_PAGES else 0
        missing = [id_ for id_ in sorted(known) if id_ >= lowest and id_ not in newest]
        return [id_ for id_ in missing[:MOST_LOOKS] if self._is_gone(id_)], missing[MOST_LOOKS:]

    def _is_gone(self, id_: int) -> bool:
        try:
            return self._comment(id_) is None
        except Refused:
            return False  # it exists, out of our sight

    def _articles_of(self, comments: Sequence[Any]) -> list[RawItem]:
        """Return the articles under which these comments stand, unless they were told of before."""
        wanted: dict[str, set[int]] = {}
        for comment in map(as_object, comments):
            base, id_ = _article_of(comment)
            if id_ and id_ not in self._articles:
                wanted.setdefault(base, set()).add(id_)
        return [
            raw for base, ids in wanted.items() for raw in self._read_articles(base, sorted(ids))
        ]

    def _told(self, raws: Sequence[RawItem]) -> None:
        """Remember the articles of a page that was taken; what nobody took is told again."""
        self._articles.update(_article_id(raw.native_id) for raw in raws)

    def _read_articles(self, base: str, ids: Sequence[int]) -> Iterator[RawItem]:
        for start in range(0, len(ids), PER_PAGE):
            some = ",".join(map(str, ids[start : start + PER_PAGE]))
            query = {"include": some, "per_page": PER_PAGE, "_fields": POST_FIELDS}
            try:
                entries = list_from(self._get(base, query))
            except Refused:
                return  # a kind of article without a list of its own: the thread goes without
            for entry in map(as_object, entries):
                yield RawItem("article", f"post:{number_in(entry, 'id')}", pack({"article": entry}))

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield the comments of a stretch of time, newest first; a site keeps all of them.

        The site compares its own local dates, so the stretch is asked for with a day to spare at both ends. A page
        begins again at the date where the last one ended, not at a number that every deletion would shift.
        """
        if not self._moderates:
            self._get("users/me")  # as in `fetch`
        known = bookmark(cursor)
        end = moment(known.get("at"))
        last = (text_in(known, "at"), number_in(known, "id")) if end else None
        while True:
            query: dict[str, object] = {"orderby": "date_gmt", "order": "desc"}
            query["before"] = _local((end or until) + OVERLAP)
            if since:
                query["after"] = _local(since - OVERLAP)
            fresh = self._further(query, last)
            if not fresh:
                break
            wanted = [one for one in fresh if _is_within(one, since, until)]
            raws = (*self._articles_of(wanted), *map(_raw_comment, reversed(wanted)))
            last = min([place for place in map(_dated, fresh) if moment(place[0])], default=None)
            if last is None:
                break
            yield Page(HISTORY, raws, json.dumps({"at": last[0], "id": last[1]}))
            self._told(raws)
            end = moment(last[0])
        return None if since else end or until

    def _further(self, query: Mapping[str, object], last: tuple[str, int] | None) -> list[Any]:
        """Return the first page of a list that holds anything from before `last`; only that of it."""
        for number in range(1, MOST_PAGES + 1):
            entries, _, pages = self._list({**query, "page": number})
            fresh = [one for one in entries if last is None or ("", 0) < _dated(one) < last]
            if fresh or number >= pages or not entries:
                return fresh
        return []

    def thread(self, target: Target) -> Page:
        """Read an article with all its comments as they are now."""
        article, own = _article_id(target.native_id), None
        if not article:
            own = self._comment(_comment_id(target))
            article = number_in(own or {}, "post")
        if own is None and not _article_id(target.native_id):
            return Page("thread", (), "", gone=(target.remote_id,))
        base, _ = _article_of(own) if own else ("posts", 0)
        raws = list(self._read_articles(base, [article]))
        comments: list[Json] = [own] if own else []
        for number in range(1, THREAD_PAGES + 1):
            entries, _, pages = self._list(
                {"post": article, "orderby": "date_gmt", "order": "desc", "page": number}
            )
            comments += [
                entry
                for entry in map(as_object, entries)
                if entry.get("id") != (own or {}).get("id")
            ]
            if number >= pages:
                break
        comments.sort(key=lambda entry: (text_in(entry, "date_gmt"), number_in(entry, "id")))
        # The message that the thread was asked for carries a mark of this reading: it may have gone back to a
        # state that was read before, and must not be taken for old news.
        mark = secrets.token_hex(4)
        raws += [_raw_comment(entry, turn=mark if entry is own else 0) for entry in comments]
        return Page("thread", tuple(raws), "")

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand a comment or an article. Raises `Unreadable`."""
        known = unpack(raw.payload)
        if raw.kind == "article":
            return (self._article_item(object_in(known, "article")),)
        comment = object_in(known, "comment")
        if text_in(comment, "type") not in ("", "comment"):
            return ()  # pingbacks and notes of the editor are nobody's words to us
        return (self._comment_item(comment),)

    def _comment_item(self, found: Json) -> Item:
        id_, at = number_in(found, "id"), moment(found.get("date_gmt"))
        if not id_ or at is None:
            raise Unreadable("a comment without number or date")
        _, article = _article_of(found)
        thread = self._article_name(article) if article else ""
        parent = number_in(found, "parent")
        return Item(
            remote_id=self._name(id_),
            native_id=str(id_),
            kind=Kind.COMMENT,
            writer=self._writer(found, id_),
            at=at,
            html=_html_of(object_in(found, "content")),
            parent_id=self._name(parent) if parent else thread,
            thread_id=thread,
            url=text_in(found, "link"),
            held=HELD.get(text_in(found, "status"), Held.NO),
        )

    def _article_item(self, found: Json) -> Item:
        id_, at = number_in(found, "id"), moment(found.get("date_gmt"))
        if not id_ or at is None:
            raise Unreadable("an article without number or date")
        host = host_of(self._home)
        title = html.to_text(html.clean(text_in(object_in(found, "title"), "rendered")))
        return Item(
            remote_id=self._article_name(id_),
            native_id=f"post:{id_}",
            kind=Kind.POST,
            writer=Writer(self._home, self._title or host, host, self._home, is_us=True),
            at=at,
            html=text_in(object_in(found, "excerpt"), "rendered"),
            title=title,
            thread_id=self._article_name(id_),
            url=text_in(found, "link"),
            context=True,
        )

    def _writer(self, found: Json, id_: int) -> Writer:
        """Return who wrote a comment. Visitors have no name of their own: their e-mail tells them apart, hashed."""
        name, user = entities.unescape(text_in(found, "author_name")), number_in(found, "author")
        url, email = text_in(found, "author_url"), text_in(found, "author_email").strip().lower()
        if user:
            return Writer(
                f"{self._home}/?author={user}", name, name, url, is_us=str(user) == self._us
            )
        if email:
            return Writer(f"{self._home}/?visitor={_digest(email, 16)}", name, "", url)
        return Writer(f"{self._name(id_)}&visitor", name, "", url)

    # Answering

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Publish an answer below a comment or an article; a comment that waits for moderation is approved first."""
        if target.begins:
            return self._begin(target, content)
        text = _escaped(content.text)
        over = count(text, Unit.UTF8) - LONGEST
        if over > 0:
            raise TooLong(f"{over} bytes too many", over=over)
        article, parent = _article_id(target.native_id), 0
        if not article:
            article, parent = self._place(target)
        since = content.created_at - EARLIER if content.created_at else None
        # The site's own refusal of doubles fails where one of its extensions rewrites texts: we look as well.
        found = self._own(article, parent, content, since)
        if found is not None:
            return self._sent(found)
        body = {"post": article, "parent": parent, "author": int(self._us or 0), "content": text}
        try:
            answer = self._post("comments", body)
        except Duplicate:
            found = self._own(article, parent, content, since)
            if found is None:
                raise
            return self._sent(found)
        try:
            return self._sent(object_from(answer))
        except ServerTrouble as error:
            raise Ambiguous(error.detail) from None

    # Articles of our own

    def places(self) -> tuple[Folder, ...]:
        """Return what becomes of an article: a draft for the editors of the site, or published at once."""
        rights = object_in(object_from(self._get("users/me", {"context": "edit"})), "capabilities")
        known = [("publish", "publish_posts"), ("draft", "edit_posts")]
        return tuple(Folder(name, name, name) for name, right in known if rights.get(right) is True)

    @classmethod
    def place_of(cls, typed: str) -> str:
        """Return the state that a new article gets."""
        return typed if typed in ("publish", "draft") else ""

    def _begin(self, target: Target, content: Content) -> Sent:
        """Publish an article, or put it among the drafts. No site refuses doubles of these: we look first."""
        status, text = begun.place_of(target), _blocks(content.text)
        if (over := count(text, Unit.UTF8) - LONGEST) > 0:
            raise TooLong(f"{over} bytes too many", over=over)
        since = content.created_at - EARLIER if content.created_at else None
        try:
            there = self._own_article(content, since) if since else None
        except ServerTrouble as error:  # nothing was published
            raise RateLimited(error.detail, retry_after=FLOOD_S) from None
        if there is not None:
            return self._article_sent(there)
        title = begun.title_of(target, content.text, LONGEST_TITLE)
        body = {"title": entities.escape(title, quote=False), "content": text, "status": status}
        answer = self._post("posts", body)
        try:
            return self._article_sent(object_from(answer))
        except ServerTrouble as error:
            raise Ambiguous(error.detail) from None

    def _own_article(self, content: Content, since: datetime | None) -> Json | None:
        """Return our article with these words, among those of the last days, drafts too."""
        wanted = _bare(_blocks(content.text))
        query: dict[str, object] = {"author": self._us, "status": "publish,draft,pending,future"}
        query |= {"context": "edit", "orderby": "id", "order": "desc", "per_page": OWN_ARTICLES}
        for entry in map(as_object, list_from(self._get("posts", query))):
            at = moment(entry.get("date_gmt")) or moment(entry.get("modified_gmt"))
            fresh = since is None or at is None or at >= since.replace(microsecond=0)
            ours = str(number_in(entry, "author")) == self._us
            if ours and fresh and _bare(text_in(object_in(entry, "content"), "raw")) == wanted:
                return entry
        return None

    def _article_sent(self, found: Json) -> Sent:
        id_ = number_in(found, "id")
        if not id_:
            raise Ambiguous("no number in the answer")
        names = POST_FIELDS.split(",")
        article: Json = {name: found[name] for name in names if name in found}
        # A draft has no date of its own before it is published.
        article["date_gmt"] = text_in(found, "date_gmt") or text_in(found, "modified_gmt")
        said = text_in(object_in(found, "content"), "rendered")
        article["excerpt"] = {"rendered": said or text_in(object_in(found, "content"), "raw")}
        raw = RawItem("article", f"post:{id_}", pack({"article": article}))
        return Sent(self._article_name(id_), raw.native_id, text_in(found, "link"), raw)

    def _place(self, target: Target) -> tuple[int, int]:
        """Return article and comment that an answer goes to; approve the comment where it waits."""
        found = self._comment(_comment_id(target))
        if found is None:
            raise Gone("the comment does not exist any more", code="rest_comment_invalid_id")
        status = text_in(found, "status")
        if HELD.get(status) in (Held.SPAM, Held.TRASH):
            raise Refused(
                "a comment that nobody sees cannot be answered", code=f"comment-in-{status}"
            )
        if status == "hold":
            self._set_status(found, "approved")
        return number_in(found, "post"), number_in(found, "id")

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Look among our comments at this place for this answer, or among our articles. Never publishes."""
        if target.begins:
            there = self._own_article(content, since)
            return self._article_sent(there) if there else None
        article, parent = _article_id(target.native_id), 0
        if not article:
            above = self._comment(_comment_id(target))
            if above is None:
                return None
            article, parent = number_in(above, "post"), number_in(above, "id")
        found = self._own(article, parent, content, since)
        return self._sent(found) if found else None

    def _own(
        self, article: int, parent: int, content: Content, since: datetime | None
    ) -> Json | None:
        stored = html.clean(_html_of({"raw": _escaped(content.text)}))
        wanted = Sought.saying(html.to_text(stored), since)
        query: dict[str, object] = {
            "post": article,
            "parent": parent,
            "orderby": "date_gmt",
            "order": "desc",
        }
        if self._moderates:
            query["author"] = self._us
        for number in range(1, THREAD_PAGES + 1):
            entries, _, pages = self._list({**query, "page": number})
            for entry in map(as_object, entries):
                if wanted.is_older(moment(entry.get("date_gmt"))):
                    return None
                ours = (
                    str(number_in(entry, "author")) == self._us
                    and number_in(entry, "parent") == parent
                )
                living = HELD.get(text_in(entry, "status")) is not Held.TRASH
                if ours and living and wanted.is_said_by(_html_of(object_in(entry, "content"))):
                    return entry
            if number >= pages:
                break
        return None

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Approve, hold, mark as spam, move to the trash or bring back. Doing it twice is no error."""
        found = self._comment(_comment_id(target))
        if found is None:
            raise Gone("the comment does not exist any more", code="rest_comment_invalid_id")
        status = text_in(found, "status")
        wanted = RESTORING.get(status, status) if act is ModerationAct.RESTORE else WANTED.get(act)
        if wanted is None:
            raise Refused(code="not-supported")
        if wanted == status:
            return
        if wanted == "trash":
            self._to_trash(number_in(found, "id"))
            return
        self._set_status(found, wanted)

    def _to_trash(self, id_: int) -> None:
        # 410: somebody was quicker. 501: this site has no trash, and what goes is gone for good.
        answer = self._ask("delete", self._url(f"comments/{id_}"), safe=True, accept=(410, 501))
        if answer.status == 501:  # noqa: PLR2004
            raise _meaning(Refused("501", code=problem_of(answer)[0], words=problem_of(answer)[1]))

    def _set_status(self, comment: Json, wanted: str) -> None:
        body = {"status": wanted}
        # Without these two the site would write our own address and program over the visitor's.
        kept = {name: text_in(comment, name) for name in ("author_ip", "author_user_agent")}
        body.update({name: value for name, value in kept.items() if value})
        id_ = number_in(comment, "id")
        answer = self._post(f"comments/{id_}", body, accept=(500,), safe=True)
        if answer.status == 500:  # noqa: PLR2004
            now = text_in(self._comment(id_) or {}, "status")
            if problem_of(answer)[0] != "rest_comment_failed_edit" or now != wanted:
                raise ServerTrouble("the state was not changed")

    def revoke(self) -> bool:
        """Delete our application password on the site; False when the site could not be asked."""
        try:
            uuid = text_in(
                object_from(self._get("users/me/application-passwords/introspect")), "uuid"
            )
            if not re.fullmatch(r"[0-9a-fA-F-]{36}", uuid):
                return False
            self._ask("delete", self._url(f"users/me/application-passwords/{uuid}"), safe=True)
        except NotSignedIn:  # it is no longer valid
            return True
        except WorkstationError:  # out of reach, or no site that can be asked for this
            return False
        return True

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()

    # The interface of the site

    def _url(self, route: str) -> str:
        return f"{self._root}wp/v2/{route}"

    def _get(self, route: str, query: Mapping[str, object] | None = None) -> Answer:
        return self._ask("get", self._url(route), params=query or {})

    def _post(self, route: str, body: Json, **more: Any) -> Answer:  # noqa: ANN401 - keywords of `Http.post`
        return self._ask("post", self._url(route), json=body, **more)

    def _ask(self, verb: str, url: str, **more: Any) -> Answer:  # noqa: ANN401
        try:
            answer: Answer = getattr(self._http, verb)(url, **more)
        except Duplicate:
            raise
        except Refused as error:
            raise _meaning(error) from None
        return answer

    def _list(self, query: Mapping[str, object]) -> tuple[list[Any], int, int]:
        """Return one page of comments, how many there are, and on how many pages, as far as the site says.

        Caches drop these headers: a full page then promises another one.
        """
        rights = {"context": "edit", "status": "any"} if self._moderates else {"context": "view"}
        answer = self._get("comments", {**rights, "per_page": PER_PAGE, "_fields": FIELDS, **query})
        entries = list_from(answer)
        number = int(str(query.get("page", 1)))
        before, full = PER_PAGE * (number - 1), len(entries) >= PER_PAGE
        total = _whole(answer.headers.get("x-wp-total", ""), before + len(entries))
        return entries, total, _whole(answer.headers.get("x-wp-totalpages", ""), number + full)

    def _comment(self, id_: int) -> Json | None:
        """Return a comment as it is now; None when the site says that there is none."""
        if not id_:
            return None
        try:
            return object_from(
                self._get(f"comments/{id_}", {"context": "edit" if self._moderates else "view"})
            )
        except Gone:
            return None

    def _sent(self, comment: Json) -> Sent:
        id_ = number_in(comment, "id")
        if not id_:
            raise ServerTrouble("a comment without number")
        return Sent(self._name(id_), str(id_), text_in(comment, "link"), _raw_comment(comment))

    def _name(self, id_: int) -> str:
        return f"{self._home}/?comment={id_}"

    def _article_name(self, id_: int) -> str:
        return f"{self._home}/?p={id_}"


class _Position:
    """How far the comments were read: the newest date with its number, and the highest number met."""

    def __init__(self, at: str = "", id_: int = 0, top: int = 0) -> None:
        self.at, self.id, self.top = at, id_, top

    @classmethod
    def of(cls, cursor: str) -> "_Position":
        known = bookmark(cursor)
        at = text_in(known, "at")
        return cls(at if moment(at) else "", number_in(known, "id"), number_in(known, "top"))

    def copy(self) -> "_Position":
        return _Position(self.at, self.id, self.top)

    def covers(self, entry: object) -> bool:
        """Tell whether a comment was read before."""
        found = as_object(entry)
        id_ = number_in(found, "id")
        return 0 < id_ <= self.top and (text_in(found, "date_gmt"), id_) <= (self.at, self.id)

    def include(self, entries: Sequence[Any]) -> None:
        for found in map(as_object, entries):
            at, id_ = text_in(found, "date_gmt"), number_in(found, "id")
            if id_ and moment(at):
                self.at, self.id = max((self.at, self.id), (at, id_))
                self.top = max(self.top, id_)

    def cursor(self) -> str:
        return json.dumps({"at": self.at, "id": self.id, "top": self.top})


# Finding a site


def _typed(address: str) -> str:
    """Return what a person typed as the address of a page. Raises `BadAddress`."""
    parts = web_address(address)
    if parts.username:
        raise BadAddress("not an address of a site")
    path = re.sub(
        r"/(wp-admin|wp-login\.php|wp-json|xmlrpc\.php|index\.php)(/.*)?$", "/", parts.path
    )
    return f"{origin_of(parts.geturl())}{path or '/'}"


def _root_in(answer: Answer, typed: str) -> str:
    """Return the address of the interface: as the page says, or where it stands without readable addresses."""
    announced = links.in_header(answer.headers.get("link", "")) + links.in_page(answer.text())
    base = (answer.url or typed).partition("?")[0]
    root = next((link.url for link in announced if LINK in link.relations), "")
    root = joined(base, root) if root else f"{base}?rest_route=/"
    if parts_of(root).scheme not in ("http", "https") or not parts_of(root).hostname:
        raise NotThisPlatform("an interface without address")
    return root if root.endswith("/") else f"{root}/"


def _index(http: Http, root: str) -> Json:
    """Return what the interface says of itself; empty where it says nothing to visitors."""
    answer = http.get(root, accept=range(400, 500))
    try:
        found = object_from(answer)
    except ServerTrouble:
        raise NotThisPlatform("no interface of WordPress") from None
    if answer.status in (401, 403) and text_in(found, "code").startswith("rest_"):
        return {}
    spaces = found.get("namespaces")
    if answer.status != 200 or not isinstance(spaces, list) or "wp/v2" not in spaces:  # noqa: PLR2004
        raise NotThisPlatform("no interface of WordPress")
    return found


def _authorize_address(index: Json) -> str:
    ways = object_in(
        object_in(object_in(index, "authentication"), "application-passwords"), "endpoints"
    )
    address = text_in(ways, "authorization")
    return address if parts_of(address).scheme in ("http", "https") else ""


def _arrives(http: Http, found: Found, user: str, password: str) -> bool:
    """Tell whether the site sees who we say we are."""
    root = found.settings.get("root", "")
    mine = http.with_credentials(basic=(user, password), origin=origin_of(root))
    try:
        answer = mine.get(f"{root}wp/v2/users/me", accept=(401,))
    finally:
        mine.close()
    return answer.status != 401 or problem_of(answer)[0] != "rest_not_logged_in"  # noqa: PLR2004


# What the interface says


def _meaning(error: Refused) -> WorkstationError:
    """Return the error that a refusal stands for."""
    words = html.to_text(html.clean(error.words))
    if error.code == "comment_flood":
        return RateLimited(error.code, retry_after=FLOOD_S)
    if error.code == "comment_content_column_length":
        return TooLong(error.code)
    if error.code in UNKNOWN_IDS:
        return Gone(error.detail, code=error.code, words=words)
    # Any other 404 says that the interface is switched off or moved, not that the comment is.
    return Refused(error.detail, code=error.code, words=words)


KEPT = ("id", "post", "parent", "author", "author_name", "author_email", "author_url", "date_gmt", "content", "link",
        "status", "type")  # fmt: skip


def _dated(comment: object) -> tuple[str, int]:
    """Return what comments are sorted by."""
    found = as_object(comment)
    return text_in(found, "date_gmt"), number_in(found, "id")


def _is_within(comment: object, since: datetime | None, until: datetime) -> bool:
    """Tell whether a comment belongs to a stretch of time; what has no date comes along."""
    at = moment(_dated(comment)[0])
    return at is None or (at <= until and (since is None or at >= since))


def _local(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def _raw_comment(entry: object, turn: int | str = 0) -> RawItem:
    """Return a comment as received, without what is none of our business (the author's network address)."""
    found = as_object(entry)
    id_ = number_in(found, "id")
    comment: Json = {name: found[name] for name in KEPT if name in found}
    if "up" in object_in(found, "_links"):
        comment["_links"] = {"up": object_in(found, "_links")["up"]}
    known: Json = {"comment": comment if found else entry}
    if turn:
        known["turn"] = turn
    return RawItem("comment", str(id_) if id_ else "", pack(known))


def _article_of(comment: Json) -> tuple[str, int]:
    """Return the list in which a comment's article stands ("posts", "pages"), and its number."""
    id_ = number_in(comment, "post")
    up = object_in(comment, "_links").get("up")
    href = text_in(as_object(up[0]), "href") if isinstance(up, list) and up else ""
    found = re.search(r"/wp/v2/([\w-]+)/(\d+)$", href.replace("%2F", "/"))
    return (found[1] if found and int(found[2]) == id_ else "posts"), id_


def _html_of(content: Json) -> str:
    """Return a comment's words as HTML; as its author wrote them where the site tells us."""
    raw = text_in(content, "raw")
    if not raw:
        return text_in(content, "rendered")
    parts = [part for part in re.split(r"\n\s*\n", raw.replace("\r\n", "\n").strip()) if part]
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)


def _prints_in(cursor: str) -> tuple[dict[int, str], int]:
    known = bookmark(cursor)
    prints = object_in(known, "prints")
    return {int(id_): str(print_) for id_, print_ in prints.items() if id_.isdigit()}, number_in(
        known, "turn"
    )


def _print(comment: Json) -> str:
    """Return what a comment says and where it stands, in eight letters."""
    content = object_in(comment, "content")
    said = [
        text_in(content, "raw") or text_in(content, "rendered"),
        comment.get("parent"),
        comment.get("post"),
    ]
    return _digest(json.dumps([comment.get("status"), comment.get("author_name"), *said]), 8)


def _digest(text: str, length: int) -> str:
    return blake2b(text.encode(), digest_size=length // 2).hexdigest()


def _escaped(text: str) -> str:
    """Return a text as WordPress keeps it: signs with a meaning in HTML stay what the person typed.

    A text that WordPress would rewrite is not recognised as a double: it drops control characters, and takes
    backslashes away when it compares.
    """
    plain = re.sub(r"[\x00-\x08\x0b-\x1f]", "", text.replace("\r\n", "\n")).strip()
    return entities.escape(plain, quote=False).replace("\\", "&#092;")


def _blocks(text: str) -> str:
    """Return a text as the paragraphs of an article, so that the site's editor shows them as such."""
    parts = [part for part in re.split(r"\n\s*\n", _escaped(text)) if part.strip()]
    said = (f"<p>{part.strip().replace(chr(10), '<br>')}</p>" for part in parts)
    return "\n\n".join(f"<!-- wp:paragraph -->\n{one}\n<!-- /wp:paragraph -->" for one in said)


def _bare(raw: str) -> str:
    """Return the words of an article, by which it is known again."""
    return " ".join(html.to_text(html.clean(raw)).split())


def _article_id(native_id: str) -> int:
    kind, _, number = native_id.partition(":")
    return int(number) if kind == "post" and number.isdigit() else 0


def _comment_id(target: Target) -> int:
    return int(target.native_id) if target.native_id.isdecimal() else 0


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() else otherwise
