"""A day and an hour beside the time zone in which a person means them."""

from datetime import datetime
from zoneinfo import available_timezones

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QWidget

from cmworkstation.i18n import tr
from cmworkstation.ui.widgets.sizes import locale
from cmworkstation.words import timing


class WhenEdit(QDateTimeEdit):
    """A naive moment. Tab leaves it at once; the arrows walk through day, month, year, hour and minute."""

    def __init__(self) -> None:
        """Show no moment in particular."""
        super().__init__()
        self.setAccessibleName(tr("Day and hour"))
        self.setCalendarPopup(True)
        self.setLocale(locale())
        self.setDisplayFormat("ddd d MMM yyyy  HH:mm")
        # The zone stands beside it.
        self.setTimeZone(QTimeZone(QTimeZone.Initialization.UTC))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Leave the field as a whole."""
        return QWidget.focusNextPrevChild(self, forward)

    def show_local(self, at: datetime) -> None:
        """Show day and hour of a moment, as they stand there."""
        parts = (at.year, at.month, at.day, at.hour, at.minute)
        self.setDateTime(QDateTime(*parts, 0, 0, QTimeZone(QTimeZone.Initialization.UTC)))

    def local(self) -> datetime:
        """Return day and hour as they stand here, without a zone."""
        said = self.dateTime()
        day, time = said.date(), said.time()
        return datetime(day.year(), day.month(), day.day(), time.hour(), time.minute())  # noqa: DTZ001 - as above


def zone_box(chosen: str) -> QComboBox:
    """Return the choice of all time zones by their cities, with that of this machine first."""
    box = QComboBox()
    box.setEditable(False)
    box.setMinimumContentsLength(12)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.addItem(tr("That of this machine"), "")
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    for name in sorted(places, key=timing.city):
        box.addItem(timing.city(name), name)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
