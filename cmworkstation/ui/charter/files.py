"""Charters that come and go: examples, new ones, files."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from cmworkstation.domain.errors import CharterInvalid, WorkstationError
from cmworkstation.i18n import tr
from cmworkstation.services.starters import starters
from cmworkstation.ui.charter.beginning import ChooseExample, NewCharter
from cmworkstation.ui.charter.checking import FORMS_MOST, LANE
from cmworkstation.ui.jobs import JobRunner

if TYPE_CHECKING:
    from cmworkstation.services.charters import Charters, Examined

LARGEST_FILE = 2 * 2**20
LONGEST_LINE = 100_000


class Files(QObject):
    """Asks for what is to be opened, made or written; the page shows it."""

    known = Signal(str, str)  # a text of a charter that is here: its id, the text
    taken = Signal(str, object)  # a charter that is now in use: its id, Changes
    broken = Signal(str, str, object)  # a text that cannot be used yet, its name, and the error
    said = Signal(str)

    def __init__(
        self, page: QWidget, charters: "Charters", jobs: JobRunner, text: Callable[[], str]
    ) -> None:
        """`text` returns what stands in the editor."""
        super().__init__(page)
        self._page, self._charters, self._jobs, self._text = page, charters, jobs, text

    def ask_for_example(self) -> None:
        """Let a person choose one of the examples."""
        dialog = ChooseExample(self._page, starters())
        dialog.chosen.connect(self.add_starter)
        dialog.open()

    def add_starter(self, name: str) -> None:
        """Put an example in use."""
        charter_id, changes = self._charters.add_starter(name)
        self.taken.emit(charter_id, changes)

    def ask_for_new(self) -> None:
        """Ask for the few things that a new charter begins with."""
        dialog = NewCharter(self._page)
        dialog.made.connect(self.take)
        dialog.open()

    def ask_to_open(self) -> None:
        """Let a person choose a file."""
        dialog = QFileDialog(self._page, tr("Open a charter"), "", tr("Charters (*.toml)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open)
        dialog.open()

    def open(self, path: str) -> None:
        """Read a file, whatever it holds."""
        try:
            with Path(path).open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except OSError:
            self.said.emit(tr("The file could not be read."))
            return
        except UnicodeDecodeError:
            if len(data) <= LARGEST_FILE:
                said = tr("The file is not UTF-8 text; save it as UTF-8 and open it again.")
            else:
                said = tr("The file is too large for a charter: more than 2 MB.")
            self.said.emit(said)
            return
        if len(data) > LARGEST_FILE:
            self.said.emit(tr("The file is too large for a charter: more than 2 MB."))
            return
        if (
            max(map(len, text.split("\n"))) > LONGEST_LINE
        ):  # a text field would lay it out at each key
            self.said.emit(
                tr("A line of this file is longer than any of a charter; it is not opened.")
            )
            return
        self.take(text, Path(path).name)

    def take(self, text: str, file: str = "") -> None:
        """Take a text in: in use at once if nothing is wrong with it and it is new here.

        What is far larger than any charter is looked at on a lane: it may take seconds.
        """
        if len(text) <= FORMS_MOST:
            self._take(text, file, self._charters.examine(text))
            return
        self.said.emit(tr("This file is large; it is being looked at…"))
        self._jobs.run(
            LANE,
            partial(self._charters.examine, text),
            done=partial(self._take, text, file),
            owner=self,
        )

    def _take(self, text: str, file: str, result: "Examined") -> None:
        name = result.charter.header.id if result.charter else ""
        here = (*self._charters.listed(), *self._charters.opened())
        if any(one.id == name for one in here):
            self.known.emit(name, text)
            return
        errors = [one for one in result.problems if one.severity == "error"]
        try:
            if result.charter is None or errors:
                raise CharterInvalid("errors", errors or result.problems)
            charter_id, changes = self._charters.save(text)
        except WorkstationError as error:
            self.broken.emit(text, file, error)
            return
        self.taken.emit(charter_id, changes)

    def ask_to_write(self, charter_id: str) -> None:
        """Let a person choose where a copy goes."""
        dialog = QFileDialog(
            self._page, tr("Save a copy of the charter"), "", tr("Charters (*.toml)")
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{charter_id}.charter.toml")
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, path: str) -> None:
        """Write what stands in the editor."""
        try:
            Path(path).write_text(self._text(), encoding="utf-8", newline="")
        except OSError:
            self.said.emit(tr("The file could not be written; choose another folder."))
            return
        self.said.emit(tr("Saved."))
