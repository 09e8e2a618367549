"""Warns of people whose name looks like ours, or like somebody's who was here before."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from cmworkstation.domain.alike import Alike
from cmworkstation.domain.conversation import Conversation
from cmworkstation.domain.message import Message

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "names"
PAUSE_MS = 1_500  # the first paint, and a burst of arrivals, come before


class Likeness(QObject):
    """Learns the names that are known, on a lane of its own, and tells who looks like whom."""

    def __init__(
        self,
        window: "MainWindow",
        services: "Services",
        learned: Callable[[], None],
        parent: QObject,
    ) -> None:
        """Begin to learn in a moment; `learned` is called whenever there was something new."""
        super().__init__(parent)
        self._window = window
        self._services = services
        self._learned = learned
        self._knows = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.learn)
        self._pause.start()

    def learn_soon(self) -> None:
        """Look again in a moment who is known."""
        self._pause.start()

    def learn(self) -> None:
        """Look who is known."""
        self._pause.stop()
        self._window.jobs.run(
            LANE,
            self._look,
            done=self._took,
            failed=lambda _: None,  # the list itself says what is wrong with the workspace
            owner=self,
        )

    def _look(self) -> bool:
        return self._services.lookalikes.learn()

    def _took(self, changed: bool) -> None:
        self._knows = True
        if changed:
            self._learned()

    def of_row(self, row: Conversation) -> Alike | None:
        """Return whom the person of a row could be mistaken for."""
        return self._of(row.author_name, row.author_handle)

    def of_message(self, message: Message) -> Alike | None:
        """Return whom the author of a message could be mistaken for."""
        return None if message.ours else self._of(message.author_name, message.author_handle)

    def _of(self, name: str, handle: str) -> Alike | None:
        if not self._knows:  # the service itself is loaded behind the first paint
            return None
        return self._services.lookalikes.mistaken_for(name, handle)
