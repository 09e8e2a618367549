"""The demonstration: accounts on every platform, all of them imitated without any network. Also the template connector.

`find` takes the key of an account ("ormaie-mastodon"); faults follow after a "#" ("ormaie-mastodon#refuse").
They stand in settings["faults"], separated by commas, or in `DemoServer.faults` while the program runs:

offline           nothing can be reached (`Offline`)
busy, slow        the server is overloaded: reading fails (`ServerTrouble`), sending is in doubt (`Ambiguous`)
rate-limited      the server asks us to wait 90 seconds (`RateLimited`)
revoked           our credentials are no longer accepted (`NotSignedIn`)
html              a page of HTML in place of JSON (`ServerTrouble`) when something is read
malformed         among what is read there is cut JSON, broken UTF-8 and an item without id
cut               one comment lost its second half on the way to us
refuse            a reply is refused in the platform's own words (`Refused`)
ambiguous-lost    the first try of each reply ends in doubt (`Ambiguous`); nothing was published
ambiguous-stored  the first try of each reply ends in doubt; it was published
moves-on          somebody else answers just before we read the thread again
edited            the author changed the message that we answer
deleted           the author deleted the message that we answer
answers           people thank us for each reply; seen at the next reading
"""

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar
from urllib.parse import quote

from cmworkstation.domain.account import Capabilities, Idempotency, ModerationAct, Visibility
from cmworkstation.domain.clock import Clock, SystemClock
from cmworkstation.domain.errors import (
    Ambiguous,
    BadAddress,
    Gone,
    NotSignedIn,
    Offline,
    RateLimited,
    Refused,
    ServerTrouble,
    TooLong,
    Unreadable,
)
from cmworkstation.domain.message import Attachment, Held, Item, Kind, Writer
from cmworkstation.domain.moderation import AFTER
from cmworkstation.resources.demo import papers, pictures
from cmworkstation.resources.demo.accounts import ACCOUNTS, DemoAccount
from cmworkstation.resources.demo.overheard import OVERHEARD, Overheard
from cmworkstation.resources.demo.people import number
from cmworkstation.resources.demo.platforms import CAPABILITIES, REFUSAL
from cmworkstation.resources.demo.server import (
    SERVER,
    payload,
    remote_id,
    writer_key,
)
from cmworkstation.resources.demo.threads import Post, Talk, events
from cmworkstation.resources.demo.world import ANY_TIME, generate
from cmworkstation.sdk import measure
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
)
from cmworkstation.sdk.http import Http

PAGE = 100
PICTURED = re.compile(r"\.(?:jpg|png)$")
WAIT_S = 90.0
MAIN, ANSWERS, BROKEN, CUT = "main", "answers", "broken", "cut"  # streams
CUT_TEXT = "Is the bag with the blue stripe the one without nuts? My daughter eats it on Saturday, so I would"
FROM_OTHERS = {
    "fr": "Je peux répondre : j’ai eu la même chose hier, c’est réglé.",
    "en": "Had this yesterday, it is sorted now.",
}
CHANGED = {"fr": "(modifié : c’est réglé, merci)", "en": "(edited: all sorted, thanks)"}
THANKS = {"fr": "Merci beaucoup, c’est très clair !", "en": "Thank you, that helps!"}


def demo_accounts() -> tuple[DemoAccount, ...]:
    """Return the accounts of the demonstration, in the order in which they are added."""
    return ACCOUNTS


def opening_states() -> dict[str, tuple[str, str]]:
    """Return permanent id of a conversation's first message → how it stands and why.

    "done", "no-answer" or "aside"; conversations that are not named stand as their last message says.
    """
    return {
        remote_id(talk.account, talk.posts[0].number): (talk.state, talk.reason)
        for talks in generate(ANY_TIME).values()
        for talk in talks
        if talk.state
    }


