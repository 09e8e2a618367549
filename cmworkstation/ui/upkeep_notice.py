"""Tells whoever keeps the charters, once a day and together, what runs out and who waits for thanks."""

from typing import TYPE_CHECKING

from cmworkstation.ui.jobs import READ, WRITE
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.patrol import Patrol
from cmworkstation.words import upkeep as said

if TYPE_CHECKING:
    from cmworkstation.services.upkeep import Reminded

KEY = "upkeep"


class UpkeepNotice(Patrol):
    """Looks from time to time whether today's news was told; the workspace remembers the day."""

    EVERY_S = 900.0

    def look(self) -> None:
        """Look what was not told today."""
        news = self._services.upkeep.news
        self._jobs.run(READ, news, self._tell, lambda _: None, owner=self)

    def _tell(self, found: "tuple[Reminded, ...]") -> None:
        if not found:
            return
        rules = {one.reminder.rule for one in found}
        where = "go.charter" if said.EXPIRY in rules else "go.inbox"
        if rules == {said.REGISTER}:
            where = "go.presence"
        self._window.tell(Notice("info", said.news(found), "", where, KEY))
        self._jobs.run(WRITE, self._services.upkeep.told, failed=lambda _: None, owner=self)
