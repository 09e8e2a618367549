"""The fault server read from its newest page on, and asked for what is older, page by page."""

from collections.abc import Generator, Iterator, Mapping
from datetime import datetime

from cmworkstation.sdk.connector import HISTORY, Page
from tests.faults.connector import FaultConnector, _raw
from tests.faults.server import PAGE


class ArchiveConnector(FaultConnector):
    """Reads the newest page at first; a cursor of history is the place in the server's list where it stopped."""

    def fetch(self, cursors: Mapping[str, str]) -> Iterator[Page]:
        """Yield the last page of the list where nothing was read yet, else what is new."""
        begun = cursors.get("posts") or str(self._total() - PAGE)
        yield from super().fetch({"posts": begun})

    def history(
        self, *, since: datetime | None, until: datetime, cursor: str
    ) -> Generator[Page, None, datetime | None]:
        """Yield pages of the list from its end to its beginning."""
        del since
        end = int(cursor) if cursor else self._total()
        while end > 0:
            start = max(0, end - PAGE)
            found = self._read(f"/posts?after={start}")["items"][: end - start]
            end = start
            yield Page(HISTORY, tuple(_raw(post) for post in found), str(end))
        return until

    def _total(self) -> int:
        return int(self._read("/posts?after=0")["total"])
