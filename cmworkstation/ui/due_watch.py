"""Tells, while the program runs, when an answer comes due: once, together, and not of what is being looked at."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Conversation
from cmworkstation.domain.notification import Kind
from cmworkstation.i18n import tr, trn
from cmworkstation.ui.jobs import READ, JobRunner
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.patrol import Patrol
from cmworkstation.words import times

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow
    from cmworkstation.ui.teller import Teller

KEY = "due-soon"


class DueWatch(Patrol):
    """Looks from time to time whose time to warn has come since it looked last; what was due before, it leaves."""

    EVERY_S = 30.0

    def __init__(
        self, window: "MainWindow", services: "Services", jobs: JobRunner, teller: "Teller"
    ) -> None:
        """Begin now: a start warns of nothing."""
        super().__init__(window, services, jobs)
        self._teller = teller
        self._until = services.clock.now()
        self._looked = services.clock.monotonic()
        self._told: dict[int, Conversation] = {}  # what the bar that is up tells of

    def look(self) -> None:
        """Look whose time to warn has come."""
        after, self._until = self._until, max(self._until, self._services.clock.now())
        look = partial(self._services.standing.come_due, after, self._until)
        self._jobs.run(READ, look, self._tell, lambda _: None, owner=self)

    def _tell(self, rows: tuple[Conversation, ...]) -> None:
        seen = self._looked_at()
        new = {int(row.id): row for row in rows if row.id != seen}
        if not new:
            return
        now = self._services.clock.now()
        if not self._window.has_notice(KEY):
            self._told = {}
        self._told |= new
        first = min(self._told.values(), key=lambda row: row.due_at or now)
        self._window.tell(
            Notice("warn", _words(first, len(self._told), now), "", "inbox.due_soon", KEY)
        )
        self._teller.add(Kind.DUE, len(new))

    def _looked_at(self) -> int:
        """Return the conversation that is open in front of the person, 0 for none."""
        page = self._window.page("inbox") if self._window.current_key() == "inbox" else None
        opened = getattr(page, "opened_id", None)
        return int(opened()) if opened is not None and self._window.isActiveWindow() else 0


def _words(first: Conversation, n: int, now: datetime) -> str:
    due = times.due(first.due_at, now) if first.due_at else ""
    who = foreign.line(first.author_name, 60) or tr("Somebody")
    if n == 1:
        return tr("{who} waits for an answer, {due}.").format(who=who, due=due)
    said = trn(
        "{n} people wait for an answer; the first, {who}, {due}.",
        "{n} people wait for an answer; the first, {who}, {due}.",
        n,
    )
    return said.format(n=n, who=who, due=due)
