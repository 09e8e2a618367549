"""Tells, while the program runs, what is owed to people: each thing once, together, and never again."""

from typing import TYPE_CHECKING

from cmworkstation.ui.jobs import READ, WRITE
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.patrol import Patrol
from cmworkstation.words import relations as words

if TYPE_CHECKING:
    from cmworkstation.domain.relation import Debt
    from cmworkstation.services.relations import Row

KEY = "owed"


class RelationWatch(Patrol):
    """Looks from time to time; the workspace remembers what was told."""

    EVERY_S = 900.0

    def look(self) -> None:
        """Look what is due and was not told yet."""
        news = self._services.relations.news
        self._jobs.run(READ, news, self._tell, lambda _: None, owner=self)

    def _tell(self, found: "tuple[tuple[Row, Debt], ...]") -> None:
        if not found:
            return
        now = self._services.clock.now()
        self._window.tell(Notice("info", words.news(found, now), "", "contacts.owed", KEY))
        told = self._services.relations.told
        self._jobs.run(WRITE, lambda: told(found), failed=lambda _: None, owner=self)
