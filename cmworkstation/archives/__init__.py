"""Readers of the archives that platforms give people, one file per format; pure: they touch neither store nor network.

`found` tells what a file or a folder is, a reader's `entries` yield what is in it, and `items` says what one thing
means, today and when a newer version of the program understands more.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from cmworkstation.archives.parts import BadPart
from cmworkstation.archives.reading import KIND, PART, Entry, Head, Reader
from cmworkstation.archives.sources import Source, opened
from cmworkstation.domain.archive import Owner, Preview
from cmworkstation.domain.errors import ArchiveUnusable, Unreadable
from cmworkstation.domain.message import Item
from cmworkstation.sdk.connector import RawItem

__all__ = ["KIND", "PART", "Entry", "Reader", "found", "items", "items_again", "preview", "reader"]


# Loaded when an archive is met: module and class of each format.
FORMATS: Mapping[str, tuple[str, str]] = {
    "mastodon": ("mastodon", "MastodonArchive"),
    "bluesky": ("bluesky", "BlueskyArchive"),
    "x": ("x", "XArchive"),
    "facebook": ("meta", "FacebookArchive"),
    "instagram": ("meta", "InstagramArchive"),
    "wordpress": ("wordpress", "WordpressArchive"),
    "mbox": ("mbox", "MboxArchive"),
    "maildir": ("mbox", "MaildirArchive"),
    "discourse": ("forums", "DiscourseArchive"),
    "reddit": ("forums", "RedditArchive"),
    "youtube": ("forums", "YoutubeArchive"),
    "table": ("table", "TableArchive"),
}


def _kind(format_: str) -> type[Reader]:
    module, name = FORMATS[format_]
    found: type[Reader] = getattr(import_module(f"{__name__}.{module}"), name)
    return found


def found(path: Path) -> tuple[str, ...]:
    """Return the formats of what is at a path, as a rule one. Raises `ArchiveUnusable`."""
    readers = {name: _kind(name) for name in FORMATS}
    known: dict[str, None] = {}
    for part in opened(path).parts():
        head = Head(part)
        known |= dict.fromkeys(
            name for name, one in readers.items() if name not in known and one.marks(part, head)
        )
    if len(known) > 1:
        known.pop("table", None)  # tables of a platform that is known
    if not known:
        raise ArchiveUnusable("unknown")
    return tuple(known)


def reader(path: Path, format_: str, options: Mapping[str, str]) -> Reader:
    """Return the reader of an archive. Raises `ArchiveUnusable`."""
    if format_ not in FORMATS:
        raise ArchiveUnusable("unknown")
    source: Source = opened(path)
    try:
        return _kind(format_)(source, options)
    except BadPart as error:
        raise ArchiveUnusable(error.reason) from None
    except OSError as error:
        raise ArchiveUnusable("unreadable", type(error).__name__) from None


def preview(path: Path) -> Preview:
    """Return the first rows of a table. Raises `ArchiveUnusable`."""
    from cmworkstation.archives import table  # noqa: PLC0415 - see above

    return table.preview(opened(path))


def items(one: Reader, entry: Entry) -> Sequence[Item]:
    """Return the messages of an entry. Raises `Unreadable`."""
    if entry.problem:
        raise Unreadable(entry.problem)
    value = one.value_of(entry.raw) if entry.value is None else entry.value
    return one.parse(value, entry.raw, one.owner)


def items_again(raw: RawItem, owner: Owner) -> Sequence[Item]:
    """Return the messages of something that was kept from an archive. Raises `Unreadable`."""
    format_ = raw.kind.removeprefix(KIND)
    if format_ not in FORMATS:
        raise Unreadable("a part of an archive")
    kind = _kind(format_)
    return kind.parse(kind.value_of(raw), raw, owner)
