"""The form in which a person says what the columns of a table mean, above the first rows of it."""

from datetime import datetime
from zoneinfo import available_timezones

from PySide6.QtCore import Qt, QTimeZone, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.archive import Preview
from cmworkstation.i18n import N_, tr
from cmworkstation.ui import theme

MEANINGS = (  # in the order of the form; the first two are needed
    ("text", N_("The words")),
    ("date", N_("Date")),
    ("author", N_("Who wrote it")),
    ("permalink", N_("Address")),
    ("answers", N_("What it answers")),
    ("identity", N_("Number or id")),
)
PLATFORMS = (
    *("web", "twitter", "facebook", "instagram", "threads", "linkedin", "youtube", "reddit"),
    *("mastodon", "bluesky"),
)
KEYS = {"twitter": "x"}  # platforms whose key is not what people know them by
DATES = (
    *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y"),
    *("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y"),
    *("%d.%m.%Y %H:%M", "%d.%m.%Y"),
)
EXAMPLE = datetime(2024, 3, 31, 14, 5, 9)  # noqa: DTZ001 - how a date is written, and no moment
WIDEST = 200  # px at 100 % of a column
ROWS_SHOWN = 5


class ColumnsForm(QScrollArea):
    """What the columns mean."""

    changed = Signal()

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the focus
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look = theme.current()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.rows = QTableWidget()
        self.rows.setAccessibleName(tr("The first rows"))
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.rows.verticalHeader().hide()
        self.rows.setTabKeyNavigation(False)
        column.addWidget(self.rows)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setVerticalSpacing(look.px(8))
        column.addLayout(form)
        self.choices: dict[str, QComboBox] = {}
        for key, title in MEANINGS:
            self.choices[key] = self._choice(form, tr(title))
        self.dates = self._choice(form, tr("Dates are written so"))
        self.dates.addItem(tr("found out by itself: 2024-03-31 14:05"), "")
        for key in DATES:
            self.dates.addItem(EXAMPLE.strftime(key), key)
        self.zone = self._choice(form, tr("Time zone"))
        for name in sorted(available_timezones()):
            self.zone.addItem(name, name)
        self.platform = self._choice(form, tr("Platform"))
        for key in PLATFORMS:
            self.platform.addItem(words.platform(key).capitalize(), KEYS.get(key, key))
        self.us = QLineEdit()
        self.us.setAccessibleName(tr("Who of them is you"))
        self.us.setPlaceholderText(tr("your name in that column"))
        form.addRow(tr("Who of them is you"), self.us)
        self.private = QCheckBox(tr("These are private messages"))
        form.addRow(self.private)
        self.setWidget(page)

    def show_preview(self, found: Preview) -> None:
        """Show the first rows, and what the columns may mean."""
        self.rows.setColumnCount(len(found.names))
        self.rows.setHorizontalHeaderLabels([foreign.line(one, 40) for one in found.names])
        shown = found.rows[:ROWS_SHOWN]
        self.rows.setRowCount(len(shown))
        for at, row in enumerate(shown):
            for column, cell in enumerate(row):
                self.rows.setItem(at, column, QTableWidgetItem(foreign.line(cell, 80)))
        self.rows.resizeColumnsToContents()
        most = theme.current().px(WIDEST)
        for column in range(self.rows.columnCount()):
            self.rows.setColumnWidth(column, min(most, self.rows.columnWidth(column)))
        self.rows.setFixedHeight((len(shown) + 2) * theme.current().px(theme.CONTROL))
        for key, choice in self.choices.items():
            choice.blockSignals(True)
            choice.clear()
            choice.addItem(tr("none"), "")
            for name in found.names:
                choice.addItem(foreign.line(name, 60), name)
            _choose(choice, found.guess.get(key, ""))
            choice.blockSignals(False)
        _choose(self.dates, found.guess.get("date_format", ""), own=True)
        _choose(self.zone, found.guess.get("time_zone", "") or _here())
        _choose(self.platform, found.guess.get("platform", "web"))
        self.us.setText(found.guess.get("us", ""))
        self.private.setChecked(found.guess.get("private") == "1")
        self.changed.emit()

    def options(self) -> dict[str, str]:
        """Return what was chosen."""
        return {
            **{key: str(one.currentData() or "") for key, one in self.choices.items()},
            "date_format": str(self.dates.currentData() or ""),
            "time_zone": str(self.zone.currentData() or "UTC"),
            "platform": str(self.platform.currentData() or "web"),
            "us": self.us.text().strip(),
            "private": "1" if self.private.isChecked() else "",
        }

    def is_enough(self) -> bool:
        """Tell whether words and dates have a column."""
        chosen = self.options()
        return bool(chosen["text"] and chosen["date"])

    def _choice(self, form: QFormLayout, title: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(title)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(12)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.currentIndexChanged.connect(lambda _: self.changed.emit())
        form.addRow(title, made)
        return made


def _here() -> str:
    """Return the time zone of this machine."""
    return bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")


def _choose(choice: QComboBox, value: str, *, own: bool = False) -> None:
    """Choose what has this value; with `own`, one that is not in the list is added."""
    at = choice.findData(value)
    if at < 0 and own:
        choice.addItem(foreign.line(value, 60), value)
        at = choice.count() - 1
    choice.setCurrentIndex(max(0, at))
