"""The freeze in words: since when, by whom, how wide, and what stands about each thing that it holds back."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.drill import MARK, Drill
from cmworkstation.domain.freeze import Decision, Freeze, HeldReply, HeldRule, ScopeKind, Stop
from cmworkstation.domain.label import Label
from cmworkstation.domain.topic import Topic
from cmworkstation.domain.values import dataclass
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.words import timing

DECISIONS = {
    Decision.OPEN: N_("to be decided"),
    Decision.KEEP: N_("to be sent"),
    Decision.AMEND: N_("being changed"),
    Decision.DROP: N_("to be dropped"),
    Decision.NOW: N_("leaves now"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What scopes are called."""

    accounts: Mapping[str, str]
    labels: Mapping[str, str]
    topics: Mapping[str, str]

    @classmethod
    def of(
        cls, accounts: Iterable[Account], labels: Iterable[Label], topics: Iterable[Topic]
    ) -> "Names":
        """Return the names of accounts, labels and topics."""
        return cls(
            {one.id: one.name or one.handle for one in accounts},
            {str(one.id): one.path for one in labels},
            {one.id: one.title for one in topics},
        )


NOBODY = Names({}, {}, {})


def scope(one: Freeze, names: Names = NOBODY) -> str:
    """Return how wide a freeze reaches."""
    key = one.scope.key
    match one.scope.kind:
        case ScopeKind.ALL:
            return tr("Everything is frozen")
        case ScopeKind.PLATFORM:
            return tr("{what} is frozen").format(what=foreign.line(words.platform(key), 40))
        case ScopeKind.ACCOUNT:
            called = foreign.line(names.accounts.get(key, key), 40)
            return tr("The account {what} is frozen").format(what=called)
        case ScopeKind.LABEL:
            called = foreign.line(names.labels.get(key, key), 40)
            return tr("What is labelled {what} is frozen").format(what=called)
        case ScopeKind.TOPIC:
            called = foreign.line(names.topics.get(key, key), 40)
            return tr("The topic {what} is frozen").format(what=called)


def began(one: Freeze, name_of: Callable[[str], str], at: datetime, names: Names = NOBODY) -> str:
    """Return how wide, since when and by whom."""
    said = tr("{what} since {when}").format(
        what=scope(one, names), when=words.moment(one.since, at)
    )
    who = foreign.line(name_of(one.by), 60) if one.by else ""
    return tr("{sentence}, by {who}").format(sentence=said, who=who) if who else said


def held(count: int) -> str:
    """Return how much is held back."""
    return trn("What is held back: {n}", "What is held back: {n}", count).format(n=count)


def why_held(stop: Stop) -> str:
    """Return why nothing leaves at a place, "" where everything does."""
    match stop:
        case Stop.FROZEN:
            return tr("Frozen: it is kept in the outbox, and not sent before the thaw.")
        case Stop.EXERCISE:
            return tr("EXERCISE: it leaves nowhere before the exercise is over.")
    return ""


def to_decide(count: int) -> str:
    """Return how many decisions are wanted."""
    if not count:
        return tr("Nothing waits for a decision.")
    said = trn("{n} waits for a decision.", "{n} wait for a decision.", count)
    return said.format(n=count)


def why(words_: str) -> str:
    """Return the reason that was given."""
    return tr("Why: {why}").format(why=foreign.line(words_, 120))


def unwritten() -> str:
    """Return that a freeze holds in this process alone."""
    return tr(
        "It could not be written down: it holds until this program ends, and is written as soon as it can be."
    )


def of_rule(one: HeldRule) -> str:
    """Return what a rule did not do."""
    return trn(
        "{n} message came in while this rule stood still",
        "{n} messages came in while this rule stood still",
        one.messages,
    ).format(n=one.messages)


def about(one: HeldReply, at: datetime) -> list[str]:
    """Return what stands about a reply that is held back."""
    found = []
    if one.verdict.decision is not Decision.OPEN:
        found.append(tr(DECISIONS[one.verdict.decision]))
    if one.row.slot is not None:
        found.append(
            tr("its time has passed") if one.time_passed else timing.brief(one.row.slot, at)
        )
    if one.moved:
        found.append(tr("others have written there since"))
    return found


def drill(one: Drill, at: datetime) -> str:
    """Return when a drill was."""
    name = foreign.line(one.name, 60)
    said = f"{MARK} {name}".strip()
    if one.ended_at is None:
        return tr("{what}, since {when}").format(what=said, when=words.moment(one.began_at, at))
    return tr("{what}, from {begin} to {end}").format(
        what=said, begin=words.moment(one.began_at, at), end=words.moment(one.ended_at, at)
    )
