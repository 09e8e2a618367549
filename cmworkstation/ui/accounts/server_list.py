"""A dialog in which somebody chooses among what the server of an account has: its frame, and the asking."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, Folder
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import account_lane
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

NAME = Qt.ItemDataRole.UserRole


class ServerList(QDialog):
    """Opens at once; what there is to choose from comes when the server has answered, or why it does not."""

    def __init__(
        self,
        window: "MainWindow",
        parent: QWidget,
        account: Account,
        *,
        title: str,
        note: str,
        name: str,
    ) -> None:
        """Build the frame as far as the list, whose accessible name is `name`; `{name}` in a title is the account's."""
        super().__init__(parent)
        self.window_ = window
        self.services = cast("Services", window.services)
        self.account = account
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title.format(name=foreign.line(account.name, 60)))
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(280))
        fit(self, window, 460, 460)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
        self.column.setSpacing(look.px(10))
        self.column.addWidget(said(note, "soft"))
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.column.addWidget(self.list, 1)

    def ask(
        self,
        keep: str,
        kept: Callable[[], object],
        read: Callable[[AccountId], tuple[Folder, ...]],
    ) -> QPushButton:
        """Build the rest below what was added, and ask the server; return the button that says `keep`."""
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedHeight(theme.current().px(4))
        self._busy.setAccessibleName(tr("At work"))
        self.column.addWidget(self._busy)
        self._trouble = said("", "error")
        self._trouble.hide()
        self.column.addWidget(self._trouble)
        buttons = QDialogButtonBox(self)
        keeper = buttons.addButton(keep, QDialogButtonBox.ButtonRole.AcceptRole)
        theme.mark(keeper, "primary")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(kept)
        buttons.rejected.connect(self.reject)
        self.column.addWidget(buttons)
        self.window_.jobs.run(
            account_lane(self.account.id),
            partial(read, self.account.id),
            done=self._answered,
            failed=self._failed,
            owner=self,
        )
        return keeper

    def add(self, name: str, title: str) -> QListWidgetItem:
        """Add something to choose."""
        item = QListWidgetItem(title)
        item.setData(NAME, name)
        self.list.addItem(item)
        return item

    def _answered(self, found: tuple[Folder, ...]) -> None:
        self._busy.hide()
        self.show_found(found)
        self.list.setFocus()

    def _failed(self, error: Exception) -> None:
        self._busy.hide()
        self.show_nothing()
        notice = problems.error(error)
        self.say(" ".join(part for part in (notice.text, notice.hint) if part))

    def show_found(self, found: tuple[Folder, ...]) -> None:
        """Show what the server has."""
        raise NotImplementedError

    def show_nothing(self) -> None:
        """Show what there is although the server did not answer."""

    def say(self, text: str) -> None:
        """Say why something cannot be."""
        self._trouble.setText(text)
        self._trouble.show()


def said(text: str, kind: str) -> PlainLabel:
    """Return words that wrap."""
    label = PlainLabel(text)
    label.setWordWrap(True)
    if kind:
        theme.mark(label, kind)
    return label
