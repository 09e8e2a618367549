"""Promises recognised by themselves, in what is written and what was sent: proposed, noted only when accepted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AccountId, DraftId, OutboxId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.promise import Promise, PromiseId, PromiseState, by_day
from cmworkstation.domain.promising import Proposal, Recognised, known, open_day, recognise
from cmworkstation.domain.reply import Draft
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.promises import Promises
from cmworkstation.store import promises as table
from cmworkstation.store.database import Workspace

SINCE = timedelta(days=30)  # replies sent before that are not asked about any more
MOST = 300  # replies that are looked through


class Promising:
    """What sounds like a promise of ours."""

    def __init__(
        self,
        workspace: Workspace,
        promises: Promises,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace, and the ledger that what is accepted goes into."""
        self._workspace = workspace
        self._promises = promises
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def in_draft(self, draft: Draft) -> tuple[Proposal, ...]:
        """Return the sentences of a draft that promise something and are neither noted nor refused."""
        today = self._promises.today(draft.account_id)
        found = recognise(draft.body, today)
        if not found:
            return ()
        there = table.known_in(self._workspace.read(), draft.conversation_id)
        mine = [
            one
            for one in there
            if one.state is PromiseState.REFUSED
            or (one.draft_id == draft.id and one.state is PromiseState.DRAFT)
        ]
        return tuple(
            Proposal(
                conversation_id=draft.conversation_id,
                account_id=draft.account_id,
                message_id=draft.target_id,
                draft_id=draft.id,
                outbox_id=OutboxId(""),
                who="",
                said_at=self._clock.now(),
                found=one,
                day=day,
            )
            for one, day in self._days(found, draft.account_id, today)
            if not known(one, day, OutboxId(""), mine)
        )

    def in_sent(self) -> tuple[Proposal, ...]:
        """Return the sentences of the replies of the last 30 days that promise something, the newest reply first.

        What stands in the ledger already or was refused is left out.
        """
        connection = self._workspace.read()
        since = self._clock.now() - SINCE
        made: list[Proposal] = []
        for reply in table.replies_since(connection, since, MOST):
            today = self._promises.day_of(reply.account_id, reply.sent_at)
            found = recognise(reply.body, today)
            there = table.known_in(connection, reply.conversation_id) if found else ()
            made += [
                Proposal(
                    conversation_id=reply.conversation_id,
                    account_id=reply.account_id,
                    message_id=reply.message_id,
                    draft_id=DraftId(""),
                    outbox_id=reply.outbox_id,
                    who=reply.who,
                    said_at=reply.sent_at,
                    found=one,
                    day=day,
                )
                for one, day in self._days(found, reply.account_id, today)
                if not known(one, day, reply.outbox_id, there)
            ]
        return tuple(made)

    def accept(self, proposal: Proposal, day: date | None = None) -> tuple[Promise, Changes]:
        """Note a proposal in the ledger, by the day proposed or by another one.

        One of a draft is given when its reply arrives. Raises `NotAllowed` ("promise-day") for one of a draft that
        names no day: its text has to name one first.
        """
        self._acting.require(Act.DRAFT)
        if proposal.draft_id and not proposal.found.when:
            raise NotAllowed("promise-day")
        made = self._made(proposal, day or proposal.day, PromiseState.OPEN)
        if proposal.draft_id:
            made = replace(made, phrase=proposal.found.when, state=PromiseState.DRAFT)
        return made, self._keep(made, "promise.recognised")

    def refuse(self, proposal: Proposal) -> tuple[Promise, Changes]:
        """Say that a sentence promises nothing; it is not proposed again, neither here nor once it is sent."""
        self._acting.require(Act.DRAFT)
        made = self._made(proposal, proposal.day, PromiseState.REFUSED)
        return made, self._keep(made, "promise.refused")

    def take_back(self, promise_id: PromiseId) -> Changes:
        """Undo an acceptance or a refusal: the sentence is proposed again. Raises `NotAllowed` for a closed promise."""
        self._acting.require(Act.DRAFT)
        one = self._promises.promise(promise_id)
        if one.state not in (PromiseState.OPEN, PromiseState.DRAFT, PromiseState.REFUSED):
            raise NotAllowed("promise-closed")
        gone = replace(one, state=PromiseState.GONE)
        with self._workspace.write(durable=True) as connection:
            table.change(connection, gone)
            self._journal.note(connection, "promise.forget", _facts(gone))
        return _changes(gone)

    def _days(
        self, found: tuple[Recognised, ...], account_id: AccountId, today: date
    ) -> Iterator[tuple[Recognised, date]]:
        is_open = self._promises.is_open(account_id)
        for one in found:
            yield one, open_day(one, today, is_open)

    def _made(self, proposal: Proposal, day: date, state: PromiseState) -> Promise:
        due = self._promises.end_of(proposal.account_id, day)
        today = self._promises.today(proposal.account_id)
        return Promise(
            id=PromiseId(uuid7()),
            conversation_id=proposal.conversation_id,
            account_id=proposal.account_id,
            message_id=proposal.message_id,
            draft_id=proposal.draft_id,
            outbox_id=proposal.outbox_id,
            phrase=by_day(day, proposal.found.language, today),
            words=proposal.found.sentence,
            first_due_at=due,
            due_at=due,
            state=state,
            why="",
            kept_by="",
            by=self._acting.id,
            created_at=self._clock.now(),
            who=proposal.who,
        )

    def _keep(self, made: Promise, act: str) -> Changes:
        with self._workspace.write(durable=True) as connection:
            table.add(connection, made)
            self._journal.note(connection, act, {**_facts(made), "words": made.words})
        return _changes(made)


def _facts(promise: Promise) -> dict[str, object]:
    return {"promise": promise.id, "due": promise.due_at.isoformat()}


def _changes(promise: Promise) -> Changes:
    return Changes(conversations=frozenset({promise.conversation_id}), promises=True)
