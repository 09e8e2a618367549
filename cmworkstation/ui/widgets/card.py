"""A small card over a window. Not modal: Esc puts it away, and so does a press elsewhere in the window."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from cmworkstation.ui import theme


class Card(QFrame):
    """Goes away when something else of its window is pressed; who makes one says what Esc does."""

    def __init__(self, parent: QWidget) -> None:
        """Make it, hidden."""
        super().__init__(parent)
        theme.mark(self, "popup")
        self.setAutoFillBackground(True)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go away when something else is pressed."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            inside = watched is self or self.isAncestorOf(watched)
            if not inside and watched.window() is self.window():
                self.hide()
            return False
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch what is pressed in the window."""
        super().showEvent(event)
        if application := QApplication.instance():
            application.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Watch nothing any more."""
        super().hideEvent(event)
        if application := QApplication.instance():
            application.removeEventFilter(self)
