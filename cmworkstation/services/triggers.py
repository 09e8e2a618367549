"""What is measured now against what a charter calls a crisis. It proposes a level; people declare it."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.alert import Live as Volume
from cmworkstation.domain.alert import SeriesKind
from cmworkstation.domain.charter.conditions import BadCondition, fields_of, parse
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.search import fold
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.profile import Act
from cmworkstation.domain.similar import groups
from cmworkstation.domain.triggers import (
    WEEKS,
    Trigger,
    proposed,
    triggers,
    usual,
    watched_words,
)
from cmworkstation.domain.values import dataclass
from cmworkstation.services.acting import Acting
from cmworkstation.services.crises import Crises
from cmworkstation.services.journal import Journal
from cmworkstation.store import crisis_values as table
from cmworkstation.store import settings
from cmworkstation.store.database import Connection, Workspace

if TYPE_CHECKING:
    from cmworkstation.services.alerts import Alerts

KNOWN = (
    "desk:"  # of a setting, before the id of a charter: what people know and nothing can measure
)
HOSTILE = frozenset(
    {"monitor", "moderate", "restore", "fix-facts", "escalate"}
)  # actions of categories
COMPLAINTS = frozenset({"restore"})  # actions of categories in which somebody complains
FEWEST = 5  # messages with a category of which a share is taken
LOOKED_THROUGH = 2_000  # messages of a day in which words are looked for
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Live:
    """The triggers of one charter with what is measured now, and the one that speaks for a higher level, if any.

    `values` are by the names that conditions use; what nobody can know now is not among them.
    """

    charter: Charter
    values: Mapping[str, object]
    triggers: tuple[Trigger, ...]
    proposal: Trigger | None


class Triggers:
    """Measures for the charters in force that know crisis levels."""

    def __init__(
        self,
        workspace: Workspace,
        crises: Crises,
        journal: Journal,
        acting: Acting,
        clock: Clock,
        alerts: "Callable[[], Alerts]",
    ) -> None:
        """Take the levels, where what people know is kept, and what queries of the watch find."""
        self._alerts = alerts
        self._loud: tuple[float | None, float | None] | None = None
        self._workspace = workspace
        self._crises = crises
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def look(self, charter_id: str) -> Live | None:
        """Return the triggers of a charter as they are now; None where it knows no levels."""
        ladder = self._crises.ladder(charter_id)
        if ladder is None:
            return None
        values = self.values(ladder.charter)
        among = triggers(ladder.charter, values, self._words(ladder.charter))
        holding = ladder.now.number if ladder.now else 0
        return Live(ladder.charter, values, among, proposed(among, holding))

    def values(self, charter: Charter) -> dict[str, object]:
        """Return what is measured, for the fields that any trigger asks for and those that the desk always shows."""
        connection, now = self._workspace.read(), self._clock.now()
        accounts = table.numbers(connection, charter.header.id)
        self._loud = None
        known = self.known(charter.header.id)
        tellers: Mapping[str, Callable[[], object]] = {
            "volume_1h": lambda: table.came(connection, accounts, now - HOUR, now),
            "baseline_1h": lambda: self._baseline(connection, accounts, now),
            "volume_24h": lambda: table.came(connection, accounts, now - DAY, now),
            "negative_share_24h": lambda: self._hostile(connection, charter, accounts, now),
            "waiting_h": lambda: _hours(table.oldest_waiting(connection, accounts), now),
            "sources_failing": lambda: table.failing(connection),
            "mentions_24h": lambda: table.stories(connection, now - DAY),
            "press_mentions_24h": lambda: table.stories(connection, now - DAY, table.PUBLISHED),
            "complaints_same_batch": lambda: self._complaints(connection, charter, accounts, now),
            "query_1h": lambda: self._loudest()[0],
            "query_baseline_1h": lambda: self._loudest()[1],
            "confirmed": lambda: known.get("confirmed") or None,
            "account_compromised": lambda: bool(known.get("account_compromised")),
            "crisis.level": lambda: self._level(charter.header.id),
        }
        wanted = ALWAYS | _asked(charter)
        told = {name: tell() for name, tell in tellers.items() if name in wanted}
        return {name: value for name, value in told.items() if value is not None}

    def known(self, charter_id: str) -> dict[str, object]:
        """Return what people say they know: "confirmed", a category, and whether an "account_compromised" is."""
        text = settings.value(self._workspace.read(), f"{KNOWN}{charter_id}")
        try:
            found = json.loads(text) if text else {}
        except ValueError:
            found = {}
        return dict(found) if isinstance(found, dict) else {}

    def confirm(self, charter_id: str, category: str) -> Changes:
        """Say that a danger of a category is confirmed, "" that none is any more. Raises `NotAllowed`."""
        ladder = self._crises.ladder(charter_id)
        known = {one.id for one in ladder.charter.categories} if ladder else set()
        if category and category not in known:
            raise NotAllowed("category-unknown")
        return self._know(charter_id, confirmed=category)

    def compromised(self, charter_id: str, *, is_so: bool) -> Changes:
        """Say that somebody else may be speaking through one of our accounts, or that this is over."""
        return self._know(charter_id, account_compromised=is_so)

    def _know(self, charter_id: str, **facts: object) -> Changes:
        self._acting.require(Act.DRAFT)
        now = {**self.known(charter_id), **facts}
        with self._workspace.write(durable=True) as connection:
            settings.put(connection, f"{KNOWN}{charter_id}", json.dumps(now, sort_keys=True))
            self._journal.note(connection, "crisis.known", {"charter": charter_id, **facts})
        return Changes(charter=True)

    def _loudest(self) -> tuple[float | None, float | None]:
        """Return what the loudest query of the watch found within an hour, and what is usual for it.

        The loudest lies furthest above what is usual. None where nothing is watched.
        """
        if self._loud is None:
            alerts = self._alerts()
            found = [
                (alerts.live_values(one), one)
                for one in alerts.names()
                if one.kind is SeriesKind.QUERY
            ]
            pairs = [
                (values[Volume.VOLUME_1H].value or 0.0, values[Volume.BASELINE_1H].value or 0.0)
                for values, _ in found
            ]
            self._loud = max(pairs, key=lambda one: one[0] / max(one[1], 1.0), default=(None, None))
        return self._loud

    @staticmethod
    def _complaints(
        connection: Connection, charter: Charter, accounts: tuple[int, ...], now: datetime
    ) -> int:
        """Return how many complaints of a day say much the same: the largest group of them, 1 for single ones."""
        wanted = tuple(one.id for one in charter.categories if one.action in COMPLAINTS)
        texts = table.of_categories(connection, accounts, wanted, now - DAY, now, LOOKED_THROUGH)
        return max((len(one) for one in _groups(texts)), default=min(1, len(texts)))

    @staticmethod
    def _baseline(connection: Connection, accounts: tuple[int, ...], now: datetime) -> float:
        weeks = (now - n * WEEK for n in range(1, WEEKS + 1))
        return usual(table.came(connection, accounts, at - HOUR, at) for at in weeks)

    @staticmethod
    def _hostile(
        connection: Connection, charter: Charter, accounts: tuple[int, ...], now: datetime
    ) -> float | None:
        hostile = {one.id for one in charter.categories if one.action in HOSTILE}
        counts = table.categories(connection, accounts, now - DAY, now)
        total = sum(counts.values())
        if total < FEWEST:
            return None
        return sum(n for name, n in counts.items() if name in hostile) / total

    def _words(self, charter: Charter) -> dict[str, int]:
        """Return folded word → in how many of the messages of a day it stands."""
        words = watched_words(charter)
        if not words:
            return {}
        connection, now = self._workspace.read(), self._clock.now()
        accounts = table.numbers(connection, charter.header.id)
        found = dict.fromkeys(words, 0)
        for text in table.texts(connection, accounts, now - DAY, now, LOOKED_THROUGH):
            folded = f" {' '.join(fold(text))} "
            for word in words:
                found[word] += f" {word} " in folded
        return found

    def _level(self, charter_id: str) -> int:
        held = (one.number for one in self._crises.declared() if one.charter_id == charter_id)
        return next(held, 0)


ALWAYS = frozenset(
    "volume_1h baseline_1h negative_share_24h waiting_h sources_failing mentions_24h".split()
)


def _groups(texts: Sequence[tuple[int, str]]) -> tuple[tuple[int, ...], ...]:
    """Return the groups of texts that say much the same."""
    work = groups(texts, fewest=2)
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: tuple[tuple[int, ...], ...] = end.value
            return found


def _asked(charter: Charter) -> frozenset[str]:
    asked: set[str] = set()
    for text in (text for one in charter.crises for text in one.triggers):
        try:
            asked |= set(fields_of(parse(text)))
        except BadCondition:
            continue
    return frozenset(asked)


def _hours(since: datetime | None, now: datetime) -> float | None:
    return max(0.0, (now - since) / HOUR) if since else None
