"""Says what is unclear in a search: the sentence, and below it the text with the place underlined."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import PlainLabel

AROUND = 30  # characters that are shown before the place


class QueryLine(QFrame):
    """Hidden while a search is clear."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        look = theme.current()
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        self.place = _Place()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(8))
        column.setSpacing(look.px(4))
        column.addWidget(self.said)
        column.addWidget(self.place)
        self.hide()

    def mark(self, query: str, at: int, length: int, said: str) -> None:
        """Say `said` of a part of a query."""
        self.said.setText(said)
        self.place.show_part(query, at, length)
        self.show()


class _Place(QWidget):
    """A text in one line with a part of it underlined."""

    def __init__(self) -> None:
        super().__init__()
        self._text, self._span = "", (0, 0)

    def show_part(self, query: str, at: int, length: int) -> None:
        begin = max(0, at - AROUND)
        shown = "".join(char if char.isprintable() else " " for char in query[begin:])
        before = ("…" if begin else "") + shown[: at - begin]
        self._text = before + shown[at - begin :]
        part = shown[at - begin : at - begin + length]
        self._span = (len(before.encode("utf-16-le")) // 2, len(part.encode("utf-16-le")) // 2)
        self.setAccessibleName(part)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a line."""
        return QSize(0, QFontMetrics(theme.current().font("body")).height() + 4)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text and its mark."""
        del event
        look = theme.current()
        layout = QTextLayout(self._text, look.font("body"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        span, form = QTextLayout.FormatRange(), QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(look.colour("warn"))
        form.setFontWeight(look.font("body", bold=True).weight())
        span.start, span.length = self._span
        span.format = form
        layout.setFormats([span])
        layout.beginLayout()
        layout.createLine().setPosition(QPointF(0, 0))
        layout.endLayout()
        painter = QPainter(self)
        painter.setPen(look.colour("text"))
        painter.setClipRect(self.rect())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        layout.draw(painter, QPointF(0, 0))
        painter.end()
