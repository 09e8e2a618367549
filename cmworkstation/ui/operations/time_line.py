"""The time line: one lane for each theme, weeks across, so that one sees what is said when, and when nothing is."""

from collections.abc import Iterator
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent

from cmworkstation.domain import foreign
from cmworkstation.domain.coherence import Check
from cmworkstation.i18n import tr
from cmworkstation.services.plan import Item
from cmworkstation.ui import icons, theme
from cmworkstation.ui.operations.canvas import BAND, LINE, Canvas
from cmworkstation.words import days, planning

SIDE, HEAD, LABEL, GAP = 8, 40, 132, 4  # px at 100 %
NARROW, NARROW_LABEL = 560, 84
LEAST_DAY = 11  # px at 100 % of a day: below, the time line is scrolled
LEAST_ITEM, MOST_WORDS = 28, 176  # px at 100 %, of an item, and of the words beside a short one
WEEK = 7


class TimeLine(Canvas):
    """Lanes of themes over weeks."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(tr("Time line by theme"))
        self._lines: dict[str, int] = {}  # theme → lines that its lane needs
        self._spots: dict[str, tuple[int, float]] = {}  # item → its line, and its width
        self._lanes: tuple[str, ...] = ()

    def sizeHint(self) -> QSize:
        """Return room for every day and every line."""
        look = theme.current()
        wide = self._label() + look.px(2 * SIDE) + self._days() * look.px(LEAST_DAY)
        return QSize(wide, round(self._bottom()) + look.px(SIDE))

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: where it is narrow, the time line is scrolled."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the places again."""
        super().resizeEvent(event)
        self.arrange()
        self.setMinimumHeight(self.sizeHint().height())

    # Where things are

    def _days(self) -> int:
        return (self.plan.last - self.plan.first).days + 1 if self.plan else WEEK

    def _label(self) -> int:
        look = theme.current()
        parent = self.parentWidget()
        narrow = parent is not None and parent.width() < look.px(NARROW)
        return look.px(NARROW_LABEL if narrow else LABEL)

    def _day_width(self) -> float:
        look = theme.current()
        room = self.width() - self._label() - look.px(2 * SIDE)
        return max(float(look.px(LEAST_DAY)), room / self._days())

    def _x(self, day: date) -> float:
        assert self.plan is not None
        left = theme.current().px(SIDE) + self._label()
        return left + (day - self.plan.first).days * self._day_width()

    def _lane_tops(self) -> Iterator[tuple[str, float, float]]:
        """Yield each theme with where its lane begins, and how high it is."""
        look = theme.current()
        y = float(look.px(SIDE + HEAD))
        for lane in self._lanes:
            high = float(look.px(self._lines.get(lane, 1) * (LINE + GAP) + 2 * GAP))
            yield lane, y, high
            y += high

    def _bottom(self) -> float:
        tops = list(self._lane_tops())
        return tops[-1][1] + tops[-1][2] if tops else float(theme.current().px(SIDE + HEAD + LINE))

    def arrange(self) -> None:
        """Give each item a line of its lane in which it has room for its words."""
        self._lines, self._spots, self._lanes = {}, {}, ()
        if self.plan is None:
            return
        look = theme.current()
        metrics = QFontMetricsF(look.font("meta", bold=True))
        self._lanes = self.plan.lanes()
        ends: dict[str, list[float]] = {}
        for one in self.plan.items:
            first, last = max(one.day, self.plan.first), min(one.last_day, self.plan.last)
            left = self._x(first)
            wanted = metrics.horizontalAdvance(planning.label(one)) + look.px(BAND + 12)
            marks = bool(one.warnings) + bool(one.tied or one.belongs)
            wanted += look.px(icons.SMALL + 3) * marks
            days = ((last - first).days + 1) * self._day_width() - 2
            wide = max(days, min(wanted, look.px(MOST_WORDS)))
            wide = max(look.px(LEAST_ITEM), min(wide, self.width() - look.px(SIDE) - left))
            lines = ends.setdefault(one.topic_id, [])
            at = next((n for n, end in enumerate(lines) if end <= left), len(lines))
            lines[at : at + 1] = [left + wide + look.px(GAP)]
            self._spots[one.key] = at, wide
        self._lines = {lane: len(lines) for lane, lines in ends.items()}

    def boxes(self) -> list[tuple[QRectF, Item]]:
        """Return where each item stands."""
        if self.plan is None:
            return []
        look = theme.current()
        tops = {lane: y for lane, y, _ in self._lane_tops()}
        found = []
        for one in self.plan.items:
            line, wide = self._spots[one.key]
            y = tops[one.topic_id] + look.px(GAP + line * (LINE + GAP))
            x = self._x(max(one.day, self.plan.first))
            found.append((QRectF(x, y, wide, look.px(LINE)), one))
        return found

    def order(self) -> list[str]:
        """Walk lane by lane."""
        if self.plan is None:
            return []
        place = {lane: n for n, lane in enumerate(self._lanes)}
        found = sorted(self.plan.items, key=lambda one: (place[one.topic_id], one.day, one.at))
        return [one.key for one in found]

    def day_at(self, point: QPointF) -> date | None:
        """Return the day at a place, None beside the days."""
        if self.plan is None:
            return None
        n = (point.x() - theme.current().px(SIDE) - self._label()) / self._day_width()
        return self.plan.first + timedelta(int(n)) if 0 <= n < self._days() else None

    def lane_at(self, point: QPointF) -> str | None:
        """Return the theme whose lane is at a place."""
        tops = self._lane_tops()
        return next((lane for lane, y, high in tops if y <= point.y() < y + high), None)

    def move_by_key(self, one: Item, key: Qt.Key) -> None:
        """Move an item by the day; up and down to the theme above or below."""
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            super().move_by_key(one, key)
            return
        at = self._lanes.index(one.topic_id) + (1 if key == Qt.Key.Key_Down else -1)
        if one.can_move and 0 <= at < len(self._lanes):
            self.rethemed.emit(one.key, self._lanes[at])

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw."""
        del event
        if self.plan is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.current().colour("raised"))
        self._draw_days(painter)
        self._draw_lanes(painter)
        self._draw_today(painter)
        self.draw_items(painter)
        painter.end()

    def _draw_days(self, painter: QPainter) -> None:
        assert self.plan is not None
        look = theme.current()
        top, bottom, wide = look.px(SIDE + HEAD), self._bottom(), self._day_width()
        shown = [self.plan.first + timedelta(n) for n in range(self._days())]
        for day in shown:
            x = self._x(day)
            if day in self.plan.holidays or day.weekday() >= WEEK - 2:
                painter.fillRect(QRectF(x, top, wide, bottom - top), look.colour("sunken"))
            if day in self.plan.holidays:
                painter.fillRect(QRectF(x, top - look.px(3), wide, look.px(3)), look.colour("good"))
        for day in shown:
            if day.weekday():
                continue
            x = self._x(day)
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(QPointF(x, look.px(SIDE)), QPointF(x, bottom))
            half = look.px(HEAD / 2)
            room = QRectF(x + look.px(3), look.px(SIDE), wide * WEEK - look.px(4), half)
            self.words(painter, room, days.short(day), bold=True)
            room.translate(0, half - look.px(2))
            number = tr("week {n}").format(n=day.isocalendar().week)
            self.words(painter, room, number, "soft")

    def _draw_lanes(self, painter: QPainter) -> None:
        assert self.plan is not None
        look = theme.current()
        left, right = look.px(SIDE), self.width() - look.px(SIDE)
        for lane, y, high in self._lane_tops():
            for one in self.plan.findings:
                if one.check is Check.THEME_GAP and one.topic_id == lane and one.first and one.last:
                    self._draw_gap(painter, one.first, one.last, y, high)
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            name = foreign.line(self.plan.themes.get(lane, ""), 60) or tr("No theme")
            room = QRectF(left, y, self._label() - look.px(8), look.px(LINE + 2 * GAP))
            self.words(painter, room, name, "text" if lane else "soft", bold=bool(lane))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QPointF(left, self._bottom()), QPointF(right, self._bottom()))

    def _draw_gap(self, painter: QPainter, first: date, last: date, y: float, high: float) -> None:
        """Hatch the weeks in which a theme is silent."""
        assert self.plan is not None
        if last < self.plan.first or first > self.plan.last:
            return
        left = self._x(max(first, self.plan.first))
        right = self._x(min(last, self.plan.last)) + self._day_width()
        hatched = QBrush(theme.current().colour("edge"), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(QRectF(left, y + 1, right - left, high - 2), hatched)

    def _draw_today(self, painter: QPainter) -> None:
        assert self.plan is not None
        look = theme.current()
        if not self.plan.first <= self.plan.today <= self.plan.last:
            return
        x = self._x(self.plan.today) + self._day_width() / 2
        painter.setPen(QPen(look.colour("error"), look.px(1.5)))
        top = look.px(SIDE + HEAD) - look.px(4)
        painter.drawLine(QPointF(x, top), QPointF(x, self._bottom()))
