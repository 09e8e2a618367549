"""Looking back at the command line: tables, figures and case files, in good and in bad use."""

import csv
import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.review import Filter
from tests.test_cli import a_sentence, opened_elsewhere, run
from tests.test_cli_people import here, opened, town
from tests.walking import walked

__all__ = ["here", "run", "town"]
Here = Callable[..., Any]
TABLES = ("conversations", "waits", "volumes", "clauses")


@pytest.fixture
def noted(town: Path) -> int:
    """Keep an internal note and a remark in a conversation; return its id."""
    with closing(opened(town)) as services:
        sent = walked(services.review.page(Filter())).rows[0]
        services.review.annotate(sent, "A remark for us alone")
        services.notes.write(ConversationId(sent.conversation_id), "A note for us alone")
        return int(sent.conversation_id)


@pytest.mark.parametrize("form", ["csv", "csv-semicolons", "jsonl"])
@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_written_in_every_form(
    here: Here, tmp_path: Path, table: str, form: str
) -> None:
    target = tmp_path / "out"
    said = here("export-table", table, "--to", target, "--format", form, "--json")
    assert said.status == 0
    assert said.data["file"] == str(target)
    text = target.read_text(encoding="utf-8-sig")
    if form == "jsonl":
        rows = [json.loads(line) for line in text.splitlines()]
        assert all(list(row) == said.data["columns"] for row in rows)
    else:
        separator = ";" if form == "csv-semicolons" else ","
        head, *rows = list(csv.reader(text.splitlines(), delimiter=separator))
        assert head == said.data["columns"]
    assert len(rows) == said.data["rows"]
    assert list(tmp_path.glob("*.part")) == []


def test_how_many_rows_were_written_is_said_in_both_languages(here: Here, tmp_path: Path) -> None:
    for language, words in (("en", "rows"), ("fr", "lignes")):
        told = here("export-table", "conversations", "--to", tmp_path / "t", "--lang", language)
        assert told.out.strip().endswith(words)


def test_only_conversations_in_which_something_is_found_are_written(
    here: Here, town: Path, tmp_path: Path
) -> None:
    whole = here("export-table", "conversations", "--to", tmp_path / "a", "--json").data["rows"]
    found = here("find", "square", "--json").data["found"]
    said = here("export-table", "conversations", "--to", tmp_path / "b", "--query", "square")
    assert said.status == 0
    with (tmp_path / "b").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert 0 < len(rows) < whole
    assert {int(one["conversation"]) for one in rows} == {one["conversation_id"] for one in found}


@pytest.mark.parametrize(("language", "word"), [("en", "no field"), ("fr", "pas un champ")])
def test_a_query_that_cannot_be_read_is_pointed_at_and_nothing_is_written(
    here: Here, tmp_path: Path, language: str, word: str
) -> None:
    target = tmp_path / "t.csv"
    said = here(
        "export-table", "conversations", "--to", target, "--query", "x befor:1", "--lang", language
    )
    assert (said.status, said.out) == (2, "")
    assert said.err.splitlines()[:2] == ["x befor:1", "  ^^^^^^"]
    assert word in said.err
    assert not target.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("export-table", "conversations", "--to", "/nowhere/t.csv"),
        ("case-file", "{id}", "--to", "/nowhere/c.html"),
        ("case-file", "{id}", "--to", "/nowhere/c.jsonl"),
    ],
)
@pytest.mark.parametrize(
    ("language", "start"), [("en", "It could not be written"), ("fr", "L’écriture")]
)
def test_a_place_that_takes_no_file_is_told_in_a_sentence(
    here: Here, noted: int, words: tuple[str, ...], language: str, start: str
) -> None:
    given = [one.format(id=noted) for one in words]
    said = here(*given, "--lang", language)
    assert said.status == 1
    assert a_sentence(said).startswith(start)


