"""Answers of the response guide with files: they come into the draft, and one that is not here is named."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton

from cmworkstation.domain.account import MediaRules
from cmworkstation.domain.charter.attached import AnswerFile, files_of
from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.model import by_id
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.wanted import Wanted
from cmworkstation.domain.charter.writing import section_lines
from cmworkstation.ui.guide.answer_form import AnswerForm
from cmworkstation.ui.guide.page import GuidePage
from cmworkstation.ui.widgets.file_rows import Thumb
from cmworkstation.ui.widgets.found_rows import BELOW, PICTURE
from tests import pictures
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.ui.composer.conftest import CHARTER, HERE, Desk
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


# Before it is put in


def test_the_list_of_answers_says_which_files_come_along_and_what_is_missing_before_anything_is_put_in(
    desk: Desk,
) -> None:
    desk.pane._offer("way in")
    desk.settle()
    popup = desk.pane.popup
    assert popup._list.item(0).data(BELOW) == (
        "2 files, map.png: It is not on this machine.",
        "warn",
    )
    said = [one.text() for one in popup.files.findChildren(QLabel) if one.text()]
    assert said[0].startswith("door.png · 40 by 20")
    assert "The door" in said
    assert said[-1] == "It is not on this machine."
    ratio = desk.window.devicePixelRatioF()
    picture = popup.files.findChildren(Thumb)[0]
    assert picture.pixmap().width() == round(picture.width() * ratio)
    assert desk.text() == ""


def test_an_answer_that_fits_shows_its_picture_beside_the_composer(desk: Desk) -> None:
    column = desk.pane.context.guide
    column.search.setText("way in")
    column._look("way in")
    desk.settle()
    picture = column.rows.item(0).data(PICTURE)
    assert isinstance(picture, QImage)
    assert not picture.isNull()
    heard = column.rows.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "Where is the way in?, 2 files, map.png: It is not on this machine."


def a_desk_of(a_desk: Callable[..., Desk], folder: Path, rules: MediaRules, alt: str = "") -> Desk:
    """Return a desk whose answer brings a picture of 40 by 20, to a server with these rules."""
    services = a_workstation(folder)
    shop = add_account(services, "Shop", capabilities=replace(HERE, media=rules))
    door = services.media.add(pictures.drawn("png"), "door.png")
    voice = '\n[voice]\nalt_text = "required"\n'
    charter, _ = services.charters.save(a_way(given(door.hash, "door.png", alt)) + voice)
    services.charters.assign(shop.id, charter)
    receive(services, shop, [a_message("q", "Where is the way in?", 3, language="en")])
    made = a_desk(services)
    made.answer()
    return made


TAKES = MediaRules(types=("image/png",), most=4, has_alt=True)
WARNED = {
    "another kind": (
        replace(TAKES, types=("image/gif",)),
        "This server does not take this kind of file.",
    ),
    "none": (MediaRules(), "No files can go with a reply there."),
    "not described": (TAKES, "It is not described, and the charter wants pictures described."),
}


@pytest.mark.parametrize("case", WARNED)
def test_a_file_that_cannot_leave_as_it_is_is_said_before_the_answer_is_put_in(
    a_desk: Callable[..., Desk], tmp_path: Path, case: str
) -> None:
    rules, words = WARNED[case]
    desk = a_desk_of(a_desk, tmp_path / "w", rules)
    desk.pane._offer("way in")
    below, role = desk.pane.popup._list.item(0).data(BELOW)
    assert (words in below, role) == (True, "warn")


def test_a_picture_that_is_too_large_for_a_server_is_made_smaller_when_it_is_put_in(
    a_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = a_desk_of(a_desk, tmp_path / "w", replace(TAKES, max_pixels=200), "The door")
    desk.pane._offer("way in")
    assert desk.pane.popup._list.item(0).data(BELOW) == ("1 file", "soft")
    said = [one.text() for one in desk.pane.popup.files.findChildren(QLabel)]
    assert "It is made smaller for this server." in said
    desk.pane.popup.leave()
    desk.pane.put_in("way")
    desk.settle()
    draft = desk.pane.draft()
    assert draft is not None
    ((small,),) = (draft.media,)
    assert small.pixels <= 200
    assert small.alt == "The door"


def test_the_page_of_the_guide_shows_the_files_and_for_which_account_one_does_not_fit(
    desk: Desk,
) -> None:
    services = desk.services
    mail = add_account(services, "Letters", capabilities=replace(HERE, media=MediaRules()))
    services.charters.assign(mail.id, services.charters.listed()[0].id)
    desk.window.go("guide")
    page = desk.window.page("guide")
    assert isinstance(page, GuidePage)
    page.show_entry(services.charters.listed()[0].id, "answer", "way")
    desk.settle()
    said = [one.text() for one in page.entries.detail.findChildren(QLabel)]
    assert "2 files go along" in said
    assert "Letters: No files can go with a reply there." in said
    row = page.entries.list.currentItem()
    assert row.data(BELOW)[0].endswith("2 files")


def test_an_answer_made_of_a_sent_reply_takes_its_pictures_along(desk: Desk) -> None:
    services = desk.services
    door = services.media.file(services.library.files()[0].file.hash)
    draft = desk.pane.draft()
    assert draft is not None
    media = (replace(door, alt="The red door"),)
    row, _ = services.outbox.queue(
        replace(draft, body="Through the red door.", media=media), hold_s=0
    )
    made = services.proposals.of_reply(row.id)
    assert made.wanted.files == (AnswerFile(door.hash, "door.png", {"en": "The red door"}),)
    desk.window.go("guide")
    page = desk.window.page("guide")
    assert isinstance(page, GuidePage)
    page._acts.of_reply(row.id)
    (form,) = desk.window.findChildren(AnswerForm)
    form.title.setText("The way in")
    form.doer.click()
    desk.settle()
    text = services.charters.listed()[0].draft
    answer = by_id(read_charter(text).answers)["the-way-in"]
    assert [one.name for one in files_of(answer)] == ["door.png"]
    assert files_of(answer)[0].alt == {"en": "The red door"}


def test_changing_the_words_of_an_answer_leaves_its_files(desk: Desk) -> None:
    services = desk.services
    charter = services.charters.listed()[0].id
    before = by_id(read_charter(services.charters.listed()[0].source).answers)["way"].attachments
    services.proposals.change(charter, "way", Wanted("The way", "en", body="This way."))
    after = by_id(read_charter(services.charters.listed()[0].draft).answers)["way"]
    assert after.attachments == before
    assert after.body["en"] == "This way."
