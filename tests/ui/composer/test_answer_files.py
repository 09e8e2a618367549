"""Answers of the response guide with files: they come into the draft, and one that is not here is named."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.writing import section_lines
from tests import pictures
from tests.ui.composer.conftest import CHARTER, Desk
from tests.ui.composer.test_media import a_place

LOST = "f" * 64


def a_way(*attachments: str) -> str:
    """Return the charter with an answer that has these files."""
    return f"""{CHARTER}
[[answer]]
id = "way"
asks.en = ["Where is the way in?"]
body.en = "Here is the way."
attachments = [{", ".join(attachments)}]
valid_from = 2026-01-01
approved_by = "desk"
approved_on = 2026-01-01
"""


def given(hash_: str, name: str, alt: str) -> str:
    return f'{{ hash = "{hash_}", name = "{name}", alt = "{alt}" }}'


@pytest.fixture
def desk(a_desk: Callable[..., Desk], tmp_path: Path) -> Desk:
    services = a_place(tmp_path / "w", "")
    door = services.media.add(pictures.drawn("png"), "door.png")
    both = (given(door.hash, "door.png", "The door"), given(LOST, "map.png", "The map"))
    charter, _ = services.charters.save(a_way(*both))
    services.charters.assign(services.accounts.listed()[0].id, charter)
    made = a_desk(services)
    made.answer()
    return made


def test_an_answer_brings_its_files_as_it_describes_them_and_names_what_is_missing(
    desk: Desk,
) -> None:
    desk.pane.put_in("way")
    desk.settle()
    assert desk.text() == "Here is the way."
    draft = desk.pane.draft()
    assert draft is not None
    assert [(one.name, one.alt) for one in draft.media] == [("door.png", "The door")]
    (kept,) = desk.services.drafts.listed()
    assert kept.media == draft.media
    assert kept.answer_id == "way"
    said = [one.text() for one in desk.window.findChildren(QLabel) if one.isVisible()]
    assert "1 file of this answer is not on this machine: map.png" in said
    assert desk.window.has_notice("answer-files")
    desk.pane.media.bring("way")
    again = desk.pane.draft()
    assert again is not None
    assert again.media == draft.media
    assert [one for one in desk.window.findChildren(QPushButton) if one.text() == "Attach files"]


def test_files_of_an_answer_are_read_and_written_without_loss_and_one_without_hash_is_a_problem() -> (
    None
):
    charter = read_charter(a_way(given(LOST, "map.png", "The map"), '{ name = "plan.pdf" }'))
    answer = charter.answers[-1]
    assert isinstance(answer, Answer)
    assert answer.attachments[0] == {"hash": LOST, "name": "map.png", "alt": "The map"}
    assert not answer.extra
    said = [(one.path, one.params) for one in find_problems(charter) if "attachments" in one.path]
    assert said == [("answer[way].attachments", {"name": "hash"})]
    source = "\n".join(section_lines(answer))
    assert LOST in source
    assert "plan.pdf" in source
