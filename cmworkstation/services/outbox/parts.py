"""A reply in parts: the rows in which it leaves, and the text that they were."""

from collections.abc import Sequence
from dataclasses import replace

from cmworkstation.domain.ids import OutboxId, uuid7
from cmworkstation.domain.reply import OutboxRow
from cmworkstation.domain.splitting import marked, numbered, parts_of, without_number


def in_parts(row: OutboxRow) -> tuple[OutboxRow, ...]:
    """Return a reply as the rows in which it leaves: one, or one for each part of a numbered thread.

    Its files go with the first part.
    """
    bodies = numbered(parts_of(row.body))
    if not bodies:
        return (row,)
    rows = [replace(row, body=bodies[0], part=1, parts=len(bodies), whole=row.body)]
    for n, body in enumerate(bodies[1:], 2):
        made = replace(
            rows[0], id=OutboxId(uuid7()), once_key=uuid7(), body=body, whole="", media=()
        )
        rows.append(replace(made, after_id=rows[-1].id, part=n))
    return tuple(rows)


def joined(rows: Sequence[OutboxRow]) -> str:
    """Return parts as they stood in the draft, without their numbers."""
    if not rows[0].parts:
        return rows[0].body
    return marked([without_number(one.body, one.part, one.parts) for one in rows])
