"""Above the text of a post of ours: into which category, room or channel it goes, and another one for this post."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.account import Folder
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.post_place import Placed
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.accounts.server_list import NAME, ServerList, said
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.labels import ElidedLabel
from cmworkstation.words import post_places as words
from cmworkstation.words.of_accounts import post_place_example
from cmworkstation.words.problems import reason

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10


class PlaceLine(QWidget):
    """One line with a button; there only where a draft begins a thread and its platform has places."""

    resized = Signal()

    def __init__(self, pane: "ComposerPane", window: "MainWindow") -> None:
        """Show nothing yet."""
        super().__init__()
        self._pane = pane
        self._window = window
        self._services = cast("Services", window.services)
        self.draft: Draft | None = None
        self.placed: Placed | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(2))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        self.said = ElidedLabel()
        row.addWidget(self.said, 1)
        self.change = QPushButton(tr("Another place…"))
        self.change.setAccessibleName(tr("Another place for this post…"))
        theme.mark(self.change, "link")
        self.change.clicked.connect(self.choose)
        row.addWidget(self.change)
        column.addLayout(row)
        self.lost = ElidedLabel()
        theme.mark(self.lost, "warn")
        column.addWidget(self.lost)
        self.hide()

    def look(self, draft: Draft) -> None:
        """Look where a draft goes, on the reading lane."""
        self.draft = draft
        read = partial(self._services.post_places.of_draft, draft)
        self._window.jobs.run(READ, read, partial(self._show, draft), lambda _: None, owner=self)

    def clear(self) -> None:
        """Show nothing: no draft is open."""
        self.draft = self.placed = None
        self.hide()

    def can_choose(self) -> bool:
        """Tell whether the draft that is open goes to a place."""
        return self.placed is not None and self.draft is not None

    def choose(self, *_: object) -> None:
        """Open the places."""
        if self.draft is not None and self.placed is not None:
            PlaceOfPost(self._window, self, self.draft, self.placed).open()

    def keep(self, draft: Draft, place: str, before: str | None = None) -> None:
        """Let a draft go to a place; it can be taken back for a while, where `before` says to what."""
        services = self._services

        def done(_: object) -> None:
            self._pane.look()
            if before is not None:
                self._window.undo(
                    tr("This post goes to another place."),
                    UNDO_S,
                    lambda: self.keep(draft, before),
                )

        def failed(error: Exception) -> None:
            if not isinstance(error, WorkstationError):
                raise error
            self._window.failed(error)

        act = partial(services.post_places.choose, draft, place)
        self._window.jobs.run(jobs.WRITE, act, done, failed, owner=self)

    def _show(self, draft: Draft, found: Placed | None) -> None:
        if self.draft is None or draft.id != self.draft.id:
            return
        before = (self.isHidden(), self.lost.isHidden())
        self.placed = found
        if found is not None:
            theme.mark(self.said, "bold" if found.own else "meta")
            theme.restyle(self.said)
            self.said.setText(words.line(found))
            self.said.setAccessibleName(words.line(found))
            lost = words.lost(found, self._services.clock.now())
            self.lost.setText(lost)
            self.lost.setAccessibleName(lost)
            self.lost.setVisible(bool(lost))
        self.setVisible(found is not None)
        if before != (self.isHidden(), self.lost.isHidden()):
            self.resized.emit()


class PlaceOfPost(ServerList):
    """The places of an account: those known from before at once, those of its server once it has answered."""

    def __init__(self, window: "MainWindow", line: PlaceLine, draft: Draft, placed: Placed) -> None:
        """Show what is known, and ask."""
        services = cast("Services", window.services)
        account = services.accounts.one(draft.account_id)
        super().__init__(
            window,
            window,
            account,
            title=tr("Where this post on {name} goes"),
            note=tr(
                "This post alone goes there; others go on going where the account says. The outbox and the dossier"
                " name the place."
            ),
            name=tr("Where this post goes"),
        )
        self._line = line
        self._draft = draft
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
        wanted = self.typed.text().strip() or self._chosen()
        if self.typed.text().strip() and not self.services.post_places.is_place(
            self._draft.account_id, wanted
        ):
            self.say(reason("place-unclear"))
            return
        if wanted != self._own:
            self._line.keep(self._draft, wanted, self._own)
        self.accept()
