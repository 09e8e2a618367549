"""Room for what may be higher than its place: large letters, low windows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolled(inner: QWidget) -> QScrollArea:
    """Return a quiet area that scrolls `inner` upwards where it has no room, never sideways."""
    area = QScrollArea()
    hold(area, inner)
    return area


def hold(area: QScrollArea, inner: QWidget) -> None:
    """Let an area scroll `inner` upwards where it has no room, never sideways."""
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
