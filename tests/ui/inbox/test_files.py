"""Files of a message: named for what they are, saved where the person says, stopped when they say so."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget

from cmworkstation.domain.errors import Gone, NotSignedIn, Offline, Refused, ServerTrouble
from cmworkstation.domain.message import Attachment, Writer
from cmworkstation.domain.progress import Progress
from cmworkstation.ui.inbox.attachment_box import AttachmentBox
from cmworkstation.ui.inbox.file_saver import trouble
from tests.builders_workspace import a_message, a_town, receive

PLAN = Attachment("file", "part:2", title="pl\u202ean.pdf", size=2_000_000, type="application/pdf")
TRAP = Attachment("file", "https://media.example/x", title="invoice\u202efdp.exe", size=9_000)
LOST = Attachment("file", "", title="lost.txt")


class Sack:
    """Stands for the service: writes what it was given, in two steps, when it may."""

    def __init__(self):
        self.over: list[bool] = []
        self.error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def save(self, message, one, path, *, over=False):
        self.over.append(over)
        yield Progress(1_000_000, one.size)
        self.gate.wait(5)
        yield Progress(2_000_000, one.size)
        if self.error:
            raise self.error
        path.write_text(one.title)
        return path

    def save_into(self, message, one, folder):
        return self.save(message, one, folder / f"{one.url[-1]}.bin")


@pytest.fixture
def town(a_scene: Any, tmp_path: Path) -> Any:
    services = a_town(tmp_path / "w")
    account = services.accounts.listed()[0]
    writer = Writer("https://reader.test/fay", "Fay Moss", "@fay@reader.test")
    files = (PLAN, TRAP, LOST)
    item = a_message("files", "Three files", 0.1, writer=writer, attachments=files)
    receive(services, account, [item])
    scene = a_scene(services)
    scene.open("Fay")
    return scene


@pytest.fixture
def sack(town: Any) -> Sack:
    found = Sack()
    town.services.__dict__["attachments"] = found
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "saved"
    made.mkdir()
    return made


def boxes(scene: Any) -> list[AttachmentBox]:
    found = scene.page.thread_pane.line.findChildren(AttachmentBox)
    return sorted(found, key=lambda box: [PLAN, TRAP, LOST].index(box.one))


def choose(scene: Any, path: Path) -> None:
    """Answer the open question for a place."""
    (dialog,) = scene.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def said(box: AttachmentBox) -> list[str]:
    """Return the words in a box that can be seen."""
    return [
        label.text() for label in box.findChildren(QLabel) if label.isVisible() and label.text()
    ]


def test_a_file_is_named_for_what_it_is_and_a_program_is_warned_of(town):
    plan, trap, lost = boxes(town)
    assert said(plan) == ["File · PDF · 2 MB", "plan.pdf"]
    name, warning = said(trap)[1:]
    assert name == "invoicefdp.exe"
    assert "can run a program" in warning
    assert [box.save_button.isVisible() for box in (plan, trap, lost)] == [True, True, False]
    assert not any(box.open_button.isVisible() for box in (plan, trap, lost))
    assert not any(box.show_button.isVisible() for box in (plan, trap, lost))


def test_a_file_is_saved_where_the_person_says(town, sack, folder):
    plan = boxes(town)[0]
    plan.save_button.click()
    (dialog,) = town.window.findChildren(QFileDialog)
    assert [Path(one).name for one in dialog.selectedFiles()] == ["plan.pdf"]
    choose(town, folder / "my plan.pdf")
    town.settle()
    assert [path.name for path in folder.iterdir()] == ["my plan.pdf"]
    assert plan.note.text() == "Saved as my plan.pdf in saved."
    assert plan.save_button.text() == "Save…"
    assert sack.over == [False]


def test_what_the_person_agreed_to_replace_is_replaced(town, sack, folder):
    (folder / "plan.pdf").write_text("old")
    boxes(town)[0].save_button.click()
    choose(town, folder / "plan.pdf")
    town.settle()
    assert sack.over == [True]


def test_saving_says_how_far_it_is_and_can_be_stopped(town, sack, folder):
    plan = boxes(town)[0]
    sack.gate.clear()
    plan.save_button.click()
    choose(town, folder / "plan.pdf")
    town.qtbot.waitUntil(lambda: plan.note.text() == "Saving… 50 %")
    assert plan.save_button.text() == "Stop"
    plan.save_button.click()
    assert plan.save_button.text() == "Save…"
    assert not plan.note.isVisible()
    sack.gate.set()
    town.settle()
    assert list(folder.iterdir()) == []


def test_the_command_saves_all_files_of_the_message_into_one_folder(town, sack, folder):
    assert town.window.act("inbox.save_files")
    choose(town, folder)
    town.settle()
    assert sorted(path.name for path in folder.iterdir()) == ["2.bin", "x.bin"]
    assert all(box.note.text() for box in boxes(town)[:2])


def test_the_command_is_not_possible_without_files(town):
    town.open("Paul")
    assert not town.window.can("inbox.save_files")


def test_the_folder_is_shown_and_the_file_is_never_opened(town, sack, folder, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    trap = boxes(town)[1]
    trap.save_button.click()
    choose(town, folder / "x.exe")
    town.settle()
    trap.folder_button.click()
    assert opened == [str(folder)]


def test_a_file_that_does_not_come_is_said_in_its_box_and_can_be_asked_for_again(
    town, sack, folder
):
    plan = boxes(town)[0]
    sack.error = Gone()
    plan.save_button.click()
    choose(town, folder / "plan.pdf")
    town.settle()
    assert plan.trouble.text() == "This file is no longer on its server."
    assert plan.save_button.text() == "Save…"
    assert not plan.note.isVisible()


def test_every_trouble_has_words_of_its_own():
    troubles = (
        OSError(28, "no space"), Offline(), Gone(), NotSignedIn(), Refused(code="too-large"), ServerTrouble(),
    )  # fmt: skip
    assert len({trouble(one) for one in troubles}) == len(troubles)


@pytest.mark.parametrize("width", [200, 230, 260, 300, 420, 700])
def test_all_buttons_of_a_saved_file_are_within_its_box(qtbot, width):
    holder = QWidget()
    qtbot.addWidget(holder)
    box = AttachmentBox(replace(PLAN, alt="One page", url="https://media.example/a.pdf"), holder)
    holder.show()
    box.resize(width, box.height_for(width))
    for act in (
        lambda: box.show_saving("Saving…"),
        lambda: box.show_saved(Path("/a/b/plan of the day.pdf")),
    ):
        act()
        box.resize(width, box.height_for(width))
        QApplication.processEvents()
        for button in box.findChildren(QPushButton):
            if button.isVisible():
                low = button.mapTo(box, button.rect().bottomLeft()).y()
                assert low < box.height(), button.text()
                assert button.geometry().bottom() < box._row.height(), button.text()
