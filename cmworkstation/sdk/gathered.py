"""What is new, on a platform that lists comments below each thing we published and has no "since".

Such lists are read again and again. What was handed on is known by a mark of its content, so that it comes once, and
again when it was edited; what is new below many things comes in the order of time, not of the lists. The cursor keeps
the marks, and a "head" for each thing of ours (a count, a time) by which a list that did not change is not read.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from cmworkstation.sdk.connector import Page, RawItem
from cmworkstation.sdk.shapes import as_object, bookmark, text_in

HANDED_ON = 50  # items of a page
REMEMBERED = 3000  # marks, 8 characters each
MOST_HEADS = 400
OLDEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Something that was written, and what has to be known to understand it."""

    raw: RawItem
    at: datetime | None  # None where it does not say: it comes first
    above: RawItem | None = None


@dataclass(slots=True)
class Known:
    """How far a stream was read. `heads` of this reading are set by whoever reads."""

    seen: dict[str, None] = field(default_factory=dict)  # marks, the oldest first
    heads: dict[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, cursor: str) -> "Known":
        """Return what a cursor says, nothing where it is broken."""
        said = bookmark(cursor)
        heads = {
            name: head
            for name, head in as_object(said.get("heads")).items()
            if isinstance(head, str)
        }
        return cls(dict.fromkeys(text_in(said, "seen").split()), heads)

    def is_fresh(self, raw: RawItem) -> bool:
        """Tell whether something was not handed on as it is now."""
        return mark_of(raw) not in self.seen

    def cursor(self, heads: Mapping[str, str]) -> str:
        """Return the cursor behind all that is marked."""
        kept = dict(list(heads.items())[-MOST_HEADS:])
        return json.dumps({"seen": " ".join(list(self.seen)[-REMEMBERED:]), "heads": kept})


def nested(above: str, own: str) -> str:
    """Return the native id of a comment: with that of the thing that it stands below, which no interface tells."""
    return f"{above}/{own}"


def parted(native_id: str) -> tuple[str, str]:
    """Return what a comment stands below, and its own id; for a thing of ours it is twice the same."""
    above, _, own = native_id.rpartition("/")
    return above or own, own


def mark_of(raw: RawItem) -> str:
    """Return by what an item is known as it is now."""
    return sha256(raw.native_id.encode() + b"\0" + raw.payload).hexdigest()[:8]


def pages(
    stream: str, known: Known, found: Iterable[Gathered], heads: Mapping[str, str]
) -> Iterator[Page]:
    """Yield what is fresh, oldest first; the last page alone moves the heads, so that a stop between loses nothing."""
    # Lists come newest first, and many platforms keep whole seconds: turned round, those of a second keep their order.
    # Pages that overlap bring some of it twice.
    once = {mark_of(one.raw): one for one in found}
    fresh = [one for mark, one in once.items() if mark not in known.seen][::-1]
    fresh.sort(key=lambda one: one.at or OLDEST)
    told: set[bytes] = set()
    for start in range(0, len(fresh), HANDED_ON):
        part = fresh[start : start + HANDED_ON]
        raws: list[RawItem] = []
        for one in part:
            if one.above is not None and one.above.payload not in told:
                told.add(one.above.payload)
                raws.append(one.above)
            raws.append(one.raw)
            known.seen[mark_of(one.raw)] = None
        last = start + HANDED_ON >= len(fresh)
        yield Page(stream, tuple(raws), known.cursor(heads if last else known.heads))
    if not fresh and heads != known.heads:
        yield Page(stream, (), known.cursor(heads))
