"""What the open window looks at from time to time: one round each so many seconds, on the lane that suits it."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject

from cmworkstation.ui.jobs import JobRunner

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class Patrol(QObject):
    """Is asked at each pulse of the window, about once a second; the first round begins at the first pulse."""

    EVERY_S: ClassVar[float]
    WRITES: ClassVar[bool] = False  # makes no round where a workspace is only read

    def __init__(self, window: "MainWindow", services: "Services", jobs: JobRunner) -> None:
        """Take the window to say it in, and who runs the work."""
        super().__init__(window)
        self._window = window
        self._services = services
        self._jobs = jobs
        self._looked: float | None = None  # by the monotonic clock

    def pulse(self) -> None:
        """Make a round, where it is time to."""
        running = self._services.clock.monotonic()
        due = self._looked is None or running - self._looked >= self.EVERY_S
        if due and not (self.WRITES and self._services.read_only) and self.is_free():
            self._looked = running
            self.look()

    def is_free(self) -> bool:
        """Tell whether a round may begin; the next pulse asks again."""
        return True

    def look(self) -> None:
        """Make a round."""
        raise NotImplementedError
