"""The gate between approvals and the outbox: what may enter, and whether what was approved is what would leave.

An approval is checked again in the transaction in which a reply is claimed for sending. A reply that may have been
published by an earlier attempt is past the gate: nothing can be taken back of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from cmworkstation.domain.approval import Act, ActKind, Bound, State, Voice, difference, perform
from cmworkstation.domain.approval_case import Case
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import DraftId
from cmworkstation.domain.reply import Draft, OutboxRow
from cmworkstation.domain.splitting import numbered, parts_of
from cmworkstation.killpoint import reach
from cmworkstation.services.approval_policy import ApprovalPolicies
from cmworkstation.services.journal import Journal
from cmworkstation.store import accounts, charters, messages
from cmworkstation.store import approvals as table
from cmworkstation.store.database import Connection

RENEWED = ("thread_head", "charter")  # the reply is as it was: others may read it again at once


@dataclass(frozen=True, slots=True)
class Moved:
    """How a request stands against the world: what is different first, and what stands there now."""

    why: str
    now: Bound


class ApprovalGate:
    """What the outbox asks about approvals; writes within its transactions."""

    def __init__(self, policies: ApprovalPolicies, journal: Journal, clock: Clock) -> None:
        """Take the policies."""
        self._policies = policies
        self._journal = journal
        self._clock = clock

    def check(self, draft: Draft) -> None:
        """Raise `NotAllowed` ("approval-needed") where somebody else must agree to this reply first."""
        wanted = self._policies.policy_for(draft)
        if wanted is not None and wanted.needed:
            raise NotAllowed("approval-needed")

    def void(self, connection: Connection, row: OutboxRow) -> bool:
        """Void the approval of a reply where something is not as it was approved; tell whether it was.

        The request goes back to whoever approves where only the thread or the charter moved on.
        """
        if not row.approval_id:
            return False
        case = _case(connection, row)
        if case is None:
            return True
        if row.part > 1:  # the thread is under way: what follows is what was approved, or nothing
            bodies = numbered(parts_of(case.request.bound.text))
            return row.parts != len(bodies) or bodies[row.part - 1] != row.body
        moved = self.compare(connection, case, _draft(row, case))
        if not moved.why:
            return False
        self.renew(connection, case, moved, _draft(row, case))
        reach("approval.voided")
        return True

    def draft_id(self, connection: Connection, row: OutboxRow) -> DraftId | None:
        """Return the draft that an approved reply was asked for as; None for a reply that needed nobody's word."""
        if not row.approval_id:
            return None
        try:
            return table.case(connection, row.approval_id).draft_id
        except (KeyError, NotAllowed):
            return None

    def taken_back(self, connection: Connection, row: OutboxRow) -> None:
        """Note that a person took an approved reply out of the outbox: it leaves by another approval only."""
        self._end(connection, row, ActKind.WITHDRAW, "taken-back")

    def sent(self, connection: Connection, row: OutboxRow) -> None:
        """Note that an approved reply arrived, with its last part."""
        if row.part < row.parts:
            return
        self._end(connection, row, ActKind.SENT, "")

    def not_sent(self, connection: Connection, row: OutboxRow) -> None:
        """Note that an approved reply did not arrive after all: its approval holds as it did before."""
        if row.part < row.parts:
            return
        self._end(connection, row, ActKind.NOT_SENT, "", State.SENT)

    def compare(self, connection: Connection, case: Case, draft: Draft) -> Moved:
        """Return what is not as it was when it was asked for."""
        asked = case.request.bound
        now = bound_now(connection, draft, self._clock, asked.thread_head)
        return Moved(difference(asked, now), now)

    def renew(self, connection: Connection, case: Case, moved: Moved, draft: Draft) -> Case:
        """Void a request and, where the reply itself is as it was and the policy too, open it again."""
        case = self.note(connection, case, Act(ActKind.VOID, "", *self._now(case), words=moved.why))
        wanted = self._policies.policy_for(draft, case.request.author)
        same = (
            wanted is not None
            and (wanted.policy.id, wanted.policy.need) == (case.policy, case.request.need)
            and set(wanted.policy.speakers) <= case.request.speakers
        )
        if moved.why not in RENEWED or not same:
            return case
        texts = case.request.variants
        act = Act(
            ActKind.RENEW, "", *self._now(case), words=moved.why, bound=moved.now, variants=texts
        )
        return self.note(connection, case, act)

    def note(
        self, connection: Connection, case: Case, act: Act, *, outbox_id: str | None = None
    ) -> Case:
        """Add an act of the program itself, or of the author. Raises `NotAllowed`."""
        after = perform(case.request, act, Voice(act.by))
        table.note(connection, after, act, outbox_id=outbox_id)
        facts = {"request": case.id, "author": case.request.author, "binding": act.binding}
        more = {"why": act.words} if act.words else {}
        self._journal.note(connection, f"approval.{act.kind}", {**facts, **more})
        return replace(case, request=after, acts=(*case.acts, act))

    def _end(
        self,
        connection: Connection,
        row: OutboxRow,
        kind: ActKind,
        why: str,
        stands: State = State.APPROVED,
    ) -> None:
        case = _case(connection, row, stands) if row.approval_id else None
        if case is not None:
            self.note(connection, case, Act(kind, "", *self._now(case), words=why))

    def _now(self, case: Case) -> tuple[str, datetime]:
        return case.request.bound.binding, self._clock.now()


def bound_now(connection: Connection, draft: Draft, clock: Clock, head: str) -> Bound:
    """Return what would be sent, where and under what; `head` is the thread as it was seen, and stays where it did."""
    account = accounts.account(connection, draft.account_id)
    target = messages.message(connection, draft.target_id)
    still = head and not messages.moved(connection, draft.target_id, head)
    return Bound(
        text=draft.body,
        account=f"{account.look}:{account.handle}",
        visibility=draft.visibility.value,
        target=target.remote_id,
        thread_head=head if still else messages.head(connection, draft.target_id),
        charter=charters.governing(connection, draft.account_id, clock.now()),
        language=draft.language,
        spoiler=draft.spoiler,
        media=tuple(one.bound for one in draft.media),
    )


def _case(connection: Connection, row: OutboxRow, stands: State = State.APPROVED) -> Case | None:
    """Return the approved request behind a reply; None where there is none that says so."""
    try:
        case = table.case(connection, row.approval_id)
    except (KeyError, NotAllowed):
        return None
    good = (case.outbox_id == row.id or row.part > 1) and case.request.state is stands
    return case if good else None


def _draft(row: OutboxRow, case: Case) -> Draft:
    """Return a reply of the outbox as a draft again."""
    return Draft(
        id=case.draft_id,
        conversation_id=row.conversation_id,
        account_id=row.account_id,
        target_id=row.target_id,
        body=row.whole or row.body,
        visibility=row.visibility,
        language=row.language,
        spoiler=row.spoiler,
        answer_id=case.answer_id,
        seen_head=row.seen_head,
        media=row.media,
    )
