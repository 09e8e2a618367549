"""What was done in the demonstration before it is opened: people, approvals, promises, a next version of a charter.

Everything goes the way that it goes for a person, so that it can be looked into and undone like one's own work.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.approval import ActKind
from cmworkstation.domain.charter.numbering import renumbered
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import CharterInvalid
from cmworkstation.domain.ids import ConversationId, DraftId, uuid7
from cmworkstation.domain.profile import Profile, Role
from cmworkstation.domain.promise import PromiseState, by_day
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.snooze import Snooze, Until
from cmworkstation.domain.waiver import Need, need_of, read_reason
from cmworkstation.services.approvals import Judgement
from cmworkstation.services.outbox import Checked
from cmworkstation.services.workstation import Services
from cmworkstation.store import own_answers, promises

REVIEWED_AFTER = timedelta(days=200)


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


def enter(services: Services, team: Iterable[Colleague]) -> tuple[Profile, ...]:
    """Enter the people; the first one acts from then on. Raises `VaultLocked`, `VaultMissing`."""
    return tuple(services.profiles.add(one.name, one.roles, one.mandates) for one in team)


def count_as_sent(services: Services, n: int) -> None:
    """Let our newest answers be replies of the acting person, so that nobody is a beginner for the charters."""
    me = services.acting.id
    with services.workspace.write() as connection:
        for one in own_answers.newest(connection, n):
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


def _found(services: Services, words: str) -> ConversationId:
    return services.inbox.search(words)[0].conversation_id


def _charter_hash(services: Services, draft: Draft) -> str:
    governing = services.charters.governing(draft.account_id)
    return governing.hash if governing else ""
