"""Warns of people whose name looks like ours, or like somebody's who was here before."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.alike import Alike
from cmworkstation.domain.conversation import Conversation
from cmworkstation.domain.message import Message
from cmworkstation.ui.inbox.learner import Learner

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "names"
PAUSE_MS = 1_500  # the first paint, and a burst of arrivals, come before


class Likeness(Learner):
    """Learns the names that are known, on a lane of its own, and tells who looks like whom."""

    def __init__(
        self,
        window: "MainWindow",
        services: "Services",
        learned: Callable[[], None],
        parent: QObject,
    ) -> None:
        """Begin to learn in a moment; `learned` is called whenever there was something new."""
        super().__init__(
            window,
            lambda: services.lookalikes.learn(),  # noqa: PLW0108 - the lane loads the service
            learned,
            parent,
            lane=LANE,
            pause_ms=PAUSE_MS,
        )
        self._services = services

    def of_row(self, row: Conversation) -> Alike | None:
        """Return whom the person of a row could be mistaken for."""
        return self._of(row.author_name, row.author_handle)

    def of_message(self, message: Message) -> Alike | None:
        """Return whom the author of a message could be mistaken for."""
        return None if message.ours else self._of(message.author_name, message.author_handle)

    def _of(self, name: str, handle: str) -> Alike | None:
        if not self.knows:  # the service itself is loaded behind the first paint
            return None
        return self._services.lookalikes.mistaken_for(name, handle)
