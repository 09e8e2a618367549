"""Where one post of ours goes on a platform that has places: a category, a room, a channel, a community."""

from datetime import datetime

from cmworkstation.domain.account import Folder
from cmworkstation.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a post goes: `place.name` is "" where nobody chose any. `own`: it was chosen for this post alone.

    `lost`: the server, asked at `asked_at`, listed other places, and not this one.
    """

    place: Folder
    own: bool
    lost: bool = False
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The places of an account as its server listed them, and when; "" stands for none yet."""

    places: tuple[Folder, ...] = ()
    asked_at: datetime | None = None

    def named(self, name: str) -> Folder | None:
        """Return a place by its name there."""
        return next((one for one in self.places if one.name == name), None)


def placed(own: str, default: str, known: Known) -> Placed:
    """Return where a post goes that has a place of its own, else goes where its account says."""
    name = own or default
    found = known.named(name)
    lost = bool(name) and bool(known.places) and found is None
    return Placed(found or Folder(name, name), bool(own), lost, known.asked_at)
