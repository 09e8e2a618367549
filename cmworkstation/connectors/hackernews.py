"""Hacker News: what is said there of a word, of a site, or below an entry. Listening only: no program can write there.

Rules that are not obvious:

- The search gives a thousand hits at most, whatever page is asked for: it is read in stretches of time, newest first,
  each from where the last one ended.
- It forgives slips of the pen and finds beginnings of words: each hit is looked at once more.
- Entries can be edited for two hours, and come into the search late: the last two hours are read again, and what has
  not changed is recognised.
- What was deleted has neither author nor words; what the index no longer has was taken away.

Several words to listen for are parted by commas; each is a stream of its own.
"""

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import ClassVar, Final

from cmworkstation.domain.account import Capabilities, Idempotency, ModerationAct
from cmworkstation.domain.errors import BadAddress, Gone, Refused, ServerTrouble, Unreadable
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk import html
from cmworkstation.sdk.address import host_of
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
)
from cmworkstation.sdk.hits import hits
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.shapes import (
    Json,
    bookmark,
    id_text,
    moment,
    number_in,
    object_from,
    objects,
    pack,
    text_in,
    unpack,
)

API: Final = "https://hn.algolia.com"
SITE: Final = "https://news.ycombinator.com"
AT_ONCE, HANDED_ON = 100, 50
MOST_STRETCHES = 50
FIRST = timedelta(days=14)
OVERLAP = timedelta(hours=2)
MOST_BELOW = 1000  # entries of a thread
MOST_TERMS, LONGEST_TERM = 10, 200
BEGAN = datetime(2006, 10, 1, tzinfo=UTC)
ITEM = re.compile(r"(?:https?://)?news\.ycombinator\.com/item\?id=(\d+)(?:[&#].*)?", re.IGNORECASE)
DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})/?", re.IGNORECASE)
PHRASE = re.compile(r"\"([^\"]+)\"|(\S+)")


