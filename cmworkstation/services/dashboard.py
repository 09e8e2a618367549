"""The dashboard: its tiles, each read by itself; the rows behind each line; and what people note beside them.

Every tile is a generator for a lane: a page shows each as it comes, and stops the rest when it is left.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Final

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.dashboard import DashboardNoteId, Line, Remark, Seen, Span, Tile
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, uuid7
from cmworkstation.domain.mention import Mention
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.reach_tiles import ReachTiles
from cmworkstation.services.tiles import Steps, Tiles
from cmworkstation.services.watch_tiles import WatchTiles
from cmworkstation.store import dashboard as table
from cmworkstation.store.database import Workspace

LONGEST: Final = 1_000  # characters of a remark


class Dashboard:
    """Reads tiles, and keeps remarks about them."""

    def __init__(
        self,
        workspace: Workspace,
        tiles: Tiles,
        reach: ReachTiles,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take who reads the tiles about ourselves, and those about reach."""
        self._workspace = workspace
        self._tiles = tiles
        self._reach = reach
        self._watch = WatchTiles(workspace)
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # Reading

    def tiles(self) -> tuple[Tile, ...]:
        """Return the tiles of the dashboard, in their order; those about watches where something is watched."""
        return (*self._tiles.readers(), *self._watch.readers())

    def span(self, days: int) -> Span:
        """Return so many days up to now."""
        return Span.last(days, self._clock.now())

    def read(self, tile: Tile, span: Span) -> Steps:
        """Read one tile."""
        yield Progress(0, 0, "read")
        return (yield from self._readers()[tile](span))

    def read_all(
        self, span: Span, tiles: Sequence[Tile] | None = None
    ) -> Generator[Progress, None, tuple[Seen, ...]]:
        """Read these tiles, for a report; where none are named, those of the dashboard."""
        found = []
        wanted = self.tiles() if tiles is None else tiles
        for done, tile in enumerate(wanted):
            yield Progress(done, len(wanted), "read")
            found.append((yield from self.read(tile, span)))
        return tuple(found)

    def behind(self, seen: Seen, line: Line) -> tuple[ConversationId, ...]:
        """Return the conversations behind a line, as many as a list is for."""
        return self._tiles.behind(seen, line)

    def mentions_behind(self, seen: Seen, line: Line) -> tuple[Mention, ...]:
        """Return the mentions behind a line of a tile about watches, the newest first."""
        return self._watch.behind(seen, line)

    def _readers(self) -> Mapping[Tile, Callable[[Span], Steps]]:
        return {**self._tiles.readers(), **self._watch.readers(), **self._reach.readers()}

    # What people note

    def remarks(self, span: Span) -> tuple[Remark, ...]:
        """Return what was noted in a period, the oldest first."""
        return table.remarks(self._workspace.read(), span)

    def note(self, tile: Tile, words: str) -> Remark:
        """Note something beside a tile. Raises `NotAllowed` without words."""
        self._acting.require(Act.DRAFT)
        said = words.strip()[:LONGEST]
        if not said:
            raise NotAllowed("annotation-empty")
        now = from_ms(to_ms(self._clock.now()))
        made = Remark(DashboardNoteId(uuid7()), tile, said, self._acting.id, now)
        with self._workspace.write(durable=True) as connection:
            table.add(connection, made)
            self._journal.note(connection, "dashboard.note", {"tile": tile, "words": said})
        return made

    def remove(self, note_id: DashboardNoteId) -> Remark:
        """Take a remark away; `put_back` undoes it. Raises `KeyError`."""
        return self._end(note_id, ended=True)

    def put_back(self, note_id: DashboardNoteId) -> Remark:
        """Undo: let a remark stand again. Raises `KeyError`."""
        return self._end(note_id, ended=False)

    def _end(self, note_id: DashboardNoteId, *, ended: bool) -> Remark:
        self._acting.require(Act.DRAFT)
        one = table.remark(self._workspace.read(), note_id)
        with self._workspace.write(durable=True) as connection:
            table.end(connection, note_id, self._clock.now() if ended else None)
            kind = "dashboard.note-remove" if ended else "dashboard.note-back"
            self._journal.note(connection, kind, {"tile": one.tile, "words": one.words})
        return one
