"""Doubt and how it ends: a look among our own posts, or a person who looked."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Account, Idempotency, Visibility
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import (
    Duplicate,
    NotAllowed,
    NotSignedIn,
    RateLimited,
    ServerTrouble,
    WorkstationError,
)
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import OutboxRow, OutboxState, StepNote
from cmworkstation.killpoint import reach
from cmworkstation.sdk.connector import Connector, HasChosenIds, Sent
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.outbox.recording import LONGEST_WAIT_S, Recording
from cmworkstation.services.outbox.rows import LOOK_WAITS_S, Rows, changed
from cmworkstation.services.outbox.states import DOUBTED, REFUSALS
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.uploads import Uploads
from cmworkstation.store import messages, outbox, outbox_parts
from cmworkstation.store.database import Workspace

if TYPE_CHECKING:
    from cmworkstation.services.approval_gate import ApprovalGate
    from cmworkstation.services.brake import Brake

BEFORE = timedelta(seconds=120)  # by how much a platform's clock may be behind ours
MOST_TWINS = 5  # earlier replies with the same words at the same place that are passed over
# A key is trusted until ten minutes before the server forgets it, or three quarters of a shorter life.
KEY_MARGIN_S, KEY_MARGIN = 600, 1 / 4


class Settling:
    """Ends the doubt about replies."""

    def __init__(
        self,
        workspace: Workspace,
        platforms: Platforms,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        gate: "ApprovalGate",
        brake: "Brake",
        uploads: Uploads,
        rows: Rows,
        recording: Recording,
    ) -> None:
        """Take what it asks and writes."""
        self._workspace = workspace
        self._platforms = platforms
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._gate = gate
        self._brake = brake
        self._uploads = uploads
        self._rows = rows
        self._recording = recording

    def settle(self, row: OutboxRow) -> Changes:
        """Look among our own posts for a reply in doubt, and draw the conclusion."""
        account = self._rows.account(row)
        doubt = outbox.doubt(self._workspace.read(), row.id)
        if account.capabilities.facing(row.visibility).idempotency is Idempotency.NONE:
            self._rows.turn(row, OutboxState.ASK, note=StepNote.CANNOT_TELL)
            return changed(row)
        try:
            connector = self._platforms.connector(account)
            found = self._find(row, account, connector, doubt.first_started_at)
        except WorkstationError as error:
            wait = 60.0 if isinstance(error, NotSignedIn) else 30.0
            if isinstance(error, RateLimited):
                wait = min(error.retry_after, LONGEST_WAIT_S)
            return self._look_failed(row, error, wait)
        except Exception as error:  # noqa: BLE001 - a mistake of ours leaves the doubt as it was
            return self._look_failed(row, ServerTrouble(type(error).__name__), LOOK_WAITS_S[2])
        reach("outbox.looked")
        if found is not None:
            return self._recording.sent(row, account, connector, found, StepNote.FOUND)
        self._conclude_absent(row, account, doubt)
        return changed(row)

    def _find(
        self, row: OutboxRow, account: Account, connector: Connector, started_at: datetime
    ) -> Sent | None:
        """Look for a reply among our own posts, and pass over what other rows sent with the same words.

        Our clock may be ahead of the platform's, or have been when we sent: what is answered is older by both.
        """
        target = messages.message(self._workspace.read(), row.target_id)
        since = min(started_at - BEFORE, target.at)
        for _ in range(MOST_TWINS):
            found = connector.find_sent(
                self._rows.target(row, account),
                self._uploads.content(row),
                once_key=row.once_key,
                since=since,
            )
            if found is None:
                return None
            twin_at = outbox.sent_by_another(self._workspace.read(), row.id, found.remote_id)
            if twin_at is None:
                return found
            since = twin_at + timedelta(seconds=1)
        return None

    def _look_failed(self, row: OutboxRow, error: WorkstationError, wait: float) -> Changes:
        """Nothing was learnt: look again in `wait` seconds."""
        name = type(error).__name__
        # What the platform said of the reply itself outlives a look that failed.
        said = (row.error, row.error_words) if _is_verdict(row) else (name, "")
        until = self._rows.soon(wait)
        self._rows.turn(
            row, OutboxState.UNKNOWN, until=until, error=said[0], words=said[1], note=name
        )
        return changed(row)

    def _conclude_absent(self, row: OutboxRow, account: Account, doubt: outbox.Doubt) -> None:
        """The reply is not among our posts (yet)."""
        rules = account.capabilities.facing(row.visibility)
        age = (self._clock.now() - doubt.first_started_at).total_seconds()
        life_s = rules.key_life_s - min(KEY_MARGIN_S, rules.key_life_s * KEY_MARGIN)
        keyed = rules.idempotency is Idempotency.KEY and 0 <= age < life_s
        held_s = self._rows.held_for(row, account) or 0.0
        if row.error in REFUSALS:
            certain = held_s <= 0
            state = OutboxState.REFUSED if certain else OutboxState.UNKNOWN
            until = None if certain else self._rows.soon(held_s)
            self._rows.turn(row, state, until=until, error=row.error, words=row.error_words)
            return
        # Once the platform said that it holds the reply, sending again would bring the same answer for ever.
        twin = row.error if row.error == Duplicate.__name__ else ""
        safe = keyed or rules.idempotency in (Idempotency.CHOSEN_ID, Idempotency.NATURAL)
        if safe and not twin:
            self._rows.turn(row, OutboxState.QUEUED, note=StepNote.SAME_KEY)
            return
        with self._workspace.write(durable=True) as connection:
            outbox.count_look(connection, row.id)
        if doubt.looks + 1 < len(LOOK_WAITS_S):
            until = self._rows.soon(LOOK_WAITS_S[doubt.looks + 1])
            self._rows.turn(
                row, OutboxState.UNKNOWN, until=until, error=twin, note=StepNote.NOT_THERE_YET
            )
        elif held_s > 0:  # the server may still carry it out
            until = self._rows.soon(held_s)
            self._rows.turn(
                row, OutboxState.UNKNOWN, until=until, error=twin, note=StepNote.NOT_THERE_YET
            )
        elif rules.own_list_complete and not twin:
            self._rows.turn(row, OutboxState.QUEUED, note=StepNote.THREE_LOOKS)
        else:
            self._rows.turn(row, OutboxState.ASK, note=StepNote.CANNOT_TELL)

    def look(self, outbox_id: OutboxId) -> Changes:
        """Look among our own posts at once, as a person wants it; on the account's lane.

        What is found is sent. What is not found proves nothing before its time: the row stays as it was, and the
        look stands among its steps. Raises `NotAllowed`, and whatever keeps us from looking.
        """
        self._acting.require(Act.SEND)
        row = self._rows.row(outbox_id)
        account = self._rows.account(row)
        if row.state not in DOUBTED:
            raise NotAllowed("not-in-doubt")
        if account.capabilities.facing(row.visibility).idempotency is Idempotency.NONE:
            raise NotAllowed("cannot-look")
        connector = self._platforms.connector(account)
        doubt = outbox.doubt(self._workspace.read(), row.id)
        found = self._find(row, account, connector, doubt.first_started_at)
        if found is not None:
            return self._recording.sent(row, account, connector, found, StepNote.FOUND)
        self._rows.turn(
            row,
            row.state,
            of=(row.state,),
            until=row.not_before,
            error=row.error,
            words=row.error_words,
            note=StepNote.NOT_THERE_YET,
        )
        return changed(row)

    def send_again(self, outbox_id: OutboxId) -> Changes:
        """A person looked and the reply is not there: send it again."""
        self._acting.require(Act.SEND)
        with self._workspace.write(durable=True) as connection:
            self._brake.require(outbox_id, connection)
            row = outbox.row(connection, outbox_id)
            now, note = self._clock.now(), StepNote.NOT_THERE_PERSON
            if not outbox.turn(
                connection, outbox_id, OutboxState.QUEUED, now, of=DOUBTED, note=note
            ):
                raise NotAllowed("not-in-doubt")
            outbox.forget_looks(connection, outbox_id)
            self._journal.note(connection, "reply.send-again", {"outbox": outbox_id})
        return changed(row)

    def confirm_sent(self, outbox_id: OutboxId, address: str) -> Changes:
        """A person looked and found the reply at `address`; it may be empty where we chose the reply's id ourselves."""
        self._acting.require(Act.SEND)
        name = address.strip() or self.chosen_id(outbox_id)
        with self._workspace.write(durable=True) as connection:
            row = outbox.row(connection, outbox_id)
            if row.state not in DOUBTED:
                raise NotAllowed("not-in-doubt")
            if not name:
                raise NotAllowed("address-missing")
            outbox.settle_sent(
                connection,
                outbox_id,
                name,
                address.strip(),
                self._clock.now(),
                StepNote.FOUND_PERSON,
            )
            outbox_parts.follow(connection, row)
            self._gate.sent(connection, row)
            self._journal.note(connection, "reply.confirmed", {"outbox": outbox_id})
        return changed(row)

    def needs_address(self, outbox_id: OutboxId) -> bool:
        """Tell whether a person who found a reply must say where; not so where we chose its id ourselves."""
        return not self.chosen_id(outbox_id)

    def chosen_id(self, outbox_id: OutboxId) -> str:
        """Return the id that we chose for a reply, "" where the platform chooses it."""
        row = self._rows.row(outbox_id)
        account = self._rows.account(row)
        private = row.visibility is Visibility.PRIVATE
        if private and account.capabilities.facing(row.visibility).idempotency is Idempotency.NONE:
            # No address leads to it and nobody ever tells us its id: a name of our own does.
            return f"{account.platform}:{row.once_key}"
        if account.capabilities.private and private:
            return ""  # they go another way, where the platform chooses
        try:
            kind = self._platforms.kind(account.platform)
        except WorkstationError:
            return ""
        return (
            kind.chosen_id(account.settings, row.once_key) if issubclass(kind, HasChosenIds) else ""
        )


def _is_verdict(row: OutboxRow) -> bool:
    """Tell whether the row's error is what the platform said of the reply, not how a look went."""
    return row.error in REFUSALS or row.error == Duplicate.__name__
