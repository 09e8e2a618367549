"""Tables that three platforms give: Reddit, Discourse, and the comments of YouTube."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import unescape
from typing import ClassVar
from urllib.parse import urlsplit

from cmworkstation.archives.parts import BadPart, Part
from cmworkstation.archives.reading import Entry, Head, Reader, needs, stub
from cmworkstation.archives.rows import rows, time_of
from cmworkstation.archives.sources import Source
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.archive import Owner
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.shapes import Json, as_object, object_in, pack, text_in

UTC_NAMED = "%Y-%m-%d %H:%M:%S UTC"
REDDIT_FILES = {"comments.csv": "comment", "posts.csv": "post", "messages.csv": "message"}
REDDIT_POST = re.compile(r"/comments/([a-z0-9]+)")
FORUM_POST = re.compile(r"(https?://[^/]+(?:/[^/]+)*?)/t/(?:[^/]+/)?(\d+)/(\d+)")
ARCHIVE_NAME = re.compile(r"user_archive-(.+?)-\d")
TUBE = "https://www.youtube.com"
TUBE_LINE = re.compile(
    r"watch\?v=([\w-]{6,20})(?:&amp;|&)lc=([\w.-]{10,80})(.*?)(?=watch\?v=[\w-]{6,20}(?:&amp;|&)lc=|\Z)",
    re.DOTALL,
)
TUBE_TIME = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})(?: UTC)?")
HTML_CAP = 64 << 20


class RowsArchive(Reader):
    """An archive whose parts are tables; each row is kept with what sort of table it stands in."""

    sorts: ClassVar[Mapping[str, str]] = {}
    column: ClassVar[bytes]  # a name of the first line by which the platform is known

    @classmethod
    def marks(cls, part: Part, head: Head) -> bool:
        """Tell by the names of file and columns."""
        return bool(cls.sort_of(part)) and cls.column in head.bytes.partition(b"\n")[0].lower()

    @classmethod
    def sort_of(cls, part: Part) -> str:
        """Return what a part lists, "" for nothing of interest."""
        return cls.sorts.get(part.base, "")

    def part(self, part: Part) -> Iterator[Entry]:
        """Yield the rows."""
        if not self.marks(part, Head(part)):
            return
        with part.open() as stream:
            for row in rows(stream):
                known: Json = {"sort": self.sort_of(part), "row": row}
                yield Entry(self.raw(self.name_of(row), pack(known)), known)

    @classmethod
    def name_of(cls, row: Mapping[str, str]) -> str:
        """Return the platform's own number of a row."""
        return row.get("id", "")


class RedditArchive(RowsArchive):
    """Comments, posts and messages of one account of Reddit."""

    format: ClassVar[str] = "reddit"
    platform: ClassVar[str] = "reddit"
    sorts = REDDIT_FILES
    column = b"permalink"

    def __init__(self, source: Source, options: Mapping[str, str]) -> None:
        """Look whose it is: `statistics.csv` names the account."""
        super().__init__(source, options)
        told = (source.read("statistics.csv") or b"").decode("utf-8", "replace")
        found = re.search(r"^account name,\"?([\w-]+)", told, re.MULTILINE)
        name = found[1] if found else ""
        url = f"https://www.reddit.com/user/{name}" if name else ""
        self.owner = Owner(name, name, f"u/{name}" if name else "", url)

    @classmethod
    def parse(cls, value: object, raw: RawItem, owner: Owner) -> Sequence[Item]:
        """Return a comment with what stands for what it answers, a post or a message."""
        known = as_object(value)
        row, sort = object_in(known, "row"), text_in(known, "sort")
        id_, at = text_in(row, "id"), _date(text_in(row, "date"))
        needs(id_, "no id")
        needs(at, "a row without date")
        assert at is not None
        if sort == "message":
            return (_reddit_message(row, at, owner),)
        text = text_in(row, "body")
        if sort == "post":
            link = text_in(row, "url")
            return (
                Item(
                    remote_id=f"t3_{id_}",
                    native_id=f"t3_{id_}",
                    kind=Kind.POST,
                    writer=owner.writer(),
                    at=at,
                    text=text or link,
                    title=text_in(row, "title"),
                    url=_web(text_in(row, "permalink")),
                ),
            )
        needs(text.strip(), "a row without text")
        link, above = text_in(row, "link"), text_in(row, "parent").removeprefix("t1_")
        post = REDDIT_POST.search(link or text_in(row, "permalink"))
        thread = f"t3_{post[1]}" if post else ""
        parent = f"t1_{above}" if above and not above.startswith("t3_") else thread
        item = Item(
            remote_id=f"t1_{id_}",
            native_id=f"t1_{id_}",
            kind=Kind.COMMENT,
            writer=owner.writer(),
            at=at,
            text=text,
            parent_id=parent,
            thread_id=thread,
            url=_web(text_in(row, "permalink")),
        )
        room = text_in(row, "subreddit")
        nobody = Writer(f"r/{room}", f"r/{room}", f"r/{room}")
        stubs = [stub(thread, _web(link), nobody, item)] if thread else []
        return (*stubs, item)


