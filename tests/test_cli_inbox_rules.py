"""Inbox rules at the command line: tried, switched, applied and carried, in good and in bad use."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule
from tests.test_cli import a_sentence, opened_elsewhere, run
from tests.test_cli_people import enter, here, opened, town

__all__ = ["here", "run", "town"]
Here = Callable[..., Any]


@pytest.fixture
def rules(town: Path) -> Path:
    """Keep two rules, both turned off; the names of three are told apart by nothing but their capitals."""
    with closing(opened(town)) as services:
        for name, query in (("Square", "square"), ("Twice", "x"), ("TWICE", "y")):
            services.inbox_rules.keep(InboxRule("", name, query, (Action(ActionKind.DONE),)))
    return town


def test_a_rule_is_listed_shown_tried_switched_and_applied(here: Here, rules: Path) -> None:
    listed = here("inbox-rules", "list", "--json").data["rules"]
    assert [(one["name"], one["enabled"]) for one in listed] == [
        ("Square", False),
        ("Twice", False),
        ("TWICE", False),
    ]
    tried = here("inbox-rules", "dry-run", "square", "--json").data
    assert tried["messages"] >= tried["conversations"] > 0
    assert tried["changes"][0]["would"] > 0
    assert here("inbox-rules", "on", "square", "--json").data["on"] is True
    done = here("inbox-rules", "apply", "square", "--json").data
    assert (done["messages"], done["effects"]) == (tried["messages"], tried["changes"][0]["would"])
    again = here("inbox-rules", "apply", "square", "--json").data
    assert again["effects"] == 0
    shown = here("inbox-rules", "show", "Square", "--json").data
    assert len(shown["effects"]) == done["effects"]
    assert here("inbox-rules", "off", listed[0]["id"]).status == 0
    assert here("inbox-rules", "list", "--json").data["rules"][0]["enabled"] is False


def test_what_is_said_of_a_rule_is_said_in_both_languages(here: Here, rules: Path) -> None:
    for act in ("show", "dry-run", "on", "apply", "off"):
        english = here("inbox-rules", act, "square", "--lang", "en")
        french = here("inbox-rules", act, "square", "--lang", "fr")
        assert english.status == french.status == 0
        assert english.out != french.out


@pytest.mark.parametrize("name", ["nobody", "twice", ""])
@pytest.mark.parametrize("act", ["show", "dry-run", "on", "off", "apply"])
def test_a_name_that_no_rule_or_more_than_one_has_is_wrong_use(
    here: Here, rules: Path, act: str, name: str
) -> None:
    for language, start in (("en", "No inbox rule"), ("fr", "Aucune règle")):
        said = here("inbox-rules", act, *([name] if name else []), "--lang", language)
        assert said.status == 2
        assert a_sentence(said).startswith(start)


@pytest.mark.parametrize(
    "words", [(), ("remove", "Square"), ("list", "--loud"), ("show", "a", "b")], ids=str
)
@pytest.mark.parametrize(("language", "start"), [("en", "This command"), ("fr", "Cette commande")])
def test_wrong_use_is_told_in_one_sentence(
    here: Here, words: tuple[str, ...], language: str, start: str
) -> None:
    said = here("inbox-rules", *words, "--lang", language)
    assert said.status == 2
    assert a_sentence(said).startswith(start)


def test_rules_are_carried_by_a_file_and_come_in_turned_off(
    here: Here, rules: Path, tmp_path: Path
) -> None:
    assert here("inbox-rules", "on", "square").status == 0
    file = tmp_path / "rules.toml"
    assert here("inbox-rules", "export", "--file", file).status == 0
    text = file.read_text(encoding="utf-8")
    assert here("inbox-rules", "export").out.strip() == text.strip()
    one = here("inbox-rules", "export", "square").out
    assert one.count("square") < text.count("square") + text.count("Twice")
    kept = here("inbox-rules", "import", "--file", file, "--json").data["rules"]
    assert [one["enabled"] for one in kept] == [False, False, False]
    assert len(here("inbox-rules", "list", "--json").data["rules"]) == 6
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.parametrize(
    "content",
    [b"not toml at all [", b'[[rule]]\nname = "x"\n', b"\xff\xfe\x00", b"x" * 5_000_000],
    ids=["no toml", "half a rule", "no text", "too long"],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_file_that_holds_no_rules_changes_nothing(
    here: Here, rules: Path, tmp_path: Path, content: bytes, language: str
) -> None:
    file = tmp_path / "rules.toml"
    file.write_bytes(content)
    said = here("inbox-rules", "import", "--file", file, "--lang", language)
    assert said.status == 1
    assert "mistake" not in a_sentence(said)
    assert "erreur" not in said.err
    assert len(here("inbox-rules", "list", "--json").data["rules"]) == 3


def test_a_rule_that_finds_much_wants_a_second_word(here: Here, town: Path) -> None:
    with closing(opened(town)) as services:
        services.inbox_rules.keep(InboxRule("", "Everything", "-zzz", (Action(ActionKind.DONE),)))
    said = here("inbox-rules", "on", "everything")
    assert said.status == 1
    assert a_sentence(said)
    assert here("inbox-rules", "list", "--json").data["rules"][0]["enabled"] is False
    assert here("inbox-rules", "on", "everything", "--anyway").status == 0


def test_a_reader_changes_no_rule(here: Here, rules: Path) -> None:
    enter(here)
    assert here("people", "--add", "Rita Reader", "--role", "reader").status == 0
    for act in ("on", "apply"):
        said = here("inbox-rules", act, "square", "--as", "Rita Reader")
        assert said.status == 1
        assert a_sentence(said).startswith("Only a keeper")
    assert here("inbox-rules", "dry-run", "square", "--as", "Rita Reader").status == 0


def test_beside_an_open_window_rules_are_tried_and_not_changed(
    here: Here, rules: Path, tmp_path: Path
) -> None:
    with opened_elsewhere(rules):
        for act in ("list", "show", "dry-run", "export"):
            said = here("inbox-rules", act, *(["square"] if act != "list" else []))
            assert said.status == 0
        file = tmp_path / "r.toml"
        assert here("inbox-rules", "export", "--file", file).status == 0
        for words in (
            ("on", "square"),
            ("off", "square"),
            ("apply", "square"),
            ("import", "--file", file),
        ):
            said = here("inbox-rules", *words)
            assert said.status == 1
            assert a_sentence(said)
    listed = here("inbox-rules", "list", "--json").data["rules"]
    assert [one["enabled"] for one in listed] == [False, False, False]
