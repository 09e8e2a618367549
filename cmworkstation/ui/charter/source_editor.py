"""A text field for the charter's source, with line numbers and marked problem lines."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontDatabase,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from cmworkstation.domain.charter.finding import from_utf16
from cmworkstation.domain.charter.placing import Splice
from cmworkstation.domain.charter.problems import Problem
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.charter.changing import carry_out
from cmworkstation.ui.widgets.plain_text import PlainTextField

BLOCK_ENDS = "\u2029\ufdd0\ufdd1"
COLOURED_MOST = 300_000  # characters
SLICE = 80_000  # characters that are put in at once: a document of Qt takes a quarter of a second for two millions


class SourceEditor(PlainTextField):
    """Edits TOML. A long text is put in slice by slice; until it is whole, nobody types into it."""

    filled = Signal()  # a long text stands there whole

    def __init__(self) -> None:
        """Make an empty field."""
        super().__init__()
        self._whole: str | None = None  # a text of which only the beginning stands there yet
        self._put = 0  # so much of it
        self._may_write = False
        self._wanted: tuple[int, int] | None = None  # where to go once it is whole
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._fill)
        self.setAccessibleName(tr("Text of the charter"))
        self.setLineWrapMode(self.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)  # TOML needs no tabs, and the keyboard must find a way out
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.current().px(13))
        self.setFont(font)
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * 4)
        self._margin = _LineNumbers(self)
        self._highlighter = _Toml(self.document())
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._margin.follow)
        self._make_room()

    def toPlainText(self) -> str:
        """Return the text; a line separator within a string stays one, or the file would change its meaning."""
        if self._whole is not None:
            return self._whole
        text = str(self.document().toRawText())
        for end in BLOCK_ENDS:  # quicker than to translate, which looks at every character
            text = text.replace(end, "\n")
        return text

    def setPlainText(self, text: str) -> None:
        """Show another text; a very long one without colours, which would take seconds."""
        self._stop_filling()
        self._highlighter.setDocument(None if len(text) > COLOURED_MOST else self.document())  # type: ignore[arg-type,unused-ignore]
        if len(text) <= COLOURED_MOST:
            super().setPlainText(text)
            return
        self._whole, self._put = text, self._until(text, 0)
        self._may_write = not self.isReadOnly()
        self.setReadOnly(True)
        super().setPlainText(text[: self._put])
        self.document().setUndoRedoEnabled(False)
        self._next.start()

    @property
    def is_filling(self) -> bool:
        """Tell whether a long text is still being put in."""
        return self._whole is not None

    def finish(self) -> None:
        """Put in at once what is left of a long text."""
        while self._whole is not None:
            self._fill()

    @staticmethod
    def _until(text: str, begin: int) -> int:
        """Return where a slice ends: behind a line, or a text that is no line would count as changed in two."""
        end = text.find("\n", begin + SLICE)
        return len(text) if end < 0 else end + 1

    def _fill(self) -> None:
        whole = self._whole
        if whole is None:
            return
        end = self._until(whole, self._put)
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(whole[self._put : end])
        self._put = end
        if end == len(whole):
            self._stop_filling()
            wanted, self._wanted = self._wanted, None
            if wanted is not None:
                self.go_to(*wanted)
            self.filled.emit()

    def _stop_filling(self) -> None:
        if self._whole is None:
            return
        self._next.stop()
        self._whole = None
        self.document().setUndoRedoEnabled(True)
        self.document().setModified(False)
        self.setReadOnly(not self._may_write)

    def change(self, splices: Iterable[Splice]) -> None:
        """Carry out splices as one step of undo."""
        self.finish()
        carry_out(QTextCursor(self.document()), self.toPlainText(), splices)

    def step(self, *, back: bool) -> int:
        """Undo, or do again, one step; return where it happened, in code points, -1 where there is none."""
        document = self.document()
        if not (document.isUndoAvailable() if back else document.isRedoAvailable()):
            return -1
        changed: list[int] = []  # Qt puts the cursor where it was, which may be far from the change

        def note(at: int, _removed: int, _added: int) -> None:
            changed.append(at)

        document.contentsChange.connect(note)
        if back:
            self.undo()
        else:
            self.redo()
        document.contentsChange.disconnect(note)
        return from_utf16(self.toPlainText(), changed[-1]) if changed else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift and Enter make a line like any other."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (
            enter
            and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            and not self.isReadOnly()
        ):
            self.textCursor().insertBlock()
            return
        super().keyPressEvent(event)

    def mark_problems(self, problems: Sequence[Problem]) -> None:
        """Underline the lines that have problems."""
        marks = []
        for problem in problems:
            block = self.document().findBlockByNumber(problem.line - 1)
            if not block.isValid():
                continue
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(block)
            cursor.select(QTextCursor.SelectionType.LineUnderCursor)
            style = QTextCharFormat()
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            style.setUnderlineColor(
                theme.current().colour("error" if problem.severity == "error" else "warn")
            )
            selection.cursor = cursor  # type: ignore[attr-defined,unused-ignore]
            selection.format = style  # type: ignore[attr-defined,unused-ignore]
            marks.append(selection)
        self.setExtraSelections(marks)
        self._margin.lines = {problem.line: problem.severity for problem in problems}
        self._margin.update()

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor on a line and show it in the middle; of a text that is put in still, once it is whole."""
        if self._whole is not None:
            self._wanted = (line, column)
            return
        block = self.document().findBlockByNumber(max(0, line - 1))
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(max(0, column - 1), max(0, block.length() - 1)))
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def margin_width(self) -> int:
        """Return the width of the line numbers in pixels."""
        digits = max(3, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("9") * digits + theme.current().px(16)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line numbers beside the text."""
        super().resizeEvent(event)
        box = self.contentsRect()
        self._margin.setGeometry(QRect(box.left(), box.top(), self.margin_width(), box.height()))

    def paint_margin(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the numbers of the visible lines."""
        look = theme.current()
        painter.fillRect(event.rect(), look.colour("sunken"))
        block = self.firstVisibleBlock()
        top = round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
        while block.isValid() and top <= event.rect().bottom():
            height = round(self.blockBoundingRect(block).height())
            number = block.blockNumber() + 1
            severity = self._margin.lines.get(number)
            role = "error" if severity == "error" else "warn" if severity else "soft"
            painter.setPen(look.colour(role))
            width = self._margin.width() - look.px(8)
            text = f"● {number}" if severity else str(number)
            painter.drawText(0, top, width, height, Qt.AlignmentFlag.AlignRight, text)
            top += height
            block = block.next()

    def _make_room(self) -> None:
        self.setViewportMargins(self.margin_width(), 0, 0, 0)


class _LineNumbers(QWidget):
    def __init__(self, editor: SourceEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.lines: dict[int, str] = {}

    def sizeHint(self) -> QSize:
        return QSize(self._editor.margin_width(), 0)

    def follow(self, area: QRect, scrolled: int) -> None:
        if scrolled:
            self.scroll(0, scrolled)
        else:
            self.update(0, area.y(), self.width(), area.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._editor.font())
        self._editor.paint_margin(painter, event)
        painter.end()


class _Toml(QSyntaxHighlighter):
    """Section heads and keys stand out; everything else is the person's text."""

    def highlightBlock(self, text: str) -> None:
        look = theme.current()
        line = text.lstrip()
        style = QTextCharFormat()
        if line.startswith("["):
            style.setForeground(look.colour("accent"))
            style.setFontWeight(600)
            self.setFormat(0, len(text), style)
        elif line.startswith("#"):
            style.setForeground(look.colour("soft"))
            self.setFormat(0, len(text), style)
        elif "=" in line and line[:1].isalpha():
            style.setForeground(look.colour("soft"))
            self.setFormat(0, text.index("="), style)
