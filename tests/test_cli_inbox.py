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


@pytest.mark.parametrize(
    "words",
    [
        ("views", "import", "/nowhere/views.txt"),
        ("inbox-rules", "import", "--file", "/nowhere/rules.toml"),
    ],
    ids=["views", "inbox rules"],
)
def test_a_file_that_is_not_there_is_said_in_words(here: Here, words: tuple[str, ...]) -> None:
    said = here(*words)
    assert said.status == 1
    assert said.err.startswith("This file is not there")


def test_rules_that_cannot_be_written_there_are_said_in_words(here: Here) -> None:
    said = here("inbox-rules", "export", "--file", "/nowhere/rules.toml")
    assert said.status == 1
    assert "mistake" not in said.err


def test_a_view_wants_a_name_and_a_query(here: Here) -> None:
    said = here("views", "add", "Late")
    assert said.status == 2
    assert "what it looks for" in said.err
