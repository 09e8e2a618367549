"""The files of an answer in the form of the charter: added, described, put in order, taken out, found again."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.media import MediaFile
from cmworkstation.ui.charter.editors_files import FilesField
from cmworkstation.ui.charter.files import Files
from cmworkstation.ui.media.answer_files import AnswerFiles
from cmworkstation.ui.media.dialog import MediaLibrary
from cmworkstation.ui.widgets.bars import UndoBar
from cmworkstation.ui.widgets.file_taking import takes_of_paths
from tests import dropping, pictures
from tests.builders_workspace import a_workstation
from tests.ui.charter.conftest import Desk
from tests.ui.inbox.conftest import ended

LOST = "f" * 64


def field(desk: Desk, index: int = 0) -> AnswerFiles:
    """Return the files of an answer of the charter in front."""
    desk.charter._go("answer", index)
    form = desk.charter._detail.form
    assert form is not None
    found = form._editors["attachments"]
    assert isinstance(found, FilesField)
    return found.files


def told(desk: Desk, index: int = 0) -> list[tuple[str, object]]:
    """Return name and description of each file that the charter's text names."""
    desk.charter._detail.flush()
    desk.checked()
    answer = read_charter(desk.text()).answers[index]
    return [(str(one["name"]), one.get("alt", "")) for one in answer.attachments]


def on_disk(folder: Path) -> tuple[Path, Path]:
    door, way = folder / "door.jpg", folder / "map.png"
    door.write_bytes(pictures.with_exif(pictures.drawn("jpg")))
    way.write_bytes(pictures.drawn("png"))
    return door, way


def drop(desk: Desk, files: AnswerFiles, *paths: Path) -> None:
    dropping.drop(files, *paths)
    desk.settle()


def test_dropped_files_stand_in_the_text_with_what_they_show_and_tell_nothing_of_their_place(
    forms: Desk, tmp_path: Path
) -> None:
    files = field(forms)
    drop(forms, files, *on_disk(tmp_path))
    assert told(forms) == [("door.jpg", ""), ("map.png", "")]
    alt = next(iter(files.row(0).alts.values()))
    forms.qtbot.keyClicks(alt, "The door, three steps down")
    assert told(forms) == [("door.jpg", {"en": "The door, three steps down"}), ("map.png", "")]
    hash_ = str(read_charter(forms.text()).answers[0].attachments[0]["hash"])
    assert pictures.PLACE not in forms.services.media.data(hash_)
    assert not [one for one in forms.problems() if "on this machine" in one]
    forms.services.charters.save_draft("fennick-lane", forms.text())
    assert forms.draft()


def test_files_are_put_in_order_and_taken_out_with_undo(forms: Desk, tmp_path: Path) -> None:
    files = field(forms)
    drop(forms, files, *on_disk(tmp_path))
    forms.qtbot.mouseClick(files.row(1).up, Qt.MouseButton.LeftButton)
    assert told(forms) == [("map.png", ""), ("door.jpg", "")]
    assert not files.row(0).up.isEnabled()
    forms.qtbot.mouseClick(files.row(0).out, Qt.MouseButton.LeftButton)
    assert told(forms) == [("door.jpg", "")]
    forms.window.findChildren(UndoBar)[-1].undone.emit()
    assert told(forms) == [("map.png", ""), ("door.jpg", "")]


