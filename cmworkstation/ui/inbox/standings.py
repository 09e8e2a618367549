"""What rows say beside their words: how much open time is left, and what their category is called."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.conversation import Conversation
from cmworkstation.ui.inbox.learner import Learner
from cmworkstation.ui.inbox.phrases import Beside
from cmworkstation.ui.jobs import READ

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

PAUSE_MS = 800  # the first paint comes before


class Standings(Learner):
    """Learns which charter governs which account, and tells of rows from then on."""

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
            lambda: services.standing.learn(),  # noqa: PLW0108 - the lane loads the service
            learned,
            parent,
            lane=READ,
            pause_ms=PAUSE_MS,
        )
        self._services = services

    def categories(self) -> Mapping[str, Mapping[str, str]]:
        """Return what categories are called, by id; empty until it was learned."""
        return self._services.standing.categories() if self.knows else {}

    def of_row(self, row: Conversation) -> Beside:
        """Return what stands beside a row's words."""
        # Asked for while rows are painted: only where something was handed over.
        me = self._services.acting.id if row.assignee and (row.handed or row.handed_by) else ""
        if not self.knows:  # the service itself is loaded behind the first paint
            return Beside(me=me)
        service = self._services.standing
        left = service.left(row, self._services.clock.now())
        return Beside(left, service.category(row), me)
