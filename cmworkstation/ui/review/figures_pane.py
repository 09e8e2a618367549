"""Figures: who waits now, how long people waited, how much was written; charts beside tables of their numbers."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QFrame,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply_time import Kind
from cmworkstation.domain.table import Table
from cmworkstation.i18n import tr
from cmworkstation.services.figures import Experience, Month, Week
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ, Job
from cmworkstation.ui.review.behind import BehindDialog
from cmworkstation.ui.review.charts import BarChart, Chart, Series, save_as, values
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.labels import PlainLabel, rule
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import in_language, review, times

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ROWS_SHOWN = 8
PATIENCE_MS = 600
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FiguresPane(QScrollArea):
    """The panel of who waits, and two charts with their tables."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._months: tuple[Month, ...] = ()
        self._weeks: tuple[Week, ...] = ()
        self._now: Experience | None = None
        self._jobs: list[Job] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Figures"))
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(16))
        column.setSpacing(look.px(8))
        panel = QWidget()
        self._panel = FlowLayout(panel)
        self.tiles: list[QPushButton] = []
        column.addWidget(panel)
        self.working = Working(window.jobs, self, READ, PATIENCE_MS)
        column.addWidget(self.working)
        column.addWidget(rule())
        self.kind = _box(
            tr("Which waits"),
            [(tr(times.KINDS[one]), one) for one in ("first", "resolution", "next")],
        )
        self.by = _box(
            tr("Of"),
            [
                (tr("all together"), "all"),
                (tr("by channel"), "account"),
                (tr("by category"), "category"),
            ],
        )
        self.span = _box(
            tr("Months"),
            [(tr("Last {n} months").format(n=months), months) for months in (12, 36, 120)],
        )
        self.clock = _box(tr("Clock"), [(tr("opening time"), "open"), (tr("on the clock"), "wall")])
        self.waits = _Part(
            window,
            tr("How long people waited"),
            "waits",
            (self.kind, self.by, self.span, self.clock),
        )
        self.weeks = _Part(window, tr("What was written, week by week"), "volumes", ())
        self.waits.opened.connect(self._open_month)
        self.weeks.opened.connect(self._open_week)
        column.addWidget(self.waits)
        column.addWidget(rule())
        column.addWidget(self.weeks)
        column.addStretch(1)
        self.setWidget(inner)
        for box in (self.kind, self.by, self.span):
            box.currentIndexChanged.connect(lambda _: self.look())
        self.clock.currentIndexChanged.connect(lambda _: self._show_months(self._months))

    def look(self) -> None:
        """Read everything anew."""
        for job in self._jobs:
            job.cancel()
        book = self._services.figures
        run = self._window.jobs.run
        waits = partial(
            book.waits,
            Kind(self.kind.currentData()),
            self.span.currentData(),
            self.by.currentData(),
        )
        self._jobs = [
            run(READ, book.experience, self._show_now, self._window.failed, owner=self),
            run(READ, waits, self._show_months, self._window.failed, owner=self),
        ]
        self.working.run(partial(book.volumes, 26), self._show_weeks, self._window.failed)

    def _show_now(self, now: Experience) -> None:
        self._now = now
        for tile in self.tiles:
            tile.deleteLater()
        self.tiles = []
        acts: list[Callable[[], object]] = [
            partial(self._window.go, "inbox"),
            self._open_oldest,
            partial(self._window.go, "promises"),
            self._open_thanks,
        ]
        said = review.experience(now, self._services.clock.now())
        there = (now.waiting, now.oldest, now.late or now.soon, now.thanks)
        for (number, what), act, any_ in zip(said, acts, there, strict=True):
            tile = QPushButton(f"{number}\n{what}")
            tile.setAccessibleName(f"{number} {what}")
            theme.mark(tile, "tile")
            tile.setEnabled(bool(any_))
            tile.clicked.connect(lambda _=False, do=act: do())
            self.tiles.append(tile)
            self._panel.addWidget(tile)

    def _show_months(self, months: tuple[Month, ...]) -> None:
        self._months = months
        wall = self.clock.currentData() == "wall"
        halves = [m.figure.wall_median if wall else m.figure.open_median for m in months]
        mosts = [m.figure.wall_p90 if wall else m.figure.open_p90 for m in months]
        named = [_named(one) for one in months]
        chart = Chart(
            self.waits.title,
            tuple(named),
            (
                Series(tr("Half within"), values(halves), tuple(map(times.cell, halves))),
                Series(tr("Nine of ten within"), values(mosts), tuple(map(times.cell, mosts))),
            ),
        )
        heads = [
            tr("Month"),
            tr("Replies"),
            tr("Late"),
            tr("Half within"),
            tr("Nine of ten within"),
        ]
        cells = [
            (name, str(one.figure.n), str(one.figure.late), times.cell(half), times.cell(most))
            for name, one, half, most in zip(named, months, halves, mosts, strict=True)
        ]
        self.waits.show_all(chart, heads, cells, lambda: review.months_table(months))

    def _show_weeks(self, weeks: tuple[Week, ...]) -> None:
        self._weeks = weeks
        theirs, ours = [one.theirs for one in weeks], [one.ours for one in weeks]
        homes = [one.conversations for one in weeks]
        columns = ((tr("By others"), theirs), (tr("By us"), ours), (tr("Conversations"), homes))
        chart = Chart(
            self.weeks.title,
            tuple(review.week(one.begins) for one in weeks),
            tuple(Series(name, values(each), tuple(map(str, each))) for name, each in columns),
        )
        heads = [tr("Week of"), *(name for name, _ in columns)]
        cells = [
            (review.week(one.begins), str(one.theirs), str(one.ours), str(one.conversations))
            for one in weeks
        ]
        self.weeks.show_all(chart, heads, cells, lambda: review.weeks_table(weeks))

    def _open_month(self, group: int) -> None:
        month = self._months[group]
        self._open_rows(_named(month), month.figure.conversations)

    def _open_week(self, group: int) -> None:
        week = self._weeks[group]
        title = tr("Week of {day}").format(day=review.week(week.begins))
        self._open_rows(title, self._services.figures.behind(week))

    def _open_oldest(self) -> None:
        if self._now is not None and self._now.oldest is not None:
            open_conversation(self._window, self._now.oldest)

    def _open_thanks(self) -> None:
        if self._now is not None:
            self._open_rows(tr("Whom we owe thanks"), self._now.thanks)

    def _open_rows(self, title: str, wanted: Sequence[ConversationId]) -> None:
        BehindDialog(self._window, title, wanted).open()


