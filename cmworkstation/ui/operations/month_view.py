"""The calendar: weeks below one another, a day in each cell; a month or a single week."""

from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from cmworkstation.i18n import tr
from cmworkstation.services.plan import Item
from cmworkstation.ui import theme
from cmworkstation.ui.operations.canvas import LINE, Canvas
from cmworkstation.words import days
from cmworkstation.words import operations as words

SIDE, HEAD, NUMBER, GAP = 8, 24, 20, 2  # px at 100 %
LEAST_CELL, LEAST_HIGH = 76, 84  # px at 100 %: where it is narrower, the calendar is scrolled
WEEK = 7


class MonthView(Canvas):
    """Days in weeks."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(tr("Calendar"))
        self._lines: dict[tuple[str, date], int] = {}  # item and day → its line in that cell
        self._highs: list[int] = []

    def sizeHint(self) -> QSize:
        """Return room for every cell."""
        look = theme.current()
        high = look.px(SIDE + HEAD + SIDE) + sum(self._highs)
        return QSize(look.px(2 * SIDE + WEEK * LEAST_CELL), high)

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: where it is narrow, the calendar is scrolled."""
        return self.sizeHint()

    # Where things are

    def arrange(self) -> None:
        """Give each item a line in each of its cells."""
        self._lines, self._highs = {}, []
        if self.plan is None:
            return
        look = theme.current()
        used: dict[date, set[int]] = {}
        for one in self.plan.items:
            first, last = max(one.day, self.plan.first), min(one.last_day, self.plan.last)
            days = [first + timedelta(n) for n in range((last - first).days + 1)]
            line = 0
            while any(line in used.get(day, ()) for day in days):
                line += 1
            for day in days:
                used.setdefault(day, set()).add(line)
                self._lines[one.key, day] = line
        for week in range(self._weeks()):
            in_week = [self.plan.first + timedelta(week * WEEK + n) for n in range(WEEK)]
            most = max((max(used[day]) + 1 for day in in_week if day in used), default=0)
            high = look.px(NUMBER + most * (LINE + GAP) + 6)
            self._highs.append(max(look.px(LEAST_HIGH), high))

    def _weeks(self) -> int:
        return ((self.plan.last - self.plan.first).days + 1) // WEEK if self.plan else 1

    def _cell_width(self) -> float:
        look = theme.current()
        return max(float(look.px(LEAST_CELL)), (self.width() - look.px(2 * SIDE)) / WEEK)

    def _cell(self, day: date) -> QRectF:
        assert self.plan is not None
        look = theme.current()
        week, column = divmod((day - self.plan.first).days, WEEK)
        top = look.px(SIDE + HEAD) + sum(self._highs[:week])
        wide = self._cell_width()
        return QRectF(look.px(SIDE) + column * wide, top, wide, self._highs[week])

    def boxes(self) -> list[tuple[QRectF, Item]]:
        """Return where each item stands, once for each week it goes through."""
        if self.plan is None:
            return []
        look = theme.current()
        found = []
        for one in self.plan.items:
            day, last = max(one.day, self.plan.first), min(one.last_day, self.plan.last)
            line = self._lines[one.key, day]
            while day <= last:
                sunday = day + timedelta(WEEK - 1 - (day - self.plan.first).days % WEEK)
                until = min(last, sunday)
                cell = self._cell(day)
                top = cell.top() + look.px(NUMBER + line * (LINE + GAP))
                wide = cell.width() * ((until - day).days + 1) - look.px(4)
                box = QRectF(cell.left() + look.px(2), top, wide, look.px(LINE))
                found.append((box, one))
                day = until + timedelta(1)
        return found

    def day_at(self, point: QPointF) -> date | None:
        """Return the day whose cell is at a place."""
        if self.plan is None:
            return None
        days = (self.plan.first + timedelta(n) for n in range(self._weeks() * WEEK))
        return next((day for day in days if self._cell(day).contains(point)), None)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw."""
        del event
        if self.plan is None:
            return
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.colour("raised"))
        wide = self._cell_width()
        for n, name in enumerate(words.weekdays()):
            left = look.px(SIDE) + n * wide + look.px(4)
            box = QRectF(left, look.px(SIDE), wide - look.px(6), look.px(HEAD))
            self.words(painter, box, name, "soft", bold=True)
        for n in range(self._weeks() * WEEK):
            self._draw_day(painter, self.plan.first + timedelta(n))
        self.draw_items(painter)
        painter.end()

    def _draw_day(self, painter: QPainter, day: date) -> None:
        assert self.plan is not None
        look = theme.current()
        cell = self._cell(day)
        is_free, is_today = day in self.plan.holidays, day == self.plan.today
        if is_free or day.weekday() >= WEEK - 2:
            painter.fillRect(cell, look.colour("sunken"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(cell)
        said = str(day.day)
        if day.day == 1 or day == self.plan.first:
            said = days.short(day)
        if is_today:
            painter.setPen(QPen(look.colour("error"), look.px(2)))
            painter.drawLine(cell.topLeft(), cell.topRight())
            said = tr("{day}, today").format(day=said)
        elif is_free:
            said = tr("{day}, holiday").format(day=said)
        room = QRectF(cell.left(), cell.top(), cell.width(), look.px(NUMBER))
        room.adjust(look.px(4), 0, -look.px(2), 0)
        role = "error" if is_today else "good" if is_free else "soft"
        self.words(painter, room, said, role, bold=is_today)
