"""Feeds: RSS, Atom and JSON Feed. Listening only; a site's address is enough, its feed is discovered.

The download goes through `Http`, never through the feed library; the library gets bytes. Documents that declare
entities are refused before any parser sees them. An entry's identity is its id, else its link, else a digest of
what it says; the same identity with other words is an edit, and an entry that left the window was not deleted.
An address with a password or a key in it is a secret: it is kept in the keyring, and never becomes part of what
is read, although relative links are completed with it.

Cursor of the stream "entries", JSON: {"etag", "modified", "seen": digests of the last document's entries}.
"""

import json
import re
from calendar import timegm
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar
from urllib.parse import unquote

from cmworkstation.domain.account import Capabilities, Idempotency, ModerationAct
from cmworkstation.domain.errors import (
    NotThisPlatform,
    Refused,
    ServerTrouble,
    Unreadable,
    WorkstationError,
)
from cmworkstation.domain.message import Attachment, Item, Kind, Writer, attachment_kind
from cmworkstation.sdk import bombs, charsets, html, links
from cmworkstation.sdk.address import host_of, joined, parts_of, web_address, without_sign_in
from cmworkstation.sdk.answer import Answer
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
)
from cmworkstation.sdk.http import Http, origin_of
from cmworkstation.sdk.shapes import (
    Json,
    bookmark,
    id_text,
    moment,
    number_in,
    object_from,
    object_in,
    objects,
    text_in,
    unpack,
)

