"""Where people talk about us: a chart and a table of places, and what was decided about each."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.said import Said
from cmworkstation.domain.talk_place import Decided, Decision, Place
from cmworkstation.i18n import number, tr
from cmworkstation.services.talk_places import SHORTEST_REASON
from cmworkstation.ui import icons, theme
from cmworkstation.ui.composer.popovers import WordsPopover, place_of
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.presence.rows_dialog import RowsDialog, Shown
from cmworkstation.ui.review.charts import Chart, Series
from cmworkstation.ui.review.row_chart import RowChart
from cmworkstation.ui.watch.said_rows import show_said
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import alerts as words
from cmworkstation.words import times

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10
MOST_DRAWN = 10
LINE = 120  # characters of a reason
WIDEST = 320  # px at 100 %, of a column
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NUMBERS = frozenset((2, 3, 4, 5))
DECIDE = {
    "place_present": Decision.PRESENT,
    "place_listen": Decision.LISTEN,
    "place_ignore": Decision.IGNORE,
}


class PlacesPane(QScrollArea):
    """Read on the reading lane when it comes to the front; what was read before stays meanwhile."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self.shown: tuple[Place, ...] = ()
        self._chosen = ""
        self.popover: WordsPopover | None = None
        self.acts: dict[str, Callable[[], object]] = {
            "place_rows": self._rows,
            **{name: partial(self._decide, name) for name in DECIDE},
            "place_undecide": self._undecide,
            "place_history": self._history,
            "places_table": self._save,
        }
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Where people talk"))
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(16))
        column.setSpacing(look.px(8))
        self.noticed = PlainLabel()
        self.noticed.setWordWrap(True)
        theme.mark(self.noticed, "title")
        column.addWidget(self.noticed)
        self._empty = EmptyState(
            "presence",
            tr("Nothing was said anywhere yet"),
            tr(
                "Once accounts are read and queries of the watch find something, this shows where people talk about"
                " you, so that you can decide where to be present, where to listen, and what to ignore."
            ),
        )
        column.addWidget(self._empty)
        self.chart = RowChart()
        self.chart.activated.connect(lambda group, _: self._open(group))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.chart)
        column.addWidget(self._scroll)
        column.addWidget(self._foot())
        self.table = QTableWidget()
        self._build_table()
        column.addWidget(self.table)
        column.addStretch(1)
        self.setWidget(inner)
        self._show()

    def _build_table(self) -> None:
        self.table.setAccessibleName(tr("Places where people talk"))
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.cellActivated.connect(lambda row, _: self._open(row))
        self.table.currentCellChanged.connect(lambda *_: self._choose())

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = FlowLayout(foot)
        self.buttons: dict[str, QPushButton] = {}
        for name, icon, text in (
            ("place_rows", "open", tr("Show what was said")),
            ("place_present", "users", tr("Be present there…")),
            ("place_listen", "watch", tr("Listen only…")),
            ("place_ignore", "close", tr("Ignore it…")),
            ("place_undecide", "undo", tr("Take the decision back")),
            ("place_history", "history", tr("What was decided before…")),
            ("places_table", "download", tr("Save as a table…")),
        ):
            button = QPushButton(icons.icon(icon), theme.current().beside(text))
            button.clicked.connect(partial(self._press, name))
            self.buttons[name] = button
            row.addWidget(button)
        return foot

    def _press(self, name: str, _: bool = False) -> None:
        self.acts[name]()

    # --- showing ------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read everything anew."""
        self._window.jobs.run(
            READ, self._services.talk_places.look, self._took, self._window.failed, owner=self
        )

    def place(self) -> Place | None:
        """Return the place that is chosen."""
        row = self.table.currentRow()
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def _took(self, found: tuple[Place, ...]) -> None:
        self.shown = found
        self._show()

    def _show(self) -> None:
        found = self.shown
        self.table.setVisible(bool(found))
        self._empty.setVisible(not found)
        said = words.noticed(found)
        self.noticed.setText(said)
        self.noticed.setVisible(bool(said))
        drawn = [one for one in found if one.lately or one.before][:MOST_DRAWN]
        self._scroll.setVisible(bool(drawn))
        self.chart.show_chart(
            Chart(
                tr("Where people talk"),
                tuple(words.place(one.key) for one in drawn),
                (
                    Series(
                        tr("Last 30 days"),
                        tuple(float(one.lately) for one in drawn),
                        tuple(number(one.lately) for one in drawn),
                    ),
                    Series(
                        tr("30 days before"),
                        tuple(float(one.before) for one in drawn),
                        tuple(number(one.before) for one in drawn),
                    ),
                ),
            )
        )
        self.chart.go((0, 0))
        bar = self._scroll.horizontalScrollBar().sizeHint().height()
        self._scroll.setFixedHeight(self.chart.sizeHint().height() + bar)
        self._fill(found)
        self._show_buttons()

    def _fill(self, found: tuple[Place, ...]) -> None:
        look = theme.current()
        people = {str(one.id): one.name for one in self._services.profiles.listed()}
        heads = (
            tr("Place"),
            tr("Kind"),
            tr("30 days"),
            tr("Before"),
            tr("Trend"),
            tr("Unanswered"),
            tr("Decision"),
            tr("Why"),
            tr("Decided"),
        )
        chosen = self._chosen
        self.table.blockSignals(True)
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(list(heads))
        for column in NUMBERS:
            if head := self.table.horizontalHeaderItem(column):
                head.setTextAlignment(RIGHT)
        self.table.setRowCount(len(found))
        for at, one in enumerate(found):
            for column, text in enumerate(self._line(one, people)):
                item = QTableWidgetItem(text or "–")
                if column in NUMBERS:
                    item.setTextAlignment(RIGHT)
                self.table.setItem(at, column, item)
        self.table.resizeColumnsToContents()
        for column in range(len(heads)):
            if self.table.columnWidth(column) > look.px(WIDEST):
                self.table.setColumnWidth(column, look.px(WIDEST))
        high = self.table.horizontalHeader().height() + self.table.verticalHeader().length()
        bar = self.table.horizontalScrollBar().sizeHint().height()
        self.table.setFixedHeight(high + bar + look.px(4))
        rows = [n for n, one in enumerate(found) if one.key == chosen]
        if found:
            self.table.setCurrentCell(rows[0] if rows else 0, 0)
        self.table.blockSignals(False)
        self._choose()

    def _line(self, one: Place, people: dict[str, str]) -> tuple[str, ...]:
        decided, now = one.decided, self._services.clock.now()
        name = words.place(one.key)
        return (
            tr("{place} (ours)").format(place=name) if one.ours else name,
            words.place_kind(one.kind),
            number(one.lately),
            number(one.before),
            words.trend(one),
            words.unanswered(one),
            words.decision(decided.decision if decided else None),
            foreign.line(decided.reason, LINE) if decided else "",
            _signed(decided, people, times.moment(decided.at, now)) if decided else "",
        )

    def _choose(self) -> None:
        one = self.place()
        if one is not None:
            self._chosen = one.key
        self._show_buttons()

    def _show_buttons(self) -> None:
        for name, button in self.buttons.items():
            button.setEnabled(self.can(name))

    # --- doing --------------------------------------------------------------------------------------

    def can(self, name: str) -> bool:
        """Tell whether something can be done with the chosen place."""
        one = self.place()
        if one is None:
            return False
        if name == "place_rows":
            return one.lately > 0
        if name == "place_history":
            return one.decided is not None
        if name == "places_table":
            return True
        decision = one.decided.decision if one.decided else None
        if self._services.read_only:
            return False
        return decision is not None if name == "place_undecide" else decision is not DECIDE[name]

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.shown):
            self.table.setCurrentCell(row, 0)
            self._rows()

    def _rows(self) -> None:
        one = self.place()
        if one is not None and one.lately:
            self._window.jobs.run(
                READ,
                partial(self._services.talk_places.rows, one.key),
                partial(self._show_rows, one),
                self._window.failed,
                owner=self,
            )

    def _show_rows(self, one: Place, found: tuple[Said, ...]) -> None:
        title = tr("Said in 30 days: {place}").format(place=words.place(one.key))
        show_said(self._window, title, "", found)

    def _decide(self, name: str) -> None:
        one = self.place()
        if one is None or not self.can(name):
            return
        popover = WordsPopover(
            self._window,
            tr("{place}: {decision}. Why?").format(
                place=words.place(one.key), decision=words.decision(DECIDE[name])
            ),
            tr("Whoever reads it in a year wants to know."),
            SHORTEST_REASON,
        )
        popover.chosen.connect(partial(self._decided, one, DECIDE[name]))
        popover.left.connect(self.table.setFocus)
        popover.show_by(place_of(self.buttons[name], self._window))
        self.popover = popover

    def _decided(self, one: Place, decision: Decision, why: str) -> None:
        if self._put(one, decision, why):
            before = one.decided
            back = partial(
                self._put,
                one,
                before.decision if before else None,
                before.reason if before else "",
            )
            self._window.undo(tr("The decision is kept."), UNDO_S, back)
        self.table.setFocus()

    def _undecide(self) -> None:
        one = self.place()
        if one is not None and self.can("place_undecide"):
            self._put(one, None, "")

    def _put(self, one: Place, decision: Decision | None, why: str) -> bool:
        try:
            changes = self._services.talk_places.decide(one.key, decision, why)
        except WorkstationError as error:
            self._window.failed(error)
            return False
        self._window.jobs.emit_changes(changes)
        return True

    def _history(self) -> None:
        one = self.place()
        if one is None:
            return
        now = self._services.clock.now()
        people = {str(each.id): each.name for each in self._services.profiles.listed()}
        rows = [
            Shown(
                words.decision(each.decision)
                + (f" · {foreign.line(each.reason, LINE)}" if each.reason else ""),
                _signed(each, people, times.moment(each.at, now)),
            )
            for each in self._services.talk_places.history(one.key)
        ]
        title = tr("What was decided about {place}").format(place=words.place(one.key))
        RowsDialog(self._window, title, "", rows).open()

    def _save(self) -> None:
        people = {str(one.id): one.name for one in self._services.profiles.listed()}
        make = partial(self._services.talk_places.table, people)
        save_table(self._window, self, "places", make)


def _signed(one: Decided, people: dict[str, str], at: str) -> str:
    who = foreign.line(people.get(one.by, ""), 60)
    return tr("{who}, {when}").format(who=who, when=at) if who else at
