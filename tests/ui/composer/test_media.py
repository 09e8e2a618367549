"""Pictures and files in a reply: attached, described, put in order, taken out, kept, sent and taken back."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from cmworkstation.domain.account import MediaRules
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.media import Fitting
from cmworkstation.ui.widgets import scaling
from cmworkstation.ui.widgets.bars import UndoBar
from tests import pictures as made
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.ui.composer.conftest import CHARTER, HERE, a_shop

CTRL = Qt.KeyboardModifier.ControlModifier
TAKEN = MediaRules(
    types=("image/jpeg", "image/png"),
    most=2,
    max_bytes=200_000,
    max_pixels=100_000,
    has_alt=True,
    alt_limit=300,
)


@pytest.fixture
def desk(a_desk, tmp_path):
    found = a_desk(a_place(tmp_path / "w", ""))
    found.answer()
    return found


def a_place(folder: Path, alt_text: str):
    services = a_workstation(folder)
    shop = add_account(services, "Shop", capabilities=replace(HERE, media=TAKEN))
    voice = f'\n[voice]\nalt_text = "{alt_text}"\n' if alt_text else ""
    charter, _ = services.charters.save(CHARTER + voice)
    services.charters.assign(shop.id, charter)
    receive(services, shop, [a_message("q", "Where is the way in?", 3, language="en")])
    return services


def attach(desk, *files):
    """Drop files on the text."""
    count = len(desk.pane.draft().media)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(one)) for one in files])
    assert desk.pane.editor.canInsertFromMimeData(dropped)
    desk.pane.editor.insertFromMimeData(dropped)
    desk.qtbot.waitUntil(lambda: len(desk.pane.draft().media) == count + len(files))


def two(folder: Path) -> tuple[Path, Path]:
    one, other = folder / "door.jpg", folder / "map.png"
    one.write_bytes(made.with_exif(made.drawn("jpg")))
    other.write_bytes(made.drawn("png"))
    return one, other


def names(desk) -> list[str]:
    return [one.name for one in desk.pane.draft().media]


def test_dropped_pictures_are_described_at_once_and_kept_with_the_draft(desk, tmp_path):
    attach(desk, *two(tmp_path))
    assert names(desk) == ["door.jpg", "map.png"]
    first = desk.pane.strip.row(0)
    desk.window.activateWindow()  # a window of an earlier test may have gone away just now
    desk.qtbot.waitUntil(first.alt.hasFocus)
    assert first.alt.accessibleName().startswith("Describe the picture for those who cannot see it")
    desk.qtbot.keyClicks(first.alt, "The door, three steps down")
    desk.pane.editor.setFocus()
    desk.pane.leave()
    (kept,) = desk.services.drafts.listed()
    assert [one.alt for one in kept.media] == ["The door, three steps down", ""]
    assert desk.services.library.files("three steps")[0].file.name == "door.jpg"


def test_a_pasted_picture_goes_with_the_reply(desk):
    pasted = QMimeData()
    pasted.setImageData(QImage.fromData(made.drawn()))
    desk.pane.editor.insertFromMimeData(pasted)
    desk.qtbot.waitUntil(lambda: names(desk) == ["Pasted picture.png"])


def test_files_change_places_and_are_taken_out_with_undo(desk, tmp_path):
    attach(desk, *two(tmp_path))
    desk.pane.strip.row(1).up.click()
    assert names(desk) == ["map.png", "door.jpg"]
    desk.pane.strip.row(0).out.click()
    assert names(desk) == ["door.jpg"]
    QApplication.processEvents()
    desk.window.findChild(UndoBar).undone.emit()
    assert names(desk) == ["map.png", "door.jpg"]


def test_a_reply_that_is_taken_back_has_its_files_again(desk, tmp_path):
    attach(desk, *two(tmp_path))
    desk.type("Here is the way in.")
    desk.key(Qt.Key.Key_Return, CTRL)
    (row,) = desk.services.outbox.rows()
    assert [one.name for one in row.media] == ["door.jpg", "map.png"]
    desk.pane.sending.undo(row)
    assert names(desk) == ["door.jpg", "map.png"]


def test_more_files_than_the_server_takes_are_not_sent(desk, tmp_path):
    third = tmp_path / "sign.png"
    third.write_bytes(made.drawn("png", colour=0xFF000000))
    attach(desk, *two(tmp_path), third)
    desk.type("Here is the way in.")
    assert desk.why() == "There are more files than this server takes with one reply."
    assert not desk.send_button().isEnabled()


def test_a_picture_too_large_for_the_server_is_made_smaller(desk, tmp_path):
    wide = tmp_path / "wide.jpg"
    wide.write_bytes(made.with_exif(made.drawn("jpg", 900, 600)))
    attach(desk, wide)
    (file,) = desk.pane.draft().media
    assert 0 < file.pixels <= 100_000
    assert made.PLACE not in desk.services.media.data(file.hash)


HOSTILE = {
    "another kind": (b"%PDF-1.7", "holiday.jpg", "media-lies"),
    "a program": (b"MZ\x90\x00", "holiday.jpg", "media-program"),
    "a hundred megapixels": (made.huge_png(), "holiday.png", "media-pixels"),
    "cut off": (made.drawn()[:60], "holiday.png", "media-broken"),
    "empty": (b"", "holiday.png", "media-empty"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(desk, tmp_path, case):
    data, name, reason = HOSTILE[case]
    lie = tmp_path / name
    lie.write_bytes(data)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(lie))])
    told: list[NotAllowed] = []
    desk.window.failed = told.append
    desk.pane.editor.insertFromMimeData(dropped)
    desk.qtbot.waitUntil(lambda: bool(told))
    assert told[0].reason == reason
    assert names(desk) == []


def test_a_name_that_turns_its_ending_round_is_harmless_in_the_strip_and_on_its_way(desk, tmp_path):
    turned = tmp_path / "a\u202egnp.exe.png"
    turned.write_bytes(made.drawn())
    attach(desk, turned)
    assert names(desk) == ["agnp.exe.png"]
    assert "\u202e" not in desk.pane.strip.row(0).out.accessibleName()


def test_a_picture_whose_bytes_broke_since_keeps_its_icon_and_the_draft_is_kept(desk, tmp_path):
    attach(desk, *two(tmp_path))
    (first, _) = desk.pane.draft().media
    desk.qtbot.waitUntil(lambda: not desk.pane.strip.thumb(first.hash).isNull())
    desk.pane.leave()
    with desk.services.workspace.write() as connection:
        connection.execute("UPDATE media SET data=x'89504e47' WHERE hash=?", (first.hash,))
    desk.pane.strip._thumbs.clear()
    desk.answer()
    desk.settle()
    assert names(desk) == ["door.jpg", "map.png"]
    assert desk.pane.strip.thumb(first.hash).isNull()
    assert not desk.pane.strip.row(0).thumb.pixmap().isNull()


def test_where_the_charter_wants_descriptions_the_caret_goes_to_the_field(a_desk, tmp_path):
    desk = a_desk(a_place(tmp_path / "w", "required"))
    desk.answer()
    attach(desk, *two(tmp_path))
    desk.type("Here is the way in.")
    assert "wants every picture described" in desk.why()
    desk.key(Qt.Key.Key_Return, CTRL)
    assert desk.pane.strip.row(0).alt.hasFocus()
    assert desk.queued() == []
    for place in (0, 1):
        desk.qtbot.keyClicks(desk.pane.strip.row(place).alt, f"The way in, {place}")
        desk.pane.strip.row(place).alt.editingFinished.emit()
    desk.pane.send()
    assert desk.queued() == ["Here is the way in."]


def test_where_the_charter_reminds_of_descriptions_it_is_sent_as_it_is(a_desk, tmp_path):
    desk = a_desk(a_place(tmp_path / "w", "reminded"))
    desk.answer()
    attach(desk, two(tmp_path)[0])
    desk.type("Here is the way in.")
    assert desk.send_button().text() == "Send as is"
    assert any("Pictures without a description: 1" in one for one in desk.remarks())


def test_a_platform_without_files_says_so(a_desk, tmp_path):
    desk = a_desk(a_shop(tmp_path / "w"))
    desk.answer()
    attach(desk, two(tmp_path)[0])
    desk.type("Here is the way in.")
    assert desk.why() == "This platform takes no files with a reply. Take them out."


def test_a_picture_on_its_side_is_written_upright():
    lying = made.with_exif(made.drawn("jpg", 40, 20), turn=6)
    upright = QImage.fromData(scaling.fitting(lying, "image/jpeg", Fitting(max_pixels=10**6)))
    assert (upright.width(), upright.height()) == (20, 40)