class HackernewsConnector:
    """What is said of some words."""

    manifest: ClassVar[Manifest] = Manifest(
        "hackernews",
        "Hacker News",
        SignIn.NONE,
        Capabilities(can_reply=False, idempotency=Idempotency.NONE),
        poll_s=600,
        address_example='"your project", yourproject.org',
        media_axes={"time": "hour", "granularity": "world", "modality": "1-stranger"},
    )
    searches: ClassVar[frozenset[SearchFor]] = frozenset({SearchFor.SEARCH, SearchFor.ACCOUNT})

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take settings as `find` made them."""
        self._terms = settings.get("terms", "").split("\n")
        self._search = _Search(http, settings.get("server", API))
        self._http = http

    # Adding an account

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Take words, sites and addresses of entries, parted by commas, and say how much there is of the last days."""
        terms = [one for one in (part.strip() for part in address.split(",")) if one]
        if not terms or len(terms) > MOST_TERMS or any(len(one) > LONGEST_TERM for one in terms):
            raise BadAddress("nothing to listen for, or too much")
        search = _Search(http, API)
        known = [search.resolved(one) for one in dict.fromkeys(terms)]
        settings = {"server": API, "terms": "\n".join(known), "address": address.strip()}
        since = http.now() - FIRST
        entries = sum(search.count(one, since) for one in known)
        return Found(API, ", ".join(map(_shown, known)), "Hacker News", settings, entries)

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Refuse: nobody signs in."""
        raise Refused("no sign-in", code="no-sign-in")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Return nothing to keep."""
        return Credentials({})

    def check(self) -> Identity:
        """Ask the search whether it answers."""
        self._search.count(self._terms[0], self._http.now() - OVERLAP)
        name = ", ".join(map(_shown, self._terms))
        return Identity(name, name, self.manifest.capabilities)

    # Reading

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield what was written of each term since, oldest first, the last two hours once more."""
        for term in self._terms:
            stream = f"search:{_shown(term)}"
            since = moment(bookmark(cursors.get(stream, "")).get("since"))
            begin = since or self._http.now() - FIRST
            found: list[Json] = []
            for some, _ in self._search.stretches(term, begin - OVERLAP, None, MOST_STRETCHES):
                found += some
            newest = begin
            for start in range(0, len(found), HANDED_ON):
                part = found[::-1][start : start + HANDED_ON]
                newest = max([newest, *filter(None, map(_time, part))])
                raws = tuple(_raw(one) for one in part)
                yield Page(stream, raws, json.dumps({"since": newest.isoformat()}))

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield what was written of each term in a stretch of time, newest first; the search has all of it."""
        known = bookmark(cursor)
        before, oldest = moment(known.get("before")), moment(known.get("oldest"))
        begin = since or BEGAN
        for number, term in list(enumerate(self._terms))[number_in(known, "term") :]:
            end = before or until + timedelta(seconds=1)
            for some, after in self._search.stretches(term, begin, end, None):
                times = list(filter(None, map(_time, some)))
                oldest = min([*filter(None, (oldest,)), *times], default=None)
                place: Json = {"term": number + (after is None)}
                place["before"] = after.isoformat() if after else ""
                place["oldest"] = oldest.isoformat() if oldest else ""
                yield Page(HISTORY, tuple(_raw(one) for one in some[::-1]), json.dumps(place))
            before = None
        return None if since else oldest or until

    def search(self, what: SearchFor, term: str, known: str) -> Hits:
        """Show the newest entries in which a word stands or which somebody wrote; there are no hashtags."""
        if what is SearchFor.TAG:
            raise Refused("no hashtags", code="watch-unsearchable")
        asked = f"author:{term.strip().lstrip('@')}" if what is SearchFor.ACCOUNT else term.strip()
        since = moment(known) or self._http.now() - FIRST
        found, _ = next(iter(self._search.stretches(asked, since - OVERLAP, None, 1)))
        newest = max([since, *filter(None, map(_time, found))])
        return hits(found, lambda one: self.parse(_raw(one))[0], newest.isoformat())

    def thread(self, target: Target) -> Page:
        """Read all that stands below the first entry of a thread; what has no words any more was deleted."""
        number = target.native_id.partition(" ")
        try:
            tree = self._search.item(number[2] or number[0])
        except Gone:
            return Page("thread", (), "", gone=(target.remote_id,))
        raws, gone = [], []
        for entry in _flat(tree):
            if not entry["author"] and not entry["text"]:
                gone.append(_page(entry["id"]))
            else:
                raws.append(_raw(entry, context=True))
        return Page("thread", tuple(raws), "", gone=tuple(gone))

    # Understanding

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Turn an entry or a comment into a message."""
        if raw.kind != "item":
            raise Unreadable(f"{raw.kind}: unknown")
        entry = unpack(raw.payload)
        at, author, number = _time(entry), text_in(entry, "author"), text_in(entry, "id")
        if not (number and author and at):
            raise Unreadable("an entry without number, author or date")
        parent, story = text_in(entry, "parent"), text_in(entry, "story")
        link, words = text_in(entry, "url"), text_in(entry, "text")
        outside = f'<p><a href="{escape(link)}">{escape(link)}</a></p>' if link else ""
        below = parent and parent != number
        return (
            Item(
                remote_id=_page(number),
                native_id=f"{number} {story or number}",
                kind=Kind.COMMENT if below else Kind.POST,
                writer=Writer(author, author, author, f"{SITE}/user?id={author}"),
                at=at,
                html=f"{outside}{words}",
                title=text_in(entry, "title"),
                parent_id=_page(parent) if below else "",
                thread_id=_page(story) if story and story != number else "",
                url=_page(number),
                context=entry.get("context") is True,
            ),
        )

    # Nobody can answer by program

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Refuse: Hacker News takes no answers from programs."""
        raise Refused("Hacker News takes no answers from programs", code="listening-only")

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Find nothing: nothing is ever sent."""
        return None

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Refuse: nothing can be moderated from here."""
        raise Refused("nothing can be moderated from here", code="listening-only")

    def revoke(self) -> None:
        """Give nothing back: there is nothing to give back."""

    def close(self) -> None:
        """Let go of the network."""
        self._http.close()


