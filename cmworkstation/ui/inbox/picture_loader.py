"""Pictures of the open conversation: fetched when asked for, shown, and forgotten with the window."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from cmworkstation.domain.errors import Offline
from cmworkstation.domain.ids import MessageId
from cmworkstation.domain.message import Attachment, Message, Thread
from cmworkstation.i18n import tr
from cmworkstation.ui.inbox.attachment_box import AttachmentBox
from cmworkstation.ui.inbox.entry import EntryCard
from cmworkstation.ui.inbox.timeline import TimeLine
from cmworkstation.ui.widgets.pictures import decode

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.jobs import Job
    from cmworkstation.ui.main_window import MainWindow

Key: TypeAlias = tuple[MessageId, str]  # a message, and the address of a file of it
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
        self._jobs: dict[Key, Job] = {}
        self._images: dict[Key, QImage] = {}
        line.card_built.connect(self._dress)

    def ask(self, message: Message, one: Attachment) -> None:
        """Fetch a picture, or stop where it is on its way."""
        key = (message.id, one.url)
        if key in self._jobs:
            self._jobs.pop(key).cancel()
            self._tell(key, lambda box: box.show_loading(loading=False))
            return
        if key in self._images:
            self._show(key, self._images[key])
            return
        self._tell(key, lambda box: box.show_loading(loading=True))
        self._jobs[key] = self._window.jobs.run(
            LANE,
            lambda: decode(self._services.attachments.picture(message, one)),
            done=partial(self._show, key),
            failed=partial(self._fail, key),
            owner=self,
        )

    def ask_all(self, thread: Thread) -> None:
        """Fetch the pictures of a conversation that are neither here nor on their way."""
        for message, one in pictures_of(thread):
            key = (message.id, one.url)
            if key not in self._jobs and key not in self._images:
                self.ask(message, one)

    def _show(self, key: Key, image: QImage) -> None:
        self._jobs.pop(key, None)
        self._images[key] = image
        while len(self._images) > KEPT:
            del self._images[next(iter(self._images))]
        self._tell(key, lambda box: box.show_picture(image))

    def _fail(self, key: Key, error: Exception) -> None:
        self._jobs.pop(key, None)
        if isinstance(error, Offline):
            said = tr("No connection to the server. The picture can be asked for again.")
        elif key[1].startswith("http"):
            said = tr("This picture could not be loaded. Open it in the browser instead.")
        else:
            said = tr("This picture could not be shown. Save it to look at it.")
        self._tell(key, lambda box: box.show_trouble(said))

    def _tell(self, key: Key, what: Callable[[AttachmentBox], None]) -> None:
        tell(self._line, key, what)

    def _dress(self, card: EntryCard) -> None:
        for one in card.message.attachments:
            key = (card.message.id, one.url)
            for box in card.boxes(one.url):
                if key in self._images:
                    box.show_picture(self._images[key])
                elif key in self._jobs:
                    box.show_loading(loading=True)


def tell(line: TimeLine, key: Key, what: Callable[[AttachmentBox], None]) -> None:
    """Do something to the boxes of a file, wherever they are built."""
    for card in line.cards():
        if card.message.id != key[0]:
            continue
        found = card.boxes(key[1])
        for box in found:
            what(box)
        if found:
            card.resized.emit()


def pictures_of(thread: Thread) -> tuple[tuple[Message, Attachment], ...]:
    """Return a conversation's pictures, each with its message."""
    return tuple(
        (entry.message, one)
        for entry in thread.entries
        for one in entry.message.attachments
        if one.kind == "image" and one.url and not entry.message.deleted_at
    )
