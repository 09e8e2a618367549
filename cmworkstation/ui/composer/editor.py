"""The text field of a reply: findings underlined, blanks of approved answers as fields, `::` for the guide.

Offsets of findings are code points; Qt counts UTF-16 units. The conversion happens here and nowhere else.
"""

import re
from collections.abc import Callable, Container, Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.filling import Hole
from cmworkstation.domain.charter.finding import (
    Edit,
    Finding,
    Place,
    from_utf16,
    to_utf16,
    utf16_offsets,
)
from cmworkstation.domain.pasting import plain
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.composer import underlines
from cmworkstation.ui.widgets import internal
from cmworkstation.ui.widgets.plain_text import PlainTextField

CALL = re.compile(r"(?:^|(?<=\s))::([^\s:]{0,40}(?: [^\s:]{1,40})?)$|^/([^\s/]{0,40})$")
LONGEST_PASTE = 100_000
LAST_CONTROL = "\u009f"


class ReplyEditor(PlainTextField):
    """A plain text field that knows findings and blanks."""

    answer_called = Signal(str)  # the person typed `::words` or `/words`
    answer_dropped = Signal()  # … and went on without choosing
    refused_internal = Signal()  # something that was copied from an internal note
    choice_key = Signal(int)  # a key for the open list of answers
    files_given = Signal(QMimeData)  # dropped or pasted

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty field."""
        super().__init__(parent)
        self.setAccessibleName(tr("Your reply"))
        self.setPlaceholderText(tr("Write your reply. Type :: for an approved answer."))
        self.setTabChangesFocus(True)
        self.setLineWrapMode(self.LineWrapMode.WidgetWidth)
        self.findings: Sequence[Finding] = ()
        self.holes: Sequence[Hole] = ()
        self.marks: Sequence[underlines.Mark] = ()
        self.said_of: Callable[[Finding], str] = lambda one: one.match
        self.takes_files: Callable[[QMimeData], bool] = lambda _source: False
        self.choosing = False
        self._reviewed: list[QTextEdit.ExtraSelection] = []
        self._misspelt: list[QTextEdit.ExtraSelection] = []
        self.spelling_menu: Callable[[int, QPoint], bool] = lambda _place, _at: False

    def show_review(
        self,
        findings: Sequence[Finding],
        holes: Sequence[Hole],
        spoken_for: Container[Place] = frozenset(),
    ) -> None:
        """Underline findings, each level in its own shape, and mark blanks as fields."""
        self.findings, self.holes = findings, holes
        text = self.toPlainText()
        marks = underlines.marks_of(text, findings, lambda one: one.place in spoken_for)
        selections = [self._field(hole) for hole in holes]
        selections += [underlines.selection(self, mark) for mark in marks]
        self._reviewed = selections
        self._show_selections()
        self.marks = marks
        self.viewport().update()

    def show_spelling(self, selections: list[QTextEdit.ExtraSelection]) -> None:
        """Mark words that are none, below whatever the charter marks."""
        self._misspelt = selections
        self._show_selections()

    def _show_selections(self) -> None:
        selections = [*self._misspelt, *self._reviewed]
        if selections or self.extraSelections():
            self.setExtraSelections(selections)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what was meant by a word that is none; elsewhere the usual menu."""
        at = self.cursorForPosition(event.pos()).position()
        place = from_utf16(self.toPlainText(), at)
        if not self.spelling_menu(place, event.globalPos()):
            super().contextMenuEvent(event)

    def at(self, position: int) -> list[Finding]:
        """Return the findings at an offset in code points, the heaviest first."""
        found = [one for one in self.findings if one.start <= position <= one.end]
        return sorted(found, key=lambda one: -one.severity.rank)

    def at_caret(self) -> list[Finding]:
        """Return the findings where the caret stands; those of the whole text where it stands at none."""
        here = [one for one in self.at(self.caret()) if one.end > one.start]
        return here or [one for one in self.findings if one.end == one.start]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines and boxes that Qt does not know over the text."""
        super().paintEvent(event)
        if self.marks:
            underlines.paint(QPainter(self.viewport()), self, self.marks)

    def event(self, event: QEvent) -> bool:
        """Say of a passage under the pointer what the charter says of it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.viewport().mapFrom(self, event.pos())
            position = self.cursorForPosition(place).position()
            over = [
                one
                for one in self.at(from_utf16(self.toPlainText(), position))
                if one.end > one.start and self._is_over(one, place)
            ]
            text = "\n\n".join(self.said_of(one) for one in over)
            if text:
                QToolTip.showText(event.globalPos(), foreign.tooltip(text), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _is_over(self, finding: Finding, place: QPoint) -> bool:
        """Tell whether a point of the viewport lies on a passage, and not beside the line it ends."""
        at = utf16_offsets(self.toPlainText())
        mark = underlines.Mark(at(finding.start), at(finding.end), finding.severity)
        return any(box.contains(place) for box in underlines.boxes(self, mark))

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

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take files and pictures as well: they go with the reply."""
        return self.takes_files(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain text only, links kept, without control characters, and not without measure."""
        if internal.is_marked(source):
            self.refused_internal.emit()
        elif self.takes_files(source):
            self.files_given.emit(source)
        elif source.hasText():
            text = (plain(source.html()) if source.hasHtml() else "") or source.text()
            kept = "".join(
                char
                for char in text[:LONGEST_PASTE]
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
