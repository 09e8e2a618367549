"""Bars side by side, or on top of each other, each with its number."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from cmworkstation.ui import theme
from cmworkstation.ui.review.charts import COLOURS, FOOT, HEIGHT, SIDE, ChartView, goal_pen

PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense4Pattern,
    Qt.BrushStyle.CrossPattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.Dense6Pattern,
)
BAR, GAP, GROUP_GAP = 22, 2, 18  # px at 100 %
FEW, BROAD = 6, 48  # of so few groups the bars are broader: their numbers have room
NARROWEST = 46
GOAL_LEAST = 4  # px between the words of two goals


class BarChart(ChartView):
    """Bars; `stacked` ones show shares of a whole, whose number stands above."""

    def __init__(self, *, stacked: bool = False) -> None:
        """Begin empty."""
        self._stacked = stacked
        super().__init__()

    def sizeHint(self) -> QSize:
        """Return room for every bar."""
        look = theme.current()
        width = look.px(len(self.chart.groups) * self._group_px() + 2 * SIDE)
        return QSize(width, look.px(HEIGHT) + self.top(width) - look.px(48))

    def _bar_px(self) -> int:
        return BROAD if self._stacked or len(self.chart.groups) <= FEW else BAR

    def _group_px(self) -> int:
        side_by_side = 1 if self._stacked else len(self.chart.series)
        return max(NARROWEST, side_by_side * (self._bar_px() + GAP) + GROUP_GAP)

    def bars(self, size: QSize | None = None) -> list[list[QRectF]]:
        """Return where the bars stand, by group and series."""
        look, size = theme.current(), size or self.size()
        top, foot = self.top(size.width()), look.px(FOOT)
        high = size.height() - top - foot
        numbers = [[one.values[n] or 0 for one in self.chart.series] for n in self._groups()]
        whole = max((sum(row) if self._stacked else max(row) for row in numbers if row), default=0)
        found = []
        for group, row in enumerate(numbers):
            left, below = look.px(SIDE) + group * look.px(self._group_px()), 0.0
            bars = []
            for n, value in enumerate(row):
                tall = high * value / (whole or 1)
                if not self._stacked or value:
                    tall = max(1.0, tall)
                x = left if self._stacked else left + n * look.px(self._bar_px() + GAP)
                bars.append(QRectF(x, top + high - below - tall, look.px(self._bar_px()), tall))
                below += tall if self._stacked else 0.0
            found.append(bars)
        return found

    def _groups(self) -> range:
        return range(len(self.chart.groups))

    def draw(self, painter: QPainter, size: QSize, *, focus: bool) -> None:
        """Draw everything, on whatever device."""
        look = theme.current()
        self.begin(painter, size)
        foot = size.height() - look.px(FOOT)
        painter.setPen(look.colour("line"))
        painter.drawLine(look.px(SIDE), foot, size.width() - look.px(SIDE), foot)
        every = self.label_every(look.px(self._group_px()))
        for group, row in enumerate(self.bars(size)):
            for n, bar in enumerate(row):
                draw_bar(painter, bar, n)
                if focus and self.at == (group, n):
                    self.ring(painter, bar)
            painter.setFont(look.font("meta"))
            painter.setPen(look.colour("soft"))
            if row and group % every == 0:
                wide = look.px(self._group_px() * every)
                box = QRectF(row[0].left(), foot + look.px(4), wide, look.px(20))
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft, self.chart.groups[group])
            if row:
                self._draw_numbers(painter, row, group)
        self._draw_goals(painter, size)

    def _draw_numbers(self, painter: QPainter, row: list[QRectF], group: int) -> None:
        """Write the number above the first bar, and above the others where they have room."""
        look = theme.current()
        painter.setPen(look.colour("text"))
        metrics = painter.fontMetrics()
        if self._stacked:
            total = sum(one.values[group] or 0 for one in self.chart.series)
            said = f"{total:.0f}" if total else ""
            left = row[0].center().x() - metrics.horizontalAdvance(said) / 2
            top = min(bar.top() for bar in row) - look.px(4)
            painter.drawText(QPointF(left, top), said)
            return
        right = 0.0
        for n, bar in enumerate(row):
            said = self.chart.series[n].said[group]
            width = metrics.horizontalAdvance(said)
            left = bar.center().x() - width / 2
            if n and (left < right + 2 or width > look.px(self._bar_px() + GAP + 14)):
                continue
            painter.drawText(QPoint(round(left), round(bar.top()) - look.px(4)), said)
            right = left + width

    def _draw_goals(self, painter: QPainter, size: QSize) -> None:
        """Draw a dashed line where something should be, its words at its upper end."""
        look = theme.current()
        metrics = painter.fontMetrics()
        taken = 0.0
        for goal in sorted(self.chart.goals, key=lambda one: one.at):
            x = look.px(SIDE) + goal.at * look.px(self._group_px()) - look.px(GROUP_GAP) / 2
            top = self.top(size.width()) - look.px(36)
            painter.setPen(goal_pen())
            painter.drawLine(QPointF(x, top), QPointF(x, size.height() - look.px(FOOT)))
            width = metrics.horizontalAdvance(goal.said)
            left = x + look.px(4)
            if left + width > size.width():
                left = x - look.px(4) - width
            if left >= taken + look.px(GOAL_LEAST):
                painter.drawText(QPointF(left, top + look.px(10)), goal.said)
                taken = left + width

    def draw_sign(self, painter: QPainter, box: QRectF, series: int) -> None:
        """Draw a small bar."""
        draw_bar(painter, box, series)

    def mark_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return the bar at a point; of bars side by side, the whole column above counts."""
        for group, row in enumerate(self.bars()):
            column = [
                bar if self._stacked and n else QRectF(bar.left(), 0, bar.width(), self.height())
                for n, bar in enumerate(row)
            ]
            for n in reversed(range(len(row))):
                if column[n].contains(QPointF(point)) and self.chart.has(group, n):
                    return group, n
        return None


def draw_bar(painter: QPainter, bar: QRectF, n: int) -> None:
    """Draw a bar of a series; one of no height is none."""
    if bar.height() <= 0:
        return
    colour = theme.current().colour(COLOURS[n % len(COLOURS)])
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QBrush(colour, PATTERNS[n % len(PATTERNS)]))
    painter.drawRect(bar)
    painter.setBrush(Qt.BrushStyle.NoBrush)
