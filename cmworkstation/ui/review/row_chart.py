"""Lying bars: a row of them for each group, whose name has room before them, as its numbers have behind them."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter

from cmworkstation.ui import theme
from cmworkstation.ui.review.bar_chart import draw_bar
from cmworkstation.ui.review.charts import SIDE, ChartView

BAR, GAP, GROUP_GAP = 12, 2, 12  # px at 100 %
MOST_NAME, NUMBER, LEAST = 200, 72, 160  # px for a name, for a number, for the longest bar
TURNED = {
    Qt.Key.Key_Up: Qt.Key.Key_Left,
    Qt.Key.Key_Down: Qt.Key.Key_Right,
    Qt.Key.Key_Left: Qt.Key.Key_Up,
    Qt.Key.Key_Right: Qt.Key.Key_Down,
}


class RowChart(ChartView):
    """Groups from the top, the bars of each below one another."""

    def __init__(self, most_name: int = MOST_NAME, least: int = LEAST) -> None:
        """Begin empty; names get so many px at 100 % at most, the longest bar so many at least."""
        self._most_name = most_name
        self._least = least
        super().__init__()

    def sizeHint(self) -> QSize:
        """Return room for every row."""
        look = theme.current()
        width = self._left() + look.px(self._least + NUMBER)
        high = len(self.chart.groups) * self._group_px() + look.px(8)
        return QSize(width, self.top(width) - look.px(16) + high)

    def _group_px(self) -> int:
        return theme.current().px(len(self.chart.series) * (BAR + GAP) + GROUP_GAP)

    def _left(self) -> int:
        look = theme.current()
        metrics = QFontMetricsF(look.font("meta"))
        wide = max((metrics.horizontalAdvance(one) for one in self.chart.groups), default=0.0)
        return look.px(SIDE + 8) + round(min(wide + 4, look.px(self._most_name)))

    def bars(self, size: QSize | None = None) -> list[list[QRectF]]:
        """Return where the bars lie, by group and series."""
        look, size = theme.current(), size or self.size()
        most = max((one or 0 for series in self.chart.series for one in series.values), default=0)
        left, top = self._left(), self.top(size.width()) - look.px(16)
        room = size.width() - left - look.px(NUMBER)
        return [
            [
                QRectF(
                    left,
                    top + group * self._group_px() + n * look.px(BAR + GAP),
                    max(1.0, room * (one.values[group] or 0) / (most or 1)),
                    look.px(BAR),
                )
                for n, one in enumerate(self.chart.series)
            ]
            for group in range(len(self.chart.groups))
        ]

    def draw(self, painter: QPainter, size: QSize, *, focus: bool) -> None:
        """Draw everything, on whatever device."""
        look = theme.current()
        self.begin(painter, size)
        metrics = QFontMetricsF(look.font("meta"))
        for group, row in enumerate(self.bars(size)):
            name = metrics.elidedText(
                self.chart.groups[group],
                Qt.TextElideMode.ElideRight,
                row[0].left() - look.px(SIDE + 6),
            )
            box = QRectF(
                look.px(SIDE), row[0].top(), row[0].left(), row[-1].bottom() - row[0].top()
            )
            painter.setPen(look.colour("text"))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, name)
            for n, bar in enumerate(row):
                draw_bar(painter, bar, n)
                if focus and self.at == (group, n):
                    self.ring(painter, bar)
                painter.setPen(look.colour("text"))
                at = QPointF(bar.right() + look.px(6), bar.bottom() - look.px(2))
                painter.drawText(at, self.chart.series[n].said[group])

    def draw_sign(self, painter: QPainter, box: QRectF, series: int) -> None:
        """Draw a small bar."""
        draw_bar(painter, box, series)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from group to group by up and down, here."""
        key = TURNED.get(Qt.Key(event.key()))
        if key is not None:
            event = QKeyEvent(event.type(), key, event.modifiers())
        super().keyPressEvent(event)

    def mark_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return the bar in whose line a point is."""
        for group, row in enumerate(self.bars()):
            for n, bar in enumerate(row):
                line = QRectF(0, bar.top() - GAP / 2, self.width(), bar.height() + GAP)
                if line.contains(QPointF(point)):
                    return group, n
        return None
