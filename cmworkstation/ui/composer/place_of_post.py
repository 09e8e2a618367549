"""The places of an account, of which one post of ours gets its own: from the composer, and from the crisis desk."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QLineEdit, QWidget

from cmworkstation.domain.account import Folder
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.post_place import Placed
from cmworkstation.i18n import tr
from cmworkstation.ui.accounts.server_list import NAME, ServerList, said
from cmworkstation.words import post_places as words
from cmworkstation.words.of_accounts import post_place_example
from cmworkstation.words.problems import reason

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class PlaceOfPost(ServerList):
    """The places of an account: those known from before at once, those of its server once it has answered."""

    def __init__(
        self,
        window: "MainWindow",
        account_id: AccountId,
        placed: Placed,
        kept: Callable[[str], object],
        over: QWidget | None = None,
    ) -> None:
        """Show what is known, and ask; `kept` gets the place that is chosen, "" for where the account says.

        The dialog stands over the window, or over a dialog of it.
        """
        services = cast("Services", window.services)
        account = services.accounts.one(account_id)
        super().__init__(
            window,
            over or window,
            account,
            title=tr("Where this post on {name} goes"),
            note=tr(
                "This post alone goes there; others go on going where the account says. The outbox and the dossier"
                " name the place."
            ),
            name=tr("Where this post goes"),
        )
        self._kept = kept
        self._own = placed.place.name if placed.own else ""
        self._known = services.post_places.known(account.id)
        self._default = account.settings.get("post_place", "")
        self._fill(self._known.places)
        example = post_place_example(account.platform)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(example)
        label = said(tr("Another place, by its name there"), "")
        label.setBuddy(self.typed)
        self.typed.setAccessibleName(tr("Another place, by its name there"))
        for one in (label, self.typed):
            self.column.addWidget(one)
            one.setVisible(bool(example))
        self.typed.textEdited.connect(lambda: self.list.setEnabled(not self.typed.text().strip()))
        self.keep = self.ask(tr("Post it there"), self._keep, services.post_places.ask)

    def _fill(self, found: tuple[Folder, ...]) -> None:
        self.list.clear()
        named = {one.name: one for one in found}
        default = named.get(self._default) or Folder(self._default, self._default)
        self.add("", words.default(default))
        for one in found:
            if one.name != self._default:
                self.add(one.name, words.named(one))
        if self._own and self._own not in named:
            self.add(self._own, words.named(Folder(self._own, self._own)))
        rows = [str(self.list.item(n).data(NAME)) for n in range(self.list.count())]
        self.list.setCurrentRow(rows.index(self._own) if self._own in rows else 0)

    def show_found(self, found: tuple[Folder, ...]) -> None:
        """Show the places of the server; what was chosen meanwhile stays chosen."""
        kept = self._chosen()
        self._fill(found)
        rows = [str(self.list.item(n).data(NAME)) for n in range(self.list.count())]
        if kept in rows:
            self.list.setCurrentRow(rows.index(kept))

    def _chosen(self) -> str:
        rows = self.list.selectedItems()
        return str(rows[0].data(NAME)) if rows else ""

    def _keep(self) -> None:
        try:
            wanted = self.services.post_places.name_of(
                self.account.id, self.typed.text().strip() or self._chosen()
            )
        except NotAllowed as error:
            self.say(reason(error.reason))
            return
        if wanted != self._own:
            self._kept(wanted)
        self.accept()
