"""The hands of a story that is played through the window of the demonstration: keys, buttons, and the time that passes.

A test plays a story and looks at what the workspace and the imitated servers then hold; the pictures of the story play
the very same steps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.reply import OutboxRow
from cmworkstation.services.workstation import Services
from cmworkstation.ui.live import Live
from cmworkstation.ui.main_window import MainWindow
from cmworkstation.ui.state_bands import StateBand

Place = tuple[ConversationId, MessageId]
Kind = TypeVar("Kind", bound=QWidget)
HOLD_S = 20  # in which a reply can be called back


@dataclass
class Story:
    """The window, its workspace, and how to wait for it; `let_pass` moves the clock by seconds."""

    window: MainWindow
    services: Services
    live: Live
    settle: Callable[[], None]
    let_pass: Callable[[float], object]

    # --- the hands ---------------------------------------------------------------------------------

    def press(self, keys: str) -> None:
        """Press keys, in the widget that has the focus."""
        self.window.activateWindow()
        self.settle()
        QTest.keySequence(QApplication.focusWidget() or self.window, QKeySequence(keys))
        self.settled()

    def click(self, button: QWidget) -> None:
        """Click in the middle of something that can be clicked."""
        assert button.isEnabled(), button
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settled()

    def opened(self, kind: type[Kind]) -> Kind:
        """Return what has just opened."""
        (found,) = (one for one in self.window.findChildren(kind) if one.isVisible())
        return found

    def settled(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(3):
            self.settle()

    def says_above_all_pages(self, text: str, hint: str) -> bool:
        """Tell whether a band above all pages begins so, and says this."""
        bands = [one for one in self.window.findChildren(StateBand) if one.isVisible()]
        return any(
            one.accessibleName().startswith(text) and hint in one.accessibleDescription()
            for one in bands
        )

    def rows_of(self, words: str) -> list[OutboxRow]:
        """Return what is in the outbox with these words."""
        return [one for one in self.services.outbox.rows() if one.body == words]

    def page(self, key: str) -> Any:  # noqa: ANN401 - each step knows which page it stands on
        """Return a page that was opened."""
        return self.window.page(key)

    def opens(self, place: Place) -> None:
        """Open a thread of the inbox, at one of its messages."""
        self.press("Alt+1")
        self.page("inbox").open_conversation(*place)
        self.settled()

    def writes(self, place: Place, words: str) -> None:
        """Open a thread and write an answer, as far as its last word."""
        self.opens(place)
        self.window.act("inbox.reply")
        self.settled()
        inbox = self.page("inbox")
        inbox.composer.editor.setPlainText(words)
        inbox.composer.look()
        self.settled()

    def sends(self) -> None:
        """Take the next step with what was written."""
        self.click(self.page("inbox").composer.foot.send)

    def waits(self, seconds: float = HOLD_S) -> None:
        """Let time pass, and the clockwork of the window do what is due."""
        self.let_pass(seconds)
        self.live._pulse()
        self.settled()
        self.live._pulse()
        self.settled()

    def closes_what_is_open(self) -> None:
        """Close dialogs."""
        for one in self.window.findChildren(QDialog):
            if one.isVisible():
                one.reject()
        self.settled()