class DemoConnector:
    """One account of the demonstration."""

    searches: ClassVar[frozenset[SearchFor]] = frozenset(SearchFor)

    manifest: ClassVar[Manifest] = Manifest(
        key="demo",
        title="Demonstration",
        sign_in=SignIn.NONE,
        capabilities=Capabilities(idempotency=Idempotency.CHOSEN_ID, own_list_complete=True),
        poll_s=20,
        address_example=ACCOUNTS[0].key,
        offered=False,
    )
    clock: ClassVar[Clock] = SystemClock()

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take the account's key, the reference time and the faults; there is no secret and no network."""
        del secret, http
        self._account = _account(settings.get("account", ""))
        self._now = (
            datetime.fromisoformat(settings["now"]) if settings.get("now") else self.clock.now()
        )
        self._faults = settings.get("faults", "")
        self._capabilities = CAPABILITIES[self._account.look]

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Return the account with this key. Raises `BadAddress`."""
        del http
        key, _, faults = address.partition("#")
        account = _account(key.strip())
        settings = {"account": account.key, "faults": faults.strip()}
        return Found(f"https://{account.host}", account.name, "Demonstration", settings)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Refuse: nothing is to be signed in to."""
        del http, found, redirect_uri
        raise Refused("no sign-in", code="no-sign-in")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Return no secret, and the time from which the demonstration counts."""
        del http, authorisation, answer
        settings = {} if found.settings.get("now") else {"now": cls.clock.now().isoformat()}
        return Credentials({}, settings)

    def check(self) -> Identity:
        """Return who we are and what the imitated platform allows."""
        self._reach(reading=True)
        return Identity(
            handle=self._account.handle,
            name=self._account.organisation,
            capabilities=self._capabilities,
            look=self._account.look,
            settings={"writer_key": writer_key(self._account.look, self._account.handle)},
        )

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield what happened since the cursors, up to this moment."""
        self._reach(reading=True)
        if self._has("malformed") and BROKEN not in cursors:
            yield Page(BROKEN, self._malformed(), '{"n": 3}', announced=3)
        if self._has("cut") and CUT not in cursors:
            yield Page(CUT, (self._cut(),), '{"n": 1}', announced=1)
        yield from self._story(_count(cursors.get(MAIN, "")))
        yield from self._answers(_count(cursors.get(ANSWERS, "")))

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield what was written in a stretch of time as it stands now, the newest page first."""
        self._reach(reading=True)
        now, before = self.clock.now(), _place(cursor)
        posts = [
            (talk, self._as_now(post))
            for talk in self._talks()
            for post in talk.posts
            if post.at <= now
        ]
        posts += [(self._talk(id_), post) for id_, post in SERVER.posts(self._account.key)]
        listed = sorted(
            (pair for pair in posts if pair[1].at <= until), key=lambda pair: _order(pair[1])
        )
        left = [pair for pair in listed if before is None or _order(pair[1]) < before]
        left = [pair for pair in left if since is None or pair[1].at >= since]
        while left:
            part, left = left[-PAGE:], left[:-PAGE]
            gone = {self._remote(post) for _, post in part if self._is_gone(post, now)}
            raws = [self._raw(*pair) for pair in part if self._remote(pair[1]) not in gone]
            place = json.dumps({"before": _order(part[0][1])})
            yield Page(HISTORY, tuple(raws), place, len(raws), tuple(sorted(gone)))
        oldest = listed[0][1].at if listed else until
        return oldest if since is None or oldest > since else None

    def search(self, what: SearchFor, term: str, known: str) -> Hits:
        """Show what others say on this imitated platform. Raises `Refused` on one that shows nothing of others."""
        if self._account.look not in {one.look for one in OVERHEARD}:
            raise Refused("nothing of others is shown", code="watch-unsearchable")
        wanted = term.lstrip("#@").casefold()
        found = []
        for n, one in enumerate(OVERHEARD):
            said = f"{one.text} {one.handle}".casefold()
            tagged = what is not SearchFor.TAG or f"#{wanted}" in said
            if one.look == self._account.look and wanted in said and tagged:
                found.append(_overheard(n, one, self._now))
        return Hits(tuple(found))

    def thread(self, target: Target) -> Page:
        """Return the whole conversation as it stands now. Raises `Gone` when there is none."""
        self._reach(reading=True)
        talk, post = self._find(target)
        self._meddle(talk, post, target)
        now = self.clock.now()
        posts = [post for post in talk.posts if post.at <= now]
        posts += [post for talk_id, post in SERVER.posts(self._account.key) if talk_id == talk.id]
        gone = {self._remote(one) for one in posts if self._is_gone(one, now)}
        if self._has("deleted"):
            gone.add(target.remote_id)
        raws = tuple(
            self._raw(talk, self._as_now(one, target.remote_id))
            for one in posts
            if self._remote(one) not in gone
        )
        return Page("thread", raws, "", gone=tuple(sorted(gone)))

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand one post. Raises `Unreadable`."""
        try:
            data = json.loads(raw.payload)
            return (_item(data),) if data["id"] else _no_id()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(type(error).__name__) from error

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Publish a reply under an id made from `once_key`: the same key publishes once."""
        self._allow(target, content)
        self._reach(reading=False)
        account = self._account.key
        with SERVER.lock:
            known = SERVER.sent.get((account, once_key))
            if known is None:
                known = self._publish(target, content, once_key)
            talk_id, post = SERVER.written[account][known]
        return self._sent(self._talk(talk_id), post)

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Return our reply when it was published under this key."""
        del target, content, since
        self._reach(reading=True)
        known = SERVER.sent.get((self._account.key, once_key))
        if known is None:
            return None
        talk_id, post = SERVER.written[self._account.key][known]
        return self._sent(self._talk(talk_id), post)

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Put somebody's message where moderation wants it; acts on people leave no trace here."""
        if act not in self._capabilities.moderation:
            raise Refused("not offered here", code="not-offered")
        self._reach(reading=False)
        self._find(target)
        if act in AFTER:
            SERVER.held[target.remote_id] = AFTER[act]

    def attachment(self, target: Target, url: str) -> Iterator[bytes]:
        """Draw or write what would be read at that address."""
        self._reach(reading=True)
        if url in SERVER.files:
            yield SERVER.files[url]
            return
        yield pictures.draw(url) if PICTURED.search(url) else papers.write(url)

    def revoke(self) -> None:
        """Do nothing: there are no credentials."""

    def close(self) -> None:
        """Do nothing: there is no network."""

    # What goes wrong on demand

    def _has(self, fault: str) -> bool:
        asked = f"{self._faults},{SERVER.faults.get(self._account.key, '')}"
        return fault in {one.strip() for one in asked.split(",")}

    def _reach(self, *, reading: bool) -> None:
        """Raise what every request to this server ends in."""
        if self._has("offline"):
            raise Offline("demo")
        if self._has("revoked"):
            raise NotSignedIn("demo")
        if self._has("rate-limited"):
            raise RateLimited("demo", retry_after=WAIT_S)
        if self._has("busy") or self._has("slow"):
            raise ServerTrouble("busy") if reading else Ambiguous("busy")
        if reading and self._has("html"):
            raise ServerTrouble("html in place of json")

    def _malformed(self) -> tuple[RawItem, ...]:
        talk = self._talks()[0]
        whole = self._raw(talk, talk.posts[0]).payload
        nameless = json.dumps({"id": "", "text": "?"}).encode()
        return (
            RawItem("post", "cut", whole[: len(whole) // 2]),
            RawItem("post", "broken-utf8", whole.replace(b"a", b"\xff", 3)),
            RawItem("post", "", nameless),
        )

    def _cut(self) -> RawItem:
        """Return a comment of which the second half was lost on the way to us."""
        talk = self._talks()[-1]
        post = replace(talk.posts[0], number=number(talk.posts[0].number, "cut"), text=CUT_TEXT)
        whole = self._raw(talk, post).payload
        end = whole.index(CUT_TEXT.encode()) + len(CUT_TEXT.encode())
        return RawItem("post", post.number, whole[:end])

    def _meddle(self, talk: Talk, post: Post, target: Target) -> None:
        """Let somebody answer before us."""
        if not self._has("moves-on"):
            return
        french = self._account.language == "fr"
        name, handle = (
            ("Ginette Wadel", "ginette.wadel") if french else ("Edie Larkrise", "edie.larkrise")
        )
        text = FROM_OTHERS[self._account.language]
        answer = replace(
            post,
            number=number(target.remote_id, "moves-on"),
            parent=post.number,
            ours=False,
            name=name,
            handle=handle,
            at=self.clock.now(),
            text=text,
            html="",
            picture=None,
            edited="",
            edited_at=None,
            deleted_at=None,
            context=False,
            held="",
        )
        SERVER.add(self._account.key, talk.id, answer)

    @staticmethod
    def _is_gone(post: Post, now: datetime) -> bool:
        return post.deleted_at is not None and post.deleted_at <= now

    def _as_now(self, post: Post, answered: str = "") -> Post:
        """Return a post with the changes that its author made; the one that we answer may have more of them."""
        if self._has("edited") and self._remote(post) == answered:
            mark = CHANGED[self._account.language]
            return replace(post, text=f"{post.text}\n{mark}", edited_at=self.clock.now())
        if post.edited_at and post.edited_at <= self.clock.now():
            return replace(post, text=post.edited)
        return replace(post, edited_at=None)

    # Publishing

    def _allow(self, target: Target, content: Content) -> None:
        rules = self._capabilities.facing(content.visibility, begins=target.begins)
        too_many = measure.over(content.text, rules.length, content.spoiler)
        if too_many:
            raise TooLong(over=too_many)
        if content.visibility not in self._capabilities.visibilities:
            raise Refused("visibility", code="visibility")
        if len(content.media) > rules.media.most:
            raise Refused("too many files", code="media")

    def _publish(self, target: Target, content: Content, once_key: str) -> str:
        if self._has("refuse"):
            raise Refused("demo", code="422", words=REFUSAL[self._account.look])
        doubtful = once_key not in SERVER.in_doubt
        if self._has("ambiguous-lost") and doubtful:
            SERVER.in_doubt.add(once_key)
            raise Ambiguous("lost on the way")
        if target.native_id:
            talk, post = self._find(target)
            own = self._own(talk, post, content, once_key)
            SERVER.add(self._account.key, talk.id, own)
        else:
            post = own = self._own(None, None, content, once_key)
            talk = SERVER.begin(self._account.key, own)
        SERVER.sent[(self._account.key, once_key)] = own.number
        if self._has("answers") and post is not own:
            SERVER.add(self._account.key, talk.id, self._thanks(post, own))
        if self._has("ambiguous-stored") and doubtful:
            SERVER.in_doubt.add(once_key)
            raise Ambiguous("no answer came back")
        return own.number

    def _own(self, talk: Talk | None, post: Post | None, content: Content, once_key: str) -> Post:
        """Return what we publish, in a conversation or, without one, by itself."""
        return Post(
            number=sha256(f"{self._account.key}/{once_key}".encode()).hexdigest()[:24],
            parent=post.number if post else "",
            ours=True,
            name=self._account.organisation,
            handle=self._account.handle,
            at=self.clock.now(),
            text=content.text,
            title=talk.posts[0].title if talk else "",
            language=content.language or self._account.language,
            visibility=content.visibility,
            spoiler=content.spoiler,
            files=tuple(_kept(once_key, n, one) for n, one in enumerate(content.media)),
        )

    def _thanks(self, post: Post, own: Post) -> Post:
        text = THANKS[self._account.language]
        return replace(
            post, number=number(own.number, "thanks"), parent=own.number, at=own.at + timedelta(seconds=20),
            text=text, html="", picture=None, files=(), edited="", edited_at=None, deleted_at=None, held="",
        )  # fmt: skip

    def _sent(self, talk: Talk, post: Post) -> Sent:
        found = self._remote(post)
        return Sent(
            found,
            post.number,
            "" if post.visibility == Visibility.PRIVATE else found,
            self._raw(talk, post),
        )

    # What there is to read

    def _talks(self) -> tuple[Talk, ...]:
        return generate(self._now)[self._account.key]

    def _talk(self, talk_id: str) -> Talk:
        begun = SERVER.begun.get(self._account.key, {}).get(talk_id)
        return begun or next(talk for talk in self._talks() if talk.id == talk_id)

    def _find(self, target: Target) -> tuple[Talk, Post]:
        """Return the conversation and the post that `target` means. Raises `Gone`."""
        wanted = target.remote_id.rpartition("/")[2]
        for talk_id, post in SERVER.posts(self._account.key):
            if post.number == wanted:
                return self._talk(talk_id), post
        for talk in self._talks():
            for post in talk.posts:
                if post.number == wanted:
                    return talk, post
        raise Gone("no such post")

    def _story(self, done: int) -> Iterator[Page]:
        """Yield what was written, changed and deleted, in the order of time, after the first `done` events."""
        page: list[RawItem] = []
        seen: set[str] = set()
        gone: list[str] = []
        for event in events(self._talks(), self.clock.now())[done:]:
            if (
                len(page) == PAGE or event.post.number in seen
            ):  # a page shows a post in one state only
                yield _page(MAIN, page, done, gone)
                page, seen, gone = [], set(), []
            done += 1
            seen.add(event.post.number)
            if event.what == "gone":
                gone.append(self._remote(event.post))
            else:
                page.append(self._raw(event.talk, event.post))
        if page or gone:
            yield _page(MAIN, page, done, gone)

    def _answers(self, since: int) -> Iterator[Page]:
        """Yield what people wrote on the imitated server since `since` (ms)."""
        limit = _ms(self.clock.now())
        found = [
            (talk_id, post)
            for talk_id, post in SERVER.posts(self._account.key)
            if not post.ours and since < _ms(post.at) <= limit
        ]
        found.sort(key=lambda one: one[1].at)
        for start in range(0, len(found), PAGE):
            part = found[start : start + PAGE]
            raws = tuple(self._raw(self._talk(talk_id), post) for talk_id, post in part)
            yield _page(ANSWERS, raws, _ms(part[-1][1].at))

    def _remote(self, post: Post) -> str:
        return remote_id(self._account.key, post.number)

    def _raw(self, talk: Talk, post: Post) -> RawItem:
        held = SERVER.held.get(self._remote(post), post.held)
        return RawItem("post", post.number, payload(self._account, talk, post, held))


def _kept(once_key: str, n: int, one: Upload) -> tuple[tuple[str, str | int], ...]:
    """Keep a file that we sent; return what the platform tells of it."""
    url = (
        f"https://media.example/{sha256(once_key.encode()).hexdigest()[:24]}/{n}/{quote(one.name)}"
    )
    SERVER.files[url] = one.read()
    kind = "image" if one.type.startswith("image/") else "file"
    told: dict[str, str | int] = {
        "kind": kind,
        "url": url,
        "alt": one.alt,
        "title": one.name,
        "size": one.size,
        "type": one.type,
    }
    return tuple(told.items())


def _account(key: str) -> DemoAccount:
    for one in ACCOUNTS:
        if one.key == key:
            return one
    raise BadAddress("no such demonstration account")


def _page(stream: str, items: Sequence[RawItem], done: int, gone: Sequence[str] = ()) -> Page:
    return Page(
        stream, tuple(items), json.dumps({"n": done}), announced=len(items), gone=tuple(gone)
    )


def _item(data: Mapping[str, Any]) -> Item:
    by = data["by"]
    handle = str(by["handle"])
    return Item(
        remote_id=data["uri"],
        native_id=data["id"],
        kind=Kind(data["kind"]),
        writer=Writer(
            by["key"],
            by["name"],
            handle,
            f"https://people.example/{handle}",
            is_us=bool(by["us"]),
            audience=by.get("followers"),
        ),
        at=datetime.fromisoformat(data["at"]),
        html=data.get("html", ""),
        text=data.get("text", ""),
        title=data["title"],
        parent_id=data["parent"],
        thread_id=data["thread"],
        visibility=Visibility(data["visibility"]),
        language=data["language"],
        spoiler=data["spoiler"],
        url=data["url"],
        edited_at=datetime.fromisoformat(data["edited_at"]) if data.get("edited_at") else None,
        held=Held(data["held"]),
        context=bool(data["context"]),
        attachments=tuple(
            Attachment(
                one["kind"],
                one["url"],
                one["alt"],
                one.get("title", ""),
                one.get("size", 0),
                one.get("type", ""),
            )
            for one in data.get("media", ())
        ),
    )


def _no_id() -> tuple[Item, ...]:
    raise Unreadable("no id")


def _count(cursor: str) -> int:
    """Return the number in a cursor, 0 where there is none: reading again from the start does no harm."""
    try:
        return max(0, int(json.loads(cursor)["n"]))
    except (ValueError, KeyError, TypeError):
        return 0


def _order(post: Post) -> tuple[int, str]:
    return _ms(post.at), post.number


def _place(cursor: str) -> tuple[int, str] | None:
    """Return where a history goes on, None for from its newest end."""
    try:
        at, number_ = json.loads(cursor)["before"]
        return int(at), str(number_)
    except (ValueError, KeyError, TypeError):
        return None


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _overheard(n: int, one: Overheard, now: datetime) -> Item:
    address = f"https://{one.look}.example/{one.handle.lstrip('@')}/{n}"
    return Item(
        remote_id=address,
        native_id=str(n),
        kind=Kind.MENTION,
        writer=Writer(f"{one.look}:{one.handle}", one.name, one.handle),
        at=now - timedelta(minutes=one.ago),
        text=one.text,
        language=one.language,
        url=address,
    )
