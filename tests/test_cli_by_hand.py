"""Platforms, answers by hand and captures on the command line."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.pictures import drawn
from tests.sdk.test_forwarded import a_mail
from tests.test_cli import Run, a_sentence, run

__all__ = ["run"]
AT = ("--at", "2026-11-20T17:50", "--zone", "Europe/Paris")
ONE = ("--platform", "Nextdoor", "--author", "Nadia", "--text", "Ouvert lundi ?", *AT)


@pytest.fixture
def here(run: Run, tmp_path: Path) -> Callable[..., Any]:
    return lambda *words: run(*words, "--workspace", tmp_path / "w")


def test_the_table_is_printed_as_text_markdown_and_data(here: Callable[..., Any]) -> None:
    assert here("platforms").out.startswith("platform")
    assert here("platforms", "--markdown").out.startswith("| platform | sign-in |")
    found = {one["key"]: one for one in here("platforms", "--json").data["platforms"]}
    assert found["mastodon"]["traits"]["reply"] == "real server"
    assert "serveur réel" in here("platforms", "--lang", "fr").out


@pytest.mark.parametrize("language", ["en", "fr"])
def test_in_a_narrow_terminal_each_platform_is_a_paragraph(
    here: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    whole = here("platforms", "--lang", language).out.splitlines()
    monkeypatch.setattr(
        "cmworkstation.cli_by_hand.get_terminal_size", lambda: os.terminal_size((80, 24))
    )
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    lines = here("platforms", "--lang", language).out.splitlines()
    assert max(map(len, whole)) > 80 >= max(map(len, lines))
    at = lines.index("Bluesky")
    assert lines[at + 1].startswith(
        "  serveur réel" if language == "fr" else "  real server: sign-in, inbox,"
    )
    assert len(lines) > 2 * 20


def test_a_person_says_that_an_experimental_platform_works_and_takes_it_back(
    here: Callable[..., Any],
) -> None:
    def confirmed(*words: str) -> list[str]:
        rows = here("platforms", *words, "--json").data["platforms"]
        return [one["key"] for one in rows if one["confirmed"]]

    assert confirmed() == []
    said = here("platforms", "--works", "threads").out
    assert said.endswith("Somebody here confirmed that it works: Threads\n")
    assert confirmed() == ["threads"]
    assert confirmed("--doubt", "threads") == []
    assert "installed" in a_sentence(here("platforms", "--works", "telegraph"))


def test_a_message_is_captured_answered_by_hand_and_found(
    here: Callable[..., Any], tmp_path: Path
) -> None:
    made = here("capture", *ONE, "--address", "https://nextdoor.example/p/7", "--json").data
    assert "Nadia" in here("find", "lundi").out
    begun = here("by-hand", "begin", made["conversation"], "--text", "Oui.", "--json").data
    assert (begun["state"], begun["answers"]) == ("by-hand", "https://nextdoor.example/p/7")
    assert here("by-hand", "list", "--json").data["replies"][0]["id"] == begun["id"]
    assert here("by-hand", "copy", begun["id"]).out == "Oui.\n"
    assert "address" in a_sentence(here("by-hand", "posted", begun["id"]))
    done = here("by-hand", "posted", begun["id"], "--nowhere", "--json").data
    assert (done["state"], done["by_hand"]) == ("sent", True)
    assert here("by-hand", "list").out == "Nothing to post by hand.\n"


def test_a_capture_is_taken_back_and_the_same_again_is_told(here: Callable[..., Any]) -> None:
    made = here("capture", *ONE, "--json").data
    assert "captured before" in a_sentence(here("capture", *ONE))
    assert here("capture", *ONE, "--again").status == 0
    assert here("capture", made["capture"], "--undo").out == "Taken back.\n"
    assert "called" in a_sentence(here("capture", "nothing", "--undo"))


def test_mails_texts_and_pictures_are_taken_in(
    here: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = tmp_path / "a.eml"
    mail.write_bytes(a_mail().as_bytes())
    assert here("capture", mail, "--platform", "Courriel").status == 0
    picture = tmp_path / "a.png"
    picture.write_bytes(drawn())
    assert here("capture", picture, "--platform", "WhatsApp", "--author", "Omar", *AT).status == 0
    monkeypatch.setattr(
        sys, "stdin", io.StringIO("De : Omar\nDate : 20 novembre 2026 10:00\n\nNon.")
    )
    typed = here("capture", "-", "--platform", "Le panneau", "--json").data
    assert typed["message"]
    found = here("inbox", "--json").out
    assert "Nadia Lefèvre" in found
    assert "Omar" in found


def test_not_posted_it_is_a_draft_again(here: Callable[..., Any]) -> None:
    made = here("capture", *ONE, "--json").data
    begun = here("by-hand", "begin", made["conversation"], "--text", "Oui.", "--json").data
    assert here("by-hand", "back", begun["id"]).out == "It is a draft again.\n"
    assert a_sentence(here("by-hand", "copy", begun["id"]))


@pytest.mark.parametrize(
    "words",
    [
        ("by-hand", "begin", "none"),
        ("by-hand", "begin", "99"),
        ("by-hand", "copy", "none"),
        ("capture", "missing.eml"),
        ("capture", "--at", "soon", "--platform", "x", "--author", "y", "--text", "z"),
        ("capture",),
    ],
)
def test_what_cannot_be_is_one_clear_sentence(
    here: Callable[..., Any], words: tuple[str, ...]
) -> None:
    assert a_sentence(here(*words))
