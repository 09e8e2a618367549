"""Above the text of a post of ours: into which category, room or channel it goes, and another one for this post."""

from functools import partial
from typing import TYPE_CHECKING

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.post_place import Placed
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs
from cmworkstation.ui.composer.draft_line import DraftLine
from cmworkstation.ui.composer.place_of_post import PlaceOfPost
from cmworkstation.ui.composer.place_row import PlaceRow

if TYPE_CHECKING:
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10


class PlaceLine(DraftLine):
    """One line with a button; there only where a draft begins a thread and its platform has places."""

    def __init__(self, pane: "ComposerPane", window: "MainWindow") -> None:
        """Show nothing yet."""
        super().__init__(window)
        self._pane = pane
        self.placed: Placed | None = None
        self.row = PlaceRow(tr("Another place for this post…"))
        self.row.wanted.connect(self.choose)
        self.column.addWidget(self.row)

    def read(self, draft: Draft) -> Placed | None:
        """Return where a draft goes, None where it goes to no place."""
        return self._services.post_places.of_draft(draft)

    def show_read(self, found: Placed | None) -> None:
        """Say where the draft goes."""
        self.placed = found
        if found is not None:
            self.row.show_place(found, self._services.clock.now())
        self.setVisible(found is not None)

    def clear(self) -> None:
        """Show nothing: no draft is open."""
        self.draft = self.placed = None
        self.hide()

    def can_choose(self) -> bool:
        """Tell whether the draft that is open goes to a place."""
        return self.placed is not None and self.draft is not None

    def choose(self, *_: object) -> None:
        """Open the places."""
        draft, placed = self.draft, self.placed
        if draft is not None and placed is not None:
            before = placed.place.name if placed.own else ""
            kept = partial(self.keep, draft, before=before)
            PlaceOfPost(self._window, draft.account_id, placed, kept).open()

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
