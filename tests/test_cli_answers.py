"""`cmworkstation answers`: what was agreed to be said, found by a person's words in a shell."""

from pathlib import Path
from typing import Any

import pytest

from cmworkstation import cli
from tests.ui.guide.test_page import a_guide


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    a_guide(tmp_path / "w").close()
    return tmp_path / "w"


def said(capsys: Any, *words: object) -> tuple[int, str]:
    status = cli.main([str(word) for word in words])
    return status, capsys.readouterr().out


def test_words_with_a_slip_find_the_answer_with_its_text(folder: Path, capsys: Any) -> None:
    status, out = said(capsys, "answers", "heurs", "ouvertur", "--workspace", folder)
    assert status == 0
    assert out.startswith("Heures d’ouverture")
    assert "    Hello, we open on Monday at nine." in out
    assert "Not used yet" in out


def test_without_words_everything_is_listed_and_due_is_what_wants_a_person(
    folder: Path, capsys: Any
) -> None:
    status, out = said(capsys, "answers", "--workspace", folder)
    assert (status, len(out.strip().split("\n"))) == (0, 6)
    status, out = said(capsys, "answers", "--due", "--workspace", folder)
    assert status == 1
    assert "waits for approval" in out


def test_data_for_programs_and_a_sentence_for_nothing(folder: Path, capsys: Any) -> None:
    _, out = said(capsys, "answers", "louer", "--json", "--workspace", folder)
    assert '"id": "neuve"' in out
    status, out = said(capsys, "answers", "xylophone", "--workspace", folder)
    assert (status, out.strip()) == (0, "Nothing fits these words.")
