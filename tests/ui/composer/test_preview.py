"""The preview: opened by button, key and palette, true while one writes, closed with the draft."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from cmworkstation.domain.account import MediaRules
from cmworkstation.store import accounts
from cmworkstation.ui.composer.preview import PreviewDialog
from cmworkstation.ui.composer.preview_post import Picture, PostWords
from cmworkstation.ui.widgets.labels import ForeignLabel
from cmworkstation.ui.widgets.people import Avatar
from tests import pictures as made
from tests.ui.composer.conftest import HERE, Desk, a_shop

PICTURES = MediaRules(types=("image/png",), most=4, has_alt=True)


@pytest.fixture
def desk(a_desk: Callable[..., Desk], tmp_path: Path) -> Desk:
    services = a_shop(tmp_path / "w2")
    account = services.accounts.listed()[0]
    can = replace(HERE, threads=True, has_spoiler=True, media=PICTURES)
    with services.workspace.write() as connection:
        accounts.update(connection, replace(account, capabilities=can))
    found = a_desk(services)
    found.answer()
    return found


def dialog(desk: Desk) -> PreviewDialog:
    (found,) = [one for one in desk.window.findChildren(PreviewDialog) if one.isVisible()]
    return found


def posts(desk: Desk) -> list[str]:
    return [
        one.toPlainText() for card in dialog(desk).cards() for one in card.findChildren(PostWords)
    ]


def test_the_preview_follows_what_is_written_and_the_focus_stays_in_the_text(desk: Desk) -> None:
    desk.window.act("composer.preview")
    desk.qtbot.waitUntil(lambda: dialog(desk).isVisible())
    assert dialog(desk).cards() == []
    assert not dialog(desk).isModal()
    desk.type("We open at <b>ten</b>.")
    assert posts(desk) == ["We open at <b>ten</b>."]
    (card,) = dialog(desk).cards()
    (avatar,) = card.findChildren(Avatar)
    assert avatar.accessibleName() == "Shop"
    assert dialog(desk).band.accessibleName().startswith("Shop")


def test_button_key_and_palette_open_it_and_put_it_away(desk: Desk) -> None:
    (button,) = [
        one for one in desk.pane.findChildren(QToolButton) if one.accessibleName() == "Preview"
    ]
    button.click()
    shown = dialog(desk)
    desk.window.act("composer.preview")
    assert not shown.isVisible()
    desk.pane.editor.setFocus()
    desk.key(Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    shown = dialog(desk)
    desk.qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert not desk.pane.isHidden()


def test_it_is_put_away_with_the_draft_and_when_the_reply_is_sent(desk: Desk) -> None:
    desk.write("We open at ten.")
    desk.pane.preview.toggle()
    shown = dialog(desk)
    desk.pane.send()
    assert not shown.isVisible()
    desk.answer("Paul")
    desk.pane.preview.toggle()
    shown = dialog(desk)
    desk.pane.leave()
    assert not shown.isVisible()


def test_every_part_of_a_thread_is_a_post_of_its_own(desk: Desk) -> None:
    desk.pane.preview.toggle()
    desk.write("We open at ten.\n✂\nOn Sunday we do not.")
    assert posts(desk) == ["We open at ten. 1/2", "On Sunday we do not. 2/2"]


def test_what_stands_behind_a_warning_is_folded_away_until_somebody_looks(desk: Desk) -> None:
    draft = desk.pane.draft()
    assert draft is not None
    desk.pane._draft = replace(draft, spoiler="Opening hours")
    desk.write("We open at ten.")
    desk.pane.preview.toggle()
    assert posts(desk) == []
    said = [one.text() for one in dialog(desk).findChildren(ForeignLabel)]
    assert "Opening hours" in said
    (more,) = [one for one in dialog(desk).findChildren(QPushButton) if one.text() == "Show more"]
    more.click()
    assert posts(desk) == ["We open at ten."]


def test_a_picture_is_shown_in_the_grid_as_soon_as_it_was_looked_at(desk: Desk) -> None:
    file = desk.services.media.add(made.drawn("png"), "door.png")
    desk.pane.preview.toggle()
    desk.pane.put_media((replace(file, alt="The door"),))
    desk.qtbot.waitUntil(lambda: not desk.pane.strip.thumb(file.hash).isNull())
    (picture,) = [one for card in dialog(desk).cards() for one in card.findChildren(Picture)]
    assert picture.accessibleName() == "Picture: The door"
    drawn = picture.grab().toImage()
    colours = {drawn.pixelColor(x, drawn.height() // 2).name() for x in range(0, drawn.width(), 7)}
    assert len(colours) > 1
