"""The clause report: what of the charters was used, set aside, or never touched; each line opens its replies."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.i18n import tr
from cmworkstation.services.clauses import ClauseUse
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.review.behind import BehindDialog
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import in_language, review

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CUT = 160


class ClausesPane(QWidget):
    """A table of clauses."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._all: tuple[ClauseUse, ...] = ()
        self.table = QTableWidget(0, 5)
        self.shown: tuple[ClauseUse, ...] = ()
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(16))
        column.setSpacing(look.px(8))
        head = QWidget()
        row = FlowLayout(head)
        self.which = Segmented(
            [
                ("used", tr("Used")),
                ("overridden", tr("Let pass")),
                ("never", tr("Never touched")),
            ]
        )
        self.which.chosen.connect(lambda _: self._fill())
        row.addWidget(self.which)
        self.opener = QPushButton(icons.icon("open"), look.beside(tr("Show the replies…")))
        self.opener.clicked.connect(lambda: self.open_row(self.table.currentRow()))
        row.addWidget(self.opener)
        self.saver = QPushButton(icons.icon("download"), look.beside(tr("Save as a table…")))
        self.saver.clicked.connect(self.save)
        row.addWidget(self.saver)
        column.addWidget(head)
        self.working = Working(window.jobs, self, READ)
        column.addWidget(self.working)
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        column.addWidget(self.said)
        self.table.setAccessibleName(tr("Clauses"))
        self.table.setHorizontalHeaderLabels(
            [tr("Clause"), tr("Used"), tr("Let pass"), tr("Last used"), tr("Charter")]
        )
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.cellActivated.connect(lambda at, _: self.open_row(at))
        self.table.currentCellChanged.connect(lambda *_: self._allow())
        column.addWidget(self.table, 1)

    def look(self) -> None:
        """Read the report anew."""
        self.working.run(self._services.clauses.report, self._took, self._window.failed)

    def open_row(self, at: int) -> None:
        """Show the conversations of the replies behind a clause."""
        if not 0 <= at < len(self.shown):
            return
        one = self.shown[at]
        replies = one.overridden if self.which.key() == "overridden" else one.replies
        if replies:
            sent = self._services.review
            work = lambda: [sent.one(reply).conversation_id for reply in replies]  # noqa: E731 - on a lane
            self._window.jobs.run(
                READ, work, partial(self._open, _name(one)), self._window.failed, owner=self
            )

    def save(self) -> None:
        """Write the whole report."""
        save_table(self._window, self, "clauses", lambda: review.clauses_table(self._all))

    def _open(self, title: str, homes: list[int]) -> None:
        BehindDialog(self._window, title, homes).open()

    def _took(self, found: tuple[ClauseUse, ...]) -> None:
        self._all = found
        self._fill()

    def _fill(self) -> None:
        which = self.which.key()
        self.shown = tuple(
            one
            for one in self._all
            if (one.overridden if which == "overridden" else bool(one.used) == (which == "used"))
        )
        never = sum(not one.used for one in self._all)
        self.said.setText(
            tr(
                "{n} clauses: used {used}, let pass for a reason {aside}, never touched {never}."
            ).format(
                n=len(self._all),
                used=len(self._all) - never,
                aside=sum(bool(one.overridden) for one in self._all),
                never=never,
            )
            if self._all
            else tr("No charter governs an account.")
        )
        self.table.setRowCount(len(self.shown))
        now = self._services.clock.now()
        for at, one in enumerate(self.shown):
            last = words.when(one.last_at, now) if one.last_at else "–"
            cells = (_name(one), str(one.used), str(len(one.overridden)), last, one.charter_id)
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column in (1, 2):
                    item.setTextAlignment(RIGHT)
                self.table.setItem(at, column, item)
        self.table.resizeRowsToContents()
        if self.shown:
            self.table.setCurrentCell(0, 0)
        self.saver.setEnabled(bool(self._all))
        self._allow()

    def _allow(self) -> None:
        at = self.table.currentRow()
        self.opener.setEnabled(0 <= at < len(self.shown) and bool(self.shown[at].used))


def _name(one: ClauseUse) -> str:
    kind = tr(review.CLAUSES[one.kind])
    said = foreign.line(in_language(one.label), CUT) if one.label else ""
    return f"{kind} · {one.id}" + (f": {said}" if said else "")
