"""Two texts as one, with what changed from one to the other marked by form and colour."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from cmworkstation.domain.differences import runs
from cmworkstation.i18n import tr
from cmworkstation.ui import theme

MOST_LINES = 14


class DifferencesView(QPlainTextEdit):
    """Shows a text, read only; what is new is underlined, what is gone is struck out."""

    def __init__(self, old: str | None, new: str, name: str, parent: QWidget | None = None) -> None:
        """Show `new`, with what changed since `old`; None for nothing to compare with."""
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.show_texts(old, new)

    def show_texts(self, old: str | None, new: str) -> None:
        """Show other texts."""
        self.clear()
        cursor = self.textCursor()
        found = runs(old if old is not None else new, new)
        for run in found:
            cursor.insertText(run.text, _format(run.kind))
        gone = [run.text.strip() for run in found if run.kind == "gone"]
        added = [run.text.strip() for run in found if run.kind == "new"]
        said = ""
        if gone or added:
            said = tr("Gone: {gone}. New: {new}.").format(
                gone=" … ".join(gone) or "–", new=" … ".join(added) or "–"
            )
        self.setAccessibleDescription(said)
        self.moveCursor(cursor.MoveOperation.Start)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the text."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Ask for little width: the pane gives what it has."""
        return QSize(theme.current().px(240), self.height())

    def _fit(self) -> None:
        lines = max(1, int(self.document().size().height()))
        height = min(lines, MOST_LINES) * self.fontMetrics().lineSpacing()
        self.setFixedHeight(height + theme.current().px(20))


def _format(kind: str) -> QTextCharFormat:
    look, form = theme.current(), QTextCharFormat()
    form.setForeground(look.colour("text"))
    if kind == "new":
        form.setFontUnderline(True)
        form.setForeground(look.colour("good"))
        form.setBackground(look.colour("tint"))
    elif kind == "gone":
        form.setFontStrikeOut(True)
        form.setForeground(look.colour("error"))
    return form
