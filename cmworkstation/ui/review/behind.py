"""What stands behind a bar or a line: conversations or replies, each opens in the inbox."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Conversation
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.remarks import remarks
from cmworkstation.ui.widgets.table_saver import save_table

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

MOST = 200  # that are listed; the table has all of them
ITEM = Qt.ItemDataRole.UserRole


class BehindDialog(QDialog):
    """Lists conversations; Enter opens one."""

    def __init__(self, window: "MainWindow", title: str, wanted: Sequence[int]) -> None:
        """Open at once; the rows are read on the reading lane."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._wanted = tuple(dict.fromkeys(wanted))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        t = theme.current()
        self.setMinimumSize(t.px(300), t.px(300))
        fit(self, window, 560, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(16),) * 4)
        column.setSpacing(t.px(8))
        head = PlainLabel(title)
        head.setWordWrap(True)
        theme.mark(head, "title")
        column.addWidget(head)
        n = len(self._wanted)
        said = trn("{n} conversation", "{n} conversations", n).format(n=n)
        if n > MOST:
            said = tr("{what}; the first {n} are listed").format(what=said, n=MOST)
        below = PlainLabel(said)
        theme.mark(below, "soft")
        column.addWidget(below)
        self.list = remarks(tr("Conversations behind this figure"))
        self.list.itemActivated.connect(self.open_one)
        enter_acts_once(self.list)
        column.addWidget(self.list, 1)
        foot = QWidget()
        row = FlowLayout(foot)
        self.opener = QPushButton(icons.icon("open"), t.beside(tr("Open the conversation")))
        self.opener.clicked.connect(lambda: self.open_one(self.list.currentItem()))
        saver = QPushButton(icons.icon("download"), t.beside(tr("Save as a table…")))
        saver.clicked.connect(self.save)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for one in (self.opener, saver, close):
            row.addWidget(one)
        column.addWidget(foot)
        read = partial(self._services.inbox.rows, self._wanted[:MOST])
        window.jobs.run(READ, read, self._show, window.failed, owner=self)

    def open_one(self, item: QListWidgetItem | None) -> None:
        """Show a conversation in the inbox."""
        if item is not None:
            self.accept()
            open_conversation(self._window, item.data(ITEM))

    def save(self) -> None:
        """Write one row per conversation, all of them."""
        make = partial(self._services.tables.conversations, self._wanted)
        save_table(self._window, self, "conversations", make)

    def _show(self, found: tuple[Conversation, ...]) -> None:
        now = self._services.clock.now()
        for one in found:
            who = foreign.line(one.author_name, 60) or tr("Somebody")
            when = words.when(one.last_at, now)
            item = QListWidgetItem(f"{who} · {when}\n{foreign.line(one.words, 80)}")
            item.setData(ITEM, one.id)
            self.list.addItem(item)
        if found:
            self.list.setCurrentRow(0)
        self.opener.setEnabled(bool(found))
