"""What each platform can do here, as a table, with how far each cell was seen to work."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.number_table import NumberTable

if TYPE_CHECKING:
    from cmworkstation.services.platform_table import PlatformRow
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


MOST_HEIGHT = 16_777_215  # px: Qt knows no larger one


class PlatformsDialog(QDialog):
    """The table, and what its marks mean."""

    def __init__(self, window: "MainWindow") -> None:
        """Ask on a lane: every connector is loaded for it."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("What each platform can do"))
        self._window = window
        self._services = cast("Services", window.services)
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(24),) * 4)
        column.setSpacing(look.px(12))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(tr("What each platform can do"))
        inner = QWidget()
        shown = QVBoxLayout(inner)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.setSpacing(look.px(12))
        self.table = NumberTable(tr("What each platform can do"))
        shown.addWidget(self.table, 1)
        self.legend = PlainLabel(tr("Looking…"))
        self.legend.setWordWrap(True)
        theme.mark(self.legend, "soft")
        shown.addWidget(self.legend)
        scroll.setWidget(inner)
        column.addWidget(scroll, 1)
        column.addWidget(self._buttons())
        fit(self, window, 1260, 780)  # a table of twenty lines and fourteen columns
        window.jobs.run(READ, self._rows, self._show, owner=self)

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder, 8)
        row.setContentsMargins(0, 0, 0, 0)
        self.copy = QPushButton(tr("Copy the table"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda _=False: self._window.copy(self.table.as_text()))
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        row.addWidget(self.copy)
        row.addWidget(close)
        return holder

    def _rows(self) -> "tuple[PlatformRow, ...]":
        from cmworkstation.services.platform_table import platform_rows  # noqa: PLC0415 - on the lane

        known = self._services.platforms
        return platform_rows(known.kind(one) for one in known.known())

    def _show(self, rows: "Sequence[PlatformRow]") -> None:
        from cmworkstation.words import platforms as words  # noqa: PLC0415 - loaded by now

        self.table.fill(words.head(), [words.cells(one) for one in rows])
        for row in range(self.table.rowCount()):
            for column in range(1, self.table.columnCount()):
                cell = self.table.item(row, column)
                if cell is not None:
                    cell.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.setMinimumHeight(theme.current().px(3 * theme.CONTROL))
        self.table.setMaximumHeight(MOST_HEIGHT)  # as high as the dialog has room
        self.legend.setText("\n".join(words.legend()))
