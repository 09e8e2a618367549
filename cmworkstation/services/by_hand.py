"""Answers that a person posts in the browser: where no program can, or may, or where one failed.

A reply is either the machine's or the person's. Whatever takes it by hand turns its row in one transaction, and only
out of a state in which nothing of it can still arrive; from then on nothing here sends it, at any start. What the
charter and approvals ask of a reply that is sent they ask of this one; what proves it is kept alike.

    draft | held | queued | later | refused | moved | missed | doubt that a person settled
        ──▶ by-hand ──▶ sent, with the address where the person posted it
       ▲        │     └─▶ by-hand                  it was not posted after all, or elsewhere: within a week
       │        └─────▶ draft                      it was not posted
"""

from datetime import datetime, timedelta
from pathlib import Path

from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.permalink import folded, read
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft, OutboxRow, OutboxState, StepNote
from cmworkstation.domain.values import dataclass
from cmworkstation.killpoint import reach
from cmworkstation.sdk.connector import Sent
from cmworkstation.services.acting import Acting
from cmworkstation.services.approval_gate import ApprovalGate
from cmworkstation.services.attachments import free_name
from cmworkstation.services.brake import Brake
from cmworkstation.services.journal import Journal
from cmworkstation.services.outbox.outbox import Outbox
from cmworkstation.services.outbox.recording import own_reply
from cmworkstation.services.outbox.states import DOUBTED, UNPUBLISHED
from cmworkstation.services.platforms import Platforms
from cmworkstation.services.recognising import body_digest
from cmworkstation.store import (
    accounts,
    conversations,
    intake,
    media,
    messages,
    not_posted,
    outbox,
    outbox_parts,
)
from cmworkstation.store import by_hand as table
from cmworkstation.store.by_hand import Post
from cmworkstation.store.database import Connection, Workspace
from cmworkstation.store.messages import Moved

TAKEN = (*UNPUBLISHED, *DOUBTED)  # out of which a reply can be taken by hand
HAND = (OutboxState.BY_HAND,)
CORRECTED_WITHIN = timedelta(days=7)  # afterwards the figures of that week were read by somebody
NOT_NOW = (TokenState.DEAD, TokenState.PAUSED, TokenState.TROUBLE)


@dataclass(frozen=True, slots=True)
class Handed:
    """What a person needs to post a reply: its words, its files, where it belongs, and what is new there."""

    row: OutboxRow
    address: str  # of the message that it answers, "" where none is known
    files: tuple[MediaFile, ...]
    moved: Moved
    seen: str = (
        ""  # the address under which the very reply stands there already, as far as it was read
    )


