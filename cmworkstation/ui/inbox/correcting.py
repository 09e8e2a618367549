"""What we said and was wrong: corrected by a new reply, and shown as that on both messages and above the thread."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from cmworkstation.domain.correction import Correction, Stage
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.inbox.entry import EntryCard
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import corrections as words

if TYPE_CHECKING:
    from cmworkstation.domain.message import Message
    from cmworkstation.ui.inbox.page import InboxPage


LEAST = 160  # px at 100 %: below, a thread has no room for a line above its messages


class CorrectionBar(QFrame):
    """A line above a thread in which a message of ours was corrected, with the way to both."""

    wanted = Signal(object)  # a message: its id has more than 32 bits

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it, hidden."""
        super().__init__(parent)
        self._to = 0
        look = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(6), look.px(12), look.px(6))
        row.setSpacing(look.px(8))
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "warn")
        self.button = QPushButton(tr("Show it"))
        self.button.setAccessibleName(tr("Show the correction"))
        self.button.clicked.connect(lambda: self.wanted.emit(self._to))
        theme.mark(self.button, "quiet")
        row.addWidget(self.said, 1)
        row.addWidget(self.button)
        self.hide()

    def show_for(self, found: Sequence[Correction], said: str) -> None:
        """Show the last correction of a thread; nothing where there is none."""
        last = found[-1] if found else None
        self._to = 0
        if last is not None:
            self._to = last.reply_id if last.reply_id is not None else last.wrong_id
        self.said.setText(said)
        self.fit()

    def fit(self) -> None:
        """Leave a low thread to its messages: the message that was wrong says it as well."""
        view = self.parentWidget()
        low = view is not None and view.height() < theme.current().px(LEAST)
        self.setVisible(bool(self.said.text()) and not low)


class Correcting(QObject):
    """Begins corrections, and marks the messages of the open thread that have to do with one."""

    def __init__(self, page: "InboxPage") -> None:
        """Serve the thread of `page`, which is built by now."""
        super().__init__(page)
        self._page = page
        self._window = page.window_
        self._services = page.services()
        self._found: tuple[Correction, ...] = ()
        view = page.thread_pane.view()
        self.bar = CorrectionBar()
        self.bar.wanted.connect(self._go_to)
        view.column.insertWidget(view.column.indexOf(view.thanked) + 1, self.bar)
        view.installEventFilter(self)
        page.thread_pane.opened.connect(self._look)
        page.thread_pane.line.card_built.connect(self._dress)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again how much room the thread has."""
        if event.type() is QEvent.Type.Resize:
            self.bar.fit()
        return super().eventFilter(watched, event)

    def can(self) -> bool:
        """Tell whether the current message is one of ours that may be corrected by the person here."""
        message = self._page.acts.current()
        may = self._services.acting.current().may(Act.DRAFT) and not self._services.read_only
        return may and _correctable(message)

    def begin(self) -> None:
        """Write a reply that corrects the current message."""
        message = self._page.acts.current()
        if message is None or not self.can():
            return
        try:
            draft, changes = self._services.corrections.begin(message.id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._page.answering.take_up(draft)
        self._window.jobs.emit_changes(changes)
        self._look()

    def look_again(self) -> None:
        """Look whether a correction was begun, left or sent."""
        self._look()

    def _look(self) -> None:
        thread = self._page.thread_pane.thread_
        found: tuple[Correction, ...] = ()
        if thread is not None and any(one.message.ours for one in thread.entries):
            found = self._services.corrections.of_conversation(thread.conversation_id)
        self._found = found
        now = self._services.clock.now()
        sent = tuple(one for one in found if one.stage is Stage.SENT)
        shown = sent or found
        self.bar.show_for(shown, words.banner(shown, now))
        for card in self._page.thread_pane.line.cards():
            self._dress(card)

    def _dress(self, card: EntryCard) -> None:
        """Say on a message that it was wrong, or that it corrects another one."""
        now = self._services.clock.now()
        for kind, to, said in words.lines(self._found, card.message.id, now):
            card.notice(
                kind,
                "warn" if kind == "wrong" else "info",
                said,
                tr("Show the correction") if kind == "wrong" else tr("Show what it corrects"),
                partial(self._go_to, to) if to else None,
            )
            break
        else:
            card.notice("", "", "", "", None)

    def _go_to(self, message_id: int) -> None:
        if message_id:
            self._page.thread_pane.line.go_to(message_id)


def _correctable(message: "Message | None") -> bool:
    return message is not None and message.ours and message.deleted_at is None
