"""A draft becomes a reply in the outbox, with all that goes along with it."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.charter.shingles import shingles, sketch
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import OutboxId, uuid7
from cmworkstation.domain.post_place import placed
from cmworkstation.domain.reply import Draft, OutboxRow, OutboxState
from cmworkstation.domain.waiver import Waiver
from cmworkstation.killpoint import reach
from cmworkstation.services.journal import Journal
from cmworkstation.services.outbox.parts import in_parts
from cmworkstation.services.outbox.rows import Rows
from cmworkstation.services.recognising import body_digest
from cmworkstation.store import (
    accounts,
    drafts,
    freezes,
    messages,
    outbox,
    post_places,
    promises,
    repeats,
    said_by,
    waivers,
)
from cmworkstation.store.database import Connection

if TYPE_CHECKING:
    from cmworkstation.services.brake import Brake


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


class Queueing:
    """Takes replies into the outbox."""

    def __init__(self, journal: Journal, clock: Clock, brake: "Brake", rows: Rows) -> None:
        """Take what it asks and writes."""
        self._journal = journal
        self._clock = clock
        self._brake = brake
        self._rows = rows

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
        account = accounts.account(connection, draft.account_id)
        place = None
        if target.begins:
            known, default = post_places.known(connection, account.id), account.settings
            place = placed(target.native_id, default.get("post_place", ""), known).place
        rows = in_parts(row) if account.capabilities.threads else (row,)
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
            if place is not None and place.name:
                post_places.stamp(connection, one.id, place)
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
            self._rows.waits.note(one.id, one.hold_until)
        return row
