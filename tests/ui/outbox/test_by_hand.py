"""Posting by hand in the window: from the composer, from the outbox, and back."""

from PySide6.QtWidgets import QApplication

from cmworkstation.domain.account import TokenState
from cmworkstation.domain.reply import OutboxState
from cmworkstation.store import accounts
from cmworkstation.ui.outbox.by_hand import ByHandDialog
from tests.ui.outbox.outbox import Outbox

THERE = "https://pretend.example/@mairie/77"


def dialog(page: Outbox) -> ByHandDialog:
    (found,) = page.window.findChildren(ByHandDialog)
    return found


def test_a_refused_reply_is_copied_posted_and_kept_as_sent_by_hand(page: Outbox) -> None:
    row = page.reply("q1", "refused")
    page.choose(row)
    page.press("Post by hand…")
    shown = dialog(page)
    assert not shown.posted.isEnabled()
    shown.copy.click()
    assert QApplication.clipboard().text() == "At nine."
    QApplication.clipboard().setText(f" {THERE} \n")
    shown._paste()
    shown.posted.click()
    page.settle()
    assert page.state(row) is OutboxState.SENT
    page.choose(row)
    assert "Sent by hand" in page.words()
    assert "Posted by hand; you said so" in page.words()


def test_it_was_not_posted_after_all_by_one_press_and_later_from_the_outbox(page: Outbox) -> None:
    row = page.reply("q1", "refused")
    page.choose(row)
    page.press("Post by hand…")
    for press in ("the bar", "the outbox"):
        shown = dialog(page)
        shown.address.setText(THERE)
        shown.posted.click()
        page.settle()
        assert page.state(row) is OutboxState.SENT
        if press == "the bar":
            assert page.window.act("app.undo")
        else:
            page.choose(row)
            page.press("Not posted after all…")
        page.settle()
        assert page.state(row) is OutboxState.BY_HAND
        page.choose(row)
        assert "it was not posted after all" in page.words()
    dialog(page).reject()
    page.world.services.by_hand.posted(row.id, THERE)
    page.pass_time(8 * 86400)
    page.choose(row)
    assert "Not posted after all…" not in page.buttons()


def test_closing_the_dialog_decides_nothing(page: Outbox) -> None:
    row = page.reply("q1", "refused")
    page.choose(row)
    page.press("Post by hand…")
    dialog(page).reject()
    page.pass_time(3600)
    assert page.state(row) is OutboxState.BY_HAND
    assert page.world.server.requests == 1
    page.choose(row)
    assert "To be posted by hand" in page.words()
    page.press("Not posted: back to the draft")
    assert page.state(row) is OutboxState.DROPPED
    composer = page.page.answering.composer
    assert composer is not None
    assert composer.editor.toPlainText() == "At nine."
    composer.leave()


def test_what_the_program_may_still_send_has_no_such_button(page: Outbox) -> None:
    row = page.reply("q1", "stored")
    page.choose(row)
    assert page.state(row) is OutboxState.UNKNOWN
    assert not [one for one in page.buttons() if "by hand" in one]


def test_an_address_that_is_none_is_said_in_the_dialog(page: Outbox) -> None:
    row = page.reply("q1", "refused")
    page.choose(row)
    page.window.act("outbox.by_hand")
    shown = dialog(page)
    for text in ("no address", "javascript:alert(1)"):
        shown.address.setText(text)
        assert not shown.posted.isEnabled()
    shown.nowhere.setChecked(True)
    shown.posted.click()
    assert page.state(row) is OutboxState.SENT


def test_the_composer_offers_it_where_the_access_has_ended(page: Outbox) -> None:
    home = page.question("q1")
    page.window.go("inbox")
    page.page.open_conversation(home)
    page.settle()
    page.window.act("inbox.reply")
    page.settle()
    composer = page.page.answering.composer
    assert composer is not None
    assert composer.foot.by_hand.isHidden()
    composer.leave()
    with page.services.workspace.write(durable=True) as connection:
        accounts.set_state(connection, page.account.id, TokenState.DEAD)
    page.window.act("inbox.reply")
    page.settle()
    composer.editor.setPlainText("At nine.")
    assert composer.foot.by_hand.isVisible()
    composer.foot.by_hand.click()
    page.settle()
    (row,) = page.services.outbox.rows()
    assert row.state is OutboxState.BY_HAND
    shown = dialog(page)
    shown.not_posted.click()
    page.settle()
    assert composer.editor.toPlainText() == "At nine."
    composer.leave()
