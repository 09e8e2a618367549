"""Similar messages, and answering several people at once: each with words of their own, each seen before it leaves.

A batch is a text with variables and one ordinary draft per person. What leaves goes by the ordinary way, one by one:
the charter's findings, approval, the outbox. So nothing is sent twice, whenever the program ends in between.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

from cmworkstation.domain import similar
from cmworkstation.domain.batch import (
    HIGHEST_CAP,
    USUAL_CAP,
    Batch,
    BatchId,
    BatchItem,
    ItemState,
    digest,
    wordings,
)
from cmworkstation.domain.charter.filling import FIELD
from cmworkstation.domain.charter.usage import edited_words
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed, WorkstationError
from cmworkstation.domain.ids import ConversationId, MessageId, OutboxId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.reply import Draft
from cmworkstation.services.acting import Acting
from cmworkstation.services.answers import Answers
from cmworkstation.services.approvals import Approvals
from cmworkstation.services.brake import Brake
from cmworkstation.services.drafts import Drafts
from cmworkstation.services.outbox.outbox import Outbox
from cmworkstation.services.recognising import body_digest
from cmworkstation.store import batches, drafts, settings
from cmworkstation.store.database import Workspace

CAP = "batch_cap"
LOOKED_AT = 5000  # conversations that are compared, the latest of those that wait


@dataclass(frozen=True, slots=True)
class Left:
    """What became of a batch when it was to leave: who was answered, who is asked about, who was not and why."""

    queued: tuple[OutboxId, ...] = ()
    asked: int = 0
    failed: tuple[tuple[BatchItem, WorkstationError], ...] = ()
    changes: Changes = field(default_factory=Changes)


class Batches:
    """Groups of messages that ask much the same, and answers to them."""

    def __init__(
        self,
        workspace: Workspace,
        drafts_: Drafts,
        answers: Answers,
        outbox: Outbox,
        approvals: Approvals,
        clock: Clock,
        acting: Acting,
        brake: Brake,
    ) -> None:
        """Take the ways by which one reply is written and leaves."""
        self._workspace = workspace
        self._drafts = drafts_
        self._answers = answers
        self._outbox = outbox
        self._approvals = approvals
        self._clock = clock
        self._acting = acting
        self._brake = brake

    # What is alike

    def groups(
        self, fewest: int = similar.FEWEST, among: int = LOOKED_AT
    ) -> Generator[Progress, None, tuple[tuple[int, ...], ...]]:
        """Return groups that ask much the same, the largest first, of the latest that wait; on a lane.

        It compares `among` conversations, in a time that grows with their square: 5,000 take seconds.
        """
        texts = batches.waiting_texts(self._workspace.read(), among)
        return (yield from similar.groups(texts, fewest))

    def like(self, conversation_id: int) -> Generator[Progress, None, tuple[int, ...]]:
        """Return the waiting conversations that ask much the same as one, itself among them where it waits."""
        connection = self._workspace.read()
        text = batches.text_of(connection, conversation_id)
        return (yield from similar.like(text, batches.waiting_texts(connection, LOOKED_AT)))

    # A batch

    def cap(self) -> int:
        """Return how many people may be answered in one batch."""
        chosen = settings.value(self._workspace.read(), CAP)
        return min(int(chosen), HIGHEST_CAP) if chosen.isdecimal() and int(chosen) else USUAL_CAP

    def set_cap(self, people: int) -> Changes:
        """Choose how many people may be answered in one batch."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            settings.put(connection, CAP, str(max(1, min(people, HIGHEST_CAP))))
        return Changes()

    def open(self) -> tuple[Batch, ...]:
        """Return the batches that are not over, the latest first."""
        connection = self._workspace.read()
        return tuple(batches.batch(connection, one) for one in batches.open_ids(connection))

    def batch(self, batch_id: BatchId) -> Batch:
        """Return a batch as it stands. Raises `KeyError`."""
        return batches.batch(self._workspace.read(), batch_id)

    def begin(
        self,
        wanted: Sequence[int],
        body: str = "",
        *,
        to: Sequence[MessageId] = (),
        personal: int = 0,
    ) -> tuple[Batch, Changes]:
        """Begin a batch for these conversations. Raises `NotAllowed` above the cap, and where nobody can be answered.

        A conversation in which somebody is writing already, or that cannot be answered, stays out. `to` names the
        message that is answered in each, where one conversation may be there several times; `personal` is how many
        words of their own everybody gets at least.
        """
        self._acting.require(Act.DRAFT)
        named: Sequence[MessageId | None] = to or [None] * len(wanted)
        chosen = list(dict.fromkeys(zip(wanted, named, strict=True)))
        if len(chosen) > self.cap():
            raise NotAllowed("batch-too-many")
        begun: list[Draft] = []
        for one, message_id in chosen:
            try:
                draft = self._drafts.begin(ConversationId(one), message_id)
            except NotAllowed:
                continue
            if not draft.revision:
                begun.append(draft)
        if not begun:
            raise NotAllowed("batch-nobody")
        now = from_ms(to_ms(self._clock.now()))
        texts = wordings(body)
        made: list[Draft] = [
            replace(one, body=self._filled(texts[n % len(texts)], one))
            for n, one in enumerate(begun)
        ]
        items = tuple(
            BatchItem(n, one.conversation_id, one.id, "", OutboxId(""), ItemState.OPEN)
            for n, one in enumerate(made)
        )
        new = Batch(BatchId(uuid7()), body, now, items, personal)
        with self._workspace.write(durable=True) as connection:
            for draft in made:
                drafts.save(connection, draft, now, self._acting.id)
            batches.add(connection, new, self._acting.id)
        touched = frozenset(int(one.conversation_id) for one in made)
        return self.batch(new.id), Changes(drafts=True, conversations=touched)

    def set_body(self, batch_id: BatchId, body: str) -> tuple[Batch, Changes]:
        """Change the common text: whoever has no words of their own yet gets it. It is to be seen anew."""
        self._acting.require(Act.DRAFT)
        before = self.batch(batch_id)
        olds, news = wordings(before.body), wordings(body)
        now = self._clock.now()
        with self._workspace.write(durable=True) as connection:
            for one in before.open:
                draft = drafts.draft(connection, one.draft_id)
                if draft.body == self._filled(olds[one.n % len(olds)], draft):
                    text = self._filled(news[one.n % len(news)], draft)
                    drafts.save(connection, replace(draft, body=text), now, self._acting.id)
            batches.set_body(connection, batch_id, body)
        return self.batch(batch_id), Changes(drafts=True)

    def write(self, batch_id: BatchId, n: int, text: str) -> tuple[Batch, Changes]:
        """Give one person words of their own."""
        self._acting.require(Act.DRAFT)
        item = self._open_item(batch_id, n)
        with self._workspace.write(durable=True) as connection:
            draft = replace(drafts.draft(connection, item.draft_id), body=text)
            drafts.save(connection, draft, self._clock.now(), self._acting.id)
        return self.batch(batch_id), Changes(drafts=True)

    def remove(self, batch_id: BatchId, n: int) -> tuple[Batch, Changes]:
        """Leave one person out; their draft is discarded."""
        self._acting.require(Act.DRAFT)
        item = self._open_item(batch_id, n)
        changes = self._drafts.discard(item.draft_id)
        with self._workspace.write(durable=True) as connection:
            batches.set_state(connection, batch_id, n, ItemState.REMOVED)
        return self.batch(batch_id), changes

    def displayed(self, batch_id: BatchId, n: int, text: str) -> Batch:
        """Say that a person has this text of an answer before them."""
        with self._workspace.write(durable=True) as connection:
            batches.note_displayed(connection, batch_id, n, digest(text))
        return self.batch(batch_id)

    def why_not(self, batch_id: BatchId) -> str:
        """Return what keeps a batch from leaving, as the key of a reason; "" for nothing."""
        found = self.batch(batch_id)
        if not found.open:
            return "batch-nobody"
        if len(found.open) > self.cap():
            return "batch-too-many"
        bodies = [body_digest(one.body) for one in found.items if one.body]
        sent = [
            body_digest(self._outbox.row(one.outbox_id).body)
            for one in found.items
            if one.state is ItemState.QUEUED and one.outbox_id
        ]
        if len({*bodies, *sent}) < len(bodies) + len(sent):
            return "batch-identical"
        if not all(one.seen for one in found.open):
            return "batch-unseen"
        if found.personal and any(
            self.own_words(found, one) < found.personal for one in found.open
        ):
            return "batch-personal"
        return ""

    def own_words(self, batch: Batch, item: BatchItem) -> int:
        """Return by how many words an answer that has not left differs from the common text."""
        texts = wordings(batch.body)
        draft = drafts.draft(self._workspace.read(), item.draft_id)
        return edited_words(self._filled(texts[item.n % len(texts)], draft), item.body)

    def queue(self, batch_id: BatchId, *, hold_s: float = 10.0) -> Left:
        """Let every answer of a batch leave by its own way. Raises `NotAllowed` for what keeps all of it.

        One that the charter or anything else keeps stays in the batch, with its reason; the others go.
        """
        self._acting.require(Act.DRAFT)
        if reason := self.why_not(batch_id):
            raise NotAllowed(reason)
        for one in self.batch(
            batch_id
        ).open:  # many at once are nobody's considered word in a crisis
            draft = drafts.draft(self._workspace.read(), one.draft_id)
            self._brake.require_free(draft.account_id, draft.conversation_id, "frozen-batch")
        queued: list[OutboxId] = []
        failed: list[tuple[BatchItem, WorkstationError]] = []
        asked, changes = 0, Changes()
        for one in self.batch(batch_id).open:
            draft = drafts.draft(self._workspace.read(), one.draft_id)
            if digest(draft.body) != one.displayed:  # somebody wrote on it meanwhile
                failed.append((one, NotAllowed("batch-unseen")))
                continue
            try:
                wanted = self._approvals.policy_for(draft)
                if wanted is not None and wanted.needed:
                    _, changed = self._approvals.ask(draft)
                    state, outbox_id = ItemState.ASKED, ""
                    asked += 1
                else:
                    row, changed = self._outbox.queue(draft, hold_s=hold_s)
                    state, outbox_id = ItemState.QUEUED, row.id
                    queued.append(row.id)
            except WorkstationError as error:
                failed.append((one, error))
                continue
            changes |= changed
            with self._workspace.write(durable=True) as connection:
                batches.set_state(connection, batch_id, one.n, state, outbox_id)
        if not failed:
            self.close(batch_id)
        return Left(tuple(queued), asked, tuple(failed), changes | Changes(drafts=True))

    def undo(self, batch_id: BatchId) -> Changes:
        """Take back every answer of a batch that has not left yet: their drafts are again what they were."""
        self._acting.require(Act.SEND)
        changes = Changes()
        for one in self.batch(batch_id).items:
            if one.state is not ItemState.QUEUED or not one.outbox_id:
                continue
            try:
                draft, changed = self._outbox.undo(one.outbox_id)
            except NotAllowed:  # it has left
                continue
            changes |= changed
            with self._workspace.write(durable=True) as connection:
                batches.set_state(connection, batch_id, one.n, ItemState.OPEN, "", draft.id)
                batches.reopen(connection, batch_id)
        return changes

    def close(self, batch_id: BatchId) -> Changes:
        """Put a batch aside; its drafts stay."""
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            batches.close(connection, [batch_id], self._clock.now())
        return Changes()

    def _open_item(self, batch_id: BatchId, n: int) -> BatchItem:
        found = next((one for one in self.batch(batch_id).open if one.n == n), None)
        if found is None:
            raise NotAllowed("too-late")
        return found

    def _filled(self, text: str, draft: Draft) -> str:
        """Put in what is known of whoever is answered; `{name|word}` has a word for when nothing is."""
        known = self._answers.known_of(draft)
        return FIELD.sub(lambda one: known.get(one[1], "") or one[2] or "{" + one[1] + "}", text)