@pytest.mark.parametrize(
    "words",
    [
        ("export-table",),
        ("export-table", "messages", "--to", "x"),
        ("export-table", "waits"),
        ("export-table", "waits", "--to", "x", "--format", "xlsx"),
        ("figures", "--months", "0"),
        ("figures", "--weeks", "-3"),
        ("figures", "--months", "many"),
        ("figures", "--kind", "last"),
        ("case-file", "--to", "x.html"),
        ("case-file", "one", "--to", "x.html"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(("language", "start"), [("en", "This command"), ("fr", "Cette commande")])
def test_wrong_use_is_told_in_one_sentence(
    here: Here, words: tuple[str, ...], language: str, start: str
) -> None:
    said = here(*words, "--lang", language)
    assert said.status == 2
    assert a_sentence(said).startswith(start)


@pytest.mark.parametrize("name", ["case.pdf", "case", "case.HTML", "case.txt"])
def test_a_case_file_of_another_kind_is_refused(
    here: Here, noted: int, tmp_path: Path, name: str
) -> None:
    for language in ("en", "fr"):
        said = here("case-file", str(noted), "--to", tmp_path / name, "--lang", language)
        assert said.status == 2
        assert ".html, .jsonl" in a_sentence(said)
        assert not (tmp_path / name).exists()


@pytest.mark.parametrize(("language", "start"), [("en", "There is no"), ("fr", "Il n’y a pas")])
def test_a_conversation_that_is_not_there_leaves_no_file(
    here: Here, noted: int, tmp_path: Path, language: str, start: str
) -> None:
    for id_ in ("987654", str(1 << 62), str(1 << 80)):
        said = here("case-file", str(noted), id_, "--to", tmp_path / "c.html", "--lang", language)
        assert said.status == 2
        assert a_sentence(said).startswith(start)
        assert id_ in said.err
    assert list(tmp_path.glob("c*")) == []


def test_notes_and_names_are_in_a_case_file_only_as_asked(
    here: Here, noted: int, tmp_path: Path
) -> None:
    def text(*words: str) -> str:
        said = here("case-file", str(noted), "--to", tmp_path / "c.jsonl", *words, "--json")
        assert said.data == {"file": str(tmp_path / "c.jsonl"), "conversations": 1}
        return (tmp_path / "c.jsonl").read_text(encoding="utf-8")

    plain = text()
    assert "for us alone" not in plain
    (who,) = {json.loads(one)["author"] for one in plain.splitlines() if '"ours": false' in one}
    assert "for us alone" not in text("--no-names")
    assert who not in text("--no-names")
    both = text("--notes")
    assert "A note for us alone" in both
    assert "A remark for us alone" in both


def test_figures_are_numbers_for_programs_and_lines_for_people(here: Here) -> None:
    facts = here("figures", "--weeks", "3", "--json").data
    assert len(facts["weeks"]) == 3
    assert facts["now"]["waiting"] > 0
    english, french = (here("figures", "--lang", one).out for one in ("en", "fr"))
    assert english.splitlines()[0].startswith(f"{facts['now']['people']}  ")
    assert "by others" in english
    assert "by others" not in french
    for by in ("all", "account", "category"):
        assert here("figures", "--by", by, "--kind", "resolution").status == 0


def test_figures_over_more_years_than_there_were_are_told(here: Here) -> None:
    said = here("figures", "--months", "120", "--weeks", "520", "--json")
    assert said.status == 0
    assert len(said.data["weeks"]) == 520
    assert here("figures", "--months", "1" + "0" * 30).status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("export-table", "conversations", "--to", "{folder}/t.csv"),
        ("figures",),
        ("case-file", "{id}", "--to", "{folder}/c.html"),
        ("find", "square"),
        ("find", "in:remarks"),
        ("views",),
        ("inbox-rules", "list"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_beside_an_open_window_looking_back_goes_on(
    here: Here, town: Path, noted: int, tmp_path: Path, words: tuple[str, ...]
) -> None:
    with opened_elsewhere(town):
        said = here(*(one.format(id=noted, folder=tmp_path) for one in words))
        assert said.status == 0
        assert said.out


def test_beside_an_open_window_nothing_is_kept(here: Here, town: Path) -> None:
    with opened_elsewhere(town):
        for words in (("views", "add", "Late", "is:late"), ("note", "1", "x")):
            said = here(*words)
            assert said.status == 1
            assert a_sentence(said).startswith("Another window already works")
    assert here("views", "--json").data["views"] == []


def test_a_table_is_written_into_a_pipe(here: Here, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8-sig")))
    reader.start()
    said = here("export-table", "conversations", "--to", pipe, "--json")
    reader.join(10)
    assert said.status == 0
    assert read[0].count("\n") == said.data["rows"] + 1
    assert pipe.is_fifo()


def test_a_case_file_takes_every_conversation_there_is(
    here: Here, town: Path, tmp_path: Path
) -> None:
    with closing(opened(town)) as services:
        homes = [str(one) for one in services.inbox.ids(View(status=None))]
    said = here("case-file", *homes, "--to", tmp_path / "all.html", "--lang", "fr")
    assert said.out.strip().endswith(f"{len(homes)} conversations")
    text = (tmp_path / "all.html").read_text(encoding="utf-8")
    assert text.count("<h2>") == len(homes)
    assert '<html lang="fr">' in text
