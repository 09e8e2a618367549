"""After a freeze: what was held back leaves by a person's word alone, one thing after the other.

keep     it leaves as it was meant to; one whose time has passed needs a new time
amend    it is a draft again, and leaves by a new approval where the charter wants one
drop     it does not leave, for a reason that is kept
let out  it leaves although the freeze goes on: a statement to the public

A word can be taken back until the reply has left. While a freeze goes on, what was decided waits for its end.
"""

from collections.abc import Sequence
from datetime import timedelta

from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.freeze import (
    DROP_AFTER,
    HOLD_S,
    Decision,
    Held,
    HeldReply,
    Stop,
    Verdict,
)
from cmworkstation.domain.ids import AccountId, DraftId, OutboxId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft, OutboxRow, OutboxState, StepNote
from cmworkstation.domain.slot import Slot
from cmworkstation.killpoint import reach
from cmworkstation.services.acting import Acting
from cmworkstation.services.brake import Brake
from cmworkstation.services.freezing import CHANGED, Freezing
from cmworkstation.services.inbox_rule_runs import InboxRuleRuns
from cmworkstation.services.journal import Journal
from cmworkstation.services.outbox.outbox import Outbox
from cmworkstation.services.outbox.states import UNPUBLISHED, WAITING
from cmworkstation.store import freezes, messages, outbox, outbox_parts
from cmworkstation.store.database import Connection, Workspace

BACK = (*UNPUBLISHED, OutboxState.BY_HAND)  # out of which a reply becomes a draft again


