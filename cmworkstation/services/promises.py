"""The promise ledger: promises begun in a draft, given when it arrives, kept, put off, or closed with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.hours import OpenHours
from cmworkstation.domain.charter.model import Calendar, Charter, by_id
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import (
    AccountId,
    AuthorId,
    ConversationId,
    DraftId,
    MessageId,
    OutboxId,
    uuid7,
)
from cmworkstation.domain.profile import Act
from cmworkstation.domain.promise import (
    SHORTEST_WHY,
    SHORTEST_WORDS,
    Due,
    Figures,
    Hearer,
    IsOpen,
    Promise,
    PromiseId,
    PromiseState,
    Quick,
    SentReply,
    by_day,
    figures,
    is_weekday,
    open_days,
    quick_days,
    sentence_with,
)
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.table import Cell, Table
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.journal import Journal
from cmworkstation.store import promises as table
from cmworkstation.store.database import Connection, Workspace

CLOSES = time(18)  # of a day without hours
CALENDAR = "calendar:"
COLUMNS = tuple("promised_on due_on first_due_on state closed_on person words why".split())


@dataclass(frozen=True, slots=True)
class Days:
    """The days that may be promised for an account: quick ones, and all open ones ahead."""

    today: date
    quick: tuple[Quick, ...]
    open: tuple[date, ...]


class Promises:
    """The promises of this workspace."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace, and the charters with their calendars."""
        self._workspace = workspace
        self._charters = charters
        self._journal = journal
        self._acting = acting
        self._clock = clock

    # Days

    def days(self, account_id: AccountId) -> Days:
        """Return the days that may be promised: only those on which the charter's calendar is open."""
        calendar = self._calendar(account_id)
        today = self._clock.now().astimezone(_zone(calendar)).date()
        is_open = _is_open(calendar, today)
        ahead = open_days(today + timedelta(1), is_open)
        return Days(today, quick_days(today, is_open), ahead)

    def is_open(self, account_id: AccountId) -> IsOpen:
        """Return which days are open for an account."""
        return _is_open(self._calendar(account_id), self.today(account_id))

    def day_of(self, account_id: AccountId, at: datetime) -> date:
        """Return on which day something was said, in the zone of an account's calendar."""
        return at.astimezone(_zone(self._calendar(account_id))).date()

    def today(self, account_id: AccountId) -> date:
        """Return which day it is, in the zone of an account's calendar."""
        return self.day_of(account_id, self._clock.now())

    def end_of(self, account_id: AccountId, day: date) -> datetime:
        """Return until when something promised for a day is on time: when that day closes."""
        calendar = self._calendar(account_id)
        closes = CLOSES
        if calendar is not None:
            spans = OpenHours(calendar, day).intervals(day)
            minutes = min(spans[-1][1], 24 * 60 - 1) if spans else 18 * 60
            closes = time(minutes // 60, minutes % 60)
        local = datetime.combine(day, closes, _zone(calendar))
        return local.astimezone(UTC)

    def _calendar(self, account_id: AccountId) -> Calendar | None:
        governing = self._charters.governing(account_id)
        return _calendar_of(governing.charter) if governing else None

    # A draft's promises

    def begin(self, draft: Draft, phrase: str, day: date) -> Promise:
        """Note a promise that a draft now makes; it is given when the reply arrives. Raises `NotAllowed`."""
        self._acting.require(Act.DRAFT)
        due = self.end_of(draft.account_id, day)
        made = Promise(
            id=PromiseId(uuid7()),
            conversation_id=draft.conversation_id,
            account_id=draft.account_id,
            message_id=draft.target_id,
            draft_id=draft.id,
            outbox_id=OutboxId(""),
            phrase=phrase,
            words=sentence_with(draft.body, phrase) or phrase,
            first_due_at=due,
            due_at=due,
            state=PromiseState.DRAFT,
            why="",
            kept_by="",
            by=self._acting.id,
            created_at=self._clock.now(),
        )
        with self._workspace.write(durable=True) as connection:
            table.add(connection, made)
        return made

    def of_draft(self, draft: Draft) -> tuple[Promise, ...]:
        """Return what a draft promises: those whose words still stand in it."""
        found = table.of_draft(self._workspace.read(), draft.id)
        return tuple(one for one in found if one.phrase in draft.body)

    def withdraw(self, promise_id: PromiseId) -> None:
        """Let a draft not promise this after all; its words stay as they are."""
        self._acting.require(Act.DRAFT)
        promise = self.promise(promise_id)
        if promise.state is not PromiseState.DRAFT:
            raise NotAllowed("promise-given")
        self._change(replace(promise, state=PromiseState.REFUSED), "")

    def keep_with(self, draft_id: DraftId, promise_id: PromiseId, *, keeps: bool = True) -> Changes:
        """Let a draft keep an open promise, once it has arrived as a reply; `keeps` False takes that back."""
        self._acting.require(Act.DRAFT)
        promise = self.promise(promise_id)
        if promise.state is not PromiseState.OPEN:
            raise NotAllowed("promise-closed")
        return self._change(replace(promise, kept_by=draft_id if keeps else ""), "")

    # Promised elsewhere, and noted by hand

    def hearers(self, conversation_id: ConversationId) -> tuple[Hearer, ...]:
        """Return to whom something can be promised in a conversation, whoever wrote last first."""
        return table.hearers(self._workspace.read(), conversation_id)

    def sent_replies(self, conversation_id: ConversationId) -> tuple[SentReply, ...]:
        """Return the replies in which it may have been promised, the newest first."""
        return table.sent_replies(self._workspace.read(), conversation_id)

    def note(
        self,
        conversation_id: ConversationId,
        words: str,
        day: date,
        *,
        to: MessageId | None = None,
        reply: OutboxId | None = None,
    ) -> tuple[Promise, Changes]:
        """Note what was promised by a day: to whoever wrote last, or to the author of a message.

        `reply` is the reply that said it, None where it was said elsewhere. Raises `NotAllowed` ("promise-words",
        "promise-day" for a day that is over or closed, "promise-nobody", "promise-reply").
        """
        self._acting.require(Act.DRAFT)
        said = " ".join(words.split())
        if len(said) < SHORTEST_WORDS:
            raise NotAllowed("promise-words")
        heard = self.hearers(conversation_id)
        hearer = next((one for one in heard if to in (None, one.message_id)), None)
        if hearer is None:
            raise NotAllowed("promise-nobody")
        if reply and reply not in (one.outbox_id for one in self.sent_replies(conversation_id)):
            raise NotAllowed("promise-reply")
        account_id = table.account_of(self._workspace.read(), conversation_id)
        self._open_day(account_id, day)
        due, now = self.end_of(account_id, day), self._clock.now()
        made = Promise(
            id=PromiseId(uuid7()),
            conversation_id=conversation_id,
            account_id=account_id,
            message_id=hearer.message_id,
            draft_id=DraftId(""),
            outbox_id=reply or OutboxId(""),
            phrase=by_day(day, hearer.language or language_of(said), self.today(account_id)),
            words=said,
            first_due_at=due,
            due_at=due,
            state=PromiseState.OPEN,
            why="",
            kept_by="",
            by=self._acting.id,
            created_at=now,
            who=hearer.name,
        )
        with self._workspace.write(durable=True) as connection:
            table.add(connection, made)
            self._note(connection, "promise.note", made)
        return made, self._changes(made)

    def forget(self, promise_id: PromiseId) -> Changes:
        """Undo: what was noted by hand was not promised. Raises `NotAllowed` for one that a reply gave."""
        promise = self._open(promise_id)
        if promise.draft_id:
            raise NotAllowed("promise-given")
        return self._change(replace(promise, state=PromiseState.GONE), "promise.forget")

    def _open_day(self, account_id: AccountId, day: date) -> None:
        """Raise `NotAllowed` for a day on which nobody could keep it."""
        calendar = self._calendar(account_id)
        today = self.today(account_id)
        if day < today or not _is_open(calendar, today)(day):
            raise NotAllowed("promise-day")

    # Given ones

    def listed(self) -> tuple[Promise, ...]:
        """Return all promises that were given: open ones first, by their day, then the closed ones, newest first."""
        found = table.listed(self._workspace.read())
        closed = [one for one in found if one.closed_at is not None]
        closed.sort(key=lambda one: one.closed_at or one.due_at, reverse=True)
        return (*(one for one in found if one.closed_at is None), *closed)

    def promise(self, promise_id: PromiseId) -> Promise:
        """Return one promise. Raises `KeyError`."""
        return table.promise(self._workspace.read(), promise_id)

    def of_conversation(self, conversation_id: ConversationId) -> tuple[Promise, ...]:
        """Return the promises that were given in a conversation."""
        return table.of_conversation(self._workspace.read(), conversation_id)

    def open_to(self, author_id: AuthorId) -> tuple[Promise, ...]:
        """Return the open promises that were given to a person, in any conversation."""
        return table.open_to(self._workspace.read(), author_id)

    def due(self) -> Due:
        """Return the open promises that are late, and those that are due by tomorrow evening."""
        now = self._clock.now()
        soon = now + timedelta(days=1)
        found = table.open_ones(self._workspace.read())
        late = tuple(one for one in found if one.is_late(now))
        near = (one for one in found if not one.is_late(now))
        return Due(late, tuple(one for one in near if one.due_at.date() <= soon.date()))

    def figures(self) -> Figures:
        """Return how well promises were kept."""
        return figures(table.listed(self._workspace.read()), self._clock.now())

    def keep(self, promise_id: PromiseId) -> Changes:
        """Say that a promise was kept, by other means than a reply from here."""
        promise = self._open(promise_id)
        now = self._clock.now()
        return self._change(
            replace(promise, state=PromiseState.KEPT, closed_at=now), "promise.kept"
        )

    def will_not(self, promise_id: PromiseId, why: str) -> Changes:
        """Close a promise that will not be kept. Raises `NotAllowed` without a reason."""
        return self._close(promise_id, PromiseState.WONT, why, "promise.wont")

    def broken(self, promise_id: PromiseId, why: str) -> Changes:
        """Close a promise whose day passed without it. Raises `NotAllowed` without a reason, or before its day."""
        if self._clock.now() <= self._open(promise_id).due_at:
            raise NotAllowed("promise-not-late")
        return self._close(promise_id, PromiseState.BROKEN, why, "promise.broken")

    def release(self, promise_id: PromiseId, why: str) -> Changes:
        """Withdraw a promise that nobody waits for any more; it counts neither as kept nor as broken.

        Raises `NotAllowed` without a reason.
        """
        return self._close(promise_id, PromiseState.WITHDRAWN, why, "promise.withdrawn")

    def _close(self, promise_id: PromiseId, state: PromiseState, why: str, act: str) -> Changes:
        promise = self._open(promise_id)
        now = self._clock.now()
        return self._change(replace(promise, state=state, why=_said(why), closed_at=now), act)

    def put_off(self, promise_id: PromiseId, day: date, why: str) -> Changes:
        """Give a promise another day, for a reason; whether it was kept is still judged by the first one.

        Raises `NotAllowed` without a reason, and for a day that is over or closed.
        """
        promise = self._open(promise_id)
        said = _said(why)
        self._open_day(promise.account_id, day)
        due = self.end_of(promise.account_id, day)
        return self._change(replace(promise, due_at=due, why=said), "promise.put-off")

    def put_back(self, before: Promise) -> Changes:
        """Undo: let a promise stand again as it stood."""
        self._acting.require(Act.DRAFT)
        return self._change(before, "promise.back")

    def table(self) -> Table:
        """Return the ledger as a table for other programs."""
        rows: list[tuple[Cell, ...]] = [
            (
                one.created_at.date(),
                one.due_at.date(),
                one.first_due_at.date(),
                one.state.value,
                one.closed_at.date() if one.closed_at else None,
                one.who,
                one.words,
                one.why,
            )
            for one in self.listed()
        ]
        return Table(COLUMNS, rows, len(rows))

    def _open(self, promise_id: PromiseId) -> Promise:
        self._acting.require(Act.DRAFT)
        promise = self.promise(promise_id)
        if promise.state is not PromiseState.OPEN:
            raise NotAllowed("promise-closed")
        return promise

    def _change(self, changed: Promise, act: str) -> Changes:
        with self._workspace.write(durable=True) as connection:
            table.change(connection, changed)
            if act:
                self._note(connection, act, changed)
        return self._changes(changed)

    def _note(self, connection: Connection, act: str, promise: Promise) -> None:
        facts = {"promise": promise.id, "due": promise.due_at.isoformat()}
        said = {"words": promise.words, "why": promise.why}
        self._journal.note(connection, act, {**facts, **said})

    @staticmethod
    def _changes(promise: Promise) -> Changes:
        return Changes(conversations=frozenset({promise.conversation_id}), promises=True)


def _said(why: str) -> str:
    """Return a reason in one line. Raises `NotAllowed` where it says nothing."""
    said = " ".join(why.split())
    if len(said) < SHORTEST_WHY:
        raise NotAllowed("promise-why-missing")
    return said


def _calendar_of(charter: Charter) -> Calendar | None:
    """Return the calendar that the charter's targets run on, else its first one."""
    calendars = by_id(charter.calendars)
    named: Sequence[str] = [
        one.clock.removeprefix(CALENDAR)
        for one in charter.targets
        if one.clock.startswith(CALENDAR)
    ]
    found = next((calendars[name] for name in named if name in calendars), None)
    return found or next(iter(charter.calendars), None)


def _zone(calendar: Calendar | None) -> ZoneInfo:
    return ZoneInfo((calendar.timezone if calendar else "") or "UTC")


def _is_open(calendar: Calendar | None, today: date) -> IsOpen:
    if calendar is None:
        return is_weekday
    hours = OpenHours(calendar, today)
    return lambda day: bool(hours.intervals(day))
