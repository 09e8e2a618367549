"""What became of a request, written down: sent, refused, to be tried later, or in doubt.

On a full disk it is kept in memory (`unwritten`) and written once there is room.
"""

import json
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Account, Idempotency, Visibility
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import (
    Duplicate,
    NotSignedIn,
    Offline,
    RateLimited,
    Refused,
    StorageFull,
    UserFixable,
    WorkstationError,
)
from cmworkstation.domain.ids import AccountId, OutboxId
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.domain.reply import OutboxRow, OutboxState, StepNote
from cmworkstation.killpoint import reach
from cmworkstation.sdk.connector import Connector, Sent
from cmworkstation.services.journal import Journal
from cmworkstation.services.outbox.rows import LOOK_WAITS_S, Rows, changed
from cmworkstation.services.outbox.states import SENDING, WAITING
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.sync import Sync
from cmworkstation.store import accounts, conversations, intake, messages, outbox, outbox_parts
from cmworkstation.store.database import Workspace
from cmworkstation.store.received import Clean, Raw

if TYPE_CHECKING:
    from cmworkstation.services.approval_gate import ApprovalGate

LONGEST_WAIT_S = 900.0
SIGNED_OUT_WAIT_S = 60.0


class Recording:
    """Writes down what became of requests."""

    def __init__(
        self,
        workspace: Workspace,
        platforms: Platforms,
        sync: Sync,
        journal: Journal,
        clock: Clock,
        gate: "ApprovalGate",
        rows: Rows,
    ) -> None:
        """Take what it reads and writes."""
        self._workspace = workspace
        self._platforms = platforms
        self._sync = sync
        self._journal = journal
        self._clock = clock
        self._gate = gate
        self._rows = rows
        self.unwritten: dict[OutboxId, tuple[AccountId, Callable[[], Changes]]] = {}

    def write_down(self, row: OutboxRow, record: Callable[[], Changes]) -> Changes:
        """Record what became of a request; on a full disk it is kept in mind until `deliver` is asked again."""
        try:
            changes = record()
        except StorageFull:
            self.unwritten[row.id] = (row.account_id, record)
            raise
        self.unwritten.pop(row.id, None)
        return changes

    def sent(
        self, row: OutboxRow, account: Account, connector: Connector, sent: Sent, note: str = ""
    ) -> Changes:
        """Write down the platform's id together with our message in the thread."""
        raw = self._own_raw(row, connector, sent)
        now = self._clock.now()
        with self._workspace.write(durable=True) as connection:
            outbox.settle_sent(connection, row.id, sent.remote_id, sent.url, now, note)
            self._gate.sent(connection, row)
            reach("outbox.sent-noted")
            number = accounts.number(connection, account.id)
            messages.arrived(connection, row.target_id, sent.remote_id, sent.url)
            taken = intake.take(connection, number, account.platform, [raw], now)
            if row.parts:
                outbox_parts.follow(connection, row)
            self._journal.note(
                connection, "reply.sent", {"outbox": row.id, "remote_id": sent.remote_id}
            )
            home = messages.message(connection, row.target_id).conversation_id
            conversations.refresh(connection, {home})
        reach("outbox.recorded")
        return changed(row) | Changes(conversations=frozenset(taken.conversations))

    def _own_raw(self, row: OutboxRow, connector: Connector, sent: Sent) -> Raw:
        if sent.raw is not None:
            understood = self._sync.understand(connector, sent.raw)
            if any(clean.item.remote_id == sent.remote_id for clean in understood.items):
                return understood
        target = messages.message(self._workspace.read(), row.target_id)
        above = "" if target.begins else target.remote_id
        return own_reply(row, self._rows.account(row), above, sent, self._clock.now())

    def failed(self, row: OutboxRow, account: Account, error: WorkstationError) -> Changes:
        """Write down that an attempt ended with an error: what that says of the reply differs."""
        if isinstance(error, NotSignedIn | RateLimited | Offline):
            return self.postpone(row, error, of=SENDING)
        if isinstance(error, Duplicate):  # it is there: most likely from an attempt that we gave up
            return self.doubt(row, error, LOOK_WAITS_S[0])
        if isinstance(error, UserFixable):
            return self.refuse(row, account, error)
        return self.doubt(row, error, first_look_wait(account, row.visibility))

    def refuse(
        self,
        row: OutboxRow,
        account: Account,
        error: UserFixable,
        of: Sequence[OutboxState] = SENDING,
    ) -> Changes:
        """The platform said no to this attempt; where an earlier one ended in doubt, a look decides about that."""
        said = (error.words or error.code) if isinstance(error, Refused) else error.detail
        name, left = type(error).__name__, self._rows.held_for(row, account)
        if left is not None:
            until, note = self._rows.soon(max(0.0, left)), StepNote.REFUSED_IN_DOUBT
            self._rows.turn(
                row, OutboxState.UNKNOWN, of=of, until=until, error=name, words=said, note=note
            )
        else:
            self._rows.turn(row, OutboxState.REFUSED, of=of, error=name, words=said)
        return changed(row)

    def postpone(
        self, row: OutboxRow, error: WorkstationError, of: Sequence[OutboxState] = WAITING
    ) -> Changes:
        """Nothing was published: try again later."""
        if isinstance(error, RateLimited):
            wait = min(error.retry_after, LONGEST_WAIT_S)
        elif isinstance(
            error, NotSignedIn
        ):  # the next poll finds out whether a person has to sign in again
            wait = SIGNED_OUT_WAIT_S
        else:
            wait = random.uniform(2, min(LONGEST_WAIT_S, 5 * 2 ** min(row.attempts, 8)))  # noqa: S311 - spreads load
        until = self._clock.now() + timedelta(seconds=wait)
        self._rows.turn(row, OutboxState.LATER, of=of, until=until, error=type(error).__name__)
        return changed(row)

    def doubt(self, row: OutboxRow, error: WorkstationError, wait: float) -> Changes:
        """It may have been published: look before anything else, in `wait` seconds."""
        until = self._rows.soon(wait)
        with self._workspace.write(durable=True) as connection:
            outbox.forget_looks(connection, row.id)
            outbox.turn(
                connection,
                row.id,
                OutboxState.UNKNOWN,
                self._clock.now(),
                of=SENDING,
                not_before=until,
                error=type(error).__name__,
            )
        self._rows.waits.note(row.id, until)
        self._rows.waits.note_doubt(row.id)
        self._platforms.forget(row.account_id)
        return changed(row)


