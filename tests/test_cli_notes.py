"""Internal notes at the command line: kept there, and shown with their mark beside the messages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.test_cli_people import enter, here, run, town

__all__ = ["here", "run", "town"]


def test_a_note_is_kept_and_shown_marked_as_internal(here: Callable[..., Any], town: Path) -> None:
    first = here("inbox", "--json").data[0]
    said = here("note", str(first["id"]), "Nadia knows\nthe whole story")
    assert said.status == 0, said
    shown = here("thread", str(first["id"]))
    assert "[Internal · " in shown.out
    assert "  ! Nadia knows\n  ! the whole story\n" in shown.out
    assert first["author_name"] in shown.out
    entries = here("thread", str(first["id"]), "--json").data["entries"]
    assert [one["body"] for one in entries if one["internal"]] == ["Nadia knows\nthe whole story"]
    assert "[Interne · " in here("thread", str(first["id"]), "--lang", "fr").out


def test_a_note_stands_below_the_message_it_is_about(here: Callable[..., Any], town: Path) -> None:
    first = here("inbox", "--json").data[0]
    entries = here("thread", str(first["id"]), "--json").data["entries"]
    about = entries[0]["id"]
    assert here("note", str(first["id"]), "This one", "--message", str(about)).status == 0
    lines = here("thread", str(first["id"])).out.splitlines()
    assert lines.index("  ! This one") <= 2 + len(entries[0]["text"].splitlines())


def test_what_is_not_there_takes_no_note(here: Callable[..., Any], town: Path) -> None:
    for words in (("thread", "987654"), ("note", "987654", "x"), ("thread", str(1 << 70))):
        said = here(*words)
        assert (said.status, said.out) == (2, ""), said
        assert "There is no conversation" in said.err


def test_an_empty_note_and_a_reader_are_refused(here: Callable[..., Any], town: Path) -> None:
    enter(here)
    first = here("inbox", "--json").data[0]
    assert (
        here("note", str(first["id"]), "  ", "--as", "Tom Abara").err == "Write something first.\n"
    )
    assert here("people", "--add", "Rita Reader", "--role", "reader").status == 0
    refused = here("note", str(first["id"]), "mine", "--as", "Rita Reader")
    assert (refused.status, refused.out) == (1, "")
