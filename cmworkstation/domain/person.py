"""People: what a workspace knows of somebody who wrote to us on one platform."""

from datetime import datetime

from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """One author on one platform, and how often we heard from them."""

    id: AuthorId
    platform: str
    name: str
    handle: str
    url: str = ""
    is_bot: bool = False
    messages: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
