"""The presence register: which names are ours on which platform, who holds the keys, and what is missing."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum

from cmworkstation.domain.values import dataclass

RENEWAL_AHEAD = timedelta(days=30)
UNUSED_AFTER = timedelta(days=180)
ROTATE_AFTER = timedelta(days=365)  # since the credentials were last changed
DOMAIN = "domain"  # the platform of a name of the web: nothing is posted there


class Standing(StrEnum):
    """What a name is to us."""

    RESERVED = "reserved"  # ours, so that nobody else takes it
    OFFICIAL = "official"
    DORMANT = "dormant"
    LOST = "lost"
    IMPERSONATED = "impersonated"  # somebody else's, and taken for ours
    CLOSED = "closed"


HELD = frozenset((Standing.RESERVED, Standing.OFFICIAL, Standing.DORMANT))


@dataclass(frozen=True, slots=True)
class Presence:
    """One name on one platform. Never a secret: `in_keyring` says that one is kept there."""

    id: str
    platform: str  # its key, as icons and words know it, or a word of one's own
    handle: str
    address: str = ""
    status: Standing = Standing.RESERVED
    purpose: str = ""
    owner: str = ""
    deputy: str = ""  # who can do it when the owner cannot
    recovery: str = ""  # the contact to which the platform writes when the password is lost
    second_factor: str = ""  # who holds it
    in_keyring: bool = False
    renews_on: date | None = None
    verification: str = ""  # where the platform or somebody else says that it is ours
    linked_from: str = ""  # the official page that leads here
    made_on: date | None = None
    used_on: date | None = None
    bio: str = ""  # which version of the description and the picture is shown there
    rotated_on: date | None = None  # when the credentials were last changed
    account_id: str = ""  # the account of this workspace that speaks there, "" for none

    @property
    def is_held(self) -> bool:
        """Tell whether the name is in our hands."""
        return self.status in HELD


class Concern(StrEnum):
    """What a check finds."""

    IMPERSONATED = "impersonated"
    LOST = "lost"
    RENEWAL_OVER = "renewal-over"
    RENEWAL = "renewal-soon"
    NO_OWNER = "no-owner"
    NO_DEPUTY = "no-deputy"
    NO_SECOND_FACTOR = "no-second-factor"
    NO_RECOVERY = "no-recovery"
    NO_LINK_BACK = "no-link-back"
    UNUSED = "unused"
    ROTATE = "rotate"


class Weight(StrEnum):
    """How much a concern matters."""

    ERROR = "error"
    WARN = "warn"  # amber
    CUE = "cue"


WEIGHTS = {
    Concern.IMPERSONATED: Weight.ERROR,
    Concern.LOST: Weight.ERROR,
    Concern.RENEWAL_OVER: Weight.ERROR,
    Concern.RENEWAL: Weight.WARN,
    Concern.NO_OWNER: Weight.WARN,
    Concern.NO_DEPUTY: Weight.WARN,
    Concern.NO_SECOND_FACTOR: Weight.WARN,
    Concern.NO_RECOVERY: Weight.CUE,
    Concern.NO_LINK_BACK: Weight.CUE,
    Concern.UNUSED: Weight.CUE,
    Concern.ROTATE: Weight.CUE,
}
DATED = frozenset((Concern.RENEWAL_OVER, Concern.RENEWAL, Concern.ROTATE))  # told of by themselves


@dataclass(frozen=True, slots=True)
class Noted:
    """One concern about a name, with its day where it has one."""

    concern: Concern
    day: date | None = None

    @property
    def weight(self) -> Weight:
        """How much it matters."""
        return WEIGHTS[self.concern]


def concerns(one: Presence, today: date) -> tuple[Noted, ...]:
    """Return what is missing or due about a name, what matters most first."""
    found = sorted(_concerns(one, today), key=lambda noted: list(Concern).index(noted.concern))
    return tuple(found)


def worst(found: Iterable[Noted]) -> Weight | None:
    """Return the heaviest weight of these, None where nothing is wrong."""
    weights = {one.weight for one in found}
    return next((one for one in Weight if one in weights), None)


def _concerns(one: Presence, today: date) -> Iterator[Noted]:
    if one.status is Standing.IMPERSONATED:
        yield Noted(Concern.IMPERSONATED)
    if one.status is Standing.LOST:
        yield Noted(Concern.LOST)
    if not one.is_held:
        return
    yield from _dated(one, today)
    for missing, concern in (
        (one.owner, Concern.NO_OWNER),
        (one.deputy, Concern.NO_DEPUTY),
        (one.second_factor, Concern.NO_SECOND_FACTOR),
        (one.recovery, Concern.NO_RECOVERY),
    ):
        if not missing.strip():
            yield Noted(concern)
    if one.status is Standing.OFFICIAL and one.platform != DOMAIN:
        if not one.linked_from.strip():
            yield Noted(Concern.NO_LINK_BACK)
        if one.used_on is not None and one.used_on + UNUSED_AFTER <= today:
            yield Noted(Concern.UNUSED, one.used_on)


def _dated(one: Presence, today: date) -> Iterator[Noted]:
    if one.renews_on is not None and one.renews_on < today:
        yield Noted(Concern.RENEWAL_OVER, one.renews_on)
    elif one.renews_on is not None and one.renews_on <= today + RENEWAL_AHEAD:
        yield Noted(Concern.RENEWAL, one.renews_on)
    if one.rotated_on is not None and one.rotated_on + ROTATE_AFTER <= today:
        yield Noted(Concern.ROTATE, one.rotated_on + ROTATE_AFTER)
