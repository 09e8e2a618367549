"""The export of a WordPress site (WXR): its articles and their comments, as XML that is read as it comes.

Names are those that the connector gives: `<home>/?p=<id>` and `<home>/?comment=<id>`. A document that declares
entities is not read: it could name files of this machine, or unfold to billions of letters.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from html import unescape
from typing import ClassVar
from urllib.parse import urlsplit
from xml.parsers import expat

from cmworkstation.archives.parts import BadPart, Part
from cmworkstation.archives.reading import Entry, Head, Reader, needs
from cmworkstation.archives.sources import Source
from cmworkstation.domain.archive import Owner
from cmworkstation.domain.message import Held, Item, Kind, Writer
from cmworkstation.sdk import html
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.shapes import Json, as_object, moment, object_in, objects, pack, text_in

PIECE = 256 * 1024
LONGEST = 8 << 20  # characters of one text
DEEPEST = 200
# Signs that no XML may hold, and that old articles do.
BROKEN = bytes(one for one in range(32) if one not in (9, 10, 13))
HELD = {"0": Held.HOLD, "spam": Held.SPAM, "trash": Held.TRASH, "post-trashed": Held.TRASH}
SHOWN = ("post", "page")
COMMENT = "wp:comment"


class WordpressArchive(Reader):
    """One site, or a part of it."""

    format: ClassVar[str] = "wordpress"
    platform: ClassVar[str] = "wordpress"

    def __init__(self, source: Source, options: Mapping[str, str]) -> None:
        """Look which site it is."""
        super().__init__(source, options)
        self._site: Json = {}
        for part in source.parts():
            if self.marks(part, Head(part)):
                self._site = _site(part)
                break
        home = text_in(self._site, "home")
        title = text_in(self._site, "title") or urlsplit(home).netloc
        self.owner = Owner(home, title, urlsplit(home).netloc, home, home)

    @classmethod
    def marks(cls, part: Part, head: Head) -> bool:
        """Tell by the names of its elements."""
        return part.base.endswith(".xml") and b"wordpress.org/export" in head.bytes

    def part(self, part: Part) -> Iterator[Entry]:
        """Yield articles, each followed by its comments."""
        if not self.marks(part, Head(part)):
            return
        for article in _items(part):
            comments = objects(article.pop("comments", []))
            known = {"site": self._site, "article": article}
            number = text_in(article, "wp:post_id")
            shown = text_in(article, "wp:status") in ("publish", "private", "inherit", "")
            if (shown and text_in(article, "wp:post_type") in SHOWN) or comments:
                yield Entry(self.raw(f"post:{number}", pack(known)), known)
            about = {"wp:post_id": number, "link": text_in(article, "link")}
            for one in comments:
                said = {"site": self._site, "comment": one, "article": about}
                yield Entry(self.raw(text_in(one, "wp:comment_id"), pack(said)), said)

    @classmethod
    def parse(cls, value: object, raw: RawItem, owner: Owner) -> Sequence[Item]:
        """Return an article or a comment."""
        known = as_object(value)
        site, article = object_in(known, "site"), object_in(known, "article")
        home = text_in(site, "home")
        number = text_in(article, "wp:post_id")
        needs(home and number, "an article without number or date")
        if "comment" in known:
            return _comment(object_in(known, "comment"), article, site)
        at = moment(_gmt(article, "wp:post_date_gmt", "wp:post_date"))
        needs(at, "an article without number or date")
        assert at is not None
        title = html.to_text(html.clean(text_in(article, "title")))
        name = f"{home}/?p={number}"
        host = urlsplit(home).netloc
        return (
            Item(
                remote_id=name,
                native_id=f"post:{number}",
                kind=Kind.POST,
                writer=Writer(home, text_in(site, "title") or host, host, home, is_us=True),
                at=at,
                html=text_in(article, "content:encoded"),
                title=title,
                thread_id=name,
                url=text_in(article, "link"),
            ),
        )


def _comment(found: Json, article: Json, site: Json) -> Sequence[Item]:
    if text_in(found, "wp:comment_type") not in ("", "comment"):
        return ()  # pingbacks are nobody's words
    home, id_ = text_in(site, "home"), text_in(found, "wp:comment_id")
    at = moment(_gmt(found, "wp:comment_date_gmt", "wp:comment_date"))
    needs(id_ and at, "a comment without number or date")
    assert at is not None
    thread = f"{home}/?p={text_in(article, 'wp:post_id')}"
    parent = text_in(found, "wp:comment_parent")
    return (
        Item(
            remote_id=f"{home}/?comment={id_}",
            native_id=id_,
            kind=Kind.COMMENT,
            writer=_writer(found, home, id_, text_in(site, "authors").split()),
            at=at,
            html="<p>" + text_in(found, "wp:comment_content").replace("\n", "<br>") + "</p>",
            parent_id=f"{home}/?comment={parent}" if parent not in ("", "0") else thread,
            thread_id=thread,
            url=f"{text_in(article, 'link')}#comment-{id_}" if text_in(article, "link") else "",
            held=HELD.get(text_in(found, "wp:comment_approved"), Held.NO),
        ),
    )


def _writer(found: Json, home: str, id_: str, authors: Sequence[str]) -> Writer:
    """Return who wrote a comment, under the names that the connector gives: those who write the site are us."""
    name, user = unescape(text_in(found, "wp:comment_author")), text_in(found, "wp:comment_user_id")
    url, email = (
        text_in(found, "wp:comment_author_url"),
        text_in(found, "wp:comment_author_email").strip().lower(),
    )
    if user not in ("", "0"):
        return Writer(f"{home}/?author={user}", name, name, url, is_us=user in authors)
    if email:
        digest = blake2b(email.encode(), digest_size=8).hexdigest()
        return Writer(f"{home}/?visitor={digest}", name, "", url)
    return Writer(f"{home}/?comment={id_}&visitor", name, "", url)


def _gmt(found: Json, utc: str, local: str) -> str:
    """Return a time in UTC; drafts have none there, and the local one is near enough."""
    told = text_in(found, utc)
    return text_in(found, local) if told.startswith("0000") or not told else told


def _site(part: Part) -> Json:
    """Return title, address and writers of a site, which stand before its articles."""
    for one in _Reading(part).things():
        if one.get("site"):
            return object_in(one, "site")
    return {}


def _items(part: Part) -> Iterator[Json]:
    return (one for one in _Reading(part).things() if not one.get("site"))


class _Reading:
    """Builds one article at a time out of what the parser meets."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._parser = expat.ParserCreate(namespace_separator=None)
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._declares
        self._parser.EntityDeclHandler = self._declares
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._said
        self._path: list[str] = []
        self._text: list[str] = []
        self._size = 0
        self._item: Json | None = None
        self._comment: Json | None = None
        self._site: Json = {"title": "", "home": "", "authors": ""}
        self._ready: list[Json] = []
        self._told = False

    def things(self) -> Iterator[Json]:
        """Yield the site, then its articles. Raises `BadPart`."""
        with self._part.open() as stream:
            drop = b""
            while True:
                data = stream.read(PIECE)
                if not drop and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
                    drop = BROKEN
                try:
                    self._parser.Parse(data.translate(None, drop), not data)
                except expat.ExpatError as error:
                    yield from self._ready
                    cut = error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]
                    raise BadPart("cut off" if cut or not data else "damaged") from None
                yield from self._ready
                self._ready = []
                if not data:
                    return

    def _declares(self, *_: object) -> None:
        raise BadPart("entities")

    def _begin(self, name: str, attributes: object) -> None:
        del attributes
        self._path.append(name)
        if len(self._path) > DEEPEST:
            raise BadPart("nested too deeply")
        self._text, self._size = [], 0
        if name == "item":
            self._tell_site()
            self._item = {"comments": []}
        elif name == COMMENT and self._item is not None:
            self._comment = {}

    def _said(self, text: str) -> None:
        self._size += len(text)
        if self._size > LONGEST:
            raise BadPart("too large")
        self._text.append(text)

    def _end(self, name: str) -> None:
        self._path.pop()
        above = self._path[-1] if self._path else ""
        text, self._text = "".join(self._text), []
        if name == "item" and self._item is not None:
            self._ready.append(self._item)
            self._item = None
        elif name == COMMENT and self._item is not None and self._comment is not None:
            self._item["comments"].append(self._comment)
            self._comment = None
        elif above == COMMENT and self._comment is not None:
            self._comment[name] = text
        elif above == "item" and self._item is not None:
            self._item[name] = text
        elif name == "wp:author_id":
            self._site["authors"] = f"{self._site['authors']} {text}".strip()
        elif above == "channel" and name == "title":
            self._site["title"] = text
        elif above == "channel" and name in ("wp:base_blog_url", "link"):
            if name == "wp:base_blog_url" or not self._site["home"]:
                self._site["home"] = text.strip().rstrip("/")
        elif name == "channel":
            self._tell_site()

    def _tell_site(self) -> None:
        if not self._told:
            self._told = True
            self._ready.append({"site": dict(self._site)})
