"""The media library: looked through, described, put into a reply, let go of; with a thousand pictures as with none."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from cmworkstation.domain.clock import to_ms
from cmworkstation.services.workstation import Services
from cmworkstation.store import media as table
from cmworkstation.ui.guide.page import GuidePage
from cmworkstation.ui.media.dialog import MediaLibrary
from tests import dropping, pictures
from tests.builders_workspace import NOW
from tests.ui.composer.conftest import Desk, a_desk
from tests.ui.composer.test_answer_files import a_way, given
from tests.ui.composer.test_media import a_place

__all__ = ["a_desk"]


@pytest.fixture
def desk(a_desk: Callable[..., Desk], tmp_path: Path) -> Desk:
    return a_desk(a_place(tmp_path / "w", ""))


def opened(desk: Desk) -> MediaLibrary:
    desk.window.act("media.library")
    desk.settle()
    return next(one for one in desk.window.findChildren(MediaLibrary) if one.isVisible())


def filled(services: Services) -> None:
    """Keep three files: two pictures, of which one is described, and a plan."""
    door = services.media.add(pictures.drawn(colour=0xFF112233), "door.png")
    services.media.add(pictures.drawn(colour=0xFF445566), "map.png")
    services.media.add(b"%PDF-1.7 plan", "plan.pdf")
    services.library.describe(door.hash, "en", "The summer door, three steps")


def names(library: MediaLibrary) -> list[str]:
    files = library.list.files
    return [str(files.index(row).data()) for row in range(files.rowCount())]


def choose(desk: Desk, library: MediaLibrary, name: str) -> None:
    library.list.setCurrentIndex(library.list.files.index(names(library).index(name)))
    desk.settle()


def said(library: MediaLibrary) -> list[str]:
    return [one.text() for one in library.findChildren(QLabel) if one.isVisible()]


def search(desk: Desk, library: MediaLibrary, words: str) -> None:
    desk.qtbot.keyClicks(library.search, words)
    desk.qtbot.waitUntil(lambda: not library.search._pause.isActive())
    desk.settle()


def test_an_empty_library_says_what_will_be_there_and_takes_dropped_files(
    desk: Desk, tmp_path: Path
) -> None:
    library = opened(desk)
    assert "No pictures and files yet" in said(library)
    assert not library.inserter.isEnabled()
    assert not library.remover.isEnabled()
    door = tmp_path / "door.png"
    door.write_bytes(pictures.drawn())
    dropping.drop(library, door)
    desk.settle()
    assert names(library) == ["door.png"]
    assert library.said.text().startswith("1 file is here now.")


def test_words_find_files_by_their_names_and_descriptions_and_nothing_is_said_where_none_fits(
    desk: Desk,
) -> None:
    filled(desk.services)
    library = opened(desk)
    assert len(names(library)) == 3
    search(desk, library, "SUMMER steps")
    assert names(library) == ["door.png"]
    assert library.count.text() == "1 file"
    search(desk, library, " xylophone")
    assert "Nothing fits these words" in said(library)
    shower = next(
        one for one in library.findChildren(QPushButton) if one.text() == "Show everything"
    )
    shower.click()
    desk.settle()
    assert len(names(library)) == 3


def test_a_row_is_heard_with_what_it_shows_its_size_and_who_holds_it(desk: Desk) -> None:
    filled(desk.services)
    library = opened(desk)
    index = library.list.files.index(names(library).index("door.png"))
    heard = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard.startswith("door.png, The summer door, three steps, 40 by 20 · ")
    assert heard.endswith("Not used now")


def test_a_file_is_put_into_the_reply_with_its_description_in_the_language_of_the_reply(
    desk: Desk,
) -> None:
    filled(desk.services)
    desk.answer()
    library = opened(desk)
    choose(desk, library, "door.png")
    library.list.activated.emit(library.list.currentIndex())
    desk.settle()
    draft = desk.pane.draft()
    assert draft is not None
    assert [(one.name, one.alt) for one in draft.media] == [
        ("door.png", "The summer door, three steps")
    ]
    assert not desk.window.findChildren(MediaLibrary)


def test_without_a_reply_nothing_can_be_put_in_and_the_button_says_why(desk: Desk) -> None:
    filled(desk.services)
    library = opened(desk)
    assert not library.inserter.isEnabled()
    assert library.inserter.toolTip() == "Begin a reply first."
    library.insert()
    assert library.isVisible()


def test_what_is_written_about_a_file_is_kept_and_the_field_keeps_the_caret(desk: Desk) -> None:
    filled(desk.services)
    library = opened(desk)
    choose(desk, library, "map.png")
    field = library.detail.fields["en"]
    library.activateWindow()
    field.setFocus()
    desk.qtbot.keyClicks(field, "The way ")
    desk.qtbot.waitUntil(lambda: not library.detail._pause.isActive())
    desk.settle()
    assert library.detail.fields["en"] is field
    desk.qtbot.keyClicks(field, "in")
    library.accept()
    (kept,) = desk.services.library.files("way in")
    assert (kept.file.name, kept.alts) == ("map.png", {"en": "The way in"})


def test_a_file_that_nothing_uses_is_removed_and_undo_brings_it_back(desk: Desk) -> None:
    filled(desk.services)
    library = opened(desk)
    choose(desk, library, "door.png")
    before = desk.services.library.files()
    library.remover.click()
    desk.settle()
    assert "door.png" not in names(library)
    assert library.said.text() == "Removed from the library."
    library.undoer.click()
    desk.settle()
    assert desk.services.library.files() == before
    assert not library.undoer.isVisible()


def test_a_file_in_use_says_where_and_leads_there_and_cannot_be_removed(desk: Desk) -> None:
    services = desk.services
    door = services.media.add(pictures.drawn(), "door.png")
    charter, _ = services.charters.save(a_way(given(door.hash, "door.png", "The door")))
    services.charters.assign(services.accounts.listed()[0].id, charter)
    desk.answer()
    desk.pane.put_media((door,))
    desk.pane.save()
    library = opened(desk)
    assert "In use: 1 draft, 1 answer" in said(library)
    assert not library.remover.isEnabled()
    links = [one for one in library.detail.findChildren(QPushButton) if one.isVisible()]
    assert [one.text().partition(",")[0] for one in links] == [
        "Draft to Nadia Perrault",
        "Answer “Where is the way in?”",
    ]
    links[1].click()
    desk.settle()
    page = desk.window.page("guide")
    assert isinstance(page, GuidePage)
    shown = page.entry()
    assert shown is not None
    assert shown.id == "way"


def a_thousand(services: Services) -> None:
    """Keep a thousand pictures, each of its own colour."""
    with services.workspace.write() as connection:
        for n in range(1000):
            kept, clean = _picture(n)
            table.add(connection, kept, clean, NOW)
            connection.execute(
                "UPDATE media SET used_at=? WHERE hash=?", (to_ms(NOW) - n, kept.hash)
            )


def _picture(n: int) -> tuple[Any, bytes]:
    from cmworkstation.services.media import examined

    return examined(pictures.drawn(width=4, height=4, colour=0xFF000000 + n), f"{n:04}.png")


def test_of_a_thousand_pictures_only_those_in_front_are_made_small_and_the_newest_wish_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_thousand(desk.services)
    library = opened(desk)
    assert library.count.text() == "1,000 files"
    made = len(library.thumbs._images)
    assert 0 < made < 40
    library.list.scrollToBottom()
    QApplication.processEvents()
    wished = list(library.thumbs._wanted)
    assert names(library)[-1] == "0999.png"
    desk.settle()
    assert made < len(library.thumbs._images) < 80
    assert len(wished) < 40


def test_broken_bytes_are_said_where_the_picture_would_be_and_everything_else_goes_on(
    desk: Desk,
) -> None:
    filled(desk.services)
    with desk.services.workspace.write() as connection:
        connection.execute("UPDATE media SET data=x'00' WHERE name='map.png'")
    library = opened(desk)
    choose(desk, library, "map.png")
    assert "This picture cannot be shown here." in said(library)
    choose(desk, library, "door.png")
    assert "This picture cannot be shown here." not in said(library)


HOSTILE = {
    "path parts": (pictures.drawn(), "..\\..\\evil.png", "evil.png", ""),
    "a hundred megapixels": (pictures.huge_png(), "huge.png", "", "64 million pixels"),
    "another kind": (b"%PDF-1.7", "holiday.jpg", "", "not what its name says"),
    "cut off": (pictures.drawn()[:60], "half.png", "", "broken or cut off"),
    "turned round": (pictures.drawn(), "a\u202egnp.exe.png", "agnp.exe.png", ""),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused_in_words_or_kept_under_a_harmless_name(
    desk: Desk, case: str
) -> None:
    data, name, kept, words = HOSTILE[case]
    library = opened(desk)
    library._take([lambda: desk.services.media.add(data, name)])
    desk.settle()
    assert names(library) == ([kept] if kept else [])
    assert words in library.said.text()


def test_a_picture_that_was_looked_at_is_not_looked_at_again(desk: Desk) -> None:
    filled(desk.services)
    library = opened(desk)
    before = dict(library.thumbs._images)
    library.list.viewport().update()
    QApplication.processEvents()
    desk.settle()
    assert all(library.thumbs._images[one] is image for one, image in before.items())
    assert all(isinstance(image, QImage) for image in before.values())


@pytest.fixture(autouse=True)
def closed(desk: Desk) -> Iterator[None]:
    yield
    for one in desk.window.findChildren(MediaLibrary):
        one.close()
