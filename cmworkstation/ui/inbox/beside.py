"""What stands beside the thread: the person who wrote, and the triage."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cmworkstation.domain.account import ModerationAct
from cmworkstation.domain.conversation import Conversation
from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.message import Message
from cmworkstation.domain.person import Person
from cmworkstation.ui import jobs

if TYPE_CHECKING:
    from cmworkstation.services.interests import Standing
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.page import InboxPage


class Beside(QObject):
    """Fills the column beside the thread while it is in sight."""

    def __init__(self, page: "InboxPage") -> None:
        """Serve the inbox."""
        super().__init__(page)
        self._page = page
        self._window = page.window_
        self._services: Services = page.services()
        self._inbox = self._services.inbox
        self._clock = self._services.clock

    def show_person_of(self, message: Message | None) -> None:
        """Show who wrote a message; beside one of ours, to whom it is."""
        if message is None or not self._page.context_place.isVisible():
            return
        shown = message
        if message.ours and self._page.thread_pane.thread_ is not None:
            theirs = [
                e.message for e in self._page.thread_pane.thread_.entries if not e.message.ours
            ]
            shown = theirs[-1] if theirs else message
        wanted = shown.author_id

        def read() -> tuple[Person, tuple[Conversation, ...], frozenset[ModerationAct]]:
            in_force = self._services.moderation.in_force(shown)
            return self._inbox.person(wanted), self._inbox.of_author(wanted), in_force

        def show(found: tuple[Person, tuple[Conversation, ...], frozenset[ModerationAct]]) -> None:
            person, others, in_force = found
            opened, now = self._page.opening.opened_id(), self._clock.now()
            self._page.context.show_person(person, others, opened, now, in_force)
            self._show_interests(wanted)
            self._page.promising.show_person(wanted)
            self._page.context.contact.show_person(self._window, wanted)

        self._window.jobs.run(jobs.READ, read, show, lambda _: None, owner=self)

    def _show_interests(self, author: AuthorId) -> None:
        services = self._services

        def show(found: "Standing") -> None:
            self._page.context.interests.show_person(self._window, services, author, found)

        self._window.jobs.run(
            jobs.READ, lambda: services.interests.of(author), show, lambda _: None, owner=self
        )

    def interests_changed(self) -> None:
        """Look again at the person, and at what the charter says of them."""
        self.show_person_of(self._page.thread_pane.current())
        if self._page.answering.composer is not None:
            self._page.answering.composer.look()

    def show_triage(self) -> None:
        """Ask beside the open conversation what it is about."""
        if self._page.context_place.isVisible():
            triage, opened = self._page.context.triage, self._page.opening.opened_id()
            triage.show_conversation(self._window, self._services, opened)
            self._page.context.filed.show_conversation(self._window, self._services, opened)

    def triage(self) -> None:
        """Go to the question beside the message."""
        if not self._page.opening.has_open():
            self._page.opening.open_selected()
        self._page.opening.once_open(self._begin_triage)

    def _begin_triage(self) -> None:
        self._page.room.reading = True
        self._page.room.show_context(wanted=True)
        self.show_triage()
        self._page.context.triage.begin()