class _Search:
    """The search of Algolia over Hacker News."""

    def __init__(self, http: Http, server: str) -> None:
        self._http = http
        self._root = f"{server}/api/v1"

    def resolved(self, term: str) -> str:
        """Return a term as it is kept: an entry as its thread's number, a site as its name. Raises `BadAddress`."""
        if entry := ITEM.fullmatch(term):
            try:
                found = self.item(entry[1])
            except Gone:
                raise BadAddress("no such entry") from None
            return f"item:{id_text(found.get('story_id')) or entry[1]}"
        if site := DOMAIN.fullmatch(term):
            return f"site:{site[1].lower()}"
        return term

    def item(self, number: str) -> Json:
        """Return an entry with all that stands below it. Raises `Gone`."""
        if not number.isdecimal():
            raise Gone("no number", code="404")
        found = object_from(self._http.get(f"{self._root}/items/{number}"))
        if not id_text(found.get("id")):
            raise ServerTrouble("no entry in the answer")
        return found

    def count(self, term: str, since: datetime) -> int:
        """Return how many entries there are since a moment, as the search counts."""
        return number_in(self._asked(term, since, None, 0), "nbHits")

    def stretches(
        self, term: str, since: datetime, before: datetime | None, most: int | None
    ) -> Iterator[tuple[list[Json], datetime | None]]:
        """Yield hits, newest first, with the end of the next stretch, None where there is no more."""
        done = 0
        while most is None or done < most:
            found = self._asked(term, since, before, AT_ONCE)
            listed = found.get("hits")
            if not isinstance(listed, list):
                raise ServerTrouble("no hits in the answer")
            entries = [_entry(one) for one in objects(listed)]
            times = list(filter(None, map(_time, entries)))
            done += 1
            after = min(times, default=None)
            if after is not None:  # what shares its second with the last one comes again
                after += timedelta(seconds=1)
            more = (
                len(listed) >= AT_ONCE and after is not None and (before is None or after < before)
            )
            yield [one for one in entries if _says(one, term)], after if more else None
            if not more:
                return
            before = after

    def _asked(self, term: str, since: datetime, before: datetime | None, hits: int) -> Json:
        when = [f"created_at_i>={int(since.timestamp())}"]
        when += [f"created_at_i<{int(before.timestamp())}"] if before else []
        kind, _, rest = term.partition(":")
        query: dict[str, object] = {"query": term, "tags": "(story,comment)"}
        if kind == "item":
            query = {"tags": f"comment,story_{rest}"}
        elif kind == "site":
            query |= {"query": rest, "restrictSearchableAttributes": "url"}
        elif kind == "author":
            query = {"tags": f"(story,comment),author_{rest}"}
        query |= {"numericFilters": ",".join(when), "hitsPerPage": hits, "typoTolerance": "false"}
        return object_from(self._http.get(f"{self._root}/search_by_date", query))


def _says(entry: Json, term: str) -> bool:
    """Tell whether an entry really holds a term."""
    kind, _, rest = term.partition(":")
    if kind == "item":
        return True
    if kind == "author":
        return text_in(entry, "author") == rest
    if kind == "site":
        host = host_of(entry["url"])
        return host == rest or host.endswith(f".{rest}")
    said = " ".join(
        (entry["title"], entry["url"], html.to_text(html.clean(entry["text"])), entry["author"])
    )
    text = " ".join(said.casefold().split())
    return all((one[0] or one[1]).casefold() in text for one in PHRASE.findall(term))


def _entry(hit: Json) -> Json:
    """Return a hit of the search, or an entry of a thread, without what changes by itself (its points)."""
    number = id_text(hit.get("objectID")) or id_text(hit.get("id"))
    comment = text_in(hit, "comment_text") or text_in(hit, "text")
    return {
        "id": number,
        "author": text_in(hit, "author"),
        "at": number_in(hit, "created_at_i"),
        "title": text_in(hit, "title"),
        "url": text_in(hit, "url"),
        "text": comment or text_in(hit, "story_text"),
        "parent": id_text(hit.get("parent_id")),
        "story": id_text(hit.get("story_id")),
    }


def _flat(tree: Json) -> Iterator[Json]:
    """Yield an entry and all below it, each behind what it answers."""
    waiting, told = [tree], 0
    while waiting and told < MOST_BELOW:
        entry = waiting.pop(0)
        told += 1
        if id_text(entry.get("id")):
            yield _entry(entry)
        waiting += objects(entry.get("children"))


def _raw(entry: Json, *, context: bool = False) -> RawItem:
    return RawItem("item", entry["id"], pack({**entry, **({"context": True} if context else {})}))


def _time(entry: Json) -> datetime | None:
    try:
        return (
            datetime.fromtimestamp(number_in(entry, "at"), UTC) if number_in(entry, "at") else None
        )
    except (OverflowError, ValueError, OSError):
        return None


def _page(number: str) -> str:
    return f"{SITE}/item?id={number}"


def _shown(term: str) -> str:
    kind, _, rest = term.partition(":")
    return _page(rest) if kind == "item" else rest if kind == "site" else term
