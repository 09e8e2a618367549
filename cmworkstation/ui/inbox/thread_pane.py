"""The thread pane: who and where and until when, what can be done, the time line, and what stands in its place."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, ModerationAct
from cmworkstation.domain.alike import Alike
from cmworkstation.domain.conversation import Conversation, Status
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Message, Thread
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.find_bar import FindBar
from cmworkstation.ui.inbox.note_card import NoteView
from cmworkstation.ui.inbox.thanked import ThankedBar
from cmworkstation.ui.inbox.timeline import TimeLine
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.people import Band
from cmworkstation.words import standing, windows

NARROW, NARROWER = 580, 440  # px at 100 %: below these, buttons lose their words, not their names
NAMELESS = 380  # below this the account's name wants the room; "More" holds what goes
NARROWEST = 260  # below this, only "Answer" stays; the rest is under "More"


class ThreadHeader(QFrame):
    """Two lines: what the thread is about and how it stands; the account in words and what can be done."""

    asked = Signal(str)  # a command's id, or "reason", "more", "context"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the header without a thread."""
        super().__init__(parent)
        theme.mark(self, "raised")
        self.beside: Callable[[Conversation], phrases.Beside] = lambda _: phrases.Beside()
        self.back = self._tool("back", tr("Back to the list"), "inbox.back")
        self.title = ForeignLabel()
        theme.mark(self.title, "title")
        self.standing = PlainLabel()
        self.handed = ForeignLabel()  # what a colleague said when they gave it on
        theme.mark(self.handed, "meta")
        self.handed.hide()
        self.context = self._tool("user", tr("Person and history"), "context")
        self.context.setCheckable(True)
        self.band = Band()
        self.band.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.reply = self._button("reply", tr("Answer"), "inbox.reply", "primary")
        self.done = self._button("done", tr("Done"), "inbox.done", "")
        self.no_answer = self._button("no_answer", tr("No answer…"), "reason", "")
        self.no_answer.setAccessibleName(tr("No answer needed, with a reason"))
        self.more = self._tool("more", tr("More"), "more")
        self.back.hide()
        self.read_only = False  # another window works with this workspace
        self._answerable = True
        self._said = ("", "")  # how it stands, and what was promised
        self._build()

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(10), look.px(12), look.px(10))
        column.setSpacing(look.px(6))
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for row in (upper, lower):
            row.setSpacing(look.px(8))
            column.addLayout(row)
        column.insertWidget(1, self.handed)
        upper.addWidget(self.back)
        upper.addWidget(self.title, 1)
        upper.addWidget(self.standing)
        upper.addWidget(self.context)
        lower.addWidget(self.band, 1)
        for button in (self.reply, self.done, self.no_answer, self.more):
            lower.addWidget(button)
        self._low = False

    def set_low(self, *, low: bool) -> None:
        """Give the second line up while somebody writes in a low window: the composer says the same."""
        self._low = low
        self._fit(self.width())

    def _tool(self, icon: str, name: str, what: str) -> QToolButton:
        button = QToolButton()
        theme.mark(button, "quiet")
        button.setIcon(icons.icon(icon))
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: self.asked.emit(what))
        return button

    def _button(self, icon: str, text: str, what: str, kind: str) -> QPushButton:
        button = QPushButton(text)
        theme.mark(button, kind)
        button.setIcon(icons.icon(icon, "on_accent" if kind == "primary" else "text"))
        side = theme.current().px(icons.SMALL)
        button.setIconSize(QSize(side, side))
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setProperty("words", text)
        button.clicked.connect(lambda: self.asked.emit(what))
        return button

    def show_conversation(self, row: Conversation, account: Account | None, now: datetime) -> None:
        """Say what this conversation is and how it stands."""
        person = phrases.line(row.author_name) or tr("Somebody")
        self.title.set_foreign(person if row.private or not row.title else row.heading)
        if account:
            self.band.set_account(account.colour, account.look, account.name)
        said, role = self._standing(row, now)
        left = phrases.time_left(row, now, self.beside(row))
        said = tr("{due}, {left}").format(due=said, left=left) if left else said
        window = phrases.window_of(row, account, now)
        said = f"{said} · {windows.short(window)}" if window is not None else said
        role = "warn" if window and (window.near or window.closed) and role == "soft" else role
        promised = "" if row.promise_due_at is None else phrases.promise(row.promise_due_at)
        handed = standing.handed(row, self.beside(row).me)
        self.handed.set_foreign(handed)
        self.handed.setToolTip(foreign.tooltip(handed))
        self._said = (said, promised)
        exact = phrases.exact(row.due_at or row.last_at)
        self.standing.setToolTip(foreign.tooltip("\n".join(filter(None, (exact, promised)))))
        theme.mark(self.standing, {"soft": "soft", "warn": "warn", "error": "error"}[role])
        can = bool(account and account.capabilities.can_reply) and row.status is not Status.TO_READ
        settled = row.status in (Status.DONE, Status.NO_ANSWER)
        self.reply.setEnabled(not self.read_only)
        self.done.setEnabled(row.status is not Status.DONE and not self.read_only)
        self.no_answer.setEnabled(not settled and not self.read_only)
        self._answerable = can
        self._fit(self.width())

    def _standing(self, row: Conversation, now: datetime) -> tuple[str, str]:
        if row.status is Status.WAITING_US and row.due_at is not None:
            return phrases.due(row, now)
        if row.status is Status.NO_ANSWER and row.reason:
            return f"{words.status(row.status)}: {phrases.line(row.reason, 60)}", "soft"
        return words.status(row.status), "soft"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words of the buttons only while there is room for them."""
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        look = theme.current()
        self._words(self.no_answer, shown=width >= look.px(NARROW))
        self._words(self.done, shown=width >= look.px(NARROWER))
        self._words(self.reply, shown=width >= look.px(NARROWEST))
        roomy = width >= look.px(NARROWEST)
        shown = roomy and not self._low
        self.band.setVisible(not self._low)
        self.more.setVisible(not self._low)
        self.reply.setVisible(self._answerable and not self._low)
        self.no_answer.setVisible(self._answerable and shown and width >= look.px(NAMELESS))
        self.done.setVisible(shown)
        self.standing.setVisible(roomy)
        self.handed.setVisible(bool(self.handed.text()) and not self._low)
        # The list says what was promised, too; what the conversation is about is said here alone.
        self.standing.setText(
            " · ".join(filter(None, self._said[: 2 if width >= look.px(NARROW) else 1]))
        )

    @staticmethod
    def _words(button: QPushButton, *, shown: bool) -> None:
        text = theme.current().beside(button.property("words")) if shown else ""
        if text and button.property("kind") == "icon":
            theme.mark(button, "")
        elif not text and not button.property("kind"):
            theme.mark(button, "icon")
        if button.text() != text:
            button.setText(text)


class ThreadPane(QFrame):
    """One conversation opened, or a calm word in its place."""

    opened = Signal()  # a conversation, or another state of the one that is open

    def __init__(
        self,
        now: Callable[[], datetime],
        acts: Callable[[Message], Sequence[ModerationAct]],
        parent: QWidget | None = None,
        alike: Callable[[Message], Alike | None] = lambda _: None,
    ) -> None:
        """Begin without a thread."""
        super().__init__(parent)
        theme.mark(self, "ground")
        self._now = now
        self.notes_of: Callable[[ConversationId], tuple[NoteView, ...]] = lambda _: ()
        self.header = ThreadHeader()
        self.line = TimeLine(now, acts, alike=alike)
        self.finder = FindBar()
        self.said = PlainLabel()
        self.thanked = ThankedBar()
        self.thanked.wanted.connect(lambda: self.header.asked.emit("inbox.want_answer"))
        self.empty = EmptyState()
        self.row: Conversation | None = None
        self.thread_: Thread | None = None
        self._stack = QStackedWidget()
        self._build()
        self.show_nothing()

    def _build(self) -> None:
        look = theme.current()
        opened = QWidget()
        column = QVBoxLayout(opened)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        line = QFrame()
        theme.mark(line, "line")
        column.addWidget(line)
        column.addWidget(self.thanked)
        column.addWidget(self.finder)
        self.finder.found.connect(self.line.go_to)
        self.finder.left.connect(self._leave_finder)
        theme.mark(self.said, "meta")
        self.said.setContentsMargins(look.px(16), look.px(6), look.px(16), 0)
        self.said.hide()
        column.addWidget(self.said)
        self._above = QHBoxLayout()
        self._above.setContentsMargins(look.px(8), 0, look.px(8), 0)
        column.addLayout(self._above)
        column.addWidget(self.line, 1)
        self._opened = column
        self._stack.addWidget(opened)
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def take_in(self, editor: QWidget) -> None:
        """Give an editor of notes its place below the time line."""
        self._opened.addWidget(editor)

    def show_thread(self, thread: Thread, row: Conversation, account: Account | None) -> None:
        """Open a conversation."""
        self.row, self.thread_ = row, thread
        self.header.show_conversation(row, account, self._now())
        self.thanked.show_for(row, read_only=self.header.read_only)
        self.finder.end()
        self.say("")
        self._stack.setCurrentIndex(0)
        self.line.notes = self.notes_of(thread.conversation_id)
        self.line.show_thread(thread)
        self.opened.emit()

    def update_thread(self, thread: Thread, row: Conversation, account: Account | None) -> int:
        """Bring the open conversation up to date; return how many messages of others came."""
        known = {entry.message.id for entry in self.thread_.entries} if self.thread_ else set()
        fresh = (one.message for one in thread.entries if one.message.id not in known)
        came = sum(1 for message in fresh if not message.ours)
        notes = self.notes_of(thread.conversation_id)
        same = thread == self.thread_ and notes == self.line.notes
        self.line.notes = notes
        self.row, self.thread_ = row, thread
        self.header.show_conversation(row, account, self._now())
        self.thanked.show_for(row, read_only=self.header.read_only)
        if not same:
            self.line.update_thread(thread)
            self.finder.show_thread(thread)
        self.opened.emit()
        return came

    def above(self, widget: QWidget) -> None:
        """Give a widget its place above the time line, at the beginning of the line."""
        self._above.addWidget(widget)
        self._above.addStretch(1)

    def take_band(self, band: QWidget) -> None:
        """Give a band its place below the header."""
        self._opened.insertWidget(self._opened.indexOf(self.thanked), band)

    def open_finder(self) -> None:
        """Offer to find words in the open conversation."""
        if self.thread_ is not None:
            self.finder.begin(self.thread_)

    def _leave_finder(self) -> None:
        self.finder.end()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_nothing(self) -> None:
        """Say that no conversation is open."""
        self.row = self.thread_ = None
        self.finder.end()
        self.line.clear()
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
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def is_open(self) -> bool:
        """Tell whether a conversation is shown."""
        return self.thread_ is not None
