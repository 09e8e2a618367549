"""What a start leaves for after the first paint: steps done one after another, a few in each turn of the event loop.

Nothing may depend on a step that was not done yet: what it builds can also be asked for before it (`cached_property`,
or a property that builds), and whoever looks for what answers a command has all steps done first.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

SLICE_MS: Final = 8  # how long a turn does steps; the one that was begun is ended

Step = Callable[[], object]


class Meanwhile(QObject):
    """Does steps in their order, from `begin` on; belongs to the window's thread."""

    def __init__(self, parent: QObject) -> None:
        """Wait for `begin`."""
        super().__init__(parent)
        self._steps: deque[Step] = deque()
        self._begun = False
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._slice)

    def add(self, step: Step) -> None:
        """Do this, too, after all others."""
        self._steps.append(step)
        if self._begun and not self._turn.isActive():
            self._turn.start()

    def begin(self) -> None:
        """The window is on the screen: begin with the next turn."""
        self._begun = True
        self._turn.start()

    def finish(self) -> None:
        """Do all that is left now."""
        while self._steps:
            self._steps.popleft()()

    def _slice(self) -> None:
        watch = QElapsedTimer()
        watch.start()
        while self._steps and watch.elapsed() < SLICE_MS:
            self._steps.popleft()()
        if self._steps:
            self._turn.start()
