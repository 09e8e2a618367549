"""A text that is too long for one post: cut where a reader would pause, shown as it will stand, edited, and sent."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.splitting import parts_of
from cmworkstation.store import accounts
from cmworkstation.ui.composer.parts import PartsDialog
from cmworkstation.ui.widgets.labels import ForeignLabel
from tests.ui.composer.conftest import HERE, Desk, a_shop

LONG = (
    "We open at nine on Monday and at ten on all other days. On Sunday we do not open."
    " Please bring the parcel with you, and the letter too."
)


@pytest.fixture
def desk(a_desk: Callable[..., Desk], tmp_path) -> Desk:
    services = a_shop(tmp_path / "w2")
    account = services.accounts.listed()[0]
    with services.workspace.write() as connection:
        accounts.update(connection, replace(account, capabilities=replace(HERE, threads=True)))
    made = a_desk(services)
    made.answer()
    return made


def dialog(desk: Desk) -> PartsDialog:
    (found,) = [one for one in desk.window.findChildren(PartsDialog) if one.isVisible()]
    return found


def test_what_is_too_long_is_offered_in_parts_and_each_is_shown_as_it_will_stand(
    desk: Desk,
) -> None:
    desk.write(LONG)
    assert desk.counter().startswith("too long by")
    assert desk.pane.parts.button.text() == "Send as 2 parts…"
    desk.window.act("composer.split")
    shown = [one.text() for one in dialog(desk).findChildren(ForeignLabel)]
    assert [one[-4:] for one in shown] == [" 1/2", " 2/2"]
    dialog(desk).accept()
    assert len(parts_of(desk.text())) == 2
    assert desk.send_button().isEnabled()
    assert desk.send_button().text() == "Send 2 parts"
    assert desk.counter().startswith("2/2: ")


def test_a_part_is_edited_in_its_place_and_one_too_long_is_named(desk: Desk) -> None:
    desk.write(LONG)
    desk.pane.parts.act()
    dialog(desk).accept()
    first, second = parts_of(desk.text())
    desk.write(f"{first}\n✂\n{second} {'x' * 90}")
    desk.pane.editor.select_span(len(desk.text()), len(desk.text()))
    desk.pane.look()
    assert desk.counter().startswith("part 2: too long by ")
    assert not desk.send_button().isEnabled()


def test_undo_in_the_text_and_one_button_make_it_one_piece_again(desk: Desk) -> None:
    desk.write(LONG)
    desk.pane.parts.act()
    dialog(desk).accept()
    desk.pane.editor.undo()
    assert desk.text() == LONG
    desk.pane.editor.redo()
    desk.pane.look()
    desk.window.act("composer.split")
    (join,) = [
        one for one in dialog(desk).findChildren(QPushButton) if one.text() == "One piece again"
    ]
    join.click()
    assert parts_of(desk.text()) == ()
    assert desk.text().split() == LONG.split()


def test_all_parts_are_queued_together_and_undo_brings_the_text_back(desk: Desk) -> None:
    desk.write(LONG)
    desk.pane.parts.act()
    dialog(desk).accept()
    written = desk.text()
    desk.pane.send()
    rows = sorted(desk.services.outbox.rows(), key=lambda one: one.part)
    assert [(one.part, one.parts, one.state) for one in rows] == [
        (1, 2, OutboxState.HELD),
        (2, 2, OutboxState.HELD),
    ]
    desk.window.act("app.undo")
    desk.settle()
    assert desk.text() == written
    assert {one.state for one in desk.services.outbox.rows()} == {OutboxState.DROPPED}


def test_what_fits_is_not_cut(desk: Desk) -> None:
    desk.write("It fits.")
    assert desk.pane.parts.button.isHidden()
    desk.window.act("composer.split")
    assert desk.text() == "It fits."
