"""Pictures of the open conversation: fetched when asked for, shown, and forgotten with the window."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from cmworkstation.domain.errors import Offline
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.message import Thread
from cmworkstation.i18n import tr
from cmworkstation.ui.inbox.attachment_box import AttachmentBox, decode
from cmworkstation.ui.inbox.entry import EntryCard
from cmworkstation.ui.inbox.timeline import TimeLine

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.jobs import Job
    from cmworkstation.ui.main_window import MainWindow

LANE = "pictures"
KEPT = 40  # pictures that come back without being fetched again while the window is open


class PictureLoader(QObject):
    """Fetches what the boxes of a time line ask for."""

    def __init__(self, window: "MainWindow", services: "Services", line: TimeLine) -> None:
        """Serve the cards of `line`, also those that are built later."""
        super().__init__(line)
        self._window = window
        self._services = services
        self._line = line
        self._jobs: dict[str, Job] = {}
        self._images: dict[str, QImage] = {}
        line.card_built.connect(self._dress)

    def ask(self, account_id: AccountId, url: str) -> None:
        """Fetch a picture, or stop where it is on its way."""
        if url in self._jobs:
            self._jobs.pop(url).cancel()
            self._tell(url, lambda box: box.show_loading(loading=False))
            return
        if url in self._images:
            self._show(url, self._images[url])
            return
        self._tell(url, lambda box: box.show_loading(loading=True))
        self._jobs[url] = self._window.jobs.run(
            LANE,
            lambda: decode(self._services.pictures.fetch(account_id, url)),
            done=partial(self._show, url),
            failed=partial(self._fail, url),
            owner=self,
        )

    def ask_all(self, thread: Thread) -> None:
        """Fetch the pictures of a conversation that are neither here nor on their way."""
        for url in pictures_of(thread):
            if url not in self._jobs and url not in self._images:
                self.ask(thread.account_id, url)

    def _show(self, url: str, image: QImage) -> None:
        self._jobs.pop(url, None)
        self._images[url] = image
        while len(self._images) > KEPT:
            del self._images[next(iter(self._images))]
        self._tell(url, lambda box: box.show_picture(image))

    def _fail(self, url: str, error: Exception) -> None:
        self._jobs.pop(url, None)
        if isinstance(error, Offline):
            said = tr("No connection to the server. The picture can be asked for again.")
        else:
            said = tr("This picture could not be loaded. Open it in the browser instead.")
        self._tell(url, lambda box: box.show_trouble(said))

    def _tell(self, url: str, what: Callable[[AttachmentBox], None]) -> None:
        for card in self._line.cards():
            found = card.boxes(url)
            for box in found:
                what(box)
            if found:
                card.resized.emit()

    def _dress(self, card: EntryCard) -> None:
        for one in card.message.attachments:
            for box in card.boxes(one.url):
                if one.url in self._images:
                    box.show_picture(self._images[one.url])
                elif one.url in self._jobs:
                    box.show_loading(loading=True)


def pictures_of(thread: Thread) -> tuple[str, ...]:
    """Return the addresses of a conversation's pictures."""
    return tuple(
        one.url
        for entry in thread.entries
        for one in entry.message.attachments
        if one.kind == "image" and not entry.message.deleted_at
    )
