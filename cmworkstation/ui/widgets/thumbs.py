"""Small pictures of files of this workspace: made on a lane, once, and the latest kept."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from cmworkstation.domain.media import MediaFile
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.ui.widgets.pictures import decode

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

LANE = "pictures"
SIDE = 96  # px: sharp at 44 px on a screen of twice the density
KEPT = 400  # of 96 px they take 15 MB


class Thumbs(QObject):
    """Makes small pictures of what is shown now."""

    ready = Signal(str)  # the hash of a file whose picture can be shown, or whose bytes show none

    def __init__(
        self, owner: QObject, jobs: JobRunner, services: "Services", side: int = SIDE
    ) -> None:
        """Take where the files are kept; `side` is the longer side of a picture in pixels."""
        super().__init__(owner)
        self._jobs, self._services, self._side = jobs, services, side
        self._images: dict[str, QImage] = {}
        self._wanted: dict[str, None] = {}
        self._making = False

    def of(self, file: MediaFile) -> QImage | None:
        """Return a file's picture, a null one where there is none to show; None while it is being made."""
        if not file.is_picture:
            return QImage()
        known = self._images.pop(file.hash, None)
        if known is not None:
            self._images[file.hash] = known  # the one that was shown last goes last
            return known
        self._wanted.pop(file.hash, None)
        self._wanted[file.hash] = None
        self._make_next()
        return None

    def is_broken(self, file: MediaFile) -> bool:
        """Tell whether a picture was looked at and cannot be shown."""
        return file.is_picture and file.hash in self._images and self._images[file.hash].isNull()

    def _make_next(self) -> None:
        """Make the one that was asked for last: whoever scrolls on waits for what is in front of them."""
        if self._making or not self._wanted:
            return
        self._making = True
        hash_ = next(reversed(self._wanted))
        self._jobs.run(
            LANE,
            partial(self._made, hash_),
            done=partial(self._keep, hash_),
            failed=lambda _error: self._keep(hash_, QImage()),
            owner=self,
        )

    def _made(self, hash_: str) -> QImage:
        room = QSize(self._side, self._side)
        return decode(self._services.media.data(hash_)).scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )

    def _keep(self, hash_: str, image: QImage) -> None:
        self._making = False
        self._wanted.pop(hash_, None)
        self._images[hash_] = image
        while len(self._images) > KEPT:
            del self._images[next(iter(self._images))]
        self._make_next()
        self.ready.emit(hash_)
