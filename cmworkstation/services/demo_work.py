"""What was done in the demonstration before it is opened: people, approvals, promises, a next version of a charter.

Then daily work: labels, notes, rules, saved views, a planned reply, what was thought of replies.
Everything goes the way that it goes for a person, so that it can be looked into and undone like one's own work.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Protocol, TypeVar

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.approval import ActKind
from cmworkstation.domain.charter.numbering import renumbered
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.dashboard import Tile
from cmworkstation.domain.errors import CharterInvalid, NotAllowed
from cmworkstation.domain.experience import COMPLAINT, Helped
from cmworkstation.domain.ids import ConversationId, DraftId, OutboxId, uuid7
from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule
from cmworkstation.domain.mention import Stance
from cmworkstation.domain.profile import Profile, Role
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.promise import PromiseState, by_day
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.review import Filter, Verdict
from cmworkstation.domain.slot import Slot
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.domain.waiver import Need, need_of, read_reason
from cmworkstation.domain.watch import SourceKind, WatchQuery
from cmworkstation.services.approvals import Judgement
from cmworkstation.services.outbox.queueing import Checked
from cmworkstation.services.workstation import Services
from cmworkstation.store import own_answers, promises
from cmworkstation.store.database import Connection
from cmworkstation.store.own_answers import OwnAnswer

Result = TypeVar("Result")
REVIEWED_AFTER = timedelta(days=200)
LOOKED_BACK = 20  # of our older answers, one in so many counts as sent from here
PLANNED_IN = timedelta(days=2)  # beyond a demonstration's own life
PLANNED_AT = 9  # o'clock


class Colleague(Protocol):
    """An invented person."""

    @property
    def name(self) -> str:
        """Their name."""

    @property
    def roles(self) -> Sequence[Role]:
        """What they may do."""

    @property
    def mandates(self) -> Sequence[tuple[str, str]]:
        """For whom they speak: charter, speaker."""


class Piece(Protocol):
    """A reply that somebody writes and others have to agree to."""

    @property
    def to(self) -> str:
        """Words by which its conversation is found."""

    @property
    def yes(self) -> Sequence[str]:
        """The questions of the triage that are answered with yes."""

    @property
    def body(self) -> str:
        """Its text, with {day} where it promises."""

    @property
    def days(self) -> int:
        """Which of the open days ahead it promises."""

    @property
    def reason(self) -> str:
        """Why a passage that the charter objects to is let pass."""

    @property
    def amended(self) -> str:
        """What whoever approves makes of it, "" for what still waits."""


class Owed(Protocol):
    """A promise that one of our earlier replies made."""

    @property
    def to(self) -> str:
        """Words by which its conversation is found."""

    @property
    def words(self) -> str:
        """The sentence that promises."""

    @property
    def phrase(self) -> str:
        """The day in these words."""

    @property
    def days(self) -> int:
        """How many days from now it is due."""


class Rule(Protocol):
    """An inbox rule that labels, and notes where it has words for that."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def folder(self) -> str:
        """Where it stands."""

    @property
    def query(self) -> str:
        """What it looks for."""

    @property
    def label(self) -> str:
        """The label that it puts on, "" for a rule that finds thanks."""

    @property
    def note(self) -> str:
        """What it notes, "" for nothing."""

    @property
    def reason(self) -> str:
        """Why what it finds needs no answer, "" where it does."""

    @property
    def is_on(self) -> bool:
        """Whether it works, and was applied to what there was."""


def enter(services: Services, team: Iterable[Colleague]) -> tuple[Profile, ...]:
    """Enter the people; the first one acts from then on. Raises `VaultLocked`, `VaultMissing`."""
    return tuple(services.profiles.add(one.name, one.roles, one.mandates) for one in team)


def count_as_sent(services: Services, n: int) -> None:
    """Let our `n` newest answers, and a few of each week before, be replies of the acting person.

    So nobody is a beginner for the charters, and the figures have something to count.
    """
    me = services.acting.id
    with services.workspace.write() as connection:
        found = own_answers.newest(connection, -1)
        for one in (*found[:-n:LOOKED_BACK], *found[-n:]):
            _sent(services, connection, one, me)


def _sent(services: Services, connection: Connection, one: OwnAnswer, me: str) -> OutboxId:
    """Let one of our answers be a reply that somebody here sent."""
    draft = Draft(
        id=DraftId(uuid7()),
        conversation_id=one.conversation_id,
        account_id=one.account_id,
        target_id=one.target_id,
        body=one.text,
        visibility=Visibility(one.visibility),
        language=one.language,
    )
    checked = Checked(_charter_hash(services, draft))
    row = services.outbox.put(connection, draft, checked, hold_s=0, author=me)
    own_answers.sent_from_here(connection, row.id, one)
    told = {"outbox": row.id, "remote_id": one.remote_id}
    services.journal.note(connection, "reply.sent", told)
    return row.id


