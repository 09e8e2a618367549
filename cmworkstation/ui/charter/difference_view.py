"""What differs between two versions, to be read: each change with its place, and the words that came and went.

Words that went are struck out, new ones underlined: colour alone says nothing. Everything is put in as plain text.
"""

from collections.abc import Sequence

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.difference import Change, Kind
from cmworkstation.domain.differences import runs
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.charter.naming import field_label
from cmworkstation.words import versions as said

MOST = 400  # changes that are laid out at once


class DifferenceView(QTextEdit):
    """A text to read, by keyboard as well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(tr("Differences"))

    def show_changes(self, changes: Sequence[Change]) -> None:
        """Show changes, in the order of the file."""
        self.clear()
        cursor = self.textCursor()
        cursor.beginEditBlock()
        if not changes:
            cursor.insertText(tr("Nothing differs."), self._plain())
        for n, change in enumerate(changes[:MOST]):
            self._title(cursor, change, first=n == 0)
            self._body(cursor, change)
        if len(changes) > MOST:
            self._block(cursor, top=12)
            text = tr("And {n} more.").format(n=len(changes) - MOST)
            cursor.insertText(text, self._plain())
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def show_sentence(self, text: str) -> None:
        """Show words of our own instead."""
        self.clear()
        self.textCursor().insertText(text, self._plain())

    def _title(self, cursor: QTextCursor, change: Change, *, first: bool) -> None:
        if not first:
            self._block(cursor, top=14)
        bold = self._plain()
        bold.setFontWeight(QFont.Weight.DemiBold)
        cursor.insertText(said.change_title(change, field_label), bold)

    def _body(self, cursor: QTextCursor, change: Change) -> None:
        if change.kind is Kind.MOVED:
            return
        before, after = (
            said.value(it, change.section, field_label) for it in (change.before, change.after)
        )
        if not before and not after:
            return
        self._block(cursor, top=4, left=16)
        found = runs(before, after)
        is_one_word = len(before.split()) <= 1 and len(after.split()) <= 1
        if is_one_word or all(run.kind != "same" for run in found):
            self._instead(cursor, before, after)
            return
        former = ""
        for run in found:
            if former == "gone" and run.kind == "new":
                cursor.insertText(" ", self._plain())
            cursor.insertText(_shown(run.text), self._format(run.kind))
            former = run.kind

    def _instead(self, cursor: QTextCursor, before: str, after: str) -> None:
        """Show a value as a whole, and what stands in its place."""
        if before:
            cursor.insertText(_shown(before), self._format("gone"))
        if before and after:
            cursor.insertText("  →  ", self._plain())
        if after:
            cursor.insertText(_shown(after), self._format("new"))

    def _block(self, cursor: QTextCursor, *, top: int, left: int = 0) -> None:
        look = theme.current()
        block = QTextBlockFormat()
        block.setTopMargin(look.px(top))
        block.setLeftMargin(look.px(left))
        cursor.insertBlock(block, self._plain())

    def _plain(self) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(theme.current().colour("text"))
        return made

    def _format(self, kind: str) -> QTextCharFormat:
        look = theme.current()
        made = self._plain()
        if kind == "gone":
            made.setFontStrikeOut(True)
            made.setForeground(look.colour("error"))
        elif kind == "new":
            made.setFontUnderline(True)
            made.setForeground(look.colour("good"))
        return made


def _shown(text: str) -> str:
    """Return foreign text as it may be laid out; spaces stay as they are."""
    return foreign.block(text) if text.strip() else text
