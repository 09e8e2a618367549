"""Taking operations in from calendar files: looked at first, then taken in all at once, and taken back if wished.

An event is known again by its id in the file (UID, and RECURRENCE-ID for one of a series), so that a file that comes
twice adds nothing. What people here added to it, such as theme and channels, stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from cmworkstation.domain import calendar_reading
from cmworkstation.domain.calendar_file import UNSAFE
from cmworkstation.domain.calendar_reading import LARGEST, Calendar, Fault, Read
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import BackupMissing, NotAllowed
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.operation import Kind, Operation, State, whole_days
from cmworkstation.domain.profile import Act
from cmworkstation.domain.slot import zone_of
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.services.operations import Operations, OperationUndo
from cmworkstation.store.database import Workspace

OURS = "operation-"  # how the id of an operation begins in a file that we wrote
HOME = "@cmworkstation.invalid"  # how every id of such a file ends
SAID = (  # what a file says of an operation; everything else is ours
    *("title", "starts_at", "ends_at", "zone", "all_day", "recurrence", "except_at"),
    *("details", "url", "cancelled"),
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What taking a file in would do."""

    name: str
    new: tuple[Operation, ...]
    changed: tuple[tuple[Operation, Operation], ...]  # before, after
    cancelled: tuple[tuple[Operation, Operation], ...]
    same: int  # that are here already, just so
    older: int  # that say less than what is here
    ours: int  # deadlines that this program wrote itself
    twice: int
    faults: tuple[Fault, ...]

    @property
    def does_something(self) -> bool:
        """Tell whether anything would be added or changed."""
        return bool(self.new or self.changed or self.cancelled)


