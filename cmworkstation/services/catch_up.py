"""Catching up: what happened since the program was last open."""

from collections.abc import Callable
from datetime import datetime

from cmworkstation.domain.account import TokenState
from cmworkstation.domain.catch_up import CatchUp
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.assigning import Assigning
from cmworkstation.store import (
    approval_marks,
    catch_up,
    conversation_list,
    history,
    promises,
    settings,
)
from cmworkstation.store.database import Workspace

MOST = 50  # hand-overs that are looked at for who did them
OPEN_UNTIL = "open_until"  # the last moment at which the program was known to be open, ms


class CatchingUp:
    """Knows when the program was last open. The moment is read once: this run does not move it."""

    def __init__(
        self,
        workspace: Workspace,
        accounts: Accounts,
        assigning: Assigning,
        owed: Callable[[], int],
        clock: Clock,
    ) -> None:
        """Take the workspace, how much people wait for, and when it was last open."""
        self._owed = owed
        self._workspace = workspace
        self._accounts = accounts
        self._assigning = assigning
        self._clock = clock
        kept = settings.value(workspace.read(), OPEN_UNTIL, "")
        self.since: datetime | None = from_ms(int(kept)) if kept.isdecimal() else None

    def summary(self, since: datetime | None = None) -> CatchUp:
        """Return what happened since the program was last open, or since another moment.

        Where it was never open before, that is since now: nothing.
        """
        now = self._clock.now()
        begin = min(since or self.since or now, now)
        connection = self._workspace.read()
        counted = catch_up.count(connection, begin, now)
        handed = self._assigning.news(begin)
        rows = conversation_list.rows(connection, handed[:MOST])
        return CatchUp(
            since=begin,
            until=now,
            came=counted.came,
            waiting=counted.waiting,
            late=counted.late,
            late_since=counted.late_since,
            promises=sum(one.is_late(now) for one in promises.open_ones(connection)),
            owed=self._owed(),
            approvals=approval_marks.count_open(connection),
            handed=len(handed),
            givers=tuple(dict.fromkeys(row.handed_by_name for row in rows if row.handed_by_name)),
            sent=counted.sent,
            unsent=conversation_list.counts(connection).needs_person,
            troubled=tuple(
                one.id
                for one in self._accounts.listed()
                if one.state not in (TokenState.VALID, TokenState.ARCHIVE)
            ),
            gaps=sum(history.unsettled_counts(connection).values()),
            unread=counted.quarantined,
        )

    def note_open(self) -> Changes:
        """Remember that the program is open now. Nothing is lost without it, so it takes nothing of the reserve."""
        with self._workspace.write() as connection:
            settings.put(connection, OPEN_UNTIL, str(to_ms(self._clock.now())))
        return Changes()
