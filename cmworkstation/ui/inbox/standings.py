"""What rows say beside their words: how much open time is left, and what their category is called."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from cmworkstation.domain.conversation import Conversation
from cmworkstation.ui.inbox.phrases import Beside
from cmworkstation.ui.jobs import READ

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

PAUSE_MS = 800  # the first paint comes before


class Standings(QObject):
    """Learns on a lane which charter governs which account, and tells of rows from then on."""

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
        """Look again in a moment: a charter changed, or an account."""
        self._pause.start()

    def learn(self) -> None:
        """Look which charter governs which account."""
        self._pause.stop()
        self._window.jobs.run(READ, self._look, self._took, lambda _: None, owner=self)

    def _look(self) -> bool:
        return self._services.standing.learn()

    def _took(self, changed: bool) -> None:
        self._knows = True
        if changed:
            self._learned()

    def categories(self) -> Mapping[str, Mapping[str, str]]:
        """Return what categories are called, by id; empty until it was learned."""
        return self._services.standing.categories() if self._knows else {}

    def of_row(self, row: Conversation) -> Beside:
        """Return what stands beside a row's words."""
        if not self._knows:  # the service itself is loaded behind the first paint
            return Beside()
        service = self._services.standing
        left = service.left(row, self._services.clock.now())
        return Beside(left, service.category(row))
