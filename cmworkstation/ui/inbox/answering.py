"""Answering from the inbox: the composer below the thread, notes, and what comes after sending."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from cmworkstation.domain.account import Account
from cmworkstation.domain.message import Message
from cmworkstation.domain.reply import Draft
from cmworkstation.services.settings import AFTER_SENDING
from cmworkstation.ui import theme

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.inbox.page import InboxPage

LEAST_THREAD = 96  # px at 100 %
A_LINE = 16  # px at 100 %: what is left of the thread at the very least
LOW = 440  # px at 100 %: below this height thread and composer share the room with care


class Answering(QObject):
    """Opens the composer below the thread, and gives it room."""

    def __init__(self, page: "InboxPage") -> None:
        """Begin without a composer."""
        super().__init__(page)
        self._page = page
        self._window = page.window_
        self._services: Services = page.services()
        self._read_only = self._services.read_only
        self.composer: ComposerPane | None = None
        self._crowded: tuple[int, int | None] | None = (
            None  # height and conversation without room for all lines
        )

    def can_reply(self) -> bool:
        """Tell whether the one conversation that is chosen can be answered."""
        wanted = self._page.deciding.targets()
        row = self._page.model.row_of(wanted[0]) if len(wanted) == 1 else -1
        found = self._page.model.conversation(row) if row >= 0 else self._page.thread_pane.row
        account = self._page.listing.account_of(found.account_id) if found and wanted else None
        return not self._read_only and account is not None and account.capabilities.answers

    def can_by_hand(self) -> bool:
        """Tell whether the one conversation that is chosen can be answered by a person, wherever it stands."""
        return not self._read_only and len(self._page.deciding.targets()) == 1

    def reply(self, *, private: bool = False, by_hand: bool = False) -> None:
        """Write an answer to the current message; `by_hand`: also where the account only listens."""
        if not (self.can_by_hand() if by_hand else self.can_reply()):
            return
        if not self._page.deciding.thread_shown() or not self._page.opening.has_open():
            self._page.opening.enter(self._page.deciding.targets()[0])
        self._page.opening.once_open(
            partial(self._reply_to_current, private=private, by_hand=by_hand)
        )

    def _reply_to_current(self, *, private: bool, by_hand: bool) -> None:
        message = self._page.thread_pane.line.current()
        target = message.id if message and self._answerable(message) else None
        opened = self._page.opening.opened_id()
        self._compose(opened, target, private=private, focus=True, by_hand=by_hand)

    def compose_for(self, message: Message, then: Callable[[Account], object]) -> None:
        """Open the reply to a message, or go on with the one that is open, and do something there."""
        account = self._page.listing.account_of(message.account_id)
        if account is None or not self.can_reply():
            return
        if self.composer is None or not self.composer.isVisible():
            target = message.id if self._answerable(message) else None
            self._compose(self._page.opening.opened_id(), target, private=False, focus=True)
        then(account)

    def note(self) -> None:
        """Write an internal note about the conversation."""
        if not self._page.opening.has_open():
            self._page.opening.open_selected()
        self._page.room.reading = True
        self._page.room.fit()
        self._page.opening.once_open(self._page.noting.begin)

    @staticmethod
    def _answerable(message: Message) -> bool:
        return not message.ours and message.deleted_at is None

    def resume_draft(self, conversation_id: int) -> None:
        """Go on with a draft of the open conversation."""
        if self._page.opening.opened_id() == conversation_id and self.can_by_hand():
            self._compose(conversation_id, None, private=False, focus=False, by_hand=True)

    def _compose(
        self,
        conversation_id: int,
        target: int | None,
        *,
        private: bool,
        focus: bool,
        by_hand: bool = False,
    ) -> None:
        composer = self._composer()
        self._page.noting.leave()
        before = self._window.focusWidget()
        if not composer.open(conversation_id, target, private=private, by_hand=by_hand):
            return
        composer.show()
        self._page.context.hint.hide()
        self._page.room.reading = True
        self._page.room.fit()
        self._give_room()
        QTimer.singleShot(
            0, self._page.thread_pane.line, self._page.thread_pane.line.reveal_current
        )
        if not focus and before is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_up(self, draft: Draft) -> None:
        """Go on with one draft of the open conversation, whatever is being written there."""
        composer = self._composer()
        composer.save()
        self._page.noting.leave()
        composer.take_up(draft)
        self._give_room()

    def _composer(self) -> "ComposerPane":
        """Make the composer at the first answer: opening the window does not need it."""
        if self.composer is None:
            from cmworkstation.ui.composer.pane import ComposerPane  # noqa: PLC0415

            self.composer = ComposerPane(self._window)
            self.composer.sent.connect(self._sent)
            self.composer.left.connect(self._composer_left)
            self.composer.returned.connect(self._return_to)
            self.composer.changed_size.connect(self._give_room)
            self._page.thread_pane.crowded.connect(self._give_room)
            self._page.upright.addWidget(self.composer)
            self._page.upright.setStretchFactor(0, 1)
            self._page.upright.setStretchFactor(1, 0)
            self._page.context.slot_column.addWidget(self.composer.context)
        return self.composer

    def guide(self) -> None:
        """Go to the approved answers, beside the text that they go into."""
        if self.composer is None or not self.composer.isVisible():
            self.reply()
        if self.composer is not None and self.composer.isVisible():
            self._page.room.show_context(wanted=True)
            # Once the composer, which may be new, has taken the focus to its text.
            QTimer.singleShot(0, self.composer.context, self.composer.context.search_guide)

    def _give_room(self) -> None:
        """Let the composer grow with its text, up to two fifths; the thread stays in sight."""
        if self.composer is None:
            return
        whole = self._page.upright.height()
        look = theme.current()
        low = whole < look.px(LOW)
        self._page.thread_pane.header.set_low(low=low and self.composer.isVisibleTo(self._page))
        # Header and bands are never cut for a line below the text: such lines go into the column beside.
        above = self._page.thread_pane.above_px() + look.px(A_LINE)
        full = (whole, self._page.opening.opened_id())
        short = low or self._crowded == full
        self.composer.set_short(short=short)
        if not short and above + self.composer.least_height() > whole:
            self._crowded = full  # for as long as this conversation is answered at this height
            self.composer.set_short(short=True)
        least = self.composer.least_height()
        self.composer.setMinimumHeight(least)
        # Whom we answer as is never cut: where there is no room for both, the thread gives way.
        thread = max(look.px(A_LINE), min(max(above, look.px(LEAST_THREAD)), whole - least))
        self._page.thread_pane.setMinimumHeight(thread)
        room = max(least, min(self.composer.sizeHint().height(), int(whole * 0.4)))
        self._page.upright.setSizes([whole - room, room])

    def _return_to(self, conversation_id: int) -> None:
        """A reply was taken back: show its thread, from whatever page and thread."""
        if self._window.current_key() != "inbox":
            self._window.go("inbox")
        if self._page.opening.opened_id() != conversation_id:
            self._page.open_conversation(conversation_id)
        self._page.context.hint.hide()
        self._page.room.reading = True
        self._page.room.fit()

    def _composer_left(self) -> None:
        self._page.context.hint.show()
        self._page.thread_pane.header.set_low(low=False)
        self._page.thread_pane.setMinimumHeight(theme.current().px(LEAST_THREAD))
        self._page.room.focus_work()

    def _sent(self, row: object) -> None:
        del row
        if self._page.one_by_one.sent():
            return
        after = self._services.settings.value(AFTER_SENDING, "stay")
        if after == "next":
            self._page.opening.step(1)
        elif after == "list":
            self._page.room.reading = False
            self._page.room.fit()
            self._page.list.table.setFocus(Qt.FocusReason.OtherFocusReason)
