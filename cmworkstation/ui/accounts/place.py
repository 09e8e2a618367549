"""Where posts of ours go on a platform that wants a place for them: a category, a community, a room, a channel."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, Folder
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import account_lane
from cmworkstation.ui.widgets.dialogs import fit

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

NAME = Qt.ItemDataRole.UserRole


class PlaceDialog(QDialog):
    """Asks the server where posts may go, and keeps the one that is chosen; or takes the name that is typed."""

    def __init__(self, window: "MainWindow", parent: QWidget, account: Account) -> None:
        """Open at once; the places come when the server has answered."""
        super().__init__(parent)
        self._window = window
        self._services = cast("Services", window.services)
        self._account = account
        self._now = account.settings.get("post_place", "")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = tr("Where posts of {name} go")
        self.setWindowTitle(title.format(name=foreign.line(account.name, 60)))
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(280))
        fit(self, window, 460, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
        column.setSpacing(look.px(10))
        column.addWidget(
            _label(
                tr(
                    "A statement, a question or news of ours begins a thread there. Without a place, a person posts"
                    " it and says where it stands."
                ),
                "soft",
            )
        )
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Where posts go"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._add("", tr("Nowhere: a person posts it"))
        column.addWidget(self.list, 1)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedHeight(look.px(4))
        self._busy.setAccessibleName(tr("At work"))
        column.addWidget(self._busy)
        said = _label(tr("Another place, by its name there"), "")
        self.typed = QLineEdit()
        said.setBuddy(self.typed)
        self.typed.setPlaceholderText(words.post_place_example(account.platform))
        self.typed.textEdited.connect(self._typing)
        column.addWidget(said)
        column.addWidget(self.typed)
        for one in (said, self.typed):
            one.setVisible(bool(words.post_place_example(account.platform)))
        self._trouble = _label("", "error")
        self._trouble.hide()
        column.addWidget(self._trouble)
        buttons = QDialogButtonBox(self)
        self.keep = buttons.addButton(tr("Post there"), QDialogButtonBox.ButtonRole.AcceptRole)
        theme.mark(self.keep, "primary")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._keep)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.list.setCurrentRow(0)
        self.list.currentRowChanged.connect(self._turn)
        self._turn()
        window.jobs.run(
            account_lane(account.id),
            partial(self._services.accounts.places, account.id),
            done=self._show,
            failed=self._failed,
            owner=self,
        )

    def _add(self, name: str, title: str) -> None:
        item = QListWidgetItem(title)
        item.setData(NAME, name)
        self.list.addItem(item)
        if name == self._now:
            self.list.setCurrentItem(item)

    def _show(self, places: tuple[Folder, ...]) -> None:
        self._busy.hide()
        for one in places:
            self._add(one.name, words.post_place(foreign.line(one.title, 120), one.role))
        if self._now and self._now not in {one.name for one in places}:
            self._add(self._now, foreign.line(self._now, 120))
        self.list.setFocus()

    def _failed(self, error: Exception) -> None:
        self._busy.hide()
        if self._now:
            self._add(self._now, foreign.line(self._now, 120))
        notice = words.error(error)
        self._say(" ".join(part for part in (notice.text, notice.hint) if part))

    def _typing(self) -> None:
        self.list.setEnabled(not self.typed.text().strip())
        self._turn()

    def _turn(self) -> None:
        self.keep.setText(tr("Post there") if self._place() else tr("Post by hand"))

    def _place(self) -> str:
        chosen = (str(one.data(NAME)) for one in self.list.selectedItems())
        return self.typed.text().strip() or next(chosen, "")

    def _keep(self) -> None:
        try:
            changes = self._services.accounts.choose_place(self._account.id, self._place())
        except NotAllowed as error:
            self._say(words.reason(error.reason))
            return
        self._window.jobs.emit_changes(changes)
        self.accept()

    def _say(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.show()


def _label(text: str, kind: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    if kind:
        theme.mark(label, kind)
    return label
