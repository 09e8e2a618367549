"""What was read of how much we depend on platforms, and what an account would take with it: values, no reading."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from cmworkstation.domain.account import Account
from cmworkstation.domain.dependence import Amount, Figure, Part, headline
from cmworkstation.domain.gap import Depth
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.domain.mirrors import Announcement
from cmworkstation.domain.promise import Promise
from cmworkstation.services.reach import Known, Reach


@dataclass(frozen=True, slots=True)
class Saved:
    """How much of an account's history is here: gaps, days in them, days before; None where nobody knows."""

    account: Account
    gaps: int
    gap_days: float
    days_before: float | None
    files: int  # messages with files, which stay on their servers
    depth: Depth

    @property
    def amount(self) -> Amount:
        """Return how many days are not saved."""
        if self.days_before is not None:
            return Amount("", round(self.gap_days + self.days_before, 1))
        days = round(self.gap_days, 1)
        return Amount("", days, at_least=True) if days else Amount("", None)


@dataclass(frozen=True, slots=True)
class Look:
    """The five figures as of a moment, with what else was read on the way."""

    at: datetime
    figures: tuple[Figure, ...]
    platforms: tuple[str, ...]
    reach: Reach
    announcements: tuple[Announcement, ...]  # that exist on one platform only
    saved: tuple[Saved, ...]
    audience: Mapping[AccountId, tuple[date, int]]

    @property
    def headline(self) -> Figure | None:
        """Return the worst of the five, None where none of them is known."""
        return headline(self.figures)

    def figure(self, part: Part) -> Figure:
        """Return one of the five."""
        return next(one for one in self.figures if one.part is part)


class Action(StrEnum):
    """What makes us depend less on an account."""

    FETCH = "fetch"  # its older messages
    EXPORT = "export"
    INVITE = "invite"  # people to a second channel
    REGISTER = "register"  # elsewhere
    COUNT = "count"  # enter how many follow it
    MIRROR = "mirror"  # say elsewhere what was said only there


@dataclass(frozen=True, slots=True)
class Closing:
    """What would be lost if an account closed tomorrow."""

    account: Account
    people: tuple[Known, ...]  # everybody who wrote there within a year, whoever is lost first
    promises: tuple[Promise, ...]
    waiting: tuple[ConversationId, ...]
    threads: int
    announcements: tuple[Announcement, ...]
    saved: Saved
    actions: tuple[Action, ...]

    @property
    def lost(self) -> tuple[Known, ...]:
        """Return whom we could not reach any more."""
        return tuple(one for one in self.people if not one.elsewhere)


def with_actions(closing: Closing, *, known: bool) -> Closing:
    """Return it with what can be done about it; `known` says that somebody entered its audience."""
    depth = closing.saved.depth
    wanted = (
        (Action.FETCH, depth.can_ask and not depth.nothing_older),
        (Action.EXPORT, True),
        (Action.INVITE, bool(closing.lost)),
        (Action.MIRROR, bool(closing.announcements)),
        (Action.REGISTER, True),
        (Action.COUNT, not known),
    )
    return replace(closing, actions=tuple(act for act, when in wanted if when))
