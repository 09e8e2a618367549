"""The thread pane: a thread, or a calm word in its place. What shows a thread is built for the first one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.empty import EmptyState

if TYPE_CHECKING:
    from cmworkstation.domain.account import Account, ModerationAct
    from cmworkstation.domain.alike import Alike
    from cmworkstation.domain.conversation import Conversation
    from cmworkstation.domain.ids import ConversationId
    from cmworkstation.domain.message import Message, Thread
    from cmworkstation.ui.inbox.find_bar import FindBar
    from cmworkstation.ui.inbox.note_card import NoteView
    from cmworkstation.ui.inbox.thanked import ThankedBar
    from cmworkstation.ui.inbox.thread_view import ThreadHeader, ThreadView
    from cmworkstation.ui.inbox.timeline import TimeLine
    from cmworkstation.ui.widgets.labels import PlainLabel


class ThreadPane(QFrame):
    """One conversation opened, or a calm word in its place."""

    opened = Signal()  # a conversation, or another state of the one that is open
    built = Signal()  # header and time line are there, from now on
    crowded = Signal()  # what stands above the time line needs another height

    def __init__(
        self,
        now: Callable[[], datetime],
        acts: "Callable[[Message], Sequence[ModerationAct]]",
        parent: QWidget | None = None,
        alike: "Callable[[Message], Alike | None]" = lambda _: None,
    ) -> None:
        """Begin without a thread."""
        super().__init__(parent)
        theme.mark(self, "ground")
        self._now = now
        self._acts = acts
        self._alike = alike
        self.notes_of: Callable[[ConversationId], tuple[NoteView, ...]] = lambda _: ()
        self.row: Conversation | None = None
        self.thread_: Thread | None = None
        self._view: ThreadView | None = None
        self._bands: list[QWidget] = []
        self.empty = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.show_nothing()

    def view(self) -> "ThreadView":
        """Return what shows a thread, built now where it was not."""
        if self._view is None:
            from cmworkstation.ui.inbox.thread_view import ThreadView  # noqa: PLC0415 - not for the first paint

            self._view = ThreadView(self._now, self._acts, self._alike)
            self._stack.addWidget(self._view)
            self.built.emit()
        return self._view

    def is_built(self) -> bool:
        """Tell whether header and time line are there already."""
        return self._view is not None

    @property
    def header(self) -> "ThreadHeader":
        """What is said about the thread, and what can be done."""
        return self.view().header

    @property
    def line(self) -> "TimeLine":
        """Its messages."""
        return self.view().line

    @property
    def finder(self) -> "FindBar":
        """Where words are looked for in it."""
        return self.view().finder

    @property
    def said(self) -> "PlainLabel":
        """The quiet word above the time line."""
        return self.view().said

    @property
    def thanked(self) -> "ThankedBar":
        """The offer to answer somebody who only thanks."""
        return self.view().thanked

    def current(self) -> "Message | None":
        """Return the message on which commands act."""
        return self._view.line.current() if self._view is not None else None

    def take_in(self, editor: QWidget) -> None:
        """Give an editor of notes its place below the time line."""
        self.view().column.addWidget(editor)

    def show_thread(self, thread: "Thread", row: "Conversation", account: "Account | None") -> None:
        """Open a conversation."""
        view = self.view()
        self.row, self.thread_ = row, thread
        view.header.show_conversation(row, account, self._now())
        view.thanked.show_for(row, read_only=view.header.read_only)
        view.finder.end()
        view.say("")
        self._stack.setCurrentWidget(view)
        view.line.notes = self.notes_of(thread.conversation_id)
        view.line.show_thread(thread)
        self.opened.emit()

    def update_thread(
        self, thread: "Thread", row: "Conversation", account: "Account | None"
    ) -> int:
        """Bring the open conversation up to date; return how many messages of others came."""
        view = self.view()
        known = {entry.message.id for entry in self.thread_.entries} if self.thread_ else set()
        fresh = (one.message for one in thread.entries if one.message.id not in known)
        came = sum(1 for message in fresh if not message.ours)
        notes = self.notes_of(thread.conversation_id)
        same = thread == self.thread_ and notes == view.line.notes
        view.line.notes = notes
        self.row, self.thread_ = row, thread
        view.header.show_conversation(row, account, self._now())
        view.thanked.show_for(row, read_only=view.header.read_only)
        if not same:
            view.line.update_thread(thread)
            view.finder.show_thread(thread)
        self.opened.emit()
        return came

    def above(self, widget: QWidget) -> None:
        """Give a widget its place above the time line, at the beginning of the line."""
        self.view().above.addWidget(widget)
        self.view().above.addStretch(1)

    def take_band(self, band: QWidget) -> None:
        """Give a band its place below the header."""
        column = self.view().column
        column.insertWidget(column.indexOf(self.view().thanked), band)
        self._bands.append(band)

    def above_px(self) -> int:
        """Return how high what stands above the time line must be: its header, and bands."""
        if self._view is None:
            return 0
        bands = sum(one.minimumHeight() for one in self._bands if not one.isHidden())
        return self._view.header.minimumSizeHint().height() + bands

    def open_finder(self) -> None:
        """Offer to find words in the open conversation."""
        if self.thread_ is not None:
            self.finder.begin(self.thread_)

    def show_nothing(self) -> None:
        """Say that no conversation is open."""
        self.row = self.thread_ = None
        if self._view is not None:
            self._view.clear()
        self.empty.say(
            "inbox",
            tr("No conversation open"),
            tr("Choose one in the list, or press J for the next."),
        )
        self._stack.setCurrentWidget(self.empty)

    def show_reading(self, messages: int) -> None:
        """Say that a long conversation is being read; nothing is open until it is there."""
        self.show_nothing()
        said = trn("It has {n} message.", "It has {n} messages.", messages)
        self.empty.say("clock", tr("The conversation is being read…"), said.format(n=messages))

    def say(self, text: str) -> None:
        """Say a quiet word above the time line, such as when it was read again."""
        self.view().say(text)

    def is_open(self) -> bool:
        """Tell whether a conversation is shown."""
        return self.thread_ is not None
