"""Charts that we draw: what they have in common. Bars stand in `bar_chart`, lines in `line_chart`.

A mark is known by its pattern or shape as well as by its colour, is walked to by the arrows, and opens what stands
behind it by Enter or a click. A chart is never the only carrier of a number: a table with the same numbers stands
beside it.
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QImageWriter,
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

COLOURS = ("accent", "warn", "good", "error", "text", "soft")
HEIGHT, FOOT, SIDE = 220, 28, 16  # px at 100 %
LEGEND_ROW, LEGEND_MARK = 20, 20
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of marks: what it is called, its values (None where there is none), and each as people read it."""

    name: str
    values: tuple[float | None, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """A line that says where something should be: its place along the foot, in groups, and how much that is."""

    at: float
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: groups along the foot, a mark of each series in every group; lines across at round values."""

    title: str
    groups: tuple[str, ...]
    series: tuple[Series, ...]
    axis: tuple[tuple[float, str], ...] = ()
    goals: tuple[Goal, ...] = ()
    goal: str = ""  # what the goals are

    @property
    def legend(self) -> tuple[str, ...]:
        """Return what is explained: the series, and the lines of the goals."""
        return (*(one.name for one in self.series), *((self.goal,) if self.goals else ()))

    def sentence(self, group: int, series: int) -> str:
        """Return one mark in words."""
        one = self.series[series]
        return tr("{group}, {name}: {value}").format(
            group=self.groups[group], name=one.name, value=one.said[group]
        )

    def has(self, group: int, series: int) -> bool:
        """Tell whether there is such a mark."""
        return (
            0 <= series < len(self.series)
            and 0 <= group < len(self.groups)
            and self.series[series].values[group] is not None
        )


class ChartView(QWidget):
    """Draws a chart. Arrows walk its marks, Enter or a click opens what stands behind one."""

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
        """Draw something else; the newest mark is walked to first."""
        self.chart = chart
        marks = (
            (group, series)
            for group in reversed(range(len(chart.groups)))
            for series in range(len(chart.series))
            if chart.has(group, series)
        )
        self.at = next(marks, (0, 0))
        self._say()
        self.updateGeometry()
        self.update()

    # --- what each kind of chart does in its way ----------------------------------------------------

    @abstractmethod
    def sizeHint(self) -> QSize:
        """Return room for every mark."""

    @abstractmethod
    def draw(self, painter: QPainter, size: QSize, *, focus: bool) -> None:
        """Draw everything, on whatever device."""

    @abstractmethod
    def mark_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return the group and the series of the mark that is meant by a point."""

    @abstractmethod
    def draw_sign(self, painter: QPainter, box: QRectF, series: int) -> None:
        """Draw the sign of a series as the legend shows it."""

    # --- what all of them draw ------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: where it is narrow, the chart is scrolled."""
        return self.sizeHint()

    def begin(self, painter: QPainter, size: QSize) -> None:
        """Draw the ground and the legend."""
        look = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(0, 0, size.width(), size.height(), look.colour("raised"))
        painter.setFont(look.font("meta"))
        for n, (x, y) in enumerate(self._legend(size.width())):
            box = QRectF(x, y, look.px(14), look.px(12))
            if n < len(self.chart.series):
                self.draw_sign(painter, box, n)
            else:
                painter.setPen(goal_pen())
                painter.drawLine(
                    QPointF(box.center().x(), box.top()), QPointF(box.center().x(), box.bottom())
                )
            painter.setPen(look.colour("text"))
            name = self.chart.legend[n]
            painter.drawText(QPoint(x + look.px(LEGEND_MARK), y + look.px(10)), name)

    def top(self, width: int) -> int:
        """Return where marks may begin below the legend."""
        look = theme.current()
        places = self._legend(width)
        below = places[-1][1] if places else 0
        goals = look.px(18) if self.chart.goals else 0
        return below + look.px(LEGEND_ROW + 22) + goals  # numbers stand above marks

    def _legend(self, width: int) -> list[tuple[int, int]]:
        """Return where the entries of the legend stand, in as many lines as they need."""
        look = theme.current()
        metrics = QFontMetricsF(look.font("meta"))
        x, y = look.px(SIDE), look.px(8)
        found = []
        for name in self.chart.legend:
            wide = look.px(LEGEND_MARK + 16) + round(metrics.horizontalAdvance(name))
            if x > look.px(SIDE) and x + wide > width:
                x, y = look.px(SIDE), y + look.px(LEGEND_ROW)
            found.append((x, y))
            x += wide
        return found

    def label_every(self, step: float) -> int:
        """Return every how many groups a label has room at the foot."""
        metrics = QFontMetricsF(theme.current().font("meta"))
        wide = max((metrics.horizontalAdvance(one) for one in self.chart.groups), default=0)
        return max(1, -int(-(wide + 8) // max(1.0, step)))

    def ring(self, painter: QPainter, box: QRectF) -> None:
        """Show which mark is meant."""
        look = theme.current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("text"), look.px(2)))
        painter.drawRect(box.adjusted(-3, -3, 3, 3))

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
            QImageWriter(buffer, QByteArray(b"png")).write(self.picture())
        return bytes(held.data())

    # --- keys and mouse ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw."""
        del event
        painter = QPainter(self)
        self.draw(painter, self.size(), focus=self.hasFocus())
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the marks; Enter opens."""
        group, series = self.at
        groups, kinds = range(len(self.chart.groups)), range(len(self.chart.series))
        ways: dict[Qt.Key, Sequence[tuple[int, int]]] = {
            Qt.Key.Key_Left: [(n, series) for n in reversed(groups) if n < group],
            Qt.Key.Key_Right: [(n, series) for n in groups if n > group],
            Qt.Key.Key_Up: [(group, n) for n in reversed(kinds) if n < series],
            Qt.Key.Key_Down: [(group, n) for n in kinds if n > series],
            Qt.Key.Key_Home: [(n, series) for n in groups],
            Qt.Key.Key_End: [(n, series) for n in reversed(groups)],
        }
        key = Qt.Key(event.key())
        if key in ways:
            self.go(next((one for one in ways[key] if self.chart.has(*one)), self.at))
        elif key in ENTER and self.chart.has(*self.at):
            self.activated.emit(*self.at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which mark is meant."""
        super().focusInEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open what stands behind the mark that is pressed."""
        place = self.mark_at(event.position().toPoint())
        if place is not None:
            self.go(place)
            self.activated.emit(*place)

    def event(self, event: QEvent) -> bool:
        """Say what a mark is about while the mouse rests on it."""
        if isinstance(event, QHelpEvent):
            place = self.mark_at(event.pos())
            said = self.chart.sentence(*place) if place is not None else ""
            self.setToolTip(foreign.tooltip(said))
        return super().event(event)

    def go(self, place: tuple[int, int]) -> None:
        """Walk to a mark."""
        self.at = place
        self._say()
        self.update()

    def _say(self) -> None:
        self.setAccessibleName(self.chart.title or tr("Chart"))
        said = self.chart.sentence(*self.at) if self.chart.has(*self.at) else ""
        self.setAccessibleDescription(said)


def goal_pen() -> QPen:
    """Return how the line of a goal is drawn."""
    look = theme.current()
    return QPen(look.colour("text"), look.px(2), Qt.PenStyle.DotLine)


def save_as(path: Path, chart: ChartView) -> bytes:
    """Return what a file of this name should hold."""
    return chart.saved("svg" if path.suffix.lower() == ".svg" else "png")


def values(numbers: Sequence[float | None]) -> tuple[float | None, ...]:
    """Return numbers as a series wants them."""
    return tuple(None if one is None else float(one) for one in numbers)
