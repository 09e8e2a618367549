"""Opening the capture: empty, with what stands on the clipboard, or with what was dropped on the window."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent

from cmworkstation.i18n import tr
from cmworkstation.ui.widgets.file_taking import brings_files

if TYPE_CHECKING:
    from cmworkstation.services.captures import Captured
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.capture.dialog import CaptureDialog
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10


def message(window: "MainWindow") -> "CaptureDialog":
    """Take a message in."""
    return _open(window)


def answer(window: "MainWindow") -> None:
    """Take in what somebody answered in the conversation that is open."""
    page = window.page("inbox")
    pane = getattr(page, "thread_pane", None)
    current = pane.current() if pane is not None else None
    services = cast("Services", window.services)
    places = {one.id: one for one in services.captures.places()}
    if current is None or current.account_id not in places:
        window.say(tr("Open a conversation of a platform that is read by hand first."), 8000)
        return
    dialog = _open(window)
    dialog.answer_to(places[current.account_id], current)


def dropped(window: "MainWindow", source: QMimeData) -> None:
    """Take in what was dropped."""
    _open(window).take(source)


def _open(window: "MainWindow") -> "CaptureDialog":
    from cmworkstation.ui.capture.dialog import CaptureDialog  # noqa: PLC0415 - when it is asked for

    dialog = CaptureDialog(window)
    dialog.kept.connect(partial(_kept, window))
    dialog.open()
    return dialog


def _kept(window: "MainWindow", captured: "Captured") -> None:
    """Show what was taken in, and offer to take it back."""
    services = cast("Services", window.services)

    def undo() -> None:
        try:
            changes = services.captures.undo(captured.id)
        except Exception as error:  # noqa: BLE001 - told like any other
            window.failed(error)
        else:
            window.jobs.emit_changes(changes)

    window.go("inbox")
    opener = getattr(window.page("inbox"), "open_conversation", None)
    if opener is not None:
        opener(captured.conversation_id, captured.message_id)
    window.undo(tr("Captured."), UNDO_S, undo)


class CaptureDrops(QObject):
    """Lets a page take pages, mails and pictures that are dropped on it."""

    def __init__(self, window: "MainWindow", page: QObject) -> None:
        """Watch a page."""
        super().__init__(page)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept what brings files, and open the capture when it is let go."""
        del watched
        if not isinstance(event, QDropEvent) or not brings_files(event.mimeData()):
            return False
        if self._window.read_only:
            return False
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            dropped(self._window, event.mimeData())
        return True


def files_of(source: QMimeData) -> list[Path]:
    """Return the files of this machine that something brings."""
    return [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
