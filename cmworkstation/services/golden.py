"""The golden rules at work: how often each sentence spoke lately, what was set aside, and who helped whom."""

from datetime import datetime, timedelta

from cmworkstation.domain.charter.words import Words
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.golden_rules import SENTENCES, matches
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.outcome import Outcome
from cmworkstation.domain.values import dataclass
from cmworkstation.services.charters import Charters
from cmworkstation.store import golden as table
from cmworkstation.store import profiles
from cmworkstation.store.database import Workspace

DAYS = 30
SET_ASIDE = frozenset({Outcome.WAIVED.value, Outcome.FALSE_POSITIVE.value})


@dataclass(frozen=True, slots=True)
class Heard:
    """A reply while which a sentence spoke: where, when it was sent, and how it ended."""

    conversation_id: ConversationId
    at: datetime
    outcome: str  # a value of `Outcome`


@dataclass(frozen=True, slots=True)
class Spoken:
    """How often a sentence spoke in the period: once a reply, the newest first."""

    rows: tuple[Heard, ...] = ()

    @property
    def heeded(self) -> int:
        """Return in how many of them the text was changed."""
        return sum(one.outcome == Outcome.FIXED for one in self.rows)

    @property
    def set_aside(self) -> int:
        """Return in how many of them it was sent all the same, with a reason."""
        return sum(one.outcome in SET_ASIDE for one in self.rows)


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody of ours, how many of their replies were sent, and with how many experts."""

    name: str
    answered: int
    experts: int


@dataclass(frozen=True, slots=True)
class Stated:
    """A principle of a charter in use that states a golden rule."""

    title: Words  # of the charter
    text: Words


class GoldenRules:
    """What the golden rules did in the last thirty days. Read on the reading lane."""

    def __init__(self, workspace: Workspace, charters: Charters, clock: Clock) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters
        self._clock = clock

    def spoken(self) -> dict[str, Spoken]:
        """Return sentence → the replies in which one of its rules spoke; of several rules the heaviest end counts."""
        weight = [one.value for one in Outcome]
        rules = {one.key: one.rules for one in SENTENCES if one.rules}
        found: dict[str, list[Heard]] = {key: [] for key in rules}
        for conversation, at, ends in table.spoken(self._workspace.read(), self._since()):
            for key, patterns in rules.items():
                mine = [
                    end for rule, end in ends.items() if end in weight and matches(rule, patterns)
                ]
                if mine:
                    end = max(mine, key=weight.index)
                    found[key].append(Heard(ConversationId(conversation), at, end))
        return {key: Spoken(tuple(rows)) for key, rows in found.items()}

    def credits(self) -> tuple[Credit, ...]:
        """Return who answered and with how many experts, by name: this ranks nobody."""
        connection, since = self._workspace.read(), self._since()
        everybody = profiles.all_profiles(connection, ended=True)
        names = {one.id: one.name for one, _ in everybody}
        answered, helped = table.answered(connection, since), table.experts(connection, since)
        found = [
            Credit(name, answered.get(key, 0), helped.get(key, 0))
            for key, name in names.items()
            if key in answered or key in helped
        ]
        return tuple(sorted(found, key=lambda one: one.name.casefold()))

    def stated(self) -> dict[str, tuple[Stated, ...]] | None:
        """Return golden rule → the principles that state it in the charters in use; None where no charter is in use."""
        found: dict[str, list[Stated]] = {}
        seen: set[str] = set()
        for account_id in self._charters.assignments():
            governing = self._charters.governing(account_id)
            if governing is None or governing.hash in seen:
                continue
            seen.add(governing.hash)
            title = governing.charter.header.title
            for one in governing.charter.principles:
                found.setdefault(one.golden_rule, []).append(Stated(title, one.text))
        return {key: tuple(rows) for key, rows in found.items()} if seen else None

    def _since(self) -> datetime:
        return self._clock.now() - timedelta(days=DAYS)
