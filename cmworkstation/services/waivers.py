"""Waivers: letting a passage of a draft stand although the charter objects, with a reason, and who said so."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cmworkstation.domain.charter.finding import Finding, Place
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import DraftId, OutboxId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.waiver import (
    NO_ONE,
    Agreement,
    Need,
    Passage,
    Reason,
    Waiver,
    WaiverId,
    missing_in,
    need_of,
    passage_of,
    waivers_by_passage,
)
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import waivers as table
from cmworkstation.store.database import Connection, Workspace


class Waivers:
    """The waivers of this workspace."""

    def __init__(
        self, workspace: Workspace, journal: Journal, acting: Acting, clock: Clock
    ) -> None:
        """Take the workspace, and who acts."""
        self._workspace = workspace
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def of_draft(self, draft_id: DraftId) -> tuple[Waiver, ...]:
        """Return the waivers of a draft, whether or not their passages still stand in it."""
        return table.of_draft(self._workspace.read(), draft_id)

    def of_reply(self, outbox_id: OutboxId) -> tuple[Waiver, ...]:
        """Return the waivers with which a reply left."""
        return table.of_reply(self._workspace.read(), outbox_id)

    def standing(self, draft: Draft, findings: Sequence[Finding]) -> Mapping[Place, Waiver]:
        """Return the places of the findings that somebody spoke for, each with the waiver."""
        known = waivers_by_passage(self.of_draft(draft.id)) if findings else {}
        if not known:
            return {}
        found = ((one.place, known.get(passage_of(draft.body, one))) for one in findings)
        return {place: waiver for place, waiver in found if waiver is not None}

    def waive(
        self, draft: Draft, finding: Finding, reason: Reason, *, charter_hash: str = ""
    ) -> Waiver:
        """Let a passage stand, or ask for a second person's word where the rule wants one.

        Raises `NotAllowed`: without a reason that will do, for what nobody's word lets pass, for whoever may not draft.
        """
        made = self.made(draft, finding, reason, charter_hash=charter_hash)
        with self._workspace.write(durable=True) as connection:
            table.add(connection, made)
            self._note(connection, "waiver.add", made)
        return made

    def made(
        self, draft: Draft, finding: Finding, reason: Reason, *, charter_hash: str = ""
    ) -> Waiver:
        """Return the waiver that `waive` would keep. Raises the same."""
        self._acting.require(Act.DRAFT)
        need = need_of(finding)
        if need in (Need.CHANGE, Need.NOTHING):
            raise NotAllowed("stopped" if need is Need.CHANGE else "nothing-to-waive")
        if missing := missing_in(reason):
            raise NotAllowed(missing)
        return Waiver(
            id=WaiverId(uuid7()),
            draft_id=draft.id,
            charter_hash=charter_hash,
            passage=passage_of(draft.body, finding),
            severity=finding.severity,
            reason=Reason(reason.code, " ".join(reason.words.split())),
            by=self._acting.id,
            at=self._clock.now(),
            need=need,
        )

    def may_confirm(self, waiver: Waiver) -> bool:
        """Tell whether the acting person is the second one whom a waiver waits for."""
        me = self._acting.current()
        return not waiver.holds and bool(me.id) and me.id != waiver.by and me.may(Act.APPROVE)

    def confirm(self, waiver_id: WaiverId) -> Waiver:
        """Give the second person's word. Raises `NotAllowed` for the author and for whoever may not approve."""
        self._acting.require(Act.APPROVE)
        waiver = table.waiver(self._workspace.read(), waiver_id)
        if not self._acting.id or self._acting.id == waiver.by:
            raise NotAllowed("second-self")
        with self._workspace.write(durable=True) as connection:
            table.confirm(connection, waiver_id, self._acting.id, self._clock.now())
            self._note(connection, "waiver.confirm", waiver)
        return table.waiver(self._workspace.read(), waiver_id)

    def seconded(self, waiver: Waiver, agreed: Agreement) -> Waiver:
        """Return a waiver with the second person's word, where it waits for one; `keep_seconds` keeps it.

        Raises `NotAllowed` where its author alone agreed.
        """
        if waiver.holds:
            return waiver
        second = agreed.second_of(waiver)
        if second is None:
            raise NotAllowed("second-self")
        return replace(waiver, second=second, second_at=agreed.at)

    def keep_seconds(
        self, connection: Connection, waivers: Sequence[Waiver], agreed: Agreement
    ) -> None:
        """Keep, within an open transaction, which waivers an approval confirmed."""
        for one in waivers:
            if one.need is Need.SECOND and one.second_at == agreed.at:
                table.confirm(connection, one.id, one.second, agreed.at)
                self._note(connection, "waiver.confirm", one)

    def take_back_seconds(self, connection: Connection, draft_id: DraftId, at: datetime) -> None:
        """Let the waivers of a draft wait again that an approval of that moment confirmed."""
        for one in table.of_draft(connection, draft_id):
            if one.need is Need.SECOND and one.second_at == at:
                table.confirm(connection, one.id, NO_ONE, None)
                self._note(connection, "waiver.unconfirm", one)

    def withdraw(self, waiver_id: WaiverId) -> None:
        """Take a waiver back: the finding stands again."""
        self._acting.require(Act.DRAFT)
        waiver = table.waiver(self._workspace.read(), waiver_id)
        with self._workspace.write(durable=True) as connection:
            table.drop(connection, waiver_id, self._clock.now())
            self._note(connection, "waiver.withdraw", waiver)

    def _note(self, connection: Connection, kind: str, waiver: Waiver) -> None:
        self._journal.note(connection, kind, {"draft": waiver.draft_id, **told(waiver)})


def told(waiver: Waiver) -> dict[str, object]:
    """Return a waiver as the journal and the stored reply tell it."""
    passage: Passage = waiver.passage
    return {
        "rule": passage.rule,
        "passage": [passage.before, passage.match, passage.after],
        "reason": waiver.reason.code,
        "words": waiver.reason.words,
        "by": waiver.by,
        "need": waiver.need,
        "second": waiver.second,
    }
