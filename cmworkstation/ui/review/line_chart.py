"""Lines over time, one for each series: each with its own stroke and its own shape of points."""

from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen, QPolygonF

from cmworkstation.ui import theme
from cmworkstation.ui.review.charts import COLOURS, FOOT, HEIGHT, SIDE, ChartView

STROKES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
    Qt.PenStyle.SolidLine,
)
SHAPES = (
    ((-1, 0), (0, 0)),  # a disc
    ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    ((0, -1.2), (1.2, 1), (-1.2, 1)),
    ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)),
    ((-1.2, -1), (1.2, -1), (0, 1.2)),
    ((-1.4, -0.6), (1.4, -0.6), (1.4, 0.6), (-1.4, 0.6)),
)
POINT = 4  # px at 100 %, half of a point's breadth
STEP, NARROW, CLOSE = 36, 20, 14  # px between groups; of many they are narrower
FITS = 1000  # px in which they should all stand
REACH = 14  # px from a point within which a press means it
LAST = 64  # px for the numbers behind the last points


class LineChart(ChartView):
    """Points joined by lines; where a value is missing the line is broken."""

    def sizeHint(self) -> QSize:
        """Return room for every point."""
        look = theme.current()
        groups = len(self.chart.groups)
        step = max(NARROW, min(STEP, FITS // max(1, groups)))
        width = self._left() + look.px(max(4, groups - 1) * step) + look.px(LAST)
        return QSize(width, look.px(HEIGHT) + self.top(width) - look.px(48))

    def _left(self) -> int:
        look = theme.current()
        metrics = QFontMetricsF(look.font("meta"))
        wide = max((metrics.horizontalAdvance(said) for _, said in self.chart.axis), default=0)
        return look.px(SIDE + 8) + round(wide)

    def _step(self, width: int) -> float:
        room = width - self._left() - theme.current().px(LAST)
        return room / max(1, len(self.chart.groups) - 1)

    def _height(self, value: float, size: QSize) -> float:
        """Return where a value stands, from the top."""
        foot = size.height() - theme.current().px(FOOT)
        every = [one for series in self.chart.series for one in series.values if one is not None]
        most = max([*every, *(one for one, _ in self.chart.axis)], default=0) or 1
        return foot - (foot - self.top(size.width())) * value / most

    def points(self, size: QSize | None = None) -> list[list[QPointF | None]]:
        """Return where the points stand, by group and series."""
        size = size or self.size()
        left, step = self._left(), self._step(size.width())
        found = []
        for group in range(len(self.chart.groups)):
            row = [one.values[group] for one in self.chart.series]
            found.append(
                [
                    None if one is None else QPointF(left + group * step, self._height(one, size))
                    for one in row
                ]
            )
        return found

    def draw(self, painter: QPainter, size: QSize, *, focus: bool) -> None:
        """Draw everything, on whatever device."""
        look = theme.current()
        self.begin(painter, size)
        left, step = self._left(), self._step(size.width())
        right = size.width() - look.px(LAST)
        for value, said in ((0.0, ""), *self.chart.axis):
            y = self._height(value, size)
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            box = QRectF(0, y - look.px(10), left - look.px(6), look.px(20))
            painter.setPen(look.colour("soft"))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, said)
        every = self.label_every(step)
        foot = size.height() - look.px(FOOT)
        for group, said in enumerate(self.chart.groups):
            if (len(self.chart.groups) - 1 - group) % every == 0:  # the newest has its label
                box = QRectF(
                    left + group * step - look.px(60), foot + look.px(8), look.px(120), look.px(20)
                )
                painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, said)
        points = self.points(size)
        for n in range(len(self.chart.series)):
            self._draw_line(painter, [row[n] for row in points], n, dense=step < look.px(CLOSE))
        self._draw_last(painter, points)
        if focus and self.chart.has(*self.at):
            self._draw_meant(painter, points, size)

    def _draw_line(
        self, painter: QPainter, points: list[QPointF | None], n: int, *, dense: bool
    ) -> None:
        look = theme.current()
        pen = QPen(look.colour(COLOURS[n % len(COLOURS)]), look.px(2), STROKES[n % len(STROKES)])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for one, after in pairwise(points):
            if one is not None and after is not None:
                painter.setPen(pen)
                painter.drawLine(one, after)
        for at, one in enumerate(points):
            alone = all(
                points[near] is None for near in (at - 1, at + 1) if 0 <= near < len(points)
            )
            if one is not None and (alone or not dense):
                self._draw_point(painter, one, n)

    def _draw_point(self, painter: QPainter, at: QPointF, n: int) -> None:
        look = theme.current()
        colour, half = look.colour(COLOURS[n % len(COLOURS)]), look.px(POINT)
        painter.setPen(QPen(look.colour("raised"), 1))
        painter.setBrush(QBrush(colour))
        shape = n % len(SHAPES)
        if not shape:
            painter.drawEllipse(at, half, half)
        else:
            corners = [QPointF(at.x() + x * half, at.y() + y * half) for x, y in SHAPES[shape]]
            painter.drawPolygon(QPolygonF(corners))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_last(self, painter: QPainter, points: list[list[QPointF | None]]) -> None:
        """Write the newest number of each line behind its last point, where they do not touch."""
        look = theme.current()
        painter.setFont(look.font("meta"))
        painter.setPen(look.colour("text"))
        taken: list[float] = []
        for n, one in enumerate(self.chart.series):
            found = [(group, row[n]) for group, row in enumerate(points) if row[n] is not None]
            if not found:
                continue
            group, at = found[-1]
            if at is None or any(abs(at.y() - y) < look.px(14) for y in taken):
                continue
            taken.append(at.y())
            painter.drawText(QPointF(at.x() + look.px(8), at.y() + look.px(4)), one.said[group])

    def _draw_meant(
        self, painter: QPainter, points: list[list[QPointF | None]], size: QSize
    ) -> None:
        """Show the point that is walked to, with its words above it."""
        look = theme.current()
        group, series = self.at
        at = points[group][series]
        if at is None:
            return
        half = look.px(POINT + 2)
        self.ring(painter, QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))
        said = self.chart.sentence(group, series)
        width = painter.fontMetrics().horizontalAdvance(said) + look.px(12)
        left = max(0.0, min(at.x() - width / 2, size.width() - width))
        box = QRectF(left, at.y() - look.px(36), width, look.px(22))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(QBrush(look.colour("sunken")))
        painter.drawRect(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)

    def draw_sign(self, painter: QPainter, box: QRectF, series: int) -> None:
        """Draw a piece of the line with a point on it."""
        middle = box.center()
        ends: list[QPointF | None] = [QPointF(box.left() - 1, middle.y()), None]
        ends[1] = QPointF(box.right() + 1, middle.y())
        self._draw_line(painter, ends, series, dense=True)
        self._draw_point(painter, middle, series)

    def mark_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return the nearest point, where one is near."""
        near = [
            ((at - QPointF(point)).manhattanLength(), (group, n))
            for group, row in enumerate(self.points())
            for n, at in enumerate(row)
            if at is not None
        ]
        best = min(near, default=None)
        return best[1] if best and best[0] <= theme.current().px(REACH) else None
