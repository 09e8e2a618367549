"""A time of crisis under one charter, from its first level to the word that it is over; or a drill."""

from datetime import datetime, timedelta

from cmworkstation.domain.charter.clauses import Crisis
from cmworkstation.domain.charter.hours import read_duration
from cmworkstation.domain.values import dataclass

USUAL_UPDATE = timedelta(hours=1)  # where a level does not say how often it speaks
REMIND_BEFORE = timedelta(minutes=10)
QUARTER = 15  # minutes to which a promised moment is rounded up
UNITS = {"min": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Episode:
    """`began_n` and `ended_n` are the numbers of the journal's acts with which it began and ended.

    `drill_id` names the drill that it is, "" for a crisis.
    """

    id: str
    charter_id: str
    drill_id: str
    began_n: int
    began_at: datetime
    ended_n: int | None = None
    ended_at: datetime | None = None
    update_at: datetime | None = None  # when we said that we would speak again
    told_at: datetime | None = None  # until which such moment somebody here was reminded
    query: str = ""  # which conversations belong to it, "" for all that wait

    @property
    def drill(self) -> bool:
        """Tell whether it is played."""
        return bool(self.drill_id)

    @property
    def open(self) -> bool:
        """Tell whether it is going on."""
        return self.ended_at is None


def update_every(crisis: Crisis | None) -> timedelta:
    """Return how often a level wants something to be said in public."""
    if crisis is None or not crisis.update_every:
        return USUAL_UPDATE
    try:
        amount, unit = read_duration(crisis.update_every)
    except ValueError:
        return USUAL_UPDATE
    return timedelta(**{UNITS[unit]: amount})


def next_update(now: datetime, every: timedelta) -> datetime:
    """Return the moment to promise for the next word: no sooner than `every` from now, on a quarter of an hour."""
    at = now + every
    whole = at.replace(minute=at.minute - at.minute % QUARTER, second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=QUARTER)
