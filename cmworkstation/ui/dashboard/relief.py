"""Relief for whoever bore too much: a proposal with a button, which a person presses or leaves."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QPushButton

from cmworkstation.domain import foreign
from cmworkstation.domain.dashboard import Span, Tile
from cmworkstation.domain.voices import Relief
from cmworkstation.i18n import tr
from cmworkstation.services.voices import Burden
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox.page import InboxPage
from cmworkstation.ui.review.behind import BehindDialog
from cmworkstation.words import dashboard as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.dashboard.board import Board
    from cmworkstation.ui.main_window import MainWindow

LANE = "dashboard"


class ReliefOffers:
    """Buttons in the tile of what was hostile."""

    def __init__(self, window: "MainWindow", board: "Board") -> None:
        """Take the board whose tile gets them."""
        self._window = window
        self._services = cast("Services", window.services)
        self._board = board
        self.buttons: list[QPushButton] = []

    def look(self, span: Span) -> None:
        """Read what could be proposed."""
        read = partial(self._services.voices.burden, span)
        self._window.jobs.run(LANE, read, self._show, self._window.failed, owner=self._board)

    def _show(self, found: Burden) -> None:
        card = self._board.cards.get(Tile.BURDEN)
        for one in self.buttons:
            one.deleteLater()
        self.buttons = []
        for relief in found.reliefs if card is not None else ():
            said = words.relief(relief, found.names)
            button = QPushButton(icons.icon("users"), theme.current().beside(said))
            button.setAccessibleName(said)
            button.clicked.connect(partial(self._hand, relief))
            self.buttons.append(button)
            assert card is not None
            card.row.addWidget(button)

    def _hand(self, relief: Relief, *_: object) -> None:
        """Give the conversations to whom it proposes; whoever may not know whom gives them from the list."""
        if relief.to is None:
            title = tr("Conversations that you could hand over")
            BehindDialog(self._window, title, relief.conversations).open()
            return
        inbox = self._window.page("inbox")
        assert isinstance(inbox, InboxPage)
        name = foreign.line(self._services.profiles.name(relief.of), 60)
        word = tr("To relieve {name}").format(name=name) if name else ""
        inbox.row_acts.assign_to(relief.conversations, relief.to, word)
        self._board.look_soon()