def test_a_copied_picture_is_pasted_where_no_text_is_written(forms: Desk) -> None:
    files = field(forms)
    copied = QMimeData()
    copied.setImageData(QImage.fromData(pictures.drawn()))
    QApplication.clipboard().setMimeData(copied)
    files.adder.setFocus()
    forms.qtbot.keyClick(files, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    forms.settle()
    assert told(forms) == [("Pasted picture.png", "")]
    QApplication.clipboard().setText("plain words")
    files.paste()
    forms.settle()
    assert len(told(forms)) == 1


def test_a_file_of_the_library_comes_with_the_words_that_describe_it(forms: Desk) -> None:
    kept = forms.services.media.add(pictures.drawn(), "mill.png")
    forms.services.library.describe(kept.hash, "en", "The mill at noon")
    files = field(forms)
    files.from_library.click()
    forms.settle()
    (library,) = forms.window.findChildren(MediaLibrary)
    assert library.inserter.text() == "Add to the answer"
    library.insert()
    forms.settle()
    assert told(forms) == [("mill.png", {"en": "The mill at noon"})]


def test_a_file_that_is_not_here_is_said_in_the_form_and_found_by_its_bytes_not_by_its_name(
    forms: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, way = on_disk(tmp_path)
    kept = forms.services.media.add(way.read_bytes(), "anything.png")
    forms.services.library.remove(kept.hash)
    files = field(forms)
    line = f'attachments = [{{ hash = "{kept.hash}", name = "map.png" }}]\n'
    forms.write(forms.text().replace("[[answer]]\n", f"[[answer]]\n{line}", 1))
    files = field(forms)
    assert any("“map.png” of this answer is not on this machine" in one for one in forms.problems())
    chosen: list[list[Path]] = [[door], [way]]
    monkeypatch.setattr(
        "cmworkstation.ui.media.answer_files.ask_for_files",
        lambda _parent, _title, then: then(chosen.pop(0)),
    )
    files.row(0).seeker.click()
    forms.settle()
    assert files.row(0).file is None
    files.row(0).seeker.click()
    forms.settle()
    shown = files.row(0).file
    assert isinstance(shown, MediaFile)
    assert shown.hash == kept.hash
    forms.charter._check()
    forms.checked()
    assert not any("on this machine" in one for one in forms.problems())


HOSTILE = {
    "a hundred megapixels": (pictures.huge_png(), "holiday.png", "64 million pixels"),
    "a program": (b"MZ\x90\x00", "holiday.jpg", "can run a program"),
    "another kind": (b"%PDF-1.7", "holiday.jpg", "is not what its name says"),
    "cut off": (pictures.drawn()[:60], "holiday.png", "broken or cut off"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_not_what_it_should_be_is_refused_in_words_and_the_text_stays(
    forms: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    data, name, words = HOSTILE[case]
    bad = tmp_path / name
    bad.write_bytes(data)
    before = forms.text()
    files = field(forms)
    said: list[str] = []
    monkeypatch.setattr(forms.window, "failed", lambda error: said.append(_words(error)))
    files.take(takes_of_paths([bad], lambda: forms.services.media))
    forms.settle()
    assert any(words in one for one in said), said
    assert forms.text() == before


def _words(error: Exception) -> str:
    from cmworkstation.words import problems

    return problems.error(error).text


def test_a_copy_of_the_charter_takes_its_files_along_and_brings_them_to_another_workspace(
    forms: Desk, tmp_path: Path, qtbot: Any
) -> None:
    drop(forms, field(forms), on_disk(tmp_path)[1])
    assert told(forms) == [("map.png", "")]
    copy = tmp_path / "ours.cmwcharter"
    forms.charter._files.write(str(copy))
    forms.settle()
    assert copy.read_bytes().startswith(b"PK")
    plain = tmp_path / "ours.charter.toml"
    forms.charter._files.write(str(plain))
    assert plain.read_text(encoding="utf-8") == forms.text()
    other = Desk(a_workstation(tmp_path / "other"), qtbot)
    other.charter._files.open(str(copy))
    other.settle()
    other.checked()
    assert other.text() == forms.text()
    (kept,) = other.services.library.files()
    assert kept.file.name == "map.png"
    assert not any("on this machine" in one for one in other.problems())
    ended(other)


def test_a_file_that_is_no_charter_is_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    failed: list[Any] = []
    desk.window.jobs.failed.connect(lambda error, _lane: failed.append(_words(error)))
    broken = tmp_path / "ours.cmwcharter"
    broken.write_bytes(b"PK\x03\x04 and nothing more")
    files = desk.charter._files
    assert isinstance(files, Files)
    files.open(str(broken))
    desk.settle()
    assert failed == [
        "This file is not a charter with its files, or not a whole one. Nothing was taken in."
    ]
