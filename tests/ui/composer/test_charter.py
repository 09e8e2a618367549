"""Writing under the charter: shapes and ways out, reasons, questions, and promises from the draft to the ledger."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFileDialog, QPushButton

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.charter.finding import to_utf16, utf16_offsets
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.profile import Role
from cmworkstation.domain.promise import PromiseState
from cmworkstation.domain.question import QuestionMark
from cmworkstation.store import outbox
from cmworkstation.ui.composer import underlines
from cmworkstation.ui.composer.popovers import DatePopover, WaiverPopover
from cmworkstation.ui.composer.underlines import Shape
from cmworkstation.ui.promises.notices import PromiseNotices
from tests.builders_workspace import NOW, a_message, receive
from tests.ui.composer.conftest import CHARTER, a_shop

ALT = Qt.KeyboardModifier.AltModifier
MORE = (
    CHARTER
    + """
[[rule]]
id = "soften"
kind = "terms"
lang = "en"
terms = ["simply"]
severity = "cue"
message.en = "“{match}” can sound harsh."

[[rule]]
id = "when"
kind = "swap"
lang = "en"
swaps = [["as soon as possible", "by {date}"]]
severity = "warn"
message.en = "“{match}” does not say when."

[[rule]]
id = "details"
kind = "terms"
lang = "en"
terms = ["order number"]
severity = "warn"
message.en = "Not where everybody reads it."
fix = "move-to-private"

[[rule]]
id = "who"
kind = "terms"
lang = "en"
terms = ["no idea"]
severity = "cue"
message.en = "Say who knows."
fix = "hand-over"

[[rule]]
id = "source"
kind = "terms"
lang = "en"
terms = ["everybody knows"]
severity = "cue"
message.en = "Say whence you know it."
fix = "pick-fact"

[[contact]]
id = "mill"
function.en = "the miller"
phone = "+44 1632 960000"

[[fact]]
id = "mill-age"
statement.en = "The mill has stood since 1790."
source = "https://mill.example/history"
checked_on = 2026-01-01

