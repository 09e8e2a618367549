"""Files of a reply: what they are, and whether a server takes them.

A file is known by the SHA-256 of its bytes, as they are kept and sent: after what a picture told of its maker and its
place was taken out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cmworkstation.domain.account import MediaRules
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.values import dataclass

MOST_FILES = 20  # of one reply, wherever it goes
ENDS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/avif": "avif",
    "application/pdf": "pdf",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
}
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One file as it goes with a reply; `alt` says what it shows to those who cannot see it."""

    hash: str
    name: str
    type: str
    size: int  # bytes
    width: int = 0  # px; 0 for what is no picture
    height: int = 0
    alt: str = ""

    @property
    def is_picture(self) -> bool:
        """Tell whether it can be shown as a picture."""
        return self.type in PICTURES

    @property
    def pixels(self) -> int:
        """Return how many pixels it has."""
        return self.width * self.height

    @property
    def bound(self) -> str:
        """Return what an approval is given to: these bytes, under this description."""
        return f"{self.hash} {self.alt}".rstrip()


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as the library has it: when it came and was used last, its words by language, how many hold it."""

    file: MediaFile
    added_at: datetime
    used_at: datetime
    alts: Mapping[str, str]
    drafts: int = 0
    replies: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a file: a draft or a reply ("draft", "outbox"), its id, whom it answers, and when."""

    kind: str
    id: str
    conversation_id: ConversationId
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why the files of a reply cannot leave as they are: a key of the reasons, the file, and by how much."""

    reason: str
    place: int = 0  # of the file among them
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a server wants of a picture so that it takes it; 0 where it says nothing."""

    max_bytes: int = 0
    max_pixels: int = 0


def misfits(files: Sequence[MediaFile], rules: MediaRules) -> tuple[Misfit, ...]:
    """Return everything that keeps these files from leaving, in their order."""
    if not files:
        return ()
    if not rules.most:
        return (Misfit("media-none"),)
    found = []
    for place, one in enumerate(files):
        if not rules.takes(one.type):
            found.append(Misfit("media-type", place))
        elif rules.max_bytes and one.size > rules.max_bytes:
            found.append(Misfit("media-too-big", place, rules.max_bytes))
        elif rules.max_pixels and one.pixels > rules.max_pixels:
            found.append(Misfit("media-too-many-pixels", place, rules.max_pixels))
        if rules.alt_limit and len(one.alt) > rules.alt_limit:
            found.append(Misfit("alt-too-long", place, rules.alt_limit))
    if len(files) > rules.most:
        found.append(Misfit("media-too-many", rules.most, rules.most))
    total = sum(one.size for one in files)
    if rules.total_bytes and total > rules.total_bytes:
        found.append(Misfit("media-total", len(files) - 1, rules.total_bytes))
    return tuple(found)


def wanted_of(one: MediaFile, rules: MediaRules) -> Fitting | None:
    """Return how a picture would have to be for the server to take it; None where it is fine, or no scaling helps."""
    if not one.is_picture or one.type == "image/gif" or not rules.takes(one.type):
        return None
    too_big = bool(rules.max_bytes) and one.size > (rules.max_bytes or 0)
    too_wide = bool(rules.max_pixels) and one.pixels > (rules.max_pixels or 0)
    return Fitting(rules.max_bytes or 0, rules.max_pixels or 0) if too_big or too_wide else None


def without_alt(files: Iterable[MediaFile]) -> tuple[int, ...]:
    """Return the places of pictures that nobody described."""
    return tuple(place for place, one in enumerate(files) if one.is_picture and not one.alt.strip())


def end_of(type_: str) -> str:
    """Return what the name of a file of this type ends in: "bin" for whatever a viewer might run or not know."""
    return ENDS.get(type_.partition(";")[0].strip().lower(), "bin")
