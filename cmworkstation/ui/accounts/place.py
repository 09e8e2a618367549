"""Where posts of ours go on a platform that wants a place for them: a category, a community, a room, a channel."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, Folder
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.i18n import tr
from cmworkstation.ui.accounts.server_list import NAME, ServerList, said
from cmworkstation.words import of_accounts, problems

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


class PlaceDialog(ServerList):
    """Asks the server where posts may go, and keeps the one that is chosen; or takes the name that is typed."""

    def __init__(self, window: "MainWindow", parent: QWidget, account: Account) -> None:
        """Open at once; the places come when the server has answered."""
        super().__init__(
            window,
            parent,
            account,
            title=tr("Where posts of {name} go"),
            note=tr(
                "A statement, a question or news of ours begins a thread there. Without a place, a person posts"
                " it and says where it stands."
            ),
            name=tr("Where posts go"),
        )
        self._now = account.settings.get("post_place", "")
        self._add("", tr("Nowhere: a person posts it"))
        example = of_accounts.post_place_example(account.platform)
        label = said(tr("Another place, by its name there"), "")
        self.typed = QLineEdit()
        label.setBuddy(self.typed)
        self.typed.setPlaceholderText(example)
        self.typed.textEdited.connect(self._typing)
        for one in (label, self.typed):
            self.column.addWidget(one)
            one.setVisible(bool(example))
        self.keep = self.ask(tr("Post there"), self._keep, self.services.accounts.places)
        self.list.setCurrentRow(0)
        self.list.currentRowChanged.connect(self._turn)
        self._turn()

    def _add(self, name: str, title: str) -> None:
        item = self.add(name, title)
        if name == self._now:
            self.list.setCurrentItem(item)

    def show_found(self, found: tuple[Folder, ...]) -> None:
        """Show the places of the server, and the one that was chosen where it is none of them."""
        for one in found:
            self._add(one.name, of_accounts.post_place(foreign.line(one.title, 120), one.role))
        if self._now not in {one.name for one in found}:
            self.show_nothing()

    def show_nothing(self) -> None:
        """Show the place that was chosen."""
        if self._now:
            self._add(self._now, foreign.line(self._now, 120))

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
            changes = self.services.accounts.choose_place(self.account.id, self._place())
        except NotAllowed as error:
            self.say(problems.reason(error.reason))
            return
        self.window_.jobs.emit_changes(changes)
        self.accept()
