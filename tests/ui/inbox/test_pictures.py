"""Pictures of a conversation: boxes until somebody asks, then shown in their place."""

import struct
import threading
import zlib

import pytest

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import Offline, Refused
from cmworkstation.resources.demo.pictures import WIDTH, draw
from cmworkstation.ui.inbox.attachment_box import AttachmentBox
from cmworkstation.ui.widgets.pictures import decode
from tests.builders_workspace import a_message, receive
from tests.pictures import huge_png

PNG = draw("https://photo.example/1.jpg")


class Camera:
    """Stands for the service: hands out what it was given, and remembers who asked."""

    def __init__(self):
        self.asked = []
        self.answer: bytes | Exception = PNG
        self.gate = threading.Event()
        self.gate.set()

    def picture(self, message, one):
        self.asked.append(one.url)
        self.gate.wait(5)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def camera(town):
    found = Camera()
    town.services.__dict__["attachments"] = found
    return found


def box_of(scene):
    (box,) = scene.page.thread_pane.line.findChildren(AttachmentBox)
    return box


def test_nothing_is_asked_for_until_somebody_asks(town, camera):
    town.open("由紀")
    assert camera.asked == []
    assert box_of(town).show_button.isVisible()
    assert not box_of(town)._picture.isVisible()


def test_the_picture_takes_its_place_and_the_card_grows(town, camera):
    town.open("由紀")
    box, card = box_of(town), town.page.thread_pane.line.cards()[-1]
    before = card.height()
    box.show_button.click()
    town.settle()
    assert camera.asked == ["https://photo.example/1.jpg"]
    assert box._picture.isVisible()
    assert card.height() > before
    assert box._picture.height() == box._picture.heightForWidth(box._picture.width())
    assert not box.show_button.isVisible()
    spare = box.height() - box._picture.geometry().bottom()
    assert spare <= 12, "no gap below the picture, and none spread above it"
    assert box._picture.y() - box.open_button.parentWidget().geometry().bottom() <= 12


def test_a_missing_network_is_said_and_the_picture_can_be_asked_for_again(town, camera):
    town.open("由紀")
    camera.answer = Offline()
    box = box_of(town)
    box.show_button.click()
    town.settle()
    assert "No connection" in box.trouble.text()
    assert box.trouble.isVisible()
    camera.answer = PNG
    box.show_button.click()
    town.settle()
    assert box._picture.isVisible()
    assert not box.trouble.isVisible()


def test_what_is_no_picture_leads_to_the_browser(town, camera):
    town.open("由紀")
    camera.answer = b"<html>"
    box_of(town).show_button.click()
    town.settle()
    assert "browser" in box_of(town).trouble.text()


HOSTILE = {
    "a hundred megapixels": huge_png(),
    "cut off": PNG[:60],
    "another kind": b"%PDF-1.7 and more",
    "a program": b"MZ\x90\x00",
    "nothing": b"",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_picture_is_said_in_its_place_and_the_thread_goes_on(town, camera, case):
    town.open("由紀")
    camera.answer = HOSTILE[case]
    box = box_of(town)
    box.show_button.click()
    town.settle()
    assert box.trouble.isVisible()
    assert not box._picture.isVisible()
    camera.answer = PNG
    box.show_button.click()
    town.settle()
    assert box._picture.isVisible()


def test_loading_can_be_stopped(town, camera):
    town.open("由紀")
    camera.gate.clear()
    box = box_of(town)
    box.show_button.click()
    assert box.show_button.text() == "Stop"
    box.show_button.click()
    assert box.show_button.text() == "Show"
    camera.gate.set()
    town.settle()
    assert not box._picture.isVisible()


def test_the_command_loads_all_and_what_was_loaded_comes_back_without_asking(town, camera):
    town.open("由紀")
    assert town.window.act("inbox.remote_pictures")
    town.settle()
    assert box_of(town)._picture.isVisible()
    town.open("Omar")
    town.open("由紀")
    assert box_of(town)._picture.isVisible()
    assert len(camera.asked) == 1


def test_the_command_is_not_possible_without_pictures(town, camera):
    town.open("Paul")
    assert not town.window.can("inbox.remote_pictures")


def test_a_picture_stays_when_the_conversation_is_read_again(town, camera):
    conversation = town.open("由紀")
    town.window.act("inbox.remote_pictures")
    town.settle()
    account = next(
        one for one in town.services.accounts.listed() if one.name.startswith("Médiathèques")
    )
    receive(town.services, account, [a_message("ph2", "🎨", 1, parent="ph1")])
    town.page.refresh(Changes(conversations=frozenset([conversation])))
    town.settle()
    assert box_of(town)._picture.isVisible()


def test_large_pictures_are_made_smaller_and_huge_ones_refused():
    assert decode(PNG).width() == WIDTH
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head
    huge = b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    with pytest.raises(Refused):
        decode(huge)
    with pytest.raises(Refused):
        decode(PNG[:60])
