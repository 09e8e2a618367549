"""Holding statements: agreed beforehand, filled in, and posted on several accounts by the way that every reply takes.

Which may be used is said by the charter in force: approved, not expired, for the level that holds. Each post is a
reply of its own with its findings, its approval and its row in the outbox; the same words do not leave twice for one
account, whatever ended in between.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from cmworkstation.domain.account import Account
from cmworkstation.domain.charter.automatic import NAMES, Occasion, automatic_values
from cmworkstation.domain.charter.clauses import Statement
from cmworkstation.domain.charter.filling import FIELD, fill, signature
from cmworkstation.domain.charter.levels import STATEMENT
from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.charter.words import said
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.drill import PLATFORM, marked
from cmworkstation.domain.episode import next_update, update_every
from cmworkstation.domain.errors import IncompleteAnswer, NotAllowed, WorkstationError
from cmworkstation.domain.ids import AccountId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.statement_slots import (
    SIGNED_BY,
    Blank,
    blanks,
    missing,
    moment_in_words,
)
from cmworkstation.domain.statement_use import Use, UseState
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.sdk.measure import measure
from cmworkstation.services.acting import Acting
from cmworkstation.services.answers import Answers, signer_fields
from cmworkstation.services.crises import Crises
from cmworkstation.services.desk import Desk
from cmworkstation.services.drills import Drills
from cmworkstation.services.journal import Journal
from cmworkstation.services.posting import Posting
from cmworkstation.services.speaking import Posted, Prepared, Speaking
from cmworkstation.store import accounts as account_table
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
        speaking: Speaking,
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
        self._speaking = speaking
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
        """Return what is to be filled in, with what is proposed for it.

        Whoever signs is asked for last, where the signature names somebody and nobody is known here.
        """
        local, then = self._clock.now().astimezone(), (again or self.again(ready)).astimezone()
        known = automatic_values(ready.charter, Occasion(on=local.date()), language)
        known |= dict.fromkeys(TO_ONE, TO_ONE[0])  # nobody is addressed by name
        asked = blanks(ready.statement, language, local, then, known)
        return (
            (*asked, Blank(SIGNED_BY, "", required=True))
            if self._unsigned(ready, language)
            else asked
        )

    def _unsigned(self, ready: Ready, language: str) -> bool:
        """Tell whether a statement ends with a name that is not known."""
        bodies = (ready.statement.body, *ready.statement.variants.values())
        if self._answers.signer() or not any(
            "{signature}" in text for one in bodies for text in one.values()
        ):
            return False
        signed = signature(ready.charter.voice, language, {}, ready.charter.header.default_language)
        return FIELD.search(signed) is not None

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
        self,
        ready: Ready,
        language: str,
        values: Mapping[str, str],
        account: Account,
        place: str = "",
    ) -> Prepared:
        """Return what would be posted on an account: the longest of its texts there that fits.

        What goes to a `place` of its own leaves by itself, also where the account says none.
        """
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
        return replace(best, by_hand=not (account.capabilities.posts or place or played))

    def post(
        self,
        charter_id: str,
        statement_id: str,
        language: str,
        values: Mapping[str, str],
        where: Sequence[AccountId],
        again: datetime | None = None,
        *,
        places: Mapping[AccountId, str] | None = None,
        although_frozen: bool = False,
    ) -> Posted:
        """Post a statement on accounts; `again` is when the public was told that we speak again.

        It goes where each account says, or to one of `places`, by its name there (`PostPlaces.name_of`).

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
        used = self._use(ready, language)
        self._speaking.begin(used)
        left = Posted()
        for account_id in where:
            try:
                if account_id not in known:
                    raise NotAllowed("listening-only")
                place = (places or {}).get(account_id, "")
                to = known[account_id]
                left = self._post_on(left, used.id, ready, language, values, to, place)
            except WorkstationError as error:
                left = replace(left, failed=(*left.failed, (account_id, error)))
        if although_frozen:
            left = self._speaking.let_out(left, known, ready.title)
        if not left.done:
            self._speaking.forget(used.id)
            return left
        told = self._note(ready, used.id, language, left.done, again)
        return replace(left, changes=left.changes | told)

    def frozen(self, account_id: AccountId) -> bool:
        """Tell whether a freeze covers an account now."""
        return self._speaking.frozen(account_id)

    def may_let_out(self, ready: Ready) -> bool:
        """Tell whether whoever acts may let a statement out while everything stays frozen."""
        return self.may_let_out_of(ready.charter.header.id)

    def may_let_out_of(self, charter_id: str) -> bool:
        """Tell the same of whatever is said under a charter."""
        ladder = self._crises.ladder(charter_id)
        me = self._acting.current()
        found = ladder.charter.speakers if ladder else ()
        speakers = {one.id for one in found if "crisis" in one.may}
        return me.may(Act.APPROVE) and (not me.id or bool(me.speaks_for(charter_id) & speakers))

    def _use(self, ready: Ready, language: str) -> Use:
        now = from_ms(to_ms(self._clock.now()))
        charter_id, by = ready.charter.header.id, self._acting.id
        return Use(
            id=uuid7(),
            charter_id=charter_id,
            statement_id=ready.statement.id,
            title=ready.title,
            language=language,
            adds_to="",
            changed="",
            words="",
            state=UseState.OUT,
            by=by,
            at=now,
        )

    def _post_on(
        self,
        left: Posted,
        use_id: str,
        ready: Ready,
        language: str,
        values: Mapping[str, str],
        to: Account,
        place: str,
    ) -> Posted:
        prepared = self.prepare(ready, language, values, to, place)
        draft = replace(
            self._posting.begin(to.id, ready.title, language, place),
            body=prepared.text,
            answer_id=f"{STATEMENT}{ready.statement.id}",
        )
        return self._speaking.post(left, use_id, draft, to, by_hand=prepared.by_hand)

    def _note(
        self, ready: Ready, use_id: str, language: str, n: int, again: datetime | None
    ) -> Changes:
        facts = {
            "use": use_id,
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
            signer=signer_fields(values.get(SIGNED_BY, "") or self._answers.signer()),
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
