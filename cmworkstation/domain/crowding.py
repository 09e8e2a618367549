"""What else leaves around a planned reply: the same words again, or too much within the hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cmworkstation.domain.charter.shingles import likeness, shingles
from cmworkstation.domain.slot import Other

CROWDED = timedelta(hours=1)
ALIKE = 0.6  # share of runs of words from which two texts say the same


class Clash(StrEnum):
    """Why a planned moment is not a good one."""

    ALIKE = "alike"  # it says what another one says
    CROWDED = "crowded"  # another one leaves within the hour


@dataclass(frozen=True, slots=True)
class Crowd:
    """One reason to plan otherwise, with the other reply."""

    why: Clash
    other: Other


def crowding(body: str, at: datetime, others: Iterable[Other]) -> tuple[Crowd, ...]:
    """Return what speaks against a moment: texts that say the same first, then what leaves within the hour."""
    mine = shingles(body)
    alike, near = [], []
    for other in others:
        if likeness(mine, shingles(other.body)) >= ALIKE:
            alike.append(Crowd(Clash.ALIKE, other))
        elif abs(other.at - at) < CROWDED:
            near.append(Crowd(Clash.CROWDED, other))
    near.sort(key=lambda one: abs(one.other.at - at))
    return (*alike, *near)
