"""Until when a platform lets somebody be answered, counted from their last message. Pure.

A rule says for one visibility what is allowed once so many hours have passed. "Only a person" still lets us answer, so
that the window closes with the first rule that says anything else.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from cmworkstation.domain.account import After, Visibility, WindowRule
from cmworkstation.domain.values import dataclass

NEAR_SHARE, NEAR_MOST = 4, timedelta(hours=24)  # the last quarter, at most a day, is near


@dataclass(frozen=True, slots=True)
class ReplyWindow:
    """How a reply stands to its window."""

    closes_at: datetime
    after: After  # what is allowed once it has closed
    left: timedelta  # zero once it has closed
    near: bool  # it will close soon
    only_people: bool = False  # the time in which a machine might answer is over

    @property
    def closed(self) -> bool:
        """Tell whether nothing may be sent in this way any more."""
        return not self.left


def closing_rule(rules: Iterable[WindowRule], visibility: Visibility) -> WindowRule | None:
    """Return the rule with which the window of this visibility closes, None where none is known."""
    mine = (one for one in rules if one.visibility is visibility and one.after is not After.PERSON)
    return min(mine, key=lambda one: one.hours, default=None)


def reply_window(
    rules: Iterable[WindowRule], visibility: Visibility, theirs_at: datetime | None, now: datetime
) -> ReplyWindow | None:
    """Return how a reply of this visibility stands, None where no window is known or nobody wrote.

    A message dated in the future opens its window now: a clock that is wrong must not make time that is not there.
    """
    mine = [one for one in rules if one.visibility is visibility]
    end = closing_rule(mine, visibility)
    if end is None or theirs_at is None:
        return None
    since = min(theirs_at, now)
    whole = timedelta(hours=end.hours)
    left = max(timedelta(0), since + whole - now)
    people = any(
        one.after is After.PERSON and now >= since + timedelta(hours=one.hours) for one in mine
    )
    near = bool(left) and left <= min(whole / NEAR_SHARE, NEAR_MOST)
    return ReplyWindow(since + whole, end.after, left, near, people and bool(left))
