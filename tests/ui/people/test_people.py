"""People in the window: entered, changed, acting by mouse, keyboard and palette; what a role forbids is said."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel, QMenu, QMessageBox, QPushButton

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import VaultLocked
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import ALL_ROLES, Profile, Role
from cmworkstation.services.starters import DEMONSTRATION
from cmworkstation.ui.palette import Palette
from cmworkstation.ui.people.dialog import PeopleDialog
from cmworkstation.ui.people.form import PersonForm
from cmworkstation.ui.people.switching import become
from tests.builders_workspace import a_town, a_workstation
from tests.ui.inbox.conftest import Scene, ended

INES, TOM = "Ines Carvalho", "Tom Abara"


@pytest.fixture
def town(qtbot: Any, tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(a_town(tmp_path / "w"), qtbot)
    scene.services.charters.add_starter(DEMONSTRATION[0])
    yield scene
    for one in scene.window.findChildren(PeopleDialog):
        one.close()
    assert scene.services.journal.verify().problems == ()
    ended(scene)


def people(scene: Scene) -> PeopleDialog:
    scene.window.act("people.show")
    return scene.window.findChildren(PeopleDialog)[-1]


def form(dialog: PeopleDialog) -> PersonForm:
    return dialog.findChildren(PersonForm)[-1]


def lines(dialog: PeopleDialog) -> list[str]:
    return [dialog.list.item(n).text() for n in range(dialog.list.count())]


def enter(scene: Scene, *roles: Role) -> Profile:
    """Enter a keeper, who acts, and somebody with these roles."""
    scene.services.profiles.add(INES, [Role.KEEPER, Role.SPOKESPERSON])
    other = scene.services.profiles.add(TOM, list(roles or (Role.DRAFTER,)))
    scene.window.rebuild()
    return other


def menu_of(scene: Scene) -> QMenu:
    return scene.window.findChildren(QMenu, "act-as")[-1]


def test_the_first_person_is_entered_with_every_role_and_acts(town: Scene) -> None:
    assert not town.window.status.people.isVisible(), "nobody alone is bothered"
    dialog = people(town)
    assert "Nobody is entered" in dialog._intro.text()
    dialog.adding.click()
    filled = form(dialog)
    town.qtbot.keyClicks(filled.name, INES)
    assert all(box.isChecked() for box in filled.roles.values())
    speakers = [box for (charter, _), box in filled.mandates.items() if charter]
    speakers[0].setChecked(True)
    filled.keep.click()
    town.settle()
    (entered,) = town.services.profiles.listed()
    assert (entered.name, entered.roles, len(entered.mandates)) == (INES, ALL_ROLES, 1)
    assert INES in town.window.status.people.text()
    (line,) = lines(dialog)
    assert "acts now" in line
    assert "keeper of the charter" in line
    assert "Speaks as" in line
    mark = town.services.profiles.keys(entered.id)[0].fingerprint
    assert f"{mark[:4]} {mark[4:8]}" in line


def test_a_form_without_a_name_or_a_role_says_so_and_stays(town: Scene) -> None:
    dialog = people(town)
    dialog.add()
    filled = form(dialog)
    filled.keep.click()
    assert filled._trouble.text() == "A person needs a name."
    town.qtbot.keyClicks(filled.name, TOM)
    for box in filled.roles.values():
        box.setChecked(False)
    filled.keep.click()
    assert filled._trouble.text() == "Choose at least one role."
    filled.roles[Role.DRAFTER].setChecked(True)
    filled.keep.click()
    town.settle()
    assert "must be a keeper" in dialog._said.text(), "the first one looks after the charter"
    assert town.services.profiles.listed() == ()


def test_a_locked_keyring_is_said_and_nobody_is_entered(
    town: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise VaultLocked("asleep")

    monkeypatch.setattr(town.services.vault, "keep", locked)
    dialog = people(town)
    dialog._add(INES, ALL_ROLES, frozenset())
    town.settle()
    assert "keyring is locked" in dialog._said.text()
    assert town.services.profiles.listed() == ()


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_somebody_else_acts_by_the_mouse(town: Scene) -> None:
    tom = enter(town)
    town.qtbot.mouseClick(town.window.status.people, Qt.MouseButton.LeftButton)
    menu = menu_of(town)
    chosen = [action for action in menu.actions() if action.text().startswith(TOM)]
    assert chosen[0].text() == f"{TOM} – drafter"
    assert [one.text().partition(" –")[0] for one in menu.actions() if one.isChecked()] == [INES]
    chosen[0].trigger()
    town.settle()
    assert town.services.profiles.current() == tom
    assert TOM in town.window.status.people.text()
    menu.close()


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_somebody_else_acts_by_the_keyboard(town: Scene) -> None:
    tom = enter(town)
    town.qtbot.keyClick(
        town.window,
        Qt.Key.Key_W,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    menu = menu_of(town)
    assert menu.activeAction().isChecked(), "the menu begins at whoever acts"
    town.qtbot.keyClick(menu, Qt.Key.Key_Down)
    town.qtbot.keyClick(menu, Qt.Key.Key_Return)
    town.settle()
    assert town.services.profiles.current() == tom


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_somebody_else_acts_by_the_palette(town: Scene) -> None:
    enter(town)
    town.window.act("app.palette")
    palette = town.window.findChildren(Palette)[-1]
    town.qtbot.keyClicks(palette.field, "act as")
    town.qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert menu_of(town).isVisible()
    menu_of(town).close()


def test_what_was_being_written_stays_with_whoever_wrote_it(town: Scene) -> None:
    tom = enter(town, Role.READER)
    keeper = town.services.profiles.current()
    town.open("Omar")
    town.window.act("inbox.reply")
    composer = town.page.composer
    assert composer is not None
    composer.editor.setPlainText("Thank you for your message.")
    become(town.window, tom.id)
    town.settle()
    (draft,) = town.services.drafts.listed()
    assert draft.body == "Thank you for your message."
    query = "SELECT profile_id FROM draft"
    assert town.services.workspace.read().execute(query).fetchall() == [(keeper.id,)]
    composer = town.page.composer
    assert composer is None or not composer.isVisible(), "a reader has no composer before them"


def test_a_drafter_reads_on_the_button_why_nothing_is_sent(town: Scene) -> None:
    tom = enter(town)
    town.services.profiles.switch_to(tom.id)
    town.window.rebuild()
    town.open("Omar")
    town.window.act("inbox.reply")
    town.settle()
    composer = town.page.composer
    assert composer is not None
    composer.editor.setPlainText("Thank you for your message.")
    composer.look()
    texts = [one.text() for one in composer.findChildren(QPushButton) if one.isEnabled()]
    assert "Send" not in texts
    town.window.act("composer.send")
    town.settle()
    assert town.services.outbox.rows() == ()
    assert "Ask for approval" in town.window.status._said.text() + composer_says(composer)


def composer_says(composer: Any) -> str:
    return " ".join(one.text() for one in composer.findChildren(QLabel) if one.isVisible())


def test_in_the_outbox_a_drafter_sees_what_is_there_and_why_no_button_acts(town: Scene) -> None:
    tom = enter(town)
    (home, *_) = town.services.inbox.ids(View(status=Status.WAITING_US))
    draft = replace(town.services.drafts.begin(ConversationId(home)), body="Thank you.")
    row, _ = town.services.outbox.queue(draft, hold_s=600)
    town.services.profiles.switch_to(tom.id)
    town.window.rebuild()
    town.window.go("outbox")
    page = town.window.page("outbox")
    assert page is not None
    town.settle()
    buttons = [one for one in page.findChildren(QPushButton) if one.isVisible()]
    said = [one.text() for one in buttons if one.isEnabled()]
    assert said == ["Show the conversation", "Dossier…"]
    assert "Your role is drafter. Ask for approval." in composer_says(page)
    for command in ("outbox.send_now", "outbox.drop", "outbox.take_back"):
        town.window.act(command)
    assert town.services.outbox.row(row.id).state == row.state


def test_a_drafter_sees_who_is_here_and_changes_nobody(town: Scene) -> None:
    tom = enter(town)
    town.services.profiles.switch_to(tom.id)
    dialog = people(town)
    assert dialog._intro.text() == "Your role is drafter. Ask a keeper of the charter."
    assert len(lines(dialog)) == 2
    able = [one.text() for one in dialog.findChildren(QPushButton) if one.isEnabled()]
    assert able == ["Keys and cards", "Close"]
    assert [one.text() for one in dialog.more.actions() if one.isEnabled() and one.text()] == [
        "Save my card…"
    ]
    town.window.go("accounts")
    assert not town.window.can("accounts.add")
    assert not town.window.can("workspace.restore"), "an older copy could give roles back"
    assert not town.window.can("workspace.take_in")


def test_roles_are_changed_and_what_follows_from_them_is_seen_at_once(town: Scene) -> None:
    enter(town)
    dialog = people(town)
    dialog.list.setCurrentRow(1)
    dialog.change()
    filled = form(dialog)
    assert [role for role, box in filled.roles.items() if box.isChecked()] == [Role.DRAFTER]
    filled.roles[Role.APPROVER].setChecked(True)
    filled.keep.click()
    town.settle()
    assert town.services.profiles.listed()[1].roles == {Role.DRAFTER, Role.APPROVER}
    assert "drafter, approver" in lines(dialog)[1]


def test_a_lost_key_is_replaced_with_a_reason(town: Scene) -> None:
    tom = enter(town)
    dialog = people(town)
    dialog.list.setCurrentRow(0)
    assert not dialog.keying.isEnabled(), "nobody replaces a key of their own"
    dialog.list.setCurrentRow(1)
    before = town.services.profiles.keys(tom.id)[0].fingerprint
    dialog.keying.trigger()
    (asking,) = dialog.findChildren(QInputDialog)
    asking.setTextValue("Lost computer")
    asking.accept()
    town.settle()
    newest, old = town.services.profiles.keys(tom.id)
    assert old.fingerprint == before
    assert (old.ended_why, old.ended_by) == (
        "Lost computer",
        town.services.profiles.current().id,
    )
    assert newest.fingerprint[:4] in lines(dialog)[1]


def test_somebody_leaves_after_a_question(town: Scene) -> None:
    tom = enter(town)
    dialog = people(town)
    dialog.list.setCurrentRow(1)
    for answer, left in (("Cancel", False), ("Has left", True)):
        dialog.ending.trigger()
        box = dialog.findChildren(QMessageBox)[-1]
        assert TOM in box.text()
        next(one for one in box.buttons() if one.text() == answer).click()
        town.settle()
        assert (tom not in town.services.profiles.listed()) is left
        box.deleteLater()
        QApplication.processEvents()
    assert len(lines(dialog)) == 1


def test_cards_go_from_one_window_to_another_and_must_be_compared(
    town: Scene, tmp_path: Path
) -> None:
    enter(town)
    other = a_workstation(tmp_path / "other")
    other.profiles.add("Ada Berg", [Role.KEEPER])
    card = tmp_path / "Ada.person.json"
    card.write_bytes(other.cards.own())
    dialog = people(town)
    dialog.take_in(str(card))
    town.settle()
    shown = form(dialog)
    assert not shown.keep.isEnabled()
    assert shown.name.isReadOnly()
    shown.compared.setChecked(True)
    shown.keep.click()
    town.settle()
    ada = town.services.profiles.listed()[-1]
    assert (ada.name, ada.local) == ("Ada Berg", False)
    assert "on another machine" in lines(dialog)[-1]
    dialog.take_in(str(card))
    town.settle()
    assert "known here already" in dialog._said.text()
    mine = tmp_path / "mine.person.json"
    dialog.save_card_to(str(mine))
    town.settle()
    assert other.cards.read(mine.read_bytes()).name == INES
    other.close()


def test_an_altered_card_is_refused_with_the_reason(town: Scene, tmp_path: Path) -> None:
    enter(town)
    card = tmp_path / "x.person.json"
    card.write_bytes(town.services.cards.own().replace(b"Ines", b"Evil"))
    dialog = people(town)
    dialog.take_in(str(card))
    town.settle()
    assert "changed after it was signed" in dialog._said.text()
    dialog.take_in(str(tmp_path / "nothing"))
    town.settle()
    assert dialog._said.text().startswith("This file is not there")
    dialog.save_card_to(str(tmp_path / "no such folder" / "x"))
    town.settle()
    assert dialog._said.text().startswith("It could not be written there")
