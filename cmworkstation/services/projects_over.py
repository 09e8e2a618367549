"""Since when projects are over: because a person said so, or because the operation of a relation has ended."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from cmworkstation.domain.folding import fold
from cmworkstation.domain.operation import LinkKind, Operation, State
from cmworkstation.domain.relation import Relation
from cmworkstation.domain.slot import zone_of
from cmworkstation.domain.values import dataclass
from cmworkstation.store import operations, relations
from cmworkstation.store.database import Connection


@dataclass(frozen=True, slots=True)
class Over:
    """Project → the day it ended, as people said; the same of operations, by title and by relations tied to them.

    `loose` are those by title that are tied to no relation: where people were chosen, nobody else is meant.
    """

    said: Mapping[str, date]
    titled: Mapping[str, date]
    tied: Mapping[str, date]
    loose: Mapping[str, date]

    def of(self, relation: Relation) -> date | None:
        """Return since when the project of a relation is over, None where it goes on. What people said comes first."""
        said = self.said.get(relation.project) or self.tied.get(relation.id)
        return said or self.loose.get(fold(relation.project))

    def of_project(self, project: str) -> date | None:
        """Return since when a project is over."""
        return self.said.get(project) or self.titled.get(fold(project))


def over(connection: Connection, now: datetime) -> Over:
    """Return what is over by now."""
    planned = [one for one in operations.listed(connection) if one.counts]
    titled = [(fold(one.title), one) for one in planned]
    loose = [pair for pair in titled if not _is_tied(pair[1])]
    tied = (
        (link.target, one)
        for one in planned
        for link in one.links
        if link.kind is LinkKind.RELATION
    )
    ends = relations.ends(connection)
    return Over(ends, _last(titled, now), _last(tied, now), _last(loose, now))


def _is_tied(one: Operation) -> bool:
    return any(link.kind is LinkKind.RELATION for link in one.links)


def _last(found: Iterable[tuple[str, Operation]], now: datetime) -> Mapping[str, date]:
    """Return key → the last day, of those all of whose operations are over."""
    days: dict[str, date | None] = {}
    for key, one in found:
        day, before = _ended(one, now), days.get(key, date.min)
        days[key] = None if day is None or before is None else max(day, before)
    return {key: day for key, day in days.items() if day is not None}


def _ended(one: Operation, now: datetime) -> date | None:
    """Return the day on which an operation was over, None where it is still to come or repeats."""
    ends = min(one.ends_at, now) if one.state is State.DONE else one.ends_at
    if ends > now or (one.recurrence and one.state is not State.DONE):
        return None
    last = ends - timedelta(seconds=1) if ends > one.starts_at else ends
    return last.astimezone(zone_of(one.zone)).date()
