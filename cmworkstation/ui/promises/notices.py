"""Says which promises are due by tomorrow and which are late: at the start, each morning, and when one becomes late."""

from typing import TYPE_CHECKING

from cmworkstation.domain.promise import Due
from cmworkstation.ui.notices import Notice
from cmworkstation.words import promised

if TYPE_CHECKING:
    from datetime import date, datetime

    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

KEY = "promises"
EVERY_S = 60.0


class PromiseNotices:
    """Looks at the ledger once a minute; says the same thing once a day."""

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        """Take the window to say it in."""
        self._window = window
        self._services = services
        self._looked_at: datetime | None = None
        self._said: tuple[date, tuple[str, ...]] | None = None
        self._due = Due((), ())

    def late(self) -> int:
        """Return how many promises are late, as of the last look."""
        return len(self._due.late)

    def pulse(self) -> None:
        """Look if a minute has passed."""
        now = self._services.clock.now()
        if self._looked_at is not None and (now - self._looked_at).total_seconds() < EVERY_S:
            return
        self._looked_at = now
        self._due = self._services.promises.due()
        ids = tuple(sorted(one.id for one in (*self._due.late, *self._due.soon)))
        told = (now.date(), (str(len(self._due.late)), *ids))
        if told == self._said:
            return
        self._said = told
        text = promised.due(self._due)
        if not text:
            self._window.withdraw(KEY)
            return
        kind = "warn" if self._due.late else "info"
        self._window.tell(Notice(kind, text, "", "go.promises", KEY))
