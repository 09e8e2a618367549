"""Asking others to agree to a reply, and what they do with it.

Each act and what follows from it (a draft, a reply in the outbox, a line of the journal) is one transaction: a reply
that was approved is in the outbox once, or the approval did not happen. An act names what the person saw; whoever
acts on something that changed meanwhile is told so and reads it again.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from cmworkstation.domain.approval import (
    JUDGING,
    OPEN_STATES,
    RENEWABLE,
    Act,
    ActKind,
    Request,
    State,
    Voice,
    ask,
    may_judge,
    perform,
    speaker_for,
)
from cmworkstation.domain.approval_case import Case
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import DraftId, OutboxId, uuid7
from cmworkstation.domain.profile import Act as Right
from cmworkstation.domain.profile import Profile
from cmworkstation.domain.reply import Draft, OutboxRow
from cmworkstation.domain.signed_file import act_payload
from cmworkstation.domain.waiver import Agreement, Waiver, stands_in
from cmworkstation.killpoint import reach
from cmworkstation.services.approval_gate import ApprovalGate, bound_now
from cmworkstation.services.approval_policy import ApprovalPolicies, Wanted
from cmworkstation.services.composer import Composer
from cmworkstation.services.journal import Journal
from cmworkstation.services.outbox.outbox import Outbox
from cmworkstation.services.outbox.queueing import Checked
from cmworkstation.services.profiles import Profiles
from cmworkstation.services.waivers import Waivers
from cmworkstation.store import approvals as table
from cmworkstation.store import conversation_list, drafts, messages, waivers
from cmworkstation.store.database import Connection, Workspace

MOST_VARIANTS = 2  # beside the first text: A, B and C


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody says of a request; `seen` is the binding of what they had before them."""

    kind: ActKind
    seen: str
    text: str = ""  # as amended or chosen
    words: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A request for whoever looks at it."""

    case: Case
    draft: Draft | None
    due_at: datetime | None
    seen: str | None  # the text that the acting person saw last


class Approvals:
    """The requests of this workspace."""

    def __init__(
        self,
        workspace: Workspace,
        policies: ApprovalPolicies,
        gate: ApprovalGate,
        composer: Composer,
        outbox_: Outbox,
        profiles: Profiles,
        waivers_: Waivers,
        journal: Journal,
        clock: Clock,
    ) -> None:
        """Take what an approval needs on both of its sides."""
        self._workspace = workspace
        self._policies = policies
        self._gate = gate
        self._composer = composer
        self._outbox = outbox_
        self._profiles = profiles
        self._waivers = waivers_
        self._journal = journal
        self._clock = clock

    # What can be seen

    def policy_for(self, draft: Draft, author: str | None = None) -> Wanted | None:
        """Return what the charter wants of a draft, by the acting person or by `author`; None for nothing."""
        return self._policies.policy_for(draft, author)

    def case(self, request_id: str) -> Case:
        """Return one request. Raises `KeyError`, and `NotAllowed` where somebody altered it."""
        return table.case(self._workspace.read(), request_id)

    def of_draft(self, draft_id: DraftId) -> Case | None:
        """Return the latest request for a draft, None where nobody was asked."""
        return table.of_draft(self._workspace.read(), draft_id)

    def of_outbox(self, outbox_id: OutboxId) -> Case | None:
        """Return the request by which a reply came to the outbox, None where none was needed."""
        return table.of_outbox(self._workspace.read(), outbox_id)

    def waiting(self, profile: Profile | None = None) -> tuple[Case, ...]:
        """Return what waits for somebody's word, the acting person's by default; the oldest first."""
        who = profile or self._profiles.current()
        if not who.may(Right.APPROVE):
            return ()
        cases = table.unsettled(self._workspace.read())
        return tuple(one for one in cases if may_judge(one.request, voice_of(who, one)))

    def mine(self, profile: Profile | None = None) -> tuple[Case, ...]:
        """Return what somebody asked for and is not over, the acting person by default."""
        who = profile or self._profiles.current()
        cases = table.unsettled(self._workspace.read())
        return tuple(one for one in cases if one.request.author == who.id)

    def unsettled(self) -> tuple[Case, ...]:
        """Return every request that is not over."""
        return table.unsettled(self._workspace.read())

    def closed(self, limit: int = 50) -> tuple[Case, ...]:
        """Return the requests that are over, the latest first."""
        return table.closed(self._workspace.read(), limit)

    def standing(self, request_id: str) -> Standing:
        """Return a request with its draft, when its reply is due, and what the acting person saw of it last."""
        connection = self._workspace.read()
        case = table.case(connection, request_id)
        me = self._profiles.current().id
        found = conversation_list.rows(connection, [case.conversation_id])
        return Standing(
            case=case,
            draft=_stored(connection, case),
            due_at=found[0].due_at if found else None,
            seen=table.looked(connection, request_id, me),
        )

    def to_confirm(self, case: Case) -> tuple[Waiver, ...]:
        """Return what an approval also lets stand although the charter wants two people for it."""
        texts = (case.request.bound.text, *case.request.variants)
        return tuple(
            one
            for one in self._waivers.of_draft(case.draft_id)
            if not one.holds and any(stands_in(one.passage, text) for text in texts)
        )

    def is_known(self, file_id: str) -> bool:
        """Tell whether a signed file was taken in already."""
        return table.is_known_file(self._workspace.read(), file_id)

    def text_of_statement(self, case: Case) -> str:
        """Return what the charter lets say while an approval is late, "" for nothing; nobody sends it by itself."""
        if not case.statement:
            return ""
        return self._policies.statement(
            case.account_id, case.statement, case.request.bound.language
        )

    # What a person who writes does

    def ask(
        self, draft: Draft, variants: tuple[str, ...] = (), *, override: str = ""
    ) -> tuple[Case, Changes]:
        """Ask for approval of a draft, or again after a change; the draft stays where it is.

        Raises what `Composer.check_before_queue` raises, for each variant, and `NotAllowed` where nobody has to be
        asked, or it was approved already.
        """
        self._profiles.require(Right.DRAFT)
        texts = tuple(one.strip() for one in variants if one.strip())[:MOST_VARIANTS]
        wanted = self._policies.policy_for(draft)
        if wanted is None or not wanted.needed:
            raise NotAllowed("approval-not-needed")
        checked = self._composer.check_before_queue(draft, override, by_approval=True)
        others = [
            self._composer.check_before_queue(replace(draft, body=text), override, by_approval=True)
            for text in texts
        ]
        with self._workspace.write(durable=True) as connection:
            case = self._ask(connection, draft, texts, wanted, checked)
            for one in (checked, *others):
                waivers.keep(connection, one.waivers)
            reach("approval.asked")
        return case, self._changes(case)

    def withdraw(self, request_id: str, why: str = "") -> Changes:
        """Take a request back before anybody's word sent it; the draft is again its author's."""
        self._profiles.require(Right.DRAFT)
        me = self._profiles.current()
        with self._workspace.write(durable=True) as connection:
            case = table.case(connection, request_id)
            if case.request.state is State.APPROVED:
                raise NotAllowed("approval-closed")  # the outbox gives it back
            act = Act(
                ActKind.WITHDRAW, me.id, case.request.bound.binding, self._clock.now(), words=why
            )
            self._gate.note(connection, case, act)
        return self._changes(case)

    # What a person who approves does

    def judge(
        self, request_id: str, judgement: Judgement, *, hold_s: float = 10.0
    ) -> tuple[Case, OutboxRow | None, Changes]:
        """Approve, amend, choose, ask for a change, decline or delegate, as the acting person; on a lane.

        The keyring may ask. Returns the reply where this word was the last one wanted. Raises `NotAllowed` with
        the reason, `VaultLocked`, `VaultMissing`, and what forbids a text that was amended.
        """
        self._profiles.require(Right.APPROVE)
        self.look_again(request_id)
        case, me = self.case(request_id), self._profiles.current()
        act = self._act_of(case, me, judgement)
        mark = self._profiles.sign(act_payload(request_id, act))
        act = replace(act, fingerprint=mark.fingerprint, signature=mark.value)
        return self.enter(case, act, hold_s=hold_s)

    def enter(
        self, case: Case, act: Act, *, hold_s: float, file_id: str = ""
    ) -> tuple[Case, OutboxRow | None, Changes]:
        """Let a signed act count: the signature says whose it is. `file_id` names the file that brought it.

        The last word wanted is also the second person's, for what the charter lets stand by two people only. Raises
        `BadSignature` and `NotAllowed`; nothing has changed then.
        """
        payload = act_payload(case.id, act)
        who = self._profiles.verify(payload, act.fingerprint, act.signature)
        after = perform(case.request, act, voice_of(who, case))
        agreed = Agreement(after.approvals, act.at) if after.state is State.APPROVED else None
        checked = self._checked(case, after, agreed)
        with self._workspace.write(durable=True) as connection:
            now = table.case(connection, case.id)
            after = perform(now.request, act, voice_of(who, now))
            if file_id:
                if table.is_known_file(connection, file_id):
                    raise NotAllowed("answer-replayed")
                table.note_file(connection, file_id, "answer", act.fingerprint, self._clock.now())
            row = None
            if after.bound.text != now.request.bound.text:
                self._keep_text(connection, now, after.bound.text, who.id)
            if after.state is State.APPROVED:
                row = self._send(connection, now, after, checked, hold_s)
                if checked and agreed:
                    self._waivers.keep_seconds(connection, checked.waivers, agreed)
                reach("approval.queued")
            elif checked is not None:
                table.change_findings(connection, case.id, checked.findings)
            table.note(connection, after, act, outbox_id=row.id if row else None)
            table.look(connection, case.id, who.id, after.bound.text, self._clock.now())
            self._tell(connection, now, after, act, who)
            reach("approval.recorded")
        reach("approval.committed")
        entered = replace(
            now,
            request=after,
            acts=(*now.acts, act),
            outbox_id=row.id if row else now.outbox_id,
        )
        return entered, row, self._changes(entered)

    def take_back(self, request_id: str) -> Changes:
        """Undo one's own last word on a request; an approval only while the reply is held. Raises `NotAllowed`."""
        self._profiles.require(Right.APPROVE)
        me = self._profiles.current()
        with self._workspace.write(durable=True) as connection:
            case = table.case(connection, request_id)
            act = Act(ActKind.TAKE_BACK, me.id, case.request.bound.binding, self._clock.now())
            after = perform(case.request, act, Voice(me.id))
            if case.request.state is State.APPROVED and case.outbox_id:
                self._outbox.take_back(connection, case.outbox_id)
                if case.request.last is not None:
                    at = case.request.last.at
                    self._waivers.take_back_seconds(connection, case.draft_id, at)
            if after.bound.text != case.request.bound.text:
                self._keep_text(connection, case, after.bound.text, me.id)
            table.note(connection, after, act, outbox_id="")
            self._tell(connection, case, after, act, me)
        return self._changes(case)

    def looked(self, request_id: str) -> None:
        """Keep what the acting person has seen now, so that the next look shows what changed since."""
        me = self._profiles.current()
        case = self.case(request_id)
        with self._workspace.write() as connection:
            table.look(connection, case.id, me.id, case.request.bound.text, self._clock.now())

    def look_again(self, request_id: str = "") -> Changes:
        """Compare open requests with the world; whatever moved on voids what was agreed so far.

        Where only the thread or the charter moved, the request is open again for everybody to read.
        """
        changes = Changes()
        connection = self._workspace.read()
        for case in table.unsettled(connection):
            if case.request.state not in OPEN_STATES or request_id not in ("", case.id):
                continue
            if self._moved(connection, case):
                with self._workspace.write(durable=True) as writing:
                    self._follow(writing, table.case(writing, case.id))
                changes |= self._changes(case)
        return changes

    # Small steps

    def _ask(
        self,
        connection: Connection,
        draft: Draft,
        texts: tuple[str, ...],
        wanted: Wanted,
        checked: Checked,
    ) -> Case:
        now, me = self._clock.now(), self._profiles.current()
        head = messages.head(connection, draft.target_id)
        kept = replace(
            draft,
            seen_head=head,
            conversation_id=messages.message(connection, draft.target_id).conversation_id,
        )
        drafts.save(connection, kept, now, me.id)
        bound = bound_now(connection, kept, self._clock, head)
        known = table.of_draft(connection, draft.id)
        if known is not None and known.request.state is State.APPROVED:
            raise NotAllowed("approval-closed")
        if known is not None and known.request.state in RENEWABLE:
            same = (known.policy, known.request.need) == (wanted.policy.id, wanted.policy.need)
            if same and known.request.author == me.id:
                return self._ask_again(
                    connection,
                    known,
                    Act(
                        ActKind.RENEW,
                        me.id,
                        known.request.bound.binding,
                        now,
                        bound=bound,
                        variants=texts,
                    ),
                    checked,
                )
            self._gate.note(
                connection,
                known,
                Act(ActKind.WITHDRAW, "", known.request.bound.binding, now, words="asked-anew"),
            )
        request = ask(uuid7(), me.id, wanted.policy.need, wanted.policy.speakers, bound, texts)
        first = Act(ActKind.ASK, me.id, bound.binding, now, bound=bound, variants=texts)
        case = Case(
            request=request,
            acts=(first,),
            conversation_id=kept.conversation_id,
            account_id=kept.account_id,
            target_id=kept.target_id,
            draft_id=kept.id,
            charter_id=wanted.charter_id,
            policy=wanted.policy.id,
            created_at=now,
            statement=wanted.policy.statement,
            answer_id=kept.answer_id,
            findings=checked.findings,
        )
        table.add(connection, case)
        self._tell(connection, case, request, first, me)
        return case

    def _ask_again(self, connection: Connection, known: Case, act: Act, checked: Checked) -> Case:
        asked = known.request
        same = (asked.bound, asked.variants) == (act.bound, act.variants)
        if asked.state is State.OPEN and same:
            return known
        after = perform(asked, act, Voice(act.by))
        table.note(connection, after, act)
        table.change_findings(connection, known.id, checked.findings)
        self._tell(connection, known, after, act, self._profiles.current())
        return replace(known, request=after, acts=(*known.acts, act))

    def _act_of(self, case: Case, me: Profile, judgement: Judgement) -> Act:
        if judgement.kind not in JUDGING:
            raise NotAllowed("approval-closed")
        speaker = speaker_for(case.request, voice_of(me, case))
        to = ""
        if judgement.kind is ActKind.DELEGATE:
            to = self._policies.deputy(case.account_id, speaker)
        return Act(
            kind=judgement.kind,
            by=me.id,
            binding=judgement.seen,
            at=self._clock.now().replace(microsecond=0),
            text=judgement.text,
            words=judgement.words.strip(),
            speaker=speaker,
            to=to,
        )

    def _checked(self, case: Case, after: Request, agreed: Agreement | None) -> Checked | None:
        """Let the charter check the text that would leave. Raises what forbids it."""
        if after.state is not State.APPROVED and after.bound.text == case.request.bound.text:
            return None
        draft = _stored(self._workspace.read(), case)
        if draft is None:
            raise NotAllowed("approval-changed")
        return self._composer.check_before_queue(
            replace(draft, body=after.bound.text), by_approval=True, agreed=agreed
        )

    def _send(
        self,
        connection: Connection,
        case: Case,
        after: Request,
        checked: Checked | None,
        hold_s: float,
    ) -> OutboxRow:
        draft = _stored(connection, case)
        if draft is None or checked is None:
            raise NotAllowed("approval-changed")
        approved = replace(draft, seen_head=after.bound.thread_head)
        now = bound_now(connection, approved, self._clock, after.bound.thread_head)
        if now.binding != after.bound.binding:  # between the look and this transaction
            raise NotAllowed("approval-changed")
        return self._outbox.put(
            connection,
            approved,
            checked,
            hold_s=hold_s,
            author=case.request.author,
            approval_id=case.id,
        )

    def _keep_text(self, connection: Connection, case: Case, text: str, by: str) -> None:
        draft = _stored(connection, case)
        if draft is not None:
            drafts.save(connection, replace(draft, body=text), self._clock.now(), by)

    def _moved(self, connection: Connection, case: Case) -> bool:
        draft = _stored(connection, case)
        return draft is None or bool(self._gate.compare(connection, case, draft).why)

    def _follow(self, connection: Connection, case: Case) -> None:
        draft = _stored(connection, case)
        if draft is None:
            words, binding = "draft-gone", case.request.bound.binding
            gone = Act(ActKind.WITHDRAW, "", binding, self._clock.now(), words=words)
            self._gate.note(connection, case, gone)
            return
        moved = self._gate.compare(connection, case, draft)
        if moved.why:
            self._gate.renew(connection, case, moved, draft)

    def _tell(
        self, connection: Connection, case: Case, after: Request, act: Act, who: Profile
    ) -> None:
        """Write both names and the differences into the journal."""
        facts: dict[str, object] = {
            "request": case.id,
            "author": case.request.author,
            "author_name": self._profiles.name(case.request.author),
            "person": who.id,
            "person_name": who.name,
            "binding": act.binding,
            "state": after.state,
            "policy": case.policy,
        }
        if act.kind is ActKind.ASK:
            facts |= {"text": after.bound.text, "variants": list(act.variants)}
        if case.request.bound.text != after.bound.text:
            facts |= {"before": case.request.bound.text, "after": after.bound.text}
        facts |= {
            name: value
            for name in ("words", "speaker", "to", "fingerprint")
            if (value := getattr(act, name))
        }
        self._journal.note(connection, f"approval.{act.kind}", facts)

    @staticmethod
    def _changes(case: Case) -> Changes:
        touched: frozenset[int] = frozenset({case.conversation_id})
        return Changes(conversations=touched, outbox=True, drafts=True, approvals=True)


def voice_of(who: Profile, case: Case) -> Voice:
    """Return somebody with the mandates that count for a request."""
    return Voice(who.id, who.speaks_for(case.charter_id) if who.may(Right.APPROVE) else frozenset())


def findings_of(case: Case) -> tuple[dict[str, object], ...]:
    """Return what the charter said of the text when it was asked for."""
    return tuple(json.loads(case.findings))


def _stored(connection: Connection, case: Case) -> Draft | None:
    try:
        return drafts.draft(connection, case.draft_id)
    except KeyError:
        return None
