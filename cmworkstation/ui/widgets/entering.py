"""Enter on a list does what the list says, and nothing beside it.

Qt tells of the row and then lets the key go on to the dialog, which presses its default button as well: one press
would do two things, such as open the next step and go on from it at once.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def enter_acts_once(view: QAbstractItemView) -> None:
    """Keep Enter from going on to the dialog where `view` has a row that it activates."""
    view.installEventFilter(_Once(view))


class _Once(QObject):
    """Takes the key for its view, which is its parent."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Activate the row of the keyboard by Enter; without one the key goes on to the dialog."""
        if (
            isinstance(watched, QAbstractItemView)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in ENTER
            and event.modifiers() in PLAIN
            and watched.state() != QAbstractItemView.State.EditingState
            and watched.currentIndex().isValid()
        ):
            event.accept()
            if not event.isAutoRepeat():  # a key held down is one press
                watched.activated.emit(watched.currentIndex())
            return True
        return super().eventFilter(watched, event)