class CalendarImports:
    """Calendar files that others made."""

    def __init__(
        self,
        workspace: Workspace,
        operations: Operations,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._operations = operations
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def look(self, file: Path) -> Incoming:
        """Return what taking a file in would do. Changes nothing. Raises `BackupMissing`."""
        try:
            with file.open("rb") as opened:
                data = opened.read(LARGEST + 1)
        except OSError as error:
            raise BackupMissing(type(error).__name__) from error
        return self.look_at(data, file.name)

    def look_at(self, data: bytes, name: str = "") -> Incoming:
        """Return what taking the bytes of a file in would do. Changes nothing."""
        found = calendar_reading.read(data)
        known = self._operations.listed()
        by_uid = {(one.uid, one.recurrence_id): one for one in known if one.uid}
        by_id = {one.id: one for one in known}
        new, changed, cancelled = [], [], []
        same = older = ours = 0
        moved_away = _replaced(found)
        for event in found.events:
            if event.uid.endswith(HOME) and not event.uid.startswith(OURS):  # a deadline
                ours += 1
                continue
            before = by_uid.get((event.uid, event.recurrence_id))
            if before is None and event.uid.endswith(HOME) and not event.recurrence_id:
                before = by_id.get(event.uid.removeprefix(OURS).removesuffix(HOME))
            after = _operation(event, before, name, moved_away.get(event.uid, ()))
            if before is None:
                if not event.cancelled:  # what is cancelled before it came was never planned
                    new.append(after)
            elif _says_the_same(before, after, event, ours=found.is_ours):
                same += 1
            elif before.uid and event.sequence < before.sequence:
                older += 1
            elif after.cancelled and not before.cancelled:
                cancelled.append((before, after))
            else:
                changed.append((before, after))
        masters = _masters(found, by_uid, moved_away, {before.id for before, _ in changed})
        return Incoming(
            name,
            tuple(new),
            (*changed, *masters),
            tuple(cancelled),
            same,
            older,
            ours,
            found.twice,
            found.faults,
        )

    def take_in(self, incoming: Incoming) -> tuple[Changes, OperationUndo]:
        """Do what was shown. Raises `NotAllowed` where something changed here since."""
        self._acting.require(Act.DRAFT)
        for before, _ in (*incoming.changed, *incoming.cancelled):
            try:
                now = self._operations.one(before.id)
            except KeyError:
                now = None
            if now != before:
                raise NotAllowed("calendar-changed")
        here = {(one.uid, one.recurrence_id) for one in self._operations.listed() if one.uid}
        if any((one.uid, one.recurrence_id) in here for one in incoming.new):
            raise NotAllowed("calendar-changed")
        afters = [after for _, after in (*incoming.changed, *incoming.cancelled)]
        return self._operations.keep_many([*incoming.new, *afters], "import")


def _replaced(found: Calendar) -> Mapping[str, Sequence[Read]]:
    """Return by uid the events that take the place of one of a series."""
    made: dict[str, list[Read]] = defaultdict(list)
    for one in found.events:
        if one.replaces_at is not None:
            made[one.uid].append(one)
    return made


def _operation(
    event: Read, before: Operation | None, name: str, instead: Iterable[Read]
) -> Operation:
    """Return an operation as a file says it, with what people here made of it."""
    details = "\n".join(filter(None, (event.place, event.details)))
    if before is not None and before.all_day and event.all_day:
        event = _in_zone(event, before.zone)
    but = set(event.except_at)
    if event.recurrence:
        but.update(one.replaces_at for one in instead if one.replaces_at is not None)
        if before is not None:  # what was moved here stays moved
            but.update(before.except_at)
    base = before or Operation(
        uuid7(), _kind(event.categories), "", event.starts_at, event.ends_at, state=State.AGREED
    )
    return replace(
        base,
        title=event.title or base.title or "…",
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        all_day=event.all_day,
        recurrence=event.recurrence,
        except_at=tuple(sorted(but)) if event.recurrence else (),
        details=details,
        url=event.url,
        cancelled=event.cancelled,
        uid=base.uid if before is not None else event.uid,
        recurrence_id=base.recurrence_id if before is not None else event.recurrence_id,
        sequence=max(event.sequence, base.sequence),
        source=name[:200],
        digest=event.digest,
    )


def _in_zone(event: Read, zone: str) -> Read:
    """Return what lasts whole days, which a file says without a zone, by the days of a zone."""
    mine = zone_of(event.zone)
    first = event.starts_at.astimezone(mine).date()
    last = event.ends_at.astimezone(mine).date() - timedelta(1)
    starts_at, ends_at = whole_days(first, last, zone)
    return replace(event, starts_at=starts_at, ends_at=ends_at, zone=zone)


def _says_the_same(before: Operation, after: Operation, event: Read, *, ours: bool) -> bool:
    """Tell whether a file says what it said last, or what stands here anyway."""
    if before.digest and before.digest == event.digest:
        return True
    # What we write ourselves is put together from several fields, and in UTC.
    but = ("details", "zone") if ours else ()
    return all(getattr(before, one) == getattr(after, one) for one in SAID if one not in but)


def _masters(
    found: Calendar,
    by_uid: Mapping[tuple[str, str], Operation],
    moved_away: Mapping[str, Sequence[Read]],
    changed: set[str],
) -> list[tuple[Operation, Operation]]:
    """Return series that are here already and of which the file replaces single times without naming them."""
    named = {one.uid for one in found.events if one.replaces_at is None}
    masters = []
    for uid, instead in moved_away.items():
        one = by_uid.get((uid, ""))
        if one is None or uid in named or not one.recurrence or one.id in changed:
            continue
        but = {*one.except_at, *(each.replaces_at for each in instead if each.replaces_at)}
        if but != set(one.except_at):
            masters.append((one, replace(one, except_at=tuple(sorted(but)))))
    return masters


def _kind(categories: Iterable[str]) -> Kind:
    """Return the kind that a category names, in English as we write it, else an event."""
    for said in categories:
        for one in Kind:
            if said.strip().casefold() == one.value:
                return one
    return Kind.EVENT


def uid_of(one: Operation) -> str:
    """Return the id of an operation in a file."""
    return one.uid if one.uid and not UNSAFE.search(one.uid) else f"{OURS}{one.id}{HOME}"
