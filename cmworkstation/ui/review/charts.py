"""Charts that we draw: bars side by side with patterns beside their colours, each with its number and the keyboard.

A chart is never the only carrier of a number: a table with the same numbers stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmworkstation.domain import foreign
from cmworkstation.i18n import tr
from cmworkstation.ui import theme

COLOURS = ("accent", "good", "exercise")
PATTERNS = (Qt.BrushStyle.SolidPattern, Qt.BrushStyle.BDiagPattern, Qt.BrushStyle.Dense4Pattern)
BAR, GAP, GROUP_GAP = 22, 2, 18  # px at 100 %
FEW, BROAD = 6, 48  # of so few groups the bars are broader: their numbers have room
HEIGHT, NARROWEST = 220, 46


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of bars: what it is called, its values, and each as people read it."""

    name: str
    values: tuple[float, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: groups along the foot, one bar of each series in every group."""

    title: str
    groups: tuple[str, ...]
    series: tuple[Series, ...]

    def sentence(self, group: int, series: int) -> str:
        """Return one bar in words."""
        one = self.series[series]
        return tr("{group}, {name}: {value}").format(
            group=self.groups[group], name=one.name, value=one.said[group]
        )


class BarChart(QWidget):
    """Draws a chart. Arrows walk its bars, Enter or a click opens what stands behind one."""

    activated = Signal(int, int)  # group and series

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.chart = Chart("", (), ())
        self.at = (0, 0)
        self._say()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_chart(self, chart: Chart) -> None:
        """Draw something else."""
        self.chart = chart
        self.at = (max(0, len(chart.groups) - 1), 0)
        self._say()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for every bar."""
        look = theme.current()
        return QSize(look.px(len(self.chart.groups) * self._group_px() + 32), look.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the same: where it is narrow, the chart is scrolled."""
        return self.sizeHint()

    def _bar_px(self) -> int:
        return BROAD if len(self.chart.groups) <= FEW else BAR

    def _group_px(self) -> int:
        return max(NARROWEST, len(self.chart.series) * (self._bar_px() + GAP) + GROUP_GAP)

    def bars(self, size: QSize | None = None) -> list[list[QRectF]]:
        """Return where the bars stand, by group and series."""
        look, size = theme.current(), size or self.size()
        top, foot = look.px(48), look.px(28)
        most = max((value for one in self.chart.series for value in one.values), default=0) or 1
        high = size.height() - top - foot
        width = look.px(self._group_px())
        found = []
        for group in range(len(self.chart.groups)):
            left = look.px(16) + group * width
            row = []
            for n, one in enumerate(self.chart.series):
                tall = max(1.0, high * one.values[group] / most)
                x = left + n * look.px(self._bar_px() + GAP)
                row.append(QRectF(x, top + high - tall, look.px(self._bar_px()), tall))
            found.append(row)
        return found

    def draw(self, painter: QPainter, size: QSize, *, focus: bool) -> None:
        """Draw everything, on whatever device."""
        look = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(0, 0, size.width(), size.height(), look.colour("raised"))
        self._draw_legend(painter)
        foot = size.height() - look.px(28)
        painter.setPen(look.colour("line"))
        painter.drawLine(look.px(16), foot, size.width() - look.px(16), foot)
        every = self._label_every()
        for group, row in enumerate(self.bars(size)):
            for n, bar in enumerate(row):
                self._draw_bar(painter, bar, n, focused=focus and self.at == (group, n))
            painter.setFont(look.font("meta"))
            painter.setPen(look.colour("soft"))
            if row and group % every == 0:
                box = QRectF(
                    row[0].left(), foot + look.px(4), look.px(self._group_px() * every), look.px(20)
                )
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft, self.chart.groups[group])
            if row:
                self._draw_number(painter, row, group)

    def _label_every(self) -> int:
        metrics = QFontMetricsF(theme.current().font("meta"))
        wide = max((metrics.horizontalAdvance(one) for one in self.chart.groups), default=0)
        return max(1, ceil((wide + 8) / theme.current().px(self._group_px())))

    def _draw_number(self, painter: QPainter, row: list[QRectF], group: int) -> None:
        """Write the number above the first bar, and above the others where they have room."""
        look = theme.current()
        painter.setPen(look.colour("text"))
        metrics = painter.fontMetrics()
        right = 0.0
        for n, bar in enumerate(row):
            said = self.chart.series[n].said[group]
            width = metrics.horizontalAdvance(said)
            left = bar.center().x() - width / 2
            if n and (left < right + 2 or width > look.px(self._bar_px() + GAP + 14)):
                continue
            painter.drawText(QPoint(round(left), round(bar.top()) - look.px(4)), said)
            right = left + width

    def _draw_bar(self, painter: QPainter, bar: QRectF, n: int, *, focused: bool) -> None:
        look = theme.current()
        colour = look.colour(COLOURS[n % len(COLOURS)])
        painter.setPen(QPen(colour, 1))
        painter.setBrush(QBrush(colour, PATTERNS[n % len(PATTERNS)]))
        painter.drawRect(bar)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if focused:
            painter.setPen(QPen(look.colour("text"), look.px(2)))
            painter.drawRect(bar.adjusted(-3, -3, 3, 3))

    def _draw_legend(self, painter: QPainter) -> None:
        look = theme.current()
        x = look.px(16)
        painter.setFont(look.font("meta"))
        for n, one in enumerate(self.chart.series):
            self._draw_bar(
                painter, QRectF(x, look.px(8), look.px(12), look.px(12)), n, focused=False
            )
            painter.setPen(look.colour("text"))
            painter.drawText(QPoint(x + look.px(18), look.px(18)), one.name)
            x += look.px(34) + painter.fontMetrics().horizontalAdvance(one.name)

    # --- files ------------------------------------------------------------------------------------

    def picture(self, scale: float = 2.0) -> QImage:
        """Return the chart as a picture."""
        size = self.sizeHint()
        image = QImage(size * scale, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        painter = QPainter(image)
        self.draw(painter, size, focus=False)
        painter.end()
        return image

    def saved(self, kind: str) -> bytes:
        """Return the chart as a file: "svg", or "png"."""
        held = QByteArray()
        buffer = QBuffer(held)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if kind == "svg":
            size = self.sizeHint()
            made = QSvgGenerator()
            made.setOutputDevice(buffer)
            made.setSize(size)
            made.setViewBox(QRectF(0, 0, size.width(), size.height()))
            made.setTitle(self.chart.title)
            painter = QPainter(made)
            self.draw(painter, size, focus=False)
            painter.end()
        else:
            self.picture().save(buffer, b"PNG")
        return bytes(held.data())

    # --- keys and mouse ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw."""
        del event
        self.draw(QPainter(self), self.size(), focus=self.hasFocus())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the bars; Enter opens."""
        group, series = self.at
        moves = {
            Qt.Key.Key_Left: (group - 1, series),
            Qt.Key.Key_Right: (group + 1, series),
            Qt.Key.Key_Up: (group, series - 1),
            Qt.Key.Key_Down: (group, series + 1),
            Qt.Key.Key_Home: (0, series),
            Qt.Key.Key_End: (len(self.chart.groups) - 1, series),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._go(*moves[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.chart.groups:
            self.activated.emit(*self.at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which bar is meant."""
        super().focusInEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open what stands behind the bar that is pressed."""
        place = self._bar_at(event.position().toPoint())
        if place is not None:
            self._go(*place)
            self.activated.emit(*place)

    def event(self, event: QEvent) -> bool:
        """Say what a bar is about while the mouse rests on it."""
        if isinstance(event, QHelpEvent):
            place = self._bar_at(event.pos())
            if place is not None:
                self.setToolTip(foreign.tooltip(self.chart.sentence(*place)))
            else:
                self.setToolTip("")
        return super().event(event)

    def _bar_at(self, point: QPoint) -> tuple[int, int] | None:
        for group, row in enumerate(self.bars()):
            for n, bar in enumerate(row):
                column = QRectF(bar.left(), 0, bar.width(), self.height())
                if column.contains(point):
                    return group, n
        return None

    def _go(self, group: int, series: int) -> None:
        if 0 <= group < len(self.chart.groups) and 0 <= series < len(self.chart.series):
            self.at = (group, series)
            self._say()
            self.update()

    def _say(self) -> None:
        self.setAccessibleName(self.chart.title or tr("Chart"))
        said = self.chart.sentence(*self.at) if self.chart.groups and self.chart.series else ""
        self.setAccessibleDescription(said)


def save_as(path: Path, chart: BarChart) -> bytes:
    """Return what a file of this name should hold."""
    return chart.saved("svg" if path.suffix.lower() == ".svg" else "png")


def values(numbers: Sequence[float]) -> tuple[float, ...]:
    """Return numbers as a series wants them."""
    return tuple(float(one) for one in numbers)