class Thawing:
    """What was held back, and what people decide about it."""

    def __init__(
        self,
        workspace: Workspace,
        brake: Brake,
        freezing: Freezing,
        services: Outbox,
        rules: InboxRuleRuns,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the freeze, and the outbox whose replies it held back."""
        self._workspace = workspace
        self._brake = brake
        self._freezing = freezing
        self._outbox = services
        self._rules = rules
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # What can be seen

    def held(self) -> Held:
        """Return everything that waits for a word, and what was decided and has not left yet."""
        connection = self._workspace.read()
        verdicts = freezes.verdicts(connection)
        holding = self._brake.holding(connection)
        found = []
        for outbox_id in freezes.waiting(connection):
            verdict = verdicts.get(outbox_id)
            stop = self._brake.stop(outbox_id, connection) if holding else Stop.NOTHING
            if verdict is None and stop is not Stop.FROZEN:
                continue
            row = outbox.row(connection, outbox_id)
            if row.part > 1 and row.behind:  # it goes the way of the part before it
                continue
            found.append(self._seen(connection, row, verdict or Verdict(outbox_id, 0), stop))
        return Held(tuple(found), freezes.rules(connection))

    def _seen(
        self, connection: Connection, row: OutboxRow, verdict: Verdict, stop: Stop
    ) -> HeldReply:
        passed = row.slot is not None and row.slot.at <= self._clock.now()
        moved = messages.moved(connection, row.target_id, row.seen_head)
        covered = self._brake.covers(row.account_id, row.conversation_id, connection)
        return HeldReply(row, verdict, covered or stop is Stop.FROZEN, passed, bool(moved))

    def covers(self, account_id: AccountId) -> bool:
        """Tell whether a freeze covers what would leave from an account."""
        return self._brake.covers(account_id, 0)

    def as_draft(self, outbox_id: OutboxId) -> Draft:
        """Return a reply as a draft, to be planned anew; nothing is changed."""
        row = outbox.row(self._workspace.read(), outbox_id)
        return Draft(
            DraftId(""),
            row.conversation_id,
            row.account_id,
            row.target_id,
            row.whole or row.body,
            row.visibility,
            row.language,
        )

    # Replies

    def keep(
        self, outbox_id: OutboxId, slot: Slot | None = None, *, at_once: bool = False
    ) -> Changes:
        """Let a reply leave once nothing is frozen any more; `slot` is a new time for it.

        Raises `NotAllowed` ("thaw-new-time") where its time has passed and neither `slot` nor `at_once` says when.
        """
        self._acting.require(Act.SEND)
        return self._keep(outbox_id, Decision.KEEP, slot, at_once=at_once)

    def let_out(self, outbox_id: OutboxId, why: str) -> Changes:
        """Let one reply leave while everything else stays frozen; who may approve says why. Raises `NotAllowed`."""
        self._acting.require(Act.APPROVE)
        said = " ".join(why.split())
        if not said:
            raise NotAllowed("thaw-why")
        return self._keep(outbox_id, Decision.NOW, None, at_once=True, why=said)

    def _keep(
        self,
        outbox_id: OutboxId,
        decision: Decision,
        slot: Slot | None,
        *,
        at_once: bool,
        why: str = "",
    ) -> Changes:
        self._freezing.settle()
        now = from_ms(to_ms(self._clock.now()))
        with self._workspace.write(durable=True) as connection:
            rows = self._open(connection, outbox_id)
            planned = slot or (None if at_once else rows[0].slot)
            if planned is not None and planned.at <= now:
                raise NotAllowed("thaw-new-time")
            until = max(now + timedelta(seconds=HOLD_S), planned.at if planned else now)
            for one in rows:
                if one.state in WAITING:
                    self._outbox.hold_again(connection, one, until, planned)
            self._decide(connection, rows, decision, why)
            reach("thaw.decided")
        reach("thaw.decision-committed")
        return self._changes(rows)

    def amend(self, outbox_id: OutboxId) -> tuple[Draft, Changes]:
        """Turn a reply into a draft again. Raises `NotAllowed` where it may be out already."""
        self._acting.require(Act.SEND)
        self._freezing.settle()
        with self._workspace.write(durable=True) as connection:
            rows = self._open(connection, outbox_id)
            draft, changes = self._outbox.give_back(rows[0].id, BACK, StepNote.TAKEN_BACK)
            self._decide(connection, rows, Decision.AMEND, "")
            reach("thaw.decided")
        reach("thaw.decision-committed")
        return draft, changes | self._changes(rows)

    def drop(self, outbox_id: OutboxId, why: str) -> Changes:
        """Do not send a reply; it can be taken back until the freeze is over and some seconds have passed.

        Raises `NotAllowed` ("thaw-why") without a reason.
        """
        self._acting.require(Act.SEND)
        said = " ".join(why.split())
        if not said:
            raise NotAllowed("thaw-why")
        self._freezing.settle()
        with self._workspace.write(durable=True) as connection:
            rows = self._open(connection, outbox_id)
            self._decide(connection, rows, Decision.DROP, said)
            reach("thaw.decided")
        reach("thaw.decision-committed")
        return self._changes(rows)

    def take_back(self, outbox_id: OutboxId) -> Changes:
        """Take a word back: the reply waits for a decision again. Raises `NotAllowed` ("too-late") once it left."""
        self._acting.require(Act.SEND)
        with self._workspace.write(durable=True) as connection:
            row = outbox.row(connection, outbox_id)
            rows = outbox_parts.rest(connection, row) or (row,)
            for one in rows:
                verdict = freezes.verdict(connection, one.id)
                if verdict is None or verdict.decision in (Decision.OPEN, Decision.AMEND):
                    raise NotAllowed("too-late")
                if one.state not in freezes.HELD_BACK or one.state is OutboxState.SENDING:
                    raise NotAllowed("too-late")
                self._put_back(connection, one)
                freezes.decide(connection, Verdict(one.id, verdict.n))
            self._journal.note(connection, "freeze.take-back", {"outbox": rows[0].id})
            reach("thaw.taken-back")
        return self._changes(rows)

    def _put_back(self, connection: Connection, row: OutboxRow) -> None:
        """Let a reply be planned as it was before the word."""
        kept = freezes.take_plan(connection, row.id)
        if kept is not None and row.state in WAITING:
            until, slot = kept
            self._outbox.hold_again(connection, row, until or self._clock.now(), slot)

    def _open(self, connection: Connection, outbox_id: OutboxId) -> tuple[OutboxRow, ...]:
        """Return the rows of a reply that waits for a word, in order. Raises `NotAllowed`."""
        row = outbox.row(connection, outbox_id)
        rows = outbox_parts.rest(connection, row)
        known = freezes.verdict(connection, outbox_id)
        covered = self._brake.covers(row.account_id, row.conversation_id, connection)
        if known is None and not covered:
            raise NotAllowed("not-frozen")
        if not rows or any(one.state not in freezes.HELD_BACK for one in rows):
            raise NotAllowed("too-late")
        if known is not None and known.decision is Decision.AMEND:
            raise NotAllowed("too-late")
        return rows

    def _decide(
        self, connection: Connection, rows: Sequence[OutboxRow], decision: Decision, why: str
    ) -> None:
        now, by, n = self._clock.now(), self._acting.id, freezes.newest(connection)
        for one in rows:
            freezes.decide(connection, Verdict(one.id, n, decision, why, now, by))
            freezes.keep_plan(connection, one.id, one.not_before or one.hold_until, one.slot)
        facts = {"outbox": rows[0].id, "decision": decision}
        self._journal.note(
            connection, f"freeze.{_KINDS[decision]}", facts | ({"why": why} if why else {})
        )

    def carry_out(self) -> Changes:
        """Drop what people decided to drop, where no freeze goes on and the word is some seconds old."""
        connection = self._workspace.read()
        now, changes = self._clock.now(), Changes()
        for outbox_id, verdict in freezes.verdicts(connection).items():
            if verdict.decision is not Decision.DROP or verdict.at is None:
                continue
            row = outbox.row(connection, outbox_id)
            if timedelta() <= now - verdict.at < DROP_AFTER or row.state is OutboxState.SENDING:
                continue
            if self._brake.covers(row.account_id, row.conversation_id, connection):
                continue
            if row.part > 1 and row.behind:
                continue
            changes |= self._outbox.give_up(outbox_id)
            reach("thaw.dropped")
        return changes

    # Inbox rules

    def keep_rule(self, rule_id: str) -> Changes:
        """Let a rule do now what it did not do while it stood still. Raises `NotAllowed` ("frozen")."""
        self._acting.require(Act.SEND)
        run = uuid7()
        with self._workspace.write(durable=True) as connection:
            found = freezes.messages_of_rule(connection, rule_id)
            if not found:
                raise NotAllowed("too-late")
            wanted = tuple((rule_id, *one) for one in found)
            changes = self._rules.make_up_for(connection, wanted, run)
            freezes.decide_rule(connection, rule_id, Decision.KEEP, run)
            self._journal.note(
                connection,
                "freeze.rule-keep",
                {"rule": rule_id, "run": run, "messages": len(found)},
            )
            reach("thaw.rule")
        return CHANGED | changes

    def drop_rule(self, rule_id: str, why: str = "") -> Changes:
        """Leave what came in meanwhile as it is. Raises `NotAllowed` ("too-late")."""
        self._acting.require(Act.SEND)
        with self._workspace.write(durable=True) as connection:
            found = freezes.messages_of_rule(connection, rule_id)
            if not found:
                raise NotAllowed("too-late")
            freezes.decide_rule(connection, rule_id, Decision.DROP)
            facts: dict[str, object] = {"rule": rule_id, "messages": len(found)}
            said = " ".join(why.split())
            self._journal.note(
                connection, "freeze.rule-drop", facts | ({"why": said} if said else {})
            )
            reach("thaw.rule")
        return CHANGED

    @staticmethod
    def _changes(rows: Sequence[OutboxRow]) -> Changes:
        return CHANGED | Changes(conversations=frozenset({rows[0].conversation_id}))


_KINDS = {
    Decision.KEEP: "keep",
    Decision.NOW: "let-out",
    Decision.AMEND: "amend",
    Decision.DROP: "drop",
}
