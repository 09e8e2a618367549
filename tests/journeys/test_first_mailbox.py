"""A person adds a mailbox, and from then on mail stands in the open window as soon as it comes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.settings import HOLD
from cmworkstation.ui.inbox.entry import EntryText
from cmworkstation.ui.inbox.page import InboxPage
from cmworkstation.ui.live import Live
from tests.connectors.fake_mail import PASSWORD, US, FakeMail, serving
from tests.ui.accounts.conftest import Desk, browser, desk, vault  # noqa: F401 - fixtures

WITHIN_MS = 20_000  # a sixth of the time after which a mailbox is read by itself
QUOTED = "\n".join(f"> {n}. Bonjour, à quelle heure ouvrez-vous ?" for n in range(8))


@pytest.fixture
def server() -> Iterator[FakeMail]:
    with serving(FakeMail()) as fake:
        yield fake


@pytest.fixture
def live(desk: Desk) -> Iterator[Live]:  # noqa: F811
    made = Live(desk.window, desk.services, desk.window.jobs)
    made.start()
    yield made
    made._timer.stop()
    desk.services.push.close()
    desk.settle()


def add_mailbox(desk: Desk, server: FakeMail) -> None:  # noqa: F811
    desk.services.settings.put(HOLD, "0")
    desk.begin("E-mail", f"{US} localhost:{server.imap_port} localhost:{server.smtp_port}")
    desk.wizard.password.secret.setText(PASSWORD)
    desk.press("Continue")
    desk.button("Add the account").click()  # the wizard closes while its messages are read
    desk.qtbot.waitUntil(lambda: not desk.wizard_is_open(), timeout=WITHIN_MS)
    desk.settle()
    desk.window.go("inbox")
    desk.qtbot.waitUntil(lambda: "IDLE" in server.said, timeout=WITHIN_MS)
    desk.settle()


def test_mail_comes_by_itself_and_its_answer_arrives_once(
    desk: Desk,  # noqa: F811
    server: FakeMail,
    live: Live,
) -> None:
    add_mailbox(desk, server)
    inbox = desk.window.page("inbox")
    assert isinstance(inbox, InboxPage)
    assert inbox.model.rowCount() == 0
    text = f"Oui, merci.\n\nLe 3 mars, la mairie a écrit :\n{QUOTED}\n"
    server.receive(text, Message_ID="<q@voisin.test>", Subject="Horaires")
    desk.qtbot.waitUntil(lambda: inbox.model.rowCount() == 1, timeout=WITHIN_MS)
    inbox.list.select_row(0)
    desk.settle()
    (card,) = inbox.thread_pane.line.cards()
    (body,) = card.findChildren(EntryText)
    assert "Oui, merci." in body.toPlainText()
    assert "ouvrez-vous" not in body.toPlainText()  # what it repeats is folded
    (button,) = [one for one in card.findChildren(QPushButton) if one.isCheckable()]
    button.click()
    QApplication.processEvents()
    assert "ouvrez-vous" in body.toPlainText()
    assert body.geometry().bottom() <= card.height()

    desk.window.activateWindow()
    assert desk.window.act("inbox.reply")
    composer = inbox.composer
    assert composer is not None
    desk.qtbot.waitUntil(composer.editor.hasFocus)
    desk.qtbot.keyClicks(composer.editor, "From nine.")
    desk.qtbot.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = desk.services.outbox.rows()
    desk.qtbot.waitUntil(
        lambda: desk.services.outbox.row(row.id).state is OutboxState.SENT, timeout=WITHIN_MS
    )
    assert len(server.sent) == 1
    assert b"In-Reply-To: <q@voisin.test>" in server.sent[0]
    assert len(server.boxes["Sent"].kept) == 1
