"""Moderating from the inbox: asked with the consequence first, taken back where it can be, never offered where not."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QMessageBox

from cmworkstation.connectors.telegram import TelegramConnector
from cmworkstation.domain.account import Capabilities, ModerationAct
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import Offline
from cmworkstation.domain.message import Held
from cmworkstation.domain.moderation import PEOPLE
from cmworkstation.ui.inbox.moderated_dialog import ModeratedDialog
from cmworkstation.ui.widgets.bars import UndoBar
from cmworkstation.words import moderation, telegram
from tests.builders_workspace import a_message, a_workstation, add_account, receive


@pytest.fixture
def asked(town, monkeypatch):
    """What was asked of the platforms: (message, act)."""
    found: list[tuple[int, ModerationAct]] = []

    def act(_self, message, act, *, although_frozen=False):
        assert not although_frozen
        found.append((message, act))
        return Changes()

    monkeypatch.setattr(type(town.services.moderation), "act", act)
    return found


def question(town):
    return next(one for one in town.window.findChildren(QMessageBox) if one.isVisible())


def answer(town, words):
    box = question(town)
    next(one for one in box.buttons() if one.text() == words).click()
    town.settle()


def test_spam_asks_with_its_consequence_and_is_carried_out_only_then(town, asked):
    town.open("Paul")
    town.window.act("moderate.spam")
    assert question(town).text().startswith("Nobody sees this message any more")
    assert question(town).defaultButton().text() == "Cancel"
    answer(town, "Cancel")
    assert asked == []
    town.window.act("moderate.spam")
    answer(town, "Mark as spam")
    message = town.page.acts.current()
    assert asked == [(message.id, ModerationAct.SPAM)]


def test_letting_a_held_message_through_is_not_asked_about(town, asked):
    town.open("Paul")
    town.window.act("moderate.approve")
    town.settle()
    assert [act for _, act in asked] == [ModerationAct.APPROVE]
    assert not [one for one in town.window.findChildren(QMessageBox) if one.isVisible()]


def test_only_what_the_platform_has_is_offered_in_menu_and_palette(town):
    for name in ("Paul", "Nadia", "Omar"):
        town.open(name)
        message = town.page.acts.current()
        account = town.services.accounts.one(message.account_id)
        can = {one for one in ModerationAct if town.window.can(f"moderate.{one}")}
        assert can == set(town.page.acts.possible_now())
        assert can <= set(account.capabilities.moderation)
        menu = QMenu()
        town.page.acts.add_to(menu)
        assert len([one for one in menu.actions() if not one.isSeparator()]) == len(can)
        assert town.window.can("inbox.moderate") is bool(can)


def test_m_shows_the_acts_as_a_menu_and_one_of_them_is_carried_out(town, asked, monkeypatch):
    shown = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: shown.append(menu))
    town.open("Paul")
    town.page.list.table.setFocus()
    town.qtbot.keyClick(town.page.list.table, Qt.Key.Key_M)
    acts = [one for one in shown[0].actions() if not one.isSeparator()]
    assert [one.text() for one in acts] == ["Approve", "Mark as spam", "Move to the bin"]
    assert asked == []
    acts[0].trigger()
    town.settle()
    assert [act for _, act in asked] == [ModerationAct.APPROVE]


def test_what_can_be_taken_back_is_offered_and_z_takes_it_back(town, asked):
    town.open("Paul")
    spam = replace(town.page.acts.current(), held=Held.SPAM)
    town.page.acts.moderating.ask([spam], ModerationAct.APPROVE)
    town.settle()
    bars = town.window.findChildren(UndoBar)
    assert [one for one in bars if one.isVisible()]
    town.page.list.table.setFocus()
    town.qtbot.keyClick(town.page.list.table, Qt.Key.Key_Z)
    town.settle()
    assert asked == [(spam.id, ModerationAct.APPROVE), (spam.id, ModerationAct.SPAM)]


def test_several_selected_are_called_spam_together_where_their_platform_has_that(town, asked):
    town.page.list.table.selectAll()
    town.settle()
    wanted = town.services.moderation.able(town.page.deciding.targets(), ModerationAct.SPAM)
    assert len(wanted) < len(town.page.deciding.targets())
    assert town.window.can("moderate.spam")
    assert not town.window.can("moderate.trash")
    town.window.act("moderate.spam")
    answer(town, "Mark as spam")
    assert [one for one, _ in asked] == [one.id for one in wanted]


def test_an_act_that_fails_ends_the_round_and_is_told(town, monkeypatch):
    def act(_self, message, act, *, although_frozen=False):
        raise Offline

    monkeypatch.setattr(type(town.services.moderation), "act", act)
    town.open("Paul")
    town.window.act("moderate.approve")
    town.settle()
    assert not [one for one in town.window.findChildren(UndoBar) if one.isVisible()]


def test_what_a_ban_brings_about_in_a_group_is_said_as_it_is_there():
    assert set(telegram.IN_A_GROUP) <= set(TelegramConnector.manifest.capabilities.moderation)
    for act, said in telegram.IN_A_GROUP.items():
        assert said != moderation.CONSEQUENCES[act]


def test_of_a_mailbox_it_is_said_where_the_message_goes(town):
    town.open("Paul")
    message = town.page.acts.current()
    account = replace(town.services.accounts.one(message.account_id), platform="mail")
    town.page.acts.moderating._account_of = lambda _: account
    town.window.act("moderate.trash")
    assert question(town).text().startswith("The message leaves the mailbox’s inbox")


def test_on_a_forum_silencing_somebody_is_said_to_concern_everybody(town):
    town.open("Paul")
    message = town.page.acts.current()
    account = replace(town.services.accounts.one(message.account_id), platform="discourse")
    moderating = town.page.acts.moderating
    moderating._account_of = lambda _: account
    said = moderating._consequence([message], ModerationAct.BLOCK)
    assert said == "This person can write nothing on the forum any more."
    assert moderating._consequence([message], ModerationAct.TRASH).startswith("The message is del")


@pytest.fixture
def social(a_scene, tmp_path):
    """An account whose platform mutes and blocks, and takes both back."""
    services = a_workstation(tmp_path / "s")
    acts = (*PEOPLE, *PEOPLE.values())
    account = add_account(services, capabilities=Capabilities(moderation=acts))
    receive(services, account, [a_message("one", "You again!")])
    scene = a_scene(services)
    scene.page.list.select_row(0)
    scene.settle()
    scene.page.thread_pane.line.finish()
    return scene


def test_whoever_is_blocked_is_unblocked_from_the_palette_or_the_list_of_people(
    social, monkeypatch
):
    asked = []

    class Platform:
        def moderate(self, target, act):
            asked.append(act)

    services = social.services
    monkeypatch.setattr(services.platforms, "connector", lambda _: Platform())
    assert social.window.can("moderate.block")
    assert not social.window.can("moderate.unblock")
    message = social.page.acts.current()
    services.moderation.act(message.id, ModerationAct.BLOCK)
    assert social.window.can("moderate.unblock")
    assert not social.window.can("moderate.block")
    social.page.beside.show_person_of(message)
    social.settle()
    assert "Author blocked." in social.page.context._facts.text()
    assert social.window.act("moderate.people")
    social.settle()
    dialog = social.window.findChild(ModeratedDialog)
    assert dialog.list.item(0).text() == message.author_name
    assert dialog.back.text() == "Unblock the author"
    dialog.back.click()
    social.settle()
    assert asked == [ModerationAct.BLOCK, ModerationAct.UNBLOCK]
    assert dialog.list.item(0).text() == "Nobody is muted or blocked."
    assert not dialog.back.isEnabled()
    dialog.reject()


def test_a_muted_conversation_is_unmuted_by_a_command_that_says_so(social):
    assert not social.window.can("inbox.unmute")
    social.window.act("inbox.mute")
    social.settle()
    assert social.window.can("inbox.unmute")
    social.window.act("inbox.unmute")
    social.settle()
    (row,) = social.services.inbox.rows(social.page.deciding.targets())
    assert not row.muted