def complain(services: Services, felt: Iterable[tuple[str, str, str]]) -> None:
    """File answered complaints as such, and enter of some whether the answer helped.

    `felt` is words by which each is found, an outcome of `Helped` or "" for one of which nobody knows yet, and why.
    What is not there is left out.
    """
    me = services.acting.id
    newest = own_answers.newest(services.workspace.read(), -1)
    answers = {one.conversation_id: one for one in newest}
    for words, outcome, why in felt:
        homes = (hit.conversation_id for hit in services.inbox.search(words))
        home = next((one for one in homes if one in answers), None)
        known = services.triage.categories(home) if home is not None else ()
        category = next((one.id for one in known if one.action == COMPLAINT), "")
        if home is None or not category:
            continue
        services.triage.choose(home, category)
        services.inbox.set_status([home], Status.DONE)
        with services.workspace.write() as connection:
            reply = own_answers.reply(connection, answers[home])
            reply = reply or _sent(services, connection, answers[home], me)
        if outcome:
            services.experiences.settle(reply, Helped(outcome), why)


def write(services: Services, piece: Piece, author: Profile, approver: Profile) -> None:
    """Triage a message, let somebody answer it with a promise, ask, and where it was amended let it leave."""
    me = services.profiles.current()
    home = _found(services, piece.to)
    services.profiles.switch_to(author.id)
    triaging = services.triage.begin(home)
    if triaging is not None:
        walker = triaging.walker
        while walker.now.step is not None:
            walker = walker.answered(yes=walker.now.step.id in piece.yes)
        services.triage.finish(triaging, walker)
    draft = services.drafts.begin(home)
    days = services.promises.days(draft.account_id)
    day = days.open[piece.days]
    phrase = by_day(day, draft.language, days.today)
    draft = replace(draft, body=piece.body.replace("{day}", phrase))
    draft, _ = services.drafts.save(draft)
    services.promises.begin(draft, phrase, day)
    if piece.reason:
        _let_pass(services, draft, piece.reason, author, approver)
    case, _ = services.approvals.ask(draft)
    if piece.amended:
        services.profiles.switch_to(approver.id)
        text = piece.amended.replace("{day}", phrase)
        said = Judgement(ActKind.AMEND, case.request.bound.binding, text)
        _, row, _ = services.approvals.judge(case.id, said, hold_s=0)
        if row is not None:
            services.outbox.deliver(row.id)
    services.profiles.switch_to(me.id)


def _let_pass(
    services: Services, draft: Draft, reason: str, author: Profile, second: Profile
) -> None:
    """Give a reason for what would stop a reply, with a second person's word where that is wanted."""
    for finding in services.composer.review(draft).findings:
        if need_of(finding) in (Need.REASON, Need.SECOND):
            made = services.waivers.waive(
                draft, finding, read_reason(reason), charter_hash=_charter_hash(services, draft)
            )
            if not made.holds:
                services.profiles.switch_to(second.id)
                services.waivers.confirm(made.id)
                services.profiles.switch_to(author.id)


def owe(services: Services, owed: Owed) -> None:
    """Note a promise that was given earlier."""
    draft = replace(services.drafts.begin(_found(services, owed.to)), body=owed.words)
    day = services.promises.days(draft.account_id).today + timedelta(days=owed.days)
    made = services.promises.begin(draft, owed.phrase, day)
    with services.workspace.write() as connection:
        promises.change(connection, replace(made, state=PromiseState.OPEN))


def schedule(
    services: Services,
    charter_id: str,
    number: str,
    in_days: int,
    changes: Iterable[tuple[str, str]],
    signers: Iterable[Profile],
) -> None:
    """Let a next version of a charter come into force some days from now, signed."""
    holding = services.versions.in_force(charter_id)
    if holding is None:
        return
    text = services.versions.source(holding.hash)
    for before, after in changes:
        text = text.replace(before, after, 1)
    day = services.clock.now().date() + timedelta(days=in_days)
    text = renumbered(text, number, day, day + REVIEWED_AFTER)
    try:
        row, _ = services.versions.submit(text)
    except CharterInvalid:  # by now something in it is over: whoever looks at it is shown what
        return
    me = services.profiles.current()
    for one in signers:
        services.profiles.switch_to(one.id)
        services.versions.sign_off(row.version.hash)
    services.profiles.switch_to(me.id)


