"""Which folders of a mailbox are read: the person chooses among those that the server has."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, Folder
from cmworkstation.i18n import tr
from cmworkstation.ui.accounts.server_list import NAME, ServerList
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.words import of_accounts, problems

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


class FoldersDialog(ServerList):
    """Asks the server for its folders, and has the chosen ones read."""

    def __init__(self, window: "MainWindow", parent: QWidget, account: Account) -> None:
        """Open at once; the folders come when the server has answered."""
        mail = account.platform == "mail"
        super().__init__(
            window,
            parent,
            account,
            title=tr("Folders of {name}") if mail else tr("Repositories of {name}"),
            note=tr("Sent mail is read as well, so that answers given elsewhere are seen.")
            if mail
            else tr("Those that are ticked are read; what others brought so far stays."),
            name=tr("Folders") if mail else tr("Repositories"),
        )
        self.lists = QCheckBox()
        self.lists.setChecked(account.settings.get("lists") == "1")
        self.saves = QCheckBox()
        self.saves.setChecked(account.settings.get("copies") == "server")
        for row in (
            beside(self.lists, tr("Mail of lists and groups waits for an answer too")),
            beside(self.saves, tr("The server itself keeps a copy of what is sent")),
        ):
            self.column.addWidget(row)
            row.setVisible(mail)
        self.keep = self.ask(tr("Read these"), self._keep, self.services.accounts.folders)
        self.keep.setEnabled(False)

    def show_found(self, found: tuple[Folder, ...]) -> None:
        """Show folders with a tick, those that are read ticked."""
        for one in found:
            if one.role == "sent":
                continue
            item = self.add(one.name, of_accounts.folder(foreign.line(one.title, 120), one.role))
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
            )
            item.setCheckState(Qt.CheckState.Checked if one.chosen else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)
        self.keep.setEnabled(True)

    def _keep(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        names = [str(one.data(NAME)) for one in items if one.checkState() is Qt.CheckState.Checked]
        if not names:
            self.say(problems.reason("no-folder"))
            return
        changes = self.services.accounts.choose_folders(
            self.account.id, names, lists=self.lists.isChecked(), saves=self.saves.isChecked()
        )
        self.window_.jobs.emit_changes(changes)
        self.accept()
