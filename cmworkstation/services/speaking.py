"""How a statement, or what is added to one, leaves on an account: as every reply does, with its checks and approval.

Which posts a use came to is kept from the first draft on, so that the desk can say how far each is.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from cmworkstation.domain.account import Account
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed, WorkstationError
from cmworkstation.domain.ids import AccountId, OutboxId
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.statement_use import Use
from cmworkstation.domain.values import dataclass, field, replace
from cmworkstation.services.approvals import Approvals
from cmworkstation.services.by_hand import ByHand
from cmworkstation.services.outbox.outbox import Outbox
from cmworkstation.services.recognising import body_digest
from cmworkstation.services.thawing import Thawing
from cmworkstation.store import accounts as account_table
from cmworkstation.store import outbox as table
from cmworkstation.store import statement_uses as uses
from cmworkstation.store.database import Workspace

LATELY = timedelta(hours=1)  # within which the same words do not leave again


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be posted on one account: its words, how long they are there, and by whom it leaves."""

    account: Account
    text: str
    length: int
    limit: int | None
    by_hand: bool

    @property
    def over(self) -> int:
        """By how much it is too long there."""
        return max(0, self.length - self.limit) if self.limit else 0


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of it, account by account."""

    queued: tuple[OutboxId, ...] = ()
    asked: int = 0  # wait for somebody's word
    by_hand: tuple[OutboxId, ...] = ()
    failed: tuple[tuple[AccountId, WorkstationError], ...] = ()
    changes: Changes = field(default_factory=Changes)

    @property
    def done(self) -> int:
        """On how many accounts it leaves, waits for a word, or is posted by a person."""
        return len(self.queued) + self.asked + len(self.by_hand)


class Speaking:
    """The way out for the words of a crisis."""

    def __init__(
        self,
        workspace: Workspace,
        outbox: Outbox,
        approvals: Callable[[], Approvals],
        by_hand: Callable[[], ByHand],
        thawing: Callable[[], Thawing],
        clock: Clock,
    ) -> None:
        """Take the ways by which a post leaves."""
        self._workspace = workspace
        self._outbox = outbox
        self._approvals = approvals
        self._by_hand = by_hand
        self._thawing = thawing
        self._clock = clock

    def begin(self, one: Use) -> None:
        """Keep that something is said."""
        with self._workspace.write(durable=True) as connection:
            uses.add(connection, one)

    def forget(self, use_id: str) -> None:
        """Take away what came to no post."""
        with self._workspace.write(durable=True) as connection:
            uses.forget(connection, use_id)

    def post(
        self,
        left: Posted,
        use_id: str,
        draft: Draft,
        to: Account,
        *,
        by_hand: bool,
        override: str = "",
    ) -> Posted:
        """Let a draft leave as a post of a use, ask for a word where one is wanted, or hand it to a person.

        Raises `NotAllowed` ("statement-out") where the same words left there lately, and what the outbox raises.
        """
        self._never_twice(to, draft.body)
        with self._workspace.write(durable=True) as connection:
            tied = uses.tie(connection, use_id, to.id, draft.id)
        try:
            return self._out(left, draft, by_hand=by_hand, override=override)
        except WorkstationError:
            with self._workspace.write(durable=True) as connection:
                uses.untie(connection, tied)
            raise

    def frozen(self, account_id: AccountId) -> bool:
        """Tell whether a freeze covers an account now."""
        return self._thawing().covers(account_id)

    def let_out(self, left: Posted, known: Mapping[AccountId, Account], why: str) -> Posted:
        """Let what was queued leave although everything is frozen."""
        thawing = self._thawing()
        for outbox_id in (*left.queued, *left.by_hand):
            row = self._outbox.row(outbox_id)
            if row.account_id in known and thawing.covers(row.account_id):
                left = replace(left, changes=left.changes | thawing.let_out(outbox_id, why))
        return left

    def _out(self, left: Posted, draft: Draft, *, by_hand: bool, override: str) -> Posted:
        approvals = self._approvals()
        wanted = approvals.policy_for(draft)
        if wanted is not None and wanted.needed:
            _, changes = approvals.ask(draft, override=override)
            return replace(left, asked=left.asked + 1, changes=left.changes | changes)
        if by_hand:
            row, changes = self._by_hand().begin(draft, override=override)
            ids = (*left.by_hand, row.id)
            return replace(left, by_hand=ids, changes=left.changes | changes)
        row, changes = self._outbox.queue(draft, override=override)
        return replace(left, queued=(*left.queued, row.id), changes=left.changes | changes)

    def _never_twice(self, account: Account, text: str) -> None:
        connection = self._workspace.read()
        number = account_table.number(connection, account.id)
        since = self._clock.now() - LATELY
        if table.said_since(connection, number, body_digest(text), since):
            raise NotAllowed("statement-out")
