"""Feeds: RSS, Atom and JSON Feed. Listening only; a site's address is enough, its feed is discovered.

The download goes through `Http`, never through the feed library; the library gets bytes. Documents that declare
entities are refused before any parser sees them. An entry's identity is its id, else its link, else a digest of
what it says; the same identity with other words is an edit, and an entry that left the window was not deleted.

Cursor of the stream "entries", JSON: {"etag", "modified", "seen": digests of the last document's entries}.
"""

import json
import re
from calendar import timegm
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from cmworkstation.domain.account import Capabilities, Idempotency, ModerationAct
from cmworkstation.domain.errors import (
    BadAddress,
    NotThisPlatform,
    Refused,
    ServerTrouble,
    Unreadable,
    WorkstationError,
)
from cmworkstation.domain.message import Attachment, Item, Kind, Writer
from cmworkstation.sdk.connector import (
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
from cmworkstation.sdk.http import Answer, Http

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9,"
    " application/xml;q=0.8, */*;q=0.1"
)
TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")
USUAL_PLACES = ("/feed/", "/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json")
ENTITY = re.compile(rb"<!(?:ENTITY|DOCTYPE[^>]*\[)", re.IGNORECASE)
LOOKS_LIKE_HTML = re.compile(rb"^\s*(?:<!doctype html|<html)", re.IGNORECASE)
PAGE_SIZE = 100
MAX_BYTES = 10 * 2**20
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
        media_axes={"time": "lasting", "reach": "world", "modality": "1→many"},
    )

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        """Take the feed's address, from the keyring where it holds a password or a token."""
        self._url = secret.get("url") or settings.get("url", "")
        self._title = settings.get("title", "")
        self._http = http

    @classmethod
    def find(cls, http: Http, address: str) -> Found:
        """Find the feed at an address, or the one that the site there announces."""
        url = _with_scheme(address)
        answer = http.get(url, headers={"Accept": ACCEPT}, max_bytes=MAX_BYTES)
        place = answer.url
        if LOOKS_LIKE_HTML.match(answer.body[:500]) or "html" in answer.headers.get(
            "content-type", ""
        ):
            place, answer = cls._announced(http, answer)
        document = _read(answer, place)
        shown, secret = _without_secrets(
            url if place == answer.url and not _is_other(url, place) else place
        )
        return Found(
            server=f"{urlsplit(place).scheme}://{urlsplit(place).netloc.rpartition('@')[2]}",
            title=document["title"] or urlsplit(place).hostname or "",
            software=document["kind"],
            settings={
                "url": shown,
                "title": document["title"],
                **({"private_url": "yes"} if secret else {}),
            },
            entries=len(document["entries"]),
        )

    @classmethod
    def _announced(cls, http: Http, answer: Answer) -> tuple[str, Answer]:
        links = _Links()
        links.feed(answer.text()[:500_000])
        tried = [urljoin(answer.url, link) for link in links.found]
        tried += [urljoin(answer.url, place) for place in USUAL_PLACES]
        for place in tried[:12]:
            try:
                found = http.get(place, headers={"Accept": ACCEPT}, max_bytes=MAX_BYTES)
                _read(found, place)
            except WorkstationError:
                continue
            return found.url, found
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
        private = _with_scheme(typed) if typed else ""
        return Credentials({"url": private} if _without_secrets(private)[1] else {})

    def check(self) -> Identity:
        """Read the feed once and say its title."""
        answer = self._http.get(self._url, headers={"Accept": ACCEPT}, max_bytes=MAX_BYTES)
        document = self._document(answer)
        return Identity("", document["title"] or self._title, self.manifest.capabilities)

    def _document(self, answer: Answer) -> dict[str, Any]:
        """Read the document; a page in place of a feed that once was one passes by itself (consent, maintenance)."""
        try:
            return _read(answer, self._url)
        except NotThisPlatform as error:
            raise ServerTrouble(error.detail) from None

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield the entries of the document when it changed, oldest first."""
        state = json.loads(cursors.get(STREAM) or "{}")
        headers = {"Accept": ACCEPT}
        if state.get("etag"):
            headers["If-None-Match"] = state["etag"]
        if state.get("modified"):
            headers["If-Modified-Since"] = state["modified"]
        answer = self._http.get(self._url, headers=headers, accept=(304,), max_bytes=MAX_BYTES)
        if answer.status == 304:  # noqa: PLR2004 - not modified
            return
        document = self._document(answer)
        raws = [_raw(entry, document) for entry in reversed(document["entries"])]
        known = set(state.get("seen", ()))
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

    def thread(self, target: Target) -> Page:
        """Return nothing: a feed has no threads to read again."""
        return Page("", (), "")

    def parse(self, raw: RawItem) -> Sequence[Item]:
        """Understand one entry."""
        try:
            entry = json.loads(raw.payload)
            identity = entry["identity"]
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable("not an entry") from error
        if not identity:
            raise Unreadable("an entry without identity")
        at = _time(entry.get("at")) or STARTS
        edited = _time(entry.get("edited"))
        feed = entry.get("feed") or {}
        name = entry.get("author") or feed.get("title") or "?"
        return (
            Item(
                remote_id=identity,
                native_id=identity,
                kind=Kind.ARTICLE,
                writer=Writer(f"{feed.get('url', '')}#{name}", name, "", url=feed.get("home", "")),
                at=at,
                html=entry.get("html", ""),
                text=entry.get("text", ""),
                title=entry.get("title", ""),
                parent_id=entry.get("parent", ""),
                language=(entry.get("language") or feed.get("language") or "")[:5],
                url=entry.get("link", ""),
                edited_at=edited if edited and edited > at else None,
                attachments=tuple(
                    Attachment(
                        one["kind"],
                        one["url"],
                        one.get("alt", ""),
                        one.get("title", ""),
                        one.get("size", 0),
                    )
                    for one in entry.get("files", ())
                ),
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
        self._http.close()


class _Links(HTMLParser):
    """Collects the feeds that a page announces."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "link":
            return
        facts = {name: value or "" for name, value in attrs}
        kind = facts.get("type", "").split(";")[0].strip().lower()
        if (
            "alternate" in facts.get("rel", "").lower().split()
            and kind in TYPES
            and facts.get("href")
        ):
            self.found.append(facts["href"])


