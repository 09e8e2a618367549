"""Files dropped on a widget, as the window system tells of it: they enter, then they are let go."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

COPY, BUTTON = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def drop(widget: QWidget, *paths: Path) -> None:
    """Drop files of this machine on a widget; it has to accept them first."""
    brought = QMimeData()
    brought.setUrls([QUrl.fromLocalFile(str(one)) for one in paths])
    entered = QDragEnterEvent(QPoint(5, 5), COPY, brought, BUTTON, NO_KEYS)
    QApplication.sendEvent(widget, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), COPY, brought, BUTTON, NO_KEYS))
