"""Saved views in the side bar: named searches with the number of their conversations, and what can be done to them."""

from array import array
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMenu

from cmworkstation.domain.conversation import Order
from cmworkstation.domain.errors import QueryError, WorkstationError
from cmworkstation.domain.saved_view import SavedView
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import icons, jobs, keys
from cmworkstation.ui.commands import BY_ID
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.side_rows import line
from cmworkstation.ui.inbox.view_keys import OF_SAVED
from cmworkstation.ui.inbox.views_pane import ViewsPane
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.views import TakenIn, Views
    from cmworkstation.ui.main_window import MainWindow

SAVED = "saved:"  # and the id of a view
SOON_MS = 800  # changes that come together are counted once
UNDO_S = 8.0
LARGEST_FILE = 1 << 20


class SavedViews(QObject):
    """A section of the side bar; there is none while there are no views."""

    chosen = Signal(str)  # the key of a view that was made just now
    changed = Signal()

    def __init__(
        self,
        window: "MainWindow",
        views: "Callable[[], Views]",
        asked: Callable[[], str],
        pane: ViewsPane,
    ) -> None:
        """Serve `window` with a section of `pane`; `asked` gives the text in the search field."""
        super().__init__(pane)
        self._window = window
        self._views = views
        self._asked = asked
        self._pane = pane
        self._listed: tuple[SavedView, ...] = ()
        self._counts: Mapping[str, int] = {}
        self._chosen = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._count)
        pane.menu_asked.connect(self._add_acts)
        self.load()

    # --- what is shown ----------------------------------------------------------------------------

    def load(self) -> None:
        """Show the views as they are now, and count them soon."""
        self._listed = self._views().listed()
        self._fill()
        self.count_soon()

    def count_soon(self) -> None:
        """Count again after a while, once for all changes until then."""
        if self._listed:
            self._soon.start()

    def choose(self, key: str) -> None:
        """Take note of what is listed."""
        self._chosen = key

    def current(self) -> SavedView | None:
        """Return the view that is listed."""
        return self._of(self._chosen)

    def has_any(self) -> bool:
        """Tell whether there is a view."""
        return bool(self._listed)

    def title_of(self, key: str) -> str:
        """Return a view's name, "" where there is no such view."""
        view = self._of(key)
        return phrases.line(view.name, 60) if view else ""

    def ids(self, key: str, account: str, order: Order, limit: int = -1) -> "array[int]":
        """Return the conversations of a view, of one account or all (""); none where it is not understood any more."""
        view = self._of(key)
        try:
            return self._views().ids(view.query, order, limit, account) if view else array("q")
        except QueryError:
            return array("q")

    def _of(self, key: str) -> SavedView | None:
        return next((one for one in self._listed if f"{SAVED}{one.id}" == key), None)

    def _count(self) -> None:
        self._window.jobs.run(jobs.READ, lambda: self._views().counts(), self._show, owner=self)

    def _show(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._fill()

    def _fill(self) -> None:
        self._pane.set_saved(
            [
                line(
                    f"{SAVED}{one.id}",
                    phrases.line(one.name, 60),
                    "search",
                    self._counts.get(one.id, 0),
                )
                for one in self._listed
            ]
        )

    # --- what can be done -------------------------------------------------------------------------

    def can_save(self) -> bool:
        """Tell whether something stands in the search field."""
        return bool(self._asked().strip())

    def save(self) -> None:
        """Keep the present search under a name."""
        query = self._asked().strip()
        self._ask(tr("Save this search as a view"), (query, query), self._add)

    def rename(self, key: str = "") -> None:
        """Call a view otherwise, by default the listed one, or let it list something else."""
        view = self._of(key or self._chosen)
        if view is not None:
            self._ask(
                tr("Change the view"),
                (view.name, view.query),
                lambda name, query: self._try(
                    lambda: self._views().change(SavedView(view.id, name, query))
                ),
            )

    def shift(self, by: int, key: str = "") -> None:
        """Move a view up or down, by default the listed one."""
        view = self._of(key or self._chosen)
        if view is not None:
            self._try(lambda: self._views().move(view.id, by))

    def remove(self, key: str = "") -> None:
        """Remove a view, by default the listed one; it can be taken back for a while."""
        view = self._of(key or self._chosen)
        if view is None:
            return
        removed: list[tuple[SavedView, tuple[str, ...]]] = []
        if self._try(lambda: removed.append(self._views().remove(view.id))):
            said = tr("The view “{name}” was removed.").format(name=phrases.line(view.name, 40))
            self._window.undo(
                said, UNDO_S, lambda: self._try(lambda: self._views().put_back(*removed[0]))
            )

    def export(self, key: str = "", *, only: bool = False) -> None:
        """Write one view, by default the listed one, or all, to a file."""
        view = self._of(key or self._chosen) if only else None
        dialog = QFileDialog(self._window, tr("Export saved views"), "", tr("Text (*.txt)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("views.txt")
        dialog.fileSelected.connect(lambda path: self.write(path, view.id if view else ""))
        dialog.open()

    def write(self, path: str, view_id: str = "") -> None:
        """Write one view, or all, to a file."""
        try:
            Path(path).write_text(self._views().export(view_id), encoding="utf-8", newline="")
        except OSError:
            self._window.say(tr("The file could not be written; choose another folder."))
            return
        self._window.say(tr("Saved."))

    def take_in(self) -> None:
        """Choose a file with views."""
        dialog = QFileDialog(self._window, tr("Import saved views"), "", tr("Text (*.txt)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read)
        dialog.open()

    def read(self, path: str) -> None:
        """Keep the views of a file."""
        try:
            with Path(path).open("rb") as file:
                text = file.read(LARGEST_FILE).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            self._window.say(tr("The file could not be read."))
            return
        taken: list[TakenIn] = []
        if self._try(lambda: taken.append(self._views().take_in(text))):
            n = len(taken[0].new)
            said = trn("{n} view is new.", "{n} views are new.", n).format(n=number(n))
            if taken[0].unread:
                lines = ", ".join(map(str, taken[0].unread[:5]))
                lost = tr("Not understood: line {n}.").format(n=lines)
                said = f"{said} {lost}"
            self._window.say(said, 8000)

    def _add(self, name: str, query: str) -> None:
        made: list[SavedView] = []
        if self._try(lambda: made.append(self._views().add(name, query))):
            self.choose(f"{SAVED}{made[0].id}")
            self.chosen.emit(self._chosen)

    def _try(self, act: Callable[[], object]) -> bool:
        """Do something to the views; say why where it is not possible."""
        try:
            act()
        except WorkstationError as error:
            self._window.say(problems.error(error).text, 8000)
            return False
        self.load()
        self.changed.emit()
        return True

    def _ask(self, title: str, asked: tuple[str, str], kept: Callable[[str, str], object]) -> None:
        from cmworkstation.ui.inbox.view_dialog import ViewDialog  # noqa: PLC0415 - when it is asked for

        ViewDialog(self._window, self._views, title, asked, kept).open()

    def _add_acts(self, key: str, menu: QMenu) -> None:
        """Offer what can be done to the view of a line, or to all of them at their heading."""
        if self._of(key) is not None:
            menu.addAction(icons.icon("edit"), tr("Change the view…"), lambda: self.rename(key))
            menu.addAction(icons.icon("up"), tr("Move the view up"), lambda: self.shift(-1, key))
            menu.addAction(icons.icon("down"), tr("Move the view down"), lambda: self.shift(1, key))
            menu.addAction(icons.icon("trash"), tr("Remove the view"), lambda: self.remove(key))
            menu.addAction(
                icons.icon("upload"), tr("Export this view"), lambda: self.export(key, only=True)
            )
        elif key == OF_SAVED:
            for act, icon in (
                ("views.save", "save"),
                ("views.export", "upload"),
                ("views.import", "download"),
            ):
                said = keys.title(BY_ID[act])
                added = menu.addAction(icons.icon(icon), said, partial(self._window.act, act))
                added.setEnabled(self._window.can(act))
