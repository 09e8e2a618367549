"""A page that a browser saved: what it says of itself, and its words made harmless. Nothing of it is run or loaded.

Pages tell who wrote what, and when, for search engines and for previews: JSON-LD, OpenGraph, `meta` and `link`. What
they say is a guess that a person corrects.
"""

import json
import re
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from cmworkstation.domain.capture import LONGEST, SHORT
from cmworkstation.domain.values import dataclass
from cmworkstation.sdk import charsets
from cmworkstation.sdk import html as markup
from cmworkstation.sdk.shapes import objects

MOST_BYTES = 20 * 2**20
MOST_JSON = 2 * 2**20  # characters of one script that is read
# What browsers write above a page that they save.
SAVED_FROM = re.compile(r"<!--\s{0,4}saved from url=\(\d{1,6}\)(https?://[^\s<>]{1,2000})")
DECLARED = re.compile(r"<[!?][^>]*>?")
CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"'\s]{0,3}([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
KINDS = (
    "SocialMediaPosting DiscussionForumPosting Comment BlogPosting NewsArticle Article Review Question Answer Message"
).split()
MAIN = ("article", "main", "body")
UNSEEN = frozenset("script style template noscript head svg nav aside footer form".split())
EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass(frozen=True, slots=True)
class SavedPage:
    """What a page says. `at` is naive where it names no zone, None where it names no time."""

    title: str = ""
    author: str = ""
    handle: str = ""
    at: datetime | None = None
    address: str = ""
    site: str = ""
    html: str = ""  # cleaned
    text: str = ""


def read(data: bytes) -> SavedPage:
    """Return what a saved page says of itself and in itself. Never raises: what is broken says less."""
    source = _decoded(data[:MOST_BYTES])
    reader = _Reader()
    try:
        reader.feed(_tame(source))
        reader.close()
    except (
        AssertionError
    ):  # Python's reader gives up on some broken declarations: what was read counts
        pass
    told = _post(reader.scripts)
    meta = reader.meta
    first = _first
    html = markup.clean(reader.main()[: markup.LONGEST])
    text = first(_text(told, "articleBody"), _text(told, "text"))
    if text:
        text = markup.to_text(markup.clean(text)) if "<" in text else text
        html = ""
    elif len(html) < len(meta.get("og:description", "")):
        text, html = meta["og:description"], ""
    else:
        text = markup.to_text(html)
    saved = SAVED_FROM.search(source[:4000])
    writer = _writer(told)
    return SavedPage(
        title=first(meta.get("og:title", ""), _text(told, "headline"), reader.title)[:SHORT],
        author=first(writer[0], meta.get("author", ""), _name(meta.get("article:author", "")))[
            :SHORT
        ],
        handle=first(writer[1], meta.get("twitter:creator", ""))[:SHORT],
        at=_moment(
            first(
                _text(told, "datePublished"),
                _text(told, "dateCreated"),
                meta.get("article:published_time", ""),
                meta.get("datepublished", ""),
                meta.get("date", ""),
                reader.time,
            )
        ),
        address=first(
            reader.canonical, meta.get("og:url", ""), _text(told, "url"), saved[1] if saved else ""
        ),
        site=meta.get("og:site_name", "")[:SHORT],
        html=html,
        text=text.strip()[:LONGEST],
    )


def _tame(source: str) -> str:
    """Return markup without comments and declarations, and with nothing in it that is begun and never ended.

    Python's reader looks for the end of each to the end of the page, again and again.
    """
    parts: list[str] = []
    at = 0
    while (start := source.find("<!--", at)) >= 0:
        parts.append(source[at:start])
        end = source.find("-->", start + 4)
        at = end + 3 if end >= 0 else len(source)
    parts.append(source[at:])
    bare = DECLARED.sub("", "".join(parts))
    last = bare.rfind(">") + 1
    return bare[:last] + bare[last:].replace("<", "&lt;")


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    found = CHARSET.search(data[:4096])
    return charsets.text(data, found[1].decode() if found else "utf-8")[0]


class _Reader(HTMLParser):
    """Keeps what a page says of itself, and the markup of its main part."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.scripts: list[str] = []
        self.canonical = self.title = self.time = ""
        self._open: str = ""  # script or title, whose words are read
        self._parts: dict[str, list[str]] = {name: [] for name in MAIN}
        self._within: dict[str, int] = dict.fromkeys(MAIN, 0)
        self._done: set[str] = set()
        self._unseen = 0

    def main(self) -> str:
        """Return the markup of the innermost part that has words of its own."""
        found = ("".join(self._parts[name]) for name in MAIN)
        return next((one for one in found if re.search(r">\s*[^<>\s]|^\s*[^<>\s]", one)), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = known.get("property") or known.get("name") or known.get("itemprop") or ""
            self.meta.setdefault(name.lower(), known.get("content", "").strip())
        elif tag == "link" and known.get("rel", "").lower() == "canonical":
            self.canonical = self.canonical or known.get("href", "").strip()
        elif tag == "time" and not self.time:
            self.time = known.get("datetime", "")
        elif tag == "script" and known.get("type", "").lower() == "application/ld+json":
            self._open = "script"
            self.scripts.append("")
        elif tag == "title" and not self.title:
            self._open = "title"
        if tag in MAIN and tag not in self._done:
            self._within[tag] += 1
        if tag in UNSEEN:
            self._unseen += 1
        elif not self._unseen:
            self._keep(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag in ("script", "title") else self._open
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif not self._unseen:
            self._keep(f"</{tag}>")
        if tag in MAIN and self._within[tag]:
            self._within[tag] -= 1
            if not self._within[tag]:
                self._done.add(tag)  # the first of its kind is the one that was saved

    def handle_data(self, data: str) -> None:
        if self._open == "script":
            if len(self.scripts[-1]) < MOST_JSON:
                self.scripts[-1] += data
        elif self._open == "title":
            self.title = (self.title + data).strip()[:SHORT]
        elif not self._unseen:
            self._keep(data.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))

    def _keep(self, piece: str) -> None:
        for name in MAIN:
            if self._within[name]:
                self._parts[name].append(piece)


def _post(scripts: list[str]) -> dict[str, Any]:
    """Return the first thing that somebody wrote, of what a page says in JSON-LD."""
    for script in scripts:
        try:
            found = json.loads(script)
        except (ValueError, RecursionError):
            continue
        todo = objects(found) if isinstance(found, list) else objects([found])
        for one in [*todo, *(inner for each in todo for inner in objects(each.get("@graph")))]:
            kind = one.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            if any(name in KINDS for name in kinds):
                return one
    return {}


def _writer(told: dict[str, Any]) -> tuple[str, str]:
    author = told.get("author")
    author = author[0] if isinstance(author, list) and author else author
    if isinstance(author, str):
        return author, ""
    if not isinstance(author, dict):
        return "", ""
    handle = _text(author, "alternateName")
    return _text(author, "name"), handle


def _text(told: dict[str, Any], key: str) -> str:
    value = told.get(key)
    return value.strip() if isinstance(value, str) else ""


def _name(said: str) -> str:
    """Return a name, and nothing where an address stands in its place."""
    return "" if said.startswith(("http://", "https://")) else said


def _moment(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said.strip())
    except ValueError:
        return None


def _first(*found: str) -> str:
    return next((one.strip() for one in found if one.strip()), "")