def own_reply(row: OutboxRow, account: Account, parent_id: str, sent: Sent, at: datetime) -> Raw:
    """Return a reply of ours as a message of its thread, where the platform did not return it itself."""
    item = Item(
        remote_id=sent.remote_id,
        native_id=sent.native_id,
        kind=Kind.REPLY,
        writer=Writer(
            account.settings.get("writer_key", account.handle),
            account.name,
            account.handle,
            is_us=True,
        ),
        at=at,
        text=row.body,
        parent_id=parent_id,
        visibility=row.visibility,
        language=row.language,
        spoiler=row.spoiler,
        url=sent.url,
    )
    told = {"remote_id": sent.remote_id, "text": row.body}
    payload = json.dumps(told, ensure_ascii=False).encode()
    return Raw("own-reply", sent.native_id, payload, (Clean(item, "", row.body),))


def first_look_wait(account: Account, visibility: Visibility = Visibility.PUBLIC) -> float:
    """Return how long to wait before the first look, in seconds.

    Where a server-side key or an id of our choice protects a resend, a short wait is enough; everywhere else we
    wait longer than the server can hold a request and still carry it out.
    """
    rules = account.capabilities.facing(visibility)
    if rules.idempotency is Idempotency.KEY:
        return 60.0
    if rules.idempotency is Idempotency.CHOSEN_ID:
        return 5.0
    return float(rules.hold_s) + LOOK_WAITS_S[0]
