"""Links in a reply: what tracks is offered to be taken out, and what a link weighs stands in the counter's tool tip."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

from cmworkstation.domain.pasting import LINK, tracked
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme

if TYPE_CHECKING:
    from cmworkstation.services.composer import Review
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow


class Links(QObject):
    """Looks after the links of the text that is being written."""

    def __init__(self, pane: "ComposerPane", window: "MainWindow") -> None:
        """Take the composer to act for; the button stands in the row of the counter."""
        super().__init__(pane)
        self._pane = pane
        self._window = window
        self.button = QPushButton()
        theme.mark(self.button, "link")
        self.button.clicked.connect(self.clean)
        self.button.hide()

    def look(self, text: str) -> None:
        """Offer to take out what tracks, where anything does."""
        count = len(tracked(text))
        self.button.setVisible(bool(count))
        if count:
            said = trn("Untrack {n} link", "Untrack {n} links", count).format(n=count)
            self.button.setText(said)
            self.button.setAccessibleName(said)
            self.button.setToolTip(
                tr("Takes out utm_, fbclid and the like, which only tell where a reader came from.")
            )

    def clean(self) -> None:
        """Take tracking out of all links, as one step of undo."""
        edits = tracked(self._pane.editor.toPlainText())
        if not edits:
            self._window.say(tr("No link here tracks anybody, as far as its address tells."))
            return
        self._pane.editor.apply_edits(edits)
        self._pane.look()

    @staticmethod
    def weight(review: "Review", text: str) -> str:
        """Return what the links of a text weigh on this platform, "" where they weigh what they are long."""
        cost, count = review.rule.url_cost, len(LINK.findall(text))
        if cost is None or not count:
            return ""
        said = trn(
            "{n} link, which counts {cost} here, whatever its length.",
            "{n} links, each of which counts {cost} here, whatever its length.",
            count,
        )
        return said.format(n=count, cost=cost)
