"""The tiles about what watches heard: how much, of which themes, from which sources, and what people say it means.

How a mention speaks of us is counted where a person said so. What a list of words suggests is not, and there is no
average of moods.
"""

from collections.abc import Callable, Generator, Mapping
from datetime import datetime, timedelta
from typing import Final

from cmworkstation.domain.dashboard import WATCH, Line, Seen, Span, Tile
from cmworkstation.domain.mention import Mention, Stance, StanceHow
from cmworkstation.domain.progress import Progress
from cmworkstation.store import mentions as mention_table
from cmworkstation.store import watch_figures as table
from cmworkstation.store.database import Workspace

Steps = Generator[Progress, None, Seen]

MOST: Final = 8  # lines
BEHIND: Final = 200  # mentions behind a line that are listed
UNMARKED: Final = "unmarked"
STEPS: Final = (1, 3, 7, 30)  # days that one mark of the volume stands for
MARKS: Final = 14  # so many at most


class WatchTiles:
    """Reads tiles from mentions."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the workspace."""
        self._workspace = workspace

    def readers(self) -> Mapping[Tile, Callable[[Span], Steps]]:
        """Return how each tile is read; none where nothing is watched."""
        if not table.watches(self._workspace.read()):
            return {}
        readers = (self._volume, self._themes, self._sources, self._stance)
        return dict(zip(WATCH, readers, strict=True))

    def behind(self, seen: Seen, line: Line) -> tuple[Mention, ...]:
        """Return the mentions behind a line, the newest first, as many as a list is for."""
        connection, span = self._workspace.read(), seen.span
        since, until = span.since, span.until
        if seen.tile is Tile.VOLUME:
            since = datetime.fromisoformat(line.key)
            until = min(until, since + _step(span))
        if seen.tile is Tile.STANCE:
            how = "" if line.key == UNMARKED else StanceHow.HAND
            ids = table.of_stance(connection, span, line.key, how, BEHIND)
            return tuple(mention_table.mention(connection, one) for one in ids)
        return mention_table.listed(
            connection,
            query_id=line.key if seen.tile is Tile.THEMES else "",
            source_id=line.key if seen.tile is Tile.SOURCES else "",
            since=since,
            until=until,
            limit=BEHIND,
        )

    def _volume(self, span: Span) -> Steps:
        connection = self._workspace.read()
        hours = mention_table.hours(connection, span.since, span.until)
        yield Progress(1, 2, "read")
        earlier = mention_table.hours(connection, span.before.since, span.before.until)
        lines, begins = [], span.since
        while begins < span.until:
            ends = min(span.until, begins + _step(span))
            some = [one for one in hours if begins <= max(one.start, span.since) < ends]
            values = (
                float(sum(one.mentions for one in some)),
                float(sum(one.stories for one in some)),
            )
            lines.append(Line(begins.isoformat(), values))
            begins = ends
        return Seen(
            Tile.VOLUME,
            span,
            float(sum(one.mentions for one in hours)),
            float(sum(one.mentions for one in earlier)),
            tuple(lines),
            {"step_days": _step(span) / timedelta(days=1)},
        )

    def _themes(self, span: Span) -> Steps:
        return self._counted(Tile.THEMES, table.by_query, span)

    def _sources(self, span: Span) -> Steps:
        return self._counted(Tile.SOURCES, table.by_source, span)

    def _counted(
        self, tile: Tile, count: Callable[..., dict[str, tuple[str, int]]], span: Span
    ) -> Steps:
        now = count(self._workspace.read(), span)
        yield Progress(1, 2, "read")
        before = count(self._workspace.read(), span.before)
        most = sorted(now.items(), key=lambda one: (-one[1][1], one[1][0].casefold()))
        lines = tuple(
            Line(id_, (float(n), float(before.get(id_, ("", 0))[1])), name=name)
            for id_, (name, n) in most[:MOST]
        )
        heard = sum(n > 0 for _, n in now.values())
        return Seen(tile, span, float(heard), None, lines, {"of": float(len(now))})

    def _stance(self, span: Span) -> Steps:
        yield Progress(0, 1, "read")
        found = table.by_stance(self._workspace.read(), span)
        by_hand = {
            one: found.get((one.value, StanceHow.HAND.value), 0) for one in Stance if one.value
        }
        marked, all_ = sum(by_hand.values()), sum(found.values())
        lines = [Line(one.value, (float(n),)) for one, n in by_hand.items()]
        lines.append(Line(UNMARKED, (float(all_ - marked),)))
        return Seen(Tile.STANCE, span, float(marked), None, tuple(lines), {"of": float(all_)})


def _step(span: Span) -> timedelta:
    """Return how much time one mark of the volume stands for."""
    whole = span.until - span.since
    fits = (timedelta(days=n) for n in STEPS)
    return next((one for one in fits if whole <= one * MARKS), timedelta(days=STEPS[-1]))
