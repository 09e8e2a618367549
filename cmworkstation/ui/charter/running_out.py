"""The calm line of the charter page that says what runs out, and leads to the field of each."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from cmworkstation.domain.charter.mending import Spot
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.state import Reminder, expiring
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.charter.naming import objects_of
from cmworkstation.words import upkeep

MOST = 20  # entries of the menu; those that ended first
FIELDS = {  # kind of reminder, without its ending → section and field
    "charter-review": ("charter", "review_by"),
    "fact": ("fact", "expires_on"),
    "answer": ("answer", "valid_until"),
    "answer-review": ("answer", "review_by"),
    "statement": ("statement", "valid_until"),
    "mandate": ("speaker", "valid_until"),
}


class RunningOut(QPushButton):
    """Hidden while nothing runs out; pressed, it lists what does, and tells which one is chosen."""

    wanted = Signal(object)  # Spot

    def __init__(self) -> None:
        """Have nothing to say yet."""
        super().__init__()
        theme.mark(self, "quiet")
        self.setIcon(icons.icon("hourglass"))
        self._choices = QMenu(self)
        self.setMenu(self._choices)
        self.hide()

    def show_charter(self, charter: Charter | None, on: date) -> None:
        """Say what of a charter has run out by a day, or will soon."""
        found: list[Reminder] = []
        self._choices.clear()
        if charter is not None:
            found = sorted(expiring(charter, on), key=lambda one: one.at)
            for one in found[:MOST]:
                act = self._choices.addAction(upkeep.line(one).replace("&", "&&"))
                act.triggered.connect(partial(self.wanted.emit, spot_of(charter, one)))
        self.setText(theme.current().beside(_said(found, on)))
        self.setToolTip(tr("Shows each, and leads to its date."))
        self.setVisible(bool(found))

    def open(self) -> None:
        """Show the list, as a press does."""
        if self.isVisible():
            self.showMenu()


def spot_of(charter: Charter, reminder: Reminder) -> Spot:
    """Return the field that a reminder is about."""
    section, key = FIELDS[reminder.kind.rpartition("-")[0]]
    objects = objects_of(charter, section)
    names = [str(getattr(one, "id", "")) for one in objects]
    index = names.index(reminder.subject) if reminder.subject in names else 0
    return Spot(section, index, key)


def _said(found: Sequence[Reminder], on: date) -> str:
    over = sum(one.at < on for one in found)
    if over == len(found):
        return tr("Out of date: {n}").format(n=over)
    if over:
        return tr("Out of date: {n}, soon: {more}").format(n=over, more=len(found) - over)
    return tr("Runs out soon: {n}").format(n=len(found))
