"""The promise ledger at the command line: noted, moved, closed with a reason, and listed."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.test_cli import run
from tests.test_cli_people import here, town

__all__ = ["here", "run", "town"]
Here = Callable[..., Any]


@pytest.fixture
def first(here: Here) -> str:
    return str(here("inbox", "--json").data[0]["id"])


def test_a_promise_is_noted_moved_and_withdrawn_with_reasons(here: Here, first: str) -> None:
    assert here("promises", "note", first, "the timetable", "--by", "saturday").status == 1
    made = here("promises", "note", first, "the", "timetable", "--by", "monday", "--json").data
    assert (made["words"], made["state"]) == ("the timetable", "open")
    assert here("promises", "put-off", made["id"], "--by", "friday").status == 1  # no reason
    why = ("--why", "the printer is late")
    moved = here("promises", "put-off", made["id"], "--by", "friday", *why, "--json").data
    assert moved["due_at"] != made["due_at"]
    assert moved["first_due_at"] == made["first_due_at"]
    assert "the timetable" in here("promises").out
    assert here("promises", "broken", made["id"], *why).status == 1  # its day is not over
    assert here("promises", "withdraw", made["id"], *why).status == 0
    (listed,) = here("promises", "--json").data["promises"]
    assert (listed["state"], listed["why"]) == ("withdrawn", "the printer is late")


def test_what_nobody_knows_is_wrong_use(here: Here) -> None:
    assert here("promises", "keep", "unknown").status == 2
    assert here("promises", "note", "nowhere", "words", "--by", "monday").status == 2
