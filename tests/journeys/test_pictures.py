"""A picture from the charter to a reply and to a colleague: given once, described once, and nowhere lost."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from cmworkstation.domain.account import MediaRules
from cmworkstation.services.workstation import Services
from cmworkstation.ui.charter.editors_files import FilesField
from cmworkstation.ui.charter.page import CharterPage
from cmworkstation.ui.media.dialog import MediaLibrary
from tests import pictures
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.dropping import drop
from tests.journeys.test_guide import CHARTER
from tests.ui.composer.conftest import HERE, Desk
from tests.ui.inbox.conftest import ended

TAKES = MediaRules(types=("image/*",), most=4, has_alt=True)
WANTED = CHARTER + '\n[voice]\nalt_text = "required"\n'
ALT = "The desk by the door"


def a_library(folder: Path) -> Services:
    services = a_workstation(folder)
    account = add_account(services, "Library", capabilities=replace(HERE, media=TAKES))
    charter, _ = services.charters.save(WANTED)
    services.charters.assign(account.id, charter)
    asked = "Hi! May I return a book at another branch?"
    receive(services, account, [a_message("q", asked, 3, language="en")])
    return services


@pytest.fixture
def desk(qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(a_library(tmp_path / "w"), qtbot)
    yield made
    for dialog in made.window.findChildren(QDialog):
        dialog.close()
    ended(made)


def charter_page(desk: Desk) -> CharterPage:
    desk.window.go("charter")
    desk.settle()
    page = desk.window.page("charter")
    assert isinstance(page, CharterPage)
    return page


def checked(desk: Desk, page: CharterPage) -> None:
    page._detail.flush()
    desk.qtbot.waitUntil(lambda: not (page._check_pause.isActive() or page._checking))
    desk.settle()


def of_files(page: CharterPage) -> list[str]:
    """Return the problems of files in the charter's list."""
    rows = page._problems.rows
    found = [rows.item(n).text() for n in range(rows.count())]
    return [one for one in found if "picture" in one or "file" in one]


def test_a_picture_goes_from_the_charter_into_a_reply_and_to_a_colleague(
    desk: Desk, tmp_path: Path, qtbot: Any
) -> None:
    services = desk.services
    photo = tmp_path / "desk.jpg"
    photo.write_bytes(pictures.with_exif(pictures.drawn("jpg")))

    # The keeper drops a photograph on the answer. The charter wants it described, and says so.
    page = charter_page(desk)
    page._go("answer", 0)
    assert page._detail.form is not None
    field = page._detail.form._editors["attachments"]
    assert isinstance(field, FilesField)
    drop(field.files, photo)
    desk.settle()
    checked(desk, page)
    assert ["“desk.jpg” is not described in “en”" in one for one in of_files(page)] == [True]
    qtbot.keyClicks(field.files.row(0).alts["en"], ALT)
    checked(desk, page)
    assert of_files(page) == []
    page._save()
    desk.settle()

    # Whoever answers sees the picture before the answer is put in, and has it in the draft, described.
    desk.window.go("inbox")
    desk.answer()
    desk.type("::return")
    popup = desk.pane.popup
    desk.settle()
    assert "desk.jpg · 40 by 20" in popup.files.findChildren(QLabel)[1].text()
    desk.key(Qt.Key.Key_Return)
    desk.type("any desk")
    draft = desk.pane.draft()
    assert draft is not None
    assert [(one.name, one.alt) for one in draft.media] == [("desk.jpg", ALT)]
    desk.pane.send()
    desk.settle()
    (row,) = services.outbox.rows()
    assert row.media == draft.media
    assert pictures.PLACE not in services.media.data(row.media[0].hash)

    # The library knows who holds it, and does not let go of it.
    desk.window.act("media.library")
    desk.settle()
    (library,) = desk.window.findChildren(MediaLibrary)
    said = [one.text() for one in library.findChildren(QLabel)]
    assert "In use: 1 reply, 1 answer" in said
    assert not library.remover.isEnabled()
    links = [one.text() for one in library.detail.findChildren(QPushButton)]
    assert links[0].startswith("Reply to Nadia Perrault")
    library.close()

    # A colleague gets the charter as one file, opens it, and has the picture with its words.
    page = charter_page(desk)
    given = tmp_path / "library.cmwcharter"
    page._files.write(str(given))
    desk.settle()
    colleague = Desk(a_workstation(tmp_path / "colleague"), qtbot)
    there = charter_page(colleague)
    there._files.open(str(given))
    colleague.settle()
    checked(colleague, there)
    assert of_files(there) == []
    (kept,) = colleague.services.library.files()
    assert colleague.services.media.data(kept.file.hash) == services.media.data(row.media[0].hash)
    entry = colleague.services.guide.entry("library", "answer", "returning-books")
    assert entry is not None
    (file,) = colleague.services.guide.files(entry, "en")
    assert (file.name, file.wrong, file.file and file.file.alt) == ("desk.jpg", "", ALT)
    ended(colleague)
