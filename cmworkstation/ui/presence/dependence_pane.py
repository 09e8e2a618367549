"""The five figures of dependence: shares by platform, the effective number, and what if an account closed tomorrow."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

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

from cmworkstation.domain.dependence import Band, Part
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import tr
from cmworkstation.services.depending import Look
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.presence.audience_dialog import AudienceDialog
from cmworkstation.ui.presence.behind import open_behind
from cmworkstation.ui.presence.closing_dialog import ClosingDialog
from cmworkstation.ui.presence.share_chart import ShareChart
from cmworkstation.ui.review.charts import Chart, Series
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import dependence as words
from cmworkstation.words import presence

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow
    from cmworkstation.ui.presence.page import PresencePage

ROLES = {
    Band.RED: "error",
    Band.WATCH: "warn",
    Band.CALM: "good",
    Band.NOTHING: "soft",
    Band.UNKNOWN: "soft",
}
PATIENCE_MS = 400
LANE = "dependence"  # of its own: at a million messages it takes a second
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class DependencePane(QScrollArea):
    """Reads on the reading lane when it comes to the front; what was read before stays meanwhile."""

    def __init__(self, window: "MainWindow", page: "PresencePage") -> None:
        """Build it."""
        super().__init__()
        self._window = window
        self._page = page
        self._services = cast("Services", window.services)
        self.seen: Look | None = None
        self.acts: dict[str, Callable[[], object]] = {
            "closing": self.simulate,
            "audience": self._audience,
            "save_dependence": self._save,
        }
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Dependence"))
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(16))
        column.setSpacing(look.px(8))
        self.headline = PlainLabel()
        self.headline.setWordWrap(True)
        theme.mark(self.headline, "title")
        column.addWidget(self.headline)
        self.meaning = PlainLabel(
            tr(
                "Platforms that share equally count in full; beside one that has nearly everything, the others hardly"
                " count. Below two, or with more than 60 % on one, it is too much."
            )
        )
        self.meaning.setWordWrap(True)
        theme.mark(self.meaning, "soft")
        column.addWidget(self.meaning)
        self.question = self._question()
        column.addWidget(self.question)
        self.working = Working(window.jobs, self, LANE, PATIENCE_MS)
        column.addWidget(self.working)
        self._empty = EmptyState(
            "presence",
            tr("There is no account yet"),
            tr("Once accounts are read, this shows what you would lose with each platform."),
        )
        column.addWidget(self._empty)
        self.chart = ShareChart()
        self.chart.activated.connect(self._open)
        column.addWidget(self.chart)
        self.table = QTableWidget()
        self._build_table()
        column.addWidget(self.table)
        column.addWidget(self._foot())
        column.addStretch(1)
        self.setWidget(inner)
        self._show_none()

    def _foot(self) -> QWidget:
        look = theme.current()
        foot = QWidget()
        row = FlowLayout(foot)
        self.counter = QPushButton(icons.icon("users"), look.beside(tr("Enter the audience…")))
        self.counter.clicked.connect(lambda _=False: self._audience())
        self.saver = QPushButton(icons.icon("download"), look.beside(tr("Save as a table…")))
        self.saver.clicked.connect(lambda _=False: self._save())
        row.addWidget(self.counter)
        row.addWidget(self.saver)
        return foot

    def _question(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        said = PlainLabel(tr("What if an account closed tomorrow?"))
        theme.mark(said, "bold")
        row.addWidget(said)
        self.account = QComboBox()
        self.account.setAccessibleName(tr("Account"))
        self.account.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.account.setMinimumContentsLength(16)
        self.account.activated.connect(self._note_choice)
        self._chosen = False  # by a person
        self.simulator = QPushButton(tr("See what would be lost…"))
        self.simulator.clicked.connect(lambda _=False: self.simulate())
        row.addWidget(self.account)
        row.addWidget(self.simulator)
        return holder

    def _build_table(self) -> None:
        self.table.setAccessibleName(tr("Dependence, in numbers"))
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.cellActivated.connect(self._open_cell)

    def look(self) -> None:
        """Read everything anew."""
        accounts = self._services.dependence.accounts()
        chosen = self.account.currentData()
        self.account.clear()
        for one in accounts:
            self.account.addItem(one.name, one.id)
        self.account.setCurrentIndex(max(0, self.account.findData(chosen)))
        self._empty.setVisible(not accounts)
        self.working.stop()
        if not accounts:
            self.seen = None
            self._show_none()
            return
        if self.seen is None:
            self.headline.setText(tr("Reading…"))
        self.working.run(self._services.dependence.look, self._took, self._window.failed)

    def _note_choice(self) -> None:
        self._chosen = True

    def simulate(self) -> None:
        """Show what would be lost with the chosen account."""
        chosen = self.account.currentData()
        if self.seen is None or not chosen:
            return
        seen = self.seen
        self._window.jobs.run(
            READ,
            partial(self._services.dependence.closing, AccountId(str(chosen)), seen),
            lambda found: ClosingDialog(self._window, seen, found, self._page.show_part).open(),
            self._window.failed,
            owner=self,
        )

    def _show_none(self) -> None:
        known = self.seen is not None
        for one in (self.chart, self.table, self.counter, self.saver, self.headline, self.meaning):
            one.setVisible(known)
        self.question.setVisible(bool(self.account.count()))
        self.account.setEnabled(known)
        self.simulator.setEnabled(known)

    def _took(self, found: Look) -> None:
        self.seen = found
        self._show_none()
        self.headline.setText(words.headline(found))
        self._point_at_worst(found)
        self._window.status.show_dependence(words.status(found), words.headline(found))
        chart = Chart(
            tr("Shares of the platforms"),
            tuple(words.part(one.part) for one in found.figures),
            tuple(
                Series(
                    presence.platform(platform),
                    tuple(one.share(platform) for one in found.figures),
                    tuple(
                        f"{words.share(one, platform)} ({words.amount(one, platform)})"
                        for one in found.figures
                    ),
                )
                for platform in found.platforms
            ),
        )
        heads = tuple(
            tr("{part}: {n} · {band}").format(
                part=words.part(one.part), n=words.effective(one), band=words.band(one.band)
            )
            if one.effective is not None
            else tr("{part}: {band}").format(part=words.part(one.part), band=words.band(one.band))
            for one in found.figures
        )
        self.chart.show_shares(chart, heads, tuple(ROLES[one.band] for one in found.figures))
        self._fill_table(found)

    def _point_at_worst(self, found: Look) -> None:
        """Choose an account of the platform that we depend on most, until a person chooses another."""
        worst = found.headline
        if self._chosen or worst is None or worst.top is None:
            return
        there = [
            one.id
            for one in self._services.dependence.accounts()
            if (one.look or one.platform) == worst.top.platform
        ]
        if there:
            self.account.setCurrentIndex(max(0, self.account.findData(there[0])))

    def _fill_table(self, found: Look) -> None:
        heads = [tr("Platform"), *(words.part(one.part) for one in found.figures)]
        lines = [
            [
                presence.platform(platform),
                *(
                    tr("{n} · {share}").format(
                        n=words.amount(one, platform), share=words.share(one, platform)
                    )
                    if one.share(platform) is not None
                    else words.amount(one, platform)
                    for one in found.figures
                ),
            ]
            for platform in found.platforms
        ]
        lines.append([tr("Platforms in effect"), *(words.effective(one) for one in found.figures)])
        lines.append([tr("Standing"), *(words.band(one.band) for one in found.figures)])
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        for column in range(1, len(heads)):
            if head := self.table.horizontalHeaderItem(column):
                head.setTextAlignment(RIGHT)
        self.table.setRowCount(len(lines))
        for at, line in enumerate(lines):
            for column, text in enumerate(line):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(RIGHT)
                self.table.setItem(at, column, item)
        self.table.resizeColumnsToContents()
        high = self.table.horizontalHeader().height() + self.table.verticalHeader().length()
        bar = self.table.horizontalScrollBar().sizeHint().height()
        self.table.setFixedHeight(high + bar + theme.current().px(4))
        if self.table.currentRow() < 0:
            self.table.setCurrentCell(0, 1)

    def _open(self, figure: int, platform: int) -> None:
        if self.seen is not None:
            part = self.seen.figures[figure].part
            open_behind(self._window, self.seen, part, self.seen.platforms[platform])

    def _open_cell(self, row: int, column: int) -> None:
        if self.seen is None or column < 1:
            return
        part = list(Part)[column - 1]
        if row < len(self.seen.platforms):
            open_behind(self._window, self.seen, part, self.seen.platforms[row])

    def _audience(self) -> None:
        AudienceDialog(self._window).open()

    def _save(self) -> None:
        if self.seen is not None:
            make = partial(self._services.dependence.table, self.seen)
            save_table(self._window, self, "dependence", make)
