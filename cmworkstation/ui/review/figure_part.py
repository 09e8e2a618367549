"""One figure of the history: a chart, the same numbers as a table, and buttons that copy and save both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.table import Table
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.review.charts import Chart, ChartView, save_as
from cmworkstation.ui.widgets.labels import PlainLabel, rule
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.number_table import NumberTable
from cmworkstation.ui.widgets.table_saver import save_table

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

Behind = tuple[str, Callable[[], Sequence[ConversationId]]]  # a title, and how to come by the rows


@dataclass(frozen=True, slots=True)
class Shown:
    """What a figure shows: its chart and its table, what stands behind each mark and each line, and the whole table."""

    chart: Chart
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    behind_mark: Callable[[int, int], Behind | None]
    behind_line: Callable[[int], Behind | None]
    make: Callable[[], Table]


class FigurePart(QWidget):
    """A chart with its table."""

    opened = Signal(object)  # Behind

    def __init__(
        self,
        window: "MainWindow",
        title: str,
        name: str,
        chart: ChartView,
        boxes: Sequence[QWidget] = (),
    ) -> None:
        """Begin empty; `name` is what its files are called."""
        super().__init__()
        self._window = window
        self._name = name
        self._shown: Shown | None = None
        self.chart = chart
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self._head = PlainLabel()
        self._head.setWordWrap(True)
        theme.mark(self._head, "title")
        column.addWidget(self._head)
        if boxes:
            holder = QWidget()
            row = FlowLayout(holder)
            for box in boxes:
                row.addWidget(box)
            column.addWidget(holder)
        self.nothing = PlainLabel(tr("Nothing was measured in this time."))
        theme.mark(self.nothing, "soft")
        column.addWidget(self.nothing)
        self.chart.activated.connect(self._open_mark)
        self.frame_ = QScrollArea()
        self.frame_.setWidgetResizable(True)
        self.frame_.setFrameShape(QFrame.Shape.NoFrame)
        self.frame_.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.frame_.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frame_.setWidget(self.chart)
        column.addWidget(self.frame_)
        self.table = NumberTable(title)
        self.table.cellActivated.connect(self._open_line)
        column.addWidget(self.table)
        column.addWidget(self._build_foot())
        column.addWidget(rule())
        self.entitle(title)

    def _build_foot(self) -> QWidget:
        look = theme.current()
        self.foot = QWidget()
        row = FlowLayout(self.foot)
        self.copier = QPushButton(icons.icon("copy"), look.beside(tr("Copy the table")))
        self.copier.clicked.connect(lambda: self._window.copy(self.table.as_text()))
        self.table_saver = QPushButton(icons.icon("download"), look.beside(tr("Save as a table…")))
        self.table_saver.clicked.connect(self.save_table)
        self.picture_saver = QPushButton(icons.icon("image"), look.beside(tr("Save as a picture…")))
        self.picture_saver.clicked.connect(self.save_picture)
        for one in (self.copier, self.table_saver, self.picture_saver):
            row.addWidget(one)
        return self.foot

    def entitle(self, title: str) -> None:
        """Call the figure otherwise."""
        self.title = title
        self._head.setText(title)
        self.frame_.setAccessibleName(title)
        self.table.setAccessibleName(title)

    def show_all(self, shown: Shown) -> None:
        """Draw the chart and fill the table."""
        self._shown = shown
        self.chart.show_chart(shown.chart)
        look = theme.current()
        self.frame_.setFixedHeight(self.chart.sizeHint().height() + look.px(16))
        bar = self.frame_.horizontalScrollBar()
        bar.setValue(bar.maximum())
        there = bool(shown.lines)
        self.nothing.setVisible(not there)
        for one in (self.frame_, self.table, self.foot):
            one.setVisible(there)
        self.table.fill(shown.heads, shown.lines)

    def _open_mark(self, group: int, series: int) -> None:
        behind = self._shown.behind_mark(group, series) if self._shown is not None else None
        if behind is not None:
            self.opened.emit(behind)

    def _open_line(self, row: int, _column: int) -> None:
        behind = self._shown.behind_line(row) if self._shown is not None else None
        if behind is not None:
            self.opened.emit(behind)

    def save_table(self) -> None:
        """Ask where to, and write the numbers."""
        if self._shown is not None:
            save_table(self._window, self, self._name, self._shown.make)

    def make(self) -> Table:
        """Return the numbers as they are written to a file."""
        assert self._shown is not None
        return self._shown.make()

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
