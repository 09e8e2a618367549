"""The outbox service, as the window and other services ask it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.crowding import Crowd, crowding
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.freeze import Stop
from cmworkstation.domain.ids import AccountId, OutboxId
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft, OutboxRow, OutboxState, OutboxStep, StepNote
from cmworkstation.domain.slot import Slot
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.outbox.giving_back import GivingBack
from cmworkstation.services.outbox.queueing import Checked, Queueing
from cmworkstation.services.outbox.readying import Readying
from cmworkstation.services.outbox.recording import Recording
from cmworkstation.services.outbox.rows import Rows, changed
from cmworkstation.services.outbox.sending import Sending
from cmworkstation.services.outbox.settling import Settling
from cmworkstation.services.outbox.states import DOUBTED, UNPUBLISHED
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.sync import Sync
from cmworkstation.services.uploads import Uploads
from cmworkstation.store import accounts, outbox, outbox_parts
from cmworkstation.store.database import Connection, Workspace
from cmworkstation.store.messages import Moved

if TYPE_CHECKING:
    from cmworkstation.services.approval_gate import ApprovalGate
    from cmworkstation.services.brake import Brake

REMEMBERED = timedelta(days=7)  # what was said since then is not to be said again
RECOVERY_WAIT_S = 5.0


class Outbox:
    """Queues replies, sends what is due, and settles doubt. `deliver` runs on the account's lane."""

    def __init__(
        self,
        workspace: Workspace,
        platforms: Platforms,
        sync: Sync,
        journal: Journal,
        clock: Clock,
        before_queue: Callable[[Draft, str], Checked],
        acting: Acting,
        gate: "ApprovalGate",
        brake: "Brake",
    ) -> None:
        """Take what sending needs; `before_queue` raises when the charter forbids the reply."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._before_queue = before_queue
        self._acting = acting
        self._gate = gate
        self._brake = brake
        uploads = Uploads(workspace)
        self._rows = Rows(workspace, clock)
        self._queueing = Queueing(journal, clock, brake, self._rows)
        self._back = GivingBack(workspace, journal, clock, gate)
        self._recording = Recording(workspace, platforms, sync, journal, clock, gate, self._rows)
        self._settling = Settling(
            workspace,
            platforms,
            journal,
            clock,
            acting,
            gate,
            brake,
            uploads,
            self._rows,
            self._recording,
        )
        self._readying = Readying(
            workspace, sync, clock, brake, uploads, self._rows, self._recording
        )
        self._sending = Sending(
            workspace,
            platforms,
            journal,
            clock,
            gate,
            brake,
            uploads,
            self._rows,
            self._back,
            self._recording,
            self._settling,
            self._readying,
        )

    # What a person asks for

    def queue(
        self, draft: Draft, *, hold_s: float = 10.0, override: str = ""
    ) -> tuple[OutboxRow, Changes]:
        """Take a draft into the outbox; nothing leaves for `hold_s` seconds, so that it can be undone.

        A draft in parts becomes a row for each; the first is returned, and stands for all of them.
        `override` is a person's reason ("quoted", "other: in words") for what the charter calls an error. Raises
        `NotAllowed` when the reply is empty, on its way already, or forbidden by the charter, and
        `IncompleteAnswer` while a variable is empty.
        """
        self._acting.require(Act.SEND)
        if not draft.body.strip():
            raise NotAllowed("empty")
        checked = self.checked(draft, override)
        with self._workspace.write(durable=True) as connection:
            row = self.put(connection, draft, checked, hold_s=hold_s, author=self._acting.id)
        return row, changed(row)

    def checked(self, draft: Draft, override: str = "") -> Checked:
        """Return what the charter says of a draft that is to leave. Raises as `queue`, also "approval-needed"."""
        checked = self._before_queue(draft, override)
        self._gate.check(draft)
        return checked

    def undo(self, outbox_id: OutboxId) -> tuple[Draft, Changes]:
        """Take a held reply back: the draft is again what it was, byte for byte. Raises `NotAllowed` when too late."""
        self._acting.require(Act.SEND)
        return self.give_back(outbox_id, (OutboxState.HELD,), StepNote.UNDONE)

    def edit(self, outbox_id: OutboxId) -> tuple[Draft, Changes]:
        """Turn a reply that certainly was not published back into a draft.

        Raises `NotAllowed` when it is too late, or while an earlier attempt may still be carried out.
        """
        self._acting.require(Act.SEND)
        return self.give_back(outbox_id, UNPUBLISHED, StepNote.TAKEN_BACK)

    def drop(self, outbox_id: OutboxId) -> Changes:
        """Give a reply up with all its parts that are not sent; the text stays in the outbox and in the journal."""
        self._acting.require(Act.SEND)
        return self.give_up(outbox_id)

    def give_up(self, outbox_id: OutboxId) -> Changes:
        """Carry out that a reply was dropped. Raises `NotAllowed` ("too-late")."""
        with self._workspace.write(durable=True) as connection:
            row = outbox.row(connection, outbox_id)
            of = (*UNPUBLISHED, *DOUBTED, OutboxState.BY_HAND)
            now, note = self._clock.now(), StepNote.DROPPED
            if row.state is OutboxState.SENT:
                raise NotAllowed("too-late")
            for one in outbox_parts.rest(connection, row):
                if not outbox.turn(connection, one.id, OutboxState.DROPPED, now, of=of, note=note):
                    raise NotAllowed("too-late")
            self._gate.taken_back(connection, row)
            self._journal.note(connection, "reply.drop", {"outbox": outbox_id})
        return changed(row)

    def send_now(self, outbox_id: OutboxId) -> Changes:
        """Send a held, waiting, refused or moved reply at the next occasion, as the person wants it."""
        self._acting.require(Act.SEND)
        with self._workspace.write(durable=True) as connection:
            self._brake.require(outbox_id, connection)
            row = outbox.row(connection, outbox_id)
            now = self._clock.now()
            if not outbox.turn(
                connection, outbox_id, OutboxState.QUEUED, now, of=UNPUBLISHED, note=StepNote.WANTED
            ):
                raise NotAllowed("too-late")
            if row.state is OutboxState.MOVED:
                outbox.send_anyway(connection, outbox_id)
            for one in outbox_parts.rest(connection, row):  # what is held with it is wanted too
                if one.state is OutboxState.HELD and one.part > row.part:
                    outbox.turn(
                        connection,
                        one.id,
                        OutboxState.QUEUED,
                        now,
                        of=(OutboxState.HELD,),
                        note=StepNote.WANTED,
                    )
            self._journal.note(connection, "reply.send-now", {"outbox": outbox_id})
        return changed(row)

    def send_again(self, outbox_id: OutboxId) -> Changes:
        """A person looked and the reply is not there: send it again."""
        return self._settling.send_again(outbox_id)

    def confirm_sent(self, outbox_id: OutboxId, address: str) -> Changes:
        """A person looked and found the reply at `address`; it may be empty where we chose the reply's id ourselves."""
        return self._settling.confirm_sent(outbox_id, address)

    def look(self, outbox_id: OutboxId) -> Changes:
        """Look among our own posts at once, as a person wants it; on the account's lane.

        What is found is sent. What is not found proves nothing before its time: the row stays as it was, and the
        look stands among its steps. Raises `NotAllowed`, and whatever keeps us from looking.
        """
        return self._settling.look(outbox_id)

    def needs_address(self, outbox_id: OutboxId) -> bool:
        """Tell whether a person who found a reply must say where; not so where we chose its id ourselves."""
        return self._settling.needs_address(outbox_id)

    # What can be seen

    def rows(self, limit: int = 500) -> tuple[OutboxRow, ...]:
        """Return the outbox: what needs a person first, then what is on its way, then what is done."""
        return outbox.rows(self._workspace.read(), limit=limit)

    def row(self, outbox_id: OutboxId) -> OutboxRow:
        """Return one reply. Raises `KeyError`."""
        return self._rows.row(outbox_id)

    def steps(self, outbox_id: OutboxId) -> tuple[OutboxStep, ...]:
        """Return what happened to a reply."""
        return outbox.steps(self._workspace.read(), outbox_id)

    def moved(self, row: OutboxRow) -> Moved:
        """Return how the thread moved on since the reply was written, but for what was written with it in one batch."""
        return self._readying.moved(row)

    def window_closed(self, row: OutboxRow) -> bool:
        """Tell whether the platform's time for this reply is over."""
        return self._readying.window_closed(row)

    def due(self) -> dict[AccountId, list[OutboxId]]:
        """Return what can be sent or settled now, by account."""
        found: dict[AccountId, list[OutboxId]] = {}
        over = [
            (outbox_id, account_id)
            for outbox_id, account_id, until, planned in outbox.waiting(self._workspace.read())
            if self._rows.is_over(outbox_id, until, planned=planned)
        ]
        stopped = self._brake.stopped([one for one, _ in over]) if over else frozenset()
        for outbox_id, account_id in over:
            if outbox_id not in stopped or self._goes_on(outbox_id):
                found.setdefault(account_id, []).append(outbox_id)
        for outbox_id, (account_id, _) in list(self._recording.unwritten.items()):
            found.setdefault(account_id, []).append(outbox_id)
        return found

    def _goes_on(self, outbox_id: OutboxId) -> bool:
        """Tell whether there is something to do for a reply that may not leave: to look for it, or to end a drill's."""
        row = self._rows.row(outbox_id)
        rehearsed = self._brake.stop(outbox_id) is Stop.EXERCISE and self._brake.invented(row)
        return row.state is OutboxState.UNKNOWN or rehearsed

    def crowding(self, draft: Draft, at: datetime) -> tuple[Crowd, ...]:
        """Return what speaks against sending a draft at a moment: the same words again, or a crowd in that hour."""
        connection = self._workspace.read()
        number = accounts.number(connection, draft.account_id)
        since = min(at, self._clock.now()) - REMEMBERED
        return crowding(draft.body, at, outbox.around(connection, number, since))

    def next_due_at(self) -> datetime | None:
        """Return when the outbox next wants attention."""
        return outbox.next_due_at(self._workspace.read())

    # What the account's lane does

    def recover(self) -> int:
        """After a start: whatever an ended session was sending is in doubt now. Return how many replies."""
        with self._workspace.write(durable=True) as connection:
            wait = timedelta(seconds=RECOVERY_WAIT_S)
            return outbox.recover(connection, self._workspace.session, self._clock.now(), wait)

    def deliver(self, outbox_id: OutboxId) -> Changes:
        """Do the next thing for one reply: send it, or settle the doubt about it. Raises `StorageFull`."""
        if outbox_id not in self._recording.unwritten and self._brake.stands_still(outbox_id):
            return Changes()
        return self._sending.deliver(outbox_id)

    def claim(self, row: OutboxRow) -> bool:
        """Record that this session sends the reply; False when somebody else does or it is not due."""
        return self._sending.claim(row)

    def settle(self, row: OutboxRow) -> Changes:
        """Look among our own posts for a reply in doubt, and draw the conclusion."""
        return self._settling.settle(row)

    # What other services do with a reply, most of it within a transaction of theirs

    def put(
        self,
        connection: Connection,
        draft: Draft,
        checked: Checked,
        *,
        hold_s: float,
        author: str,
        approval_id: str = "",
    ) -> OutboxRow:
        """Add a reply that passed every check, within an open transaction. Raises `NotAllowed` when it is there."""
        return self._queueing.put(
            connection, draft, checked, hold_s=hold_s, author=author, approval_id=approval_id
        )

    def hold_again(
        self, connection: Connection, row: OutboxRow, until: datetime, slot: Slot | None
    ) -> None:
        """Let a reply that waits wait until a moment, or its time, within an open transaction."""
        outbox.hold_again(connection, row.id, self._clock.now(), until, slot)
        self._rows.waits.note(row.id, until)

    def voided(self, connection: Connection, row: OutboxRow, of: Sequence[OutboxState]) -> bool:
        """Turn a reply that is not as it was approved into its draft; tell whether it was. Within a transaction."""
        return self._back.voided(connection, row, of)

    def give_back(
        self, outbox_id: OutboxId, allowed: tuple[OutboxState, ...], note: str
    ) -> tuple[Draft, Changes]:
        """Turn a reply, or what of its parts is not sent, into its draft again. Raises `NotAllowed`."""
        return self._back.give_back(outbox_id, allowed, note)

    def take_back(self, connection: Connection, outbox_id: OutboxId) -> Draft:
        """Turn a held reply into its draft again, within an open transaction. Raises `NotAllowed` when too late."""
        return self._back.take_back(connection, outbox_id)

    def held_for(self, row: OutboxRow, account: Account) -> float | None:
        """Return for how many seconds the server can still carry out an attempt in doubt; None without one."""
        return self._rows.held_for(row, account)
