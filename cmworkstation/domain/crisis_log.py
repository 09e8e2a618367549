"""The log of a crisis: what the journal says happened in it, in the order of the journal, and what its clock did.

The order is that of the chain, which no clock can change. A time that lies before the one of the act before tells
that a clock was set back meanwhile.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from cmworkstation.domain.values import dataclass

# What of the journal tells of a crisis: whole kinds, or their beginning up to the dot.
ABOUT = ("crisis", "freeze", "thaw", "statement", "alert", "drill", "debrief")
ACTS = frozenset(
    """reply.sent reply.posted reply.not-posted reply.drop reply.missed approval.ask approval.approve approval.amend
    approval.decline promise.note promise.recognised promise.broken promise.wont message.moderate account.renew
    account.remove charter.schedule""".split()
)
BACKWARDS = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One thing that happened: number and time as the journal has them; `behind` where its time is before the last."""

    n: int
    at: datetime
    kind: str
    by: str
    facts: Mapping[str, object]
    erased: bool = False
    behind: bool = False


def belongs(kind: str) -> bool:
    """Tell whether an act of this kind belongs into the log of a crisis; what a drill lets come in stands apart."""
    if kind == "drill.inject":
        return False
    return kind in ACTS or kind.partition(".")[0] in ABOUT


def lines(
    acts: Iterable[tuple[int, str, str, str, Mapping[str, object] | None]],
) -> tuple[LogLine, ...]:
    """Return the log of acts, the oldest first, as (number, time, kind, by, facts)."""
    found: list[LogLine] = []
    last: datetime | None = None
    for n, at, kind, by, facts in acts:
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:  # somebody altered it: `verify` names it
            continue
        behind = last is not None and moment < last - BACKWARDS
        last = moment
        if belongs(kind):
            found.append(LogLine(n, moment, kind, by, facts or {}, facts is None, behind))
    return tuple(found)
