"""Figures: who waits now, how long people waited, how much was written; charts beside tables of their numbers."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation.domain.reply_time import Kind
from cmworkstation.i18n import tr
from cmworkstation.services.figures import Experience, Waits, Week
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ, Job
from cmworkstation.ui.review import figure_charts
from cmworkstation.ui.review.bar_chart import BarChart
from cmworkstation.ui.review.behind import BehindDialog
from cmworkstation.ui.review.figure_charts import Way
from cmworkstation.ui.review.figure_part import Behind, FigurePart
from cmworkstation.ui.review.line_chart import LineChart
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.review.row_chart import RowChart
from cmworkstation.ui.widgets.labels import rule
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import review, times

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

PATIENCE_MS = 600  # before it is shown how far the reading is
WEEKS = 26  # of what was written


class FiguresPane(QScrollArea):
    """The panel of who waits, and four charts with their tables."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._waits: Waits | None = None
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
        boxes = self._boxes()
        said = tr("How long people waited")
        self.waits = FigurePart(window, said, "waits", LineChart(), boxes)
        self.compared = FigurePart(window, said, "compared", RowChart())
        said = tr("How waits are spread")
        self.spread = FigurePart(window, said, "spread", BarChart(stacked=True))
        said = tr("What was written, week by week")
        self.weeks = FigurePart(window, said, "volumes", LineChart())
        self.compared.hide()
        for part in self.parts():
            part.opened.connect(self._open)
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(inner)

    def _boxes(self) -> Sequence[QComboBox]:
        kinds = [(tr(times.KINDS[one]), one) for one in ("first", "resolution", "next")]
        self.kind = _box(tr("Which waits"), kinds)
        together = (tr("all together"), "all")
        by = [together, (tr("by channel"), "account"), (tr("by category"), "category")]
        self.by = _box(tr("Of"), by)
        months = [(tr("Last {n} months").format(n=n), n) for n in (12, 36, 120)]
        self.span = _box(tr("Months"), months)
        steps = [(tr("month by month"), False), (tr("week by week"), True)]
        self.steps = _box(tr("Steps"), steps)
        self.clock = _box(tr("Clock"), [(tr("opening time"), "open"), (tr("on the clock"), "wall")])
        for box in (self.kind, self.by, self.span, self.steps):
            box.currentIndexChanged.connect(lambda _: self.look())
        self.clock.currentIndexChanged.connect(lambda _: self._show_again())
        return self.kind, self.by, self.span, self.steps, self.clock

    def parts(self) -> tuple[FigurePart, ...]:
        """Return the figures, from the top."""
        return self.waits, self.compared, self.spread, self.weeks

    def look(self) -> None:
        """Read everything anew."""
        for job in self._jobs:
            job.cancel()
        self.working.stop()
        book = self._services.figures
        run = self._window.jobs.run
        waits = partial(
            book.waited,
            Kind(self.kind.currentData()),
            self.span.currentData(),
            self.by.currentData(),
            weekly=self.steps.currentData(),
        )
        self._jobs = [
            run(READ, book.experience, self._show_now, self._window.failed, owner=self),
            run(
                READ,
                partial(book.volumes, WEEKS),
                self._show_weeks,
                self._window.failed,
                owner=self,
            ),
        ]
        self.working.run(waits, self._show_waits, self._window.failed)

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

    def _show_waits(self, waits: Waits) -> None:
        self._waits = waits
        self._show_again()

    def _show_again(self) -> None:
        """Show what was read, by the clock that is chosen."""
        if self._waits is None:
            return
        by = self.by.currentData()
        way = Way(by, self.steps.currentData(), self.clock.currentData() == "wall")
        self.waits.show_all(figure_charts.trend(self.waits.title, self._waits, way))
        self.spread.show_all(figure_charts.spread(self.spread.title, self._waits, way))
        self.compared.setVisible(by != "all")
        if by != "all":
            said = tr("Channels compared") if by == "account" else tr("Categories compared")
            self.compared.entitle(said)
            self.compared.show_all(figure_charts.compared(said, self._waits, way))

    def _show_weeks(self, weeks: tuple[Week, ...]) -> None:
        shown = figure_charts.volumes(self.weeks.title, weeks, self._services.figures.behind)
        self.weeks.show_all(shown)

    def _open_oldest(self) -> None:
        if self._now is not None and self._now.oldest is not None:
            open_conversation(self._window, self._now.oldest)

    def _open_thanks(self) -> None:
        if self._now is not None:
            thanks = self._now.thanks
            self._open((tr("Whom we owe thanks"), lambda: thanks))

    def _open(self, behind: Behind) -> None:
        title, read = behind
        then = partial(self._list, title)
        self._window.jobs.run(READ, read, then, self._window.failed, owner=self)

    def _list(self, title: str, wanted: Sequence[int]) -> None:
        BehindDialog(self._window, title, wanted).open()


def _box(name: str, choices: Sequence[tuple[str, object]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for words, value in choices:
        box.addItem(words, value)
    return box
