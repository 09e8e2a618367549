"""Reads long threads off the window's thread, in slices, so that opening one freezes nothing."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Thread
from cmworkstation.services.inbox import Inbox
from cmworkstation.ui.jobs import READ, Job

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

LONG: Final = 300  # messages; so many are read at once before anybody notices


class LongThreads(QObject):
    """Reads one thread at a time: whoever asks for another does not want the one before any more."""

    def __init__(self, window: "MainWindow", inbox: Inbox, parent: QObject) -> None:
        """Begin with nothing to read."""
        super().__init__(parent)
        self._window, self._inbox = window, inbox
        self._job: Job | None = None
        self._once_more: Callable[[Thread], None] | None = None  # it changed while it was read
        self._then: list[Callable[[], object]] = []
        self.wanted = 0  # the conversation that is being read, 0 for none

    def read(
        self,
        conversation_id: ConversationId,
        done: Callable[[Thread], object],
        gone: Callable[[], object],
        before: Thread | None = None,
    ) -> None:
        """Read a thread and give it to `done`; `gone` is called when there is no such conversation any more.

        What is the same as in `before` is the very same object in the result: comparing them costs nothing.
        """
        if self.wanted == conversation_id:
            self._once_more = partial(self.read, conversation_id, done, gone)
            return
        self.leave()
        self.wanted = conversation_id
        self._job = self._window.jobs.run(
            READ,
            partial(self._inbox.thread_in_slices, conversation_id, before),
            partial(self._took, done),
            partial(self._failed, gone),
            owner=self,
        )

    def then(self, act: Callable[[], object]) -> None:
        """Do something as soon as the thread that is being read is there; at once when there is none."""
        if self.wanted:
            self._then.append(act)
        else:
            act()

    def leave(self) -> None:
        """Want no thread any more."""
        if self._job is not None:
            self._job.cancel()
        self._forget()

    def _forget(self) -> None:
        self._job, self._once_more, self._then, self.wanted = None, None, [], 0

    def _took(self, done: Callable[[Thread], object], thread: Thread) -> None:
        then, once_more = self._then, self._once_more
        self._forget()
        done(thread)
        for act in then:
            act()
        if once_more is not None:
            once_more(thread)

    def _failed(self, gone: Callable[[], object], error: Exception) -> None:
        self._forget()
        if not isinstance(error, KeyError):
            self._window.jobs.failed.emit(error, READ)
        gone()
