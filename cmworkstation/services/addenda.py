"""What is added to a statement that is out once the facts have changed; what was sent stays as it was sent.

An addendum is a post of its own, under the statement or beside it, which the charter checks and somebody approves as
any other. From the moment it is begun the statement counts as overtaken, and the desk says so.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from cmworkstation.domain.account import Account
from cmworkstation.domain.charter.finding import Finding
from cmworkstation.domain.clock import Clock, from_ms, to_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.drill import PLATFORM, marked
from cmworkstation.domain.errors import NotAllowed, WorkstationError
from cmworkstation.domain.ids import AccountId, uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.statement_slots import moment_in_words
from cmworkstation.domain.statement_use import (
    Overtaken,
    Stage,
    Use,
    UseState,
    in_order,
    opening,
    overtaken,
)
from cmworkstation.domain.values import dataclass, replace
from cmworkstation.sdk.measure import measure
from cmworkstation.services.acting import Acting
from cmworkstation.services.composer import Composer
from cmworkstation.services.crises import Crises
from cmworkstation.services.drafts import Drafts
from cmworkstation.services.journal import Journal
from cmworkstation.services.posting import Posting
from cmworkstation.services.speaking import Posted, Prepared, Speaking
from cmworkstation.services.statements import Statements
from cmworkstation.store import messages
from cmworkstation.store import statement_uses as table
from cmworkstation.store.database import Workspace

BACK = timedelta(days=3)  # how far back a statement is shown beside the desk, without a crisis
SHORTEST = 3  # characters of what changed
LONGEST = 300
PAUSED = "core/crisis"  # what a level pauses: an addendum leaves all the same, by its own approval


@dataclass(frozen=True, slots=True)
class Said:
    """A statement or an addendum, and what overtook it."""

    use: Use
    overtaken: Overtaken | None = None


class Addenda:
    """The statements of this workspace that are out, and what is added to them."""

    def __init__(
        self,
        workspace: Workspace,
        statements: Statements,
        speaking: Speaking,
        posting: Posting,
        drafts: Drafts,
        composer: Composer,
        crises: Crises,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the statements, and the ways by which a post leaves."""
        self._workspace = workspace
        self._statements = statements
        self._speaking = speaking
        self._posting = posting
        self._drafts = drafts
        self._composer = composer
        self._crises = crises
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def said(self, since: datetime | None = None) -> tuple[Said, ...]:
        """Return what was said since a moment, else in the last three days: the latest first, addenda below theirs."""
        begin = since or self._clock.now() - BACK
        found = [
            one
            for one in table.since(self._workspace.read(), begin)
            if one.is_live and one.state is not UseState.DROPPED
        ]
        levels = {one.charter.header.id: one.now.since for one in self._crises.ladders() if one.now}
        return tuple(
            Said(one, overtaken(one, found, levels.get(one.charter_id))) for one in in_order(found)
        )

    def one(self, use_id: str) -> Use:
        """Return a statement that was used, or an addendum. Raises `KeyError`."""
        return table.use(self._workspace.read(), use_id)

    def root(self, use_id: str) -> Use:
        """Return the statement that was used, also where its addendum is named. Raises `KeyError`."""
        found = self.one(use_id)
        return self.one(found.adds_to) if found.adds_to else found

    def written(self, use_id: str) -> Use | None:
        """Return the addendum to a statement that is being written, None where there is none. Raises `KeyError`."""
        root = self.root(use_id)
        found = table.added(self._workspace.read(), root.id)
        return next((one for one in found if one.state is UseState.WRITTEN), None)

    def opening(self, use_id: str) -> str:
        """Return with what an addendum begins, in the language of its statement. Raises `KeyError`."""
        root = self.root(use_id)
        now = self._clock.now().astimezone()
        when = moment_in_words(root.out_at.astimezone(), now, root.language)
        return opening(root.language, when)

    def places(self, use_id: str) -> tuple[tuple[Account, bool], ...]:
        """Return the accounts on which can be added to a statement, and whether it stands there. Raises `KeyError`."""
        root = self.root(use_id)
        there = {one.account_id for one in root.posts if one.stage is not Stage.GONE}
        found = self._statements.places(root.charter_id)
        return tuple((one, one.id in there) for one in found)

    def prepare(self, words: str, account: Account) -> Prepared:
        """Return what would be posted on an account."""
        played = account.platform == PLATFORM
        text = words.strip()
        length = measure(text, account.capabilities.length)
        by_hand = not (account.capabilities.posts or account.capabilities.answers or played)
        if played:
            text = marked(text)
        return Prepared(account, text, length, account.capabilities.length.limit, by_hand)

    def remarks(self, use_id: str, words: str, where: Sequence[AccountId]) -> tuple[Finding, ...]:
        """Return what the charter remarks on an addendum on some accounts, each remark once.

        On a reading lane, up to 50 ms for each account. Raises `KeyError`.
        """
        root, known = self.root(use_id), {one.id: one for one, _ in self.places(use_id)}
        found: dict[tuple[str, int], Finding] = {}
        begun = [self._under(root, to) for id_, to in known.items() if id_ in where]
        for draft in begun if words.strip() else ():
            if draft is None:
                continue
            text = self.prepare(words, known[draft.account_id]).text
            one = replace(draft, body=text, language=root.language)
            review = self._composer.review(one, self._composer.review_context(one))
            found |= {
                (each.rule, each.start): each for each in review.findings if each.rule != PAUSED
            }
        return tuple(found.values())

    def keep(self, use_id: str, changed: str, words: str) -> tuple[Use, Changes]:
        """Keep the addendum to a statement as it is written; the statement counts as overtaken from now on.

        Raises `NotAllowed` ("addendum-early") where nothing of the statement is out, and `KeyError`.
        """
        self._acting.require(Act.DRAFT)
        root, known = self.root(use_id), self.written(use_id)
        if not root.is_out:
            raise NotAllowed("addendum-early")
        said = " ".join(changed.split())[:LONGEST]
        if known is not None:
            new = replace(known, changed=said, words=words.strip())
            with self._workspace.write(durable=True) as connection:
                table.change(connection, new)
            return new, Changes(desk=True)
        new = Use(
            id=uuid7(),
            charter_id=root.charter_id,
            statement_id=root.statement_id,
            title=root.title,
            language=root.language,
            adds_to=root.id,
            changed=said,
            words=words.strip(),
            state=UseState.WRITTEN,
            by=self._acting.id,
            at=from_ms(to_ms(self._clock.now())),
        )
        with self._workspace.write(durable=True) as connection:
            table.add(connection, new)
            facts = {"use": new.id, "adds_to": root.id, "title": root.title, "changed": said}
            self._journal.note(connection, "statement.overtaken", facts)
        return new, Changes(desk=True)

    def drop(self, addendum_id: str) -> Changes:
        """Throw an addendum away that was not posted; `bring_back` undoes it. Raises `NotAllowed`, `KeyError`."""
        return self._turn(addendum_id, UseState.WRITTEN, UseState.DROPPED)

    def bring_back(self, addendum_id: str) -> Changes:
        """Take back that an addendum was thrown away. Raises `NotAllowed`, `KeyError`."""
        return self._turn(addendum_id, UseState.DROPPED, UseState.WRITTEN)

    def post(
        self,
        addendum_id: str,
        where: Sequence[AccountId],
        *,
        own: bool = False,
        places: Mapping[AccountId, str] | None = None,
        although_frozen: bool = False,
        override: str = "",
    ) -> Posted:
        """Post an addendum on accounts: under the statement where it stands there, with `own` as a post of its own.

        Where it begins a thread it goes where the account says, or to one of `places`, by its name there.
        `override` is a reason for what the charter lets stand with one, as `read_reason` reads it.

        Raises `NotAllowed`: "addendum-why" without what changed, "empty", "statement-nowhere", "addendum-posted", and
        "statement-mandate" for whoever may not let it out of a freeze (`although_frozen`).
        """
        self._acting.require_one(Act.SEND, Act.DRAFT)
        one = self.one(addendum_id)
        root = self.root(addendum_id)
        self._require(one, root, where)
        if although_frozen and not self._statements.may_let_out_of(root.charter_id):
            raise NotAllowed("statement-mandate")
        known = {account.id: account for account, _ in self.places(root.id)}
        left = Posted()
        for account_id in where:
            try:
                if account_id not in known:
                    raise NotAllowed("listening-only")
                to, place = known[account_id], (places or {}).get(account_id, "")
                draft = self._draft(root, to, own=own, place=place)
                left = self._post_on(left, one, draft, to, override=override)
            except WorkstationError as error:
                left = replace(left, failed=(*left.failed, (account_id, error)))
        if although_frozen:
            left = self._speaking.let_out(left, known, one.changed)
        if left.done:
            left = replace(left, changes=left.changes | self._note(one, root, left.done))
        return left

    def _require(self, one: Use, root: Use, where: Sequence[AccountId]) -> None:
        if one.state is not UseState.WRITTEN or not one.adds_to:
            raise NotAllowed("addendum-posted")
        if len(one.changed) < SHORTEST:
            raise NotAllowed("addendum-why")
        if not one.words or one.words == self.opening(root.id).strip():
            raise NotAllowed("empty")
        if not where:
            raise NotAllowed("statement-nowhere")

    def _post_on(
        self, left: Posted, one: Use, draft: Draft, to: Account, *, override: str
    ) -> Posted:
        prepared = self.prepare(one.words, to)
        if prepared.over and not to.capabilities.threads:
            raise NotAllowed("too-long")
        draft = replace(draft, body=prepared.text, language=one.language)
        by_hand = self._by_hand(draft, to)
        return self._speaking.post(left, one.id, draft, to, by_hand=by_hand, override=override)

    def _draft(self, root: Use, to: Account, *, own: bool, place: str) -> Draft:
        """Return a draft under the statement's post on an account, else one that begins a thread there."""
        under = None if own else self._under(root, to)
        return under or self._posting.begin(to.id, root.title, root.language, place)

    def _under(self, root: Use, to: Account) -> Draft | None:
        """Return a draft under the statement's post on an account, None where it does not stand there."""
        there = next(
            (each for each in root.posts if each.account_id == to.id and each.stage is Stage.SENT),
            None,
        )
        if there is None or there.message_id is None or there.conversation_id is None:
            return None
        begun = self._drafts.begin(
            there.conversation_id,
            there.message_id,
            another=True,
            by_hand=not to.capabilities.answers,
        )
        widest = self._drafts.visibilities(begun)
        return replace(begun, visibility=widest[0]) if widest else begun

    def _by_hand(self, draft: Draft, to: Account) -> bool:
        able = to.capabilities
        target = messages.message(self._workspace.read(), draft.target_id)
        leaves = (able.posts or bool(target.native_id)) if target.begins else able.answers
        return to.platform != PLATFORM and not leaves

    def _note(self, one: Use, root: Use, n: int) -> Changes:
        facts = {
            "use": one.id,
            "adds_to": root.id,
            "title": root.title,
            "charter": root.charter_id,
            "changed": one.changed,
            "accounts": n,
        }
        with self._workspace.write(durable=True) as connection:
            out = replace(one, state=UseState.OUT, at=from_ms(to_ms(self._clock.now())))
            table.change(connection, out)
            self._journal.note(connection, "statement.addendum", facts)
        return Changes(desk=True)

    def _turn(self, addendum_id: str, of: UseState, to: UseState) -> Changes:
        self._acting.require(Act.DRAFT)
        with self._workspace.write(durable=True) as connection:
            one = table.use(connection, addendum_id)
            if not one.adds_to or one.state is not of:
                raise NotAllowed("addendum-posted")
            if to is UseState.WRITTEN and any(
                each.state is UseState.WRITTEN for each in table.added(connection, one.adds_to)
            ):
                raise NotAllowed("addendum-twice")
            table.change(connection, replace(one, state=to))
            act = "statement.addendum-drop" if to is UseState.DROPPED else "statement.addendum-back"
            self._journal.note(connection, act, {"use": one.id, "title": one.title})
        return Changes(desk=True)
