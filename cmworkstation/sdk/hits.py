"""What a platform's search shows, understood one by one: what is broken is left out and spoils nothing else."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.errors import Unreadable
from cmworkstation.domain.message import Item
from cmworkstation.sdk.connector import Hits
from cmworkstation.sdk.shapes import Json

SEEN = (Visibility.PUBLIC, Visibility.UNLISTED)  # by everybody: nothing else is watched


def hits(entries: Iterable[Json], understand: Callable[[Json], Item], known: str = "") -> Hits:
    """Return what can be understood of entries, and what everybody may see."""
    found: list[Item] = []
    for entry in entries:
        with suppress(Unreadable):
            item = understand(entry)
            if item.visibility in SEEN:
                found.append(item)
    return Hits(tuple(found), known)
