"""What a person decides about conversations: those that are selected, else the open one."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from cmworkstation.domain.conversation import Status
from cmworkstation.ui.inbox.view_keys import LABEL, MINE, NOBODYS, PERSON

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.page import InboxPage

MOST_THANKED = 500  # conversations that are looked through


class Deciding(QObject):
    """Knows what an act is about, and hands it to whoever carries it out."""

    def __init__(self, page: "InboxPage") -> None:
        """Serve the inbox."""
        super().__init__(page)
        self._page = page
        self._window = page.window_
        self._services: Services = page.services()
        self._inbox = self._services.inbox
        self._read_only = self._services.read_only

    def targets(self) -> list[int]:
        """Return what an action is about: the selected rows, or the open conversation."""
        if front := self._page.one_by_one.in_front():
            return front
        chosen = self._page.list.selected_ids()
        opened = self._page.opening.opened_id()
        passing = self._page.opening.waits()
        if len(chosen) > 1 or not opened or passing or not self.thread_shown():
            return chosen
        return [opened]

    def thanked(self) -> list[int]:
        """Return those of the targets that end in thanks."""
        return [one.id for one in self._inbox.rows(self.targets()[:MOST_THANKED]) if one.thanked]

    def thread_shown(self) -> bool:
        """Tell whether the open conversation is on the screen."""
        return self._page.room.fitted is None or self._page.room.fitted.thread

    def can_settle(self) -> bool:
        """Tell whether there is something to decide about."""
        return not self._read_only and bool(self.targets())

    def settle(self, status: Status, reason: str = "", *, then_next: bool = False) -> None:
        """Give what is chosen another standing."""
        wanted = self.targets()
        if wanted:
            self._page.opening.read_pause.stop()
            self._page.settling.settle(wanted, status, reason, then_next=then_next)

    def open_follower(self, follower: object) -> None:
        """Go on with the conversation that follows those that were settled."""
        if follower is None:
            self._page.opening.show_nothing()
        else:
            self._page.list.select_id(cast("int", follower))
            self._page.opening.open(cast("int", follower))

    def done(self, *, then_next: bool = False) -> None:
        """Settle what is chosen as done."""
        self.settle(Status.DONE, then_next=then_next)

    def ask_reason(self) -> None:
        """Ask why no answer is needed."""
        header = self._page.thread_pane.header.no_answer
        covered = self._page.one_by_one.isVisible() or not header.isVisible()
        self._page.popover.ask(self.anchor() if covered else header)

    def anchor(self) -> QWidget:
        """Return what a card that asks something appears at."""
        if self._page.one_by_one.isVisible():
            return self._page.one_by_one.place
        return (
            self._page.list.head
            if self._page.list.isVisible()
            else self._page.thread_pane.header.more
        )

    def dropped(self, key: str, ids: list[int]) -> None:
        """Decide about conversations that were dropped on a line of the views."""
        if self._read_only or not ids:
            return
        if key.startswith(LABEL):
            self._page.row_acts.put_label(ids, int(key.removeprefix(LABEL)))
        elif key.startswith(PERSON):
            self._page.row_acts.assign_to(ids, key.removeprefix(PERSON))
        elif key in (MINE, NOBODYS):
            self._page.row_acts.assign_to(ids, self._page.listing.counts.me if key == MINE else "")
        elif key == Status.DONE.name:
            self._page.settling.settle(ids, Status.DONE, then_next=False)

    def no_answer_because(self, reason: str) -> None:
        """Settle what is chosen without an answer, for a reason."""
        self.settle(Status.NO_ANSWER, reason)
        self._page.room.focus_work()

    def mark_unread(self) -> None:
        """Mark what is chosen as unread."""
        self._page.opening.read_pause.stop()
        self._page.settling.mark_unread(self.targets())
