"""The map of places: where talk about us happens, how much, with which trend, and what we decided about it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from cmworkstation.domain.clock import Clock, from_ms
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.drill import PLATFORM
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import uuid7
from cmworkstation.domain.profile import Act
from cmworkstation.domain.said import Said
from cmworkstation.domain.table import Table
from cmworkstation.domain.talk_place import (
    LONGEST_REASON,
    Decided,
    Decision,
    Place,
    kind_of,
    place_of,
    ranked,
)
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.journal import Journal
from cmworkstation.store import talk
from cmworkstation.store import talk_places as table
from cmworkstation.store.database import Workspace

LATELY = timedelta(days=30)
SHORTEST_REASON = 3
MOST_ROWS = 500
COLUMNS = (
    *("place", "kind", "last_30_days", "30_days_before", "trend", "asked", "unanswered"),
    *("last_at", "ours", "decision", "reason", "decided_by", "decided_at"),
)


class TalkPlaces:
    """The places of this workspace. What reads goes through two months of messages: call it on a lane."""

    def __init__(
        self,
        workspace: Workspace,
        accounts: Accounts,
        journal: Journal,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace."""
        self._workspace = workspace
        self._accounts = accounts
        self._journal = journal
        self._acting = acting
        self._clock = clock

    def look(self) -> tuple[Place, ...]:
        """Return all places, ranked by what was said there in the last 30 days."""
        connection, now = self._workspace.read(), self._clock.now()
        begin = now - LATELY
        lately: Counter[str] = Counter()
        before: Counter[str] = Counter()
        last: dict[str, int] = {}
        asked: dict[str, dict[str, bool]] = {}
        limit = begin.timestamp() * 1000
        for one in table.spots(connection, begin - LATELY):
            if one.at > now.timestamp() * 1000:
                continue  # by a clock that is wrong, there or here
            key = place_of(one.platform, one.address, one.server)
            last[key] = max(one.at, last.get(key, 0))
            if one.at < limit:
                before[key] += 1
                continue
            lately[key] += 1
            if one.asks:
                asked.setdefault(key, {})[one.asks] = one.unanswered
        newest: dict[str, Decided] = {}
        for each in table.decisions(connection):
            newest.setdefault(each.place, each)
        ours = {
            place_of(one.look, "", one.server)
            for one in self._accounts.listed()
            if one.platform != PLATFORM
        }
        return ranked(
            Place(
                *(key, kind_of(key), lately[key], before[key]),
                len(asked.get(key, ())),
                sum(asked.get(key, {}).values()),
                from_ms(last[key]) if key in last else None,
                newest.get(key),
                key in ours,
            )
            for key in {*last, *newest, *ours}
        )

    def history(self, place: str) -> tuple[Decided, ...]:
        """Return what was decided about a place, the newest first."""
        return table.decisions(self._workspace.read(), place)

    def rows(self, place: str, since: datetime | None = None) -> tuple[Said, ...]:
        """Return what was said at a place in the last 30 days, the newest first."""
        connection, now = self._workspace.read(), self._clock.now()
        found = [
            one.key
            for one in table.spots(connection, since or now - LATELY)
            if place_of(one.platform, one.address, one.server) == place
        ]
        rows = talk.these(connection, found[-4 * MOST_ROWS :])
        return tuple(sorted(rows, key=lambda one: (-one.at, one.key))[:MOST_ROWS])

    def decide(self, place: str, decision: Decision | None, reason: str = "") -> Changes:
        """Decide what we do about a place; None takes the last decision back. Raises `NotAllowed` without a reason."""
        self._acting.require(Act.KEEP)
        reason = " ".join(reason.split())[:LONGEST_REASON]
        if decision is not None and len(reason) < SHORTEST_REASON:
            raise NotAllowed("place-reason")
        new = Decided(uuid7(), place, decision, reason, self._acting.id, self._clock.now())
        with self._workspace.write(durable=True) as connection:
            table.decide(connection, new)
            self._journal.note(
                connection, "place.decide", {"decision": str(decision or ""), "id": new.id}
            )
        return Changes(alarms=True)

    def table(self, names: Mapping[str, str] | None = None) -> Table:
        """Return all places as a table; `names` are those of the people who decided."""
        rows = [
            (
                *(one.key, one.kind, one.lately, one.before),
                None if one.trend is None else round(one.trend, 3),
                *(one.asked, one.unanswered, one.last_at, one.ours),
                *_decided(one.decided, names or {}),
            )
            for one in self.look()
        ]
        return Table(COLUMNS, rows, len(rows))


def _decided(
    one: Decided | None, names: Mapping[str, str]
) -> tuple[str, str, str, datetime | None]:
    if one is None:
        return "", "", "", None
    return str(one.decision or ""), one.reason, names.get(one.by, one.by), one.at
