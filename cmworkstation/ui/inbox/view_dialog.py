"""Asks for a saved view: its name and its search, with what may follow, what is unclear, and the help."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.query import parse
from cmworkstation.domain.saved_view import LONGEST_NAME
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.inbox.completion import Completion
from cmworkstation.ui.inbox.query_help import QueryHelp
from cmworkstation.ui.inbox.query_line import QueryLine
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words.query import problem

if TYPE_CHECKING:
    from cmworkstation.services.views import Views
    from cmworkstation.ui.main_window import MainWindow


class ViewDialog(QDialog):
    """Two fields; the view is kept when both say something that is understood."""

    def __init__(
        self,
        window: "MainWindow",
        views: "Callable[[], Views]",
        title: str,
        asked: tuple[str, str],
        kept: Callable[[str, str], object],
    ) -> None:
        """Begin with a name and a search; `kept` is called with what they became."""
        super().__init__(window)
        self._kept = kept
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        look = theme.current()
        name, query = asked
        self.name = QLineEdit(name[:LONGEST_NAME])
        self.name.setMaxLength(LONGEST_NAME)
        self.query = SearchField(tr("What the view lists"))
        self.query.setText(query)
        self.query.offer_help(tr("What a search can say"), self.show_help)
        self.unclear = QueryLine()
        self.help = QueryHelp(self.query, views)
        self.completion = Completion(self.query, views, self)
        self.keeper = QPushButton(tr("Keep the view"))
        theme.mark(self.keeper, "primary")
        self.keeper.setDefault(True)
        self.keeper.clicked.connect(self.keep)
        helper = QPushButton(tr("What a search can say…"))
        helper.setAutoDefault(False)
        helper.clicked.connect(self.show_help)
        leaver = QPushButton(tr("Cancel"))
        leaver.setAutoDefault(False)
        leaver.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        for words, field in (
            (tr("Its name in the side bar:"), self.name),
            (tr("What it lists:"), self.query),
        ):
            label = PlainLabel(words)
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        column.addWidget(self.unclear)
        column.addWidget(helper, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(leaver)
        row.addWidget(self.keeper)
        column.addLayout(row)
        for edited in (self.name.textChanged, self.query.textChanged):
            edited.connect(self._look)
        self._look()
        fit(self, window, 520, 420)
        self.name.selectAll()

    def show_help(self) -> None:
        """Show what a search can say."""
        self.completion.list.hide()
        self.help.begin()

    def keep(self) -> None:
        """Keep the view where both fields say something."""
        if self.keeper.isEnabled():
            self.accept()
            self._kept(self.name.text().strip(), self.query.text().strip())

    def _look(self) -> None:
        """Say what is unclear in the search."""
        query = self.query.text()
        unclear = None
        try:
            asks = bool(parse(query))
        except QueryError as found:
            asks, unclear = False, found
        self.keeper.setEnabled(asks and bool(self.name.text().strip()))
        if unclear is None:
            self.unclear.hide()
        else:
            self.unclear.mark(query, unclear.at, unclear.length, problem(query, unclear))
