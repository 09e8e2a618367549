"""The question before the window closes over a text that the disk refused."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from cmworkstation.i18n import tr


class LeavingBox(QMessageBox):
    """Offers to stay, to copy the text, or to close without it."""

    copied = Signal(str)
    leave = Signal()

    def __init__(self, window: QWidget, texts: str) -> None:
        """Keep the texts that would be lost."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(tr("Not saved yet"))
        self.setText(tr("The disk is full, and what you are writing is not saved yet."))
        self.setInformativeText(
            tr(
                "Stay, and free some room: it is then saved by itself."
                " Or copy the text, paste it somewhere else, then close."
            )
        )
        self.stay = self.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        self.copy = self.addButton(tr("Copy the text"), QMessageBox.ButtonRole.ActionRole)
        self.without = self.addButton(
            tr("Close without saving"), QMessageBox.ButtonRole.DestructiveRole
        )
        self.copy.clicked.connect(lambda: self.copied.emit(texts))
        self.without.clicked.connect(self.leave)
        self.setDefaultButton(self.stay)
        self.setEscapeButton(self.stay)
