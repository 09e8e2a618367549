"""A series hour by hour, over the band of what is usual; above it an alarm rings, and the hour that rang is marked."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from cmworkstation.i18n import number, tr
from cmworkstation.services.series_book import Point
from cmworkstation.ui import theme
from cmworkstation.ui.review import scales
from cmworkstation.ui.review.charts import FOOT, Chart, Series
from cmworkstation.ui.review.line_chart import LineChart
from cmworkstation.words import alerts as words
from cmworkstation.words import dated

VALUE, USUAL, ALARM = range(3)
BAND = 40  # of 255: how strong the band is
MARK = 7  # px at 100 %, half the breadth of the mark of an alarm


class SeriesChart(LineChart):
    """A line of what was counted, one of what is usual, one from which on an alarm rings; below it all is usual."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.rang: int | None = None  # the group that rang

    def show_points(self, title: str, points: Sequence[Point], rang: datetime | None) -> None:
        """Draw a series; `rang` is the end of the hour that rang, None for none."""
        self.rang = next((n for n, one in enumerate(points) if one.until == rang), None)
        self.show_chart(chart_of(title, points))
        if self.rang is not None:
            self.go((self.rang, VALUE))

    def mark(self, place: tuple[int, int]) -> QPointF:
        """Return where a mark stands once there is room for all of them."""
        rows = self.points(self.size().expandedTo(self.sizeHint()))
        found = rows[place[0]][place[1]] if rows else None
        return found or QPointF()

    def begin(self, painter: QPainter, size: QSize) -> None:
        """Draw the ground, and on it the band up to where an alarm rings."""
        super().begin(painter, size)
        rows = self.points(size)
        edge = [row[ALARM] for row in rows if len(row) > ALARM]
        known = [one for one in edge if one is not None]
        if not known:
            return
        foot = size.height() - theme.current().px(FOOT)
        corners = [*known, QPointF(known[-1].x(), foot), QPointF(known[0].x(), foot)]
        ground = QColor(theme.current().colour("accent"))
        ground.setAlpha(BAND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawPolygon(QPolygonF(corners))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def draw(self, painter: QPainter, size: QSize, *, focus: bool) -> None:
        """Draw everything, with a ring and a word at the hour that rang."""
        super().draw(painter, size, focus=focus)
        rows = self.points(size)
        at = rows[self.rang][VALUE] if self.rang is not None and self.rang < len(rows) else None
        if at is None:
            return
        look = theme.current()
        half = look.px(MARK)
        painter.setPen(QPen(look.colour("error"), look.px(2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, half, half)
        painter.setFont(look.font("meta", bold=True))
        box = QRectF(at.x() - look.px(70), at.y() - half - look.px(18), look.px(140), look.px(16))
        if not focus:
            said = tr("alarm")
            ground = painter.boundingRect(box, int(Qt.AlignmentFlag.AlignHCenter), said)
            painter.fillRect(
                ground, look.colour("raised")
            )  # no line of the scale runs through them
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, said)


def chart_of(title: str, points: Sequence[Point]) -> Chart:
    """Return what is drawn of a series."""
    counts = tuple(float(one.count) for one in points)
    usual = tuple(one.usual if one.known else None for one in points)
    alarm = tuple(float(one.alarm) if one.known else None for one in points)
    most = max((*counts, *(one for one in alarm if one is not None)), default=0.0)
    return Chart(
        title,
        tuple(hour(one) for one in points),
        (
            Series(tr("In the hour"), counts, tuple(number(one.count) for one in points)),
            Series(tr("Usual"), usual, tuple(words.figure(one.usual) for one in points)),
            Series(tr("Alarm from"), alarm, tuple(number(one.alarm) for one in points)),
        ),
        scales.of_counts(most),
    )


def hour(one: Point) -> str:
    """Return the hour of a point by its end."""
    return f"{one.until.astimezone():%H:%M}"


def lines(points: Sequence[Point], rang: datetime | None) -> tuple[tuple[str, ...], ...]:
    """Return the same as a table has it, the newest hour first."""
    return tuple(
        (
            dated(one.until),
            number(one.count),
            words.figure(one.usual) if one.known else "–",
            number(one.alarm) if one.known else "–",
            tr("alarm") if one.until == rang else "–",
        )
        for one in reversed(points)
    )


def heads() -> tuple[str, ...]:
    """Return the heads of that table."""
    return (tr("Hour until"), tr("In the hour"), tr("Usual"), tr("Alarm from"), tr("Rang"))
