"""From where a query is asked: when, by whom, and in which time zone."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo

from cmworkstation.domain.values import dataclass

CategoryLabels = Mapping[str, Mapping[str, str]]  # of categories, by id and language


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """What "7d", "yesterday" and "mine" stand on; `zone` None is the zone of this machine."""

    now: datetime
    me: str = ""  # the id of the profile that acts, "" where nobody was entered
    zone: tzinfo | None = None
    categories: Callable[[], CategoryLabels] = dict  # asked where a query names a category


def here() -> Viewpoint:
    """Return the viewpoint of nobody in particular, now."""
    return Viewpoint(datetime.now(UTC))