def _reddit_message(row: Json, at: datetime, owner: Owner) -> Item:
    sender, id_ = text_in(row, "from"), text_in(row, "id")
    us = sender.casefold() == owner.name.casefold()
    thread = text_in(row, "thread_id")
    return Item(
        remote_id=f"t4_{id_}",
        native_id=f"t4_{id_}",
        kind=Kind.PRIVATE,
        writer=owner.writer() if us else Writer(sender or "?", sender or "?", f"u/{sender}"),
        at=at,
        text=text_in(row, "body"),
        title=text_in(row, "subject"),
        thread_id=f"t4_{thread}" if thread and thread != id_ else "",
        visibility=Visibility.PRIVATE,
        url=_web(text_in(row, "permalink")),
    )


class DiscourseArchive(RowsArchive):
    """What one user wrote in a forum. Posts are named by topic and place: the forum's own numbers are not in it."""

    format: ClassVar[str] = "discourse"
    platform: ClassVar[str] = "discourse"
    same_ids: ClassVar[bool] = False
    sorts: ClassVar[Mapping[str, str]] = {"user_archive.csv": "post"}
    column = b"topic_title"

    def __init__(self, source: Source, options: Mapping[str, str]) -> None:
        """Look which forum it is, by the address of a post, and whose, by the archive's name."""
        super().__init__(source, options)
        names = (source.path.name, *(part.name for part in source.parts()))
        found = next(filter(None, map(ARCHIVE_NAME.search, names)), None)
        told = (source.read("user_archive.csv", most=1 << 20) or b"").decode("utf-8", "replace")
        place = FORUM_POST.search(told)
        server, user = place[1] if place else "", found[1] if found else ""
        host = urlsplit(server).netloc
        handle = f"@{user}@{host}" if user else ""
        self.owner = Owner(f"{server}/u/{user}", user or host, handle, f"{server}/u/{user}", server)

    @classmethod
    def sort_of(cls, part: Part) -> str:
        """Return what a part lists: alone it has the archive's name."""
        return "post" if part.base.startswith("user_archive") and part.base.endswith(".csv") else ""

    @classmethod
    def name_of(cls, row: Mapping[str, str]) -> str:
        """Return the address of a post."""
        return row.get("url", "")

    @classmethod
    def parse(cls, value: object, raw: RawItem, owner: Owner) -> Sequence[Item]:
        """Return the post, and what stands for the topic's first one."""
        row = object_in(as_object(value), "row")
        at, url = _date(text_in(row, "created_at")), text_in(row, "url")
        place = FORUM_POST.search(url)
        needs(place, "no id")
        needs(at, "a row without date")
        assert place is not None
        assert at is not None
        private = text_in(row, "is_pm").lower() in ("yes", "true", "t", "1", "oui")
        thread, remote_id = (f"{place[1]}/t/{place[2]}/{one}" for one in (1, place[3]))
        first = place[3] == "1"
        item = Item(
            remote_id=remote_id,
            native_id=remote_id,
            kind=Kind.PRIVATE if private else Kind.POST if first else Kind.REPLY,
            writer=owner.writer(),
            at=at,
            html=text_in(row, "post_cooked"),
            text=""
            if text_in(row, "post_cooked")
            else text_in(row, "post_raw") or text_in(row, "post"),
            title=text_in(row, "topic_title"),
            parent_id="" if first else thread,
            thread_id=thread,
            visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
            url=url,
        )
        if first:
            return (item,)
        return (stub(thread, thread, Writer(f"{place[1]}/", urlsplit(url).netloc, ""), item), item)


