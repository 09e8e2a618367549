"""Freezing, thawing and drills at the command line."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.cli import main
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from tests.builders_workspace import a_town, a_workstation

Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace in which three replies wait to leave."""
    services = a_town(tmp_path / "w")
    for n, home in enumerate(services.inbox.ids(View())[:3]):
        draft = services.drafts.begin(ConversationId(home))
        services.outbox.queue(replace(draft, body=f"Reply {n}."), hold_s=0)
    services.close()
    return tmp_path / "w"


@pytest.fixture
def ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def run(*words: str) -> tuple[int, str]:
        status = main([*words, "--workspace", str(folder), "--lang", "en"])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def told(ask: Ask, *words: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(ask(*words, "--json")[1])
    return found


def test_everything_is_frozen_listed_decided_and_lifted(ask: Ask) -> None:
    assert ask("thaw") == (0, "Nothing is frozen, and nothing is held back.\n")
    status, said = ask("freeze", "--why", "A rumour")
    assert status == 0
    assert said.startswith("Everything is frozen since ")
    status, said = ask("thaw")
    assert status == 1
    assert "A rumour" in said
    held = told(ask, "thaw")["held"]
    assert isinstance(held, list)
    assert held
    first = held[0]["reply"]
    assert "Say why" in ask("thaw", "drop", first)[1]
    assert "to be dropped" in ask("thaw", "drop", first, "--why", "Wrong")[1]
    ask("thaw", "take-back", first)
    ask("thaw", "lift")
    assert told(ask, "thaw")["freezes"] == []
    assert len(told(ask, "thaw")["held"]) == len(held)  # type: ignore[arg-type]
    assert "Nothing holds this reply back." in ask("thaw", "keep", "no-such-reply")[1]


@pytest.mark.parametrize(
    ("scope", "what", "said"),
    [
        ("account", "Mairie", "The account Mairie is frozen since "),
        ("platform", "mastodon", "Mastodon is frozen since "),
        ("label", "No such label", "There is no platform, account, label or topic of that name"),
        ("topic", "No such topic", "There is no platform, account, label or topic of that name"),
    ],
)
def test_a_part_is_frozen_by_its_name(ask: Ask, scope: str, what: str, said: str) -> None:
    assert ask("freeze", scope, what)[1].startswith(said)


def test_beside_an_open_window_it_freezes_and_asks_for_the_thaw(ask: Ask, folder: Path) -> None:
    window = a_workstation(folder)
    assert ask("freeze")[0] == 0
    assert len(window.brake.holding()) == 1
    assert window.outbox.due() == {}
    window.freezing.settle()
    assert ask("thaw", "lift")[0] == 1
    window.freezing.settle()
    assert window.brake.holding() == ()
    assert window.freezing.standing().held == 3
    window.close()


def test_a_drill_is_begun_fed_and_ended(ask: Ask, tmp_path: Path) -> None:
    assert ask("drill")[1] == "There was no exercise yet.\n"
    assert ask("drill", "begin", "Bridge", "--like", "Mairie")[0] == 1
    messages = tmp_path / "messages.jsonl"
    messages.write_text('{"writer": "Odile", "text": "Is it closed?"}\n', encoding="utf-8")
    assert "each marked as an exercise" in ask("drill", "inject", str(messages))[1]
    assert "[EXERCISE] Is it closed?" in ask("search", "closed")[1]
    messages.write_text("{", encoding="utf-8")
    assert "cannot be read" in ask("drill", "inject", str(messages))[1]
    status, said = ask("drill", "end")
    assert status == 0
    assert said.startswith("EXERCISE Bridge, from ")
