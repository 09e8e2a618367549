"""What was wrong was corrected elsewhere: which later message of ours says so, or where it stands."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidgetItem

from cmworkstation.domain.correction import Candidate
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.message import Message
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.asking.task_form import Form
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.day_field import DayField
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import corrections as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ROW = Qt.ItemDataRole.UserRole
TALL = 160  # px at 100 %, of the list
LONGEST_ADDRESS = 2000


class ElsewhereForm(Form):
    """Our later messages to choose from, and a field for an address that none of them has."""

    linked = Signal(object)  # Correction

    def __init__(self, window: "MainWindow", wrong: Message) -> None:
        """Offer what we said since a message."""
        self._services = cast("Services", window.services)
        note = tr(
            "What was wrong stays as it is. It is linked to what corrects it, and both say so: choose the message of"
            " ours, or give the address where it stands."
        )
        said = tr("It corrects what we said {when}: “{text}”")
        said = words.about(said, wrong.at, wrong.text, self._services.clock.now())
        super().__init__(
            window,
            tr("It was corrected elsewhere"),
            f"{said}\n\n{note}",
            tr("Link it"),
            self._link,
            size=(600, 620),
        )
        self._wrong = wrong
        self.search = SearchField(tr("Words of the correction"))
        self.list = found_rows(tr("What we said since then"))
        self.list.setMinimumHeight(theme.current().px(TALL))
        self.column.insertWidget(self.column.count() - 1, self.search)
        self.column.insertWidget(self.column.count() - 1, self.list, 3)
        self.address = QLineEdit()
        self.address.setMaxLength(LONGEST_ADDRESS)
        self.address.setPlaceholderText("https://…")
        today = self._services.clock.now().astimezone().date()
        self.day = DayField(tr("Posted there on"), today, today=today, optional=False, past=True)
        self.day.setEnabled(False)
        for label, field in (
            (tr("Or its address, if it stands somewhere else"), self.address),
            (tr("Posted there on"), self.day),
        ):
            field.setAccessibleName(label)
            said_of = PlainLabel(label)
            said_of.setWordWrap(True)
            said_of.setBuddy(field)
            self.column.insertWidget(self.column.count() - 1, said_of)
            self.column.insertWidget(self.column.count() - 1, field)
        self.address.textChanged.connect(lambda text: self.day.setEnabled(bool(text.strip())))
        self.search.searched.connect(self._look)
        self.list.itemActivated.connect(lambda _: self.carry_out())
        enter_acts_once(self.list)
        self._look("")

    def chosen(self) -> Candidate | None:
        """Return the message that is chosen in the list."""
        item: QListWidgetItem | None = self.list.currentItem()
        found = item.data(ROW) if item is not None else None
        return found if isinstance(found, Candidate) else None

    def _look(self, typed: str) -> None:
        read = partial(self._services.corrections.candidates, self._wrong.id, typed)
        show = partial(self._show, typed)
        self.window_.jobs.run(READ, read, show, self.window_.failed, owner=self)

    def _show(self, typed: str, found: Sequence[Candidate]) -> None:
        self.list.clear()
        now = self._services.clock.now()
        for one in found:
            title, below = words.candidate(one, now)
            item = found_row(title, typed.split(), below)
            item.setData(ROW, one)
            self.list.addItem(item)
        if not found:
            nothing = (
                tr("None of our later messages has these words.")
                if typed
                else tr("We said nothing since then that is known here. Give its address below.")
            )
            self.list.addItem(found_row(nothing, usable=False))

    def _link(self) -> None:
        corrections, address = self._services.corrections, self.address.text().strip()
        one = self.chosen()
        if address:
            on = self.day.day()
            if on is None:
                self.day.setFocus()
                raise NotAllowed("correct-day")
            made, changes = corrections.link_address(self._wrong.id, address, on)
        elif one is not None:
            made, changes = corrections.link(self._wrong.id, one.id)
        else:
            raise NotAllowed("correct-none")
        self.window_.jobs.emit_changes(changes)
        self.linked.emit(made)
