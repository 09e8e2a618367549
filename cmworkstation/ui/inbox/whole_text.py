"""All of a very long message, in a window of its own that lays out only what is in sight."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.message import Message
from cmworkstation.i18n import tr
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.plain_text import PlainTextField


class WholeText(QDialog):
    """The words of one message, without links or emphasis; the caller opens it."""

    def __init__(self, message: Message, window: QWidget) -> None:
        """Show all words of `message`."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = phrases.line(message.author_name, 60) or tr("Somebody")
        self.setWindowTitle(tr("The whole message of {name}").format(name=name))
        self.field = PlainTextField()
        self.field.setReadOnly(True)
        self.field.setAccessibleName(self.windowTitle())
        self.field.setPlainText(foreign.whole(message.text))
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(buttons)
        fit(self, window, 720, 560)
