"""The state ring: what the clock alone brings about."""

from datetime import UTC, date, datetime, timedelta

from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.charter.state import (
    Promised,
    Waiting,
    expiring,
    promises_due,
    silences,
)
from cmworkstation.domain.charter.state_words import REMINDERS
from tests.domain.charter.builders import a_charter

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
H = timedelta(hours=1)
CHARTER = a_charter(
    '[[fact]]\nid = "old"\nexpires_on = 2026-11-25\n[[fact]]\nid = "soon"\nexpires_on = 2026-12-10\n'
    '[[fact]]\nid = "fresh"\nexpires_on = 2027-12-10\n[[fact]]\nid = "lasting"\n'
    '[[answer]]\nid = "a"\nvalid_until = 2026-11-26\nreview_by = 2026-11-01\n'
    '[[speaker]]\nid = "cm"\nvalid_until = 2026-11-27\n'
)


def test_silence_is_told_once_and_by_what_weighs_most() -> None:
    waiting = (
        Waiting("late", NOW - 9 * H, NOW - 5 * H, NOW - H),
        Waiting("warned", NOW - 9 * H, NOW - H, NOW + H),
        Waiting("taken", NOW - 9 * H, taken_at=NOW - 3 * H),
        Waiting("worked on", NOW - 9 * H, taken_at=NOW - 3 * H, touched_at=NOW - H),
        Waiting("in time", NOW - H, NOW + H, NOW + 2 * H),
    )
    found = [(one.subject, one.kind, one.severity) for one in silences(CHARTER, waiting, NOW)]
    assert found == [
        ("late", "past-target", Severity.ERROR),
        ("warned", "past-warning", Severity.WARN),
        ("taken", "untouched", Severity.WARN),
    ]


def test_a_charter_may_switch_the_silence_rule_off_or_weigh_it_otherwise() -> None:
    waiting = (Waiting("warned", NOW - 9 * H, NOW - H, NOW + H),)
    off = a_charter('[[use]]\npack = "core"\noff = ["core/silence"]\n')
    assert list(silences(off, waiting, NOW)) == []
    light = a_charter('[[use]]\npack = "core"\nseverity = { "core/silence" = "cue" }\n')
    assert [one.severity for one in silences(light, waiting, NOW)] == [Severity.CUE]


def test_a_promise_is_told_before_and_after_its_day() -> None:
    promises = (
        Promised("late", NOW - H),
        Promised("near", NOW + 23 * H),
        Promised("far", NOW + 25 * H),
    )
    found = [(one.subject, one.kind) for one in promises_due(promises, NOW)]
    assert found == [("late", "promise-late"), ("near", "promise-due")]


def test_what_runs_out_is_told_with_its_name() -> None:
    found = {(one.kind, one.subject) for one in expiring(CHARTER, date(2026, 11, 26))}
    assert found == {
        ("fact-over", "old"),
        ("fact-soon", "soon"),
        ("answer-soon", "a"),
        ("answer-review-over", "a"),
        ("mandate-soon", "cm"),
    }
    later = {one.kind for one in expiring(CHARTER, date(2027, 2, 1))}
    assert {"charter-review-over", "answer-over", "mandate-over"} <= later
    assert all(
        "{" not in text for one in expiring(CHARTER, NOW.date()) for text in one.message.values()
    )


def test_every_reminder_speaks_both_languages() -> None:
    assert all(set(words) == {"en", "fr"} for words in REMINDERS.values())