class YoutubeArchive(RowsArchive):
    """The comments of one account of YouTube, as Takeout gives them: tables, and pages before those."""

    format: ClassVar[str] = "youtube"
    platform: ClassVar[str] = "youtube"
    column = b"video id"

    def __init__(self, source: Source, options: Mapping[str, str]) -> None:
        """Look whose channel it is."""
        super().__init__(source, options)
        told = (source.read("channel.csv") or b"").decode("utf-8", "replace").splitlines()
        cells = told[1].split(",") if len(told) > 1 else [""]
        title = cells[-2].strip('"') if len(cells) > 1 else ""
        channel = cells[0].strip('"') or _first_channel(source)
        url = f"{TUBE}/channel/{channel}" if channel else ""
        self.owner = Owner(f"youtube:{channel}" if channel else "", title or channel, "", url)

    @classmethod
    def sort_of(cls, part: Part) -> str:
        """Return what a part lists; large ones are parted into several files."""
        if re.fullmatch(r"comments(\(\d+\))?\.csv|commentaires(\(\d+\))?\.csv", part.base):
            return "comment"
        return "page" if part.base == "my-comments.html" else ""

    @classmethod
    def marks(cls, part: Part, head: Head) -> bool:
        """Tell by the columns, or by the page's name."""
        return cls.sort_of(part) == "page" or super().marks(part, head)

    @classmethod
    def name_of(cls, row: Mapping[str, str]) -> str:
        """Return the number of a comment."""
        return row.get("Comment ID", "")

    def part(self, part: Part) -> Iterator[Entry]:
        """Yield the comments."""
        if self.sort_of(part) != "page":
            yield from super().part(part)
            return
        with part.open() as stream:
            page = stream.read(HTML_CAP + 1)
        if len(page) > HTML_CAP:
            raise BadPart("too large")
        for video, comment, after in TUBE_LINE.findall(page.decode("utf-8", "replace")):
            at, text = TUBE_TIME.search(after), _page_words(after)
            row = {"Comment ID": comment, "Video ID": video, "Comment Text": text}
            row["Comment Create Timestamp"] = f"{at[1]}+00:00" if at else ""
            known: Json = {"sort": "comment", "row": row}
            yield Entry(self.raw(comment, pack(known)), known)

    @classmethod
    def parse(cls, value: object, raw: RawItem, owner: Owner) -> Sequence[Item]:
        """Return the comment, and what stands for the one on top of its thread: an answer's number begins with it."""
        row = object_in(as_object(value), "row")
        id_, video = text_in(row, "Comment ID"), text_in(row, "Video ID")
        at = time_of(text_in(row, "Comment Create Timestamp"), "", "UTC")
        needs(id_, "no id")
        needs(at, "a row without date")
        assert at is not None
        told = text_in(row, "Parent Comment ID") or text_in(row, "Top-Level Comment ID")
        top = id_.partition(".")[0] if "." in id_ else told or id_
        page = f"{TUBE}/watch?v={video}&lc=" if video else ""
        item = Item(
            remote_id=f"youtube:{id_}",
            native_id=id_,
            kind=Kind.COMMENT,
            writer=owner.writer(),
            at=at,
            text=_tube_words(text_in(row, "Comment Text")),
            parent_id=f"youtube:{top}" if top != id_ else "",
            thread_id=f"youtube:{top}",
            url=f"{page}{id_}" if page else "",
        )
        if top == id_:
            return (item,)
        somebody = Writer(f"youtube:{top}/somebody", "YouTube", "")
        return (stub(f"youtube:{top}", f"{page}{top}" if page else "", somebody, item), item)


def _first_channel(source: Source) -> str:
    for part in source.parts():
        if YoutubeArchive.sort_of(part) == "comment":
            try:
                with part.open() as stream:
                    return next(rows(stream), {}).get("Channel ID", "")
            except BadPart:
                return ""
    return ""


def _tube_words(told: str) -> str:
    """Return the words of a comment: plain, or as a row of pieces in JSON."""
    if not told.startswith(("{", "[")):
        return told
    try:
        found = json.loads(told if told.startswith("[") else f"[{told}]")
    except (ValueError, RecursionError):
        return told
    pieces: list[str] = []
    for one in found:
        inner = as_object(one).get("takeoutSegments")
        listed = inner if isinstance(inner, list) else [one]
        pieces += (text_in(as_object(piece), "text") for piece in listed)
    return "".join(pieces) or told


def _page_words(after: str) -> str:
    """Return the words behind a comment's address on the old page: what follows the last line break before the end."""
    line = re.split(r"</li>|</div>", after, maxsplit=1)[0]
    words = re.split(r"<br\s*/?>", line)[-1]
    return unescape(re.sub(r"<[^>]{0,500}>", "", words)).strip()


def _date(text: str) -> datetime | None:
    return time_of(text, UTC_NAMED, "UTC") or time_of(text, "", "UTC")


def _web(url: str) -> str:
    if url.startswith("/"):
        return f"https://www.reddit.com{url}"
    return url if url.startswith(("https://", "http://")) else ""
