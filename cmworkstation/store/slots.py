"""A planned moment in the columns of drafts and of the outbox."""

from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.slot import IfMissed, Slot


def columns(slot: Slot | None) -> tuple[int | None, str, str]:
    """Return scheduled_at, zone and if_missed."""
    return (to_ms(slot.at), slot.zone, slot.if_missed) if slot else (None, "", "")


def slot(at: object, zone: object, if_missed: object) -> Slot | None:
    """Return what the columns say, None for at once."""
    if not isinstance(at, int):
        return None
    return Slot(from_ms(at), str(zone), IfMissed(str(if_missed) or IfMissed.ASK))
