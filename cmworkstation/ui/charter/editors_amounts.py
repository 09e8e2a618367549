"""Fields for dates, and for amounts with a unit."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QPoint
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidgetAction,
)

from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.charter.editors import Choice, Editor


class Day(Editor):
    """A date, typed or chosen from a calendar, or none."""

    def __init__(self, name: str) -> None:
        """Begin without a date."""
        super().__init__(name)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(4))
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.setPlaceholderText(tr("year-month-day"))
        self.field.setMaximumWidth(theme.current().px(140))
        self.field.textEdited.connect(self._typed)
        row.addWidget(self.field)
        button = QPushButton(icons.icon("calendar"), "")
        theme.mark(button, "icon")
        button.setAccessibleName(tr("{field}: choose from a calendar").format(field=name))
        button.setToolTip(tr("Choose from a calendar"))
        button.clicked.connect(partial(self._open, button))
        row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    def show_value(self, value: object) -> None:
        """Show a date."""
        self.field.setText(value.isoformat() if isinstance(value, date) else "")
        self.remark("")

    def value(self) -> object:
        """Return the date."""
        return read_day(self.field.text())

    def sound(self) -> bool:
        """Tell whether it is a date, or nothing."""
        return not self.field.text().strip() or self.value() is not None

    def _typed(self) -> None:
        self.remark("" if self.sound() else tr("Write the date like 2026-12-31."))
        if self.sound():
            self.changed.emit()

    def _open(self, button: QPushButton) -> None:
        menu = QMenu(self)
        chooser = QCalendarWidget()
        chooser.setAccessibleName(self.name)
        now = self.value()
        if isinstance(now, date):
            chooser.setSelectedDate(QDate(now.year, now.month, now.day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(chooser)
        menu.addAction(action)
        chooser.activated.connect(partial(self._picked, menu))
        chooser.clicked.connect(partial(self._picked, menu))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _picked(self, menu: QMenu, day: QDate) -> None:
        menu.close()
        self.field.setText(date(day.year(), day.month(), day.day()).isoformat())
        self._typed()


def read_day(text: str) -> date | None:
    """Return the date that a text writes as year, month and day, None where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


class Amount(Editor):
    """A number with a unit, such as 2 hours or 24 months."""

    def __init__(
        self,
        name: str,
        units: Sequence[tuple[str, str]],
        split: Callable[[str], tuple[str, str]],
        join: str = "{n}{unit}",
    ) -> None:
        """Offer (unit, translated words) pairs; `split` takes a text apart, `join` writes it."""
        super().__init__(name)
        self._units, self._split, self._join = dict(units), split, join
        self._odd = ""  # a text that is no such amount, kept until a person changes it
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(4))
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.setMaximumWidth(theme.current().px(80))
        self.field.textEdited.connect(self._typed)
        self.unit = Choice(tr("{field}: unit").format(field=name))
        for unit, words in units:
            self.unit.addItem(words, unit)
        self.unit.activated.connect(self._typed)
        row.addWidget(self.field)
        row.addWidget(self.unit)
        row.addStretch(1)
        self.column.addLayout(row)

    def show_value(self, value: object) -> None:
        """Show an amount."""
        text = value if isinstance(value, str) else ""
        if text == (self.value() or ""):
            return
        number, unit = self._split(text)
        self._odd = text if text and unit not in self._units else ""
        self.field.setText(text if self._odd else number)
        if unit in self._units:
            self.unit.setCurrentIndex(self.unit.findData(unit))
        self.remark("")

    def value(self) -> object:
        """Return the amount as the file writes it."""
        number = self.field.text().strip()
        if self._odd and number == self._odd:
            return self._odd
        if not number.isdecimal():
            return None
        return self._join.format(n=number, unit=self.unit.currentData())

    def sound(self) -> bool:
        """Tell whether it is an amount, or nothing."""
        return not self.field.text().strip() or self.value() is not None

    def _typed(self) -> None:
        self.remark("" if self.sound() else tr("Write a whole number."))
        if self.sound():
            self.changed.emit()