def sort_out(
    services: Services, labels: Mapping[str, Iterable[tuple[str, int]]], to: Profile
) -> None:
    """Label what waits, give some of it to a colleague, and put the oldest of each charter out of the way."""
    governed: dict[str, list[int]] = {}
    for account_id, charter_id in services.charters.assignments().items():
        ids = services.inbox.ids(View(account_id=account_id))
        governed.setdefault(charter_id, []).extend(ids)
    tomorrow = dict(services.snoozes.presets())["tomorrow"]
    for charter_id, waiting in governed.items():
        if not waiting:
            continue
        for path, each in labels.get(charter_id, ()):
            services.labels.put_on(waiting[::each], [services.labels.make(path)[0].id])
        services.assigning.assign(waiting[1::6], to.id)
        services.snoozes.snooze(waiting[-1:], Snooze(Until.DATE, tomorrow))


def keep_views(services: Services, views: Iterable[tuple[str, str]]) -> None:
    """Keep these searches, given as name and query."""
    for name, query in views:
        services.views.add(name, query)


def keep_rules(services: Services, rules: Iterable[Rule]) -> None:
    """Keep these inbox rules; those that are on were applied to what there was."""
    for one in rules:
        actions = (
            *((Action(ActionKind.LABEL, one.label),) if one.label else ()),
            *((Action(ActionKind.NOTE, one.note),) if one.note else ()),
            *((Action(ActionKind.NO_ANSWER, one.reason),) if one.reason else ()),
        )
        rule, _ = services.inbox_rules.keep(
            InboxRule("", one.name, one.query, actions, one.folder, last=bool(one.reason))
        )
        if one.is_on:
            services.inbox_rules.switch(rule.id, on=True, anyway=True)
            _result(services.inbox_rule_runs.apply(rule.id))


def note(services: Services, notes: Iterable[tuple[str, str]], author: Profile) -> None:
    """Let somebody write internal notes, given as the words by which a conversation is found, and the text."""
    me = services.profiles.current()
    services.profiles.switch_to(author.id)
    for to, text in notes:
        services.notes.write(_found(services, to), text)
    services.profiles.switch_to(me.id)


def plan(services: Services, to: str, body: str) -> None:
    """Answer a message at a time to come."""
    day = services.clock.now().astimezone() + PLANNED_IN
    at = day.replace(hour=PLANNED_AT, minute=0, second=0, microsecond=0).astimezone(UTC)
    draft = services.drafts.begin(_found(services, to))
    draft, _ = services.drafts.save(replace(draft, body=body, slot=Slot(at)))
    services.outbox.queue(draft)


def remark(services: Services, remarks: Iterable[tuple[str, str]]) -> None:
    """Note something beside figures of the dashboard."""
    for tile, words in remarks:
        services.dashboard.note(Tile(tile), words)


def watch(
    services: Services,
    queries: Iterable[tuple[str, str]],
    sources: Iterable[tuple[str, str, str]],
    judged: Iterable[tuple[str, str, str, Sequence[str]]],
) -> None:
    """Watch what others say: ask queries of sources, read these once, and judge some of what was found."""
    for name, query in queries:
        services.watches.keep_query(WatchQuery("", name, query))
    looks = {one.look: one.id for one in reversed(services.accounts.listed())}
    for kind, target, look in sources:
        services.watches.add_source(SourceKind(kind), target, account_id=looks[look])
    for source in services.watches.sources():
        services.watching.run(source.id)
    for words, stance, note_, tags in judged:
        one = next(one for one in services.mentions.listed() if words in one.text)
        services.mentions.set_stance(one.id, Stance(stance))
        services.mentions.write(one.id, note_, tags)


def look_back(services: Services, remarks: Iterable[tuple[str, str]], better: str) -> None:
    """Remark on replies, found by words of theirs, and begin to go through the sample of the month."""
    for words, remark in remarks:
        page = _result(services.review.page(Filter(query=words), size=1))
        for sent in page.rows:
            services.review.annotate(sent, remark)
    for month in services.samples.months(2):
        with suppress(NotAllowed):  # nothing was sent in a month that has just begun
            sample, _ = services.samples.draw(month)
            for item in sample.items[:5]:
                services.samples.judge(sample.id, item.n, Verdict.GOOD)
            for item in sample.items[5:6]:
                services.samples.judge(sample.id, item.n, Verdict.BETTER, better)
            return


def _result(work: Generator[Progress, None, Result]) -> Result:
    """Do work that tells its progress, and return what comes of it."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result


def _found(services: Services, words: str) -> ConversationId:
    return services.inbox.search(words)[0].conversation_id


def _charter_hash(services: Services, draft: Draft) -> str:
    governing = services.charters.governing(draft.account_id)
    return governing.hash if governing else ""
