"""Any table (CSV), once a person has said what its columns mean."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import ClassVar

from cmworkstation.archives.parts import BadPart, Part
from cmworkstation.archives.reading import Entry, Head, Reader, needs, stub
from cmworkstation.archives.rows import FORMATS, rows, time_of
from cmworkstation.archives.sources import Source
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.archive import Owner, Preview
from cmworkstation.domain.errors import ArchiveUnusable
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.shapes import Json, as_object, object_in, pack, text_in

SHOWN = 8  # rows of a preview
TRIED = 40  # rows by which the form of a date is found
LOOKS = {"x": "twitter", "mail": "email"}
# Names that columns have, in English and French, by what they mean.
CALLED: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text",
        "body",
        "message",
        "comment",
        "content",
        "texte",
        "contenu",
        "commentaire",
        "post",
        "quoi",
        "avis",
        "question",
    ),
    "date": (
        "date",
        "created",
        "created_at",
        "time",
        "timestamp",
        "published",
        "heure",
        "publié",
        "quand",
        "jour",
    ),
    "author": (
        "author",
        "user",
        "username",
        "from",
        "name",
        "auteur",
        "nom",
        "sender",
        "compte",
        "qui",
    ),
    "permalink": ("permalink", "url", "link", "lien", "address", "adresse"),
    "answers": ("parent", "in_reply_to", "reply_to", "parent_id", "answers", "réponse à"),
    "identity": ("id", "identity", "identifiant", "comment_id", "message_id"),
}


class TableArchive(Reader):
    """A table of which a person says what its columns mean; the options are those of `Preview.guess`."""

    format: ClassVar[str] = "table"
    platform: ClassVar[str] = "web"
    same_ids: ClassVar[bool] = False

    def __init__(self, source: Source, options: Mapping[str, str]) -> None:
        """Take what the columns mean."""
        super().__init__(source, options)
        if not options.get("text") or not options.get("date"):
            raise ArchiveUnusable("columns")
        self.platform = options.get("platform") or "web"  # type: ignore[misc]
        us = options.get("us", "").strip()
        self.owner = Owner(us, us, us)

    @property
    def look(self) -> str:
        """Return the platform as people know it."""
        return LOOKS.get(self.platform, self.platform)

    @classmethod
    def marks(cls, part: Part, head: Head) -> bool:
        """Tell by the name."""
        return part.base.endswith((".csv", ".tsv"))

    def part(self, part: Part) -> Iterator[Entry]:
        """Yield the rows."""
        if not self.marks(part, Head(part)):
            return
        kept = {name: self.options[name] for name in sorted(self.options)}
        with part.open() as stream:
            for row in rows(stream):
                known: Json = {"row": row, "columns": kept}
                name = row.get(self.options.get("identity", ""), "")
                yield Entry(self.raw(name, pack(known)), known)

    @classmethod
    def parse(cls, value: object, raw: RawItem, owner: Owner) -> Sequence[Item]:
        """Return the message of a row, and what stands for the one it answers. Raises `Unreadable`."""
        known = as_object(value)
        row, columns = object_in(known, "row"), object_in(known, "columns")

        def cell(meaning: str) -> str:
            return text_in(row, text_in(columns, meaning)).strip()

        platform, text = text_in(columns, "platform") or "web", cell("text")
        needs(text, "a row without text")
        at = time_of(cell("date"), text_in(columns, "date_format"), text_in(columns, "time_zone"))
        needs(at, "a row without date")
        assert at is not None
        author, permalink = cell("author"), cell("permalink")
        mine = owner.name.casefold()
        us = not text_in(columns, "author") or (bool(mine) and author.casefold() == mine)
        private = text_in(columns, "private") == "1"
        parent = _name(platform, cell("answers"))
        by_content = blake2b(f"{author}\0{at.isoformat()}\0{text}".encode(), digest_size=12)
        remote_id = (
            _name(platform, cell("identity"))
            or _name(platform, permalink)
            or f"{platform}:{by_content.hexdigest()}"
        )
        public = Kind.COMMENT if parent else Kind.POST
        item = Item(
            remote_id=remote_id,
            native_id=cell("identity") or remote_id,
            kind=Kind.PRIVATE if private else public,
            writer=owner.writer() if us else Writer(author or "?", author or "?", author),
            at=at,
            text=text,
            parent_id=parent,
            visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
            url=permalink if permalink.startswith(("https://", "http://")) else "",
        )
        if not parent or parent == remote_id:
            return (item,)
        return (stub(parent, cell("answers"), Writer("?", "?", ""), item), item)


def preview(source: Source) -> Preview:
    """Return the first rows of a table, and what its columns may mean. Raises `ArchiveUnusable`."""
    try:
        for part in source.parts():
            if TableArchive.marks(part, Head(part)):
                with part.open() as stream:
                    found = list(islice(rows(stream), TRIED))
                names = tuple(found[0]) if found else ()
                shown = tuple(tuple(row.values()) for row in found[:SHOWN])
                return Preview(names, shown, _guess(names, found))
    except BadPart as error:
        raise ArchiveUnusable("unreadable", error.reason) from None
    raise ArchiveUnusable("unknown")


def _guess(names: Sequence[str], found: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """Return what columns may mean, by their names; and how the dates in one are written."""
    free = dict.fromkeys(names)
    guess: dict[str, str] = {}
    for meaning, called in CALLED.items():
        for exact in (True, False):
            fitting = (
                one
                for word in called
                for one in free
                if (one.casefold() == word if exact else word in one.casefold())
            )
            if meaning not in guess and (one := next(fitting, "")):
                guess[meaning] = one
                del free[one]
    dates = [row.get(guess.get("date", ""), "") for row in found]
    dates = [one for one in dates if one.strip()]
    fitting_formats = (
        one for one in FORMATS if dates and all(time_of(date, one, "UTC") for date in dates)
    )
    guess["date_format"] = next(fitting_formats, "")
    return guess


def _name(platform: str, value: str) -> str:
    """Return the permanent name of a message, "" for none: its address, or its id on its platform."""
    if not value or value.startswith(("https://", "http://")):
        return value
    return f"{platform}:{value}"