[[fact]]
id = "old"
statement.en = "The mill is closed."
source = "https://mill.example/news"
checked_on = 2025-01-01
expires_on = 2025-02-01
"""
)
EVERY = "We simply utilise oats, guaranteed; it cures."


@pytest.fixture
def writer(a_desk):
    """A desk under a charter with more rules, its answer begun."""
    desk = a_desk()
    desk.services.charters.save(MORE)
    desk.answer()
    return desk


def mark_of(desk, match):
    """Return the mark that lies on a passage of the text."""
    text = desk.text()
    at = to_utf16(text, text.index(match))
    (mark,) = [one for one in desk.pane.editor.marks if one.start == at]
    return mark


def buttons(desk, match):
    """Return the buttons of the card about a passage, by their words."""
    (card,) = [card for one, card in desk.pane.context._shown if one.match == match]
    return {one.text(): one for one in card.findChildren(QPushButton)}


def looked_around(desk):
    """Let the slower checks look at the draft as it is."""
    desk.pane.look_around()
    desk.qtbot.waitUntil(lambda: not desk.window.jobs.busy())


# ----------------------------------------------------------------------------------- underlines


def test_each_level_has_a_shape_of_its_own(writer):
    writer.type(EVERY)
    assert {
        word: mark_of(writer, word).shape for word in ("simply", "utilise", "guaranteed", "cures")
    } == {
        "simply": Shape.DOTTED,
        "utilise": Shape.WAVY,
        "guaranteed": Shape.DOUBLE,
        "cures": Shape.BOXED,
    }
    (box,) = list(underlines.boxes(writer.pane.editor, mark_of(writer, "cures")))
    assert box.width() > box.height() / 2
    assert writer.pane.editor.viewport().rect().contains(box.toRect())


def test_marks_lie_on_their_words_behind_emoji_and_combining_marks(writer):
    text = "👩‍👩‍👧‍👦 e\u0301te\u0301 𝔘𝔘 guaranteed 🙂 utilise"
    writer.write(text)
    units = text.encode("utf-16-le")
    for word in ("guaranteed", "utilise"):
        mark = mark_of(writer, word)
        assert units[2 * mark.start : 2 * mark.end].decode("utf-16-le") == word
    assert [utf16_offsets(text)(n) for n in range(len(text) + 1)] == [
        to_utf16(text, n) for n in range(len(text) + 1)
    ]


def test_a_word_is_told_of_under_the_pointer_and_at_the_caret(writer):
    writer.type("We utilise oats.")
    said = writer.pane.editor.said_of(writer.pane.editor.findings[0])
    assert "Warning: “utilise” has a plainer word." in said
    assert "We say it plainly." in said
    (box,) = list(underlines.boxes(writer.pane.editor, mark_of(writer, "utilise")))
    assert writer.pane.editor._is_over(writer.pane.editor.findings[0], box.center().toPoint())
    beside = box.topRight().toPoint() + QPoint(40, 0)
    assert not writer.pane.editor._is_over(writer.pane.editor.findings[0], beside)
    writer.pane.editor.select_span(3, 3)
    writer.key(Qt.Key.Key_Return, ALT)
    popover = writer.pane.remedies.popover
    (fix,) = [one for one in popover.buttons if one.text() == "Replace"]
    assert fix.hasFocus()
    fix.click()
    assert writer.text() == "We use oats."


# ------------------------------------------------------------------------------------ ways out


def test_a_way_out_is_one_step_of_undo(writer):
    writer.type("We utilise oats.")
    buttons(writer, "utilise")["Replace"].click()
    assert writer.text() == "We use oats."
    writer.pane.editor.undo()
    assert writer.text() == "We utilise oats."


def test_details_go_to_a_private_answer(writer):
    writer.type("Send the order number.")
    buttons(writer, "order number")["Answer in private"].click()
    assert writer.pane.draft().visibility is Visibility.PRIVATE
    writer.pane.look()
    assert "Answer in private" not in buttons(writer, "order number")


def test_who_takes_over_is_named_without_what_is_ours_alone(writer):
    writer.type("I have no idea.")
    buttons(writer, "no idea")["Say who takes over…"].click()
    (choice,) = writer.pane.remedies.popover.buttons
    choice.click()
    assert writer.text() == "I have no idea. I am passing this on to the miller."


def test_only_a_fact_that_holds_can_be_stated_and_it_goes_along_by_reference(writer):
    writer.type("It is old, everybody knows.")
    buttons(writer, "everybody knows")["State a fact…"].click()
    offered = [one.accessibleName() for one in writer.pane.remedies.popover.buttons]
    assert offered == ["The mill has stood since 1790."]
    writer.pane.remedies.popover.buttons[0].click()
    assert writer.text() == "It is old, everybody knows. The mill has stood since 1790."
    assert [one.id for one in writer.pane.draft().facts] == ["mill-age"]


def test_a_hint_can_be_hidden_and_shown_again(writer):
    writer.type("We simply utilise oats.")
    buttons(writer, "simply")["Hide such hints"].click()
    assert [one.match for one in writer.pane.editor.findings] == ["utilise"]
    assert "Hide such hints" not in buttons(writer, "utilise")
    assert writer.services.composer.hidden_cues() == {"soften"}
    writer.pane.context._unhide.click()
    assert [one.match for one in writer.pane.editor.findings] == ["simply", "utilise"]


# ------------------------------------------------------------------------------------- reasons


def test_a_warning_is_sent_as_is_with_one_press(writer):
    writer.type("We utilise oats.")
    assert writer.send_button().text() == "Send as is"
    writer.send_button().click()
    assert writer.queued() == ["We utilise oats."]


def test_other_words_are_wanted_in_full_before_a_passage_is_let_pass(writer):
    writer.type("It is guaranteed.")
    buttons(writer, "guaranteed")["Let it pass…"].click()
    popover = writer.pane.remedies.popover
    assert isinstance(popover, WaiverPopover)
    popover.other.setText("too short")
    assert not popover.use.isEnabled()
    assert popover._left.text() == "6 characters more"
    popover.other.returnPressed.emit()
    assert writer.pane._review.pending
    popover.other.setText("quoted from their own label")
    popover.use.click()
    assert not writer.pane._review.pending
    assert mark_of(writer, "guaranteed").shape is Shape.DOTTED
    assert writer.send_button().text() == "Send"
    assert "Take the reason back" in buttons(writer, "guaranteed")
    writer.pane.editor.moveCursor(QTextCursor.MoveOperation.End)
    writer.type(" We write to you on Monday.")
    assert not writer.pane._review.pending
    writer.write("It was guaranteed.")
    assert writer.pane._review.pending


def test_a_second_person_confirms_by_acting(writer):
    profiles = writer.services.profiles
    ana = profiles.add("Ana", list(Role), [("shop", "desk")])
    bo = profiles.add("Bo", [Role.DRAFTER, Role.APPROVER])
    writer.type("It cures.")
    assert not writer.send_button().isEnabled()
    buttons(writer, "cures")["Ask a second person…"].click()
    writer.pane.remedies.popover.buttons[0].click()
    assert "Confirm as second person" not in buttons(writer, "cures")
    assert not writer.send_button().isEnabled()
    profiles.switch_to(bo.id)
    writer.pane.look()
    buttons(writer, "cures")["Confirm as second person"].click()
    profiles.switch_to(ana.id)
    writer.pane.look()
    assert writer.send_button().isEnabled()
    writer.send_button().click()
    assert writer.queued() == ["It cures."]


# ----------------------------------------------------------------------------------- questions


@pytest.fixture
def asked(a_desk, tmp_path):
    """A desk whose draft answers a message with two questions."""
    services = a_shop(tmp_path / "asked")
    item = a_message("two", "When do you open? How much is a sack of oats?", 1, language="en")
    item = replace(item, writer=replace(item.writer, key="k", name="Zoe Amari"))
    receive(services, services.accounts.listed()[0], [item])
    desk = a_desk(services)
    desk.answer("Zoe")
    looked_around(desk)
    return desk


def test_questions_stand_above_the_text_with_a_sign_and_a_word(asked):
    chips = asked.pane.chips.chips
    assert [one.text()[:6] for one in chips] == ["○ open", "○ open"]
    asked.write("We open at nine on Monday.")
    looked_around(asked)
    assert [one.text().split(":")[0] for one in chips] == ["✓ answered", "○ open"]
    assert chips[1].accessibleName().startswith("open: How much")
    assert asked.send_button().isEnabled()


def test_a_person_says_what_is_with_a_question(asked):
    asked.pane.chips.marked.emit("How much is a sack of oats?", QuestionMark.NOT_OURS)
    asked.qtbot.waitUntil(lambda: not asked.window.jobs.busy())
    assert asked.pane.chips.chips[1].text().startswith("✓ not ours")
    asked.pane.chips.marked.emit("How much is a sack of oats?", None)
    asked.qtbot.waitUntil(lambda: not asked.window.jobs.busy())
    assert asked.pane.chips.chips[1].text().startswith("○ open")


def test_a_question_that_will_be_followed_up_proposes_a_promise_with_a_day(asked):
    asked.pane.chips.marked.emit("How much is a sack of oats?", QuestionMark.FOLLOW_UP)
    popover = asked.pane.remedies.popover
    assert isinstance(popover, DatePopover)
    popover.buttons[0].click()
    asked.qtbot.waitUntil(lambda: not asked.window.jobs.busy())
    assert asked.text() == "You will have an answer to this by Friday 4 September."
    assert asked.pane.chips.chips[1].text().startswith("✓ will follow up")
    assert len(asked.services.promises.of_draft(asked.pane.draft())) == 1


# ------------------------------------------------------------------------------------ promises


def test_what_sounds_like_a_promise_while_writing_is_noted_by_one_key_moved_or_refused(writer):
    writer.type("We will call you back tomorrow.")
    (found,) = writer.pane.promises.proposals()
    assert writer.pane.promises.isVisible()
    assert writer.window.act("composer.refuse_found")
    assert writer.pane.promises.proposals() == ()
    writer.type(" We will write to you tomorrow.")
    assert len(writer.pane.promises.proposals()) == 1
    assert writer.window.act("composer.accept_found")
    assert writer.pane.promises.proposals() == ()
    (made,) = writer.services.promises.of_draft(writer.pane.draft())
    assert (made.phrase, made.words) == ("tomorrow", "We will write to you tomorrow.")
    writer.type(" I'll pass this on and get back to you.")
    assert writer.window.act("composer.accept_found")
    writer.pane.remedies.popover.buttons[0].click()
    assert writer.text().endswith(" I'll pass this on and get back to you, by Friday 4 September.")
    assert writer.pane.promises.proposals() == ()
    assert found.found.sentence == "We will call you back tomorrow."


def test_a_vague_time_becomes_a_promise_that_the_ledger_keeps(writer):
    writer.type("We answer as soon as possible.")
    buttons(writer, "as soon as possible")["Promise a day…"].click()
    tomorrow = writer.pane.remedies.popover.buttons[0]
    assert tomorrow.text() == "Tomorrow: Friday 4 September"
    tomorrow.click()
    assert writer.text() == "We answer by Friday 4 September."
    assert writer.pane.promises.isVisible()
    writer.pane.editor.undo()
    assert writer.text() == "We answer as soon as possible."
    writer.pane.look()
    assert not writer.pane.promises.isVisible()
    writer.pane.editor.redo()
    writer.pane.look()
    writer.send_button().click()
    services = writer.services
    (row,) = services.outbox.rows()
    assert services.promises.listed() == ()
    with services.workspace.write() as connection:
        outbox.settle_sent(connection, row.id, "https://social.example/1", "", NOW)
    (promise,) = services.promises.listed()
    assert promise.state is PromiseState.OPEN
    assert promise.words == "We answer by Friday 4 September."
    # The ledger answers it, and that reply keeps it.
    writer.window.go("promises")
    page = writer.window.page("promises")
    assert page.row() == promise
    assert page.summary.text() == "1 promise is due by tomorrow. No promise was due yet."
    page._buttons["answer"].click()
    assert writer.pane.promises.boxes[0].isChecked()
    writer.write("Here is your answer.")
    writer.send_button().click()
    second = next(one for one in services.outbox.rows() if one.id != row.id)
    with services.workspace.write() as connection:
        outbox.settle_sent(connection, second.id, "https://social.example/2", "", NOW)
    (kept,) = services.promises.listed()
    assert (kept.state, kept.kept_by) == (PromiseState.KEPT, second.id)


@pytest.fixture
def promised(writer):
    """A desk with one promise in its ledger."""
    draft = replace(writer.pane.draft(), body="We answer by Friday 4 September.")
    writer.pane.leave()
    made = writer.services.promises.begin(draft, "by Friday 4 September", date(2026, 9, 4))
    row, _ = writer.services.outbox.queue(draft)
    with writer.services.workspace.write() as connection:
        outbox.settle_sent(connection, row.id, "https://social.example/1", "", NOW)
    writer.window.go("promises")
    return writer, made.id


def test_a_promise_that_will_not_be_kept_says_why_and_comes_back_with_undo(promised):
    desk, promise_id = promised
    page = desk.window.page("promises")
    page._buttons["not_kept"].click()
    assert [one.text() for one in page.popover.buttons] == [
        "We will not do it",
        "Nobody waits for it any more",
    ]
    page.popover.buttons[0].click()
    page.popover.words.setText("no")
    assert not page.popover.use.isEnabled()
    page.popover.words.setText("The road is closed")
    page.popover.use.click()
    assert desk.services.promises.promise(promise_id).state is PromiseState.WONT
    assert not page._buttons["put_off"].isEnabled()
    assert desk.window.act("app.undo")
    assert desk.services.promises.promise(promise_id).state is PromiseState.OPEN


def test_a_promise_that_is_put_off_proposes_what_to_write(promised):
    desk, promise_id = promised
    page = desk.window.page("promises")
    page._buttons["put_off"].click()
    page.popover.other.setCurrentIndex(5)
    page.popover.use.click()
    page.popover.words.setText("The parts come later")
    page.popover.use.click()
    desk.settle()
    assert desk.services.promises.promise(promise_id).due_at.date() == date(2026, 9, 11)
    assert desk.text() == (
        "We had promised you news by Friday 4 September. We are not there yet: you will have them"
        " by Friday 11 September."
    )


def test_the_ledger_is_written_as_a_table(promised, tmp_path, monkeypatch):
    desk, _ = promised
    page = desk.window.page("promises")
    path = tmp_path / "promises.csv"
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(path)))
    page._save_table()
    desk.settle()
    assert "We answer by Friday 4 September." in path.read_text("utf-8-sig")


def test_what_is_due_is_said_at_the_start_and_once_more_when_it_is_late(promised):
    desk, promise_id = promised
    told = []
    desk.window.tell = lambda notice: told.append((notice.kind, notice.text))
    notices = PromiseNotices(desk.window, desk.services)
    notices.pulse()
    notices.pulse()
    assert told == [("info", "1 promise is due by tomorrow.")]
    desk.services.clock.advance(days=2)
    notices.pulse()
    assert told[1:] == [("warn", "1 promise is late.")]
    assert notices.late() == 1
    with pytest.raises(NotAllowed):
        desk.services.promises.will_not(promise_id, "")
