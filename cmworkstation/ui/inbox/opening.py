"""Which conversation is open: follows the list and the search, keeps it up to date, and marks what was read."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

from cmworkstation.domain.conversation import Conversation, Hit
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Thread
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import jobs
from cmworkstation.ui.inbox.long_threads import LONG

if TYPE_CHECKING:
    from cmworkstation.domain.found import Found
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.guide.page import GuidePage
    from cmworkstation.ui.inbox.page import InboxPage
    from cmworkstation.ui.review.page import ReviewPage

READ_AFTER_MS = 1000
HURRY_MS = 120  # steps that follow one another within this time pass by what lies between; keys repeat faster


class Opening(QObject):
    """Opens conversations in the thread of the inbox."""

    def __init__(self, page: "InboxPage") -> None:
        """Begin with none."""
        super().__init__(page)
        self._page = page
        self._window = page.window_
        self._services: Services = page.services()
        self._inbox = self._services.inbox
        self._clock = self._services.clock
        self._read_only = self._services.read_only
        self.read_pause = QTimer(self)
        self.read_pause.setSingleShot(True)
        self.read_pause.setInterval(READ_AFTER_MS)
        self.read_pause.timeout.connect(self.mark_read)
        self._stepped = QElapsedTimer()  # since the selection went on
        self._next = 0  # the conversation that is selected but not open yet
        self._hurry = QTimer(self)
        self._hurry.setSingleShot(True)
        self._hurry.timeout.connect(self.catch_up)

    def selected(self, conversation_id: int) -> None:
        """Follow the selection with the thread, where both are on the screen.

        One step shows its thread at once; of many that follow one another, as when a key is held, only the last.
        """
        if self._page.room.fitted is not None and self._page.room.fitted.single:
            return
        hurries = self._stepped.isValid() and not self._stepped.hasExpired(HURRY_MS)
        self._stepped.start()
        self._next = conversation_id
        if hurries:
            self._hurry.start(HURRY_MS)
        else:
            self.catch_up()

    def catch_up(self) -> None:
        """Open what is selected, where it was passed by until now: whatever is done next is about that."""
        if self._next:
            self.open(self._next)

    def waits(self) -> bool:
        """Tell whether another conversation is selected than the open one, which the thread is about to follow."""
        return self._next != 0

    def clicked(self, conversation_id: int) -> None:
        """Open what is clicked, where list and thread take turns."""
        if self._page.room.fitted is not None and self._page.room.fitted.single:
            self.enter(conversation_id)

    def enter(self, conversation_id: int) -> None:
        """Open a conversation and go there."""
        self._page.list.select_id(conversation_id)
        self.open(conversation_id)
        self._page.room.reading = True
        self._page.room.fit()
        line = self._page.thread_pane.line
        self.once_open(partial(line.setFocus, Qt.FocusReason.OtherFocusReason))

    def once_open(self, act: Callable[[], object]) -> None:
        """Do something with the open conversation, when it is there: a long one takes a moment."""
        if self.has_open():
            act()
        else:
            self._page.long.then(act)

    def open_selected(self) -> None:
        """Go to the conversation that is chosen in the list, else to the open one."""
        chosen = self._page.list.selected_ids()
        if not chosen and not self.has_open():
            return
        self.enter(chosen[0] if chosen else self.opened_id())

    def open(self, conversation_id: int) -> None:
        """Open a conversation."""
        self._hurry.stop()
        self._next = 0
        opened = self._page.thread_pane.thread_
        if opened is not None and opened.conversation_id == conversation_id:
            return
        if self._page.long.wanted == conversation_id and opened is None:
            return
        self.leave()
        rows = self._inbox.rows([conversation_id])
        if not rows:
            return
        wanted = rows[0].id
        if rows[0].messages > LONG:
            self._page.thread_pane.show_reading(rows[0].messages)
            self._page.long.read(wanted, partial(self._show_thread, rows[0]), self.show_nothing)
            return
        try:
            thread = self._inbox.thread(wanted)
        except KeyError:
            return
        self._show_thread(rows[0], thread)

    def _show_thread(self, row: Conversation, thread: Thread) -> None:
        self._page.thread_pane.show_thread(
            thread, row, self._page.listing.account_of(thread.account_id)
        )
        if row.unread and not self._read_only:
            self.read_pause.start()
        self._page.beside.show_triage()
        if row.has_draft:
            QTimer.singleShot(0, self, partial(self._page.answering.resume_draft, row.id))
        self._refresh_from_platform(thread)

    def show_nothing(self) -> None:
        """Show that no conversation is open, and nobody beside it."""
        self._page.long.leave()
        self._page.thread_pane.show_nothing()
        self._page.context.show_nobody()
        self._page.beside.show_triage()

    def leave(self) -> None:
        """Keep what was written and read in the open conversation: another one takes its place."""
        self._page.long.leave()
        if self.read_pause.isActive():
            self.mark_read()
        if self._page.answering.composer is not None and self._page.answering.composer.isVisible():
            self._page.answering.composer.leave()
        self._page.noting.leave()

    def read_again(self, conversation_id: ConversationId) -> None:
        """Look again at the open conversation."""
        row = next(iter(self._inbox.rows([conversation_id])), None)
        if row is None:
            return
        if row.messages > LONG:
            before = self._page.thread_pane.thread_
            self._page.long.read(conversation_id, self._update_thread, lambda: None, before)
            return
        try:
            thread = self._inbox.thread(conversation_id)
        except KeyError:
            return
        self._update_thread(thread)

    def _update_thread(self, thread: Thread) -> None:
        """Show what became of the open conversation."""
        row = next(iter(self._inbox.rows([thread.conversation_id])), None)
        if row is None or self.opened_id() != thread.conversation_id:
            return
        account = self._page.listing.account_of(thread.account_id)
        came = self._page.thread_pane.update_thread(thread, row, account)
        if came:
            said = trn("{n} new message below", "{n} new messages below", came)
            self._page.thread_pane.say(said.format(n=came))
            if row.unread and self._page.isVisible() and not self._read_only:
                self.read_pause.start()

    def follow_joined(self, gone: Thread) -> None:
        """The open conversation became part of another one: show that, and leave alone what is being written."""
        try:
            home = self._inbox.message(gone.entries[0].message.id).conversation_id
            row = self._inbox.rows([home])[0]
            thread = self._inbox.thread(home) if row.messages <= LONG else None
        except (KeyError, IndexError):
            self.show_nothing()
            return
        if thread is None:
            show = partial(self._show_joined, row)
            self._page.long.read(home, show, self.show_nothing)
        else:
            self._show_joined(row, thread)

    def _show_joined(self, row: Conversation, thread: Thread) -> None:
        home = row.id
        self._page.thread_pane.show_thread(
            thread, row, self._page.listing.account_of(thread.account_id)
        )
        self._page.list.select_id(home)

    def _refresh_from_platform(self, thread: Thread) -> None:
        """Read the thread again where it lives; trouble with it stays quiet, since nobody asked."""
        account = self._page.listing.account_of(thread.account_id)
        quiet = account is None or not account.capabilities.can_reply
        if self._read_only or quiet or not thread.entries:
            return
        wanted = thread.conversation_id
        self._window.jobs.run(
            jobs.account_lane(thread.account_id),
            lambda: self._services.sync.refresh_thread(wanted),
            done=lambda _: self._said_read_again(wanted),
            failed=lambda _: None,
            owner=self,
        )

    def _said_read_again(self, conversation_id: int) -> None:
        if self.opened_id() == conversation_id and not self._page.thread_pane.said.isVisible():
            at = self._clock.now().astimezone()
            self._window.say(tr("Conversation read again {time}").format(time=f"{at:%H:%M}"))

    def opened_id(self) -> int:
        """Return the conversation that is open, 0 for none."""
        opened = self._page.thread_pane.thread_
        return opened.conversation_id if opened else 0

    def has_open(self) -> bool:
        """Tell whether a conversation is open."""
        return self._page.thread_pane.is_open()

    def step(self, by: int) -> None:
        """Go up or down the list."""
        if self._page.searching.is_on():
            self._page.results.enter()
            return
        if not self._page.list.step(by):
            self._window.say(tr("The list ends here."))
        elif (
            self._page.room.fitted is not None
            and self._page.room.fitted.single
            and self._page.room.reading
        ):
            self.open_selected()

    def next_unread(self) -> None:
        """Go to the next conversation with something unread."""
        start = self._page.list.current_row() + 1
        for row in range(start, min(self._page.model.rowCount(), start + 2000)):
            found = self._page.model.conversation(row)
            if found is not None and found.unread:
                self._page.list.select_row(row)
                return
        self._window.say(tr("Nothing unread further down."))

    def focus_search(self) -> None:
        """Go to the search."""
        self._page.room.reading = False
        self._page.room.fit()
        self._page.searching.begin()

    def help_search(self) -> None:
        """Go to the search and show what it can say."""
        self.focus_search()
        self._page.searching.show_help()

    def open_hit(self, hit: Hit) -> None:
        """Go to the message that was found."""
        self._page.open_conversation(hit.conversation_id, hit.message_id)

    def open_elsewhere(self, found: "Found") -> None:
        """Go to a conversation, to the guide or the history, or look for what a person wrote."""
        from cmworkstation.domain.found import Place  # noqa: PLC0415 - not for the first inbox

        if found.place is Place.PERSON:
            self._page.list.search.setText(f'from:"{found.at}" ')
            self._page.searching.begin()
        elif found.place is Place.ANSWER:
            self._window.go("guide")
            cast("GuidePage", self._window.page("guide")).show_entry(*found.at.split("\n"))
        elif found.place is Place.REMARK:
            query = self._page.list.search.text().strip()
            self._window.go("review")
            cast("ReviewPage", self._window.page("review")).show_remark(found.message_id, query)
        else:
            self._page.open_conversation(ConversationId(int(found.at)))

    def mark_read(self) -> None:
        """Mark the open conversation as read."""
        self.read_pause.stop()
        opened = self._page.thread_pane.thread_
        if opened is None or self._read_only:
            return
        wanted = opened.conversation_id
        self._window.jobs.run(
            jobs.WRITE, lambda: self._inbox.mark_read(wanted), failed=lambda _: None
        )

    def first_unread(self) -> None:
        """Go to the first unread message of the open conversation."""
        if not self._page.thread_pane.line.go_to_unread():
            self._window.say(tr("Nothing unread here."))
