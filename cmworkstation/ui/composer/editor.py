"""The text field of a reply: findings underlined, blanks of approved answers as fields, `::` for the guide.

Offsets of findings are code points; Qt counts UTF-16 units. The conversion happens here and nowhere else.
"""

import re
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from cmworkstation.domain.charter.filling import Hole
from cmworkstation.domain.charter.finding import Edit, Finding, Severity, from_utf16, to_utf16
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.plain_text import PlainTextField

UNDERLINES = {
    Severity.CUE: QTextCharFormat.UnderlineStyle.DotLine,
    Severity.WARN: QTextCharFormat.UnderlineStyle.WaveUnderline,
    Severity.ERROR: QTextCharFormat.UnderlineStyle.SingleUnderline,
    Severity.STOP: QTextCharFormat.UnderlineStyle.SingleUnderline,
}
CALL = re.compile(r"(?:^|(?<=\s))::([^\s:]{0,40}(?: [^\s:]{1,40})?)$|^/([^\s/]{0,40})$")
LONGEST_PASTE = 100_000
LAST_CONTROL = "\u009f"


class ReplyEditor(PlainTextField):
    """A plain text field that knows findings and blanks."""

    answer_called = Signal(str)  # the person typed `::words` or `/words`
    answer_dropped = Signal()  # … and went on without choosing
    choice_key = Signal(int)  # a key for the open list of answers

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty field."""
        super().__init__(parent)
        self.setAccessibleName(tr("Your reply"))
        self.setPlaceholderText(tr("Write your reply. Type :: for an approved answer."))
        self.setTabChangesFocus(True)
        self.setLineWrapMode(self.LineWrapMode.WidgetWidth)
        self.findings: Sequence[Finding] = ()
        self.holes: Sequence[Hole] = ()
        self.choosing = False

    def show_review(self, findings: Sequence[Finding], holes: Sequence[Hole]) -> None:
        """Underline findings, each kind in its own way, and mark blanks as fields."""
        self.findings, self.holes = findings, holes
        self.setExtraSelections(
            [self._field(hole) for hole in holes]
            + [self._underline(one) for one in findings if one.end > one.start]
        )

    def apply_edits(self, edits: Sequence[Edit]) -> None:
        """Carry out a finding's way out as one step of undo."""
        text = self.toPlainText()
        cursor = self.textCursor()
        cursor.beginEditBlock()
        for start, end, new in sorted(edits, reverse=True):
            cursor.setPosition(to_utf16(text, start))
            cursor.setPosition(to_utf16(text, end), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(new)
        cursor.endEditBlock()

    def replace_call(self, text: str) -> None:
        """Put an approved answer where `::words` stands, or at the cursor, as one step of undo."""
        cursor = self.textCursor()
        block = cursor.block().text()[: cursor.positionInBlock()]
        call = CALL.search(block)
        cursor.beginEditBlock()
        if call:
            start = cursor.block().position() + call.start()
            cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def select_span(self, start: int, end: int) -> None:
        """Select code points `start` to `end` and show them."""
        text = self.toPlainText()
        cursor = self.textCursor()
        cursor.setPosition(to_utf16(text, start))
        cursor.setPosition(to_utf16(text, end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_hole(self, *, back: bool = False, around: bool = True) -> bool:
        """Select the next blank; tell whether there is one. With `around` the first follows the last."""
        text, cursor = self.toPlainText(), self.textCursor()
        begins = from_utf16(text, cursor.selectionStart())
        ends = from_utf16(text, cursor.selectionEnd())
        if back:
            ahead = [one for one in self.holes if one.end <= begins][::-1]
        else:
            ahead = [one for one in self.holes if one.start >= ends]
        if around:
            ahead += list(self.holes)[::-1] if back else list(self.holes)
        if not ahead:
            return False
        self.select_span(ahead[0].start, ahead[0].end)
        return True

    def caret(self) -> int:
        """Return where the caret stands, in code points."""
        return from_utf16(self.toPlainText(), self.textCursor().position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """While the list of answers is open, its keys go there."""
        if self.choosing and event.key() in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Escape,
        ):
            self.choice_key.emit(event.key())
            return
        super().keyPressEvent(event)
        if event.text():
            self._look_for_call()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab takes the chosen answer, or walks the blanks, and leaves the field after the last one.

        Qt moves the focus by Tab before it hands out the key, so that `keyPressEvent` never sees it.
        """
        if self.choosing and forward:
            self.choice_key.emit(Qt.Key.Key_Tab)
            return True
        return self.next_hole(back=not forward, around=False) or super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list of answers when the field is left."""
        if self.choosing and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.answer_dropped.emit()
        super().focusOutEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain text only, without control characters, and not without measure."""
        if source.hasText():
            kept = "".join(
                char
                for char in source.text()[:LONGEST_PASTE]
                if char in "\n\t" or char.isprintable() or char > LAST_CONTROL
            )
            self.textCursor().insertText(kept)

    def _look_for_call(self) -> None:
        cursor = self.textCursor()
        call = CALL.search(cursor.block().text()[: cursor.positionInBlock()])
        if call:
            self.answer_called.emit(call.group(1) or call.group(2) or "")
        elif self.choosing:
            self.answer_dropped.emit()

    def _underline(self, finding: Finding) -> QTextEdit.ExtraSelection:
        selection = self._selection(finding.start, finding.end)
        look = theme.current()
        colour = look.colour(finding.severity.value)
        style = QTextCharFormat()
        style.setUnderlineStyle(UNDERLINES[finding.severity])
        style.setUnderlineColor(colour)
        if finding.severity in (Severity.ERROR, Severity.STOP):
            # A copy: the theme's own colour is everybody's.
            ground = QColor(look.colour("stop" if finding.severity is Severity.STOP else "error"))
            ground.setAlpha(70 if finding.severity is Severity.STOP else 36)
            style.setBackground(ground)
        selection.format = style  # type: ignore[attr-defined,unused-ignore]
        return selection

    def _field(self, hole: Hole) -> QTextEdit.ExtraSelection:
        selection = self._selection(hole.start, hole.end)
        style = QTextCharFormat()
        style.setBackground(theme.current().colour("tint"))
        style.setForeground(theme.current().colour("accent"))
        selection.format = style  # type: ignore[attr-defined,unused-ignore]
        return selection

    def _selection(self, start: int, end: int) -> QTextEdit.ExtraSelection:
        text = self.toPlainText()
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(to_utf16(text, start))
        cursor.setPosition(to_utf16(text, end), QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor  # type: ignore[attr-defined,unused-ignore]
        return selection
