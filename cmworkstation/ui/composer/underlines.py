"""How findings look in the text: by colour and by shape. Dotted, wavy, double, boxed, from light to heavy.

Qt underlines a passage once; the second line and the box are drawn here, over the text.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from cmworkstation.domain.charter.finding import Finding, Severity, utf16_offsets
from cmworkstation.ui import theme

SHADE = {
    Severity.ERROR: 36,
    Severity.STOP: 70,
}  # how much of its colour lies under a passage, of 255


class Shape(StrEnum):
    """What a finding's passage is marked with."""

    DOTTED = "dotted"
    WAVY = "wavy"
    DOUBLE = "double"
    BOXED = "boxed"


SHAPES = {
    Severity.CUE: Shape.DOTTED,
    Severity.WARN: Shape.WAVY,
    Severity.ERROR: Shape.DOUBLE,
    Severity.STOP: Shape.BOXED,
}
QT_STYLES = {
    Shape.DOTTED: QTextCharFormat.UnderlineStyle.DotLine,
    Shape.WAVY: QTextCharFormat.UnderlineStyle.WaveUnderline,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One passage of the text, in UTF-16 units, and how it is marked; `spoken_for`: somebody let it stand."""

    start: int
    end: int
    severity: Severity
    spoken_for: bool = False

    @property
    def shape(self) -> Shape:
        """Return the shape: what was let pass is no more than a hint."""
        return Shape.DOTTED if self.spoken_for else SHAPES[self.severity]

    @property
    def role(self) -> str:
        """Return the role of the colour."""
        return "cue" if self.spoken_for else self.severity.value


def marks_of(
    text: str, findings: Sequence[Finding], spoken_for: Callable[[Finding], bool]
) -> tuple[Mark, ...]:
    """Return the marks of the findings that point at something."""
    at = utf16_offsets(text)
    return tuple(
        Mark(at(one.start), at(one.end), one.severity, spoken_for(one))
        for one in findings
        if one.end > one.start
    )


def selection(field: QPlainTextEdit, mark: Mark) -> QTextEdit.ExtraSelection:
    """Return what Qt draws of a mark: its line where Qt knows it, and its ground."""
    made = QTextEdit.ExtraSelection()
    cursor = QTextCursor(field.document())
    cursor.setPosition(mark.start)
    cursor.setPosition(mark.end, QTextCursor.MoveMode.KeepAnchor)
    style = QTextCharFormat()
    look = theme.current()
    if mark.shape in QT_STYLES:
        style.setUnderlineStyle(QT_STYLES[mark.shape])
        style.setUnderlineColor(look.colour(mark.role))
    else:
        ground = QColor(look.colour(mark.role))  # a copy: the theme's own colour is everybody's
        ground.setAlpha(SHADE[mark.severity])
        style.setBackground(ground)
    made.cursor = cursor  # type: ignore[attr-defined,unused-ignore]
    made.format = style  # type: ignore[attr-defined,unused-ignore]
    return made


def paint(painter: QPainter, field: QPlainTextEdit, marks: Sequence[Mark]) -> None:
    """Draw the double lines and the boxes that are in sight."""
    look = theme.current()
    thin = max(1, look.px(1))
    for mark in marks:
        if mark.shape in QT_STYLES:
            continue
        painter.setPen(QPen(look.colour(mark.role), thin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in boxes(field, mark):
            if mark.shape is Shape.BOXED:
                painter.drawRect(box.adjusted(0, 0, 0, -thin))
                continue
            for above in (0, 2 * thin):
                low = box.bottom() - above
                painter.drawLine(QPointF(box.left(), low), QPointF(box.right(), low))


def boxes(field: QPlainTextEdit, mark: Mark) -> Iterator[QRectF]:
    """Yield where a mark lies in the viewport, one box a line; nothing of what is scrolled away."""
    document, height = field.document(), field.viewport().height()
    block = document.findBlock(mark.start)
    while block.isValid() and block.position() < mark.end:
        top = field.blockBoundingGeometry(block).translated(field.contentOffset())
        if top.top() > height:
            return
        if top.bottom() >= 0:
            yield from _lines(block, top.topLeft(), mark)
        block = block.next()


def _lines(block: QTextBlock, at: QPointF, mark: Mark) -> Iterator[QRectF]:
    layout = block.layout()
    start, end = mark.start - block.position(), mark.end - block.position()
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first, last = line.textStart(), line.textStart() + line.textLength()
        if start >= last or end <= first:
            continue
        left, right = (_x(line.cursorToX(one)) for one in (max(start, first), min(end, last)))
        yield QRectF(
            QPointF(at.x() + min(left, right), at.y() + line.y()),
            QPointF(at.x() + max(left, right), at.y() + line.y() + line.height()),
        )


def _x(found: object) -> float:
    """Return the place along the line; the binding gives the position that it belongs to along with it."""
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
