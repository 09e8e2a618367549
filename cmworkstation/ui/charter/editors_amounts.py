"""Fields for dates, and for amounts with a unit."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.charter.editors import Choice, Editor
from cmworkstation.ui.widgets.day_field import DayField


class Day(Editor):
    """A date, typed or chosen from a calendar, or none."""

    def __init__(self, name: str) -> None:
        """Begin without a date."""
        super().__init__(name)
        self.field = DayField(name)
        self.field.setMaximumWidth(theme.current().px(220))
        self.field.changed.connect(self._typed)
        self.column.addWidget(self.field)

    def show_value(self, value: object) -> None:
        """Show a date; other words that the file holds there are shown as they are."""
        self.field.set_day(value if isinstance(value, date) else None)
        if isinstance(value, str):
            self.field.set_text(value)
        self.remark("")

    def value(self) -> object:
        """Return the date."""
        return self.field.day()

    def sound(self) -> bool:
        """Tell whether it is a date, or nothing."""
        return self.field.sound()

    def _typed(self) -> None:
        self.remark("" if self.sound() else self.field.complaint())
        if self.sound():
            self.changed.emit()


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
