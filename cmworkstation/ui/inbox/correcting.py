"""What we said and was wrong: corrected by a new reply, and shown as that on both messages and above the thread."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QUrl, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from cmworkstation.domain.correction import Correction, Stage
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.inbox.entry import EntryCard
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import corrections as words

if TYPE_CHECKING:
    from cmworkstation.domain.message import Message
    from cmworkstation.ui.inbox.page import InboxPage


UNDO_S = 10
LEAST = 160  # px at 100 %: below, a thread has no room for a line above its messages


class CorrectionBar(QFrame):
    """A line above a thread in which a message of ours was corrected, with the way to both."""

    wanted = Signal(object)  # the correction whose other end is to be shown

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it, hidden."""
        super().__init__(parent)
        self._last: Correction | None = None
        look = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(6), look.px(12), look.px(6))
        row.setSpacing(look.px(8))
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "warn")
        self.button = QPushButton(tr("Show it"))
        self.button.setAccessibleName(tr("Show the correction"))
        self.button.clicked.connect(lambda: self.wanted.emit(self._last))
        theme.mark(self.button, "quiet")
        row.addWidget(self.said, 1)
        row.addWidget(self.button)
        self.hide()

    def show_for(self, found: Sequence[Correction], said: str) -> None:
        """Show the last correction of a thread; nothing where there is none."""
        self._last = found[-1] if found else None
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
        self.bar.wanted.connect(self._show_correction)
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

    def elsewhere(self) -> None:
        """Ask what corrects the current message, if that was posted elsewhere."""
        from cmworkstation.ui.inbox.correcting_form import ElsewhereForm  # noqa: PLC0415 - seldom needed

        message = self._page.acts.current()
        if message is None or not self.can():
            return
        form = ElsewhereForm(self._window, message)
        form.linked.connect(self._linked)
        form.open()

    def link(self) -> Correction | None:
        """Return the link that a person made of the current message to what corrects it, the last one."""
        message = self._page.acts.current()
        if message is None or not self.can():
            return None
        mine = (one for one in reversed(self._found) if one.is_linked)
        return next((one for one in mine if message.id in (one.wrong_id, one.reply_id)), None)

    def unlink(self) -> None:
        """Take back that something corrects the current message."""
        known = self.link()
        if known is None:
            return
        try:
            row, changes = self._services.corrections.unlink(known.id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self._look()
        self._window.undo(tr("It is no correction any more."), UNDO_S, partial(self._relink, row))

    def _linked(self, made: Correction) -> None:
        self._look()
        self._window.undo(tr("Linked: both say so now."), UNDO_S, partial(self._take_back, made))

    def _take_back(self, made: Correction) -> None:
        try:
            _, changes = self._services.corrections.unlink(made.id)
        except (WorkstationError, KeyError) as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self._look()

    def _relink(self, row: dict[str, object]) -> None:
        try:
            changes = self._services.corrections.relink(row)
        except WorkstationError as error:
            self._window.failed(error)
            return
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
        here = tuple(
            one for one in found if thread is not None and one.wrong_home == thread.conversation_id
        )
        sent = tuple(one for one in here if one.stage is Stage.SENT)
        shown = sent or here
        self.bar.show_for(shown, words.banner(shown, now))
        for card in self._page.thread_pane.line.cards():
            self._dress(card)

    def _dress(self, card: EntryCard) -> None:
        """Say on a message that it was wrong, or that it corrects another one."""
        now = self._services.clock.now()
        for kind, one, said in words.lines(self._found, card.message.id, now):
            wrong = kind == "wrong"
            leads = not wrong or bool(one.reply_id or one.address)
            act = partial(self._show_correction if wrong else self._show_wrong, one)
            card.notice(
                kind,
                "warn" if wrong else "info",
                said,
                tr("Show the correction") if wrong else tr("Show what it corrects"),
                act if leads else None,
            )
            break
        else:
            card.notice("", "", "", "", None)

    def _show_correction(self, one: Correction) -> None:
        """Go to what corrects a message; to the message while that is still written."""
        if one.address:
            self._page.acts.ask_to_open(QUrl(one.address))
        elif one.reply_id is None:
            self._go_to(one.wrong_home, one.wrong_id)
        else:
            self._go_to(one.reply_home, one.reply_id)

    def _show_wrong(self, one: Correction) -> None:
        self._go_to(one.wrong_home, one.wrong_id)

    def _go_to(self, home: ConversationId, message_id: MessageId) -> None:
        thread = self._page.thread_pane.thread_
        if thread is not None and thread.conversation_id == home:
            self._page.thread_pane.line.go_to(message_id)
        else:
            self._page.open_conversation(home, message_id)


def _correctable(message: "Message | None") -> bool:
    return message is not None and message.ours and message.deleted_at is None
