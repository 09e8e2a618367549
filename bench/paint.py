"""From a person's step to the painted list, thread or finds, in the real window, in CPU time of its thread."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median

from PySide6.QtWidgets import QApplication

from bench import lists
from bench.rows import Row, below
from bench.window import settle, shown
from cmworkstation.domain.conversation import Status
from cmworkstation.services.workstation import Services
from cmworkstation.ui.inbox.page import InboxPage
from cmworkstation.ui.main_window import MainWindow

TIMES = 15
AIM_MS = 30.0
HOW = "CPU of the window's thread until all is painted, 1280 × 800, off screen"


class Person:
    """Takes the steps whose painting is measured; each returns its milliseconds of CPU."""

    def __init__(self, window: MainWindow) -> None:
        """Sit down before a window with the inbox in front."""
        page = window.page("inbox")
        assert isinstance(page, InboxPage)
        self.window = window
        self.page = page

    def step_away(self) -> None:
        """Show something else, so that the next step has all of it to paint."""
        self.page.list.search_left.emit()
        self.page.thread_pane.show_nothing()
        self.page.views.view_chosen.emit(Status.DONE.name)
        settle(self.window)

    def list_waiting(self) -> float:
        """Look who waits."""
        return self._until_painted(
            partial(self.page.views.view_chosen.emit, Status.WAITING_US.name)
        )

    def open_thread(self, conversation_id: int) -> float:
        """Open a conversation."""
        return self._until_painted(partial(self.page.open_conversation, conversation_id))

    def search(self, query: str) -> float:
        """Search; the finds come from a lane, and waiting for it costs the window nothing."""
        begin = time.thread_time()
        self.page.list.searched.emit(query)
        settle(self.window)
        return (time.thread_time() - begin) * 1000

    def _until_painted(self, step: Callable[[], object]) -> float:
        begin = time.thread_time()
        step()
        QApplication.processEvents()
        took = time.thread_time() - begin
        settle(self.window)  # what goes on behind, such as reading the rest of a long list
        return took * 1000

    def listed(self) -> str:
        """Say how much the list shows."""
        return f"{self.page.model.rowCount():,} conversations in the list"

    def built(self) -> str:
        """Say how much of the thread there is."""
        thread = self.page.thread_pane.thread_
        whole = len(thread.entries) if thread else 0
        return f"{len(self.page.thread_pane.line.cards())} of {whole} messages in sight"

    def found(self) -> str:
        """Say how much was found."""
        return f"{self.page.results.model.rowCount()} finds in the list"


def measure(services: Services, times: int = TIMES) -> list[Row]:
    """Take each step several times."""
    with shown(services) as window:
        person = Person(window)
        thread = lists.long_thread(services)
        steps: list[tuple[str, Callable[[], float], Callable[[], str]]] = [
            ("inbox page", person.list_waiting, person.listed),
            ("thread", partial(person.open_thread, thread), person.built),
        ]
        steps += [
            (one.name, partial(person.search, one.query), person.found) for one in lists.searches()
        ]
        return [_row(person, times, *step) for step in steps]


def _row(
    person: Person, times: int, name: str, step: Callable[[], float], seen: Callable[[], str]
) -> Row:
    took: list[float] = []
    for _ in range(times):
        person.step_away()
        took.append(step())
    how = f"{HOW}, {seen()}; median of {times}, the longest {max(took):.1f}"
    return below(f"{name}: paint", median(took), "ms CPU", AIM_MS, how)
