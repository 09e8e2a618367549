"""How long replies wait, by the monotonic clock: a jump of the wall clock sends nothing early, and holds nothing up.

The workspace keeps until when a reply waits by the wall clock, for the next start. Within a session that time is
turned into a length when it is written, or when it is first seen.
"""

from dataclasses import dataclass
from datetime import datetime

from cmworkstation.domain.clock import Clock
from cmworkstation.domain.ids import OutboxId

LONGEST_S = 900.0  # a wait that seems longer after a start was written by a clock that has been set back since


@dataclass(frozen=True, slots=True)
class _Wait:
    until: datetime  # as it stands in the workspace
    passed_at: float  # by the monotonic clock


class Waits:
    """What the outbox waits for in this session."""

    def __init__(self, clock: Clock) -> None:
        """Begin a session."""
        self._clock = clock
        self._began = clock.monotonic()
        self._waits: dict[OutboxId, _Wait] = {}
        self._doubts: dict[OutboxId, float] = {}

    def note(self, outbox_id: OutboxId, until: datetime | None, longest_s: float = 1e9) -> None:
        """Remember until when a reply waits; None: it waits no more."""
        if until is None:
            self._waits.pop(outbox_id, None)
            return
        known = self._waits.get(outbox_id)
        if known is not None and known.until == until:  # the same wait goes on
            return
        left = (until - self._clock.now()).total_seconds()
        passed_at = self._clock.monotonic() + min(max(0.0, left), longest_s)
        self._waits[outbox_id] = _Wait(until, passed_at)

    def is_over(self, outbox_id: OutboxId, until: datetime | None) -> bool:
        """Tell whether a reply has waited as long as the workspace says (`until`)."""
        if until is None:
            return True
        known = self._waits.get(outbox_id)
        if known is None or known.until != until:
            self.note(outbox_id, until, LONGEST_S)
        return self._waits[outbox_id].passed_at <= self._clock.monotonic()

    def note_doubt(self, outbox_id: OutboxId) -> None:
        """Remember that an attempt ended in doubt just now."""
        self._doubts[outbox_id] = self._clock.monotonic()

    def since_doubt(self, outbox_id: OutboxId) -> float:
        """Return for how many seconds, at least, the last attempt has been over: one of before ended when we began."""
        return self._clock.monotonic() - self._doubts.get(outbox_id, self._began)
