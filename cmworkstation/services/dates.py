"""Dates as a calendar: whatever is due to somebody, what was agreed after a crisis, planned posts, reviews."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.domain import calendar_file
from cmworkstation.domain.calendar_file import Entry
from cmworkstation.domain.charter import state
from cmworkstation.domain.charter.state import Reminder
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.domain.dialogue import DialogueState
from cmworkstation.domain.expert import RequestState
from cmworkstation.domain.operation import Operation, State
from cmworkstation.domain.relation import Owed
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.slot import zone_of
from cmworkstation.services.calendar_import import uid_of
from cmworkstation.services.whole_file import whole_file

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

AHEAD_DAYS = 400  # how far into the future the reviews of a charter are looked at
LARGEST_BEFORE = 16 << 20  # bytes of an earlier calendar that is read
FOLLOWED = "calendar_followed"  # of this machine: a file in one of its folders
REMINDED = frozenset((Owed.NEWS, Owed.THANKS, Owed.GOODBYE))  # of what is owed in a relation
PLANNED = frozenset((OutboxState.HELD, OutboxState.QUEUED, OutboxState.LATER, OutboxState.MISSED))


class DateKind(StrEnum):
    """What is due."""

    ANSWER = "answer"
    PROMISE = "promise"
    EXPERT = "expert"
    DIALOGUE = "dialogue"
    RELATION = "relation"
    AGREED = "agreed"
    PLANNED = "planned"
    CHARTER = "charter"
    OPERATION = "operation"


ALL_KINDS = frozenset(DateKind)


@dataclass(frozen=True, slots=True)
class Dated:
    """One date: `key` is the same at each export. `who` and `about` may be foreign."""

    kind: DateKind
    key: str
    at: datetime | date
    account: str = ""
    who: str = ""
    about: str = ""
    what: str = ""  # of a dialogue: "opens" or "closes"; of a relation: what is owed
    reminder: Reminder | None = None
    operation: Operation | None = None


class Dates:
    """Gathers dates and writes them."""

    def __init__(self, services: "Services", clock: Clock) -> None:
        """Take whoever knows of dates."""
        self._services = services
        self._clock = clock
        self._last: tuple[Entry, ...] | None = (
            None  # what was written last to what is kept up to date
        )

    def listed(self, kinds: Collection[DateKind] = ALL_KINDS) -> tuple[Dated, ...]:
        """Return all dates of some kinds, the next first."""
        sources: dict[DateKind, Callable[[], Iterator[Dated]]] = {
            DateKind.ANSWER: self._answers,
            DateKind.PROMISE: self._promises,
            DateKind.EXPERT: self._experts,
            DateKind.DIALOGUE: self._dialogues,
            DateKind.RELATION: self._relations,
            DateKind.AGREED: self._agreed,
            DateKind.PLANNED: self._planned,
            DateKind.CHARTER: self._charters,
            DateKind.OPERATION: self._operations,
        }
        found = [one for kind, source in sources.items() if kind in kinds for one in source()]
        return tuple(sorted(found, key=lambda one: (f"{one.at:%Y-%m-%d}", one.kind, one.key)))

    def write(self, target: Path, entries: Sequence[Entry], name: str) -> int:
        """Write a calendar; return how many dates it has. One of the same name is renewed: what is over is cancelled.

        Raises `BackupFailed` and `NoRoom`.
        """
        now = self._clock.now()
        text = calendar_file.written(entries, now, name, _earlier(target), _zones(entries, now))
        with whole_file(target) as partial:
            partial.write_bytes(text.encode("utf-8", "replace"))
        return len(entries)

    def follow(self, one: "Followed | None") -> None:
        """Keep a calendar up to date from now on, or none."""
        said = ""
        if one is not None:
            said = json.dumps([str(one.file), sorted(one.kinds), one.names])
        self._services.settings.put(FOLLOWED, said)
        self._last = None

    def followed(self) -> "Followed | None":
        """Return the calendar that is kept up to date, None where there is none."""
        try:
            file, kinds, names = json.loads(self._services.settings.value(FOLLOWED) or "null")
            return Followed(Path(file), frozenset(map(DateKind, kinds)), bool(names))
        except (TypeError, ValueError):
            return None

    def renew(self, worded: Callable[["Followed"], Sequence[Entry]], name: str) -> int | None:
        """Write the calendar that is kept up to date, where something changed; return how many dates it has.

        Nothing is done where its folder is away or everything is frozen: the next time will do. Raises `BackupFailed`
        and `NoRoom`.
        """
        one = self.followed()
        if (
            one is None
            or not one.file.parent.is_dir()
            or self._services.brake.is_everything_frozen()
        ):
            return None
        entries = tuple(worded(one))
        if entries == self._last and one.file.exists():
            return None
        n = self.write(one.file, entries, name)
        self._last = entries
        return n

    def _names(self) -> dict[str, str]:
        return {str(one.id): one.name for one in self._services.accounts.listed()}

    def _answers(self) -> Iterator[Dated]:
        names = self._names()
        inbox = self._services.inbox
        view = View(
            status=None, statuses=(Status.WAITING_US, Status.WAITING_COLLEAGUE), order=Order.DUE
        )
        for one in inbox.rows(inbox.ids(view)):
            if one.due_at is not None:
                account = str(one.account_id)
                key = f"answer-{one.id}-{account}"
                yield Dated(
                    DateKind.ANSWER,
                    key,
                    one.due_at,
                    names.get(account, ""),
                    one.author_name,
                    one.heading,
                )

    def _promises(self) -> Iterator[Dated]:
        names = self._names()
        for one in self._services.promises.listed():
            if one.closed_at is None:
                yield Dated(
                    DateKind.PROMISE,
                    f"promise-{one.id}",
                    one.due_at.astimezone().date(),
                    names.get(str(one.account_id), ""),
                    one.who,
                    one.words,
                )

    def _experts(self) -> Iterator[Dated]:
        for one in self._services.experts.listed():
            if one.state is RequestState.OPEN and one.asked.due_at is not None:
                key, asked = f"expert-{one.id}", one.asked
                who, about = asked.expert, asked.question
                yield Dated(DateKind.EXPERT, key, one.asked.due_at, who=who, about=about)

    def _dialogues(self) -> Iterator[Dated]:
        """Yield when an agreed question opens, and until when an open one may be answered."""
        for one in self._services.dialogues.listed():
            times: list[tuple[str, datetime | None]] = []
            if one.state is DialogueState.APPROVED:
                times = [("opens", one.starts_at), ("closes", one.ends_at)]
            elif one.state is DialogueState.OPEN:
                times = [("closes", one.ends_at)]
            for what, at in times:
                if at is not None:
                    key = f"dialogue-{one.id}-{what}"
                    yield Dated(DateKind.DIALOGUE, key, at, about=one.question, what=what)

    def _relations(self) -> Iterator[Dated]:
        """Yield what is owed in relations, late or soon; promises are dates of their own, and gifts no dates."""
        for row in self._services.relations.rows():
            for debt in row.debts:
                if debt.kind in REMINDED:
                    yield Dated(
                        DateKind.RELATION,
                        f"relation-{row.relation.id}-{debt.kind}-{debt.fact}",
                        debt.due_at.astimezone().date(),
                        who=row.card.called,
                        about=row.relation.project,
                        what=debt.kind.value,
                    )

    def _agreed(self) -> Iterator[Dated]:
        """Yield what was agreed after a crisis and is not done; who does it is one of us."""
        for one in self._services.debriefs.owed():
            key = f"agreed-{one.id}"
            yield Dated(DateKind.AGREED, key, one.due_on, who=one.owner, about=one.words)

    def _planned(self) -> Iterator[Dated]:
        names = self._names()
        for row in self._services.outbox.rows():
            if row.slot is not None and row.state in PLANNED:
                yield Dated(
                    DateKind.PLANNED,
                    f"planned-{row.id}",
                    row.slot.at,
                    names.get(str(row.account_id), ""),
                    "" if row.begins else row.target_author,
                    row.body,
                )

    def _charters(self) -> Iterator[Dated]:
        charters = self._services.charters
        for row in charters.listed():
            charter = charters.governed_by(row.hash).charter
            title = row.title.get(charter.header.default_language, row.id)
            for one in state.expiring(charter, self._clock.now().date(), AHEAD_DAYS):
                kind = one.kind.rpartition("-")[0]
                key = f"charter-{row.id}-{kind}-{one.subject}"
                yield Dated(DateKind.CHARTER, key, one.at, about=title, reminder=one)

    def _operations(self) -> Iterator[Dated]:
        for one in self._services.operations.listed():
            if one.state is not State.DROPPED:
                at = one.starts_at
                day = at.astimezone(zone_of(one.zone)).date() if one.all_day else at
                yield Dated(DateKind.OPERATION, uid_of(one), day, about=one.title, operation=one)


@dataclass(frozen=True, slots=True)
class Followed:
    """A calendar that is kept up to date on this machine, so that other programs can subscribe to its file."""

    file: Path
    kinds: frozenset[DateKind]
    names: bool


def _zones(entries: Sequence[Entry], now: datetime) -> str:
    """Return the parts that describe the zones by whose clocks something repeats."""
    zones = {
        one.zone for one in entries if one.zone not in ("", "UTC") and (one.rule or one.instead_of)
    }
    if not zones:
        return ""
    from cmworkstation.domain.calendar_reading import described  # noqa: PLC0415 - for what repeats

    first = min(one.at.date() if isinstance(one.at, datetime) else one.at for one in entries)
    last = now.date() + timedelta(days=3 * AHEAD_DAYS)
    return described(sorted(zones), min(first, last), last)


def file_name() -> str:
    """Return what a calendar is called unless a person calls it otherwise: the same each time, to be renewed."""
    return "cmworkstation.ics"


def _earlier(target: Path) -> str:
    """Return the calendar that a new one replaces, "" where there is none."""
    try:
        with target.open("rb") as file:
            return file.read(LARGEST_BEFORE).decode("utf-8", "replace")
    except OSError:
        return ""
