"""Mentions in columns: one for each query, side by side, for watching rather than for answering."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.mention import Mention
from cmworkstation.domain.watch import WatchQuery
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.watch.mentions_pane import SHOWN, Marks
from cmworkstation.ui.watch.rows import MentionList
from cmworkstation.ui.widgets.buttons import link
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.words import in_language
from cmworkstation.words import watching as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

WIDE = 300  # px at 100 % of a column, and no more than there is room for
EACH = 60  # mentions of a column
Found = tuple[
    tuple[WatchQuery, ...],
    Mapping[str, tuple[Mention, ...]],
    Mapping[str, Marks],
    Mapping[str, str],
    Mapping[str, str],
]


class _Column(QWidget):
    """What one query found."""

    def __init__(self, query: WatchQuery, opened: "Callable[[], object]") -> None:
        super().__init__()
        self.query = query
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        self.head: QPushButton = link("watch", foreign.line(query.name, 40), opened)
        self.list = MentionList(
            tr("Mentions of “{query}”").format(query=foreign.line(query.name, 60))
        )
        column.addWidget(self.head)
        column.addWidget(self.list, 1)

    def say(self, n: int) -> None:
        """Tell how much the column holds."""
        text = trn("{name}: {n} mention", "{name}: {n} mentions", n)
        said = text.format(name=foreign.line(self.query.name, 40), n=number(n))
        self.head.setText(theme.current().beside(said))


class ColumnsPane(QScrollArea):
    """One column for each query; where there is room for one only, the others lie beside it."""

    opened = Signal(str)  # id of a query
    attached = Signal(object)  # a list that takes keys
    wanted = Signal(str)

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._asked = 0
        self._columns: list[_Column] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Mentions in columns, one for each query"))
        inner = QWidget()
        theme.mark(inner, "ground")
        look = theme.current()
        self._row = QHBoxLayout(inner)
        self._row.setContentsMargins(look.px(16), 0, look.px(16), look.px(8))
        self._row.setSpacing(look.px(8))
        self._nothing = EmptyState(
            "watch",
            tr("Nothing is watched yet"),
            tr("Each query that you keep becomes a column here."),
            tr("New query…"),
            lambda: self.wanted.emit("new_query"),
        )
        self._row.addWidget(self._nothing)
        self.setWidget(inner)

    def lists(self) -> tuple[MentionList, ...]:
        """Return the lists of the columns."""
        return tuple(one.list for one in self._columns)

    def current(self) -> MentionList | None:
        """Return the list that has the focus, else the first."""
        lists = self.lists()
        return next((one for one in lists if one.hasFocus()), lists[0] if lists else None)

    def look(self) -> None:
        """Read again, on the reading lane."""
        self._asked += 1
        asked, services = self._asked, self._services

        def gather() -> Found:
            queries = tuple(one for one in services.watches.queries() if one.enabled)
            found = {
                one.id: services.mentions.listed(query_id=one.id, states=SHOWN["open"], limit=EACH)
                for one in queries
            }
            marks = {one.id: services.watches.marked(found[one.id], one.id) for one in queries}
            names = {one.id: words.source_name(one) for one in services.watches.sources()}
            named = services.mentions.categories()
            labels = {id_: in_language(one) for id_, one in named.items()}
            return queries, found, marks, names, labels

        self._window.jobs.run(
            READ, gather, done=lambda found: self._take(asked, *found), owner=self
        )

    def _take(
        self,
        asked: int,
        queries: tuple[WatchQuery, ...],
        found: Mapping[str, tuple[Mention, ...]],
        marks: Mapping[str, Marks],
        names: Mapping[str, str],
        labels: Mapping[str, str],
    ) -> None:
        if asked != self._asked:
            return
        if [one.query for one in self._columns] != list(queries):
            self._build(queries)
        now = self._services.clock.now()
        for column in self._columns:
            mentions = found[column.query.id]
            column.say(len(mentions))
            column.list.show_mentions(mentions, names, marks[column.query.id], now, labels)
        self._nothing.setVisible(not queries)

    def _build(self, queries: tuple[WatchQuery, ...]) -> None:
        for old in self._columns:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._columns = []
        for one in queries:
            column = _Column(one, partial(self.opened.emit, one.id))
            column.list.itemActivated.connect(lambda _: self.wanted.emit("promote"))
            self._columns.append(column)
            self._row.addWidget(column)
            self.attached.emit(column.list)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let a column be no wider than the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = theme.current()
        wide = max(look.px(120), min(look.px(WIDE), self.viewport().width() - look.px(40)))
        for column in self._columns:
            column.setMinimumWidth(wide)
