"""How much we depend on each platform: shares, the effective number of platforms, and what is unknown.

For shares p over n platforms HHI = Σp², and the effective number is N = 1/HHI: four equal platforms are four, one
with 90 % of everything is little more than one. What nobody knows is unknown and never counted as nothing.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import Final

from cmworkstation.domain.values import dataclass

CALM_FROM: Final = 3.0
WATCH_FROM: Final = 2.0
TOP_SHARE: Final = 0.6  # of one platform: red, however many others there are


class Part(StrEnum):
    """What can be lost with a platform."""

    INBOUND = "inbound"  # messages to us of the last 90 days
    AUDIENCE = "audience"
    PEOPLE = "people"  # who can be reached only there
    ANNOUNCEMENTS = "announcements"  # that exist only there
    HISTORY = "history"  # days that are not saved here


class Band(StrEnum):
    """How a figure is to be taken, the worst first."""

    RED = "red"
    WATCH = "watch"
    CALM = "calm"
    NOTHING = "nothing"  # there is nothing that could be lost
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of something is on one platform; None where nobody knows, `at_least` where only a part is known."""

    platform: str
    n: float | None
    at_least: bool = False


@dataclass(frozen=True)
class Figure:
    """One of the five figures."""

    part: Part
    amounts: tuple[Amount, ...]

    @cached_property
    def known(self) -> tuple[Amount, ...]:
        """Return what is known, the largest first."""
        known = (one for one in self.amounts if one.n is not None)
        return tuple(sorted(known, key=lambda one: (-(one.n or 0), one.platform)))

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Return the platforms of which nothing is known, or not everything."""
        return tuple(one.platform for one in self.amounts if one.n is None or one.at_least)

    @cached_property
    def total(self) -> float:
        """Return how much is known in all."""
        return sum(one.n or 0 for one in self.known)

    def share(self, platform: str) -> float | None:
        """Return the share of a platform, from 0 to 1; None where it is unknown, or nothing is there to share."""
        found = next((one.n for one in self.known if one.platform == platform), None)
        return None if found is None or not self.total else found / self.total

    @cached_property
    def hhi(self) -> float | None:
        """Return the sum of the squared shares, None where there is nothing to share."""
        if not self.total:
            return None
        return sum(((one.n or 0) / self.total) ** 2 for one in self.known)

    @cached_property
    def normalised(self) -> float | None:
        """Return the HHI between 0 for equal shares and 1 for a single platform."""
        n = len(self.known)
        if self.hhi is None or n < 2:  # noqa: PLR2004 - one platform alone has no equal shares
            return None if self.hhi is None else 1.0
        return (self.hhi - 1 / n) / (1 - 1 / n)

    @cached_property
    def effective(self) -> float | None:
        """Return how many platforms there are in effect."""
        return None if self.hhi is None else 1 / self.hhi

    @cached_property
    def top(self) -> Amount | None:
        """Return the platform with the largest share."""
        return self.known[0] if self.total else None

    @cached_property
    def band(self) -> Band:
        """Return how the figure is to be taken."""
        if self.effective is None or self.top is None:
            return Band.UNKNOWN if self.unknown or not self.amounts else Band.NOTHING
        share = (self.top.n or 0) / self.total
        if round(self.effective, 9) < WATCH_FROM or share > TOP_SHARE:
            return Band.RED
        return Band.WATCH if round(self.effective, 9) < CALM_FROM else Band.CALM


def headline(figures: Iterable[Figure]) -> Figure | None:
    """Return the worst of the figures that say something, None where none does."""
    telling = [one for one in figures if one.effective is not None]
    bands = list(Band)
    return min(
        telling,
        key=lambda one: (bands.index(one.band), one.effective, list(Part).index(one.part)),
        default=None,
    )


def added(rows: Iterable[tuple[str, Amount]]) -> tuple[Amount, ...]:
    """Add amounts of accounts, given with their platform, up to amounts of platforms."""
    found: dict[str, list[Amount]] = {}
    for platform, amount in rows:
        found.setdefault(platform, []).append(amount)
    made = []
    for platform, amounts in found.items():
        known = [one.n for one in amounts if one.n is not None]
        partly = len(known) < len(amounts) or any(one.at_least for one in amounts)
        n = sum(known) if known and (any(known) or not partly) else None
        made.append(Amount(platform, n, at_least=n is not None and partly))
    return tuple(made)
