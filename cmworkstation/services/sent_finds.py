"""Which replies a query finds: by their own words, by those of what they answer, or by a remark on either.

Where few messages match, their conversations say where to look; where many do, the replies are gone through, newest
first, and the index is asked for each slice of time once.
"""

from collections.abc import Generator
from typing import Final

from cmworkstation.domain.progress import Progress
from cmworkstation.domain.query import Viewpoint, parse
from cmworkstation.domain.review import Filter, Sent
from cmworkstation.store import elsewhere, finding
from cmworkstation.store import review as table
from cmworkstation.store.database import Workspace

FEW: Final = 5_000  # messages whose conversations are gone through one by one
SHARES: Final = 100


class SentFinds:
    """The query of a filter, asked of one workspace."""

    def __init__(self, workspace: Workspace, wanted: Filter, seen_by: Viewpoint) -> None:
        """Read the query. Raises `QueryError`."""
        self._connection = connection = workspace.read()
        self._wanted = wanted
        self._query = parse(wanted.query)
        self._seen_by = seen_by
        self._remarked = elsewhere.remarked(connection, self._query)
        self._all: set[int] | None = None  # every message that matches, where they are few
        self.asked = self._query.node is not None

    def homes(self) -> Generator[Progress, None, set[int] | None]:
        """Return the only conversations in which a wanted reply can stand, None where they are many."""
        places: set[int] | None = None
        if self.asked:
            places = yield from self._matching()
        if self._wanted.annotated:
            noted = table.annotated(self._connection)
            places = noted if places is None or len(noted) < len(places) else places
        if places is None or len(places) > FEW:
            return None
        return table.homes_of(self._connection, places)

    def _matching(self) -> Generator[Progress, None, set[int] | None]:
        found: set[int] = set(self._remarked)
        for part in finding.each(self._connection, self._query, self._seen_by):
            found.update(part.ids)
            if len(found) > FEW:
                return None
            yield Progress(round(part.share * SHARES), SHARES, "read")
        self._all = found
        return found

    def among(
        self, rows: tuple[Sent, ...], span: tuple[int, int] | None = None
    ) -> tuple[Sent, ...]:
        """Return those of some replies that match; of many, the span of keys is told in which they stand."""
        if not self.asked:
            return rows
        found = self._all
        if found is None:
            low, high = span or (0, 0)
            found = set(self._remarked)
            if span is not None:
                found |= finding.within(self._connection, self._query, low, high, self._seen_by)
            places = {id_ for one in rows for id_ in (one.message_id, one.target_id) if id_}
            left = sorted(id_ for id_ in places if not low <= id_ < high)
            found |= finding.matching(self._connection, self._query, left, self._seen_by)
        return tuple(one for one in rows if found & {one.message_id, one.target_id})
