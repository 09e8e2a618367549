"""The media map beside its table; what is missing is said above it, and each account can be placed elsewhere."""

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
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
from cmworkstation.domain.media_map import Axes, Granularity, Modality, Point, Time, holes
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.presence.map_chart import MapChart
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import media_map as words
from cmworkstation.words import presence

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10
SUBJECT = Qt.ItemDataRole.UserRole
E = TypeVar("E", bound=StrEnum)


class MapPane(QScrollArea):
    """A chart, a table with the same, and three choices that place what is chosen."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._points: dict[str, Point] = {}
        self._filling = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Media map"))
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(16))
        column.setSpacing(look.px(8))
        self.missing = PlainLabel()
        self.missing.setWordWrap(True)
        theme.mark(self.missing, "title")
        column.addWidget(self.missing)
        self.chart = MapChart()
        self.chart.chosen.connect(self.choose)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.chart)
        column.addWidget(self._scroll)
        column.addWidget(self._placing())
        self.table = QTableWidget(0, 5)
        self._build_table()
        column.addWidget(self.table)
        self.saver = QPushButton(icons.icon("download"), look.beside(tr("Save as a table…")))
        self.saver.clicked.connect(lambda _=False: self.save())
        foot = QWidget()
        FlowLayout(foot).addWidget(self.saver)
        column.addWidget(foot)
        column.addStretch(1)
        self.setWidget(inner)

    def _placing(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.name = PlainLabel()
        row.addWidget(self.name)
        self.time = _box(tr("When it counts"), Time, words.time)
        self.place = _box(tr("How wide"), Granularity, words.granularity)
        self.way = _box(tr("Who speaks to whom"), Modality, words.modality)
        for box in (self.time, self.place, self.way):
            box.currentIndexChanged.connect(lambda _: self._placed())
            row.addWidget(box)
        self.usual = QPushButton(tr("Usual place of its platform"))
        self.usual.clicked.connect(lambda _=False: self._set(None))
        row.addWidget(self.usual)
        return holder

    def _build_table(self) -> None:
        table = self.table
        table.setAccessibleName(tr("Media map, in words"))
        table.setHorizontalHeaderLabels(
            [
                tr("Account"),
                tr("Platform"),
                tr("When it counts"),
                tr("How wide"),
                tr("Who speaks to whom"),
            ]
        )
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.currentCellChanged.connect(lambda at, *_: self._table_chose(at))

    def look(self) -> None:
        """Read the map again."""
        points = self._services.media_map.points()
        chosen = self.chosen() or (points[0].subject if points else "")
        self._points = {one.subject: one for one in points}
        self.missing.setText(
            words.holes(holes(points))
            if points
            else tr("There is no account yet: the whole map is empty.")
        )
        self.chart.show_points(points)
        bar = self._scroll.horizontalScrollBar().sizeHint().height()
        self._scroll.setFixedHeight(self.chart.sizeHint().height() + bar)
        self._filling = True
        self.table.setRowCount(len(points))
        for at, one in enumerate(points):
            cells = (
                foreign.line(one.name, 60),
                presence.platform(one.platform),
                words.time(one.axes.time),
                words.granularity(one.axes.granularity),
                words.modality(one.axes.modality),
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setData(SUBJECT, one.subject)
                self.table.setItem(at, column, item)
        self.table.resizeColumnsToContents()
        high = self.table.horizontalHeader().height() + self.table.verticalHeader().length()
        self.table.setFixedHeight(high + bar + theme.current().px(4))
        self._filling = False
        self.saver.setEnabled(bool(points))
        self.choose(chosen)

    def chosen(self) -> str:
        """Return the subject that is chosen, "" for none."""
        item = self.table.item(self.table.currentRow(), 0)
        return str(item.data(SUBJECT)) if item is not None else ""

    def choose(self, subject: str) -> None:
        """Choose an account, in the chart and in the table."""
        self.chart.choose(subject)
        at = list(self._points).index(subject) if subject in self._points else -1
        if at >= 0 and at != self.table.currentRow():
            self._filling = True
            self.table.setCurrentCell(at, 0)
            self._filling = False
        self._show(self._points.get(subject))

    def _table_chose(self, at: int) -> None:
        item = self.table.item(at, 0)
        if item is not None and not self._filling:
            self.choose(str(item.data(SUBJECT)))

    def _show(self, one: Point | None) -> None:
        writable = one is not None and not self._services.read_only
        for box in (self.time, self.place, self.way):
            box.setEnabled(writable)
        self.usual.setEnabled(writable and one is not None and one.own)
        self.name.setText(foreign.line(one.name, 40) if one else "")
        if one is None:
            return
        self._filling = True
        self.time.setCurrentIndex(self.time.findData(one.axes.time))
        self.place.setCurrentIndex(self.place.findData(one.axes.granularity))
        self.way.setCurrentIndex(self.way.findData(one.axes.modality))
        self._filling = False

    def _placed(self) -> None:
        if self._filling or not self.chosen():
            return
        self._set(
            Axes(
                Time(self.time.currentData()),
                Granularity(self.place.currentData()),
                Modality(self.way.currentData()),
            )
        )

    def _set(self, axes: Axes | None) -> None:
        subject = self.chosen()
        before = self._points.get(subject)
        if before is None:
            return
        try:
            changes = self._services.media_map.place(subject, axes)
        except WorkstationError as error:
            self._window.failed(error)
            self.look()
            return
        self._window.jobs.emit_changes(changes)
        self.look()
        back = before.axes if before.own else None
        said = tr("{name} has another place.").format(name=foreign.line(before.name, 40))
        self._window.undo(said, UNDO_S, lambda: self._back(subject, back))

    def _back(self, subject: str, axes: Axes | None) -> None:
        self._window.jobs.emit_changes(self._services.media_map.place(subject, axes))
        self.look()

    def save(self) -> None:
        """Write the map as a table."""
        save_table(self._window, self, "media-map", self._services.media_map.table)


def _box(name: str, kind: type[E], said: "Callable[[E], str]") -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for one in kind:
        box.addItem(said(one), one)
    return box
