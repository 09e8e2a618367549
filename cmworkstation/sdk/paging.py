"""Reading a list that a server gives newest first, and handing it on oldest first, from where we stopped.

Its entries are numbered. The numbers are opaque texts that are compared by (length, text): they may be longer
than an integer, or no integer at all. A broken entry may have none.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Entries = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page as the server orders it, with the numbers that it says lead to newer and to older ones."""

    entries: Entries
    newer: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list on a server: how to read a page of it, and where the number of an entry stands.

    `read` takes {"min_id": number} for what is just newer than a number, {"max_id": number} for what is just
    older, {} for the newest.
    """

    read: Callable[[dict[str, str]], Listed]
    number: Callable[[Any], str]
    most_pages: int

    def upwards(self, since: str) -> Iterator[tuple[Entries, str]]:
        """Yield pages and the cursor after each, from a server that pages upwards."""
        for _ in range(self.most_pages):
            page = self.read({"min_id": since})
            # A number from elsewhere may be answered with the oldest page: such entries are no news.
            fresh = self._fresh(page.entries, since)
            if not fresh:
                return
            position = page.newer or max(map(self.number, fresh), key=order)
            position = max(position, since, key=order)
            yield self._oldest_first(fresh), position
            if position == since:
                return
            since = position

    def backwards(self, since: str, first_pages: int) -> Iterator[tuple[Entries, str]]:
        """Yield the same from a server that does not: its newest pages, read until `since` is met."""
        pages: list[Entries] = []
        before, met = "", False
        while not met and len(pages) < (self.most_pages if since else first_pages):
            page = self.read({"max_id": before} if before else {})
            older = [
                one for one in page.entries if not before or is_newer(before, self.number(one))
            ]
            fresh = self._fresh(older, since)
            met = not older or len(fresh) < len(older)
            pages += [fresh] if fresh else []
            numbers = [number for number in map(self.number, older) if number]
            before = page.older or min(numbers, key=order, default="")
            met = met or not before
        newest = since
        for fresh in reversed(pages):
            newest = max([newest, *map(self.number, fresh)], key=order)
            yield self._oldest_first(fresh), newest

    def _fresh(self, entries: Entries, since: str) -> Entries:
        """Return what is newer than a number; broken entries without a number come along, but not alone."""
        if not since:
            return list(entries)
        numbered = [(self.number(entry), entry) for entry in entries]
        fresh = [entry for number, entry in numbered if not number or is_newer(number, since)]
        return fresh if any(map(self.number, fresh)) else []

    def _oldest_first(self, entries: Entries) -> Entries:
        return sorted(entries, key=lambda entry: order(self.number(entry)))


def order(number: str) -> tuple[int, str]:
    """Return what a number is sorted by."""
    return len(number), number


def is_newer(one: str, other: str) -> bool:
    """Tell whether one number comes after another."""
    return order(one) > order(other)
