"""Writing an answer: whom as, how long, to whom, with which approved words, and what the charter says."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.reply import OutboxState
from cmworkstation.ui.composer.popovers import WaiverPopover
from cmworkstation.ui.widgets.bars import UndoBar
from tests.builders_workspace import a_message, receive
from tests.ui.composer.conftest import a_mailbox

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = "Thank you, we will look."


# -------------------------------------------------------------------------------- as whom, to whom


def test_the_account_stands_in_words_at_the_send_button(desk):
    desk.answer()
    assert (
        desk.pane.foot.as_.text()
        == "Answer as @mairie@social.example on Mastodon, public, not listed"
    )
    assert desk.send_button().accessibleName() == f"Send: {desk.pane.foot.as_.text()}"
    assert desk.pane.head.band.accessibleName() == "Shop · Mastodon"


def test_platforms_are_written_as_they_write_themselves(a_desk):
    desk = a_desk(look="gotosocial")
    desk.answer()
    assert " on GoToSocial, " in desk.pane.foot.as_.text()


def test_a_public_question_may_be_answered_to_fewer_people(desk):
    desk.answer()
    offered = [
        desk.pane.head.visibility.itemData(n) for n in range(desk.pane.head.visibility.count())
    ]
    assert offered == ["public", "unlisted", "followers", "private"]
    desk.pane.head.visibility.setCurrentIndex(3)
    assert desk.pane.foot.as_.text().endswith(", private")
    assert desk.pane.draft().visibility is Visibility.PRIVATE


def test_a_private_question_is_never_answered_in_public(desk):
    desk.answer("Paul")
    offered = [
        desk.pane.head.visibility.itemData(n) for n in range(desk.pane.head.visibility.count())
    ]
    assert offered == ["private"]
    assert desk.pane.foot.as_.text().endswith(", private")
    desk.type(PLAIN)
    desk.key(Qt.Key.Key_Return, CTRL)
    assert [row.visibility for row in desk.services.outbox.rows()] == [Visibility.PRIVATE]


# -------------------------------------------------------------------------------- whom it reaches


def test_a_mail_says_whom_the_answer_goes_to(a_desk, tmp_path):
    desk = a_desk(a_mailbox(tmp_path / "m", "From: Ana <ana@reader.example>"))
    desk.answer("Ana")
    assert desk.reach() == "The answer goes to ana@reader.example."
    assert desk.pane.foot.reach.property("kind") == "soft"
    assert desk.send_button().accessibleName().endswith(desk.reach())


def test_a_mail_that_is_answered_to_somebody_else_than_its_sender_says_so(a_desk, tmp_path):
    head = (
        "From: The shop <news@shop.example>\nReply-To: orders@shop.example\nCc: bo@reader.example"
    )
    desk = a_desk(a_mailbox(tmp_path / "m", head))
    desk.answer("The shop")
    assert desk.reach() == (
        "The answer goes to orders@shop.example, not to the sender news@shop.example."
        " A copy goes to bo@reader.example."
    )
    assert desk.pane.foot.reach.property("kind") == "warn"
    assert desk.send_button().accessibleName().endswith(desk.reach())


def test_a_protected_mailbox_says_whom_it_writes_to_where_the_handle_is_asked_for(a_desk, tmp_path):
    head = "From: news@shop.example\nReply-To: orders@shop.example\nCc: bo@reader.example"
    desk = a_desk(a_mailbox(tmp_path / "m", head, protected=True))
    desk.answer("news")
    desk.type(PLAIN)
    assert not desk.send_button().isEnabled()
    assert desk.why() == "Retype the handle to send."
    assert desk.reach().startswith("The answer goes to orders@shop.example, not to ")
    assert desk.pane.foot.retype.accessibleDescription() == desk.reach()


def test_a_mail_that_names_nobody_says_so(a_desk, tmp_path):
    desk = a_desk(a_mailbox(tmp_path / "m", "From: nobody"))
    desk.answer("")
    assert desk.reach() == "The message names nobody who could get an answer."


def test_other_platforms_and_messages_that_were_not_kept_say_nothing_of_addresses(a_desk, tmp_path):
    desk = a_desk()
    desk.answer()
    assert desk.reach() == ""
    services = a_mailbox(tmp_path / "m", "From: Ana <ana@reader.example>")
    with services.workspace.write() as connection:
        connection.execute("UPDATE message SET raw_id=NULL")
    desk = a_desk(services)
    desk.answer("Ana")
    assert desk.reach() == ""


# -------------------------------------------------------------------------------- how long


@pytest.mark.parametrize(
    ("length", "said", "possible"),
    [
        (0, "", False),
        (79, "79 / 100", True),
        (80, "20 left", True),
        (100, "0 left", True),
        (112, "too long by 12", False),
    ],
    ids=("empty", "quiet", "four fifths", "full", "over"),
)
def test_the_counter_speaks_up_from_four_fifths_on(desk, length, said, possible):
    desk.answer()
    desk.write("a" * length)
    assert desk.counter() == said
    assert desk.send_button().isEnabled() is possible
    assert desk.why() == ("The reply is too long." if length > 100 else "")


def test_a_length_that_has_no_room_beside_the_tools_is_a_number_and_its_words_are_spoken(desk):
    desk.answer()
    desk.window.set_look(zoom=2.0)
    desk.pane.setFixedWidth(720)
    desk.write("a" * 112)
    assert desk.counter() == "too long by 12"
    desk.pane.setFixedWidth(540)
    desk.write("a" * 1400)
    assert desk.counter() == "\N{MINUS SIGN}1300"
    assert desk.pane._counter.accessibleDescription().startswith("too long by 1300")


def test_emoji_count_as_the_server_counts_them(desk):
    desk.answer()
    desk.write("🎨" * 90)
    assert desk.counter() == "10 left"


# -------------------------------------------------------------------------------- approved answers


def test_two_colons_and_three_letters_find_the_answer(desk):
    desk.answer()
    desk.type("Hi ::ret")
    assert desk.pane.popup.isVisible()
    rows = desk.pane.popup._list
    assert rows.currentItem().text() == "Retour produit"
    assert "please send it to {shop}" in desk.pane.popup._preview.toPlainText()
    assert "When do you open?" not in [rows.item(n).text() for n in range(rows.count())]


def test_a_slip_of_the_finger_still_finds_it(desk):
    desk.answer()
    desk.type("::prodiut")
    assert desk.pane.popup._list.currentItem().text() == "Retour produit"


def test_a_slash_at_the_start_of_a_line_opens_the_list_and_elsewhere_it_is_a_slash(desk):
    desk.answer()
    desk.type("and/or")
    assert not desk.pane.popup.isVisible()
    desk.write("")
    desk.type("/open")
    assert desk.pane.popup._list.currentItem().text() == "When do you open?"


def test_tab_takes_the_chosen_answer(desk):
    desk.answer()
    desk.type("::open")
    desk.key(Qt.Key.Key_Tab)
    assert desk.text() == "We open at ten."
    assert desk.pane.editor.hasFocus()


def test_an_expired_answer_is_shown_with_its_reason_and_cannot_be_taken(desk):
    desk.answer()
    desk.type("::winter")
    rows = desk.pane.popup._list
    said = rows.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Return of the winter sale, no longer valid"
    desk.key(Qt.Key.Key_Return)
    assert desk.text() == "::winter"


def test_esc_leaves_the_text_untouched(desk):
    desk.answer()
    desk.type("Hi ::ret")
    desk.key(Qt.Key.Key_Escape)
    assert not desk.pane.popup.isVisible()
    assert desk.text() == "Hi ::ret"
    assert desk.pane.editor.hasFocus()
    assert desk.pane.isVisible()


def test_the_arrows_choose_and_the_preview_follows(desk):
    desk.answer()
    assert desk.window.act("composer.insert_answer")
    rows = desk.pane.popup._list
    first = rows.currentItem().text()
    desk.key(Qt.Key.Key_Down)
    assert rows.currentItem().text() != first
    shown = desk.pane.popup._preview.toPlainText()
    desk.key(Qt.Key.Key_Up)
    assert rows.currentItem().text() == first
    assert desk.pane.popup._preview.toPlainText() != shown


def test_an_answer_takes_the_place_of_its_call_and_keeps_its_no_break_space(desk):
    desk.answer()
    desk.type("Hi ::ret")
    desk.key(Qt.Key.Key_Return)
    assert desk.text() == "Hi Hello Nadia, please send it to {shop} before {day}. Thank\u00a0you!"
    desk.key(Qt.Key.Key_Z, CTRL)
    assert desk.text() == "Hi ::ret"


# -------------------------------------------------------------------------------- blanks


def blank_chosen(desk):
    return desk.pane.editor.textCursor().selectedText()


def with_blanks(desk):
    desk.answer()
    desk.type("::ret")
    desk.key(Qt.Key.Key_Return)


def test_blanks_are_fields_that_tab_walks(desk):
    with_blanks(desk)
    assert blank_chosen(desk) == "{shop}"
    desk.key(Qt.Key.Key_Tab)
    assert blank_chosen(desk) == "{day}"
    desk.key(Qt.Key.Key_Backtab, SHIFT)
    assert blank_chosen(desk) == "{shop}"
    desk.type("the mill")
    desk.key(Qt.Key.Key_Tab)
    assert blank_chosen(desk) == "{day}"
    desk.type("Friday")
    assert desk.text().endswith("to the mill before Friday. Thank\u00a0you!")
    assert desk.pane.editor.holes == ()


def test_tab_leaves_the_field_after_the_last_blank(desk):
    with_blanks(desk)
    desk.key(Qt.Key.Key_Tab)
    desk.key(Qt.Key.Key_Tab)
    assert not desk.pane.editor.hasFocus()


def test_nothing_is_sent_while_a_blank_is_empty_and_the_caret_goes_there(desk):
    with_blanks(desk)
    desk.type("the mill")
    assert not desk.send_button().isEnabled()
    assert desk.why() == "A blank is still empty."
    assert "Still to fill in: day" in desk.pane.context._summary.text()
    desk.key(Qt.Key.Key_Return, CTRL)
    assert desk.queued() == []
    assert blank_chosen(desk) == "{day}"
    desk.type("Friday")
    assert desk.send_button().isEnabled()
    desk.key(Qt.Key.Key_Return, CTRL)
    assert len(desk.queued()) == 1


# -------------------------------------------------------------------------------- the charter


def test_remarks_appear_while_typing_with_clause_reason_and_one_button(desk):
    desk.answer()
    desk.type("We utilise oats.")
    (card,) = desk.remarks()
    assert card.splitlines()[0] == "Warning"
    assert "“utilise” has a plainer word." in card
    assert "We say it plainly." in card
    buttons = desk.pane.context._shown[0][1].findChildren(QPushButton)
    assert [one.text().strip() for one in buttons] == ["Replace", "Show"]
    assert len(desk.pane.editor.extraSelections()) == 1
    desk.type(" We use it.")
    assert len(desk.remarks()) == 1


def test_the_button_is_one_step_of_undo(desk):
    desk.answer()
    desk.type("We utilise oats. We utilise them.")
    desk.pane.context._shown[0][1].findChildren(QPushButton)[0].click()
    assert desk.text() == "We use oats. We utilise them."
    assert desk.pane.editor.hasFocus()
    desk.key(Qt.Key.Key_Z, CTRL)
    assert desk.text() == "We utilise oats. We utilise them."


def test_a_button_pressed_while_the_text_moves_on_still_mends_the_right_words(desk):
    desk.answer()
    desk.type("We utilise oats.")
    button = desk.pane.context._shown[0][1].findChildren(QPushButton)[0]
    cursor = desk.pane.editor.textCursor()
    cursor.setPosition(0)
    cursor.insertText("Yes: ")
    button.click()
    assert desk.text() == "Yes: We use oats."


def test_f8_walks_the_remarks_and_typing_goes_on_in_the_text(desk):
    desk.answer()
    desk.type("We utilise oats. They are guaranteed.")
    desk.key(Qt.Key.Key_F8)
    assert blank_chosen(desk) == "utilise"
    desk.key(Qt.Key.Key_F8)
    assert blank_chosen(desk) == "guaranteed"
    desk.key(Qt.Key.Key_F8)
    assert blank_chosen(desk) == "utilise"
    desk.key(Qt.Key.Key_F8, SHIFT)
    assert blank_chosen(desk) == "guaranteed"
    desk.key(Qt.Key.Key_F8, SHIFT)
    assert blank_chosen(desk) == "utilise"
    assert desk.pane.editor.hasFocus()
    desk.type("use")
    assert desk.text() == "We use oats. They are guaranteed."


def test_an_error_wants_a_reason_that_is_kept(desk):
    desk.answer()
    desk.type("It is guaranteed.")
    assert desk.send_button().text() == "Send, with a reason…"
    desk.key(Qt.Key.Key_Return, CTRL)
    assert desk.queued() == []
    popover = desk.pane.remedies.popover
    assert isinstance(popover, WaiverPopover)
    (reason,) = [one for one in popover.buttons if one.text() == "The law wants these words"]
    reason.click()
    assert desk.queued() == ["It is guaranteed."]
    (noted,) = [one for one in desk.services.journal.acts() if one.kind == "reply.queue"]
    assert noted.payload is not None
    assert [one["override"] for one in noted.payload["findings"]] == ["legal-wording"]


def test_a_stop_cannot_be_talked_away(desk):
    desk.answer()
    desk.type("It cures colds.")
    assert not desk.send_button().isEnabled()
    assert desk.why().startswith("A rule of the charter stops this reply until a second person")
    desk.key(Qt.Key.Key_Return, CTRL)
    assert desk.queued() == []


# -------------------------------------------------------------------------------- protected accounts


def test_a_protected_account_asks_for_its_handle(a_desk):
    desk = a_desk(protected=True)
    desk.answer()
    desk.type(PLAIN)
    retype = desk.pane.foot.retype
    assert retype.isVisible()
    assert retype.accessibleName() == "Retype the account’s handle to send"
    for wrong in ("", "@mairie", "@mairie@social.exampl", "@Mairie@social.example"):
        retype.setText(wrong)
        assert not desk.send_button().isEnabled(), wrong
        assert desk.why() == "Retype the handle to send."
        desk.pane.editor.setFocus()
        desk.key(Qt.Key.Key_Return, CTRL)
        assert desk.queued() == []
    retype.setText("@mairie@social.example")
    assert desk.send_button().isEnabled()
    desk.key(Qt.Key.Key_Return, CTRL)
    assert desk.queued() == [PLAIN]


def test_the_handle_is_asked_for_again_at_every_reply(a_desk):
    desk = a_desk(protected=True)
    desk.answer()
    desk.pane.foot.retype.setText("@mairie@social.example")
    desk.answer("Paul")
    assert desk.pane.foot.retype.text() == ""


def test_an_account_that_is_not_protected_asks_nothing(desk):
    desk.answer()
    assert not desk.pane.foot.retype.isVisible()


# -------------------------------------------------------------------------------- sending


def test_enter_writes_a_line_and_never_sends(desk):
    desk.answer()
    desk.type("One")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Enter)
    desk.type("two")
    assert desk.text() == "One\n\ntwo"
    assert desk.queued() == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter], ids=("return", "enter"))
def test_ctrl_enter_sends(desk, key):
    desk.answer()
    desk.type(PLAIN)
    desk.key(key, CTRL)
    assert desk.queued() == [PLAIN]
    assert not desk.pane.isVisible()


def test_an_empty_reply_is_not_sent_and_says_so(desk):
    desk.answer()
    desk.key(Qt.Key.Key_Return, CTRL)
    assert desk.queued() == []
    assert "There is no text to send yet." in desk.window.status._said.text()


def undo_bar(desk):
    (bar,) = desk.window.findChildren(UndoBar)
    return bar


def test_undo_gives_the_draft_back_byte_for_byte(desk):
    conversation = desk.answer()
    body = "  Merci\u00a0!\tÀ\u202fbientôt 🎨👨\u200d👩\u200d👧 Re\u0301ponse\u2028suite\n\n"
    desk.pane.editor.insertPlainText(body)
    desk.pane.look()
    before = desk.pane.draft()
    assert before is not None
    desk.key(Qt.Key.Key_Return, CTRL)
    bar = undo_bar(desk)
    assert bar._left.text() == "10 s"
    assert bar.button.text() == "Undo"
    assert desk.services.outbox.rows()[0].state is OutboxState.HELD
    bar.button.click()
    desk.settle()
    after = desk.pane.draft()
    assert after is not None
    assert after.body.encode() == before.body.encode()
    assert "\u00a0" in after.body
    assert (after.visibility, after.target_id) == (before.visibility, before.target_id)
    (kept,) = desk.services.drafts.of_conversation(conversation)
    assert kept.body.encode() == before.body.encode()
    assert desk.services.outbox.rows()[0].state is OutboxState.DROPPED
    assert (
        desk.window.findChildren(UndoBar, options=Qt.FindChildOption.FindDirectChildrenOnly) == []
    )


def test_undo_from_another_conversation_goes_back_and_loses_nothing_there(desk):
    first = desk.answer()
    desk.type(PLAIN)
    desk.key(Qt.Key.Key_Return, CTRL)
    second = desk.answer("Paul")
    desk.type("I was just say")
    undo_bar(desk).button.click()
    desk.settle()
    assert desk.page.opened_id() == first
    assert desk.pane.draft().conversation_id == first
    assert desk.text() == PLAIN
    (kept,) = desk.services.drafts.of_conversation(second)
    assert kept.body == "I was just say"


def test_undo_from_another_page_comes_back_to_the_thread(desk):
    first = desk.answer()
    desk.type(PLAIN)
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.window.go("outbox")
    undo_bar(desk).button.click()
    desk.settle()
    assert desk.window.current_key() == "inbox"
    assert desk.page.opened_id() == first
    assert desk.text() == PLAIN


# -------------------------------------------------------------------------------- keeping


def drafts(desk):
    return [one.body for one in desk.services.drafts.listed()]


def test_a_pause_in_typing_saves(desk):
    desk.answer()
    desk.type("Half a sen")
    desk.qtbot.waitUntil(lambda: drafts(desk) == ["Half a sen"])
    assert desk.pane._state.text() == "Saved"


def test_closing_the_window_keeps_the_last_letters_and_opening_brings_them_back(a_desk, tmp_path):
    desk = a_desk()
    conversation = desk.answer()
    desk.qtbot.keyClicks(desk.pane.editor, "Half a sen")
    desk.window.close()
    assert drafts(desk) == ["Half a sen"]
    again = a_desk(desk.services)
    again.page.open_conversation(conversation)
    again.settle()
    again.qtbot.waitUntil(lambda: again.page.composer is not None)
    assert again.text() == "Half a sen"


def test_language_and_zoom_change_without_losing_a_letter(desk):
    desk.answer()
    desk.qtbot.keyClicks(desk.pane.editor, "Half a sen")
    assert desk.window.act("app.french")
    desk.settle()
    assert desk.text() == "Half a sen"
    assert desk.window.act("app.english")
    desk.settle()
    assert desk.text() == "Half a sen"


def test_a_discarded_draft_comes_back_by_undo(desk):
    conversation = desk.answer()
    desk.type(PLAIN)
    assert desk.window.act("composer.discard")
    assert drafts(desk) == []
    assert not desk.pane.isVisible()
    undo_bar(desk).button.click()
    desk.settle()
    assert desk.text() == PLAIN
    assert [one.conversation_id for one in desk.services.drafts.listed()] == [conversation]


def test_earlier_states_can_be_taken_up_again(desk):
    desk.answer()
    desk.type("First words")
    desk.pane.save()
    desk.services.clock.advance(minutes=5)
    desk.write("Second thoughts")
    desk.pane.save()
    desk.services.clock.advance(minutes=5)
    assert desk.window.act("composer.history")
    from cmworkstation.ui.composer.history import HistoryDialog

    (dialog,) = desk.pane.findChildren(HistoryDialog)
    dialog.wanted.emit("First words")
    dialog.close()
    assert desk.text() == "First words"
    desk.pane.editor.setFocus()
    desk.key(Qt.Key.Key_Z, CTRL)
    assert desk.text() == "Second thoughts"


def test_pasted_control_characters_stay_out(desk):
    desk.answer()
    mime = QMimeData()
    mime.setText("one\x00two\x1b[31mthree\r\nfour\u00a0five")
    desk.pane.editor.insertFromMimeData(mime)
    assert desk.text() == "onetwo[31mthree\nfour\u00a0five"


def test_the_thread_that_moves_on_while_writing_leaves_the_text_alone(desk):
    desk.answer()
    desk.type("We look ")
    (account,) = desk.services.accounts.listed()
    new = receive(
        desk.services, account, [a_message("q2", "Hello?", 0.1, parent="q", language="en")]
    )
    from cmworkstation.domain.conversation import Changes

    desk.window.apply_changes(Changes(conversations=frozenset(new), new_messages=1))
    desk.settle()
    desk.type("into it")
    assert desk.text() == "We look into it"
    assert QApplication.focusWidget() is desk.pane.editor
