"""Lets go of what is too old once a day, as far as a person switched that on."""

from functools import partial
from typing import TYPE_CHECKING

from cmworkstation.i18n import trn
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.patrol import Patrol
from cmworkstation.ui.widgets.working import COPIES
from cmworkstation.words import erasures as wordings

if TYPE_CHECKING:
    from cmworkstation.services.retention import Cleared


class RetentionWatch(Patrol):
    """Looks once an hour, while nothing else is under way."""

    EVERY_S = 3600.0
    WRITES = True

    def is_free(self) -> bool:
        """Tell whether nothing else is under way."""
        return not self._jobs.busy()

    def look(self) -> None:
        """Let go of what is due today, on the lane of copies."""
        work = partial(self._services.retention.daily, wordings.pseudonym)
        self._jobs.run(COPIES, work, self._done, owner=self)

    def _done(self, cleared: "Cleared") -> None:
        count = sum(cleared.counts.values())
        if count:
            self._jobs.emit_changes(cleared.changes)
            said = trn(
                "{n} was older than it is kept, and went.",
                "{n} were older than they are kept, and went.",
                count,
            ).format(n=count)
            self._window.tell(Notice("info", said, "", "erasing.retention", "retention"))
