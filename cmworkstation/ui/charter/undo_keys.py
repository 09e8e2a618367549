"""Undo on the charter page reaches over all forms: its keys are taken from the fields, which have no undo."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

KINDS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractButton)


class UndoKeys(QObject):
    """Tells when a person asks for undo or redo in one of the widgets that are watched."""

    wanted = Signal(bool)  # True for undo, False for redo

    def watch(self, *widgets: QWidget) -> None:
        """Watch widgets and what is in them; those that are watched already stay so."""
        for widget in widgets:
            inside = (one for kind in KINDS for one in widget.findChildren(kind))
            for one in (widget, *inside):
                if one.property("undo_watched") is None:
                    one.setProperty("undo_watched", True)
                    one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys."""
        kinds = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if event.type() in kinds and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            if undo or event.matches(QKeySequence.StandardKey.Redo):
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self.wanted.emit(undo)
                return True
        return super().eventFilter(watched, event)
