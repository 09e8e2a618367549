"""What a row of the list is made of, laid out once: pieces of text and small pictures at their places.

Laying out (eliding, measuring, wording) takes longer than painting; a row is laid out again only where something
of it changed.
"""

from collections.abc import Callable, Hashable
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout

from cmworkstation.domain.label import Shape
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.label_marks import paint_shape
from cmworkstation.ui.widgets.people import initials, paint_avatar
from cmworkstation.ui.widgets.stamps import stamp

Paint = Callable[[QPainter, QRect], object]


class Sheet:
    """Takes the pieces of one row, measured from its corner, and paints them wherever the row stands."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._fills: list[tuple[QRect, QColor]] = []
        self._texts: list[tuple[QFont, QColor, QPointF, str]] = []
        self._stamps: list[tuple[QRect, Hashable, Paint]] = []
        self._layouts: list[tuple[QTextLayout, QColor, QPointF]] = []

    def fill(self, rect: QRect, colour: QColor) -> None:
        """Take a plain area."""
        self._fills.append((rect, colour))

    def text(self, rect: QRect, text: str, font: QFont, role: str) -> int:
        """Take one line in the middle of `rect`, elided; return the width it takes."""
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, rect.width()))
        base = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent()
        self._texts.append((font, theme.current().colour(role), QPointF(rect.left(), base), shown))
        return metrics.horizontalAdvance(shown)

    def layout(self, at: QPointF, layout: QTextLayout, role: str) -> None:
        """Take lines that were laid out already."""
        self._layouts.append((layout, theme.current().colour(role), at))

    def icon(self, square: QRect, name: str, role: str) -> None:
        """Take a glyph."""
        colour = theme.current().colour(role)
        self._stamps.append(
            (square, (name, colour.rgba()), partial(icons.paint, name=name, colour=colour))
        )

    def shape(self, square: QRect, shape: Shape, hue: int) -> None:
        """Take the shape of a label."""
        look = theme.current()
        key = (shape, look.account(hue).rgba())
        self._stamps.append((square, key, partial(paint_shape, shape=shape, colour=hue)))

    def avatar(self, square: QRect, name: str) -> None:
        """Take a person's initials in a circle."""
        look = theme.current()
        key = ("avatar", initials(name), look.dark, look.sharp, look.zoom)
        self._stamps.append((square, key, partial(paint_avatar, name=name)))

    def draw(self, painter: QPainter, at: QPoint) -> None:
        """Paint everything, the row's corner being at `at`."""
        for rect, colour in self._fills:
            painter.fillRect(rect.translated(at), colour)
        for square, key, paint in self._stamps:
            stamp(painter, square.translated(at), key, paint)
        for font, colour, place, text in self._texts:
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(place + at, text)
        for layout, colour, place in self._layouts:
            painter.setPen(colour)
            layout.draw(painter, place + at)
