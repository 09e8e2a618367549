"""Which folders of a mailbox are read: the person chooses among those that the server has."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, Folder
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import account_lane
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import beside

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class FoldersDialog(QDialog):
    """Asks the server for its folders, and has the chosen ones read."""

    def __init__(self, window: "MainWindow", parent: QWidget, account: Account) -> None:
        """Open at once; the folders come when the server has answered."""
        super().__init__(parent)
        self._window = window
        self._services = cast("Services", window.services)
        self._account = account
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        mail = account.platform == "mail"
        title = tr("Folders of {name}") if mail else tr("Repositories of {name}")
        self.setWindowTitle(title.format(name=foreign.line(account.name, 60)))
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(280))
        fit(self, window, 440, 460)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
        column.setSpacing(look.px(10))
        said = (
            tr("Sent mail is read as well, so that answers given elsewhere are seen.")
            if mail
            else tr("Those that are ticked are read; what others brought so far stays.")
        )
        column.addWidget(_label(said, "soft"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Folders") if mail else tr("Repositories"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        column.addWidget(self.list, 1)
        self.lists = QCheckBox()
        self.lists.setChecked(account.settings.get("lists") == "1")
        said = tr("Mail of lists and groups waits for an answer too")
        of_mail = [beside(self.lists, said)]
        self.saves = QCheckBox()
        self.saves.setChecked(account.settings.get("copies") == "server")
        said = tr("The server itself keeps a copy of what is sent")
        of_mail.append(beside(self.saves, said))
        for row in of_mail:
            column.addWidget(row)
            row.setVisible(mail)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedHeight(look.px(4))
        self._busy.setAccessibleName(tr("At work"))
        column.addWidget(self._busy)
        self._trouble = _label("", "error")
        self._trouble.hide()
        column.addWidget(self._trouble)
        self._buttons = QDialogButtonBox(self)
        self.keep = self._buttons.addButton(
            tr("Read these"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        theme.mark(self.keep, "primary")
        self.keep.setEnabled(False)
        self._buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._buttons.accepted.connect(self._keep)
        self._buttons.rejected.connect(self.reject)
        column.addWidget(self._buttons)
        window.jobs.run(
            account_lane(account.id),
            partial(self._services.accounts.folders, account.id),
            done=self._show,
            failed=self._failed,
            owner=self,
        )

    def _show(self, folders: tuple[Folder, ...]) -> None:
        self._busy.hide()
        for one in folders:
            if one.role == "sent":
                continue
            item = QListWidgetItem(words.folder(foreign.line(one.title, 120), one.role))
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
            )
            item.setCheckState(Qt.CheckState.Checked if one.chosen else Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, one.name)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFocus()
        self.keep.setEnabled(True)

    def _failed(self, error: Exception) -> None:
        self._busy.hide()
        notice = words.error(error)
        self._trouble.setText(" ".join(part for part in (notice.text, notice.hint) if part))
        self._trouble.show()

    def _keep(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        names = [
            str(one.data(Qt.ItemDataRole.UserRole))
            for one in items
            if one.checkState() is Qt.CheckState.Checked
        ]
        if not names:
            self._trouble.setText(words.reason("no-folder"))
            self._trouble.show()
            return
        choose = self._services.accounts.choose_folders
        changes = choose(
            self._account.id,
            names,
            lists=self.lists.isChecked(),
            saves=self.saves.isChecked(),
        )
        self._window.jobs.emit_changes(changes)
        self.accept()


def _label(text: str, kind: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label
