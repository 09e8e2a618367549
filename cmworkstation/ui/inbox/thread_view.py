"""An open thread: who and where and until when, what can be done, and the time line."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, ModerationAct
from cmworkstation.domain.alike import Alike
from cmworkstation.domain.conversation import Conversation, Status
from cmworkstation.domain.message import Message
from cmworkstation.i18n import labelled, tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.find_bar import FindBar
from cmworkstation.ui.inbox.thanked import ThankedBar
from cmworkstation.ui.inbox.timeline import TimeLine
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.people import Band
from cmworkstation.words import standing, states, windows

ITS_SHARE = 0.45  # of the width, that what is due may take from the title
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
        self._said = ("", "", "", "")  # how it stands, the longest way of saying it first
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
        shortest = said
        said = tr("{due}, {left}").format(due=said, left=left) if left else said
        window = phrases.window_of(row, account, now)
        whole = f"{said} · {windows.short(window)}" if window is not None else said
        if window is not None and (window.near or window.closed):  # that is said in any room
            said = shortest = f"{shortest} · {windows.short(window)}"
        role = "warn" if window and (window.near or window.closed) and role == "soft" else role
        promised = "" if row.promise_due_at is None else phrases.promise(row.promise_due_at)
        handed = standing.handed(row, self.beside(row).me)
        self.handed.set_foreign(handed)
        self.handed.setToolTip(foreign.tooltip(handed))
        self._said = (" · ".join(filter(None, (whole, promised))), whole, said, shortest)
        exact = phrases.exact(row.due_at or row.last_at)
        self.standing.setToolTip(foreign.tooltip("\n".join(filter(None, (whole, exact, promised)))))
        theme.mark(self.standing, {"soft": "soft", "warn": "warn", "error": "error"}[role])
        can = bool(account and account.capabilities.answers) and row.status is not Status.TO_READ
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
            return labelled(states.status(row.status), phrases.line(row.reason, 60)), "soft"
        return states.status(row.status), "soft"

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
        # The list says all of it, too; what the conversation is about is said here alone.
        variants = self._said if width >= look.px(NARROW) else self._said[1:]
        wide = self.standing.fontMetrics().horizontalAdvance
        fits = (said for said in variants if wide(said) <= width * ITS_SHARE)
        self.standing.setText(next(fits, variants[-1]))

    @staticmethod
    def _words(button: QPushButton, *, shown: bool) -> None:
        text = theme.current().beside(button.property("words")) if shown else ""
        if text and button.property("kind") == "icon":
            theme.mark(button, "")
        elif not text and not button.property("kind"):
            theme.mark(button, "icon")
        if button.text() != text:
            button.setText(text)


class ThreadView(QWidget):
    """One conversation, under its header."""

    def __init__(
        self,
        now: Callable[[], datetime],
        acts: Callable[[Message], Sequence[ModerationAct]],
        alike: Callable[[Message], Alike | None],
    ) -> None:
        """Build it without a thread."""
        super().__init__()
        self.header = ThreadHeader()
        self.line = TimeLine(now, acts, alike=alike)
        self.finder = FindBar()
        self.said = PlainLabel()
        self.thanked = ThankedBar()
        self.thanked.wanted.connect(lambda: self.header.asked.emit("inbox.want_answer"))
        look = theme.current()
        column = QVBoxLayout(self)
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
        self.above = QHBoxLayout()
        self.above.setContentsMargins(look.px(8), 0, look.px(8), 0)
        column.addLayout(self.above)
        column.addWidget(self.line, 1)
        self.column = column

    def clear(self) -> None:
        """Show no thread."""
        self.finder.end()
        self.line.clear()

    def say(self, text: str) -> None:
        """Say a quiet word above the time line."""
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _leave_finder(self) -> None:
        self.finder.end()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
