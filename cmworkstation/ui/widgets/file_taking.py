"""Files that a person gives by a button, by dropping or by pasting, taken into this workspace on a lane."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from cmworkstation.domain.errors import Refused, WorkstationError
from cmworkstation.domain.media import MediaFile
from cmworkstation.i18n import tr
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.ui.widgets import scaling
from cmworkstation.ui.widgets.thumbs import LANE

if TYPE_CHECKING:
    from cmworkstation.services.media import Media

Take = Callable[[], MediaFile]
Taken = tuple[list[MediaFile], list[Exception]]


class FileDrops(QObject):
    """Lets a widget take files and pictures that are dropped on it."""

    def __init__(self, widget: QWidget, took: Callable[[QMimeData], object]) -> None:
        """`took` gets what was dropped."""
        super().__init__(widget)
        self._took = took
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept what brings files, and take it in when it is let go."""
        del watched
        # A drag that enters or moves is a drop event to Qt as well.
        if not isinstance(event, QDropEvent) or not brings_files(event.mimeData()):
            return False
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            self._took(event.mimeData())
        return True


def dropped_path(source: QMimeData) -> Path | None:
    """Return the first file or folder that was dropped."""
    local = (Path(one.toLocalFile()) for one in source.urls() if one.isLocalFile())
    return next(local, None)


def brings_files(source: QMimeData) -> bool:
    """Tell whether something that is dropped or pasted is files or a picture, and no text."""
    files = any(url.isLocalFile() for url in source.urls())
    return files or (source.hasImage() and not source.hasText())


def takes_of(source: QMimeData, media: "Callable[[], Media]") -> list[Take]:
    """Return what takes in the files, or the picture, that were dropped or pasted; each to be called on a lane."""
    paths = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
    if paths:
        return [partial(_take, media, one) for one in paths]
    image: object = source.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return []
    name = tr("Pasted picture") + ".png"
    return [lambda: media().add(scaling.written(image), name)]


def takes_of_paths(paths: Sequence[Path], media: "Callable[[], Media]") -> list[Take]:
    """Return what takes in files of this machine; each to be called on a lane."""
    return [partial(_take, media, one) for one in paths]


def ask_for_files(parent: QWidget, title: str, chosen: Callable[[list[Path]], object]) -> None:
    """Let a person choose files of this machine."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda found: chosen([Path(one) for one in found]))
    dialog.open()


def take_all(
    jobs: JobRunner, owner: QObject, takes: Sequence[Take], done: Callable[[Taken], object]
) -> None:
    """Take files in; `done` gets those that were taken, in order, and what went wrong with the others."""

    def work() -> Taken:
        found: list[MediaFile] = []
        failed: list[Exception] = []
        for take in takes:
            try:
                found.append(take())
            except (WorkstationError, Refused) as error:
                failed.append(error)
        return found, failed

    if takes:
        jobs.run(LANE, work, done=done, owner=owner)


def _take(media: "Callable[[], Media]", path: Path) -> MediaFile:
    return media().take(path)
