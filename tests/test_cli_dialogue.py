"""Topics, questions to people and questions to experts without a window."""

from pathlib import Path

import pytest

from tests.test_cli import run
from tests.test_cli_people import here, town
from tests.test_cli_presence import Here

__all__ = ["here", "run", "town"]


def test_a_topic_goes_from_heard_to_told_back(here: Here, tmp_path: Path) -> None:
    assert here("topics").out.startswith("No topic yet")
    made = here("topics", "make", "Passage piéton", "--about", "rue des Lilas", "--json").data
    assert made["state"] == "heard"
    assert here("topics", "study", "Passage piéton").status == 0
    assert here("topics", "decide", made["id"][-8:], "Il", "sera", "peint.").status == 0
    assert here("topics", "told", "Passage piéton", "--json").data["state"] == "told"
    file = tmp_path / "topics.csv"
    assert here("topics", "--to", str(file)).status == 0
    assert "Passage piéton" in file.read_text(encoding="utf-8")
    assert here("topics", "show", "nobody").status == 2


def test_a_question_to_people_goes_from_an_idea_to_everybody_told(
    here: Here, tmp_path: Path
) -> None:
    made = here("dialogues", "make", "Quels horaires ?", "--why", "Demandé.", "--json").data
    one = made["id"][-8:]
    assert here("dialogues", "place", one, "--place", "Accueil").status == 0
    assert here("dialogues", "approve", one).status == 0
    assert here("dialogues", "open", one).status == 0
    assert here("dialogues", "asked", one, "--place", "Accueil").status == 0
    said = here("dialogues", "enter", one, "Le", "samedi", "--place", "Accueil", "--who", "Zoe")
    assert said.status == 0
    assert here("dialogues", "close", one).status == 0
    assert here("dialogues", "end", one).status != 0  # nothing is decided
    assert here("dialogues", "decide", one, "Dix", "heures.").status == 0
    assert here("dialogues", "end", one).status != 0  # Zoe does not know
    assert here("dialogues", "told", one, "par", "courrier", "--who", "Zoe").status == 0
    assert here("dialogues", "end", one, "--json").data["state"] == "answered"
    assert "Le samedi" in here("dialogues", "table", one).out
    file = tmp_path / "dossier.md"
    assert here("dialogues", "dossier", one, "--to", str(file)).status == 0
    dossier = file.read_text(encoding="utf-8")
    assert "Dix heures" in dossier
    assert "Zoe" in dossier


@pytest.mark.parametrize(
    "words",
    [
        ("topics", "show", "nothing"),
        ("dialogues", "open", "nothing"),
        ("experts", "letter", "nothing"),
        ("experts", "ask", "nothing", "Quand", "?", "--expert", "Karim"),
    ],
)
def test_what_names_nothing_is_wrong_use(here: Here, words: tuple[str, ...]) -> None:
    assert here(*words).status == 2
