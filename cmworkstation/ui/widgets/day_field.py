"""A field for a day, or none: typed as people write it, stepped by the arrows, or picked from a calendar."""

from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.moment import read_day
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.sizes import locale

SHOWN = "ddd d MMM yyyy"
LONGEST = 40  # letters of a day
STEPS = {
    Qt.Key.Key_Up: (1, 0),  # days, months
    Qt.Key.Key_Down: (-1, 0),
    Qt.Key.Key_PageUp: (0, 1),
    Qt.Key.Key_PageDown: (0, -1),
}


class DayField(QLineEdit):
    """One field and one press of Tab. What is no day stays as it was typed, and `sound()` tells so.

    It is a line that reads days rather than Qt's own date field, which has no empty state, turns under the
    mouse wheel, and cannot keep an old value that is outside of its range.
    """

    changed = Signal()  # a person typed, stepped, picked or cleared

    def __init__(
        self,
        name: str,
        given: date | None = None,
        *,
        today: date | None = None,
        optional: bool = True,
        past: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Show a day; `today` is where the calendar opens without one, and `past` reads "5/11" as the last one."""
        super().__init__(parent)
        now = QDate.currentDate()
        self.today = today or date(now.year(), now.month(), now.day())
        self._optional, self._past = optional, past
        self._given: tuple[str, date | None] = ("", None)  # the text that stands for a day, exactly
        self.setMaxLength(LONGEST)
        self.setMinimumWidth(theme.current().px(160))
        self.setPlaceholderText(tr("no day") if optional else tr("a day"))
        self.button = QToolButton(self)
        # Qt's own buttons in a line keep their size at every zoom.
        side = theme.current().px(24)
        self.button.setFixedSize(side, side)
        self.button.setIcon(icons.icon("calendar", "soft"))
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Alt+Down does the same
        self.button.setCursor(Qt.CursorShape.ArrowCursor)
        self.button.setToolTip(tr("Choose from a calendar"))
        self.button.clicked.connect(self.open_calendar)
        self.setTextMargins(0, 0, side, 0)
        how = tr("Written as {day}; Up and Down change it, Alt+Down shows a calendar.")
        self.setAccessibleDescription(how.format(day=day_text(self.today)))
        self.setToolTip(foreign.tooltip(how.format(day=day_text(self.today))))
        self.setAccessibleName(name)
        self.set_day(given)
        self.textEdited.connect(lambda _: self.changed.emit())
        self.editingFinished.connect(self.tidy)

    def setAccessibleName(self, name: str) -> None:
        """Give the field a name; its button is called by it as well."""
        super().setAccessibleName(name)
        self.button.setAccessibleName(tr("{field}: choose from a calendar").format(field=name))

    def set_day(self, day: date | None) -> None:
        """Show a day, or none, without telling anybody."""
        text = day_text(day) if day is not None else ""
        self._given = (text, day)
        self.setText(text)
        self.setCursorPosition(0)

    def set_text(self, text: str) -> None:
        """Show what an old file holds in place of a day: a day where it is one, else the text as it is."""
        found = read_day(text, self.today, past=self._past)
        if found is not None:
            self.set_day(found)
        else:
            self.setText(text)
            self.setCursorPosition(0)

    def day(self) -> date | None:
        """Return the day, None where there is none."""
        text, day = self._given
        typed = self.text().strip()
        return day if typed == text else read_day(typed, self.today, past=self._past)

    def sound(self) -> bool:
        """Tell whether a day stands here, or none where none is needed."""
        return self.day() is not None or (self._optional and not self.text().strip())

    def complaint(self) -> str:
        """Return what to say where `sound()` is not so."""
        example = day_text(self.today)
        if self._optional:
            return tr("This is no day. Write it as {day}, or leave it empty.").format(day=example)
        return tr("Write the day as {day}.").format(day=example)

    def tidy(self) -> None:
        """Show a day that was typed in short as it is meant."""
        day = self.day()
        if day is not None:
            self.set_day(day)

    def step(self, days: int, months: int) -> None:
        """Go on by days or months; from no day, to today."""
        now = self.day()
        if now is None:
            self._choose(self.today)
            return
        moved = QDate(now.year, now.month, now.day).addDays(days).addMonths(months)
        if moved.isValid() and 1 <= moved.year() <= date.max.year:
            self._choose(date(moved.year(), moved.month(), moved.day()))

    def open_calendar(self) -> QMenu:
        """Show a calendar below the field; its last line empties the field where no day is needed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser = QCalendarWidget()
        chooser.setLocale(locale())
        chooser.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        chooser.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        chooser.setAccessibleName(self.accessibleName())
        day = self.day() or self.today
        chooser.setSelectedDate(QDate(day.year, day.month, day.day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(chooser)
        menu.addAction(action)
        menu.addAction(tr("Today")).triggered.connect(partial(self._choose, self.today))
        if self._optional:
            menu.addAction(tr("No day")).triggered.connect(partial(self._choose, None))
        chooser.activated.connect(partial(self._picked, menu))
        chooser.clicked.connect(partial(self._picked, menu))
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        chooser.setFocus()
        return menu

    def _picked(self, menu: QMenu, day: QDate) -> None:
        menu.close()
        self._choose(date(day.year(), day.month(), day.day()))

    def _choose(self, day: date | None, _checked: object = None) -> None:
        self.set_day(day)
        self.selectAll()
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, Alt+Down and F4 open the calendar, as in Qt's own date field."""
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key == Qt.Key.Key_F4 or (alt and key == Qt.Key.Key_Down):
            self.open_calendar()
        elif not alt and key in STEPS and not self.isReadOnly():
            self.step(*STEPS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, so that typing replaces the day."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the end, inside."""
        super().resizeEvent(event)
        side, gap = self.button.width(), theme.current().px(4)
        left = self.width() - side - gap if self.isLeftToRight() else gap
        self.button.move(left, (self.height() - side) // 2)


def day_text(day: date) -> str:
    """Return a day as a field shows it: "Sun 31 Jan 2027"."""
    return locale().toString(QDate(day.year, day.month, day.day), SHOWN)
