"""One window per workspace: a second start raises the first window."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 1500


def _name(folder: Path) -> str:
    return "cmworkstation-" + sha256(str(folder.resolve()).encode()).hexdigest()[:24]


def raise_first(folder: Path) -> bool:
    """Ask the window that has this workspace open to come to the front; tell whether one answered."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    if not socket.waitForConnected(ANSWER_MS):
        return False
    # To be called is all the first window needs to know. Its answer may be here already: waiting for one that has
    # come would wait for the next.
    answered = socket.bytesAvailable() > 0 or socket.waitForReadyRead(ANSWER_MS)
    socket.disconnectFromServer()
    return answered


class FirstWindow(QObject):
    """Listens for later starts on the same workspace; only this user's programs can reach it."""

    def __init__(self, folder: Path, raise_window: Callable[[], None], parent: QObject) -> None:
        """Begin to listen; `raise_window` brings the window to the front."""
        super().__init__(parent)
        self._raise = raise_window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)
        name = _name(folder)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # left behind by a crash; the workspace's lock is ours
            self._server.listen(name)

    def _called(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        socket.write(b"ok\n")
        socket.flush()
        self._raise()

    def stop(self) -> None:
        """Listen no more."""
        self._server.close()
