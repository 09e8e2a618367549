"""What is due, as a file for a calendar."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.domain import foreign
from cmworkstation.i18n import number, tr, trn
from cmworkstation.services import dates
from cmworkstation.services.dates import DateKind
from cmworkstation.ui.taking_out.sheet import OutSheet
from cmworkstation.words.leaving import KINDS, entries

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


class CalendarDialog(OutSheet):
    """Writes dates of the kinds that are ticked."""

    def __init__(self, window: "MainWindow") -> None:
        """Begin with all kinds, and without names."""
        super().__init__(window, tr("Save dates for a calendar"), tr("Save…"), (520, 660))
        self.paragraph(
            tr(
                "A file (iCalendar) that your calendar takes in. Save it again under the same name and take it in"
                " again: dates are renewed, never doubled, and what is over is cancelled."
            )
        )
        self.kinds = {DateKind(kind): self.box(tr(name), on=True) for kind, name in KINDS.items()}
        self.names = self.box(tr("With names and what it is about"))
        self.paragraph(
            tr("A calendar is often shared: without names, nobody learns there who wrote to you."),
            "soft",
        )
        self.follow = self.box(tr("Keep this file up to date"), on=self._followed() is not None)
        self.paragraph(
            tr(
                "Other calendars subscribe to the file where it lies in a folder that is shared. It is renewed while"
                " the program is open, and by the command “sync”."
            ),
            "soft",
        )
        self.column.addStretch(1)
        for box in self.kinds.values():
            box.toggled.connect(lambda _: self._may_begin())

    def _may_begin(self) -> None:
        self.begin.setEnabled(bool(self.chosen()))

    def chosen(self) -> frozenset[DateKind]:
        """Return which kinds are ticked."""
        return frozenset(kind for kind, box in self.kinds.items() if box.isChecked())

    def _followed(self) -> dates.Followed | None:
        return self.services.dates.followed()

    def choose(self) -> None:
        """Ask where to."""
        self.ask_file(dates.file_name(), tr("Calendars (*.ics)"), self.write_to)

    def write_to(self, chosen: str) -> None:
        """Write it; a calendar of this name is renewed."""
        target, kinds, names = Path(chosen), self.chosen(), self.names.isChecked()

        def work() -> int:
            found = entries(self.services.dates.listed(kinds), names=names)
            return self.services.dates.write(target, found, tr("CM Workstation"))

        self.run(work, partial(self._written, target))

    def _written(self, target: Path, n: int) -> None:
        followed = dates.Followed(target, self.chosen(), self.names.isChecked())
        self.services.dates.follow(followed if self.follow.isChecked() else None)
        text = trn("{n} date in {file}", "{n} dates in {file}", n)
        self.tell([(text.format(n=number(n), file=foreign.line(target.name, 80)), "good")])
