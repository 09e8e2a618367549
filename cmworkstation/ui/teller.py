"""Desktop notifications: off unless wished for, and quiet when on.

A notification gives a number and no words of anybody, since a screen may be shared. It appears only while the
window is not in front, and at most once in five minutes: what comes in between is told together.
"""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons

if TYPE_CHECKING:
    from cmworkstation.domain.clock import Clock
    from cmworkstation.ui.main_window import MainWindow

WISHED: Final = "notices/desktop"
PAUSE_S: Final = 300.0


class Teller(QObject):
    """Tells the desktop that somebody wrote."""

    def __init__(self, window: "MainWindow", clock: "Clock") -> None:
        """Take the window whose absence matters."""
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._untold = 0
        self._last = -PAUSE_S
        self._tray: QSystemTrayIcon | None = None

    def heard(self, changes: Changes) -> None:
        """Count what came in, and tell it when that is wished for and wanted now."""
        if self._window.isActiveWindow():
            self._untold = 0
            return
        self._untold += changes.new_messages
        now = self._clock.monotonic()
        if self._untold and now - self._last >= PAUSE_S and self.wished():
            self._last = now
            self.say(
                trn("{n} new message", "{n} new messages", self._untold).format(n=self._untold)
            )
            self._untold = 0

    def wished(self) -> bool:
        """Tell whether the person switched notifications on."""
        return self._window.preferences.flag(WISHED, default=False)

    def say(self, text: str) -> None:
        """Show one notification, where the desktop has a place for it."""
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(icons.icon("inbox"), self)
            self._tray.setToolTip(tr("CM Workstation"))
            self._tray.messageClicked.connect(self._window.activateWindow)
        self._tray.show()
        self._tray.showMessage(tr("CM Workstation"), text, icons.icon("inbox"))
