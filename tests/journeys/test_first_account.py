"""The first morning: a person adds their account, reads who wrote, answers, and the answer arrives once."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.settings import HOLD
from cmworkstation.ui.inbox.page import InboxPage
from cmworkstation.ui.live import Live
from tests.connectors.fake_mastodon import TOKEN
from tests.ui.accounts.conftest import (  # noqa: F401 - fixtures
    Desk,
    browser,
    desk,
    mastodon,
    vault,
)

QUESTION = "@alma@social.example Good evening, may I bring my dog?"
ANSWER = "Good evening, yes, on a lead."


@pytest.fixture
def live(desk: Desk) -> Iterator[Live]:  # noqa: F811
    """What reads and sends while the window is open, at its own pace."""
    made = Live(desk.window, desk.services, desk.window.jobs)
    made.start()
    yield made
    made._timer.stop()
    desk.settle()


def test_from_no_account_to_an_answer_that_arrived_once(
    desk: Desk,  # noqa: F811
    mastodon: Any,  # noqa: F811
    browser: Any,  # noqa: F811
    live: Live,
) -> None:
    question = mastodon.write(QUESTION)
    desk.services.settings.put(HOLD, "0")
    desk.begin("Mastodon", mastodon.origin)
    desk.qtbot.waitUntil(lambda: "browser" in desk.title())
    browser.allow()
    desk.qtbot.waitUntil(lambda: desk.title() == "How shall it be called here?", timeout=10_000)
    desk.wizard.name.name.setText("Town hall")
    desk.press("Add the account")
    desk.settle()
    desk.window.go("inbox")
    inbox = desk.window.page("inbox")
    assert isinstance(inbox, InboxPage)
    desk.qtbot.waitUntil(lambda: inbox.model.rowCount() == 1, timeout=20_000)
    said = inbox.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Clara, Town hall on Mastodon, Waiting for us")

    inbox.list.select_row(0)
    desk.settle()
    desk.window.activateWindow()
    assert desk.window.act("inbox.reply")
    composer = inbox.composer
    assert composer is not None
    desk.qtbot.waitUntil(composer.editor.hasFocus)
    desk.qtbot.keyClicks(composer.editor, ANSWER)
    desk.qtbot.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = desk.services.outbox.rows()
    desk.qtbot.waitUntil(
        lambda: desk.services.outbox.row(row.id).state is OutboxState.SENT, timeout=20_000
    )
    desk.settle()
    (published,) = mastodon.created
    assert published["in_reply_to_id"] == question["id"]
    assert ANSWER in published["content"]
    assert published["visibility"] == "unlisted"

    live.read_now()
    desk.settle()
    QApplication.processEvents()
    thread = desk.services.inbox.thread(row.conversation_id)
    assert [entry.message.ours for entry in thread.entries] == [False, True]
    assert inbox.model.rowCount() == 0  # nobody waits for us any more
    written = {path for path in desk.services.folder.rglob("*") if path.is_file()}
    assert written
    assert all(TOKEN.encode() not in path.read_bytes() for path in written)
