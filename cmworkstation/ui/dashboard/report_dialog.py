"""The dashboard as a file: now, or every day or week into a folder."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.dashboard_report import Every, Report, ReportPlan
from cmworkstation.i18n import tr
from cmworkstation.services.table_export import as_text
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import WRITE
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel, rule
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import dashboard as words
from cmworkstation.words import dashboard_page as pages

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "dashboard"
ENDINGS = (".html", ".md", ".csv")


class ReportDialog(QDialog):
    """Saves what the dashboard shows, and says when it is saved by itself."""

    def __init__(self, window: "MainWindow", span: Span) -> None:
        """Offer the period that is chosen."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._span = span
        self._plan = plan = self._services.dashboard_reports.plan()
        self._folder = plan.folder
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("The dashboard as a file"))
        look = theme.current()
        self.setMinimumWidth(look.px(300))
        fit(self, window, 520, 460)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        self._title(column, tr("Now"))
        period = words.span_words(span.since, span.until)
        said = tr("{period}, as one file that opens without a network, in any browser, and prints.")
        self._say(column, said.format(period=period))
        self.names = QCheckBox(tr("Keep the names of private persons"))
        self.names.setChecked(plan.names)
        column.addWidget(self.names)
        self.saver = QPushButton(icons.icon("download"), look.beside(tr("Save…")))
        self.saver.clicked.connect(self.ask)
        self._in_a_row(column, self.saver)
        self.working = Working(window.jobs, self, LANE)
        column.addWidget(self.working)
        column.addWidget(rule())
        self._title(column, tr("By itself"))
        self._say(
            column,
            tr(
                "One file for each whole day or week, written once it is over, while the program runs."
            ),
        )
        self.every = QComboBox()
        self.every.setAccessibleName(tr("How often"))
        for one, name in (
            (Every.NEVER, tr("never")),
            (Every.DAY, tr("every day")),
            (Every.WEEK, tr("every week")),
        ):
            self.every.addItem(name, one.value)
        self.every.setCurrentIndex(self.every.findData(plan.every.value))
        self.every.currentIndexChanged.connect(lambda _: self._allow())
        self.chooser = QPushButton(icons.icon("folder"), look.beside(tr("Folder…")))
        self.chooser.clicked.connect(self.ask_folder)
        self._in_a_row(column, self.every, self.chooser)
        self.where = PlainLabel()
        self.where.setWordWrap(True)
        column.addWidget(self.where)
        column.addStretch(1)
        self.keeper = QPushButton(tr("Keep"))
        theme.mark(self.keeper, "primary")
        self.keeper.clicked.connect(self.keep)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        self._in_a_row(column, self.keeper, close)
        self._allow()

    @staticmethod
    def _title(column: QVBoxLayout, text: str) -> None:
        title = QLabel(text)
        theme.mark(title, "title")
        column.addWidget(title)

    @staticmethod
    def _say(column: QVBoxLayout, text: str) -> None:
        said = PlainLabel(text)
        said.setWordWrap(True)
        theme.mark(said, "soft")
        column.addWidget(said)

    @staticmethod
    def _in_a_row(column: QVBoxLayout, *widgets: QWidget) -> None:
        holder = QWidget()
        row = FlowLayout(holder)
        for one in widgets:
            row.addWidget(one)
        column.addWidget(holder)

    # Now

    def ask(self) -> None:
        """Ask where to."""
        chooser = QFileDialog(self, tr("The dashboard as a file"), str(self._window.home))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters(
            [tr("Page for a browser (*.html)"), tr("Markdown (*.md)"), tr("Table (*.csv)")]
        )
        day = self._span.until.astimezone().date().isoformat()
        chooser.selectFile(f"dashboard-{day}.html")
        chooser.fileSelected.connect(lambda path: self.write(Path(path)))
        chooser.open()

    def write(self, target: Path) -> None:
        """Read everything for the file, and write it."""
        reports = self._services.dashboard_reports
        read = partial(reports.read, self._span, names=self.names.isChecked())
        self.working.run(read, partial(self._written, target), self._window.failed)

    def _written(self, target: Path, report: Report) -> None:
        made = _text(report, target.suffix.lower())
        write = partial(self._services.dashboard_reports.write, target, made)
        self._window.jobs.run(
            LANE, write, lambda _: self._window.say(tr("Saved.")), self._window.failed, owner=self
        )

    # By itself

    def ask_folder(self) -> None:
        """Ask for the folder."""
        chooser = QFileDialog(
            self, tr("Folder for reports"), str(self._folder or self._window.home)
        )
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(lambda path: self.choose(Path(path)))
        chooser.open()

    def choose(self, folder: Path) -> None:
        """Take a folder."""
        self._folder = folder
        self._allow()

    def keep(self) -> None:
        """Keep when and where to."""
        every = Every(self.every.currentData())
        plan = ReportPlan(every, self._folder, self.names.isChecked())
        keep = partial(self._services.dashboard_reports.set_plan, plan)
        self._window.jobs.run(WRITE, keep, self._kept, self._window.failed, owner=self)

    def _kept(self, _: Any) -> None:  # noqa: ANN401 - nothing comes of it
        self._window.say(tr("Saved."))
        self.accept()

    def _allow(self) -> None:
        wanted = self.every.currentData() != Every.NEVER.value
        self.chooser.setEnabled(wanted)
        self.keeper.setEnabled(not wanted or self._folder is not None)
        if not wanted:
            self.where.setText("")
        elif self._folder is None:
            self.where.setText(tr("Choose a folder first."))
        else:
            self.where.setText(str(self._folder))


def _text(report: Report, ending: str) -> str:
    if ending == ".md":
        return pages.as_markdown(report)
    return (
        as_text(pages.as_table(report)) if ending == ".csv" else pages.HtmlDashboard().page(report)
    )
