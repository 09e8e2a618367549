"""Who reads this reply, under which of their names; whether it is the first word to them, or asks for something."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from cmworkstation.domain import foreign
from cmworkstation.domain.asking import is_familiar
from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.detect.solicits import solicits
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.composer.draft_line import DraftLine
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import platform
from cmworkstation.words import relations as words

if TYPE_CHECKING:
    from cmworkstation.services.relations import Reader
    from cmworkstation.ui.main_window import MainWindow


class ReaderLine(DraftLine):
    """A few quiet lines under the text; nothing where there is nothing to say."""

    changed = Signal()  # an ask was marked, or not any more

    def __init__(self, window: "MainWindow") -> None:
        """Show nothing yet."""
        super().__init__(window, gap=4)
        self._found: Reader | None = None
        self.whom, self.first, self.asked = PlainLabel(), PlainLabel(), PlainLabel()
        for label, kind in ((self.whom, "soft"), (self.first, "warn"), (self.asked, "warn")):
            label.setWordWrap(True)
            theme.mark(label, kind)
            self.column.addWidget(label)
        self.box = QCheckBox()
        self._box = beside(self.box, tr("This asks them for something"))
        self.box.toggled.connect(lambda on: self.mark(on=on))
        self.column.addWidget(self._box)

    def read(self, draft: Draft) -> "Reader | None":
        """Return who reads a draft, and what is to be said of that."""
        return self._services.relations.reader(draft)

    def toggle(self) -> None:
        """Mark the draft as an ask, or take the mark off."""
        found = self._found
        if self.draft is not None and found is not None:
            self.mark(on=found.asking.ask is None)

    def mark(self, *, on: bool) -> None:
        """Mark the draft as an ask, or not."""
        draft, found = self.draft, self._found
        if draft is None or found is None or on == (found.asking.ask is not None):
            return
        asks = self._services.asks
        try:
            changes: Changes = asks.mark(draft)[1] if on else asks.unmark(draft.id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self.changed.emit()
        self.look(draft)

    def show_read(self, found: "Reader | None") -> None:
        """Say who reads it."""
        draft, self._found = self.draft, found
        if draft is None:
            return
        lines = self._lines(draft, found)
        for label, text in zip((self.whom, self.first, self.asked), lines, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        asking = found is not None and found.asking.ask is not None
        body = draft.body
        offers = found is not None and (
            asking or solicits(body, language_of(body) or draft.language)
        )
        self.box.blockSignals(True)
        self.box.setChecked(asking)
        self.box.blockSignals(False)
        self.box.setEnabled(not self._services.read_only)
        self._box.setVisible(offers)
        self.setVisible(offers or any(lines))

    def _lines(self, draft: Draft, found: "Reader | None") -> tuple[str, str, str]:
        if found is None:
            return "", "", ""
        whom = first = asked = ""
        if found.others:
            here = f"{foreign.line(found.handle, 60)} ({platform(found.platform)})"
            others = ", ".join(
                f"{foreign.line(handle, 60)} ({platform(where)})" for where, handle in found.others
            )
            whom = tr("This reaches {here}. Other names of the same person: {others}.").format(
                here=here, others=others
            )
        spoken = language_of(draft.body) or draft.language[:2]
        as_friends = spoken not in found.informal and is_familiar(draft.body, spoken)
        if found.is_first and as_friends:
            first = tr("First contact: do not speak as among friends yet.")
        elif found.is_first and (found.asking.ask or solicits(draft.body, spoken)):
            first = tr("First contact: say who you are before you ask for something.")
        if found.asking.unwanted and (found.asking.ask or solicits(draft.body, spoken)):
            asked = words.unwanted(", ".join(found.asking.unwanted))
        elif found.asking.ask is not None and found.asking.earlier:
            days = " ".join(one.at.date().isoformat() for one in found.asking.earlier)
            asked = words.asked(days, too_many=found.asking.is_too_many)
        return whom, first, asked
