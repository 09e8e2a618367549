"""Holding statements: agreed beforehand, filled in, and posted on several accounts by the way that every reply takes.

Which may be used is said by the charter in force: approved, not expired, for the level that holds. Each post is a
reply of its own with its findings, its approval and its row in the outbox; the same words do not leave twice for one
account, whatever ended in between.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from cmworkstation.domain.account import Account
from cmworkstation.domain.charter.automatic import NAMES, Occasion, automatic_values
from cmworkstation.domain.charter.clauses import Statement
from cmworkstation.domain.charter.filling import fill
from cmworkstation.domain.charter.levels import STATEMENT
from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.charter.words import said
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.drill import PLATFORM, marked
from cmworkstation.domain.episode import next_update, update_every
from cmworkstation.domain.errors import IncompleteAnswer, NotAllowed, WorkstationError
from cmworkstation.domain.ids import AccountId, OutboxId
from cmworkstation.domain.profile import Act
from cmworkstation.domain.statement_slots import Blank, blanks, missing, moment_in_words
from cmworkstation.domain.values import dataclass, field, replace
from cmworkstation.sdk.measure import measure
from cmworkstation.services.acting import Acting
from cmworkstation.services.answers import Answers, signer_fields
from cmworkstation.services.approvals import Approvals
from cmworkstation.services.by_hand import ByHand
from cmworkstation.services.crises import Crises
from cmworkstation.services.desk import Desk
from cmworkstation.services.drills import Drills
from cmworkstation.services.journal import Journal
from cmworkstation.services.outbox import Outbox
from cmworkstation.services.posting import Posting
from cmworkstation.services.recognising import body_digest
from cmworkstation.services.thawing import Thawing
from cmworkstation.store import accounts as account_table
from cmworkstation.store import outbox as table
from cmworkstation.store.database import Workspace

REFUSED = {
    "calm": "statement-calm",
    "level": "statement-level",
    "expired": "statement-expired",
    "not-approved": "statement-not-approved",
}
TO_ONE = (*NAMES["first_name"], *NAMES["handle"])
PUBLIC, SHORT = "public", "short"
MANUAL = "manual"
LATELY = timedelta(hours=1)  # within which the same words do not leave again


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement of a charter, and why it cannot be used now: "", "not-approved", "expired", "level", "calm"."""

    charter: Charter
    statement: Statement
    title: str
    reason: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages in which it has a text."""
        return tuple(one for one, text in self.statement.body.items() if text)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be posted on one account: its words, how long they are there, and by whom it leaves."""

    account: Account
    text: str
    length: int
    limit: int | None
    by_hand: bool

    @property
    def over(self) -> int:
        """By how much it is too long there."""
        return max(0, self.length - self.limit) if self.limit else 0


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of it, account by account."""

    queued: tuple[OutboxId, ...] = ()
    asked: int = 0  # wait for somebody's word
    by_hand: tuple[OutboxId, ...] = ()
    failed: tuple[tuple[AccountId, WorkstationError], ...] = ()
    changes: Changes = field(default_factory=Changes)


class Statements:
    """The holding statements of this workspace."""

    def __init__(
        self,
        workspace: Workspace,
        crises: Crises,
        desk: Desk,
        answers: Answers,
        posting: Posting,
        drills: Drills,
        outbox: Outbox,
        approvals: Callable[[], Approvals],
        by_hand: Callable[[], ByHand],
        thawing: Callable[[], Thawing],
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the ways by which a post leaves."""
        self._workspace = workspace
        self._crises = crises
        self._desk = desk
        self._answers = answers
        self._posting = posting
        self._drills = drills
        self._outbox = outbox
        self._approvals = approvals
        self._by_hand = by_hand
        self._thawing = thawing
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def listed(self, language: str = "", charter_id: str = "") -> tuple[Ready, ...]:
        """Return the statements of the charters in force, those that may be used now first."""
        today = self._clock.now().date()
        found = []
        for ladder in self._crises.ladders():
            charter, level = ladder.charter, ladder.now.level if ladder.now else ""
            if charter_id not in ("", charter.header.id):
                continue
            for one in charter.statements:
                title = said(one.title, language, charter.header.default_language)
                title = title or one.id.replace("-", " ").capitalize()
                found.append(Ready(charter, one, title, _reason(one, level, today)))
        return tuple(sorted(found, key=lambda one: bool(one.reason)))

    def ready(self, charter_id: str, statement_id: str) -> Ready:
        """Return one. Raises `NotAllowed` ("statement-unknown")."""
        for one in self.listed(charter_id=charter_id):
            if one.statement.id == statement_id:
                return one
        raise NotAllowed("statement-unknown")

    def again(self, ready: Ready) -> datetime:
        """Return when to speak again, as is proposed: as often as the level wants, on a quarter of an hour."""
        ladder = self._crises.ladder(ready.charter.header.id)
        level = by_id(ladder.levels).get(ladder.now.level) if ladder and ladder.now else None
        return next_update(self._clock.now(), update_every(level))

    def blanks(
        self, ready: Ready, language: str, again: datetime | None = None
    ) -> tuple[Blank, ...]:
        """Return what is to be filled in, with what is proposed for it."""
        local, then = self._clock.now().astimezone(), (again or self.again(ready)).astimezone()
        known = automatic_values(ready.charter, Occasion(on=local.date()), language)
        known |= dict.fromkeys(TO_ONE, TO_ONE[0])  # nobody is addressed by name
        return blanks(ready.statement, language, local, then, known)

    def in_words(self, at: datetime, language: str) -> str:
        """Return a moment as a statement says it."""
        return moment_in_words(at.astimezone(), self._clock.now().astimezone(), language)

    def places(self, charter_id: str) -> tuple[Account, ...]:
        """Return the accounts of a charter that can say something to everybody; in a drill, the one of the drill."""
        drill = self._drills.current()
        if drill is not None:
            played = account_table.account(self._workspace.read(), drill.account_id)
            return (played,)
        own = tuple(
            one
            for one in self._posting.places()
            if (found := self._answers.charter_of(one.id)) is not None
            and found.header.id == charter_id
        )
        # what was only taken in by hand from a platform on which we speak anyway is no second place there
        spoken = {one.look for one in own if one.platform != MANUAL}
        return tuple(one for one in own if one.platform != MANUAL or one.look not in spoken)

    def prepare(
        self, ready: Ready, language: str, values: Mapping[str, str], account: Account
    ) -> Prepared:
        """Return what would be posted on an account: the longest of its texts there that fits."""
        rule = account.capabilities.length
        texts = [
            self._filled(ready, language, values, account, channels)
            for channels in _channels(ready.statement, account)
        ]
        measured = [
            Prepared(account, text, measure(text, rule), rule.limit, False) for text in texts
        ]
        best = next((one for one in measured if not one.over), measured[-1])
        played = account.platform == PLATFORM
        if played:
            best = replace(best, text=marked(best.text))
        return replace(best, by_hand=not (account.capabilities.posts or played))

    def post(
        self,
        charter_id: str,
        statement_id: str,
        language: str,
        values: Mapping[str, str],
        where: Sequence[AccountId],
        again: datetime | None = None,
        *,
        although_frozen: bool = False,
    ) -> Posted:
        """Post a statement on accounts; `again` is when the public was told that we speak again.

        What needs somebody's word is asked for, and what no program can post is handed to a person. While something
        is frozen it waits with all the rest, unless whoever may speak in a crisis lets it out (`although_frozen`).
        Raises `NotAllowed` where it may not be used now, and `IncompleteAnswer` while a blank is empty.
        """
        self._acting.require_one(Act.SEND, Act.DRAFT)
        ready = self.ready(charter_id, statement_id)
        if ready.reason:
            raise NotAllowed(REFUSED[ready.reason])
        if although_frozen and not self.may_let_out(ready):
            raise NotAllowed("statement-mandate")
        empty = missing(self.blanks(ready, language, again), values)
        if empty:
            raise IncompleteAnswer(list(empty))
        if not where:
            raise NotAllowed("statement-nowhere")
        known = {one.id: one for one in self.places(charter_id)}
        left = Posted()
        for account_id in where:
            try:
                if account_id not in known:
                    raise NotAllowed("listening-only")
                left = self._post_on(left, ready, language, values, known[account_id])
            except WorkstationError as error:
                left = replace(left, failed=(*left.failed, (account_id, error)))
        if although_frozen:
            left = self._let_out(left, ready, known)
        done = len(left.queued) + left.asked + len(left.by_hand)
        if done:
            left = replace(left, changes=left.changes | self._note(ready, language, done, again))
        return left

    def frozen(self, account_id: AccountId) -> bool:
        """Tell whether a freeze covers an account now."""
        return self._thawing().covers(account_id)

    def may_let_out(self, ready: Ready) -> bool:
        """Tell whether whoever acts may let a statement out while everything stays frozen."""
        me = self._acting.current()
        speakers = {one.id for one in ready.charter.speakers if "crisis" in one.may}
        return me.may(Act.APPROVE) and (
            not me.id or bool(me.speaks_for(ready.charter.header.id) & speakers)
        )

    def _let_out(self, left: Posted, ready: Ready, known: Mapping[AccountId, Account]) -> Posted:
        thawing, why = self._thawing(), ready.title
        for outbox_id in (*left.queued, *left.by_hand):
            row = self._outbox.row(outbox_id)
            if row.account_id in known and thawing.covers(row.account_id):
                left = replace(left, changes=left.changes | thawing.let_out(outbox_id, why))
        return left

    def _post_on(
        self, left: Posted, ready: Ready, language: str, values: Mapping[str, str], to: Account
    ) -> Posted:
        prepared = self.prepare(ready, language, values, to)
        self._never_twice(to, prepared.text)
        draft = replace(
            self._posting.begin(to.id, ready.title, language),
            body=prepared.text,
            answer_id=f"{STATEMENT}{ready.statement.id}",
        )
        approvals = self._approvals()
        wanted = approvals.policy_for(draft)
        if wanted is not None and wanted.needed:
            _, changes = approvals.ask(draft)
            return replace(left, asked=left.asked + 1, changes=left.changes | changes)
        if prepared.by_hand:
            row, changes = self._by_hand().begin(draft)
            ids = (*left.by_hand, row.id)
            return replace(left, by_hand=ids, changes=left.changes | changes)
        row, changes = self._outbox.queue(draft)
        return replace(left, queued=(*left.queued, row.id), changes=left.changes | changes)

    def _never_twice(self, account: Account, text: str) -> None:
        connection = self._workspace.read()
        number = account_table.number(connection, account.id)
        since = self._clock.now() - LATELY
        if table.said_since(connection, number, body_digest(text), since):
            raise NotAllowed("statement-out")

    def _note(self, ready: Ready, language: str, n: int, again: datetime | None) -> Changes:
        facts = {
            "statement": ready.statement.id,
            "title": ready.title,
            "charter": ready.charter.header.id,
            "language": language,
            "accounts": n,
        }
        with self._workspace.write(durable=True) as connection:
            self._journal.note(connection, "statement.use", facts)
        episode = self._desk.current(ready.charter.header.id)
        if episode is None or again is None:
            return Changes(desk=True)
        return self._desk.speak_again(episode.id, again)

    def _filled(
        self,
        ready: Ready,
        language: str,
        values: Mapping[str, str],
        account: Account,
        channels: Sequence[str],
    ) -> str:
        charter, today = ready.charter, self._clock.now().date()
        occasion = Occasion(account=account.name or account.handle, on=today)
        known = {**automatic_values(charter, occasion, language), **values}
        filled = fill(
            ready.statement,
            language,
            known,
            facts=charter.facts,
            voice=charter.voice,
            signer=signer_fields(self._answers.signer()),
            on=today,
            default_language=charter.header.default_language,
            channels=channels,
        )
        return filled.text.strip()


def _reason(one: Statement, level: str, today: date) -> str:
    if not one.approved_by:
        return "not-approved"
    if one.valid_until is not None and one.valid_until < today:
        return "expired"
    if not level:
        return "calm"
    return "" if not one.levels or level in one.levels else "level"


def _channels(statement: Statement, account: Account) -> list[tuple[str, ...]]:
    """Return which texts to try on an account, in order: its own, the one for all, then the short one."""
    own = (account.look, account.platform, PUBLIC)
    return [own, (), (SHORT,)] if SHORT in statement.variants else [own, ()]
