"""Charters that come and go: examples, new ones, files."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from cmworkstation.domain.errors import CharterInvalid, NotAllowed, WorkstationError
from cmworkstation.i18n import tr
from cmworkstation.services.charter_archive import LARGEST, SUFFIX, TEXT, is_archive, opened
from cmworkstation.services.starters import starters
from cmworkstation.ui.charter.beginning import ChooseExample, NewCharter
from cmworkstation.ui.charter.checking import FORMS_MOST, LANE
from cmworkstation.ui.jobs import JobRunner

if TYPE_CHECKING:
    from cmworkstation.services.charters import Examined
    from cmworkstation.services.workstation import Services

LARGEST_FILE = 2 * 2**20
LONGEST_LINE = 100_000


class Files(QObject):
    """Asks for what is to be opened, made or written; the page shows it."""

    known = Signal(str, str)  # a text of a charter that is here: its id, the text
    taken = Signal(str, object)  # a charter that is now in use: its id, Changes
    broken = Signal(str, str, object)  # a text that cannot be used yet, its name, and the error
    said = Signal(str)

    def __init__(
        self, page: QWidget, services: "Services", jobs: JobRunner, text: Callable[[], str]
    ) -> None:
        """`text` returns what stands in the editor."""
        super().__init__(page)
        self._page, self._charters, self._jobs, self._text = page, services.charters, jobs, text
        self._services = services

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
        dialog = QFileDialog(
            self._page, tr("Open a charter"), "", tr("Charters (*.toml *.cmwcharter)")
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open)
        dialog.open()

    def open(self, path: str) -> None:
        """Read a file, whatever it holds."""
        try:
            with Path(path).open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
                if is_archive(data):
                    self._unpack(data + file.read(LARGEST - LARGEST_FILE), Path(path).name)
                    return
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
        self._look_at(text, Path(path).name)

    def _unpack(self, data: bytes, name: str) -> None:
        """Take the files of a charter in, then its text; on a lane, since pictures are looked at."""
        self.said.emit(tr("The files that came with this charter are being looked at…"))
        archives = self._services.charter_archives

        def work() -> str:
            archive = opened(data, LARGEST_FILE)
            if archive.kind != TEXT:
                raise NotAllowed("archive-of-version")
            archives.keep(archives.check(archive, archive.text))
            return archive.text

        self._jobs.run(LANE, work, done=partial(self._look_at, name=name), owner=self)

    def _look_at(self, text: str, name: str) -> None:
        if (
            max(map(len, text.split("\n"))) > LONGEST_LINE
        ):  # a text field would lay it out at each key
            self.said.emit(
                tr("A line of this file is longer than any of a charter; it is not opened.")
            )
            return
        self.take(text, name)

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
        """Let a person choose where a copy goes; the files of its answers go along unless they want the text alone."""
        kinds = [tr("Charters (*.toml)")]
        ending = ".charter.toml"
        if self._services.charter_archives.named(self._text()):
            kinds.insert(0, tr("Charters with their files (*.cmwcharter)"))
            ending = SUFFIX
        dialog = QFileDialog(self._page, tr("Save a copy of the charter"), "", ";;".join(kinds))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{charter_id}{ending}")
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, path: str) -> None:
        """Write what stands in the editor, with the files of its answers where the name says so."""
        target, text = Path(path), self._text()
        if target.suffix != SUFFIX:
            self._written(target, text.encode())
            return
        work = partial(self._services.charter_archives.packed, TEXT, text, text)
        self._jobs.run(LANE, work, done=partial(self._written, target), owner=self)

    def _written(self, target: Path, data: bytes) -> None:
        try:
            target.write_bytes(data)
        except OSError:
            self.said.emit(tr("The file could not be written; choose another folder."))
            return
        self.said.emit(tr("Saved."))
