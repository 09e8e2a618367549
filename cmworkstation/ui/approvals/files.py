"""Requests and answers as files: saved, opened, dropped onto the page."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.signed_file import ANSWER_SUFFIX, REQUEST_SUFFIX
from cmworkstation.i18n import tr
from cmworkstation.services.approval_files import Incoming
from cmworkstation.services.approvals import Judgement
from cmworkstation.ui.people.switching import LANE

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

Taken = Callable[[object], object]


class ApprovalFilesActs(QObject):
    """Writes and reads signed files for the page, on the lane on which the keyring may ask."""

    def __init__(self, page: QWidget, window: "MainWindow") -> None:
        """Take the page to act for."""
        super().__init__(page)
        self._page = page
        self._window = window
        self._services = cast("Services", window.services)

    def save_request(self, request_id: str, who: str) -> None:
        """Ask where to, and write a request."""
        title = tr("Save request as file")
        write = partial(self._services.approval_files.save_request, request_id)
        self._save(title, f"{_name(who)}{REQUEST_SUFFIX}", write, self._saved)

    def save_answer(
        self, found: Incoming, judgement: Judgement, done: Callable[[], object]
    ) -> None:
        """Ask where to, and write an answer."""
        write = partial(self._services.approval_files.answer, found, judgement)
        name = f"{_name(found.author['name'])}{ANSWER_SUFFIX}"

        def over(path: Path) -> None:
            self._saved(path)
            done()

        self._save(tr("Save answer as file"), name, write, over)

    def open_request(self, then: Callable[[Incoming], object]) -> None:
        """Ask for a request and read it."""
        self._choose(tr("Open request"), lambda path: self.read(path, then))

    def take_in(self, then: Taken) -> None:
        """Ask for an answer and let it count."""
        self._choose(tr("Take in answer"), lambda path: self.enter(path, then))

    def read(self, path: Path, then: Callable[[Incoming], object]) -> None:
        """Read a request on its lane."""
        work = partial(self._services.approval_files.open_request, path)
        self._window.jobs.run(LANE, work, then, self._failed, owner=self)

    def enter(self, path: Path, then: Taken) -> None:
        """Let an answer count, on its lane."""
        hold = self._services.settings.hold_seconds()
        work = partial(self._services.approval_files.take_in, path, hold_s=hold)
        self._window.jobs.run(LANE, work, then, self._failed, owner=self)

    def _save(
        self,
        title: str,
        name: str,
        write: Callable[[Path], object],
        done: Callable[[Path], object],
    ) -> None:
        chooser = QFileDialog(self._page, title, str(self._window.home))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.selectFile(name)

        def chosen(file: str) -> None:
            path = Path(file)
            self._window.jobs.run(
                LANE, partial(write, path), lambda _: done(path), self._failed, owner=self
            )

        chooser.fileSelected.connect(chosen)
        chooser.open()

    def _choose(self, title: str, then: Callable[[Path], object]) -> None:
        chooser = QFileDialog(self._page, title, str(self._window.home))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(lambda file: then(Path(file)))
        chooser.open()

    def _saved(self, path: Path) -> None:
        said = tr("Saved: {name}. Send it the way you send other files.")
        self._window.say(said.format(name=foreign.line(path.name, 80)), 8000)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, OSError) and not isinstance(error, WorkstationError):
            said = tr("This file cannot be read or written here: {why}")
            self._window.say(said.format(why=foreign.line(error.strerror or "", 80)), 8000)
            return
        self._window.failed(error)


def dropped(data: QMimeData) -> list[Path]:
    """Return the signed files among what is dropped."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [one for one in paths if one.suffix in (REQUEST_SUFFIX, ANSWER_SUFFIX)]


def _name(who: str) -> str:
    kept = "".join(one if one.isalnum() else "-" for one in foreign.line(who, 40)).strip("-")
    return kept or "approval"
