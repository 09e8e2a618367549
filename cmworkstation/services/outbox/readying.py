"""What is looked at before a reply leaves: its thread as it stands now, the part before it, and its files."""

from dataclasses import replace
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import (
    NotSignedIn,
    Offline,
    RateLimited,
    StorageFull,
    Temporary,
    UserFixable,
)
from cmworkstation.domain.reply import OutboxRow, OutboxState, StepNote
from cmworkstation.killpoint import reach
from cmworkstation.sdk.connector import Connector, TakesUploads
from cmworkstation.services.outbox.recording import Recording
from cmworkstation.services.outbox.rows import Rows, changed
from cmworkstation.services.outbox.states import WAITING
from cmworkstation.services.sync import Sync
from cmworkstation.services.uploads import Uploads
from cmworkstation.services.windows import window_of
from cmworkstation.store import batches, messages, outbox_parts
from cmworkstation.store.database import Workspace
from cmworkstation.store.messages import Moved

if TYPE_CHECKING:
    from cmworkstation.services.brake import Brake

PROCESSING_WAIT_S = 3.0  # a server still works on a file


class Readying:
    """Sees to it that a reply still fits what it answers, and that its files are there."""

    def __init__(
        self,
        workspace: Workspace,
        sync: Sync,
        clock: Clock,
        brake: "Brake",
        uploads: Uploads,
        rows: Rows,
        recording: Recording,
    ) -> None:
        """Take what it reads, and who writes down what stands in the way."""
        self._workspace = workspace
        self._sync = sync
        self._clock = clock
        self._brake = brake
        self._uploads = uploads
        self._rows = rows
        self._recording = recording

    def made_ready(self, row: OutboxRow) -> tuple[OutboxRow, Changes]:
        """Look at what a reply answers, and return it as it stands then: moved where a person must decide.

        Raises `Offline`, `NotSignedIn`, `RateLimited`, `StorageFull`.
        """
        if row.part > 1:
            return self._behind(row), Changes()
        if self._rows.wants_anyway(row):
            return row, Changes()
        moved, changes = self._look_at_thread(row)
        stopped = self._why_stopped(row, moved)
        if stopped:
            self._rows.turn(row, OutboxState.MOVED, of=WAITING, note=stopped)
            return self._rows.row(row.id), changes
        return row, changes

    def _look_at_thread(self, row: OutboxRow) -> tuple[Moved, Changes]:
        """Read the thread again, and compare with what the person saw.

        Raises `Offline`, `NotSignedIn`, `RateLimited`, `StorageFull`: sending would meet the same. Other trouble with
        reading, a mistake of ours included, stops nothing; what the workspace knows decides.
        """
        changes = Changes()
        target = messages.message(self._workspace.read(), row.target_id)
        if target.begins:  # nobody else is there yet
            return self.moved(row), changes
        try:
            changes = self._sync.refresh_thread(target.conversation_id, target)
        except (Offline, NotSignedIn, RateLimited, StorageFull):
            raise
        except Exception:  # noqa: BLE001, S110 - else the reply would wait for ever, tried again every second
            pass
        reach("outbox.thread-read")
        return self.moved(row), changes

    def _behind(self, row: OutboxRow) -> OutboxRow:
        """Return a later part with the message of the part before it as its target; moved where that is not here.

        Raises what keeps us from reading the thread.
        """
        before = self._rows.row(row.after_id)
        if outbox_parts.published(self._workspace.read(), before.id) is None:
            self._look_at_thread(before)
        with self._workspace.write(durable=True) as connection:
            there = outbox_parts.follow(connection, before) is not None
        if not there and not self._rows.wants_anyway(row):
            self._rows.turn(row, OutboxState.MOVED, of=WAITING, note=StepNote.PART_MISSING)
        return self._rows.row(row.id)

    def moved(self, row: OutboxRow) -> Moved:
        """Return how the thread moved on since the reply was written, but for what was written with it in one batch."""
        connection = self._workspace.read()
        found = messages.moved(connection, row.target_id, row.seen_head)
        if not found.answers:
            return found
        known = batches.sent_with(connection, row.id)
        return replace(found, answers=tuple(one for one in found.answers if one not in known))

    def window_closed(self, row: OutboxRow) -> bool:
        """Tell whether the platform's time for this reply is over."""
        connection, now = self._workspace.read(), self._clock.now()
        found = window_of(connection, self._rows.account(row), row.target_id, row.visibility, now)
        return found is not None and found.closed

    def _why_stopped(self, row: OutboxRow, moved: Moved) -> StepNote | None:
        """Return why a person is to look once more at a reply, now that its thread was read again."""
        if moved and not row.approval_id:  # what was approved goes back to whoever approves
            return StepNote.MOVED
        return StepNote.WINDOW if self.window_closed(row) else None

    def bring_files(self, row: OutboxRow, account: Account, connector: Connector) -> Changes | None:
        """Bring a reply's files to its server first; return what changed where the reply has to wait, else None."""
        if not row.media or not isinstance(connector, TakesUploads) or self._rows.is_held(row):
            return None
        try:
            ready = self._uploads.bring(row, connector, lambda: bool(self._brake.stop(row.id)))
        except (NotSignedIn, Temporary) as error:
            return self._recording.postpone(row, error)
        except UserFixable as error:
            return self._recording.refuse(row, account, error, WAITING)
        if not ready:
            until = self._rows.soon(PROCESSING_WAIT_S)
            self._rows.turn(row, OutboxState.LATER, of=WAITING, until=until)
            return changed(row)
        return None
