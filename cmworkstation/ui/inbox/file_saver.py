"""Files of the open conversation: saved where the person says, with progress, and never opened by us."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from cmworkstation.domain import filenames
from cmworkstation.domain.errors import Gone, NotSignedIn, Offline, Refused
from cmworkstation.domain.message import Attachment, Message
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import tr
from cmworkstation.ui.inbox.entry import EntryCard
from cmworkstation.ui.inbox.picture_loader import Key, tell
from cmworkstation.ui.inbox.timeline import TimeLine
from cmworkstation.ui.widgets.sizes import size

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.jobs import Job, Work
    from cmworkstation.ui.main_window import MainWindow

FileOf: TypeAlias = tuple[Message, Attachment]
LANE = "files"
STEP = 1_000_000  # bytes between two words about a file whose size nobody told


class FileSaver(QObject):
    """Saves what the boxes of a time line ask for, one file after the other."""

    def __init__(self, window: "MainWindow", services: "Services", line: TimeLine) -> None:
        """Serve the cards of `line`, also those that are built later."""
        super().__init__(line)
        self._window = window
        self._services = services
        self._line = line
        self._folder = ""  # that was chosen last
        self._said = ""
        self._jobs: dict[Key, Job] = {}  # in their order on the lane: the first one runs
        window.jobs.progress.connect(self._progress)
        line.card_built.connect(self._dress)

    def ask(self, message: Message, one: Attachment) -> None:
        """Ask where a file should go, or stop where it is on its way."""
        key = (message.id, one.url)
        if key in self._jobs:
            self._jobs.pop(key).cancel()
            tell(self._line, key, lambda box: box.show_saved(None))
            return
        dialog = self._dialog(tr("Save this file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(filenames.of(one))
        dialog.fileSelected.connect(lambda chosen: self._save_as(message, one, Path(chosen)))
        dialog.open()

    def ask_all(self, message: Message) -> None:
        """Ask for a folder, and save all files of a message there."""
        dialog = self._dialog(tr("Save all files of this message"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda chosen: self._save_into(message, Path(chosen)))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        dialog = QFileDialog(self._window, title, self._folder or usual)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _save_as(self, message: Message, one: Attachment, path: Path) -> None:
        self._folder = str(path.parent)
        over = path.exists()  # the dialog asked whether it may be replaced
        self._run(
            message,
            one,
            lambda: self._services.attachments.save(message, one, path, over=over),
        )

    def _save_into(self, message: Message, folder: Path) -> None:
        self._folder = str(folder)
        for one in files_of(message):
            if (message.id, one.url) not in self._jobs:
                self._run(
                    message,
                    one,
                    partial(self._services.attachments.save_into, message, one, folder),
                )

    def _run(self, message: Message, one: Attachment, work: "Work[Path]") -> None:
        key = (message.id, one.url)
        tell(self._line, key, lambda box: box.show_saving(tr("Saving…")))
        self._jobs[key] = self._window.jobs.run(
            LANE, work, done=partial(self._done, key), failed=partial(self._fail, key), owner=self
        )

    def _progress(self, lane: str, step: Progress) -> None:
        if lane != LANE or not self._jobs:
            return
        if step.total:
            said = tr("Saving… {n} %").format(n=min(100, 100 * step.done // step.total))
        else:
            said = tr("Saving… {size}").format(size=size(step.done - step.done % STEP))
        if said != self._said:  # each saying may move what stands below
            self._said = said
            tell(self._line, next(iter(self._jobs)), lambda box: box.show_saving(said))

    def _done(self, key: Key, path: Path) -> None:
        self._jobs.pop(key, None)
        tell(self._line, key, lambda box: box.show_saved(path))
        self._window.say(tr("Saved."))

    def _fail(self, key: Key, error: Exception) -> None:
        self._jobs.pop(key, None)
        said = trouble(error)
        tell(self._line, key, lambda box: box.show_trouble(said))
        self._window.say(said)

    def show_folder(self, path: Path) -> None:
        """Show the folder of a saved file; the file itself is the person's to open."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def _dress(self, card: EntryCard) -> None:
        for one in card.message.attachments:
            if (card.message.id, one.url) in self._jobs:
                for box in card.boxes(one.url):
                    box.show_saving(tr("Saving…"))


def files_of(message: Message) -> tuple[Attachment, ...]:
    """Return the files of a message that can be had."""
    return () if message.deleted_at else tuple(one for one in message.attachments if one.url)


def trouble(error: Exception) -> str:
    """Return in words why a file was not saved."""
    if isinstance(error, OSError):
        return tr(
            "The file could not be written there. Look at the space on the disk, or choose another folder."
        )
    if isinstance(error, Offline):
        return tr("No connection to the server. The file can be asked for again.")
    if isinstance(error, Gone):
        return tr("This file is no longer on its server.")
    if isinstance(error, NotSignedIn):
        return tr("The server no longer accepts this account’s access. Sign in again first.")
    if isinstance(error, Refused) and error.code == "too-large":
        return tr("This file is larger than 100 MB. Fetch it with the browser or another program.")
    return tr("This file could not be fetched. It can be asked for again.")
