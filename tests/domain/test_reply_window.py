"""Reply windows: 24 hours, 7 days and 48 hours, what is left of them, and what is allowed afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from cmworkstation import i18n
from cmworkstation.domain.account import After, Visibility, WindowRule
from cmworkstation.domain.reply_window import reply_window
from cmworkstation.words import problems, windows

WROTE = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
DAY = (WindowRule(PRIVATE, 24, After.TEMPLATE),)
WEEK = (WindowRule(PRIVATE, 24, After.PERSON), WindowRule(PRIVATE, 168, After.NOTHING))
TWO_DAYS = (WindowRule(PRIVATE, 48, After.PUBLIC),)


def at(rules, hours: float, visibility: Visibility = PRIVATE):
    return reply_window(rules, visibility, WROTE, WROTE + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("rules", "hours", "said", "closed", "near"),
    [
        (DAY, 0, "window closes in 24 h", False, False),
        (DAY, 17, "window closes in 7 h", False, False),
        (DAY, 21, "window closes in 3 h", False, True),
        (DAY, 23.5, "window closes in 30 min", False, True),
        (DAY, 24, "reply window closed", True, False),
        (WEEK, 1, "window closes in 7 days", False, False),
        (WEEK, 150, "window closes in 18 h", False, True),
        (WEEK, 168, "reply window closed", True, False),
        (TWO_DAYS, 40, "window closes in 8 h", False, True),
        (TWO_DAYS, 500, "reply window closed", True, False),
    ],
)
def test_text_and_blocking_follow_the_facts_of_the_platform(
    rules, hours: float, said: str, closed: bool, near: bool
) -> None:
    i18n.use_language("en")
    window = at(rules, hours)
    assert window is not None
    assert (windows.short(window), window.closed, window.near) == (said, closed, near)


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [(DAY, "Only a template"), (WEEK, "Nothing can be sent"), (TWO_DAYS, "A public answer")],
)
def test_after_a_window_has_closed_it_is_said_what_is_still_allowed(rules, allowed: str) -> None:
    i18n.use_language("en")
    window = at(rules, 1000)
    assert window is not None
    assert allowed in problems.reason(f"window-closed-{window.after}")


def test_between_a_day_and_a_week_only_a_person_may_answer() -> None:
    early, late, over = at(WEEK, 3), at(WEEK, 30), at(WEEK, 170)
    assert early
    assert late
    assert over
    assert (early.only_people, late.only_people, over.only_people) == (False, True, False)


def test_another_visibility_and_an_unknown_time_have_no_window() -> None:
    assert at(WEEK, 1000, PUBLIC) is None
    assert at((), 1000) is None
    assert reply_window(WEEK, PRIVATE, None, WROTE) is None


def test_a_message_from_the_future_makes_no_more_time_than_there_is() -> None:
    window = reply_window(DAY, PRIVATE, WROTE + timedelta(days=300), WROTE)
    assert window is not None
    assert window.left == timedelta(hours=24)
