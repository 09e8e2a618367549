"""The five figures as lying bars, each a whole that the platforms share; above it what it is, and how to take it.

A share that is wide enough says whose it is: with many platforms, the signs of the legend come back.
"""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from cmworkstation.ui import theme
from cmworkstation.ui.review.bar_chart import draw_bar
from cmworkstation.ui.review.charts import SIDE, Chart, ChartView
from cmworkstation.ui.review.row_chart import TURNED

WORDS, BAR, GAP = 20, 20, 12  # px at 100 %
LEAST = 300


class ShareChart(ChartView):
    """Arrows walk along a bar and from one to the next, Enter opens what stands behind a share."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.heads: tuple[str, ...] = ()  # what stands above each bar
        self.roles: tuple[str, ...] = ()  # the colour of it

    def show_shares(self, chart: Chart, heads: tuple[str, ...], roles: tuple[str, ...]) -> None:
        """Draw other figures."""
        self.heads, self.roles = heads, roles
        self.show_chart(chart)
        first = next(
            (
                (group, series)
                for group in range(len(chart.groups))
                for series in range(len(chart.series))
                if chart.has(group, series)
            ),
            (0, 0),
        )
        self.go(first)

    def sizeHint(self) -> QSize:
        """Return room for every bar; the legend takes as many lines as it needs at this width."""
        look = theme.current()
        width = max(look.px(LEAST), self.width() if self.isVisible() else look.px(LEAST))
        high = len(self.chart.groups) * look.px(WORDS + BAR + GAP)
        return QSize(look.px(LEAST), self._begin_y(width) + high)

    def resizeEvent(self, event: object) -> None:
        """Take another height where the legend wraps."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.updateGeometry()

    def _begin_y(self, width: int) -> int:
        return self.top(width) - theme.current().px(14)

    def bars(self, size: QSize | None = None) -> list[list[QRectF]]:
        """Return where the shares lie, by figure and platform; one of nothing has no width."""
        look, size = theme.current(), size or self.size()
        left, room = look.px(SIDE), size.width() - 2 * look.px(SIDE)
        found = []
        for group in range(len(self.chart.groups)):
            y = self._begin_y(size.width()) + group * look.px(WORDS + BAR + GAP) + look.px(WORDS)
            x, row = float(left), []
            for one in self.chart.series:
                wide = room * (one.values[group] or 0.0)
                row.append(QRectF(x, y, wide, look.px(BAR)))
                x += wide
            found.append(row)
        return found

    def draw(self, painter: QPainter, size: QSize, *, focus: bool) -> None:
        """Draw everything, on whatever device."""
        look = theme.current()
        self.begin(painter, size)
        room = size.width() - 2 * look.px(SIDE)
        for group, row in enumerate(self.bars(size)):
            y = self._begin_y(size.width()) + group * look.px(WORDS + BAR + GAP)
            painter.setFont(look.font("meta", bold=True))
            painter.setPen(look.colour(self.roles[group]))
            head = painter.fontMetrics().elidedText(
                self.heads[group], Qt.TextElideMode.ElideRight, room
            )
            box = QRectF(look.px(SIDE), y, room, look.px(WORDS))
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), head
            )
            painter.setPen(look.colour("line"))
            whole = QRectF(look.px(SIDE), y + look.px(WORDS), room, look.px(BAR))
            painter.drawRect(whole)
            for n, bar in enumerate(row):
                if bar.width() > 0:
                    draw_bar(painter, bar, n)
                    self._name(painter, bar, n)
            if focus and self.at[0] == group and self.at[1] < len(row):
                self.ring(painter, row[self.at[1]])

    def _name(self, painter: QPainter, bar: QRectF, series: int) -> None:
        """Write whose share it is on it, where there is room for all of it."""
        look = theme.current()
        painter.setFont(look.font("meta"))
        measure, name = painter.fontMetrics(), self.chart.series[series].name
        wide, high = measure.horizontalAdvance(name) + look.px(8), measure.height()
        if wide + look.px(6) > bar.width() or high > bar.height():
            return
        box = QRectF(bar.x() + look.px(3), bar.center().y() - high / 2, wide, high)
        painter.fillRect(box, look.colour("ground"))
        painter.setPen(look.colour("text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)

    def draw_sign(self, painter: QPainter, box: QRectF, series: int) -> None:
        """Draw a small bar."""
        draw_bar(painter, box, series)

    def mark_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return the share at a point."""
        for group, row in enumerate(self.bars()):
            for n, bar in enumerate(row):
                if bar.contains(QPointF(point)) and self.chart.has(group, n):
                    return group, n
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right walk along a bar, up and down from one to the next."""
        key = Qt.Key(event.key())
        if key in TURNED:
            turned = QKeyEvent(event.type(), TURNED[key], event.modifiers())
            super().keyPressEvent(turned)
            event.setAccepted(turned.isAccepted())
        else:
            super().keyPressEvent(event)