class _Part(QWidget):
    """A chart, the same numbers as a table, and buttons that save both."""

    opened = Signal(int)

    def __init__(
        self, window: "MainWindow", title: str, name: str, boxes: Sequence[QWidget]
    ) -> None:
        super().__init__()
        self._window = window
        self.title = title
        self._name = name
        self._make: Callable[[], Table] | None = None
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        head = PlainLabel(title)
        head.setWordWrap(True)
        theme.mark(head, "title")
        column.addWidget(head)
        holder = QWidget()
        row = FlowLayout(holder)
        for box in boxes:
            row.addWidget(box)
        self.table_saver = QPushButton(icons.icon("download"), look.beside(tr("Save as a table…")))
        self.table_saver.clicked.connect(self.save_table)
        self.picture_saver = QPushButton(icons.icon("image"), look.beside(tr("Save as a picture…")))
        self.picture_saver.clicked.connect(self.save_picture)
        row.addWidget(self.table_saver)
        row.addWidget(self.picture_saver)
        column.addWidget(holder)
        self.nothing = PlainLabel(tr("Nothing was measured in this time."))
        theme.mark(self.nothing, "soft")
        column.addWidget(self.nothing)
        self.chart = BarChart()
        self.chart.activated.connect(lambda group, _: self.opened.emit(group))
        self.frame_ = QScrollArea()
        self.frame_.setWidgetResizable(True)
        self.frame_.setFrameShape(QFrame.Shape.NoFrame)
        self.frame_.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.frame_.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frame_.setAccessibleName(title)
        self.frame_.setWidget(self.chart)
        column.addWidget(self.frame_)
        self.table = QTableWidget()
        self.table.setAccessibleName(title)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.cellActivated.connect(lambda at, _: self.opened.emit(self._group_of(at)))
        column.addWidget(self.table)

    def show_all(
        self,
        chart: Chart,
        heads: Sequence[str],
        cells: Sequence[Sequence[str]],
        make: Callable[[], Table],
    ) -> None:
        """Draw the chart and fill the table, the newest line first."""
        self._make = make
        self.chart.show_chart(chart)
        look = theme.current()
        self.frame_.setFixedHeight(self.chart.sizeHint().height() + look.px(16))
        bar = self.frame_.horizontalScrollBar()
        bar.setValue(bar.maximum())
        self.nothing.setVisible(not cells)
        for one in (self.frame_, self.table):
            one.setVisible(bool(cells))
        for button in (self.table_saver, self.picture_saver):
            button.setEnabled(bool(cells))
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(list(heads))
        self.table.setRowCount(len(cells))
        for at, line in enumerate(reversed(cells)):
            for column, text in enumerate(line):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(RIGHT)
                self.table.setItem(at, column, item)
        shown = min(len(cells), ROWS_SHOWN) + 2
        self.table.setFixedHeight(shown * look.px(theme.CONTROL))
        if cells:
            self.table.setCurrentCell(0, 0)

    def _group_of(self, row: int) -> int:
        return self.table.rowCount() - 1 - row

    def save_table(self) -> None:
        """Ask where to, and write the numbers."""
        if self._make is not None:
            save_table(self._window, self, self._name, self._make)

    def save_picture(self) -> None:
        """Ask where to, and write the chart."""
        chooser = QFileDialog(self, tr("Save as a picture"), str(self._window.home))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([tr("Picture (*.png)"), tr("Drawing (*.svg)")])
        chooser.selectFile(f"{self._name}.png")
        chooser.fileSelected.connect(lambda path: self.write_picture(Path(path)))
        chooser.open()

    def write_picture(self, target: Path) -> None:
        """Write the chart: a drawing where the name ends in .svg, else a picture."""
        content = save_as(target, self.chart)
        services = cast("Services", self._window.services)
        self._window.jobs.run(
            READ,
            partial(services.tables.write_file, target, content),
            lambda _: self._window.say(tr("Saved.")),
            self._window.failed,
            owner=self,
        )


def _box(name: str, choices: Sequence[tuple[str, object]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for words, value in choices:
        box.addItem(words, value)
    return box


def _named(one: Month) -> str:
    month = review.month(one.begins)
    if not one.key and not one.label:
        return month
    name = in_language(one.label) if one.label else one.key
    return f"{month} · {name}"
