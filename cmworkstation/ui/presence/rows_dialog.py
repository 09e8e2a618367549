"""What stands behind a figure, as rows of words: Enter opens one where it leads somewhere, several can be marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.table import Table
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.table_saver import save_table

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

MOST = 500  # rows that are shown; the table has all of them
ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Shown:
    """One row: its words, a softer line, and what it stands for."""

    title: str
    below: str
    key: object = None
    role: str = "soft"


class RowsDialog(QDialog):
    """A list of what a figure counts."""

    def __init__(
        self,
        window: "MainWindow",
        title: str,
        note: str,
        rows: Sequence[Shown],
        table: tuple[str, Callable[[], Table]] | None = None,
    ) -> None:
        """Show the rows; with a table they can be saved under its name."""
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(300))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        head = PlainLabel(title)
        head.setWordWrap(True)
        theme.mark(head, "title")
        column.addWidget(head)
        self.said = PlainLabel(note)
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        self.said.setVisible(bool(note))
        column.addWidget(self.said)
        self.list: QListWidget = found_rows(title)
        column.addWidget(self.list, 1)
        self.count = PlainLabel()
        theme.mark(self.count, "meta")
        column.addWidget(self.count)
        foot = QWidget()
        self.row = FlowLayout(foot)
        if table is not None:
            name, make = table
            saver = QPushButton(icons.icon("download"), look.beside(tr("Save as a table…")))
            saver.setAutoDefault(False)
            saver.clicked.connect(lambda _=False: save_table(window, self, name, make))
            self.row.addWidget(saver)
        self.closer = QPushButton(tr("Close"))
        self.closer.setAutoDefault(False)
        self.closer.clicked.connect(self.reject)
        self.row.addWidget(self.closer)
        column.addWidget(foot)
        fit(self, window, 600, 600)
        self.show_rows(rows)

    def show_rows(self, rows: Sequence[Shown]) -> None:
        """Show other rows."""
        self.list.clear()
        for one in rows[:MOST]:
            item = found_row(one.title, (), one.below, one.role)
            item.setData(ROW, one.key)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.title}. {one.below}")
            self.list.addItem(item)
        n = len(rows)
        said = trn("{n} row", "{n} rows", n).format(n=number(n))
        if n > MOST:
            said = tr("{what}; the first {n} are listed").format(what=said, n=MOST)
        self.count.setText(said)
        if rows:
            self.list.setCurrentRow(0)

    def say_alone(self) -> None:
        """Show the words alone, without an empty list: they say why there is nothing."""
        self.list.hide()
        self.count.hide()
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertStretch(column.indexOf(self.list), 1)

    def offer(
        self, icon: str, words: str, act: Callable[[object], object], *, on_enter: bool = False
    ) -> QPushButton:
        """Add a button that does something with the chosen row; with `on_enter` Enter does it as well."""
        button = QPushButton(icons.icon(icon), theme.current().beside(words))
        button.setAutoDefault(False)

        def press() -> None:
            item = self.list.currentItem()
            if item is not None:
                act(item.data(ROW))

        button.clicked.connect(lambda _=False: press())
        button.setEnabled(self.list.count() > 0)
        if on_enter:
            self.list.itemActivated.connect(lambda _: press())
            enter_acts_once(self.list)
        self.row.removeWidget(self.closer)  # it stays the last
        self.row.addWidget(button)
        self.row.addWidget(self.closer)
        return button
