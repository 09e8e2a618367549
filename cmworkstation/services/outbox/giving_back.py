"""Replies that become drafts again, whole and with all that belongs to them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import DraftId, OutboxId, uuid7
from cmworkstation.domain.reply import Draft, OutboxRow, OutboxState, StepNote
from cmworkstation.services.journal import Journal
from cmworkstation.services.outbox.parts import joined
from cmworkstation.services.outbox.rows import changed
from cmworkstation.services.outbox.states import LOOKED_FOR
from cmworkstation.store import drafts, messages, outbox, outbox_parts, promises, said_by, waivers
from cmworkstation.store.database import Connection, Workspace

if TYPE_CHECKING:
    from cmworkstation.services.approval_gate import ApprovalGate


class GivingBack:
    """Makes drafts of replies that certainly were not published."""

    def __init__(
        self, workspace: Workspace, journal: Journal, clock: Clock, gate: "ApprovalGate"
    ) -> None:
        """Take what it reads and writes."""
        self._workspace = workspace
        self._journal = journal
        self._clock = clock
        self._gate = gate

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
            draft = self.keep_as_draft(connection, rows)
            for one in rows:
                outbox.turn(connection, one.id, OutboxState.DROPPED, now, of=allowed, note=note)
            self._journal.note(connection, "reply.back", {"outbox": outbox_id, "why": note})
        return draft, changed(row) | Changes(drafts=True)

    def take_back(self, connection: Connection, outbox_id: OutboxId) -> Draft:
        """Turn a held reply into its draft again, within an open transaction. Raises `NotAllowed` when too late."""
        rows = outbox_parts.chain(connection, outbox.row(connection, outbox_id))
        now, held, note = self._clock.now(), (OutboxState.HELD,), StepNote.UNDONE
        for one in rows:
            if not outbox.turn(connection, one.id, OutboxState.DROPPED, now, of=held, note=note):
                raise NotAllowed("too-late")
        return self.keep_as_draft(connection, rows)

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
            self.keep_as_draft(connection, rows)
        return True

    def keep_as_draft(self, connection: Connection, rows: Sequence[OutboxRow]) -> Draft:
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
