"""What the forms of the response guide share, and the two short ones: a day, and who approves."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.day_field import DayField
from cmworkstation.ui.widgets.form_dialog import FormDialog, wrapped
from cmworkstation.ui.widgets.labels import ForeignLabel

LINES_HIGH = 120  # px at 100 % of a field for a text


class GuideDialog(FormDialog):
    """A dialog with room that scrolls, and two buttons below; what is wrong stands above them."""

    def __init__(self, window: QWidget, title: str, accept: str, high: float) -> None:
        """Make an empty form."""
        super().__init__(window, title, accept, (640, high), least=(280, 0))
        self.column = QVBoxLayout(self.inner)
        self.column.setContentsMargins(0, 0, theme.current().px(8), 0)
        self.column.setSpacing(theme.current().px(8))

    def field(self, name: str, widget: QWidget) -> None:
        """Add a field under its name."""
        label = wrapped(name, "bold")
        label.setBuddy(widget)
        widget.setAccessibleName(name)
        self.column.addWidget(label)
        self.column.addWidget(widget)


class DayForm(GuideDialog):
    """Until when an entry holds that was looked at today."""

    wanted = Signal(object)  # date

    def __init__(self, window: QWidget, title: str, until: date) -> None:
        """Propose a day."""
        super().__init__(window, tr("Still right"), tr("Put into the draft"), 240)
        name = ForeignLabel(title, lines=3)
        theme.mark(name, "bold")
        self.column.addWidget(name)
        self.day = DayField(tr("Look at it again by"), until, optional=False)
        self.field(tr("Look at it again by"), self.day)
        self.column.addStretch(1)
        self.doer.clicked.connect(lambda _=False: self._take())

    def _take(self) -> None:
        if self.day.sound():
            self.wanted.emit(self.day.day())
        else:
            self.complain(self.day.complaint())
            self.day.setFocus()


class ApproverForm(GuideDialog):
    """In whose name an answer is approved."""

    wanted = Signal(str)

    def __init__(self, window: QWidget, title: str, approvers: Mapping[str, str]) -> None:
        """Offer the speakers who may approve."""
        super().__init__(window, tr("Approve"), tr("Approve in the draft"), 240)
        name = ForeignLabel(title, lines=3)
        theme.mark(name, "bold")
        self.column.addWidget(name)
        self.speaker = QComboBox()
        for key, said in approvers.items():
            self.speaker.addItem(said, key)
        self.field(tr("Who stands for it"), self.speaker)
        self.column.addStretch(1)
        self.doer.clicked.connect(lambda _=False: self.wanted.emit(self.speaker.currentData()))
