"""What people asked in a period: questions that are alike put together, and which of them nothing of ours came after.

Looked at are messages of others with a question mark in them, the newest first, as many as can be compared while
somebody waits; that not all of them were is said.
"""

from collections.abc import Callable, Generator, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.detect.questions import questions
from cmworkstation.domain.dashboard import Line, Seen, Span, Tile
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.pseudonyms import Named
from cmworkstation.domain.similar import groups
from cmworkstation.store import dashboard as table
from cmworkstation.store.dashboard import Asked
from cmworkstation.store.database import Workspace

LINES: Final = 7
LOOKED_AT: Final = 1_500  # messages that ask something
SLICE: Final = timedelta(days=30)  # of messages that are searched before others get their turn
SHOWN: Final = 160  # characters of a question
STEP: Final = 100
Which = Callable[[Sequence[int]], AbstractSet[int]]


def asked(
    workspace: Workspace, span: Span, which: Which | None = None
) -> Generator[Progress, None, Seen]:
    """Read the tile of what people asked; `which` says which of some messages count, all of them without it."""
    found = yield from _questions(workspace, span, which)
    texts = {one.id: said for one, said in found}
    of = {one.id: one for one, _ in found}
    alike = yield from groups(sorted(texts.items()), 1)
    open_ = table.unanswered(workspace.read(), sorted(texts))
    lines = tuple(
        Line(
            str(ids[0]),
            (float(len(ids)), float(sum(one in open_ for one in ids))),
            name=foreign.line(texts[ids[0]], SHOWN),
            quoted=True,
            behind=tuple(dict.fromkeys(of[one].conversation_id for one in reversed(ids))),
        )
        for ids in alike[:LINES]
    )
    capped = len(texts) >= LOOKED_AT
    people = tuple(Named(one.author_id, one.name, one.handle) for one in of.values())
    return Seen(
        Tile.ASKS,
        span,
        float(table.marked(workspace.read(), span)),
        float(table.marked(workspace.read(), span.before)),
        lines,
        {"open": float(len(open_)), "of": float(len(texts)), "capped": float(capped)},
        people,
    )


def _questions(
    workspace: Workspace, span: Span, which: Which | None
) -> Generator[Progress, None, list[tuple[Asked, str]]]:
    """Return the newest messages of others that ask something, with what they ask."""
    found: list[tuple[Asked, str]] = []
    until = span.until
    while until > span.since and len(found) < LOOKED_AT:
        since = max(span.since, until - SLICE)
        left = LOOKED_AT - len(found)
        some = table.with_a_mark(workspace.read(), Span(since, until), left)
        if which is not None:
            counted = which([one.id for one in some])
            some = [one for one in some if one.id in counted]
        for n, one in enumerate(some):
            if n % STEP == 0:
                yield Progress(len(found), LOOKED_AT, "read")
            asks = questions(one.text, one.language[:2] or language_of(one.text))
            if asks:
                found.append((one, " ".join(question.text for question in asks)))
        yield Progress(len(found), LOOKED_AT, "read")
        until = since
    return found
