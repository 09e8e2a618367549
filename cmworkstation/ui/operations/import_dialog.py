"""A calendar file before it is taken in: what would be added, changed and cancelled, and what could not be read."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.operation import Occurrence, Operation
from cmworkstation.i18n import tr, trn
from cmworkstation.services.calendar_import import Incoming
from cmworkstation.ui import theme
from cmworkstation.ui.operations.acts import UNDO_S, Acts
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.working import COPIES
from cmworkstation.words import operations as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

MOST = 500  # rows that are shown


def ask_file(window: "MainWindow", parent: QWidget) -> QFileDialog:
    """Ask which calendar file, then show what taking it in would do."""
    chooser = QFileDialog(parent, tr("Take a calendar file in"), str(window.home))
    chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
    chooser.setNameFilters([tr("Calendars (*.ics)"), tr("All files (*)")])
    chooser.fileSelected.connect(lambda path: look_at(window, Path(path)))
    chooser.open()
    return chooser


def look_at(window: "MainWindow", file: Path) -> None:
    """Read a file on a lane, then show what taking it in would do."""
    services = cast("Services", window.services)
    window.say(tr("Reading {file}…").format(file=foreign.line(file.name, 60)))
    work = partial(services.calendar_imports.look, file)
    show: Callable[[Incoming], object] = lambda found: ImportDialog(window, found).open()  # noqa: E731 - one expression
    window.jobs.run(COPIES, work, show, window.failed, owner=window)


class ImportDialog(QDialog):
    """What a file would bring."""

    def __init__(self, window: "MainWindow", incoming: Incoming) -> None:
        """Show it; nothing was done yet."""
        super().__init__(window)
        self._window = window
        self._incoming = incoming
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Take a calendar file in"))
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(300))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(20),) * 4)
        column.setSpacing(look.px(8))
        head = PlainLabel(foreign.line(incoming.name, 80))
        head.setWordWrap(True)
        theme.mark(head, "title")
        column.addWidget(head)
        self.said = PlainLabel(words.incoming(incoming))
        self.said.setWordWrap(True)
        column.addWidget(self.said)
        self.list = found_rows(tr("What the file would bring"))
        for title, below, role in self._rows():
            self.list.addItem(found_row(title, (), below, role))
        if self.list.count():
            self.list.setCurrentRow(0)
        column.addWidget(self.list, 1)
        note = PlainLabel(
            tr(
                "Themes, channels and whatever else was entered here stay as they are. It can be taken back afterwards."
            )
        )
        note.setWordWrap(True)
        theme.mark(note, "soft")
        column.addWidget(note)
        foot = QWidget()
        row = FlowLayout(foot)
        self.take = QPushButton(tr("Take it in"))
        theme.mark(self.take, "primary")
        services = cast("Services", window.services)
        self.take.setEnabled(incoming.does_something and not services.read_only)
        self.take.clicked.connect(lambda _=False: self._take())
        close = QPushButton(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row.addWidget(self.take)
        row.addWidget(close)
        column.addWidget(foot)
        fit(self, window, 600, 560)

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        one = self._incoming
        shown = 0
        for found in one.faults:
            where = tr("line {n}").format(n=found.line) if found.line else ""
            below = " · ".join(filter(None, (words.fault(found.why), where)))
            yield foreign.line(found.title, 120) or tr("Without a title"), below, "warn"
        for word, pairs in (
            (tr("new"), [(None, each) for each in one.new]),
            (tr("changed"), one.changed),
            (tr("cancelled"), one.cancelled),
        ):
            for before, after in pairs:
                shown += 1
                if shown > MOST:
                    break
                parts = [word, self._when(after)]
                if before is not None and before.starts_at != after.starts_at:
                    parts.append(tr("was {when}").format(when=self._when(before)))
                yield foreign.line(after.title, 120), " · ".join(parts), "soft"
        if shown > MOST:
            left = len(one.new) + len(one.changed) + len(one.cancelled) - MOST
            yield trn("and {n} more", "and {n} more", left).format(n=left), "", "soft"

    @staticmethod
    def _when(one: Operation) -> str:
        said = words.when(Occurrence(one, one.starts_at, one.ends_at))
        return f"{said}, {words.repeats(one)}" if one.recurrence else said

    def _take(self) -> None:
        services = cast("Services", self._window.services)
        try:
            changes, undo = services.calendar_imports.take_in(self._incoming)
        except WorkstationError as error:
            self._window.failed(error)
            self.reject()
            return
        self.accept()
        self._window.jobs.emit_changes(changes)
        back = Acts(self._window).back
        self._window.undo(words.incoming(self._incoming), UNDO_S * 3, partial(back, undo))
