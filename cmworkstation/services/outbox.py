"""The outbox service: carries each reply out exactly once.

A reply is recorded as `sending`, on the disk, before its first byte leaves. If the answer does not tell
clearly what happened, the reply is `unknown`, and it is settled by looking among our own posts, never by a
blind retry:

    held ──▶ queued ──▶ sending ──▶ sent          the platform gave its id
                │          ├──────▶ refused       the platform said no; nothing was published
                │          ├──────▶ later         nothing was published; tried again at a known time
                │          └──────▶ unknown ──▶ sent | queued (same key) | ask
                ├──▶ moved                        the thread moved on: a person decides
                ├──▶ dropped                      it was approved, and something is not as it was approved
                └──▶ by-hand ──▶ sent             a person posts it, and nothing here sends it (`by_hand`)

How doubt ends depends on what the platform offers (`Idempotency`): with a key, an id of our choice or a natural
refusal of duplicates, sending again under the same key is safe; without them we wait longer than the server can
hold a request, look three times, and send again only where our own posts can be listed completely.

On a full disk nothing leaves. Where the disk fills between the request and its answer, the answer is kept in memory
and written down when there is room; if the program ends before, the next start finds `sending` and looks.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Account, Idempotency, Visibility
from cmworkstation.domain.charter.shingles import shingles, sketch
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.crowding import Crowd, crowding
from cmworkstation.domain.errors import (
    Ambiguous,
    Duplicate,
    NotAllowed,
    NotSignedIn,
    Offline,
    RateLimited,
    Refused,
    ServerTrouble,
    StorageFull,
    Temporary,
    UserFixable,
    WorkstationError,
)
from cmworkstation.domain.freeze import Stop
from cmworkstation.domain.ids import AccountId, DraftId, OutboxId, uuid7
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft, OutboxRow, OutboxState, OutboxStep, StepNote
from cmworkstation.domain.slot import IfMissed, Slot
from cmworkstation.domain.splitting import marked, numbered, parts_of, without_number
from cmworkstation.domain.waiver import Waiver
from cmworkstation.killpoint import reach
from cmworkstation.sdk.connector import Connector, Content, HasChosenIds, Sent, TakesUploads, Target
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.recognising import body_digest
from cmworkstation.services.sync import Sync, target_of
from cmworkstation.services.uploads import Uploads
from cmworkstation.services.waits import Waits
from cmworkstation.services.windows import window_of
from cmworkstation.store import (
    accounts,
    batches,
    conversations,
    drafts,
    freezes,
    intake,
    messages,
    outbox,
    outbox_parts,
    promises,
    repeats,
    said_by,
    waivers,
)
from cmworkstation.store.database import Connection, Workspace
from cmworkstation.store.intake import Clean, Raw
from cmworkstation.store.messages import Moved

if TYPE_CHECKING:
    from cmworkstation.services.approval_gate import ApprovalGate
    from cmworkstation.services.brake import Brake

LOOK_WAITS_S = (15.0, 60.0, 300.0)  # after the waiting time: own lists may lag behind
REMEMBERED = timedelta(days=7)  # what was said since then is not to be said again
BEFORE = timedelta(seconds=120)  # by how much a platform's clock may be behind ours
MOST_TWINS = 5  # earlier replies with the same words at the same place that are passed over
# A key is trusted until ten minutes before the server forgets it, or three quarters of a shorter life.
KEY_MARGIN_S, KEY_MARGIN = 600, 1 / 4
RECOVERY_WAIT_S = 5.0
PROCESSING_WAIT_S = 3.0  # a server still works on a file
WAITING = (OutboxState.HELD, OutboxState.QUEUED, OutboxState.LATER)  # nothing has left
SENDING = (OutboxState.SENDING,)
DOUBTED = (OutboxState.UNKNOWN, OutboxState.ASK)
UNPUBLISHED = (
    *WAITING,
    OutboxState.REFUSED,
    OutboxState.MOVED,
    OutboxState.MISSED,
)  # unless an earlier attempt ended in doubt
LOOKED_FOR = (OutboxState.REFUSED, OutboxState.BY_HAND)
LONGEST_WAIT_S = 900.0
SIGNED_OUT_WAIT_S = 60.0


def _names(kind: type[WorkstationError]) -> Iterator[str]:
    yield kind.__name__
    for child in kind.__subclasses__():
        yield from _names(child)


# What a row in doubt carries as its error when the platform refused a later attempt.
REFUSALS = frozenset(_names(UserFixable)) - {NotSignedIn.__name__, Duplicate.__name__}


@dataclass(frozen=True, slots=True)
class Checked:
    """What the charter said of a reply when it was queued."""

    charter_hash: str = ""
    findings: str = "[]"
    answer_hash: str = ""  # of the approved answer that it began from
    edited_words: int = 0  # by which it differs from that
    facts: str = "[]"
    waivers: tuple[Waiver, ...] = ()  # with which it leaves
    outcomes: str = "{}"  # what became of each rule that spoke


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
        self._platforms = platforms
        self._sync = sync
        self._journal = journal
        self._clock = clock
        self._before_queue = before_queue
        self._acting = acting
        self._gate = gate
        self._brake = brake
        self._waits = Waits(clock)
        self._uploads = Uploads(workspace)
        self._unwritten: dict[OutboxId, tuple[AccountId, Callable[[], Changes]]] = {}

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
        return row, self._changes(row)

    def checked(self, draft: Draft, override: str = "") -> Checked:
        """Return what the charter says of a draft that is to leave. Raises as `queue`, also "approval-needed"."""
        checked = self._before_queue(draft, override)
        self._gate.check(draft)
        return checked

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
        now = self._clock.now()
        target = messages.message(connection, draft.target_id)
        row = OutboxRow(
            id=OutboxId(uuid7()),
            # Conversations join when what is above them arrives, also while somebody writes.
            conversation_id=target.conversation_id,
            account_id=draft.account_id,
            target_id=draft.target_id,
            body=draft.body,
            visibility=draft.visibility,
            language=draft.language,
            spoiler=draft.spoiler,
            once_key=uuid7(),
            state=OutboxState.HELD,
            seen_head=draft.seen_head,
            attempts=0,
            created_at=now,
            hold_until=max(now + timedelta(seconds=hold_s), draft.slot.at if draft.slot else now),
            not_before=None,
            started_at=None,
            sent_at=None,
            remote_id="",
            url="",
            error="",
            error_words="",
            slot=draft.slot,
            approval_id=approval_id,
            media=draft.media,
            begins=target.begins,
        )
        threads = accounts.account(connection, draft.account_id).capabilities.threads
        rows = in_parts(row) if threads else (row,)
        row = rows[0]
        for one in rows:
            first = one is row
            digest = body_digest(one.body)
            if outbox.under_way(connection, one.account_id, one.target_id, digest):
                raise NotAllowed("already-on-its-way")
            outbox.add(
                connection,
                one,
                body_digest=digest,
                answer_id=draft.answer_id if first else "",
                charter_hash=checked.charter_hash,
                findings=checked.findings if first else "[]",
                answer_hash=checked.answer_hash if first else "",
                edited_words=checked.edited_words if first else 0,
                facts=checked.facts if first else "[]",
                outcomes_=checked.outcomes if first else "{}",
                by=author,
            )
            repeats.note(connection, one.id, sketch(shingles(one.body)), now)
        frozen = self._brake.number(row.account_id, row.conversation_id, connection)
        if frozen is not None:  # it waits for a word of its own, whatever becomes of the freeze
            freezes.hold_back(connection, [one.id for one in rows], frozen)
        waivers.go_along(connection, draft.id, row.id, checked.waivers, now)
        promises.go_along(connection, draft.id, rows)
        said_by.go_along(connection, draft.id, rows[-1].id)
        reach("outbox.with-companions")
        drafts.discard(connection, draft.id)
        self._journal.note(
            connection,
            "reply.queue",
            {
                "outbox": row.id,
                "account": row.account_id,
                "body": row.whole or row.body,
                "charter": checked.charter_hash,
                "findings": json.loads(checked.findings),
                **({"approval": approval_id} if approval_id else {}),
                **({"media": [one.bound for one in row.media]} if row.media else {}),
                **({"planned": draft.slot.at.isoformat()} if draft.slot else {}),
            },
        )
        for one in rows:
            self._waits.note(one.id, one.hold_until)
        return row

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
        return self._changes(row)

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
        return self._changes(row)

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
        return self._changes(row)

    def confirm_sent(self, outbox_id: OutboxId, address: str) -> Changes:
        """A person looked and found the reply at `address`; it may be empty where we chose the reply's id ourselves."""
        self._acting.require(Act.SEND)
        name = address.strip() or self._chosen_id(outbox_id)
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
        return self._changes(row)

    def look(self, outbox_id: OutboxId) -> Changes:
        """Look among our own posts at once, as a person wants it; on the account's lane.

        What is found is sent. What is not found proves nothing before its time: the row stays as it was, and the
        look stands among its steps. Raises `NotAllowed`, and whatever keeps us from looking.
        """
        self._acting.require(Act.SEND)
        row = self.row(outbox_id)
        account = self._account(row)
        if row.state not in DOUBTED:
            raise NotAllowed("not-in-doubt")
        if account.capabilities.facing(row.visibility).idempotency is Idempotency.NONE:
            raise NotAllowed("cannot-look")
        connector = self._platforms.connector(account)
        doubt = outbox.doubt(self._workspace.read(), row.id)
        found = self._find(row, account, connector, doubt.first_started_at)
        if found is not None:
            return self._record_sent(row, account, connector, found, StepNote.FOUND)
        self._turn(
            row,
            row.state,
            of=(row.state,),
            until=row.not_before,
            error=row.error,
            words=row.error_words,
            note=StepNote.NOT_THERE_YET,
        )
        return self._changes(row)

    def needs_address(self, outbox_id: OutboxId) -> bool:
        """Tell whether a person who found a reply must say where; not so where we chose its id ourselves."""
        return not self._chosen_id(outbox_id)

    def _chosen_id(self, outbox_id: OutboxId) -> str:
        """Return the id that we chose for a reply, "" where the platform chooses it."""
        row = self.row(outbox_id)
        account = self._account(row)
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

    # What can be seen

    def rows(self, limit: int = 500) -> tuple[OutboxRow, ...]:
        """Return the outbox: what needs a person first, then what is on its way, then what is done."""
        return outbox.rows(self._workspace.read(), limit=limit)

    def row(self, outbox_id: OutboxId) -> OutboxRow:
        """Return one reply. Raises `KeyError`."""
        return outbox.row(self._workspace.read(), outbox_id)

    def steps(self, outbox_id: OutboxId) -> tuple[OutboxStep, ...]:
        """Return what happened to a reply."""
        return outbox.steps(self._workspace.read(), outbox_id)

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
        found = window_of(connection, self._account(row), row.target_id, row.visibility, now)
        return found is not None and found.closed

    def due(self) -> dict[AccountId, list[OutboxId]]:
        """Return what can be sent or settled now, by account."""
        found: dict[AccountId, list[OutboxId]] = {}
        over = [
            (outbox_id, account_id)
            for outbox_id, account_id, until, planned in outbox.waiting(self._workspace.read())
            if self._is_over(outbox_id, until, planned=planned)
        ]
        stopped = self._brake.stopped([one for one, _ in over]) if over else frozenset()
        for outbox_id, account_id in over:
            if outbox_id not in stopped or self._goes_on(outbox_id):
                found.setdefault(account_id, []).append(outbox_id)
        for outbox_id, (account_id, _) in list(self._unwritten.items()):
            found.setdefault(account_id, []).append(outbox_id)
        return found

    def _goes_on(self, outbox_id: OutboxId) -> bool:
        """Tell whether there is something to do for a reply that may not leave: to look for it, or to end a drill's."""
        row = self.row(outbox_id)
        rehearsed = self._brake.stop(outbox_id) is Stop.EXERCISE and self._brake.invented(row)
        return row.state is OutboxState.UNKNOWN or rehearsed

    def _is_over(self, outbox_id: OutboxId, until: datetime | None, *, planned: bool) -> bool:
        """Tell whether a reply has waited long enough. A plan means the time of day, whatever moved the clock."""
        if planned and until is not None:
            return self._clock.now() >= until
        return self._waits.is_over(outbox_id, until)

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
        if outbox_id not in self._unwritten and self._brake.stands_still(outbox_id):
            return Changes()
        return self._deliver(outbox_id)

    def _deliver(  # noqa: PLR0911 - each return is one way in which a delivery ends
        self, outbox_id: OutboxId
    ) -> Changes:
        row = self.row(outbox_id)
        if outbox_id in self._unwritten:
            return self._write_down(row, self._unwritten[outbox_id][1])
        full = self._workspace.room.trouble()
        if full is not None:
            raise full
        if row.state is OutboxState.UNKNOWN:
            return self.settle(row)
        ended = self._has_ended(row)
        if ended is not None:
            return ended
        account = self._account(row)
        if not account.capabilities.can_reply or self._nobody_can_post(row, account):
            return self._hand_over(row)
        try:
            connector = self._platforms.connector(account)
        except WorkstationError as error:
            return self._postpone(row, error)
        try:
            row, changes = self._made_ready(row)
        except (Offline, NotSignedIn, RateLimited) as error:
            return self._postpone(row, error)
        if row.state is OutboxState.MOVED:
            return changes | self._changes(row)
        waits = self._bring_files(row, account, connector)
        if waits is not None or not self.claim(row):
            return self._changes(row) | (waits or Changes(drafts=bool(row.approval_id)))
        reach("outbox.claimed")
        return self._changes(row) | self._send(row, account, connector)

    def _rehearse(self, row: OutboxRow) -> Changes:
        """End a reply that was written in a drill: it counts as answered there, and leaves nowhere."""
        if row.state in WAITING and not row.behind and not self._is_held(row):
            now, note = self._clock.now(), StepNote.EXERCISE
            with self._workspace.write(durable=True) as connection:
                for one in outbox_parts.rest(connection, row):
                    outbox.turn(connection, one.id, OutboxState.DROPPED, now, of=WAITING, note=note)
                self._gate.taken_back(connection, row)
                self._journal.note(connection, "drill.reply", {"outbox": row.id})
        return self._changes(row)

    def _hand_over(self, row: OutboxRow) -> Changes:
        """Leave a reply to a person once its time has come: no program can post it there."""
        if not self._is_held(row):
            self._turn(row, OutboxState.BY_HAND, of=WAITING, note=StepNote.TAKEN_BY_HAND)
        return self._changes(row)

    def _nobody_can_post(self, row: OutboxRow, account: Account) -> bool:
        """Tell whether it is a post of our own, on a platform where only people begin threads."""
        begins = messages.message(self._workspace.read(), row.target_id).begins
        return begins and not account.capabilities.posts

    def _why_stopped(self, row: OutboxRow, moved: Moved) -> StepNote | None:
        """Return why a person is to look once more at a reply, now that its thread was read again."""
        if moved and not row.approval_id:  # what was approved goes back to whoever approves
            return StepNote.MOVED
        return StepNote.WINDOW if self.window_closed(row) else None

    def _made_ready(self, row: OutboxRow) -> tuple[OutboxRow, Changes]:
        """Look at what a reply answers, and return it as it stands then: moved where a person must decide.

        Raises `Offline`, `NotSignedIn`, `RateLimited`, `StorageFull`.
        """
        if row.part > 1:
            return self._behind(row), Changes()
        if self._wants_anyway(row):
            return row, Changes()
        moved, changes = self._look_at_thread(row)
        stopped = self._why_stopped(row, moved)
        if stopped:
            self._turn(row, OutboxState.MOVED, of=WAITING, note=stopped)
            return self.row(row.id), changes
        return row, changes

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
                return self._changes(row)
            if drops:
                self._gate.taken_back(connection, row)
                self._keep_as_draft(connection, rows)
            told = {"outbox": row.id, "planned": slot.at.isoformat(), "then": slot.if_missed.value}
            self._journal.note(connection, "reply.missed", told)
        self._waits.note(row.id, None)
        if state is OutboxState.QUEUED:
            return None
        return self._changes(row) | Changes(drafts=state is OutboxState.DROPPED)

    def _bring_files(
        self, row: OutboxRow, account: Account, connector: Connector
    ) -> Changes | None:
        """Bring a reply's files to its server first; return what changed where the reply has to wait, else None."""
        if not row.media or not isinstance(connector, TakesUploads) or self._is_held(row):
            return None
        try:
            ready = self._uploads.bring(row, connector, lambda: bool(self._brake.stop(row.id)))
        except (NotSignedIn, Temporary) as error:
            return self._postpone(row, error)
        except UserFixable as error:
            return self._refuse(row, account, error, WAITING)
        if not ready:
            until = self._soon(PROCESSING_WAIT_S)
            self._turn(row, OutboxState.LATER, of=WAITING, until=until)
            return self._changes(row)
        return None

    def claim(self, row: OutboxRow) -> bool:
        """Record that this session sends the reply; False when somebody else does or it is not due."""
        if self._is_held(row):
            return False
        in_doubt = self._was_in_doubt(row)  # then it may be out: nothing can be taken back of it
        with self._workspace.write(durable=True) as connection:
            if self._brake.stop(row.id, connection) is not Stop.NOTHING:
                return False
            if not in_doubt and self.voided(connection, row, WAITING):
                return False
            return outbox.claim(connection, row.id, self._workspace.session, self._clock.now())

    def hold_again(
        self, connection: Connection, row: OutboxRow, until: datetime, slot: Slot | None
    ) -> None:
        """Let a reply that waits wait until a moment, or its time, within an open transaction."""
        outbox.hold_again(connection, row.id, self._clock.now(), until, slot)
        self._waits.note(row.id, until)

    def voided(self, connection: Connection, row: OutboxRow, of: Sequence[OutboxState]) -> bool:
        """Turn a reply that is not as it was approved into its draft; tell whether it was. Within a transaction."""
        if not self._gate.void(connection, row):
            return False
        now, note = self._clock.now(), StepNote.APPROVAL_VOID
        rows = outbox_parts.rest(connection, row)
        turned = [
            outbox.turn(connection, one.id, OutboxState.DROPPED, now, of=of, note=note)
            for one in rows
        ]
        if any(turned):
            self._keep_as_draft(connection, rows)
        return True

    def _is_held(self, row: OutboxRow) -> bool:
        """Tell whether a person can still take a reply back: nothing of it leaves, its files neither."""
        planned = row.slot is not None
        return row.state is OutboxState.HELD and not self._is_over(
            row.id, row.hold_until, planned=planned
        )

    def _send(self, row: OutboxRow, account: Account, connector: Connector) -> Changes:
        target, content = self._target(row, account), self._content(row)
        in_doubt = partial(self._doubt, row, wait=first_look_wait(account, row.visibility))
        try:
            sent = connector.reply(target, content, once_key=row.once_key)
        except WorkstationError as error:
            return self._write_down(row, partial(self._record_failure, row, account, error))
        except Exception as error:  # noqa: BLE001 - whatever broke, the reply may be out: doubt, not loss
            return self._write_down(row, partial(in_doubt, Ambiguous(type(error).__name__)))
        reach("outbox.answered")
        if not sent.remote_id:
            return self._write_down(row, partial(in_doubt, Ambiguous("no id in the answer")))
        return self._write_down(row, partial(self._record_sent, row, account, connector, sent))

    def _write_down(self, row: OutboxRow, record: Callable[[], Changes]) -> Changes:
        """Record what became of a request; on a full disk it is kept in mind until `deliver` is asked again."""
        try:
            changes = record()
        except StorageFull:
            self._unwritten[row.id] = (row.account_id, record)
            raise
        self._unwritten.pop(row.id, None)
        return changes

    def _record_sent(
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
        return self._changes(row) | Changes(conversations=frozenset(taken.conversations))

    def _own_raw(self, row: OutboxRow, connector: Connector, sent: Sent) -> Raw:
        if sent.raw is not None:
            understood = self._sync.understand(connector, sent.raw)
            if any(clean.item.remote_id == sent.remote_id for clean in understood.items):
                return understood
        target = messages.message(self._workspace.read(), row.target_id)
        above = "" if target.begins else target.remote_id
        return own_reply(row, self._account(row), above, sent, self._clock.now())

    def _record_failure(self, row: OutboxRow, account: Account, error: WorkstationError) -> Changes:
        if isinstance(error, NotSignedIn | RateLimited | Offline):
            return self._postpone(row, error, of=SENDING)
        if isinstance(error, Duplicate):  # it is there: most likely from an attempt that we gave up
            return self._doubt(row, error, LOOK_WAITS_S[0])
        if isinstance(error, UserFixable):
            return self._refuse(row, account, error)
        return self._doubt(row, error, first_look_wait(account, row.visibility))

    def _refuse(
        self,
        row: OutboxRow,
        account: Account,
        error: UserFixable,
        of: Sequence[OutboxState] = SENDING,
    ) -> Changes:
        """The platform said no to this attempt; where an earlier one ended in doubt, a look decides about that."""
        said = (error.words or error.code) if isinstance(error, Refused) else error.detail
        name, left = type(error).__name__, self.held_for(row, account)
        if left is not None:
            until, note = self._soon(max(0.0, left)), StepNote.REFUSED_IN_DOUBT
            self._turn(
                row, OutboxState.UNKNOWN, of=of, until=until, error=name, words=said, note=note
            )
        else:
            self._turn(row, OutboxState.REFUSED, of=of, error=name, words=said)
        return self._changes(row)

    def held_for(self, row: OutboxRow, account: Account) -> float | None:
        """Return for how many seconds the server can still carry out an attempt in doubt; None without one."""
        if outbox.last_doubt_at(self._workspace.read(), row.id) is None:
            return None
        wait = account.capabilities.hold_s + LOOK_WAITS_S[0]
        return wait - self._waits.since_doubt(row.id)

    def _postpone(
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
        self._turn(row, OutboxState.LATER, of=of, until=until, error=type(error).__name__)
        return self._changes(row)

    def _doubt(self, row: OutboxRow, error: WorkstationError, wait: float) -> Changes:
        """It may have been published: look before anything else, in `wait` seconds."""
        until = self._soon(wait)
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
        self._waits.note(row.id, until)
        self._waits.note_doubt(row.id)
        self._platforms.forget(row.account_id)
        return self._changes(row)

    def settle(self, row: OutboxRow) -> Changes:
        """Look among our own posts for a reply in doubt, and draw the conclusion."""
        account = self._account(row)
        doubt = outbox.doubt(self._workspace.read(), row.id)
        if account.capabilities.facing(row.visibility).idempotency is Idempotency.NONE:
            self._turn(row, OutboxState.ASK, note=StepNote.CANNOT_TELL)
            return self._changes(row)
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
            return self._record_sent(row, account, connector, found, StepNote.FOUND)
        self._conclude_absent(row, account, doubt)
        return self._changes(row)

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
                self._target(row, account), self._content(row), once_key=row.once_key, since=since
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
        until = self._soon(wait)
        self._turn(row, OutboxState.UNKNOWN, until=until, error=said[0], words=said[1], note=name)
        return self._changes(row)

    def _conclude_absent(self, row: OutboxRow, account: Account, doubt: outbox.Doubt) -> None:
        """The reply is not among our posts (yet)."""
        rules = account.capabilities.facing(row.visibility)
        age = (self._clock.now() - doubt.first_started_at).total_seconds()
        life_s = rules.key_life_s - min(KEY_MARGIN_S, rules.key_life_s * KEY_MARGIN)
        keyed = rules.idempotency is Idempotency.KEY and 0 <= age < life_s
        held_s = self.held_for(row, account) or 0.0
        if row.error in REFUSALS:
            certain = held_s <= 0
            state = OutboxState.REFUSED if certain else OutboxState.UNKNOWN
            until = None if certain else self._soon(held_s)
            self._turn(row, state, until=until, error=row.error, words=row.error_words)
            return
        # Once the platform said that it holds the reply, sending again would bring the same answer for ever.
        twin = row.error if row.error == Duplicate.__name__ else ""
        safe = keyed or rules.idempotency in (Idempotency.CHOSEN_ID, Idempotency.NATURAL)
        if safe and not twin:
            self._turn(row, OutboxState.QUEUED, note=StepNote.SAME_KEY)
            return
        with self._workspace.write(durable=True) as connection:
            outbox.count_look(connection, row.id)
        if doubt.looks + 1 < len(LOOK_WAITS_S):
            until = self._soon(LOOK_WAITS_S[doubt.looks + 1])
            self._turn(
                row, OutboxState.UNKNOWN, until=until, error=twin, note=StepNote.NOT_THERE_YET
            )
        elif held_s > 0:  # the server may still carry it out
            until = self._soon(held_s)
            self._turn(
                row, OutboxState.UNKNOWN, until=until, error=twin, note=StepNote.NOT_THERE_YET
            )
        elif rules.own_list_complete and not twin:
            self._turn(row, OutboxState.QUEUED, note=StepNote.THREE_LOOKS)
        else:
            self._turn(row, OutboxState.ASK, note=StepNote.CANNOT_TELL)

    # Small steps

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

    def give_back(
        self, outbox_id: OutboxId, allowed: tuple[OutboxState, ...], note: str
    ) -> tuple[Draft, Changes]:
        """Turn a reply, or what of its parts is not sent, into its draft again. Raises `NotAllowed`."""
        now = self._clock.now()
        with self._workspace.write(durable=True) as connection:
            row = outbox.row(connection, outbox_id)
            rows = outbox_parts.rest(connection, row) or (row,)
            for one in rows:
                if one.state not in allowed or row.state not in allowed:
                    raise NotAllowed("too-late")
                # A refusal is only recorded once we looked for every earlier attempt, and what is in a person's hands
                # once that person did; other states promise nothing.
                if one.state not in LOOKED_FOR and outbox.was_in_doubt(connection, one.id):
                    raise NotAllowed("maybe-out")
            self._gate.taken_back(connection, row)
            draft = self._keep_as_draft(connection, rows)
            for one in rows:
                outbox.turn(connection, one.id, OutboxState.DROPPED, now, of=allowed, note=note)
            self._journal.note(connection, "reply.back", {"outbox": outbox_id, "why": note})
        return draft, self._changes(row) | Changes(drafts=True)

    def take_back(self, connection: Connection, outbox_id: OutboxId) -> Draft:
        """Turn a held reply into its draft again, within an open transaction. Raises `NotAllowed` when too late."""
        rows = outbox_parts.chain(connection, outbox.row(connection, outbox_id))
        now, held, note = self._clock.now(), (OutboxState.HELD,), StepNote.UNDONE
        for one in rows:
            if not outbox.turn(connection, one.id, OutboxState.DROPPED, now, of=held, note=note):
                raise NotAllowed("too-late")
        return self._keep_as_draft(connection, rows)

    def _keep_as_draft(self, connection: Connection, rows: Sequence[OutboxRow]) -> Draft:
        """Put a reply, or what of its parts is not sent, on the table again.

        One that was approved comes back under the id by which it was asked for.
        """
        row = rows[0]
        target = messages.message(connection, row.target_id)
        draft = Draft(
            id=self._gate.draft_id(connection, row) or DraftId(uuid7()),
            conversation_id=target.conversation_id,
            account_id=row.account_id,
            target_id=row.target_id,
            body=row.whole or joined(rows),
            visibility=row.visibility,
            language=row.language,
            spoiler=row.spoiler,
            answer_id=outbox.answer_id(connection, row.id),
            seen_head=row.seen_head,
            facts=outbox.facts(connection, row.id),
            media=row.media,
            slot=row.slot if row.slot and row.slot.at > self._clock.now() else None,
        )
        author = outbox.profile_id(connection, row.id)
        draft = replace(draft, revision=drafts.save(connection, draft, self._clock.now(), author))
        for one in rows:
            waivers.come_back(connection, one.id, draft.id)
            promises.come_back(connection, one.id, draft.id)
            said_by.come_back(connection, one.id, draft.id)
        return draft

    def _turn(
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
        self._waits.note(row.id, until)

    def _account(self, row: OutboxRow) -> Account:
        return accounts.account(self._workspace.read(), row.account_id)

    def _wants_anyway(self, row: OutboxRow) -> bool:
        # A reply that was in doubt is not stopped by its own traces in the thread.
        connection = self._workspace.read()
        return self._was_in_doubt(row) or outbox.wants_sending_anyway(connection, row.id)

    def _was_in_doubt(self, row: OutboxRow) -> bool:
        return outbox.was_in_doubt(self._workspace.read(), row.id)

    def _target(self, row: OutboxRow, account: Account) -> Target:
        """Return what a reply answers; a later part answers our own, and names whom the first one did."""
        connection = self._workspace.read()
        target = target_of(messages.message(connection, row.target_id), account)
        if row.part <= 1:
            return target
        first = messages.message(connection, outbox_parts.chain(connection, row)[0].target_id)
        return replace(target, author_handle=first.author_handle)

    def _behind(self, row: OutboxRow) -> OutboxRow:
        """Return a later part with the message of the part before it as its target; moved where that is not here.

        Raises what keeps us from reading the thread.
        """
        before = self.row(row.after_id)
        if outbox_parts.published(self._workspace.read(), before.id) is None:
            self._look_at_thread(before)
        with self._workspace.write(durable=True) as connection:
            there = outbox_parts.follow(connection, before) is not None
        if not there and not self._wants_anyway(row):
            self._turn(row, OutboxState.MOVED, of=WAITING, note=StepNote.PART_MISSING)
        return self.row(row.id)

    def _content(self, row: OutboxRow) -> Content:
        files = self._uploads.of(row)
        return Content(row.body, row.visibility, row.language, row.spoiler, row.created_at, files)

    def _soon(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)

    @staticmethod
    def _changes(row: OutboxRow) -> Changes:
        return Changes(outbox=True, conversations=frozenset({row.conversation_id}))


def in_parts(row: OutboxRow) -> tuple[OutboxRow, ...]:
    """Return a reply as the rows in which it leaves: one, or one for each part of a numbered thread.

    Its files go with the first part.
    """
    bodies = numbered(parts_of(row.body))
    if not bodies:
        return (row,)
    rows = [replace(row, body=bodies[0], part=1, parts=len(bodies), whole=row.body)]
    for n, body in enumerate(bodies[1:], 2):
        made = replace(
            rows[0], id=OutboxId(uuid7()), once_key=uuid7(), body=body, whole="", media=()
        )
        rows.append(replace(made, after_id=rows[-1].id, part=n))
    return tuple(rows)


def joined(rows: Sequence[OutboxRow]) -> str:
    """Return parts as they stood in the draft, without their numbers."""
    if not rows[0].parts:
        return rows[0].body
    return marked([without_number(one.body, one.part, one.parts) for one in rows])


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


def _is_verdict(row: OutboxRow) -> bool:
    """Tell whether the row's error is what the platform said of the reply, not how a look went."""
    return row.error in REFUSALS or row.error == Duplicate.__name__


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
