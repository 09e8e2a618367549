"""The page of reply times: how long people waited, by channel and by category; each line opens who waited."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes, Conversation
from cmworkstation.i18n import tr, trn
from cmworkstation.services.times import Line
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout, turn
from cmworkstation.ui.widgets.remarks import remarks
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import times

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

DAYS = (30, 90, 365)
UPRIGHT_BELOW = 820  # px at 100 %
NARROW_BELOW = 520
ON_THE_CLOCK = (2, 5, 6)  # columns that go where it is narrow
ITEM = Qt.ItemDataRole.UserRole
MIDDLE = Qt.AlignmentFlag.AlignVCenter


class TimesPage(Page):
    """Answers: how long do people wait for us."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; it reads when it is shown."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._lines: tuple[Line, ...] = ()
        self._days = 90
        self._build()
        window.register(
            "times", {"export": self._export}, enabled={"export": lambda: bool(self._lines)}
        )

    def refresh(self, changes: Changes) -> None:
        """Look again when a reply was sent, or a category given."""
        if changes.outbox or changes.conversations or changes.charter:
            self._look()

    def shown(self) -> None:
        """Look again."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return the table."""
        return self.table

    def panes(self) -> tuple[QWidget, ...]:
        """Return the table and the conversations behind its line."""
        return (self.table, self.behind)

    def memory(self) -> object:
        """Return over how many days, and which line."""
        return self._days, self.table.currentRow()

    def recall(self, memory: object) -> None:
        """Show it again."""
        if isinstance(memory, tuple):
            self._days, row = memory
            self.span.choose(str(self._days))
            self._look()
            self.table.setCurrentCell(row, 0)

    # --- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        self._stack = QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setObjectName("times-split")
        self._split.setChildrenCollapsible(False)
        self.table = self._build_table()
        self._split.addWidget(self.table)
        self._split.addWidget(self._build_behind())
        self._split.setSizes([look.px(760), look.px(320)])
        self._stack.addWidget(self._split)
        self._stack.addWidget(
            EmptyState(
                "hourglass",
                tr("No reply was measured in this time"),
                tr("As soon as replies are sent, this page shows how long people waited for them."),
            )
        )
        column.addWidget(self._stack, 1)

    def _build_head(self) -> QWidget:
        look = theme.current()
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        column.setSpacing(look.px(8))
        title = QLabel(tr("Reply times"))
        theme.mark(title, "page")
        column.addWidget(title)
        about = PlainLabel(
            tr(
                "Half of the replies came within the median, nine of ten within the second figure:"
                " in opening time, and on the clock of the person who waits."
            )
        )
        about.setWordWrap(True)
        theme.mark(about, "soft")
        column.addWidget(about)
        holder = QWidget()
        row = FlowLayout(holder, gap=8)
        choices = [(str(days), trn("{n} day", "{n} days", days).format(n=days)) for days in DAYS]
        self.span = Segmented(choices)
        self.span.choose(str(self._days))
        self.span.chosen.connect(self._choose_span)
        row.addWidget(self.span)
        export = QPushButton(icons.icon("download"), look.beside(tr("Save as a table…")))
        export.clicked.connect(self._export)
        row.addWidget(export)
        column.addWidget(holder)
        return head

    def _build_table(self) -> QTableWidget:
        table = QTableWidget(0, 7)
        table.setAccessibleName(tr("Reply times"))
        opening, clock = tr("opening time"), tr("on the clock")
        table.setHorizontalHeaderLabels(
            [
                tr("Of"),
                tr("Replies"),
                tr("Late"),
                *(f"{of}\n{by}" for by in (opening, clock) for of in (tr("Median"), tr("9 of 10"))),
            ]
        )
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(True)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumHeight(theme.current().px(44))
        table.currentCellChanged.connect(lambda row, *_: self._show_behind(row))
        return table

    def _build_behind(self) -> QWidget:
        look = theme.current()
        side = QWidget()
        theme.mark(side, "ground")
        column = QVBoxLayout(side)
        column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        column.setSpacing(look.px(8))
        self._behind_title = PlainLabel(tr("Choose a line to see who waited."))
        self._behind_title.setWordWrap(True)
        theme.mark(self._behind_title, "bold")
        column.addWidget(self._behind_title)
        self._figures = PlainLabel()
        self._figures.setWordWrap(True)
        theme.mark(self._figures, "soft")
        column.addWidget(self._figures)
        self.behind = remarks(tr("Conversations behind this figure"))
        self.behind.itemActivated.connect(self._open)
        self.behind.itemDoubleClicked.connect(self._open)
        column.addWidget(self.behind, 1)
        row = QHBoxLayout()
        self._go = QPushButton(icons.icon("open"), look.beside(tr("Open the conversation")))
        self._go.clicked.connect(lambda: self._open(self.behind.currentItem()))
        self._go.setEnabled(False)
        row.addWidget(self._go)
        row.addStretch(1)
        column.addLayout(row)
        self.behind.setMinimumHeight(look.px(96))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(tr("Who waited"))
        scroll.setWidget(side)
        return scroll

    def resizeEvent(self, event: "QResizeEvent") -> None:
        """Put the conversations under the table where it is narrow."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        turn(self._split, upright=upright, shares=(1, 1) if upright else (760, 320))
        narrow = self.width() < theme.current().px(NARROW_BELOW)
        contents, stretch = QHeaderView.ResizeMode.ResizeToContents, QHeaderView.ResizeMode.Stretch
        self.table.horizontalHeader().setSectionResizeMode(0, contents if narrow else stretch)
        for column in ON_THE_CLOCK:  # the sentence beside the table has them, too
            self.table.setColumnHidden(column, narrow)

    # --- showing ----------------------------------------------------------------------------------

    def _choose_span(self, days: str) -> None:
        self._days = int(days)
        self._look()

    def _look(self) -> None:
        read = partial(self._services.times.lines, self._days)
        self.window_.jobs.run(READ, read, partial(self._took, self._days), owner=self)

    def _took(self, days: int, lines: tuple[Line, ...]) -> None:
        if days != self._days or (lines == self._lines and lines):
            return
        kept = self.table.currentRow()
        self._lines = lines
        self._stack.setCurrentIndex(0 if lines else 1)
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for column, said in enumerate(_cells(line)):
                item = QTableWidgetItem(said)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | MIDDLE)
                elif line.by == "all":
                    item.setFont(theme.current().font("body", bold=True))
                if not column:
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, times.of_line(line))
                self.table.setItem(row, column, item)
        if lines:
            self.table.setCurrentCell(min(max(0, kept), len(lines) - 1), 0)
            self._show_behind(self.table.currentRow())

    def _show_behind(self, row: int) -> None:
        self.behind.clear()
        if not 0 <= row < len(self._lines):
            return
        line = self._lines[row]
        self._behind_title.setText(times.of_line(line))
        self._figures.setText(times.figures(line.figure))
        wanted = line.figure.conversations
        self.window_.jobs.run(
            READ,
            partial(self._services.inbox.rows, wanted),
            partial(self._show_rows, row),
            owner=self,
        )

    def _show_rows(self, row: int, found: tuple[Conversation, ...]) -> None:
        if row != self.table.currentRow():
            return
        self.behind.clear()
        now = self._services.clock.now()
        for one in found:
            who = foreign.line(one.author_name, 60) or tr("Somebody")
            item = QListWidgetItem(
                f"{who} · {words.when(one.last_at, now)}\n{foreign.line(one.words, 80)}"
            )
            item.setData(ITEM, one.id)
            self.behind.addItem(item)
        if found:
            self.behind.setCurrentRow(0)
        self._go.setEnabled(bool(found))

    # --- what a person does -----------------------------------------------------------------------

    def _open(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self.window_.go("inbox")
        page = self.window_.page("inbox")
        opened = getattr(page, "open_conversation", None)
        if opened is not None:
            opened(item.data(ITEM))

    def _export(self) -> None:
        make = partial(self._services.times.table, self._days)
        save_table(self.window_, self, "reply-times", make)


def _cells(line: Line) -> tuple[str, ...]:
    figure = line.figure
    name = times.of_line(line) if line.by == "all" else f"    {times.key_of(line)}"
    return (
        name,
        str(figure.n),
        str(figure.late) if figure.late else "–",
        times.cell(figure.open_median),
        times.cell(figure.open_p90),
        times.cell(figure.wall_median),
        times.cell(figure.wall_p90),
    )
