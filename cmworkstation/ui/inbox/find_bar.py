"""The bar that finds words within the open conversation."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from cmworkstation.domain.folding import fold
from cmworkstation.domain.message import Message, Thread
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.fields import SearchField
from cmworkstation.ui.widgets.labels import PlainLabel


def finds(thread: Thread, words: str) -> tuple[int, ...]:
    """Return the ids of the messages that hold all these words, blind to capitals and accents, in reading order."""
    wanted = fold(words).split()
    if not wanted:
        return ()
    return tuple(
        entry.message.id
        for entry in thread.entries
        if all(word in _folded(entry.message) for word in wanted)
    )


def _folded(message: Message) -> str:
    return fold(f"{message.author_name} {message.author_handle} {message.title} {message.text}")


class FindBar(QFrame):
    """A field, where one stands among the finds, and ways to the next and the previous one."""

    found = Signal(object)  # the id of the message to go to; an int would overflow
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden and empty."""
        super().__init__(parent)
        theme.mark(self, "raised")
        self.field = SearchField(tr("Find in this conversation"))
        self.count = PlainLabel()
        theme.mark(self.count, "soft")
        self.previous = self._tool("up", tr("Previous find"), lambda: self.step(-1))
        self.next = self._tool("down", tr("Next find"), lambda: self.step(1))
        self.close_button = self._tool("close", tr("Leave the search"), self.left.emit)
        look = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(4), look.px(12), look.px(4))
        row.setSpacing(look.px(8))
        row.addWidget(self.field, 1)
        for widget in (self.count, self.previous, self.next, self.close_button):
            row.addWidget(widget)
        self.field.searched.connect(self._look)
        self.field.left.connect(self.left)
        self._thread: Thread | None = None
        self._words = ""
        self._finds: Sequence[int] = ()
        self._at = 0
        self._tell()
        self.hide()

    def begin(self, thread: Thread) -> None:
        """Show the bar over a conversation and let the person type."""
        self._thread = thread
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_thread(self, thread: Thread) -> None:
        """Go on in a conversation that was brought up to date; the place among the finds stays."""
        here = self._finds[self._at] if self._finds else None
        self._thread = thread
        self._finds = finds(thread, self._words)
        self._at = self._finds.index(here) if here in self._finds else 0
        self._tell()

    def end(self) -> None:
        """Hide, and forget what was looked for."""
        self.hide()
        self._thread, self._words, self._finds, self._at = None, "", (), 0
        self.field.clear()
        self._tell()

    def step(self, by: int) -> None:
        """Go to the next or the previous find, round at the ends."""
        if self._finds:
            self._at = (self._at + by) % len(self._finds)
            self._tell()
            self.found.emit(self._finds[self._at])

    def _look(self, words: str) -> None:
        if self._thread is None:
            return
        if words == self._words:  # Enter once more
            self.step(1)
            return
        self._words, self._at = words, 0
        self._finds = finds(self._thread, words)
        self._tell()
        if self._finds:
            self.found.emit(self._finds[0])

    def _tell(self) -> None:
        n = len(self._finds)
        nothing = tr("Nothing found") if self._words else ""
        self.count.setText(tr("{at} of {n}").format(at=self._at + 1, n=n) if n else nothing)
        self.previous.setEnabled(n > 1)
        self.next.setEnabled(n > 1)

    def _tool(self, icon: str, name: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        theme.mark(button, "quiet")
        button.setIcon(icons.icon(icon))
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(lambda _=False: act())
        return button
