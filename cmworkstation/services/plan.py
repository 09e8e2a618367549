"""What a calendar shows: operations, and beside them what other pages planned or promised."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from cmworkstation.domain.coherence import Finding, Severity
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.operation import Channel, LinkKind, Occurrence, Operation
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.services.plan_parts import Part, PlanParts
from cmworkstation.store import plan_parts as table

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

DAY = timedelta(days=1)
MOST_ALIKE = 4  # of what leaves by itself on a day about a theme: more stand there as one


class Beside(StrEnum):
    """What appears among operations without being one."""

    PLANNED = "planned"  # a reply or a post that leaves at a time
    PROMISE = "promise"
    DIALOGUE = "dialogue"  # from the day it is put to people to the day it ends
    RELATION = "relation"  # what is owed to somebody
    AGREED = "agreed"  # what was agreed after a crisis, on the day by which it is to be done


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a calendar, on the days from `day` to `last_day`."""

    key: str
    topic_id: str
    title: str
    day: date
    last_day: date
    at: datetime
    occurrence: Occurrence | None = None
    beside: Beside | None = None
    conversation_id: ConversationId | None = None
    account: str = ""
    warnings: int = 0
    tied: int = 0  # drafts, planned posts and answers that belong to an operation
    belongs: str = ""  # the title of the operation that it belongs to
    several: int = 0  # how many it stands for, where there are too many to be shown one by one

    @property
    def can_move(self) -> bool:
        """Tell whether a person moves it here."""
        return self.occurrence is not None and self.occurrence.operation.is_open


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is between two days."""

    first: date
    last: date
    today: date
    items: tuple[Item, ...]
    themes: Mapping[str, str]  # id → title: those on the board, and those that an item has
    channels: Mapping[str, Channel]
    holidays: frozenset[date]
    findings: tuple[Finding, ...]

    def item(self, key: str) -> Item | None:
        """Return an item by its key."""
        return next((one for one in self.items if one.key == key), None)

    def lanes(self) -> tuple[str, ...]:
        """Return the themes in the order of their titles, "" last: those of the board with something, and of items."""
        used = {one.topic_id for one in self.items}
        known = sorted(self.themes, key=lambda id_: self.themes[id_].casefold())
        return (*(one for one in known if one in used), *([""] if "" in used else []))


class Plans:
    """Gathers what a calendar shows."""

    def __init__(self, services: "Services") -> None:
        """Take whoever knows of dates."""
        self._services = services

    def look(self, first: date, last: date, topic_id: str | None = None) -> Plan:
        """Return what there is between two days, of one theme or of all."""
        operations = self._services.operations
        known = operations.listed()  # once: there may be thousands
        findings = operations.findings(among=known)
        warned: dict[str, int] = {}
        for one in findings:
            if one.severity is Severity.WARN:
                for id_ in one.about:
                    warned[id_] = warned.get(id_, 0) + 1
        items = [
            Item(
                each.key,
                each.operation.topic_id,
                each.operation.title,
                each.day,
                each.last_day,
                each.starts_at,
                each,
                warnings=warned.get(each.operation.id, 0),
                tied=len(each.operation.links),
            )
            for each in operations.occurrences(first, last, known)
        ]
        beside = (one for one in self._beside(first, last) if first <= one.day <= last)
        items += _folded(_at_home(beside, known))
        wanted = (one for one in items if topic_id is None or one.topic_id == topic_id)
        return Plan(
            first,
            last,
            operations.today(),
            tuple(sorted(wanted, key=lambda one: (one.day, one.at, one.title, one.key))),
            operations.theme_names(),
            {one.id: one for one in operations.channels()},
            operations.holidays(first, last),
            findings,
        )

    def parts(self, one: Operation, language: str = "") -> tuple[Part, ...]:
        """Return what belongs to an operation, what is gone meanwhile among it."""
        return PlanParts(self._services, language).of(one)

    def offered(self, one: Operation, language: str = "") -> tuple[Part, ...]:
        """Return what belongs to an operation, then what may: drafts, what leaves next, approved answers."""
        return PlanParts(self._services, language).offered(one)

    def _beside(self, first: date, last: date) -> Iterator[Item]:
        """Yield what belongs to other pages; its theme is the topic of its conversation."""
        yield from self._asked()
        yield from self._owed()
        yield from self._agreed()
        found = [*self._planned(first, last), *self._promised()]
        known = (one.conversation_id for one in found if one.conversation_id is not None)
        homes = list(dict.fromkeys(known))
        filed = self._services.topics.of_conversations(homes)
        for one in found:
            topics = filed.get(one.conversation_id or 0, ())
            yield replace(one, topic_id=str(topics[0])) if topics else one

    def _planned(self, first: date, last: date) -> Iterator[Item]:
        since = datetime.combine(first, time()).astimezone() - DAY
        until = datetime.combine(last, time()).astimezone() + 2 * DAY
        for row in table.planned(self._services.workspace.read(), since, until):
            assert row.slot is not None  # or it would not leave at a time
            day, title = row.slot.local().date(), _title(row.text)
            yield Item(
                *(f"{Beside.PLANNED}:{row.id}", "", title, day, day, row.slot.at),
                beside=Beside.PLANNED,
                conversation_id=row.conversation_id,
                account=row.account,
            )

    def _promised(self) -> Iterator[Item]:
        names = {one.id: one.name for one in self._services.accounts.listed()}
        for one in self._services.promises.listed():
            if one.closed_at is None:
                day, title = one.due_at.astimezone().date(), _title(one.words)
                yield Item(
                    *(f"{Beside.PROMISE}:{one.id}", "", title, day, day, one.due_at),
                    beside=Beside.PROMISE,
                    conversation_id=one.conversation_id,
                    account=names.get(one.account_id, ""),
                )

    def _asked(self) -> Iterator[Item]:
        for one in self._services.dialogues.listed():
            if one.starts_at is not None and one.removed_at is None:
                day = one.starts_at.astimezone().date()
                last = max(day, (one.ends_at or one.starts_at).astimezone().date())
                topic, title = str(one.topic_id or ""), _title(one.question)
                yield Item(
                    *(f"{Beside.DIALOGUE}:{one.id}", topic, title, day, last, one.starts_at),
                    beside=Beside.DIALOGUE,
                )

    def _owed(self) -> Iterator[Item]:
        for row in self._services.relations.rows():
            for debt in row.debts:
                day, relation = debt.due_at.astimezone().date(), row.relation
                title = _title(debt.words or relation.project)
                yield Item(
                    f"{Beside.RELATION}:{relation.id}:{debt.kind}:{debt.fact}",
                    *(relation.topic_id, title, day, day, debt.due_at),
                    beside=Beside.RELATION,
                    account=row.card.contact.name,
                )

    def _agreed(self) -> Iterator[Item]:
        """Yield what was agreed after a crisis and is not done; its account is who does it."""
        for one in self._services.debriefs.owed():
            at = datetime.combine(one.due_on, time()).astimezone()
            yield Item(
                *(f"{Beside.AGREED}:{one.id}", "", _title(one.words), one.due_on, one.due_on, at),
                beside=Beside.AGREED,
                account=one.owner,
            )


def _at_home(items: Iterable[Item], operations: Iterable[Operation]) -> Iterator[Item]:
    """Yield items, those that belong to an operation with its theme and its title."""
    homes = {
        f"{Beside.PLANNED}:{link.target}": one
        for one in operations
        for link in one.links
        if link.kind is LinkKind.OUTBOX
    }
    for item in items:
        home = homes.get(item.key)
        yield replace(item, topic_id=home.topic_id, belongs=home.title) if home else item


def _folded(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items; where very much leaves by itself on a day about a theme, one that stands for all of it."""
    alike: dict[tuple[date, str], list[Item]] = {}
    for one in items:
        if one.beside is Beside.PLANNED and not one.belongs:
            alike.setdefault((one.day, one.topic_id), []).append(one)
        else:
            yield one
    for (day, topic_id), found in alike.items():
        if len(found) <= MOST_ALIKE:
            yield from found
            continue
        first = min(found, key=lambda one: one.at)
        key = f"{Beside.PLANNED}:{day.isoformat()}:{topic_id}"
        yield replace(
            first, key=key, title="", conversation_id=None, account="", several=len(found)
        )


def _title(text: str) -> str:
    return " ".join(text.split())[:200]
