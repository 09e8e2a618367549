"""A field that takes the next key pressed, to give it to a command."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from cmworkstation.i18n import tr
from cmworkstation.ui import keys
from cmworkstation.ui.commands import is_letter

_ALONE: Final = frozenset(
    {
        *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta),
        *(Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_unknown),
        Qt.Key.Key_Super_L,
    }
)
_LEAVES: Final = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab})


class KeyField(QLineEdit):
    """Shows a key as people read it. Tab still leaves, Esc and Backspace empty; two letters make a sequence."""

    pressed = Signal(str)  # Qt's portable text, "" when emptied

    def __init__(self, parent: QWidget | None = None) -> None:
        """Wait for a key."""
        super().__init__(parent)
        self.key = ""
        self.setReadOnly(True)
        self.setPlaceholderText(tr("Press the new key"))
        self.setAccessibleName(tr("New key"))

    def empty(self) -> None:
        """Forget what was pressed, without telling."""
        self.key = ""
        self.clear()

    def event(self, event: QEvent) -> bool:
        """Take keys that would otherwise be shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the key."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() in _LEAVES:
            super().keyPressEvent(event)
            return
        if event.key() in _ALONE:
            return
        if plain and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Escape) and self.key:
            self._take("")
            return
        found = said(event)
        if is_letter(found) and is_letter(self.key) and ", " not in self.key:
            found = f"{self.key}, {found}"
        self._take(found)

    def _take(self, key: str) -> None:
        self.key = key
        self.setText(keys.say(key) if key else "")
        self.pressed.emit(key)


def said(event: QKeyEvent) -> str:
    """Return a pressed key as the rows of the commands write it.

    A character that needs Shift on this keyboard is named by itself: "?" and not "Shift+?".
    """
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    typed = event.text()
    is_sign = typed.isprintable() and bool(typed.strip()) and not typed.isalpha()
    if is_sign and held == Qt.KeyboardModifier.ShiftModifier:
        held = Qt.KeyboardModifier.NoModifier
    pressed = QKeySequence(event.key() | held.value)
    return pressed.toString(QKeySequence.SequenceFormat.PortableText)
