"""A crisis level that a person declared: of which charter, since when, by whom and why."""

from datetime import datetime

from cmworkstation.domain.charter.clauses import Crisis
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.profile import Act, Profile, ProfileId
from cmworkstation.domain.values import dataclass

SHORTEST_WHY = 10  # characters


@dataclass(frozen=True, slots=True)
class Declared:
    """What holds for the accounts of one charter; `level` is the id of one of its crisis levels."""

    charter_id: str
    level: str
    number: int
    since: datetime
    by: ProfileId
    why: str


def declarers(charter: Charter, crisis: Crisis | None, leaving: Crisis | None) -> frozenset[str]:
    """Return the speakers who may declare a level; None is back to normal, `leaving` the level that holds.

    Where the charter names nobody for a level, it is whoever may speak in a crisis.
    """
    named = crisis.enter_by if crisis else (leaving.exit_by or leaving.enter_by) if leaving else ()
    return frozenset(named or (one.id for one in charter.speakers if "crisis" in one.may))


def may_declare(
    profile: Profile, charter: Charter, crisis: Crisis | None, leaving: Crisis | None
) -> bool:
    """Tell whether somebody has the mandate for it; who works alone in a workspace has every one."""
    if not profile.id:
        return profile.may(Act.SEND)
    return bool(profile.speaks_for(charter.header.id) & declarers(charter, crisis, leaving))