def _read(answer: Answer, url: str) -> dict[str, Any]:
    """Return a document as {kind, title, home, url, language, entries}. Raises `NotThisPlatform`, `ServerTrouble`."""
    body = answer.body
    if not body.strip():
        raise ServerTrouble("an empty answer")
    if LOOKS_LIKE_HTML.match(body[:500]):
        raise NotThisPlatform("a web page in place of a feed")
    if body.lstrip()[:1] == b"{":
        return _read_json(answer, url)
    if ENTITY.search(body[:20_000]):
        raise NotThisPlatform("a document that declares entities")
    import feedparser  # noqa: PLC0415 - a slow import that only feeds need

    kind = answer.headers.get("content-type", "")
    found = feedparser.parse(
        body, response_headers={"content-location": url, "content-type": kind}, sanitize_html=False
    )
    if not found.get("version") and not found.entries:
        raise NotThisPlatform("neither a feed nor a page that announces one")
    head = found.feed
    return {
        "kind": KINDS.get(found.get("version", "")[:3], "RSS"),
        "title": head.get("title", ""),
        "home": head.get("link", ""),
        "url": url,
        "language": head.get("language", ""),
        "entries": [_entry(one) for one in found.entries],
    }


def _entry(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a dictionary of the feed library
    contents = [part.get("value", "") for part in one.get("content", ())]
    body = max([*contents, one.get("summary", "")], key=len)
    # `dict.get`: the library maps a missing time to another one, with a warning
    updated = dict.get(one, "updated_parsed")
    published = one.get("published_parsed") or one.get("created_parsed") or updated
    link = one.get("link", "")
    reply = one.get("thr_in-reply-to") or {}
    entry = {
        "title": _plain(one.get("title", "")),
        "html": body,
        "link": link,
        "author": one.get("author", ""),
        "at": timegm(published) if published else None,
        "edited": timegm(updated) if updated else None,
        "parent": reply.get("ref", "") if isinstance(reply, dict) else "",
        "language": one.get("language", ""),
        "files": [
            {
                "kind": _file_kind(file.get("type", "")),
                "url": file.get("href", ""),
                "size": _size(file.get("length")),
            }
            for file in one.get("enclosures", ())
            if file.get("href")
        ],
    }
    entry["identity"] = one.get("id") or link or _digest(entry)
    return entry


def _read_json(answer: Answer, url: str) -> dict[str, Any]:
    found = answer.json()
    if not isinstance(found, dict) or "jsonfeed.org" not in str(found.get("version", "")):
        raise NotThisPlatform("JSON, but no feed")
    items = found.get("items")
    return {
        "kind": "JSON Feed",
        "title": str(found.get("title", "")),
        "home": str(found.get("home_page_url", "")),
        "url": url,
        "language": str(found.get("language", "")),
        "entries": [_json_entry(one) for one in items if isinstance(one, dict)]
        if isinstance(items, list)
        else [],
    }


def _json_entry(one: Mapping[str, Any]) -> dict[str, Any]:
    people = _list(one.get("authors")) or [one.get("author")]
    entry = {
        "title": str(one.get("title") or ""),
        "html": str(one.get("content_html") or ""),
        "text": ""
        if one.get("content_html")
        else str(one.get("content_text") or one.get("summary") or ""),
        "link": str(one.get("url") or one.get("external_url") or ""),
        "author": ", ".join(str(who.get("name", "")) for who in people if isinstance(who, dict)),
        "at": one.get("date_published"),
        "edited": one.get("date_modified"),
        "language": str(one.get("language") or ""),
        "files": [
            {
                "kind": _file_kind(str(file.get("mime_type", ""))),
                "url": str(file["url"]),
                "title": str(file.get("title", "")),
            }
            for file in _list(one.get("attachments"))
            if isinstance(file, dict) and file.get("url")
        ],
    }
    entry["identity"] = str(one.get("id") or "") or entry["link"] or _digest(entry)
    return entry


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _raw(entry: dict[str, Any], document: dict[str, Any]) -> RawItem:
    feed = {key: document[key] for key in ("title", "home", "url", "language")}
    payload = json.dumps(
        {**entry, "feed": {**feed, "url": _without_secrets(feed["url"])[0]}},
        sort_keys=True,
        ensure_ascii=False,
    )
    return RawItem("entry", entry["identity"], payload.encode("utf-8", "replace"))


def _cursor(answer: Answer, digests: Sequence[str]) -> str:
    marks = {
        "etag": answer.headers.get("etag", ""),
        "modified": answer.headers.get("last-modified", ""),
    }
    return json.dumps(
        {**{name: value for name, value in marks.items() if value}, "seen": sorted(digests)}
    )


def _time(value: object) -> datetime | None:
    if isinstance(value, int | float):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (OverflowError, ValueError, OSError):
            return None
    if isinstance(value, str) and value:
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return None
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None


def _with_scheme(address: str) -> str:
    text = address.strip()
    if text.startswith("feed:"):
        text = text.removeprefix("feed:").removeprefix("//")
    if "://" not in text:
        text = f"https://{text}"
    try:
        host = urlsplit(text).hostname
    except ValueError:
        raise BadAddress("not an address") from None
    if not host:
        raise BadAddress("no host in the address")
    return text


def _without_secrets(url: str) -> tuple[str, bool]:
    """Return an address without user name, password and query values, and whether there were any."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    hidden = "@" in parts.netloc
    query = re.sub(
        r"((?:token|key|auth|secret|password)[^=&]*)=[^&]+",
        r"\1=…",
        parts.query,
        flags=re.IGNORECASE,
    )
    return parts._replace(netloc=host, query=query).geturl(), hidden or query != parts.query


def _is_other(first: str, second: str) -> bool:
    return urlsplit(first).path.rstrip("/") != urlsplit(second).path.rstrip("/")


def _digest(entry: Mapping[str, Any]) -> str:
    text = "\n".join(str(entry.get(key, "")) for key in ("title", "at", "html", "text"))
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _file_kind(mime: str) -> str:
    kind = mime.split("/", maxsplit=1)[0]
    return kind if kind in ("image", "audio", "video") else "file"


def _size(text: object) -> int:
    return int(text) if isinstance(text, str) and text.isdigit() else 0


def _plain(title: str) -> str:
    """Return a title without the tags that some feeds put there."""
    if "<" not in title:
        return title
    return re.sub(r"<[^>]{0,300}>", "", title)
