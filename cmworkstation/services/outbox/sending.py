"""The next thing for a reply, on the account's lane: it is sent, waits on, goes to a person, or doubt is settled."""

from functools import partial
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import (
    Ambiguous,
    NotSignedIn,
    Offline,
    RateLimited,
    WorkstationError,
)
from cmworkstation.domain.freeze import Stop
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.reply import OutboxRow, OutboxState, StepNote
from cmworkstation.domain.slot import IfMissed, Slot
from cmworkstation.killpoint import reach
from cmworkstation.sdk.connector import Connector
from cmworkstation.services.journal import Journal
from cmworkstation.services.outbox.giving_back import GivingBack
from cmworkstation.services.outbox.readying import Readying
from cmworkstation.services.outbox.recording import Recording, first_look_wait
from cmworkstation.services.outbox.rows import Rows, changed
from cmworkstation.services.outbox.settling import Settling
from cmworkstation.services.outbox.states import WAITING
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.uploads import Uploads
from cmworkstation.store import messages, outbox, outbox_parts
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.services.approval_gate import ApprovalGate
    from cmworkstation.services.brake import Brake


class Sending:
    """Carries replies out."""

    def __init__(
        self,
        workspace: Workspace,
        platforms: Platforms,
        journal: Journal,
        clock: Clock,
        gate: "ApprovalGate",
        brake: "Brake",
        uploads: Uploads,
        rows: Rows,
        back: GivingBack,
        recording: Recording,
        settling: Settling,
        readying: Readying,
    ) -> None:
        """Take what it asks and writes, and the steps before and after."""
        self._workspace = workspace
        self._platforms = platforms
        self._journal = journal
        self._clock = clock
        self._gate = gate
        self._brake = brake
        self._uploads = uploads
        self._rows = rows
        self._back = back
        self._recording = recording
        self._settling = settling
        self._readying = readying

    def deliver(  # noqa: PLR0911 - each return is one way in which a delivery ends
        self, outbox_id: OutboxId
    ) -> Changes:
        """Do the next thing for one reply, whatever stands still. Raises `StorageFull`."""
        row = self._rows.row(outbox_id)
        if outbox_id in self._recording.unwritten:
            return self._recording.write_down(row, self._recording.unwritten[outbox_id][1])
        full = self._workspace.room.trouble()
        if full is not None:
            raise full
        if row.state is OutboxState.UNKNOWN:
            return self._settling.settle(row)
        ended = self._has_ended(row)
        if ended is not None:
            return ended
        account = self._rows.account(row)
        if not account.capabilities.can_reply or self._nobody_can_post(row, account):
            return self._hand_over(row)
        try:
            connector = self._platforms.connector(account)
        except WorkstationError as error:
            return self._recording.postpone(row, error)
        try:
            row, changes = self._readying.made_ready(row)
        except (Offline, NotSignedIn, RateLimited) as error:
            return self._recording.postpone(row, error)
        if row.state is OutboxState.MOVED:
            return changes | changed(row)
        waits = self._readying.bring_files(row, account, connector)
        if waits is not None or not self.claim(row):
            return changed(row) | (waits or Changes(drafts=bool(row.approval_id)))
        reach("outbox.claimed")
        return changed(row) | self._send(row, account, connector)

    def _has_ended(self, row: OutboxRow) -> Changes | None:
        """Return what became of a reply that is not to be sent, or not any more; None: it is."""
        if row.state not in WAITING or row.behind:
            return Changes()
        if self._brake.stop(row.id) is not Stop.NOTHING:
            return self._rehearse(row) if self._brake.invented(row) else Changes()
        leads = row.part <= 1  # the other parts follow it, whatever the hour
        late = row.slot is not None and row.slot.is_missed(self._clock.now())
        if row.slot and late and leads and row.state is OutboxState.HELD:
            return self._miss(row, row.slot)
        return None

    def _rehearse(self, row: OutboxRow) -> Changes:
        """End a reply that was written in a drill: it counts as answered there, and leaves nowhere."""
        if row.state in WAITING and not row.behind and not self._rows.is_held(row):
            now, note = self._clock.now(), StepNote.EXERCISE
            with self._workspace.write(durable=True) as connection:
                for one in outbox_parts.rest(connection, row):
                    outbox.turn(connection, one.id, OutboxState.DROPPED, now, of=WAITING, note=note)
                self._gate.taken_back(connection, row)
                self._journal.note(connection, "drill.reply", {"outbox": row.id})
        return changed(row)

    def _hand_over(self, row: OutboxRow) -> Changes:
        """Leave a reply to a person once its time has come: no program can post it there."""
        if not self._rows.is_held(row):
            self._rows.turn(row, OutboxState.BY_HAND, of=WAITING, note=StepNote.TAKEN_BY_HAND)
        return changed(row)

    def _nobody_can_post(self, row: OutboxRow, account: Account) -> bool:
        """Tell whether it is a post of our own, on a platform where only people begin threads."""
        head = messages.message(self._workspace.read(), row.target_id)
        # Where a place was chosen for this post alone, its platform takes it there.
        return head.begins and not (account.capabilities.posts or head.native_id)

    def _miss(self, row: OutboxRow, slot: Slot) -> Changes | None:
        """Do what a person wanted for a reply whose time has passed; None: it is sent all the same.

        Whatever it is stands in the journal and among the steps: nothing of it is silent.
        """
        now, held, note = self._clock.now(), (OutboxState.HELD,), StepNote.MISSED
        ways = {IfMissed.ASK: OutboxState.MISSED, IfMissed.DROP: OutboxState.DROPPED}
        with self._workspace.write(durable=True) as connection:
            state = ways.get(slot.if_missed, OutboxState.QUEUED)
            drops = slot.if_missed is IfMissed.DROP
            rows = (outbox_parts.rest(connection, row) if drops else ()) or (row,)
            if not all(
                outbox.turn(connection, one.id, state, now, of=held, note=note) for one in rows
            ):
                return changed(row)
            if drops:
                self._gate.taken_back(connection, row)
                self._back.keep_as_draft(connection, rows)
            told = {"outbox": row.id, "planned": slot.at.isoformat(), "then": slot.if_missed.value}
            self._journal.note(connection, "reply.missed", told)
        self._rows.waits.note(row.id, None)
        if state is OutboxState.QUEUED:
            return None
        return changed(row) | Changes(drafts=state is OutboxState.DROPPED)

    def claim(self, row: OutboxRow) -> bool:
        """Record that this session sends the reply; False when somebody else does or it is not due."""
        if self._rows.is_held(row):
            return False
        in_doubt = self._rows.was_in_doubt(
            row
        )  # then it may be out: nothing can be taken back of it
        with self._workspace.write(durable=True) as connection:
            if self._brake.stop(row.id, connection) is not Stop.NOTHING:
                return False
            if not in_doubt and self._back.voided(connection, row, WAITING):
                return False
            return outbox.claim(connection, row.id, self._workspace.session, self._clock.now())

    def _send(self, row: OutboxRow, account: Account, connector: Connector) -> Changes:
        target, content = self._rows.target(row, account), self._uploads.content(row)
        in_doubt = partial(
            self._recording.doubt, row, wait=first_look_wait(account, row.visibility)
        )
        try:
            sent = connector.reply(target, content, once_key=row.once_key)
        except WorkstationError as error:
            return self._recording.write_down(
                row, partial(self._recording.failed, row, account, error)
            )
        except Exception as error:  # noqa: BLE001 - whatever broke, the reply may be out: doubt, not loss
            return self._recording.write_down(
                row, partial(in_doubt, Ambiguous(type(error).__name__))
            )
        reach("outbox.answered")
        if not sent.remote_id:
            return self._recording.write_down(
                row, partial(in_doubt, Ambiguous("no id in the answer"))
            )
        return self._recording.write_down(
            row, partial(self._recording.sent, row, account, connector, sent)
        )
