"""What a person notes about a mention: words for colleagues, and tags."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from cmworkstation.domain.mention import Mention
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.guide.forms import LINES_HIGH, GuideDialog


class NoteForm(GuideDialog):
    """A note and tags; `wanted` carries both."""

    wanted = Signal(str, object)  # note, tags

    def __init__(self, window: QWidget, one: Mention) -> None:
        """Begin with what is noted."""
        super().__init__(window, tr("Note and tags"), tr("Keep this"), 360)
        self.note = QPlainTextEdit(one.note)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme.current().px(LINES_HIGH))
        self.field(tr("Note, for colleagues only"), self.note)
        self.tags = QLineEdit(", ".join(one.tags))
        self.field(tr("Tags, with commas between them"), self.tags)
        self.column.addStretch(1)
        self.doer.clicked.connect(self._take)

    def _take(self) -> None:
        self.wanted.emit(self.note.toPlainText(), self.tags.text().split(","))
