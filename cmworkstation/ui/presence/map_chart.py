"""The media map, drawn: time from left to right, place from below upwards, the way of speaking as a shape.

Columns and rows in which nothing stands are hatched. Arrows walk from account to account in the order of the table.
"""

from collections.abc import Sequence
from math import cos, pi, sin

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.media_map import Granularity, Modality, Point, Time
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.words import media_map as words

SIDE, CELL, HEAD, LINE = 8, 112, 24, 20  # px at 100 %: margin, width of a cell, its head, a name
LEAST_LINES = 2  # names for which a row has room at least
SHAPE = 12
PLACES = tuple(reversed(Granularity))  # the world above, here below
LABEL = 72


class MapChart(QWidget):
    """Draws the points; tells which one is meant."""

    chosen = Signal(str)  # the subject of a point

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.points: tuple[Point, ...] = ()
        self.at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    def show_points(self, points: Sequence[Point]) -> None:
        """Draw other points; the one that was meant stays it."""
        before = self.points[self.at].subject if self.points else ""
        self.points = tuple(points)
        self.at = next((n for n, one in enumerate(points) if one.subject == before), 0)
        self._say()
        self.updateGeometry()
        self.update()

    def choose(self, subject: str) -> None:
        """Mean another point, without telling."""
        self.at = next((n for n, one in enumerate(self.points) if one.subject == subject), self.at)
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for every name."""
        look = theme.current()
        wide = look.px(2 * SIDE + LABEL + CELL * len(Time))
        return QSize(wide, self._legend_y(max(wide, self.width())) + self._legend_high())

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: where it is narrow, the map is scrolled."""
        return self.sizeHint()

    # Where things are

    def _in(self, time: Time, place: Granularity) -> list[Point]:
        wanted = (time, place)
        return [one for one in self.points if (one.axes.time, one.axes.granularity) == wanted]

    def _lines(self, place: Granularity) -> int:
        return max(LEAST_LINES, *(len(self._in(time, place)) for time in Time))

    def _rows(self) -> dict[Granularity, tuple[float, float]]:
        look = theme.current()
        y, found = float(look.px(SIDE + HEAD)), dict[Granularity, tuple[float, float]]()
        for place in PLACES:
            high = float(look.px(self._lines(place) * LINE + 8))
            found[place] = (y, high)
            y += high
        return found

    def _legend_y(self, _width: int) -> int:
        y, high = self._rows()[PLACES[-1]]
        return round(y + high) + theme.current().px(12)

    def _legend_high(self) -> int:
        return theme.current().px(2 * LINE + SIDE)

    def _column(self, n: int) -> tuple[float, float]:
        look = theme.current()
        left = look.px(SIDE + LABEL)
        wide = (self.width() - left - look.px(SIDE)) / len(Time)
        return left + n * wide, wide

    def boxes(self) -> list[QRectF]:
        """Return where each point stands, in their order."""
        look = theme.current()
        rows, found = self._rows(), []
        for one in self.points:
            x, wide = self._column(list(Time).index(one.axes.time))
            y, _ = rows[one.axes.granularity]
            n = self._in(one.axes.time, one.axes.granularity).index(one)
            top = y + look.px(4) + n * look.px(LINE)
            found.append(QRectF(x + 2, top, wide - 4, look.px(LINE)))
        return found

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw."""
        del event
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.colour("raised"))
        self._draw_grid(painter)
        painter.setFont(look.font("meta"))
        for n, (one, box) in enumerate(zip(self.points, self.boxes(), strict=True)):
            self._draw_point(painter, one, box, meant=n == self.at)
        self._draw_legend(painter)
        painter.end()

    def _draw_grid(self, painter: QPainter) -> None:
        look = theme.current()
        rows = self._rows()
        bottom = sum(rows[PLACES[-1]])
        top = look.px(SIDE + HEAD)
        hatched = QBrush(look.colour("edge"), Qt.BrushStyle.BDiagPattern)
        for n, time in enumerate(Time):
            x, wide = self._column(n)
            empty = not any(one.axes.time is time for one in self.points)
            if empty:
                painter.fillRect(QRectF(x, top, wide, bottom - top), hatched)
            box = QRectF(x, look.px(SIDE), wide - 4, look.px(HEAD))
            self._words(painter, box, words.time(time), bold=True, soft=empty)
        left = look.px(SIDE + LABEL)
        for place, (y, high) in rows.items():
            empty = not any(one.axes.granularity is place for one in self.points)
            if empty:
                painter.fillRect(
                    QRectF(left, y, self.width() - left - look.px(SIDE), high), hatched
                )
            box = QRectF(look.px(SIDE), y, look.px(LABEL - 4), high)
            self._words(painter, box, words.granularity(place), bold=True, soft=empty)
        painter.setPen(QPen(look.colour("line"), 1))
        right = self.width() - look.px(SIDE)
        for y, _ in (*rows.values(), (bottom, 0.0)):
            painter.drawLine(QPointF(left, y), QPointF(right, y))
        for n in range(len(Time) + 1):
            x = left + n * self._column(0)[1]
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))

    @staticmethod
    def _words(
        painter: QPainter, box: QRectF, text: str, *, bold: bool = False, soft: bool = False
    ) -> None:
        look = theme.current()
        painter.setFont(look.font("meta", bold=bold))
        painter.setPen(look.colour("soft" if soft else "text"))
        short = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideMiddle, round(box.width())
        )
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(flags), short)

    def _draw_point(self, painter: QPainter, one: Point, box: QRectF, *, meant: bool) -> None:
        look = theme.current()
        if meant:
            painter.fillRect(box, look.colour("tint"))
        side = look.px(SHAPE)
        centre = QPointF(box.left() + side / 2 + 4, box.center().y())
        draw_shape(painter, centre, side, one.axes.modality)
        text = box.adjusted(side + 10, 0, 0, 0)
        self._words(painter, text, foreign.line(one.name, 60))
        if meant and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), look.px(1.5)))
            painter.drawRect(box)

    def _draw_legend(self, painter: QPainter) -> None:
        look = theme.current()
        top = self._legend_y(self.width())
        wide = (self.width() - 2 * look.px(SIDE)) / 3
        for n, way in enumerate(Modality):
            x = look.px(SIDE) + (n % 3) * wide
            y = top + (n // 3) * look.px(LINE)
            side = look.px(SHAPE)
            draw_shape(painter, QPointF(x + side / 2, y + look.px(LINE) / 2), side, way)
            box = QRectF(x + side + 6, y, wide - side - 8, look.px(LINE))
            empty = not any(one.axes.modality is way for one in self.points)
            self._words(painter, box, words.modality(way), soft=empty)

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the points."""
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Home: -len(self.points),
            Qt.Key.Key_End: len(self.points),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self.points:
            super().keyPressEvent(event)
            return
        self._go(min(max(0, self.at + step), len(self.points) - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mean the point that is pressed."""
        at = self._point_at(event.position().toPoint())
        if at is not None:
            self._go(at)

    def event(self, event: QEvent) -> bool:
        """Say where a point stands while the mouse rests on it."""
        if isinstance(event, QHelpEvent):
            at = self._point_at(event.pos())
            said = words.point(self.points[at]) if at is not None else ""
            self.setToolTip(foreign.tooltip(said))
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which point is meant."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def _point_at(self, point: QPoint) -> int | None:
        return next((n for n, box in enumerate(self.boxes()) if box.contains(QPointF(point))), None)

    def _go(self, at: int) -> None:
        self.at = at
        self._say()
        self.update()
        self.chosen.emit(self.points[at].subject)

    def _say(self) -> None:
        self.setAccessibleName(tr("Media map"))
        self.setAccessibleDescription(words.point(self.points[self.at]) if self.points else "")


def draw_shape(painter: QPainter, centre: QPointF, side: float, way: Modality) -> None:
    """Draw the shape of a way of speaking."""
    look = theme.current()
    painter.setPen(QPen(look.colour("accent"), look.px(1.5)))
    painter.setBrush(look.colour("accent"))
    half = side / 2 - 1
    if way is Modality.ONE_TO_ONE:
        painter.drawEllipse(centre, half, half)
    elif way is Modality.ONE_TO_FOLLOWERS:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, half, half)
    elif way is Modality.MANY_TO_MANY:
        painter.drawRect(QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half))
    else:
        corners = {Modality.ONE_TO_FEW: 3, Modality.ONE_TO_MANY: 4, Modality.ONE_TO_STRANGER: 5}
        n = corners[way]
        if way is Modality.ONE_TO_STRANGER:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        turns = [2 * pi * k / n - pi / 2 for k in range(n)]
        ring = [QPointF(centre.x() + half * cos(a), centre.y() + half * sin(a)) for a in turns]
        painter.drawPolygon(QPolygonF(ring))
    painter.setBrush(Qt.BrushStyle.NoBrush)
