"""How else the program may be ended: by a signal of the system, or with the person's session.

Python's own handlers run only when Python does, and Qt's event loop may sleep for long. So a signal wakes the loop
through a socket, and is answered as a person's closing would be, except that nobody is asked anything.
"""

import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

SIGNALS: Final = tuple(
    getattr(signal, name)
    for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK")
    if hasattr(signal, name)
)


class Endings(QObject):
    """Listens for the end; belongs to the main thread. `stop` gives the signals back."""

    def __init__(self, application: QApplication, window: "Callable[[], MainWindow]") -> None:
        """Begin to listen; `window` returns the window in use."""
        super().__init__()
        self._application = application
        self._window = window
        self._hears, self._calls = socket.socketpair()
        for one in (self._hears, self._calls):
            one.setblocking(False)
        self._notifier = QSocketNotifier(self._hears.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._called)
        self._former = {one: signal.signal(one, _woken) for one in SIGNALS}
        self._former_fd = signal.set_wakeup_fd(self._calls.fileno(), warn_on_full_buffer=False)
        # At once: the session manager ends us as soon as this returns.
        application.commitDataRequest.connect(self.session_ends, Qt.ConnectionType.DirectConnection)

    def session_ends(self, _: object = None) -> None:
        """Save what is being written: the system is about to end all programs, or a person changes their mind."""
        self._window().save_all()

    def end(self) -> None:
        """Close the window as a person would, and ask nothing."""
        window = self._window()
        window.leave_anyway = True
        window.close()
        self._application.quit()

    def stop(self) -> None:
        """Listen no more."""
        self._notifier.setEnabled(False)
        self._application.commitDataRequest.disconnect(self.session_ends)
        signal.set_wakeup_fd(self._former_fd)
        for one, before in self._former.items():
            signal.signal(one, before)
        self._hears.close()
        self._calls.close()

    def _called(self) -> None:
        try:
            numbers = self._hears.recv(64)
        except OSError:  # nothing there after all
            return
        if any(number in numbers for number in SIGNALS):
            self.end()


def _woken(*_: object) -> None:
    """The socket says the rest."""
