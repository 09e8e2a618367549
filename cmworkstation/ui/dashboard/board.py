"""Tiles in as many columns as there is room for; each appears when it was read, whatever the others take."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QWidget

from cmworkstation.domain.dashboard import WATCH, Line, Remark, Seen, Span, Tile
from cmworkstation.i18n import labelled, tr
from cmworkstation.services.tiles import AGREED
from cmworkstation.ui import icons, theme
from cmworkstation.ui.crisis.leading import open_action
from cmworkstation.ui.dashboard.mentions_dialog import MentionsDialog
from cmworkstation.ui.dashboard.relief import ReliefOffers
from cmworkstation.ui.dashboard.tile_card import TileCard
from cmworkstation.ui.dashboard.tile_dialog import TileDialog
from cmworkstation.ui.jobs import Job
from cmworkstation.ui.review.behind import BehindDialog
from cmworkstation.words import dashboard as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "dashboard"  # of its own: at a million messages it takes a second, and no list waits for it
SLOW_LANE = "dependence"  # where the same is read once an hour
NARROWEST = 380  # px of a card at 100 %, where there is room for several
AGAIN_MS = 60_000  # between two readings because something came in


class Board(QScrollArea):
    """Reads its tiles when it comes to the front, and stops when it is left."""

    told = Signal(int, int)  # so many of so many tiles were read
    goal_asked = Signal()
    invite_asked = Signal()

    def __init__(
        self, window: "MainWindow", name: str, tiles: Callable[[], Sequence[Tile]]
    ) -> None:
        """Begin with no tile; `tiles` tells which there are."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._tiles = tiles
        self._jobs: list[Job] = []
        self._days = 0
        self._columns = 0
        self.span: Span | None = None
        self.cards: dict[Tile, TileCard] = {}
        self._remarks: tuple[Remark, ...] = ()
        self.reliefs = ReliefOffers(window, self)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        look = theme.current()
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(look.px(16), 0, look.px(16), look.px(16))
        self._grid.setSpacing(look.px(12))
        self.setWidget(inner)
        self.viewport().installEventFilter(self)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.look)

    # Reading

    def set_days(self, days: int) -> None:
        """Choose how long the period is."""
        self._days = days

    def look(self) -> None:
        """Read every tile anew; what is shown stays until then."""
        self.stop()
        self._again.stop()
        wanted = tuple(self._tiles())
        self._build(wanted)
        dashboard = self._services.dashboard
        self.span = span = dashboard.span(self._days)
        run, failed = self._window.jobs.run, self._window.failed
        self._jobs = [
            run(
                SLOW_LANE if tile is Tile.DEPENDENCE else LANE,
                partial(dashboard.read, tile, span),
                self._show,
                failed,
                owner=self,
            )
            for tile in wanted
        ]
        self._tell()
        self.look_at_remarks()

    def look_at_remarks(self) -> None:
        """Read what was noted beside the tiles."""
        if self.span is not None:
            span = self._services.dashboard.span(self._days)
            read = partial(self._services.dashboard.remarks, span)
            self._window.jobs.run(LANE, read, self._show_remarks, self._window.failed, owner=self)

    def look_soon(self) -> None:
        """Read anew when something came in, once a minute at most."""
        if not self._again.isActive():
            self._again.start()

    def stop(self) -> None:
        """Stop reading."""
        for job in self._jobs:
            job.cancel()
        self._jobs = []

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop reading what nobody looks at."""
        super().hideEvent(event)
        self._again.stop()
        self.stop()

    def _tell(self) -> None:
        self.told.emit(sum(job.over for job in self._jobs), len(self._jobs))

    def _show(self, seen: Seen) -> None:
        self.cards[seen.tile].show_card(words.card(seen))
        if seen.tile is Tile.BURDEN:
            self.reliefs.look(seen.span)
        self._tell()

    def _show_remarks(self, found: tuple[Remark, ...]) -> None:
        self._remarks = found
        for tile, card in self.cards.items():
            card.show_remarks(sum(one.tile is tile for one in found))

    # Where tiles stand

    def _build(self, wanted: Sequence[Tile]) -> None:
        if tuple(self.cards) == tuple(wanted):
            return
        for card in self.cards.values():
            card.deleteLater()
        self.cards = {tile: TileCard(tile) for tile in wanted}
        for card in self.cards.values():
            card.opened.connect(partial(self._open, card))
            card.asked.connect(partial(self.open_table, card.tile))
            if card.tile is Tile.GOALS:
                goal = QPushButton(icons.icon("flag"), theme.current().beside(tr("Set a goal…")))
                goal.clicked.connect(self.goal_asked)
                card.row.addWidget(goal)
            if card.tile is Tile.PLACES:
                invite = QPushButton(icons.icon("add"), theme.current().beside(tr("Invite…")))
                invite.setAccessibleName(tr("Invite people from where we hear little…"))
                invite.clicked.connect(self.invite_asked)
                card.row.addWidget(invite)
        self._columns = 0
        self._arrange()

    def _arrange(self) -> None:
        room = self.viewport().width()
        columns = max(1, room // theme.current().px(NARROWEST))
        if columns == self._columns:
            return
        for n in range(self._columns):
            self._grid.setColumnStretch(n, 0)
        self._columns = columns
        for n, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, n // columns, n % columns)
        for n in range(columns):
            self._grid.setColumnStretch(n, 1)
        self._grid.setRowStretch(len(self.cards), 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put tiles into other columns where the room changes."""
        if watched is self.viewport() and event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    # What stands behind

    def _open(self, card: TileCard, row: words.Row) -> None:
        if card.card is not None:
            self.open_row(card.card, row)

    def open_row(self, card: words.Card, row: words.Row) -> None:
        """List what stands behind a line; what was agreed after a crisis stands at the crisis desk."""
        if leads(self._window, row.line):
            return
        title = labelled(card.title, row.name)
        dashboard = self._services.dashboard
        seen, run = card.seen, self._window.jobs.run
        if seen.tile in WATCH:
            run(
                LANE,
                partial(dashboard.mentions_behind, seen, row.line),
                lambda found: MentionsDialog(self._window, title, found).open(),
                self._window.failed,
                owner=self,
            )
            return
        run(
            LANE,
            partial(dashboard.behind, seen, row.line),
            lambda found: BehindDialog(self._window, title, found).open(),
            self._window.failed,
            owner=self,
        )

    def open_table(self, tile: Tile) -> None:
        """Show a tile with all its lines, and what was noted beside it."""
        card = self.cards[tile].card if tile in self.cards else None
        if card is None:
            return
        mine = tuple(one for one in self._remarks if one.tile is tile)
        dialog = TileDialog(self._window, card, mine)
        dialog.row_opened.connect(partial(self.open_row, card))
        dialog.noted.connect(self.look_at_remarks)
        dialog.open()


def leads(window: "MainWindow", line: Line) -> bool:
    """Go where the rows of a line stand on a page of their own; False where they are listed here."""
    if line.key not in AGREED:
        return False
    open_action(window, "")
    return True
