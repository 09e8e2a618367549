"""Rows of the outbox, as every step needs them: where one stands, whether its time has come, and another state."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.sdk.connector import Target
from cmworkstation.services.sync import target_of
from cmworkstation.services.waits import Waits
from cmworkstation.store import accounts, messages, outbox, outbox_parts
from cmworkstation.store.database import Workspace

LOOK_WAITS_S = (15.0, 60.0, 300.0)  # after the waiting time: own lists may lag behind


class Rows:
    """Reads rows and turns them; `waits` is how long each waits by the clock that never jumps."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        """Begin a session."""
        self._workspace = workspace
        self._clock = clock
        self.waits = Waits(clock)

    def row(self, outbox_id: OutboxId) -> OutboxRow:
        """Return one reply. Raises `KeyError`."""
        return outbox.row(self._workspace.read(), outbox_id)

    def account(self, row: OutboxRow) -> Account:
        """Return the account through which a reply leaves."""
        return accounts.account(self._workspace.read(), row.account_id)

    def turn(
        self,
        row: OutboxRow,
        state: OutboxState,
        *,
        of: Sequence[OutboxState] = (OutboxState.UNKNOWN,),
        until: datetime | None = None,
        error: str = "",
        words: str = "",
        note: str = "",
    ) -> None:
        """Give a row another state, unless a person or another step gave it one in the meantime."""
        with self._workspace.write(durable=True) as connection:
            outbox.turn(
                connection,
                row.id,
                state,
                self._clock.now(),
                of=of,
                not_before=until,
                error=error,
                words=words,
                note=note,
            )
        self.waits.note(row.id, until)

    def is_over(self, outbox_id: OutboxId, until: datetime | None, *, planned: bool) -> bool:
        """Tell whether a reply has waited long enough. A plan means the time of day, whatever moved the clock."""
        if planned and until is not None:
            return self._clock.now() >= until
        return self.waits.is_over(outbox_id, until)

    def is_held(self, row: OutboxRow) -> bool:
        """Tell whether a person can still take a reply back: nothing of it leaves, its files neither."""
        planned = row.slot is not None
        return row.state is OutboxState.HELD and not self.is_over(
            row.id, row.hold_until, planned=planned
        )

    def was_in_doubt(self, row: OutboxRow) -> bool:
        """Tell whether an attempt ended without a clear answer."""
        return outbox.was_in_doubt(self._workspace.read(), row.id)

    def wants_anyway(self, row: OutboxRow) -> bool:
        """Tell whether the thread no longer stops it: somebody said so, or its own traces may stand there."""
        connection = self._workspace.read()
        return self.was_in_doubt(row) or outbox.wants_sending_anyway(connection, row.id)

    def held_for(self, row: OutboxRow, account: Account) -> float | None:
        """Return for how many seconds the server can still carry out an attempt in doubt; None without one."""
        if outbox.last_doubt_at(self._workspace.read(), row.id) is None:
            return None
        wait = account.capabilities.hold_s + LOOK_WAITS_S[0]
        return wait - self.waits.since_doubt(row.id)

    def target(self, row: OutboxRow, account: Account) -> Target:
        """Return what a reply answers; a later part answers our own, and names whom the first one did."""
        connection = self._workspace.read()
        target = target_of(messages.message(connection, row.target_id), account)
        if row.part <= 1:
            return target
        first = messages.message(connection, outbox_parts.chain(connection, row)[0].target_id)
        return replace(target, author_handle=first.author_handle)

    def soon(self, seconds: float) -> datetime:
        """Return the moment in so many seconds."""
        return self._clock.now() + timedelta(seconds=seconds)


def changed(row: OutboxRow) -> Changes:
    """Return what is to be shown anew once a reply is another."""
    return Changes(outbox=True, conversations=frozenset({row.conversation_id}))
