"""Deciding about conversations at the command line: given to somebody, labelled, put away, and listed by that."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import MemoryKeyring
from tests.test_cli import run
from tests.test_cli_people import here, town

__all__ = ["here", "run", "town"]
Here = Callable[..., Any]


@pytest.fixture
def first(here: Here) -> str:
    return str(here("inbox", "--json").data[0]["id"])


def test_what_is_labelled_given_and_put_away_is_listed_by_that(
    here: Here, first: str, memory_keyring: MemoryKeyring
) -> None:
    assert here("people", "--add", "Ada", "--role", "keeper", "--role", "spokesperson").status == 0
    said = here("label", first, "--on", "Roads/Lighting", "--json").data
    assert said["conversations"][0]["labels"] == ["Roads/Lighting"]
    assert here("assign", "ada", first, "--word", "you know it").status == 0
    assert [one["id"] for one in here("inbox", "--label", "roads", "--json").data] == [int(first)]
    assert [one["id"] for one in here("inbox", "--assignee", "Ada", "--json").data] == [int(first)]
    assert "Roads/Lighting" in here("inbox", "--label", "Roads").out
    assert here("snooze", "in 3 days", first).status == 0
    listed = here("inbox", "--status", "snoozed", "--json").data
    assert [one["id"] for one in listed] == [int(first)]
    assert "Roads/Lighting" in here("label").out
    assert here("label", first, "--off", "Roads/Lighting").status == 0
    assert here("inbox", "--label", "Roads", "--json").data == []


def test_names_that_nobody_has_and_moments_that_are_none_are_refused(
    here: Here, first: str
) -> None:
    for words in (
        ("assign", "Nobody Atall", first),
        ("inbox", "--label", "Unknown"),
        ("snooze", "someday", first),
    ):
        assert here(*words).status != 0