Document = dict[str, Any]  # a feed: {kind, title, home, url, older, language, entries}

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9,"
    " application/xml;q=0.8, */*;q=0.1"
)
TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")
USUAL_PLACES = ("/feed/", "/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json")
# WORKAROUND(feedparser, 6.0): a number that is no sign ends it with a ValueError.
NO_SIGN = re.compile(
    rb"&#(?:x0*(?:d[89a-f][0-9a-f]{2}|1[1-9a-f][0-9a-f]{4}|[2-9a-f][0-9a-f]{5}|[1-9a-f][0-9a-f]{6,})"
    rb"|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]|[1-9]\d{6,}));",
    re.IGNORECASE,
)
ENCODING = re.compile(rb"encoding\s*=\s*[\"']([\x21\x23-\x26\x28-\x7e]+)", re.IGNORECASE)
CHARSET = re.compile(r"charset\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)
LOOKS_LIKE_HTML = re.compile(rb"^\s*(?:<!doctype html|<html)", re.IGNORECASE)
PAGE_SIZE = 100
MAX_BYTES = 10 * 2**20
MOST_PLACES = 12  # where a feed is looked for on a site
STREAM = "entries"
KINDS = {"rss": "RSS", "ato": "Atom", "cdf": "CDF"}
STARTS = datetime(2000, 1, 1, tzinfo=UTC)


class FeedConnector:
    """One feed."""

    manifest: ClassVar[Manifest] = Manifest(
        key="feed",
        title="RSS / Atom / JSON Feed",
        sign_in=SignIn.NONE,
        capabilities=Capabilities(can_reply=False, idempotency=Idempotency.NONE),
        poll_s=1800,
        address_example="https://www.example.org/",
        media_axes={"time": "lasting", "granularity": "world", "modality": "1-many"},
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take the feed's address, from the keyring where it holds a password or a token."""
        self._url = secret.get("url") or settings.get("url", "")
        self._title = settings.get("title", "")
        self._http = http
        self._asking, self._place = _signed_in(http, self._url)

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Find the feed at an address, or the one that the site there announces."""
        place, document = cls._found(http, address)
        shown, secret = _without_secrets(place)
        return Found(
            server=origin_of(place),
            title=document["title"] or host_of(place),
            software=document["kind"],
            settings={
                "url": shown,
                "title": document["title"],
                **({"private_url": "yes"} if secret else {}),
            },
            entries=len(document["entries"]),
        )

    @classmethod
    def _found(cls, http: Http, address: str) -> tuple[str, Document]:
        """Return the feed's address, secrets included, and the feed as it is now."""
        url = _with_scheme(address)
        answer = _read_from(http, url)
        if not _is_page(answer):
            # Where a redirect leads today is no reason to forget what the person typed; another place is.
            moved = _path(url) != _path(answer.url)
            return (answer.url if moved else url), _read(answer, answer.url)
        announced = [
            joined(answer.url, link.url)
            for link in links.in_page(answer.text())
            if "alternate" in link.relations and link.type in TYPES
        ]
        usual = [joined(answer.url, place) for place in USUAL_PLACES]
        for place in (announced + usual)[:MOST_PLACES]:
            with suppress(WorkstationError):
                found = _read_from(http, _with_sign_in_of(url, place))
                return _with_sign_in_of(url, found.url), _read(found, found.url)
        raise NotThisPlatform("a page that announces no feed")

    @classmethod
    def begin(cls, http: Http, found: Found, redirect_uri: str) -> Authorisation:
        """Refuse: a feed asks for no sign-in."""
        raise Refused("a feed asks for no sign-in", code="no-sign-in")

    @classmethod
    def finish(
        cls,
        http: Http,
        found: Found,
        authorisation: Authorisation | None,
        answer: Mapping[str, str],
    ) -> Credentials:
        """Return nothing to keep, or the address itself where it is a secret."""
        typed = answer.get("url", "")
        if not typed or not found.settings.get("private_url"):
            return Credentials({})
        return Credentials({"url": cls._found(http, typed)[0]})

    def check(self) -> Identity:
        """Read the feed once and say its title."""
        document = self._document(self._get({}))
        return Identity("", document["title"] or self._title, self.manifest.capabilities)

    def _get(self, headers: Mapping[str, str], place: str = "") -> Answer:
        asked = {"Accept": ACCEPT, **headers}
        address = place or self._place
        return self._asking.get(address, headers=asked, accept=(304,), max_bytes=MAX_BYTES)

    def _document(self, answer: Answer, place: str = "") -> Document:
        """Read the document; a page in place of a feed that once was one passes by itself (consent, maintenance)."""
        try:
            return _read(answer, place or self._place)
        except NotThisPlatform as error:
            raise ServerTrouble(error.detail) from None

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield the entries of the document when it changed, oldest first."""
        state = bookmark(cursors.get(STREAM, ""))
        marks = {
            "If-None-Match": text_in(state, "etag"),
            "If-Modified-Since": text_in(state, "modified"),
        }
        answer = self._get({name: mark for name, mark in marks.items() if mark})
        if answer.status == 304:  # noqa: PLR2004 - not modified
            return
        document = self._document(answer)
        raws = [_raw(entry, document) for entry in reversed(document["entries"])]
        seen = state.get("seen")
        known = {one for one in seen if isinstance(one, str)} if isinstance(seen, list) else set()
        digests = [sha256(raw.payload).hexdigest()[:16] for raw in raws]
        fresh = [raw for raw, digest in zip(raws, digests, strict=True) if digest not in known]
        done = set(known)
        for start in range(0, len(fresh), PAGE_SIZE):
            part = fresh[start : start + PAGE_SIZE]
            done |= {sha256(raw.payload).hexdigest()[:16] for raw in part}
            last = start + PAGE_SIZE >= len(fresh)
            # The marks of the whole document are believed only once all of it is stored.
            cursor = _cursor(answer, digests) if last else json.dumps({"seen": sorted(done)})
            yield Page(STREAM, tuple(part), cursor)
        if not fresh:
            yield Page(STREAM, (), _cursor(answer, digests))

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield what the feed still shows of a stretch of time, then its archive documents where it names any.

        A feed reaches back as far as its window. Some go on in older documents of the same server (RFC 5005, and
        `next_url` of JSON Feed).
        """
        known = bookmark(cursor)
        place, done = self._older_place(text_in(known, "place")), number_in(known, "done")
        oldest = moment(known.get("oldest"))
        while True:
            document = self._document(self._get({}, place), place)
            entries = document["entries"]
            times = list(filter(None, (_time(entry.get("at")) for entry in entries)))
            oldest = min([*filter(None, (oldest,)), *times], default=None)
            state = {"place": place, "oldest": oldest.isoformat() if oldest else ""}
            while done < len(entries):
                part = entries[done : done + PAGE_SIZE]
                done += len(part)
                wanted = [entry for entry in reversed(part) if _is_within(entry, since, until)]
                raws = tuple(_raw(entry, document) for entry in wanted)
                yield Page(HISTORY, raws, json.dumps({**state, "done": done}))
            place, done = self._older_place(document["older"], place), 0
            if since and oldest and oldest < since:
                return None
            if not place:
                return oldest or until
            yield Page(HISTORY, (), json.dumps({**state, "place": place, "done": 0}))

    def _older_place(self, place: str, base: str = "") -> str:
        """Return the address of an older document, "" for one that is not on the feed's own server."""
        address = joined(base or self._place, place) if place else ""
        return address if address and origin_of(address) == origin_of(self._place) else ""

    def thread(self, target: Target) -> Page:
        """Return nothing: a feed has no threads to read again."""
        return Page("", (), "")

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand one entry."""
        entry = unpack(raw.payload)
        if not (identity := text_in(entry, "identity")):
            raise Unreadable("an entry without identity")
        at = _time(entry.get("at")) or STARTS
        edited = _time(entry.get("edited"))
        feed = object_in(entry, "feed")
        name = text_in(entry, "author") or text_in(feed, "title") or "?"
        key = f"{text_in(feed, 'url')}#{name}"
        language = text_in(entry, "language") or text_in(feed, "language")
        return (
            Item(
                remote_id=identity,
                native_id=identity,
                kind=Kind.ARTICLE,
                writer=Writer(key, name, "", url=text_in(feed, "home")),
                at=at,
                html=text_in(entry, "html"),
                text=text_in(entry, "text"),
                title=text_in(entry, "title"),
                parent_id=text_in(entry, "parent"),
                language=language[:5],
                url=text_in(entry, "link"),
                edited_at=edited if edited and edited > at else None,
                attachments=tuple(map(_attachment, objects(entry.get("files")))),
            ),
        )

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        """Refuse: a feed cannot be answered."""
        raise Refused("a feed cannot be answered", code="listening-only")

    def find_sent(
        self, target: Target, content: Content, *, once_key: str, since: datetime
    ) -> Sent | None:
        """Find nothing: nothing is ever sent."""
        return None

    def moderate(self, target: Target, act: ModerationAct) -> None:
        """Refuse: a feed cannot be moderated."""
        raise Refused("a feed cannot be moderated", code="listening-only")

    def revoke(self) -> None:
        """Give nothing back: there is nothing to give back."""

    def close(self) -> None:
        """Let go of the network."""
        self._asking.close()
        self._http.close()


def _read_from(http: Http, url: str) -> Answer:
    asking, place = _signed_in(http, url)
    try:
        return asking.get(place, headers={"Accept": ACCEPT}, max_bytes=MAX_BYTES)
    finally:
        asking.close()


def _signed_in(http: Http, url: str) -> tuple[Http, str]:
    """Return a way to the network that uses the name and password in an address, and the address without them."""
    parts = parts_of(url)
    place = without_sign_in(parts).geturl()
    if parts.username is None:
        return http, place
    basic = (unquote(parts.username), unquote(parts.password or ""))
    return http.with_credentials(basic=basic, origin=origin_of(url)), place


def _with_sign_in_of(url: str, place: str) -> str:
    """Return a place with the name and password of an address, where both are on the same server."""
    sign_in, at, _ = parts_of(url).netloc.rpartition("@")
    parts = parts_of(place)
    if not at or "@" in parts.netloc or origin_of(url) != origin_of(place):
        return place
    return parts._replace(netloc=f"{sign_in}@{parts.netloc}").geturl()


def _is_page(answer: Answer) -> bool:
    kind = answer.headers.get("content-type", "")
    return bool(LOOKS_LIKE_HTML.match(_start(answer)) or "html" in kind)


def _start(answer: Answer) -> bytes:
    """Return the beginning of a document without byte order mark, and as if each letter were one byte."""
    return answer.body[:40_000].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")


def _read(answer: Answer, url: str) -> Document:
    """Return a document as {kind, title, home, url, language, entries}. Raises `NotThisPlatform`, `ServerTrouble`."""
    body, start = answer.body, _start(answer)
    url = _without_secrets(url)[0]
    if not body.strip():
        raise ServerTrouble("an empty answer")
    if LOOKS_LIKE_HTML.match(start):
        raise NotThisPlatform("a web page in place of a feed")
    if start.lstrip()[:1] == b"{":
        return _read_json(answer, url)
    kind = answer.headers.get("content-type", "")
    if trouble := bombs.in_xml(body) or _hidden(body, kind):
        raise NotThisPlatform(trouble)
    found = _parsed(body, {"content-location": url, "content-type": kind})
    if not found.get("version") and not found.entries:
        raise NotThisPlatform("neither a feed nor a page that announces one")
    head = found.feed
    return {
        "kind": KINDS.get(found.get("version", "")[:3], "RSS"),
        "title": text_in(head, "title"),
        "home": text_in(head, "link"),
        "url": url,
        "older": _older_in(objects(head.get("links"))),
        "language": text_in(head, "language"),
        "entries": _told_apart([_entry(one) for one in found.entries]),
    }


def _parsed(body: bytes, headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - of the feed library
    """Return what the feed library makes of a document. Raises `ServerTrouble`."""
    import feedparser  # noqa: PLC0415 - a slow import that only feeds need

    try:
        return feedparser.parse(
            NO_SIGN.sub(b"&#xfffd;", body), response_headers=headers, sanitize_html=False
        )
    except Exception as error:  # noqa: BLE001 - it raises whatever comes of a broken document
        raise ServerTrouble(f"a document that cannot be read: {type(error).__name__}") from None


def _hidden(body: bytes, kind: str) -> str:
    """Say whether a document names an encoding that hides its marks from whoever counts them; "" if not.

    The feed library takes any codec of Python for an encoding.
    """
    named = [found[1].decode("ascii") for found in ENCODING.finditer(body[:400])]
    named += [found[1] for found in CHARSET.finditer(kind)]
    return "" if all(map(charsets.codec, named)) else "an encoding that is none"


def _older_in(announced: Sequence[Json]) -> str:
    """Return the address of the document that goes on where this one ends: an archive, or the next page."""
    by_relation = {text_in(link, "rel"): text_in(link, "href") for link in announced}
    return by_relation.get("prev-archive") or by_relation.get("next", "")


def _is_within(entry: Json, since: datetime | None, until: datetime) -> bool:
    """Tell whether an entry belongs to a stretch of time; what has no date comes along."""
    at = _time(entry.get("at"))
    return at is None or (at <= until and (since is None or at >= since))


def _told_apart(entries: list[Json]) -> list[Json]:
    """Give entries that share one id, as some feeds have it, an identity each."""
    times = Counter(entry["identity"] for entry in entries)
    for entry in entries:
        if times[entry["identity"]] > 1:
            own = entry["link"] if entry["link"] != entry["identity"] else ""
            entry["identity"] = f"{entry['identity']}#{own or _digest(entry)}"
    return entries


def _entry(one: Any) -> Json:  # noqa: ANN401 - a dictionary of the feed library
    contents = [text_in(part, "value") for part in objects(one.get("content"))]
    body = max([*contents, text_in(one, "summary")], key=len)
    # `dict.get`: the library maps a missing time to another one, with a warning
    updated = dict.get(one, "updated_parsed")
    published = one.get("published_parsed") or one.get("created_parsed") or updated
    link = text_in(one, "link")
    entry: Json = {
        "title": _plain(text_in(one, "title")),
        "html": body,
        "link": link,
        "author": text_in(one, "author"),
        "at": timegm(published) if published else None,
        "edited": timegm(updated) if updated else None,
        "parent": text_in(object_in(one, "thr_in-reply-to"), "ref"),
        "language": text_in(one, "language"),
        "files": [
            {
                "kind": attachment_kind(text_in(file, "type")),
                "url": text_in(file, "href"),
                "size": _size(file.get("length")),
            }
            for file in objects(one.get("enclosures"))
            if text_in(file, "href")
        ],
    }
    entry["identity"] = text_in(one, "id") or link or _digest(entry)
    return entry


def _read_json(answer: Answer, url: str) -> Document:
    found = object_from(answer)
    if "jsonfeed.org" not in text_in(found, "version"):
        raise NotThisPlatform("JSON, but no feed")
    return {
        "kind": "JSON Feed",
        "title": text_in(found, "title"),
        "home": _complete(url, text_in(found, "home_page_url")),
        "url": url,
        "older": text_in(found, "next_url"),
        "language": text_in(found, "language"),
        "entries": _told_apart([_json_entry(one, url) for one in objects(found.get("items"))]),
    }


def _json_entry(one: Json, url: str) -> Json:
    people = objects(one.get("authors")) or [object_in(one, "author")]  # version 1.0 knew one only
    html_ = text_in(one, "content_html")
    entry: Json = {
        "title": text_in(one, "title"),
        "html": html_,
        "text": "" if html_ else text_in(one, "content_text") or text_in(one, "summary"),
        "link": _complete(url, text_in(one, "url") or text_in(one, "external_url")),
        "author": ", ".join(filter(None, (text_in(who, "name") for who in people))),
        "at": one.get("date_published"),
        "edited": one.get("date_modified"),
        "language": text_in(one, "language"),
        "files": [
            {
                "kind": attachment_kind(text_in(file, "mime_type")),
                "url": _complete(url, text_in(file, "url")),
                "title": text_in(file, "title"),
                "size": number_in(file, "size_in_bytes"),
            }
            for file in objects(one.get("attachments"))
            if text_in(file, "url")
        ],
    }
    entry["identity"] = id_text(one.get("id")) or entry["link"] or _digest(entry)
    return entry


def _complete(url: str, link: str) -> str:
    return joined(url, link) if link else ""


def _raw(entry: Json, document: Document) -> RawItem:
    feed = {key: document[key] for key in ("title", "home", "url", "language")}
    payload = json.dumps({**entry, "feed": feed}, sort_keys=True, ensure_ascii=False)
    return RawItem("entry", entry["identity"], payload.encode("utf-8", "replace"))


def _cursor(answer: Answer, digests: Sequence[str]) -> str:
    marks = {
        "etag": answer.headers.get("etag", ""),
        "modified": answer.headers.get("last-modified", ""),
    }
    return json.dumps(
        {**{name: value for name, value in marks.items() if value}, "seen": sorted(digests)}
    )


def _attachment(file: Json) -> Attachment:
    return Attachment(
        text_in(file, "kind") or "file",
        text_in(file, "url"),
        text_in(file, "alt"),
        text_in(file, "title"),
        number_in(file, "size"),
    )


def _time(value: object) -> datetime | None:
    if isinstance(value, int | float):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (OverflowError, ValueError, OSError):
            return None
    return moment(value)


def _with_scheme(address: str) -> str:
    text = address.strip()
    if text.startswith("feed:"):
        text = text.removeprefix("feed:").removeprefix("//")
    return web_address(text).geturl()


def _without_secrets(url: str) -> tuple[str, bool]:
    """Return an address without user name, password and query values, and whether there were any."""
    parts = parts_of(url)
    host = parts.netloc.rpartition("@")[2]
    hidden = "@" in parts.netloc
    query = re.sub(
        r"((?:token|key|auth|secret|password)[^=&]*)=[^&]+",
        r"\1=…",
        parts.query,
        flags=re.IGNORECASE,
    )
    return parts._replace(netloc=host, query=query).geturl(), hidden or query != parts.query


def _path(url: str) -> str:
    return parts_of(url).path.rstrip("/")


def _digest(entry: Mapping[str, Any]) -> str:
    text = "\n".join(str(entry.get(key, "")) for key in ("title", "at", "html", "text"))
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _size(text: object) -> int:
    return int(text) if isinstance(text, str) and text.isdigit() else 0


def _plain(title: str) -> str:
    """Return a title without the tags and entities that some feeds put there."""
    return html.to_text(html.clean(title)) if "<" in title or "&" in title else title
