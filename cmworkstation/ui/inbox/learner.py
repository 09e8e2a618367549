"""What rows say that has to be learned first: on a lane, after the first paint, and again when something changed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


class Learner(QObject):
    """Learns in a moment, and tells whoever shows it when there was something new."""

    def __init__(
        self,
        window: "MainWindow",
        look: Callable[[], bool],
        learned: Callable[[], None],
        parent: QObject,
        *,
        lane: str,
        pause_ms: int,
    ) -> None:
        """Begin to learn in `pause_ms`; `look` says whether something is new, `learned` is called if so."""
        super().__init__(parent)
        self._window = window
        self._look = look
        self._learned = learned
        self._lane = lane
        self.knows = False  # a service that is asked before is not loaded yet
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self.learn)
        self._pause.start()

    def learn_soon(self) -> None:
        """Look again in a moment."""
        self._pause.start()

    def learn(self) -> None:
        """Look now."""
        self._pause.stop()
        self._window.jobs.run(
            self._lane,
            self._look,
            done=self._took,
            failed=lambda _: None,  # the list itself says what is wrong with the workspace
            owner=self,
        )

    def _took(self, changed: bool) -> None:
        self.knows = True
        if changed:
            self._learned()
