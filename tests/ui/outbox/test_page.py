"""The outbox page: where each reply stands, in words, what was tried, and what a person can do."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from cmworkstation.domain.account import Idempotency
from cmworkstation.domain.reply import OutboxState
from cmworkstation.words.outgoing import addressed


def test_an_empty_outbox_says_what_will_appear_there(page):
    said = [one.text() for one in page.outbox.findChildren(QLabel) if one.isVisible()]
    assert "Nothing is on its way" in said


def test_a_held_reply_can_be_taken_back_to_its_draft(page):
    row = page.reply("a", hold_s=10)
    assert "About to be sent" in page.words()
    assert "until then it can be taken back" in page.words()
    assert set(page.buttons()) == {
        "Send now",
        "Edit",
        "Show the conversation",
        "Dossier…",
        "Give up",
    }
    page.press("Edit")
    assert page.window.current_key() == "inbox"
    page.qtbot.waitUntil(lambda: page.page.composer is not None and page.page.composer.isVisible())
    page.settle()
    assert page.page.composer.editor.toPlainText() == "At nine."
    assert page.page.opened_id() == row.conversation_id
    assert page.state(row) is OutboxState.DROPPED


def test_a_sent_reply_says_since_when_and_leads_to_the_platform(page, monkeypatch):
    page.reply("a", "ok")
    assert "The platform confirmed it today" in page.words()
    assert set(page.buttons()) == {"Show the conversation", "Dossier…", "Open on the platform"}
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    page.press("Open on the platform")
    assert opened == ["https://pretend.example/ours-0"]


def test_a_refusal_shows_the_platforms_words_and_can_be_edited(page):
    row = page.reply("a", "refused")
    said = page.words()
    assert "Refused by the platform" in said
    assert "Nothing was published; your text is safe." in said
    assert "Validation failed" in said
    assert {"Try again", "Edit", "Give up"} <= set(page.buttons())
    page.press("Try again")
    page.deliver()
    assert page.state(row) is OutboxState.SENT
    assert len(page.world.server.published) == 1


def test_without_a_network_it_says_when_it_tries_again(page):
    row = page.reply("a", "offline")
    said = page.words()
    assert "Tried again later" in said
    assert "No connection to the server. Nothing was lost." in said
    assert "Next try at 09:00, in" in said
    page.world.server.script.clear()  # the network is back
    page.pass_time(3600)
    assert page.state(row) is OutboxState.SENT
    assert "The platform confirmed it" in page.words()


def test_a_doubt_says_that_it_looks_among_our_own_posts(page):
    row = page.reply("a", "stored")
    said = page.words()
    assert "Unclear, being looked up" in said
    assert "We look whether it arrived at 09:02, in 2 min." in said
    page.pass_time(600)
    assert page.state(row) is OutboxState.SENT
    assert len(page.world.server.published) == 1


class TestWhenNoMachineCanKnow:
    @pytest.fixture
    def idempotency(self):
        return Idempotency.NONE

    def in_doubt(self, page, fate):
        row = page.reply("a", fate)
        for _ in range(60):
            if page.state(row) is OutboxState.ASK:
                break
            page.pass_time(120)
        assert page.state(row) is OutboxState.ASK
        page.go()
        return row

    def test_the_person_is_asked_and_says_it_is_there(self, page):
        row = self.in_doubt(page, "stored")
        assert "Nobody can know by machine" in page.words()
        assert page.outbox._summary.text() == "1 need you"
        page.press("It is there")
        assert page.state(row) is OutboxState.ASK
        bars = [bar.accessibleName() for _, bar in page.window._bars]
        assert bars == ["Paste the address of the published reply."]
        page.outbox._detail.address.setText("https://pretend.example/ours-0")
        page.press("It is there")
        assert page.state(row) is OutboxState.SENT
        assert len(page.world.server.published) == 1

    def test_the_person_says_it_is_not_there_and_it_is_sent_once(self, page):
        row = self.in_doubt(page, "lost")
        page.press("It is not there: send again")
        page.deliver()
        assert page.state(row) is OutboxState.SENT
        assert len(page.world.server.published) == 1

    def test_an_address_that_is_being_typed_survives_news_of_other_replies(self, page):
        self.in_doubt(page, "lost")
        address = page.outbox._detail.address
        page.window.activateWindow()
        address.setFocus()
        page.qtbot.waitUntil(address.hasFocus)
        page.qtbot.keyClicks(address, "https://pre")
        page.reply("b")
        (field,) = [one for one in page.outbox.findChildren(QLineEdit) if one.isVisible()]
        assert field.text() == "https://pre"
        assert field.hasFocus()


def test_a_thread_that_moved_on_is_shown_and_the_person_decides(page):
    row = page.reply("a")
    page.world.server.write("a2", "Never mind, I found it.", parent="a", minutes=5)
    page.deliver()
    assert page.state(row) is OutboxState.MOVED
    said = page.words()
    assert "Stopped: the thread moved on" in said
    assert "1 new message in the thread:" in said
    assert "Never mind, I found it." in said
    assert page.world.server.published == []
    page.press("Send anyway")
    page.deliver()
    assert page.state(row) is OutboxState.SENT


def test_a_deleted_question_is_told_and_giving_up_keeps_the_text(page):
    row = page.reply("a")
    page.world.server.deleted.add("a")
    page.deliver()
    assert page.state(row) is OutboxState.MOVED
    assert "was deleted by its author" in page.words()
    page.press("Give up")
    assert page.state(row) is OutboxState.DROPPED
    assert "You took it back. The text stays here." in page.words()
    assert page.services.outbox.row(row.id).body == "At nine."


def test_what_happened_is_listed_step_by_step_in_words(page):
    page.reply("a", "refused")
    said = page.words()
    steps = said[said.index("What happened") :]
    for word in ("about to be sent", "being sent", "refused by the platform"):
        assert word in steps
    assert "Refused" not in steps.replace("refused", "")


def test_news_keep_the_choice_though_the_order_changes(page):
    first = page.reply("a", "ok")
    second = page.reply("b", "ok")
    page.choose(first)
    page.reply("c", "refused")
    assert page.outbox._row().id == first.id
    page.choose(second)
    assert page.outbox._row().id == second.id


def test_another_language_keeps_the_choice(page):
    first = page.reply("a", "ok")
    page.reply("b", "refused")
    page.choose(first)
    page.window.set_language("fr")
    page.settle()
    assert page.outbox._row().id == first.id
    assert "La plateforme" in page.words()


def test_those_that_need_a_person_come_first(page):
    page.reply("a", "ok")
    page.reply("b", "refused")
    page.reply("c")
    states = [page.outbox._model.row_at(n).state for n in range(page.outbox._model.rowCount())]
    assert states == [OutboxState.REFUSED, OutboxState.HELD, OutboxState.SENT]


def test_a_row_speaks_one_sentence(page):
    page.reply("a", "refused")
    index = page.outbox._model.index(0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "refused by the platform: to Nadia, as Mairie: At nine."
    face = QAccessible.queryAccessibleInterface(page.outbox._list)
    assert face.child(0).text(QAccessible.Text.Name) == said


@pytest.mark.parametrize(
    ("command", "fate", "expected"),
    [
        ("outbox.send_now", "refused", OutboxState.QUEUED),
        ("outbox.retry", "offline", OutboxState.QUEUED),
        ("outbox.take_back", "refused", OutboxState.DROPPED),
    ],
    ids=("send now", "try again", "take back"),
)
def test_the_keyboard_does_what_the_buttons_do(page, command, fate, expected):
    row = page.reply("a", fate)
    assert page.window.act(command)
    page.settle()
    assert page.state(row) is expected


def test_a_command_that_does_not_fit_the_state_is_not_possible(page):
    page.reply("a", "ok")
    for command in ("send_now", "take_back", "retry", "it_arrived", "it_did_not"):
        assert not page.window.can(f"outbox.{command}"), command
    assert page.window.can("outbox.open_thread")


def test_the_focus_stays_at_the_reply_when_its_button_did_its_work(page):
    page.reply("a", "refused")
    page.window.activateWindow()
    button = page.buttons()["Try again"]
    button.setFocus()
    page.qtbot.waitUntil(button.hasFocus)
    page.qtbot.keyClick(button, Qt.Key.Key_Space)
    QApplication.processEvents()
    focused = QApplication.focusWidget()
    assert focused is page.buttons()["Send now"]


def test_the_conversation_opens_from_the_reply(page):
    row = page.reply("a", "ok")
    page.press("Show the conversation")
    assert page.window.current_key() == "inbox"
    assert page.page.opened_id() == row.conversation_id


def test_a_post_of_ours_answers_nobody_and_says_where_it_stands(page):
    page.world.server.takes_posts = True
    account = page.world.services.accounts.listed()[0]
    draft = page.world.services.posting.begin(account.id, "The bridge", "en")
    row, changes = page.world.services.outbox.queue(
        replace(draft, body="The bridge is closed."), hold_s=60
    )
    assert row.begins
    page.window.go("outbox")
    page.window.apply_changes(changes)
    page.settle()
    model = page.outbox._model
    said = model.index(model.place_of(row.id)).data(Qt.ItemDataRole.AccessibleTextRole)
    page.choose(row)
    assert f"a post of ours on {account.name}: The bridge is closed." in said
    assert addressed(row, account.name) == f"A post of ours on {account.name}"
    assert "In answer to" not in page.words()
    assert "Your post" in page.words()
