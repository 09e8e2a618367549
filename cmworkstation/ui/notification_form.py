"""The part of the preferences that says what the desktop is told, how much of it, and when it is not."""

from datetime import time

from PySide6.QtCore import QTime
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.notification import Content, Kind, Quiet, Wishes
from cmworkstation.i18n import N_, tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.fields import beside, stepped
from cmworkstation.ui.widgets.form_dialog import wrapped
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import notifications as words

DAYS = (
    *(N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday")),
    *(N_("Friday"), N_("Saturday"), N_("Sunday")),
)
CONTENTS = {
    Content.NUMBER: N_("How many, never who or what"),
    Content.AUTHOR: N_("Who wrote"),
    Content.WORDS: N_("Who wrote, and the first words"),
}


class _TimeField(QTimeEdit):
    """A time whose parts the arrows reach; Tab leaves it, as it leaves every field."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on to the next field."""
        return QWidget.focusNextPrevChild(self, forward)


class NotificationForm(QWidget):
    """Boxes and fields for what a person wants to be told."""

    def __init__(self, given: Wishes) -> None:
        """Show what is wished for now."""
        super().__init__()
        look = theme.current()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look.px(8))
        self.on = QCheckBox()
        self.on.setChecked(given.on)
        whole.addWidget(beside(self.on, tr("Tell the desktop while I look elsewhere")))
        self._more = QWidget()
        column = QVBoxLayout(self._more)
        column.setContentsMargins(look.px(26), 0, 0, 0)
        column.setSpacing(look.px(8))
        whole.addWidget(self._more)
        column.addWidget(wrapped(tr("At most once in five minutes, all together."), "soft"))
        self.kinds: dict[Kind, QCheckBox] = {}
        for kind in Kind:
            box = self.kinds[kind] = QCheckBox()
            box.setChecked(kind in given.kinds)
            column.addWidget(beside(box, tr(words.KINDS[kind])))
        self.content = QComboBox()
        self.content.setAccessibleName(tr("How much a notification says"))
        for key, said in CONTENTS.items():
            self.content.addItem(tr(said), key)
        self.content.setCurrentIndex(self.content.findData(given.content))
        self.content.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.content.setMinimumContentsLength(10)
        column.addWidget(self.content)
        self.hidden = QCheckBox()
        self.hidden.setChecked(given.hidden)
        column.addWidget(beside(self.hidden, tr("I share my screen: only how many for now")))
        self._add_quiet(column, given.quiet)
        self.on.toggled.connect(self._more.setEnabled)
        self._more.setEnabled(given.on)

    def _add_quiet(self, column: QVBoxLayout, given: Quiet | None) -> None:
        quiet = given or Quiet()
        self.quiet = QCheckBox()
        self.quiet.setChecked(given is not None)
        column.addWidget(
            beside(self.quiet, tr("Quiet hours: what happens then is told after them"))
        )
        self._times = QWidget()
        inside = QVBoxLayout(self._times)
        inside.setContentsMargins(theme.current().px(12), 0, 0, 0)
        span = QWidget()
        row = FlowLayout(span)
        self.begins, self.ends = (
            stepped(_TimeField(QTime(at.hour, at.minute))) for at in (quiet.begins, quiet.ends)
        )
        for field, name in ((self.begins, tr("from")), (self.ends, tr("until"))):
            field.setDisplayFormat("HH:mm")
            field.setAccessibleName(tr("Quiet {name}").format(name=name))
            word = PlainLabel(name)
            theme.mark(word, "soft")
            row.addWidget(word)
            row.addWidget(field)
        inside.addWidget(span)
        inside.addWidget(wrapped(tr("And all day on"), "soft"))
        holder = QWidget()
        flow = FlowLayout(holder)
        self.days: list[QCheckBox] = []
        for n, name in enumerate(DAYS):
            box = QCheckBox(tr(name))
            box.setChecked(n in quiet.days)
            self.days.append(box)
            flow.addWidget(box)
        inside.addWidget(holder)
        column.addWidget(self._times)
        self.quiet.toggled.connect(self._times.setEnabled)
        self._times.setEnabled(given is not None)

    def wishes(self) -> Wishes:
        """Return what is wished for."""
        begins, ends = (
            time(field.time().hour(), field.time().minute()) for field in (self.begins, self.ends)
        )
        days = frozenset(n for n, box in enumerate(self.days) if box.isChecked())
        return Wishes(
            self.on.isChecked(),
            frozenset(kind for kind, box in self.kinds.items() if box.isChecked()),
            Content(self.content.currentData()),
            self.hidden.isChecked(),
            Quiet(begins, ends, days) if self.quiet.isChecked() else None,
        )