class ByHand:
    """Takes replies out of the machine's hands into a person's, and writes down what became of them."""

    def __init__(
        self,
        workspace: Workspace,
        services: Outbox,
        platforms: Platforms,
        gate: ApprovalGate,
        journal: Journal,
        clock: Clock,
        acting: Acting,
        brake: Brake,
    ) -> None:
        """Take the outbox, whose checks and drafts are those of every reply."""
        self._workspace = workspace
        self._outbox = services
        self._platforms = platforms
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self._acting = acting
        self._brake = brake

    # What can be seen

    @staticmethod
    def only(account: Account) -> bool:
        """Tell whether nobody but a person can answer there."""
        return not account.capabilities.can_reply

    def offered(self, account: Account) -> bool:
        """Tell whether posting by hand is worth a button: the program cannot send there now."""
        if self.only(account):
            return False
        return account.state in NOT_NOW or account.platform not in self._platforms.known()

    # What a person asks for

    def begin(self, draft: Draft, *, override: str = "") -> tuple[OutboxRow, Changes]:
        """Take a draft by hand: it passes what a reply passes that is sent, and never leaves by itself.

        Raises what `Outbox.queue` does.
        """
        self._acting.require(Act.SEND)
        if not draft.body.strip():
            raise NotAllowed("empty")
        checked = self._outbox.checked(draft, override)
        with self._workspace.write(durable=True) as connection:
            row = self._outbox.put(connection, draft, checked, hold_s=0, author=self._acting.id)
            self._take(connection, row, (OutboxState.HELD,))
        reach("by-hand.taken")
        return self._outbox.row(row.id), self._changes(row)

    def why_not(self, row: OutboxRow) -> str:
        """Return why a reply cannot be posted by hand now, as a reason of `NotAllowed`; "" where it can."""
        connection = self._workspace.read()
        parts = outbox_parts.rest(connection, row)
        return next(filter(None, (self._why_not(connection, one) for one in parts)), "")

    def wants_a_look(self, row: OutboxRow) -> bool:
        """Tell whether a person must have looked first whether the reply is there already."""
        connection = self._workspace.read()
        return any(_in_doubt(connection, one) for one in outbox_parts.rest(connection, row))

    def take(self, outbox_id: OutboxId, *, looked: bool = False) -> Changes:
        """Take a reply out of the queue by hand, with all its parts that are not sent.

        `looked`: the person looked, and it is not there. Raises `NotAllowed` while something of it may still arrive,
        and "look-first" where nobody looked.
        """
        self._acting.require(Act.SEND)
        with self._workspace.write(durable=True) as connection:
            row = outbox.row(connection, outbox_id)
            parts = outbox_parts.rest(connection, row)
            for one in parts:
                if why := self._why_not(connection, one):
                    raise NotAllowed(why)
                if _in_doubt(connection, one) and not looked:
                    raise NotAllowed("look-first")
            if not parts:
                raise NotAllowed("too-late")
            self._take(connection, row, TAKEN)
        reach("by-hand.taken")
        return self._changes(row)

    def look(self, outbox_id: OutboxId) -> Handed:
        """Return what a person needs to post a reply. Raises `NotAllowed` where it is not in a person's hands."""
        return self._handed(self._workspace.read(), self._mine(self._workspace.read(), outbox_id))

    def hand_out(self, outbox_id: OutboxId) -> Handed:
        """Return what is copied, and write down that it was: from here on it may be posted.

        Raises `NotAllowed` ("approval-changed") where it is not as it was approved any more; it is a draft again then.
        """
        self._acting.require(Act.SEND)
        with self._workspace.write(durable=True) as connection:
            self._brake.require(outbox_id, connection)
            row = self._mine(connection, outbox_id)
            void = self._outbox.voided(connection, row, HAND)
            if not void:
                outbox.note(connection, outbox_id, self._clock.now(), StepNote.HANDED_OUT)
        reach("by-hand.handed-out")
        if void:
            raise NotAllowed("approval-changed")
        return self._handed(self._workspace.read(), row)

    def save_files(self, outbox_id: OutboxId, folder: Path) -> tuple[Path, ...]:
        """Write a reply's files into a folder, to be attached there. Raises `NotAllowed`, and `OSError`."""
        self._acting.require(Act.SEND)
        connection = self._workspace.read()
        self._brake.require(outbox_id, connection)
        row, made = self._mine(connection, outbox_id), []
        for one in row.media:
            path = folder / free_name(folder, one.name)
            with path.open("xb") as file:
                file.write(media.data(connection, one.hash))
            made.append(path)
        return tuple(made)

    def posted(self, outbox_id: OutboxId, address: str = "", *, nowhere: bool = False) -> Changes:
        """A person posted a reply, at this address; with `nowhere` it has none of its own.

        What is known of our posts decides whether it is there already as a message; else it becomes one. Raises
        `NotAllowed` for what is no address, and for that of the message that it answers.
        """
        self._acting.require(Act.SEND)
        url = read(address)
        if address.strip() and not url:
            raise NotAllowed("address-unclear")
        if not url and not nowhere:
            raise NotAllowed("address-missing")
        with self._workspace.write(durable=True) as connection:
            row = self._mine(connection, outbox_id)
            target = messages.message(connection, row.target_id)
            if url and folded(url) == folded(target.url):
                raise NotAllowed("address-of-theirs")
            account = accounts.account(connection, row.account_id)
            now = self._clock.now()
            there = self._there(connection, row, url)
            name = there.remote_id if there else f"{table.OURS}{row.id}"
            kept = (there.url if there else "") or url
            outbox.settle_sent(connection, row.id, name, kept, now, StepNote.POSTED)
            table.mark(connection, (row.id,), table.SEEN if there else table.TOLD)
            reach("by-hand.settled")
            if there is None:
                self._store(connection, row, account, Sent(name, "", kept), now)
            if row.parts:
                outbox_parts.follow(connection, row)
            self._gate.sent(connection, row)
            told = {"outbox": row.id, "remote_id": name, "address": kept}
            self._journal.note(connection, "reply.posted", told)
            home = messages.message(connection, row.target_id).conversation_id
            conversations.refresh(connection, {home})
        reach("by-hand.posted")
        return self._changes(row)

    def not_posted(self, outbox_id: OutboxId) -> tuple[Draft, Changes]:
        """A person did not post a reply: it is a draft again. Raises `NotAllowed` where it is in no person's hands."""
        self._acting.require(Act.SEND)
        found = self._outbox.give_back(outbox_id, HAND, StepNote.NOT_POSTED)
        reach("by-hand.given-back")
        return found

    def may_correct(self, row: OutboxRow) -> bool:
        """Tell whether the word that a reply was posted can still be taken back."""
        return not self._why_kept(self._workspace.read(), row)

    def not_after_all(self, outbox_id: OutboxId) -> Changes:
        """A person said that a reply was posted, and it was not, or elsewhere: it is in their hands again.

        All that came of their word is taken back with it: the message in the thread, what was promised or kept, the
        count of rules, how long the person waited, and the approval stands as it did. Raises `NotAllowed`
        ("posted-seen" where it was seen on its platform, "posted-long-ago", "posted-goes-on" where a later part was
        posted, "posted-used" where something was made of it since).
        """
        self._acting.require(Act.SEND)
        with self._workspace.write(durable=True) as connection:
            row = outbox.row(connection, outbox_id)
            if why := self._why_kept(connection, row):
                raise NotAllowed(why)
            told = {"outbox": row.id, "remote_id": row.remote_id, "address": row.url}
            self._gate.not_sent(connection, row)
            if not not_posted.take_back(connection, row, self._clock.now()):
                raise NotAllowed("posted-used")
            self._journal.note(connection, "reply.not-posted", told)
        reach("by-hand.not-after-all")
        return self._changes(row)

    # Small steps

    def _why_kept(self, connection: Connection, row: OutboxRow) -> str:
        """Return why the word that a reply was posted stands, "" where it can be taken back."""
        stands = not_posted.standing(connection, row)
        if stands is None:
            return "not-by-hand"
        if stands != table.TOLD:
            return "posted-seen"
        if row.sent_at is None or self._clock.now() - row.sent_at > CORRECTED_WITHIN:
            return "posted-long-ago"
        return "posted-goes-on" if not_posted.goes_on(connection, row) else ""

    def _take(self, connection: Connection, row: OutboxRow, of: tuple[OutboxState, ...]) -> None:
        now, note = self._clock.now(), StepNote.TAKEN_BY_HAND
        for one in outbox_parts.rest(connection, row):
            if one.state is OutboxState.BY_HAND:
                continue
            if not outbox.turn(connection, one.id, OutboxState.BY_HAND, now, of=of, note=note):
                raise NotAllowed("too-late")
        self._journal.note(connection, "reply.by-hand", {"outbox": row.id})

    def _why_not(self, connection: Connection, row: OutboxRow) -> str:
        if row.state is OutboxState.BY_HAND:
            return ""
        if row.state not in TAKEN:
            return "too-late"
        digest = body_digest(row.body)
        if row.state not in outbox.ON_ITS_WAY and outbox.under_way(
            connection, row.account_id, row.target_id, digest
        ):
            return "already-on-its-way"  # the same words, by another reply
        if not _in_doubt(connection, row):
            return ""
        account = accounts.account(connection, row.account_id)
        held = self._outbox.held_for(row, account)
        return "maybe-out" if held is not None and held > 0 else ""

    def _mine(self, connection: Connection, outbox_id: OutboxId) -> OutboxRow:
        row = outbox.row(connection, outbox_id)
        if row.state is not OutboxState.BY_HAND:
            raise NotAllowed("not-by-hand")
        if row.behind:
            raise NotAllowed("part-before")
        return row

    def _handed(self, connection: Connection, row: OutboxRow) -> Handed:
        there = self._there(connection, row, "")
        target = messages.message(connection, row.target_id)
        moved = messages.moved(connection, row.target_id, row.seen_head)
        return Handed(row, target.url, row.media, moved, there.url if there else "")

    def _there(self, connection: Connection, row: OutboxRow, url: str) -> Post | None:
        """Return the message that a reply is already, where its connector was quicker than the person."""
        number = accounts.number(connection, row.account_id)
        found = table.posts(connection, number, row, row.created_at)
        wanted, digest = folded(url), body_digest(row.body)
        target = messages.message(connection, row.target_id)
        for one in found:
            if wanted and folded(one.url) == wanted:
                return one
        for one in found:
            near = one.parent_id in ("", target.remote_id)
            near = near or table.home(connection, number, one.parent_id) == target.conversation_id
            if near and body_digest(one.text) == digest:
                return one
        return None

    def _store(
        self, connection: Connection, row: OutboxRow, account: Account, sent: Sent, at: datetime
    ) -> None:
        target = messages.message(connection, row.target_id)
        raw = own_reply(row, account, "" if target.begins else target.remote_id, sent, at)
        messages.arrived(connection, row.target_id, sent.remote_id, sent.url)
        number = accounts.number(connection, account.id)
        intake.take(connection, number, account.platform, [raw], at)

    @staticmethod
    def _changes(row: OutboxRow) -> Changes:
        return Changes(outbox=True, drafts=True, conversations=frozenset({row.conversation_id}))


def _in_doubt(connection: Connection, row: OutboxRow) -> bool:
    """Tell whether an earlier attempt may have published a reply. A refusal is recorded after we looked."""
    if row.state in (OutboxState.REFUSED, OutboxState.BY_HAND):
        return False
    return row.state in DOUBTED or outbox.was_in_doubt(connection, row.id)
