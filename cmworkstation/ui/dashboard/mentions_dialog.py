"""What stands behind a figure about watches: the mentions, each with where and when it was found."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.mention import Mention
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.remarks import remarks

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ITEM = Qt.ItemDataRole.UserRole


class MentionsDialog(QDialog):
    """Lists mentions; Enter opens the conversation that one became, where it did."""

    def __init__(self, window: "MainWindow", title: str, found: Sequence[Mention]) -> None:
        """Show them, the newest first."""
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(300))
        fit(self, window, 560, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        head = PlainLabel(title)
        head.setWordWrap(True)
        theme.mark(head, "title")
        column.addWidget(head)
        n = len(found)
        below = PlainLabel(trn("{n} mention", "{n} mentions", n).format(n=n))
        theme.mark(below, "soft")
        column.addWidget(below)
        self.list = remarks(tr("Mentions behind this figure"))
        self.list.itemActivated.connect(self.open_one)
        enter_acts_once(self.list)
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        now = cast("Services", window.services).clock.now()
        for one in found:
            said = foreign.line(one.title or one.text, 100) or tr("(no text)")
            who = foreign.line(one.author_name or one.author_handle, 60)
            facts = " · ".join(filter(None, (who, one.platform, words.when(one.at, now))))
            item = QListWidgetItem(f"{said}\n{facts}")
            item.setData(ITEM, one.conversation_id)
            self.list.addItem(item)
        column.addWidget(self.list, 1)
        foot = QWidget()
        row = FlowLayout(foot)
        self.opener = QPushButton(icons.icon("open"), look.beside(tr("Open the conversation")))
        self.opener.clicked.connect(lambda: self.open_one(self.list.currentItem()))
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for button in (self.opener, close):
            row.addWidget(button)
        column.addWidget(foot)
        if found:
            self.list.setCurrentRow(0)
        self._allow()

    def open_one(self, item: QListWidgetItem | None) -> None:
        """Show the conversation that a mention became."""
        if item is not None and item.data(ITEM) is not None:
            self.accept()
            open_conversation(self._window, item.data(ITEM))

    def _allow(self) -> None:
        item: QListWidgetItem | None = self.list.currentItem()
        self.opener.setEnabled(item is not None and item.data(ITEM) is not None)
